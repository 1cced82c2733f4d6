//! What may be fitted: numbers that exist, between bounds that ascend.

use super::room::{At, Room, told};
use crate::scenario::nearest::{quoted, suggest};
use crate::scenario::numbers::numbers;
use crate::scenario::schema::{Calibrate, CalibrateBounds};

/// The rules on `calibrate`.
pub fn check(room: &mut Room<'_>) {
    if room.scenario.calibrate.is_empty() {
        return;
    }
    let known: Vec<String> = numbers(room.scenario)
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let mut taken: Vec<&str> = Vec::new();
    for (index, each) in room.scenario.calibrate.iter().enumerate() {
        let at = At::top("calibrate").entry(index, &each.name);
        room.name(&at, &each.name);
        bounds(room, &at, each);
        for (place, path) in each.parameters.iter().enumerate() {
            let at = at.to("parameters").nth(place);
            if !known.contains(&path.as_str()) {
                let message = format!("the scenario has no number {}", quoted(path));
                room.fault(&at, message, suggest(path, &known));
            } else if taken.contains(&path.as_str()) {
                let message = format!("{} is fitted twice", quoted(path));
                room.fault(&at, message, "take one of them out");
            }
            taken.push(path);
        }
    }
}

fn bounds(room: &mut Room<'_>, at: &At, each: &Calibrate) {
    if each.low >= each.high {
        let message = format!(
            "the bounds ({} and {}) must ascend",
            told(each.low),
            told(each.high)
        );
        room.fault(&at.to("high"), message, "`low` is the least it may become");
    }
    match each.bounds {
        CalibrateBounds::Value if each.parameters.len() > 1 => {
            let message = "several numbers cannot have one value";
            let hint =
                "write bounds = \"factor\", with `low` and `high` as factors, e.g. 0.8 and 1.25";
            room.fault(&at.to("parameters"), message, hint);
        }
        CalibrateBounds::Factor if each.low <= 0.0 => {
            room.fault(&at.to("low"), "a factor must be above 0", "e.g. 0.8");
        }
        _ => {}
    }
}
