//! `caremix parameters`: every uncertain number with its interval, unit, source, status, place and arms.
//!
//! Intervals are worked out from the closed forms of the distributions, not from the program's quantiles.

use std::collections::BTreeMap;
use std::fs;

use super::desk::{Desk, said};

/// A scenario without mistakes.
const TOWN: &str = include_str!("../mistakes/good/base.toml");

/// On top of it: one number of each distribution, with every kind of source.
const MORE: &str = r#"extends = ["town.toml"]

[[service]]
name = "gp_visit"
price = { mean = 100, se = 100, unit = "EUR/visit", source = "Tariffs (V)" }
hours = { low = 0.1, high = 0.3, dist = "uniform", source = "Tariffs (V), brought to hours (D)" }

[[service]]
name = "home_care_hour"
price = { mu = 0, sigma = 1, dist = "lognormal" }
source = "a list (V), prices unverified"

[[need]]
name = "illness"
rates = { healthy = { shape = 1, scale = 2, dist = "gamma" }, frail = 5.0, nursing_home = 4.0 }
presented = { alpha = 1, beta = 2, dist = "beta" }

[[capability]]
name = "coordination"
half = { mean = 15, se = 2 }

[[capability]]
name = "outreach"
half = { mean = 10, se = 1 }
build = 1
fade = 1

[[arm]]
name = "transition"

[[arm.component]]
name = "budget"
amount = { mean = 250000, ci95 = [200000, 300000] }
source = "an agreement (V)"
"#;

fn desk() -> Desk {
    let desk = Desk::empty();
    fs::write(desk.path("town.toml"), TOWN).expect("written");
    fs::write(desk.path("more.toml"), MORE).expect("written");
    desk
}

fn listed(desk: &Desk, more: &[&str]) -> String {
    let output = desk.caremix(&[&["parameters", "more.toml"], more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    said(&output.stdout)
}

/// The rows of a CSV by path, each by column.
fn by_path(text: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let row = |record: csv::StringRecord| -> BTreeMap<String, String> {
        let cells = header.iter().zip(record.iter());
        cells
            .map(|(column, cell)| (column.to_string(), cell.to_string()))
            .collect()
    };
    let rows = reader.records().map(|record| row(record.expect("a row")));
    rows.map(|row| (row["path"].clone(), row)).collect()
}

#[test]
fn intervals_are_exact_quantiles_within_the_limits_of_the_key() {
    let rows = by_path(&listed(&desk(), &["--format", "csv"]));
    // A normal 1.959964 standard errors to either side, which a price cannot follow below 0. A uniform from 0.1 to 0.3. A
    // lognormal e^(∓1.959964). A gamma of shape 1 is exponential: −2·ln 0.975 and −2·ln 0.025. A beta of 1 and 2 is not
    // exceeded by 1 − √(1 − p) with probability p.
    for (path, mean, q025, q975) in [
        ("service.gp_visit.price", 100.0, 0.0, 295.996_4),
        ("service.gp_visit.hours", 0.2, 0.105, 0.295),
        (
            "service.home_care_hour.price",
            1.648_721,
            0.140_863_5,
            7.099_071,
        ),
        ("need.illness.rates.healthy", 2.0, 0.050_635_62, 7.377_759),
        (
            "need.illness.presented",
            1.0 / 3.0,
            0.012_579_12,
            0.841_886_1,
        ),
        (
            "arm.transition.component.budget.amount",
            250_000.0,
            200_000.0,
            300_000.0,
        ),
    ] {
        for (column, expected) in [("mean", mean), ("q025", q025), ("q975", q975)] {
            let found: f64 = rows[path][column].parse().expect("a number");
            let off = (found - expected).abs();
            assert!(
                off <= 1e-6 * expected.abs(),
                "{path} {column}: {found}, not {expected}"
            );
        }
    }
    // 100·Φ(1) + 100·φ(1).
    let drawn: f64 = rows["service.gp_visit.price"]["drawn_mean"]
        .parse()
        .expect("a number");
    assert!((drawn - 108.331_5).abs() < 1e-3, "{drawn}");
    assert_eq!(rows["service.gp_visit.hours"]["drawn_mean"], "");
}

#[test]
fn a_number_has_its_own_source_and_unit_or_those_of_what_is_around_it() {
    let rows = by_path(&listed(&desk(), &["--format", "csv"]));
    let told = |path: &str, column: &str| rows[path][column].clone();
    for (path, status, source_of, unit) in [
        ("service.gp_visit.price", "verified", "", "EUR/visit"),
        ("service.gp_visit.hours", "derived", "", ""),
        (
            "service.home_care_hour.price",
            "unverified",
            "service.home_care_hour",
            "EUR",
        ),
        ("need.illness.presented", "not_stated", "", "share"),
        ("capability.outreach.half", "not_stated", "", ""),
        (
            "arm.transition.component.budget.amount",
            "verified",
            "arm.transition.component.budget",
            "EUR",
        ),
    ] {
        assert_eq!(told(path, "status"), status, "{path}");
        assert_eq!(told(path, "source_of"), source_of, "{path}");
        assert_eq!(told(path, "unit"), unit, "{path}");
    }
    assert_eq!(
        told("need.illness.presented", "distribution"),
        "beta, alpha = 1, beta = 2"
    );
    assert_eq!(
        told("service.gp_visit.price", "distribution"),
        "normal, se = 100"
    );
    assert_eq!(
        told("need.illness.presented", "label"),
        "Illness: presented"
    );
}

#[test]
fn a_number_is_named_with_the_file_and_line_it_stands_in() {
    let set = [
        "--format",
        "csv",
        "--set",
        "capability.outreach.half={mean=10,se=2}",
    ];
    let rows = by_path(&listed(&desk(), &set));
    let line_of = |text: &str, start: &str| {
        let found = text.lines().position(|line| line.starts_with(start));
        (found.expect("a line") + 1).to_string()
    };
    let price = &rows["service.gp_visit.price"];
    let file_and_line = [price["file"].as_str(), &price["line"]];
    assert_eq!(file_and_line, ["more.toml", &line_of(MORE, "price")]);
    // What the file on top leaves alone stands where it was first written.
    let below = &rows["effect.fewer_emergencies.reduction"];
    let file_and_line = [below["file"].as_str(), &below["line"]];
    assert_eq!(file_and_line, ["town.toml", &line_of(TOWN, "reduction")]);
    let half = &rows["capability.outreach.half"];
    assert_eq!([half["file"].as_str(), &half["line"]], ["--set", ""]);
    assert_eq!(half["distribution"], "normal, se = 2");
}

#[test]
fn a_number_knows_the_arms_that_use_it() {
    let rows = by_path(&listed(&desk(), &["--format", "csv"]));
    let arms = |path: &str| rows[path]["arms"].clone();
    assert_eq!(arms("service.gp_visit.price"), "all");
    // `transition` is like `network`, whose fee builds coordination; nothing builds outreach.
    assert_eq!(arms("capability.coordination.half"), "network transition");
    assert_eq!(
        arms("effect.fewer_emergencies.reduction"),
        "network transition"
    );
    assert_eq!(arms("capability.outreach.half"), "none");
    assert_eq!(arms("arm.transition.component.budget.amount"), "transition");
}

#[test]
fn numbers_without_uncertainty_are_listed_when_asked_for() {
    let desk = desk();
    let all = by_path(&listed(&desk, &["--all", "--format", "csv"]));
    let uncertain = by_path(&listed(&desk, &["--format", "csv"]));
    let fixed = &all["service.emergency_visit.price"];
    let told = ["mean", "q025", "q975", "distribution"].map(|column| fixed[column].as_str());
    assert_eq!(told, ["350", "350", "350", "fixed"]);
    assert!(!uncertain.contains_key("service.emergency_visit.price"));
    assert!(uncertain.keys().all(|path| all[path] == uncertain[path]));
}

#[test]
fn numbers_are_chosen_by_path_and_by_status() {
    let desk = desk();
    let paths = |more: &[&str]| -> Vec<String> {
        let text = listed(&desk, &[&["--format", "csv"], more].concat());
        by_path(&text).into_keys().collect()
    };
    let of_visit = paths(&["--only", "service.gp_visit"]);
    assert_eq!(
        of_visit,
        ["service.gp_visit.hours", "service.gp_visit.price"]
    );
    let both = paths(&[
        "--only",
        "service",
        "--status",
        "verified",
        "--status",
        "unverified",
    ]);
    assert_eq!(
        both,
        ["service.gp_visit.price", "service.home_care_hour.price"]
    );
    let output = desk.caremix(&["parameters", "more.toml", "--only", "service.gp_visits"]);
    assert_eq!(output.status.code(), Some(2));
    let complaint = said(&output.stderr);
    assert!(
        complaint.contains("did you mean `service.gp_visit`"),
        "{complaint}"
    );
}

#[test]
fn the_json_says_the_same_as_the_csv() {
    let desk = desk();
    let rows = by_path(&listed(&desk, &["--format", "csv"]));
    let whole: serde_json::Value =
        serde_json::from_str(&listed(&desk, &["--format", "json"])).expect("JSON");
    let list = whole["parameters"].as_array().expect("a list");
    assert_eq!(list.len(), rows.len());
    for object in list {
        let row = &rows[object["path"].as_str().expect("a path")];
        assert_eq!(object["source"], row["source"].as_str());
        assert_eq!(object["mean"].as_f64(), row["mean"].parse().ok());
        assert_eq!(object["line"].as_f64(), row["line"].parse().ok());
    }
    let statuses = whole["statuses"].as_object().expect("counts").values();
    let counted: u64 = statuses.filter_map(serde_json::Value::as_u64).sum();
    assert_eq!(counted as usize, list.len());
}

#[test]
fn the_table_fits_the_terminal_and_holds_every_number_with_its_source() {
    let desk = desk();
    let shipped = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/scenarios/zoetermeer-2025.toml"
    );
    for columns in ["100", "60"] {
        let mut command = desk.command(&["parameters", shipped, "--quiet"]);
        let output = command.env("COLUMNS", columns).output().expect("a process");
        assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
        let text = said(&output.stdout);
        let room: usize = columns.parse().expect("a number");
        // A path or an address that is longer than a line is not broken.
        let is_broken = |line: &&str| line.trim().contains(' ');
        let widest = text
            .lines()
            .filter(is_broken)
            .map(|line| line.chars().count())
            .max();
        assert!(widest <= Some(room), "{widest:?} at {columns}");
    }
    let text = listed(&desk, &[]);
    for part in [
        "mean of the draws 108",
        "service.gp_visit",
        "used by no arm",
        "Tariffs (V), brought",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    // A source that several numbers share is told once.
    assert_eq!(text.matches("an agreement (V)").count(), 1, "{text}");
}

#[test]
fn what_is_printed_goes_into_a_file_that_nobody_needs() {
    let desk = desk();
    let to_file = [
        "parameters",
        "more.toml",
        "--format",
        "csv",
        "--out",
        "list.csv",
    ];
    let output = desk.caremix(&to_file);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let written = fs::read_to_string(desk.path("list.csv")).expect("a file");
    assert_eq!(written, listed(&desk, &["--format", "csv"]));
    assert_eq!(
        desk.caremix(&to_file).status.code(),
        Some(2),
        "it is there already"
    );
    let forced = desk.caremix(&[&to_file[..], &["--force"]].concat());
    assert_eq!(forced.status.code(), Some(0));
    let over = ["parameters", "more.toml", "--out", "town.toml", "--force"];
    assert_eq!(
        desk.caremix(&over).status.code(),
        Some(2),
        "the scenario is never replaced"
    );
}
