//! Figures of several places side by side, in the order in which a cycle looks at them.
//!
//! Comes in: rows of figures by place or by cohort. Goes out: the same in blocks, so that one stretch of memory holds what is
//! looked at together. Deliberately absent: what the figures are.

/// Places that are worked out side by side.
pub(super) const BLOCK: usize = 8;

/// A figure at each of them.
pub(super) type Block = [f64; BLOCK];

/// Nothing at any of them.
pub(super) const NONE: Block = [0.0; BLOCK];

/// Tables of several rows each, of so many figures a row: `[table][row][figure]` becomes `[table][block][row]`, with 0 beyond the
/// last figure.
pub(super) fn in_blocks(tables: &[f64], rows: usize, figures: usize) -> Vec<Block> {
    let blocks = figures.div_ceil(BLOCK);
    let mut all = vec![NONE; tables.len() / figures * blocks];
    let each = tables.chunks(rows * figures);
    for (table, into) in each.zip(all.chunks_mut(rows * blocks)) {
        for (row, figures) in table.chunks(figures).enumerate() {
            for (number, figures) in figures.chunks(BLOCK).enumerate() {
                into[number * rows + row][..figures.len()].copy_from_slice(figures);
            }
        }
    }
    all
}

/// The figures of a row from a place on, 0 beyond the last.
#[inline(always)]
pub(super) fn block(row: &[f64], first: usize) -> Block {
    let mut block = NONE;
    for (figure, found) in block.iter_mut().zip(&row[first..]) {
        *figure = *found;
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_all_rows_follow_each_other() {
        // Two tables of two rows of nine figures.
        let figures: Vec<f64> = (0..36).map(f64::from).collect();
        let blocks = in_blocks(&figures, 2, 9);
        let firsts: Vec<f64> = blocks.iter().map(|block| block[0]).collect();
        assert_eq!(firsts, [0.0, 9.0, 8.0, 17.0, 18.0, 27.0, 26.0, 35.0]);
        assert_eq!(blocks[1], [9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0]);
        assert_eq!(blocks[2], [8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }
}
