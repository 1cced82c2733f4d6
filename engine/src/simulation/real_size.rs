//! A town of its real size, told from a sample of its residents.
//!
//! Comes in: what the years of a sample came to, and what was expected of them at the same parameters. Goes out: the same
//! years of the whole town, paid for and added up by the same code as any other. Deliberately absent: who tells what is
//! expected (the cohort twin, above), and what more than one replication is needed for.
//!
//! Of residents of whom each stands for w, a count is its expectation and its luck, s = t + (s − t), and the luck of the whole
//! town is √w times smaller. So the town is given t + (s − t)/√w of everything that is counted. What depends on counts in
//! other ways than a line (bounds, quotients, the larger of two) is worked out on these, and is then what it is in a town of
//! that size: halving the luck of a bonus is no bonus on half of the luck.
//!
//! As simulated stay counts of single practices, whose luck no town makes smaller, and what the twin knows nothing of: counts
//! that it has at nothing throughout.

use std::sync::Arc;

use crate::counts::Counts;
use crate::system::System;
use crate::tables::people::People;

use super::expecting::TownExpectation;
use super::history::{Again, History};
use super::life::YearSoFar;
use super::replication::every_arm;
use super::result::{ArmResult, RealSize, TownFigures};

/// Told in parts so many times coarser than what was expected, so that luck added to it still fits whole numbers.
const COARSER: f64 = 16.0;

/// Puts into the results of a sample what they are at the real size.
pub(super) fn add(
    system: &System,
    arms: &mut [ArmResult],
    simulated: &[Arc<History>],
    expected: &TownExpectation,
) {
    let weight = told_weight(&expected[0].1);
    let of_arm = |(simulated, (_, expected)): (&Arc<History>, &(ArmResult, Arc<History>))| {
        Arc::new(between(expected, simulated, weight))
    };
    let pairs = simulated.iter().zip(expected);
    let histories: Vec<Arc<History>> = pairs.map(of_arm).collect();
    let town = [weighing(system, weight)];
    let found = |_: usize, member: super::Member| Again::new(Arc::clone(&histories[member.arm]));
    let shared = (true, Some(expected));
    let lived = every_arm(&town, shared, found, |_, _| {}, &|| false);
    let lived = lived.into_iter().flat_map(|replication| replication.arms);
    for ((arm, real), (expected, _)) in arms.iter_mut().zip(lived).zip(expected) {
        arm.real_size = Some(Box::new(figures(real, expected)));
    }
}

/// Weight of the residents in which the whole town is told, where what is expected is told in parts of so much.
pub(super) fn told_weight(expected: &History) -> f64 {
    expected.weight * COARSER
}

/// What differs at the real size of what the whole town came to.
pub(super) fn figures(real: ArmResult, expected: &ArmResult) -> RealSize {
    RealSize {
        flows: real.flows,
        paid: real.paid,
        repriced: real.repriced,
        outcomes: real.outcomes,
        providers: real.providers,
        neutral: real.neutral,
        expected: TownFigures {
            paid: expected.paid.clone(),
            outcomes: expected.outcomes.clone(),
        },
    }
}

/// The same system, in which each resident counted stands for so many.
pub(super) fn weighing(system: &System, weight: f64) -> System {
    let mut people = People::clone(&system.people);
    people.weight = weight;
    let mut system = system.clone();
    system.people = Arc::new(people);
    system
}

/// The years of the whole town, told in residents of so much weight.
pub(super) fn between(expected: &History, simulated: &History, weight: f64) -> History {
    let share = 1.0 / simulated.weight.sqrt();
    let parts = [expected.weight / weight, simulated.weight / weight];
    let pairs = expected.years.iter().zip(&simulated.years);
    let years = pairs.map(|((expected, _), (simulated, taking_part))| {
        let year = year_between(expected, simulated, parts, share);
        (year, *taking_part)
    });
    History {
        years: years.collect(),
        weight,
    }
}

fn year_between(
    expected: &YearSoFar,
    simulated: &YearSoFar,
    parts: [f64; 2],
    share: f64,
) -> YearSoFar {
    let pairs = expected.hours.iter().zip(&simulated.hours);
    let hours = pairs.map(|(expected, simulated)| expected + share * (simulated - expected));
    let mut year = simulated.clone();
    year.hours = hours.collect();
    year.counts = Counts::between([&expected.counts, &simulated.counts], parts, share);
    year
}
