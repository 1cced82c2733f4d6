//! The evidence of what ships: every uncertain number has a source and a status, what was read was read somewhere, and
//! DATA.md tells all publications with their terms.
//!
//! Comes in: the scenarios that ship. Goes out: numbers and sources that say too little; DATA.md, compared with the one that
//! is kept. `UPDATE_DOCS=1 cargo test --test scenarios evidence` writes it anew. Deliberately absent: whether a source is right.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use caremix::analysis::parameters::{Status, counted, is_read, rows};
use caremix::check;
use caremix::scenario::Loaded;
use caremix::scenario::schema::Publication;
use serde_json::Value;

const PAGE: &str = "DATA.md";

const HEAD: &str = "\
# Data: what the scenarios are made from, and on what terms

The program holds no data. The figures of the scenarios and packs in scenarios/ were read in publications, computed from
such figures, or are estimates; the `source` of each says which, and `caremix parameters SCENARIO` lists them. Figures may be
cited with their source. Rows of published files are not in this repository: tests use made-up files of the same layout.

This page is made from the packs: `UPDATE_DOCS=1 cargo test --test scenarios evidence` writes it anew, and a test fails where
it is not current. Terms are as they were found in November 2026, where they were; who publishes figures looks them up again.

";

/// The scenarios that ship, each with its path.
fn shipped() -> Vec<(PathBuf, Loaded)> {
    let entries = fs::read_dir("scenarios").expect("the folder of scenarios");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    paths.sort();
    let load = |path: PathBuf| {
        let loaded = check::load(&path, &[]).unwrap_or_else(|faults| panic!("{faults}"));
        (path, loaded)
    };
    paths.into_iter().map(load).collect()
}

/// Every `source` in a scenario, of numbers, tables and accounts.
fn sources(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(keys) => keys.iter().for_each(|(key, value)| match value {
            Value::String(text) if key == "source" && !text.is_empty() => {
                found.insert(text.clone());
            }
            other => sources(other, found),
        }),
        Value::Array(entries) => entries.iter().for_each(|entry| sources(entry, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The sources of every scenario that ships.
fn all_sources(shipped: &[(PathBuf, Loaded)]) -> Vec<BTreeSet<String>> {
    let of = |loaded: &Loaded| {
        let mut found = BTreeSet::new();
        let json = serde_json::to_value(&loaded.scenario).expect("JSON");
        sources(&json, &mut found);
        found
    };
    shipped.iter().map(|(_, loaded)| of(loaded)).collect()
}

/// The publications of all scenarios, by name.
fn publications(shipped: &[(PathBuf, Loaded)]) -> BTreeMap<&str, &Publication> {
    let scenarios = shipped.iter().map(|(_, loaded)| &loaded.scenario);
    let all = scenarios.flat_map(|scenario| &scenario.publication);
    all.map(|one| (one.name.as_str(), one)).collect()
}

#[test]
fn every_uncertain_number_that_ships_has_a_source_and_a_status() {
    let mut without = BTreeSet::new();
    for (_, loaded) in shipped() {
        let rows = rows(&loaded.scenario, Some(&loaded.locations));
        let uncertain = rows.into_iter().filter(|row| row.is_uncertain());
        let lacking =
            uncertain.filter(|row| row.source.is_empty() || row.status == Status::NotStated);
        without.extend(lacking.map(|row| format!("{} ({}): {}", row.path, row.file, row.source)));
    }
    assert!(without.is_empty(), "{without:#?}");
}

#[test]
fn what_a_source_says_was_read_was_read_in_a_publication_that_is_listed() {
    let shipped = shipped();
    let mut nowhere = BTreeSet::new();
    for ((_, loaded), sources) in shipped.iter().zip(all_sources(&shipped)) {
        let listed = &loaded.scenario.publication;
        let is_listed = |source: &String| listed.iter().any(|one| one.is_named_in(source));
        nowhere.extend(
            sources
                .into_iter()
                .filter(|source| is_read(source) && !is_listed(source)),
        );
    }
    assert!(nowhere.is_empty(), "{nowhere:#?}");
}

#[test]
fn every_publication_is_named_by_a_source_and_says_where_it_was_read_and_on_what_terms() {
    let shipped = shipped();
    let sources: BTreeSet<String> = all_sources(&shipped).into_iter().flatten().collect();
    for one in publications(&shipped).values() {
        let name = &one.name;
        assert!(
            sources.iter().any(|source| one.is_named_in(source)),
            "{name} is not used"
        );
        assert!(
            !one.title.is_empty() && !one.read_at.is_empty() && !one.terms.is_empty(),
            "{name}"
        );
    }
}

#[test]
fn figures_of_vektis_say_that_they_may_not_be_resold() {
    let shipped = shipped();
    let (_, town) = shipped
        .iter()
        .find(|(path, _)| path.ends_with("zoetermeer-2025.toml"))
        .expect("a town");
    let rows = rows(&town.scenario, None);
    let row = rows
        .iter()
        .find(|row| row.source.contains("Vektis"))
        .expect("a number");
    assert!(
        row.terms.contains("no resale") && row.terms.contains("not for commercial use"),
        "{row:?}"
    );
}

/// The files that ship, packs among them, with their texts.
fn files() -> Vec<(String, String)> {
    let folders =
        ["scenarios", "scenarios/packs"].map(|name| fs::read_dir(name).expect("a folder"));
    let paths = folders
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("an entry").path());
    let is_evidence = |path: &PathBuf| {
        path.extension().is_some_and(|end| end == "toml") && !path.ends_with("publications.toml")
    };
    let read = |path: PathBuf| (stem(&path), fs::read_to_string(&path).expect("a file"));
    let mut files: Vec<(String, String)> = paths.filter(is_evidence).map(read).collect();
    files.sort();
    files
}

fn page() -> String {
    let shipped = shipped();
    let named: BTreeSet<String> = all_sources(&shipped).into_iter().flatten().collect();
    let files = files();
    let mut page = HEAD.to_string();
    page.push_str("## Publications\n\n| publication | read at | terms | sources | named in |\n|---|---|---|--:|---|\n");
    for one in publications(&shipped).values() {
        let count = named
            .iter()
            .filter(|source| one.is_named_in(source))
            .count();
        let named_in = files.iter().filter(|(_, text)| one.is_named_in(text));
        let named_in: Vec<&str> = named_in.map(|(name, _)| name.as_str()).collect();
        writeln!(
            page,
            "| {} | {} | {} | {count} | {} |",
            one.title,
            one.read_at,
            one.terms,
            named_in.join(", ")
        )
        .expect("text");
    }
    page.push_str("\n## How sure the uncertain numbers are\n\n| scenario |");
    for status in Status::ALL {
        write!(page, " {} |", status.word()).expect("text");
    }
    page.push_str("\n|---|--:|--:|--:|--:|\n");
    for (path, loaded) in &shipped {
        let rows = rows(&loaded.scenario, None);
        write!(page, "| {} |", stem(path)).expect("text");
        for (_, count) in counted(rows.iter().filter(|row| row.is_uncertain())) {
            write!(page, " {count} |").expect("text");
        }
        page.push('\n');
    }
    page
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}

#[test]
fn the_page_of_data_is_current() {
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(PAGE, &page).expect("a page to write");
    }
    let kept = fs::read_to_string(PAGE).unwrap_or_default();
    assert!(
        kept == page,
        "{PAGE} is not current: UPDATE_DOCS=1 cargo test --test scenarios evidence"
    );
}
