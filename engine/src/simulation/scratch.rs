//! The columns that blocks of residents use one after another, cycle after cycle.
//!
//! Comes in: nothing. Goes out: [`Scratch`], and [`SpareScratch`] that keeps its memory. Deliberately absent: what is done in
//! them (cycle.rs).

use std::sync::{Mutex, PoisonError};

use crate::care::{BlockTriage, OpenNeeds};
use crate::population::Moment;
use crate::provision::Layout;
use crate::provision::desk::Desk;

use super::steps::Steps;

/// Columns that blocks use one after another.
#[derive(Debug)]
pub(super) struct Scratch {
    pub moment: Moment,
    pub open: OpenNeeds,
    pub triaged: BlockTriage,
    pub desk: Desk,
    pub steps: Steps,
}

/// Columns that nobody uses at the moment: their memory serves all cycles of a town.
#[derive(Debug, Default)]
pub(super) struct SpareScratch(Mutex<Vec<Scratch>>);

impl SpareScratch {
    /// Columns for these counts and states.
    pub fn take(&self, layout: &Layout, states: usize) -> Scratch {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spare.pop().unwrap_or_else(|| Scratch {
            moment: Moment::default(),
            open: OpenNeeds::default(),
            triaged: BlockTriage::default(),
            desk: Desk::default(),
            steps: Steps::new(layout.groups(), states),
        })
    }

    /// Columns that are not used any more.
    pub fn put_back(&self, scratch: Scratch) {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spare.push(scratch);
    }
}
