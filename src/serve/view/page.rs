//! The page itself: places for what changes, and everything that stays.
//!
//! Comes in: workshops and the one that is shown. Goes out: HTML. Deliberately absent: figures (results.rs), and script and style,
//! which are routes of their own.

use std::sync::Arc;

use maud::{DOCTYPE, Markup, html};
use serde_json::{Map, Value, json};

use super::room::invitation;
use super::{dots, knobs, names};
use crate::chart::count::MARKS;
use crate::chart::words::{Lang, Tongue};
use crate::report::facts::chosen;
use crate::scenario::schema::{Knob, KnobKind};
use crate::serve::say;
use crate::serve::workshop::Workshop;

/// Knobs of each kind on the first screen.
const FIRST: [(KnobKind, usize); 2] = [(KnobKind::Choice, 4), (KnobKind::Belief, 2)];

/// The page of a scenario; `served` are all that are, `address` is where phones find the room.
pub fn page(
    workshop: &Workshop,
    served: &[Arc<Workshop>],
    address: Option<&str>,
    lang: Lang,
) -> String {
    let scenario = workshop.scenario();
    let title = names::title(scenario, lang);
    let page = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/page.css";
                script src="/page.js" defer {}
            }
            body data-page=(data(workshop, address, lang)) {
                a.skip href="#results" { (say::SKIP.of(lang)) }
                (head(workshop, served, lang, &title))
                div.notice #notice role="status" hidden {}
                main {
                    (knob_side(workshop, lang))
                    (result_side(workshop, lang))
                }
                (foot(workshop, lang))
                (dialogs(workshop, lang))
                (room_dialog(workshop, address, lang))
                p.listen #said role="status" aria-live="polite" {}
            }
        }
    };
    page.into_string()
}

/// What the script needs to know.
fn data(workshop: &Workshop, address: Option<&str>, lang: Lang) -> Value {
    let scenario = workshop.scenario();
    let arms = scenario.arm.iter();
    let arms: Vec<Value> = arms
        .map(|arm| {
            json!({
                "name": arm.name,
                "label": names::arm(scenario, &arm.name, lang),
                "compares": workshop.comparators.contains(&arm.name),
            })
        })
        .collect();
    let say: Map<String, Value> = say::IN_BROWSER
        .iter()
        .map(|(name, phrase)| ((*name).to_string(), Value::from(phrase.of(lang))))
        .collect();
    json!({
        "scenario": workshop.name,
        "file": workshop.file,
        "room": address,
        "mark": workshop.mark,
        "version": env!("CARGO_PKG_VERSION"),
        "lang": lang.code(),
        "start": workshop.start(),
        "arms": arms,
        "parties": names::parties(scenario, lang).into_iter().map(|party| party.label).collect::<Vec<_>>(),
        "first": { "choice": FIRST[0].1, "belief": FIRST[1].1 },
        "say": say,
    })
}

fn head(workshop: &Workshop, served: &[Arc<Workshop>], lang: Lang, title: &str) -> Markup {
    let button = |id: &str, words: &str| html! { button #(id) type="button" { (words) } };
    // Where there is little room the sign says enough to who sees it.
    let signed = |id: &str, sign: &str, words: &str| html! { button #(id) type="button" { (sign) span.full { " " (words) } } };
    let other = match lang.tongue() {
        Tongue::En => ("nl", "Nederlands", "NL"),
        Tongue::Nl => ("en", "English", "EN"),
    };
    html! {
        header {
            div.title { h1 { (title) } button.info #about type="button" aria-label=(say::ABOUT_SCENARIO.of(lang)) { "i" } }
            div.bar {
                @if served.len() > 1 {
                    label { (say::SCENARIO.of(lang)) " "
                        select #scenario { @for one in served {
                            option value=(one.name) selected[one.name == workshop.name] { (names::title(one.scenario(), lang)) }
                        } }
                    }
                }
                label { (say::ARM.of(lang)) " " select #arm {} }
                label { (say::COMPARED_WITH.of(lang)) " " select #comparator {} }
                span.buttons {
                    (signed("undo", "↶", say::UNDO.of(lang)))
                    (signed("redo", "↷", say::REDO.of(lang)))
                    (signed("reset", "⟲", say::RESET.of(lang)))
                    (button("changes", say::CHANGES.of(lang)))
                    (button("save", say::SAVE.of(lang)))
                    (button("share", say::SHARE.of(lang)))
                    (button("overlay", say::OVERLAY.of(lang)))
                    (button("print", say::PRINT.of(lang)))
                    (button("room", say::ROOM.of(lang)))
                    button #language type="button" lang=(other.0) aria-label=(format!("{}: {}", other.2, other.1)) data-lang=(other.0) { (other.2) }
                    button #smaller type="button" aria-label=(format!("A−: {}", say::SMALLER.of(lang))) { "A−" }
                    button #larger type="button" aria-label=(format!("A+: {}", say::LARGER.of(lang))) { "A+" }
                }
            }
            div.ask {
                p #question {}
                button #guess type="button" { (say::GUESS.of(lang)) }
                button #replay type="button" { (say::REPLAY.of(lang)) }
                span #replaying role="status" {}
            }
        }
    }
}

fn knob_side(workshop: &Workshop, lang: Lang) -> Markup {
    let count = |kind: KnobKind| {
        workshop
            .scenario()
            .knob
            .iter()
            .filter(|knob| knob.kind == kind)
            .count()
    };
    html! {
        section.knobs aria-label=(say::CHOICES.of(lang)) {
            fieldset #choices {
                legend { (say::CHOICES.of(lang)) " " span.note #choices-note {} }
                (knobs::group(workshop, KnobKind::Choice, lang))
                p.note #no-choices hidden { (say::NO_CHOICES.of(lang)) }
            }
            @if count(KnobKind::Belief) > 0 {
                fieldset #beliefs {
                    legend { (say::BELIEFS.of(lang)) " " span.note { (say::BELIEFS_NOTE.of(lang)) } }
                    (knobs::group(workshop, KnobKind::Belief, lang))
                }
            }
            details #more hidden { summary {} div {} }
        }
    }
}

/// What a mark stands for: as many of them as futures, where twenty would be more.
fn marks(workshop: &Workshop, lang: Lang) -> &'static str {
    let is_few = (workshop.scenario().run.replications as usize) < MARKS;
    let phrase = if is_few {
        say::MARKS_OF_ALL
    } else {
        say::MARKS_OF_TWENTY
    };
    phrase.of(lang)
}

fn result_side(workshop: &Workshop, lang: Lang) -> Markup {
    let parties = names::parties(workshop.scenario(), lang);
    html! {
        div.results #results tabindex="-1" {
            section.card.who aria-labelledby="who" {
                div.top {
                    h2 id="who" { (names::result(workshop.scenario(), lang)) }
                    p #phase {}
                }
                div #split {}
                p.note #tally hidden {}
                p.key {
                    (dots::key(lang)) " "
                    (marks(workshop, lang)) " "
                    (kinds(workshop, lang)) " "
                    span.links {
                        button.link #tables-open type="button" { (say::TABLES.of(lang)) } " · "
                        button.link #flows-open type="button" { (say::FLOWS.of(lang)) }
                    }
                }
            }
            fieldset.payers { legend.quiet { (say::PARTY.of(lang)) }
                @for (index, party) in parties.iter().enumerate() {
                    label { input type="radio" name="payer" value=(index) checked[index == 0]; bdi { (party.label) } }
                }
            }
            section.card.since aria-labelledby="since" {
                h2 id="since" { (say::COURSE.of(lang)) }
                div #course {}
            }
            section.card.reason aria-labelledby="reason" {
                h2 id="reason" { (say::WHY.of(lang)) }
                div #why {}
            }
            section.card.lives aria-labelledby="lives" {
                h2 id="lives" { (say::PEOPLE.of(lang)) }
                div #people {}
            }
            div.curtain #curtain hidden {
                label.guess-of { (say::GUESS_OF.of(lang)) " "
                    select #guess-of { @for (index, party) in parties.iter().enumerate() { option value=(index) { (party.label) } } }
                }
                p #guess-question {}
                div.hands {
                    @for (name, phrase) in [("dearer", say::DEARER), ("equal", say::EQUAL), ("cheaper", say::CHEAPER)] {
                        label { (phrase.of(lang)) " " input.hand type="number" min="0" max="999" value="0" data-guess=(name); }
                    }
                }
                p.buttons {
                    button #guess-phones type="button" { (say::GUESS_PHONES.of(lang)) }
                    button #reveal type="button" { (say::REVEAL.of(lang)) }
                }
                p #guess-votes role="status" {}
            }
        }
    }
}

/// What the marks cover and what not: in a sentence, and shorter where there is little room.
fn kinds(workshop: &Workshop, lang: Lang) -> Markup {
    let scenario = workshop.scenario();
    html! { span.kinds {
        span.full { (dots::kinds(scenario, lang)) }
        span.brief aria-hidden="true" { (dots::kinds_brief(scenario, lang)) }
    } }
}

fn foot(workshop: &Workshop, lang: Lang) -> Markup {
    let parts = [
        ("version", env!("CARGO_PKG_VERSION")),
        ("scenario", &workshop.name),
        ("mark", &workshop.mark),
        ("seed", &workshop.scenario().run.seed.to_string()),
    ];
    html! {
        footer {
            div.saved {
                span { (say::SAVED.of(lang)) ": " } span #saved {}
                button #compare type="button" hidden { (say::COMPARE.of(lang)) }
            }
            p.note { (say::VERSION.fill(lang, &parts)) }
        }
        section.handout aria-label=(say::HANDOUT.of(lang)) {
            h2 { (say::HANDOUT.of(lang)) } ul #handout {}
            p { (say::NO_FORECAST.of(lang)) } p #handout-how {} p #handout-link {}
        }
    }
}

/// What a scenario says of itself and of its arms.
fn about(workshop: &Workshop, lang: Lang) -> Markup {
    let scenario = workshop.scenario();
    html! {
        p { (chosen(lang, &scenario.description, &scenario.description_nl)) }
        dl { @for arm in &scenario.arm {
            dt { bdi { (names::arm(scenario, &arm.name, lang)) } }
            dd { (chosen(lang, &arm.description, &arm.description_nl)) }
        } }
    }
}

fn dialogs(workshop: &Workshop, lang: Lang) -> Markup {
    let filled = |id: &str, title: &str, body: Markup| {
        html! {
            dialog #(id) aria-labelledby=(format!("{id}-title")) {
                div.top {
                    h2 id=(format!("{id}-title")) { (title) }
                    button.close type="button" { (say::CLOSE.of(lang)) }
                }
                div.body { (body) }
            }
        }
    };
    let dialog = |id: &str, title: &str| filled(id, title, html! {});
    html! {
        (filled("about-dialog", say::ABOUT_SCENARIO.of(lang), about(workshop, lang)))
        (dialog("changes-dialog", say::CHANGES.of(lang)))
        (dialog("tables-dialog", say::TABLES.of(lang)))
        (dialog("flows-dialog", say::FLOWS.of(lang)))
        (dialog("compare-dialog", say::COMPARED.of(lang)))
        dialog #save-dialog aria-labelledby="save-title" {
            form method="dialog" {
                h2 id="save-title" { (say::SAVE.of(lang)) }
                label { (say::SAVE_NAME.of(lang)) " " input #save-name type="text" maxlength="60" autocomplete="off"; }
                p.buttons { button #save-yes value="yes" { (say::SAVE.of(lang)) } " " button value="no" formnovalidate { (say::CLOSE.of(lang)) } }
            }
        }
        dialog #share-dialog aria-labelledby="share-title" {
            div.top { h2 id="share-title" { (say::SHARE.of(lang)) } button.close type="button" { (say::CLOSE.of(lang)) } }
            p { (say::LINK_SHOWN.of(lang)) }
            input #share-link type="text" readonly aria-labelledby="share-title";
            p #share-done role="status" {}
        }
    }
}

/// What the room has to do with it: where phones find it, what beamer and phones follow, and what phones are asked.
fn room_dialog(workshop: &Workshop, address: Option<&str>, lang: Lang) -> Markup {
    let knobs = workshop.scenario().knob.iter();
    let beliefs: Vec<&Knob> = knobs.filter(|knob| workshop.takes_range(knob)).collect();
    html! {
        dialog #room-dialog aria-labelledby="room-title" {
            div.top { h2 id="room-title" { (say::ROOM.of(lang)) } button.close type="button" { (say::CLOSE.of(lang)) } }
            p { a href=(format!("/beamer?lang={}", lang.code())) target="_blank" rel="noopener" { (say::BEAMER.of(lang)) " ↗" } }
            label.check { input #leads type="checkbox" checked; " " (say::ROOM_FOLLOWS.of(lang)) }
            @if address.is_some() { (invitation(address, lang)) } @else { p.note { (say::ROOM_ALONE.of(lang)) } }
            @if !beliefs.is_empty() {
                label { (say::ASK_WHAT.of(lang)) " "
                    select #ask-what { @for knob in &beliefs {
                        option value=(knob.name) { (chosen(lang, &knob.label, &knob.label_nl)) }
                    } }
                }
                p.buttons {
                    button #ask-room type="button" { (say::ASK_ROOM.of(lang)) } " "
                    button #close-votes type="button" disabled { (say::CLOSE_VOTES.of(lang)) } " "
                    button #clear-votes type="button" disabled { (say::CLEAR_VOTES.of(lang)) }
                }
                div #room-votes role="status" {}
                p.buttons #take hidden {
                    button #take-range type="button" { (say::TAKE_RANGE.of(lang)) } " "
                    button #take-middle type="button" { (say::TAKE_MIDDLE.of(lang)) }
                }
            }
        }
    }
}
