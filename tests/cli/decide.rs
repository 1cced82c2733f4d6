//! `caremix decide`: what it prints and writes on a finished run, and what it refuses.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use super::desk::{self, Desk, is_told, newest, said};

/// A desk with a finished run of a sample, of which the twin's expectations are kept: a copy of one that was made once.
fn desk() -> Desk {
    static MADE: LazyLock<Desk> = LazyLock::new(made);
    MADE.copied()
}

fn made() -> Desk {
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

#[test]
fn the_report_has_the_pictures_of_a_decision_once_it_was_asked_and_says_how_to_get_them_before() {
    let desk = desk();
    let page = || {
        let made = desk.caremix(&["report", "town", "--out", "page.html", "--force"]);
        assert_eq!(made.status.code(), Some(0), "{}", said(&made.stderr));
        fs::read_to_string(desk.path("page.html")).expect("a page")
    };
    let figures =
        ["acceptability", "losses", "plane"].map(|name| format!("<figure id=\"{name}\">"));
    let before = page();
    assert!(figures.iter().all(|figure| !before.contains(figure)));
    assert!(before.contains("expected losses and other conventions: the command caremix decide"));
    assert!(desk.caremix(&["decide", "town"]).status.success());
    let after = page();
    assert!(
        figures.iter().all(|figure| after.contains(figure)),
        "{after}"
    );
    assert!(!after.contains("expected losses and other conventions: the command"));
    // The numbers of the chances are those of decision.csv, arm by arm.
    let found = rows(&newest(&desk), "decision.csv");
    let top = |row: &&BTreeMap<String, String>| {
        text(row, "perspective") == "all" && number(row, "willingness") == 100_000.0
    };
    let of_curve = after
        .split("<figure id=\"acceptability\">")
        .nth(1)
        .expect("a picture");
    let of_curve = of_curve.split("</figure>").next().expect("its end");
    let mut arms = 0;
    for row in found.iter().filter(top) {
        let percent = format!("{:.0}", 100.0 * number(row, "p_best"));
        assert!(
            of_curve.contains(&percent),
            "{percent} of {}",
            text(row, "arm")
        );
        arms += 1;
    }
    assert_eq!(arms, 2);
}

/// An arm that avoids about half of the visits, for a budget of half of what they cost.
const FEWER_VISITS: &str = r#"
[[arm]]
name = "fewer_visits"
like = "current"

[[arm.component]]
name = "budget"
kind = "project_grant"
until_year = 2030
amount = { mean = 150000, se = 1000, unit = "EUR/year" }
payers = { fund = 1 }

[[arm.effect]]
name = "fewer"
targets = [{ units = "visit" }]
ratio = { mean = 0.5, se = 0.1 }
"#;

#[test]
fn luck_of_residents_makes_information_look_worth_more_the_fewer_they_are_and_the_twin_has_none_of_it()
 {
    // 1,000 residents with 6 visits of 50 ± 5 EUR by chance; the arm avoids 50 ± 10 % of them for 150,000 ± 1,000 EUR. What
    // it saves is 0 on average, with an sd of √((6,000 × 50 × 0.1)² + (3,000 × 5)² + 1,000²) = 33,556 EUR by parameters.
    // Of n residents, avoided visits are 3n by chance: the saving of the thousand has an sd of 1,000 × 50 × √(3/n) by luck.
    // Knowing all is worth φ(0) × sd.
    let desk = Desk::empty();
    let town = include_str!("../known/town.toml");
    let changed = town
        .replace("price = 50\n", "price = { mean = 50, se = 5 }\n")
        .replace("spread = \"fixed\"", "spread = \"poisson\"");
    assert_eq!(
        changed.matches("se = 5").count() + changed.matches("poisson").count(),
        2
    );
    fs::write(desk.path("town.toml"), format!("{changed}{FEWER_VISITS}")).expect("written");
    let phi = 1.0 / (2.0 * std::f64::consts::PI).sqrt();
    let by_parameters = 33_556.0_f64;
    let mut excesses = Vec::new();
    let mut twins = Vec::new();
    for residents in [10_u32, 40, 160] {
        let (name, sample) = (format!("of-{residents}"), residents.to_string());
        let ran = desk.caremix(&[
            "run",
            "town.toml",
            "--replications",
            "512",
            "--sample",
            &sample,
            "--as-simulated",
            "--set",
            "run.parameters=drawn",
            "--out",
            &name,
            "--quiet",
        ]);
        assert_eq!(ran.status.code(), Some(0), "{}", said(&ran.stderr));
        let decided = desk.caremix(&["decide", &name, "--quiet"]);
        assert_eq!(decided.status.code(), Some(0), "{}", said(&decided.stderr));
        let found = rows(&desk.path(&name), "value_of_information.csv");
        let everything = found.iter().find(|row| {
            let of = ["perspective", "kind", "willingness"].map(|column| text(row, column));
            of == ["all", "everything", "0"]
        });
        let everything = everything.expect("a row");
        let (twin, with_luck) = (number(everything, "value"), number(everything, "with_luck"));
        let excess = with_luck - twin;
        let luck = 50_000.0 * (3.0 / f64::from(residents)).sqrt();
        let known = phi * (by_parameters.hypot(luck) - by_parameters);
        // Of a draw's best, luck moves at most itself; 512 draws leave it over √512.
        let error = luck / 512.0_f64.sqrt();
        assert!(
            (excess - known).abs() < 3.0 * error,
            "{residents}: {excess} of {known} ± {error}"
        );
        excesses.push(excess);
        twins.push(twin);
    }
    assert!(excesses[0] > 2.0 * excesses[1], "{excesses:?}");
    assert!(twins.iter().all(|twin| *twin == twins[0]), "{twins:?}");
    assert!(
        (twins[0] / (phi * by_parameters) - 1.0).abs() < 0.05,
        "{twins:?}"
    );
}
