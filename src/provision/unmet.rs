//! What care that was not delivered does to health, escalations and carers.
//!
//! Comes in: hours wanted and hours there are, both expected. Goes out: multipliers on the conditions of a cycle, and what
//! it carries over. Deliberately absent: which units are refused, and what unmet needs escalate to by themselves.
//!
//! The unmet share u follows ũ, the share of the cycle, as u' = (ũ − u)/lag, by its exact course, from u° on, the share of the
//! observed year of the observed arm, in its first year cycle by cycle; a cycle has the mean of ratio^(u − u°) over it. ũ is taken on hours without the growth of
//! volume, which raises what is wanted and what there is alike.

use crate::system::System;
use crate::tables::time::WEEKS;
use crate::tables::unmet::Unmet;

use super::Conditions;
use super::approach::Approach;
use super::demand::Demand;

/// Hours of a cycle by discipline that were wanted, and that were not delivered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UnmetHours {
    wanted: Vec<f64>,
    unmet: Vec<f64>,
}

impl UnmetHours {
    /// From demand, access, and the hours that there are, of which those of later years are taken to have grown with the
    /// volume of care.
    pub(super) fn new(
        system: &System,
        demand: &Demand,
        access: &[f64],
        hours: &[Option<f64>],
    ) -> UnmetHours {
        let withheld = system.unmet.as_ref().map_or(0.0, |unmet| unmet.withheld);
        let wanted = demand.at(access);
        let disciplines = 0..wanted.len();
        let of = |index: usize| {
            let (wanted, withheld) = (wanted[index], withheld * demand.withheld[index]);
            let delivered = match hours[index] {
                _ if !system.layers.access => wanted,
                Some(hours) => wanted.min(hours * demand.volume(index)),
                None => wanted * access[index],
            };
            (wanted + withheld, wanted - delivered + withheld)
        };
        let (wanted, unmet) = disciplines.map(of).unzip();
        UnmetHours { wanted, unmet }
    }

    /// Share of the hours of some disciplines that were not delivered.
    pub fn share(&self, disciplines: &[usize]) -> f64 {
        let sum = |of: &[f64]| {
            disciplines
                .iter()
                .filter_map(|index| of.get(*index))
                .sum::<f64>()
        };
        let wanted = sum(&self.wanted);
        if wanted > 0.0 {
            sum(&self.unmet) / wanted
        } else {
            0.0
        }
    }

    /// Adds the hours of another cycle.
    pub fn add(&mut self, other: &UnmetHours) {
        for (into, from) in [
            (&mut self.wanted, &other.wanted),
            (&mut self.unmet, &other.unmet),
        ] {
            into.resize(from.len(), 0.0);
            into.iter_mut()
                .zip(from)
                .for_each(|(into, from)| *into += from);
        }
    }
}

/// What the unmet hours of a cycle make of its conditions. `observed` are those of the observed year of the observed arm;
/// `remembered` is u − u°, effect by effect, at the start of the cycle, and then at its end.
pub(super) fn act(
    system: &System,
    unmet: &Unmet,
    (hours, observed): (&UnmetHours, &UnmetHours),
    remembered: &mut Vec<f64>,
    conditions: &mut Conditions,
) {
    remembered.resize(unmet.effects.len(), 0.0);
    for (effect, remembered) in unmet.effects.iter().zip(remembered) {
        let beyond = hours.share(&effect.disciplines) - observed.share(&effect.disciplines);
        let (from, part) = (*remembered, system.time.length / effect.lag);
        *remembered = Approach::new(from, beyond, part).end;
        if (from == 0.0 && beyond == 0.0) || effect.ratio == 1.0 {
            continue;
        }
        let whole = mean_power(effect.ratio, (from, beyond), part);
        let among = |share: f64| 1.0 + share * (whole - 1.0);
        for &(state, place, share) in &effect.moves {
            conditions.move_more(state, place, among(share));
        }
        for &(channel, share) in &effect.channels {
            for side in &mut conditions.units {
                side[channel] *= among(share);
            }
        }
    }
    take_over(unmet, (hours, observed), conditions);
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

/// Carers take over a share of what is not delivered, and stop the sooner for it.
fn take_over(
    unmet: &Unmet,
    (hours, observed): (&UnmetHours, &UnmetHours),
    conditions: &mut Conditions,
) {
    let mut loss = 1.0;
    for of in &unmet.taken_over {
        let formal = of.formal.iter();
        let more: f64 = formal
            .map(|&(discipline, each)| {
                each * (hours.share(&[discipline]) - observed.share(&[discipline]))
            })
            .sum();
        if more != 0.0 && of.informal > 0.0 {
            for side in &mut conditions.units {
                side[of.channel] *= (1.0 + more / of.informal).max(0.0);
            }
            loss += of.carers * libm::expm1(unmet.loss_per_hour * more / WEEKS);
        }
    }
    conditions.hazards.carer_loss *= loss;
}
