//! Ways of paying: one file a kind, holding what the program knows of it, from the keys it means to what it settles.
//!
//! Comes in: components as written, and the tables they pay on. Goes out: a [`Component`] each, what it counts
//! ([`Basis`]), and what it owes for a year ([`Settling`]). Deliberately absent: chance, and who ends up better off.
//!
//! Three storeys: what all kinds are made with (terms, basis, nature, the year that is settled), the kinds, and what is
//! made of kinds: the matches over them here and in clause.rs, and the arms. A kind sees the terms of its arm, never
//! another kind. A new kind is a file beside these with a type for which [`Kind`] is written, and an arm wherever the
//! compiler asks for one: no method of [`Kind`] has a default, and no match over [`PaymentMethod`] has a catch-all.
//!
//! Each kind's file opens with a worked example, which tests/worked_examples runs: TOML that is added to a town of
//! 1,000 residents (tests/known/town.toml). Everybody needs six visits of 50 EUR a year by a nurse, which by statute
//! the insurer pays for 70 % and the municipality for 30 %; the arm `current` pays them fees for service. Below it
//! stands the whole ledger of the arm `worked`.

pub mod accounting_year;
pub mod arm;
pub mod arm_terms;
pub mod basis;
mod builder;
pub mod capitation;
pub mod carried_accounts;
mod carry;
pub mod claims;
mod clause;
pub mod component_terms;
pub mod contracts;
pub mod episode_fee;
pub mod expected;
pub mod fee_for_service;
pub mod follows;
pub mod innovation_fee;
mod kind;
mod making;
pub mod manual;
mod nature;
pub mod neighbourhood;
pub mod network_fee;
pub mod neutral;
pub mod partners;
pub mod patient_share;
mod per_unit;
pub mod platform_levy;
pub mod pooled_budget;
pub mod practice_fee;
pub mod project_grant;
pub mod quality_bonus;
pub mod score;
pub mod service_fee;
pub mod shared_savings;
pub mod spending;
pub mod state_fee;
pub mod taken_in;
mod team;
pub mod town_year;
pub mod transition_budget;
pub mod written;

use std::ops::Deref;

use crate::scenario::schema::ComponentKind;
use crate::tables::care::Care;
use crate::tables::needs::Need;

pub use basis::Basis;
pub use builder::ComponentBuilder;
pub use component_terms::ComponentTerms;
pub use follows::Follows;
pub use kind::{Kind, RateContext, Settling};
pub use nature::{Linearity, Nature, Turn};
pub use neutral::Neutral;
use written::WrittenKind;

/// The ways of paying, one a kind.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum PaymentMethod {
    FeeForService(fee_for_service::FeeForService),
    NetworkFee(network_fee::NetworkFee),
    PracticeFee(practice_fee::PracticeFee),
    StateFee(state_fee::StateFee),
    Capitation(capitation::Capitation),
    QualityBonus(quality_bonus::QualityBonus),
    InnovationFee(innovation_fee::InnovationFee),
    ServiceFee(service_fee::ServiceFee),
    EpisodeFee(episode_fee::EpisodeFee),
    TransitionBudget(transition_budget::TransitionBudget),
    SharedSavings(shared_savings::SharedSavings),
    ProjectGrant(project_grant::ProjectGrant),
    PooledBudget(pooled_budget::PooledBudget),
    PlatformLevy(platform_levy::PlatformLevy),
    Contracts(contracts::Contracts),
    PatientShare(patient_share::PatientShare),
}

impl PaymentMethod {
    /// From the keys of a component.
    fn new(making: &ComponentBuilder) -> PaymentMethod {
        match making.written.kind {
            ComponentKind::FeeForService => {
                PaymentMethod::FeeForService(fee_for_service::make(making))
            }
            ComponentKind::NetworkFee => PaymentMethod::NetworkFee(network_fee::make(making)),
            ComponentKind::PracticeFee => PaymentMethod::PracticeFee(practice_fee::make(making)),
            ComponentKind::StateFee => PaymentMethod::StateFee(state_fee::make(making)),
            ComponentKind::Capitation => PaymentMethod::Capitation(capitation::make(making)),
            ComponentKind::QualityBonus => PaymentMethod::QualityBonus(quality_bonus::make(making)),
            ComponentKind::InnovationFee => {
                PaymentMethod::InnovationFee(innovation_fee::make(making))
            }
            ComponentKind::ServiceFee => PaymentMethod::ServiceFee(service_fee::make(making)),
            ComponentKind::EpisodeFee => PaymentMethod::EpisodeFee(episode_fee::make(making)),
            ComponentKind::TransitionBudget => {
                PaymentMethod::TransitionBudget(transition_budget::make(making))
            }
            ComponentKind::SharedSavings => {
                PaymentMethod::SharedSavings(shared_savings::make(making))
            }
            ComponentKind::ProjectGrant => PaymentMethod::ProjectGrant(project_grant::make(making)),
            ComponentKind::PooledBudget => PaymentMethod::PooledBudget(pooled_budget::make(making)),
            ComponentKind::PlatformLevy => PaymentMethod::PlatformLevy(platform_levy::make(making)),
            ComponentKind::Contracts => PaymentMethod::Contracts(contracts::Contracts),
            ComponentKind::PatientShare => PaymentMethod::PatientShare(patient_share::PatientShare),
        }
    }

    /// What the program knows of it.
    pub fn kind(&self) -> &dyn Kind {
        match self {
            PaymentMethod::FeeForService(method) => method,
            PaymentMethod::NetworkFee(method) => method,
            PaymentMethod::PracticeFee(method) => method,
            PaymentMethod::StateFee(method) => method,
            PaymentMethod::Capitation(method) => method,
            PaymentMethod::QualityBonus(method) => method,
            PaymentMethod::InnovationFee(method) => method,
            PaymentMethod::ServiceFee(method) => method,
            PaymentMethod::EpisodeFee(method) => method,
            PaymentMethod::TransitionBudget(method) => method,
            PaymentMethod::SharedSavings(method) => method,
            PaymentMethod::ProjectGrant(method) => method,
            PaymentMethod::PooledBudget(method) => method,
            PaymentMethod::PlatformLevy(method) => method,
            PaymentMethod::Contracts(method) => method,
            PaymentMethod::PatientShare(method) => method,
        }
    }
}

impl WrittenKind {
    /// What is known of a kind.
    pub fn of(kind: ComponentKind) -> &'static WrittenKind {
        match kind {
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
            ComponentKind::Contracts => &contracts::WRITTEN,
            ComponentKind::PatientShare => &patient_share::WRITTEN,
        }
    }
}

/// A component of an arm: its terms, which it can be read as, and its way of paying.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Component<'a> {
    /// The terms that all kinds have.
    pub terms: &'a ComponentTerms,
    /// What the component pays for, and how much.
    pub method: &'a PaymentMethod,
}

impl Deref for Component<'_> {
    type Target = ComponentTerms;

    fn deref(&self) -> &ComponentTerms {
        self.terms
    }
}

impl Component<'_> {
    /// Share of what a need's escalations cost that the provider side bears or keeps by this component.
    pub fn downstream_share(&self, care: &Care, need: &Need) -> f64 {
        self.method.kind().downstream_share(care, need)
    }
}

#[cfg(test)]
mod tests {
    use super::written::Key;
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
            | ComponentKind::Contracts => [false; 4],
        }
    }

    #[test]
    fn every_kind_is_what_it_pays_for() {
        for kind in ComponentKind::ALL {
            let written = WrittenKind::of(*kind);
            let found = [
                written.is_laid_out_beforehand,
                written.is_budget,
                written.is_by_resident,
                written.replaces_fees,
            ];
            assert_eq!(found, expected(*kind), "{}", written.word);
        }
    }

    #[test]
    fn no_sum_for_the_year_asks_for_hours() {
        // Practices are told no part of such a sum, and expected years of it are those of the town, residents those of the sample.
        for written in ComponentKind::ALL.iter().map(|kind| WrittenKind::of(*kind)) {
            let has_hours = written.takes.contains(&Key::AdminHours);
            assert!(!written.is_budget || !has_hours, "{}", written.word);
        }
    }
}
