//! The rows of a decision's files.
//!
//! Comes in: nothing. Goes out: types; the names of their fields are the columns. Deliberately absent: files.

use serde::{Deserialize, Serialize};

use crate::base::written::{eur, known, known_eur, number};

/// decision.csv: how an arm stands where a QALY is worth so much. All rows of one perspective are its acceptability curve
/// (`p_best` by `willingness`), its frontier (that of the rows with `is_best`) and its curve of expected losses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionRow {
    /// `society`, `all`, or a payer.
    pub perspective: String,
    /// EUR that a QALY is held to be worth; 0: money alone.
    #[serde(serialize_with = "number")]
    pub willingness: f64,
    /// The arm.
    pub arm: String,
    /// Mean net benefit, EUR over the run, discounted.
    #[serde(serialize_with = "eur")]
    pub net_benefit: f64,
    /// How much more that is than under the comparator.
    #[serde(serialize_with = "eur")]
    pub more_than_comparator: f64,
    /// Its Monte Carlo error.
    #[serde(serialize_with = "known_eur")]
    pub more_mc_error: Option<f64>,
    /// Share of the draws in which the arm is best.
    #[serde(serialize_with = "number")]
    pub p_best: f64,
    /// What the arm loses on average against the best of each draw.
    #[serde(serialize_with = "eur")]
    pub expected_loss: f64,
    /// Its Monte Carlo error.
    #[serde(serialize_with = "known_eur")]
    pub loss_mc_error: Option<f64>,
    /// Whether its mean is the highest.
    pub is_best: bool,
}

/// cost_effectiveness.csv: where an arm stands between cost and effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CostEffectivenessRow {
    /// `society`, `all`, or a payer.
    pub perspective: String,
    /// The arm.
    pub arm: String,
    /// Mean cost, EUR over the run, discounted.
    #[serde(serialize_with = "eur")]
    pub cost: f64,
    /// Mean QALYs of all residents, discounted.
    #[serde(serialize_with = "number")]
    pub qalys: f64,
    /// How much more it costs than the comparator.
    #[serde(serialize_with = "eur")]
    pub more_cost: f64,
    /// Its Monte Carlo error.
    #[serde(serialize_with = "known_eur")]
    pub more_cost_mc_error: Option<f64>,
    /// How many QALYs more than the comparator.
    #[serde(serialize_with = "number")]
    pub more_qalys: f64,
    /// Their Monte Carlo error.
    #[serde(serialize_with = "known")]
    pub more_qalys_mc_error: Option<f64>,
    /// EUR per QALY against the comparator, where it is paid for more or saved by less.
    #[serde(serialize_with = "known")]
    pub ratio_to_comparator: Option<f64>,
    /// `comparator`, `dominates`, `dominated`, `same`, `gains` (paid for more) or `saves` (saved by less).
    pub verdict: String,
    /// `frontier`, `dominated` (another arm costs no more and has no less effect) or `extendedly_dominated` (a mixture has).
    pub standing: String,
    /// On the frontier: the arm before it.
    pub after: String,
    /// EUR per QALY against that arm.
    #[serde(serialize_with = "known")]
    pub ratio_on_frontier: Option<f64>,
}

/// cost_effectiveness_plane.csv: an arm in one draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaneRow {
    /// `society` or `all`.
    pub perspective: String,
    /// The arm.
    pub arm: String,
    /// The draw.
    pub draw: u32,
    /// EUR that it costs more than the comparator, discounted.
    #[serde(serialize_with = "eur")]
    pub more_cost: f64,
    /// QALYs more than the comparator, discounted.
    #[serde(serialize_with = "number")]
    pub more_qalys: f64,
}

/// value_of_information.csv: what it is worth to know something before an arm is chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InformationRow {
    /// `society`, `all`, or a payer.
    pub perspective: String,
    /// EUR that a QALY is held to be worth; 0: money alone.
    #[serde(serialize_with = "number")]
    pub willingness: f64,
    /// Between what is chosen: `all` arms, or the comparator and this one.
    pub choice: String,
    /// `everything`, `group`, `parameter` or `study`.
    pub kind: String,
    /// What is known: `everything`, the name of a group, or the path of a parameter.
    pub known: String,
    /// The same in words.
    pub label: String,
    /// Of a study: residents followed for a year.
    pub residents: Option<u64>,
    /// EUR over the run, discounted.
    #[serde(serialize_with = "eur")]
    pub value: f64,
    /// Its standard error: draws, and of a part of the parameters also the regression.
    #[serde(serialize_with = "known_eur")]
    pub mc_error: Option<f64>,
    /// What the same regression finds in the same values dealt out to the draws anew, which say nothing.
    #[serde(serialize_with = "known_eur")]
    pub noise: Option<f64>,
    /// Share of the variance of differences between the arms that is explained.
    #[serde(serialize_with = "known")]
    pub explained: Option<f64>,
    /// Of everything: by how much it is too low at most since the same draws tell which arm is best on average.
    #[serde(serialize_with = "known_eur")]
    pub too_low_at_most: Option<f64>,
    /// Of everything: what would be found were the luck of the run's residents, as the run tells it, taken for knowledge.
    #[serde(serialize_with = "known_eur")]
    pub with_luck: Option<f64>,
    /// By how much luck can raise that at most.
    #[serde(serialize_with = "known_eur")]
    pub raised_by_luck_at_most: Option<f64>,
}

/// conventions.csv: the figures of the run under a convention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConventionRow {
    /// The convention, or `own`.
    pub convention: String,
    /// Whose costs it asks for: `society` or `all`; nothing of rates of one's own.
    pub perspective: String,
    /// Its yearly rate for costs.
    #[serde(serialize_with = "number")]
    pub rate_costs: f64,
    /// Its yearly rate for effects.
    #[serde(serialize_with = "number")]
    pub rate_effects: f64,
    /// The arm.
    pub arm: String,
    /// A payer, `all`, `society` or `qalys`.
    pub measure: String,
    /// `EUR` or `QALY`.
    pub unit: String,
    /// Mean over the run, discounted.
    #[serde(serialize_with = "number")]
    pub discounted: f64,
    /// How much more than under the comparator.
    #[serde(serialize_with = "number")]
    pub more_than_comparator: f64,
    /// Its Monte Carlo error.
    #[serde(serialize_with = "known")]
    pub more_mc_error: Option<f64>,
    /// Of costs: EUR per QALY against the comparator, where it is paid for more or saved by less.
    #[serde(serialize_with = "known")]
    pub cost_per_qaly: Option<f64>,
    /// Of costs: `comparator`, `dominates`, `dominated`, `same`, `gains` or `saves`.
    pub verdict: String,
    /// Where the terms of the convention are read; nothing of rates of one's own.
    pub source: String,
}
