//! Arrangements between payers, where `caremix share` was run on the run; else how to get them.
//!
//! Comes in: the rows of share.csv. Goes out: markup. Deliberately absent: arrangements worked out here.

use maud::{Markup, html};

use super::figure::{how_to_get, table};
use super::say;
use crate::chart::count::MarkCount;
use crate::chart::table::{Cell, Table};
use crate::chart::words::Money;
use crate::report::facts::{Facts, chosen};
use crate::sharing::ShareRow;

/// The section; `name` finds the run.
pub fn arrangements(facts: &Facts, name: &str) -> Markup {
    let lang = facts.lang;
    html! {
        h3 id="share" { (say::SHARE_HEAD.of(lang)) }
        @if facts.share.is_empty() {
            (how_to_get(lang, &[format!("caremix share {name}")]))
        } @else {
            @for arm in distinct(facts, |row| &row.arm) {
                (positions(facts, arm))
                @if let Some(acceptable) = acceptable(facts, arm) { (acceptable) }
            }
        }
    }
}

/// Values of a column, each once, in order.
fn distinct<'a>(facts: &'a Facts, of: impl Fn(&'a ShareRow) -> &'a str) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for row in &facts.share {
        let value = of(row);
        if !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

/// Rows of a measure of one payer under one arrangement.
struct ArrangementCells<'a> {
    facts: &'a Facts<'a>,
    arm: &'a str,
    money: Money,
}

impl<'a> ArrangementCells<'a> {
    fn row(
        &self,
        arrangement: &str,
        payer: &str,
        measure: &str,
        year: &str,
    ) -> Option<&'a ShareRow> {
        self.facts.share.iter().find(|row| {
            row.arm == self.arm
                && row.arrangement == arrangement
                && row.payer == payer
                && row.measure == measure
                && row.year == year
        })
    }

    fn cell(&self, arrangement: &str, payer: &str) -> Cell {
        let lang = self.facts.lang;
        let mean = |measure: &str| self.row(arrangement, payer, measure, "total")?.figures.mean;
        let Some(net) = mean("net_position") else {
            return Cell::unknown();
        };
        let futures = self.facts.reading.manifest.replications as usize;
        let share = mean("p_no_worse_off").unwrap_or(0.0);
        let count = MarkCount::of((share * futures as f64).round() as usize, futures);
        let year = self
            .row(arrangement, payer, "deepest_loss_year", "")
            .and_then(|row| row.figures.q500);
        let advance = mean("deepest_cumulative_loss")
            .filter(|eur| *eur > 0.0)
            .map(|eur| {
                let amount = self.money.plain(eur);
                match year {
                    Some(year) => say::ADVANCE_BY.fill(
                        lang,
                        &[("amount", &amount), ("year", &format!("{year:.0}"))],
                    ),
                    None => say::ADVANCE.fill(lang, &[("amount", &amount)]),
                }
            });
        let parts = [
            Some(self.money.signed(net)),
            Some(count.words(lang)),
            advance,
        ];
        Cell::words(parts.into_iter().flatten().collect::<Vec<_>>().join("; "))
    }
}

fn positions(facts: &Facts, arm: &str) -> Markup {
    let lang = facts.lang;
    let of_arm = facts
        .share
        .iter()
        .filter(|row| row.arm == arm && row.year == "total");
    let amounts = of_arm
        .filter(|row| row.measure == "net_position" || row.measure == "deepest_cumulative_loss");
    let cells = ArrangementCells {
        facts,
        arm,
        money: Money::of_all(lang, amounts.filter_map(|row| row.figures.mean)),
    };
    let payers = facts.payer_names();
    let rows = distinct(facts, |row| &row.arrangement)
        .into_iter()
        .filter(|arrangement| {
            cells
                .row(arrangement, "all", "net_position", "total")
                .is_some()
        });
    let row = |arrangement: &str| {
        let label = [Cell::words(label(facts, arrangement))];
        label
            .into_iter()
            .chain(payers.iter().map(|payer| cells.cell(arrangement, payer)))
            .collect()
    };
    let labels = facts.parties().into_iter().map(|party| party.label);
    let all = Table {
        head: [say::COLUMN_ARRANGEMENT.of(lang).to_string()]
            .into_iter()
            .chain(labels)
            .chain([facts.together().label])
            .collect(),
        rows: rows.map(row).collect(),
    };
    let arm = facts.arm_label(arm);
    table(
        &all,
        &say::SHARE_CAPTION.fill(lang, &[("arm", &arm), ("unit", cells.money.unit())]),
    )
}

/// The scenario's title of an arrangement; those of a file of their own have their name.
fn label(facts: &Facts, arrangement: &str) -> String {
    let mut all = facts.reading.scenario.arrangement.iter();
    let found = all.find(|one| one.name == arrangement);
    match found.map(|one| chosen(facts.lang, &one.title, &one.title_nl)) {
        Some(title) if !title.is_empty() => title.to_string(),
        _ => facts.named(arrangement),
    }
}

/// Shares of the investment that every party accepts, by the chance that it asks; nothing where no rule asked for it. The
/// region is that of the investment, whatever the arrangement: that of the first is shown.
fn acceptable(facts: &Facts, arm: &str) -> Option<Markup> {
    let lang = facts.lang;
    let of_arm: Vec<&ShareRow> = facts
        .share
        .iter()
        .filter(|row| row.arm == arm && row.confidence.is_some())
        .collect();
    let first = of_arm.first()?.arrangement.as_str();
    let rows: Vec<&ShareRow> = of_arm
        .into_iter()
        .filter(|row| row.arrangement == first)
        .collect();
    let mut chances: Vec<f64> = rows.iter().filter_map(|row| row.confidence).collect();
    chances.dedup();
    let mean = |chance: f64, payer: &str, measure: &str| {
        let mut found = rows.iter();
        found
            .find(|row| {
                row.confidence == Some(chance) && row.payer == payer && row.measure == measure
            })
            .and_then(|row| row.figures.mean)
    };
    let needs = rows
        .iter()
        .filter(|row| row.measure == "outside_money_needed");
    let money = Money::of_all(lang, needs.filter_map(|row| row.figures.mean));
    let scenario = &facts.reading.scenario;
    let parties: Vec<(&str, String)> = scenario
        .payer
        .iter()
        .zip(facts.parties())
        .map(|(payer, party)| (payer.name.as_str(), party.label))
        .filter(|(name, _)| {
            rows.iter()
                .any(|row| row.payer == *name && row.measure == "bearable")
        })
        .collect();
    let row = |chance: &f64| {
        let ends = |name: &str| {
            let least = mean(*chance, name, "acceptable_share_least")?;
            Some((least, mean(*chance, name, "acceptable_share_most")?))
        };
        let cell = |(name, _): &(&str, String)| match ends(name) {
            Some((low, high)) => {
                let (low, high) = (lang.percent(low, 0), lang.percent(high, 0));
                Cell::words(say::TO.fill(lang, &[("low", &low), ("high", &high)]))
            }
            None => Cell::words(say::NO_DIVISION.of(lang)),
        };
        let outside = mean(*chance, "all", "outside_money_needed");
        let outside = outside.map_or_else(Cell::unknown, |eur| Cell::number(money.plain(eur), eur));
        [Cell::words(lang.percent(*chance, 0))]
            .into_iter()
            .chain(parties.iter().map(cell))
            .chain([outside])
            .collect()
    };
    let all = Table {
        head: [say::COLUMN_CONFIDENCE.of(lang).to_string()]
            .into_iter()
            .chain(parties.iter().map(|(_, label)| label.clone()))
            .chain([say::COLUMN_OUTSIDE.fill(lang, &[("unit", money.unit())])])
            .collect(),
        rows: chances.iter().map(row).collect(),
    };
    let caption = say::ACCEPTABLE_CAPTION.fill(lang, &[("arm", &facts.arm_label(arm))]);
    Some(table(&all, &caption))
}
