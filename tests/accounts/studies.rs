//! Published effects against the arms that stand for them.
//!
//! What scenarios/README.md tells of them: signs, and which are missed in size. Studies that are checks are no source of any number.

use std::fs;
use std::path::{Path, PathBuf};

use caremix::check;
use caremix::scenario::schema::{Scenario, StudyUse};
use caremix::simulation::{Options, Watch};
use caremix::validation::{Direction, StudyComparison, studies};

use crate::town;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// A shipped scenario's studies at a small size, by name.
fn held_against(name: &str) -> Vec<StudyComparison> {
    let sets = ["run.sample=750", "run.replications=40"];
    let scenario = town::load(&folder().join(format!("{name}.toml")), &sets);
    let options = Options {
        replications: scenario.run.replications,
        seed: scenario.run.seed,
        threads: 0,
        shares_luck: true,
    };
    let found = studies(&scenario, None, options, Watch::NOBODY).expect("a run");
    for one in &found {
        println!(
            "{}: published {}, simulated {:.4}, error {:.4?}, interval {:.4?}, expected {:.4}",
            one.study.name,
            one.study.amount,
            one.simulated,
            one.mc_error,
            one.interval,
            one.expected
        );
    }
    found
}

/// Simulated over published.
fn ratio(one: &StudyComparison) -> f64 {
    one.ratio().expect("an effect was found")
}

#[test]
fn centres_cost_more_in_the_first_line_and_less_in_the_second() {
    let found = held_against("studies-health-centres");
    let [first, second, both] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(first.study.used_as, StudyUse::Check);
    assert_eq!(first.direction(), Direction::Same);
    assert!((0.8..1.2).contains(&ratio(first)), "{first:?}");
    // Fitted to the whole of what was found.
    assert_eq!(second.study.used_as, StudyUse::Fit);
    assert_eq!(second.direction(), Direction::Same);
    let expected = second.expected / second.study.amount;
    assert!((0.9..1.1).contains(&expected), "{second:?}");
    // Both lines, found equal, come out within a twentieth of it: forfaits are dearer by more than the second line falls.
    assert!((0.02..0.06).contains(&both.expected), "{both:?}");
}

#[test]
fn shared_savings_save_less_than_was_found() {
    let found = held_against("studies-shared-savings");
    let [saved] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(saved.study.used_as, StudyUse::Check);
    assert_eq!(saved.direction(), Direction::Same);
    assert!((0.2..0.6).contains(&ratio(saved)), "{saved:?}");
}

#[test]
fn bundles_cost_more_but_a_third_of_what_was_found() {
    let found = held_against("studies-chronic-bundles");
    assert_eq!(found.len(), 3);
    for one in &found {
        assert_eq!(one.study.used_as, StudyUse::Check);
        assert_eq!(one.direction(), Direction::Same);
        assert_eq!(one.is_inside(), Some(false), "{one:?}");
        assert!(ratio(one) < 0.5, "{one:?}");
    }
    // There are no diagnoses: one figure for all three.
    assert!(found.iter().all(|one| one.simulated == found[0].simulated));
}

/// All that a scenario says, but its studies and where they were read.
fn without_studies(mut scenario: Scenario) -> String {
    scenario.study.clear();
    scenario.publication.clear();
    serde_json::to_string(&scenario).expect("JSON")
}

#[test]
fn no_number_comes_from_a_study_that_is_a_check() {
    let entries = fs::read_dir(folder()).expect("scenarios");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let scenarios: Vec<Scenario> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .map(|path| check::load(&path, &[]).unwrap_or_else(|faults| panic!("{faults}")))
        .map(|loaded| loaded.scenario)
        .collect();
    for word in ["Hayen 2021", "Karimi 2021"] {
        let is_studied = scenarios.iter().any(|scenario| {
            let mut studies = scenario.study.iter();
            studies.any(|study| study.source.contains(word) && study.used_as == StudyUse::Check)
        });
        assert!(is_studied, "{word}");
        for scenario in &scenarios {
            assert!(
                !without_studies(scenario.clone()).contains(word),
                "{word} is a source in {:?}",
                scenario.name
            );
        }
    }
}
