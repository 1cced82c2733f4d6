//! What the program asks of every kind of component, and what a kind is given to settle a year.
//!
//! Comes in: the year, its residents, and the terms of the component and of its arm. Goes out: the trait [`Kind`], and
//! [`Settling`] with what the kinds have in common. Deliberately absent: what each kind pays for.

use crate::base::money::Cents;
use crate::counts::{Count, Owed, Reason};
use crate::tables::care::Care;
use crate::tables::needs::Need;

use super::accounting_year::AccountingYear;
use super::basis::Basis;
use super::component_terms::ComponentTerms;
use super::nature::Nature;
use super::neighbourhood::Neighbourhood;
use super::score::{Indicator, score};

/// What the program has to know of a kind. There are no defaults: every kind says it all.
pub trait Kind {
    /// The nature of the kind.
    fn nature(&self) -> Nature;
    /// What the kind counts.
    fn basis(&self) -> Basis;
    /// EUR of the price year for one of what it counts, whole, before phase-in.
    fn rate(&self, known: &RateContext) -> f64;
    /// Share of what a need's escalations cost that the provider side bears or keeps by it.
    fn downstream_share(&self, care: &Care, need: &Need) -> f64;
    /// What is owed for a year.
    fn settle(&self, settling: &Settling) -> Vec<Owed>;
}

/// What a rate may depend on.
pub struct RateContext<'a> {
    /// The quality score by some indicators.
    pub score: &'a dyn Fn(&[Indicator]) -> f64,
    /// Whether there is a shared platform to pay for.
    pub has_platform: bool,
}

/// One component while it is settled.
#[derive(Debug, Clone, Copy)]
pub struct Settling<'a> {
    /// The year.
    pub accounting: &'a AccountingYear<'a>,
    /// The residents it is settled for.
    pub seen: &'a Neighbourhood<'a>,
    /// Index of the component.
    pub index: usize,
    /// Its terms.
    pub component: &'a ComponentTerms,
    /// What is owed already for the year, by components settled before.
    pub so_far: &'a [Owed],
}

impl Settling<'_> {
    /// Count × rate × level: what a kind that pays an amount for what it counts is owed.
    pub fn amount(&self, kind: &dyn Kind) -> Cents {
        let score = |indicators: &[Indicator]| score(self.seen, indicators);
        let known = RateContext {
            score: &score,
            has_platform: self.accounting.carried_accounts.partners.count() > 0,
        };
        let counted = kind.basis().count(&self.seen.seen_by(self.index));
        let eur = counted.unwrap_or(0.0) * kind.rate(&known) * self.accounting.level(self.index);
        Cents::from_eur(eur)
    }

    /// An amount for the recipient from the payers named, in the recipient's category; nothing where it is 0.
    pub fn owed(&self, amount: Cents) -> Option<Owed> {
        (amount != Cents::ZERO).then(|| Owed {
            reason: Reason::Component(self.index),
            recipient: self.component.recipient,
            amount,
            by_residents: Cents::ZERO,
            shares: self.component.payers.clone().unwrap_or_default(),
            category: self.accounting.category(self.component.recipient),
        })
    }

    /// As [`Settling::owed`], in no category.
    pub fn owed_apart(&self, amount: Cents) -> Option<Owed> {
        let owed = self.owed(amount)?;
        Some(Owed {
            category: None,
            ..owed
        })
    }

    /// Shares of the statutory payers in the units of some channels, per side, at reference prices.
    pub fn statutory(&self, channels: &[(usize, usize)]) -> Vec<f64> {
        let care = &self.accounting.tables.care;
        let mut shares = vec![0.0; self.accounting.tables.payers.len()];
        for &(side, channel) in channels {
            let service = &care.services[care.channels[channel].service];
            let groups = self.seen.groups(side);
            // A cent keeps the shares of units that nobody happened to use.
            let worth = self.seen.units_at_price(groups, channel, service.price) + 0.01;
            for (share, payer) in shares.iter_mut().zip(&service.payers) {
                *share += worth * payer;
            }
        }
        shares
    }

    /// Sides and channels whose units this component replaces, wholly or in part, among those that `fits`.
    pub fn replaced(&self, fits: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
        let channels = self.accounting.tables.care.channels.len();
        (0..2)
            .filter(|&side| !self.seen.groups(side).is_empty())
            .flat_map(|side| (0..channels).map(move |channel| (side, channel)))
            .filter(|&(_, channel)| fits(channel))
            .filter(|&(side, channel)| self.seen.parts().of(side, channel, self.index) > 0.0)
            .collect()
    }

    /// What residents still pay by statute for units that this component replaces.
    pub fn own_part(&self, replaced: &[(usize, usize)]) -> Cents {
        let takes = |other: usize| self.accounting.arm.components[other].copayment_share;
        let own = |&(side, channel): &(usize, usize)| {
            let copayments = self
                .seen
                .sum(self.seen.groups(side), |group| Count::Copayment {
                    group,
                    channel,
                });
            let parts = self.seen.parts();
            copayments
                * self.accounting.copayments_left(side, channel)
                * parts.of_own(side, channel, self.index, takes)
        };
        Cents::from_eur(replaced.iter().map(own).sum::<f64>() / 100.0)
    }
}
