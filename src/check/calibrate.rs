//! What may be fitted: numbers that exist, between bounds that ascend.

use super::review::{FaultKind, KeyPath, Review, legible};
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::numbers::ReadNumbers;
use crate::scenario::schema::{Calibrate, CalibrateBounds};

/// The rules on `calibrate`.
pub fn check(review: &mut Review<'_>, numbers: &ReadNumbers) {
    if review.scenario.calibrate.is_empty() {
        return;
    }
    let known = numbers.paths();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let mut taken: Vec<&str> = Vec::new();
    for (index, each) in review.scenario.calibrate.iter().enumerate() {
        let at = KeyPath::top("calibrate").entry(index, &each.name);
        review.name(&at, &each.name);
        bounds(review, &at, each);
        for (parameter, path) in each.parameters.iter().enumerate() {
            let at = at.to("parameters").nth(parameter);
            if !known.contains(&path.as_str()) {
                let message = format!("the scenario has no number {}", quoted(path));
                review.fault(FaultKind::UnknownName, &at, message, suggest(path, &known));
            } else if taken.contains(&path.as_str()) {
                let message = format!("{} is fitted twice", quoted(path));
                review.fault(FaultKind::ListedTwice, &at, message, "take one of them out");
            }
            taken.push(path);
        }
    }
}

fn bounds(review: &mut Review<'_>, at: &KeyPath, each: &Calibrate) {
    if each.low >= each.high {
        let message = format!(
            "the bounds ({} and {}) must ascend",
            legible(each.low),
            legible(each.high)
        );
        review.fault(
            FaultKind::Order,
            &at.to("high"),
            message,
            "`low` is the least it may become",
        );
    }
    match each.bounds {
        CalibrateBounds::Value if each.parameters.len() > 1 => {
            let message = "several numbers cannot have one value";
            let hint =
                "write bounds = \"factor\", with `low` and `high` as factors, e.g. 0.8 and 1.25";
            review.fault(FaultKind::Calibration, &at.to("parameters"), message, hint);
        }
        CalibrateBounds::Factor if each.low <= 0.0 => {
            review.fault(
                FaultKind::Calibration,
                &at.to("low"),
                "a factor must be above 0",
                "e.g. 0.8",
            );
        }
        _ => {}
    }
}
