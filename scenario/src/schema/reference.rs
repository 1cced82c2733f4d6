//! `[reference]` as written: the population whose published accounts background care states.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: what they come to (tables/).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ByName;

/// The population whose published accounts `background_care` states (as a rule the country), and how cost differs there
/// between deprivation classes. What needs leave of an account at this mix of classes is the same wherever a scenario is
/// set; a town costs more or less by who lives there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Share of residents per deprivation class, least deprived first; they add up to 1.
    pub deprivation: Vec<f64>,
    /// All cost whose ratio by class is published; categories without a ratio of their own share what the others leave of
    /// it. The factor of a town acts on these categories.
    pub whole: ClassRatios,
    /// Categories with a published ratio of their own.
    #[serde(default)]
    pub ratio: Vec<ClassRatios>,
    /// What all care of the categories of `whole` costs, over what of it is background care; a town whose whole cost is 1 %
    /// above what its ages, sexes and classes give has that many percent more background care. Worked out by
    /// `caremix calibrate --reference`.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 100.0))]
    pub whole_to_remainder: Option<f64>,
    /// How the cost of a town, relative to what its ages and sexes give, follows from public indicators.
    #[serde(default)]
    pub regression: Option<Regression>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// What residents of each deprivation class cost at the same ages and sexes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassRatios {
    /// The name used in messages.
    pub name: String,
    /// Categories of published accounts, all together.
    #[schemars(length(min = 1))]
    pub categories: Vec<String>,
    /// Ratio per class, least deprived first; only their proportions count.
    pub ratios: Vec<f64>,
    /// Where they come from.
    #[serde(default)]
    pub source: String,
}

/// A linear regression over towns: constant + Σ coefficient × indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Regression {
    /// The constant.
    pub constant: f64,
    /// Coefficient per indicator, by the names that `population.indicators` uses.
    pub coefficients: ByName<f64>,
    /// Where they come from: towns, years, how well it predicts.
    #[serde(default)]
    pub source: String,
}
