//! What is known of a kind of component as written: the keys it may have and needs, and where it stands in line for
//! units.
//!
//! Comes in: nothing; this says what each kind's file fills in. Goes out: [`WrittenKind`] of a kind. Deliberately
//! absent: what the keys come to.

use crate::scenario::review::{KeyPath, Review};
use crate::scenario::schema::{Component, ComponentKind};

use super::claims::ClaimedUnits;
use super::{
    capitation, episode_fee, fee_for_service, innovation_fee, network_fee, not_cashed,
    patient_share, platform_levy, pooled_budget, practice_fee, project_grant, quality_bonus,
    service_fee, shared_savings, state_fee, transition_budget,
};
pub use crate::scenario::schema::ComponentKey as Key;

/// What is known of a kind as written. There are no defaults: every kind says it all.
pub struct WrittenKind {
    /// The kind as files write it.
    pub word: &'static str,
    /// Keys that it takes beside the keys that every kind has.
    pub takes: &'static [Key],
    /// The keys that it needs, each with an example of what to write.
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
    pub rank: fn(&Component, ClaimedUnits) -> Option<u8>,
    /// The services it pays for, or replaces, where it names none.
    pub by_default: Services,
    /// What it asks for beside its keys.
    pub check: fn(&mut Review<'_>, &KeyPath, &Component),
    /// What it asks of what it pays for, when every name exists.
    pub check_paid: fn(&mut Review<'_>, &KeyPath, &Component),
}

/// Services that a component pays for where it names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Services {
    /// All of them.
    All,
    /// The services of the discipline that receives it.
    OfRecipient,
}

impl ComponentKind {
    /// What is known of it as written.
    pub fn written(self) -> &'static WrittenKind {
        match self {
            ComponentKind::FeeForService => &fee_for_service::WRITTEN,
            ComponentKind::NetworkFee => &network_fee::WRITTEN,
            ComponentKind::PracticeFee => &practice_fee::WRITTEN,
            ComponentKind::StateFee => &state_fee::WRITTEN,
            ComponentKind::Capitation => &capitation::WRITTEN,
            ComponentKind::QualityBonus => &quality_bonus::WRITTEN,
            ComponentKind::InnovationFee => &innovation_fee::WRITTEN,
            ComponentKind::ServiceFee => &service_fee::WRITTEN,
            ComponentKind::EpisodeFee => &episode_fee::WRITTEN,
            ComponentKind::TransitionBudget => &transition_budget::WRITTEN,
            ComponentKind::SharedSavings => &shared_savings::WRITTEN,
            ComponentKind::ProjectGrant => &project_grant::WRITTEN,
            ComponentKind::PooledBudget => &pooled_budget::WRITTEN,
            ComponentKind::PlatformLevy => &platform_levy::WRITTEN,
            ComponentKind::NotCashed => &not_cashed::WRITTEN,
            ComponentKind::PatientShare => &patient_share::WRITTEN,
        }
    }

    /// Whether it is money laid out whatever care follows, which can be an investment.
    pub fn is_laid_out_beforehand(self) -> bool {
        self.written().is_laid_out_beforehand
    }
}

/// Its keys are all there is to ask.
pub fn no_more(_: &mut Review<'_>, _: &KeyPath, _: &Component) {}

/// It does not pay for units.
pub fn no_rank(_: &Component, _: ClaimedUnits) -> Option<u8> {
    None
}

/// That an amount is needed.
pub const AMOUNT: (Key, &str) = (
    Key::Amount,
    "EUR per resident-year, patient-year, episode or (transition_budget, project_grant) calendar year",
);
/// That payers are needed.
pub const PAYERS: (Key, &str) = (
    Key::Payers,
    "who pays, in shares, e.g. payers = { insurer = 1 }",
);
/// That a recipient is needed.
pub const RECIPIENT: (Key, &str) = (
    Key::Recipient,
    "the discipline that receives it, e.g. recipient = \"general_practice\"",
);

#[cfg(test)]
mod tests {
    use super::*;

    /// Laid out beforehand; one sum for the calendar year; following from single residents; in the place of unit fees.
    fn expected(kind: ComponentKind) -> [bool; 4] {
        match kind {
            // For care as it is delivered.
            ComponentKind::FeeForService
            | ComponentKind::ServiceFee
            | ComponentKind::PatientShare => [false, false, true, false],
            // In the place of such payment.
            ComponentKind::Capitation | ComponentKind::EpisodeFee => [false, false, true, true],
            // For those who live there, are ill or are listed, whatever care follows.
            ComponentKind::NetworkFee
            | ComponentKind::PracticeFee
            | ComponentKind::StateFee
            | ComponentKind::QualityBonus
            | ComponentKind::InnovationFee => [true, false, true, false],
            // So much for a year, whoever lives there.
            ComponentKind::TransitionBudget | ComponentKind::ProjectGrant => {
                [true, true, false, false]
            }
            // By partners, not residents, for what they share.
            ComponentKind::PlatformLevy => [true, false, false, false],
            // Settled afterwards, over everybody.
            ComponentKind::SharedSavings
            | ComponentKind::PooledBudget
            | ComponentKind::NotCashed => [false; 4],
        }
    }

    #[test]
    fn every_kind_is_what_it_pays_for() {
        for kind in ComponentKind::ALL {
            let written = kind.written();
            let found = [
                kind.is_laid_out_beforehand(),
                written.is_budget,
                written.is_by_resident,
                written.replaces_fees,
            ];
            assert_eq!(found, expected(*kind), "{}", written.word);
        }
    }
}
