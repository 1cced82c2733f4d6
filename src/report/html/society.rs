//! For health economists: what alternatives come to for society, beside what is paid, and the hands that they take.
//!
//! Comes in: [`Facts`]. Goes out: markup, nothing where the run does not say what informal care is worth. Deliberately absent:
//! figures of payers, which none of this is part of.

use maud::{Markup, html};

use super::figure::table;
use super::say;
use crate::analysis::society::{DRAWN, SOCIETY};
use crate::chart::phrases;
use crate::chart::table::{Cell, Table};
use crate::chart::words::Money;
use crate::report::facts::Facts;
use crate::report::society::SocietyFigures;
use crate::tables::convention;

/// Both tables, and what they count.
pub fn society(facts: &Facts) -> Option<Markup> {
    let lang = facts.lang;
    let money = money(facts)?;
    let run = &facts.reading.scenario.run;
    let name = [("name", convention::name(run.convention))];
    let perspective = convention::terms(run.convention).map(|terms| terms.perspective);
    Some(html! {
        h3 { (say::SOCIETY_HEAD.of(lang)) }
        (money)
        p.note {
            (say::SOCIETY_NOTE.of(lang)) " "
            @match perspective {
                Some(convention::SOCIETY) => (say::SOCIETY_ASKED.fill(lang, &name)),
                Some(_) => (say::PAYERS_ASKED.fill(lang, &name)),
                None => {}
            }
        }
        @if let Some(hands) = hands(facts) { (hands) }
    })
}

fn money(facts: &Facts) -> Option<Markup> {
    let lang = facts.lang;
    let comparator = facts.comparator();
    let figures = SocietyFigures(&facts.reading.society);
    figures.cost([comparator, ""], SOCIETY, DRAWN)?;
    let worths = figures.worths();
    let values = |arm: &str, against: &str| figures.compared([arm, against], &worths);
    let now = values(comparator, "");
    let more: Vec<(String, Vec<Option<f64>>)> = facts
        .others()
        .map(|arm| (facts.arm_label(&arm.name), values(&arm.name, comparator)))
        .collect();
    let all = more
        .iter()
        .flat_map(|(_, values)| values.iter().flatten().copied());
    // As now and differences have a unit each, so that neither reads as nothing.
    let (whole, fine) = (
        Money::of_all(lang, now.iter().flatten().copied()),
        Money::of_all(lang, all),
    );
    let cells = |values: &[Option<f64>], shown: &dyn Fn(f64) -> String| -> Vec<Cell> {
        let cell =
            |eur: &Option<f64>| eur.map_or_else(Cell::unknown, |eur| Cell::number(shown(eur), eur));
        values.iter().map(cell).collect()
    };
    let label = |phrase: &str, unit: &str| Cell::words(format!("{phrase}, {unit}"));
    let mut rows = vec![];
    let mut first = vec![label(phrases::AS_NOW.of(lang), whole.unit())];
    first.extend(cells(&now, &|eur| whole.plain(eur)));
    rows.push(first);
    for (name, values) in &more {
        let mut row = vec![label(name, fine.unit())];
        row.extend(cells(values, &|eur| fine.signed(eur)));
        rows.push(row);
    }
    let heads = [
        phrases::ALTERNATIVE,
        say::COLUMN_ALL_PAYERS,
        say::COLUMN_INFORMAL,
        say::COLUMN_SOCIETY,
    ];
    let mut head: Vec<String> = heads
        .iter()
        .map(|phrase| phrase.of(lang).to_string())
        .collect();
    head.extend(worths.iter().map(|worth| {
        let worth = lang.amount(&lang.number(*worth, 0));
        say::COLUMN_NET_BENEFIT.fill(lang, &[("worth", &worth)])
    }));
    Some(table(&Table { head, rows }, say::SOCIETY_CAPTION.of(lang)))
}

/// Full-time equivalents; nothing where no discipline is limited.
fn hands(facts: &Facts) -> Option<Markup> {
    let lang = facts.lang;
    let comparator = facts.comparator();
    let figures = SocietyFigures(&facts.reading.society);
    let disciplines = figures.disciplines(comparator);
    if disciplines.is_empty() {
        return None;
    }
    let rows = disciplines.iter().map(|discipline| {
        let [there, wanted] = figures.there_and_wanted(comparator, discipline);
        let more = facts.others().map(|arm| {
            let [_, of_arm] = figures.there_and_wanted(&arm.name, discipline);
            let more = of_arm - wanted;
            Cell::number(lang.signed(more, 2), more)
        });
        let first = [
            Cell::words(facts.named(discipline)),
            Cell::number(lang.number(there, 1), there),
            Cell::number(lang.number(wanted, 1), wanted),
        ];
        first.into_iter().chain(more).collect()
    });
    let head = [say::COLUMN_PROVIDER, say::COLUMN_THERE, say::COLUMN_WANTED];
    let head = head.map(|phrase| phrase.of(lang).to_string());
    let all = Table {
        rows: rows.collect(),
        head: head
            .into_iter()
            .chain(facts.others().map(|arm| facts.arm_label(&arm.name)))
            .collect(),
    };
    Some(table(&all, say::HANDS_CAPTION.of(lang)))
}
