//! Governance forms: how partners steer together, and what their coordination costs.
//!
//! Comes in: `[[governance]]`. Goes out: a [`GovernanceForm`] as an arm has it, and the cost of its [`Coordination`].
//! Deliberately absent: which arm has which form.

use crate::scenario::schema::{Governance, Scenario};

use super::draw::Draw;
use super::names::position;
use super::services::payer_shares;

/// A governance form as one arm has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GovernanceForm {
    /// τ_I in years.
    pub years: f64,
    /// β.
    pub beta: f64,
}

/// What the coordination of a governance form costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Coordination {
    /// EUR of the price year per year.
    pub cost: f64,
    /// Share of each payer.
    pub payers: Vec<f64>,
}

/// The governance form with this name, and what its coordination costs; `None` where it costs nothing.
pub fn governance(
    scenario: &Scenario,
    name: &String,
    draw: &Draw,
) -> (GovernanceForm, Option<Coordination>) {
    let form = &scenario.governance[position(&scenario.governance, name, |form| &form.name)];
    let path = |key: &str| format!("governance.{name}.{key}");
    let steers = GovernanceForm {
        years: draw.value(&form.years, || path("years")).max(1e-6),
        beta: draw.or(form.beta.as_ref(), 0.0, || path("beta")),
    };
    let coordination = form.cost_per_pair.as_ref().map(|cost| {
        let each = draw.value(cost, || path("cost_per_pair")).max(0.0);
        Coordination {
            cost: pairs(form) * each,
            payers: payer_shares(scenario, &form.payers, draw, &format!("governance.{name}")),
        }
    });
    (steers, coordination)
}

/// Pairs of partners that coordinate: n·(n − 1)/2.
fn pairs(form: &Governance) -> f64 {
    let partners = form.partners.len() as f64;
    partners * (partners - 1.0) / 2.0
}
