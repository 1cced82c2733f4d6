//! What arms leave each discipline with, beside the comparator.
//!
//! Comes in: disciplines.csv, read. Goes out: a table of disciplines by arms, none where no arm changes what a discipline is left with.
//! Deliberately absent: years, which the file has, and single practices (practices.rs).

use super::grid::Grid;
use super::split::arms;
use super::{Look, TWENTY, of_twenty};
use crate::analysis::disciplines::{DisciplineRow, INCOME, RESULT};
use crate::base::statistics::Chance;
use crate::report::disciplines::DisciplineFigures;
use crate::report::numbers::{decimals_for, signed};
use crate::report::reading::Reading;

/// Arms side by side in a hundred columns.
const ARMS_A_TABLE: usize = 4;

/// Thousands of EUR.
const THOUSAND: f64 = 1e3;

/// Tables of a few arms each.
pub fn tables(reading: &Reading, look: &Look) -> Vec<String> {
    let others: Vec<&str> = arms(reading).into_iter().skip(1).collect();
    let of_arms = others.chunks(ARMS_A_TABLE);
    of_arms
        .filter_map(|arms| table(reading, look, arms))
        .collect()
}

fn table(reading: &Reading, look: &Look, arms: &[&str]) -> Option<String> {
    let figures = DisciplineFigures(&reading.disciplines);
    let names = figures.named(|row| arms.contains(&row.arm.as_str()));
    if names.is_empty() {
        return None;
    }
    let mut head = vec!["EUR thousand a year,\nmore than now".to_string()];
    head.extend(arms.iter().map(|arm| arm.to_string()));
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let mut grid = Grid::new(&head);
    for name in &names {
        let cells = arms.iter().map(|arm| cell(reading, arm, name));
        grid.row([name.to_string()].into_iter().chain(cells).collect());
    }
    let note = format!(
        "Income less what hours cost and what is fixed, or, where the scenario does not say what an hour costs, income alone (in \
         brackets); after it futures in which a discipline is left with no less, of every {TWENTY}. disciplines.csv has every year."
    );
    let title = look.bold("What disciplines are left with");
    let note = look.wrap(&note, "");
    Some(format!("{title}\n{}{note}\n", grid.text(look)))
}

/// What an arm leaves a discipline with.
fn cell(reading: &Reading, arm: &str, discipline: &str) -> String {
    let figures = DisciplineFigures(&reading.disciplines);
    let years = f64::from(reading.scenario.run.years);
    let amount = |row: &DisciplineRow| {
        let eur = row.spread.mean / years / THOUSAND;
        signed(eur, decimals_for(eur.abs(), 2, 1))
    };
    if let Some(row) = figures.total([arm, discipline, RESULT]) {
        let of = reading.manifest.replications as usize;
        let chance = Chance::from_share(row.p_no_worse_off.unwrap_or_default(), of);
        return format!("{}, {}", amount(row), of_twenty(chance));
    }
    let income = figures.total([arm, discipline, INCOME]);
    income.map_or_else(String::new, |row| format!("({})", amount(row)))
}
