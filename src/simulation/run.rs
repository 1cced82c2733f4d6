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

/// Runs all replications. `progress` is told how many are done, and answers whether to go on; it is asked from many
/// threads.
///
/// # Errors
/// When `progress` says to stop, or the machine gives no threads.
pub fn run(plan: &Plan, options: Options, progress: &(dyn Fn(u32) -> bool + Sync)) -> Result<Run, Stopped> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build()
        .map_err(|error| Stopped::NoThreads(error.to_string()))?;
    let threads = pool.current_num_threads();
    let done = AtomicU32::new(0);
    let live = |number: u32, in_parallel: bool| {
        let manner = Manner { seed: options.seed, replication: number, in_parallel, shares_luck: options.shares_luck };
        let is_stopped = || !progress(done.load(Ordering::Relaxed));
        let replication = replication(plan, manner, &is_stopped)?;
        done.fetch_add(1, Ordering::Relaxed);
        progress(done.load(Ordering::Relaxed)).then_some(replication)
    };
    // As many towns side by side as there are threads; what is left over is spread within each town instead.
    let side_by_side = options.replications / threads as u32 * threads as u32;
    let replications = pool.install(|| {
        let together: Option<Vec<Replication>> =
            (0..side_by_side).into_par_iter().map(|number| live(number, false)).collect();
        let mut replications = together?;
        for number in side_by_side..options.replications {
            replications.push(live(number, threads > 1)?);
        }
        Some(replications)
    });
    match replications {
        Some(replications) => Ok(Run { replications, threads }),
        None => Err(Stopped::Interrupted),
    }
}
