//! What is known of informal carers, by state.
//!
//! Comes in: `[carers]`. Goes out: chances of having, losing and gaining one. Deliberately absent: whose carer comes
//! and goes in a cycle (carer_changes.rs).

use crate::scenario::schema::{self, Scenario};

use super::draw::Draw;
use super::states::State;
use super::time::Timeline;

/// Chances of carers per state.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct CarerChance {
    pub(super) share: f64,
    /// Hazards per cycle.
    pub(super) loss: f64,
    pub(super) gain: f64,
}

pub(super) fn carers(
    scenario: &Scenario,
    states: &[State],
    time: &Timeline,
    draw: &Draw,
) -> Vec<CarerChance> {
    let Some(carers) = &scenario.carers else {
        return vec![CarerChance::default(); states.len()];
    };
    states
        .iter()
        .map(|state| {
            let value = |number: Option<&schema::Number>, key: &str| {
                draw.or(number, 0.0, || format!("carers.{key}.{}", state.name))
            };
            CarerChance {
                share: value(carers.share.get(&state.name).map(AsRef::as_ref), "share"),
                loss: value(carers.loss.get(&state.name).map(AsRef::as_ref), "loss") * time.length,
                gain: value(carers.gain.get(&state.name).map(AsRef::as_ref), "gain") * time.length,
            }
        })
        .collect()
}
