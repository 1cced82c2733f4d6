//! What is agreed with a component beside the amount that it pays, for those outside this folder who have to know.
//!
//! Comes in: a way of paying. Goes out: its [`Clause`], and each of them by its name. Deliberately absent: a kind
//! without an answer: the matches below have an arm for every kind.

use super::capitation::Capitation;
use super::episode_fee::EpisodeFee;
use super::platform_levy::PlatformLevy;
use super::pooled_budget::PooledBudget;
use super::score::Indicator;
use super::shared_savings::SharedSavings;
use super::{Component, PaymentMethod};

/// What is agreed beside the amount.
#[derive(Debug, Clone, Copy)]
enum Clause<'a> {
    /// Nothing.
    Amount,
    /// A contract on shared savings.
    Savings(&'a SharedSavings),
    /// A budget that payers pool.
    Pool(&'a PooledBudget),
    /// How partners pay for the shared platform.
    Levy(PlatformLevy),
    /// A fee per episode, which rewards providers who see more episodes.
    Episodes(&'a EpisodeFee),
    /// A forfait instead of fees, which rewards practices whose patients are less ill.
    Forfait(&'a Capitation),
    /// A score that is paid for.
    Score(&'a [Indicator]),
    /// A target for the growth of total cost.
    GrowthTarget(f64),
    /// The clause that residents pay their part.
    OwnPart,
}

impl<'a> Component<'a> {
    fn clause(&self) -> Clause<'a> {
        match self.method {
            PaymentMethod::FeeForService(_)
            | PaymentMethod::NetworkFee(_)
            | PaymentMethod::PracticeFee(_)
            | PaymentMethod::StateFee(_)
            | PaymentMethod::InnovationFee(_)
            | PaymentMethod::ServiceFee(_)
            | PaymentMethod::ProjectGrant(_)
            | PaymentMethod::Contracts(_) => Clause::Amount,
            PaymentMethod::Capitation(method) => Clause::Forfait(method),
            PaymentMethod::QualityBonus(method) => Clause::Score(&method.indicators),
            PaymentMethod::EpisodeFee(method) => Clause::Episodes(method),
            PaymentMethod::TransitionBudget(method) => method
                .growth_target
                .map_or(Clause::Amount, Clause::GrowthTarget),
            PaymentMethod::SharedSavings(method) => Clause::Savings(method),
            PaymentMethod::PooledBudget(method) => Clause::Pool(method),
            PaymentMethod::PlatformLevy(method) => Clause::Levy(*method),
            PaymentMethod::PatientShare(_) => Clause::OwnPart,
        }
    }

    /// The contract, where it shares savings.
    pub fn savings(&self) -> Option<&'a SharedSavings> {
        let Clause::Savings(savings) = self.clause() else {
            return None;
        };
        Some(savings)
    }

    /// The budget, where payers pool one.
    pub fn pool(&self) -> Option<&'a PooledBudget> {
        let Clause::Pool(pool) = self.clause() else {
            return None;
        };
        Some(pool)
    }

    /// How partners pay for the shared platform, where it makes them pay.
    pub fn levy(&self) -> Option<PlatformLevy> {
        let Clause::Levy(levy) = self.clause() else {
            return None;
        };
        Some(levy)
    }

    /// The fee, where it pays per episode.
    pub fn episode_fee(&self) -> Option<&'a EpisodeFee> {
        let Clause::Episodes(fee) = self.clause() else {
            return None;
        };
        Some(fee)
    }

    /// The forfait, where it stands in the place of fees.
    pub fn forfait(&self) -> Option<&'a Capitation> {
        let Clause::Forfait(forfait) = self.clause() else {
            return None;
        };
        Some(forfait)
    }

    /// The indicators of the score that it pays for.
    pub fn score(&self) -> Option<&'a [Indicator]> {
        let Clause::Score(indicators) = self.clause() else {
            return None;
        };
        Some(indicators)
    }

    /// Growth per year of total cost that it is to keep to.
    pub fn growth_target(&self) -> Option<f64> {
        let Clause::GrowthTarget(target) = self.clause() else {
            return None;
        };
        Some(target)
    }

    /// Whether it makes residents pay their part.
    pub fn is_own_part(&self) -> bool {
        matches!(self.clause(), Clause::OwnPart)
    }
}
