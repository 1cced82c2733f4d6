//! A working folder for one test, and the program run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use assert_cmd::Command;
use tempfile::TempDir;

/// A folder of its own for each test, with a scenario made by `caremix new`.
pub struct Desk {
    pub folder: TempDir,
}

impl Desk {
    pub fn empty() -> Desk {
        Desk {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    pub fn with_scenario() -> Desk {
        /// Written once: the file is the same each time, and its schema, for editors alone, is most of the work.
        static MADE: LazyLock<String> = LazyLock::new(|| {
            let desk = Desk::empty();
            let made = desk.caremix(&["new", "town"]);
            assert!(made.status.success(), "{}", said(&made.stderr));
            fs::read_to_string(desk.path("town.toml")).expect("a scenario")
        });
        let desk = Desk::empty();
        fs::write(desk.path("town.toml"), &*MADE).expect("written");
        desk
    }

    /// With a finished small run of it: a copy of one that was made once.
    pub fn with_run() -> Desk {
        static MADE: LazyLock<Desk> = LazyLock::new(|| {
            let desk = Desk::with_scenario();
            let ran = desk.run(&["--quiet"]);
            assert_eq!(ran.status.code(), Some(0), "{}", said(&ran.stderr));
            desk
        });
        MADE.copied()
    }

    /// What is in this folder, in another.
    pub fn copied(&self) -> Desk {
        let desk = Desk::empty();
        copy(self.folder.path(), desk.folder.path());
        desk
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_caremix"));
        command.current_dir(self.folder.path()).args(arguments);
        command
            .env("LC_ALL", "C.UTF-8")
            .env_remove("NO_COLOR")
            .env_remove("COLUMNS")
            .env_remove("CLICOLOR_FORCE");
        command
    }

    pub fn caremix(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("a process")
    }

    /// That what is asked for is refused as wrong input, and that this is said of it.
    pub fn refuses(&self, arguments: &[&str], complaint: &str) {
        let output = self.caremix(arguments);
        let text = said(&output.stderr);
        let printed = said(&output.stdout);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {printed}{text}"
        );
        assert!(
            text.contains(complaint),
            "{complaint} of {arguments:?} in\n{text}"
        );
    }

    /// A small run of the scenario.
    pub fn run(&self, more: &[&str]) -> Output {
        let small = ["run", "town.toml", "--replications", "2", "--sample", "50"];
        self.caremix(&[&small, more].concat())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn names(&self, folder: &str) -> Vec<String> {
        names(&self.path(folder))
    }
}

pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>());
    let mut names: Vec<String> = entries
        .unwrap_or_default()
        .iter()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Copies a folder and everything in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let from = entry.expect("an entry").path();
        let to = to.join(from.file_name().expect("a name"));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("copied");
        }
    }
}

pub fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The CSV files of the newest run, by name.
pub fn tables(desk: &Desk) -> BTreeMap<String, Vec<u8>> {
    let folder = newest(desk);
    let names = names(&folder).into_iter();
    names
        .filter(|name| name.ends_with(".csv"))
        .map(|name| (name.clone(), fs::read(folder.join(&name)).expect("read")))
        .collect()
}

/// The folder of the newest run.
pub fn newest(desk: &Desk) -> PathBuf {
    let id = fs::read_to_string(desk.path("outputs/town/latest")).expect("a run");
    desk.path("outputs/town").join(id.trim())
}

/// The rows of a CSV file, by column.
pub fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize().map(|row| row.expect("a row"));
    rows.collect()
}

/// That all of this is printed, in lines that fit a terminal.
pub fn is_told(printed: &str, expected: &[&str]) {
    for expected in expected {
        assert!(
            printed.contains(expected),
            "`{expected}` is missing from\n{printed}"
        );
    }
    assert!(
        printed.lines().all(|line| line.chars().count() <= 100),
        "{printed}"
    );
}
