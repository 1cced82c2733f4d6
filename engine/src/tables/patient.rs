//! The resident's own part: deductible, copayments, subscriptions.

use crate::scenario::schema::Scenario;

use super::draw::Draw;
use super::provider::Growth;
use super::time::Timeline;

/// Rules that hold per person and calendar year.
#[derive(Debug, Clone, PartialEq)]
pub struct Patient {
    /// Deductible in whole cents by year, 0 without one.
    pub deductible: Vec<u32>,
    /// Age in years from which it applies.
    pub deductible_from: f64,
    /// Level of copayments by year, relative to the price year.
    pub copayments: Vec<f64>,
    /// Subscriptions.
    pub subscriptions: Vec<Subscription>,
}

/// A contribution per month of use.
#[derive(Debug, Clone, PartialEq)]
pub struct Subscription {
    /// Name.
    pub name: String,
    /// Whole cents per month of use, by year.
    pub per_month: Vec<u32>,
    /// Share of users who pay nothing.
    pub exempt_share: f64,
}

impl Patient {
    /// From the `[patient]` table.
    pub fn build(scenario: &Scenario, time: &Timeline, growth: &Growth, draw: &Draw) -> Patient {
        let rules = &scenario.patient;
        Patient {
            deductible: deductible(scenario, time, draw),
            copayments: match &rules.copayment_growth {
                None => (0..time.years).map(|year| growth.prices(year)).collect(),
                Some(own) => {
                    let own = draw.value(own, || "patient.copayment_growth".into());
                    levels(time, own).collect()
                }
            },
            deductible_from: rules
                .deductible
                .as_ref()
                .map_or(0.0, |deductible| deductible.from_age),
            subscriptions: rules
                .subscription
                .iter()
                .map(|subscription| {
                    let path = format!("patient.subscription.{}", subscription.name);
                    let first = draw.value(&subscription.per_month, || format!("{path}.per_month"));
                    let per_month = (0..time.years)
                        .map(|year| {
                            let amount = subscription
                                .later
                                .iter()
                                .enumerate()
                                .filter(|(_, later)| later.from_year <= time.calendar(year))
                                .max_by_key(|(_, later)| later.from_year)
                                .map_or(first, |(number, later)| {
                                    draw.value(&later.per_month, || {
                                        format!("{path}.later.{number}")
                                    })
                                });
                            cents(amount)
                        })
                        .collect();
                    Subscription {
                        name: subscription.name.clone(),
                        per_month,
                        exempt_share: draw
                            .or(subscription.exempt_share.as_ref(), 0.0, || {
                                format!("{path}.exempt_share")
                            })
                            .clamp(0.0, 1.0),
                    }
                })
                .collect(),
        }
    }
}

/// Whole cents by year.
fn deductible(scenario: &Scenario, time: &Timeline, draw: &Draw) -> Vec<u32> {
    let Some(rule) = &scenario.patient.deductible else {
        return vec![0; time.years];
    };
    let amount = draw.value(&rule.amount, || "patient.deductible.amount".into());
    let growth = draw.or(rule.growth.as_ref(), 0.0, || {
        "patient.deductible.growth".into()
    });
    levels(time, growth)
        .map(|level| cents(amount * level))
        .collect()
}

/// The level in each year of an amount that grows from the price year on.
fn levels(time: &Timeline, growth: f64) -> impl Iterator<Item = f64> {
    let to_first = f64::from(time.first_year - time.price_year);
    let level = move |year: usize| libm::pow(1.0 + growth, to_first + year as f64);
    (0..time.years).map(level)
}

/// EUR as whole cents that a person can owe; negative amounts are 0.
pub fn cents(eur: f64) -> u32 {
    libm::round(eur.max(0.0) * 100.0) as u32
}
