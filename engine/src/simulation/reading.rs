//! Looking at residents over the threads there are, without changing them.
//!
//! Comes in: residents, and what is found of some of them. Goes out: what is found of all, the same for any number of threads.
//! Deliberately absent: what residents live (blocks.rs).

use rayon::prelude::*;

use crate::population::Resident;

/// Residents read together, where the counts of blocks have to be added up.
const READ: usize = 1 << 16;

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
