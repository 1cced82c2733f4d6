//! The same scenario, seed and program give the same bytes, through the real program: whatever the threads, however
//! often, and after a run that was killed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Output, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use assert_cmd::Command;
use tempfile::TempDir;

use super::desk::copy;

/// Three replications, unless a test says otherwise, of two years in half-years: what is built is built from the second
/// year on; totals per resident, so that they are reproduced too. One arm that
/// pays for everything otherwise, and one that builds something: the other arms are these with other amounts.
const SMALL: [&str; 8] = [
    "--set",
    "run.years=2",
    "--set",
    "run.cycles_per_year=2",
    "--set",
    "run.resident_totals=true",
    "--arms",
    "three_p,transition_budget",
];
/// What is asked of one sample is the same of any.
const FEW: [&str; 2] = ["--sample", "300"];
/// Three blocks of residents, so that a town is spread over threads.
const BLOCKS: [&str; 2] = ["--sample", "2500"];

/// A run of a few that nothing disturbed: the folder it is in, and what it printed. Tests that do something to a run do it
/// to a copy.
static UNDISTURBED: LazyLock<(Desk, Output)> = LazyLock::new(|| {
    let desk = Desk::new();
    let output = desk.run(&[]);
    (desk, output)
});

/// A folder to run in.
struct Desk(TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(tempfile::tempdir().expect("a folder"))
    }

    fn undisturbed() -> Desk {
        let desk = Desk::new();
        copy(UNDISTURBED.0.0.path(), desk.0.path());
        desk
    }

    fn arguments(replications: &str, more: &[&str]) -> Vec<String> {
        let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/zoetermeer-2025.toml");
        let first = ["run".to_string(), scenario.display().to_string()];
        let count = ["--set", replications];
        let rest = SMALL.iter().chain(&count).chain(more);
        let rest = rest.map(ToString::to_string);
        first.into_iter().chain(rest).collect()
    }

    /// A run of three replications of a few.
    fn run(&self, more: &[&str]) -> Output {
        self.replications(3, &[&FEW, more].concat())
    }

    fn replications(&self, replications: u32, more: &[&str]) -> Output {
        let arguments = Desk::arguments(&format!("run.replications={replications}"), more);
        let mut command = Command::new(env!("CARGO_BIN_EXE_caremix"));
        command.current_dir(self.0.path()).env("LC_ALL", "C.UTF-8");
        let output = command.args(arguments).output().expect("a process");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{more:?}: {complaint}");
        output
    }

    /// A run that would take hours, once it has begun.
    fn long_run(&self, more: &[&str]) -> Child {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_caremix"))
            .current_dir(self.0.path())
            .args(Desk::arguments(
                "run.replications=1000000",
                &[&FEW, more].concat(),
            ))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a process");
        for _ in 0..1_200 {
            if self.hidden() > 0 {
                return child;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        child.kill().and_then(|()| child.wait()).expect("an end");
        panic!("the run did not begin");
    }

    /// How many folders are in the making.
    fn hidden(&self) -> usize {
        let entries = fs::read_dir(self.runs()).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with('.')).count()
    }

    /// Folders of finished runs, by run id.
    fn finished(&self) -> Vec<String> {
        let entries = fs::read_dir(self.runs()).map(|entries| entries.flatten().collect());
        let entries: Vec<fs::DirEntry> = entries.unwrap_or_default();
        let names = entries
            .iter()
            .map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names
            .filter(|name| !name.starts_with('.') && name != "latest")
            .collect();
        names.sort();
        names
    }

    fn runs(&self) -> PathBuf {
        self.0.path().join("outputs/zoetermeer-2025")
    }

    /// The files of the only run, without run.json.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let ids = self.finished();
        assert_eq!(ids.len(), 1, "{ids:?}");
        files(&self.runs().join(&ids[0]))
    }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut files: BTreeMap<String, Vec<u8>> = entries
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("read"))
        })
        .collect();
    assert!(files.remove("run.json").is_some());
    let tables = files.keys().filter(|name| name.ends_with(".csv")).count();
    assert_eq!(tables, 13, "{:?}", files.keys());
    files
}

/// Which files differ; comparing the bytes themselves would print them.
fn differing(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    assert!(one.keys().eq(other.keys()));
    let pairs = one.iter().filter(|(name, bytes)| other[*name] != **bytes);
    pairs.map(|(name, _)| name.clone()).collect()
}

fn none() -> Vec<String> {
    Vec::new()
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    // Three replications: one after another with one thread, two side by side and one spread over both with two, and
    // all three spread within the town with seven.
    let made: Vec<_> = ["1", "2", "7"]
        .iter()
        .map(|threads| {
            let desk = Desk::new();
            desk.replications(3, &[&BLOCKS[..], &["--threads", threads]].concat());
            let id = desk.finished();
            (id, desk.files())
        })
        .collect();
    for (id, files) in &made[1..] {
        assert_eq!(*id, made[0].0);
        assert_eq!(differing(files, &made[0].1), none());
    }
}

#[test]
fn another_seed_gives_another_run_with_other_figures() {
    let desk = Desk::new();
    desk.run(&["--seed", "4"]);
    let undisturbed = &UNDISTURBED.0;
    assert_ne!(desk.finished(), undisturbed.finished());
    let (one, other) = (undisturbed.files(), desk.files());
    assert_eq!(differing(&one, &other).len(), one.len());
}

#[test]
fn a_finished_run_is_found_and_one_made_anew_is_the_same() {
    let desk = Desk::undisturbed();
    let first = &UNDISTURBED.1;
    let written = desk.files();
    let second = desk.run(&[]);
    assert!(String::from_utf8_lossy(&second.stderr).contains("found"));
    assert_eq!(first.stdout, second.stdout);
    let forced = desk.run(&["--force", "--threads", "2"]);
    assert!(!String::from_utf8_lossy(&forced.stderr).contains("found"));
    assert_eq!(first.stdout, forced.stdout);
    assert_eq!(differing(&desk.files(), &written), none());
}

#[test]
fn more_replications_are_the_same_run_and_begin_with_the_same_replications() {
    let desk = Desk::undisturbed();
    let (id, few) = (desk.finished(), desk.files());
    desk.replications(4, &FEW);
    assert_eq!(desk.finished(), id);
    let many = desk.files();
    let lines = |files: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        let text = String::from_utf8_lossy(&files["replications.csv"]);
        text.lines().map(str::to_string).collect()
    };
    let (few, many) = (lines(&few), lines(&many));
    assert_eq!(many.len() - 1, (few.len() - 1) / 3 * 4);
    let of_first_three = many
        .iter()
        .filter(|line| line.split(',').nth(1) != Some("3"));
    assert!(of_first_three.eq(few.iter()));
}

#[test]
fn a_killed_run_leaves_no_result_and_harms_no_later_one() {
    let desk = Desk::new();
    let mut child = desk.long_run(&[]);
    child.kill().and_then(|()| child.wait()).expect("an end");
    assert_eq!((desk.finished(), desk.hidden()), (none(), 1));
    assert!(!desk.runs().join("latest").exists());
    desk.run(&[]);
    let undisturbed = UNDISTURBED.0.files();
    assert_eq!(differing(&desk.files(), &undisturbed), none());
    assert_eq!(desk.hidden(), 0);
}

#[test]
fn a_run_killed_while_it_replaces_another_leaves_the_other() {
    let desk = Desk::undisturbed();
    let (id, before) = (desk.finished(), desk.files());
    let mut child = desk.long_run(&["--force"]);
    child.kill().and_then(|()| child.wait()).expect("an end");
    assert_eq!(desk.finished(), id);
    assert_eq!(differing(&desk.files(), &before), none());
}
