//! How arms stand between cost and effect, and the same figures under several conventions.

use super::sheet::DecisionSheet;
use crate::analysis::decide::rows::{ConventionRow, CostEffectivenessRow};
use crate::report::numbers::{decimals_for, grouped, percent, signed};
use crate::report::terminal::grid::Grid;
use crate::report::terminal::none;

/// Of all payers: what each arm costs and gains more than the comparator, and where it stands.
pub(super) fn standing(sheet: &DecisionSheet) -> String {
    let rows: Vec<&CostEffectivenessRow> = sheet
        .found
        .cost_effectiveness
        .iter()
        .filter(|row| row.perspective == "all")
        .collect();
    let largest = rows
        .iter()
        .map(|row| row.more_qalys.abs())
        .fold(0.0, f64::max);
    let decimals = decimals_for(largest, 3, 3);
    let head = [
        "arm",
        "costs more",
        "QALYs more",
        "EUR a QALY,\nto comparator",
        "standing",
        "EUR a QALY,\nafter that",
    ];
    let mut grid = Grid::new(&head).left(4);
    for row in &rows {
        let is_now = row.verdict == "comparator";
        let qalys = match row.more_qalys_mc_error {
            Some(error) => format!(
                "{} {}{}",
                signed(row.more_qalys, decimals),
                sheet.look.plus_minus(),
                grouped(error, decimals)
            ),
            None => signed(row.more_qalys, decimals),
        };
        let cost = match row.more_cost_mc_error {
            Some(error) => format!(
                "{} {}{}",
                sheet.difference(row.more_cost),
                sheet.look.plus_minus(),
                sheet.amount(error)
            ),
            None => sheet.difference(row.more_cost),
        };
        grid.row(vec![
            row.arm.clone(),
            if is_now { none() } else { cost },
            if is_now { none() } else { qalys },
            ratio(row.ratio_to_comparator, &row.verdict),
            said(&row.standing, &row.after),
            row.ratio_on_frontier
                .map_or_else(none, |eur| grouped(eur, 0)),
        ]);
    }
    let title = format!(
        "All payers together: cost and effect ({}); on the frontier after which arm, or dominated",
        sheet.unit_name
    );
    let title = sheet.look.bold(&sheet.look.wrap(&title, ""));
    format!("{title}\n{}", grid.text(sheet.look))
}

fn said(standing: &str, after: &str) -> String {
    match standing {
        "frontier" if after.is_empty() => "frontier, first".to_string(),
        "frontier" => format!("after {after}"),
        "extendedly_dominated" => "by a mixture".to_string(),
        _ => "dominated".to_string(),
    }
}

fn ratio(ratio: Option<f64>, verdict: &str) -> String {
    match (ratio, verdict) {
        (Some(eur), "saves") => format!("saves {}", grouped(eur, 0)),
        (Some(eur), _) => grouped(eur, 0),
        (None, "comparator") => none(),
        (None, verdict) => verdict.to_string(),
    }
}

/// All payers' difference, QALYs and the ratio, convention by convention.
pub(super) fn conventions(sheet: &DecisionSheet) -> String {
    let rows = &sheet.found.conventions;
    let arms: Vec<&str> = rows
        .iter()
        .filter(|row| row.measure == "all" && row.verdict != "comparator")
        .map(|row| row.arm.as_str())
        .fold(Vec::new(), |mut arms, arm| {
            if !arms.contains(&arm) {
                arms.push(arm);
            }
            arms
        });
    let largest = rows.iter().filter(|row| row.measure == "qalys");
    let largest = largest
        .map(|row| row.more_than_comparator.abs())
        .fold(0.0, f64::max);
    let decimals = decimals_for(largest, 3, 3);
    let head = [
        "convention",
        "arm",
        "costs more",
        "QALYs more",
        "EUR a QALY",
    ];
    let mut grid = Grid::new(&head).left(1);
    let of = |convention: &str, arm: &str, measure: &str| -> Option<&ConventionRow> {
        rows.iter()
            .find(|row| row.convention == convention && row.arm == arm && row.measure == measure)
    };
    let mut names: Vec<&str> = rows.iter().map(|row| row.convention.as_str()).collect();
    names.dedup();
    for name in names {
        for (place, arm) in arms.iter().enumerate() {
            let (Some(cost), Some(qalys)) = (of(name, arm, "all"), of(name, arm, "qalys")) else {
                continue;
            };
            let rates = format!(
                "{name} ({}, {})",
                percent(cost.rate_costs, 2),
                percent(cost.rate_effects, 2)
            );
            grid.row(vec![
                if place == 0 { rates } else { String::new() },
                arm.to_string(),
                sheet.difference(cost.more_than_comparator),
                signed(qalys.more_than_comparator, decimals),
                ratio(cost.cost_per_qaly, &cost.verdict),
            ]);
        }
    }
    let title = format!(
        "The figures of the run under each convention, all payers together ({}; rates for costs, effects)",
        sheet.unit_name
    );
    let title = sheet.look.bold(&sheet.look.wrap(&title, ""));
    format!("{title}\n{}", grid.text(sheet.look))
}
