//! What it is worth to each payer to know more before an arm is chosen, where `caremix decide` has told it.
//!
//! Comes in: [`Facts`]. Goes out: markup; nothing where the run has no decision. Deliberately absent: the curves.

use maud::{Markup, html};

use super::figure::table;
use super::say;
use crate::analysis::decide::rows::InformationRow;
use crate::chart::phrases;
use crate::chart::table::{Cell, Table};
use crate::chart::words::Money;
use crate::report::facts::Facts;

/// A row a payer and one for all together: what knowing all is worth, and which number is worth most by itself.
pub fn knowing(facts: &Facts) -> Option<Markup> {
    let lang = facts.lang;
    let of_money = |row: &&InformationRow| {
        row.choice == "all" && row.willingness == 0.0 && row.perspective != "society"
    };
    let rows: Vec<&InformationRow> = facts.information.iter().filter(of_money).collect();
    let everything: Vec<&&InformationRow> =
        rows.iter().filter(|row| row.kind == "everything").collect();
    if everything.is_empty() {
        return None;
    }
    let money = Money::of_all(lang, everything.iter().map(|row| row.value));
    let row = |all: &&&InformationRow| {
        let is_of = |row: &&&InformationRow| {
            row.kind == "parameter"
                && row.perspective == all.perspective
                && row.value > row.noise.unwrap_or(0.0)
        };
        let first = rows.iter().find(is_of);
        vec![
            Cell::words(facts.party_label(&all.perspective)),
            Cell::number(money.plain(all.value), all.value),
            Cell::words(first.map_or(String::new(), |row| row.label.clone())),
            first.map_or(Cell::unknown(), |row| {
                Cell::number(money.plain(row.value), row.value)
            }),
        ]
    };
    let found = Table {
        head: [
            phrases::PAYER,
            say::KNOWING_ALL,
            say::KNOWING_FIRST,
            say::KNOWING_FIRST_WORTH,
        ]
        .map(|head| head.of(lang).to_string())
        .to_vec(),
        rows: everything.iter().map(row).collect(),
    };
    let caption = say::KNOWING_CAPTION.fill(lang, &[("unit", money.unit())]);
    Some(html! {
        h3 { (say::KNOWING_HEAD.of(lang)) }
        (table(&found, &caption))
        p.note { (say::KNOWING_NOTE.of(lang)) }
    })
}
