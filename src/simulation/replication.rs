use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::money::Cents;
use crate::base::random::Key;
use crate::component::Component;
use crate::component::bill::Bill;
use crate::component::neighbourhood::Neighbourhood;
use crate::component::pooled_budget::historical;
use crate::component::quality_bonus::score;
use crate::component::standing::Standing;
use crate::counts::{Counts, Owed, PanelYear};
use crate::ledger::{Flow, Ledger};
use crate::outcome::{self, Provider, Total, Year};
use crate::payment;
use crate::provision::{Adoption, administration};
use crate::system::System;
use crate::system::plan::Plan;

use super::foresight::{Foresee, Foresight};
use super::groups::{Member, groups};
use super::layers::variants;
use super::life::Life;
use super::town::Town;

/// One parameter draw with one set of people and luck: every arm's result, in scenario order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Replication {
    /// Per arm.
    pub arms: Vec<ArmResult>,
}

/// What one arm came to in one replication.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ArmResult {
    /// Who paid whom.
    pub flows: Vec<Flow>,
    /// What each payer laid out: `[payer][year]`.
    pub paid: Vec<Vec<Cents>>,
    /// What each payer would lay out for the comparator's care: `[payer][year]`; `None` for the comparator.
    pub repriced: Option<Vec<Vec<Cents>>>,
    /// Outcomes: `[year][outcome]`, in the order of `labels`.
    pub outcomes: Vec<Vec<f64>>,
    /// What the outcomes are; the same list for every replication, which therefore share one.
    pub labels: Arc<[OutcomeLabel]>,
    /// Income and cost: `[year][recipient]`.
    pub providers: Vec<Vec<Provider>>,
    /// What each payer lays out with only some mechanisms on: `[step][payer][year]`, for all of [`super::STEPS`] but the
    /// last, which is the arm itself.
    pub steps: Vec<Vec<Vec<Cents>>>,
    /// Practices with lists, where everyone is simulated: `[year][practice]`.
    pub practices: Vec<Vec<Provider>>,
    /// What lists came to, for contracts on shared savings: by year.
    pub panels: Vec<PanelYear>,
    /// Budget-neutral factor, 1 without one.
    pub factor: f64,
    /// Whether it makes the arm budget-neutral; true without a rule.
    pub is_neutral: bool,
    /// Spread of whole-run totals over residents, where they are kept.
    pub resident_totals: Option<ResidentTotals>,
}

/// An owned [`outcome::Label`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeLabel {
    /// The outcome.
    pub outcome: String,
    /// What part of it.
    pub group: String,
    /// Unit.
    pub unit: String,
    /// How years come together.
    pub total: Total,
}

/// What single residents cost each payer over the whole run, discounted at reference prices, and how long they lived
/// here: mean and standard deviation over residents, payers first, life-years last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResidentTotals {
    /// Means.
    pub mean: Vec<f64>,
    /// Standard deviations.
    pub sd: Vec<f64>,
}

impl Replication {
    /// What payers laid out, and nothing else.
    pub fn paid_only(self) -> Replication {
        let of = |arm: ArmResult| ArmResult {
            paid: arm.paid,
            ..ArmResult::default()
        };
        Replication {
            arms: self.arms.into_iter().map(of).collect(),
        }
    }
}

/// How a replication is lived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    pub seed: u64,
    pub replication: u32,
    /// Whether the residents of one town are spread over threads.
    pub in_parallel: bool,
    /// Whether arms share their luck; without, each group of arms has its own.
    pub shares_luck: bool,
}

/// Lives one replication. `is_stopped` is asked every cycle; `None` when it said so.
pub(super) fn replication(
    plan: &Plan,
    manner: Manner,
    foresee: Foresee,
    is_stopped: &dyn Fn() -> bool,
) -> Option<Replication> {
    let variants = variants(plan.system(manner.seed, manner.replication));
    let foresight = Foresight::new(&variants[0], foresee, manner.shares_luck);
    let keeps_totals = plan.scenario.run.resident_totals;
    let luck = Key::root(manner.seed)
        .with_name("luck")
        .with(u64::from(manner.replication));
    let town = |number: usize, Member { variant, arm }: Member| {
        let luck = if manner.shares_luck {
            luck
        } else {
            luck.with_name("group").with(number as u64)
        };
        let system = &variants[variant];
        let arm = (arm, &foresight);
        Town::new(system, arm, luck, manner.in_parallel, keeps_totals)
    };
    let lived = |members: &[Member], town: Town| foresight.learn(members[0].arm, town.sample);
    every_arm(&variants, manner.shares_luck, town, lived, is_stopped)
}

/// Every arm of a system, which is the first of `variants`; the others are it with fewer mechanisms. `found` makes a
/// town, of the number of a group with the same care and the first of its members; `lived` gets the members of each
/// group and their town afterwards. Arms with the same care share a town where `shares_care`.
pub fn every_arm<L: Life>(
    variants: &[System],
    shares_care: bool,
    found: impl Fn(usize, Member) -> L,
    mut lived: impl FnMut(&[Member], L),
    is_stopped: &dyn Fn() -> bool,
) -> Option<Replication> {
    let system = &variants[0];
    let mut arms = vec![ArmResult::default(); system.arms.len()];
    let mut steps = vec![vec![Vec::new(); variants.len() - 1]; system.arms.len()];
    let mut comparators = vec![Comparator::default(); variants.len()];
    for (number, members) in groups(variants, shares_care).into_iter().enumerate() {
        let mut town = found(number, members[0]);
        let books = members.iter();
        let books = books.map(|&member| Book::new(&variants[member.variant], member));
        let books = books.collect();
        for (member, result) in live(system, &mut town, books, &mut comparators, is_stopped)? {
            match member.variant {
                0 => arms[member.arm] = result,
                step => steps[member.arm][step - 1] = result.paid,
            }
        }
        lived(&members, town);
    }
    for (arm, (result, steps)) in arms.iter_mut().zip(steps).enumerate() {
        let is_other = arm != system.comparator;
        result.repriced = is_other.then(|| repriced(system, arm, &comparators[0]));
        result.steps = steps;
    }
    Some(Replication { arms })
}

/// The care of the comparator, which budget neutrality is measured on and every arm can be priced by.
#[derive(Default, Clone)]
struct Comparator {
    /// By year.
    care: Vec<Counts>,
    /// The same by practice.
    panels: Vec<PanelYear>,
    /// What each recipient received in the first year.
    received: Vec<Cents>,
    /// What was owed in the first year.
    owed: Vec<Owed>,
}

/// What each payer would lay out if the arm paid for the comparator's care: `[payer][year]`.
fn repriced(system: &System, arm: usize, comparator: &Comparator) -> Vec<Vec<Cents>> {
    let mut book = Book::new(system, Member { variant: 0, arm });
    book.find_factor(comparator);
    for (year, counts) in comparator.care.iter().enumerate() {
        book.settle(counts, year, comparator, true);
    }
    book.paid()
}

/// The accounts of one arm while its town lives.
struct Book<'a> {
    system: &'a System,
    member: Member,
    ledger: Ledger,
    totals: Vec<Cents>,
    panels: Vec<PanelYear>,
    standing: Standing,
    /// What was owed for the first year.
    first: Vec<Owed>,
    result: ArmResult,
}

/// Lives all years of a town, and settles them for every member of its group.
fn live(
    system: &System,
    town: &mut dyn Life,
    mut books: Vec<Book>,
    comparators: &mut [Comparator],
    is_stopped: &dyn Fn() -> bool,
) -> Option<Vec<(Member, ArmResult)>> {
    let per_year = system.time.per_year;
    let index = system.comparator;
    books
        .iter_mut()
        .for_each(|book| book.find_factor(&comparators[book.member.variant]));
    town.fund(books[0].result.factor);
    for year in 0..system.time.years {
        town.open_year(year);
        let (competition, adoption) = books[0].told(year);
        town.hear(competition, adoption);
        for cycle in year * per_year..(year + 1) * per_year {
            if is_stopped() {
                return None;
            }
            town.live_cycle(cycle);
        }
        let (of_comparator, others): (Vec<&mut Book>, Vec<&mut Book>) =
            books.iter_mut().partition(|book| book.member.arm == index);
        // The comparator is settled first: the others are measured by it.
        for book in of_comparator {
            let comparator = &mut comparators[book.member.variant];
            book.close_year(town, comparator);
            let counts = &town.year().counts;
            comparator.care.push(counts.clone());
            comparator.panels.push(PanelYear::new(book.system, counts));
            if year == 0 {
                comparator.received = book.received(0);
                comparator.owed = std::mem::take(&mut book.first);
            }
        }
        for book in others {
            let comparator = &comparators[book.member.variant];
            if year == 0 {
                book.find_factor(comparator);
            }
            book.close_year(town, comparator);
        }
        let score = books[0].score(&town.year().counts, year);
        town.close_year(score);
    }
    let totals = town.resident_totals();
    Some(
        books
            .into_iter()
            .map(|book| book.finish(totals.clone()))
            .collect(),
    )
}

impl<'a> Book<'a> {
    fn new(system: &'a System, member: Member) -> Book<'a> {
        Book {
            ledger: Ledger::new(
                system.payers.len(),
                system.disciplines.len() + 1,
                system.time.years,
                system.resident,
            ),
            totals: Vec::new(),
            panels: Vec::new(),
            standing: Standing::new(system),
            first: Vec::new(),
            result: ArmResult {
                factor: 1.0,
                is_neutral: true,
                ..ArmResult::default()
            },
            system,
            member,
        }
    }

    /// The budget-neutral factor on the comparator's first year, as if everyone were enrolled.
    fn find_factor(&mut self, comparator: &Comparator) {
        if let Some(counts) = comparator.care.first() {
            let arm = &self.system.arms[self.member.arm];
            let pooled = historical(self.system, arm, &comparator.owed);
            self.standing.historical = pooled;
            let received = |recipient: usize| comparator.received[recipient];
            let bill = self.bill(counts, 0, comparator, true);
            let neutral = payment::neutral(&bill, &received);
            self.result.factor = neutral.factor;
            self.result.is_neutral = neutral.is_reached;
        }
    }

    /// What the year with index `year` begins with: the share of income paid per unit last year, and how far the shared
    /// platform is adopted.
    fn told(&self, year: usize) -> (Option<f64>, Adoption) {
        let arm = &self.system.arms[self.member.arm];
        self.standing.told(self.system, arm, year)
    }

    fn bill<'b>(
        &'b self,
        counts: &'b Counts,
        year: usize,
        comparator: &'b Comparator,
        enrols_all: bool,
    ) -> Bill<'b> {
        Bill {
            tables: self.system,
            arm: &self.system.arms[self.member.arm],
            year,
            counts,
            factor: self.result.factor,
            earlier: &self.totals,
            panels: &self.panels,
            comparator: comparator.panels.get(year),
            comparator_counts: comparator.care.get(year),
            standing: &self.standing,
            enrols_all,
        }
    }

    /// Settles and posts a year's care.
    fn settle(
        &mut self,
        counts: &Counts,
        year: usize,
        comparator: &Comparator,
        enrols_all: bool,
    ) -> Vec<Owed> {
        let bill = self.bill(counts, year, comparator, enrols_all);
        let owed = payment::settle(&bill);
        self.standing = self.standing.after(&bill, &owed);
        self.ledger.post(year, &owed);
        self.totals.push(self.ledger.total(year));
        self.panels.push(PanelYear::new(self.system, counts));
        owed
    }

    /// What each payer laid out: `[payer][year]`.
    fn paid(&self) -> Vec<Vec<Cents>> {
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

    /// Settles, posts and adds up the year that `town` has just lived; of a variant, what payers lay out is all that is
    /// wanted.
    fn close_year(&mut self, town: &dyn Life, comparator: &Comparator) {
        let system = self.system;
        let arm = &system.arms[self.member.arm];
        let lived = town.year();
        let (counts, year) = (&lived.counts, lived.index);
        let partners = &self.standing.partners;
        let adoption = partners.adoption(system, arm, year).share;
        let partners = partners.count();
        let owed = self.settle(counts, year, comparator, false);
        if self.member.arm == system.comparator && year == 0 {
            self.first.clone_from(&owed);
        }
        if self.member.variant > 0 {
            return;
        }
        let of_year = Year {
            counts,
            access: &lived.access,
            stocks: &lived.stocks,
            integration: lived.integration,
            partners,
            adoption,
            owed: &owed,
            factor: self.result.factor,
            year,
            taking_part: arm.has_network.then(|| town.taking_part()),
        };
        let is_first = year == 0;
        let (mut values, mut labels) = (Vec::with_capacity(self.result.labels.len()), Vec::new());
        outcome::tally(system, arm, &of_year, &mut |label, value| {
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
        let mut hours = administration::hours(system, arm, counts, year);
        hours.truncate(system.disciplines.len());
        for (hours, with_residents) in hours.iter_mut().zip(&lived.hours) {
            *hours = *hours * system.people.weight + with_residents;
        }
        let received = |recipient| self.ledger.received(recipient, year);
        let paid = |payer| self.ledger.paid(payer, year);
        let providers = outcome::providers(system, year, &hours, received, &paid);
        if system.people.weight == 1.0 {
            let bill = self.bill(counts, year, comparator, false);
            let practices = outcome::practices(&bill, &providers, &paid);
            self.result.practices.push(practices);
        }
        self.result.providers.push(providers);
    }

    fn received(&self, year: usize) -> Vec<Cents> {
        (0..=self.system.disciplines.len())
            .map(|recipient| self.ledger.received(recipient, year))
            .collect()
    }

    /// The mean quality score over the arm's bonuses.
    fn score(&self, counts: &Counts, year: usize) -> f64 {
        let arm = &self.system.arms[self.member.arm];
        let of = Neighbourhood::simulated(self.system, arm, counts, year);
        let of_bonus = |component: &Component| Some(score(&of, component.score()?));
        let scores: Vec<f64> = arm.components.iter().filter_map(of_bonus).collect();
        scores.iter().sum::<f64>() / scores.len().max(1) as f64
    }

    fn finish(mut self, resident_totals: Option<ResidentTotals>) -> (Member, ArmResult) {
        self.result.flows = self.ledger.flows();
        self.result.paid = self.paid();
        self.result.panels = std::mem::take(&mut self.panels);
        self.result.resident_totals = resident_totals;
        (self.member, self.result)
    }
}
