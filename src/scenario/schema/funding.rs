//! `[patient]`, `[[arm]]` and its components, as written.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: what they come to (tables/).

use crate::base::listed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByName, Earmark, LevyRule, Num, PoolSplit, Target};
use crate::scenario::limits::limit;

/// The resident's own part, per person and calendar year.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PatientRules {
    /// The deductible on services marked `deductible`.
    pub deductible: Option<Deductible>,
    /// Contributions per month of use.
    pub subscription: Vec<Subscription>,
    /// Growth per year of copayments from the price year on; absent: that of prices. A copayment is due per unit, so that it
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
/// its months: those of one new need all in the month in which it begins, those of a permanent need with
/// `spread = "fixed"` at even distances over the year, all others at any moment. So a year costs the same with cycles of
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
    /// What the arm represents.
    #[serde(default)]
    pub description: String,
    /// Another arm whose components and effects this one starts from; those of the same name replace them.
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

/// Scales the named components by one factor so that, on the comparator's first-year volumes, the recipients named
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

/// One component of an arm. Which keys apply depends on `kind`; a key that does not apply is an error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// The name used in ledger.csv. Components of the same name in several arms are one thing, at the terms of each: their
    /// uncertain numbers are drawn with the same luck, so that what arms have in common makes no difference between them.
    pub name: String,
    /// What is counted and paid.
    pub kind: ComponentKind,
    /// Whose care it pays for, where practices decide whether they take part (`[participation]`): `all` residents,
    /// those enrolled with `participants`, or the `others`. For units, a component for participants or others comes
    /// before one for all.
    #[serde(default)]
    pub applies_to: AppliesTo,
    /// fee_for_service, service_fee, episode_fee, capitation: the services paid for or (episode_fee, capitation)
    /// replaced; absent: those of `disciplines`, and without that of all disciplines (capitation: of the recipient).
    #[serde(default)]
    pub services: Vec<String>,
    /// fee_for_service, service_fee, episode_fee, capitation: all services of these disciplines. pooled_budget: all that
    /// goes to them.
    #[serde(default)]
    pub disciplines: Vec<String>,
    /// fee_for_service, service_fee: tariff per unit, EUR, instead of the reference price.
    #[serde(default)]
    pub tariffs: ByName<Num<limit::Price>>,
    /// fee_for_service, service_fee: factor on tariffs and reference prices.
    #[serde(default)]
    pub factor: Option<Num<limit::Ratio>>,
    /// practice_fee, state_fee, capitation, episode_fee: the discipline that receives it. shared_savings,
    /// project_grant: a discipline, or the `network` when absent. transition_budget, network_fee, innovation_fee, quality_bonus,
    /// pooled_budget and platform_levy go to the `network`.
    #[serde(default)]
    pub recipient: Option<String>,
    /// EUR per resident-year (network_fee, innovation_fee, quality_bonus at score 1), per patient-year on the list
    /// (practice_fee, capitation), per person-year in `states` (state_fee), per episode or year active (episode_fee), per
    /// calendar year (transition_budget, project_grant).
    #[serde(default)]
    pub amount: Option<Num<limit::Budget>>,
    /// capitation: the part of the replaced units that the forfait stands for; the rest keeps its unit fees. At 0.4 the
    /// list pays 40 % of `amount` and every unit 60 % of its fee; at 0 the component pays nothing. Absent: 1.
    #[serde(default)]
    pub share: Option<Num<limit::Share>>,
    /// state_fee: the health states whose person-years it pays.
    #[serde(default)]
    pub states: Vec<String>,
    /// practice_fee, capitation: ratio of the amount by age band.
    #[serde(default)]
    pub age_ratios: Vec<super::AgeRatio>,
    /// practice_fee, capitation: ratio of the amount per deprivation class.
    #[serde(default)]
    pub deprivation_ratios: Vec<Num<limit::Ratio>>,
    /// practice_fee, capitation: ratio of the amount for residents in the lower class of copayments.
    #[serde(default)]
    pub lower_class_ratio: Option<Num<limit::Ratio>>,
    /// practice_fee, capitation: ratio of the amount per state lived in (risk adjustment by health); states not listed:
    /// 1. Not together with ratios by age or lower class.
    #[serde(default)]
    pub state_ratios: ByName<Num<limit::Ratio>>,
    /// capitation, episode_fee: residents pay no copayment or subscription for the units it replaces.
    #[serde(default)]
    pub waives_copayments: bool,
    /// episode_fee: the temporary or permanent needs it pays for.
    #[serde(default)]
    pub needs: Vec<String>,
    /// episode_fee: weight of the fee by triage (single, multiple, complex); absent: 1, 1, 1.
    #[serde(default)]
    pub triage_weights: Option<[f64; 3]>,
    /// quality_bonus, shared_savings with a `quality_gate`: the indicators of the score.
    #[serde(default)]
    pub indicators: Vec<Indicator>,
    /// shared_savings: the contract.
    #[serde(default)]
    pub savings: Option<SavingsContract>,
    /// Payers and shares, adding up to 1; absent: the statutory payers of the services concerned (unit and episode
    /// fees); required for the others.
    #[serde(default)]
    pub payers: ByName<Num<limit::Share>>,
    /// First year it is paid; absent: the first year.
    #[serde(default)]
    #[schemars(range(min = 1900, max = 2200))]
    pub from_year: Option<i32>,
    /// Last year it is paid; absent: the last year.
    #[serde(default)]
    #[schemars(range(min = 1900, max = 2200))]
    pub until_year: Option<i32>,
    /// Years over which it grows to its full amount, in equal steps from `from_year` on, even where that lies before
    /// the run.
    #[serde(default)]
    #[schemars(range(min = 0, max = 50))]
    pub phase_in_years: Option<u32>,
    /// Shares of the money earmarked for capabilities.
    #[serde(default)]
    pub earmark: Earmark,
    /// Administrative hours per counted unit (resident-year, unit, episode, year active), out of the recipient's
    /// capacity. Those of network_fee, innovation_fee and quality_bonus are worked by the network's own staff: they count
    /// as administrative hours and take no discipline's capacity.
    #[serde(default)]
    pub admin_hours: Option<Num<limit::Amount>>,
    /// transition_budget: target for the growth per year of total cost, for the gap closed.
    #[serde(default)]
    pub growth_target: Option<Num<limit::AboveMinusOne>>,
    /// transition_budget: share of the yearly amount that goes on after `until_year`.
    #[serde(default)]
    pub structural_share: Option<Num<limit::Share>>,
    /// transition_budget: share of the last year's amount that the payers get back in the year after `until_year`
    /// when the growth target was missed.
    #[serde(default)]
    pub claw_back: Option<Num<limit::Share>>,
    /// Whether the amount follows the price index; true when absent. Only unit fees also follow the growth of volume:
    /// amounts per person, episode or year stay what they are when care intensifies.
    #[serde(default)]
    pub indexed: Option<bool>,
    /// pooled_budget: the payers that pool. Each pays into the budget what it paid for the covered care in the
    /// comparator's first year, grown by `growth`.
    #[serde(default)]
    pub payers_pooled: Vec<String>,
    /// pooled_budget: categories of accounts that the budget covers, beside those of `disciplines` (there, `network` is
    /// what goes to the network); absent, with `disciplines`: all that these payers pay.
    #[serde(default)]
    pub categories: Vec<String>,
    /// pooled_budget: growth of the budget per year, nominal; absent: 0.
    #[serde(default)]
    pub growth: Option<Num<limit::Growth>>,
    /// pooled_budget: how payers divide surplus and deficit; absent: `historical`.
    #[serde(default)]
    pub split: Option<PoolSplit>,
    /// pooled_budget: shares of the pooling payers in surplus and deficit, adding up to 1, instead of `split`.
    #[serde(default)]
    pub split_shares: ByName<Num<limit::Share>>,
    /// pooled_budget: part of surplus and deficit that the network keeps or bears; absent: 0.
    #[serde(default)]
    pub network_share: Option<Num<limit::Share>>,
    /// platform_levy: how the partners of `[platform]` pay.
    #[serde(default)]
    pub rule: Option<LevyRule>,
    /// platform_levy: the payer that pays for all with rule `sponsor`.
    #[serde(default)]
    pub sponsor: Option<String>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// Whose care a component pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppliesTo {
    /// Everyone's.
    #[default]
    All,
    /// That of residents enrolled with a practice that takes part.
    Participants,
    /// That of residents who are not.
    Others,
}

/// The terms of a shared-savings contract. Savings of a year = benchmark − spending, per person-year of those enrolled,
/// times their person-years; they are settled within the year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavingsContract {
    /// Share of the savings that the recipient gets.
    pub rate: Num<limit::Share>,
    /// Share of a loss that the recipient pays back (two-sided); absent: one-sided.
    #[serde(default)]
    pub loss_rate: Option<Num<limit::Share>>,
    /// Savings (or losses) below this share of the benchmark count as none; above it they are shared from the first
    /// euro.
    #[serde(default)]
    pub minimum_rate: Option<Num<limit::Share>>,
    /// Other minimum rates for small panels: the first row whose `persons_below` exceeds the enrolled persons holds.
    #[serde(default)]
    pub minimum_by_size: Vec<MinimumRate>,
    /// What is paid or paid back is at most this share of the benchmark.
    #[serde(default)]
    pub cap: Option<Num<limit::Share>>,
    /// Spending of one person in a year above this amount, EUR of the price year, does not count (outliers).
    #[serde(default)]
    pub truncate_at: Option<Num<limit::Budget>>,
    /// Quality score below which no savings are paid.
    #[serde(default)]
    pub quality_gate: Option<Num<limit::Share>>,
    /// What spending is compared with.
    pub benchmark: Benchmark,
    /// Benchmark `trend`: growth per year of spending per person since the year before the contract.
    #[serde(default)]
    pub trend: Option<Num<limit::Growth>>,
    /// Whether each practice has a contract of its own, or all that take part have one together.
    #[serde(default)]
    pub unit: SavingsUnit,
    /// Payers whose spending counts; absent: those who pay the component.
    #[serde(default)]
    pub savings_of: Vec<String>,
}

/// A minimum savings rate for panels below a size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MinimumRate {
    /// Enrolled persons below which it holds.
    #[schemars(range(min = 0.0))]
    pub persons_below: f64,
    /// Share of the benchmark.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub rate: f64,
}

/// What the spending of a shared-savings contract is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Benchmark {
    /// Own spending per person in the year before the contract, grown by `trend` a year, as contracts do.
    Trend,
    /// Spending per person of the same practices in the same year under the comparator: the truth, which only a
    /// simulation knows.
    Comparator,
}

/// Who has a shared-savings contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SavingsUnit {
    /// All practices that take part, together.
    #[default]
    Network,
    /// Each practice.
    Practice,
}

listed! {
/// Kinds of components.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ComponentKind {
    /// Units of services: tariff × units. Pays what no service_fee or episode_fee of the arm pays.
    FeeForService,
    /// Populatie: residents of the neighbourhood, to the network.
    NetworkFee,
    /// Populatie: a practice's own patients, to the practice.
    PracticeFee,
    /// Person-years in some health states, whatever care is used: a treatment or programme for those who are ill.
    StateFee,
    /// A forfait per year for residents on the list, risk-adjusted or not; replaces the unit fees of the services
    /// listed, wholly or for `share`.
    Capitation,
    /// Populatie: on top of the network fee, by a score from 0 to 1.
    QualityBonus,
    /// Populatie: residents, for some years, earmarked to capabilities.
    InnovationFee,
    /// Prestatie: units for acute needs.
    ServiceFee,
    /// Periode: episodes started (temporary needs) or years active (permanent needs), coordination included;
    /// replaces those needs' unit fees for the services listed.
    EpisodeFee,
    /// A yearly amount on top of current cost, with an end year, earmarked.
    TransitionBudget,
    /// A share of what those enrolled cost less than a benchmark.
    SharedSavings,
    /// A yearly amount for some years, earmarked, that ends.
    ProjectGrant,
    /// One budget of several payers. What flows to providers stays; balancing flows between these payers and the network
    /// leave each with its part of the budget and of what is left over or short.
    PooledBudget,
    /// What the shared platform costs, paid by its partners.
    PlatformLevy,
    /// What is still paid for avoided care; it follows from `[[cashability]]` and no scenario writes it.
    #[serde(skip)]
    NotCashed,
    /// What residents pay by statute: copayments, deductible, subscriptions.
    PatientShare,
}
}

/// One indicator of a quality score: weight · clamp((value − floor) / (target − floor), 0, 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// What is measured over the last year.
    pub measure: Measure,
    /// The service counted by `units_per_resident`.
    #[serde(default)]
    pub service: Option<String>,
    /// Weight; the weights of a score add up to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub weight: f64,
    /// Value that scores 0.
    pub floor: f64,
    /// Value that scores 1; below `floor` where less is better.
    pub target: f64,
}

/// Measures of quality that the run itself produces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Units of `service` per resident-year.
    UnitsPerResident,
    /// Share of needs met.
    NeedsMet,
    /// Share of residents triaged as complex whose episodes are coordinated (paid with coordination included).
    ComplexCoordinated,
    /// Share of informal carers who are not overloaded.
    CarersNotOverloaded,
    /// Entries into a state whose place is an institution, per resident-year.
    InstitutionEntries,
}
