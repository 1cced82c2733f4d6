//! What the keys of a component are, apart from those that every kind takes.
//!
//! Comes in: a component as written. Goes out: which keys it has. Deliberately absent: which kind takes which, which
//! [`Written`](super::written::Written) says of each.

use crate::base::listed;
use crate::scenario::schema::Component;

listed! {
/// A key that not every kind of component takes, in the order of the manual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Key {
    Services,
    Disciplines,
    Tariffs,
    Factor,
    Recipient,
    Amount,
    States,
    AgeRatios,
    DeprivationRatios,
    LowerClassRatio,
    StateRatios,
    Share,
    WaivesCopayments,
    Savings,
    Needs,
    TriageWeights,
    Indicators,
    Payers,
    PhaseInYears,
    Earmark,
    AdminHours,
    GrowthTarget,
    StructuralShare,
    ClawBack,
    Indexed,
    PayersPooled,
    Categories,
    Growth,
    Split,
    SplitShares,
    NetworkShare,
    Rule,
    Sponsor,
}
}

impl Key {
    /// As files write it.
    pub fn word(self) -> &'static str {
        match self {
            Key::Services => "services",
            Key::Disciplines => "disciplines",
            Key::Tariffs => "tariffs",
            Key::Factor => "factor",
            Key::Recipient => "recipient",
            Key::Amount => "amount",
            Key::States => "states",
            Key::AgeRatios => "age_ratios",
            Key::DeprivationRatios => "deprivation_ratios",
            Key::LowerClassRatio => "lower_class_ratio",
            Key::StateRatios => "state_ratios",
            Key::Share => "share",
            Key::WaivesCopayments => "waives_copayments",
            Key::Savings => "savings",
            Key::Needs => "needs",
            Key::TriageWeights => "triage_weights",
            Key::Indicators => "indicators",
            Key::Payers => "payers",
            Key::PhaseInYears => "phase_in_years",
            Key::Earmark => "earmark",
            Key::AdminHours => "admin_hours",
            Key::GrowthTarget => "growth_target",
            Key::StructuralShare => "structural_share",
            Key::ClawBack => "claw_back",
            Key::Indexed => "indexed",
            Key::PayersPooled => "payers_pooled",
            Key::Categories => "categories",
            Key::Growth => "growth",
            Key::Split => "split",
            Key::SplitShares => "split_shares",
            Key::NetworkShare => "network_share",
            Key::Rule => "rule",
            Key::Sponsor => "sponsor",
        }
    }

    /// Whether a component has it.
    pub fn is_written(self, one: &Component) -> bool {
        match self {
            Key::Services => !one.services.is_empty(),
            Key::Disciplines => !one.disciplines.is_empty(),
            Key::Tariffs => !one.tariffs.is_empty(),
            Key::Factor => one.factor.is_some(),
            Key::Recipient => one.recipient.is_some(),
            Key::Amount => one.amount.is_some(),
            Key::States => !one.states.is_empty(),
            Key::AgeRatios => !one.age_ratios.is_empty(),
            Key::DeprivationRatios => !one.deprivation_ratios.is_empty(),
            Key::LowerClassRatio => one.lower_class_ratio.is_some(),
            Key::StateRatios => !one.state_ratios.is_empty(),
            Key::Share => one.share.is_some(),
            Key::WaivesCopayments => one.waives_copayments,
            Key::Savings => one.savings.is_some(),
            Key::Needs => !one.needs.is_empty(),
            Key::TriageWeights => one.triage_weights.is_some(),
            Key::Indicators => !one.indicators.is_empty(),
            Key::Payers => !one.payers.is_empty(),
            Key::PhaseInYears => one.phase_in_years.is_some(),
            Key::Earmark => !one.earmark.is_empty(),
            Key::AdminHours => one.admin_hours.is_some(),
            Key::GrowthTarget => one.growth_target.is_some(),
            Key::StructuralShare => one.structural_share.is_some(),
            Key::ClawBack => one.claw_back.is_some(),
            Key::Indexed => one.indexed.is_some(),
            Key::PayersPooled => !one.payers_pooled.is_empty(),
            Key::Categories => !one.categories.is_empty(),
            Key::Growth => one.growth.is_some(),
            Key::Split => one.split.is_some(),
            Key::SplitShares => !one.split_shares.is_empty(),
            Key::NetworkShare => one.network_share.is_some(),
            Key::Rule => one.rule.is_some(),
            Key::Sponsor => one.sponsor.is_some(),
        }
    }
}
