//! What moves integration, `[[governance]]`, `[platform]` and `[[contract]]`, as written.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: the values drawn for them (tables/).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByName, Line, Num};
use crate::scenario::limits::limit;

/// Something that helps or hinders collaboration, in one of the eight published groups. It moves integration by
/// `beta` · `value` on the logit scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// The name by which later files and `--set` can change it.
    pub name: String,
    /// The group it belongs to.
    pub group: FactorGroup,
    /// What one unit of it adds to the logit of integration: above 0 it stimulates, below 0 it inhibits.
    pub beta: Num<limit::Logit>,
    /// How much of it there is, beyond what the survey has already seen; absent: 1 (it is there).
    #[serde(default)]
    pub value: Option<Num<limit::Any>>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// The eight published groups of factors that stimulate or inhibit collaboration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum FactorGroup {
    Content,
    Legal,
    Financial,
    Organisational,
    Practical,
    Personal,
    Political,
    Historical,
}

/// Factors that the run computes, cycle by cycle. Each adds beta · (value − reference) to the logit of integration;
/// factors not listed do nothing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DynamicFactors {
    /// Hours of coordination that are paid for, per resident-year: the part of network fees that is not earmarked,
    /// what is earmarked for `coordinating` capabilities, and the coordination cost of the governance form, over
    /// `coordination_price`.
    pub coordination_hours: Option<DynamicFactor>,
    /// EUR of an hour of coordination; required with `coordination_hours`.
    pub coordination_price: Option<Num<limit::AboveZero>>,
    /// Capabilities whose earmarked money pays for coordination.
    pub coordinating: Vec<String>,
    /// Share of practices that take part in the network.
    pub participation: Option<DynamicFactor>,
    /// Hours wanted above capacity, as a share of capacity, over the disciplines that have a limit.
    pub workload: Option<DynamicFactor>,
    /// Administrative hours that components cost, per resident-year.
    pub administrative_hours: Option<DynamicFactor>,
    /// Competition: share of what providers and the network were paid last year for the care of needs that was paid
    /// per unit (fee_for_service, service_fee). In the first year it stands at its reference.
    pub competition: Option<DynamicFactor>,
    /// Adoption of the shared platform: share of its partners, by size, that take part; 0 below the critical share.
    pub platform: Option<DynamicFactor>,
}

/// What a computed factor does to integration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DynamicFactor {
    /// What one unit adds to the logit of integration.
    pub beta: Num<limit::Logit>,
    /// The value when the survey was held, at which it changes nothing; absent: 0.
    #[serde(default)]
    pub reference: Option<Num<limit::Any>>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// A form in which partners steer together. An arm names one with `governance = "…"`; names are free. The three forms
/// of the literature, as templates whose figures are examples and unverified:
///
/// ```toml
/// [[governance]]                # goals, no shared money, slow
/// name = "programme"
/// years = 8
/// partners = ["general_practice", "home_care", "social_work"]
/// cost_per_pair = 5000
/// payers = { municipality = 1 }
///
/// [[governance]]                # each keeps its own money flows and pays in proportionally
/// name = "alliance"
/// years = 5
/// beta = 0.4
/// partners = ["general_practice", "home_care", "social_work"]
/// cost_per_pair = 12000
/// payers = { insurer = 0.6, municipality = 0.4 }
///
/// [[governance]]                # wijkzorgbedrijf: one pooled budget
/// name = "neighbourhood_company"
/// years = 3
/// beta = 0.8
/// allows_pooling = true
/// partners = ["general_practice", "home_care", "social_work"]
/// cost_per_pair = 20000
/// payers = { insurer = 0.6, municipality = 0.4 }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Governance {
    /// The name that arms refer to; also the component in ledger.csv that pays for the coordination.
    pub name: String,
    /// What a reader sees.
    #[serde(default)]
    pub title: String,
    /// Years in which integration moves towards what its factors support.
    pub years: Num<limit::AboveZero>,
    /// What the form adds to the logit of integration.
    #[serde(default)]
    pub beta: Option<Num<limit::Logit>>,
    /// Disciplines that steer together.
    #[schemars(length(min = 2))]
    pub partners: Vec<String>,
    /// Cost of coordination, EUR a year for each pair of partners: n partners make n·(n − 1)/2 pairs. It goes to the
    /// network and follows the price index.
    #[serde(default)]
    pub cost_per_pair: Option<Num<limit::Budget>>,
    /// Who pays it, in shares that add up to 1; required with `cost_per_pair`.
    #[serde(default)]
    pub payers: ByName<Num<limit::Share>>,
    /// Whether an arm with this form may have a pooled_budget.
    #[serde(default)]
    pub allows_pooling: bool,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// A platform that partners share. An arm takes it up with a component of kind `platform_levy`, which says by what
/// rule the partners pay. A partner for whom it costs more than it brings for `patience` years leaves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// What the platform costs a year, EUR.
    pub cost: Num<limit::Budget>,
    /// Who shares it.
    #[schemars(length(min = 1))]
    pub partners: Vec<Partner>,
    /// Years in a row that a partner stays while it pays more than it gets.
    #[schemars(range(min = 1, max = 100))]
    pub patience: u32,
    /// Share of the partners, by size, below which the platform is of no use: nobody benefits, and its capability is 0.
    #[serde(default)]
    pub critical_share: Option<Num<limit::Share>>,
    /// The capability that it builds; all it costs is earmarked for this.
    #[serde(default)]
    pub capability: Option<String>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// A partner of the shared platform.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// The payer; a provider organisation is one too (`[[payer]]` with a `discipline`).
    pub payer: String,
    /// How large it is, in any unit that all partners share (residents served, staff, turnover); absent: 1.
    #[serde(default)]
    pub size: Option<Num<limit::AboveZero>>,
    /// What the platform is worth to it, EUR per resident-year when all partners take part; less in proportion to the
    /// partners that do not. Absent: nothing.
    #[serde(default)]
    pub benefit: Option<Num<limit::Price>>,
}

/// How a shared platform is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LevyRule {
    /// Every partner pays as much.
    Equal,
    /// In proportion to size.
    BySize,
    /// In proportion to benefit.
    ByBenefit,
    /// One pays for all; should it leave, the others pay by size.
    Sponsor,
}

/// How payers divide what is left over or short of a pooled budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PoolSplit {
    /// In proportion to what each paid into the budget.
    Historical,
    /// In equal parts.
    Equal,
}

/// What a contract between a payer and providers makes of a change in volume. Care that is not delivered frees hours before
/// it frees money, and care that is added is not paid for in full at once. Of the price of a unit, `variable_share` follows
/// the volume at once; the rest follows what contracts have taken in, which moves towards the volume by
/// `renegotiated_share` of the difference a year (Z' = ν·(ΔV − Z), 1 − e^−ν = `renegotiated_share`). Volume is compared with
/// the comparator's of the same year, at the arm's tariffs without residents' own part, for units that both pay per unit.
/// What is still paid, or not yet paid, is a flow of its own, `contracts` in ledger.csv, from the same payer to the same
/// discipline; what hours cost the providers follows the same path. The first row that fits a service and a payer counts;
/// where none fits, money follows volume at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Optional name, by which later files and `--set` can change this row.
    #[serde(default)]
    pub name: Option<String>,
    /// The service it holds for. Give one of `service`, `discipline` and `line`, or none for all care.
    #[serde(default)]
    pub service: Option<String>,
    /// The discipline it holds for.
    #[serde(default)]
    pub discipline: Option<String>,
    /// The line of care it holds for.
    #[serde(default)]
    pub line: Option<Line>,
    /// The payer it holds for; absent: all.
    #[serde(default)]
    pub payer: Option<String>,
    /// Share of the price that follows the volume at once: 0 is a lump sum, 1 is price times volume.
    pub variable_share: Num<limit::Share>,
    /// Share of a change in volume that contracts take in within a year; needed where `release = "renegotiation"`, and kept
    /// unread where it is `"growth_absorbs"`, so that either is one word away from the other.
    #[serde(default)]
    pub renegotiated_share: Option<Num<limit::Share>>,
    /// How money that contracts hold comes free.
    #[serde(default)]
    pub release: Release,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// How money comes free that contracts hold for volume that is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Release {
    /// By renegotiation, a share of the change a year, whether volume fell or rose.
    #[default]
    Renegotiation,
    /// By growth alone: what stands for the comparator's volume of the first year is paid for as long as the arm is expected
    /// to deliver less than that, and than the comparator of the same year. Volume that is added is paid for at once.
    GrowthAbsorbs,
}
