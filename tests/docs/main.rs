//! The pages in docs/ that tell what to type: everything in them is run, and prints what stands there.
//!
//! Comes in: docs/*.md. Goes out: any line that is printed otherwise. `UPDATE_DOCS=1 cargo test --test docs` writes what is
//! printed now. Deliberately absent: whether it is well said.

mod documents;
mod licences;
mod walk;

use std::fs;
use std::process::Command;

use walk::{Runners, walk};

/// Runs a page, and holds it against what is kept.
fn is_current(page: &str, languages: Vec<&'static str>) {
    let path = format!("{}/docs/{page}", env!("CARGO_MANIFEST_DIR"));
    let kept = fs::read_to_string(&path).expect("a page");
    let folder = tempfile::tempdir().expect("a folder");
    let file = "merendorp-2023.csv";
    let made_up = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/docs");
    fs::copy(format!("{made_up}/{file}"), folder.path().join(file)).expect("a file");
    let walked = walk(&kept, &Runners { folder, languages });
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &walked).expect("a page to write");
        return;
    }
    for (number, (kept, walked)) in kept.lines().zip(walked.lines()).enumerate() {
        assert_eq!(
            kept,
            walked,
            "docs/{page}:{}: UPDATE_DOCS=1 cargo test --test docs",
            number + 1
        );
    }
    assert_eq!(kept.lines().count(), walked.lines().count(), "docs/{page}");
}

#[test]
fn the_guide_walks_from_a_published_file_to_a_report() {
    is_current("guide.md", Vec::new());
}

/// Whether a script can be run here. `.ci/run` says that it must.
fn can_run(program: &str, arguments: &[&str]) -> bool {
    let ran = Command::new(program).args(arguments).output();
    let can = ran.is_ok_and(|output| output.status.success());
    let must = std::env::var_os("CAREMIX_NEEDS_R_AND_PYTHON").is_some();
    assert!(can || !must, "{program} cannot run {arguments:?}");
    can
}

#[test]
fn a_run_is_read_in_r_and_python_as_the_page_says() {
    let python = std::env::var("CAREMIX_PYTHON").unwrap_or_else(|_| "python3".to_string());
    let mut languages = Vec::new();
    if can_run("Rscript", &["-e", "library(readr); library(data.table)"]) {
        languages.push("r");
    }
    if can_run(&python, &["-c", "import pandas, matplotlib"]) {
        languages.push("python");
    }
    is_current("r-and-python.md", languages);
}

/// Blocks of a language that is not run here are as they were when it was: so this needs neither R nor Python.
#[test]
fn r_and_python_find_the_figures_that_caremix_prints() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/r-and-python.md"));
    let page = page.expect("a page");
    let (printed, read) = page.split_once("## R\n").expect("a part on R");
    let rows = |text: &str, payer: &str| -> Vec<Vec<String>> {
        let is_row = |line: &&str| line.split_whitespace().any(|word| word == payer);
        let words = |line: &str| line.split_whitespace().map(str::to_string).collect();
        text.lines().filter(is_row).map(words).collect()
    };
    for payer in ["insurer", "municipality", "resident", "all"] {
        let mut lines = printed
            .lines()
            .skip_while(|line| line.split_whitespace().next() != Some(payer));
        let figure = |line: &str| {
            line.split_whitespace()
                .nth(1)
                .expect("a figure")
                .to_string()
        };
        let now = figure(lines.next().expect("a payer"));
        let network = figure(lines.next().expect("an arm"));
        let found = rows(read, payer);
        let is_found = |row: &Vec<String>| row.contains(&now) && row.contains(&network);
        assert_eq!(
            found.iter().filter(|row| is_found(row)).count(),
            2,
            "{payer}: {now} and {network} in R and in Python"
        );
    }
}
