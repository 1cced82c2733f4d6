//! A scenario in another currency: every table, file and page says so, and no figure moves.

use std::collections::BTreeMap;
use std::fs;

use super::desk::{Desk, newest, rows, said, tables};

/// A desk with a finished run in a currency, and what it printed.
fn run_in(currency: Option<&str>) -> (Desk, String) {
    let desk = Desk::with_scenario();
    let set = currency.map(|code| format!("run.currency=\"{code}\""));
    let set: Vec<&str> = set.iter().flat_map(|set| ["--set", set.as_str()]).collect();
    let output = desk.run(&[&["--quiet", "--details"], set.as_slice()].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    (desk, said(&output.stdout))
}

/// Rows with the unit of money that the program has for itself.
fn in_euros(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut rows = rows(&said(bytes));
    for unit in rows.iter_mut().filter_map(|row| row.get_mut("unit")) {
        *unit = unit.replace("USD", "EUR");
    }
    rows
}

#[test]
fn dollars_are_named_everywhere_and_move_no_figure() {
    let (euros, _) = run_in(None);
    let (dollars, printed) = run_in(Some("USD"));
    assert!(
        printed.contains("USD") && !printed.contains("EUR"),
        "{printed}"
    );
    let (known, found) = (tables(&euros), tables(&dollars));
    assert!(known.keys().eq(found.keys()));
    for (name, bytes) in &found {
        assert_eq!(in_euros(bytes), in_euros(&known[name]), "{name}");
    }
    let outcomes = said(&found["replications.csv"]);
    assert!(
        outcomes.contains(",USD\n") && !outcomes.contains(",EUR\n"),
        "{outcomes}"
    );
    let run = fs::read_to_string(newest(&dollars).join("run.json")).expect("run.json");
    assert!(run.contains("\"currency\": \"USD\""), "{run}");

    let shared = dollars.caremix(&["share", "town"]);
    let told = said(&shared.stdout);
    assert_eq!(shared.status.code(), Some(0), "{}", said(&shared.stderr));
    assert!(told.contains("USD") && !told.contains("EUR"), "{told}");
    let csv = fs::read_to_string(newest(&dollars).join("share.csv")).expect("share.csv");
    assert!(csv.contains(",USD,") && !csv.contains(",EUR,"), "{csv}");

    for (lang, amount) in [("en", "$ million"), ("nl", "miljoen dollar")] {
        let report = dollars.caremix(&["report", "town", "--lang", lang, "--out", "page.html"]);
        assert_eq!(report.status.code(), Some(0), "{}", said(&report.stderr));
        let page = fs::read_to_string(dollars.path("page.html")).expect("a page");
        assert!(page.contains(amount) && !page.contains('€'), "{lang}");
        fs::remove_file(dollars.path("page.html")).expect("a page");
    }
}

#[test]
fn scenarios_of_two_currencies_stand_in_tables_of_their_own() {
    let desk = Desk::with_scenario();
    fs::create_dir(desk.path("towns")).expect("a folder");
    for (name, currency) in [("a", "EUR"), ("b", "USD")] {
        let text = format!(
            "extends = [\"../town.toml\"]\nname = \"{name}\"\n[run]\ncurrency = \"{currency}\"\nsample = 20\n"
        );
        fs::write(desk.path(&format!("towns/{name}.toml")), text).expect("written");
    }
    let output = desk.caremix(&["batch", "towns", "--replications", "2"]);
    let told = said(&output.stderr) + &said(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("EUR") && told.contains("USD"), "{told}");
    let batch = fs::read_to_string(desk.path("outputs/batch/batch.csv")).expect("a table");
    let currency = |name: &str| {
        let mut rows = batch
            .lines()
            .filter(|row| row.starts_with(&format!("{name},")));
        let row = rows.next().expect("a row");
        row.rsplit(',').next().expect("a cell").to_string()
    };
    assert_eq!([currency("a"), currency("b")], ["EUR", "USD"]);
}
