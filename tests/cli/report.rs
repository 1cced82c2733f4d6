//! `caremix report`: every picture of a real run, what it says recounted from the files of the run by other code than the
//! picture's, and what it refuses.

use std::collections::BTreeMap;
use std::fs;

use super::desk::{Desk, newest, said};
use super::page::DESK;

const PICTURES: [&str; 9] = [
    "split",
    "futures",
    "position",
    "mechanisms",
    "flows",
    "practices",
    "states",
    "access",
    "deprivation",
];

const PAYERS: [&str; 4] = ["insurer", "municipality", "resident", "all"];
const FUTURES: u32 = 40;
const YEARS: f64 = 10.0;

fn report(more: &[&str]) -> String {
    let output = DESK.caremix(&[&["report", "town"], more].concat());
    assert_eq!(
        output.status.code(),
        Some(0),
        "{more:?}: {}",
        said(&output.stderr)
    );
    said(&output.stdout)
}

/// Values of a file of the run by the columns named, the last of which is the value.
fn values(file: &str, columns: &[&str]) -> BTreeMap<Vec<String>, f64> {
    let path = newest(&DESK).join(file);
    let mut reader = csv::Reader::from_path(path).expect("a file");
    let header = reader.headers().expect("a header").clone();
    let indices: Vec<usize> = columns
        .iter()
        .map(|name| {
            header
                .iter()
                .position(|column| column == *name)
                .expect("a column")
        })
        .collect();
    let mut found = BTreeMap::new();
    for record in reader.records().map(|record| record.expect("a record")) {
        let mut key: Vec<String> = indices
            .iter()
            .map(|index| record[*index].to_string())
            .collect();
        let value = key.pop().and_then(|text| text.parse().ok());
        *found.entry(key).or_insert(0.0) += value.unwrap_or(0.0);
    }
    found
}

fn key(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_string()).collect()
}

/// What a payer pays more than as now, by future, in a year or in total.
fn differences(arm: &str, payer: &str, year: &str) -> Vec<f64> {
    let columns = ["arm", "payer_or_outcome", "year", "replication", "value"];
    let all = values("replications.csv", &columns);
    (0..FUTURES)
        .map(|future| {
            let of = |arm: &str| all[&key(&[arm, payer, year, &future.to_string()])];
            of(arm) - of("current")
        })
        .collect()
}

fn table(picture: &str, arm: &str) -> Vec<csv::StringRecord> {
    let mut options = vec!["--picture", picture, "--format", "csv"];
    if picture != "split" {
        options.extend(["--arm", arm]);
    }
    let text = report(&options);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .records()
        .map(|record| record.expect("a record"))
        .collect()
}

fn is_near(found: &str, expected: f64) -> bool {
    found
        .parse::<f64>()
        .is_ok_and(|found| (found - expected).abs() <= 0.01 * expected.abs().max(1.0))
}

#[test]
fn every_picture_is_a_whole_file_that_asks_for_nothing_from_outside() {
    for picture in PICTURES {
        for more in [&["--lang", "en"][..], &["--lang", "nl", "--narrow"]] {
            let svg = report(&[&["--picture", picture], more].concat());
            assert!(svg.starts_with("<svg xmlns=") && svg.trim_end().ends_with("</svg>"));
            assert!(
                svg.contains(r#"role="img""#) && svg.contains("<title") && svg.contains("<desc")
            );
            // What stands twice in a picture is written once and named by its id.
            let outside = svg
                .replace("http://www.w3.org/2000/svg", "")
                .replace("href=\"#", "");
            for asked in ["http", "href", "url(", "@import", "<script", "<image"] {
                assert!(!outside.contains(asked), "{picture}: {asked}");
            }
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{picture}");
            let run = newest(&DESK);
            let id = run.file_name().expect("a name").to_string_lossy();
            assert!(svg.contains(&*id), "{picture} says of which run it is");
        }
    }
}

#[test]
fn names_hostile_to_markup_stay_text() {
    for picture in PICTURES {
        let mut options = vec!["--picture", picture];
        if picture != "split" {
            options.extend(["--arm", "same"]);
        }
        let svg = report(&options);
        assert!(!svg.contains("<script"), "{picture}");
        let count = |tag: &str| svg.matches(tag).count();
        assert_eq!(count("<text "), count("</text>"), "{picture}");
        assert_eq!(count("<svg"), 1, "{picture}");
    }
}

#[test]
fn futures_are_counted_as_replications_say() {
    for (arm, payer) in [("network", 0), ("network", 1), ("network", 3), ("same", 0)] {
        let values = differences(arm, PAYERS[payer], "total");
        let no_worse = values.iter().filter(|value| **value <= 0.0).count();
        let worse: Vec<f64> = values
            .iter()
            .copied()
            .filter(|value| *value > 0.0)
            .collect();
        let row = &table("futures", arm)[payer];
        assert!(
            is_near(
                &row[1],
                values.iter().sum::<f64>() / values.len() as f64 / YEARS
            ),
            "{row:?}"
        );
        assert!(
            is_near(&row[2], no_worse as f64 / values.len() as f64),
            "{row:?}"
        );
        match worse.len() {
            0 => assert_eq!(&row[3], ""),
            count => assert!(
                is_near(&row[3], worse.iter().sum::<f64>() / count as f64 / YEARS),
                "{row:?}"
            ),
        }
        let text = report(&["--picture", "futures", "--arm", arm, "--format", "text"]);
        let line = text
            .lines()
            .filter(|line| line.contains(['●', '○']))
            .nth(payer)
            .expect("a line");
        // Twenty marks for all futures: as many as the nearest twentieth, halves up.
        let marks = (20.0 * no_worse as f64 / f64::from(FUTURES) + 0.5).floor() as usize;
        assert_eq!(line.matches('●').count(), marks, "{line}");
        assert_eq!(line.matches('○').count(), 20 - marks, "{line}");
        if values.iter().all(|value| *value == 0.0) {
            assert!(line.ends_with("the same in every future"), "{line}");
        } else if no_worse == 0 || no_worse == values.len() || !(marks == 0 || marks == 20) {
            assert!(
                line.contains(&format!("  {marks} of 20 no worse off")),
                "{line}"
            );
        } else {
            assert!(
                line.contains("over 19 of 20") || line.contains("under 1 of 20"),
                "{line}"
            );
        }
    }
}

#[test]
fn back_to_zero_is_the_year_that_replications_say() {
    for (arm, payer) in [("network", 0), ("network", 1), ("same", 3)] {
        let years: Vec<i32> = (2025..2035).collect();
        let by_year: Vec<Vec<f64>> = years
            .iter()
            .map(|year| differences(arm, PAYERS[payer], &year.to_string()))
            .collect();
        // A year is back when no sum up to it or a later one is above zero, to half a cent.
        let back = |future: usize| {
            let spent = |until: usize| {
                by_year[..=until]
                    .iter()
                    .map(|values| values[future])
                    .sum::<f64>()
            };
            (0..years.len()).find(|from| (*from..years.len()).all(|until| spent(until) < 0.005))
        };
        let mut backs: Vec<usize> = (0..FUTURES as usize)
            .map(|future| back(future).unwrap_or(99))
            .collect();
        backs.sort_unstable();
        let never = backs.iter().filter(|year| **year == 99).count();
        let half = backs[FUTURES as usize / 2 - 1];
        let row = &table("position", arm)[payer];
        let expected = years
            .get(half)
            .map_or("not within 10 years".to_string(), i32::to_string);
        assert_eq!(row[1], expected, "{arm} {payer} {row:?}");
        if never == 0 || never == FUTURES as usize {
            assert_eq!(row[2], format!("{} of 20", if never == 0 { 0 } else { 20 }));
        }
    }
}

#[test]
fn the_split_is_that_of_the_files_a_year() {
    let paid = values("payers.csv", &["arm", "year", "payer", "mean"]);
    let more = values(
        "incremental.csv",
        &["arm", "effect", "year", "payer", "mean"],
    );
    let rows = table("split", "");
    for (index, payer) in PAYERS.iter().enumerate() {
        assert!(is_near(
            &rows[0][index + 1],
            paid[&key(&["current", "total", payer])] / YEARS
        ));
        let network = more[&key(&["network", "full", "total", payer])] / YEARS;
        assert!(is_near(&rows[1][index + 1], network), "{:?}", rows[1]);
        assert!(is_near(&rows[2][index + 1], 0.0), "{:?}", rows[2]);
    }
}

#[test]
fn mechanisms_add_up_to_the_whole_difference() {
    let more = values(
        "incremental.csv",
        &["arm", "effect", "year", "payer", "mean"],
    );
    let rows = table("mechanisms", "network");
    let (total, steps) = rows.split_last().expect("rows");
    let sum: f64 = steps
        .iter()
        .map(|row| row[1].parse::<f64>().expect("a number"))
        .sum();
    let whole = more[&key(&["network", "full", "total", "all"])] / YEARS;
    // Amounts in a spreadsheet are to the euro.
    assert!((sum - whole).abs() < 4.0, "{sum} {whole}");
    assert!(is_near(&total[1], whole), "{total:?}");
}

#[test]
fn flows_add_up_to_what_payers_pay() {
    let paid = values("payers.csv", &["arm", "year", "payer", "mean"]);
    let rows = table("flows", "network");
    let sum: f64 = rows
        .iter()
        .flat_map(|row| row.iter().skip(2).map(str::to_string).collect::<Vec<_>>())
        .filter(|amount| !amount.is_empty())
        .map(|amount| amount.parse::<f64>().expect("a number"))
        .sum();
    let all = paid[&key(&["network", "total", "all"])] / YEARS;
    assert!((sum - all).abs() < 1.0, "{sum} {all}");
}

#[test]
fn the_report_is_one_page_in_the_folder_of_the_run() {
    for (lang, word) in [
        ("en", "All options beside doing nothing"),
        ("nl", "Alle opties naast niets doen"),
    ] {
        let said_where = report(&["--lang", lang]);
        let path = newest(&DESK).join("report.html");
        assert!(path.ends_with(said_where.trim()), "{said_where}");
        let html = fs::read_to_string(&path).expect("a report");
        assert!(
            html.starts_with("<!DOCTYPE html>") && html.contains(&format!("<html lang=\"{lang}\""))
        );
        assert!(html.contains(word));
        assert!(html.len() < 1_000_000, "{}", html.len());
        for asked in ["http", "<script", "src=", "url(", "@import"] {
            assert!(!html.contains(asked), "{asked}");
        }
        // What was not computed is named with the command that computes it.
        assert!(html.contains("caremix share town") && html.contains("caremix validate town.toml"));
        assert!(html.contains("caremix run town.toml --seed"));
        // Four alternatives with eight pictures each, and the split; what looks as it does with an earlier one is named.
        let drawn = html.matches("<figure").count();
        let named = html.matches(r#"<p class="note" id=""#).count();
        assert_eq!(drawn + named, 4 * 8 + 1);
        // Futures, positions and mechanisms are always drawn; for screens and for phones.
        assert!(drawn > 4 * 3 && named > 0, "{drawn} {named}");
        assert_eq!(html.matches("role=\"img\"").count(), 2 * drawn);
    }
}

#[test]
fn the_command_on_the_page_makes_the_same_run_whatever_options_it_came_from() {
    let desk = Desk::with_scenario();
    let asked = ["--arms", "network", "--set", "payer.0.title=\"it's ours\""];
    let quick = ["--set", "run.years=3", "--as-simulated"];
    let made = desk.run(&[&asked[..], &quick].concat());
    assert!(made.status.success(), "{}", said(&made.stderr));
    let first = newest(&desk);
    let written = desk.caremix(&["report", &first.display().to_string()]);
    assert!(written.status.success(), "{}", said(&written.stderr));
    let page = fs::read_to_string(first.join("report.html")).expect("a report");
    let (_, rest) = page.split_once("<code>caremix run ").expect("a command");
    let (words, _) = rest.split_once("</code>").expect("its end");
    let words = words.replace("&quot;", "\"").replace("&#39;", "'");
    let line = format!("{} run {words} --out again", env!("CARGO_BIN_EXE_caremix"));
    let again = std::process::Command::new("sh")
        .current_dir(desk.folder.path())
        .args(["-c", &line])
        .output()
        .expect("a shell");
    assert!(again.status.success(), "{line}\n{}", said(&again.stderr));
    let id = |folder: &std::path::Path| {
        let text = fs::read_to_string(folder.join("run.json")).expect("run.json");
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        value["run_id"].clone()
    };
    assert_eq!(id(&first), id(&desk.path("again")), "{line}");
    assert!(line.contains("--arms network"), "{line}");
}

#[test]
fn a_file_is_written_once_and_replaced_only_when_asked() {
    let out = DESK.path("picture.svg");
    let options = [
        "report",
        "town",
        "--picture",
        "split",
        "--out",
        "picture.svg",
    ];
    assert_eq!(DESK.caremix(&options).status.code(), Some(0));
    let first = fs::read(&out).expect("a file");
    fs::write(&out, "mine").expect("written");
    let refused = DESK.caremix(&options);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused.stderr).contains("picture.svg is there already"));
    assert_eq!(fs::read(&out).expect("a file"), b"mine");
    let forced = DESK.caremix(&[&options[..], &["--force"]].concat());
    assert_eq!(forced.status.code(), Some(0));
    assert_eq!(fs::read(&out).expect("a file"), first);
}

#[test]
fn what_cannot_be_drawn_is_refused_with_a_hint() {
    for (more, hint) in [
        (
            &["--picture", "futures", "--arm", "netwerk"][..],
            "did you mean `network`?",
        ),
        (
            &["--picture", "futures", "--arm", "current"],
            "is the comparator",
        ),
        (
            &["--picture", "split", "--arm", "network"],
            "is of all arms",
        ),
        (&["--picture", "piechart"], "possible values: split"),
        (&["--narrow"], "--picture <NAME>"),
    ] {
        let output = DESK.caremix(&[&["report", "town"], more].concat());
        assert_eq!(output.status.code(), Some(2), "{more:?}");
        assert!(
            said(&output.stderr).contains(hint),
            "{}",
            said(&output.stderr)
        );
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_damaged_or_missing_file_is_named() {
    let desk = Desk::with_run();
    let folder = newest(&desk);
    for (file, damage) in [
        ("ledger.csv", Some("arm,year\nx,y\n")),
        ("replications.csv", None),
    ] {
        let path = folder.join(file);
        let whole = fs::read(&path).expect("a file");
        match damage {
            Some(text) => fs::write(&path, text).expect("written"),
            None => fs::remove_file(&path).expect("removed"),
        }
        let output = desk.caremix(&["report", "town", "--picture", "flows"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            said(&output.stderr).contains(file),
            "{}",
            said(&output.stderr)
        );
        fs::write(&path, whole).expect("written");
    }
}
