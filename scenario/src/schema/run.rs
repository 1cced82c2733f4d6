//! `[run]` as written.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: the values drawn for them (tables/).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Num, PayerBudget};
use crate::base::currency::Currency;
use crate::base::written::EUR;
use crate::scenario::limits::limit;

/// Replications of a run, at most.
pub const MOST_REPLICATIONS: u32 = 1_000_000;

/// Time, replications, discounting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RunSettings {
    /// First simulated calendar year.
    #[schemars(range(min = 1900, max = 2200))]
    pub first_year: i32,
    /// Number of calendar years.
    #[schemars(range(min = 1, max = 200))]
    pub years: u32,
    /// Cycles per year: 1 (annual), 4 (quarterly), 12 (monthly) …; yearly money, deaths and QALYs do not depend on it, but for
    /// rows with a `probability` per cycle and for `counting` other than `middle`. What is told of the time of a cycle does:
    /// triage (needs open in it), carers (who helps in it, and is overloaded on its average), quality on it.
    #[schemars(range(min = 1, max = 52))]
    pub cycles_per_year: u32,
    /// Replications: each is one parameter draw with one set of people and luck.
    #[schemars(range(min = 1, max = MOST_REPLICATIONS))]
    pub replications: u32,
    /// Residents simulated; each stands for residents / sample of them. Absent: all.
    #[schemars(range(min = 1))]
    pub sample: Option<u64>,
    /// Root of all random numbers.
    pub seed: u64,
    /// The arm the others are compared with.
    pub comparator: Option<String>,
    /// `drawn`: every replication draws its parameters, so that sixteen in turn share out the distribution of every number
    /// between them (Latin hypercube samples); `drawn_independently`: each by itself; `means`: all use the means.
    pub parameters: Parameters,
    /// When residents are counted and care arises: at the start, middle or end of a cycle. `middle` counts a cycle half
    /// in the state at its start and half in the state at its end, as life tables do (the half-cycle correction). Who is
    /// born, moves in or moves out in a cycle is here at its end or not, and counts accordingly.
    pub counting: Counting,
    /// Discounting convention; `own` takes `discount_costs` and `discount_effects`.
    pub convention: Convention,
    /// Yearly discount rate of costs with convention `own`.
    pub discount_costs: Num<limit::Discount>,
    /// Yearly discount rate of effects with convention `own`.
    pub discount_effects: Num<limit::Discount>,
    /// With convention `own`: whether the first year is discounted as well, 1/(1 + r)^t with t = 1 in it, as models do
    /// that count at the end of cycles. Otherwise t = 0 in the first year.
    pub discount_first_year: bool,
    /// The year whose prices the scenario states.
    #[schemars(range(min = 1900, max = 2200))]
    pub price_year: Option<i32>,
    /// The currency that all money of the scenario is in, a code of ISO 4217. It names amounts in tables, files and pages, and
    /// moves none: nothing is exchanged.
    #[serde(skip_serializing_if = "is_euro")]
    pub currency: String,
    /// Keep what every single resident costs each payer over the whole run, and report its spread (EUR).
    pub resident_totals: bool,
    /// Whose figures they are where a sample is simulated: of the town at its `real` size, or of the sample as `simulated`,
    /// with as much chance as a town as small as the sample has; `expected` simulates nobody: every replication is what the
    /// cohort twin expects at a draw of the parameters.
    pub size: Size,
}

impl Default for RunSettings {
    fn default() -> Self {
        RunSettings {
            first_year: 2025,
            years: 10,
            cycles_per_year: 4,
            replications: 100,
            sample: None,
            seed: 1,
            comparator: None,
            parameters: Parameters::Drawn,
            counting: Counting::Middle,
            convention: Convention::BudgetImpact,
            discount_costs: Num::from(0.0),
            discount_effects: Num::from(0.0),
            discount_first_year: false,
            price_year: None,
            currency: EUR.into(),
            resident_totals: false,
            size: Size::Real,
        }
    }
}

fn is_euro(code: &String) -> bool {
    code == EUR
}

impl RunSettings {
    /// The currency of all money; the euro where its code is none.
    pub fn money(&self) -> Currency {
        Currency::of_code(&self.currency).unwrap_or_default()
    }
}

/// Whether parameters are drawn or held at their means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Parameters {
    Drawn,
    DrawnIndependently,
    Means,
}

/// Whose figures a run tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Size {
    Real,
    Simulated,
    Expected,
}

/// When in a cycle residents are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Counting {
    Start,
    Middle,
    End,
}

/// Discounting conventions of guidelines: `zin-2024` (costs 3 %, effects 1.5 %, first year undiscounted),
/// `kce` (3 %, 1.5 %), `mkba-2021` (2.25 % both), `budget-impact` (0 %), `own`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Convention {
    #[serde(rename = "zin-2024")]
    Zin2024,
    Kce,
    #[serde(rename = "mkba-2021")]
    Mkba2021,
    BudgetImpact,
    Own,
}

/// A party that pays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Payer {
    /// The name used in shares, CSV and reports. The resident's own payments go to the payer named `resident`.
    pub name: String,
    /// What a reader sees, with the law it pays under.
    #[serde(default)]
    pub title: String,
    /// The same for readers of a Dutch report (`caremix report --lang nl`); absent: a Dutch word for the name, or the title.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title_nl: String,
    /// The discipline whose cost this payer's money is, where the payer is a provider organisation: what it pays counts
    /// in that discipline's cost and margin.
    #[serde(default)]
    pub discipline: Option<String>,
    /// What it has to spend, and grants less of where that is not enough; absent: it pays whatever is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<PayerBudget>,
}
