//! Gaps to a growth target, and how much of them each arm closes: in the last year, over the whole run, in hours.

use super::Look;
use super::grid::Grid;
use super::split::arms;
use super::wording::with_interval;
use crate::analysis::rows::OutcomeRow;
use crate::report::numbers::percent;
use crate::report::reading::Reading;

const HEAD: [&str; 4] = ["arm", "of the gap closed", "last year", "whole run"];

/// What is told, in words and as outcomes.csv has it.
const TOLD: [(&str, &str); 5] = [
    ("the budget counted as growth", "gap_closed"),
    ("without the budget", "gap_closed_without_budget"),
    (
        "counted, at constant prices",
        "gap_closed_at_constant_prices",
    ),
    (
        "without, at constant prices",
        "gap_closed_without_budget_at_constant_prices",
    ),
    ("in hours", "gap_in_hours_closed"),
];

/// One line a figure of every arm that has a target; `None` where there is no gap.
pub fn table(reading: &Reading, look: &Look) -> Option<String> {
    let run = &reading.scenario.run;
    let last = (run.first_year + run.years as i32 - 1).to_string();
    let mut grid = Grid::new(&HEAD).left(1);
    let mut is_any = false;
    for arm in arms(reading) {
        for (words, outcome) in TOLD {
            let of = |year: &str| {
                let mut rows = reading.outcomes.iter();
                // Hours of all disciplines that are short of them; money of the first budget.
                rows.find(|row| {
                    let is_whole = outcome != "gap_in_hours_closed" || row.group == "all";
                    row.arm == arm && row.outcome == outcome && row.year == year && is_whole
                })
            };
            if let Some(whole) = of("total") {
                is_any = true;
                grid.row(vec![
                    arm.to_string(),
                    words.to_string(),
                    of(&last).map_or_else(String::new, |row| share(row.spread.mean)),
                    told(whole),
                ]);
            }
        }
    }
    is_any.then(|| {
        format!(
            "{}\n{}",
            look.bold("Gap to the growth target"),
            grid.text(look)
        )
    })
}

fn told(row: &OutcomeRow) -> String {
    with_interval(&row.spread, share)
}

fn share(value: f64) -> String {
    percent(value, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::reading::tests::example;

    #[test]
    fn the_whole_run_and_the_last_year_stand_side_by_side() {
        let mut reading = example();
        assert_eq!(table(&reading, &Look::plain()), None, "no target, no table");
        let last = reading.scenario.run.first_year + reading.scenario.run.years as i32 - 1;
        let row = reading.outcomes[0].clone();
        let arm = "bundle".to_string();
        for (year, mean) in [(last.to_string(), -0.01), ("total".into(), 0.25)] {
            let mut row = row.clone();
            row.arm.clone_from(&arm);
            row.outcome = "gap_closed".into();
            row.group = "budget".into();
            row.year = year;
            row.spread.mean = mean;
            row.spread.mc_error = None;
            reading.outcomes.push(row);
        }
        let text = table(&reading, &Look::plain()).expect("a table");
        let line = text.lines().last().expect("a row");
        assert!(line.starts_with(&arm), "{text}");
        let cells: Vec<&str> = line.split_whitespace().collect();
        assert!(cells.ends_with(&["%", "25", "%"]), "{text}");
    }
}
