//! What alternatives leave disciplines with, as the positions of payers are told, the growth that they pay them nothing for, and practices
//! that close.
//!
//! Comes in: [`Facts`]. Goes out: markup, nothing where no alternative changes what a discipline is left with. Deliberately absent: years,
//! which disciplines.csv has, and what disciplines receive (funders.rs).

use maud::{Markup, html};

use super::figure::table;
use super::say;
use crate::analysis::disciplines::RESULT;
use crate::analysis::rows::{OutcomeRow, TOTAL};
use crate::chart::table::{Cell, Table};
use crate::chart::words::Money;
use crate::outcome::PRACTICES_CLOSED;
use crate::report::disciplines::DisciplineFigures;
use crate::report::facts::Facts;
use crate::report::growth::unpaid;

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

/// Growth of volume that alternatives pay nobody, or that they pay and nobody pays as now: a sentence each.
pub fn unpaid_growth(facts: &Facts) -> Option<Markup> {
    let lang = facts.lang;
    let found = unpaid(facts.reading, facts.comparator());
    let sentence = |(arm, eur): &(&str, f64)| {
        let money = Money::of_all(lang, [*eur]);
        let told = [("arm", facts.arm_label(arm)), ("amount", money.words(*eur))];
        let told = told.each_ref().map(|(name, text)| (*name, text.as_str()));
        match *eur > 0.0 {
            true => say::UNPAID_GROWTH.fill(lang, &told),
            false => say::PAID_GROWTH.fill(lang, &told),
        }
    };
    (!found.is_empty()).then(|| {
        html! { @for one in &found { p.note { (sentence(one)) } } }
    })
}

/// Practices that close, by alternative and as now: a sentence each; nothing where none may.
pub fn closed(facts: &Facts) -> Option<Markup> {
    let lang = facts.lang;
    let is_total = |row: &&OutcomeRow| row.outcome == PRACTICES_CLOSED.name && row.year == TOTAL;
    let rows = facts.reading.outcomes.iter().filter(is_total);
    let told: Vec<String> = rows
        .map(|row| {
            let (arm, count) = (facts.arm_label(&row.arm), lang.number(row.spread.mean, 1));
            say::PRACTICES_CLOSED.fill(lang, &[("arm", &arm), ("count", &count)])
        })
        .collect();
    (!told.is_empty()).then(|| {
        html! { @for one in &told { p.note { (one) } } }
    })
}
