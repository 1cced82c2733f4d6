//! Many scenarios in one go.

use std::collections::BTreeMap;
use std::fs;
use std::process::Output;

use super::desk::{Desk, rows, said};

/// Three scenarios that build on one, of another sample each, in `towns/`.
fn towns() -> Desk {
    let desk = Desk::with_scenario();
    fs::create_dir(desk.path("towns")).expect("a folder");
    for (name, sample) in [("ede", 400), ("laren", 300), ("urk", 200)] {
        let text = format!(
            "extends = [\"../town.toml\"]\nname = \"{name}\"\n[run]\nyears = 2\nreplications = 3\nsample = {sample}\n"
        );
        fs::write(desk.path("towns").join(format!("{name}.toml")), text).expect("written");
    }
    desk
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

#[test]
fn every_scenario_gets_the_run_it_would_have_alone_and_a_row_for_each_arm_and_payer() {
    let desk = towns();
    let output = desk.caremix(&["batch", "towns", "--out", "results"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output.stderr));
    assert!(said(&output.stderr).contains("3 of 3: towns/urk.toml"));
    assert_eq!(desk.names("results"), ["batch.csv", "ede", "laren", "urk"]);
    let alone = desk.caremix(&[
        "run",
        "towns/laren.toml",
        "--out",
        "alone",
        "--format",
        "csv",
    ]);
    assert_eq!(code(&alone), Some(0), "{}", said(&alone.stderr));
    let read = |path: &str| fs::read_to_string(desk.path(path)).expect("read");
    for file in ["payers.csv", "incremental.csv", "outcomes.csv"] {
        assert_eq!(
            read(&format!("results/laren/{file}")),
            read(&format!("alone/{file}"))
        );
    }
    // Each row is what the run's own files say.
    let batch = rows(&read("results/batch.csv"));
    let totals = |file: &str| -> Vec<BTreeMap<String, String>> {
        let all = rows(&read(&format!("alone/{file}"))).into_iter();
        all.filter(|row| {
            row["year"] == "total" && row.get("effect").is_none_or(|effect| effect == "full")
        })
        .collect()
    };
    let of_laren: Vec<_> = batch
        .iter()
        .filter(|row| row["scenario"] == "laren")
        .collect();
    let (payers, differences) = (totals("payers.csv"), totals("incremental.csv"));
    assert_eq!(of_laren.len(), payers.len());
    assert!(!differences.is_empty());
    let manifest: serde_json::Value = serde_json::from_str(&read("alone/run.json")).expect("JSON");
    let residents = manifest["residents"]
        .as_f64()
        .expect("a number")
        .to_string();
    for (row, payer) in of_laren.iter().zip(&payers) {
        assert_eq!(
            (&row["arm"], &row["payer"], &row["mean"]),
            (&payer["arm"], &payer["payer"], &payer["mean"])
        );
        assert_eq!(row["residents"], residents);
        let difference = differences
            .iter()
            .find(|other| (&other["arm"], &other["payer"]) == (&row["arm"], &row["payer"]));
        let expected = difference.map_or("", |difference| &difference["mean"]);
        assert_eq!(row["difference"], expected);
        assert_eq!(
            row["p_no_worse_off"],
            difference.map_or("", |difference| &difference["p_no_worse_off"])
        );
    }
    // The same again computes nothing and says the same.
    let before = read("results/urk/run.json");
    let again = desk.caremix(&["batch", "towns", "--out", "results"]);
    assert_eq!(said(&again.stdout), said(&output.stdout));
    assert_eq!(read("results/urk/run.json"), before);
}

#[test]
fn a_scenario_that_fails_is_named_and_stops_no_other() {
    let desk = towns();
    fs::write(
        desk.path("towns/goor.toml"),
        "extends = [\"../town.toml\"]\n[run]\nyaers = 2\n",
    )
    .expect("written");
    fs::write(desk.path("towns/twin.toml"), "extends = [\"urk.toml\"]\n").expect("written");
    fs::write(desk.path("list.txt"), "# towns\ntowns/ede.toml\ntowns/none.toml # not there\n\ntowns/goor.toml\ntowns/twin.toml\ntowns/urk.toml\n").expect("written");
    let output = desk.caremix(&[
        "batch", "--list", "list.txt", "--out", "results", "--format", "json",
    ]);
    assert_eq!(code(&output), Some(1));
    let problems = said(&output.stderr);
    for expected in [
        "3 of 5 scenarios failed; the others are done",
        "towns/none.toml",
        "yaers",
        "its name, urk, is also that of",
    ] {
        assert!(
            problems.contains(expected),
            "{expected} is not in\n{problems}"
        );
    }
    let whole: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(whole["failed"].as_array().map(Vec::len), Some(3));
    let rows = rows(&fs::read_to_string(desk.path("results/batch.csv")).expect("read"));
    let mut names: Vec<&str> = rows.iter().map(|row| row["scenario"].as_str()).collect();
    names.dedup();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn parts_of_the_scenarios_make_the_same_table_as_all_at_once() {
    let desk = towns();
    for shard in ["1/2", "2/2"] {
        let output = desk.caremix(&["batch", "towns", "--out", "parts", "--shard", shard]);
        assert_eq!(code(&output), Some(0), "{}", said(&output.stderr));
    }
    assert!(!desk.path("parts/batch.csv").exists());
    let reduced = desk.caremix(&["batch", "towns", "--out", "parts"]);
    let whole = desk.caremix(&["batch", "towns", "--out", "whole"]);
    assert_eq!(said(&reduced.stdout), said(&whole.stdout));
    let read =
        |folder: &str| fs::read_to_string(desk.path(folder).join("batch.csv")).expect("read");
    assert_eq!(read("parts").replace("parts/", "whole/"), read("whole"));
}

#[test]
fn folders_and_lists_without_scenarios_are_wrong_input() {
    let desk = Desk::empty();
    fs::create_dir(desk.path("empty")).expect("a folder");
    fs::write(desk.path("list.txt"), "# nothing\n").expect("written");
    for (arguments, complaint) in [
        (vec!["batch"], "SCENARIOS"),
        (vec!["batch", "empty"], "holds no .toml files"),
        (
            vec!["batch", "--list", "list.txt"],
            "there are no scenarios",
        ),
        (
            vec!["batch", "--list", "gone.txt"],
            "gone.txt cannot be read",
        ),
    ] {
        let output = desk.caremix(&arguments);
        assert_eq!(code(&output), Some(2));
        assert!(
            said(&output.stderr).contains(complaint),
            "{}",
            said(&output.stderr)
        );
    }
    assert!(!desk.path("outputs").exists());
}
