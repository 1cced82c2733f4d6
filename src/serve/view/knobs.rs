//! Knobs: a slider, a field and steps for the same number, named levels, and what is known about it.
//!
//! Comes in: a workshop. Goes out: markup with everything the browser needs in data attributes. Deliberately absent: the state
//! they are turned to; the browser holds it.

use maud::{Markup, html};
use serde_json::{Map, Value};

use super::{ballot, names};
use crate::chart::words::Lang;
use crate::report::facts::chosen;
use crate::scenario::schema::{Knob, KnobKind};
use crate::serve::say;
use crate::serve::workshop::Workshop;

/// The knobs of one kind: the browser shows the first of those that are of the arm, and puts the rest under "more".
pub fn group(workshop: &Workshop, kind: KnobKind, lang: Lang) -> Markup {
    let knobs = workshop
        .scenario()
        .knob
        .iter()
        .filter(|knob| knob.kind == kind);
    html! { @for knob in knobs { (one(workshop, knob, lang)) } }
}

/// What it starts from, by arm.
fn starts(workshop: &Workshop, knob: &Knob) -> Value {
    let arms = workshop.scenario().arm.iter();
    let starts = arms.filter_map(|arm| {
        let (value, _) = workshop.start_of(knob, &arm.name)?;
        Some((arm.name.clone(), Value::from(value)))
    });
    Value::Object(starts.collect::<Map<String, Value>>())
}

fn one(workshop: &Workshop, knob: &Knob, lang: Lang) -> Markup {
    let id = format!("knob-{}", knob.name);
    let label = chosen(lang, &knob.label, &knob.label_nl);
    let unit = chosen(lang, &knob.unit, &knob.unit_nl);
    let kind = match knob.kind {
        KnobKind::Choice => "choice",
        KnobKind::Belief => "belief",
    };
    let arms: Vec<String> = knob
        .arms()
        .iter()
        .map(|arm| names::arm(workshop.scenario(), arm, lang))
        .collect();
    // Calendar years are written without a point between thousands.
    let is_grouped = !(knob.unit.is_empty() && knob.shown_times == 1.0);
    html! {
        div.knob data-name=(knob.name) data-kind=(kind) data-low=(knob.low) data-high=(knob.high) data-step=(knob.step)
            data-times=(knob.shown_times) data-decimals=(ballot::decimals(knob)) data-grouped=(is_grouped) data-unit=(unit)
            data-starts=(starts(workshop, knob)) data-arms=(arms.join(", ")) data-label=(label) {
            div.head {
                label for=(id) { bdi { (label) } }
                output for=(id) {}
                button.info type="button" aria-expanded="false" aria-controls=(format!("{id}-about"))
                    aria-label=(say::ABOUT.fill(lang, &[("label", label)])) { "i" }
            }
            div.turn {
                button.step type="button" data-by="-1" aria-label=(format!("{label}: {}", say::LESS.of(lang))) { "−" }
                span.track {
                    input id=(id) type="range" min=(knob.low) max=(knob.high) step=(knob.step);
                    @if workshop.takes_range(knob) { span.band aria-hidden="true" hidden {} }
                    span.tick aria-hidden="true" {}
                }
                button.step type="button" data-by="1" aria-label=(format!("{label}: {}", say::MORE.of(lang))) { "+" }
                input.exact type="text" inputmode="decimal" autocomplete="off" aria-label=(format!("{label}, {unit}"))
                    aria-describedby=(format!("{id}-fault"));
            }
            div.levels {
                @for level in &knob.level {
                    button.level type="button" data-value=(level.value) aria-pressed="false" {
                        bdi { (chosen(lang, &level.label, &level.label_nl)) }
                    }
                }
                @if workshop.takes_range(knob) {
                    button.level.own type="button" aria-expanded="false" aria-controls=(format!("{id}-range")) { (say::RANGE.of(lang)) }
                }
                button.level.back type="button" {}
            }
            @if workshop.takes_range(knob) { p.room-said hidden {} }
            p.fault id=(format!("{id}-fault")) role="alert" hidden {}
            p.unused hidden {}
            @if workshop.takes_range(knob) { (range(&id, label, lang)) }
            div.about id=(format!("{id}-about")) hidden {
                p { (chosen(lang, &knob.explanation, &knob.explanation_nl)) }
                @let evidence = chosen(lang, &knob.evidence, &knob.evidence_nl);
                p { strong { (say::EVIDENCE.of(lang)) ": " } @if evidence.is_empty() { (say::NO_EVIDENCE.of(lang)) "." } @else { (evidence) } }
                @if !knob.source.is_empty() { p.source { (say::SOURCE.fill(lang, &[("source", &names::source(chosen(lang, &knob.source, &knob.source_nl), lang))])) } }
                @if workshop.takes_range(knob) { div.room-voted hidden { p { strong { (say::ROOM_SAID_HEAD.of(lang)) } } div {} } }
                p.source { (say::TURNED.of(lang)) }
            }
        }
    }
}

/// Two fields for a range: never two handles on one slider, which nobody can use by keyboard or finger alone.
fn range(id: &str, label: &str, lang: Lang) -> Markup {
    let field = |end: &str, word: &str| {
        html! { label { (word) " " input.end type="text" inputmode="decimal" autocomplete="off" data-end=(end)
        aria-label=(format!("{label}: {word}")) aria-describedby=(format!("{id}-range-note")); } }
    };
    html! {
        div.range id=(format!("{id}-range")) hidden {
            (field("low", say::RANGE_LOW.of(lang))) " " (field("high", say::RANGE_HIGH.of(lang))) " "
            button.use-range type="button" aria-label=(format!("{label}: {}", say::RANGE_USE.of(lang))) { (say::RANGE_USE.of(lang)) }
            p.note id=(format!("{id}-range-note")) { (say::RANGE_NOTE.of(lang)) }
        }
    }
}
