//! The explanations of faults hold: of each, the wrong example has the fault that is explained and no other, and the
//! mended one has none.
//!
//! Comes in: what `caremix explain` prints, and town.toml as `caremix new town` writes it. Goes out: any example that
//! is not as wrong, or not as right, as it says. Deliberately absent: the wording of messages.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use caremix::check;
use caremix::import;
use caremix::scenario::{FaultKind, Faults, people_file, template};

/// What an example is about that is no scenario.
const PUBLISHED: &str = "published.csv";

/// An example: the files that it shows, and arguments of `--set`.
struct Example {
    files: Vec<(&'static str, String)>,
    sets: Vec<String>,
}

/// The example in a part of an explanation: its fenced blocks, by their language.
fn example(text: &str) -> Example {
    let mut found = Example {
        files: Vec::new(),
        sets: Vec::new(),
    };
    for block in text.split("```").skip(1).step_by(2) {
        let (language, body) = block.split_once('\n').expect("a block");
        match language {
            "toml" => found.files.push(("example.toml", body.to_string())),
            "csv" if text.contains("```toml") => {
                found.files.push(("residents.csv", body.to_string()));
            }
            "csv" => found.files.push((PUBLISHED, body.to_string())),
            "sh" => {
                let (_, set) = body.trim().split_once("--set ").expect("a setting");
                found.sets.push(set.to_string());
            }
            other => panic!("a block of {other}"),
        }
    }
    found
}

/// Loads an example beside town.toml.
fn load(example: &Example) -> Result<(), Faults> {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("a file");
    };
    write("town.toml", &template("town"));
    for (name, text) in &example.files {
        write(name, text);
    }
    if example.files.iter().any(|(name, _)| *name == PUBLISHED) {
        return import::open(&folder.path().join(PUBLISHED)).map(drop);
    }
    let has_own_file = example
        .files
        .iter()
        .any(|(name, _)| *name == "example.toml");
    let name = if has_own_file {
        "example.toml"
    } else {
        "town.toml"
    };
    let loaded = check::load(&folder.path().join(Path::new(name)), &example.sets)?;
    people_file::read(&loaded).map(drop)
}

/// The two parts of an explanation.
fn halves(kind: FaultKind) -> (&'static str, &'static str) {
    let (_, examples) = kind.explanation().split_once("\nWrong:\n").expect("wrong");
    examples.split_once("\nMended:\n").expect("mended")
}

#[test]
fn the_wrong_example_of_every_explanation_has_the_fault_that_is_explained() {
    for kind in FaultKind::ALL {
        let (wrong, _) = halves(*kind);
        let faults = load(&example(wrong)).expect_err(kind.code());
        let found: BTreeSet<&str> = faults.located().iter().map(|one| one.kind.code()).collect();
        assert_eq!(found, BTreeSet::from([kind.code()]), "{faults}");
    }
}

#[test]
fn the_mended_example_of_every_explanation_has_no_fault() {
    for kind in FaultKind::ALL {
        let (_, mended) = halves(*kind);
        if let Err(faults) = load(&example(mended)) {
            panic!("{}: {faults}", kind.code());
        }
    }
}
