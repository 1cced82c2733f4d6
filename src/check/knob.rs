//! Knobs: numbers that exist, in ranges that their keys allow, with words for a room.

use serde_json::Value;

use super::review::{FaultKind, KeyPath, Limits, Named, Review, TOLERANCE, legible};
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::numbers::ReadNumbers;
use crate::scenario::parameters::{Found, found};
use crate::scenario::schema::{Knob, KnobKind};

/// More steps than this, and a knob is turned finer than a screen shows.
const MOST_STEPS: f64 = 10_000.0;

/// The rules on `knob`.
pub fn check(review: &mut Review<'_>, numbers: &ReadNumbers) {
    if review.scenario.knob.is_empty() {
        return;
    }
    let limits = numbers.located.iter().map(|(_, number)| number.limits);
    let targets = Targets {
        json: &numbers.json,
        numbers: numbers.paths().into_iter().zip(limits).collect(),
    };
    let mut turned: Vec<String> = Vec::new();
    for (index, knob) in review.scenario.knob.iter().enumerate() {
        let at = KeyPath::top("knob").entry(index, &knob.name);
        review.name(&at, &knob.name);
        words(review, &at, knob);
        let has_range = range(review, &at, knob);
        levels(review, &at, knob);
        if arms(review, &at, knob) {
            targets.check(review, &at, knob, has_range, &mut turned);
        }
    }
}

/// What a room reads must be there, and evidence must come from somewhere.
fn words(review: &mut Review<'_>, at: &KeyPath, knob: &Knob) {
    for (key, text) in [("label", &knob.label), ("explanation", &knob.explanation)] {
        if text.trim().is_empty() {
            let hint = "a room reads it beside the knob";
            review.fault(
                FaultKind::Knob,
                &at.to(key),
                format!("{} is empty", quoted(key)),
                hint,
            );
        }
    }
    if !knob.evidence.is_empty() && knob.source.is_empty() {
        let hint = "add `source`: where it was read, or \"unverified\"";
        review.fault(
            FaultKind::Knob,
            &at.to("evidence"),
            "this evidence comes from nowhere",
            hint,
        );
    }
}

/// Whether the range is one.
fn range(review: &mut Review<'_>, at: &KeyPath, knob: &Knob) -> bool {
    let plain = [
        ("low", knob.low),
        ("high", knob.high),
        ("step", knob.step),
        ("shown_times", knob.shown_times),
    ];
    for (key, value) in plain {
        if !value.is_finite() || value.abs() > 1e12 {
            let message = format!("{} must be a number", quoted(key));
            review.fault(FaultKind::Knob, &at.to(key), message, "e.g. 0.1");
            return false;
        }
    }
    if knob.low >= knob.high {
        let message = format!(
            "the range ({} to {}) must ascend",
            legible(knob.low),
            legible(knob.high)
        );
        review.fault(
            FaultKind::Knob,
            &at.to("high"),
            message,
            "`low` is the least it may be turned to",
        );
        return false;
    }
    let width = knob.high - knob.low;
    if knob.step <= 0.0 || knob.step > width * (1.0 + TOLERANCE) || width / knob.step > MOST_STEPS {
        let message = format!("a step of {} does not fit the range", legible(knob.step));
        let hint = format!(
            "from 1 to 10,000 steps lie between `low` and `high`, e.g. step = {}",
            legible(width / 20.0)
        );
        review.fault(FaultKind::Knob, &at.to("step"), message, hint);
    }
    if knob.shown_times <= 0.0 {
        review.fault(
            FaultKind::Knob,
            &at.to("shown_times"),
            "this must be above 0",
            "e.g. 100 for percent",
        );
    }
    true
}

fn levels(review: &mut Review<'_>, at: &KeyPath, knob: &Knob) {
    let at = at.to("level");
    for (index, level) in knob.level.iter().enumerate() {
        let at = at.nth(index);
        if !(knob.low..=knob.high).contains(&level.value) {
            let message = format!(
                "{} lies outside the range of this knob, {} to {}",
                legible(level.value),
                legible(knob.low),
                legible(knob.high)
            );
            review.fault(
                FaultKind::Knob,
                &at.to("value"),
                message,
                "widen `low` and `high`, or take the level out",
            );
        }
        if level.label.trim().is_empty() {
            review.fault(
                FaultKind::Knob,
                &at.to("label"),
                "`label` is empty",
                "a level has a name, e.g. \"none\"",
            );
        }
        if knob.level[..index]
            .iter()
            .any(|other| other.value == level.value)
        {
            let message = format!("two levels are {}", legible(level.value));
            review.fault(
                FaultKind::Knob,
                &at.to("value"),
                message,
                "take one of them out",
            );
        }
    }
}

/// Whether the arms are there and the path has a place for them.
fn arms(review: &mut Review<'_>, at: &KeyPath, knob: &Knob) -> bool {
    review.refer_all(&at.to("arms"), Named::Arm, &knob.arms);
    let path = at.to("path");
    match (knob.kind, knob.path.starts_with("arm.")) {
        (KnobKind::Choice, false) => {
            let message = "a choice changes one arm, and this path leads to none";
            let hint = "begin it with `arm.NAME.`, or write kind = \"belief\"";
            review.fault(FaultKind::Knob, &path, message, hint);
            return false;
        }
        (KnobKind::Belief, true) => {
            let message = "a belief changes every arm, and this path leads to one";
            review.fault(FaultKind::Knob, &path, message, "write kind = \"choice\"");
            return false;
        }
        (KnobKind::Choice, true) | (KnobKind::Belief, false) => {}
    }
    if knob.has_place() == knob.arms.is_empty() {
        let (message, hint) = if knob.has_place() {
            (
                "`{arm}` stands for each of `arms`, and there are none",
                "e.g. arms = [\"budget\"]",
            )
        } else {
            (
                "`arms` stand where the path has `{arm}`, and it has none",
                "e.g. path = \"arm.{arm}.component.budget.amount\"",
            )
        };
        review.fault(FaultKind::Knob, &path, message, hint);
        return false;
    }
    let known = |name: &&String| review.scenario.arm.iter().any(|arm| arm.name == **name);
    knob.arms.iter().filter(known).count() == knob.arms.len()
}

/// What knobs can turn.
struct Targets<'a> {
    json: &'a Value,
    numbers: Vec<(String, Limits)>,
}

impl Targets<'_> {
    fn check(
        &self,
        review: &mut Review<'_>,
        at: &KeyPath,
        knob: &Knob,
        has_range: bool,
        turned: &mut Vec<String>,
    ) {
        let arms: Vec<&str> = match knob.arms() {
            arms if arms.is_empty() => vec![""],
            arms => arms,
        };
        for arm in arms {
            let path = knob.path_of(arm);
            let Some(start) = self.number(review, &at.to("path"), &path) else {
                continue;
            };
            if turned.contains(&path) {
                let message = format!("{} is turned by two knobs", quoted(&path));
                review.fault(
                    FaultKind::Knob,
                    &at.to("path"),
                    message,
                    "take one of them out",
                );
            }
            if has_range {
                self.allowed(review, at, knob, (&path, &start));
            }
            if let Some(remainder) = knob.remainder_of(arm) {
                self.remainder(review, at, knob, (start.value, &remainder));
            }
            turned.push(path);
        }
    }

    fn number(&self, review: &mut Review<'_>, at: &KeyPath, path: &str) -> Option<Found> {
        let found = found(self.json, path);
        if found.is_none() {
            let known: Vec<&str> = self.numbers.iter().map(|(path, _)| path.as_str()).collect();
            let message = format!("the scenario has no number {} to start from", quoted(path));
            review.fault(FaultKind::Knob, at, message, suggest(path, &known));
        }
        found
    }

    /// The range holds the value it starts from, and nothing that the key refuses.
    fn allowed(
        &self,
        review: &mut Review<'_>,
        at: &KeyPath,
        knob: &Knob,
        (path, start): (&str, &Found),
    ) {
        if !(knob.low..=knob.high).contains(&start.value) {
            let message = format!(
                "{} is {} in this scenario, outside the range of this knob, {} to {}",
                quoted(path),
                legible(start.value),
                legible(knob.low),
                legible(knob.high)
            );
            review.fault(
                FaultKind::Knob,
                &at.to("low"),
                message,
                "a knob starts from what the scenario has",
            );
        }
        let limits = self.numbers.iter().find(|(known, _)| known == path);
        for (key, value) in [("low", knob.low), ("high", knob.high)] {
            let Some((_, limits)) = limits else { continue };
            let (least, most) = limits.range();
            if !(least..=most).contains(&value) {
                let message = format!("{} {}", quoted(path), limits.words());
                review.fault(FaultKind::Knob, &at.to(key), message, limits.hint());
            }
        }
        for (key, value) in [("low", knob.low), ("high", knob.high), ("step", knob.step)] {
            if start.is_whole && value.fract() != 0.0 {
                let message = format!("{} is a whole number", quoted(path));
                review.fault(
                    FaultKind::Knob,
                    &at.to(key),
                    message,
                    "write one without a fraction",
                );
            }
        }
    }

    fn remainder(
        &self,
        review: &mut Review<'_>,
        at: &KeyPath,
        knob: &Knob,
        (value, path): (f64, &str),
    ) {
        let at_remainder = at.to("remainder");
        let Some(rest) = self.number(review, &at_remainder, path) else {
            return;
        };
        if (value + rest.value - 1.0).abs() > TOLERANCE {
            let message = format!(
                "{} is {}, and does not leave the {} of this knob's number",
                quoted(path),
                legible(rest.value),
                legible(value)
            );
            review.fault(
                FaultKind::Knob,
                &at_remainder,
                message,
                "the two add up to 1",
            );
        }
        if knob.low < 0.0 || knob.high > 1.0 {
            let message = "a knob with a remainder lies from 0 to 1";
            review.fault(
                FaultKind::Knob,
                &at_remainder,
                message,
                "e.g. low = 0, high = 1",
            );
        }
    }
}
