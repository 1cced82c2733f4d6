//! Parameter draws of the built program: one of every distribution, to the cent. `.ci/run` holds the release build, which
//! has no development dependencies, to the same files.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// What the program draws in one way, beside the file that has what it drew.
#[track_caller]
fn assert_drawn(way: &str, file: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let (here, out) = (Path::new("tests/draws"), folder.path().join("out"));
    Command::cargo_bin("caremix")
        .expect("the program")
        .args(["run", "--quiet", "--set"])
        .arg(format!("run.parameters={way}"))
        .arg("--out")
        .arg(&out)
        .arg(here.join("scenario.toml"))
        .assert()
        .success();
    let ledger = fs::read_to_string(out.join("ledger.csv")).expect("a ledger");
    let columns = ledger.lines().map(|line| {
        let columns: Vec<&str> = line.split(',').skip(4).take(2).collect();
        columns.join(",")
    });
    let expected = fs::read_to_string(here.join(file)).expect("the draws");
    assert_eq!(
        columns.collect::<Vec<_>>(),
        expected.lines().collect::<Vec<_>>()
    );
}

#[test]
fn the_program_draws_by_itself_what_it_drew() {
    assert_drawn("drawn_independently", "draws.csv");
}

#[test]
fn the_program_draws_in_batches_what_it_drew() {
    assert_drawn("drawn", "batches.csv");
}
