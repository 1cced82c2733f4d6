//! docs/licences.md: what the program is made of, by whom it may be used.
//!
//! Comes in: what cargo knows of the packages that the program is built from. Goes out: any line that is no longer so.
//! Deliberately absent: packages that only tests, benches and builds need.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Licences under which a package may be in a program that is given away: each asks for its notice at most.
const FREE: [&str; 8] = [
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Zlib",
];

const HEAD: &str = "\
# Packages in the program, and their licences

Made from what cargo knows of the packages (`UPDATE_DOCS=1 cargo test --test docs licences`); a package whose licence asks for more
than its notice fails the tests. caremix itself is MIT OR Apache-2.0. What only tests and benches need is not in the program, and
not in this list.

| package | version | licence | source |
|---|---|---|---|
";

fn metadata() -> Value {
    let arguments = [
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--filter-platform",
        "x86_64-unknown-linux-gnu",
    ];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

/// The packages that the program is linked from, its own left out.
fn linked(metadata: &Value) -> BTreeSet<&str> {
    let nodes: BTreeMap<&str, &Value> = list(&metadata["resolve"], "nodes")
        .map(|node| (text(node, "id"), node))
        .collect();
    let root = text(&metadata["resolve"], "root");
    let mut found = BTreeSet::from([root]);
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        let normal = list(nodes[id], "deps")
            .filter(|dependency| list(dependency, "dep_kinds").any(|kind| kind["kind"].is_null()));
        for dependency in normal.map(|dependency| text(dependency, "pkg")) {
            if found.insert(dependency) {
                open.push(dependency);
            }
        }
    }
    for own in list(metadata, "workspace_members").filter_map(Value::as_str) {
        found.remove(own);
    }
    found
}

/// Whether one of the alternatives needs nothing but free licences.
fn is_free(licence: &str) -> bool {
    let plain = licence.replace(['(', ')'], " ").replace('/', " OR ");
    let is_known = |word: &str| FREE.contains(&word);
    if plain.contains(" AND ") {
        // All of them, whatever is chosen among alternatives.
        let words = plain.split(|letter: char| letter.is_whitespace());
        return words
            .filter(|word| !["AND", "OR", ""].contains(word))
            .all(is_known);
    }
    plain.split(" OR ").any(|choice| is_known(choice.trim()))
}

#[test]
fn every_package_in_the_program_is_listed_and_may_be_given_away() {
    let metadata = metadata();
    let linked = linked(&metadata);
    let mut page = HEAD.to_string();
    let mut packages: Vec<&Value> = list(&metadata, "packages").collect();
    packages.sort_by_key(|package| (text(package, "name"), text(package, "version")));
    for package in packages
        .into_iter()
        .filter(|package| linked.contains(text(package, "id")))
    {
        let licence = text(package, "license");
        assert!(is_free(licence), "{}: {licence}", text(package, "name"));
        let shown = licence.replace(" / ", " OR ").replace('/', " OR ");
        let [name, version, source] =
            ["name", "version", "repository"].map(|key| text(package, key));
        page += &format!("| {name} | {version} | {shown} | {source} |\n");
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/licences.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &page).expect("a page to write");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == page,
        "docs/licences.md is old: UPDATE_DOCS=1 cargo test --test docs licences"
    );
}

#[test]
fn a_licence_that_asks_for_more_is_seen() {
    for free in [
        "MIT",
        "Unlicense/MIT",
        "GPL-3.0 OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
    ] {
        assert!(is_free(free), "{free}");
    }
    for other in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR Apache-2.0) AND LGPL-3.0",
        "MPL-2.0",
    ] {
        assert!(!is_free(other), "{other}");
    }
}
