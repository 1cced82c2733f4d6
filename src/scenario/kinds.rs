//! What each kind of component may be written with, what it needs, and where it stands in line for units: one constant a
//! kind.
//!
//! Comes in: nothing. Goes out: [`Written`] of a kind. Deliberately absent: what the keys come to, which the kind's file in
//! `component` says, and the rules on their values, which are the checker's.

use super::claims::Units;
use super::keys::Key;
use super::schema::{Component, ComponentKind, NeedClass};

/// What is known of a kind as written. There are no defaults: every kind says it all.
pub struct Written {
    /// The kind as files write it.
    pub word: &'static str,
    /// Keys that it takes beside those of every kind.
    pub takes: &'static [Key],
    /// Those of them that it needs, each with what to write.
    pub needs: &'static [(Key, &'static str)],
    /// Whether it is money laid out whatever care follows, which can be an investment. What pays for care delivered, or
    /// replaces such payment, or settles afterwards, is none.
    pub is_laid_out_beforehand: bool,
    /// Whether its amount is one sum for the calendar year, and so an investment by itself.
    pub is_budget: bool,
    /// Whether what it pays follows from single residents and their care.
    pub is_by_resident: bool,
    /// Whether it takes the place of the unit fees of what it pays for.
    pub replaces_fees: bool,
    /// Where it stands in line for units: the highest pays first; `None` where it does not pay for such units.
    pub rank: fn(&Component, Units) -> Option<u8>,
    /// The services it pays for, or replaces, where it names none.
    pub by_default: Services,
}

/// Services that a component pays for where it names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Services {
    /// All of them.
    All,
    /// Those of the discipline that receives it.
    OfRecipient,
}

impl ComponentKind {
    /// What is known of it as written.
    pub fn written(self) -> &'static Written {
        match self {
            ComponentKind::FeeForService => &FEE_FOR_SERVICE,
            ComponentKind::NetworkFee => &NETWORK_FEE,
            ComponentKind::PracticeFee => &PRACTICE_FEE,
            ComponentKind::StateFee => &STATE_FEE,
            ComponentKind::Capitation => &CAPITATION,
            ComponentKind::QualityBonus => &QUALITY_BONUS,
            ComponentKind::InnovationFee => &INNOVATION_FEE,
            ComponentKind::ServiceFee => &SERVICE_FEE,
            ComponentKind::EpisodeFee => &EPISODE_FEE,
            ComponentKind::TransitionBudget => &TRANSITION_BUDGET,
            ComponentKind::SharedSavings => &SHARED_SAVINGS,
            ComponentKind::ProjectGrant => &PROJECT_GRANT,
            ComponentKind::PooledBudget => &POOLED_BUDGET,
            ComponentKind::PlatformLevy => &PLATFORM_LEVY,
            ComponentKind::NotCashed => &NOT_CASHED,
            ComponentKind::PatientShare => &PATIENT_SHARE,
        }
    }

    /// Whether it is money laid out whatever care follows, which can be an investment.
    pub fn is_laid_out_beforehand(self) -> bool {
        self.written().is_laid_out_beforehand
    }
}

/// It does not pay for units.
fn no_rank(_: &Component, _: Units) -> Option<u8> {
    None
}

const AMOUNT: (Key, &str) = (
    Key::Amount,
    "EUR per resident-year, patient-year, episode or (transition_budget, project_grant) calendar year",
);
const PAYERS: (Key, &str) = (
    Key::Payers,
    "who pays, in shares, e.g. payers = { insurer = 1 }",
);
const RECIPIENT: (Key, &str) = (
    Key::Recipient,
    "the discipline that receives it, e.g. recipient = \"general_practice\"",
);

const FEE_FOR_SERVICE: Written = Written {
    word: "fee_for_service",
    takes: &[
        Key::Services,
        Key::Disciplines,
        Key::Tariffs,
        Key::Factor,
        Key::Payers,
        Key::PhaseInYears,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[],
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: false,
    rank: |_, _| Some(1),
    by_default: Services::All,
};

const NETWORK_FEE: Written = Written {
    word: "network_fee",
    takes: &[
        Key::Amount,
        Key::Payers,
        Key::PhaseInYears,
        Key::Earmark,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[AMOUNT, PAYERS],
    is_laid_out_beforehand: true,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: false,
    rank: no_rank,
    by_default: Services::All,
};

const PRACTICE_FEE: Written = Written {
    word: "practice_fee",
    takes: &[
        Key::Recipient,
        Key::Amount,
        Key::AgeRatios,
        Key::DeprivationRatios,
        Key::LowerClassRatio,
        Key::StateRatios,
        Key::Payers,
        Key::PhaseInYears,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[RECIPIENT, AMOUNT, PAYERS],
    is_laid_out_beforehand: true,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: false,
    rank: no_rank,
    by_default: Services::All,
};

const STATE_FEE: Written = Written {
    word: "state_fee",
    takes: &[
        Key::Recipient,
        Key::Amount,
        Key::States,
        Key::Payers,
        Key::PhaseInYears,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[
        RECIPIENT,
        AMOUNT,
        (
            Key::States,
            "the health states whose person-years it pays, e.g. states = [\"frail\"]",
        ),
        PAYERS,
    ],
    is_laid_out_beforehand: true,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: false,
    rank: no_rank,
    by_default: Services::All,
};

const CAPITATION: Written = Written {
    word: "capitation",
    takes: &[
        Key::Services,
        Key::Disciplines,
        Key::Recipient,
        Key::Amount,
        Key::AgeRatios,
        Key::DeprivationRatios,
        Key::LowerClassRatio,
        Key::StateRatios,
        Key::Share,
        Key::WaivesCopayments,
        Key::Payers,
        Key::PhaseInYears,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[RECIPIENT, AMOUNT],
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: true,
    rank: |_, _| Some(4),
    by_default: Services::OfRecipient,
};

const QUALITY_BONUS: Written = Written {
    word: "quality_bonus",
    takes: &[
        Key::Amount,
        Key::Indicators,
        Key::Payers,
        Key::PhaseInYears,
        Key::Earmark,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[
        AMOUNT,
        (
            Key::Indicators,
            "e.g. indicators = [{ measure = \"needs_met\", weight = 1, floor = 0.7, target = 0.9 }]",
        ),
        PAYERS,
    ],
    is_laid_out_beforehand: true,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: false,
    rank: no_rank,
    by_default: Services::All,
};

const INNOVATION_FEE: Written = Written {
    word: "innovation_fee",
    takes: &[
        Key::Amount,
        Key::Payers,
        Key::PhaseInYears,
        Key::Earmark,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[AMOUNT, PAYERS],
    is_laid_out_beforehand: true,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: false,
    rank: no_rank,
    by_default: Services::All,
};

const SERVICE_FEE: Written = Written {
    word: "service_fee",
    takes: &[
        Key::Services,
        Key::Disciplines,
        Key::Tariffs,
        Key::Factor,
        Key::Payers,
        Key::PhaseInYears,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[],
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: false,
    rank: |_, units| {
        let is_paid = !units.is_escalation && units.need.class == NeedClass::Acute;
        is_paid.then_some(2)
    },
    by_default: Services::All,
};

const EPISODE_FEE: Written = Written {
    word: "episode_fee",
    takes: &[
        Key::Services,
        Key::Disciplines,
        Key::Recipient,
        Key::Amount,
        Key::WaivesCopayments,
        Key::Needs,
        Key::TriageWeights,
        Key::Payers,
        Key::PhaseInYears,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[
        RECIPIENT,
        AMOUNT,
        (Key::Needs, "the temporary or permanent needs it pays for"),
    ],
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: true,
    rank: |one, units| {
        let is_paid = !units.is_escalation && one.needs.contains(&units.need.name);
        is_paid.then_some(3)
    },
    by_default: Services::All,
};

const TRANSITION_BUDGET: Written = Written {
    word: "transition_budget",
    takes: &[
        Key::Amount,
        Key::Payers,
        Key::PhaseInYears,
        Key::Earmark,
        Key::GrowthTarget,
        Key::StructuralShare,
        Key::ClawBack,
        Key::Indexed,
    ],
    needs: &[AMOUNT, PAYERS],
    is_laid_out_beforehand: true,
    is_budget: true,
    is_by_resident: false,
    replaces_fees: false,
    rank: no_rank,
    by_default: Services::All,
};

const SHARED_SAVINGS: Written = Written {
    word: "shared_savings",
    takes: &[
        Key::Recipient,
        Key::Savings,
        Key::Indicators,
        Key::Payers,
        Key::PhaseInYears,
        Key::Indexed,
    ],
    needs: &[
        (
            Key::Savings,
            "the contract, e.g. savings = { rate = 0.5, benchmark = \"trend\", trend = 0.035 }",
        ),
        PAYERS,
    ],
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: false,
    replaces_fees: false,
    rank: no_rank,
    by_default: Services::All,
};

const PROJECT_GRANT: Written = Written {
    word: "project_grant",
    takes: &[
        Key::Recipient,
        Key::Amount,
        Key::Payers,
        Key::PhaseInYears,
        Key::Earmark,
        Key::Indexed,
    ],
    needs: &[AMOUNT, PAYERS],
    is_laid_out_beforehand: true,
    is_budget: true,
    is_by_resident: false,
    replaces_fees: false,
    rank: no_rank,
    by_default: Services::All,
};

const POOLED_BUDGET: Written = Written {
    word: "pooled_budget",
    takes: &[
        Key::Disciplines,
        Key::PayersPooled,
        Key::Categories,
        Key::Growth,
        Key::Split,
        Key::SplitShares,
        Key::NetworkShare,
    ],
    needs: &[(
        Key::PayersPooled,
        "who pools, e.g. payers_pooled = [\"insurer\", \"municipality\"]",
    )],
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: false,
    replaces_fees: false,
    rank: no_rank,
    by_default: Services::All,
};

const PLATFORM_LEVY: Written = Written {
    word: "platform_levy",
    takes: &[Key::PhaseInYears, Key::Indexed, Key::Rule, Key::Sponsor],
    needs: &[(
        Key::Rule,
        "how the partners of [platform] pay: equal, by_size, by_benefit or sponsor",
    )],
    is_laid_out_beforehand: true,
    is_budget: false,
    is_by_resident: false,
    replaces_fees: false,
    rank: no_rank,
    by_default: Services::All,
};

const NOT_CASHED: Written = Written {
    word: "not_cashed",
    takes: &[],
    needs: &[],
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: false,
    replaces_fees: false,
    rank: no_rank,
    by_default: Services::All,
};

const PATIENT_SHARE: Written = Written {
    word: "patient_share",
    takes: &[],
    needs: &[],
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: false,
    rank: no_rank,
    by_default: Services::All,
};
