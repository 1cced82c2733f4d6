//! Practices with lists: their margins, how they spread, how many are better off, and how many closed, arm by arm.

use super::Look;
use super::grid::Grid;
use super::split::arms;
use crate::analysis::rows::{OutcomeRow, ProviderRow, TOTAL};
use crate::outcome::PRACTICES_CLOSED;
use crate::report::numbers::{grouped, percent};
use crate::report::reading::Reading;

const HEAD: [&str; 5] = [
    "arm",
    "margin per\nFTE",
    "MC\nerror",
    "SD over\npractices",
    "better\noff",
];

/// Over the run, on average, where practices may close.
const CLOSED: [&str; 1] = ["closed in\nthe run"];

/// The last year of the discipline whose practices are counted one by one; `None` where none is.
pub fn table(reading: &Reading, look: &Look) -> Option<String> {
    let is_counted =
        |row: &&ProviderRow| row.practice_size == "all" && row.margin_sd_over_practices.is_some();
    let last = reading
        .providers
        .iter()
        .filter(is_counted)
        .max_by_key(|row| row.year)?;
    let closed = |arm: &str| {
        let is_it = |row: &&OutcomeRow| {
            row.arm == arm && row.outcome == PRACTICES_CLOSED.name && row.year == TOTAL
        };
        let found = reading.outcomes.iter().find(is_it);
        found.map(|row| grouped(row.spread.mean, 1))
    };
    let may_close = closed(&reading.manifest.comparator).is_some();
    let head = [&HEAD[..], if may_close { &CLOSED } else { &[] }].concat();
    let mut grid = Grid::new(&head);
    for arm in arms(reading) {
        let is_it = |row: &&ProviderRow| {
            row.arm == arm && row.year == last.year && row.discipline == last.discipline
        };
        let rows = reading.providers.iter().filter(is_counted);
        if let Some(row) = rows.into_iter().find(is_it) {
            let closed = closed(arm).filter(|_| may_close);
            grid.row(cells(row).into_iter().chain(closed).collect());
        }
    }
    let practices = last.practices.map_or_else(String::new, |count| {
        format!("{} practices of ", grouped(f64::from(count), 0))
    });
    Some(format!(
        "{}\n{}",
        look.bold(&format!("{practices}{}, {}", last.discipline, last.year)),
        grid.text(look)
    ))
}

fn cells(row: &ProviderRow) -> Vec<String> {
    let whole = |value: Option<f64>| value.map_or_else(String::new, |value| grouped(value, 0));
    vec![
        row.arm.clone(),
        whole(row.margin_per_fte),
        whole(row.margin_per_fte_mc_error),
        whole(row.margin_sd_over_practices),
        row.share_better_off
            .map_or_else(String::new, |share| percent(share, 0)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(arm: &str, year: i32, better: Option<f64>) -> ProviderRow {
        ProviderRow {
            arm: arm.into(),
            year,
            discipline: "general_practice".into(),
            practice_size: "all".into(),
            practices: Some(60),
            income: 1e6,
            income_mc_error: None,
            cost: Some(9e5),
            fte: Some(10.0),
            margin_per_fte: Some(10_000.0),
            margin_per_fte_mc_error: Some(120.0),
            margin_sd_over_practices: Some(4_000.0),
            share_better_off: better,
            share_better_off_mc_error: better.map(|_| 0.02),
        }
    }

    #[test]
    fn the_last_year_of_every_arm_is_shown() {
        let mut reading = crate::report::reading::tests::example();
        assert_eq!(table(&reading, &Look::plain()), None);
        reading.providers = vec![
            row("current", 2025, None),
            row("current", 2026, None),
            row("bundle", 2025, Some(0.1)),
            row("bundle", 2026, Some(0.45)),
        ];
        let text = table(&reading, &Look::plain()).expect("a table");
        assert!(
            text.starts_with("60 practices of general_practice, 2026\n"),
            "{text}"
        );
        assert!(
            text.contains("10,000") && text.contains("45 %") && !text.contains("10 %\n"),
            "{text}"
        );
    }
}
