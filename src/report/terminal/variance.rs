//! What the futures of a run differ by: parameters, and chance.
//!
//! Comes in: variance.csv, read. Goes out: a table of what payers lay out under the comparator and what other arms change.
//! Deliberately absent: years and outcomes, which the file has.

use super::Look;
use super::grid::Grid;
use crate::analysis::rows::{TOTAL, VarianceRow};
use crate::report::numbers::{grouped, percent};
use crate::report::reading::Reading;

const HEAD: [&str; 6] = [
    "payer, as now,\nthen difference",
    "EUR million,\nsd",
    "by para-\nmeters",
    "by\nchance",
    "sd as\nsimulated",
    "worth\nreplications",
];
const MILLION: f64 = 1e6;

/// Totals of payers; `None` where the run does not tell them at the town's real size.
pub fn table(reading: &Reading, look: &Look) -> Option<String> {
    let totals = || reading.variance.iter().filter(|row| row.year == TOTAL);
    let comparator = &reading.manifest.comparator;
    let is_payer = |row: &&VarianceRow| !row.payer_or_outcome.contains(':');
    let now: Vec<&VarianceRow> = totals()
        .filter(|row| row.arm == *comparator)
        .filter(is_payer)
        .collect();
    if now.is_empty() {
        return None;
    }
    let mut grid = Grid::new(&HEAD);
    for row in now {
        grid.row(cells(&row.payer_or_outcome, row));
        let same_payer = |other: &&VarianceRow| other.payer_or_outcome == row.payer_or_outcome;
        for other in totals().filter(|other| !other.comparator.is_empty()) {
            if same_payer(&other) && other.sd_real_size != Some(0.0) {
                grid.row(cells(&format!("  {}", other.arm), other));
            }
        }
    }
    let note = "What the futures of the town differ by, in total over the years. As simulated, chance is that of a town as \
                small as the sample; so many replications of it, each drawn by itself, would be as sure of the mean. variance.csv has \
                every year and outcome.";
    Some(format!(
        "{}\n{}{}\n",
        look.bold("Parameters and chance"),
        grid.text(look),
        look.wrap(note, "")
    ))
}

fn cells(name: &str, row: &VarianceRow) -> Vec<String> {
    let million = |sd: Option<f64>| sd.map_or_else(String::new, |sd| grouped(sd / MILLION, 2));
    let parts = [row.by_parameters, row.by_chance_real_size].map(Option::unwrap_or_default);
    let sum = parts[0] + parts[1];
    let share = |part: f64| {
        if sum > 0.0 {
            percent(part / sum, 0)
        } else {
            String::new()
        }
    };
    vec![
        name.to_string(),
        million(row.sd_real_size),
        share(parts[0]),
        share(parts[1]),
        million(row.sd_as_simulated),
        row.plain_replications
            .map_or_else(String::new, |worth| grouped(worth, 0)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(arm: &str, comparator: &str, name: &str, parts: [f64; 2]) -> VarianceRow {
        VarianceRow {
            arm: arm.into(),
            comparator: comparator.into(),
            payer_or_outcome: name.into(),
            year: "total".into(),
            unit: "EUR".into(),
            sd_real_size: Some((parts[0] + parts[1]).sqrt()),
            by_parameters: Some(parts[0]),
            by_chance_real_size: Some(parts[1]),
            sd_as_simulated: Some(20e6),
            by_chance_as_simulated: Some(400e12),
            plain_replications: Some(1_234.4),
        }
    }

    #[test]
    fn payers_are_told_with_the_shares_of_parameters_and_chance_and_outcomes_are_left_to_the_file()
    {
        let mut reading = crate::report::reading::tests::example();
        assert_eq!(table(&reading, &Look::plain()), None);
        reading.variance = vec![
            row("current", "", "insurer", [9e12, 16e12]),
            row("current", "", "qalys:all", [9e12, 16e12]),
            row("bundle", "", "insurer", [1e12, 1e12]),
            row("bundle", "current", "insurer", [0.75e12, 0.25e12]),
        ];
        let text = table(&reading, &Look::plain()).expect("a table");
        let line = |start: &str| -> Vec<String> {
            let line = text.lines().find(|line| line.trim().starts_with(start));
            let words = line.expect("a row").split_whitespace();
            words.map(str::to_string).collect()
        };
        assert_eq!(
            line("insurer"),
            ["insurer", "5.00", "36", "%", "64", "%", "20.00", "1,234"]
        );
        assert_eq!(
            line("bundle"),
            ["bundle", "1.00", "75", "%", "25", "%", "20.00", "1,234"]
        );
        assert!(!text.contains("qalys"), "{text}");
    }
}
