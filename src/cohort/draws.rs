//! The twin over parameter draws: those of a run's replications, and a Latin hypercube of further ones that tells its mean
//! over all of them.

use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use crate::base::money::Cents;
use crate::simulation::{Options, Stopped, Watch, pool};
use crate::system::System;
use crate::system::plan::Plan;
use crate::tables::draw::Stratum;

use super::expected;
use super::linear::without_feedback;

/// Batches of further draws. Batches are independent, so that what they differ by tells how sure their mean is.
pub const BATCHES: u32 = 8;

/// Draws in a batch.
pub const STRATA: u32 = 16;

/// What each payer is expected to lay out in one draw: `[arm][payer][year]`.
pub type ExpectedSpending = Vec<Vec<Vec<Cents>>>;

/// What the twin expects, draw by draw.
#[derive(Debug, Clone, PartialEq)]
pub struct TwinDraws {
    /// At the parameters of each replication.
    pub replications: Vec<ExpectedSpending>,
    /// At further draws: `[batch][draw]`.
    pub batches: Vec<Vec<ExpectedSpending>>,
}

/// Evaluations of the twin for so many replications.
pub fn evaluations(replications: u32) -> u32 {
    replications + BATCHES * STRATA
}

/// The twin of `plan`, without feedback, in every draw. The watch is told how many are done.
///
/// # Errors
/// When the watch says to stop, or the machine gives no threads.
pub fn draws(plan: &Plan, options: Options, watch: Watch) -> Result<TwinDraws, Stopped> {
    let plain = plan.of(&without_feedback(&plan.scenario));
    let done = AtomicU32::new(0);
    let paid = |system: System| -> Option<ExpectedSpending> {
        if (watch.is_stopped)() {
            return None;
        }
        let arms = expected(&system).arms.into_iter();
        let paid = arms.map(|arm| arm.result.paid).collect();
        (watch.advanced)(done.fetch_add(1, Ordering::Relaxed) + 1);
        Some(paid)
    };
    let seed = options.seed;
    let stratum = |number: u32| Stratum {
        batch: number / STRATA,
        index: number % STRATA,
        strata: STRATA,
    };
    let found = pool(options.threads)?.install(|| {
        let replications: Option<Vec<ExpectedSpending>> = (0..options.replications)
            .into_par_iter()
            .map(|number| paid(plain.system(seed, number)))
            .collect();
        let further: Option<Vec<ExpectedSpending>> = (0..BATCHES * STRATA)
            .into_par_iter()
            .map(|number| paid(plain.stratified(seed, stratum(number))))
            .collect();
        Some((replications?, further?))
    });
    let (replications, further) = found.ok_or(Stopped::Interrupted)?;
    let batches = further.chunks(STRATA as usize);
    Ok(TwinDraws {
        replications,
        batches: batches.map(<[ExpectedSpending]>::to_vec).collect(),
    })
}
