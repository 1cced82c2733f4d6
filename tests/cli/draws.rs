//! Parameter draws of the built program: one of every distribution, to the cent. `.ci/run` holds the release build, which
//! has no development dependencies, to the same file.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

#[test]
fn the_program_draws_what_it_drew() {
    let folder = tempfile::tempdir().expect("a folder");
    let (here, out) = (Path::new("tests/draws"), folder.path().join("out"));
    Command::cargo_bin("caremix")
        .expect("the program")
        .args(["run", "--quiet", "--out"])
        .arg(&out)
        .arg(here.join("scenario.toml"))
        .assert()
        .success();
    let ledger = fs::read_to_string(out.join("ledger.csv")).expect("a ledger");
    let drawn: Vec<String> = ledger
        .lines()
        .map(|line| {
            line.split(',')
                .skip(4)
                .take(2)
                .collect::<Vec<_>>()
                .join(",")
        })
        .collect();
    let expected = fs::read_to_string(here.join("draws.csv")).expect("the draws");
    assert_eq!(drawn, expected.lines().collect::<Vec<_>>());
}
