//! The residents of an arm, by the sides that it pays for them on.
//!
//! Comes in: counts and an arm. Goes out: what its components count of them. Deliberately absent: what that is worth.

use std::cell::OnceCell;
use std::ops::Range;

use crate::counts::{Count, Counts, half_cycles_lived};
use crate::tables::Tables;
use crate::tables::lists::ListRatios;
use crate::tables::time::OLDEST_AGE;

use super::accounting_year::AccountingYear;
use super::arm_terms::ArmTerms;
use super::basis::{Counted, InLine};
use super::component_terms::ComponentTerms;

/// The residents of an arm over some time.
#[derive(Debug, Clone)]
pub struct Neighbourhood<'a> {
    /// The tables.
    pub tables: &'a Tables,
    /// The terms of the arm.
    pub arm: &'a ArmTerms,
    /// What happened, in simulated residents.
    pub counts: &'a Counts,
    /// Index of the year.
    pub year: usize,
    /// Whether everyone is looked at as if they were enrolled.
    pub enrols_all: bool,
    /// Residents that one simulated resident stands for.
    weight: f64,
    /// Calendar years.
    span: f64,
    parts: OnceCell<PaidParts>,
}

impl<'a> Neighbourhood<'a> {
    /// The whole population, in the year that is settled.
    pub fn of(accounting: &AccountingYear<'a>) -> Neighbourhood<'a> {
        Neighbourhood {
            tables: accounting.tables,
            arm: accounting.arm,
            counts: accounting.counts,
            year: accounting.year,
            enrols_all: accounting.enrols_all,
            weight: accounting.tables.people.weight,
            span: 1.0,
            parts: OnceCell::new(),
        }
    }

    /// Other counts of the year that is settled, of residents of whom each stands for `weight`.
    pub fn counted(
        accounting: &AccountingYear<'a>,
        counts: &'a Counts,
        weight: f64,
    ) -> Neighbourhood<'a> {
        Neighbourhood {
            counts,
            weight,
            ..Neighbourhood::of(accounting)
        }
    }

    /// The simulated residents alone, in a cycle or a year.
    pub fn simulated(
        tables: &'a Tables,
        arm: &'a ArmTerms,
        counts: &'a Counts,
        year: usize,
    ) -> Neighbourhood<'a> {
        Neighbourhood {
            tables,
            arm,
            counts,
            year,
            enrols_all: false,
            weight: 1.0,
            span: 1.0 / tables.people.weight,
            parts: OnceCell::new(),
        }
    }

    /// The groups that the arm treats as residents on a side.
    pub fn groups(&self, side: usize) -> Range<usize> {
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

    /// The groups that a component pays for.
    fn groups_for<'b>(&'b self, component: &'b ComponentTerms) -> impl Iterator<Item = usize> + 'b {
        let sides = (0..2).filter(|&side| component.is_for(side));
        sides.flat_map(|side| self.groups(side))
    }

    /// The parts of all residents that the arm treats as residents on each side; all of them outside where nobody lives.
    pub fn side_shares(&self) -> [f64; 2] {
        let years = [0, 1].map(|side| self.years_of(self.groups(side)));
        let all: f64 = years.iter().sum();
        if all > 0.0 {
            years.map(|years| years / all)
        } else {
            [1.0, 0.0]
        }
    }

    /// The sum of a count over some groups, for as many residents as this stands for.
    pub fn sum(
        &self,
        groups: impl Iterator<Item = usize>,
        of_group: impl Fn(usize) -> Count,
    ) -> f64 {
        let sum: i64 = groups.map(|group| self.counts.get(of_group(group))).sum();
        sum as f64 * self.weight
    }

    /// Years that residents of some groups lived in a state.
    pub fn state_years(&self, groups: impl Iterator<Item = usize>, state: usize) -> f64 {
        let half_cycles = self.sum(groups, |group| Count::Lived { group, state });
        half_cycles * self.tables.time.length / 2.0
    }

    fn years_of(&self, groups: impl Iterator<Item = usize>) -> f64 {
        let half_cycles = half_cycles_lived(self.tables, self.counts, groups);
        half_cycles as f64 * self.tables.time.length / 2.0 * self.weight
    }

    /// Units delivered through a channel to some groups times `tariff` (EUR), in the volume of the first year. Services
    /// whose units differ in cost are paid what each unit cost, times the tariff over the reference price.
    pub fn units_at_price(&self, groups: Range<usize>, channel: usize, tariff: f64) -> f64 {
        let care = &self.tables.care;
        let service = care.channels[channel].service;
        if care.unit_spread[service].is_some() {
            let cents = self.sum(groups, |group| Count::UnitCents { group, channel });
            cents / 100.0 * tariff / care.services[service].price.max(0.01)
        } else {
            self.sum(groups, |group| Count::Delivered { group, channel }) * tariff
        }
    }

    /// What each component pays of the units of every channel this year.
    pub fn parts(&self) -> &PaidParts {
        self.parts.get_or_init(|| PaidParts::new(self))
    }

    /// What the component at `index` counts here.
    pub fn seen_by<'b>(&'b self, index: usize) -> CountedNeighbourhood<'b, 'a> {
        CountedNeighbourhood {
            of: self,
            index,
            component: &self.arm.components[index],
        }
    }
}

/// A neighbourhood as one of the arm's components counts it.
#[derive(Debug, Clone, Copy)]
pub struct CountedNeighbourhood<'b, 'a> {
    of: &'b Neighbourhood<'a>,
    index: usize,
    component: &'b ComponentTerms,
}

impl Counted for CountedNeighbourhood<'_, '_> {
    fn tables(&self) -> &Tables {
        self.of.tables
    }

    fn year(&self) -> usize {
        self.of.year
    }

    fn resident_years(&self) -> Option<f64> {
        Some(self.of.years_of(self.of.groups_for(self.component)))
    }

    fn list_years(&self, ratios: &ListRatios) -> Option<f64> {
        let (of, half_cycle) = (self.of, self.of.tables.time.length / 2.0);
        let classes = of.counts.classes();
        let weighted = |group: usize| -> f64 {
            let class = group % classes;
            let one = std::iter::once(group);
            match &ratios.state {
                Some(states) => states
                    .iter()
                    .enumerate()
                    .filter(|(state, _)| of.tables.health.states[*state].is_alive())
                    .map(|(state, ratio)| {
                        of.sum(one.clone(), |group| Count::Lived { group, state })
                            * half_cycle
                            * ratio
                            * ratios.deprivation[class]
                    })
                    .sum(),
                None => (0..OLDEST_AGE)
                    .flat_map(|age| [0, 1].map(|lower| (age, lower)))
                    .map(|(age, lower)| {
                        of.sum(one.clone(), |group| Count::LivedAtAge { group, age, lower })
                            * half_cycle
                            * ratios.of(age, class, lower == 1)
                    })
                    .sum(),
            }
        };
        Some(of.groups_for(self.component).map(weighted).sum())
    }

    fn state_years(&self, state: usize) -> Option<f64> {
        let groups = self.of.groups_for(self.component);
        Some(self.of.state_years(groups, state))
    }

    fn episodes(&self, need: usize, triage: usize) -> Option<f64> {
        let groups = self.of.groups_for(self.component);
        let events = self.of.sum(groups, |group| Count::Triaged {
            group,
            need,
            triage,
        });
        Some(events * self.of.tables.per_count(need))
    }

    fn units(&self, channel: usize, tariff: f64) -> Vec<InLine> {
        (0..2)
            .filter_map(|side| {
                let part = self.of.parts().of(side, channel, self.index);
                let groups = self.of.groups(side);
                (part > 0.0).then(|| InLine {
                    part,
                    units: self
                        .of
                        .sum(groups.clone(), |group| Count::Delivered { group, channel }),
                    eur: self.of.units_at_price(groups, channel, tariff),
                })
            })
            .collect()
    }

    fn calendar_years(&self) -> Option<f64> {
        Some(self.of.span)
    }
}

/// What each component pays of the units of every channel in a year: `[side][channel]`.
#[derive(Debug, Clone)]
pub struct PaidParts([Vec<Vec<(usize, f64)>>; 2]);

impl PaidParts {
    fn new(of: &Neighbourhood) -> PaidParts {
        let of_side = |side: usize| {
            (0..of.tables.care.channels.len())
                .map(|channel| of.arm.parts(side, channel, of.year))
                .collect()
        };
        PaidParts([0, 1].map(of_side))
    }

    /// The part that the component at `index` pays.
    pub fn of(&self, side: usize, channel: usize, index: usize) -> f64 {
        let parts = self.0[side][channel].iter();
        parts
            .filter(|(component, _)| *component == index)
            .map(|(_, part)| part)
            .sum()
    }

    /// The part of residents' own payments for a channel that falls within the component at `index`; `takes` says how much of
    /// its part falls within each, from nothing to 1.
    pub fn of_own(
        &self,
        side: usize,
        channel: usize,
        index: usize,
        takes: impl Fn(usize) -> f64,
    ) -> f64 {
        let parts = self.0[side][channel].iter();
        let (own, all) = parts.fold((0.0, 0.0), |(own, all), &(component, part)| {
            let taken = part * takes(component);
            (
                own + if component == index { taken } else { 0.0 },
                all + taken,
            )
        });
        if all > 0.0 { own / all } else { 0.0 }
    }
}
