//! What a town knows of a cycle before it lives it, chance left out: what its residents will want.
//!
//! Comes in: a system, what its arms are expected to come to, and the [`DrawExpectation`] of whatever else they will ask for. Goes
//! out: hours that there are, and demand as it is in a town of its real size.
//!
//! **Samples.** In a sample of one in w residents, who happens to be in it makes demand vary w times as much as it does in
//! the town, and access, which is never above 1, would suffer from it. The arms meet the same residents, so that the
//! comparator tells how much: with H the hours that its sample asks for and T the hours expected of the town, the luck of
//! the sample H/T − 1 has w times the variance of the town's, and (H/T − 1)/√w has just the town's. Every arm's hours
//! are multiplied by (1 + (H/T − 1)/√w)·T/H of the comparator: what an arm changes is left as it is, at once. Without a
//! sample the factor is 1.

use std::sync::{Arc, OnceLock};

use crate::care::NeedsOutlook;
use crate::provision::{HoursLimits, PlacesFindings, harming, looks_ahead};
use crate::system::System;
use crate::tables::provider::Capacity;

use super::expecting::{DrawExpectation, ForeseenCycle, TownExpectation};
use super::history::History;

/// A figure by cycle and discipline: `[cycle][discipline]`.
type Trend = Arc<Vec<Vec<f64>>>;

/// Hours expected of every cycle.
fn trend(expected: &History) -> Trend {
    let years = expected.years.iter();
    let cycles = years.flat_map(|(year, _)| &year.expected);
    Arc::new(cycles.map(|cycle| cycle.hours.clone()).collect())
}

/// How places of an institution are expected to be given, cycle by cycle.
fn places(expected: &History) -> Vec<PlacesFindings> {
    let years = expected.years.iter();
    let cycles = years.flat_map(|(year, _)| &year.expected);
    cycles.filter_map(|cycle| cycle.places.clone()).collect()
}

/// Whether what the arms of a system are expected to come to has to be known: where contracts look at it, where places are given
/// as they are expected to be, and where a sample asks for care.
pub(super) fn asks_expectation(system: &System) -> bool {
    system.tables.asks_expectation()
        || system.health.places.is_some()
        || system.people.weight > 1.0 && looks_ahead(system)
}

/// What every arm of a replication knows beforehand.
pub struct Foresight {
    /// What residents will need; `None` where nobody looks at it.
    pub outlook: Option<NeedsOutlook>,
    /// Hours that there are, without what budgets grant, which differs between arms.
    limits: HoursLimits,
    /// Hours expected of the comparator, or of each arm where they have their own luck, by cycle; empty where everyone
    /// is simulated.
    trends: Vec<Trend>,
    comparator: usize,
    shares_luck: bool,
    /// Factors that turn the demand of the comparator's sample into the demand of a town of real size: `[cycle][discipline]`.
    factors: OnceLock<Trend>,
}

impl Foresight {
    /// For the system of one replication; `expected` is what its arms are expected to come to, wherever
    /// [`asks_expectation`].
    pub fn new(
        system: &System,
        (twin, expected): (&dyn DrawExpectation, Option<&TownExpectation>),
        shares_luck: bool,
    ) -> Foresight {
        let looks_ahead = looks_ahead(system);
        let is_sample = looks_ahead && system.people.weight > 1.0;
        let of_arms = match (is_sample, shares_luck) {
            (false, _) => 0..0,
            (true, true) => system.comparator..system.comparator + 1,
            (true, false) => 0..system.arms.len(),
        };
        let limits = limits(system, |arm, cycles, limits| {
            twin.foresee(system, arm, cycles, limits)
        });
        Foresight {
            outlook: looks_ahead.then(|| NeedsOutlook::new(system)),
            trends: of_arms
                .filter_map(|arm| expected?.get(arm))
                .map(|(_, history)| trend(history))
                .collect(),
            limits,
            comparator: system.comparator,
            shares_luck,
            factors: OnceLock::new(),
        }
    }

    /// What is known for another arm of a system with the same comparator, whose town has been lived: as this, on tables that are
    /// worked out anew.
    pub fn again(&self, system: &System) -> Foresight {
        Foresight {
            outlook: looks_ahead(system).then(|| NeedsOutlook::new(system)),
            ..self.without_outlook()
        }
    }

    /// The same without what residents will need, which is large and soon worked out.
    pub fn without_outlook(&self) -> Foresight {
        Foresight {
            outlook: None,
            limits: self.limits.clone(),
            trends: self.trends.clone(),
            comparator: self.comparator,
            shares_luck: self.shares_luck,
            factors: self.factors.clone(),
        }
    }

    /// What the town of an arm knows of its own. `whole` is the system with all its mechanisms, of which `system` may have fewer:
    /// budgets grant what they grant in the arm as it is. `expected` is what the arm is expected to come to with the mechanisms of
    /// `system`, where that is known.
    pub fn of_arm(
        &self,
        (whole, system): (&System, &System),
        arm: usize,
        (twin, expected): (&dyn DrawExpectation, Option<&History>),
    ) -> ArmForesight {
        let limits = match whole.rationing().is_empty() {
            true => self.limits.clone(),
            false => {
                let rationing = twin.rationing(whole, arm, &self.limits);
                self.limits.with_rationing(rationing)
            }
        };
        let foresee = || {
            let cycles = twin.foresee(system, arm, system.time.cycles(), Some(&limits));
            let places = cycles.into_iter().filter_map(|cycle| cycle.places);
            places.collect()
        };
        let places = match (&system.health.places, expected) {
            (None, _) => Vec::new(),
            (Some(_), Some(expected)) => places(expected),
            (Some(_), None) => foresee(),
        };
        ArmForesight { limits, places }
    }

    /// How the luck of an arm's sample is told from what the arm does.
    pub fn luck(&self, arm: usize) -> Luck {
        let known = self.factors.get().cloned();
        match known {
            _ if self.trends.is_empty() => Luck::Own,
            Some(known) if self.shares_luck => Luck::Known(known),
            _ => {
                let index = if self.shares_luck { 0 } else { arm };
                Luck::Against(Arc::clone(&self.trends[index]), Vec::new())
            }
        }
    }

    /// Takes in what the town of an arm found, the comparator's town before any other.
    pub fn learn(&self, arm: usize, luck: Luck) {
        if let Luck::Against(_, factors) = luck
            && self.shares_luck
            && arm == self.comparator
        {
            // The comparator's first town tells; whoever comes later is told.
            self.factors.get_or_init(|| Arc::new(factors));
        }
    }
}

/// What the town of one arm knows of its own.
pub struct ArmForesight {
    /// Hours that there are, with what budgets grant.
    pub limits: HoursLimits,
    /// How places of an institution are given, cycle by cycle; empty where none has any.
    pub places: Vec<PlacesFindings>,
}

/// Limits of a system. What an arm asked for in the first year is worked out where capacity is what served it, and what was not
/// delivered in it where that harms: of an arm, so many cycles, and the limits, `foresee` tells.
pub fn limits(
    system: &System,
    foresee: impl Fn(usize, usize, Option<&HoursLimits>) -> Vec<ForeseenCycle>,
) -> HoursLimits {
    let is_observed = |capacity: Option<Capacity>| matches!(capacity, Some(Capacity::Observed(_)));
    let first_year =
        |limits: Option<&HoursLimits>| foresee(system.observed_under, system.time.per_year, limits);
    let mut disciplines = system.disciplines.iter();
    let has_queues = !system.queues.is_empty();
    let has_places = system.health.places.is_some();
    let is_asked = has_queues || has_places || disciplines.any(|each| is_observed(each.capacity));
    let cycles = if is_asked {
        first_year(None)
    } else {
        Vec::new()
    };
    let start = cycles.first().map(|cycle| cycle.living[0]);
    let ends = cycles.iter().map(|cycle| cycle.living[1]);
    let living: Vec<f64> = start.into_iter().chain(ends).collect();
    let cycles = cycles.into_iter();
    let (observed, queues): (Vec<_>, Vec<_>) =
        cycles.map(|cycle| (cycle.hours, cycle.queues)).unzip();
    let mut limits = HoursLimits::new(system, &observed);
    if has_places {
        limits = limits.with_places(system, &living);
    }
    if has_queues {
        limits = limits.with_queues(system, &queues);
    }
    if harming(system).is_none() {
        return limits;
    }
    let served = first_year(Some(&limits));
    limits.with_observed(served.into_iter().filter_map(|cycle| cycle.unmet).collect())
}

/// The luck of the sample in which an arm lives.
pub enum Luck {
    /// Everyone is simulated: it is the town's own.
    Own,
    /// Factors on demand that the comparator found, cycle by cycle.
    Known(Trend),
    /// Told against what is expected; the factors so far.
    Against(Trend, Vec<Vec<f64>>),
}

impl Luck {
    /// Factors on the hours that residents ask for in the next cycle, which are `hours` in the sample.
    pub fn factors(&mut self, cycle: usize, hours: &[f64], weight: f64) -> Vec<f64> {
        match self {
            Luck::Own => vec![1.0; hours.len()],
            Luck::Known(factors) => factors[cycle].clone(),
            Luck::Against(trend, factors) => {
                let pairs = hours.iter().zip(&trend[cycle]);
                let found: Vec<f64> = pairs
                    .map(|(&hours, &expected)| factor(hours, expected, weight))
                    .collect();
                factors.push(found.clone());
                found
            }
        }
    }
}

/// (1 + (H/T − 1)/√w)·T/H; 1 where nothing is wanted or expected.
fn factor(hours: f64, expected: f64, weight: f64) -> f64 {
    if hours > 0.0 && expected > 0.0 {
        let ratio = hours / expected;
        (1.0 + (ratio - 1.0) / weight.sqrt()) / ratio
    } else {
        1.0
    }
}
