//! One replication: a parameter draw, the groups of arms with the same care, and every arm's result.
//!
//! Comes in: a system with its parameters drawn, and who lives in it. Goes out: [`Replication`].
//! Deliberately absent: how a year is lived and settled (year.rs), and more than one replication (run.rs).

use std::sync::Arc;

use crate::base::money::Cents;
use crate::base::random::Key;
use crate::system::System;

use super::book::Book;
use super::comparator::Comparator;
use super::expecting::{DrawExpectation, TownExpectation};
use super::foresight::Foresight;
use super::groups::{Member, groups};
use super::history::{History, Kept};
use super::layers::variants;
use super::life::Life;
use super::lived_years::LivedYears;
use super::result::{ArmResult, Replication};
use super::town::Town;
use super::year::live_year;

/// How a replication is lived.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReplicationSettings {
    pub seed: u64,
    pub replication: u32,
    /// Whether spread of totals over residents is kept.
    pub keeps_totals: bool,
    /// Whether the residents of one town are spread over threads.
    pub in_parallel: bool,
    /// Whether arms share their luck; without, each group of arms has its own.
    pub shares_luck: bool,
}

/// A replication as it was lived.
pub(super) struct LivedReplication {
    pub replication: Replication,
    /// The parameters drawn.
    pub system: System,
    /// By arm, with all its mechanisms.
    pub histories: Vec<Arc<History>>,
}

/// Lives one replication of a system, of which `twin` tells what to expect, and `expected` is what arms are expected to come
/// to, where that is asked. `is_stopped` is asked every cycle; `None` when it said so.
pub(super) fn replication(
    system: System,
    (twin, expected): (&dyn DrawExpectation, Option<&TownExpectation>),
    manner: ReplicationSettings,
    is_stopped: &dyn Fn() -> bool,
) -> Option<LivedReplication> {
    let variants = variants(system);
    let foresight = Foresight::new(&variants[0], (twin, expected), manner.shares_luck);
    let (people, time) = (&variants[0].people, &variants[0].time);
    let is_shared = manner.shares_luck && !manner.keeps_totals;
    let lived_years = LivedYears::new(is_shared, people.sample, time.years);
    let luck = luck(manner.seed, manner.replication);
    let town = |number: usize, Member { variant, arm }: Member| {
        let luck = if manner.shares_luck {
            luck
        } else {
            luck.with_name("group").with(number as u64)
        };
        let system = &variants[variant];
        let as_it_is = expected.filter(|_| variant == 0);
        let history = as_it_is.map(|expected| &*expected[arm].1);
        let own = foresight.of_arm((&variants[0], system), arm, (twin, history));
        let arm = (arm, &foresight, &lived_years);
        let town = Town::new(
            system,
            arm,
            (luck, own),
            manner.in_parallel,
            manner.keeps_totals,
        );
        Kept::new(town, system.people.weight)
    };
    let mut histories = vec![None; variants[0].arms.len()];
    let lived = |members: &[Member], town: Kept<Town>| {
        let (town, history) = town.into_parts();
        for member in members.iter().filter(|member| member.variant == 0) {
            histories[member.arm] = Some(Arc::clone(&history));
        }
        foresight.learn(members[0].arm, town.sample);
    };
    let replication = every_arm(
        &variants,
        (manner.shares_luck, expected),
        town,
        lived,
        is_stopped,
    )?;
    Some(LivedReplication {
        replication,
        histories: histories.into_iter().flatten().collect(),
        system: variants.into_iter().next()?,
    })
}

/// Root of the luck of one replication.
pub(super) fn luck(seed: u64, replication: u32) -> Key {
    Key::root(seed)
        .with_name("luck")
        .with(u64::from(replication))
}

/// Every arm of a system, which is the first of `variants`; the others are it with fewer mechanisms. `found` makes a
/// town, of the number of a group with the same care and the first of its members; `lived` gets the members of each
/// group and their town afterwards. Arms with the same care share a town where `shares_care`; `expected` is what is expected
/// of them, and `None` where their town is an expectation itself.
pub(super) fn every_arm<L: Life>(
    variants: &[System],
    (shares_care, expected): (bool, Option<&TownExpectation>),
    found: impl Fn(usize, Member) -> L,
    mut lived: impl FnMut(&[Member], L),
    is_stopped: &dyn Fn() -> bool,
) -> Option<Replication> {
    let system = &variants[0];
    let mut arms = vec![ArmResult::default(); system.arms.len()];
    let mut steps = vec![vec![Vec::new(); variants.len() - 1]; system.arms.len()];
    let mut comparators = vec![Comparator::default(); variants.len()];
    let groups = groups(variants, shares_care);
    for (number, members) in groups.iter().enumerate() {
        let mut town = found(number, members[0]);
        let settled_apart = members.iter().enumerate();
        let settled_apart = settled_apart.filter(|(at, member)| {
            let mut earlier = members[..*at].iter();
            !earlier.any(|earlier| are_settled_alike(system, &groups, [earlier, member]))
        });
        let books = settled_apart
            .map(|(_, &member)| Book::new(&variants[member.variant], member, expected))
            .collect();
        for (settled, result) in live(&mut town, books, &mut comparators, is_stopped)? {
            if settled.variant == 0 {
                arms[settled.arm] = result;
                continue;
            }
            let pairs = members.iter().map(|member| [&settled, member]);
            for [_, member] in pairs.filter(|pair| are_settled_alike(system, &groups, *pair)) {
                steps[member.arm][member.variant - 1].clone_from(&result.paid);
            }
        }
        lived(members, town);
    }
    for (arm, (result, steps)) in arms.iter_mut().zip(steps).enumerate() {
        let is_other = arm != system.comparator;
        result.repriced = is_other.then(|| repriced(system, arm, &comparators[0]));
        result.steps = steps;
    }
    Some(Replication { arms })
}

/// Whether two members of a group, of the same care therefore, come to the same accounts: the same arm, without contracts (as
/// all variants but the first are), beside a comparator of the same care. The comparator's own are kept variant by variant.
fn are_settled_alike(system: &System, groups: &[Vec<Member>], pair: [&Member; 2]) -> bool {
    let [one, other] = pair;
    let beside = |variant: usize| {
        let arm = system.comparator;
        let mut groups = groups.iter();
        groups.position(|members| members.contains(&Member { variant, arm }))
    };
    one == other
        || one.arm == other.arm
            && one.arm != system.comparator
            && one.variant > 0
            && other.variant > 0
            && beside(one.variant) == beside(other.variant)
}

/// The accounts of the comparator, by which other arms of the system are measured, one after another or at once.
#[derive(Clone)]
pub struct ComparatorAccounts(Vec<Comparator>);

/// What the arms of a group with the same care came to, and the town that they shared.
pub struct SettledGroup<L> {
    /// Each arm, by index, with its result.
    pub arms: Vec<(usize, ArmResult)>,
    /// Who lived there.
    pub town: L,
}

impl ComparatorAccounts {
    /// Arms of a system in groups with the same care, by index; the comparator's comes first.
    pub fn groups(system: &System) -> Vec<Vec<usize>> {
        let groups = groups(std::slice::from_ref(system), true).into_iter();
        groups
            .map(|members| members.iter().map(|member| member.arm).collect())
            .collect()
    }

    /// Lives and settles the comparator and the arms that share its care.
    pub fn first<L: Life>(
        system: &System,
        arms: &[usize],
        town: L,
    ) -> (ComparatorAccounts, SettledGroup<L>) {
        let mut measure = ComparatorAccounts(vec![Comparator::default()]);
        let settled = measure.settle(system, arms, town);
        (measure, settled)
    }

    /// Lives and settles other arms that share their care, beside the comparator.
    pub fn beside<L: Life>(&self, system: &System, arms: &[usize], town: L) -> SettledGroup<L> {
        self.clone().settle(system, arms, town)
    }

    fn settle<L: Life>(&mut self, system: &System, arms: &[usize], mut town: L) -> SettledGroup<L> {
        let member = |&arm| Book::new(system, Member { variant: 0, arm }, None);
        let books = arms.iter().map(member).collect();
        let lived = live(&mut town, books, &mut self.0, &|| false).unwrap_or_default();
        let arms = lived.into_iter().map(|(Member { arm, .. }, mut result)| {
            let is_other = arm != system.comparator;
            result.repriced = is_other.then(|| repriced(system, arm, &self.0[0]));
            (arm, result)
        });
        SettledGroup {
            arms: arms.collect(),
            town,
        }
    }
}

/// Lives all years of a town for every member of its group.
pub(super) fn live(
    town: &mut dyn Life,
    mut books: Vec<Book>,
    comparators: &mut [Comparator],
    is_stopped: &dyn Fn() -> bool,
) -> Option<Vec<(Member, ArmResult)>> {
    books
        .iter_mut()
        .for_each(|book| book.find_factor(&comparators[book.member.variant]));
    town.fund(books[0].neutral());
    for year in 0..books[0].system.time.years {
        live_year(town, &mut books, comparators, year, is_stopped)?;
    }
    let totals = town.resident_totals();
    let finished = books.into_iter();
    Some(finished.map(|book| book.finish(totals.clone())).collect())
}

/// What each payer would lay out if the arm paid for the comparator's care: `[payer][year]`.
pub(super) fn repriced(system: &System, arm: usize, comparator: &Comparator) -> Vec<Vec<Cents>> {
    let mut book = Book::new(system, Member { variant: 0, arm }, None);
    book.find_factor(comparator);
    for (year, counts) in comparator.care.iter().enumerate() {
        book.settle(counts, year, comparator, true);
    }
    book.paid()
}
