//! One unknown at a time: at either end of its 95 % interval, all others at their means.
//!
//! Comes in: a twin to ask, unknowns, figures. Goes out: a [`SensitivityRow`] an arm, figure and unknown, those that decide first.
//! Deliberately absent: unknowns that move together.

use serde::{Deserialize, Serialize, Serializer};

use crate::base::written::{self, number};
use crate::simulation::Stopped;

use super::asking::{Moved, Subject, TwinAnalysis};
use super::unknowns::Unknown;

/// The ends of a 95 % interval, as probabilities.
pub(super) const ENDS: [f64; 2] = [0.025, 0.975];

/// What one unknown does to one result of one arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SensitivityRow {
    /// What it is about.
    pub subject: Subject,
    /// From 1: the unknown that moves the result most.
    pub rank: u32,
    /// The dotted path of the unknown, as `--set` takes it.
    pub parameter: String,
    /// Other numbers that are the same unknown, with spaces between.
    pub also: String,
    /// The place in words.
    pub label: String,
    /// The unit of the unknown.
    pub parameter_unit: String,
    /// Its mean.
    #[serde(serialize_with = "number")]
    pub mean: f64,
    /// What 2.5 % of its draws do not exceed.
    #[serde(serialize_with = "number")]
    pub q025: f64,
    /// What 97.5 % of its draws do not exceed.
    #[serde(serialize_with = "number")]
    pub q975: f64,
    /// The result with every number at its mean, less the comparator's.
    #[serde(serialize_with = "cell")]
    pub at_mean: Option<f64>,
    /// With this one at its 2.5 % quantile.
    #[serde(serialize_with = "cell")]
    pub at_q025: Option<f64>,
    /// With this one at its 97.5 % quantile.
    #[serde(serialize_with = "cell")]
    pub at_q975: Option<f64>,
    /// The largest of the three less the smallest.
    #[serde(serialize_with = "cell")]
    pub swing: Option<f64>,
    /// `yes` where the three do not have the same sign.
    pub changes_sign: String,
}

/// A result, without what subtraction of binary fractions adds far below every cent.
pub(super) fn cell<S: Serializer>(value: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
    let rounded = value.map(|value| libm::round(value * 1e9) / 1e9);
    written::known(&rounded, to)
}

impl SensitivityRow {
    /// The results at the ends and in the middle that are known.
    fn results(&self) -> Vec<f64> {
        let all = [self.at_q025, self.at_mean, self.at_q975];
        all.into_iter().flatten().collect()
    }
}

/// How often the twin is asked.
pub fn steps_of_one_way(unknowns: &[Unknown]) -> u32 {
    ENDS.len() as u32 * unknowns.len() as u32
}

/// Every arm but the comparator, every figure, and every unknown in the order of how much it moves that.
///
/// # Errors
/// When the watch says to stop, the machine gives no threads, or money cannot be kept to the cent.
pub fn one_way(
    asking: &TwinAnalysis,
    unknowns: &[Unknown],
) -> Result<Vec<SensitivityRow>, Stopped> {
    let means = asking.one(&Moved::new())?;
    let questions = unknowns
        .iter()
        .flat_map(|unknown| ENDS.map(|end| vec![(unknown, end)]))
        .collect();
    let answers = asking.all(questions)?;
    let mut rows = Vec::new();
    for (arm, figure, subject) in asking.subjects() {
        let of = |(number, unknown): (usize, &Unknown)| {
            let [low, high] = [0, 1].map(|end| answers[2 * number + end][arm][figure]);
            row(&subject, unknown, [low, means[arm][figure], high])
        };
        rows.extend(ranked(unknowns.iter().enumerate().map(of).collect()));
    }
    Ok(rows)
}

fn row(
    subject: &Subject,
    unknown: &Unknown,
    [low, mean, high]: [Option<f64>; 3],
) -> SensitivityRow {
    let [q025, q975] = ENDS.map(|end| unknown.value(end));
    let mut row = SensitivityRow {
        subject: subject.clone(),
        rank: 0,
        parameter: unknown.path().to_string(),
        also: unknown.paths[1..].join(" "),
        label: unknown.label.clone(),
        parameter_unit: unknown.unit.clone(),
        mean: unknown.mean(),
        q025,
        q975,
        at_mean: mean,
        at_q025: low,
        at_q975: high,
        swing: None,
        changes_sign: String::new(),
    };
    let results = row.results();
    let largest = results.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let smallest = results.iter().copied().fold(f64::INFINITY, f64::min);
    if results.len() == 3 {
        row.swing = Some(largest - smallest);
        let is_changed = smallest < 0.0 && largest > 0.0;
        row.changes_sign = if is_changed { "yes" } else { "no" }.to_string();
    }
    row
}

/// Those that move the result most first; of those that move it alike, in the order of the scenario.
fn ranked(mut rows: Vec<SensitivityRow>) -> Vec<SensitivityRow> {
    let swing = |row: &SensitivityRow| row.swing.unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|one, other| swing(other).total_cmp(&swing(one)));
    for (place, row) in rows.iter_mut().enumerate() {
        row.rank = place as u32 + 1;
    }
    rows
}
