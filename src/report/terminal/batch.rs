//! Many scenarios in one table: in how many of them each payer is worse off, and by how much a resident.
//!
//! Comes in: the rows of batch.csv. Goes out: text. Deliberately absent: single scenarios, which the file has.

use super::Look;
use super::grid::Grid;
use super::none;
use crate::base::statistics::quantile;
use crate::report::batch::BatchRow;
use crate::report::numbers::{decimals_for, signed};

/// Worse off, or no worse off, in at least so large a share of futures is said to be sure.
const SURE: f64 = 0.95;

const LEGEND: &str = "In how many scenarios a payer is worse off, or no worse off, than under the comparator over the whole run in at \
                      least 95 % of futures, counting how far so few futures may be off; the others are unsure. Then the \
                      differences in EUR per resident at the start: least, median and most of the scenarios.";

/// The table; nothing where no scenario has a second arm.
pub fn batch(rows: &[BatchRow], look: &Look) -> String {
    let compared: Vec<&BatchRow> = rows.iter().filter(|row| row.difference.is_some()).collect();
    let mut groups: Vec<(&str, &str)> = Vec::new();
    for row in &compared {
        let group = (row.arm.as_str(), row.payer.as_str());
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    if groups.is_empty() {
        return String::new();
    }
    let mut grid = Grid::new(&[
        "arm",
        "payer",
        "no worse\noff",
        "unsure",
        "worse\noff",
        "least",
        "median",
        "most",
    ])
    .left(1);
    // An arm stands together, whichever scenario has it first.
    let order: Vec<&str> = groups.iter().map(|(arm, _)| *arm).collect();
    groups.sort_by_key(|(arm, _)| order.iter().position(|other| other == arm));
    let mut last = "";
    for (arm, payer) in groups {
        let of_group: Vec<&BatchRow> = compared
            .iter()
            .filter(|row| (row.arm.as_str(), row.payer.as_str()) == (arm, payer))
            .copied()
            .collect();
        let name = if arm == last { "" } else { arm };
        last = arm;
        grid.row([vec![name.to_string(), payer.to_string()], cells(&of_group)].concat());
    }
    look.characters(&format!(
        "{}{}\n",
        grid.text(look),
        look.wrap(LEGEND, "").trim_end()
    ))
}

/// The figures of an arm and a payer.
fn cells(rows: &[&BatchRow]) -> Vec<String> {
    let no_worse = rows
        .iter()
        .filter(|row| row.p_low.is_some_and(|chance| chance >= SURE));
    let worse = rows
        .iter()
        .filter(|row| row.p_high.is_some_and(|chance| chance <= 1.0 - SURE));
    let (no_worse, worse) = (no_worse.count(), worse.count());
    let mut each: Vec<f64> = rows
        .iter()
        .filter_map(|row| Some(row.difference? / row.residents))
        .collect();
    each.sort_by(f64::total_cmp);
    let decimals = decimals_for(
        each.iter().fold(0.0, |most, size| size.abs().max(most)),
        3,
        2,
    );
    let figures = [
        each.first().copied(),
        quantile(&each, 0.5),
        each.last().copied(),
    ]
    .map(|figure| figure.map_or_else(none, |figure| signed(figure, decimals)));
    let counts = [no_worse, rows.len() - no_worse - worse, worse];
    counts
        .map(|count| count.to_string())
        .into_iter()
        .chain(figures)
        .collect()
}
