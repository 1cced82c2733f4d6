//! The first table with payers side by side, where one row a payer and arm would not fit a screen.
//!
//! Comes in: the sheet of the first table. Goes out: a [`Grid`] with three lines an arm: the difference and the futures no
//! worse off, the range, by how much it is dearer if it disappoints and when it is back to zero. Deliberately absent: the
//! Monte Carlo error of each difference; the largest of them stands below.

use super::{FirstSheet, TWENTY, arms, is_nothing, none, of_twenty};
use crate::analysis::rows::{IncrementalRow, PayerRow};
use crate::report::terminal::grid::{Grid, in_lines};

/// Rows of the longer form that fit a screen with what stands around them.
const SCREEN: usize = 24;
/// Letters of a head before it is broken.
const HEAD: usize = 14;

/// Whether the longer form has more rows than fit a screen.
pub(super) fn is_called_for(rows: usize) -> bool {
    rows > SCREEN
}

/// The table.
pub(super) fn grid(sheet: &FirstSheet) -> Grid {
    let comparator = sheet.payers(&sheet.reading.manifest.comparator);
    let first = format!("{} a year,\nthen difference", sheet.unit_name);
    let names = comparator.iter().map(|row| in_lines(&row.payer, HEAD));
    let head: Vec<String> = std::iter::once(first).chain(names).collect();
    let mut grid = Grid::new(&head.iter().map(String::as_str).collect::<Vec<_>>());
    let now = comparator.iter().map(|row| sheet.amount(row.spread.mean));
    grid.row(
        std::iter::once(sheet.reading.manifest.comparator.clone())
            .chain(now)
            .collect(),
    );
    for arm in arms(sheet.reading).into_iter().skip(1) {
        let label = format!(
            "{arm}\n  {} of {TWENTY} futures\n  if worse; zero in",
            TWENTY - 1
        );
        let cells = comparator.iter().map(|now| cell(sheet, arm, now));
        grid.row(std::iter::once(label).chain(cells).collect());
    }
    grid
}

fn cell(sheet: &FirstSheet, arm: &str, now: &PayerRow) -> String {
    match sheet.change(arm, &now.payer) {
        Some(change) if !is_nothing(change) => told(sheet, change),
        Some(_) => "no difference".to_string(),
        None => none(),
    }
}

fn told(sheet: &FirstSheet, change: &IncrementalRow) -> String {
    let if_worse = change
        .mean_if_worse
        .map_or_else(none, |mean| sheet.difference(mean));
    let range = change.spread.interval().map_or_else(none, |(low, high)| {
        format!("{} / {}", sheet.difference(low), sheet.difference(high))
    });
    let back = change
        .break_even_year
        .map_or_else(|| "never".to_string(), |year| year.to_string());
    format!(
        "{}, {}\n{range}\n{if_worse}; {back}",
        sheet.difference(change.spread.mean),
        of_twenty(sheet.chance(change.p_no_worse_off)).replace(" of ", "/"),
    )
}
