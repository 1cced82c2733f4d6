//! What care that was not delivered does to health, escalations and carers.
//!
//! Comes in: hours wanted and hours there are, and needs that are hidden, all expected. Goes out: multipliers on the
//! conditions of a cycle, and what it carries over. Deliberately absent: which units are refused, and what unmet needs escalate
//! to by themselves.
//!
//! The unmet share u follows ũ, the share of the cycle, as u' = (ũ − u)/lag, by its exact course, from u° on, the share of the
//! observed year of the observed arm, in its first year cycle by cycle; a cycle has the mean of ratio^(u − u°) over it. ũ is
//! taken on hours without the growth of volume, which raises what is wanted and what there is alike.

use crate::care::Prospects;
use crate::system::System;
use crate::tables::needing::ByState;
use crate::tables::time::WEEKS;
use crate::tables::unmet::{Lack, Unmet};

use super::Conditions;
use super::approach::Approach;
use super::demand::Demand;
use super::queue::{self, QueueFindings};

/// Care of a cycle that was wanted and not delivered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shortfall {
    /// Hours by discipline.
    hours: Shares,
    /// Needs, as far as they are hidden.
    needs: Shares,
    /// Of the hours not delivered, those that budgets alone withhold, by discipline.
    rationed: Vec<f64>,
}

/// Of several things, how much there is and how much of it is not delivered.
#[derive(Debug, Clone, PartialEq, Default)]
struct Shares {
    all: Vec<f64>,
    unmet: Vec<f64>,
}

impl Shortfall {
    /// From demand, access, and the hours that there are, of which those of later years are taken to have grown with the
    /// volume of care.
    pub(super) fn new(
        system: &System,
        demand: &Demand,
        (access, queues): (&[f64], &[QueueFindings]),
        hours: &[Option<f64>],
    ) -> Shortfall {
        let withheld = system.unmet.as_ref().map_or(0.0, |unmet| unmet.withheld);
        let wanted = demand.at(access);
        let disciplines = 0..wanted.len();
        // Who gave up waiting asks for nothing.
        let queued = |discipline: usize| {
            queue::of_discipline(system, queues, discipline).map(|found| found.delivered)
        };
        let of = |index: usize| {
            let (wanted, withheld) = (wanted[index], withheld * demand.withheld[index]);
            let rationed = demand.rationed(index);
            let delivered = match hours[index] {
                _ if !system.layers.access => wanted,
                Some(hours) => {
                    let hours = queued(index).map_or(hours, |share| wanted * share);
                    wanted.min(hours * demand.volume(index))
                }
                None => wanted * access[index],
            };
            // Of what is not granted a part would not have been delivered anyhow.
            let granted = if wanted > 0.0 {
                delivered / wanted
            } else {
                0.0
            };
            let others = withheld + rationed;
            let shares = (wanted + others, wanted - delivered + others);
            (shares, rationed * granted)
        };
        let (shares, rationed): (Vec<_>, _) = disciplines.map(of).unzip();
        let (all, unmet) = shares.into_iter().unzip();
        let (occurring, hidden) = (demand.occurring.clone(), demand.hidden.clone());
        Shortfall {
            hours: Shares { all, unmet },
            rationed,
            needs: Shares {
                all: occurring,
                unmet: hidden,
            },
        }
    }

    /// The share that was not delivered.
    pub fn share(&self, lack: &Lack) -> f64 {
        match lack {
            Lack::Hours(disciplines) => self.hours.of(disciplines),
            Lack::Hidden(needs) => self.needs.of(needs),
        }
    }

    /// The share of the hours of a discipline that was not delivered for another reason than a budget, which carers do not take over.
    fn beside_budgets(&self, discipline: usize) -> f64 {
        let share = self.hours.of(&[discipline]);
        let rationed = self.rationed.get(discipline).copied().unwrap_or(0.0);
        if rationed == 0.0 {
            share
        } else {
            share - rationed / self.hours.all[discipline]
        }
    }

    /// Adds that of another cycle.
    pub fn add(&mut self, other: &Shortfall) {
        self.hours.add(&other.hours);
        self.needs.add(&other.needs);
        add(&mut self.rationed, &other.rationed);
    }
}

impl Shares {
    fn of(&self, which: &[usize]) -> f64 {
        let sum = |of: &[f64]| -> f64 { which.iter().filter_map(|index| of.get(*index)).sum() };
        let all = sum(&self.all);
        if all > 0.0 {
            sum(&self.unmet) / all
        } else {
            0.0
        }
    }

    fn add(&mut self, other: &Shares) {
        add(&mut self.all, &other.all);
        add(&mut self.unmet, &other.unmet);
    }
}

fn add(into: &mut Vec<f64>, from: &[f64]) {
    into.resize(from.len(), 0.0);
    let pairs = into.iter_mut().zip(from);
    pairs.for_each(|(into, from)| *into += from);
}

/// A cycle, of which it is known what is not delivered.
pub(super) struct Undelivered<'a> {
    pub system: &'a System,
    pub unmet: &'a Unmet,
    /// In the cycle, and in the observed year of the observed arm.
    pub found: &'a Shortfall,
    pub observed: &'a Shortfall,
    /// Who is here.
    pub prospects: &'a Prospects,
}

impl Undelivered<'_> {
    /// Makes of the conditions of the cycle what they are. `remembered` is u − u°, effect by effect, at the start of the
    /// cycle, and then at its end.
    pub fn act(&self, remembered: &mut Vec<f64>, conditions: &mut Conditions) {
        remembered.resize(self.unmet.effects.len(), 0.0);
        for (effect, remembered) in self.unmet.effects.iter().zip(remembered) {
            let beyond = self.beyond(&effect.lack);
            let (from, part) = (*remembered, self.system.time.length / effect.lag);
            *remembered = Approach::new(from, beyond, part).end;
            if (from == 0.0 && beyond == 0.0) || effect.ratio == 1.0 {
                continue;
            }
            let whole = mean_power(effect.ratio, (from, beyond), part);
            let among = |share: f64| 1.0 + share * (whole - 1.0);
            for &(state, place, share) in &effect.moves {
                conditions.move_more(state, place, among(share));
            }
            for (channel, shares) in &effect.channels {
                let share = shares.as_ref().map_or(1.0, |shares| self.now(shares));
                for side in &mut conditions.units {
                    side[*channel] *= among(share);
                }
            }
        }
        self.take_over(conditions);
    }

    /// u of the cycle beyond what was observed.
    fn beyond(&self, lack: &Lack) -> f64 {
        self.found.share(lack) - self.observed.share(lack)
    }

    /// u of the hours of a discipline, likewise, what budgets withhold left out.
    fn hours_beyond(&self, discipline: usize) -> f64 {
        self.found.beside_budgets(discipline) - self.observed.beside_budgets(discipline)
    }

    /// A share among those who are here.
    fn now(&self, shares: &ByState) -> f64 {
        let here = |state| -> f64 {
            let sides = [0, 1].map(|side| self.prospects.residents(side, state));
            sides.iter().sum()
        };
        shares.share(here)
    }

    /// Carers take over a share of what is not delivered, and stop the sooner for it.
    fn take_over(&self, conditions: &mut Conditions) {
        let mut loss = 1.0;
        for of in &self.unmet.taken_over {
            let formal = of.formal.iter();
            let more: f64 = formal
                .map(|&(discipline, each)| each * self.hours_beyond(discipline))
                .sum();
            if more != 0.0 && of.informal > 0.0 {
                for side in &mut conditions.units {
                    side[of.channel] *= (1.0 + more / of.informal).max(0.0);
                }
                let carers = of.presented * self.now(&of.carers);
                loss += carers * libm::expm1(self.unmet.loss_per_hour * more / WEEKS);
            }
        }
        conditions.hazards.carer_loss *= loss;
    }
}

/// Parts of a cycle over which the mean of a curve is taken, an even number.
const PARTS: u32 = 32;

/// Mean over a cycle of ratio^x, where x nears `to` from `from` by a factor e in one over `part` cycles: by Simpson's rule.
fn mean_power(ratio: f64, (from, to): (f64, f64), part: f64) -> f64 {
    let at = |index: u32| {
        let away = (from - to) * libm::exp(-part * f64::from(index) / f64::from(PARTS));
        libm::pow(ratio, to + away)
    };
    let ends = at(0) + at(PARTS);
    let odd: f64 = (1..PARTS).step_by(2).map(at).sum();
    let even: f64 = (2..PARTS).step_by(2).map(at).sum();
    (ends + 4.0 * odd + 2.0 * even) / (3.0 * f64::from(PARTS))
}
