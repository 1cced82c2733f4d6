//! Many scenarios in one table: batch.csv.
//!
//! Comes in: finished runs. Goes out: a row for every scenario, arm and payer, as CSV and JSON. Deliberately absent: sums over
//! scenarios, since runs with one pack share what is uncertain and their errors do not add up.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::columns::{Column, columns};
use super::reading::Reading;
use super::small::write_whole;
use super::tables::{self, FileRow};
use crate::analysis::rows::TOTAL;
use crate::base::written::{eur, known, known_eur, number};

/// The effect with everything in it.
const FULL: &str = "full";

/// What a payer lays out in one scenario under one arm over the whole run, and how that differs from the comparator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchRow {
    /// The scenario.
    pub scenario: String,
    /// The folder of its run.
    pub folder: String,
    /// Its residents at the start.
    #[serde(serialize_with = "number")]
    pub residents: f64,
    /// The arm.
    pub arm: String,
    /// The arm it is compared with.
    pub comparator: String,
    /// A payer, or `all`.
    pub payer: String,
    /// EUR over the whole run, nominal.
    #[serde(serialize_with = "eur")]
    pub mean: f64,
    /// Its Monte Carlo error.
    #[serde(serialize_with = "known_eur")]
    pub mc_error: Option<f64>,
    /// EUR more than under the comparator; empty for the comparator.
    #[serde(serialize_with = "known_eur")]
    pub difference: Option<f64>,
    /// Its Monte Carlo error.
    #[serde(serialize_with = "known_eur")]
    pub difference_mc_error: Option<f64>,
    /// Lower end of its 95 % interval.
    #[serde(serialize_with = "known_eur")]
    pub difference_q025: Option<f64>,
    /// Upper end.
    #[serde(serialize_with = "known_eur")]
    pub difference_q975: Option<f64>,
    /// Share of replications in which the payer pays no more than under the comparator.
    #[serde(serialize_with = "known")]
    pub p_no_worse_off: Option<f64>,
    /// The least that so many replications leave for that share (95 %, Wilson).
    #[serde(serialize_with = "known")]
    pub p_low: Option<f64>,
    /// The most.
    #[serde(serialize_with = "known")]
    pub p_high: Option<f64>,
    /// The currency of its money, a code of ISO 4217.
    pub currency: String,
}

impl FileRow for BatchRow {
    const FILE: &'static str = "batch.csv";

    fn columns() -> Vec<Column> {
        columns::<Self>()
    }
}

/// The rows of one run, in the order of payers.csv.
pub fn rows(reading: &Reading, folder: &Path) -> Vec<BatchRow> {
    let manifest = &reading.manifest;
    let totals = reading.payers.iter().filter(|row| row.year == TOTAL);
    totals
        .map(|total| {
            let difference = reading.incremental.iter().find(|row| {
                (&row.arm, &row.payer) == (&total.arm, &total.payer)
                    && row.year == TOTAL
                    && row.effect == FULL
            });
            let spread = difference.map(|row| &row.spread);
            BatchRow {
                scenario: manifest.scenario.name.clone(),
                folder: folder.display().to_string(),
                residents: manifest.residents,
                arm: total.arm.clone(),
                comparator: manifest.comparator.clone(),
                payer: total.payer.clone(),
                mean: total.spread.mean,
                mc_error: total.spread.mc_error,
                difference: spread.map(|spread| spread.mean),
                difference_mc_error: spread.and_then(|spread| spread.mc_error),
                difference_q025: spread.and_then(|spread| spread.q025),
                difference_q975: spread.and_then(|spread| spread.q975),
                p_no_worse_off: difference.map(|row| row.p_no_worse_off),
                p_low: difference.map(|row| row.p_low),
                p_high: difference.map(|row| row.p_high),
                currency: reading.scenario.run.money().code().to_string(),
            }
        })
        .collect()
}

/// A scenario that has no run, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedScenario {
    /// Its file.
    pub file: String,
    /// In words.
    pub problem: String,
}

/// Writes batch.csv, whole or not at all.
///
/// # Errors
/// In words.
pub fn write(rows: &[BatchRow], into: &Path) -> Result<(), String> {
    write_whole(&into.join(BatchRow::FILE), &tables::text(rows)?)
}

/// One JSON object: the rows, and the scenarios that failed.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn json(rows: &[BatchRow], failed: &[FailedScenario]) -> Result<String, String> {
    let failed: Vec<Value> = failed
        .iter()
        .map(|one| json!({ "file": one.file, "problem": one.problem }))
        .collect();
    let whole = json!({ "batch": tables::objects(rows)?, "failed": failed });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}
