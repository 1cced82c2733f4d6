//! What the room answered: dots over the numbers of a belief, or hands for three answers.
//!
//! Comes in: a question with its votes, and the scenario whose knob it is. Goes out: markup. Deliberately absent: numbers of a
//! question that is still open.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::names;
use crate::chart::theme;
use crate::chart::words::Lang;
use crate::report::facts::chosen;
use crate::scenario::schema::{Knob, Scenario};
use crate::serve::room::{Ballot, BallotSubject, spread};
use crate::serve::say;

/// Width of the plane, the room on each side of it, and the height of a row of dots.
const WIDTH: f64 = 420.0;
const SIDE: f64 = 26.0;
const ROW: f64 = 11.0;
/// Rows of dots at most; a higher stack is drawn closer.
const MOST_ROWS: f64 = 10.0;

/// A number of a knob with its unit, as readers write it.
pub fn number(knob: &Knob, value: f64, lang: Lang) -> String {
    let unit = chosen(lang, &knob.unit, &knob.unit_nl);
    let shown = plain(knob, value, lang);
    if unit.is_empty() {
        shown
    } else {
        format!("{shown} {unit}")
    }
}

/// The same without its unit; calendar years are written without a point between thousands.
pub fn plain(knob: &Knob, value: f64, lang: Lang) -> String {
    if knob.unit.is_empty() && knob.shown_times == 1.0 {
        return value.to_string();
    }
    lang.number(value * knob.shown_times, decimals(knob))
}

/// Decimals with which every step can be told from the next.
pub fn decimals(knob: &Knob) -> usize {
    let step = knob.step * knob.shown_times;
    (0..6)
        .find(|decimals| {
            let scaled = step * libm::pow(10.0, *decimals as f64);
            (scaled - libm::round(scaled)).abs() < 1e-6
        })
        .unwrap_or(6)
}

/// What is asked, in words.
pub fn question(scenario: &Scenario, subject: &BallotSubject, lang: Lang) -> String {
    match subject {
        BallotSubject::Belief { knob, .. } => {
            let knob = scenario.knob.iter().find(|one| one.name == *knob);
            knob.map_or("", |knob| chosen(lang, &knob.label, &knob.label_nl))
                .to_string()
        }
        BallotSubject::Guess { party } => {
            let party = party_label(scenario, *party, lang);
            say::GUESS_ROOM.fill(lang, &[("party", &party)])
        }
    }
}

fn party_label(scenario: &Scenario, index: usize, lang: Lang) -> String {
    let parties = names::parties(scenario, lang).into_iter();
    parties
        .map(|party| party.label)
        .nth(index)
        .unwrap_or_default()
}

/// How many of each answer of a guess: dearer, the same, cheaper.
pub fn tally(numbers: &[f64]) -> [usize; 3] {
    [1.0, 0.0, -1.0].map(|answer| numbers.iter().filter(|number| **number == answer).count())
}

/// What the room guessed of a payer, in words.
pub fn guessed(party: &str, tally: [impl ToString; 3], lang: Lang) -> String {
    let [dearer, equal, cheaper] = tally.map(|count| count.to_string());
    let parts = [
        ("party", party),
        ("dearer", &dearer),
        ("equal", &equal),
        ("cheaper", &cheaper),
    ];
    say::TALLY.fill(lang, &parts)
}

/// The votes: their count while they come, what they are once the question is closed.
pub fn votes(scenario: &Scenario, ballot: &Ballot, lang: Lang) -> Markup {
    let count = say::VOTES.fill(lang, &[("count", &ballot.count().to_string())]);
    let numbers = ballot.numbers();
    html! {
        p.votes { (count) }
        @match &ballot.subject {
            _ if numbers.is_empty() => {},
            BallotSubject::Guess { party } => {
                p.tally { (guessed(&party_label(scenario, *party, lang), tally(&numbers), lang)) }
            }
            BallotSubject::Belief { knob, .. } => {
                @if let Some(knob) = scenario.knob.iter().find(|one| one.name == *knob) {
                    (dots(knob, &numbers, lang))
                }
            }
        }
    }
}

/// What the room said of a belief, in a few words.
pub fn line(knob: &Knob, numbers: &[f64], lang: Lang) -> String {
    let count = numbers.len().to_string();
    let told = match (spread(numbers), numbers.first()) {
        (Some([low, high]), _) => {
            let (low, high) = (plain(knob, low, lang), number(knob, high, lang));
            say::FROM_TO.fill(lang, &[("low", &low), ("high", &high)])
        }
        (None, Some(same)) => number(knob, *same, lang),
        (None, None) => String::new(),
    };
    say::ROOM_SAID.fill(lang, &[("numbers", &told), ("count", &count)])
}

/// A dot a vote over its number, with the ends of the range that they span marked.
fn dots(knob: &Knob, numbers: &[f64], lang: Lang) -> Markup {
    let mut stacks: BTreeMap<String, (f64, usize)> = BTreeMap::new();
    for number in numbers {
        stacks
            .entry(format!("{number:.9}"))
            .or_insert((*number, 0))
            .1 += 1;
    }
    let most = stacks.values().map(|(_, count)| *count).max().unwrap_or(1);
    let row = ROW * (MOST_ROWS / most as f64).min(1.0);
    let base = 14.0 + row * most as f64;
    let at = |value: f64| SIDE + (WIDTH - 2.0 * SIDE) * (value - knob.low) / (knob.high - knob.low);
    let short = |value: f64| format!("{value:.1}");
    let range = spread(numbers);
    let middle = numbers[numbers.len() / 2];
    let words = stacks.values();
    let words: Vec<String> = words
        .map(|(value, count)| format!("{}: {count}", plain(knob, *value, lang)))
        .collect();
    html! {
        svg.ballot.(theme::CLASS) role="img" aria-label=(say::SPREAD_OF.fill(lang, &[("votes", &words.join("; "))]))
            viewBox=(format!("0 0 {WIDTH} {:.0}", base + 36.0)) width=(WIDTH) {
            line class="s-ink" x1=(short(SIDE)) x2=(short(WIDTH - SIDE)) y1=(short(base)) y2=(short(base)) stroke-width="1.4" {}
            @for (value, count) in stacks.values() { @for place in 0..*count {
                circle class="f-better" cx=(short(at(*value))) cy=(short(base - row * (place as f64 + 0.5) - 1.0)) r=(short(0.46 * row)) {}
            } }
            @if let Some([low, high]) = range {
                rect class="m-line s-ink" x=(short(at(low))) y=(short(base + 3.0)) width=(short(at(high) - at(low))) height="5" stroke-width="1.4" {}
            }
            @for (value, anchor) in [(knob.low, "start"), (middle, "middle"), (knob.high, "end")] {
                text class="t-small" x=(short(if anchor == "middle" { at(value) } else if anchor == "start" { 2.0 } else { WIDTH - 2.0 }))
                    y=(short(base + if anchor == "middle" { 22.0 } else { 34.0 })) text-anchor=(anchor) { (plain(knob, value, lang)) }
            }
        }
        p.said-range { @match range {
            Some([low, high]) => (say::SPREAD.fill(lang, &[("low", &plain(knob, low, lang)), ("high", &number(knob, high, lang)), ("middle", &number(knob, middle, lang))])),
            None => (say::SPREAD_NONE.fill(lang, &[("middle", &number(knob, middle, lang))])),
        } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knob() -> Knob {
        let text = r#"{ "name": "falls", "kind": "belief", "path": "effect.falls.reduction", "label": "Falls",
            "explanation": "", "low": -0.02, "high": 0.3, "step": 0.01, "shown_times": 100, "unit": "of 100" }"#;
        serde_json::from_str(text).expect("a knob")
    }

    #[test]
    fn every_vote_is_a_dot_and_the_sentence_says_their_range() {
        let text = dots(&knob(), &[0.0, 0.02, 0.02, 0.05], Lang::En).into_string();
        assert_eq!(text.matches("<circle").count(), 4);
        assert!(text.contains("0: 1; 2: 2; 5: 1"), "{text}");
        assert!(
            text.contains("0 to 5 of 100") && text.contains("2 of 100"),
            "{text}"
        );
        let same = dots(&knob(), &[0.02, 0.02], Lang::Nl).into_string();
        assert!(!same.contains("<rect"), "no range: {same}");
    }

    #[test]
    fn the_room_is_told_in_a_line() {
        let line = |numbers: &[f64], lang| line(&knob(), numbers, lang);
        assert_eq!(
            line(&[0.0, 0.02, 0.05], Lang::En),
            "The room: 0 to 5 of 100 (votes: 3)"
        );
        assert_eq!(
            line(&[0.02, 0.02], Lang::Nl),
            "De zaal: 2 of 100 (stemmen: 2)"
        );
    }

    #[test]
    fn hands_are_counted_by_answer() {
        assert_eq!(tally(&[-1.0, -1.0, 0.0, 1.0]), [1, 1, 2]);
    }
}
