//! The cost split: one block an arm, one row a payer.
//!
//! Comes in: a [`Reading`]. Goes out: text. Deliberately absent: figures by year, which the files hold.

use super::grid::Grid;
use super::wording::by_mechanism;
use super::{Look, ROUNDED, is_discounted, none};
use crate::analysis::layers::ACCOUNTING;
use crate::analysis::rows::{ALL, DISCOUNTED, IncrementalRow, LayerRow, Spread, TOTAL};
use crate::base::statistics::Chance;
use crate::report::numbers::{chance, decimals_for, grouped, is_apart, percent, signed};
use crate::report::reading::Reading;

pub(super) const MILLION: f64 = 1e6;
/// Columns of a bar that stands for everything.
const BAR: usize = 8;
const BAR_COLUMN: usize = 3;
/// Digits that the largest difference of a block may have.
const DIGITS_OF_LARGEST: i32 = 5;
/// Decimals that a Monte Carlo error in EUR million may have.
const FINEST: usize = 4;
const SPENDING: [&str; 5] = ["payer", "EUR\nmillion", "share", "", "EUR per\nres.-year"];
const DIFFERENCE: [&str; 4] = [
    "differ-\nence",
    "95 % interval",
    "MC\nerror",
    "P(no worse\noff, 95 %)",
];

/// One block an arm, the comparator first.
pub fn blocks(reading: &Reading, look: &Look) -> Vec<String> {
    let comparator = reading.manifest.comparator.as_str();
    let arms = arms(reading);
    let mut blocks = vec![look.bold(&period(reading))];
    blocks.extend(arms.iter().map(|arm| {
        let block = PayerBlock { reading, look, arm };
        if *arm == comparator {
            block.of_comparator()
        } else {
            block.of_other()
        }
    }));
    blocks
}

/// The arms that payers.csv holds, comparator first.
pub fn arms(reading: &Reading) -> Vec<&str> {
    let mut arms: Vec<&str> = vec![reading.manifest.comparator.as_str()];
    for row in &reading.payers {
        if !arms.contains(&row.arm.as_str()) {
            arms.push(&row.arm);
        }
    }
    arms
}

fn period(reading: &Reading) -> String {
    let run = &reading.scenario.run;
    let last = run.first_year + run.years as i32 - 1;
    format!("Who pays, {}–{last}", run.first_year)
}

struct PayerBlock<'a> {
    reading: &'a Reading,
    look: &'a Look,
    arm: &'a str,
}

impl PayerBlock<'_> {
    fn of_comparator(&self) -> String {
        let table = self.table(&SPENDING, |payer, year| self.spending(payer, year));
        format!("{}\n{table}", self.title(" (comparator)"))
    }

    fn of_other(&self) -> String {
        let head = [SPENDING.as_slice(), &DIFFERENCE].concat();
        let table = self.table(&head, |payer, year| {
            [self.spending(payer, year), self.difference(payer, year)].concat()
        });
        format!("{}\n{table}{}", self.title(""), self.verdict())
    }

    /// The bars give way where there is no room; a note says where rounded parts do not add up.
    fn table(&self, head: &[&str], cells: impl Fn(&str, &str) -> Vec<String>) -> String {
        let mut grid = Grid::new(head).left(BAR_COLUMN).spare(BAR_COLUMN);
        for payer in self.payers() {
            if payer == ALL {
                grid.rule();
            }
            grid.row(cells(payer, TOTAL));
        }
        if is_discounted(&self.reading.manifest) {
            grid.row(cells(ALL, DISCOUNTED));
        }
        let table = grid.text(self.look);
        if self.is_rounded_apart() {
            format!("{table}{}\n", self.look.wrap(ROUNDED, "  "))
        } else {
            table
        }
    }

    /// Whether payers' amounts or differences, rounded as printed, do not add up to the total.
    fn is_rounded_apart(&self) -> bool {
        let apart = |of: &dyn Fn(&str) -> Option<f64>, decimals: usize| {
            let payers = self.payers().into_iter().filter(|payer| *payer != ALL);
            let parts: Vec<f64> = payers.filter_map(of).map(|part| part / MILLION).collect();
            of(ALL).is_some_and(|total| is_apart(&parts, total / MILLION, decimals))
        };
        let amount = |payer: &str| self.spread(payer, TOTAL).map(|spread| spread.mean);
        let difference = |payer: &str| {
            self.incremental("full", payer, TOTAL)
                .map(|row| row.spread.mean)
        };
        apart(&amount, self.decimals_of_amounts())
            || apart(&difference, self.decimals_of_differences())
    }

    fn title(&self, ending: &str) -> String {
        let title = self
            .reading
            .scenario
            .arm
            .iter()
            .find(|arm| arm.name == self.arm)
            .map(|arm| arm.title.as_str());
        let named = match title {
            Some(title) if !title.is_empty() => format!("{}: {title}", self.arm),
            _ => self.arm.to_string(),
        };
        self.look.bold(&format!("{named}{ending}"))
    }

    /// The payers in file order.
    fn payers(&self) -> Vec<&str> {
        let mine = self
            .reading
            .payers
            .iter()
            .filter(|row| row.arm == self.arm && row.year == TOTAL);
        mine.map(|row| row.payer.as_str()).collect()
    }

    fn spread(&self, payer: &str, year: &str) -> Option<&Spread> {
        let is_it = |arm: &str| arm == self.arm;
        let rows = &self.reading.payers;
        rows.iter()
            .find(|row| is_it(&row.arm) && row.payer == payer && row.year == year)
            .map(|row| &row.spread)
    }

    fn incremental(&self, effect: &str, payer: &str, year: &str) -> Option<&IncrementalRow> {
        let is_it = |row: &&IncrementalRow| {
            row.arm == self.arm && row.effect == effect && row.payer == payer && row.year == year
        };
        self.reading.incremental.iter().find(is_it)
    }

    fn spending(&self, payer: &str, year: &str) -> Vec<String> {
        let Some(mean) = self.spread(payer, year).map(|spread| spread.mean) else {
            return [payer, "", "", "", ""].map(str::to_string).to_vec();
        };
        let is_discounted = year == DISCOUNTED;
        let name = if is_discounted {
            format!("{payer}, {DISCOUNTED}")
        } else {
            payer.to_string()
        };
        let amount = grouped(mean / MILLION, self.decimals_of_amounts());
        if is_discounted {
            return vec![name, amount, String::new(), String::new(), String::new()];
        }
        let share = self
            .spread(ALL, year)
            .filter(|all| all.mean != 0.0)
            .map(|all| mean / all.mean);
        vec![
            name,
            amount,
            share.map(|share| percent(share, 1)).unwrap_or_default(),
            share
                .filter(|_| payer != ALL)
                .map(|share| self.look.bar(share, BAR))
                .unwrap_or_default(),
            self.resident_years()
                .map(|years| grouped(mean / years, 0))
                .unwrap_or_default(),
        ]
    }

    fn difference(&self, payer: &str, year: &str) -> Vec<String> {
        let Some(row) = self.incremental("full", payer, year) else {
            return vec![String::new(); 4];
        };
        let million = |value: f64| signed(value / MILLION, self.decimals_of_differences());
        let spread = &row.spread;
        let Some(error) = spread.mc_error else {
            return vec![
                million(spread.mean),
                String::new(),
                String::new(),
                String::new(),
            ];
        };
        let replications = self.reading.manifest.replications as usize;
        vec![
            million(spread.mean),
            spread.interval().map_or_else(none, |(low, high)| {
                format!("{} to {}", million(low), million(high))
            }),
            monte_carlo_error(error / MILLION, self.decimals_of_errors()),
            chance(Chance::from_share(row.p_no_worse_off, replications)),
        ]
    }

    /// Resident-years lived in the arm, so that an arm in which people live longer is not charged for it.
    fn resident_years(&self) -> Option<f64> {
        let named = |name: &str| {
            let is_it = |arm: &str, group: &str, year: &str| {
                arm == self.arm && group == ALL && year == TOTAL
            };
            let rows = &self.reading.outcomes;
            rows.iter()
                .find(|row| row.outcome == name && is_it(&row.arm, &row.group, &row.year))
        };
        let row = named("resident_years").or_else(|| named("life_years"))?;
        Some(row.spread.mean).filter(|years| *years > 0.0)
    }

    /// Decimals, equal for all arms, so that columns compare.
    fn decimals_of_amounts(&self) -> usize {
        let totals = self.reading.payers.iter().filter(|row| row.year == TOTAL);
        let largest = totals.map(|row| row.spread.mean.abs()).fold(0.0, f64::max);
        decimals_for(largest / MILLION, 4, 4).max(1)
    }

    /// Two digits of the smallest difference, as long as the largest stays readable; one number for the whole block.
    fn decimals_of_differences(&self) -> usize {
        let rows = self.reading.incremental.iter();
        let totals = rows.filter(|row| row.year == TOTAL && row.arm == self.arm);
        let sizes: Vec<f64> = totals
            .map(|row| {
                let (low, high) = row.spread.interval().unwrap_or_default();
                let ends = low.abs().max(high.abs());
                ends.max(row.spread.mean.abs()) / MILLION
            })
            .filter(|size| *size > 0.0)
            .collect();
        let largest = sizes.iter().copied().fold(0.0, f64::max);
        let smallest = sizes.iter().copied().fold(largest, f64::min);
        let room = decimals_for(largest, DIGITS_OF_LARGEST, 4);
        decimals_for(smallest, 2, room).max(1)
    }

    /// Two digits of the smallest Monte Carlo error: an error of 0.00 would say nothing.
    fn decimals_of_errors(&self) -> usize {
        let rows = self.reading.incremental.iter();
        let totals =
            rows.filter(|row| row.year == TOTAL && row.arm == self.arm && row.effect == "full");
        let errors = totals
            .filter_map(|row| row.spread.mc_error)
            .filter(|error| *error > 0.0);
        let smallest = errors.fold(f64::INFINITY, f64::min) / MILLION;
        decimals_for(smallest, 2, FINEST).max(self.decimals_of_differences())
    }

    /// In words: who surely gains, who surely pays more, what prices alone do.
    fn verdict(&self) -> String {
        let said = [
            self.winners_and_losers(),
            self.at_same_care(),
            self.by_mechanism(),
        ];
        said.into_iter()
            .flatten()
            .map(|line| format!("{}\n", self.look.wrap(&line, "  ")))
            .collect()
    }

    fn winners_and_losers(&self) -> Option<String> {
        let parties: Vec<&IncrementalRow> = self
            .payers()
            .into_iter()
            .filter(|payer| *payer != ALL)
            .filter_map(|payer| self.incremental("full", payer, TOTAL))
            .filter(|row| row.spread.interval().is_some())
            .collect();
        let moves = |row: &IncrementalRow| row.spread.interval() != Some((0.0, 0.0));
        let group = |title: &str, belongs: &dyn Fn(&IncrementalRow) -> bool| {
            let names: Vec<String> = parties
                .iter()
                .filter(|row| belongs(row))
                .map(|row| self.named(row))
                .collect();
            if names.is_empty() {
                None
            } else {
                Some(format!("{title}: {}.", names.join(", ")))
            }
        };
        let said: Vec<String> = [
            group("Pays less", &|row| sign(row) < 0),
            group("Pays more", &|row| sign(row) > 0),
            group("Cannot be told", &|row| sign(row) == 0 && moves(row)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if said.is_empty() {
            None
        } else {
            Some(said.join(" "))
        }
    }

    fn at_same_care(&self) -> Option<String> {
        let all = self.incremental("accounting", ALL, TOTAL)?;
        let parties: Vec<String> = self
            .payers()
            .into_iter()
            .filter(|payer| *payer != ALL)
            .filter_map(|payer| self.incremental("accounting", payer, TOTAL))
            .filter(|row| row.spread.mean != 0.0)
            .map(|row| self.named(row))
            .collect();
        let detail = if parties.is_empty() {
            String::new()
        } else {
            format!(": {}", parties.join(", "))
        };
        let full = self.incremental("full", ALL, TOTAL)?;
        let rest = if full.spread == all.spread {
            "that is all of it"
        } else {
            "the rest is changed care"
        };
        let amount = signed(all.spread.mean / MILLION, self.decimals_of_differences());
        Some(format!(
            "The same care at this arm's prices would differ by {amount}{detail}; {rest}."
        ))
    }

    /// The steps from the same care at other prices to the arm as it is, all payers together; those that do nothing are
    /// left out.
    fn by_mechanism(&self) -> Option<String> {
        let rows = self.reading.layers.iter();
        let steps: Vec<&LayerRow> = rows
            .filter(|row| row.arm == self.arm && row.payer == ALL && row.year == TOTAL)
            .filter(|row| row.spread.mean != 0.0)
            .collect();
        if steps.len() < 2 {
            return None;
        }
        let said: Vec<String> = steps
            .iter()
            .map(|row| {
                let mean = signed(row.spread.mean / MILLION, self.decimals_of_differences());
                format!("{} {mean}", mechanism(&row.step))
            })
            .collect();
        let of = by_mechanism(&self.reading.manifest);
        Some(format!("{of}: {}.", said.join(", ")))
    }

    fn named(&self, row: &IncrementalRow) -> String {
        format!(
            "{} ({})",
            row.payer,
            signed(row.spread.mean / MILLION, self.decimals_of_differences())
        )
    }
}

/// The sign of a difference, as far as it is sure: the whole interval lies to one side of 0, by more than twice the
/// Monte Carlo error of its end; 0 where it does not, or where there is no interval.
fn sign(row: &IncrementalRow) -> i32 {
    let Some((low, high)) = row.spread.interval() else {
        return 0;
    };
    let beyond = |end: f64, error: Option<f64>| end - 2.0 * error.unwrap_or(f64::INFINITY) > 0.0;
    match () {
        () if beyond(low, row.ends.q025_mc_error) => 1,
        () if beyond(-high, row.ends.q975_mc_error) => -1,
        () => 0,
    }
}

/// A step of layers.csv in words.
fn mechanism(step: &str) -> &str {
    match step {
        ACCOUNTING => "prices alone",
        "access" => "limits of capacity",
        "effects" => "what the arm changes by itself",
        "incentives" => "what payment makes providers do",
        "participation" => "who takes part",
        "contracts" => "contracts that follow volume late",
        other => other,
    }
}

/// What is too small for its column is said to be small, not zero.
fn monte_carlo_error(error: f64, decimals: usize) -> String {
    let least = 0.1_f64.powi(decimals as i32);
    if error > 0.0 && error < least / 2.0 {
        return format!("<{least:.decimals$}");
    }
    grouped(error, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_monte_carlo_error_is_never_rounded_away() {
        assert_eq!(monte_carlo_error(0.0123, 3), "0.012");
        assert_eq!(monte_carlo_error(0.000_001, 4), "<0.0001");
        assert_eq!(monte_carlo_error(0.0, 2), "0.00");
        assert_eq!(monte_carlo_error(12.3, 2), "12.30");
    }

    #[test]
    fn bars_give_way_where_numbers_are_long() {
        let mut reading = crate::report::reading::tests::example();
        for row in &mut reading.payers {
            row.payer = row.payer.replace(
                "municipality",
                "municipality_of_the_long_name_of_40_letters",
            );
        }
        for row in &mut reading.incremental {
            row.payer = row.payer.replace(
                "municipality",
                "municipality_of_the_long_name_of_40_letters",
            );
        }
        let blocks = blocks(&reading, &Look::plain());
        assert!(blocks[1].contains('█'), "{}", blocks[1]);
        assert!(!blocks[2].contains('█'), "{}", blocks[2]);
    }
}
