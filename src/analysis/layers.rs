//! The effect of an arm fallen apart into mechanisms: paying for the comparator's care in its way first, then one
//! mechanism more at every step. The steps add up to the full effect, in every replication to the cent and in the means
//! as they are printed.

use crate::base::money::Cents;
use crate::simulation::{ArmResult, Run, STEPS};
use crate::system::System;

use super::rows::LayerRow;
use super::series::{self, SeriesColumn};

/// The first step: the comparator's care at the arm's prices.
pub const ACCOUNTING: &str = "accounting";

/// Rows of layers.csv of an arm that is not the comparator: every payer and `all`, every step by year, in total and
/// discounted. None where nobody was simulated: what is expected of an arm is not taken apart.
pub(super) fn of_arm(system: &System, run: &Run, arm: usize) -> Vec<LayerRow> {
    let mut results = run.replications.iter().map(|one| &one.arms[arm]);
    if results.any(|result| result.steps.is_empty()) {
        return Vec::new();
    }
    let effects: Vec<Vec<(String, Vec<SeriesColumn>)>> = (0..=STEPS.len())
        .map(|step| effect(system, run, arm, step))
        .collect();
    let payers = effects[0].len();
    (0..payers)
        .flat_map(|payer| {
            let columns = 0..effects[0][payer].1.len();
            let effects = &effects;
            columns.flat_map(move |column| waterfall(system, arm, effects, payer, column))
        })
        .collect()
}

/// The steps of one payer in one column.
fn waterfall(
    system: &System,
    arm: usize,
    effects: &[Vec<(String, Vec<SeriesColumn>)>],
    payer: usize,
    column: usize,
) -> Vec<LayerRow> {
    let names = std::iter::once(ACCOUNTING).chain(STEPS);
    let of = |step: usize| &effects[step][payer].1[column];
    names
        .enumerate()
        .map(|(step, name)| {
            let (here, before) = (of(step), step.checked_sub(1).map(of));
            let added = before.map_or_else(|| here.clone(), |before| here.minus(before));
            let mut spread = added.spread();
            spread.mean = printed(here) - before.map_or(0.0, printed);
            LayerRow {
                arm: system.arms[arm].name.clone(),
                comparator: system.arms[system.comparator].name.clone(),
                step: name.into(),
                year: here.year.clone(),
                payer: effects[step][payer].0.clone(),
                spread,
                ends: added.ends(),
            }
        })
        .collect()
}

/// The mean of an effect to the cent: differences of these add up in print.
fn printed(column: &SeriesColumn) -> f64 {
    libm::round(column.spread().mean * 100.0) / 100.0
}

/// The effect of an arm up to a step, replication by replication: 0 is the accounting effect, the last the full one.
fn effect(system: &System, run: &Run, arm: usize, step: usize) -> Vec<(String, Vec<SeriesColumn>)> {
    let here = series::payers_of(system, run, arm, &|result| amounts(result, step));
    let compared = series::payers_of(system, run, system.comparator, &|result| {
        // The comparator's care as it is, is what the first step pays for.
        if step == 0 {
            &result.paid
        } else {
            amounts(result, step)
        }
    });
    let pairs = here.into_iter().zip(compared);
    pairs
        .map(|((payer, here), (_, compared))| {
            let columns = here.iter().zip(&compared);
            (
                payer,
                columns
                    .map(|(here, compared)| here.minus(compared))
                    .collect(),
            )
        })
        .collect()
}

fn amounts(result: &ArmResult, step: usize) -> &Vec<Vec<Cents>> {
    match step {
        0 => result.repriced.as_ref().unwrap_or(&result.paid),
        step if step < STEPS.len() => &result.steps[step - 1],
        _ => &result.paid,
    }
}
