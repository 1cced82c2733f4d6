//! The year that is paid for.
//!
//! Comes in: the counts of a year and the terms of the arm that pays for them. Goes out: an [`AccountingYear`].
//! Deliberately absent: what any component pays.

use crate::base::money::Cents;
use crate::counts::{Counts, PanelYear};
use crate::tables::Tables;

use super::arm_terms::ArmTerms;
use super::carried_accounts::CarriedAccounts;
use super::neutral::Neutral;
use super::town_year::TownYear;

/// The year that is settled: what happened, and who pays for it.
#[derive(Debug, Clone, Copy)]
pub struct AccountingYear<'a> {
    /// The tables.
    pub tables: &'a Tables,
    /// The terms of the arm that pays.
    pub arm: &'a ArmTerms,
    /// Index of the year.
    pub year: usize,
    /// What happened, in simulated residents.
    pub counts: &'a Counts,
    /// The budget-neutral factors on the components that have one.
    pub neutral: &'a Neutral,
    /// What all payers together laid out in earlier years, nominal.
    pub earlier: &'a [Cents],
    /// What practices' lists came to in earlier years of this arm.
    pub panels: &'a [PanelYear],
    /// What practices' lists came to in this year under the comparator, for benchmarks that only a simulation knows.
    pub comparator: Option<&'a PanelYear>,
    /// The comparator in the same year; `None` for the comparator itself.
    pub beside: Option<Beside<'a>>,
    /// What is expected of the arm and the comparator; `None` where what happened is an expectation itself.
    pub expected: Option<ExpectedCounts<'a>>,
    /// What earlier years and the comparator leave to this arm.
    pub carried_accounts: &'a CarriedAccounts,
    /// Whether the care of everyone is paid for as if they were enrolled: where the comparator's care, in which nobody
    /// is, is priced in an arm's way.
    pub enrols_all: bool,
}

/// The comparator beside an arm.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// The terms on which it is paid.
    pub arm: &'a ArmTerms,
    /// What happened in the same year.
    pub counts: &'a Counts,
    /// What happened in its first year.
    pub first: &'a Counts,
    /// What its care cost in the same year.
    pub town: &'a TownYear,
}

/// Expected counts of a year, in residents of whom each stands for `weight`.
#[derive(Debug, Clone, Copy)]
pub struct ExpectedCounts<'a> {
    /// Of the arm.
    pub arm: &'a Counts,
    /// Of the comparator.
    pub comparator: &'a Counts,
    /// Of the comparator in its first year.
    pub first: &'a Counts,
    /// Residents that one counted stands for.
    pub weight: f64,
}

impl AccountingYear<'_> {
    /// Price level, phase-in and budget-neutral factor of what a component pays its recipient this year, as one number; of what
    /// it pays a team, the mean over what its disciplines have a share in.
    pub fn level(&self, index: usize) -> f64 {
        let component = &self.arm.components[index];
        if component.team.is_empty() {
            return self.level_for(index, component.recipient);
        }
        let members = component.team.iter();
        members
            .map(|&(member, share)| share * self.level_for(index, member))
            .sum()
    }

    /// The same of what it pays a recipient: those who deliver are the recipients of fees per unit.
    pub fn level_for(&self, index: usize, recipient: usize) -> f64 {
        let growth = &self.tables.growth;
        self.arm
            .level((index, recipient), growth, self.year, self.neutral)
    }

    /// What the arm leaves of the copayments that were counted for the units of a channel on a side. That is all of them, but where the
    /// comparator's care is priced in the arm's way: what was counted then is what the comparator leaves.
    pub fn copayments_left(&self, side: usize, channel: usize) -> f64 {
        let Some(beside) = self.beside.filter(|_| self.enrols_all) else {
            return 1.0;
        };
        let unwaived = |arm: &ArmTerms, side: usize| {
            let parts = arm.parts(side, channel, self.year);
            arm.unwaived(&parts)
        };
        let (counted, left) = (unwaived(beside.arm, 0), unwaived(self.arm, side));
        if counted > 0.0 { left / counted } else { 1.0 }
    }

    /// The category of accounts that a recipient's services are in, or else its background care, or the states whose cost it
    /// receives.
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
