//! What the front end says to mistakes: every `tests/mistakes/*.toml` against the message beside it.
//!
//! `UPDATE_MISTAKES=1 cargo test --test scenarios` writes the messages anew. A first line `#! --set key=value` gives
//! the file an argument.

use std::path::{Path, PathBuf};

use caremix::check::load;
use caremix::scenario::template;

const FOLDER: &str = "tests/mistakes";

/// The scenarios with mistakes, and one that is not there.
fn cases() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(FOLDER).expect("the folder of mistakes");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    paths.push(Path::new(FOLDER).join("missing_file.toml"));
    paths.sort();
    paths
}

fn arguments(path: &Path) -> Vec<String> {
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let sets = text
        .lines()
        .filter_map(|line| line.strip_prefix("#! --set "));
    sets.map(str::to_string).collect()
}

fn message(path: &Path) -> String {
    match load(path, &arguments(path)) {
        Ok(_) => "no mistake found\n".to_string(),
        Err(faults) => faults.render(false).replace(&format!("{FOLDER}/"), ""),
    }
}

#[test]
fn every_mistake_is_met_with_its_message() {
    let update = std::env::var_os("UPDATE_MISTAKES").is_some();
    let mut wrong = Vec::new();
    for path in cases() {
        let (said, beside) = (message(&path), path.with_extension("stderr"));
        if update {
            std::fs::write(&beside, &said).expect("a message to write");
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        if said != expected {
            wrong.push(format!(
                "{}\n--- expected\n{expected}--- said\n{said}",
                path.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_mistake_is_found() {
    for path in cases() {
        assert!(
            load(&path, &arguments(&path)).is_err(),
            "{} loads",
            path.display()
        );
    }
}

#[test]
fn the_good_scenario_has_no_faults() {
    let loaded = load(&Path::new(FOLDER).join("good/base.toml"), &[]);
    assert!(loaded.is_ok(), "{}", loaded.expect_err("faults"));
}

#[test]
fn the_scenario_that_new_writes_has_no_faults() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mytown.toml");
    std::fs::write(&path, template("mytown")).expect("a file");
    match load(&path, &[]) {
        Ok(loaded) => assert_eq!(loaded.scenario.name.as_deref(), Some("mytown")),
        Err(faults) => panic!("{faults}"),
    }
}
