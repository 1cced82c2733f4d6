//! `[[state]]`, `[[transition]]` and `[carers]`, as written.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: the values drawn for them (tables/).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByName, InstitutionPlaces, Num};
use crate::scenario::limits::limit;

/// A health state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The name used elsewhere in the file and in outcomes.csv.
    pub name: String,
    /// QALY weight of a year in this state.
    #[serde(default)]
    pub utility: Option<Num<limit::Utility>>,
    /// What a year in this state costs, EUR per person-year, paid by statute whatever the arm. It follows the price
    /// index, is no service (no units, no own part of residents) and needs `discipline` and `payers`.
    #[serde(default)]
    pub cost: Option<Num<limit::Price>>,
    /// The discipline that receives `cost`.
    #[serde(default)]
    pub discipline: Option<String>,
    /// Statutory payers of `cost` and their shares; they add up to 1.
    #[serde(default)]
    pub payers: ByName<Num<limit::Share>>,
    /// Category of published accounts that `cost` falls in.
    #[serde(default)]
    pub category: Option<String>,
    /// Where residents in this state live; `none` is dead.
    #[serde(default)]
    pub place: Residence,
    /// Counts as frail or worse for triage.
    #[serde(default)]
    pub frail: bool,
    /// Years in this state count as healthy years.
    #[serde(default)]
    pub healthy: bool,
    /// How many can live in this state, an institution: who finds no free place waits at home for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<InstitutionPlaces>,
}

/// Where a resident lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Residence {
    #[default]
    Home,
    Institution,
    None,
}

/// A move between two states: hazard(age) = hazard · exp(slope · (age − age_reference)), for ages in
/// [age_from, age_below), times the ratios. All rows of a state use `hazard`, or all use `probability`. Hazards are constant
/// inside a cycle, in which a resident may move several times, so that states lived in and deaths do not depend on its
/// length; a state with probabilities is left once a cycle at most, as published models have it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// Optional name, by which later files and `--set` can change this row.
    #[serde(default)]
    pub name: Option<String>,
    /// The state left.
    pub from: String,
    /// The state entered.
    pub to: String,
    /// First age at which the row holds.
    #[serde(default)]
    pub age_from: f64,
    /// First age at which it no longer holds; absent: no upper end.
    #[serde(default)]
    pub age_below: Option<f64>,
    /// Age at which `hazard` is stated.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 120.0))]
    pub age_reference: f64,
    /// Hazard per person-year at `age_reference`.
    #[serde(default)]
    pub hazard: Option<Num<limit::Hazard>>,
    /// Instead of a hazard: probability per cycle, which holds for one cycle length only.
    #[serde(default)]
    pub probability: Option<Num<limit::Share>>,
    /// Slope of the logarithm of the hazard, per year of age.
    #[serde(default)]
    pub slope: Option<Num<limit::Slope>>,
    /// Rate ratio of men to women.
    #[serde(default)]
    pub male_ratio: Option<Num<limit::Ratio>>,
    /// Rate ratio per deprivation class, least deprived first.
    #[serde(default)]
    pub deprivation_ratios: Vec<Num<limit::Ratio>>,
    /// Rate ratio of residents without an informal carer.
    #[serde(default)]
    pub no_carer_ratio: Option<Num<limit::Ratio>>,
}

/// Informal carers: gained and lost at the hazards of the state a resident is in (of both states in a cycle in which it
/// changes), so that in the long run gain / (gain + loss) have one, whatever the cycle's length. On entering a state with a
/// larger `share` relatives step in: of those without a carer (share after − share before) / (1 − share before) gain one.
/// Nobody loses a carer by entering a state with a smaller share. Informal care of a cycle is given by those who are carers
/// at its start; with annual cycles that is up to 6 % less of it in the shipped packs than with monthly ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Carers {
    /// Share with an informal carer at the start, and to which the share rises on entering a state. States not listed: 0.
    pub share: ByName<Num<limit::Share>>,
    /// Hazard of losing the carer per person-year, per state; states not listed: 0.
    #[serde(default)]
    pub loss: ByName<Num<limit::Hazard>>,
    /// Hazard of gaining one per person-year, per state; states not listed: 0.
    #[serde(default)]
    pub gain: ByName<Num<limit::Hazard>>,
    /// Informal hours per week above which a carer counts as overloaded.
    #[serde(default)]
    pub overloaded_above_hours_per_week: Option<f64>,
    /// What an hour of informal care is worth to society, in EUR of the price year; it grows with wages. Nobody pays it:
    /// society.csv and `caremix decide` count it from the perspective of society, beside what is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hour_value: Option<Num<limit::Price>>,
    /// Friction cost: paid work that is lost in a year in which a carer is overloaded, in EUR of the price year; it grows with
    /// wages and is counted where `hour_value` is. An hour at what a carer could have earned holds its own lost work already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub friction_cost: Option<Num<limit::Price>>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}
