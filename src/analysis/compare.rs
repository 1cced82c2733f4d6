//! Arms against the comparator, replication by replication.

use crate::base::money::Cents;

use crate::base::statistics::{self, Chance};
use crate::scenario::schema::NeutralPer;
use crate::simulation::{Replication, Run};
use crate::system::System;

use super::gap;
use super::rows::{ArmNotes, IncrementalRow, NeutralDiscipline};
use super::series::{self, SeriesColumn, totals};

/// The effect of an arm with all its care, in incremental.csv.
pub(super) const FULL: &str = "full";

/// Rows of incremental.csv of an arm that is not the comparator: its full effect, and the effect of paying the comparator's care in
/// its own way, every payer and `all`.
pub(super) fn incremental(system: &System, run: &Run, arm: usize) -> Vec<IncrementalRow> {
    let comparator = series::payers(system, run, system.comparator);
    let full = series::payers(system, run, arm);
    let accounting = series::repriced(system, run, arm);
    let mut all = Vec::new();
    for (effect, payers) in [(FULL, full), ("accounting", accounting)] {
        for ((payer, columns), (_, base)) in payers.into_iter().zip(&comparator) {
            let pairs = columns.iter().zip(base);
            let differences: Vec<SeriesColumn> =
                pairs.map(|(column, base)| column.minus(base)).collect();
            all.extend(rows(system, (arm, effect, &payer), &differences));
        }
    }
    all
}

/// One row a column; the total also tells when it is back to zero.
fn rows(
    system: &System,
    (arm, effect, payer): (usize, &str, &str),
    columns: &[SeriesColumn],
) -> Vec<IncrementalRow> {
    let years = &columns[..system.time.years];
    columns
        .iter()
        .map(|column| {
            let row = row(system, arm, effect, payer, column);
            if column.year == "total" {
                with_break_even(system, row, years)
            } else {
                row
            }
        })
        .collect()
}

fn row(
    system: &System,
    arm: usize,
    effect: &str,
    payer: &str,
    column: &SeriesColumn,
) -> IncrementalRow {
    let no_worse = Chance::count(column.values.iter().map(|difference| *difference <= 0.0));
    let (p_low, p_high) = no_worse.interval();
    let worse: Vec<f64> = column
        .values
        .iter()
        .copied()
        .filter(|more| *more > 0.0)
        .collect();
    IncrementalRow {
        arm: system.arms[arm].name.clone(),
        comparator: system.arms[system.comparator].name.clone(),
        effect: effect.into(),
        year: column.year.clone(),
        payer: payer.into(),
        spread: column.spread(),
        p_no_worse_off: no_worse.share(),
        ends: column.ends(),
        p_low,
        p_high,
        mean_if_worse: statistics::mean(&worse),
        break_even_year: None,
        p_never_breaks_even: None,
    }
}

/// Fills in when the differences of the years, added up from the first one on, are back to zero.
fn with_break_even(
    system: &System,
    mut row: IncrementalRow,
    years: &[SeriesColumn],
) -> IncrementalRow {
    let replications = years.first().map_or(0, |year| year.values.len());
    let paths = (0..replications).map(|replication| {
        years
            .iter()
            .map(move |year| Cents::from_eur(year.values[replication]))
    });
    let mut found: Vec<Option<usize>> = paths.map(back_to_zero).collect();
    row.p_never_breaks_even = Some(Chance::count(found.iter().map(Option::is_none)).share());
    found.sort_by_key(|year| year.unwrap_or(usize::MAX));
    let median = found
        .len()
        .div_ceil(2)
        .checked_sub(1)
        .and_then(|index| found[index]);
    row.break_even_year = median.map(|year| system.time.calendar(year));
    row
}

/// The index of the first year from whose end on the sum of differences stays at or below zero; `None`: not within the run.
fn back_to_zero(differences: impl ExactSizeIterator<Item = Cents>) -> Option<usize> {
    let years = differences.len();
    let mut sum = Cents::ZERO;
    let mut first = 0;
    for (year, difference) in differences.enumerate() {
        sum += difference;
        if sum > Cents::ZERO {
            first = year + 1;
        }
    }
    (first < years).then_some(first)
}

/// What run.json says of an arm.
pub(super) fn notes(system: &System, run: &Run, arm: usize) -> ArmNotes {
    let factor = |recipient: usize| {
        let replications = run.replications.iter();
        let factors = replications.map(|it| it.arms[arm].neutral.of(recipient));
        series::spread(system, &factors.collect::<Vec<f64>>())
    };
    let rule = system.arms[arm].budget_neutral.as_ref();
    let together = rule.filter(|rule| rule.per == NeutralPer::Arm);
    let apart = rule.filter(|rule| rule.per == NeutralPer::Discipline);
    let of_discipline = |recipient: &usize| NeutralDiscipline {
        discipline: recipient_name(system, *recipient).into(),
        factor: factor(*recipient),
        missed: share(run, &|replication| {
            replication.arms[arm].neutral.misses(*recipient)
        }),
    };
    ArmNotes {
        arm: system.arms[arm].name.clone(),
        budget_neutral_factor: together.and_then(|rule| Some(factor(*rule.recipients.first()?))),
        not_budget_neutral: share(run, &|replication| {
            !replication.arms[arm].neutral.is_reached()
        }),
        neutral_disciplines: apart.map_or_else(Vec::new, |rule| {
            rule.recipients.iter().map(of_discipline).collect()
        }),
        gap_closed: gap::over_the_run(system, run, arm, true),
        gap_closed_without_budget: gap::over_the_run(system, run, arm, false),
        variance_ratio_of_shared_luck: variance_ratio(system, run, arm),
    }
}

/// A discipline, or the network.
fn recipient_name(system: &System, recipient: usize) -> &str {
    let discipline = system.disciplines.get(recipient);
    discipline.map_or("network", |one| &one.name)
}

/// Share of the replications for which this holds.
fn share(run: &Run, holds: &dyn Fn(&Replication) -> bool) -> f64 {
    let found = run.replications.iter().filter(|one| holds(one));
    found.count() as f64 / run.replications.len().max(1) as f64
}

/// Variance of the arm's incremental total, had it drawn people, luck and parameters apart from the comparator's, over
/// the variance as they are shared: (Var(arm) + Var(comparator)) / Var(arm − comparator). `None` for the comparator,
/// for one replication, and where the two never differ.
fn variance_ratio(system: &System, run: &Run, arm: usize) -> Option<f64> {
    if arm == system.comparator {
        return None;
    }
    let total = |arm: usize| -> Vec<f64> {
        let of = |replication: &Replication| {
            totals(&replication.arms[arm])
                .iter()
                .sum::<Cents>()
                .to_eur()
        };
        run.replications.iter().map(of).collect()
    };
    let (here, there) = (total(arm), total(system.comparator));
    let difference: Vec<f64> = here
        .iter()
        .zip(&there)
        .map(|(here, there)| here - there)
        .collect();
    let shared = statistics::variance(&difference)?;
    (shared > 0.0)
        .then(|| Some((statistics::variance(&here)? + statistics::variance(&there)?) / shared))?
}
