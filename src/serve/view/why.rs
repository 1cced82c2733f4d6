//! Why the last change moves what a payer pays: by what is paid for, as bars that add up.
//!
//! Comes in: what was expected before and after. Goes out: markup. Deliberately absent: chance; both are expected values, worked
//! out in the same way.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::names;
use super::shown::Shown;
use crate::analysis::beside::ArmBeside;
use crate::chart::theme;
use crate::chart::words::{Lang, Money};
use crate::serve::say;

/// Bars that are shown by themselves; smaller ones come together.
const BARS: usize = 4;

/// Smaller than this share of the largest, a bar is not seen.
const SMALLEST: f64 = 0.03;

/// Ways of paying that say less than whom they go to.
const BY_RECIPIENT: [&str; 5] = [
    "fee_for_service",
    "service_fee",
    "background_care",
    "state_cost",
    "episode_fee",
];

/// Bars for each payer and all together, each in a part of its own.
pub fn why(shown: &Shown) -> Markup {
    html! { @for index in 0..shown.parties().len() { (of_payer(shown, index)) } }
}

/// The bars of one payer, or of all together.
pub fn of_payer(shown: &Shown, index: usize) -> Markup {
    let lang = shown.lang;
    let parties = shown.parties();
    let of_one = (index + 1 < parties.len()).then_some(index);
    let rows = shown
        .before
        .map(|before| rows(&changes(shown, before), of_one, lang));
    html! { div data-payer=(index) { @match rows {
        None => p.note { (say::WHY_NOTHING.of(lang)) },
        Some(rows) if rows.len() < 2 => p.note { (say::WHY_SAME.fill(lang, &[("party", &parties[index].label)])) },
        Some(rows) => (bars(&rows, lang)),
    } } }
}

/// How the difference with the comparator changes, EUR a year, by payer and what is paid for.
fn changes(shown: &Shown, before: &ArmBeside) -> BTreeMap<(usize, String), f64> {
    let (scenario, arm, lang) = (shown.workshop.scenario(), &shown.state.arm, shown.lang);
    let years = shown.years();
    let mut sums: BTreeMap<(usize, String), f64> = BTreeMap::new();
    for (beside, side) in [(shown.expected, 1.0), (before, -1.0)] {
        for ((payer, component, recipient), [now, then]) in &beside.flows {
            let kind = names::kind(scenario, arm, component);
            let name = if BY_RECIPIENT.contains(&kind.as_str()) {
                recipient
            } else {
                &kind
            };
            *sums.entry((*payer, names::named(name, lang))).or_default() +=
                side * (then - now) / years;
        }
    }
    sums
}

/// The largest changes of a payer, or of all, the rest together, and the sum last. Nothing below a euro.
fn rows(
    changes: &BTreeMap<(usize, String), f64>,
    payer: Option<usize>,
    lang: Lang,
) -> Vec<(String, f64)> {
    let mut by_name: BTreeMap<&str, f64> = BTreeMap::new();
    for ((of, name), eur) in changes {
        if payer.is_none_or(|payer| payer == *of) {
            *by_name.entry(name).or_default() += eur;
        }
    }
    let sum: f64 = by_name.values().sum();
    let mut rows: Vec<(String, f64)> = by_name
        .into_iter()
        .filter(|(_, eur)| eur.abs() >= 1.0)
        .map(|(name, eur)| (name.to_string(), eur))
        .collect();
    rows.sort_by(|one, other| other.1.abs().total_cmp(&one.1.abs()));
    let Some(largest) = rows.first().map(|(_, eur)| eur.abs()) else {
        return rows;
    };
    let by_themselves = rows
        .iter()
        .take(BARS)
        .filter(|(_, eur)| eur.abs() >= SMALLEST * largest)
        .count();
    // One small change needs no other name than its own.
    if rows.len() > by_themselves + 1 {
        rows.truncate(by_themselves);
        let shown: f64 = rows.iter().map(|(_, eur)| eur).sum();
        rows.push((say::REST.of(lang).to_string(), sum - shown));
    }
    rows.push((say::SUM.of(lang).to_string(), sum));
    rows
}

/// Width of the bars' plane.
const WIDTH: f64 = 150.0;

/// A waterfall: each bar begins where the one before ends, the sum begins at zero.
fn bars(rows: &[(String, f64)], lang: Lang) -> Markup {
    let money = Money::of_all(lang, rows.iter().map(|(_, eur)| *eur));
    let mut ends = vec![0.0];
    for (_, eur) in &rows[..rows.len() - 1] {
        ends.push(ends[ends.len() - 1] + eur);
    }
    let (low, high) = ends.iter().fold((0.0_f64, 0.0_f64), |(low, high), end| {
        (low.min(*end), high.max(*end))
    });
    let at = |eur: f64| 2.0 + (WIDTH - 4.0) * (eur - low) / (high - low).max(1e-9);
    let spans: Vec<(f64, f64)> = rows
        .iter()
        .enumerate()
        .map(|(index, (_, eur))| {
            let from = if index + 1 == rows.len() {
                0.0
            } else {
                ends[index]
            };
            let (one, other) = (at(from), at(from + eur));
            (one.min(other), (one - other).abs().max(1.0))
        })
        .collect();
    html! {
        table.why {
            caption { (say::WHY_NOTE.fill(lang, &[("unit", money.unit())])) }
            tbody { @for (index, ((name, eur), (left, width))) in rows.iter().zip(spans).enumerate() {
                tr.together[index + 1 == rows.len()] {
                    th scope="row" { bdi { (name) } }
                    td.amount { (money.signed_or_near(*eur)) }
                    td.bar { (bar(at(0.0), left, width, *eur, index + 1 == rows.len())) }
                }
            } }
        }
    }
}

fn bar(zero: f64, left: f64, width: f64, eur: f64, is_sum: bool) -> Markup {
    let number = |value: f64| format!("{value:.1}");
    let class = match (is_sum, eur > 0.0) {
        (true, _) => "f-neutral",
        (false, false) => "f-better",
        (false, true) => "m-line s-worse",
    };
    html! {
        svg class=(theme::CLASS) aria-hidden="true" viewBox=(format!("0 0 {WIDTH} 16")) width=(WIDTH) height="16"
            preserveAspectRatio="none" {
            rect class=(class) x=(number(left)) y="2.5" width=(number(width)) height="11" stroke-width="1.6" {}
            line class="s-ink" x1=(number(zero)) x2=(number(zero)) y1="0" y2="16" stroke-width="1.2" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes() -> BTreeMap<(usize, String), f64> {
        let all = [
            (0, "budget", 400.0),
            (0, "help", -500.0),
            (1, "help", 60.0),
            (1, "cents", 0.4),
        ];
        all.into_iter()
            .map(|(payer, name, eur)| ((payer, name.to_string()), eur))
            .collect()
    }

    #[test]
    fn bars_of_a_payer_add_up_to_its_sum_largest_first() {
        let rows = rows(&changes(), Some(0), Lang::En);
        let expected = [("help", -500.0), ("budget", 400.0), ("together", -100.0)];
        assert_eq!(rows, expected.map(|(name, eur)| (name.to_string(), eur)));
    }

    #[test]
    fn all_payers_together_have_the_sums_of_each() {
        let rows = rows(&changes(), None, Lang::Nl);
        assert_eq!(rows[0], ("help".to_string(), -440.0));
        assert!((rows[2].1 + 39.6).abs() < 1e-9, "400 − 440 + 0.4: {rows:?}");
    }

    #[test]
    fn a_change_of_less_than_a_euro_is_none() {
        assert!(
            rows(
                &BTreeMap::from([((0, "cents".to_string()), 0.4)]),
                None,
                Lang::En
            )
            .is_empty()
        );
    }
}
