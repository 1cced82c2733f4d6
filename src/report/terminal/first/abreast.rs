//! The first table with payers side by side, where one row a payer and arm would not fit a screen.
//!
//! Comes in: the cells of the first table. Goes out: a [`Grid`] with three lines an arm: the difference and the futures no
//! worse off, the range, by how much it is dearer if it disappoints and when it is back to zero. Deliberately absent: the
//! Monte Carlo error of each difference; the largest of them stands below.

use super::cells::{DifferenceCells, is_nothing};
use crate::analysis::rows::{IncrementalRow, PayerRow};
use crate::report::terminal::grid::{Grid, in_lines};
use crate::report::terminal::split::arms;
use crate::report::terminal::{TWENTY, none, of_twenty};

/// Letters of a head before it is broken.
const HEAD: usize = 14;

/// The table.
pub(super) fn grid(cells: &DifferenceCells) -> Grid {
    let comparator = cells.payers(&cells.reading.manifest.comparator);
    let first = format!("{} a year,\nthen difference", cells.unit_name);
    let names = comparator.iter().map(|row| in_lines(&row.payer, HEAD));
    let head: Vec<String> = std::iter::once(first).chain(names).collect();
    let mut grid = Grid::new(&head.iter().map(String::as_str).collect::<Vec<_>>());
    let now = comparator.iter().map(|row| cells.amount(row.spread.mean));
    grid.row(
        std::iter::once(cells.reading.manifest.comparator.clone())
            .chain(now)
            .collect(),
    );
    for arm in arms(cells.reading).into_iter().skip(1) {
        let label = format!(
            "{arm}\n  {} of {TWENTY} futures\n  if worse; zero in",
            TWENTY - 1
        );
        let cells = comparator.iter().map(|now| cell(cells, arm, now));
        grid.row(std::iter::once(label).chain(cells).collect());
    }
    grid
}

fn cell(cells: &DifferenceCells, arm: &str, now: &PayerRow) -> String {
    match cells.change(arm, &now.payer) {
        Some(change) if !is_nothing(change) => told(cells, change),
        Some(_) => "no difference".to_string(),
        None => none(),
    }
}

fn told(cells: &DifferenceCells, change: &IncrementalRow) -> String {
    let if_worse = change
        .mean_if_worse
        .map_or_else(none, |mean| cells.difference(mean));
    let range = cells.range(change, " / ");
    let back = change
        .break_even_year
        .map_or_else(|| "never".to_string(), |year| year.to_string());
    format!(
        "{}, {}\n{range}\n{if_worse}; {back}",
        cells.difference(change.spread.mean),
        of_twenty(cells.chance(change.p_no_worse_off)).replace(" of ", "/"),
    )
}
