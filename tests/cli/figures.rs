//! What is printed and told of chance, worked out anew from replications.csv and replications_wide.csv.

use std::collections::BTreeMap;

use crate::desk::{Desk, newest, said};

/// Columns of a table by their names.
fn records(desk: &Desk, file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(newest(desk).join(file)).expect("a table");
    let header = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|record| record.expect("a row"));
    rows.map(|row| {
        let fields = header.iter().zip(row.iter());
        fields
            .map(|(name, text)| (name.to_string(), text.to_string()))
            .collect()
    })
    .collect()
}

/// Values of a payer under an arm: by replication, the years of the run.
fn paths(desk: &Desk, arm: &str, payer: &str) -> Vec<Vec<f64>> {
    let mut found: BTreeMap<usize, BTreeMap<i32, f64>> = BTreeMap::new();
    for row in records(desk, "replications.csv") {
        if row["arm"] == arm && row["payer_or_outcome"] == payer {
            assert_eq!(row["unit"], "EUR");
            if let Ok(year) = row["year"].parse() {
                let number = row["replication"].parse().expect("a number");
                let value = row["value"].parse().expect("an amount");
                found.entry(number).or_default().insert(year, value);
            }
        }
    }
    let years = found
        .into_values()
        .map(|years| years.into_values().collect());
    years.collect()
}

/// The cells of the first table's row of a payer and an arm.
fn row(text: &str, payer: &str, arm: &str) -> Vec<String> {
    let mut lines = text
        .lines()
        .skip_while(|line| !line.starts_with(&format!("{payer} ")));
    let line = lines
        .find(|line| line.starts_with(&format!("  {arm} ")))
        .expect("a row");
    let cells = line
        .split("  ")
        .map(str::trim)
        .filter(|cell| !cell.is_empty());
    cells.map(str::to_string).collect()
}

fn number(text: &str) -> f64 {
    text.replace([',', '+'], "")
        .parse()
        .unwrap_or_else(|_| panic!("{text} is no number"))
}

/// Whether a printed figure is `exact`, but for its rounding.
#[track_caller]
fn assert_printed(text: &str, exact: f64) {
    let decimals = text
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    let half = 0.5 * 0.1_f64.powi(decimals as i32);
    assert!(
        (number(text) - exact).abs() <= half * (1.0 + 1e-9),
        "{text} is not {exact}"
    );
}

fn ran(replications: &str) -> (Desk, String) {
    let desk = Desk::with_scenario();
    let sets = ["--set", "run.years=4", "--sample", "200", "--quiet"];
    let whole = [
        &["run", "town.toml", "--replications", replications],
        &sets[..],
    ]
    .concat();
    let output = desk.caremix(&whole);
    assert!(output.status.success(), "{}", said(&output.stderr));
    (desk, said(&output.stdout))
}

#[test]
fn the_first_table_is_what_replications_csv_says() {
    const YEARS: f64 = 4.0;
    let (desk, text) = ran("41");
    assert!(
        text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
    assert!(text.lines().count() <= 24, "one screen:\n{text}");
    let unit = if text.contains("EUR thousand") {
        1e3
    } else {
        1e6
    };
    for payer in ["insurer", "municipality", "all"] {
        let [now, then] = ["current", "network"].map(|arm| paths(&desk, arm, payer));
        let n = now.len() as f64;
        assert_eq!(n, 41.0);
        let paths: Vec<Vec<f64>> = now
            .iter()
            .zip(&then)
            .map(|(now, then)| then.iter().zip(now).map(|(then, now)| then - now).collect())
            .collect();
        let mut totals: Vec<f64> = paths
            .iter()
            .map(|path| path.iter().sum::<f64>() / YEARS / unit)
            .collect();
        let mean = totals.iter().sum::<f64>() / n;
        let squares: f64 = totals.iter().map(|total| (total - mean).powi(2)).sum();
        let error = (squares / (n - 1.0) / n).sqrt();
        let worse: Vec<f64> = totals
            .iter()
            .copied()
            .filter(|total| *total > 0.0)
            .collect();
        totals.sort_by(f64::total_cmp);
        // Rank 0.025 · 42 = 1.05 from either end.
        let low = 0.95 * totals[0] + 0.05 * totals[1];
        let high = 0.95 * totals[40] + 0.05 * totals[39];

        let cells = row(&text, payer, "network");
        let paid = then.iter().flatten().sum::<f64>() / n / YEARS / unit;
        assert_printed(&cells[1], paid);
        let (difference, printed_error) = cells[2].split_once(" ±").expect("an error");
        assert_printed(difference, mean);
        assert_printed(printed_error, error);
        let (from, to) = cells[3].split_once(" to ").expect("a range");
        assert_printed(from, low);
        assert_printed(to, high);
        let share = 1.0 - worse.len() as f64 / n;
        let told = match cells[4].trim_end_matches(" of 20") {
            "<1" => share > 0.0 && share < 0.025,
            ">19" => (0.975..1.0).contains(&share),
            count => (number(count) - 20.0 * share).abs() <= 0.5,
        };
        assert!(told, "{share} is told as {}", cells[4]);
        if worse.is_empty() {
            assert_eq!(cells[5], "–");
        } else {
            assert_printed(&cells[5], worse.iter().sum::<f64>() / worse.len() as f64);
        }
        // For good from the year after the last one in the red.
        let mut back: Vec<Option<usize>> = paths
            .iter()
            .map(|path| {
                let mut sum = 0.0;
                let sums: Vec<f64> = path
                    .iter()
                    .map(|year| {
                        sum += year;
                        sum
                    })
                    .collect();
                let first = sums
                    .iter()
                    .rposition(|sum| *sum > 0.004)
                    .map_or(0, |year| year + 1);
                (first < path.len()).then_some(first)
            })
            .collect();
        back.sort_by_key(|year| year.unwrap_or(usize::MAX));
        let median = match back[20] {
            Some(0) => "at once".to_string(),
            Some(year) => (2025 + year).to_string(),
            None => "never".to_string(),
        };
        assert_eq!(cells[6], median, "{text}");
        let never = back.iter().filter(|year| year.is_none()).count();
        // The last column gives way where there is no room.
        if never == 41 && cells.len() > 7 {
            assert_eq!(cells[7], "20 of 20");
        }
    }
}

#[test]
fn two_replications_print_no_interval_and_no_winner() {
    let (desk, text) = ran("2");
    assert!(
        text.contains("2 futures: too few for a range (39 at least)"),
        "{text}"
    );
    assert!(
        row(&text, "insurer", "network").contains(&"–".to_string()),
        "{text}"
    );
    let output = desk.caremix(&[
        "run",
        "town.toml",
        "--replications",
        "2",
        "--set",
        "run.years=4",
        "--sample",
        "200",
        "--details",
    ]);
    let text = said(&output.stdout);
    assert!(
        !text.contains("Pays less") && !text.contains("Pays more"),
        "{text}"
    );
    for row in records(&desk, "incremental.csv") {
        assert_eq!((row["q025"].as_str(), row["q975"].as_str()), ("", ""));
        assert!(!row["q500"].is_empty());
        let low: f64 = row["p_low"].parse().expect("a share");
        let high: f64 = row["p_high"].parse().expect("a share");
        let p: f64 = row["p_no_worse_off"].parse().expect("a share");
        assert!(
            low <= p && p <= high && high - low > 0.5,
            "{low} {p} {high}"
        );
    }
}

#[test]
fn the_spread_of_every_ledger_row_and_outcome_can_be_worked_out_anew() {
    let (desk, _) = ran("40");
    let mut values: BTreeMap<[String; 4], Vec<f64>> = BTreeMap::new();
    for mut row in records(&desk, "replications_wide.csv") {
        let found = (0..40).map(|number| row[&number.to_string()].parse().expect("a value"));
        let found: Vec<f64> = found.collect();
        let key =
            ["table", "arm", "year", "name"].map(|column| row.remove(column).expect("a column"));
        assert!(values.insert(key, found).is_none(), "a figure stands twice");
    }
    let mut looked_at = 0;
    for (file, table, names) in [
        (
            "ledger.csv",
            "ledger",
            &["payer", "recipient", "component"][..],
        ),
        ("outcomes.csv", "outcomes", &["outcome", "group"][..]),
    ] {
        for row in records(&desk, file) {
            let name: Vec<&str> = names.iter().map(|column| row[*column].as_str()).collect();
            let key = [
                table.to_string(),
                row["arm"].clone(),
                row["year"].clone(),
                name.join(":"),
            ];
            let mut of = values
                .remove(&key)
                .unwrap_or_else(|| panic!("{key:?} is not there"));
            let n = of.len() as f64;
            let mean = of.iter().sum::<f64>() / n;
            let sd =
                (of.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
            of.sort_by(f64::total_cmp);
            let low = 0.975 * of[0] + 0.025 * of[1];
            for (column, exact) in [("mean", mean), ("sd", sd), ("q025", low)] {
                let told: f64 = row[column].parse().expect("a number");
                let near = (told - exact).abs() <= 1e-6 * exact.abs() + 0.006;
                assert!(near, "{key:?} {column}: {told} is not {exact}");
            }
            looked_at += 1;
        }
    }
    assert!(
        looked_at > 100 && values.is_empty(),
        "{looked_at}, {} left",
        values.len()
    );
}

#[test]
fn tables_fit_the_terminal() {
    let (desk, _) = ran("40");
    let run = [
        "run",
        "town.toml",
        "--replications",
        "40",
        "--set",
        "run.years=4",
        "--sample",
        "200",
        "--quiet",
    ];
    for width in [60, 80, 100] {
        for more in [&["--details"][..], &[]] {
            let mut command = desk.command(&[&run[..], more].concat());
            let output = command
                .env("COLUMNS", width.to_string())
                .output()
                .expect("a process");
            let text = said(&output.stdout);
            for line in text.lines() {
                let columns = line.chars().count();
                assert!(columns <= width, "{columns} columns of {width}: {line}");
            }
            assert!(
                text.contains("municipality") && text.contains("back to"),
                "{text}"
            );
        }
        for command in [
            &["share", "town", "--quiet"][..],
            &["diff", "town", "town"],
            &["run", "town.toml", "--expected"],
        ] {
            let mut command = desk.command(command);
            let output = command
                .env("COLUMNS", width.to_string())
                .output()
                .expect("a process");
            assert!(output.status.success(), "{}", said(&output.stderr));
            for line in said(&output.stdout).lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn two_runs_are_told_apart_by_what_went_in_and_what_came_out() {
    let desk = Desk::with_scenario();
    let run = |more: &[&str]| {
        assert!(desk.run(more).status.success());
        newest(&desk)
    };
    let first = run(&[]);
    let second = run(&["--set", "service.gp_visit.price=44"]);
    let [one, two] = [&first, &second].map(|folder| folder.display().to_string());
    let diff = |more: &[&str]| {
        said(
            &desk
                .caremix(&[&["diff", one.as_str(), two.as_str()], more].concat())
                .stdout,
        )
    };
    let text = diff(&[]);
    assert!(text.contains("service.gp_visit.price"), "{text}");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert!(reader.headers().is_ok());
    let csv = diff(&["--format", "csv"]);
    assert!(csv.contains("input,service.gp_visit.price,,40"), "{csv}");
    // The price is the only input that differs; the insurer's difference and its error are those of pairs.
    assert_eq!(csv.matches("\ninput,").count(), 1, "{csv}");
    let totals = |folder: &std::path::Path| -> Vec<f64> {
        let mut reader = csv::Reader::from_path(folder.join("replications.csv")).expect("a table");
        let rows = reader.records().map(|row| row.expect("a row"));
        rows.filter(|row| [&row[0], &row[2], &row[3]] == ["current", "insurer", "total"])
            .map(|row| row[4].parse().expect("an amount"))
            .collect()
    };
    let (a, b) = (totals(&first), totals(&second));
    let [x, y] = [b[0] - a[0], b[1] - a[1]];
    let line = csv
        .lines()
        .find(|line| line.starts_with("result,current,insurer,"))
        .expect("a row");
    let cells: Vec<&str> = line.split(',').collect();
    let told = |index: usize| cells[index].parse::<f64>().expect("an amount");
    assert!((told(5) - (x + y) / 2.0).abs() < 0.011, "{line}");
    // Of two values half their distance is the error of the mean.
    assert!((told(6) - (x - y).abs() / 2.0).abs() < 0.011, "{line}");
    let json: serde_json::Value = serde_json::from_str(&diff(&["--format", "json"])).expect("JSON");
    assert_eq!(json["differences"][0]["part"], "input");

    let same = said(&desk.caremix(&["diff", &one, &one]).stdout);
    assert!(
        same.contains("The same went into both") && same.contains("The same came out"),
        "{same}"
    );
    assert_eq!(
        desk.caremix(&["diff", &one, "nowhere"]).status.code(),
        Some(2)
    );
}

#[test]
fn expected_values_leave_no_folder_and_are_refused_beside_what_they_do_not_use() {
    let desk = Desk::with_scenario();
    let output = desk.caremix(&["run", "town.toml", "--expected"]);
    let text = said(&output.stdout);
    assert!(output.status.success(), "{}", said(&output.stderr));
    assert!(
        text.contains("EUR per QALY") && text.contains("network"),
        "{text}"
    );
    assert!(!desk.path("outputs").exists());
    let output = desk.caremix(&["run", "town.toml", "--expected", "--replications", "9"]);
    assert_eq!(output.status.code(), Some(2));
    let json = desk
        .caremix(&["run", "town.toml", "--expected", "--format", "json"])
        .stdout;
    let value: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert!(value["expected"][0]["expected"].is_number());
    // Without chance, payers add up to the cent in every year.
    let csv = desk
        .caremix(&["run", "town.toml", "--expected", "--format", "csv"])
        .stdout;
    let mut sums: BTreeMap<(String, String), (f64, f64)> = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    for row in reader.records().map(|row| row.expect("a row")) {
        if &row[3] == "EUR" && &row[1] != "discounted" {
            let value: f64 = row[4].parse().expect("an amount");
            let sum = sums
                .entry((row[0].to_string(), row[1].to_string()))
                .or_default();
            *(if &row[2] == "all" {
                &mut sum.0
            } else {
                &mut sum.1
            }) += value;
        }
    }
    assert!(sums.len() >= 20);
    assert!(
        sums.values().all(|(all, parts)| (all - parts).abs() < 0.01),
        "{sums:?}"
    );
    assert_eq!(desk.names("."), ["town.toml"]);
}
