//! `caremix design`: what it finds, prints and writes, and what it refuses.

use std::fs;
use std::path::Path;

use super::desk::{Desk, is_told, said};

/// A small town.
const TOWN: [&str; 6] = [
    "design",
    "town.toml",
    "--set",
    "run.years=2",
    "--set",
    "run.sample=100",
];

/// A small search over the fee of the network, and who pays it.
const SMALL: [&str; 9] = [
    "--term",
    "arm.network.component.network_fee.amount=0..40:5",
    "--designs",
    "6",
    "--draws",
    "4",
    "--futures",
    "2",
    "--quiet",
];

fn asked<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&TOWN[..], &SMALL, more].concat()
}

fn design(desk: &Desk, more: &[&str]) -> std::process::Output {
    desk.caremix(&asked(more))
}

/// The rows of design.csv as fields.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).expect("a file");
    let records = reader.records();
    records
        .map(|record| record.expect("a row").iter().map(String::from).collect())
        .collect()
}

#[test]
fn the_answer_comes_first_and_everything_is_in_the_file() {
    let desk = Desk::with_scenario();
    let output = design(&desk, &["--out", "design.csv"]);
    let printed = said(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let expected = [
        "terms of network that nobody loses by",
        "Of ",
        "nobody loses with a chance of 50 %",
        "worst-off",
        "payer insurer",
        "residents deprivation_0",
        "caremix run town.toml --set arm.network.component.network_fee.amount=",
        "design.csv",
    ];
    is_told(&printed, &expected);
    let found = rows(&desk.path("design.csv"));
    // The scenario as written is always tried, with the fee that it has.
    let is_written = |row: &&Vec<String>| row[0] == "0" && row[1] == "tried" && row[4] == "term";
    let written = found
        .iter()
        .find(is_written)
        .expect("the scenario as written");
    assert_eq!(written[7], "20");
    // Every fee lies on its steps.
    for row in found.iter().filter(|row| row[4] == "term") {
        let fee: f64 = row[7].parse().expect("a number");
        assert!((0.0..=40.0).contains(&fee) && fee % 5.0 == 0.0, "{row:?}");
    }
}

#[test]
fn what_is_odd_about_the_scenario_is_said_before_the_search_unless_nobody_wants_remarks() {
    let desk = Desk::with_scenario();
    let odd = ["--set", "run.price_year=2020"];
    let quiet = design(&desk, &odd);
    assert_eq!(quiet.status.code(), Some(0), "{}", said(&quiet.stderr));
    assert!(
        !said(&quiet.stderr).contains("warning"),
        "{}",
        said(&quiet.stderr)
    );
    let all = asked(&odd);
    let loud: Vec<&str> = all.into_iter().filter(|word| *word != "--quiet").collect();
    let told = said(&desk.caremix(&loud).stderr);
    assert!(told.contains("warning: `run.price_year` is 2020"), "{told}");
}

#[test]
fn no_fee_is_no_contract_though_nobody_loses_by_it() {
    // Without a fee and what it builds the arm is the comparator: every gain is nothing, every chance 1. That is not shown
    // for a contract that nobody loses by.
    let desk = Desk::with_scenario();
    let more = [
        "--set",
        "arm.network.component.network_fee.amount=0",
        "--term",
        "arm.network.component.network_fee.amount=0..40:5",
        "--designs",
        "4",
        "--draws",
        "4",
        "--futures",
        "0",
        "--chance",
        "1",
        "--quiet",
        "--out",
        "design.csv",
    ];
    let output = desk.caremix(&[&TOWN[..], &more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let found = rows(&desk.path("design.csv"));
    let of_written: Vec<&Vec<String>> = found
        .iter()
        .filter(|row| row[0] == "0" && row[1] == "tried")
        .collect();
    assert!(of_written.iter().all(|row| row[3] == "false"));
    assert!(!found.iter().any(|row| row[0] == "0" && row[1] == "checked"));
    assert!(said(&output.stdout).contains("no difference to anybody"));
    let payers: Vec<&&Vec<String>> = of_written.iter().filter(|row| row[4] == "payer").collect();
    assert_eq!(payers.len(), 3);
    assert!(
        payers
            .iter()
            .all(|row| row[7] == "0" && row[8] == "1" && row[9] == "0"),
        "{payers:?}"
    );
}

#[test]
fn who_pays_more_loses_what_the_other_gains() {
    // The municipality's part is what the insurer's leaves; what both pay together does not depend on it.
    let desk = Desk::with_scenario();
    let knob = r#"
[[knob]]
name = "part"
kind = "choice"
path = "arm.network.component.network_fee.payers.municipality"
remainder = "arm.network.component.network_fee.payers.insurer"
label = "Part of the municipality"
explanation = "The insurer pays the rest."
low = 0
high = 1
step = 0.1
"#;
    let town = fs::read_to_string(desk.path("town.toml")).expect("read");
    fs::write(desk.path("town.toml"), town + knob).expect("written");
    let more = [
        "--designs",
        "8",
        "--draws",
        "2",
        "--futures",
        "0",
        "--quiet",
        "--out",
        "design.csv",
    ];
    let output = desk.caremix(&[&TOWN[..], &more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let found = rows(&desk.path("design.csv"));
    let tried: Vec<&Vec<String>> = found.iter().filter(|row| row[1] == "tried").collect();
    let of = |name: &str| -> Vec<f64> {
        let rows = tried.iter().filter(|row| row[5] == name);
        rows.map(|row| row[7].parse().expect("a number")).collect()
    };
    let parts = of("arm.network.component.network_fee.payers.municipality");
    let (municipality, insurer) = (of("municipality"), of("insurer"));
    assert!(parts.len() >= 4);
    for at in 1..parts.len() {
        let together = municipality[at] + insurer[at] - municipality[0] - insurer[0];
        assert!(together.abs() < 0.05, "{together}");
        let (more, less) = (parts[at] - parts[0], municipality[at] - municipality[0]);
        assert!(more == 0.0 || (more > 0.0) == (less < 0.0), "{more} {less}");
    }
}

#[test]
fn the_same_seed_finds_the_same_for_any_number_of_threads() {
    let desk = Desk::with_scenario();
    let text = |threads: &str, seed: &str| {
        let output = design(
            &desk,
            &["--threads", threads, "--seed", seed, "--format", "csv"],
        );
        assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
        said(&output.stdout)
    };
    let one = text("1", "5");
    assert_eq!(one, text("2", "5"));
    assert_ne!(one, text("1", "6"));
}

#[test]
fn what_is_asked_wrongly_is_refused_and_nothing_is_written_over() {
    let desk = Desk::with_scenario();
    fs::write(desk.path("mine.csv"), "mine").expect("written");
    for (arguments, complaint) in [
        (&["--arm", "netwrk"][..], "network"),
        (&["--arm", "current"], "the comparator"),
        (&["--knob", "budget"], "no knob `budget`"),
        (&["--term", "run.years=1..3"], "no term of a contract"),
        (
            &["--term", "arm.network.component.network_fee.amont=1..3"],
            "amont",
        ),
        (
            &["--term", "arm.network.component.network_fee.amount=3..1"],
            "from less to more",
        ),
        (
            &["--term", "arm.network.component.network_fee.amount=-5..1"],
            "amount",
        ),
        (&["--chance", "80"], "from 0 to 1"),
        (&["--out", "mine.csv"], "--force"),
        (&["--out", "town.toml", "--force"], "never changed"),
    ] {
        desk.refuses(&asked(arguments), complaint);
    }
    assert_eq!(
        fs::read_to_string(desk.path("mine.csv")).expect("read"),
        "mine"
    );
    let without = desk.caremix(&["design", "town.toml"]);
    assert_eq!(without.status.code(), Some(2));
    assert!(
        said(&without.stderr).contains("--term"),
        "{}",
        said(&without.stderr)
    );
}
