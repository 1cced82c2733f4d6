//! `[population]` and its rows, as written.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: the values drawn for them (tables/).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByName, Num};
use crate::scenario::limits::limit;

/// Who lives here, comes and goes. Give `bands` or `file`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// Residents by age band and sex; ages are uniform inside a band.
    #[serde(default)]
    pub bands: Vec<PeopleBand>,
    /// A CSV file with one row a resident, relative to the scenario file. Columns: age (years), sex (female,
    /// male), and optionally deprivation (0 = least), state.
    #[serde(default)]
    pub file: Option<String>,
    /// When in the first year the table's ages hold: a table of average residents over a year holds in its middle.
    #[serde(default)]
    pub counted: CountedAt,
    /// Share of residents per deprivation class, least deprived first; they add up to 1. Absent: one class.
    #[serde(default)]
    #[schemars(length(max = 10))]
    pub deprivation: Vec<f64>,
    /// What care of the categories of `reference.whole` costs here, relative to what ages, sexes, classes and (where given)
    /// `indicators` let expect: 1, or what the town's own accounts say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<Num<limit::Ratio>>,
    /// Public indicators of the town, by the names of `reference.regression`. What they predict takes the place of what the
    /// shares of the classes alone give.
    #[serde(default, skip_serializing_if = "ByName::is_empty")]
    pub indicators: ByName<f64>,
    /// Start in equilibrium (what a birth cohort under the scenario's own hazards shows at each age), or a table.
    #[serde(default)]
    pub prevalence: Prevalence,
    /// The state newborns start in; the first state when absent.
    #[serde(default)]
    pub newborn_state: Option<String>,
    /// Births per year in the whole population (residents, not the sample).
    #[serde(default)]
    pub births_per_year: Option<Num<limit::Arrivals>>,
    /// People who move in, per year.
    #[serde(default)]
    pub newcomers: Option<Newcomers>,
    /// Yearly hazard of moving out by age; ages not listed stay.
    #[serde(default)]
    pub leavers: Vec<LeaverBand>,
    /// Where the table comes from.
    #[serde(default)]
    pub source: String,
}

/// When in the first year the ages of the population table hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum CountedAt {
    #[default]
    StartOfYear,
    MiddleOfYear,
}

/// Residents (or newcomers) of one age band by sex.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PeopleBand {
    /// First age of the band, years.
    #[schemars(range(min = 0.0, max = 119.0))]
    pub age_from: f64,
    /// First age after the band, years.
    #[schemars(range(min = 0.0, max = 120.0))]
    pub age_below: f64,
    /// Women.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e9))]
    pub female: f64,
    /// Men.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e9))]
    pub male: f64,
}

/// The states residents start in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Prevalence {
    /// `"equilibrium"`.
    Named(PrevalenceRule),
    /// Shares by state per age band.
    Table(Vec<PrevalenceBand>),
}

impl Default for Prevalence {
    fn default() -> Self {
        Prevalence::Named(PrevalenceRule::Equilibrium)
    }
}

/// A rule that gives the starting states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrevalenceRule {
    /// What a birth cohort under the scenario's own hazards shows at each age.
    Equilibrium,
}

/// Shares of the states in one age band; they add up to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrevalenceBand {
    /// First age of the band.
    #[serde(default)]
    pub age_from: f64,
    /// First age after the band; absent: no upper end.
    #[serde(default)]
    pub age_below: Option<f64>,
    /// Share per state.
    pub shares: ByName<f64>,
}

/// People who move in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Newcomers {
    /// Persons per year in the whole population.
    pub per_year: Num<limit::Arrivals>,
    /// Their ages and sexes, as weights.
    #[schemars(length(min = 1))]
    pub bands: Vec<PeopleBand>,
}

/// Yearly hazard of moving out in one age band.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaverBand {
    /// First age of the band.
    #[serde(default)]
    pub age_from: f64,
    /// First age after the band; absent: no upper end.
    #[serde(default)]
    pub age_below: Option<f64>,
    /// Hazard of leaving, per person-year.
    pub hazard: Num<limit::Hazard>,
}
