//! For those who pay: what each of several insurers pays more after risk equalisation, at both ends of what it keeps.
//!
//! Comes in: [`Facts`]. Goes out: markup, nothing where no payer is several. Deliberately absent: years, which insurers.csv has.

use maud::{Markup, html};

use super::figure::table;
use super::say;
use crate::analysis::insurers::{EQUALISATION, FUND, NET, NOT_SIGNING, SIGNING};
use crate::chart::table::{Cell, Table};
use crate::chart::words::Money;
use crate::report::facts::Facts;
use crate::report::insurers::InsurerFigures;

/// One table: a row an insurer, a column an alternative.
pub fn insurers(facts: &Facts) -> Option<Markup> {
    let lang = facts.lang;
    let insurance = facts.reading.scenario.insurance.as_ref()?;
    let figures = InsurerFigures(&facts.reading.insurers);
    let values = |insurer: &str, measure: &str| -> Vec<Vec<Option<f64>>> {
        let of_arm = |arm: &str| {
            let ends = figures.kept().iter();
            ends.map(|kept| figures.total(arm, [insurer, measure, kept]))
                .collect()
        };
        facts.others().map(|arm| of_arm(&arm.name)).collect()
    };
    let mut lines: Vec<(String, Vec<Vec<Option<f64>>>)> = Vec::new();
    for one in &facts.reading.scenario.insurer {
        let title = if one.title.is_empty() {
            &one.name
        } else {
            &one.title
        };
        let label = match one.signs {
            true => say::INSURER_SIGNS.fill(lang, &[("insurer", title)]),
            false => title.clone(),
        };
        lines.push((label, values(&one.name, NET)));
    }
    for (insurer, words) in [
        (SIGNING, say::ALL_SIGNING),
        (NOT_SIGNING, say::ALL_NOT_SIGNING),
    ] {
        lines.push((words.of(lang).to_string(), values(insurer, NET)));
    }
    lines.push((
        say::EQUALISATION_FUND.of(lang).to_string(),
        values(FUND, EQUALISATION),
    ));
    let all = || {
        lines
            .iter()
            .flat_map(|(_, arms)| arms.iter().flatten().flatten())
    };
    all().next()?;
    let money = Money::of_all(lang, all().copied());
    let cell = |ends: &Vec<Option<f64>>| match ends.as_slice() {
        [Some(high), Some(low)] => {
            let (from, to) = (money.signed(*high), money.signed(*low));
            Cell::words(say::TO.fill(lang, &[("low", &from), ("high", &to)]))
        }
        [Some(drawn)] => Cell::number(money.signed(*drawn), *drawn),
        _ => Cell::unknown(),
    };
    let row = |(label, arms): &(String, Vec<Vec<Option<f64>>>)| {
        let first = [Cell::words(label.clone())].into_iter();
        first.chain(arms.iter().map(cell)).collect()
    };
    let head = [say::COLUMN_INSURER.of(lang).to_string()].into_iter();
    let all = Table {
        rows: lines.iter().map(row).collect(),
        head: head
            .chain(facts.others().map(|arm| facts.arm_label(&arm.name)))
            .collect(),
    };
    let payer = facts.party_label(&insurance.payer);
    let parts = [("unit", money.unit()), ("payer", payer.as_str())];
    let caption = say::INSURERS_CAPTION.fill(lang, &parts);
    Some(html! {
        h3 { (say::INSURERS_HEAD.of(lang)) }
        (table(&all, &caption))
        p.note { (say::INSURERS_NOTE.of(lang)) }
    })
}
