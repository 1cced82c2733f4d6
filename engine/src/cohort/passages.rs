//! Passages of a cycle by where they begin, and their chances as a cycle looks at them.
//!
//! Comes in: the passages of a system, and chances in blocks of cohorts. Goes out: [`PassageGroup`] and [`BlockChances`]. Deliberately
//! absent: how chances come about (moves.rs).

use std::ops::Range;

use crate::tables::chains::StatePassage;

use super::place_blocks::Block;

/// Passages that begin in one state.
#[derive(Debug)]
pub(super) struct PassageGroup {
    pub from: usize,
    /// Their places among all.
    pub rows: Range<usize>,
    /// The place of the one by which residents stay, where anybody can.
    pub stay: Option<usize>,
}

/// Chances of the passages of one class after a cycle, `[block of cohorts][passage]`: without effects, and their ratios under
/// effects where there are any.
#[derive(Clone, Copy)]
pub(super) struct BlockChances<'a> {
    pub own: &'a [Block],
    pub ratios: Option<&'a [Block]>,
    pub passages: usize,
}

impl<'a> BlockChances<'a> {
    /// Of one block of cohorts, by passage.
    #[inline(always)]
    pub fn of_block(&self, number: usize) -> (&'a [Block], Option<&'a [Block]>) {
        let part = |all: &'a [Block]| &all[number * self.passages..][..self.passages];
        (part(self.own), self.ratios.map(part))
    }
}

/// Passages by the state in which they begin.
pub(super) fn groups(passages: &[StatePassage]) -> Vec<PassageGroup> {
    let mut first = 0;
    let groups = passages.chunk_by(|one, other| one.from == other.from);
    groups
        .map(|group| {
            let stay = group.iter().position(|passage| passage.to == passage.from);
            first += group.len();
            let rows = first - group.len()..first;
            PassageGroup {
                from: group[0].from,
                stay: stay.map(|stay| rows.start + stay),
                rows,
            }
        })
        .collect()
}
