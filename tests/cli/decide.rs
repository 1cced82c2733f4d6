//! `caremix decide`: what it prints and writes on a finished run, and what it refuses.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::desk::{self, Desk, is_told, newest, said};

/// A desk with a finished run of a sample, of which the twin's expectations are kept.
fn desk() -> Desk {
    let desk = Desk::with_scenario();
    let small = [
        "run",
        "town.toml",
        "--replications",
        "16",
        "--sample",
        "100",
        "--set",
        "run.years=2",
        "--quiet",
    ];
    let ran = desk.caremix(&small);
    assert_eq!(ran.status.code(), Some(0), "{}", said(&ran.stderr));
    desk
}

/// The rows of a file, by column.
fn rows(folder: &Path, file: &str) -> Vec<BTreeMap<String, String>> {
    desk::rows(&fs::read_to_string(folder.join(file)).expect(file))
}

fn text<'r>(row: &'r BTreeMap<String, String>, column: &str) -> &'r str {
    &row[column]
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    text(row, column)
        .parse()
        .unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

#[test]
fn the_answer_comes_first_and_says_what_knowing_more_is_worth_to_each_payer() {
    let desk = desk();
    let output = desk.caremix(&["decide", "town"]);
    let printed = said(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let expected = [
        "who would choose which arm",
        "16 draws",
        "The luck of residents is no part",
        "Who would choose what",
        "insurer",
        "municipality",
        "all payers, money alone",
        "knowing all",
        "mkba-2021 (2.25 %, 2.25 %)",
        "budget-impact (0.00 %, 0.00 %)",
        "value_of_information.csv",
    ];
    is_told(&printed, &expected);
    assert_eq!(
        printed,
        said(&desk.caremix(&["decide", "town"]).stdout),
        "twice the same"
    );
}

#[test]
fn nobody_is_worth_less_than_nothing_to_know_and_no_part_more_than_all() {
    let desk = desk();
    assert!(desk.caremix(&["decide", "town"]).status.success());
    let found = rows(&newest(&desk), "value_of_information.csv");
    let mut everything = 0.0;
    for row in &found {
        let (value, kind) = (number(row, "value"), text(row, "kind"));
        assert!(value >= 0.0, "{row:?}");
        match kind {
            "everything" => everything = value,
            _ => {
                let error = number(row, "mc_error");
                assert!(
                    value <= everything + 4.0 * error + 0.01,
                    "{everything}: {row:?}"
                );
                assert!(text(row, "noise").parse::<f64>().is_ok(), "{row:?}");
            }
        }
    }
    let perspectives = found.iter().map(|row| text(row, "perspective"));
    let mut perspectives: Vec<&str> = perspectives.collect();
    perspectives.dedup();
    assert_eq!(
        perspectives,
        ["society", "all", "insurer", "municipality", "resident"]
    );
}

#[test]
fn chances_of_one_curve_add_up_and_the_best_arm_has_the_highest_mean() {
    let desk = desk();
    assert!(desk.caremix(&["decide", "town"]).status.success());
    let found = rows(&newest(&desk), "decision.csv");
    // Two arms.
    for pair in found.chunks(2) {
        let same = |column: &str| text(&pair[0], column) == text(&pair[1], column);
        assert!(same("perspective") && same("willingness"));
        let chances: f64 = pair.iter().map(|row| number(row, "p_best")).sum();
        assert_eq!(chances, 1.0, "{pair:?}");
        let means: Vec<f64> = pair.iter().map(|row| number(row, "net_benefit")).collect();
        let best = usize::from(means[1] > means[0]);
        assert_eq!(text(&pair[best], "is_best"), "true", "{pair:?}");
    }
}

#[test]
fn under_its_own_convention_a_run_has_the_figures_that_it_printed() {
    let desk = desk();
    assert!(
        desk.caremix(&["decide", "town", "--rates", "0,0"])
            .status
            .success()
    );
    let folder = newest(&desk);
    let run = fs::read_to_string(folder.join("run.json")).expect("run.json");
    let run: serde_json::Value = serde_json::from_str(&run).expect("JSON");
    let own = run["conventions"]["discounting"]
        .as_str()
        .expect("a convention")
        .to_string();
    let payers = rows(&folder, "payers.csv");
    let found = rows(&folder, "conventions.csv");
    let mut compared = 0;
    for row in found.iter().filter(|row| text(row, "convention") == own) {
        let is_same = |paid: &&BTreeMap<String, String>| {
            text(paid, "year") == "discounted"
                && text(paid, "arm") == text(row, "arm")
                && text(paid, "payer") == text(row, "measure")
        };
        let Some(paid) = payers.iter().find(is_same) else {
            continue;
        };
        let (printed, told) = (number(paid, "mean"), number(row, "discounted"));
        assert!((printed - told).abs() < 0.011, "{paid:?} {row:?}");
        compared += 1;
    }
    assert_eq!(compared, 8, "two arms, three payers and all");
    // Rates of nothing are budget impact.
    let of = |name: &str| -> Vec<f64> {
        let rows = found.iter().filter(|row| text(row, "convention") == name);
        rows.map(|row| number(row, "discounted")).collect()
    };
    assert_eq!(of("own"), of("budget-impact"));
    assert_eq!(of("zin-2024"), of("kce"));
    assert_ne!(of("zin-2024"), of("mkba-2021"));
}

#[test]
fn more_draws_are_asked_of_the_twin_and_are_the_same_for_any_number_of_threads() {
    let desk = desk();
    let read = |threads: &str| {
        let arguments = [
            "decide",
            "town",
            "--draws",
            "40",
            "--threads",
            threads,
            "--quiet",
        ];
        let output = desk.caremix(&arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
        assert!(said(&output.stdout).contains("40 draws"));
        let folder = newest(&desk);
        [
            "decision.csv",
            "value_of_information.csv",
            "cost_effectiveness_plane.csv",
        ]
        .map(|file| fs::read(folder.join(file)).expect(file))
    };
    assert_eq!(read("1"), read("2"));
    let plane = rows(&newest(&desk), "cost_effectiveness_plane.csv");
    assert_eq!(plane.len(), 2 * 40, "society and all payers, one arm");
}

#[test]
fn draws_of_the_run_and_draws_asked_of_the_twin_are_the_same_thing() {
    // A run of four draws with twelve asked is a run of sixteen.
    let desk = desk();
    assert!(desk.caremix(&["decide", "town"]).status.success());
    let whole = rows(&newest(&desk), "cost_effectiveness_plane.csv");
    let few = [
        "run",
        "town.toml",
        "--replications",
        "4",
        "--sample",
        "100",
        "--set",
        "run.years=2",
        "--quiet",
        "--out",
        "few",
    ];
    assert!(desk.caremix(&few).status.success());
    assert!(
        desk.caremix(&["decide", "few", "--draws", "16", "--quiet"])
            .status
            .success()
    );
    assert_eq!(
        rows(&desk.path("few"), "cost_effectiveness_plane.csv"),
        whole
    );
}

#[test]
fn a_run_at_the_means_has_nothing_worth_knowing() {
    // Only luck differs from future to future, and could be taken for something to know; the twin has none of it.
    let desk = Desk::with_scenario();
    let means = [
        "run",
        "town.toml",
        "--replications",
        "16",
        "--sample",
        "50",
        "--quiet",
        "--set",
        "run.parameters=means",
    ];
    let ran = desk.caremix(&means);
    assert_eq!(ran.status.code(), Some(0), "{}", said(&ran.stderr));
    let output = desk.caremix(&["decide", "town", "--willingness", "1000,5000,20000,50000"]);
    assert!(
        said(&output.stdout).contains("nothing is worth knowing"),
        "{}",
        said(&output.stdout)
    );
    let found = rows(&newest(&desk), "value_of_information.csv");
    assert!(found.iter().all(|row| number(row, "value") == 0.0));
    for row in &found {
        let (luck, most) = (
            number(row, "with_luck"),
            number(row, "raised_by_luck_at_most"),
        );
        assert!(luck >= 0.0 && luck <= most + 0.01, "{row:?}");
    }
    let could_add = |row: &BTreeMap<String, String>| number(row, "raised_by_luck_at_most") > 0.0;
    assert!(found.iter().any(could_add), "{found:?}");
}

#[test]
fn what_is_asked_wrongly_is_refused_and_writes_nothing() {
    let desk = desk();
    for (arguments, complaint) in [
        (&["--willingness", "many"][..], "EUR"),
        (&["--willingness", "nan"], "EUR"),
        (&["--rates", "0.03"], "two fractions"),
        (&["--rates", "3,1.5"], "two fractions"),
        (&["--convention", "own"], "--rates"),
        (&["--group", "carers"], "a name and how paths begin"),
        (&["--draws", "0"], "1.."),
        (&["--hour-value", "-3"], ""),
        (
            &["--group", "none=nothing.of.the.kind"],
            "no uncertain number",
        ),
    ] {
        desk.refuses(&[&["decide", "town"], arguments].concat(), complaint);
    }
    assert!(!newest(&desk).join("decision.csv").exists());
}

#[test]
fn a_run_without_its_replications_says_how_to_get_them_back() {
    let desk = desk();
    fs::remove_file(newest(&desk).join("replications.bin")).expect("there");
    let output = desk.caremix(&["decide", "town"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output.stderr).contains("--force"),
        "{}",
        said(&output.stderr)
    );
}

#[test]
fn pictures_are_drawn_with_their_table_in_both_languages() {
    let desk = desk();
    for (picture, english, dutch) in [
        ("plane", "QALYs more than as now", "meer dan nu"),
        (
            "acceptability",
            "chance of being best",
            "kans om het beste te zijn",
        ),
        ("losses", "expected loss", "verwacht verlies"),
    ] {
        for (lang, words) in [("en", english), ("nl", dutch)] {
            let output = desk.caremix(&[
                "decide",
                "town",
                "--picture",
                picture,
                "--lang",
                lang,
                "--quiet",
            ]);
            let drawn = said(&output.stdout);
            assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
            assert!(
                drawn.starts_with("<svg") && drawn.contains(words),
                "{picture} {lang}: {drawn}"
            );
        }
    }
    let output = desk.caremix(&["decide", "town", "--picture", "plane", "--arm", "netwrk"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output.stderr).contains("network"),
        "{}",
        said(&output.stderr)
    );
}
