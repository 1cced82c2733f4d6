//! Tables behind the figures: where most futures lie, and what each year comes to.
//!
//! Comes in: [`Shown`]. Goes out: markup for a dialog. Deliberately absent: ranges of expected values, and of so few futures that
//! 19 of 20 cannot be told.

use maud::{Markup, html};

use super::shown::{Shown, word};
use crate::analysis::beside::PayerBeside;
use crate::chart::words::Money;
use crate::serve::say;

/// All of them.
pub fn tables(shown: &Shown) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label=(say::TABLES.of(shown.lang)) {
            (ranges(shown))
            (by_year(shown))
        }
    }
}

/// From and to which difference 19 of 20 futures lie, a row a payer.
fn ranges(shown: &Shown) -> Markup {
    let lang = shown.lang;
    let years = shown.years();
    let of = |payer: &PayerBeside| -> Option<[f64; 2]> {
        let (low, high) = payer.difference.spread.interval()?;
        Some([low / years, high / years])
    };
    let found = shown
        .futures
        .and_then(|futures| futures.payers.iter().map(of).collect::<Option<Vec<_>>>());
    let Some(found) = found else {
        return html! {};
    };
    let money = Money::of_all(lang, found.iter().flatten().copied());
    let end = |eur: f64| {
        let is_told = eur == 0.0 || !money.is_nothing(eur);
        html! { (money.signed_or_near(eur)) @if is_told { " " (word(lang, eur)) } }
    };
    html! {
        table.numbers.ranges {
            caption { (say::NINETEEN.fill(lang, &[("unit", money.unit())])) }
            thead { tr {
                td {}
                th scope="col" { (say::RANGE_LOW.of(lang)) }
                th scope="col" { (say::RANGE_HIGH.of(lang)) }
            } }
            tbody { @for (party, [low, high]) in shown.parties().iter().zip(&found) { tr {
                th scope="row" { bdi { (party.label) } }
                td { (end(*low)) }
                td { (end(*high)) }
            } } }
        }
    }
}

/// What each payer pays more by year, of the means.
fn by_year(shown: &Shown) -> Markup {
    let lang = shown.lang;
    let best = shown.best();
    let of_year = |payer: &PayerBeside, year: usize| -> f64 {
        let futures = payer.spent.len().max(1) as f64;
        let more = payer
            .spent
            .iter()
            .map(|path| path[year] - year.checked_sub(1).map_or(0.0, |before| path[before]));
        more.sum::<f64>() / futures
    };
    let years = best.years.iter().enumerate();
    let all = best
        .payers
        .iter()
        .flat_map(|payer| (0..best.years.len()).map(move |year| of_year(payer, year)));
    let money = Money::of_all(lang, all);
    html! {
        table.numbers {
            caption { (say::DIFFERENCE.fill(lang, &[("unit", money.unit())])) }
            thead { tr { td {} @for party in shown.parties() { th scope="col" { bdi { (party.label) } } } } }
            tbody { @for (index, year) in years { tr {
                th scope="row" { (year) }
                @for payer in &best.payers { td { (money.signed_or_near(of_year(payer, index))) } }
            } } }
        }
    }
}
