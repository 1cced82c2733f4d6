//! `caremix share`: what it prints and writes, and what it refuses.

use std::fs;

use super::desk::{Desk, said};

/// Terms for the scenario that `caremix new` writes.
const TERMS: &str = r#"
[[arrangement]]
name = "statutory"
rule = "statutory"

[[arrangement]]
name = "equal"
rule = "equal_gains"
timing = "at_end"

[[arrangement]]
name = "game"
rule = "shapley"
"#;

/// A desk with a finished run of two replications, and terms.
fn desk() -> Desk {
    let desk = Desk::with_run();
    fs::write(desk.path("terms.toml"), TERMS).expect("written");
    desk
}

/// The rows of share.csv as fields, without the header.
fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect()
}

/// The mean of a measure in total, by payer.
fn totals<'t>(text: &'t str, arrangement: &str, measure: &str) -> Vec<(&'t str, f64)> {
    let is_it = |row: &&Vec<&str>| row[0] == arrangement && row[4] == measure && row[7] == "total";
    let found = rows(text);
    found
        .iter()
        .filter(is_it)
        .map(|row| (row[3], row[9].parse().expect("a number")))
        .collect()
}

#[test]
fn without_terms_the_rules_that_need_none_are_compared() {
    let desk = desk();
    let output = desk.caremix(&["share", "town"]);
    let text = said(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    assert!(said(&output.stderr).contains("no arrangements are written"));
    for expected in [
        "network: Current funding and a network fee",
        "Invested",
        "Of each euro invested by insurer",
        "equal_gains",
        "nash",
        "What each could accept",
        "share.csv",
    ] {
        assert!(
            text.contains(expected),
            "`{expected}` is missing from\n{text}"
        );
    }
    assert!(
        text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
}

#[test]
fn one_replication_shows_no_chances_and_no_intervals() {
    let desk = Desk::with_scenario();
    let run = [
        "run",
        "town.toml",
        "--replications",
        "1",
        "--sample",
        "50",
        "--quiet",
    ];
    assert_eq!(desk.caremix(&run).status.code(), Some(0));
    let output = desk.caremix(&["share", "town"]);
    let text = said(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    assert!(text.contains("One replication"), "{text}");
    assert!(!text.contains('±') && !text.contains(", in "), "{text}");
}

#[test]
fn share_csv_is_what_is_printed_as_csv_and_its_transfers_add_up_to_zero() {
    let desk = desk();
    let output = desk.caremix(&[
        "share",
        "town",
        "--arrangements",
        "terms.toml",
        "--format",
        "csv",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let text = said(&output.stdout);
    let id = fs::read_to_string(desk.path("outputs/town/latest")).expect("read");
    let folder = format!("outputs/town/{}", id.trim());
    assert_eq!(
        fs::read_to_string(desk.path(&folder).join("share.csv")).expect("read"),
        text
    );
    for arrangement in ["statutory", "equal", "game"] {
        let transfers = totals(&text, arrangement, "transfer");
        assert_eq!(transfers.len(), 4, "three payers and all");
        let sum: f64 = transfers
            .iter()
            .filter(|(payer, _)| *payer != "all")
            .map(|(_, mean)| mean)
            .sum();
        assert!(
            sum.abs() < 0.02 && transfers[3] == ("all", 0.0),
            "{arrangement}: {transfers:?}"
        );
    }
    let net = totals(&text, "equal", "net_position");
    assert!((net[0].1 - net[1].1).abs() <= 0.02, "{net:?}");
}

#[test]
fn the_statutory_position_is_the_difference_that_the_run_reports() {
    let desk = desk();
    let text = said(
        &desk
            .caremix(&[
                "share",
                "town",
                "--arrangements",
                "terms.toml",
                "--format",
                "csv",
            ])
            .stdout,
    );
    let id = fs::read_to_string(desk.path("outputs/town/latest")).expect("read");
    let incremental = desk.path(&format!("outputs/town/{}/incremental.csv", id.trim()));
    let incremental = fs::read_to_string(incremental).expect("read");
    let full = |payer: &str, year: &str| -> String {
        let start = format!("network,current,full,{year},{payer},");
        let line = incremental.lines().find(|line| line.starts_with(&start));
        line.expect("a row")
            .trim_start_matches(&start)
            .split(',')
            .next()
            .expect("a mean")
            .to_string()
    };
    let mut compared = 0;
    for row in rows(&text) {
        if row[0] == "statutory" && row[4] == "net_position" {
            assert_eq!(row[9], full(row[3], row[7]), "{row:?}");
            compared += 1;
        }
    }
    assert_eq!(
        compared,
        4 * 12,
        "payers and all, ten years, total, discounted"
    );
}

#[test]
fn the_statutory_position_is_as_sure_as_the_difference_of_draws_in_batches() {
    let desk = Desk::with_scenario();
    let quick = [
        "--quiet",
        "--as-simulated",
        "--replications",
        "64",
        "--sample",
        "40",
        "--set",
        "run.years=3",
    ];
    let ran = desk.caremix(&[&["run", "town.toml"], &quick[..]].concat());
    assert_eq!(ran.status.code(), Some(0), "{}", said(&ran.stderr));
    let shared = desk.caremix(&["share", "town", "--format", "csv"]);
    let text = said(&shared.stdout);
    let id = fs::read_to_string(desk.path("outputs/town/latest")).expect("read");
    let read = |name: &str| {
        let path = desk.path(&format!("outputs/town/{}/{name}", id.trim()));
        fs::read_to_string(path).expect("read")
    };
    let incremental = read("incremental.csv");
    let difference = |payer: &str| -> Vec<String> {
        let start = format!("network,current,full,total,{payer},");
        let line = incremental.lines().find(|line| line.starts_with(&start));
        let figures = line.expect("a row").trim_start_matches(&start);
        figures.split(',').take(3).map(String::from).collect()
    };
    let rows = rows(&text);
    let totals: Vec<&Vec<&str>> = rows
        .iter()
        .filter(|row| (row[0], row[4], row[7]) == ("statutory", "net_position", "total"))
        .collect();
    assert_eq!(totals.len(), 4);
    for row in totals {
        assert_eq!(row[9..12], difference(row[3]), "mean, error, sd: {row:?}");
        // The error of 64 independent draws is an eighth of their spread; batches share out what is unknown.
        let [error, sd]: [f64; 2] = [row[10], row[11]].map(|text| text.parse().expect("a number"));
        let is_nothing = sd == 0.0;
        assert!(
            is_nothing || (error - sd / 8.0).abs() > 0.01 * error,
            "{row:?}"
        );
    }
}

#[test]
fn coalitions_are_simulated_once_and_kept() {
    let desk = desk();
    let share = || desk.caremix(&["share", "town", "--arrangements", "terms.toml"]);
    let first = share();
    assert_eq!(first.status.code(), Some(0), "{}", said(&first.stderr));
    let remark = said(&first.stderr);
    assert!(
        remark.contains("2 extra runs of 2 replications"),
        "{remark}"
    );
    assert!(
        remark.contains("network: insurer; network: municipality"),
        "{remark}"
    );
    let second = share();
    assert!(
        !said(&second.stderr).contains("extra"),
        "{}",
        said(&second.stderr)
    );
    assert_eq!(said(&first.stdout), said(&second.stdout));
    let id = fs::read_to_string(desk.path("outputs/town/latest")).expect("read");
    let kept = desk.path(&format!("outputs/town/{}/coalitions.csv", id.trim()));
    let text = fs::read_to_string(&kept).expect("read");
    assert!(text.starts_with("run_id,arm,components,members,payer,year,replication,value\n"));
    // Two coalitions, three payers, ten years, two replications.
    assert_eq!(text.lines().count(), 1 + 2 * 3 * 10 * 2);

    // Of a run with more replications, they are of no use, and are made anew.
    fs::write(&kept, text.replace(",1,", ",7,")).expect("written");
    let third = share();
    assert_eq!(third.status.code(), Some(0), "{}", said(&third.stderr));
    let remark = said(&third.stderr);
    assert!(remark.contains("simulated anew"), "{remark}");
    assert_eq!(said(&first.stdout), said(&third.stdout));
    assert_eq!(fs::read_to_string(&kept).expect("read"), text);
}

#[test]
fn arrangements_of_the_scenario_are_taken_along_by_the_run() {
    let desk = Desk::with_scenario();
    let good = fs::read_to_string(desk.path("town.toml")).expect("read");
    fs::write(desk.path("town.toml"), good + TERMS).expect("written");
    assert_eq!(desk.run(&["--quiet"]).status.code(), Some(0));
    let output = desk.caremix(&["share", "town", "--quiet", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    assert_eq!(said(&output.stderr), "");
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let named = |name: &str| {
        let rows = value["share"].as_array().expect("rows");
        rows.iter()
            .any(|row| row["arrangement"] == name && row["mean"].is_number())
    };
    assert!(named("statutory") && named("equal") && named("game"));
    // The copy that the run keeps is a scenario with its arrangements.
    let id = fs::read_to_string(desk.path("outputs/town/latest")).expect("read");
    let copy = format!("outputs/town/{}/scenario.toml", id.trim());
    assert_eq!(desk.caremix(&["check", &copy]).status.code(), Some(0));
}

#[test]
fn a_run_that_is_not_there_an_unknown_arm_and_the_comparator_are_wrong_input() {
    let desk = desk();
    let refused = |arguments: &[&str], expected: &str| {
        let output = desk.caremix(arguments);
        let complaint = said(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{complaint}");
        assert!(complaint.contains(expected), "{complaint}");
        assert!(output.stdout.is_empty());
    };
    refused(
        &["share", "nowhere"],
        "nowhere is no finished run and no scenario that has one; there are runs of town",
    );
    refused(
        &["share", "town", "--arm", "netwrk"],
        "did you mean `network`?",
    );
    refused(
        &["share", "town", "--arm", "current"],
        "`current` is the comparator",
    );
    refused(
        &["share", "town", "--arrangements", "missing.toml"],
        "missing.toml",
    );
}

#[test]
fn a_run_with_nothing_to_compare_with_is_refused() {
    let desk = Desk::with_scenario();
    assert_eq!(
        desk.run(&["--quiet", "--arms", "current", "--out", "alone"])
            .status
            .code(),
        Some(0)
    );
    let output = desk.caremix(&["share", "alone"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output.stderr).contains("nothing to compare it with"),
        "{}",
        said(&output.stderr)
    );
}

#[test]
fn an_arrangement_in_a_scenario_of_one_arm_is_a_fault() {
    let desk = Desk::with_scenario();
    let good = fs::read_to_string(desk.path("town.toml")).expect("read");
    let alone = good
        .split("[[arm]]\nname = \"network\"")
        .next()
        .expect("the first arm");
    fs::write(desk.path("town.toml"), format!("{alone}{TERMS}")).expect("written");
    let output = desk.caremix(&["check", "town.toml"]);
    let complaint = said(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{complaint}");
    assert!(
        complaint.contains("there is no arm beside the comparator"),
        "{complaint}"
    );
}

#[test]
fn faults_of_a_file_of_terms_come_with_line_column_and_hint() {
    let desk = desk();
    let wrong = "[[arrangement]]\nname = \"a\"\nrule = \"fixed_shares\"\nshares = { insurer = 0.5, municipalty = 0.4 }\n\n\
                 [[arrangement]]\nname = \"b\"\nrule = \"guarantee\"\nbeneficiary = \"municipality\"\ncap = 10\n";
    fs::write(desk.path("wrong.toml"), wrong).expect("written");
    let output = desk.caremix(&["share", "town", "--arrangements", "wrong.toml"]);
    let complaint = said(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{complaint}");
    for expected in [
        "wrong.toml:4:10",
        "the shares of `shares` add up to 0.9, not to 1",
        "wrong.toml:4:27",
        "there is no payer `municipalty`",
        "did you mean `municipality`?",
        "wrong.toml:6:1",
        "rule `guarantee` needs `guarantor`",
    ] {
        assert!(
            complaint.contains(expected),
            "`{expected}` is missing from\n{complaint}"
        );
    }
}

#[test]
fn a_game_without_an_investment_or_without_an_investor_is_refused() {
    let desk = Desk::with_scenario();
    let good = fs::read_to_string(desk.path("town.toml")).expect("read");
    let plain = "\n[[arm]]\nname = \"plain\"\nlike = \"current\"\n";
    fs::write(desk.path("town.toml"), good + plain).expect("written");
    assert_eq!(desk.run(&["--quiet"]).status.code(), Some(0));
    let refused = |terms: &str, expected: &str| {
        let game = format!("[[arrangement]]\nname = \"game\"\nrule = \"shapley\"\n{terms}");
        fs::write(desk.path("game.toml"), game).expect("written");
        let output = desk.caremix(&["share", "town", "--arrangements", "game.toml"]);
        let complaint = said(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{complaint}");
        assert!(complaint.contains(expected), "{complaint}");
    };
    refused(
        "",
        "arrangement `game` on arm `plain`: there is no investment",
    );
    refused(
        "arms = [\"network\"]\npayers = [\"insurer\", \"resident\"]\n",
        "`municipality` pays for the investment, but is not at the table",
    );
}

#[test]
fn a_damaged_run_says_what_is_damaged_and_what_to_do() {
    let desk = desk();
    let id = fs::read_to_string(desk.path("outputs/town/latest")).expect("read");
    let folder = desk.path(&format!("outputs/town/{}", id.trim()));
    fs::remove_file(folder.join("investments.csv")).expect("removed");
    let output = desk.caremix(&["share", "town"]);
    let complaint = said(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    assert!(
        complaint.contains("investments.csv") && complaint.contains("--force"),
        "{complaint}"
    );
    assert!(!folder.join("share.csv").exists());
}
