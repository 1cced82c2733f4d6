//! Parameters fitted to published accounts with the twin.
//!
//! Comes in: a scenario with `[[calibrate]]` rows. Goes out: [`Fitted`] values, and accounts [`AccountMet`] before and
//! after. Deliberately absent: luck.

use crate::scenario::parameters;
use crate::scenario::people_file::Person;
use crate::scenario::schema::{Account, Calibrate, CalibrateBounds, Scenario};

use super::compare::expected;
use super::optimum::minimum;

/// Share of the width between its bounds within which a fitted value counts as lying on one.
const AT_BOUND: f64 = 1e-5;

/// One row of `[[calibrate]]` after the fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// The row.
    pub row: Calibrate,
    /// Path, mean before and mean after of each of its numbers.
    pub numbers: Vec<(String, f64, f64)>,
    /// Whether it lies on a bound, so that the accounts would have it go further.
    pub is_at_bound: bool,
}

/// An account's expected value before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountMet {
    /// The account.
    pub account: Account,
    /// Before.
    pub before: f64,
    /// After.
    pub after: f64,
}

/// Parameters fitted to accounts.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// The rows, in order.
    pub fitted: Vec<Fitted>,
    /// Every account, held out or not, in the order of the scenario.
    pub met: Vec<AccountMet>,
    /// Σ ((expected/published − 1)/tolerance)² over the accounts fitted to, before and after.
    pub misfit: [f64; 2],
    /// How often the twin was run.
    pub evaluations: u64,
    /// The scenario with the fitted numbers.
    pub scenario: Scenario,
}

/// Fits the numbers of `rows` so that the accounts that are not held out are met, each weighted by one over its
/// tolerance, as expected by the cohort twin at the parameters' means.
///
/// Fitted values are rounded to six digits, so that what is written is what was judged.
///
/// # Errors
/// In words: when a path leads to no number, an account has no expected value, or `is_stopped`.
pub fn calibrate(
    scenario: &Scenario,
    persons: Option<&[Person]>,
    rows: &[Calibrate],
    is_stopped: &(dyn Fn() -> bool + Sync),
) -> Result<Calibration, String> {
    let problem = Problem::new(scenario, rows)?;
    let deviations = |point: &[f64]| {
        if is_stopped() {
            return Err("interrupted".to_string());
        }
        problem.deviations(&expected(&problem.at(point)?, persons))
    };
    let bounds: Vec<(f64, f64)> = rows.iter().map(|row| (row.low, row.high)).collect();
    let found = minimum(&bounds, &problem.start(), &deviations)?;
    let point: Vec<f64> = found.point.iter().map(|&value| rounded(value)).collect();
    let fitted = problem.at(&point)?;
    let (before, after) = (expected(scenario, persons), expected(&fitted, persons));
    let accounts = scenario.account.iter().zip(before.iter().zip(&after));
    Ok(Calibration {
        fitted: problem.fitted(&point),
        misfit: [problem.misfit(&before)?, problem.misfit(&after)?],
        met: accounts
            .map(|(account, (&before, &after))| AccountMet {
                account: account.clone(),
                before,
                after,
            })
            .collect(),
        evaluations: found.evaluations,
        scenario: fitted,
    })
}

struct Problem<'a> {
    scenario: &'a Scenario,
    rows: &'a [Calibrate],
    /// Means before, by row and number.
    before: Vec<Vec<f64>>,
}

impl<'a> Problem<'a> {
    fn new(scenario: &'a Scenario, rows: &'a [Calibrate]) -> Result<Problem<'a>, String> {
        let of_row = |row: &Calibrate| {
            let paths = row.parameters.iter();
            paths.map(|path| parameters::mean(scenario, path)).collect()
        };
        Ok(Problem {
            scenario,
            rows,
            before: rows.iter().map(of_row).collect::<Result<_, String>>()?,
        })
    }

    /// Where the search starts: at the scenario as it is.
    fn start(&self) -> Vec<f64> {
        let rows = self.rows.iter().zip(&self.before);
        rows.map(|(row, before)| match row.bounds {
            CalibrateBounds::Value => before[0],
            CalibrateBounds::Factor => 1.0,
        })
        .collect()
    }

    fn means(&self, point: &[f64]) -> Vec<Vec<f64>> {
        let rows = self.rows.iter().zip(&self.before).zip(point);
        rows.map(|((row, before), &value)| match row.bounds {
            CalibrateBounds::Value => vec![value],
            CalibrateBounds::Factor => before.iter().map(|mean| rounded(mean * value)).collect(),
        })
        .collect()
    }

    /// The scenario at a point.
    fn at(&self, point: &[f64]) -> Result<Scenario, String> {
        let means = self.means(point);
        let rows = self.rows.iter().zip(&means);
        let changes: Vec<(String, f64)> = rows
            .flat_map(|(row, means)| row.parameters.iter().cloned().zip(means.iter().copied()))
            .collect();
        parameters::with(self.scenario, &changes)
    }

    fn misfit(&self, expected: &[f64]) -> Result<f64, String> {
        let deviations = self.deviations(expected)?;
        Ok(deviations.iter().map(|off| off * off).sum())
    }

    /// How far every account that is fitted to is missed, in tolerances.
    fn deviations(&self, expected: &[f64]) -> Result<Vec<f64>, String> {
        let accounts = self.scenario.account.iter().zip(expected);
        let fitted_to = accounts.filter(|(account, _)| !account.held_out);
        let deviation = |(account, expected): (&Account, &f64)| {
            let off = (expected / account.amount - 1.0) / account.tolerance;
            if off.is_finite() {
                Ok(off)
            } else {
                Err(format!("account `{}` has no expected value", account.name))
            }
        };
        fitted_to.map(deviation).collect()
    }

    fn fitted(&self, point: &[f64]) -> Vec<Fitted> {
        let means = self.means(point);
        let rows = self.rows.iter().enumerate();
        rows.map(|(index, row)| {
            let numbers = row.parameters.iter().enumerate();
            let share = (point[index] - row.low) / (row.high - row.low);
            Fitted {
                row: row.clone(),
                numbers: numbers
                    .map(|(at, path)| (path.clone(), self.before[index][at], means[index][at]))
                    .collect(),
                is_at_bound: !(AT_BOUND..=1.0 - AT_BOUND).contains(&share),
            }
        })
        .collect()
    }
}

/// To six significant digits.
fn rounded(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}
