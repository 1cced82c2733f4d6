//! The accounts of one arm while its town lives: bills, the ledger, and the result as it grows.
//!
//! Comes in: what happened in a year, and the comparator. Goes out: what is owed, posted and audited, and the arm's
//! result. Deliberately absent: which book is closed when (year.rs), and what any component pays (component/).

use crate::base::money::Cents;
use crate::component::Neutral;
use crate::component::accounting_year::{AccountingYear, Beside, ExpectedCounts};
use crate::component::carried_accounts::CarriedAccounts;
use crate::component::contracts::Held;
use crate::component::neighbourhood::Neighbourhood;
use crate::component::score::score;
use crate::component::town_year::TownYear;
use crate::counts::{Counts, Owed, PanelYear};
use crate::ledger::Ledger;
use crate::outcome::{self, Year};
use crate::payment;
use crate::provision::administration;
use crate::system::System;

use super::comparator::Comparator;
use super::expecting::TownExpectation;
use super::groups::Member;
use super::life::{Opening, YearSoFar};
use super::result::{ArmResult, OutcomeLabel, ResidentTotals};

/// The accounts of one arm while its town lives.
pub(super) struct Book<'a> {
    /// The variant of the system that the arm is paid under.
    pub system: &'a System,
    /// The arm.
    pub member: Member,
    /// What is expected of every arm; `None` where what happens is an expectation itself.
    expected: Option<&'a TownExpectation>,
    ledger: Ledger,
    /// What all payers laid out, by year.
    totals: Vec<Cents>,
    panels: Vec<PanelYear>,
    carried_accounts: CarriedAccounts,
    result: ArmResult,
}

/// A year settled.
pub(super) struct Settlement {
    /// What is owed.
    pub owed: Vec<Owed>,
    /// Partners of the shared platform that took part in the year.
    pub partners: usize,
    /// Adoption of the shared platform in the year.
    pub adoption: f64,
    /// Hours by discipline that contracts leave providers with.
    pub held_hours: Vec<f64>,
    /// What care cost, of the comparator: other arms may have a contract that is measured by it.
    pub town: Option<TownYear>,
}

impl<'a> Book<'a> {
    /// Before the first year.
    pub fn new(
        system: &'a System,
        member: Member,
        expected: Option<&'a TownExpectation>,
    ) -> Book<'a> {
        Book {
            ledger: Ledger::new(
                system.payers.len(),
                system.disciplines.len() + 1,
                system.time.years,
                system.resident,
            ),
            totals: Vec::new(),
            panels: Vec::new(),
            carried_accounts: CarriedAccounts::new(system),
            result: ArmResult::default(),
            system,
            member,
            expected,
        }
    }

    /// The budget-neutral factors on the comparator's first year, as if everyone were enrolled.
    pub fn find_factor(&mut self, comparator: &Comparator) {
        if let Some(counts) = comparator.care.first() {
            let arm = &self.system.arms[self.member.arm];
            self.carried_accounts.historical = arm.historical(self.system, &comparator.owed);
            let received = |recipient: usize| comparator.received[recipient];
            let accounting = self.accounting(counts, 0, comparator, true);
            self.result.neutral = payment::neutral(arm, &accounting, &received);
        }
    }

    /// The budget-neutral factors, 1 until they are found.
    pub fn neutral(&self) -> &Neutral {
        &self.result.neutral
    }

    /// What the year with index `year` opens with.
    pub fn opening(&self, year: usize) -> Opening {
        let arm = &self.system.arms[self.member.arm];
        let carried = &self.carried_accounts;
        Opening {
            per_unit_share: carried.per_unit_share,
            adoption: arm.adoption(self.system, &carried.partners, year),
        }
    }

    /// Whether these are the accounts of the comparator.
    pub fn is_comparator(&self) -> bool {
        self.member.arm == self.system.comparator
    }

    fn accounting<'b>(
        &'b self,
        counts: &'b Counts,
        year: usize,
        comparator: &'b Comparator,
        enrols_all: bool,
    ) -> AccountingYear<'b> {
        AccountingYear {
            tables: self.system,
            arm: &self.system.arms[self.member.arm],
            year,
            counts,
            neutral: &self.result.neutral,
            earlier: &self.totals,
            panels: &self.panels,
            comparator: comparator.panels.get(year),
            beside: self.beside(year, comparator),
            expected: self.expected(year),
            carried_accounts: &self.carried_accounts,
            enrols_all,
        }
    }

    fn beside<'b>(&'b self, year: usize, comparator: &'b Comparator) -> Option<Beside<'b>> {
        Some(Beside {
            arm: &self.system.arms[self.system.comparator],
            counts: comparator.care.get(year)?,
            first: comparator.care.first()?,
            town: comparator.towns.get(year)?,
        })
    }

    fn expected(&self, year: usize) -> Option<ExpectedCounts<'_>> {
        let of = |arm: usize| Some(&*self.expected?.get(arm)?.1);
        let (arm, comparator) = (of(self.member.arm)?, of(self.system.comparator)?);
        let (arm_year, _) = arm.years.get(year)?;
        let (comparator_year, _) = comparator.years.get(year)?;
        let (first, _) = comparator.years.first()?;
        Some(ExpectedCounts {
            arm: &arm_year.counts,
            comparator: &comparator_year.counts,
            first: &first.counts,
            weight: arm.weight,
        })
    }

    /// Settles every component on a year's care, posts what is owed to the ledger, which audits itself, and carries
    /// what the next year is settled on.
    pub fn settle(
        &mut self,
        counts: &Counts,
        year: usize,
        comparator: &Comparator,
        enrols_all: bool,
    ) -> Settlement {
        let arm = &self.system.arms[self.member.arm];
        let partners = &self.carried_accounts.partners;
        let (adoption, partners) = (
            arm.adoption(self.system, partners, year).share,
            partners.count(),
        );
        let accounting = self.accounting(counts, year, comparator, enrols_all);
        let owed = payment::settle(arm, &accounting);
        let held = Held::of(&accounting);
        let held_hours = held.map_or_else(Vec::new, |held| held.hours);
        self.carried_accounts = arm.carried(&accounting, &owed);
        let is_compared = self.is_comparator();
        let town = is_compared.then(|| TownYear::new(self.system, arm, counts, &owed));
        self.ledger.post(year, &owed);
        self.totals.push(self.ledger.total(year));
        self.panels.push(PanelYear::new(self.system, counts));
        Settlement {
            owed,
            partners,
            adoption,
            held_hours,
            town,
        }
    }

    /// What each payer laid out: `[payer][year]`.
    pub fn paid(&self) -> Vec<Vec<Cents>> {
        let years = 0..self.system.time.years;
        (0..self.system.payers.len())
            .map(|payer| {
                years
                    .clone()
                    .map(|year| self.ledger.paid(payer, year))
                    .collect()
            })
            .collect()
    }

    /// Adds up a settled year: outcomes and providers. Of a variant, what payers lay out is all that is wanted.
    pub fn tally(
        &mut self,
        lived: &YearSoFar,
        taking_part: f64,
        settlement: &Settlement,
        comparator: &Comparator,
    ) {
        if self.member.variant == 0 {
            self.tally_outcomes(lived, taking_part, settlement);
            self.tally_providers(lived, &settlement.held_hours, comparator);
        }
    }

    fn tally_outcomes(&mut self, lived: &YearSoFar, taking_part: f64, settlement: &Settlement) {
        let system = self.system;
        let arm = &system.arms[self.member.arm];
        let of_year = Year {
            system,
            arm,
            counts: &lived.counts,
            access: &lived.access,
            places: lived.places,
            closed: lived.closed,
            rationing: lived.rationing.as_deref(),
            wanted_and_available: &lived.wanted_and_available,
            stocks: &lived.stocks,
            integration: lived.integration,
            partners: settlement.partners,
            adoption: settlement.adoption,
            owed: &settlement.owed,
            neutral: &self.result.neutral,
            year: lived.index,
            taking_part: arm.has_network.then_some(taking_part),
        };
        let is_first = lived.index == 0;
        let (mut values, mut labels) = (Vec::with_capacity(self.result.labels.len()), Vec::new());
        outcome::tally(&of_year, &mut |label, value| {
            values.push(value);
            if is_first {
                labels.push(OutcomeLabel {
                    outcome: label.outcome.into(),
                    group: label.group.into(),
                    unit: label.unit.into(),
                    total: label.total,
                });
            }
        });
        if is_first {
            self.result.labels = labels.into();
        }
        self.result.outcomes.push(values);
    }

    /// Income and cost of every recipient, and of every practice where everyone is simulated.
    fn tally_providers(&mut self, lived: &YearSoFar, held_hours: &[f64], comparator: &Comparator) {
        let (system, year) = (self.system, lived.index);
        let arm = &system.arms[self.member.arm];
        let mut hours = administration::hours(system, arm, &lived.counts, year);
        hours.truncate(system.disciplines.len());
        for (hours, with_residents) in hours.iter_mut().zip(&lived.hours) {
            *hours = *hours * system.people.weight + with_residents;
        }
        let received = |recipient| self.ledger.received(recipient, year);
        let paid = |payer| self.ledger.paid(payer, year);
        let providers = outcome::providers(system, year, [&hours, held_hours], received, &paid);
        if system.people.weight == 1.0 {
            let accounting = self.accounting(&lived.counts, year, comparator, false);
            let practices = outcome::practices(
                arm,
                &accounting,
                &providers,
                held_hours,
                (&lived.lists, &paid),
            );
            self.result.practices.push(practices);
        }
        self.result.providers.push(providers);
    }

    /// What each discipline and the network received in a year.
    pub fn received(&self, year: usize) -> Vec<Cents> {
        (0..=self.system.disciplines.len())
            .map(|recipient| self.ledger.received(recipient, year))
            .collect()
    }

    /// The mean quality score over the arm's bonuses.
    pub fn score(&self, counts: &Counts, year: usize) -> f64 {
        let arm = &self.system.arms[self.member.arm];
        let of = Neighbourhood::simulated(self.system, arm, counts, year);
        let bonuses = arm.components();
        let scores: Vec<f64> = bonuses
            .filter_map(|component| Some(score(&of, component.score()?)))
            .collect();
        scores.iter().sum::<f64>() / scores.len().max(1) as f64
    }

    /// The result, once all years are closed.
    pub fn finish(mut self, resident_totals: Option<ResidentTotals>) -> (Member, ArmResult) {
        self.result.flows = self.ledger.flows();
        self.result.paid = self.paid();
        self.result.panels = std::mem::take(&mut self.panels);
        self.result.resident_totals = resident_totals;
        (self.member, self.result)
    }
}
