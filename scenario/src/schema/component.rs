//! The components of arms: what they are written with.
//!
//! Comes in: nothing; these are types. Goes out: a [`Component`], the kinds there are, and its keys one by one
//! ([`ComponentKey`]). Deliberately absent: which kind takes which key, which the file of each kind in the
//! engine says (`component::written::WrittenKind`).

use crate::base::listed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AgeRatio, ByName, Earmark, LevyRule, Num, PoolSplit};
use crate::scenario::limits::limit;

/// Whether a key was written: what has its empty value counts as not written.
trait Given {
    fn is_given(&self) -> bool;
}

impl<T> Given for Option<T> {
    fn is_given(&self) -> bool {
        self.is_some()
    }
}

impl<T> Given for Vec<T> {
    fn is_given(&self) -> bool {
        !self.is_empty()
    }
}

impl<T> Given for ByName<T> {
    fn is_given(&self) -> bool {
        !self.is_empty()
    }
}

impl Given for bool {
    fn is_given(&self) -> bool {
        *self
    }
}

/// Declares a struct and the enumeration of its keys: its fields that have a name behind `=`, in the order written.
macro_rules! keyed {
    ($(#[$of_all:meta])* pub struct $name:ident, $keys:ident {
        $($(#[$of_one:meta])* pub $field:ident: $type:ty $(= $key:ident)?,)*
    }) => {
        $(#[$of_all])*
        pub struct $name {
            $($(#[$of_one])* pub $field: $type,)*
        }

        listed! {
        /// The keys of a component that not every kind takes, in the order of the manual.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum $keys {
            $($($key,)?)*
        }
        }

        impl $keys {
            /// As files write it.
            pub fn word(self) -> &'static str {
                match self {
                    $($($keys::$key => stringify!($field),)?)*
                }
            }

            /// Whether a component has it.
            pub fn is_written(self, one: &$name) -> bool {
                match self {
                    $($($keys::$key => one.$field.is_given(),)?)*
                }
            }
        }
    };
}

keyed! {
/// One component of an arm. Which keys apply depends on `kind`; a key that does not apply is an error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Component, ComponentKey {
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
    /// replaced; absent: the services of `disciplines`, and without `disciplines` all services (capitation: the recipient's).
    #[serde(default)]
    pub services: Vec<String> = Services,
    /// fee_for_service, service_fee, episode_fee, capitation: all services of these disciplines. pooled_budget: all that
    /// goes to them. shared_savings over the whole town: what is paid to them for care.
    #[serde(default)]
    pub disciplines: Vec<String> = Disciplines,
    /// fee_for_service, service_fee: tariff per unit, EUR, instead of the reference price.
    #[serde(default)]
    pub tariffs: ByName<Num<limit::Price>> = Tariffs,
    /// fee_for_service, service_fee: factor on tariffs and reference prices.
    #[serde(default)]
    pub factor: Option<Num<limit::Ratio>> = Factor,
    /// practice_fee, state_fee, capitation, episode_fee: the discipline that receives it. shared_savings,
    /// project_grant, quality_bonus: a discipline, or the `network` when absent; shared_savings over the whole town also a payer. Fees per unit go to those who deliver; what kinds
    /// without this key pay otherwise goes to the `network`.
    #[serde(default)]
    pub recipient: Option<String> = Recipient,
    /// episode_fee: how one fee of a team is divided over its disciplines, in shares that add up to 1, e.g.
    /// `{ general_practice = 0.4, home_nursing = 0.6 }`; `recipient` then leads: it does the administration. Absent: all of it
    /// is the recipient's.
    #[serde(default, skip_serializing_if = "ByName::is_empty")]
    pub recipient_shares: ByName<Num<limit::Share>> = RecipientShares,
    /// EUR per resident-year (network_fee, innovation_fee, quality_bonus at score 1), per patient-year on the list
    /// (practice_fee, capitation), per person-year in `states` (state_fee), per episode or year active (episode_fee), per
    /// calendar year (transition_budget, project_grant).
    #[serde(default)]
    pub amount: Option<Num<limit::Budget>> = Amount,
    /// capitation: the part of the replaced units that the forfait stands for; the rest keeps its unit fees. At 0.4 the
    /// list pays 40 % of `amount` and every unit 60 % of its fee; at 0 the component pays nothing. Absent: 1.
    #[serde(default)]
    pub share: Option<Num<limit::Share>> = Share,
    /// state_fee: the health states whose person-years it pays.
    #[serde(default)]
    pub states: Vec<String> = States,
    /// practice_fee, capitation: ratio of the amount by age band.
    #[serde(default)]
    pub age_ratios: Vec<AgeRatio> = AgeRatios,
    /// practice_fee, capitation: ratio of the amount per deprivation class.
    #[serde(default)]
    pub deprivation_ratios: Vec<Num<limit::Ratio>> = DeprivationRatios,
    /// practice_fee, capitation: ratio of the amount for residents in the lower class of copayments.
    #[serde(default)]
    pub lower_class_ratio: Option<Num<limit::Ratio>> = LowerClassRatio,
    /// practice_fee, capitation: ratio of the amount per state lived in (risk adjustment by health); states not listed:
    /// 1. Not together with ratios by age or lower class.
    #[serde(default)]
    pub state_ratios: ByName<Num<limit::Ratio>> = StateRatios,
    /// capitation, episode_fee: residents pay no copayment or subscription for the units it replaces.
    #[serde(default)]
    pub waives_copayments: bool = WaivesCopayments,
    /// fee_for_service, service_fee, episode_fee, capitation: the part of copayments and subscriptions that residents still pay
    /// for the units it pays for or replaces: 0.5 is half, and whoever pays the component pays the rest. With `applies_to`
    /// it holds for those enrolled in the network, or for the others. The deductible is left as it is. Absent: 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copayment_share: Option<Num<limit::Share>> = CopaymentShare,
    /// episode_fee: the temporary or permanent needs it pays for.
    #[serde(default)]
    pub needs: Vec<String> = Needs,
    /// episode_fee: weight of the fee by triage (single, multiple, complex); absent: 1, 1, 1.
    #[serde(default)]
    pub triage_weights: Option<[f64; 3]> = TriageWeights,
    /// quality_bonus, shared_savings with a `quality_gate`: the indicators of the score.
    #[serde(default)]
    pub indicators: Vec<Indicator> = Indicators,
    /// shared_savings: the contract.
    #[serde(default)]
    pub savings: Option<SavingsContract> = Savings,
    /// Payers and shares, adding up to 1; absent: the statutory payers of the services concerned (unit and episode
    /// fees); required for the others.
    #[serde(default)]
    pub payers: ByName<Num<limit::Share>> = Payers,
    /// Who really pays: the shares of what a payer named in `payers` is charged that others give back to it, at most 1
    /// together, e.g. `{ municipality = { state = 1 } }`. In the ledger and in all results that part is theirs.
    #[serde(default, skip_serializing_if = "ByName::is_empty")]
    pub reimbursed_by: ByName<ByName<Num<limit::Share>>> = ReimbursedBy,
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
    pub phase_in_years: Option<u32> = PhaseInYears,
    /// Shares of the money earmarked for capabilities.
    #[serde(default)]
    pub earmark: Earmark = Earmark,
    /// Administrative hours per counted unit (resident-year, unit, episode, year active), out of the recipient's
    /// capacity. Those of network_fee, innovation_fee and a quality_bonus to the network are worked by the network's own
    /// staff: they count as administrative hours and take no discipline's capacity.
    #[serde(default)]
    pub admin_hours: Option<Num<limit::Amount>> = AdminHours,
    /// transition_budget: target for the growth per year of total cost, for the gap closed.
    #[serde(default)]
    pub growth_target: Option<Num<limit::AboveMinusOne>> = GrowthTarget,
    /// transition_budget: share of the yearly amount that goes on after `until_year`.
    #[serde(default)]
    pub structural_share: Option<Num<limit::Share>> = StructuralShare,
    /// transition_budget: share of the last year's amount that the payers get back in the year after `until_year`
    /// when the growth target was missed.
    #[serde(default)]
    pub claw_back: Option<Num<limit::Share>> = ClawBack,
    /// Whether the amount follows the price index; true when absent. Only unit fees also follow the growth of volume:
    /// amounts per person, episode or year stay what they are when care intensifies.
    #[serde(default)]
    pub indexed: Option<bool> = Indexed,
    /// pooled_budget: the payers that pool. Each pays into the budget what it paid for the covered care in the
    /// comparator's first year, grown by `growth`.
    #[serde(default)]
    pub payers_pooled: Vec<String> = PayersPooled,
    /// pooled_budget: categories of accounts that the budget covers, beside what goes to `disciplines` (there, `network` is
    /// what goes to the network); absent, with `disciplines`: all that these payers pay.
    #[serde(default)]
    pub categories: Vec<String> = Categories,
    /// pooled_budget: growth of the budget per year, nominal; absent: 0.
    #[serde(default)]
    pub growth: Option<Num<limit::Growth>> = Growth,
    /// pooled_budget: how payers divide surplus and deficit; absent: `historical`.
    #[serde(default)]
    pub split: Option<PoolSplit> = Split,
    /// pooled_budget: shares of the pooling payers in surplus and deficit, adding up to 1, instead of `split`.
    #[serde(default)]
    pub split_shares: ByName<Num<limit::Share>> = SplitShares,
    /// pooled_budget: part of surplus and deficit that the network keeps or bears; absent: 0.
    #[serde(default)]
    pub network_share: Option<Num<limit::Share>> = NetworkShare,
    /// platform_levy: how the partners of `[platform]` pay.
    #[serde(default)]
    pub rule: Option<LevyRule> = Rule,
    /// platform_levy: the payer that pays for all with rule `sponsor`.
    #[serde(default)]
    pub sponsor: Option<String> = Sponsor,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}
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
    /// The fee of residents who are not.
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
    /// Whether each practice has a contract of its own, all that take part have one together, or it is over the whole town.
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
    /// All residents, whoever takes part, at the town's real size: spending is what the payers are charged for care, or for that
    /// of `disciplines`. The one kind of contract that a payer can receive.
    Town,
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
    /// What contracts still pay, or do not yet pay, when volume changes; it follows from `[[contract]]` and no scenario
    /// writes it.
    #[serde(skip)]
    Contracts,
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
