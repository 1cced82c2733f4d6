//! One arm beside the comparator, of as many futures as there are: what a page shows that cannot wait for all of them.
//!
//! Comes in: a system of some arms and replications, or the twin's expected values as one of them. Goes out: [`ArmBeside`], whose
//! differences are the rows of incremental.csv. Deliberately absent: files, and words.

use std::collections::BTreeMap;

use crate::base::money::Cents;
use crate::base::statistics;
use crate::ledger::Reason;
use crate::outcome::Provider;
use crate::simulation::{ArmResult, Run};
use crate::system::System;

use super::compare::{self, FULL};
use super::rows::{IncrementalRow, TOTAL};
use super::series;
use super::summary::{component, recipient};

/// An arm beside the comparator.
#[derive(Debug, Clone)]
pub struct ArmBeside {
    /// Calendar years.
    pub years: Vec<i32>,
    /// Payers in the order of the scenario, and all together last.
    pub payers: Vec<PayerBeside>,
    /// What residents come to, in the order of [`RESIDENTS`]; none where the scenario does not count it.
    pub residents: Vec<Option<[f64; 2]>>,
    /// Weeks that who waits for a discipline waits, as under the comparator and in the arm.
    pub waits: Vec<WaitBeside>,
    /// What disciplines keep per full-time job in the last year, as under the comparator and in the arm.
    pub margins: Vec<MarginBeside>,
    /// How practices with lists come off in the last year; none where they are not counted one by one.
    pub practices: Option<PracticesBeside>,
    /// Who pays whom for what, EUR over all years, under the comparator and in the arm.
    pub flows: BTreeMap<FlowName, [f64; 2]>,
}

/// Payer, component and recipient of money.
pub type FlowName = (usize, String, String);

/// One payer, or all together.
#[derive(Debug, Clone)]
pub struct PayerBeside {
    /// Its name; `all` of all together.
    pub name: String,
    /// EUR over all years under the comparator and in the arm, mean over futures.
    pub total: [f64; 2],
    /// The difference over all years.
    pub difference: IncrementalRow,
    /// EUR that it has paid more than under the comparator since the start, by future and end of year.
    pub spent: Vec<Vec<f64>>,
}

/// A discipline whose cost is known.
#[derive(Debug, Clone, PartialEq)]
pub struct MarginBeside {
    /// Its name.
    pub discipline: String,
    /// EUR per full-time job under the comparator and in the arm.
    pub margin: [f64; 2],
}

/// Practices with lists in the last year, as under the comparator and in the arm.
#[derive(Debug, Clone, PartialEq)]
pub struct PracticesBeside {
    /// The discipline they are of.
    pub discipline: String,
    /// How many there are.
    pub count: usize,
    /// How many end below zero: least and most of 19 of every 20 futures, where there are enough, around the mean.
    pub below_zero: [PracticesBelow; 2],
    /// EUR per full-time job that a tenth of practices and futures lie below, half of them, and nine tenths.
    pub margin: [[f64; 3]; 2],
}

/// How many practices end below zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PracticesBelow {
    /// Mean over futures.
    pub mean: f64,
    /// Between which 19 of every 20 futures lie.
    pub interval: Option<[f64; 2]>,
}

/// A discipline with a queue.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitBeside {
    /// Its name.
    pub discipline: String,
    /// Weeks under the comparator and in the arm.
    pub weeks: [f64; 2],
}

/// The outcome that tells of waits.
const WAITS: &str = "weeks_in_queue";

/// What is told of residents: outcomes, summed over their groups, a year.
pub const RESIDENTS: [&str; 4] = [
    "healthy_years",
    "unmet_hours",
    "carer_years",
    "overloaded_carer_years",
];

/// An arm that is not the comparator, of a run at its real size.
pub fn beside(system: &System, run: &Run, arm: usize) -> ArmBeside {
    let first = system.time.calendar(0);
    ArmBeside {
        years: (0..system.time.years as i32)
            .map(|year| first + year)
            .collect(),
        payers: payers(system, run, arm),
        residents: RESIDENTS
            .iter()
            .map(|outcome| {
                let now = resident(system, run, system.comparator, outcome, ALL)?;
                Some([now, resident(system, run, arm, outcome, ALL)?])
            })
            .collect(),
        waits: waits(system, run, arm),
        margins: margins(system, run, arm),
        practices: practices(system, run, arm),
        flows: flows(system, run, arm),
    }
}

fn payers(system: &System, run: &Run, arm: usize) -> Vec<PayerBeside> {
    let total = |arm: usize, name: &str| -> f64 {
        let payers = series::payers(system, run, arm);
        let columns = payers.into_iter().find(|(payer, _)| payer == name);
        let column = columns
            .and_then(|(_, columns)| columns.into_iter().find(|column| column.year == TOTAL));
        column.map_or(0.0, |column| column.spread().mean)
    };
    let rows = compare::incremental(system, run, arm).into_iter();
    rows.filter(|row| row.effect == FULL && row.year == TOTAL)
        .enumerate()
        .map(|(payer, difference)| PayerBeside {
            name: difference.payer.clone(),
            total: [system.comparator, arm].map(|arm| total(arm, &difference.payer)),
            spent: run
                .replications
                .iter()
                .map(|one| spent(&one.arms[system.comparator], &one.arms[arm], payer))
                .collect(),
            difference,
        })
        .collect()
}

/// What a payer, or of the index after the last all of them, has paid more since the start.
fn spent(now: &ArmResult, then: &ArmResult, payer: usize) -> Vec<f64> {
    let years = then.paid.first().map_or(0, Vec::len);
    let in_year = |result: &ArmResult, year: usize| -> Cents {
        match result.paid.get(payer) {
            Some(paid) => paid[year],
            None => result.paid.iter().map(|paid| paid[year]).sum(),
        }
    };
    let mut sum = Cents::ZERO;
    let more = (0..years).map(|year| {
        sum += in_year(then, year) - in_year(now, year);
        sum.to_eur()
    });
    more.collect()
}

impl ArmBeside {
    /// The same differences at the level that another answer has of the same comparator: expected values begin where futures do,
    /// and no amount jumps when these come.
    pub fn at_level_of(&self, known: &ArmBeside) -> ArmBeside {
        let mut levelled = self.clone();
        for (payer, known) in levelled.payers.iter_mut().zip(&known.payers) {
            payer.total = at_level(payer.total, known.total);
        }
        for (found, known) in levelled.residents.iter_mut().zip(&known.residents) {
            *found = found
                .zip(*known)
                .map(|(found, known)| at_level(found, known));
        }
        levelled
    }
}

/// What was `now` is as `known`, with the same difference.
fn at_level([now, then]: [f64; 2], [known, _]: [f64; 2]) -> [f64; 2] {
    [known, known + then - now]
}

/// Any group of an outcome.
const ALL: Option<&str> = None;

/// An outcome a year, of one group or all together, mean over futures.
fn resident(
    system: &System,
    run: &Run,
    arm: usize,
    outcome: &str,
    group: Option<&str>,
) -> Option<f64> {
    let labels = &run.replications.first()?.arms[arm].labels;
    let wanted: Vec<usize> = labels
        .iter()
        .enumerate()
        .filter(|(_, label)| label.outcome == outcome)
        .filter(|(_, label)| group.is_none_or(|group| label.group == group))
        .map(|(index, _)| index)
        .collect();
    if wanted.is_empty() {
        return None;
    }
    let of = |result: &ArmResult| -> f64 {
        let years = result.outcomes.iter();
        let sum: f64 = years
            .flat_map(|year| wanted.iter().map(|&index| year[index]))
            .sum();
        sum / system.time.years as f64
    };
    let values: Vec<f64> = run
        .replications
        .iter()
        .map(|one| of(&one.arms[arm]))
        .collect();
    statistics::mean(&values)
}

fn waits(system: &System, run: &Run, arm: usize) -> Vec<WaitBeside> {
    let disciplines = system.disciplines.iter();
    disciplines
        .filter_map(|discipline| {
            let weeks = |arm| resident(system, run, arm, WAITS, Some(&discipline.name));
            Some(WaitBeside {
                discipline: discipline.name.clone(),
                weeks: [weeks(system.comparator)?, weeks(arm)?],
            })
        })
        .collect()
}

fn margins(system: &System, run: &Run, arm: usize) -> Vec<MarginBeside> {
    let last = system.time.years.saturating_sub(1);
    let margin = |arm: usize, discipline: usize| -> Option<f64> {
        let of = |result: &ArmResult| {
            let provider = result.providers.get(last)?.get(discipline)?;
            Some((provider.income - provider.cost?) / provider.fte.filter(|fte| *fte > 0.0)?)
        };
        let values: Option<Vec<f64>> = run
            .replications
            .iter()
            .map(|one| of(&one.arms[arm]))
            .collect();
        statistics::mean(&values?)
    };
    let disciplines = system.disciplines.iter().enumerate();
    disciplines
        .filter_map(|(index, discipline)| {
            Some(MarginBeside {
                discipline: discipline.name.clone(),
                margin: [margin(system.comparator, index)?, margin(arm, index)?],
            })
        })
        .collect()
}

fn practices(system: &System, run: &Run, arm: usize) -> Option<PracticesBeside> {
    let panels = system.panels.as_ref()?;
    let both = [system.comparator, arm].map(|arm| margins_of_practices(system, run, arm));
    let [Some(now), Some(then)] = both else {
        return None;
    };
    let both = [now, then];
    Some(PracticesBeside {
        discipline: system.disciplines[panels.discipline].name.clone(),
        count: both[0].first()?.len(),
        below_zero: [0, 1].map(|side| below_zero(system, &both[side])),
        margin: [0, 1].map(|side| tenths(&both[side])),
    })
}

/// EUR per full-time job by future and practice; none where practices are not counted one by one.
fn margins_of_practices(system: &System, run: &Run, arm: usize) -> Option<Vec<Vec<f64>>> {
    let last = system.time.years.checked_sub(1)?;
    let of = |provider: &Provider| {
        let fte = provider.fte.filter(|fte| *fte > 0.0)?;
        Some((provider.income - provider.cost?) / fte)
    };
    let of_future = |result: &ArmResult| -> Option<Vec<f64>> {
        let practices = result.practices.get(last)?;
        let margins: Option<Vec<f64>> = practices.iter().map(of).collect();
        margins.filter(|margins| !margins.is_empty())
    };
    let futures = run.replications.iter();
    futures.map(|one| of_future(&one.arms[arm])).collect()
}

fn below_zero(system: &System, futures: &[Vec<f64>]) -> PracticesBelow {
    let counts = futures.iter();
    let counts = counts.map(|margins| margins.iter().filter(|margin| **margin < 0.0).count());
    let counts: Vec<f64> = counts.map(|count| count as f64).collect();
    let spread = series::spread(system, &counts);
    PracticesBelow {
        mean: spread.mean,
        interval: spread.interval().map(|(low, high)| [low, high]),
    }
}

/// What a tenth, half and nine tenths of all futures' practices lie below.
fn tenths(futures: &[Vec<f64>]) -> [f64; 3] {
    let mut all: Vec<f64> = futures.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    [0.1, 0.5, 0.9].map(|share| {
        let place = libm::round(share * (all.len().max(1) - 1) as f64) as usize;
        all.get(place).copied().unwrap_or_default()
    })
}

fn flows(system: &System, run: &Run, arm: usize) -> BTreeMap<FlowName, [f64; 2]> {
    let futures = run.replications.len().max(1) as f64;
    let mut named: BTreeMap<FlowName, [f64; 2]> = BTreeMap::new();
    for (place, arm) in [system.comparator, arm].into_iter().enumerate() {
        let mut sums: BTreeMap<(usize, Reason, usize), Cents> = BTreeMap::new();
        for flow in run.replications.iter().flat_map(|one| &one.arms[arm].flows) {
            *sums
                .entry((flow.payer, flow.reason, flow.recipient))
                .or_default() += flow.amount;
        }
        for ((payer, reason, to), sum) in sums {
            let name = (
                payer,
                component(&system.arms[arm], reason),
                recipient(system, to),
            );
            named.entry(name).or_default()[place] += sum.to_eur() / futures;
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paid(amounts: &[[i64; 2]]) -> ArmResult {
        ArmResult {
            paid: amounts
                .iter()
                .map(|years| years.map(Cents).to_vec())
                .collect(),
            ..ArmResult::default()
        }
    }

    #[test]
    fn a_tenth_half_and_nine_tenths_of_practices_are_told() {
        let futures = [
            (0..6).map(f64::from).collect(),
            (6..11).map(f64::from).collect(),
        ];
        assert_eq!(tenths(&futures), [1.0, 5.0, 9.0], "of 0 to 10");
    }

    #[test]
    fn expected_values_keep_their_difference_at_the_level_of_futures() {
        // 31 + 30.5 − 29.
        assert_eq!(at_level([29.0, 30.5], [31.0, 31.7]), [31.0, 32.5]);
    }

    #[test]
    fn what_is_paid_more_adds_up_over_years_for_a_payer_and_for_all() {
        let (now, then) = (paid(&[[100, 100], [50, 50]]), paid(&[[130, 90], [50, 40]]));
        // In cents: the first pays 30 more, then 10 less; the second 10 less in the second year.
        assert_eq!(spent(&now, &then, 0), [0.30, 0.20]);
        assert_eq!(spent(&now, &then, 1), [0.0, -0.10]);
        assert_eq!(spent(&now, &then, 2), [0.30, 0.10]);
    }
}
