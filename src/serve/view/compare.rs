//! Saved states beside each other, on one scale.
//!
//! Comes in: states with what they come to. Goes out: a table. Deliberately absent: new futures; states that were left before all of
//! theirs were simulated show what is expected of them.

use maud::{Markup, html};

use super::dots::{self, dots};
use super::names;
use super::results::sign;
use super::shown::word;
use crate::analysis::beside::PayerBeside;
use crate::chart::theme;
use crate::chart::words::{Lang, Money};
use crate::serve::known::KeptAnswer;
use crate::serve::say;
use crate::serve::state::NamedState;
use crate::serve::workshop::Workshop;

/// Width of a bar's plane.
const WIDTH: f64 = 150.0;

/// A column a state, a row a payer.
pub fn comparison(workshop: &Workshop, lang: Lang, states: &[(&NamedState, KeptAnswer)]) -> Markup {
    let lang = workshop.lang(lang);
    let years = f64::from(workshop.scenario().run.years);
    let mean = |payer: &PayerBeside| payer.difference.spread.mean / years;
    let best = |answer: &KeptAnswer| {
        answer
            .futures
            .clone()
            .unwrap_or_else(|| answer.expected.clone())
    };
    let found: Vec<_> = states
        .iter()
        .map(|(named, answer)| (named, answer, best(answer)))
        .collect();
    let all = found
        .iter()
        .flat_map(|(_, _, beside)| beside.payers.iter().map(mean));
    let money = Money::of_all(lang, all.clone());
    let (low, high) = all.fold((0.0_f64, 0.0_f64), |(low, high), eur| {
        (low.min(eur), high.max(eur))
    });
    let at = |eur: f64| 2.0 + (WIDTH - 4.0) * (eur - low) / (high - low).max(1e-9);
    html! {
        p.note { (say::COMPARED_NOTE.fill(lang, &[("unit", money.unit())])) }
        div.scroll tabindex="0" role="group" aria-label=(say::COMPARED.of(lang)) { table.compared {
            thead { tr { td {} @for (named, answer, _) in &found { th scope="col" {
                bdi { (named.name) }
                span.was { (names::arm(workshop.scenario(), &named.state.arm, lang))
                    @if answer.futures.is_none() { " · " (say::PROVISIONAL_WORD.of(lang)) } }
            } } } }
            tbody { @for (index, party) in names::parties(workshop.scenario(), lang).iter().enumerate() {
                tr.together[party.index.is_none()] {
                    th scope="row" { (sign(party)) bdi { (party.label) } }
                    @for (_, answer, beside) in &found {
                        @let payer = &beside.payers[index];
                        td.provisional[answer.futures.is_none()] {
                            strong.number { (money.signed_or_near(mean(payer))) } " "
                            @if mean(payer) == 0.0 || !money.is_nothing(mean(payer)) { span.word { (word(lang, mean(payer))) } }
                            (bar([at(0.0), at(mean(payer))], mean(payer)))
                            @match &answer.futures {
                                Some(_) => (chance(payer, answer.first.as_ref().map(|first| first[index]), lang)),
                                None => (dots(None)),
                            }
                        }
                    }
                }
            } }
        } }
    }
}

fn chance(payer: &PayerBeside, first: Option<f64>, lang: Lang) -> Markup {
    let count = dots::count(payer, first);
    html! { (dots(Some(&count))) span.count { (count.words(lang)) } }
}

fn bar([zero, end]: [f64; 2], eur: f64) -> Markup {
    let number = |value: f64| format!("{value:.1}");
    let class = if eur > 0.0 {
        "m-line s-worse"
    } else {
        "f-better"
    };
    html! {
        svg class=(format!("{} scale", theme::CLASS)) aria-hidden="true" viewBox=(format!("0 0 {WIDTH} 14")) width=(WIDTH) height="14" {
            rect class=(class) x=(number(zero.min(end))) y="2" width=(number((zero - end).abs().max(1.0))) height="10" stroke-width="1.6" {}
            line class="s-ink" x1=(number(zero)) x2=(number(zero)) y1="0" y2="14" stroke-width="1.2" {}
        }
    }
}
