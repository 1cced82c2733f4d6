//! Residents in blocks over the threads there are: the only threads of the engine besides the threads of a run
//! (run.rs).
//!
//! Comes in: residents with their totals, and what is done with a block. Goes out: what the blocks come to together,
//! the same for any number of threads. Deliberately absent: what residents live.

use rayon::prelude::*;

use crate::population::Resident;
use crate::provision::Counts;

/// Residents handled together: small enough for the fastest memory, large enough to be worth a thread. The results do
/// not depend on it.
const BLOCK: usize = 1_024;

/// Residents read together, where the counts of blocks have to be added up.
const READ: usize = 1 << 16;

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
    fn block(
        &self,
        residents: &mut [Resident],
        totals: &mut [f32],
        workspace: &mut Self::Workspace,
    );

    /// What was counted before the blocks and in them.
    fn finish(&self, workspace: Self::Workspace) -> Counts;
}

impl<'t> Blocks<'t> {
    /// Does the work with every block, and adds what is counted to `counts`: whole numbers, so that their sum is the same in
    /// any order.
    pub fn each<W: BlockWork>(self, work: &W, mut counts: Counts) -> Counts {
        let in_parallel = self.in_parallel;
        let done = |mut workspace: W::Workspace,
                    (residents, totals): (&mut [Resident], &mut [f32])| {
            work.block(residents, totals, &mut workspace);
            workspace
        };
        let together = |mut one: Counts, other: Counts| {
            one.merge(&other);
            one
        };
        let blocks = self.split();
        if !in_parallel {
            return work.finish(blocks.fold(work.start(counts), done));
        }
        let blocks: Vec<_> = blocks.collect();
        let start = || work.start(work.nothing());
        let workspaces = blocks.into_par_iter().fold(start, done);
        let counted = workspaces.map(|workspace| work.finish(workspace));
        if let Some(counted) = counted.reduce_with(together) {
            counts.merge(&counted);
        }
        counts
    }

    /// Blocks with their rows of totals, which are empty where none are kept.
    fn split(self) -> impl Iterator<Item = (&'t mut [Resident], &'t mut [f32])> {
        let mut totals = self.totals.chunks_mut((BLOCK * self.columns).max(1));
        let residents = self.residents.chunks_mut(BLOCK);
        residents.map(move |residents| (residents, totals.next().unwrap_or_default()))
    }
}

/// Reads residents, over the threads there are where `in_parallel`; `both` adds up what two blocks come to, in any
/// order.
pub(super) fn read<T: Send>(
    residents: &[Resident],
    in_parallel: bool,
    of: impl Fn(&[Resident]) -> T + Sync,
    both: impl Fn(T, T) -> T + Sync + Send,
) -> T {
    let blocks = in_parallel.then(|| residents.par_chunks(READ).map(&of));
    let read = blocks.and_then(|blocks| blocks.reduce_with(both));
    read.unwrap_or_else(|| of(residents))
}
