//! How much surer the cohort twin makes what payers lay out.

use super::Look;
use super::grid::Grid;
use crate::analysis::rows::ControlVariateRow;
use crate::base::written::shortest;
use crate::report::numbers::grouped;
use crate::report::reading::Reading;

const HEAD: [&str; 5] = [
    "payer",
    "EUR million,\ncontrolled",
    "MC\nerror",
    "was",
    "variance\nof the mean",
];
const MILLION: f64 = 1e6;
const TOTAL: &str = "total";

/// The comparator's totals, and which differences from it become surer; `None` without a control variate.
pub fn table(reading: &Reading, look: &Look) -> Option<String> {
    if reading.control_variate.is_empty() {
        return None;
    }
    let totals = || {
        let rows = reading.control_variate.iter();
        rows.filter(|row| row.year == TOTAL)
    };
    let comparator = &reading.manifest.comparator;
    let mut grid = Grid::new(&HEAD);
    for row in totals().filter(|row| row.comparator.is_empty() && row.arm == *comparator) {
        grid.row(cells(row));
    }
    let title = format!("{comparator}, with the cohort twin as control variate");
    let differences: Vec<&ControlVariateRow> =
        totals().filter(|row| !row.comparator.is_empty()).collect();
    Some(format!(
        "{}\n{}{}\n",
        look.bold(&title),
        grid.text(look),
        look.wrap(&of_differences(&differences), "")
    ))
}

fn cells(row: &ControlVariateRow) -> Vec<String> {
    let error =
        |error: Option<f64>| error.map_or_else(String::new, |error| grouped(error / MILLION, 2));
    vec![
        row.payer.clone(),
        grouped(row.controlled_mean / MILLION, 2),
        error(row.controlled_mc_error),
        error(row.mc_error),
        row.variance_ratio.map_or_else(
            || "as it was".to_string(),
            |ratio| format!("÷ {}", grouped(ratio, 1)),
        ),
    ]
}

/// One sentence on what arms differ by from the comparator.
fn of_differences(rows: &[&ControlVariateRow]) -> String {
    let surer = rows
        .iter()
        .filter_map(|row| Some((row.variance_ratio?, row)));
    let best = surer.clone().max_by(|one, other| one.0.total_cmp(&other.0));
    match best {
        None => "No total difference from it becomes surer; control_variate.csv has every year."
            .to_string(),
        Some((ratio, row)) => format!(
            "Of {} total differences from it {} become surer, most that of {} for {} (variance ÷ {}); \
             control_variate.csv has all of them and every year.",
            rows.len(),
            surer.count(),
            row.arm,
            row.payer,
            shortest((ratio * 10.0).round() / 10.0)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(arm: &str, comparator: &str, ratio: Option<f64>) -> ControlVariateRow {
        ControlVariateRow {
            arm: arm.into(),
            comparator: comparator.into(),
            year: "total".into(),
            payer: "insurer".into(),
            mean: 1.25e9,
            mc_error: Some(20e6),
            correlation: Some(0.9),
            controlled_mean: 1.24e9,
            controlled_mc_error: Some(if ratio.is_some() { 10e6 } else { 20e6 }),
            variance_ratio: ratio,
        }
    }

    #[test]
    fn the_table_tells_the_errors_before_and_after_and_which_differences_gain() {
        let mut reading = crate::report::reading::tests::example();
        assert_eq!(table(&reading, &Look::plain()), None);
        reading.control_variate = vec![
            row("current", "", Some(4.0)),
            row("bundle", "current", Some(2.5)),
            row("network", "current", None),
        ];
        let text = table(&reading, &Look::plain()).expect("a table");
        let line = text.lines().find(|line| line.starts_with("insurer"));
        let cells: Vec<&str> = line.expect("a row").split_whitespace().collect();
        assert_eq!(cells, ["insurer", "1,240.00", "10.00", "20.00", "÷", "4.0"]);
        assert!(
            text.contains("Of 2 total differences from it 1 become surer, most that of bundle"),
            "{text}"
        );
    }
}
