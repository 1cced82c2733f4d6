//! `[[account]]` and `[[calibrate]]` as written.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: the values drawn for them (tables/).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A published account: what a figure of the run should come to, and how far it may be off. `caremix validate` sets it
/// beside what the run gives under the arm under which the rates were observed; `caremix calibrate` fits to it. Exactly
/// one of `payer`, `categories`, `discipline`, `services` and `outcome` says what is counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The name used in validation.csv and reports.
    pub name: String,
    /// What this payer lays out, EUR, all its reasons together, after the deductible.
    #[serde(default)]
    pub payer: Option<String>,
    /// What care of these categories costs all payers together, residents' own part included, EUR.
    #[serde(default)]
    pub categories: Vec<String>,
    /// What this discipline receives, EUR.
    #[serde(default)]
    pub discipline: Option<String>,
    /// Delivered units of these services.
    #[serde(default)]
    pub services: Vec<String>,
    /// An outcome of outcomes.csv: life_years, qalys (per resident-year: the mean utility), healthy_years, deaths, births,
    /// newcomers, leavers, institution_entries, state_years, needs, unmet_needs; with carers also carer_years and
    /// informal_care_hours; or the `counts_as` of services.
    #[serde(default)]
    pub outcome: Option<String>,
    /// The group of the outcome: a state of state_years, a need of needs and unmet_needs.
    #[serde(default)]
    pub group: Option<String>,
    /// First age counted, as the population table counts ages; absent: from birth. With a band of ages or a sex, the
    /// account counts these residents alone, everybody served and without amounts that belong to the whole
    /// population (budgets, grants, levies).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 119.0))]
    pub age_from: Option<f64>,
    /// First age not counted; absent: no upper end.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 120.0))]
    pub age_below: Option<f64>,
    /// Only residents of this sex.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// The calendar year; the first of the run when absent, and the only one that an account of some ages may have: these
    /// residents grow older.
    #[serde(default)]
    #[schemars(range(min = 1900, max = 2200))]
    pub year: Option<i32>,
    /// The published amount.
    #[schemars(range(min = -1e15, max = 1e15))]
    pub amount: f64,
    /// What the amount is per.
    #[serde(default)]
    pub per: AccountPer,
    /// How far simulated and published may differ, as a share of the published amount: 5 % is 0.05.
    pub tolerance: f64,
    /// Whether `caremix validate` fails when the account misses its tolerance.
    #[serde(default)]
    pub required: bool,
    /// Predicted: `caremix calibrate` shows it, and never fits to it.
    #[serde(default)]
    pub held_out: bool,
    /// Where the amount is published; "unverified" when nobody has checked.
    #[serde(default)]
    pub source: String,
}

/// What an account's amount is per.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountPer {
    /// For each year that a resident lives here.
    #[default]
    ResidentYear,
    /// For each thousand of these.
    ThousandResidentYears,
    /// For the whole population, or all of it that the account counts.
    Population,
}

/// A sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Sex {
    Female,
    Male,
}

impl Account {
    /// Whether it counts some ages or one sex only.
    pub fn is_of_some(&self) -> bool {
        self.age_from.is_some() || self.age_below.is_some() || self.sex.is_some()
    }
}

/// Something that `caremix calibrate` may change so that accounts are met: one number of the scenario, or several by a
/// common factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calibrate {
    /// Its name in reports.
    pub name: String,
    /// Dotted paths of the numbers, as in `--set`, e.g. `service.visit.price`. An uncertain number keeps its uncertainty
    /// relative to its mean.
    #[schemars(length(min = 1))]
    pub parameters: Vec<String>,
    /// The least it may become.
    pub low: f64,
    /// The most it may become.
    pub high: f64,
    /// What `low` and `high` bound.
    #[serde(default)]
    pub bounds: CalibrateBounds,
    /// Why it may be changed, and by so much.
    #[serde(default)]
    pub source: String,
}

/// What the bounds of a calibration bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CalibrateBounds {
    /// The number itself; of one number only.
    #[default]
    Value,
    /// A factor by which all the numbers are multiplied.
    Factor,
}
