//! Moves between states: where they lead, and how likely each is by age and class.
//!
//! Comes in: `[[transition]]`. Goes out: the [`Exits`] of every state, and what the tables of health are filled with.
//! Deliberately absent: what effects do to hazards while the run goes on.

use crate::scenario::schema::{Counting, Scenario, Transition};

use super::classes::{Classes, Ratios};
use super::draw::Draw;
use super::names::position;
use super::rates::in_cycle;
use super::states::State;
use super::time::Timeline;

/// The moves out of one state.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Exits {
    /// Destination states, in the order in which chance meets them.
    pub(super) to: Vec<usize>,
    /// Position of the first of them in a row of `moves`.
    pub(super) first: usize,
    /// Whether the table holds probabilities per cycle instead of Δ·λ.
    pub(super) by_probability: bool,
}

pub(super) fn exits(scenario: &Scenario, states: &[State]) -> Vec<Exits> {
    let mut first = 0;
    states
        .iter()
        .map(|state| {
            let mut exits = Exits {
                first,
                ..Exits::default()
            };
            for row in scenario
                .transition
                .iter()
                .filter(|row| row.from == state.name)
            {
                let to = position(&scenario.state, &row.to, |state| &state.name);
                if !exits.to.contains(&to) {
                    exits.to.push(to);
                }
                exits.by_probability |= row.probability.is_some();
            }
            first += exits.to.len();
            exits
        })
        .collect()
}

/// Δ·λ (or the probability) of a row at every age in cycles, without ratios.
pub(super) fn by_age(
    row: &Transition,
    number: usize,
    time: &Timeline,
    draw: &Draw,
    by_probability: bool,
) -> Vec<f64> {
    let key = row.name.clone().unwrap_or_else(|| number.to_string());
    let level = match (&row.hazard, &row.probability) {
        (Some(hazard), _) => draw.value(hazard, || format!("transition.{key}.hazard")),
        (None, Some(probability)) => {
            draw.value(probability, || format!("transition.{key}.probability"))
        }
        (None, None) => 0.0,
    };
    let slope = draw.or(row.slope.as_ref(), 0.0, || {
        format!("transition.{key}.slope")
    });
    let period = if by_probability { 1.0 } else { time.length };
    let in_cycle = if time.counting == Counting::Middle {
        0.5
    } else {
        0.0
    };
    (0..time.ages())
        .map(|age| {
            let years = time.in_years(age as f64 + in_cycle);
            let holds = years >= row.age_from && row.age_below.is_none_or(|below| years < below);
            if holds {
                level.max(0.0) * period * libm::exp(slope * (years - row.age_reference))
            } else {
                0.0
            }
        })
        .collect()
}

pub(super) fn class_ratios(
    row: &Transition,
    number: usize,
    classes: Classes,
    draw: &Draw,
) -> Vec<f64> {
    let key = row.name.clone().unwrap_or_else(|| number.to_string());
    let ratios = Ratios {
        path: format!("transition.{key}"),
        male: row.male_ratio.as_deref(),
        deprivation: &row.deprivation_ratios,
        no_carer: row.no_carer_ratio.as_deref(),
    };
    ratios.by_class(classes, draw)
}

/// The destination in which `rest` of the cumulative weights falls; the last that has any where rounding leaves some.
#[inline(always)]
pub(super) fn pick(
    exits: &Exits,
    weights: impl Iterator<Item = f64>,
    mut rest: f64,
) -> Option<usize> {
    let mut last = None;
    for (&to, share) in exits.to.iter().zip(weights) {
        if share > 0.0 {
            last = Some(to);
            if rest < share {
                return last;
            }
            rest -= share;
        }
    }
    last
}

pub(super) fn leave_probability(total: f64, by_probability: bool) -> f64 {
    if by_probability {
        total.min(1.0)
    } else {
        in_cycle(total)
    }
}
