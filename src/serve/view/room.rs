//! What beamer and phones show: the figures of the page that leads, without controls, and the question that is asked.
//!
//! Comes in: the sight of a room. Goes out: the pages of a beamer and of a phone, and pieces for both. Deliberately absent: asking
//! for news (room.js), and what only the page that leads shows (tables, flows, explanations).

use std::sync::Arc;

use maud::{DOCTYPE, Markup, html};
use serde_json::{Map, Value, json};

use super::shown::Shown;
use super::{ballot, dots, names, qr, why};
use crate::chart::words::{Lang, Tongue};
use crate::report::facts::chosen;
use crate::scenario::schema::{Knob, KnobKind};
use crate::serve::answer::STEADY;
use crate::serve::room::{Ballot, BallotSubject, Led, ReplaySide, RoomSight, spread};
use crate::serve::say;
use crate::serve::state::PageState;
use crate::serve::workshop::Workshop;

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follower {
    /// A room, from afar.
    Beamer,
    /// A participant.
    Phone,
}

/// The page of a follower; `address` is where phones find the room, where they can.
pub fn room_page(follower: Follower, address: Option<&str>, lang: Lang) -> String {
    let class = match follower {
        Follower::Beamer => "beamer",
        Follower::Phone => "phone",
    };
    let say: Map<String, Value> = say::IN_ROOM
        .iter()
        .map(|(name, phrase)| ((*name).to_string(), Value::from(phrase.of(lang))))
        .collect();
    let data = json!({ "lang": lang.code(), "say": say });
    let page = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (say::ROOM_TITLE.of(lang)) }
                link rel="stylesheet" href="/page.css";
                link rel="stylesheet" href="/room.css";
                script src="/room.js" defer {}
            }
            body class=(class) data-room=(data) {
                header {
                    h1 #title { (say::ROOM_TITLE.of(lang)) }
                    @if follower == Follower::Phone { (language(lang)) }
                }
                div.notice #notice role="status" hidden {}
                main {
                    section.waiting #waiting {
                        p { (say::ROOM_WAITING.of(lang)) }
                        @if follower == Follower::Beamer { (invitation(address, lang)) }
                    }
                    (asked(follower, address, lang))
                    section.curtain #curtain hidden { p #guess {} div #hands {} }
                    div.seen #seen hidden { (seen(lang)) }
                }
                p.listen #said role="status" aria-live="polite" {}
            }
        }
    };
    page.into_string()
}

fn language(lang: Lang) -> Markup {
    let (code, word, short) = match lang.tongue() {
        Tongue::En => ("nl", "Nederlands", "NL"),
        Tongue::Nl => ("en", "English", "EN"),
    };
    html! { a.language href=(format!("/room?lang={code}")) lang=(code) aria-label=(format!("{short}: {word}")) { (short) } }
}

/// Where phones find the room, in letters and as a square.
pub fn invitation(address: Option<&str>, lang: Lang) -> Markup {
    html! { @if let Some(address) = address {
        div.invitation {
            p { (say::ROOM_ADDRESS.of(lang)) " " strong { (address.trim_end_matches('/')) } }
            @if let Some(square) = qr::square(address) { (square) }
        }
    } }
}

/// The question that is asked: a beamer shows it, a phone answers it.
fn asked(follower: Follower, address: Option<&str>, lang: Lang) -> Markup {
    html! {
        section.asked #asked aria-labelledby="asked-title" hidden {
            h2 #asked-title {}
            p #asked-about {}
            @match follower {
                Follower::Beamer => div #invitation { (invitation(address, lang)) },
                Follower::Phone => form #vote {
                    div #number {
                        label for="exact" { (say::YOUR_NUMBER.of(lang)) " " span #unit {} }
                        div.turn {
                            button.step type="button" data-by="-1" aria-label=(say::LESS.of(lang)) { "−" }
                            input #exact type="text" inputmode="decimal" autocomplete="off" aria-describedby="vote-said";
                            button.step type="button" data-by="1" aria-label=(say::MORE.of(lang)) { "+" }
                        }
                        input #slide type="range" aria-label=(say::YOUR_NUMBER.of(lang));
                        button type="submit" { (say::SEND.of(lang)) }
                    }
                    div.answers #answers {
                        @for (value, phrase) in [(1, say::DEARER), (0, say::EQUAL), (-1, say::CHEAPER)] {
                            button type="button" data-value=(value) aria-pressed="false" { (phrase.of(lang)) }
                        }
                    }
                    p #vote-said role="status" {}
                    p.note { (say::VOTE_NOTE.of(lang)) }
                },
            }
            div #votes {}
        }
    }
}

fn seen(lang: Lang) -> Markup {
    html! {
        p.question #question {}
        ul.turned #turned {}
        section.card.who { div.top { h2 #result {} p.key { (dots::key(lang)) " " span.kinds #kinds {} } p #phase {} } div #split {} p.note #tally hidden {} }
        section.card.since { h2 { (say::COURSE.of(lang)) } div #course {} }
        section.card.reason { h2 { (say::WHY.of(lang)) } div #why {} }
        section.card.lives { h2 { (say::PEOPLE.of(lang)) } div #people {} }
    }
}

/// Everything of a sight that a follower needs beside the figures.
pub fn news(sight: &RoomSight, workshops: &[Arc<Workshop>], lang: Lang) -> Map<String, Value> {
    let mut news = Map::new();
    let posture = &sight.posture;
    let leads = sight.led.as_ref().map(|(_, led)| led);
    if let Some(led) = leads {
        news.insert("phase".into(), phase(led, sight.done, lang).into());
        let parties = names::parties(led.workshop.scenario(), lang);
        let party = |index: usize| parties.get(index).map_or("", |party| party.label.as_str());
        let asked = [("party", party(posture.payer))];
        news.insert(
            "guess".into(),
            say::GUESS_QUESTION.fill(lang, &asked).into(),
        );
        let of = party(posture.tally_of.unwrap_or(posture.payer));
        let tally = posture.tally.map(|tally| ballot::guessed(of, tally, lang));
        news.insert("tally".into(), tally.into());
    }
    let replay = posture.replay.map(|side| match side {
        ReplaySide::Before => json!({ "side": "before", "word": say::REPLAY_OLD.of(lang) }),
        ReplaySide::After => json!({ "side": "after", "word": say::REPLAY_NEW.of(lang) }),
    });
    news.insert("isCurtained".into(), posture.is_curtained.into());
    news.insert("replay".into(), replay.into());
    let asked = sight
        .ballot
        .as_ref()
        .and_then(|ballot| asked_of(ballot, leads.map(|led| &led.workshop), workshops, lang));
    news.insert("ballot".into(), asked.into());
    news
}

fn asked_of(
    ballot: &Ballot,
    led: Option<&Arc<Workshop>>,
    workshops: &[Arc<Workshop>],
    lang: Lang,
) -> Option<Value> {
    let of = |name: &str| workshops.iter().find(|workshop| workshop.name == name);
    let workshop = match &ballot.subject {
        BallotSubject::Belief { scenario, .. } => of(scenario)?,
        BallotSubject::Guess { .. } => led.or(workshops.first())?,
    };
    let scenario = workshop.scenario();
    let numbers = ballot.numbers();
    let mut asked = json!({
        "number": ballot.number,
        "isOpen": ballot.is_open,
        "count": ballot.count(),
        "addresses": ballot.addresses(),
        "words": ballot::question(scenario, &ballot.subject, lang),
        "votes": ballot::votes(scenario, ballot, lang).into_string(),
    });
    match &ballot.subject {
        BallotSubject::Belief {
            knob,
            within: [low, high, step],
            ..
        } => {
            let knob = scenario.knob.iter().find(|one| one.name == *knob)?;
            asked["knob"] = json!({
                "name": knob.name, "low": low, "high": high, "step": step, "times": knob.shown_times,
                "decimals": ballot::decimals(knob), "unit": chosen(lang, &knob.unit, &knob.unit_nl),
                "grouped": !(knob.unit.is_empty() && knob.shown_times == 1.0),
                "about": chosen(lang, &knob.explanation, &knob.explanation_nl),
            });
            asked["spread"] = spread(&numbers).map_or(Value::Null, |range| json!(range));
            asked["middle"] = numbers.get(numbers.len() / 2).copied().into();
        }
        BallotSubject::Guess { .. } => asked["tally"] = json!(ballot::tally(&numbers)),
    }
    Some(asked)
}

/// What the room said of beliefs of a scenario, for the knobs of the page that leads: in a line, and as votes.
pub fn voted(workshop: &Workshop, said: &[Ballot], lang: Lang) -> Value {
    let scenario = workshop.scenario();
    let of = |ballot: &Ballot| -> Option<Value> {
        let BallotSubject::Belief { knob, .. } = &ballot.subject else {
            return None;
        };
        let knob = scenario.knob.iter().find(|one| one.name == *knob)?;
        Some(json!({
            "knob": knob.name,
            "line": ballot::line(knob, &ballot.numbers(), lang),
            "votes": ballot::votes(scenario, ballot, lang).into_string(),
        }))
    };
    said.iter().filter_map(of).collect()
}

fn phase(led: &Led, done: u32, lang: Lang) -> String {
    let all = led.workshop.scenario().run.replications;
    let known = led
        .futures
        .as_ref()
        .map(|futures| futures.payers[0].spent.len() as u32);
    let phrase = match known {
        None => say::PROVISIONAL,
        Some(known) if known < all => say::EARLY,
        Some(known) if known < STEADY => say::FEW,
        Some(_) => say::DONE,
    };
    let (done, all) = (known.unwrap_or(done).to_string(), all.to_string());
    phrase.fill(lang, &[("done", &done), ("all", &all)])
}

/// The figures, as pieces by name.
pub fn room_parts(led: &Led, payer: usize, lang: Lang) -> Value {
    let lang = led.workshop.lang(lang);
    let scenario = led.workshop.scenario();
    let shown = Shown {
        workshop: &led.workshop,
        lang,
        state: &led.state,
        expected: &led.expected,
        futures: led.futures.as_deref(),
        first: led.first.as_deref(),
        is_brief: true,
        before: led.before.as_deref(),
    };
    let parties = shown.parties();
    let payer = payer.min(parties.len() - 1);
    let [now, arm] =
        [&led.state.comparator, &led.state.arm].map(|arm| names::arm(scenario, arm, lang));
    json!({
        "title": names::title(scenario, lang),
        "question": say::QUESTION_BESIDE.fill(lang, &[("arm", &arm), ("now", &now)]),
        "result": names::result(scenario, lang),
        "kinds": dots::kinds(scenario, lang),
        "kindsBrief": dots::kinds_brief(scenario, lang),
        "turned": turned(led, lang).into_string(),
        "split": shown.split().into_string(),
        "course": shown.course(payer, &parties[payer]).into_string(),
        "why": why::of_payer(&shown, payer).into_string(),
        "people": shown.people().into_string(),
        "payer": payer,
        "key": key(&led.state),
        "before": led.origin.as_ref().map(key),
        "said": shown.said(),
    })
}

/// A state by which a follower knows what it has shown before.
fn key(state: &PageState) -> String {
    let knobs = state
        .knobs
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    let ranges = state.ranges.iter();
    let ranges = ranges.map(|(name, [low, high])| format!("{name}={low}~{high}"));
    let turned: Vec<String> = knobs.chain(ranges).collect();
    format!("{} {} {}", state.comparator, state.arm, turned.join(" "))
}

/// What knobs stand at, turned ones first to be seen.
fn turned(led: &Led, lang: Lang) -> Markup {
    let knobs = led.workshop.scenario().knob.iter();
    let is_turned = |knob: &&Knob| {
        led.state.knobs.contains_key(&knob.name) || led.state.ranges.contains_key(&knob.name)
    };
    let is_shown = |knob: &&Knob| {
        knob.is_of(&led.state.arm) && (is_turned(knob) || knob.kind == KnobKind::Choice)
    };
    html! { @for knob in knobs.filter(is_shown) {
        li.moved[is_turned(&knob)] { bdi { (chosen(lang, &knob.label, &knob.label_nl)) } ": " strong { (value(led, knob, lang)) } }
    } }
}

fn value(led: &Led, knob: &Knob, lang: Lang) -> String {
    if let Some([low, high]) = led.state.ranges.get(&knob.name) {
        let (low, high) = (
            ballot::plain(knob, *low, lang),
            ballot::number(knob, *high, lang),
        );
        return say::FROM_TO.fill(lang, &[("low", &low), ("high", &high)]);
    }
    let start = led
        .workshop
        .start_of(knob, &led.state.arm)
        .map(|(value, _)| value);
    let value = led.state.knobs.get(&knob.name).copied().or(start);
    value.map_or_else(String::new, |value| ballot::number(knob, value, lang))
}
