use crate::base::poisson::Poissons;
use crate::care::arise::Pressure;
use crate::scenario::schema::NeedClass;
use crate::system::System;
use crate::system::time::OLDEST_AGE;

use super::pmf::Pmf;

/// Expected residents whose care arises in a state in a cycle: `[cell of class and year of age][state]`.
pub(super) type Cared = Vec<f64>;

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

    /// Chance that at least one reaches the first line. New needs are Poisson; above the rate of 1 a second count of the
    /// same mean comes on top, whole or thinned.
    pub fn is_open(&self) -> f64 {
        match self.occurrence {
            Occurrence::Permanent(chance) => chance * self.presented,
            Occurrence::Episodic(mean, rate) if rate <= 1.0 => {
                -libm::expm1(-mean * rate * self.presented)
            }
            Occurrence::Episodic(mean, rate) => {
                let missed = 1.0 - self.presented;
                let whole = libm::floor(rate - 1.0);
                let part = rate - 1.0 - whole;
                let more = libm::pow(missed, whole) * (1.0 - part * self.presented);
                -libm::expm1(-mean * (self.presented + 1.0 - more))
            }
        }
    }

    /// Expected value of `of(presented needs)`, and of nothing where the need does not occur.
    pub fn mean_of(&self, of: impl Fn(usize) -> f64) -> f64 {
        let mean = self.all() * self.presented;
        match self.occurrence {
            Occurrence::Permanent(_) => mean * of(1) + (1.0 - mean) * of(0),
            Occurrence::Episodic(..) if mean > 0.0 => {
                let numbers = Pmf::poisson(mean);
                numbers.iter().map(|(many, chance)| chance * of(many)).sum()
            }
            Occurrence::Episodic(..) => of(0),
        }
    }
}

/// Which needs occur in which states, and the effects of a cycle on them.
#[derive(Debug, Clone)]
pub(super) struct Needs<'a> {
    system: &'a System,
    pressure: &'a Pressure,
}

impl<'a> Needs<'a> {
    pub fn new(system: &'a System, pressure: &'a Pressure) -> Needs<'a> {
        Needs { system, pressure }
    }

    /// Share of a need that reaches the first line.
    pub fn presented(&self, need: usize) -> f64 {
        (self.system.care.needs[need].presented * self.pressure.presented[need]).min(1.0)
    }

    /// Every need of residents of a state, class and year of age.
    pub fn of(
        &self,
        state: usize,
        class: usize,
        age: usize,
    ) -> impl Iterator<Item = (usize, Occurring)> + '_ {
        let care = &self.system.care;
        let episodic = care.episodic[state].iter().enumerate();
        let episodic = episodic
            .map(move |(entry, &need)| (need, self.episodic((state, class, age), entry, need)));
        let permanent = care.permanent[state].iter().enumerate();
        let permanent = permanent
            .map(move |(entry, &need)| (need, self.permanent((state, class, age), entry, need)));
        episodic.chain(permanent)
    }

    /// One need of residents of a state, class and year of age; `None` where it does not occur.
    pub fn one(&self, need: usize, at: (usize, usize, usize)) -> Option<Occurring> {
        let care = &self.system.care;
        let is_it = |other: &usize| *other == need;
        match care.needs[need].class {
            NeedClass::Permanent => {
                let entry = care.permanent[at.0].iter().position(is_it)?;
                Some(self.permanent(at, entry, need))
            }
            NeedClass::Acute | NeedClass::Temporary => {
                let entry = care.episodic[at.0].iter().position(is_it)?;
                Some(self.episodic(at, entry, need))
            }
        }
    }

    fn episodic(
        &self,
        (state, class, age): (usize, usize, usize),
        entry: usize,
        need: usize,
    ) -> Occurring {
        let per_year = self.system.care.onset_per_year(state, class, age, entry);
        let mean = (per_year * self.system.time.length).min(Poissons::LARGEST_MEAN);
        Occurring {
            occurrence: Occurrence::Episodic(mean, self.pressure.rate[0][need]),
            presented: self.presented(need),
        }
    }

    fn permanent(
        &self,
        (state, class, age): (usize, usize, usize),
        entry: usize,
        need: usize,
    ) -> Occurring {
        let share = self.system.care.prevalence_share(state, class, age, entry);
        Occurring {
            occurrence: Occurrence::Permanent(share),
            presented: self.presented(need),
        }
    }
}

/// Expected needs of one resident in every cell where care may arise, side by side in the order of [`Cared`].
#[derive(Debug, Clone, Default)]
pub(super) struct Rates {
    /// A need, and how many of it.
    rows: Vec<(u32, f64)>,
    /// Ends of the rows of each cell; the first entry is 0.
    ends: Vec<u32>,
    pressure: Pressure,
}

impl Rates {
    /// The tables under the effects of a cycle, made anew where these have changed.
    pub fn refresh(&mut self, system: &System, pressure: &Pressure) {
        if self.pressure == *pressure && !self.ends.is_empty() {
            return;
        }
        let needs = Needs::new(system, pressure);
        self.rows.clear();
        self.ends = vec![0];
        for age in 0..OLDEST_AGE {
            for class in 0..system.health.classes.count() {
                for state in 0..system.health.states.len() {
                    let found = needs.of(state, class, age);
                    let rows = found.map(|(need, of)| (need as u32, of.all()));
                    self.rows.extend(rows.filter(|(_, all)| *all > 0.0));
                    self.ends.push(self.rows.len() as u32);
                }
            }
        }
        self.pressure = pressure.clone();
    }

    /// Needs of one resident of the cell at this place of [`Cared`].
    #[inline(always)]
    pub fn at(&self, place: usize) -> &[(u32, f64)] {
        &self.rows[self.ends[place] as usize..self.ends[place + 1] as usize]
    }
}

/// Every cell where care arises: state, class, year of age, and the residents there.
pub(super) fn cells<'a>(
    system: &'a System,
    cared: &'a [f64],
) -> impl Iterator<Item = ((usize, usize, usize), f64)> + 'a {
    let (states, classes) = (system.health.states.len(), system.health.classes.count());
    let places = cared.iter().enumerate();
    places
        .filter(|(_, residents)| **residents > 0.0)
        .map(move |(place, &residents)| {
            let (cell, state) = (place / states, place % states);
            ((state, cell % classes, cell / classes), residents)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_is_open_unless_every_new_one_is_hidden() {
        // By enumeration: two counts of the same mean, the second taken 1.3 times in whole needs, a part 0.3 of it once
        // more, each need presented with chance 0.4.
        let (mean, presented) = (0.7, 0.4);
        let of = Occurring {
            occurrence: Occurrence::Episodic(mean, 2.3),
            presented,
        };
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
        assert!((of.is_open() - (1.0 - none)).abs() < 1e-14);
        // At a rate below 1 it is a Poisson count with a smaller mean.
        let of = Occurring {
            occurrence: Occurrence::Episodic(mean, 0.5),
            presented,
        };
        assert!((of.is_open() - (1.0 - libm::exp(-0.14))).abs() < 1e-15);
    }
}
