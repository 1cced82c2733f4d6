//! `[[discipline]]`, `[growth]`, `[integration]`, `[[capability]]` and `[[effect]]`, as written.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: the values drawn for them (tables/).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByName, DynamicFactors, Factor, Line, Num};
use crate::scenario::limits::limit;

/// Who delivers services.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discipline {
    /// The name used elsewhere in the file; also the recipient in the ledger.
    pub name: String,
    /// Sector, for the survey of collaboration.
    pub sector: Sector,
    /// Capacity in full-time equivalents for the whole population; absent, and without `capacity`: no capacity limit. It
    /// binds from the first cycle on.
    #[serde(default)]
    pub fte: Option<Num<limit::NotNegative>>,
    /// `"observed"`, in place of `fte`: the hours for residents that serve the first year in the arm under which rates were
    /// observed (`observed_under`), worked out anew for every draw of parameters, so that no draw rations the year that
    /// was observed. The yearly change of capacity goes on from there.
    #[serde(default)]
    pub capacity: Option<CapacityRule>,
    /// Hours beyond those that the observed year asks for, as a share of them, with `capacity = "observed"`; negative
    /// where some of what that year asked for was not delivered. Absent: 0.
    #[serde(default)]
    pub slack: Option<Num<limit::AboveMinusOne>>,
    /// Productive hours per FTE-year, administration included.
    #[serde(default)]
    pub hours_per_fte: Option<Num<limit::AboveZero>>,
    /// Share of those hours spent on administration.
    #[serde(default)]
    pub admin_share: Option<Num<limit::Share>>,
    /// Cost of a worked hour, EUR; absent: costs and margins of this discipline are not shown.
    #[serde(default)]
    pub hourly_cost: Option<Num<limit::Price>>,
    /// Fixed cost per year for the whole discipline, EUR.
    #[serde(default)]
    pub fixed_cost: Option<Num<limit::Budget>>,
    /// Change of capacity per year, e.g. −0.01.
    #[serde(default)]
    pub capacity_growth: Option<Num<limit::AboveMinusOne>>,
    /// Temporary and permanent needs wait for this discipline until it has hours for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<Queue>,
    /// Practices.
    #[serde(default)]
    pub practices: Option<Practices>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// Who waits for a discipline. Acute needs are answered or refused at once; temporary and permanent needs wait, the longest
/// first, for the hours that those leave who are in care already. Give `share` or `weeks`, of the observed year. Without `fte` or
/// `capacity` nobody waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// Hours of permanent needs that wait, as a share of those that wait or are in care.
    #[serde(default)]
    pub share: Option<Num<limit::Share>>,
    /// Weeks of waiting: needs that wait over needs whose care starts in a year.
    #[serde(default)]
    pub weeks: Option<Num<limit::NotNegative>>,
    /// Rate per year at which those who wait give up, beside those who die or move; absent: nobody does.
    #[serde(default)]
    pub given_up: Option<Num<limit::Hazard>>,
    /// Units that a temporary need asks for when its care starts a month later than in the observed year, relative; absent:
    /// as many.
    #[serde(default)]
    pub late_ratio: Option<Num<limit::AboveZero>>,
    /// Months of waiting beyond which `late_ratio` counts no more; absent: 6.
    #[serde(default)]
    pub months_at_most: Option<Num<limit::NotNegative>>,
    /// Needs that do not wait: they are answered before those who do, as acute ones are.
    #[serde(default)]
    pub urgent: Vec<String>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// Where capacity comes from, other than a number of full-time equivalents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CapacityRule {
    /// From what the observed year asks for.
    Observed,
}

/// Sectors of the survey of collaboration.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Sector {
    IndependentCare,
    CareOrganisation,
    Welfare,
    LocalGovernment,
    Other,
    Informal,
}

/// Practices of a discipline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Practices {
    /// How many, for the whole population.
    #[schemars(range(min = 1, max = 10000))]
    pub count: u32,
    /// Whether residents are on a practice's list (a panel). At most one discipline has panels.
    #[serde(default)]
    pub panels: bool,
    /// Coefficient of variation of practice size (lognormal); practices are its quantiles.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 3.0))]
    pub size_cv: f64,
    /// Relative sizes, one a practice, instead of `size_cv`.
    #[serde(default)]
    pub sizes: Vec<f64>,
    /// Coefficient of variation of the cost of an hour between practices (lognormal).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub cost_cv: f64,
    /// When practices with lists close; absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<Closing>,
}

/// When a practice with a list closes. It is looked at when a year opens, from the fourth on. Residents go to the lists of the
/// practices that remain, as large as these are, and with them the hours, but what is lost; the last practice stays. The layer
/// `participation` switches it off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Margin relative to cost below which a practice may close, over the last three years: what it is paid for its own list, less
    /// what its hours and its part of the fixed cost come to. Where a sample is simulated it is drawn towards the mean of all
    /// practices, as in the decision to take part.
    pub margin_below: Num<limit::AboveMinusOne>,
    /// Chance in a year that a practice below it closes; absent: 1.
    #[serde(default)]
    pub chance: Option<Num<limit::Share>>,
    /// Share of its hours that the discipline loses; absent: 0, all of them go on in other practices.
    #[serde(default)]
    pub hours_lost: Option<Num<limit::Share>>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// How volumes and prices grow by themselves.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Growth {
    /// Growth of the volume of care per year, per line (technology, wealth); lines not listed: 0.
    pub volume: Vec<LineGrowth>,
    /// Rise of prices per year, all services and fees.
    pub prices: Option<Num<limit::Growth>>,
    /// Rise of hourly and fixed cost of providers per year.
    pub wages: Option<Num<limit::Growth>>,
}

/// Volume growth of one line of care.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineGrowth {
    /// The line.
    pub line: Line,
    /// Growth per year, e.g. 0.01.
    pub per_year: Num<limit::Growth>,
}

/// How far care is integrated: at the start from the survey of the place: shares of collaborations by finality
/// weigh 0 (referral), 1/3 (information sharing), 2/3 (coordination), 1 (joint activities), by pair of sectors, then
/// weighted by the partners' shares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Integration {
    /// Rows of the survey.
    #[schemars(length(min = 1))]
    pub survey: Vec<SurveyRow>,
    /// What helps or hinders collaboration. With factors, integration moves from what the survey found towards
    /// logistic(logit(I0) + Σ beta · value), with I0 kept within 0.001 and 0.999 there.
    #[serde(default)]
    pub factor: Vec<Factor>,
    /// Factors that the run computes.
    #[serde(default)]
    pub dynamic: DynamicFactors,
    /// Years in which integration moves towards what its factors support, in arms without a governance form.
    #[serde(default)]
    pub years: Option<Num<limit::AboveZero>>,
    /// Where the survey comes from.
    #[serde(default)]
    pub source: String,
}

/// Collaborations of one pair of sectors (or of one place) by finality, counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyRow {
    /// Who answered; also the name of a place.
    pub respondent: String,
    /// With whom; absent for a place.
    #[serde(default)]
    pub partner: Option<String>,
    /// Weight of this row among the respondent's partners; absent: 1.
    #[serde(default)]
    #[schemars(range(min = 0.0))]
    pub weight: Option<f64>,
    /// Collaborations that are referral.
    #[schemars(range(min = 0.0))]
    pub referral: f64,
    /// Collaborations that share information.
    #[schemars(range(min = 0.0))]
    pub information_sharing: f64,
    /// Collaborations that coordinate.
    #[schemars(range(min = 0.0))]
    pub coordination: f64,
    /// Collaborations with joint activities.
    #[schemars(range(min = 0.0))]
    pub joint_activities: f64,
}

/// What money can build: a stock from 0 to 1 that spending builds and that fades without it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capability {
    /// The name used in earmarks and effects.
    pub name: String,
    /// Spending per resident-year that buys half the possible effect, EUR.
    pub half: Num<limit::AboveZero>,
    /// Years in which the stock grows towards what spending supports.
    pub build: Num<limit::AboveZero>,
    /// Years in which it fades.
    pub fade: Num<limit::AboveZero>,
    /// Whether it works in proportion to the integration of care.
    #[serde(default)]
    pub needs_integration: bool,
    /// Hours of capacity that spending buys: discipline → EUR per hour. Only the shares of earmarked money that go
    /// here buy hours. Hours are capacity, not care: what is delivered in them is paid as all care is, so that an hour bought
    /// costs its price and the fees of its units.
    #[serde(default)]
    pub buys_hours: Vec<BoughtHours>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// Hours of a discipline bought with a capability's money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoughtHours {
    /// The discipline whose capacity grows.
    pub discipline: String,
    /// EUR per hour bought, beside the fees for what is delivered in it. Where the budget stands for these fees, too, write
    /// what an hour costs less what its units are paid.
    pub price_per_hour: Num<limit::AboveZero>,
    /// Share of the capability's money spent on this.
    #[serde(default)]
    pub share: Option<Num<limit::Share>>,
}

/// What a capability does at full strength: the multiplier on the target is 1 − reduction · stock,
/// 1 + increase · stock, or 1 − (1 − ratio) · stock. Give exactly one target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// Optional name, by which later files and `--set` can change this effect.
    #[serde(default)]
    pub name: Option<String>,
    /// The capability.
    pub capability: String,
    /// What the effect acts on.
    pub target: Target,
    /// Reduction at full strength, as a share; negative where care makes it worse.
    #[serde(default)]
    pub reduction: Option<Num<limit::AtMostOne>>,
    /// Increase at full strength, as a share.
    #[serde(default)]
    pub increase: Option<Num<limit::AboveMinusOne>>,
    /// Ratio at full strength, as studies report it: a hazard ratio, rate ratio or relative risk.
    #[serde(default)]
    pub ratio: Option<Num<limit::Ratio>>,
    /// Where the figure comes from.
    #[serde(default)]
    pub source: String,
}

/// What an effect acts on; give one key.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Target {
    /// The hazard of a move, or its probability where the state has probabilities: `[from, to]`.
    pub transition: Option<[String; 2]>,
    /// The rate of an acute or temporary need.
    pub need: Option<String>,
    /// The probability that a need escalates, all its escalations.
    pub escalation: Option<String>,
    /// The units of a service that needs ask for.
    pub units: Option<String>,
    /// The provider hours per unit of a service.
    pub hours: Option<String>,
    /// The hazard of losing the informal carer.
    pub carer_loss: Option<bool>,
    /// The hours of a discipline that there are; of one without a limit, the share of what is wanted that is delivered.
    pub capacity: Option<String>,
    /// The share of a need that reaches the first line.
    pub presented: Option<String>,
    /// Replaces units of one service by units of another; the size is the share moved at full strength.
    pub substitute: Option<Substitute>,
    /// The utility of a state; in effects of an arm only.
    pub utility: Option<String>,
    /// The cost of a state; in effects of an arm only.
    pub state_cost: Option<String>,
}

/// Units of `from` are replaced by `ratio` units of `to` each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Substitute {
    /// The service replaced.
    pub from: String,
    /// The service that replaces it.
    pub to: String,
    /// Units of `to` per unit of `from`.
    #[schemars(range(min = 0.0))]
    pub ratio: f64,
}

/// Money earmarked for capabilities: name → share of the component's money. The rest is not earmarked.
pub type Earmark = ByName<Num<limit::Share>>;
