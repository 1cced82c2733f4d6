use crate::base::money::Cents;
use crate::base::random::Key;
use crate::ledger::{Flow, Ledger};
use crate::outcome::{self, Provider, Total, Year};
use crate::payment::{self, Bill, Owed};
use crate::provision::{Counts, administration};
use crate::system::System;
use crate::system::plan::Plan;

use super::groups::groups;
use super::life::{Life, YearSoFar};
use super::town::Town;

/// One parameter draw with one set of people and luck: every arm's result, in scenario order.
#[derive(Debug, Clone, PartialEq)]
pub struct Replication {
    /// Per arm.
    pub arms: Vec<ArmResult>,
}

/// What one arm came to in one replication.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ArmResult {
    /// Who paid whom.
    pub flows: Vec<Flow>,
    /// What each payer laid out: `[payer][year]`.
    pub paid: Vec<Vec<Cents>>,
    /// What each payer would lay out for the comparator's care: `[payer][year]`; `None` for the comparator.
    pub repriced: Option<Vec<Vec<Cents>>>,
    /// Outcomes: [year][outcome], in the order of `labels`.
    pub outcomes: Vec<Vec<f64>>,
    /// What the outcomes are.
    pub labels: Vec<OutcomeLabel>,
    /// Income and cost: `[year][recipient]`.
    pub providers: Vec<Vec<Provider>>,
    /// Budget-neutral factor, 1 without one.
    pub factor: f64,
    /// Spread of whole-run totals over residents, where they are kept.
    pub resident_totals: Option<ResidentTotals>,
}

/// An owned [`outcome::Label`].
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq)]
pub struct ResidentTotals {
    /// Means.
    pub mean: Vec<f64>,
    /// Standard deviations.
    pub sd: Vec<f64>,
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
    is_stopped: &dyn Fn() -> bool,
) -> Option<Replication> {
    let system = &plan.system(manner.seed, manner.replication);
    let keeps_totals = plan.scenario.run.resident_totals;
    let luck = Key::root(manner.seed)
        .with_name("luck")
        .with(u64::from(manner.replication));
    let town = |number: usize, arm: usize| {
        let luck = if manner.shares_luck {
            luck
        } else {
            luck.with_name("group").with(number as u64)
        };
        Town::new(system, arm, luck, manner.in_parallel, keeps_totals)
    };
    every_arm(system, town, |_, _| (), is_stopped)
}

/// Every arm of `system`, whose towns `found` makes: the number of a group of arms with the same care, and the first of
/// them. `lived` gets the arms of each group and their town afterwards.
pub fn every_arm<L: Life>(
    system: &System,
    found: impl Fn(usize, usize) -> L,
    mut lived: impl FnMut(&[usize], L),
    is_stopped: &dyn Fn() -> bool,
) -> Option<Replication> {
    let mut arms = vec![ArmResult::default(); system.arms.len()];
    let mut comparator = Comparator::default();
    for (number, members) in groups(system).into_iter().enumerate() {
        let mut town = found(number, members[0]);
        let books = members.iter().map(|&arm| Book::new(system, arm)).collect();
        for (arm, result) in live(system, &mut town, books, &mut comparator, is_stopped)? {
            arms[arm] = result;
        }
        lived(&members, town);
    }
    for (arm, result) in arms.iter_mut().enumerate() {
        result.repriced = (arm != system.comparator).then(|| repriced(system, arm, &comparator));
    }
    Some(Replication { arms })
}

/// The care of the comparator, which budget neutrality is measured on and every arm can be priced by.
#[derive(Default)]
struct Comparator {
    /// By year.
    care: Vec<Counts>,
    /// What each recipient received in the first year.
    received: Vec<Cents>,
}

/// What each payer would lay out if the arm paid for the comparator's care: [payer][year].
fn repriced(system: &System, arm: usize, comparator: &Comparator) -> Vec<Vec<Cents>> {
    let mut book = Book::new(system, arm);
    book.find_factor(comparator);
    for (year, counts) in comparator.care.iter().enumerate() {
        book.settle(counts, year);
    }
    book.paid()
}

/// The accounts of one arm while its town lives.
struct Book<'a> {
    system: &'a System,
    arm: usize,
    ledger: Ledger,
    totals: Vec<Cents>,
    result: ArmResult,
}

/// Lives all years of a town, and settles them for every arm of its group.
fn live(
    system: &System,
    town: &mut dyn Life,
    mut books: Vec<Book>,
    comparator: &mut Comparator,
    is_stopped: &dyn Fn() -> bool,
) -> Option<Vec<(usize, ArmResult)>> {
    let per_year = system.time.per_year;
    let is_of_comparator = comparator.care.is_empty();
    books
        .iter_mut()
        .for_each(|book| book.find_factor(comparator));
    town.fund(books[0].result.factor);
    for year in 0..system.time.years {
        town.open_year(year);
        for cycle in year * per_year..(year + 1) * per_year {
            if is_stopped() {
                return None;
            }
            town.live_cycle(cycle);
        }
        for book in &mut books {
            book.close_year(town.year());
        }
        if is_of_comparator {
            comparator.care.push(town.year().counts.clone());
        }
        if is_of_comparator && year == 0 {
            // The comparator's group comes first, and the comparator first in it; arms that share its group are
            // settled again from here, now that their factor is known.
            comparator.received = books[0].received(0);
            for book in books.iter_mut().skip(1) {
                book.reopen();
                book.find_factor(comparator);
                book.close_year(town.year());
            }
        }
        town.close_year(books[0].score(&town.year().counts));
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
    fn new(system: &'a System, arm: usize) -> Book<'a> {
        Book {
            ledger: Ledger::new(
                system.payers.len(),
                system.disciplines.len() + 1,
                system.time.years,
                system.resident,
            ),
            totals: Vec::new(),
            result: ArmResult {
                factor: 1.0,
                ..ArmResult::default()
            },
            system,
            arm,
        }
    }

    /// Back to before the first year.
    fn reopen(&mut self) {
        *self = Book::new(self.system, self.arm);
    }

    fn find_factor(&mut self, comparator: &Comparator) {
        if let Some(counts) = comparator.care.first() {
            let received = |recipient: usize| comparator.received[recipient];
            self.result.factor = payment::neutral_factor(&self.bill(counts, 0), &received);
        }
    }

    fn bill<'b>(&'b self, counts: &'b Counts, year: usize) -> Bill<'b> {
        Bill {
            system: self.system,
            arm: &self.system.arms[self.arm],
            year,
            counts,
            factor: self.result.factor,
            earlier: &self.totals,
        }
    }

    /// Settles and posts a year's care.
    fn settle(&mut self, counts: &Counts, year: usize) -> Vec<Owed> {
        let owed = payment::settle(&self.bill(counts, year));
        self.ledger.post(year, &owed);
        self.totals.push(self.ledger.total(year));
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

    /// Settles, posts and adds up a year that has just been lived.
    fn close_year(&mut self, lived: &YearSoFar) {
        let system = self.system;
        let arm = &system.arms[self.arm];
        let (counts, year) = (&lived.counts, lived.index);
        let owed = self.settle(counts, year);
        let of_year = Year {
            counts,
            access: &lived.access,
            stocks: &lived.stocks,
            owed: &owed,
            factor: self.result.factor,
            year,
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
            self.result.labels = labels;
        }
        self.result.outcomes.push(values);
        let mut hours = administration::hours(system, arm, counts, year);
        for (hours, with_residents) in hours.iter_mut().zip(&lived.hours) {
            *hours = *hours * system.people.weight + with_residents;
        }
        let received = |recipient| self.ledger.received(recipient, year);
        self.result
            .providers
            .push(outcome::providers(system, year, &hours, received));
    }

    fn received(&self, year: usize) -> Vec<Cents> {
        (0..=self.system.disciplines.len())
            .map(|recipient| self.ledger.received(recipient, year))
            .collect()
    }

    /// The mean quality score over the arm's bonuses.
    fn score(&self, counts: &Counts) -> f64 {
        use crate::scenario::schema::ComponentKind::QualityBonus;
        let components = &self.system.arms[self.arm].components;
        let scores: Vec<f64> = components
            .iter()
            .filter(|component| component.kind == QualityBonus)
            .map(|component| payment::quality::score(self.system, &component.indicators, counts))
            .collect();
        scores.iter().sum::<f64>() / scores.len().max(1) as f64
    }

    fn finish(mut self, resident_totals: Option<ResidentTotals>) -> (usize, ArmResult) {
        self.result.flows = self.ledger.flows();
        self.result.paid = self.paid();
        self.result.resident_totals = resident_totals;
        (self.arm, self.result)
    }
}
