//! Governance forms: how partners steer together, and what their coordination costs.
//!
//! Comes in: `[[governance]]`. Goes out: a [`Form`] as an arm has it, and the component that pays for its coordination.
//! Deliberately absent: which arm has which form.

use crate::scenario::schema::{ComponentKind, Governance, Scenario};

use super::care::Care;
use super::component::{Component, plain};
use super::draw::Draw;
use super::names::position;
use super::services::payer_shares;
use super::time::Timeline;

/// A governance form as one arm has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Form {
    /// τ_I in years.
    pub years: f64,
    /// β.
    pub beta: f64,
}

/// The governance form of an arm, and what pays for its coordination.
pub(super) fn governance(
    scenario: &Scenario,
    name: &String,
    care: &Care,
    time: &Timeline,
    draw: &Draw,
) -> (Form, Option<Component>) {
    let form = &scenario.governance[position(&scenario.governance, name, |form| &form.name)];
    let path = |key: &str| format!("governance.{name}.{key}");
    let steers = Form {
        years: draw.value(&form.years, || path("years")).max(1e-6),
        beta: draw.or(form.beta.as_ref(), 0.0, || path("beta")),
    };
    let coordination = form.cost_per_pair.as_ref().map(|cost| {
        let each = draw.value(cost, || path("cost_per_pair")).max(0.0);
        let network = scenario.discipline.len();
        Component {
            amount: pairs(form) * each,
            coordinates: true,
            payers: Some(payer_shares(
                scenario,
                &form.payers,
                draw,
                &format!("governance.{name}"),
            )),
            ..plain(
                scenario,
                name,
                ComponentKind::ProjectGrant,
                network,
                care,
                time,
            )
        }
    });
    (steers, coordination)
}

/// Pairs of partners that coordinate: n·(n − 1)/2.
fn pairs(form: &Governance) -> f64 {
    let partners = form.partners.len() as f64;
    partners * (partners - 1.0) / 2.0
}
