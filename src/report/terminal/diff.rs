//! What `diff` prints: inputs that differ, and payers' totals with what chance leaves open.
//!
//! Comes in: rows of `report::diff`. Goes out: text. Deliberately absent: what is the same.

use std::path::Path;

use super::grid::Grid;
use super::{Look, none, scale};
use crate::report::diff::DiffRow;
use crate::report::numbers::{decimals_for, grouped, signed};

/// Inputs listed before the rest is only counted.
const MOST_INPUTS: usize = 40;

/// Both tables, or that there is nothing to print.
pub fn diff(rows: &[DiffRow], first: &Path, second: &Path, look: &Look) -> String {
    let of = |part: &str| -> Vec<&DiffRow> { rows.iter().filter(|row| row.part == part).collect() };
    let (inputs, results) = (of("input"), of("result"));
    let mut text = look.wrap(&format!("first:  {}", first.display()), "") + "\n";
    text += &(look.wrap(&format!("second: {}", second.display()), "") + "\n\n");
    text += &match inputs.is_empty() {
        true => {
            look.wrap(
                "The same went into both: scenario, seed, replications and version.",
                "",
            ) + "\n"
        }
        false => format!(
            "{}\n{}",
            look.bold("What went in"),
            of_inputs(&inputs, look)
        ),
    };
    text += "\n";
    text += &match (results.is_empty(), inputs.is_empty()) {
        (true, true) => "The same came out.\n".to_string(),
        (true, false) => {
            "The same came out: no payer's total differs, to the cent, in any replication.\n"
                .to_string()
        }
        (false, _) => format!(
            "{}\n{}",
            look.bold("What came out"),
            of_results(&results, look)
        ),
    };
    look.characters(&text)
}

fn of_inputs(rows: &[&DiffRow], look: &Look) -> String {
    let mut grid = Grid::new(&["input", "first", "second"]).left(1).left(2);
    let shown = |text: &String| {
        if text.is_empty() {
            none()
        } else {
            text.clone()
        }
    };
    for row in rows.iter().take(MOST_INPUTS) {
        grid.row(vec![
            row.name.clone(),
            shown(&row.first),
            shown(&row.second),
        ]);
    }
    let rest = rows.len().saturating_sub(MOST_INPUTS);
    let more = match rest {
        0 => String::new(),
        rest => format!("and {rest} more (--format csv)\n"),
    };
    format!("{}{more}", grid.text(look))
}

fn of_results(rows: &[&DiffRow], look: &Look) -> String {
    let number = |text: &str| text.parse::<f64>().ok();
    let sizes = rows
        .iter()
        .flat_map(|row| [number(&row.first), number(&row.second)]);
    let largest = sizes.flatten().map(f64::abs).fold(0.0, f64::max);
    let (unit, name) = scale(largest);
    let decimals = decimals_for(largest / unit, 5, 3).max(1);
    let amount = |text: &str| number(text).map_or_else(none, |eur| grouped(eur / unit, decimals));
    let difference = format!("difference\n{name}");
    let mut grid =
        Grid::new(&["arm", "payer", "first", "second", &difference, "MC\nerror"]).left(1);
    for row in rows {
        grid.row(vec![
            row.name.clone(),
            row.payer.clone(),
            amount(&row.first),
            amount(&row.second),
            row.difference
                .map_or_else(none, |eur| signed(eur / unit, decimals)),
            row.mc_error
                .map_or_else(none, |eur| grouped(eur / unit, decimals)),
        ]);
    }
    let legend =
        "Totals of the whole run, nominal. Less than about two errors apart may be chance.";
    format!("{}{}\n", grid.text(look), look.wrap(legend, ""))
}
