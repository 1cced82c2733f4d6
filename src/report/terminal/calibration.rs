//! What `calibrate` prints: the fitted numbers, and how each account is met before and after.

use super::Look;
use super::grid::Grid;
use crate::report::numbers::{decimals_for, grouped, percent};
use crate::validation::{AccountMet, Calibration, Fitted};

/// Significant digits shown.
const DIGITS: i32 = 5;
/// Decimals at most.
const MOST_DECIMALS: usize = 6;

/// The whole printed calibration.
pub fn calibration(title: &str, found: &Calibration, look: &Look) -> String {
    let parts = [
        format!("{}\n", look.bold(title)),
        format!("{}\n{}", look.bold("Fitted"), fitted(&found.fitted, look)),
        format!(
            "{}\n{}",
            look.bold("Accounts, as the cohort twin expects them"),
            accounts(&found.met, look)
        ),
        look.wrap(
            &format!(
                "Misfit, the sum of ((expected/published - 1)/tolerance)² over the accounts that are not held out: {} \
                 before, {} after; the twin ran {} times.",
                shown(found.misfit[0]),
                shown(found.misfit[1]),
                grouped(found.evaluations as f64, 0)
            ),
            "",
        ) + "\n",
    ];
    look.characters(&parts.join("\n"))
}

fn shown(value: f64) -> String {
    grouped(value, decimals_for(value, DIGITS, MOST_DECIMALS))
}

fn fitted(fitted: &[Fitted], look: &Look) -> String {
    let mut grid = Grid::new(&["number", "before", "after", "low", "high", ""]).left(5);
    for one in fitted {
        for (path, before, after) in &one.numbers {
            grid.row(vec![
                path.clone(),
                shown(*before),
                shown(*after),
                shown(one.row.low),
                shown(one.row.high),
                note(one),
            ]);
        }
    }
    grid.text(look)
}

fn note(one: &Fitted) -> String {
    use crate::scenario::schema::CalibrateBounds::Factor;
    let by_factor = (one.row.bounds == Factor).then(|| format!("by a factor ({})", one.row.name));
    let at_bound = one.is_at_bound.then(|| "at its bound".to_string());
    let notes: Vec<String> = by_factor.into_iter().chain(at_bound).collect();
    notes.join(", ")
}

fn accounts(met: &[AccountMet], look: &Look) -> String {
    let heads = [
        "account",
        "published",
        "before",
        "after",
        "ratio\nbefore",
        "ratio\nafter",
        "tolerance",
        "",
    ];
    let mut grid = Grid::new(&heads).left(7);
    for one in met {
        let account = &one.account;
        let decimals = decimals_for(account.amount, DIGITS - 1, MOST_DECIMALS);
        let ratio = one.after / account.amount;
        let is_met = (ratio - 1.0).abs() <= account.tolerance;
        let verdict = if is_met { "within" } else { "OUTSIDE" };
        let held_out = if account.held_out { ", held out" } else { "" };
        grid.row(vec![
            account.name.clone(),
            grouped(account.amount, decimals),
            grouped(one.before, decimals),
            grouped(one.after, decimals),
            grouped(one.before / account.amount, 4),
            grouped(ratio, 4),
            percent(account.tolerance, 1),
            format!("{verdict}{held_out}"),
        ]);
    }
    grid.text(look)
}
