//! `caremix sensitivity`: which uncertain number decides. Figures are worked out by hand for a town in which everything is
//! linear.

use std::collections::BTreeMap;
use std::fs;

use crate::desk::{Desk, rows, said};

const TOWN: &str = include_str!("../known/town.toml");

/// An arm that avoids half of the visits. Price and half are uncertain, and so is what the arm's own fee comes to.
const MORE: &str = r#"
[[arm]]
name = "other"
title = "Fewer visits"
title_nl = "Minder bezoeken"
like = "current"

[[arm.component]]
name = "budget"
kind = "project_grant"
until_year = 2030
amount = { mean = 100000, se = 1000, unit = "EUR/year" }
payers = { fund = 1 }

[[arm.effect]]
name = "fewer"
targets = [{ units = "visit" }]
ratio = { mean = 0.5, se = 0.1 }

[[arm]]
name = "both"
like = "other"
"#;

fn desk() -> Desk {
    let desk = Desk::empty();
    let town = TOWN.replace("price = 50\n", "price = { mean = 50, se = 5 }\n");
    assert_ne!(town, TOWN);
    fs::write(desk.path("town.toml"), format!("{town}{MORE}")).expect("written");
    desk
}

fn asked(desk: &Desk, more: &[&str]) -> String {
    let output = desk.caremix(&[&["sensitivity", "town.toml", "--quiet"], more].concat());
    assert!(output.status.success(), "{}", said(&output.stderr));
    said(&output.stdout)
}

/// Rows of what all payers lay out under the arm `other`.
fn of_other(desk: &Desk, more: &[&str]) -> Vec<BTreeMap<String, String>> {
    let all = ["--result", "all", "--arms", "other", "--format", "csv"];
    rows(&asked(desk, &[&all, more].concat()))
}

fn cell(table: &str, row: &[&str], column: &str) -> String {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let place = |name: &str| {
        let place = header.iter().position(|column| column == name);
        place.unwrap_or_else(|| panic!("no {name} in {header:?}"))
    };
    let is_it = |cells: &csv::StringRecord| {
        let places = ["arm", "result", "parameter"].map(place);
        places
            .iter()
            .zip(row)
            .all(|(place, name)| &cells[*place] == *name)
    };
    let mut rows = reader.records().map(|record| record.expect("a row"));
    let cells = rows
        .find(is_it)
        .unwrap_or_else(|| panic!("no {row:?} in\n{table}"));
    cells[place(column)].to_string()
}

const RATIO: &str = "arm.other.effect.fewer.ratio";
const AMOUNT: &str = "arm.other.component.budget.amount";
const PRICE: &str = "service.visit.price";
/// The 97.5 % quantile of the standard normal distribution, as tables print it.
const Z: f64 = 1.959_963_984_540_054;

#[test]
fn a_linear_town_moves_as_it_does_by_hand() {
    let table = asked(&desk(), &["--format", "csv"]);
    // 1,000 residents, six visits: 6,000 visits, of which 3,000 are avoided at 50 EUR; and a budget of 100,000 EUR.
    let at = |parameter: &str, column: &str| -> f64 {
        let cell = cell(&table, &["other", "all", parameter], column);
        cell.parse().unwrap_or_else(|_| panic!("{column}: {cell}"))
    };
    let close = |found: f64, expected: f64| {
        assert!(
            (found - expected).abs() < 0.006,
            "{found} and not {expected}"
        );
    };
    close(at(PRICE, "at_mean"), -50_000.0);
    for (end, sign) in [("q025", -1.0), ("q975", 1.0)] {
        let result = format!("at_{end}");
        close(at(PRICE, end), 50.0 + sign * 5.0 * Z);
        close(
            at(PRICE, &result),
            100_000.0 - 3_000.0 * (50.0 + sign * 5.0 * Z),
        );
        close(
            at(RATIO, &result),
            100_000.0 - 300_000.0 * (0.5 - sign * 0.1 * Z),
        );
        close(
            at(AMOUNT, &result),
            100_000.0 + sign * 1_000.0 * Z - 150_000.0,
        );
    }
    close(at(RATIO, "swing"), 2.0 * 30_000.0 * Z);
    // 58,799 of 50,000: the ratio alone turns the sign.
    let signs = [RATIO, PRICE, AMOUNT].map(|parameter| {
        let row = ["other", "all", parameter];
        (
            cell(&table, &row, "changes_sign"),
            cell(&table, &row, "rank"),
        )
    });
    let expected = [("yes", "1"), ("no", "2"), ("no", "3")];
    assert_eq!(
        signs,
        expected.map(|(sign, rank)| (sign.to_string(), rank.to_string()))
    );
    // The insurer pays 70 % of every visit, and nothing of the budget.
    let row = ["other", "insurer", RATIO];
    close(
        cell(&table, &row, "at_q975").parse().expect("a number"),
        -0.7 * 300_000.0 * (0.5 - 0.1 * Z),
    );
    assert_eq!(cell(&table, &["other", "insurer", AMOUNT], "swing"), "0");
    // What an arm has of another is one unknown with it.
    assert_eq!(
        cell(&table, &["both", "all", RATIO], "swing"),
        cell(&table, &["other", "all", RATIO], "swing")
    );
}

#[test]
fn the_same_number_written_by_set_comes_to_the_same_to_the_digit() {
    let desk = desk();
    let table = asked(&desk, &["--format", "csv"]);
    for parameter in [RATIO, PRICE, AMOUNT] {
        for payer in ["all", "insurer", "fund"] {
            let row = ["other", payer, parameter];
            let set = format!("{parameter}={}", cell(&table, &row, "q975"));
            let output = desk.caremix(&[
                "run",
                "town.toml",
                "--expected",
                "--format",
                "csv",
                "--set",
                &set,
            ]);
            let expected = said(&output.stdout);
            let start = format!("other,total,{payer},EUR,");
            let line = expected.lines().find(|line| line.starts_with(&start));
            let difference = line
                .and_then(|line| line.split(',').nth(6))
                .expect(&expected);
            let cents = |eur: &str| format!("{:.2}", eur.parse::<f64>().expect("a number"));
            let found = cell(&table, &row, "at_q975");
            assert_eq!(cents(&found), cents(difference), "{row:?}");
        }
    }
}

#[test]
fn everything_wrong_with_a_question_is_said_at_once() {
    let desk = desk();
    let output = desk.caremix(&[
        "sensitivity",
        "town.toml",
        "--result",
        "insurers,qaly",
        "--result",
        "state_years",
        "--year",
        "2031",
    ]);
    assert_eq!(output.status.code(), Some(2));
    let text = said(&output.stderr);
    for part in [
        "--result: there is no result `insurers`: did you mean `insurer`?",
        "--result: there is no result `qaly`: did you mean `qalys`?",
        "--result: there is no result `state_years`: it has a value for each of state_years:well",
        "--year: the run has no time `2031`",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    assert!(!desk.path("outputs").exists());
}

#[test]
fn a_scenario_of_one_arm_or_without_uncertain_numbers_is_told_so() {
    let desk = desk();
    desk.refuses(
        &["sensitivity", "town.toml", "--arms", "current"],
        "one arm",
    );
    let certain = [
        "--set",
        "service.visit.price=50",
        "--set",
        &format!("{RATIO}=0.5"),
        "--set",
        &format!("{AMOUNT}=100000"),
    ];
    let text = asked(&desk, &certain);
    assert!(
        text.contains("No number of this scenario is uncertain."),
        "{text}"
    );
}

#[test]
fn an_answer_is_kept_found_again_and_nothing_else_is_written_over() {
    let desk = desk();
    let into = ["--out", "kept", "--result", "insurer"];
    asked(&desk, &into);
    assert_eq!(desk.names("kept"), ["sensitivity.csv", "sensitivity.json"]);
    let again = |more: &[&str]| {
        let output = desk.caremix(&[&["sensitivity", "town.toml"], &into[..], more].concat());
        (output.status.code(), said(&output.stderr))
    };
    assert!(again(&[]).1.contains("found: kept"));
    // A damaged table is worked out anew.
    let table = fs::read_to_string(desk.path("kept/sensitivity.csv")).expect("a table");
    fs::write(desk.path("kept/sensitivity.csv"), "x").expect("written");
    assert!(!again(&[]).1.contains("found"));
    assert_eq!(
        fs::read_to_string(desk.path("kept/sensitivity.csv")).expect("a table"),
        table
    );
    let (code, text) = again(&["--year", "discounted"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("another analysis"), "{text}");
    assert_eq!(again(&["--year", "discounted", "--force"]).0, Some(0));
    fs::create_dir(desk.path("mine")).expect("made");
    fs::write(desk.path("mine/letter.txt"), "x").expect("written");
    for more in [&["--out", "mine"][..], &["--out", "mine", "--force"]] {
        let output = desk.caremix(&[&["sensitivity", "town.toml"], more].concat());
        assert_eq!(output.status.code(), Some(2), "{}", said(&output.stderr));
    }
    assert_eq!(desk.names("mine"), ["letter.txt"]);
}

#[test]
fn the_tornado_is_told_in_letters_in_both_languages_as_json_and_as_a_picture() {
    let desk = desk();
    let english = asked(&desk, &[]);
    for part in [
        "Fewer visits, All payers: −0.050 € million at the means; most moved by",
        "arm.other.effect.fewer.ratio · 0.30 to 0.70",
        "service.visit.price · 40 to 60",
        "outputs/town/sensitivity/",
    ] {
        let flat = english.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(part), "{part} in\n{english}");
    }
    let dutch = asked(&desk, &["--lang", "nl", "--result", "all"]);
    for part in [
        "Minder bezoeken, Alle betalers",
        "0,30 tot 0,70",
        "2,5 %-kwantiel",
    ] {
        let flat = dutch.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(part), "{part} in\n{dutch}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&asked(&desk, &["--format", "json"])).expect("JSON");
    assert_eq!(json["sensitivity"][0]["rank"], 1.0);
    assert_eq!(json["sensitivity"][0]["comparator"], "current");
    let svg = asked(
        &desk,
        &["--result", "qalys", "--result", "all", "--format", "svg"],
    );
    assert!(svg.starts_with("<svg") && svg.contains("Qalys"), "{svg}");
    let ascii = desk
        .command(&["sensitivity", "town.toml", "--quiet"])
        .env("LC_ALL", "C")
        .output()
        .expect("a process");
    assert!(ascii.stdout.is_ascii(), "{}", said(&ascii.stdout));
}

#[test]
fn the_same_bytes_come_from_any_number_of_threads() {
    let desk = desk();
    let with = |threads: &str| asked(&desk, &["--threads", threads, "--force", "--format", "csv"]);
    assert_eq!(with("1"), with("3"));
}

#[test]
fn numbers_are_listed_by_what_they_decide() {
    let desk = desk();
    let listed = |more: &[&str]| {
        let output = desk.caremix(&[&["parameters", "town.toml", "--quiet"], more].concat());
        assert!(output.status.success(), "{}", said(&output.stderr));
        said(&output.stdout)
    };
    let paths = |text: &str| -> Vec<String> {
        let lines = text.lines().skip(1);
        lines
            .map(|line| line.split(',').next().unwrap_or_default().to_string())
            .collect()
    };
    let manual = paths(&listed(&["--format", "csv"]));
    assert_eq!(manual, [PRICE, AMOUNT, RATIO]);
    let deciding = listed(&["--by", "all", "--format", "csv"]);
    assert_eq!(paths(&deciding), [RATIO, PRICE, AMOUNT]);
    // 60,000 times the quantile.
    let first = deciding.lines().nth(1).expect("a row");
    assert!(first.ends_with(",1,117597.84"), "{first}");
    // The fund pays the budget alone.
    assert_eq!(
        paths(&listed(&["--by", "fund", "--format", "csv"]))[0],
        AMOUNT
    );
    let table = listed(&["--by", "insurer"]);
    assert!(table.contains("no. 1, moves it by 82,318"), "{table}");
    let json: serde_json::Value =
        serde_json::from_str(&listed(&["--by", "all", "--format", "json"])).expect("JSON");
    assert_eq!(json["parameters"][2]["rank"], 3.0);
    desk.refuses(
        &["parameters", "town.toml", "--by", "insurrer"],
        "--by: there is no result `insurrer`: did you mean `insurer`?",
    );
}

fn figure(row: &BTreeMap<String, String>, column: &str) -> f64 {
    let text = &row[column];
    text.parse()
        .unwrap_or_else(|_| panic!("{column}: `{text}`"))
}

#[test]
fn a_threshold_is_where_the_sign_turns_by_hand_and_beyond_it_lies_the_tail() {
    let desk = desk();
    let found = of_other(&desk, &["--threshold", "deciding"]);
    assert_eq!(found.len(), 1, "{found:?}");
    // 100,000 − 300,000 · (1 − ratio) = 0 at two thirds, 5/3 standard errors above the mean: P(Z > 5/3) = 0.0477904.
    let row = &found[0];
    assert_eq!(row["parameter"], RATIO);
    assert!((figure(row, "value") - 2.0 / 3.0).abs() < 1e-6, "{row:?}");
    assert!(
        (figure(row, "quantile") - 0.952_209_6).abs() < 1e-6,
        "{row:?}"
    );
    assert!(
        (figure(row, "chance_of_other_sign") - 0.047_790_4).abs() < 1e-6,
        "{row:?}"
    );
    // A price of 33.33 lies 3.3 standard errors off, and no amount of the budget is 150,000.
    let paths = format!("{PRICE},{AMOUNT}");
    for row in of_other(&desk, &["--threshold", &paths]) {
        assert_eq!(
            (row["crossings"].as_str(), row["value"].as_str()),
            ("0", ""),
            "{row:?}"
        );
        assert_eq!(row["chance_of_other_sign"], "0");
    }
    let shown = asked(&desk, &["--threshold", RATIO]);
    assert!(shown.contains("0.6667") && shown.contains("5 %"), "{shown}");
}

#[test]
fn a_grid_is_what_two_numbers_come_to_together_by_hand() {
    let desk = desk();
    let grid = format!("{PRICE},{RATIO}");
    let found = of_other(&desk, &["--grid", &grid, "--places", "3"]);
    assert_eq!(found.len(), 9);
    for row in &found {
        let (price, ratio) = (figure(row, "value"), figure(row, "other_value"));
        let by_hand = 100_000.0 - 6_000.0 * price * (1.0 - ratio);
        assert!((figure(row, "at") - by_hand).abs() < 0.02, "{row:?}");
    }
    let middle = [&found[4]["quantile"], &found[4]["other_quantile"]];
    for quantile in middle {
        assert!((quantile.parse::<f64>().expect("a number") - 0.5).abs() < 1e-9);
    }
    let shown = asked(
        &desk,
        &["--result", "all", "--grid", &grid, "--places", "2"],
    );
    assert!(shown.contains("service.visit.price"), "{shown}");
}

#[test]
fn shares_of_variance_are_those_of_a_product_by_hand() {
    let desk = desk();
    let found = of_other(&desk, &["--variance", "--draws", "800"]);
    // In units of 6,000²: price 0.5²·5² = 6.25, ratio 50²·0.1² = 25, both together 5²·0.1² = 0.25, budget (1/6)² = 0.0278.
    let whole = 6.25 + 25.0 + 0.25 + 1.0 / 36.0;
    let expected = [(RATIO, 25.0), (PRICE, 6.25), (AMOUNT, 1.0 / 36.0)];
    for (row, (path, part)) in found.iter().zip(expected) {
        assert_eq!(row["parameter"], path);
        let (share, error) = (figure(row, "share"), figure(row, "error"));
        // The variance of 800 draws itself is known to 5 %.
        let off = (share - part / whole).abs();
        assert!(
            off < 4.0 * error + 0.05 * share,
            "{path}: {share} ± {error}"
        );
        assert!(error < 0.01, "{path}: {error}");
        let r_squared = figure(row, "r_squared");
        assert!(
            (r_squared - (1.0 - 0.25 / whole)).abs() < 0.004,
            "{r_squared}"
        );
        assert!(
            (figure(row, "sd") - 6_000.0 * whole.sqrt()).abs() < 1_500.0,
            "{row:?}"
        );
    }
    // A standard score more of the ratio: 300,000 · 0.1.
    assert!(
        (figure(&found[0], "slope") - 30_000.0).abs() < 600.0,
        "{:?}",
        found[0]
    );
    let shown = asked(&desk, &["--result", "all", "--variance", "--draws", "64"]);
    assert!(shown.contains("64 draws"), "{shown}");
}

#[test]
fn a_number_that_is_not_there_or_not_uncertain_and_too_few_draws_are_refused_with_what_is_near() {
    let desk = desk();
    let refused = |more: &[&str], part: &str| {
        desk.refuses(&[&["sensitivity", "town.toml"], more].concat(), part);
    };
    refused(
        &["--threshold", "service.visit.prices"],
        "did you mean `service.visit.price`?",
    );
    refused(
        &["--threshold", "need.help.services.0.units"],
        "no uncertain number has the path",
    );
    refused(&["--grid", PRICE], "takes two numbers");
    refused(&["--grid", &format!("{PRICE},{PRICE}")], "the same unknown");
    refused(&["--variance", "--draws", "20"], "at least 26");
    refused(
        &["--grid", &format!("{PRICE},{RATIO}"), "--format", "svg"],
        "one number at a time",
    );
    refused(&["--places", "3"], "--grid");
}

#[test]
fn a_psa_tells_what_is_expected_at_every_draw_and_nothing_of_chance() {
    let desk = desk();
    let run = |more: &[&str]| {
        let start = [
            "run",
            "town.toml",
            "--psa",
            "--set",
            "run.parameters=\"drawn\"",
            "--quiet",
        ];
        let output = desk.caremix(&[&start, more].concat());
        assert!(output.status.success(), "{}", said(&output.stderr));
        said(&output.stdout)
    };
    run(&["--replications", "32", "--out", "one", "--threads", "1"]);
    let text = fs::read_to_string(desk.path("one/replications.csv")).expect("a table");
    let of = |arm: &str| -> Vec<f64> {
        let table = rows(&text);
        let own = table.iter().filter(|row| {
            row["arm"] == arm && row["payer_or_outcome"] == "all" && row["year"] == "total"
        });
        own.map(|row| figure(row, "value")).collect()
    };
    let (now, other) = (of("current"), of("other"));
    assert_eq!((now.len(), other.len()), (32, 32));
    // 6,000 visits at the price that is drawn; each sixteenth of its distribution is drawn once in sixteen draws.
    let mut prices: Vec<f64> = now[..16].iter().map(|all| all / 6_000.0).collect();
    prices.sort_by(f64::total_cmp);
    for (part, price) in prices.iter().enumerate() {
        let below = 0.5 * libm::erfc(-(price - 50.0) / 5.0 / 2f64.sqrt());
        assert_eq!((below * 16.0) as usize, part, "{prices:?}");
    }
    // More of them on top, by more threads, gives the same bytes as all at once.
    run(&["--replications", "48", "--out", "one", "--threads", "3"]);
    run(&["--replications", "48", "--out", "two"]);
    for name in ["replications.csv", "incremental.csv", "outcomes.csv"] {
        let of = |folder: &str| fs::read(desk.path(&format!("{folder}/{name}"))).expect(name);
        assert!(of("one") == of("two"), "{name}");
    }
    let note = fs::read_to_string(desk.path("one/run.json")).expect("a note");
    assert!(note.contains("uncertain parameters alone"), "{note}");
    // At the means every draw is the same.
    let means = desk.caremix(&[
        "run",
        "town.toml",
        "--psa",
        "--replications",
        "3",
        "--format",
        "csv",
    ]);
    let payers = said(&means.stdout);
    let line = payers
        .lines()
        .find(|line| line.starts_with("payers,current,,,total,all,300000.00,0.00,0.00"));
    assert!(line.is_some(), "{payers}");
}

#[test]
fn numbers_that_go_together_and_ranges_by_experts_are_listed_and_what_is_impossible_is_said_in_one_pass()
 {
    let desk = desk();
    let group = |matrix: &str| {
        format!(
            "extends = [\"town.toml\"]\n[[correlation]]\nname = \"visits\"\nparameters = [\"{PRICE}\", \"{RATIO}\", \"{AMOUNT}\"]\n{matrix}\n"
        )
    };
    let write = |matrix: &str, more: &str| {
        fs::write(desk.path("tied.toml"), group(matrix) + more).expect("written");
    };
    let elicited = "[[service]]\nname = \"visit\"\nhours = { low = 0.5, high = 2, level = 0.8, dist = \"gamma\" }\n";
    write("rho = 0.5", elicited);
    let listed = |more: &[&str]| {
        let output = desk.caremix(&[&["parameters", "tied.toml"], more].concat());
        assert!(output.status.success(), "{}", said(&output.stderr));
        said(&output.stdout)
    };
    let table = rows(&listed(&["--format", "csv"]));
    let row = |path: &str| table.iter().find(|row| row["path"] == path).expect("a row");
    assert_eq!(row(PRICE)["correlation"], "visits");
    let hours = row("service.visit.hours");
    assert_eq!(hours["correlation"], "");
    assert!(
        hours["distribution"].starts_with("gamma, elicited 80 % 0.5 to 2, fitted se = "),
        "{hours:?}"
    );
    // A gamma of the same 10 % and 90 % quantiles is wider than these at 2.5 and 97.5 %.
    assert!(
        figure(hours, "q025") < 0.5 && figure(hours, "q975") > 2.0,
        "{hours:?}"
    );
    assert!(listed(&[]).contains("drawn together in visits"));
    // Draws that go together: of two with ρ = 0.5 and slopes a and b the variance is a² + b² + ab.
    let shares = desk.caremix(&[
        "sensitivity",
        "tied.toml",
        "--result",
        "all",
        "--arms",
        "other",
        "--variance",
        "--draws",
        "800",
        "--format",
        "csv",
        "--quiet",
    ]);
    let shares = rows(&said(&shares.stdout));
    let (ratio, price, amount) = (30_000.0, -15_000.0, 1_000.0);
    let variance: f64 = ratio * ratio
        + price * price
        + amount * amount
        + ratio * price
        + ratio * amount
        + price * amount;
    let sd = figure(&shares[0], "sd");
    // The product of two adds (3,000)²·(1 + ρ²).
    let variance = variance + 9e6 * 1.25;
    assert!(
        (sd / variance.sqrt() - 1.0).abs() < 0.1,
        "{sd}, {}",
        variance.sqrt()
    );
    // All that is wrong, at once.
    write(
        "matrix = [[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]",
        "[[service]]\nname = \"visit\"\nhours = { low = 2, high = 1, level = 0.8 }\n",
    );
    let output = desk.caremix(&["check", "tied.toml"]);
    assert_eq!(output.status.code(), Some(2));
    let text = said(&output.stderr);
    for part in [
        "cannot correlate by -0.9",
        "from 0.6200 to 1.0000",
        "`low` (2) must be below `high` (1)",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    fs::write(
        desk.path("tied.toml"),
        group("rho = 0.2")
            .replace(PRICE, "service.visit.prise")
            .replace(AMOUNT, "population.births_per_year"),
    )
    .expect("written");
    let text = said(&desk.caremix(&["check", "tied.toml"]).stderr);
    assert!(
        text.contains("did you mean `service.visit.price`?"),
        "{text}"
    );
    assert!(
        text.contains("there is no number `population.births_per_year`"),
        "{text}"
    );
}

#[test]
fn shares_that_are_drawn_as_a_whole_are_listed_moved_by_turns_and_checked() {
    let desk = desk();
    let [insurer, municipality] =
        ["insurer", "municipality"].map(|payer| format!("service.visit.payers.{payer}"));
    let write = |parameters: &str, observations: &str| {
        let text = format!(
            "extends = [\"town.toml\"]\n[[dirichlet]]\nname = \"who_pays\"\nparameters = [{parameters}]\nobservations = {observations}\n"
        );
        fs::write(desk.path("shares.toml"), text).expect("written");
    };
    let both = format!("\"{insurer}\", \"{municipality}\"");
    write(&both, "9");
    let listed = desk.caremix(&["parameters", "shares.toml", "--format", "csv"]);
    let table = rows(&said(&listed.stdout));
    let row = table
        .iter()
        .find(|row| row["path"] == insurer)
        .expect("a row");
    assert_eq!(
        (row["distribution"].as_str(), row["correlation"].as_str()),
        ("dirichlet, observations = 9", "who_pays")
    );
    let asked = desk.caremix(&[
        "sensitivity",
        "shares.toml",
        "--quiet",
        "--result",
        "municipality,all",
        "--arms",
        "other",
        "--format",
        "csv",
    ]);
    let found = rows(&said(&asked.stdout));
    let of = |result: &str| {
        let mut own = found
            .iter()
            .filter(|row| row["result"] == result && row["parameter"] == insurer);
        own.next().expect("a row")
    };
    // The more the insurer pays of the 150,000 EUR that are saved, the less the municipality saves; together nothing moves.
    let low = figure(of("municipality"), "q025");
    assert!(
        (figure(of("municipality"), "at_q025") + 150_000.0 * (1.0 - low)).abs() < 1.0,
        "{found:?}"
    );
    assert!(figure(of("all"), "swing").abs() < 0.05);
    for (parameters, observations, part) in [
        (both.as_str(), "0.5", "`observations` is 0.5"),
        (
            &format!("\"{insurer}\", \"{PRICE}\""),
            "9",
            "has an uncertainty of its own",
        ),
        (
            &format!("\"{insurer}\", \"service.visit.payers.town\""),
            "9",
            "there is no number",
        ),
        (
            &format!("\"{insurer}\", \"need.help.prevalence.well\""),
            "9",
            "Uncertain",
        ),
    ] {
        write(parameters, observations);
        let output = desk.caremix(&["check", "shares.toml"]);
        let text = said(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(
            text.contains(part) || part == "Uncertain",
            "{part} in\n{text}"
        );
    }
}
