//! Services: what a unit takes, what it costs, and who pays it by statute.
//!
//! Comes in: `[[service]]`, and shares per payer wherever a scenario has them. Goes out: a [`Service`] each, by index.
//! Deliberately absent: which needs ask for them, and what an arm pays instead of the reference price.

use crate::scenario::limits::limit;
use crate::scenario::schema::{self, Line, Scenario};

use super::draw::Draw;
use super::names::position;

/// A service.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Name.
    pub name: String,
    /// Index of the discipline.
    pub discipline: usize,
    /// Provider hours per unit.
    pub hours: f64,
    /// Line of care.
    pub line: Line,
    /// Reference price of a unit, EUR of the price year.
    pub price: f64,
    /// Coefficient of variation of the cost of a unit.
    pub price_cv: f64,
    /// Statutory share per payer.
    pub payers: Vec<f64>,
    /// Category of accounts.
    pub category: Option<String>,
    /// Counts towards the deductible.
    pub deductible: bool,
    /// EUR a resident pays per unit; in the lower class.
    pub copayments: [f64; 2],
    /// Index of the subscription.
    pub subscription: Option<usize>,
    /// The named outcome its units count in.
    pub counts_as: Option<String>,
    /// Unit.
    pub unit: String,
}

pub(super) fn services(scenario: &Scenario, draw: &Draw) -> Vec<Service> {
    scenario
        .service
        .iter()
        .map(|service| {
            let path = format!("service.{}", service.name);
            let value = |number: Option<&schema::Number>, key: &str| {
                draw.or(number, 0.0, || format!("{path}.{key}")).max(0.0)
            };
            let copayment = value(service.copayment.as_deref(), "copayment");
            let lower = service
                .copayment_lower
                .as_ref()
                .map_or(copayment, |number| value(Some(number), "copayment_lower"));
            Service {
                name: service.name.clone(),
                discipline: position(&scenario.discipline, &service.discipline, |d| &d.name),
                hours: value(service.hours.as_deref(), "hours"),
                line: service.line,
                price: value(Some(&service.price), "price"),
                price_cv: service.price_cv.unwrap_or(0.0),
                payers: payer_shares(scenario, &service.payers, draw, &path),
                category: service.category.clone(),
                deductible: service.deductible,
                copayments: [copayment, lower],
                subscription: service
                    .subscription
                    .as_ref()
                    .map(|name| position(&scenario.patient.subscription, name, |s| &s.name)),
                counts_as: service.counts_as.clone(),
                unit: service.unit.clone(),
            }
        })
        .collect()
}

/// Share per payer, in payer order.
pub fn payer_shares(
    scenario: &Scenario,
    shares: &schema::ByName<schema::Num<limit::Share>>,
    draw: &Draw,
    path: &str,
) -> Vec<f64> {
    let drawn: Vec<f64> = scenario
        .payer
        .iter()
        .map(|payer| {
            draw.or(shares.get(&payer.name), 0.0, || {
                format!("{path}.payers.{}", payer.name)
            })
            .max(0.0)
        })
        .collect();
    let total: f64 = drawn.iter().sum();
    if total > 0.0 {
        drawn.iter().map(|share| share / total).collect()
    } else {
        drawn
    }
}
