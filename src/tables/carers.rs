//! Informal carers: who has one, loses one and gains one.
//!
//! share(s) has a carer at the start; a carer is lost at loss(s) and gained at gain(s), per year; on entering a worse state,
//! relatives step in so that the share with a carer rises to that of the new state.

use crate::base::random::{threshold, to_unit};
use crate::scenario::schema::{self, Scenario};

use super::draw::Draw;
use super::health::{Health, in_cycle};
use super::states::State;
use super::time::Timeline;

/// Chances of carers per state.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct CarerChance {
    pub(super) share: f64,
    pub(super) loss: f64,
    pub(super) gain: u64,
}

impl Health {
    /// Share of residents in `state` that has a carer at the start.
    pub fn carer_share(&self, state: usize) -> f64 {
        self.carers.get(state).map_or(0.0, |chance| chance.share)
    }

    /// Chance that a carer is lost in a cycle that begins in `state`, where `multiplier` is on the hazard; 0 where carers
    /// are not modelled.
    pub fn carer_loss(&self, state: usize, multiplier: f64) -> f64 {
        let chance = self.carers.get(state);
        chance.map_or(0.0, |chance| in_cycle(chance.loss * multiplier))
    }

    /// Whether a resident without a carer has one after this cycle: the gain of the state left, then on entering a worse
    /// state relatives step in so that the share with a carer rises to that of the new state.
    #[inline(always)]
    pub fn gains_carer(
        &self,
        from: usize,
        to: usize,
        bits: u64,
        bits_on_entry: impl Fn() -> u64,
    ) -> bool {
        bits < self.carers[from].gain
            || (from != to && bits_on_entry() < threshold(self.carer_on_entry(from, to)))
    }

    /// Probability of having a carer after a cycle, the expected value of [`Health::carer_loss`] and [`Health::gains_carer`]; `loss` multiplies the
    /// hazard of losing one.
    pub fn carer_probability(&self, had: bool, from: usize, to: usize, loss: f64) -> f64 {
        let Some(chance) = self.carers.get(from) else {
            return 0.0;
        };
        if had {
            return libm::exp(-chance.loss * loss);
        }
        let gain = to_unit(chance.gain);
        let entry = if from == to {
            0.0
        } else {
            self.carer_on_entry(from, to)
        };
        if chance.gain == 0 {
            entry
        } else {
            gain + (1.0 - gain) * entry
        }
    }

    fn carer_on_entry(&self, from: usize, to: usize) -> f64 {
        let (before, after) = (self.carer_share(from), self.carer_share(to));
        if after <= before {
            0.0
        } else {
            (after - before) / (1.0 - before)
        }
    }
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
            let value = |table: &schema::ByName<schema::Number>, key: &str| {
                draw.or(table.get(&state.name), 0.0, || {
                    format!("carers.{key}.{}", state.name)
                })
                .max(0.0)
            };
            CarerChance {
                share: value(&carers.share, "share").min(1.0),
                loss: value(&carers.loss, "loss") * time.length,
                gain: threshold(in_cycle(value(&carers.gain, "gain") * time.length)),
            }
        })
        .collect()
}
