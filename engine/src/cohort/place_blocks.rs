//! Figures of several places side by side, in the order in which a cycle looks at them.
//!
//! Comes in: rows of figures by place or by cohort. Goes out: blocks of them, so that one stretch of memory holds what is
//! looked at together. Deliberately absent: what the figures are.

/// Places that are worked out side by side.
pub(super) const BLOCK: usize = 8;

/// A figure at each of them.
pub(super) type Block = [f64; BLOCK];

/// Nothing at any of them.
pub(super) const NONE: Block = [0.0; BLOCK];

/// The figures of a row from a place on, 0 beyond the last.
#[inline(always)]
pub(super) fn block(row: &[f64], first: usize) -> Block {
    let mut block = NONE;
    for (figure, found) in block.iter_mut().zip(&row[first..]) {
        *figure = *found;
    }
    block
}
