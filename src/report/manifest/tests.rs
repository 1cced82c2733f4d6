//! run.json: what it says of a run, and what it is read from again.

use super::*;
use crate::scenario::schema::Size;

fn scenario(text: &str) -> Scenario {
    let base = r#"{"payer":[{"name":"insurer"}],"population":{},"state":[{"name":"well"},{"name":"dead"}],
        "arm":[{"name":"current"}]}"#;
    let mut value: Value = serde_json::from_str(base).expect("JSON");
    let change: Value = serde_json::from_str(text).expect("JSON");
    for (key, item) in change.as_object().expect("an object") {
        value[key] = item.clone();
    }
    serde_json::from_value(value).expect("a scenario")
}

fn run_id(text: &str) -> String {
    identity(&scenario(text), "0.1.0", None)
        .expect("an id")
        .run_id
}

#[test]
fn more_replications_are_the_same_run() {
    assert_eq!(
        run_id(r#"{"run":{"replications":100}}"#),
        run_id(r#"{"run":{"replications":200}}"#)
    );
}

#[test]
fn another_seed_sample_arm_or_version_is_another_run() {
    let plain = run_id("{}");
    assert_eq!(plain.len(), 8);
    assert_ne!(plain, run_id(r#"{"run":{"seed":2}}"#));
    assert_ne!(plain, run_id(r#"{"run":{"sample":10}}"#));
    assert_ne!(plain, run_id(r#"{"arm":[{"name":"other"}]}"#));
    assert_ne!(
        plain,
        identity(&scenario("{}"), "0.2.0", None)
            .expect("an id")
            .run_id
    );
}

#[test]
fn where_the_files_are_makes_no_other_run() {
    assert_eq!(
        run_id("{}"),
        run_id(r#"{"extends":["packs/nl-2023.toml"]}"#)
    );
    let with = |file: &str, text: &[u8]| {
        let scenario = scenario(&format!(r#"{{"population":{{"file":"{file}"}}}}"#));
        identity(&scenario, "0.1.0", Some(text))
            .expect("an id")
            .run_id
    };
    assert_eq!(with("a.csv", b"age,sex"), with("b.csv", b"age,sex"));
    assert_ne!(with("a.csv", b"age,sex"), with("a.csv", b"age,sex\n4,male"));
}

#[test]
fn intervals_say_what_they_cover() {
    let mut run = RunSettings::default();
    assert_eq!(
        intervals(&run, 12_000.0, 1200.0),
        "uncertain parameters and chance among 12,000 residents"
    );
    run.size = Size::Simulated;
    assert_eq!(
        intervals(&run, 12_000.0, 1200.0),
        "uncertain parameters and chance among 1,200 simulated residents"
    );
    run.parameters = Parameters::Means;
    assert!(intervals(&run, 1200.0, 1200.0).contains("alone"));
    run.replications = 1;
    assert!(intervals(&run, 1200.0, 1200.0).contains("no intervals"));
}

#[test]
fn the_resolved_scenario_reads_back() {
    let original = scenario(r#"{"run":{"seed":7}}"#);
    let value = resolved(&original).expect("JSON");
    assert_eq!(
        serde_json::from_value::<Scenario>(value).expect("a scenario"),
        original
    );
}
