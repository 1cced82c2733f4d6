//! The quality score of a network: Σ weight · clamp((value − floor)/(target − floor), 0, 1) over indicators that the run
//! itself produces.

use crate::provision::{Count, Counts, Single, administration};
use crate::scenario::schema::Measure;
use crate::system::System;
use crate::system::component::Indicator;
use crate::system::funding::Arm;

/// A year that is scored.
#[derive(Debug, Clone, Copy)]
pub struct Scored<'a> {
    /// The system.
    pub system: &'a System,
    /// The arm whose network is scored.
    pub arm: &'a Arm,
    /// What happened, in simulated residents.
    pub counts: &'a Counts,
    /// Whether the care of everyone is looked at as if they were enrolled.
    pub enrols_all: bool,
}

/// The score over a year, from 0 to 1.
pub fn score(scored: &Scored, indicators: &[Indicator]) -> f64 {
    indicators
        .iter()
        .map(|indicator| {
            let value = value(scored, indicator);
            let way = indicator.target - indicator.floor;
            let done = if way == 0.0 {
                0.0
            } else {
                (value - indicator.floor) / way
            };
            indicator.weight * done.clamp(0.0, 1.0)
        })
        .sum()
}

impl Scored<'_> {
    /// The groups that the arm treats as residents on a side.
    pub fn groups(&self, side: usize) -> std::ops::Range<usize> {
        if !self.arm.has_network || self.enrols_all {
            let all = usize::from(self.enrols_all && self.arm.has_network);
            return if side == all {
                0..self.counts.groups()
            } else {
                0..0
            };
        }
        self.counts.groups_of(side)
    }

    /// Complex resident-cycles with a need that the arm pays per episode, coordination included.
    fn coordinated(&self) -> i64 {
        let sets = self.system.coordinations();
        let of_side = |side: usize| -> i64 {
            let needs = self.arm.coordinated[side];
            let Some(set) = sets.iter().position(|other| *other == needs) else {
                return 0;
            };
            let groups = self.groups(side);
            groups
                .map(|group| self.counts.get(Count::Coordinated { group, set }))
                .sum()
        };
        of_side(0) + of_side(1)
    }
}

fn value(scored: &Scored, indicator: &Indicator) -> f64 {
    let (system, counts) = (scored.system, scored.counts);
    let single = |single| counts.get(Count::Single(single)) as f64;
    let per_resident =
        |count: f64| ratio(count, administration::resident_years(system, counts), 0.0);
    match indicator.measure {
        Measure::UnitsPerResident => {
            let of_service =
                |channel: &usize| Some(system.care.channels[*channel].service) == indicator.service;
            let channels = (0..system.care.channels.len()).filter(of_service);
            let units: i64 = channels.map(|channel| counts.delivered(channel)).sum();
            per_resident(units as f64)
        }
        Measure::NeedsMet => {
            let (met, all) = (0..system.care.needs.len()).fold((0.0, 0.0), |(met, all), need| {
                let needs = counts.get(Count::Need { need }) as f64;
                (met + needs * met_share(system, counts, need), all + needs)
            });
            ratio(met, all, 1.0)
        }
        Measure::ComplexCoordinated => ratio(
            scored.coordinated() as f64,
            counts.get(Count::Residents { triage: 3 }) as f64,
            1.0,
        ),
        Measure::CarersNotOverloaded => {
            1.0 - ratio(
                single(Single::OverloadedCycles),
                single(Single::CarerCycles),
                0.0,
            )
        }
        Measure::InstitutionEntries => per_resident(single(Single::InstitutionEntries)),
    }
}

/// The share of a need that is met: that reaches the first line, times the share of its wanted units delivered. 1 where
/// the need did not occur.
pub fn met_share(system: &System, counts: &Counts, need: usize) -> f64 {
    let all = counts.get(Count::Need { need }) as f64;
    let hidden = counts.get(Count::Hidden { need }) as f64;
    let (wanted, delivered) =
        system.care.needs[need]
            .links
            .iter()
            .fold((0, 0), |(wanted, delivered), link| {
                let channel = link.channel;
                (
                    wanted + counts.wanted(channel),
                    delivered + counts.delivered(channel),
                )
            });
    (1.0 - ratio(hidden, all, 0.0)) * ratio(delivered as f64, wanted as f64, 1.0)
}

fn ratio(part: f64, whole: f64, otherwise: f64) -> f64 {
    if whole > 0.0 { part / whole } else { otherwise }
}
