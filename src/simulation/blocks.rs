//! Residents in blocks over the threads there are.
//!
//! Comes in: residents with their totals, and what is done with a block. Goes out: counts. Deliberately absent: what
//! residents live.

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
pub(super) trait Work: Sync {
    /// What blocks use one after another, counts included.
    type Hands: Send;

    /// Before the first block.
    fn start(&self) -> Self::Hands;

    /// A block of residents and their totals.
    fn block(&self, residents: &mut [Resident], totals: &mut [f32], hands: &mut Self::Hands);

    /// What the blocks counted.
    fn finish(&self, hands: Self::Hands) -> Counts;
}

impl Blocks<'_> {
    /// Does the work with every block. Counts are whole numbers, so that their sum is the same in any order.
    pub fn each(self, work: &impl Work) -> Counts {
        let columns = self.columns;
        if !self.in_parallel {
            let mut hands = work.start();
            let mut totals = self.totals.chunks_mut((BLOCK * columns).max(1));
            for residents in self.residents.chunks_mut(BLOCK) {
                work.block(residents, totals.next().unwrap_or_default(), &mut hands);
            }
            return work.finish(hands);
        }
        let residents = self.residents.par_chunks_mut(BLOCK);
        if columns == 0 {
            all(
                residents.map(|residents| (residents, <&mut [f32]>::default())),
                work,
            )
        } else {
            all(
                residents.zip(self.totals.par_chunks_mut(BLOCK * columns)),
                work,
            )
        }
    }
}

fn all<'b, W: Work>(
    blocks: impl ParallelIterator<Item = (&'b mut [Resident], &'b mut [f32])>,
    work: &W,
) -> Counts {
    let done = |mut hands: W::Hands, (residents, totals): (&mut [Resident], &mut [f32])| {
        work.block(residents, totals, &mut hands);
        hands
    };
    let together = |mut one: Counts, other: Counts| {
        one.merge(&other);
        one
    };
    blocks
        .fold(|| work.start(), done)
        .map(|hands| work.finish(hands))
        .reduce(|| work.finish(work.start()), together)
}
