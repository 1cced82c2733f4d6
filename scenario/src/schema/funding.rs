//! Ways of funding: the resident's own part, arms, and what they change by themselves.
//!
//! Comes in: nothing; these are types. Goes out: [`PatientRules`] and [`Arm`]. Deliberately absent: components.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Component, Num, Target};
use crate::scenario::limits::limit;

/// The resident's own part, per person and calendar year.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PatientRules {
    /// The deductible on services marked `deductible`.
    pub deductible: Option<Deductible>,
    /// Contributions per month of use.
    pub subscription: Vec<Subscription>,
    /// Growth per year of copayments from the price year on; absent: prices' growth. A copayment is due per unit, so that it
    /// also follows the growth of volume.
    pub copayment_growth: Option<Num<limit::Growth>>,
    /// Share of residents in the lower class (lower copayments), per deprivation class or one share for all.
    pub lower_class: Vec<Num<limit::Share>>,
}

/// A deductible per person and calendar year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deductible {
    /// EUR per person and calendar year, of the price year.
    pub amount: Num<limit::Price>,
    /// Growth per year of the amount from the price year on; absent: it stays as the law has it, whatever prices do.
    #[serde(default)]
    pub growth: Option<Num<limit::Growth>>,
    /// Age from which it applies (at the start of the calendar year).
    #[serde(default)]
    pub from_age: f64,
    /// Where the figure comes from.
    #[serde(default)]
    pub source: String,
}

/// Subscriptions at most where cycles end within months: the resident's record has room for so many.
pub const MOST_SUBSCRIPTIONS_IN_CUT_MONTHS: usize = 6;

/// A contribution per calendar month in which a service is used, once a month however often. The units of a cycle fall into
/// its months: all units of a new need in the month in which the need begins, units of a permanent need with
/// `spread = "fixed"` at even distances over the year, all other units at any moment. So a year costs the same with cycles of
/// any length; where cycles end within months (5, 13, 52 … a year), six subscriptions at most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// The name services refer to.
    pub name: String,
    /// EUR per month of use.
    pub per_month: Num<limit::Price>,
    /// Amounts that hold from a later year on (`{ from_year = 2024, per_month = 20.60 }`); without, the amount stays.
    #[serde(default)]
    pub later: Vec<LaterAmount>,
    /// Share of users who pay nothing (e.g. households exempt by age or composition).
    #[serde(default)]
    pub exempt_share: Option<Num<limit::Share>>,
    /// Where the figure comes from.
    #[serde(default)]
    pub source: String,
}

/// An amount that holds from a year on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LaterAmount {
    /// First year.
    #[schemars(range(min = 1900, max = 2200))]
    pub from_year: i32,
    /// EUR per month of use.
    pub per_month: Num<limit::Price>,
}

/// A way of funding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// The name used in CSV and reports.
    pub name: String,
    /// What a reader sees.
    #[serde(default)]
    pub title: String,
    /// The same for readers of a Dutch report (`caremix report --lang nl`); absent: a Dutch word for the name, or the title.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title_nl: String,
    /// What the arm represents.
    #[serde(default)]
    pub description: String,
    /// The description for readers of a Dutch report.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description_nl: String,
    /// Another arm whose components and effects this one starts from; its own ones replace ones of the same name.
    #[serde(default)]
    pub like: Option<String>,
    /// Names of components and effects of `like` that this arm does not have.
    #[serde(default)]
    pub without: Vec<String>,
    /// The components.
    #[serde(default)]
    pub component: Vec<Component>,
    /// What the arm changes by itself, e.g. a treatment that is part of it.
    #[serde(default)]
    pub effect: Vec<ArmEffect>,
    /// Scale some components so that the start costs no more than the comparator.
    #[serde(default)]
    pub budget_neutral: Option<BudgetNeutral>,
    /// The form in which partners steer together (`[[governance]]`); `like` does not bring it along.
    #[serde(default)]
    pub governance: Option<String>,
}

/// Scales the named components by one factor, or one a discipline (`per`), so that, on the comparator's first-year volumes, the recipients named
/// receive what they receive in the comparator, times `uplift`. Components that begin later or phase in are taken as they
/// stand in the first year in which those that are scaled are paid in full, so that the factor does not make up for what
/// is still to come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetNeutral {
    /// Disciplines, and `network`, whose receipts are kept.
    #[schemars(length(min = 1))]
    pub recipients: Vec<String>,
    /// Components that are scaled.
    #[schemars(length(min = 1))]
    pub components: Vec<String>,
    /// Receipts relative to the comparator's; 1 when absent.
    #[serde(default)]
    pub uplift: Option<Num<limit::AboveZero>>,
    /// Whether the recipients are paid the same together, by one factor, or each discipline by one of its own.
    #[serde(default, skip_serializing_if = "NeutralPer::is_arm")]
    pub per: NeutralPer,
}

/// What budget neutrality holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NeutralPer {
    /// All recipients together: one factor, which may pay one discipline more and another less.
    #[default]
    Arm,
    /// Each recipient by itself: what scaled components pay it has a factor of its own. What the arm pays those that are not named,
    /// such as a network that the comparator pays nothing, comes on top.
    Discipline,
}

impl NeutralPer {
    /// Whether it is as a file has it that says nothing.
    pub fn is_arm(&self) -> bool {
        *self == NeutralPer::Arm
    }
}

/// What an arm changes by itself, at full strength and whatever it spends: a treatment, a rule, an agreement. What money
/// builds little by little is a capability and its `[[effect]]`. Give one size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArmEffect {
    /// The name by which arms that are `like` this one, later files and `--set` can change it. Effects of the same name in
    /// several arms are drawn with the same luck.
    pub name: String,
    /// What it acts on; all targets change by the same size, drawn once.
    #[schemars(length(min = 1))]
    pub targets: Vec<Target>,
    /// Hazard ratio, rate ratio or relative risk: the target is multiplied by it.
    #[serde(default)]
    pub ratio: Option<Num<limit::Ratio>>,
    /// Reduction as a share: the target is multiplied by 1 − reduction.
    #[serde(default)]
    pub reduction: Option<Num<limit::AtMostOne>>,
    /// Increase as a share: the target is multiplied by 1 + increase.
    #[serde(default)]
    pub increase: Option<Num<limit::AboveMinusOne>>,
    /// First year in which it holds; absent: the first year.
    #[serde(default)]
    #[schemars(range(min = 1900, max = 2200))]
    pub from_year: Option<i32>,
    /// Last year in which it holds; absent: the last year.
    #[serde(default)]
    #[schemars(range(min = 1900, max = 2200))]
    pub until_year: Option<i32>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}
