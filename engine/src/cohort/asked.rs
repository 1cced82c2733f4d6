//! What is asked of providers in a cycle: the chances of the units that a need comes to.
//!
//! Comes in: what a cycle found. Goes out: [`Asked`], with expected units and their distribution. Deliberately absent:
//! prices, and who is counted.

use crate::base::poisson::Poissons;
use crate::provision::{Conditions, lacking_when_idle};
use crate::scenario::schema::{Line, NeedClass};
use crate::system::System;
use crate::tables::needs::{EscalationLink, Link, UnitsPerNeed};

use super::pmf::Pmf;
use super::precision::TwinPrecision;

/// Presented needs of one kind in one cycle up to which chances are kept one by one.
const MOST_NEEDS: usize = 400;

/// On average so many units are none with a chance below the last digit of 1.
const SURELY_SOME: f64 = 100.0;

/// What is asked of providers in a cycle, or a part or several of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub system: &'a System,
    pub conditions: &'a Conditions,
    /// Length in cycles of the time that is asked about.
    pub part: f64,
    pub precision: TwinPrecision,
}

impl<'a> Asked<'a> {
    /// What a whole cycle asks under `conditions`.
    pub fn in_cycle(
        system: &'a System,
        conditions: &'a Conditions,
        precision: TwinPrecision,
    ) -> Asked<'a> {
        let part = 1.0;
        Asked {
            system,
            conditions,
            part,
            precision,
        }
    }

    /// Presented needs of a kind with a largest mean up to which chances are kept one by one: more come with a chance below
    /// the last digit, or below 10⁻⁸ where that is enough.
    pub fn largest(&self, need: usize, mean: f64) -> usize {
        let (errors, more) = match self.precision {
            TwinPrecision::Exact => (9.0, 12),
            TwinPrecision::Fast => (5.5, 5),
        };
        match self.system.care.needs[need].class {
            NeedClass::Permanent => 1,
            NeedClass::Acute | NeedClass::Temporary => {
                ((mean + errors * mean.sqrt()) as usize + more).min(MOST_NEEDS)
            }
        }
    }

    /// Whether only carers who are there deliver it.
    pub fn is_informal(&self, service: usize) -> bool {
        self.system.care.services[service].line == Line::Informal
    }

    /// Units of a channel that are delivered for each that is wanted, and that are lost.
    pub fn met_and_lost(&self, channel: usize) -> [f64; 2] {
        if let Some(found) = self.conditions.waits(self.system, channel) {
            return [found.met, found.lost];
        }
        let access = self.chance(channel);
        [access, 1.0 - access]
    }

    /// Chance that a wanted unit of a channel is delivered, where nobody waits.
    fn chance(&self, channel: usize) -> f64 {
        let care = &self.system.care;
        self.conditions.access[care.services[care.channels[channel].service].discipline]
    }

    /// The part of the cycle of which a need asks for its units: new needs ask for all of them at once.
    fn of_need(&self, class: NeedClass) -> f64 {
        match class {
            NeedClass::Permanent => self.part,
            NeedClass::Acute | NeedClass::Temporary => 1.0,
        }
    }

    /// Mean units that one presented need asks for in that time.
    pub fn mean_units(&self, class: NeedClass, link: &Link) -> f64 {
        match &link.units {
            UnitsPerNeed::Fixed(units) => f64::from(*units),
            UnitsPerNeed::Spread(mean) => mean * self.part,
            UnitsPerNeed::Poisson(_) => {
                let times = match class {
                    NeedClass::Permanent => self.system.time.length,
                    NeedClass::Acute | NeedClass::Temporary => 1.0,
                };
                (link.mean * times).min(Poissons::LARGEST_MEAN) * self.of_need(class)
            }
        }
    }

    /// UnitsPerNeed that `presented` needs ask for together.
    pub fn wanted(&self, class: NeedClass, link: &Link, presented: usize) -> Pmf {
        match &link.units {
            UnitsPerNeed::Poisson(_) => {
                Pmf::poisson(self.mean_units(class, link) * presented as f64)
            }
            UnitsPerNeed::Fixed(units) => Pmf::certain(*units as usize * presented),
            UnitsPerNeed::Spread(mean) => Pmf::certain(1).scaled(mean * self.part),
        }
    }

    /// Chances of an escalation of a presented need, of whose units a share is lacking, and of a hidden one.
    pub fn chances(&self, need: usize, link: &EscalationLink, lacking: f64) -> [f64; 2] {
        let multiplier = self.conditions.escalation[0][need];
        let part = self.of_need(self.system.care.needs[need].class);
        [lacking, 1.0].map(|lacking| part * link.chance(multiplier, lacking))
    }

    /// Every channel through which a need can get units.
    pub fn channels(&self, need: usize) -> Vec<usize> {
        let care = &self.system.care;
        let of = &care.needs[need];
        let links = of.links.iter().map(|link| link.channel);
        let own = links.chain(of.escalations.iter().map(|link| link.channel));
        own.flat_map(|channel| {
            let replacements = care.replacements[channel].iter();
            let replacements = replacements.map(|(_, channel)| *channel);
            replacements.chain([channel]).collect::<Vec<_>>()
        })
        .collect()
    }

    /// What replaces units of a channel: the replacing channel, units of it per unit, and the share moved of what is
    /// left.
    pub fn replacements(
        &self,
        channel: usize,
        has_carer: bool,
    ) -> impl Iterator<Item = (usize, f64, f64)> + '_ {
        let service = self.system.care.channels[channel].service;
        let found = self.conditions.substitutions.iter();
        found.filter_map(move |&(from, to, ratio, share)| {
            let replacement = self.system.care.replacement(channel, to)?;
            let is_there = has_carer || !self.is_informal(to);
            (from == service && is_there).then_some((replacement, ratio, share))
        })
    }

    /// Adds the chance that no unit is delivered through a channel, after those that replace it.
    pub fn none(
        &self,
        channel: usize,
        wanted: Pmf,
        has_carer: bool,
        found: &mut Vec<(usize, f64)>,
    ) {
        let mut left = wanted.scaled(self.conditions.units[0][channel]);
        // Every replacement has its place, whether or not it replaces anything now, so that lists of the same need line
        // up.
        for &(_, replacement) in &self.system.care.replacements[channel] {
            let active = self.replacements(channel, has_carer);
            let mut none = 1.0;
            for (_, ratio, share) in active.filter(|(other, ..)| *other == replacement) {
                let moved = left.scaled(share).scaled(ratio);
                none *= self.none_of(replacement, &moved);
                left = left.without(share);
            }
            found.push((replacement, none));
        }
        found.push((channel, self.none_of(channel, &left)));
    }

    /// Chance that none of so many units of a channel is delivered: who waits gets none, and others all.
    fn none_of(&self, channel: usize, units: &Pmf) -> f64 {
        match self.conditions.waits(self.system, channel) {
            Some(found) => {
                let chance = self.chance(channel);
                let turn = found.turns.clamp(0.0, 1.0);
                1.0 - turn + turn * units.scaled(chance).none()
            }
            None => units.scaled(self.chance(channel)).none(),
        }
    }

    /// Whether some units of a need may not be delivered and that matters to what it escalates to.
    pub fn may_lack(&self, need: usize) -> bool {
        let need = &self.system.care.needs[need];
        let mut links = need.links.iter();
        let is_short = links.any(|link| self.met_and_lost(link.channel)[1] > 0.0);
        is_short && need.escalations.iter().any(|link| link.met != link.unmet)
    }

    /// The links of a need that answer residents with a carer, or without.
    fn answered(&self, need: usize, carer: bool) -> Vec<&'a Link> {
        let links = self.system.care.needs[need].links.iter();
        links
            .filter(|link| carer || !self.is_informal(link.service))
            .collect()
    }

    /// What the shares of links depend on, other than access.
    pub fn divided_by(&self, need: usize, carer: bool) -> Vec<f64> {
        let links = self.answered(need, carer).into_iter();
        let units = links.flat_map(|link| {
            let replaced = self.replacements(link.channel, carer);
            let replaced = replaced.map(|(.., share)| share);
            let own = self.conditions.units[0][link.channel];
            [own].into_iter().chain(replaced).chain([f64::INFINITY])
        });
        units.collect()
    }

    /// How the units that `presented` needs ask for are divided over links.
    pub fn division(&self, need: usize, carer: bool, presented: usize) -> Division {
        let answered = self.answered(need, carer);
        let class = self.system.care.needs[need].class;
        if presented == 0 {
            return Division {
                idle: 0.0,
                shares: vec![0.0; answered.len()],
            };
        }
        // What effects and replacements leave of a Poisson number is nearly one, which is near enough where that is asked.
        let poisson = answered.iter().map(|link| {
            let left = self.part_left(link, carer);
            let is_near = left == 1.0 || self.precision == TwinPrecision::Fast;
            let is_poisson = is_near && matches!(link.units, UnitsPerNeed::Poisson(_));
            is_poisson.then(|| self.mean_units(class, link) * left)
        });
        if let Some(means) = poisson.collect::<Option<Vec<f64>>>() {
            // Of Poisson numbers, E[n_j / n; n > 0] is the share of the mean, where there are any at all.
            let all: f64 = means.iter().sum();
            let idle = libm::exp(-all * presented as f64);
            let some = if all > 0.0 { (1.0 - idle) / all } else { 0.0 };
            let shares = means.iter().map(|mean| mean * some).collect();
            return Division { idle, shares };
        }
        if let [link] = answered[..] {
            let idle = self.none_left(class, link, presented, carer);
            let shares = vec![1.0 - idle];
            return Division { idle, shares };
        }
        let units = answered.iter();
        let units = units.map(|link| self.left(class, link, presented, carer));
        let units: Vec<Pmf> = units.collect();
        let shares = 0..units.len();
        Division {
            idle: units.iter().map(Pmf::none).product(),
            shares: shares.map(|link| share_of(&units, link)).collect(),
        }
    }

    /// The share of a need's units that is not delivered: Σ_j (1 − A_j)·E[n_j / n; n > 0] over its links, and of a permanent
    /// need without units in the cycle, as [`lacking_when_idle`] has it.
    pub fn lacking(&self, need: usize, carer: bool, divisions: &[Division]) -> Vec<f64> {
        let when_idle = lacking_when_idle(self.system, self.conditions, (0, need), carer);
        let links = self.answered(need, carer).into_iter();
        let lack: Vec<f64> = links
            .map(|link| self.met_and_lost(link.channel)[1])
            .collect();
        let share = |of: &Division| {
            let of_links = of.shares.iter().zip(&lack);
            of_links.map(|(share, lack)| share * lack).sum::<f64>() + of.idle * when_idle
        };
        divisions.iter().map(share).collect()
    }

    /// Units that are asked for through a link, after what effects make of them and what replaces them.
    fn left(&self, class: NeedClass, link: &Link, presented: usize, carer: bool) -> Pmf {
        let units = self.wanted(class, link, presented);
        let mut left = units.scaled(self.conditions.units[0][link.channel]);
        for (_, _, share) in self.replacements(link.channel, carer) {
            left = left.without(share);
        }
        left
    }

    /// What effects and replacements leave of the units of a link on average.
    fn part_left(&self, link: &Link, carer: bool) -> f64 {
        let shares = self.replacements(link.channel, carer);
        let part = shares.fold(1.0, |part, (.., share)| part * (1.0 - share));
        self.conditions.units[0][link.channel] * part
    }

    /// Chance that there are none.
    fn none_left(&self, class: NeedClass, link: &Link, presented: usize, carer: bool) -> f64 {
        let each = self.mean_units(class, link) * self.part_left(link, carer);
        if each * presented as f64 > SURELY_SOME {
            return 0.0;
        }
        self.left(class, link, presented, carer).none()
    }
}

/// How the units of a number of needs are divided over the links that answer them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Division {
    /// Chance that there are none.
    idle: f64,
    /// E[n_j / n; n > 0] by link, n_j the units through it.
    shares: Vec<f64>,
}

/// E[n_j / n; n > 0] of independent numbers.
fn share_of(units: &[Pmf], link: usize) -> f64 {
    let others = units.iter().enumerate().filter(|(other, _)| *other != link);
    let rest = others.fold(Pmf::certain(0), |rest, (_, units)| rest.plus(units));
    let own = units[link].iter().filter(|(units, _)| *units > 0);
    let shares = own.map(|(units, chance)| {
        let of_rest = rest
            .iter()
            .map(|(more, part)| part * units as f64 / (units + more) as f64);
        chance * of_rest.sum::<f64>()
    });
    shares.sum()
}
