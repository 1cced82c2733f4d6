use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use crate::system::plan::Plan;

use super::replication::{Manner, Replication, replication};

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

/// Runs all replications.
///
/// # Errors
/// When the watch says to stop, or the machine gives no threads.
pub fn run(plan: &Plan, options: Options, watch: Watch) -> Result<Run, Stopped> {
    let mut known = BTreeMap::new();
    let threads = complete(plan, options, &mut known, &|_, _| {}, watch)?;
    Ok(Run {
        replications: known.into_values().collect(),
        threads,
    })
}

/// Runs those replications that are not `known` yet, by number, and adds them; `finished` is told of each as soon as it
/// is done, from many threads. Gives the threads used. A replication depends on its number alone, so that it does not
/// matter which were known.
///
/// # Errors
/// When the watch says to stop, or the machine gives no threads; then nothing is added.
pub fn complete(
    plan: &Plan,
    options: Options,
    known: &mut BTreeMap<u32, Replication>,
    finished: &(dyn Fn(u32, &Replication) + Sync),
    watch: Watch,
) -> Result<usize, Stopped> {
    let pool = pool(options.threads)?;
    let threads = pool.current_num_threads();
    let missing: Vec<u32> = (0..options.replications)
        .filter(|number| !known.contains_key(number))
        .collect();
    let done = AtomicU32::new(options.replications - missing.len() as u32);
    let live = |number: u32, in_parallel: bool| {
        let manner = Manner {
            seed: options.seed,
            replication: number,
            in_parallel,
            shares_luck: options.shares_luck,
        };
        let replication = replication(plan, manner, watch.is_stopped)?;
        finished(number, &replication);
        (watch.advanced)(done.fetch_add(1, Ordering::Relaxed) + 1);
        Some((number, replication))
    };
    // As many towns side by side as there are threads; what is left over is spread within each town instead.
    let (together, one_by_one) = missing.split_at(missing.len() / threads * threads);
    let replications = pool.install(|| {
        let lived: Option<Vec<(u32, Replication)>> = together
            .into_par_iter()
            .map(|&number| live(number, false))
            .collect();
        let mut lived = lived?;
        for &number in one_by_one {
            lived.push(live(number, threads > 1)?);
        }
        Some(lived)
    });
    known.extend(replications.ok_or(Stopped::Interrupted)?);
    Ok(threads)
}
