//! All replications of a run over the threads there are.
//!
//! Comes in: a plan and how it is run. Goes out: [`Run`], or why it did not finish. Deliberately absent: what a
//! replication is (replication.rs), and keeping them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use crate::system::plan::Plan;

use super::foresight::Foresee;
use super::replication::{Manner, replication};
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

/// Why a run did not finish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// The caller asked.
    Interrupted,
    /// The machine gave no threads.
    NoThreads(String),
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
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| Stopped::NoThreads(error.to_string()))
}

/// Runs all replications; `foresee` works out what an arm is expected to ask for.
///
/// # Errors
/// When the watch says to stop, or the machine gives no threads.
pub fn run(plan: &Plan, options: Options, foresee: Foresee, watch: Watch) -> Result<Run, Stopped> {
    let all: Vec<u32> = (0..options.replications).collect();
    let (replications, threads) = run_some(plan, options, foresee, &all, &|_, _| {}, watch)?;
    Ok(Run {
        replications: replications.into_values().collect(),
        threads,
    })
}

/// Runs the replications with these numbers, whatever `options` say of how many there are; `finished` is told of each as
/// soon as it is done, from many threads. Gives them by number, and the threads used. A replication depends on its number
/// alone, so that it does not matter which others are run with it.
///
/// # Errors
/// When the watch says to stop, or the machine gives no threads.
pub fn run_some(
    plan: &Plan,
    options: Options,
    foresee: Foresee,
    numbers: &[u32],
    finished: &(dyn Fn(u32, &Replication) + Sync),
    watch: Watch,
) -> Result<(BTreeMap<u32, Replication>, usize), Stopped> {
    let pool = pool(options.threads)?;
    let threads = pool.current_num_threads();
    let done = AtomicU32::new(0);
    let live = |number: u32, in_parallel: bool| {
        let manner = Manner {
            seed: options.seed,
            replication: number,
            in_parallel,
            shares_luck: options.shares_luck,
        };
        let replication = replication(plan, manner, foresee, watch.is_stopped)?;
        finished(number, &replication);
        (watch.advanced)(done.fetch_add(1, Ordering::Relaxed) + 1);
        Some((number, replication))
    };
    // As many towns side by side as there are threads; what is left over is spread within each town instead.
    let (side_by_side, rest) = numbers.split_at(numbers.len() / threads * threads);
    let replications = pool.install(|| {
        let together: Option<Vec<(u32, Replication)>> = side_by_side
            .into_par_iter()
            .map(|&number| live(number, false))
            .collect();
        let mut replications = together?;
        for &number in rest {
            replications.push(live(number, threads > 1)?);
        }
        Some(replications)
    });
    match replications {
        Some(replications) => Ok((replications.into_iter().collect(), threads)),
        None => Err(Stopped::Interrupted),
    }
}
