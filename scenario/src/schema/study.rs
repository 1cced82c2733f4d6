//! `[[study]]` as written.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: a published effect, and the two arms between
//! which the run should show it. Deliberately absent: what the run shows (validation/study.rs).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a study found between two ways of paying or treating, to be held against the difference between two arms. Money
/// of some payers; `caremix validate` sets it beside what the run gives, with its interval. Nothing is ever fitted to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// The name used in validation.csv.
    pub name: String,
    /// The arm that stands for what was studied.
    pub arm: String,
    /// The arm that stands for what it was compared with; absent: the comparator.
    #[serde(default)]
    pub against: Option<String>,
    /// What these payers lay out, together. With what residents pay, name the payer of their own part as well.
    #[schemars(length(min = 1))]
    pub payers: Vec<String>,
    /// Only what goes to these disciplines, or to the `network`; absent: to everybody.
    #[serde(default)]
    pub recipients: Vec<String>,
    /// Components of the two arms that the study did not count, such as a bonus settled afterwards.
    #[serde(default)]
    pub without: Vec<String>,
    /// The permanent need whose person-years it is per: the patients of a programme. Absent: per resident-year.
    #[serde(default)]
    pub need: Option<String>,
    /// Whether the amount is a share of what `against` comes to: −2 % is −0.02. Else it is EUR.
    #[serde(default)]
    pub relative: bool,
    /// The calendar year; the first of the run when absent.
    #[serde(default)]
    #[schemars(range(min = 1900, max = 2200))]
    pub year: Option<i32>,
    /// The published effect: `arm` less `against`.
    #[schemars(range(min = -1e9, max = 1e9))]
    pub amount: f64,
    /// Low end of the published interval.
    #[serde(default)]
    #[schemars(range(min = -1e9, max = 1e9))]
    pub low: Option<f64>,
    /// High end of the published interval.
    #[serde(default)]
    #[schemars(range(min = -1e9, max = 1e9))]
    pub high: Option<f64>,
    /// Whether the scenario knew it beforehand.
    #[serde(default)]
    pub used_as: StudyUse,
    /// Where it is published; "unverified" when nobody has checked.
    #[serde(default)]
    pub source: String,
}

/// What a scenario uses a study for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StudyUse {
    /// No number of the scenario comes from it.
    #[default]
    Check,
    /// Some number was chosen with it in mind, so that agreement says little.
    Fit,
}
