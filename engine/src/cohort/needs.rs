//! How often a need occurs to one resident in a cycle, under the effects of the cycle.
//!
//! Comes in: onsets and pressure on needs. Goes out: [`Occurring`] needs. Deliberately absent: how they are answered.

use crate::base::exponential::exp_m1;
use crate::base::lanes::scale;
use crate::care::arise::Pressure;
use crate::system::System;

use super::ages::NodeLanes;
use super::onsets::ExpectedOnsets;
use super::pmf;

/// How often a need occurs to one resident in one cycle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Occurrence {
    /// With this chance.
    Permanent(f64),
    /// This many new ones on average, before effects; and the multiplier of effects.
    Episodic(f64, f64),
}

/// A need as it occurs to one resident: how often, and the share that reaches the first line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Occurring {
    pub occurrence: Occurrence,
    pub presented: f64,
}

impl Occurring {
    /// Expected needs, or the chance of a permanent one.
    pub fn all(&self) -> f64 {
        match self.occurrence {
            Occurrence::Permanent(chance) => chance,
            Occurrence::Episodic(mean, rate) => mean * rate,
        }
    }

    /// Expected value of `of(presented needs)`, and of nothing where the need does not occur.
    pub fn mean_of(&self, of: impl Fn(usize) -> f64) -> f64 {
        let mean = self.all() * self.presented;
        match self.occurrence {
            Occurrence::Permanent(_) => mean * of(1) + (1.0 - mean) * of(0),
            Occurrence::Episodic(..) => pmf::poisson_mean_of(mean, of),
        }
    }
}

/// What effects make of the chance that a need is open, whatever its mean before them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct NeedOpening {
    is_permanent: bool,
    /// Of the mean before effects, the part that the chance hangs on.
    part: f64,
    /// Presented needs for each before effects.
    presented: f64,
}

impl NeedOpening {
    /// Of needs that arise anew, which are Poisson; above the rate of 1 a second count of the same mean comes on top, whole or
    /// thinned.
    fn episodic(rate: f64, presented: f64) -> NeedOpening {
        let part = if rate <= 1.0 {
            rate * presented
        } else {
            let missed = 1.0 - presented;
            let whole = libm::floor(rate - 1.0);
            let part = rate - 1.0 - whole;
            let more = libm::pow(missed, whole) * (1.0 - part * presented);
            presented + 1.0 - more
        };
        NeedOpening {
            is_permanent: false,
            part,
            presented: rate * presented,
        }
    }

    /// Chances that at least one reaches the first line, of means before effects.
    #[inline(always)]
    pub fn chances(&self, means: &NodeLanes) -> NodeLanes {
        let mut chances = *means;
        if self.is_permanent {
            scale(&mut chances, self.part);
            return chances;
        }
        scale(&mut chances, -self.part);
        chances = exp_m1(chances);
        scale(&mut chances, -1.0);
        chances
    }

    /// Expected presented needs.
    #[inline(always)]
    pub fn presented(&self, means: &NodeLanes) -> NodeLanes {
        let mut presented = *means;
        scale(&mut presented, self.presented);
        presented
    }
}

/// The effects of a cycle on needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs<'a> {
    pub system: &'a System,
    pub pressure: &'a Pressure,
}

impl Needs<'_> {
    /// Share of a need that reaches the first line.
    pub fn presented(&self, need: usize) -> f64 {
        (self.system.care.needs[need].presented * self.pressure.presented[need]).min(1.0)
    }

    /// How a need opens.
    pub fn opening(&self, need: usize) -> NeedOpening {
        let presented = self.presented(need);
        if ExpectedOnsets::is_permanent(self.system, need) {
            return NeedOpening {
                is_permanent: true,
                part: presented,
                presented,
            };
        }
        NeedOpening::episodic(self.pressure.rate[0][need], presented)
    }

    /// How often a need occurs that does so `before` effects.
    #[inline(always)]
    pub fn occurring(&self, need: usize, before: f64) -> Occurring {
        self.occurring_in(1.0, need, before)
    }

    /// How a need occurs in a time of so many cycles.
    #[inline(always)]
    pub fn occurring_in(&self, time: f64, need: usize, before: f64) -> Occurring {
        let occurrence = if ExpectedOnsets::is_permanent(self.system, need) {
            Occurrence::Permanent(before)
        } else {
            Occurrence::Episodic(before * time, self.pressure.rate[0][need])
        };
        Occurring {
            occurrence,
            presented: self.presented(need),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::pmf::Pmf;

    #[test]
    fn a_need_is_open_unless_every_new_one_is_hidden() {
        // By enumeration: two counts of the same mean, the second taken 1.3 times in whole needs, a part 0.3 of it once
        // more, each need presented with chance 0.4.
        let (mean, presented) = (0.7, 0.4);
        let is_open = |rate: f64| NeedOpening::episodic(rate, presented).chances(&[mean; 8])[0];
        let hidden = |needs: usize| libm::pow(1.0 - presented, needs as f64);
        let law = Pmf::poisson(mean);
        let none: f64 = law
            .iter()
            .flat_map(|(new, chance)| {
                law.iter()
                    .map(move |(more, part)| (new, more, chance * part))
            })
            .map(|(new, more, chance)| {
                let thinned = Pmf::binomial(more, 0.3);
                let extra = thinned.iter().map(|(extra, part)| part * hidden(extra));
                chance * hidden(new + more) * extra.sum::<f64>()
            })
            .sum();
        assert!((is_open(2.3) - (1.0 - none)).abs() < 1e-14);
        // At a rate below 1 it is a Poisson count with a smaller mean.
        assert!((is_open(0.5) - (1.0 - libm::exp(-0.14))).abs() < 1e-15);
    }
}
