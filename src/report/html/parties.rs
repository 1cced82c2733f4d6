//! What alternatives leave disciplines with, as the positions of payers are told.
//!
//! Comes in: [`Facts`]. Goes out: markup, nothing where no alternative changes what a discipline is left with. Deliberately absent: years,
//! which disciplines.csv has, and what disciplines receive (funders.rs).

use maud::Markup;

use super::figure::table;
use super::say;
use crate::analysis::disciplines::RESULT;
use crate::chart::table::{Cell, Table};
use crate::chart::words::Money;
use crate::report::disciplines::DisciplineFigures;
use crate::report::facts::Facts;

/// Futures are told of so many.
const TWENTY: f64 = 20.0;

/// A row a discipline, a column an alternative.
pub fn left_with(facts: &Facts) -> Option<Markup> {
    let lang = facts.lang;
    let figures = DisciplineFigures(&facts.reading.disciplines);
    let disciplines = figures.named(|row| row.measure == RESULT);
    if disciplines.is_empty() {
        return None;
    }
    let arms: Vec<&str> = facts.others().map(|arm| arm.name.as_str()).collect();
    let pairs = disciplines
        .iter()
        .flat_map(|one| arms.iter().map(move |arm| [*arm, *one, RESULT]));
    let rows = pairs.filter_map(|names| figures.total(names));
    let money = Money::of_all(lang, rows.map(|row| row.spread.mean));
    let cell = |discipline: &str, arm: &str| {
        let row = figures.total([arm, discipline, RESULT]);
        row.map_or_else(
            || Cell::words(""),
            |row| {
                let eur = row.spread.mean;
                let amount = lang.signed(eur / money.scale(), 2);
                let futures = lang.number(row.p_no_worse_off.unwrap_or_default() * TWENTY, 0);
                let told = [("amount", amount.as_str()), ("futures", futures.as_str())];
                Cell::number(say::OF_TWENTY.fill(lang, &told), eur)
            },
        )
    };
    let of_discipline = |discipline: &&str| {
        let first = Cell::words(facts.named(discipline));
        let cells = arms.iter().map(|arm| cell(discipline, arm));
        [first].into_iter().chain(cells).collect()
    };
    let head = [say::COLUMN_PROVIDER.of(lang).to_string()].into_iter();
    let all = Table {
        rows: disciplines.iter().map(of_discipline).collect(),
        head: head
            .chain(arms.iter().map(|arm| facts.arm_label(arm)))
            .collect(),
    };
    let caption = say::LEFT_WITH_CAPTION.fill(lang, &[("unit", money.unit())]);
    Some(table(&all, &caption))
}
