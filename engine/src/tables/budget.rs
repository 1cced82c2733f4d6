//! Budgets of payers, by index.
//!
//! Comes in: `budget` of each `[[payer]]`. Goes out: [`Budget`]. Deliberately absent: what payers spend, and so what they grant, which
//! differs from arm to arm and year to year (provision/rationing.rs).

use crate::scenario::schema::Scenario;

use super::draw::Draw;
use super::names::position;

/// A payer with a budget.
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    /// The payer.
    pub payer: usize,
    /// Change of the budget per year.
    pub growth: f64,
    /// Percents cut of a rationed service for a percent that is short.
    pub elasticity: f64,
    /// What it grants less of.
    pub rationed: Vec<RationedService>,
}

/// A service of which less is granted.
#[derive(Debug, Clone, PartialEq)]
pub struct RationedService {
    /// The service.
    pub service: usize,
    /// Units of other services that each unit cut brings.
    pub instead: Vec<(usize, f64)>,
}

/// In the order of payers.
pub fn budgets(scenario: &Scenario, draw: &Draw) -> Vec<Budget> {
    let payers = scenario.payer.iter().enumerate();
    let budgets = payers.filter_map(|(index, payer)| {
        let written = payer.budget.as_ref()?;
        let path = format!("payer.{}.budget", payer.name);
        let service = |name: &String| position(&scenario.service, name, |each| &each.name);
        let rationed = written.rationed.iter().map(|(name, rationed)| {
            let instead = rationed.instead.iter().map(|(other, units)| {
                let path = || format!("{path}.rationed.{name}.instead.{other}");
                (service(other), draw.value(units, path))
            });
            RationedService {
                service: service(name),
                instead: instead.collect(),
            }
        });
        Some(Budget {
            payer: index,
            growth: draw.value(&written.growth, || format!("{path}.growth")),
            elasticity: draw.value(&written.elasticity, || format!("{path}.elasticity")),
            rationed: rationed.collect(),
        })
    });
    budgets.collect()
}
