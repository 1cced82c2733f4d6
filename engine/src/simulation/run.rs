//! A run: replications over threads, and where they can be had from afterwards.
//!
//! Comes in: a plan, and the numbers of the replications wanted. Goes out: each replication as soon as it is done, or
//! all of them as a [`Run`]. Deliberately absent: keeping them (that is the store of `report`), and what is made of
//! them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use thread_priority::ThreadPriority;

use crate::system::System;
use crate::system::plan::Plan;

use super::exact::too_large;
use super::expecting::{DrawExpectation, Expecting, ToldFigures, TownExpectation};
use super::foresight::asks_expectation;
use super::real_size;
use super::replication::{LivedReplication, ReplicationSettings, replication};
use super::result::Replication;

/// How a run is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Replications.
    pub replications: u32,
    /// Root of all random numbers.
    pub seed: u64,
    /// Threads; 0 takes all there are. Results do not depend on it.
    pub threads: usize,
    /// Whether arms share their luck. Only a comparison of the two ways turns it off.
    pub shares_luck: bool,
}

/// A finished run.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The replications, in order.
    pub replications: Vec<Replication>,
    /// Threads used.
    pub threads: usize,
}

/// Replications that can be gone through as often as needed, wherever they are: in memory or on disk.
pub trait ReplicationSource {
    /// How many there are.
    fn count(&self) -> usize;

    /// Hands over every replication in the order of their numbers, with the results of these arms only; in the places
    /// of the other arms stand empty results.
    ///
    /// # Errors
    /// In words, when one cannot be read.
    fn each(&self, arms: &[usize], take: &mut dyn FnMut(Replication)) -> Result<(), String>;

    /// All replications with the results of these arms only, in memory.
    ///
    /// # Errors
    /// In words, when one cannot be read.
    fn of(&self, arms: &[usize]) -> Result<Cow<'_, Run>, String> {
        let mut replications = Vec::with_capacity(self.count());
        self.each(arms, &mut |replication| replications.push(replication))?;
        Ok(Cow::Owned(Run {
            replications,
            threads: 0,
        }))
    }

    /// What payers laid out under every one of so many arms, without anything else: 8 bytes a payer and year.
    ///
    /// # Errors
    /// In words, when one cannot be read.
    fn paid(&self, arms: usize) -> Result<Run, String> {
        let arms: Vec<usize> = (0..arms).collect();
        let mut replications = Vec::with_capacity(self.count());
        self.each(&arms, &mut |replication| {
            replications.push(replication.paid_only());
        })?;
        Ok(Run {
            replications,
            threads: 0,
        })
    }
}

impl ReplicationSource for Run {
    fn count(&self) -> usize {
        self.replications.len()
    }

    fn each(&self, _arms: &[usize], take: &mut dyn FnMut(Replication)) -> Result<(), String> {
        self.replications.iter().cloned().for_each(take);
        Ok(())
    }

    fn of(&self, _arms: &[usize]) -> Result<Cow<'_, Run>, String> {
        Ok(Cow::Borrowed(self))
    }
}

/// Why a run did not finish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// The caller asked.
    Interrupted,
    /// The machine gave no threads.
    NoThreads(String),
    /// Money that cannot be kept to the cent, in words.
    TooLarge(String),
}

/// How a caller follows a run; both are called from many threads.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Told how many replications are done.
    pub advanced: &'a (dyn Fn(u32) + Sync),
    /// Asked every cycle whether to stop.
    pub is_stopped: &'a (dyn Fn() -> bool + Sync),
}

impl Watch<'_> {
    /// Nobody follows.
    pub const NOBODY: Watch<'static> = Watch {
        advanced: &|_| {},
        is_stopped: &|| false,
    };
}

/// So many threads; 0 takes all there are.
///
/// # Errors
/// When the machine gives none.
pub fn pool(threads: usize) -> Result<rayon::ThreadPool, Stopped> {
    built(rayon::ThreadPoolBuilder::new().num_threads(threads))
}

/// The same, of threads to which the machine prefers every other one: of a program that answers questions meanwhile.
///
/// # Errors
/// As [`pool`].
pub fn pool_behind(threads: usize) -> Result<rayon::ThreadPool, Stopped> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
    built(builder.start_handler(|_| {
        // Where a machine does not do so, answers come later, and are the same.
        let _unchanged = ThreadPriority::Min.set_for_current();
    }))
}

fn built(builder: rayon::ThreadPoolBuilder) -> Result<rayon::ThreadPool, Stopped> {
    let pool = builder.build();
    pool.map_err(|error| Stopped::NoThreads(error.to_string()))
}

/// The twin of one draw, and what every arm is expected to come to, where that is asked.
type KnownDraw = (Arc<dyn DrawExpectation>, Option<TownExpectation>);

/// Runs all replications and keeps them in memory.
///
/// # Errors
/// When the watch says to stop, the machine gives no threads, or money cannot be kept to the cent.
pub fn run(
    plan: &Plan,
    options: Options,
    expecting: Expecting,
    watch: Watch,
) -> Result<Run, Stopped> {
    let all: Vec<u32> = (0..options.replications).collect();
    let kept = Mutex::new(BTreeMap::new());
    let threads = run_each(
        plan,
        options,
        expecting,
        &all,
        watch,
        &|number, replication| {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert(number, replication);
        },
    )?;
    let kept = kept.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Run {
        replications: kept.into_values().collect(),
        threads,
    })
}

/// Runs the replications with these numbers, whatever `options` say of how many there are, and hands over each as soon
/// as it is done, from many threads. A replication depends on its number alone, so that it does not matter which others
/// are run with it. Gives the threads used.
///
/// # Errors
/// When the watch says to stop, the machine gives no threads, or money cannot be kept to the cent.
pub fn run_each(
    plan: &Plan,
    options: Options,
    expecting: Expecting,
    numbers: &[u32],
    watch: Watch,
    finished: &(dyn Fn(u32, Replication) + Sync),
) -> Result<usize, Stopped> {
    let pool = pool(options.threads)?;
    let threads = pool.current_num_threads();
    if expecting.told == ToldFigures::Expected {
        let begin = expecting.begin;
        pool.install(|| expect_each(plan, options.seed, begin, numbers, watch, finished))?;
        return Ok(threads);
    }
    let is_sample = plan.means().people.weight > 1.0;
    let is_told = expecting.told == ToldFigures::AtRealSize && is_sample;
    let is_expected = is_told || asks_expectation(plan.means());
    let of = |system: &System| {
        let twin = (expecting.begin)();
        let results = is_expected.then(|| twin.results(system));
        Arc::new((twin, results))
    };
    // Parameters that are never drawn are the same in every replication, and so is what is expected.
    let known: Option<Arc<KnownDraw>> = match plan.draws_parameters() {
        true => None,
        false => Some(pool.install(|| of(plan.means()))),
    };
    let expected = |system: &System| known.clone().unwrap_or_else(|| of(system));
    let with_real_size = |mut lived: LivedReplication, expected: Option<&TownExpectation>| {
        if let Some(expected) = expected.filter(|_| is_told) {
            let arms = &mut lived.replication.arms;
            real_size::add(&lived.system, arms, &lived.histories, expected);
        }
        lived.replication
    };
    let live = |number: u32, in_parallel: bool| {
        let manner = ReplicationSettings {
            seed: options.seed,
            replication: number,
            keeps_totals: plan.scenario.run.resident_totals,
            in_parallel,
            shares_luck: options.shares_luck,
        };
        let system = plan.system(options.seed, number);
        let expected = expected(&system);
        let (twin, results) = (&*expected.0, expected.1.as_ref());
        let lived = replication(system, (twin, results), manner, watch.is_stopped);
        let lived = with_real_size(lived.ok_or(Stopped::Interrupted)?, results);
        if let Some(problem) = too_large(plan.means(), &lived) {
            return Err(Stopped::TooLarge(problem));
        }
        finished(number, lived);
        Ok(())
    };
    each_number(&pool, numbers, watch, &live)?;
    Ok(threads)
}

/// Lives replications on the threads of a pool: `live` is told the number of each, and whether to spread its town over them.
pub(super) fn each_number(
    pool: &rayon::ThreadPool,
    numbers: &[u32],
    watch: Watch,
    live: &(dyn Fn(u32, bool) -> Result<(), Stopped> + Sync),
) -> Result<(), Stopped> {
    let (threads, done) = (pool.current_num_threads(), AtomicU32::new(0));
    let live = |number: u32, in_parallel: bool| {
        live(number, in_parallel)?;
        (watch.advanced)(done.fetch_add(1, Ordering::Relaxed) + 1);
        Ok(())
    };
    // As many towns side by side as there are threads; what is left over is spread within each town instead.
    let (side_by_side, rest) = numbers.split_at(numbers.len() / threads * threads);
    pool.install(|| {
        side_by_side
            .par_iter()
            .try_for_each(|&number| live(number, false))?;
        rest.iter()
            .try_for_each(|&number| live(number, threads > 1))
    })
}

/// The same on the threads of the pool it is called in, where each replication is what is expected at its draw.
fn expect_each(
    plan: &Plan,
    seed: u64,
    begin: fn() -> Arc<dyn DrawExpectation>,
    numbers: &[u32],
    watch: Watch,
    finished: &(dyn Fn(u32, Replication) + Sync),
) -> Result<(), Stopped> {
    let done = AtomicU32::new(0);
    numbers.par_iter().try_for_each(|&number| {
        if (watch.is_stopped)() {
            return Err(Stopped::Interrupted);
        }
        let system = plan.system(seed, number);
        let arms = begin().results(&system).into_iter();
        let expected = Replication {
            arms: arms.map(|(result, _)| result).collect(),
        };
        if let Some(problem) = too_large(&system, &expected) {
            return Err(Stopped::TooLarge(problem));
        }
        finished(number, expected);
        (watch.advanced)(done.fetch_add(1, Ordering::Relaxed) + 1);
        Ok(())
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// How nice the thread is to others, from what the system says of it: the 17th figure behind its name.
    fn niceness() -> i32 {
        let told = std::fs::read_to_string("/proc/thread-self/stat").expect("a thread");
        let (_, figures) = told.rsplit_once(')').expect("a name");
        let niceness = figures.split_whitespace().nth(16).expect("19 figures");
        niceness.parse().expect("a number")
    }

    #[test]
    fn threads_behind_others_are_told_so_and_only_they() {
        let nice =
            |pool: Result<rayon::ThreadPool, Stopped>| pool.expect("threads").install(niceness);
        assert_eq!(nice(pool_behind(2)), 19);
        assert_eq!(nice(pool(2)), niceness());
    }
}
