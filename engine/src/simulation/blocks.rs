//! Residents in blocks over the threads there are.
//!
//! Comes in: residents with their totals, and what is done with a block. Goes out: what the blocks come to together,
//! the same for any number of threads. Deliberately absent: what residents live, and looking at them (reading.rs).

use rayon::prelude::*;

use crate::population::Resident;
use crate::provision::Counts;

/// Residents handled together: small enough for the fastest memory, large enough to be worth a thread. The results do
/// not depend on it.
const BLOCK: usize = 1_024;

/// Residents who live the same part of a cycle, in blocks over the threads there are.
pub(super) struct Blocks<'t> {
    pub residents: &'t mut [Resident],
    /// Columns of totals per resident, one after another.
    pub totals: &'t mut [f32],
    pub columns: usize,
    pub in_parallel: bool,
}

/// What is done with blocks.
pub(super) trait BlockWork: Sync {
    /// What blocks use one after another, counts included.
    type Workspace: Send;

    /// Before the first block; what is counted is added to `counts`.
    fn start(&self, counts: Counts) -> Self::Workspace;

    /// Nothing counted.
    fn nothing(&self) -> Counts;

    /// A block of residents and their totals.
    fn block(&self, block: (&mut [Resident], &mut [f32]), workspace: &mut Self::Workspace);

    /// What was counted before the blocks and in them.
    fn finish(&self, workspace: Self::Workspace) -> Counts;
}

impl Blocks<'_> {
    /// Does the work with every block, each with its row of totals, which is empty where none are kept. Adds what is counted to
    /// `counts`: whole numbers, so that their sum is the same in any order.
    pub fn each<W: BlockWork>(self, work: &W, mut counts: Counts) -> Counts {
        let mut totals = self.totals.chunks_mut((BLOCK * self.columns).max(1));
        let residents = self.residents.chunks_mut(BLOCK);
        let blocks = residents.map(|residents| (residents, totals.next().unwrap_or_default()));
        let done = |mut workspace: W::Workspace, block: (&mut [Resident], &mut [f32])| {
            work.block(block, &mut workspace);
            workspace
        };
        if !self.in_parallel {
            return work.finish(blocks.fold(work.start(counts), done));
        }
        let blocks: Vec<_> = blocks.collect();
        let start = || work.start(work.nothing());
        let workspaces = blocks.into_par_iter().fold(start, done);
        let counted = workspaces.map(|workspace| work.finish(workspace));
        let together = |mut one: Counts, other: Counts| {
            one.merge(&other);
            one
        };
        if let Some(counted) = counted.reduce_with(together) {
            counts.merge(&counted);
        }
        counts
    }
}
