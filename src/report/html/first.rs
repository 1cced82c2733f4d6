//! The first page: the question, the answer in short, all options, what is not known, how well it fits, how to compute it
//! again.
//!
//! Comes in: [`Facts`] and alternatives. Goes out: markup. Deliberately absent: pictures where there are more than a few
//! alternatives; they come after it.

use maud::{Markup, html};

use super::alternative::Alternative;
use super::economists::{amount, per};
use super::figure::{at_first_sight, listed};
use super::fit::{fitted, foremost};
use super::options::{ABREAST, OptionColumn, options};
use super::parameters::ListedParameters;
use super::say;
use super::short;
use crate::chart::Picture;
use crate::chart::names::inside;
use crate::report::facts::Facts;

/// So many alternatives leave room for pictures on the first page: of that with which all payers together pay least.
const FEW: usize = 2;

/// What is asked for again.
pub struct Reproduction {
    /// The command that computes the same.
    pub run: String,
    /// The command that simulates every account.
    pub validate: String,
}

/// The first page.
///
/// # Errors
/// In words, where the files do not have what its pictures are drawn of.
pub fn page(
    facts: &Facts,
    split: &Picture,
    all: &[Alternative],
    parameters: &ListedParameters,
    again: &Reproduction,
) -> Result<Markup, String> {
    let lang = facts.lang;
    let columns: Vec<OptionColumn> = all.iter().map(|one| one.column(facts)).collect();
    let judged: Vec<short::JudgedAlternative> =
        columns.iter().map(|one| one.judged.clone()).collect();
    let now = paid_as_now(split);
    let is_few = all.len() <= FEW;
    let sight = short::least_dear(&judged)
        .filter(|_| is_few)
        .map(|place| all[place].first_sight(facts, &judged[place]))
        .transpose()?;
    Ok(html! {
        header {
            h1 { bdi { (facts.title()) } }
            p.source { (facts.source()) }
        }
        section aria-labelledby="question" {
            h2 id="question" { (say::QUESTION_HEAD.of(lang)) }
            p.lead { (question(facts, all)) " " (short::as_now(lang, &payers_of(&now))) }
        }
        @if !all.is_empty() {
            section aria-labelledby="short" {
                h2 id="short" { (say::IN_SHORT.of(lang)) }
                ol { @for sentence in short::sentences(lang, &judged) { li { (sentence) } } }
            }
            section #options.few[is_few].many[!is_few] aria-labelledby="options-head" {
                h2 id="options-head" { (say::OPTIONS.of(lang)) }
                (options(lang, &now.iter().map(|(_, eur)| *eur).collect::<Vec<_>>(), &columns))
                @if let Some(said) = unsteady(facts) { p.note { (said) } }
            }
        }
        div.ends[sight.is_some()] {
            @if let Some(pictures) = &sight { div {
                @for (shown, numbers) in pictures { (at_first_sight(shown, numbers)) }
            } }
            div.facts {
                section aria-labelledby="unknown" {
                    h2 id="unknown" { (say::UNKNOWN_HEAD.of(lang)) }
                    p { (say::UNKNOWN.of(lang)) " " (unchecked(facts, parameters)) }
                }
                (fit(facts, again))
                section aria-labelledby="again" {
                    h2 id="again" { (say::AGAIN_HEAD.of(lang)) }
                    p { code { (again.run) } }
                    p.how { (say::AGAIN_RESOLVED.of(lang)) }
                }
            }
        }
    })
}

/// Marks of twenty stand still from so many futures on.
const STEADY: u32 = 100;

/// By how many marks of twenty a count may be off, one standard error at most, where futures are few.
fn unsteady(facts: &Facts) -> Option<String> {
    let futures = facts.reading.manifest.replications;
    (20..STEADY).contains(&futures).then(|| {
        let marks = libm::ceil(20.0 * 0.5 / libm::sqrt(f64::from(futures)));
        let (count, marks) = (futures.to_string(), format!("{marks}"));
        say::FEW_FUTURES.fill(facts.lang, &[("count", &count), ("marks", &marks)])
    })
}

/// What each payer and all together pay as now: the first row of the split.
fn paid_as_now(split: &Picture) -> Vec<(String, f64)> {
    let names = split.table.head.iter().skip(1);
    let cells = split
        .table
        .rows
        .first()
        .into_iter()
        .flat_map(|row| row.iter().skip(1));
    let pairs = names
        .zip(cells)
        .filter_map(|(name, cell)| Some((name.clone(), cell.value?)));
    pairs.collect()
}

/// All but the last, which is all together.
fn payers_of(now: &[(String, f64)]) -> Vec<(String, f64)> {
    now[..now.len().saturating_sub(1)].to_vec()
}

fn question(facts: &Facts, all: &[Alternative]) -> String {
    let lang = facts.lang;
    let payers: Vec<String> = facts
        .parties()
        .iter()
        .map(|party| inside(&party.label))
        .collect();
    let payers = listed(lang, &payers);
    if all.is_empty() {
        return say::QUESTION_ALONE.fill(lang, &[("payers", &payers)]);
    }
    let arms: Vec<String> = all.iter().map(|one| one.label.clone()).collect();
    let asked = say::QUESTION.fill(lang, &[("payers", &payers)]);
    // More than a few are named in the table below alone.
    let choices = if arms.len() > ABREAST {
        say::CHOICES_MANY.fill(lang, &[("count", &arms.len().to_string())])
    } else {
        say::CHOICES.fill(lang, &[("arms", &arms.join("; "))])
    };
    format!("{asked} {choices}")
}

fn unchecked(facts: &Facts, parameters: &ListedParameters) -> String {
    let (estimates, sourced) = parameters.unchecked();
    if sourced == 0 {
        return say::UNSOURCED.of(facts.lang).to_string();
    }
    let (count, of) = (estimates.to_string(), sourced.to_string());
    say::UNVERIFIED.fill(facts.lang, &[("count", &count), ("of", &of)])
}

fn fit(facts: &Facts, again: &Reproduction) -> Markup {
    let lang = facts.lang;
    let (found, others) = fitted(facts);
    let met = found.iter().filter(|one| one.is_met()).count();
    let first = foremost(&found).map(|one| {
        let unit = if one.is_money() {
            say::EUR_PER
        } else {
            say::NUMBER_PER
        };
        let parts = [
            (
                "unit",
                unit.fill(lang, &[("per", per(one.account).of(lang))]),
            ),
            ("name", facts.named(&one.account.name)),
            ("year", one.year.to_string()),
            ("simulated", amount(lang, one.computed)),
            ("published", amount(lang, one.account.amount)),
            ("apart", lang.signed_percent(one.ratio() - 1.0, 1)),
        ];
        let parts = parts.each_ref().map(|(name, text)| (*name, text.as_str()));
        say::FIT_ONE.fill(lang, &parts)
    });
    let (met, of) = (met.to_string(), found.len().to_string());
    let others = (others > 0).then(|| say::FIT_MORE.fill(lang, &[("count", &others.to_string())]));
    html! {
        section aria-labelledby="fit" {
            h2 id="fit" { (say::FIT_HEAD.of(lang)) }
            @if let Some(first) = first {
                p { (first) }
                p { (say::FIT_COUNT.fill(lang, &[("met", &met), ("of", &of)])) @if let Some(others) = &others { " " (others) } }
            } @else { p { (say::FIT_NONE.of(lang)) } }
            p.how { (say::FIT_HOW.of(lang)) ": " code { (again.validate) } }
        }
    }
}
