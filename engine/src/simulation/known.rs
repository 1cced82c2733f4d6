//! What a comparator came to in every replication, for runs of two arms in which nothing but the other arm is another.
//!
//! Comes in: plans of a comparator and one arm. Goes out: the same replications as [`run_each`](super::run_each) makes, the
//! comparator of those that are kept not lived again. Deliberately absent: whether two plans differ in more than the arm, which
//! the caller knows; effects mechanism by mechanism and spreads over residents, which stay empty.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::scenario::schema::Scenario;
use crate::system::System;
use crate::system::plan::{Plan, same_tables};
use crate::tables::CountedForArms;

use super::book::Book;
use super::comparator::Comparator;
use super::exact::too_large;
use super::expecting::{DrawExpectation, Expecting, ToldFigures, TownExpectation};
use super::foresight::{Foresight, asks_expectation};
use super::groups::{Member, groups};
use super::history::{Again, History, Kept};
use super::life::Life;
use super::lived_years::LivedYears;
use super::real_size::{between, figures, told_weight, weighing};
use super::replication::{live, luck, repriced};
use super::result::{ArmResult, Replication};
use super::run::{Options, Stopped, Watch, each_number, pool_behind};
use super::town::Town;

/// Bytes that may be kept, which several comparators share: of replications that find no room nothing is kept.
#[derive(Debug)]
pub struct KeptRoom {
    free: AtomicUsize,
}

impl KeptRoom {
    /// So many bytes.
    pub fn new(bytes: usize) -> KeptRoom {
        KeptRoom {
            free: AtomicUsize::new(bytes),
        }
    }

    /// Bytes that nobody has taken.
    pub fn free(&self) -> usize {
        self.free.load(Ordering::Relaxed)
    }

    /// Takes so many bytes, where there are any left.
    fn take(&self, bytes: usize) -> bool {
        let rest = |free: usize| free.checked_sub(bytes);
        self.free
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest)
            .is_ok()
    }

    fn give_back(&self, bytes: usize) {
        self.free.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// What is kept of a comparator, replication by replication.
pub struct KnownComparator {
    room: Arc<KeptRoom>,
    /// Of parameters that are never drawn, which are the same in every replication.
    at_means: OnceLock<Arc<ComparatorDraw>>,
    /// The first of its scenarios, whose tables are kept: for others that have the same.
    first: OnceLock<Scenario>,
    kept: Mutex<KeptReplications>,
}

/// What is kept by replication, tables and towns, as far as there is room.
#[derive(Default)]
struct KeptReplications {
    /// With the bytes that they take.
    towns: BTreeMap<u32, (Arc<KnownTown>, usize)>,
    /// For their tables.
    systems: BTreeMap<u32, Arc<System>>,
    bytes: usize,
}

/// What is kept of one draw of the parameters, but for its tables.
struct ComparatorDraw {
    comparator: usize,
    counted: CountedForArms,
    twin: Arc<dyn DrawExpectation>,
    /// What the comparator is expected to come to, where that is asked.
    expected: Option<(ArmResult, Arc<History>)>,
}

/// A comparator and an arm in one draw.
struct DrawnArm {
    system: System,
    expected: Option<TownExpectation>,
}

/// What the comparator came to in one replication.
struct KnownTown {
    draw: Arc<ComparatorDraw>,
    foresight: Foresight,
    result: ArmResult,
    sample: LivedComparator,
    /// The same at the real size, where that is told.
    real: Option<LivedComparator>,
}

/// The years of a comparator, and what other arms are measured by beside them.
struct LivedComparator {
    history: Arc<History>,
    /// Without what happened in the years, which the history has.
    accounts: Comparator,
}

impl LivedComparator {
    fn new(history: Arc<History>, mut accounts: Comparator) -> LivedComparator {
        accounts.care.clear();
        LivedComparator { history, accounts }
    }

    /// What other arms are measured by.
    fn measure(&self) -> Comparator {
        let mut measure = self.accounts.clone();
        let years = self.history.years.iter();
        measure.care = years.map(|(year, _)| year.counts.clone()).collect();
        measure
    }

    /// Bytes of its counts.
    fn bytes(&self) -> usize {
        let years = &self.history.years;
        let counts = years.first().map(|(year, _)| year.counts.layout().len());
        years.len() * counts.unwrap_or(0) * size_of::<i64>()
    }
}

impl KnownComparator {
    /// Of nothing yet; what will be kept shares a room.
    pub fn within(room: Arc<KeptRoom>) -> KnownComparator {
        KnownComparator {
            room,
            at_means: OnceLock::new(),
            first: OnceLock::new(),
            kept: Mutex::default(),
        }
    }

    fn kept(&self) -> MutexGuard<'_, KeptReplications> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the town of a replication, instead of an earlier one.
    fn keep_town(&self, replication: u32, town: &Arc<KnownTown>) {
        let mut kept = self.kept();
        if let Some((_, before)) = kept.towns.remove(&replication) {
            self.room.give_back(before);
            kept.bytes -= before;
        }
        let bytes = town.bytes();
        if self.room.take(bytes) {
            kept.bytes += bytes;
            kept.towns.insert(replication, (Arc::clone(town), bytes));
        }
    }

    /// Keeps the tables of a system.
    fn keep_tables(&self, replication: u32, system: &System) {
        let mut kept = self.kept();
        let bytes = system.bytes();
        if !kept.systems.contains_key(&replication) && self.room.take(bytes) {
            kept.bytes += bytes;
            kept.systems.insert(replication, Arc::new(system.clone()));
        }
    }
}

impl Drop for KnownComparator {
    fn drop(&mut self) {
        let bytes = self.kept().bytes;
        self.room.give_back(bytes);
    }
}

impl ComparatorDraw {
    /// The draw of a system, and the system in it.
    fn new(
        system: System,
        begin: fn() -> Arc<dyn DrawExpectation>,
        is_expected: bool,
    ) -> (Arc<ComparatorDraw>, Arc<DrawnArm>) {
        let twin = begin();
        let expected = is_expected.then(|| twin.results(&system));
        let of_comparator = |both: &TownExpectation| both[system.comparator].clone();
        let draw = ComparatorDraw {
            expected: expected.as_ref().map(of_comparator),
            comparator: system.comparator,
            counted: system.counted_for_arms(),
            twin,
        };
        (Arc::new(draw), Arc::new(DrawnArm { system, expected }))
    }

    /// Another system in the draw; `None` where its comparator would live another life, or what is expected be told in coarser
    /// parts.
    fn with(&self, system: System) -> Option<Arc<DrawnArm>> {
        // What an arm does decides limits where rates were observed under it.
        let is_alike = self.comparator == system.comparator
            && system.observed_under == system.comparator
            && self.counted == system.counted_for_arms();
        if !is_alike {
            return None;
        }
        let expected = match &self.expected {
            None => None,
            Some(comparator) => {
                let arm = self.twin.beside(&system, other(&system))?;
                if arm.1.weight != comparator.1.weight {
                    return None;
                }
                let mut both = vec![comparator.clone(), arm];
                if system.comparator == 1 {
                    both.swap(0, 1);
                }
                Some(both)
            }
        };
        Some(Arc::new(DrawnArm { system, expected }))
    }
}

impl KnownTown {
    /// About how many bytes it takes.
    fn bytes(&self) -> usize {
        // The sample, the real size, what is expected, what the twin measures by, and about as much of results.
        5 * self.sample.bytes() + self.draw.twin.bytes()
    }
}

/// The arm that is not the comparator, of two.
fn other(system: &System) -> usize {
    1 - system.comparator.min(1)
}

/// How the replications of a run are lived.
struct BesideRun<'a> {
    plan: &'a Plan,
    known: &'a KnownComparator,
    seed: u64,
    is_told: bool,
    is_expected: bool,
    /// Whether the tables of its draws are those that are kept.
    shares_tables: bool,
    begin: fn() -> Arc<dyn DrawExpectation>,
    /// Where parameters are never drawn.
    at_means: Option<(Arc<ComparatorDraw>, Arc<DrawnArm>)>,
    is_stopped: &'a (dyn Fn() -> bool + Sync),
}

/// Runs the replications with these numbers of a scenario of two arms, at the real size or as simulated, as
/// [`run_each`](super::run_each) does. What the comparator comes to is taken from what is known of it, and kept there.
///
/// # Errors
/// As [`run_each`](super::run_each).
pub fn run_beside(
    plan: &Plan,
    options: Options,
    expecting: Expecting,
    numbers: &[u32],
    (known, watch): (&KnownComparator, Watch),
    finished: &(dyn Fn(u32, Replication) + Sync),
) -> Result<(), Stopped> {
    let is_sample = plan.means().people.weight > 1.0;
    let is_told = expecting.told == ToldFigures::AtRealSize && is_sample;
    let mut run = BesideRun {
        plan,
        known,
        seed: options.seed,
        is_told,
        is_expected: is_told || asks_expectation(plan.means()),
        shares_tables: plan.draws_parameters() && {
            let first = known.first.get_or_init(|| plan.scenario.clone());
            same_tables(first, &plan.scenario)
        },
        begin: expecting.begin,
        at_means: None,
        is_stopped: watch.is_stopped,
    };
    let pool = pool_behind(options.threads)?;
    if !plan.draws_parameters() {
        run.at_means = Some(pool.install(|| run.means()));
    }
    let live = |number: u32, in_parallel: bool| {
        let lived = run.live(number, in_parallel);
        let lived = lived.ok_or(Stopped::Interrupted)?;
        if let Some(problem) = too_large(plan.means(), &lived) {
            return Err(Stopped::TooLarge(problem));
        }
        finished(number, lived);
        Ok(())
    };
    let lived = each_number(&pool, numbers, watch, &live);
    if let Some((draw, _)) = &run.at_means {
        draw.twin.rest();
    }
    lived
}

impl BesideRun<'_> {
    fn live(&self, number: u32, in_parallel: bool) -> Option<Replication> {
        if (self.is_stopped)() {
            return None;
        }
        let known = self.known.kept().towns.get(&number).cloned();
        let known = known.and_then(|(town, _)| {
            let found = self.with(&town.draw, number);
            if found.is_none() {
                self.rest(&town.draw);
            }
            Some((found?, town))
        });
        let (arm, town) = match known {
            Some(known) => known,
            None => {
                let (draw, arm) = self.at_means.clone().unwrap_or_else(|| {
                    ComparatorDraw::new(self.system(number), self.begin, self.is_expected)
                });
                let town = self.comparator(draw, &arm, number, in_parallel)?;
                let town = Arc::new(town);
                self.known.keep_town(number, &town);
                (arm, town)
            }
        };
        self.beside(&town, &arm, number, in_parallel)
    }

    /// The means, beside what was known first where the comparator lives as it does in the plan.
    fn means(&self) -> (Arc<ComparatorDraw>, Arc<DrawnArm>) {
        let first = self.known.at_means.get();
        let on_first = first.and_then(|draw| Some((Arc::clone(draw), self.set_on(draw, 0)?)));
        on_first.unwrap_or_else(|| {
            let means = self.plan.means().clone();
            let (draw, arm) = ComparatorDraw::new(means, self.begin, self.is_expected);
            self.known.at_means.get_or_init(|| Arc::clone(&draw));
            (draw, arm)
        })
    }

    /// Lets go of what a twin can work out again, but for one draw that all replications share.
    fn rest(&self, draw: &ComparatorDraw) {
        if self.at_means.is_none() {
            draw.twin.rest();
        }
    }

    /// The plan's arm in a draw that is known.
    fn with(&self, draw: &Arc<ComparatorDraw>, number: u32) -> Option<Arc<DrawnArm>> {
        match &self.at_means {
            Some((means, arm)) => Arc::ptr_eq(means, draw).then(|| Arc::clone(arm)),
            None => self.set_on(draw, number),
        }
    }

    fn set_on(&self, draw: &ComparatorDraw, number: u32) -> Option<Arc<DrawnArm>> {
        draw.with(self.system(number))
    }

    /// The system of a replication, on tables that are kept where there are any.
    fn system(&self, number: u32) -> System {
        if !self.shares_tables {
            return self.plan.system(self.seed, number);
        }
        let known = self.known.kept().systems.get(&number).cloned();
        if let Some(known) = known {
            return self.plan.system_on(&known, (self.seed, number));
        }
        let system = self.plan.system(self.seed, number);
        self.known.keep_tables(number, &system);
        system
    }

    /// Lives the comparator in a draw.
    fn comparator(
        &self,
        draw: Arc<ComparatorDraw>,
        drawn: &DrawnArm,
        number: u32,
        in_parallel: bool,
    ) -> Option<KnownTown> {
        let (system, expected) = (&drawn.system, drawn.expected.as_ref());
        let foresight = Foresight::new(system, (&*draw.twin, expected), true);
        let history = expected.map(|expected| &*expected[system.comparator].1);
        let known = (&*draw.twin, history);
        let own = foresight.of_arm((system, system), system.comparator, known);
        self.rest(&draw);
        let luck = luck(self.seed, number);
        let apart = LivedYears::apart();
        let of = (system.comparator, &foresight, &apart);
        let town = Town::new(system, of, (luck, own), in_parallel, false);
        let mut town = Kept::new(town, system.people.weight);
        let measure = Comparator::default();
        let settled = self.settle(system, system.comparator, expected, &mut town, measure);
        let (mut result, accounts) = settled?;
        let (town, history) = town.into_parts();
        foresight.learn(system.comparator, town.sample);
        let mut real = None;
        if let Some((of_expected, of_years)) = draw.expected.as_ref().filter(|_| self.is_told) {
            let weight = told_weight(of_years);
            let whole = weighing(system, weight);
            let years = Arc::new(between(of_years, &history, weight));
            let mut town = Again::new(Arc::clone(&years));
            let measure = Comparator::default();
            let settled = self.settle(&whole, system.comparator, expected, &mut town, measure);
            let (found, accounts) = settled?;
            result.real_size = Some(Box::new(figures(found, of_expected)));
            real = Some(LivedComparator::new(years, accounts));
        }
        Some(KnownTown {
            foresight: foresight.without_outlook(),
            draw,
            result,
            sample: LivedComparator::new(history, accounts),
            real,
        })
    }

    /// Lives an arm beside the comparator.
    fn beside(
        &self,
        town: &KnownTown,
        drawn: &DrawnArm,
        number: u32,
        in_parallel: bool,
    ) -> Option<Replication> {
        let (system, expected) = (&drawn.system, drawn.expected.as_ref());
        let arm = other(system);
        let measure = town.sample.measure();
        let shares_care = groups(std::slice::from_ref(system), true).len() == 1;
        let known = (!shares_care).then(|| {
            let foresight = town.foresight.again(system);
            let history = expected.map(|expected| &*expected[arm].1);
            let known = (&*town.draw.twin, history);
            let own = foresight.of_arm((system, system), arm, known);
            (foresight, own)
        });
        self.rest(&town.draw);
        let (mut result, history) = if let Some((foresight, own)) = known {
            let luck = luck(self.seed, number);
            let apart = LivedYears::apart();
            let of = (arm, &foresight, &apart);
            let lived = Town::new(system, of, (luck, own), in_parallel, false);
            let mut lived = Kept::new(lived, system.people.weight);
            let (result, _) = self.settle(system, arm, expected, &mut lived, measure)?;
            (result, lived.into_parts().1)
        } else {
            let mut again = Again::new(Arc::clone(&town.sample.history));
            let (result, _) = self.settle(system, arm, expected, &mut again, measure)?;
            (result, Arc::clone(&town.sample.history))
        };
        if let (Some(expected), Some(real)) = (expected, &town.real) {
            let (of_expected, of_years) = &expected[arm];
            let weight = told_weight(of_years);
            let mut again = Again::new(Arc::new(between(of_years, &history, weight)));
            let whole = weighing(system, weight);
            let found = self.settle(&whole, arm, Some(expected), &mut again, real.measure());
            result.real_size = Some(Box::new(figures(found?.0, of_expected)));
        }
        let mut arms = vec![town.result.clone(), result];
        if system.comparator == 1 {
            arms.swap(0, 1);
        }
        Some(Replication { arms })
    }

    /// Lives and settles the years of one arm, measured by the comparator, and gives what others are measured by then.
    fn settle(
        &self,
        system: &System,
        arm: usize,
        expected: Option<&TownExpectation>,
        town: &mut dyn Life,
        measure: Comparator,
    ) -> Option<(ArmResult, Comparator)> {
        let book = Book::new(system, Member { variant: 0, arm }, expected);
        let mut measures = [measure];
        let lived = live(town, vec![book], &mut measures, self.is_stopped)?;
        let [measure] = measures;
        let (_, mut result) = lived.into_iter().next()?;
        let is_other = arm != system.comparator;
        result.repriced = is_other.then(|| repriced(system, arm, &measure));
        Some((result, measure))
    }
}
