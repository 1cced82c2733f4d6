//! `caremix validate` and `caremix calibrate` as real processes, on a town whose accounts are known.
//!
//! A thousand residents of forty, six visits a year of 50 EUR each, of which the insurer pays 70 %: 300 EUR and 6 visits a
//! resident-year, 210,000 EUR of the insurer.

use std::fs;

use crate::desk::{Desk, said};

const TOWN: &str = include_str!("../known/town.toml");

/// An account of the insurer, over the whole population.
fn insurer(amount: f64, more: &str) -> String {
    format!(
        "\n[[account]]\nname = \"insurer\"\npayer = \"insurer\"\nper = \"population\"\namount = {amount}\ntolerance = 0.01\n{more}\n"
    )
}

fn desk(more: &str) -> Desk {
    let desk = Desk::empty();
    fs::write(desk.path("town.toml"), format!("{TOWN}{more}")).expect("written");
    desk
}

fn records(text: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row")).collect()
}

#[test]
fn an_account_met_exactly_has_ratio_1() {
    let accounts = insurer(210_000.0, "required = true")
        + "[[account]]\nname = \"visits\"\nservices = [\"visit\"]\namount = 6\ntolerance = 0.001\n"
        + "[[account]]\nname = \"women\"\nservices = [\"visit\"]\nsex = \"female\"\nper = \"population\"\namount = 3000\ntolerance = 0.001\n"
        + "[[account]]\nname = \"half\"\ndiscipline = \"nurse\"\nper = \"population\"\namount = 600000\ntolerance = 0.1\n";
    let desk = desk(&accounts);
    let output = desk.caremix(&[
        "validate",
        "town.toml",
        "--replications",
        "3",
        "--format",
        "csv",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let text = said(&output.stdout);
    let written = fs::read_to_string(desk.path("outputs/town/validation.csv")).expect("a file");
    assert_eq!(text, written);
    let rows = records(&text);
    let head: Vec<&str> = text.lines().next().expect("a head").split(',').collect();
    let of = |row: usize, column: &str| -> String {
        let index = head.iter().position(|name| *name == column);
        rows[row][index.expect("a column")].to_string()
    };
    for row in 0..3 {
        assert_eq!(of(row, "ratio"), "1", "{}", of(row, "name"));
        assert_eq!(of(row, "simulated"), of(row, "expected"));
        assert_eq!(of(row, "met"), "yes");
    }
    // The nurse receives 300,000 of the 600,000 that are said to be published.
    assert_eq!((of(3, "ratio"), of(3, "met")), ("0.5".into(), "no".into()));
}

#[test]
fn qalys_and_life_years_are_accounts_too() {
    // A thousand who are well at 0.8: 800 QALYs, 0.8 a resident-year, 1,000 life-years.
    let account = |name: &str, outcome: &str, per: &str, amount: f64| {
        format!(
            "[[account]]\nname = \"{name}\"\noutcome = \"{outcome}\"\nper = \"{per}\"\namount = {amount}\ntolerance = 0.001\n"
        )
    };
    let accounts = account("qalys", "qalys", "population", 800.0)
        + &account("utility", "qalys", "resident_year", 0.8)
        + &account("lived", "life_years", "population", 1_000.0);
    let desk = desk(&accounts);
    let output = desk.caremix(&[
        "validate",
        "town.toml",
        "--set",
        "state.well.utility=0.8",
        "--replications",
        "2",
        "--format",
        "csv",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let text = said(&output.stdout);
    let head: Vec<&str> = text.lines().next().expect("a head").split(',').collect();
    let met = head
        .iter()
        .position(|name| *name == "met")
        .expect("a column");
    let rows = records(&text);
    for row in &rows[..3] {
        assert_eq!(&row[met], "yes", "{row:?}");
    }
}

#[test]
fn a_required_account_that_misses_exits_1_with_the_list_after_everything_is_written() {
    let desk = desk(&insurer(250_000.0, "required = true"));
    let output = desk.caremix(&["validate", "town.toml", "--replications", "2"]);
    assert_eq!(output.status.code(), Some(1));
    let complaint = said(&output.stderr);
    assert!(
        complaint.contains("insurer: simulated 210000"),
        "{complaint}"
    );
    assert!(complaint.contains("ratio 0.8400"), "{complaint}");
    assert!(said(&output.stdout).contains("0 of 1 within tolerance"));
    assert!(desk.path("outputs/town/validation.csv").is_file());
}

#[test]
fn one_that_is_not_required_misses_without_failing() {
    let desk = desk(&insurer(250_000.0, ""));
    let output = desk.caremix(&["validate", "town.toml", "--replications", "2"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    assert!(said(&output.stdout).contains("OUTSIDE"));
}

#[test]
fn without_accounts_only_the_twin_is_held_against_the_engine() {
    let desk = Desk::with_scenario();
    let output = desk.caremix(&[
        "validate",
        "town.toml",
        "--replications",
        "20",
        "--sample",
        "200",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let text = said(&output.stdout);
    assert!(text.contains("no accounts"), "{text}");
    assert!(text.contains("z-scores have mean"), "{text}");
}

#[test]
fn somebody_elses_file_is_not_written_over() {
    let desk = desk(&insurer(210_000.0, ""));
    fs::write(desk.path("mine.csv"), "a,b\n1,2\n").expect("written");
    let output = desk.caremix(&[
        "validate",
        "town.toml",
        "--replications",
        "2",
        "--out",
        "mine.csv",
    ]);
    assert_eq!(output.status.code(), Some(2));
    let kept = fs::read_to_string(desk.path("mine.csv")).expect("read");
    assert_eq!(kept, "a,b\n1,2\n");
}

/// The mean that a file of fitted numbers gives the only service.
fn price(desk: &Desk, file: &str) -> f64 {
    let text = fs::read_to_string(desk.path(file)).expect("a file");
    let table: toml::Table = text.parse().expect("TOML");
    table["service"][0]["price"]["mean"]
        .as_float()
        .expect("a price")
}

#[test]
fn a_price_is_found_from_what_it_makes_the_insurer_pay() {
    // 252,000 EUR is 1.2 times 210,000: the price is 60 instead of 50.
    let desk = desk(&insurer(252_000.0, ""));
    let before = fs::read_to_string(desk.path("town.toml")).expect("read");
    fs::create_dir(desk.path("fitted")).expect("a folder");
    let fit = [
        "calibrate",
        "town.toml",
        "--out",
        "fitted/dear.toml",
        "--fit",
        "service.visit.price=30..90",
    ];
    let output = desk.caremix(&fit);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    assert!((price(&desk, "fitted/dear.toml") / 60.0 - 1.0).abs() < 1e-3);
    let text = fs::read_to_string(desk.path("fitted/dear.toml")).expect("a file");
    assert!(text.contains("extends = [\"../town.toml\"]"), "{text}");
    assert!(text.contains("fitted by caremix calibrate"), "{text}");
    let after = fs::read_to_string(desk.path("town.toml")).expect("read");
    assert_eq!(before, after, "the scenario was changed");
    let output = desk.caremix(&["check", "fitted/dear.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let output = desk.caremix(&["validate", "fitted/dear.toml", "--replications", "2"]);
    assert!(
        said(&output.stdout).contains("1 of 1 within"),
        "{}",
        said(&output.stdout)
    );

    let output = desk.caremix(&fit);
    assert_eq!(
        output.status.code(),
        Some(2),
        "it is replaced only by --force"
    );
    let output = desk.caremix(&[&fit[..], &["--force"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
}

#[test]
fn several_numbers_are_fitted_by_one_factor_and_held_out_accounts_are_left_alone() {
    let more = insurer(252_000.0, "")
        + "[[account]]\nname = \"told\"\npayer = \"municipality\"\nper = \"population\"\namount = 1\ntolerance = 0.01\nheld_out = true\n"
        + "[[calibrate]]\nname = \"prices\"\nparameters = [\"service.visit.price\"]\nlow = 0.5\nhigh = 2\nbounds = \"factor\"\n";
    let desk = desk(&more);
    let output = desk.caremix(&["calibrate", "town.toml", "--out", "dear.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    assert!((price(&desk, "dear.toml") / 60.0 - 1.0).abs() < 1e-3);
}

#[test]
fn what_cannot_be_fitted_is_wrong_input_with_a_hint() {
    let desk = desk(&insurer(252_000.0, ""));
    for (fit, hint) in [
        ("service.visit.prise=30..90", "service.visit.price"),
        ("service.visit.price=90..30", "must ascend"),
        ("service.visit.price=30", "LOW..HIGH"),
        ("service.visit.price=-30..90", "EUR"),
        ("service.visit.price=a..90", "no number"),
    ] {
        let output = desk.caremix(&["calibrate", "town.toml", "--out", "x.toml", "--fit", fit]);
        assert_eq!(output.status.code(), Some(2), "{fit}");
        let complaint = said(&output.stderr);
        assert!(complaint.contains(hint), "{fit}: {complaint}");
    }
    let output = desk.caremix(&[
        "calibrate",
        "town.toml",
        "--out",
        "town.toml",
        "--force",
        "--fit",
        "service.visit.price=30..90",
    ]);
    assert_eq!(
        output.status.code(),
        Some(2),
        "a scenario is never replaced by its own fit"
    );
    assert_eq!(desk.names("."), ["town.toml"]);
}
