//! For those who pay: what each pays by year, net positions and the cash they need, the gap closed, what contracts hold, what is
//! paid for luck, and providers as parties.
//!
//! Comes in: [`Facts`] and the alternatives. Goes out: markup. Deliberately absent: arrangements between payers
//! (arrangements.rs), and figures of what the model does not have: that is named.

use maud::{Markup, html};

use super::figure::{listed, table};
use super::say;
use crate::analysis::rows::PayerRow;
use crate::chart::phrases::{self, Phrase};
use crate::chart::table::{Cell, Table};
use crate::chart::words::{Lang, Money};
use crate::component::contracts;
use crate::report::facts::Facts;

/// What each payer pays as now in every year.
pub fn now_by_year(facts: &Facts) -> Markup {
    let lang = facts.lang;
    let value = |year: i32, payer: &str| {
        let is_asked = |row: &&PayerRow| {
            row.arm == facts.comparator() && row.payer == payer && row.year == year.to_string()
        };
        facts
            .reading
            .payers
            .iter()
            .find(is_asked)
            .map_or(0.0, |row| row.spread.mean)
    };
    let amounts = PayerAmounts::by_year(facts, value);
    let money = &amounts.money;
    let caption = say::NOW_BY_YEAR.fill(lang, &[("unit", money.unit())]);
    table(&amounts.table(facts, Money::plain), &caption)
}

/// What an alternative changes for each payer in every year.
pub fn more_by_year(facts: &Facts, arm: &str) -> Markup {
    let lang = facts.lang;
    let value = |year: i32, payer: &str| {
        let mut rows = facts.reading.incremental.iter();
        let row = rows.find(|row| {
            (row.arm.as_str(), row.effect.as_str(), row.payer.as_str()) == (arm, "full", payer)
                && row.year == year.to_string()
        });
        row.map_or(0.0, |row| row.spread.mean)
    };
    let amounts = PayerAmounts::by_year(facts, value);
    let money = &amounts.money;
    let parts = [
        ("arm", facts.arm_label(arm)),
        ("unit", money.unit().to_string()),
    ];
    let parts = parts.each_ref().map(|(name, text)| (*name, text.as_str()));
    let caption = say::MORE_BY_YEAR.fill(lang, &parts);
    table(&amounts.table(facts, Money::signed), &caption)
}

/// A value for each payer, then for all together, by the names that files have for them.
fn by_name(facts: &Facts, of: impl Fn(&str) -> f64) -> Vec<f64> {
    facts.payer_names().into_iter().map(of).collect()
}

/// EUR with a column a payer and one for all together.
struct PayerAmounts {
    /// What the rows are of.
    head: Phrase,
    rows: Vec<(String, Vec<f64>)>,
    /// The unit that fits them all.
    money: Money,
}

impl PayerAmounts {
    /// Of every calendar year, what `value` has for a payer by its name in the files.
    fn by_year(facts: &Facts, value: impl Fn(i32, &str) -> f64) -> PayerAmounts {
        let years = facts.outlays.years.iter();
        let row = |year: &i32| {
            (
                year.to_string(),
                by_name(facts, |payer| value(*year, payer)),
            )
        };
        PayerAmounts::new(facts, phrases::YEAR, years.map(row).collect())
    }

    fn new(facts: &Facts, head: Phrase, rows: Vec<(String, Vec<f64>)>) -> PayerAmounts {
        let all = rows.iter().flat_map(|(_, values)| values.iter().copied());
        let money = Money::of_all(facts.lang, all);
        PayerAmounts { head, rows, money }
    }

    fn table(&self, facts: &Facts, shown: impl Fn(&Money, f64) -> String) -> Table {
        let parties = facts.parties().into_iter().chain([facts.together()]);
        let labels = parties.map(|party| party.label);
        let row = |(label, values): &(String, Vec<f64>)| {
            let cells = values
                .iter()
                .map(|eur| Cell::number(shown(&self.money, *eur), *eur));
            [Cell::words(label)].into_iter().chain(cells).collect()
        };
        Table {
            head: [self.head.of(facts.lang).to_string()]
                .into_iter()
                .chain(labels)
                .collect(),
            rows: self.rows.iter().map(row).collect(),
        }
    }
}

/// Saved at the end and at the deepest point, a row an alternative: the tables of the pictures of positions in one.
pub fn positions(lang: Lang, alternatives: &[(&str, &Table)]) -> Markup {
    let tables = || alternatives.iter().map(|(_, table)| *table);
    let values = tables().flat_map(|table| {
        table
            .rows
            .iter()
            .flat_map(|row| [row[3].value, row[4].value])
    });
    let money = Money::of_all(lang, values.flatten());
    let both = |row: &Vec<Cell>| match row[3].value.zip(row[4].value) {
        Some((end, deepest)) => {
            let (end, deepest) = (money.signed(end), money.signed(deepest));
            Cell::number(
                format!("{end} ({deepest})"),
                row[3].value.unwrap_or_default(),
            )
        }
        None => Cell::unknown(),
    };
    let row = |(label, table): &(&str, &Table)| {
        let cells = table.rows.iter().map(both);
        [Cell::words(*label)].into_iter().chain(cells).collect()
    };
    let payers = tables().next().into_iter().flat_map(|table| &table.rows);
    let payers = payers.map(|row| row[0].shown.clone());
    let all = Table {
        head: [phrases::ALTERNATIVE.of(lang).to_string()]
            .into_iter()
            .chain(payers)
            .collect(),
        rows: alternatives.iter().map(row).collect(),
    };
    let caption = say::POSITION_CAPTION.fill(lang, &[("unit", money.unit())]);
    html! {
        h3 { (say::POSITION_HEAD.of(lang)) }
        (table(&all, &caption))
        p.note { (say::DEEPEST_MEANING.of(lang)) }
    }
}

/// Share of the gap to a target of growth that each budget closes, by year and over the run; nothing where no arm has one.
pub fn gap(facts: &Facts) -> Option<Markup> {
    let lang = facts.lang;
    let notes = facts.reading.manifest.arms.iter();
    let notes: Vec<_> = notes
        .filter_map(|note| Some((note, note.gap_closed?)))
        .collect();
    if notes.is_empty() {
        return None;
    }
    let percent = |share: f64| Cell::number(lang.percent(share, 0), share);
    let in_year = |arm: &str, year: i32| {
        let mut rows = facts.reading.outcomes.iter();
        let row = rows.find(|row| {
            row.arm == arm && row.outcome == "gap_closed" && row.year == year.to_string()
        });
        row.map_or_else(Cell::unknown, |row| percent(row.spread.mean))
    };
    let years: Vec<i32> = facts
        .outlays
        .years
        .iter()
        .copied()
        .filter(|year| {
            notes
                .iter()
                .any(|(note, _)| in_year(&note.arm, *year).value.is_some())
        })
        .collect();
    let rows = notes.iter().map(|(note, whole)| {
        let ends = whole.q025.zip(whole.q975);
        let range = ends.map_or_else(Cell::unknown, |(low, high)| {
            let (low, high) = (lang.percent(low, 0), lang.percent(high, 0));
            Cell::words(say::TO.fill(lang, &[("low", &low), ("high", &high)]))
        });
        let first = [
            Cell::words(facts.arm_label(&note.arm)),
            percent(whole.mean),
            range,
            note.gap_closed_without_budget
                .map_or_else(Cell::unknown, |without| percent(without.mean)),
        ];
        first
            .into_iter()
            .chain(years.iter().map(|year| in_year(&note.arm, *year)))
            .collect()
    });
    let head = [
        phrases::ALTERNATIVE,
        say::OVER_THE_RUN,
        say::RANGE_COLUMN,
        say::WITHOUT_BUDGET,
    ]
    .map(|phrase| phrase.of(lang).to_string());
    let all = Table {
        rows: rows.collect(),
        head: head
            .into_iter()
            .chain(years.iter().map(i32::to_string))
            .collect(),
    };
    Some(html! {
        h3 { (say::GAP_HEAD.of(lang)) }
        (table(&all, say::GAP_CAPTION.of(lang)))
    })
}

/// What contracts hold of care that is avoided or added, by payer over the run; nothing where they hold nothing.
pub fn held(facts: &Facts) -> Option<Markup> {
    let lang = facts.lang;
    let of = |arm: &str, payer: &str| -> f64 {
        let held = facts.ledger.iter().filter(|row| {
            let is_of_payer = row.payer == payer || payer == "all";
            row.arm == arm && row.component == contracts::NAME && is_of_payer
        });
        held.map(|row| row.spread.mean).sum()
    };
    let others = facts.others();
    let rows = others.map(|arm| {
        let values = by_name(facts, |payer| of(&arm.name, payer));
        (facts.arm_label(&arm.name), values)
    });
    let amounts = PayerAmounts::new(facts, phrases::ALTERNATIVE, rows.collect());
    let mut all = amounts.rows.iter().flat_map(|(_, values)| values);
    if all.all(|eur| *eur == 0.0) {
        return None;
    }
    let caption = say::HELD_CAPTION.fill(lang, &[("unit", amounts.money.unit())]);
    Some(html! {
        h3 { (say::HELD_HEAD.of(lang)) }
        (table(&amounts.table(facts, Money::signed), &caption))
    })
}

/// What contracts on shared savings pay for luck; nothing where there is none.
pub fn luck(facts: &Facts) -> Option<Markup> {
    let lang = facts.lang;
    if facts.reading.savings.is_empty() {
        return None;
    }
    let rows = facts.reading.savings.iter().map(|row| {
        vec![
            Cell::words(facts.arm_label(&row.arm)),
            Cell::words(&row.component),
            Cell::number(lang.number(row.persons, 0), row.persons),
            Cell::number(
                lang.percent(row.p_paid_without_effect, 0),
                row.p_paid_without_effect,
            ),
            Cell::number(
                lang.number(row.paid_per_person_without_effect, 2),
                row.paid_per_person_without_effect,
            ),
        ]
    });
    let all = Table {
        head: vec![
            phrases::ALTERNATIVE.of(lang).into(),
            phrases::COLUMN_COMPONENT.of(lang).into(),
            say::COLUMN_PERSONS.of(lang).into(),
            say::COLUMN_PAID_WITHOUT.of(lang).into(),
            say::COLUMN_EUR_WITHOUT.fill(lang, &[]),
        ],
        rows: rows.collect(),
    };
    Some(html! {
        h3 { (say::LUCK_HEAD.of(lang)) }
        (table(&all, say::LUCK_CAPTION.of(lang)))
    })
}

/// What providers receive in the last year.
pub fn providers(facts: &Facts) -> Markup {
    let lang = facts.lang;
    let year = facts.last_year();
    let in_arm = |arm: &str, discipline: &str| {
        let rows = facts.reading.providers.iter();
        let mut rows = rows.filter(|row| row.year == year && row.practice_size == "all");
        rows.find(|row| row.arm == arm && row.discipline == discipline)
            .map_or(0.0, |row| row.income)
    };
    let mut disciplines: Vec<&str> = Vec::new();
    for row in facts
        .reading
        .providers
        .iter()
        .filter(|row| row.year == year && row.income != 0.0)
    {
        if !disciplines.contains(&row.discipline.as_str()) {
            disciplines.push(&row.discipline);
        }
    }
    let arms: Vec<&str> = facts.others().map(|arm| arm.name.as_str()).collect();
    let incomes = |discipline: &str| {
        let now = in_arm(facts.comparator(), discipline);
        let more: Vec<f64> = arms
            .iter()
            .map(|arm| in_arm(arm, discipline) - now)
            .collect();
        (now, more)
    };
    let all: Vec<(&str, (f64, Vec<f64>))> = disciplines
        .iter()
        .map(|discipline| (*discipline, incomes(discipline)))
        .collect();
    // One unit, so that it can be said once; each column with its own decimals.
    let now = Money::of_all(lang, all.iter().map(|(_, (now, _))| *now));
    let fine = |eur: f64| lang.signed(eur / now.scale(), 2);
    let is_same = |more: &[f64]| more.iter().all(|eur| fine(*eur) == fine(0.0));
    let (same, all): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, (_, more))| is_same(more));
    let same: Vec<String> = same
        .iter()
        .map(|(discipline, _)| facts.named(discipline))
        .collect();
    let rows = all.iter().map(|(discipline, (income, more))| {
        let more = more.iter().map(|eur| Cell::number(fine(*eur), *eur));
        let first = [
            Cell::words(facts.named(discipline)),
            Cell::number(now.plain(*income), *income),
        ];
        first.into_iter().chain(more).collect()
    });
    let head = [say::COLUMN_PROVIDER, phrases::AS_NOW].map(|phrase| phrase.of(lang).to_string());
    let all = Table {
        rows: rows.collect(),
        head: head
            .into_iter()
            .chain(arms.iter().map(|arm| facts.arm_label(arm)))
            .collect(),
    };
    let year = year.to_string();
    let caption = say::PROVIDERS_CAPTION.fill(lang, &[("year", &year), ("unit", now.unit())]);
    html! {
        h3 { (say::PROVIDERS_HEAD.of(lang)) }
        @if !all.rows.is_empty() { (table(&all, &caption)) }
        @if !same.is_empty() { p.note { (say::PROVIDERS_SAME.fill(lang, &[("providers", &listed(lang, &same))])) } }
    }
}

/// What those who pay ask for and this run does not work out; risk equalisation only where insurers are told.
pub fn beyond(lang: Lang, tells_insurers: bool) -> Markup {
    html! {
        h3 { (say::BEYOND_HEAD.of(lang)) }
        ul {
            @if !tells_insurers { li { (say::BEYOND_EQUALISATION.of(lang)) } }
            li { (say::BEYOND_BUDGET.of(lang)) }
        }
    }
}
