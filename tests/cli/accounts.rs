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

/// Two classes, 0.2 and 0.6 of whose residents have help for 300 EUR a year, of 520 EUR a head that were published; by class
/// 0.8 and 1.2 of it.
const TWO_CLASSES: &str = r#"
[reference]
deprivation = [0.5, 0.5]

[reference.whole]
name = "all"
categories = ["hospital"]
ratios = [0.8, 1.2]

[[background_care]]
name = "rest"
category = "hospital"
discipline = "hospital"
line = "second"
payers = { insurer = 1 }
bands_are = "remainder"
age_from = [0]
female = [520]
male = [520]

[[account]]
name = "hospital"
categories = ["hospital"]
amount = 600
tolerance = 0.1
"#;

/// The town in two classes, with needs that differ between them.
fn two_classes() -> Desk {
    let town = TOWN
        .replace("[population]", "[population]\ndeprivation = [0, 1]")
        .replace("price = 50", "price = 50\ncategory = \"hospital\"")
        .replace(
            "prevalence = { well = 1 }",
            "prevalence = { well = 0.4 }\ndeprivation_ratios = [0.5, 1.5]",
        );
    let desk = Desk::empty();
    fs::write(desk.path("town.toml"), format!("{town}{TWO_CLASSES}")).expect("written");
    desk
}

#[test]
fn a_reference_is_worked_out_written_and_used() {
    let desk = two_classes();
    let reference = [
        "calibrate",
        "town.toml",
        "--reference",
        "--out",
        "with.toml",
    ];
    let output = desk.caremix(&reference);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let text = fs::read_to_string(desk.path("with.toml")).expect("a file");
    // 520 less 120 by needs; (416 − 60)/400 and (624 − 180)/400; 520/400.
    for line in [
        "remainder.female = [400.0]",
        "remainder.male = [400.0]",
        "deprivation_ratios = [0.89, 1.11]",
        "whole_to_remainder = 1.3",
        "extends = [\"town.toml\"]",
    ] {
        assert!(text.contains(line), "{line}\nin\n{text}");
    }
    // Of the second class alone 624 EUR are expected, where ages and sexes let expect 520.
    let output = desk.caremix(&[
        "validate",
        "with.toml",
        "--replications",
        "2",
        "--format",
        "csv",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let rows = said(&output.stdout);
    let mut reader = csv::Reader::from_reader(rows.as_bytes());
    let heads = reader.headers().expect("heads").clone();
    let row = reader.records().next().expect("a row").expect("a row");
    let value = |name: &str| -> f64 {
        let index = heads
            .iter()
            .position(|head| head == name)
            .expect("a column");
        row[index].parse().expect("a number")
    };
    assert!((value("expected") - 624.0).abs() < 1e-6, "{rows}");
    assert!((value("by_age_and_sex") - 520.0).abs() < 1e-6, "{rows}");
    let output = desk.caremix(&["validate", "with.toml", "--replications", "2"]);
    let table = said(&output.stdout);
    assert!(
        table.contains("by age") && table.contains("520.0"),
        "{table}"
    );
}

#[test]
fn a_reference_needs_a_population_to_be_of() {
    let desk = desk("");
    let output = desk.caremix(&["calibrate", "town.toml", "--reference", "--out", "x.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output.stderr).contains("[reference]"));
    assert_eq!(desk.names("."), ["town.toml"]);
    // Without one, nothing is set beside ages and sexes alone.
    let output = desk.caremix(&["validate", "town.toml", "--replications", "2"]);
    assert!(!said(&output.stdout).contains("by age and sex"));
}

/// An arm with a dearer visit, 55 instead of 50 EUR, and 2 EUR a resident for a network.
const DEARER: &str = r#"
[[arm]]
name = "dear"
like = "current"

[[arm.component]]
name = "fees"
kind = "fee_for_service"
tariffs = { visit = 55 }

[[arm.component]]
name = "network"
kind = "network_fee"
amount = 2
payers = { insurer = 1 }
"#;

fn study(name: &str, payers: &str, amount: f64, more: &str) -> String {
    format!(
        "\n[[study]]\nname = \"{name}\"\narm = \"dear\"\npayers = [{payers}]\namount = {amount}\n{more}\n"
    )
}

#[test]
fn studies_are_set_beside_the_difference_between_two_arms() {
    // Six visits a resident, 5 EUR dearer, of which the insurer pays 70 %: 21 EUR, a tenth of its 210, and 2 EUR for the network.
    let studies = [
        study("all", "\"insurer\"", 23.0, ""),
        study(
            "care",
            "\"insurer\"",
            0.2,
            "without = [\"network\"]\nrelative = true",
        ),
        study("network", "\"insurer\"", -2.0, "recipients = [\"network\"]"),
        study(
            "patients",
            "\"insurer\", \"municipality\"",
            30.0,
            "recipients = [\"nurse\"]\nneed = \"help\"\nlow = 20\nhigh = 40\nused_as = \"fit\"",
        ),
        study(
            "hospital",
            "\"insurer\"",
            1.0,
            "recipients = [\"hospital\"]",
        ),
    ];
    let desk = desk(&format!("{DEARER}{}", studies.concat()));
    let validate = ["validate", "town.toml", "--replications", "40"];
    let output = desk.caremix(&[&validate[..], &["--format", "csv"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let text = said(&output.stdout);
    let head: Vec<&str> = text.lines().next().expect("a head").split(',').collect();
    let rows = records(&text);
    let of = |row: usize, column: &str| -> String {
        let index = head.iter().position(|name| *name == column);
        rows[row][index.expect("a column")].to_string()
    };
    for (row, per, simulated, direction, met) in [
        (0, "resident_year", "23", "same", "yes"),
        (1, "share", "0.1", "same", "no"),
        (2, "resident_year", "2", "other", "no"),
        (3, "help", "30", "same", "yes"),
        (4, "resident_year", "0", "open", "no"),
    ] {
        assert_eq!(of(row, "part"), "study");
        assert_eq!(of(row, "per"), per);
        let [found, expected] = ["simulated", "expected"].map(|column| {
            let value: f64 = of(row, column).parse().expect("a number");
            (value * 1e9).round() / 1e9
        });
        assert_eq!(found.to_string(), simulated);
        assert_eq!(found, expected);
        assert_eq!(
            (of(row, "direction"), of(row, "met")),
            (direction.into(), met.into())
        );
    }
    assert_eq!(
        (
            of(3, "published_low"),
            of(3, "published_high"),
            of(3, "used_as")
        ),
        ("20".into(), "40".into(), "fit".into())
    );
    assert_eq!(
        (of(0, "arm"), of(0, "against")),
        ("dear".into(), "current".into())
    );
    let output = desk.caremix(&validate);
    let table = said(&output.stdout);
    assert!(table.contains("OTHER SIGN, outside, check"), "{table}");
    assert!(table.contains("1 of 5 with the other"), "{table}");
    assert!(!table.contains("no accounts"), "{table}");
}
