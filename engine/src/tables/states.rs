//! Health states: where residents in them live, what a year in them is worth and costs.
//!
//! Comes in: `[[state]]`. Goes out: a [`State`] each, by index. Deliberately absent: how residents come into them.

use crate::scenario::schema::{self, Residence, Scenario};

use super::draw::Draw;
use super::names::position;
use super::services::payer_shares;

/// A health state.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Name.
    pub name: String,
    /// QALY weight of a year.
    pub utility: f64,
    /// What a year in it costs by statute.
    pub cost: Option<StateCost>,
    /// Where residents in it live; `None` is dead.
    pub place: Residence,
    /// Frail or worse, for triage.
    pub frail: bool,
    /// Counts as healthy.
    pub healthy: bool,
}

impl State {
    /// Whether residents in this state live.
    pub fn is_alive(&self) -> bool {
        self.place != Residence::None
    }
}

/// What a person-year in a state costs, whatever the arm.
#[derive(Debug, Clone, PartialEq)]
pub struct StateCost {
    /// EUR per person-year, of the price year.
    pub amount: f64,
    /// Index of the discipline that receives it.
    pub recipient: usize,
    /// Share per payer.
    pub payers: Vec<f64>,
    /// Category of accounts.
    pub category: Option<String>,
}

pub(super) fn state_cost(
    scenario: &Scenario,
    state: &schema::State,
    draw: &Draw,
) -> Option<StateCost> {
    let path = format!("state.{}", state.name);
    let (cost, discipline) = state.cost.as_ref().zip(state.discipline.as_ref())?;
    Some(StateCost {
        amount: draw.value(cost, || format!("{path}.cost")).max(0.0),
        recipient: position(&scenario.discipline, discipline, |each| &each.name),
        payers: payer_shares(scenario, &state.payers, draw, &path),
        category: state.category.clone(),
    })
}
