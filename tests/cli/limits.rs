//! Scenarios that are legal and absurd, and calls that would stop a machine: told in words, never by a panic.

use std::fs;

use crate::desk::{Desk, said};

const TOWN: &str = include_str!("../known/town.toml");

fn desk(more: &str) -> Desk {
    let desk = Desk::empty();
    fs::write(desk.path("town.toml"), format!("{TOWN}{more}")).expect("written");
    desk
}

#[test]
fn money_that_cannot_be_kept_to_the_cent_ends_a_run_with_the_component_that_pays_it() {
    // 1,000 residents, 100,000 visits of 10,000,000 EUR each, twice as dear every year: 10^15 EUR in the first year, and
    // 6.4 × 10^16 in the seventh, more than the 4.6 × 10^16 whose sums are exact.
    let desk = desk("");
    let dear = [
        "--set",
        "need.help.services.0.units=100000",
        "--set",
        "service.visit.price=10000000",
        "--set",
        "growth.prices=1",
    ];
    let told = |command: &[&str], years: &str| {
        let years = format!("run.years={years}");
        let output = desk.caremix(&[command, &["--set", &years], &dear].concat());
        (output.status.code(), said(&output.stderr))
    };
    let run = ["run", "town.toml", "--quiet"];
    assert_eq!(told(&run, "6").0, Some(0));
    let (code, complaint) = told(&run, "7");
    assert_eq!(code, Some(1), "{complaint}");
    assert!(complaint.contains("component `"), "{complaint}");
    assert!(complaint.contains("to the cent"), "{complaint}");
    assert!(!complaint.contains("panicked"), "{complaint}");
    let (code, complaint) = told(&["run", "town.toml", "--expected"], "7");
    assert_eq!(code, Some(1), "{complaint}");
    assert!(complaint.contains("to the cent"), "{complaint}");
}

#[test]
fn threads_beyond_what_any_machine_uses_are_refused() {
    let output = desk("").caremix(&["run", "town.toml", "--threads", "257"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output.stderr).contains("1..=256"),
        "{}",
        said(&output.stderr)
    );
}

#[test]
fn a_run_that_needs_more_memory_than_there_is_is_refused_before_anything_is_written() {
    let desk = desk("");
    let told = |most: &str| {
        let output = desk.caremix(&["run", "town.toml", "--quiet", "--max-memory", most]);
        (output.status.code(), said(&output.stderr))
    };
    let (code, complaint) = told("64");
    assert_eq!(code, Some(1), "{complaint}");
    for part in ["needs about 8", "--max-memory allows 64:", "--sample"] {
        assert!(complaint.contains(part), "{part}: {complaint}");
    }
    assert!(!desk.path("outputs").exists());
    let (code, complaint) = told("1000");
    assert_eq!(code, Some(0), "{complaint}");
}

#[test]
fn a_file_larger_than_a_scenario_can_be_is_not_parsed() {
    let desk = desk(&"# no more to say\n".repeat(70_000));
    let output = desk.caremix(&["check", "town.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output.stderr).contains("larger than 1 MB"),
        "{}",
        said(&output.stderr)
    );
}

#[test]
fn needs_beyond_what_a_resident_can_have_in_a_cycle_are_the_most_there_are() {
    // Two residents with 1,000 needs a year, that the arm makes 200,000: 65,535 of each is what is kept.
    let need = r#"
[[need]]
name = "cough"
class = "acute"
domain = "medical"
rates = { well = 1000 }

[[arm.effect]]
name = "contagion"
ratio = 200
targets = [{ need = "cough" }]
"#;
    let desk = desk(need);
    let output = desk.caremix(&[
        "run",
        "town.toml",
        "--quiet",
        "--as-simulated",
        "--set",
        "run.cycles_per_year=1",
        "--set",
        "run.sample=2",
        "--out",
        "out",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let outcomes = fs::read_to_string(desk.path("out/outcomes.csv")).expect("outcomes");
    let mut rows = outcomes
        .lines()
        .filter(|line| line.contains(",2025,needs,cough,"));
    let row: Vec<&str> = rows.next().expect("a row").split(',').collect();
    // Each stands for 500.
    assert_eq!(row[5], "65535000", "{row:?}");
}
