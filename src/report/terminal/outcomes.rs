//! A few outcomes beside the money: one row an outcome, a mean with its Monte Carlo error per arm.

use super::Look;
use super::grid::Grid;
use super::split::arms;
use crate::analysis::rows::{OutcomeRow, Spread};
use crate::report::numbers::{decimals_for, grouped, signed};
use crate::report::reading::Reading;

/// What a funder asks first, by the beginning of the outcome's name, in this order.
const ASKED_FIRST: [&str; 20] = [
    "life_year",
    "qaly",
    "healthy_year",
    "admission",
    "emergency_visit",
    "crisis",
    "nursing_home",
    "institution",
    "people_waiting",
    "weeks_for_a_place",
    "occupancy",
    "granted",
    "rationed",
    "spending_beyond_budget",
    "unmet",
    "needs_met",
    "access",
    "overloaded",
    "informal",
    "integration",
];
const MOST_ROWS: usize = 12;
/// Arms beside the comparator that fit in a hundred columns.
const ARMS_A_TABLE: usize = 2;

/// Tables of outcomes, as many as the arms need; none when there are no outcomes.
pub fn tables(reading: &Reading, look: &Look) -> Vec<String> {
    let rows = chosen(reading);
    if rows.is_empty() {
        return Vec::new();
    }
    let arms = arms(reading);
    let others = arms.get(1..).unwrap_or_default();
    let mut chunks: Vec<&[&str]> = others.chunks(ARMS_A_TABLE).collect();
    if chunks.is_empty() {
        chunks.push(&[]);
    }
    let title = look.bold(&format!(
        "What happens ({} Monte Carlo error of the mean)",
        look.plus_minus()
    ));
    chunks
        .iter()
        .map(|arms| format!("{title}\n{}", table(reading, &rows, arms, look)))
        .collect()
}

fn table(reading: &Reading, rows: &[&OutcomeRow], others: &[&str], look: &Look) -> String {
    let comparator = reading.manifest.comparator.as_str();
    let mut head = vec!["outcome", comparator];
    for arm in others {
        head.extend([*arm, "change"]);
    }
    let mut grid = Grid::new(&head);
    for row in rows {
        let mut cells = vec![label(row), mean(&row.spread, look)];
        for arm in others {
            let there = reading
                .outcomes
                .iter()
                .find(|other| other.arm == *arm && is_same(row, other));
            cells.push(
                there
                    .map(|other| mean(&other.spread, look))
                    .unwrap_or_default(),
            );
            cells.push(
                there
                    .map(|other| change(&row.spread, &other.spread))
                    .unwrap_or_default(),
            );
        }
        grid.row(cells);
    }
    grid.text(look)
}

fn is_same(one: &OutcomeRow, other: &OutcomeRow) -> bool {
    one.outcome == other.outcome && one.group == other.group && one.year == other.year
}

/// Rows of the comparator worth a line, in the order a funder asks.
fn chosen(reading: &Reading) -> Vec<&OutcomeRow> {
    let ranked = |row: &OutcomeRow| {
        ASKED_FIRST
            .iter()
            .position(|start| row.outcome.starts_with(start))
    };
    let mut rows = over_the_period(reading);
    rows.extend(least_access(reading));
    let last = in_the_last_year(reading);
    let most = MOST_ROWS + last.len();
    rows.extend(last);
    if rows.iter().any(|row| ranked(row).is_some()) {
        rows.retain(|row| ranked(row).is_some());
        rows.sort_by_key(|row| ranked(row));
    }
    rows.truncate(most);
    rows
}

/// One row an outcome for everybody: the total, or the last year where a total makes no sense.
fn over_the_period(reading: &Reading) -> Vec<&OutcomeRow> {
    let mut rows: Vec<&OutcomeRow> = Vec::new();
    for row in of_comparator(reading).filter(|row| row.group == "all" && row.year != "discounted") {
        match rows.iter_mut().find(|kept| kept.outcome == row.outcome) {
            Some(kept) if kept.year != "total" => *kept = row,
            Some(_) => {}
            None => rows.push(row),
        }
    }
    rows
}

/// Of the last year: who waits for a place in an institution, how long, and how many are taken; what budgets grant and cut, and what
/// is spent beyond them.
fn in_the_last_year(reading: &Reading) -> Vec<&OutcomeRow> {
    let told = [
        "people_waiting",
        "weeks_for_a_place",
        "occupancy",
        "granted",
        "rationed_units",
        "spending_beyond_budget",
    ];
    let own = || of_comparator(reading).filter(|row| told.contains(&row.outcome.as_str()));
    let years = own().filter_map(|row| row.year.parse::<i32>().ok());
    let last = years.max();
    own()
        .filter(|row| last.is_some() && row.year.parse().ok() == last)
        .collect()
}

/// The disciplines that are hardest to reach in the last year.
fn least_access(reading: &Reading) -> Vec<&OutcomeRow> {
    let is_access = |row: &&OutcomeRow| row.outcome.starts_with("access") && row.group != "all";
    let last = of_comparator(reading)
        .filter(is_access)
        .filter_map(|row| row.year.parse::<i32>().ok())
        .max();
    let mut rows: Vec<&OutcomeRow> = of_comparator(reading)
        .filter(is_access)
        .filter(|row| row.year.parse().ok() == last && last.is_some() && row.spread.mean < 0.995)
        .collect();
    rows.sort_by(|one, other| one.spread.mean.total_cmp(&other.spread.mean));
    rows.truncate(3);
    rows
}

fn of_comparator(reading: &Reading) -> impl Iterator<Item = &OutcomeRow> {
    reading
        .outcomes
        .iter()
        .filter(|row| row.arm == reading.manifest.comparator)
}

fn label(row: &OutcomeRow) -> String {
    let name = row.outcome.replace('_', " ");
    let group = if row.group == "all" {
        String::new()
    } else {
        format!(" {}", row.group)
    };
    let year = if row.year == "total" {
        String::new()
    } else {
        format!(" {}", row.year)
    };
    let says_unit = row.unit.is_empty()
        || name
            .to_lowercase()
            .contains(&row.unit.to_lowercase().replace(['_', '-'], " "));
    let unit = if says_unit {
        String::new()
    } else {
        format!(", {}", row.unit)
    };
    format!("{name}{group}{year}{unit}")
}

fn mean(spread: &Spread, look: &Look) -> String {
    match spread.mc_error {
        Some(error) => {
            // Without an error, the value itself says how many decimals it takes.
            let (size, digits) = if error > 0.0 {
                (error, 2)
            } else {
                (spread.mean, 4)
            };
            let decimals = decimals_for(size, digits, 4);
            format!(
                "{} {}{}",
                grouped(spread.mean, decimals),
                look.plus_minus(),
                grouped(error, decimals)
            )
        }
        None => grouped(spread.mean, decimals_for(spread.mean, 4, 4)),
    }
}

fn change(from: &Spread, to: &Spread) -> String {
    if from.mean == 0.0 {
        return String::new();
    }
    format!("{} %", signed((to.mean / from.mean - 1.0) * 100.0, 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::reading::tests::example;

    #[test]
    fn a_value_that_chance_does_not_touch_keeps_its_decimals() {
        let text = |value: f64| {
            let mut spread = example().outcomes[0].spread;
            (spread.mean, spread.mc_error) = (value, Some(0.0));
            mean(&spread, &Look::plain())
        };
        assert!(text(0.5267).starts_with("0.5267 "), "{}", text(0.5267));
        assert!(text(5_000.0).starts_with("5,000 "), "{}", text(5_000.0));
    }

    #[test]
    fn an_outcome_without_a_total_shows_its_last_year() {
        let reading = example();
        let rows = chosen(&reading);
        let access = rows
            .iter()
            .find(|row| row.outcome == "access")
            .expect("access is shown");
        assert_eq!(access.year, "2026");
        assert_eq!(rows[0].outcome, "life_years");
    }

    #[test]
    fn many_arms_take_several_tables() {
        let mut reading = example();
        let row = reading.payers[0].clone();
        for name in ["c", "d", "e"] {
            reading.payers.push(crate::analysis::rows::PayerRow {
                arm: name.into(),
                ..row.clone()
            });
        }
        assert_eq!(tables(&reading, &Look::plain()).len(), 2);
    }
}
