//! The knobs of the scenarios that ship: there are some, and a room may turn them to both ends.

use std::path::{Path, PathBuf};

use caremix::check;
use caremix::scenario::parameters::with_plain;
use caremix::scenario::schema::{Knob, KnobKind, Scenario};

fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = std::fs::read_dir(folder).expect("scenarios");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    paths.sort();
    paths
}

/// Whether a source is more than names and marks.
fn is_english(source: &str) -> bool {
    let words = ["of", "the", "is", "its", "a", "in", "over", "people"];
    source.split_whitespace().any(|word| words.contains(&word))
}

/// All knobs of an arm turned at once.
fn turned(scenario: &Scenario, arm: &str, to: impl Fn(&Knob) -> f64) -> Vec<(String, f64)> {
    let knobs = scenario.knob.iter().filter(|knob| knob.is_of(arm));
    let values = knobs.flat_map(|knob| {
        let rest = knob.remainder_of(arm).map(|path| (path, 1.0 - to(knob)));
        rest.into_iter().chain([(knob.path_of(arm), to(knob))])
    });
    values.collect()
}

#[test]
fn every_shipped_scenario_has_knobs_with_words_in_both_languages_that_turn_to_both_ends() {
    let mut problems = Vec::new();
    for path in shipped() {
        let loaded = check::load(&path, &[]).expect("a scenario without faults");
        let scenario = &loaded.scenario;
        let name = scenario.name.clone().unwrap_or_default();
        assert!(!scenario.knob.is_empty(), "{name} has no knobs");
        for knob in &scenario.knob {
            let dutch = [&knob.label_nl, &knob.explanation_nl]
                .iter()
                .all(|text| !text.is_empty())
                && knob.level.iter().all(|level| !level.label_nl.is_empty())
                && knob.unit.is_empty() == knob.unit_nl.is_empty()
                && knob.evidence.is_empty() == knob.evidence_nl.is_empty()
                && (!is_english(&knob.source) || !knob.source_nl.is_empty());
            if !dutch {
                problems.push(format!("{name}: {} is not told in Dutch", knob.name));
            }
            if knob.evidence.is_empty() || knob.source.is_empty() {
                problems.push(format!(
                    "{name}: {} has no evidence with a source",
                    knob.name
                ));
            }
        }
        let turns_arm = |arm: &&String| {
            let mut knobs = scenario.knob.iter();
            knobs.any(|knob| knob.kind == KnobKind::Choice && knob.is_of(arm))
        };
        let arms: Vec<&String> = scenario
            .arm
            .iter()
            .map(|arm| &arm.name)
            .filter(turns_arm)
            .collect();
        let arms = if arms.is_empty() {
            vec![&scenario.arm[0].name]
        } else {
            arms
        };
        for arm in arms {
            for (end, values) in [
                ("low", turned(scenario, arm, |knob| knob.low)),
                ("high", turned(scenario, arm, |knob| knob.high)),
            ] {
                let other = with_plain(scenario, &values).expect("numbers");
                let faults = check::check(&other, &loaded.locations);
                problems.extend(
                    faults
                        .iter()
                        .map(|(_, fault)| format!("{name}, {arm}, {end}: {}", fault.message)),
                );
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
