//! The year that is paid for, and one component of it being settled.
//!
//! Comes in: the counts of a year and the arm that pays for them. Goes out: a [`AccountingYear`], and [`Settling`] with
//! what the components have in common. Deliberately absent: what each kind pays for.

use crate::base::money::Cents;
use crate::counts::{Count, Counts, Owed, PanelYear, Reason};
use crate::tables::Tables;

use super::arm::Arm;
use super::carried_accounts::CarriedAccounts;
use super::neighbourhood::Neighbourhood;
use super::quality_bonus::{Indicator, score};
use super::{Component, Kind, RateContext};

/// The year that is settled: what happened, and who pays for it.
#[derive(Debug, Clone, Copy)]
pub struct AccountingYear<'a> {
    /// The tables.
    pub tables: &'a Tables,
    /// The arm that pays.
    pub arm: &'a Arm,
    /// Index of the year.
    pub year: usize,
    /// What happened, in simulated residents.
    pub counts: &'a Counts,
    /// The budget-neutral factor on the components that have one.
    pub factor: f64,
    /// What all payers together laid out in earlier years, nominal.
    pub earlier: &'a [Cents],
    /// What practices' lists came to in earlier years of this arm.
    pub panels: &'a [PanelYear],
    /// What practices' lists came to in this year under the comparator, for benchmarks that only a simulation knows.
    pub comparator: Option<&'a PanelYear>,
    /// What happened under the comparator in the same year; `None` for the comparator itself.
    pub comparator_counts: Option<&'a Counts>,
    /// What earlier years and the comparator leave to this arm.
    pub carried_accounts: &'a CarriedAccounts,
    /// Whether the care of everyone is paid for as if they were enrolled: where the comparator's care, in which nobody
    /// is, is priced in an arm's way.
    pub enrols_all: bool,
}

impl AccountingYear<'_> {
    /// Price level, phase-in and budget-neutral factor of a component this year, as one number.
    pub fn level(&self, index: usize) -> f64 {
        let growth = &self.tables.growth;
        self.arm.level(index, growth, self.year, self.factor)
    }

    /// The category of accounts of a recipient: that of its services, of its background care, or of the states whose
    /// cost it receives.
    pub fn category(&self, recipient: usize) -> Option<String> {
        let care = &self.tables.care;
        let services = care
            .services
            .iter()
            .filter(|service| service.discipline == recipient);
        let lines = care
            .background
            .iter()
            .filter(|line| line.discipline == recipient);
        let costs = self
            .tables
            .health
            .states
            .iter()
            .filter_map(|state| state.cost.as_ref());
        let costs = costs.filter(|cost| cost.recipient == recipient);
        services
            .map(|service| service.category.clone())
            .chain(lines.map(|line| line.category.clone()))
            .chain(costs.map(|cost| cost.category.clone()))
            .next()
            .flatten()
    }
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
    /// The component.
    pub component: &'a Component,
    /// What is owed already for the year, by components settled before.
    pub so_far: &'a [Owed],
}

impl Settling<'_> {
    /// Count × rate × level: what a kind that pays an amount for what it counts is owed.
    pub fn amount(&self) -> Cents {
        self.amount_by(self.component.method.kind())
    }

    /// Count × rate × level where another kind than the component's own counts and pays.
    pub fn amount_by(&self, method: &dyn Kind) -> Cents {
        let score = |indicators: &[Indicator]| score(self.seen, indicators);
        let known = RateContext {
            score: &score,
            has_platform: self.accounting.carried_accounts.partners.count() > 0,
        };
        let counted = method.basis().count(&self.seen.seen_by(self.index));
        let eur = counted.unwrap_or(0.0) * method.rate(&known) * self.accounting.level(self.index);
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
        let takes = |other: usize| {
            !self.accounting.arm.components[other]
                .nature()
                .waives_copayments
        };
        let own = |&(side, channel): &(usize, usize)| {
            let copayments = self
                .seen
                .sum(self.seen.groups(side), |group| Count::Copayment {
                    group,
                    channel,
                });
            let parts = self.seen.parts();
            copayments * parts.of_own(side, channel, self.index, takes)
        };
        Cents::from_eur(replaced.iter().map(own).sum::<f64>() / 100.0)
    }
}
