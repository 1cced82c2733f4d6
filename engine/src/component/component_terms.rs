//! The terms that every component has, whatever its kind.
//!
//! Comes in: nothing; arm.rs makes them of what was written. Goes out: [`ComponentTerms`]. Deliberately absent: the way of paying
//! itself, so that each kind can see the terms of the whole arm ([`ArmTerms`](super::arm_terms::ArmTerms)) without the
//! other kinds.

use std::ops::Range;

use crate::scenario::claims::Side;
use crate::scenario::schema::AppliesTo;
use crate::tables::provider::Growth;

use super::basis::Basis;
use super::follows::Follows;
use super::nature::Nature;

/// The terms of a component.
#[derive(Debug, Clone, PartialEq)]
pub struct ComponentTerms {
    /// Name in the ledger.
    pub name: String,
    /// Whose care it pays for.
    pub applies_to: AppliesTo,
    /// Index of the recipient: disciplines, then the network, then payers.
    pub recipient: usize,
    /// The disciplines that share one fee, with their shares; empty where the recipient gets all.
    pub team: Vec<(usize, f64)>,
    /// The part of copayments and subscriptions that residents still pay for the units in line for it.
    pub copayment_share: f64,
    /// Share that each payer bears, what others give back counted as theirs; `None`: statutory.
    pub payers: Option<Vec<f64>>,
    /// Years (index) in which it is paid, from and up to but not including.
    pub years: Range<usize>,
    /// Years over which it grows to its full amount.
    pub phase_in: usize,
    /// Years of the phase-in that had passed when the run begins.
    pub phased_in: usize,
    /// Share of the full amount that is paid after the last year.
    pub afterwards: f64,
    /// Shares of the money for each capability.
    pub earmark: Vec<(usize, f64)>,
    /// Administrative hours per counted unit.
    pub admin_hours: f64,
    /// Whether it follows the price index.
    pub is_indexed: bool,
    /// What it grows with by itself.
    pub follows: Follows,
    /// What its kind is.
    pub nature: Nature,
    /// What the component counts.
    pub basis: Basis,
}

impl ComponentTerms {
    /// EUR per unit of a channel, of the price year; `None` where it pays no fee per unit.
    pub fn tariff(&self, channel: usize) -> Option<f64> {
        match &self.basis {
            Basis::Units(tariffs) => Some(tariffs[channel]),
            Basis::ResidentYears
            | Basis::ListYears(_)
            | Basis::StateYears(_)
            | Basis::Episodes(..)
            | Basis::CalendarYear
            | Basis::Settlement => None,
        }
    }

    /// The part of the units in line for it that it pays in the year with index `year`.
    pub fn part_of_units(&self, year: usize) -> f64 {
        self.nature.in_line.unwrap_or(0.0) * self.part_in(year)
    }

    /// Whether what it pays is declared as care of single residents, which risk equalisation between insurers counts; what is
    /// agreed for a place, its network or its savings is not.
    pub fn is_declared(&self) -> bool {
        match self.basis {
            Basis::Units(_) | Basis::ListYears(_) | Basis::StateYears(_) | Basis::Episodes(..) => {
                true
            }
            Basis::ResidentYears | Basis::CalendarYear | Basis::Settlement => false,
        }
    }

    /// The part of what it pays that goes to a discipline, where it is no fee per unit.
    pub fn share_of(&self, discipline: usize) -> f64 {
        if self.team.is_empty() {
            return f64::from(u8::from(self.recipient == discipline));
        }
        let member = self.team.iter().find(|(member, _)| *member == discipline);
        member.map_or(0.0, |(_, share)| *share)
    }

    /// Whether it pays for the care of residents on the side with this index.
    pub fn is_for(&self, side: usize) -> bool {
        self.applies_to.holds(Side::BOTH[side])
    }

    /// Prices of the year with index `year` relative to those of the price year, where it follows them.
    pub fn price_level(&self, growth: &Growth, year: usize) -> f64 {
        if self.is_indexed {
            growth.prices(year)
        } else {
            1.0
        }
    }

    /// The part of the full amount that is paid in the year with index `year`: phase-in in equal steps, then 1, after
    /// the last year what goes on.
    pub fn part_in(&self, year: usize) -> f64 {
        if year < self.years.start {
            0.0
        } else if year >= self.years.end {
            self.afterwards
        } else {
            let step = self.phased_in + year - self.years.start + 1;
            (step as f64 / self.phase_in.max(1) as f64).min(1.0)
        }
    }
}
