//! Arms against the comparator, replication by replication.

use crate::base::money::Cents;
use crate::base::statistics;
use crate::payment::budget::growth;
use crate::simulation::{ArmResult, Run};
use crate::system::System;

use super::rows::{ArmNotes, IncrementalRow};
use super::series::{self, Column};

/// Rows of incremental.csv of an arm that is not the comparator: its full effect and that of paying the comparator's care in
/// its own way, every payer and `all`.
pub(super) fn incremental(system: &System, run: &Run, arm: usize) -> Vec<IncrementalRow> {
    let comparator = series::payers(system, run, system.comparator);
    let full = series::payers(system, run, arm);
    let accounting = series::repriced(system, run, arm);
    let mut rows = Vec::new();
    for (effect, payers) in [("full", full), ("accounting", accounting)] {
        for ((payer, columns), (_, base)) in payers.into_iter().zip(&comparator) {
            let pairs = columns.iter().zip(base);
            let differences = pairs.map(|(column, base)| column.minus(base));
            rows.extend(differences.map(|column| row(system, arm, effect, &payer, &column)));
        }
    }
    rows
}

fn row(system: &System, arm: usize, effect: &str, payer: &str, column: &Column) -> IncrementalRow {
    let no_worse = column
        .values
        .iter()
        .filter(|difference| **difference <= 0.0)
        .count();
    IncrementalRow {
        arm: system.arms[arm].name.clone(),
        comparator: system.arms[system.comparator].name.clone(),
        effect: effect.into(),
        year: column.year.clone(),
        payer: payer.into(),
        spread: column.spread(),
        p_no_worse_off: no_worse as f64 / column.values.len().max(1) as f64,
    }
}

/// What all payers laid out, by year.
fn totals(result: &ArmResult) -> Vec<Cents> {
    let years = result.paid.first().map_or(0, Vec::len);
    (0..years)
        .map(|year| result.paid.iter().map(|payer| payer[year]).sum())
        .collect()
}

/// Gap closed by each transition budget of an arm, by calendar year after the first: (growth of the comparator − growth
/// of the arm) / (growth of the comparator − target), of total cost per year since the first. The denominator is the
/// mean gap over replications: in single ones it can be next to nothing, and the ratio anything. No gap, no rows.
pub(super) fn gap_closed(system: &System, run: &Run, arm: usize) -> Vec<(String, Column)> {
    let components = system.arms[arm].components.iter();
    components
        .filter_map(|component| Some((component, component.growth_target?)))
        .flat_map(|(component, target)| {
            (1..system.time.years).filter_map(move |year| {
                let pairs = run.replications.iter().filter_map(|replication| {
                    let of_arm = growth(&totals(&replication.arms[arm]), year)?;
                    let of_comparator =
                        growth(&totals(&replication.arms[system.comparator]), year)?;
                    Some((of_comparator - of_arm, of_comparator - target))
                });
                let (closed, gaps): (Vec<f64>, Vec<f64>) = pairs.unzip();
                let gap = statistics::mean(&gaps).filter(|gap| *gap > 0.0)?;
                let values = closed.iter().map(|closed| closed / gap).collect();
                let year = system.time.calendar(year).to_string();
                Some((component.name.clone(), Column { year, values }))
            })
        })
        .collect()
}

/// What run.json says of an arm.
pub(super) fn notes(system: &System, run: &Run, arm: usize) -> ArmNotes {
    let factor = |_| {
        let replications = run.replications.iter();
        let factors: Vec<f64> = replications.map(|it| it.arms[arm].factor).collect();
        series::spread(&factors)
    };
    ArmNotes {
        arm: system.arms[arm].name.clone(),
        budget_neutral_factor: system.arms[arm].budget_neutral.as_ref().map(factor),
        gap_closed: gap_closed(system, run, arm)
            .last()
            .map(|(_, column)| column.spread()),
        variance_ratio_of_shared_luck: variance_ratio(system, run, arm),
    }
}

/// Variance of the arm's incremental total, had it drawn people, luck and parameters apart from the comparator's, over
/// the variance as they are shared: (Var(arm) + Var(comparator)) / Var(arm − comparator). `None` for the comparator,
/// for one replication, and where the two never differ.
fn variance_ratio(system: &System, run: &Run, arm: usize) -> Option<f64> {
    if arm == system.comparator {
        return None;
    }
    let total = |arm: usize| -> Vec<f64> {
        let of = |replication: &crate::simulation::Replication| {
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
