//! What each payer's position owes to each mechanism: a table an arm.
//!
//! Comes in: rows of `analysis`. Goes out: text. Deliberately absent: totals, which the other formats have.

use super::expected::ExpectedHead;
use super::grid::Grid;
use super::{Look, scale};
use crate::analysis::structure::StructureRow;
use crate::report::numbers::{decimals_for, signed};

const LEGEND: &str = "What each arm costs more than the comparator over the whole run, with one mechanism otherwise at a \
                      time: expected values of the cohort twin with parameters at their means, without luck; everybody is in \
                      a network there, whoever takes part. Totals: --format csv.";

/// A table for every arm but the comparator.
pub fn structure(
    head: &ExpectedHead,
    rows: &[StructureRow],
    comparator: &str,
    look: &Look,
) -> String {
    let mut parts = vec![
        look.bold(&look.wrap(head.title, "")) + "\n",
        look.wrap(&head.size, "") + "\n",
        look.wrap(LEGEND, "") + "\n",
    ];
    let mut arms: Vec<&str> = rows.iter().map(|row| row.arm.as_str()).collect();
    arms.sort_unstable();
    arms.dedup();
    // In the order of the scenario.
    arms.sort_by_key(|arm| rows.iter().position(|row| row.arm == *arm));
    for arm in arms.into_iter().filter(|arm| *arm != comparator) {
        parts.push(format!("\n{}\n", look.bold(arm)));
        parts.push(table(rows, arm, look));
    }
    look.characters(&parts.concat())
}

fn table(rows: &[StructureRow], arm: &str, look: &Look) -> String {
    let of_arm: Vec<&StructureRow> = rows.iter().filter(|row| row.arm == arm).collect();
    let sizes = of_arm.iter().map(|row| row.difference.abs());
    let largest = sizes.fold(0.0, f64::max);
    let (unit, name) = scale(largest);
    let decimals = decimals_for(largest / unit, 4, 3).max(1);
    let Some(first) = of_arm.first() else {
        return String::new();
    };
    let is_like_first =
        |row: &&&StructureRow| row.mechanism == first.mechanism && row.variant == first.variant;
    let payers = of_arm.iter().filter(is_like_first);
    let payers: Vec<&str> = payers.map(|row| row.payer.as_str()).collect();
    let mechanism = format!("mechanism\n({name})");
    let head: Vec<&str> = [mechanism.as_str(), "is"]
        .into_iter()
        .chain(payers.iter().copied())
        .collect();
    let mut grid = Grid::new(&head).left(1);
    for rows in of_arm.chunks(payers.len()) {
        let words = [rows[0].mechanism.clone(), rows[0].variant.clone()];
        let cells = rows
            .iter()
            .map(|row| signed(row.difference / unit, decimals));
        grid.row(words.into_iter().chain(cells).collect());
    }
    grid.text(look)
}
