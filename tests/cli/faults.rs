//! A fault at every system call by which a run changes the disk: the process killed there, the call failing, the disk full, a
//! write that did not happen. Whatever comes, the next run comes to the same bytes, with nothing left beside and nothing of
//! anybody's lost; and no fault is a panic or an abort.
//!
//! Faults are put in by strace. Without it these tests say so and do nothing, unless CAREMIX_NEEDS_STRACE is set, as it is in
//! .ci/run. A call that is made once or twice fails at each time; of more, every so many-th is tried, the last ones
//! first, since that is where runs are put into place: two of them, as many as CAREMIX_FAULTS says (.ci/run: twelve), or all with
//! CAREMIX_FAULTS=all.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::desk::copy;

/// Tries of one call at most, unless more are asked for: every fault is of one of a dozen kinds of moment in a run, and each
/// kind is met by two tries of each of ten calls.
const TRIES: usize = 2;

/// Calls by which the disk changes, or by which it is seen.
const CALLS: [&str; 12] = [
    "openat",
    "read",
    "write",
    "fsync",
    "fdatasync",
    "rename",
    "ftruncate",
    "lseek",
    "unlink",
    "unlinkat",
    "mkdir",
    "close",
];

/// Whether strace is there and may be used.
fn is_strace_there() -> bool {
    let works = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "true"])
        .status();
    if works.is_ok_and(|status| status.success()) {
        return true;
    }
    assert!(
        std::env::var_os("CAREMIX_NEEDS_STRACE").is_none(),
        "strace is missing or may not trace: faults cannot be put in"
    );
    eprintln!("NOT TESTED: strace is missing or may not trace, so that no faults can be put in");
    false
}

/// A folder with a scenario and perhaps a finished run.
struct Desk {
    folder: TempDir,
}

/// Every fault begins with one of two folders, made once.
static NEW: LazyLock<Desk> = LazyLock::new(Desk::new);
static WITH_RUN: LazyLock<Desk> = LazyLock::new(Desk::with_run);

const SMALL: [&str; 8] = [
    "run",
    "town.toml",
    "--sample",
    "20",
    "--threads",
    "1",
    "--set",
    "run.years=2",
];

impl Desk {
    fn new() -> Desk {
        let desk = Desk {
            folder: tempfile::tempdir().expect("a folder"),
        };
        assert_eq!(code(&desk.plain(&["new", "town"])), 0);
        desk
    }

    fn copied(&self) -> Desk {
        let folder = tempfile::tempdir().expect("a folder");
        copy(self.folder.path(), folder.path());
        Desk { folder }
    }

    /// With a finished run and a file that is not of it.
    fn with_run() -> Desk {
        let desk = Desk::new();
        assert_eq!(code(&desk.run(&["--replications", "2"])), 0);
        fs::write(desk.newest().join("notes.txt"), "mine").expect("written");
        desk
    }

    fn plain(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_caremix"));
        command.current_dir(self.folder.path()).args(arguments);
        command.output().expect("a process")
    }

    fn run(&self, more: &[&str]) -> Output {
        self.plain(&[&SMALL, more].concat())
    }

    /// The same under strace.
    fn traced(&self, options: &[&str], more: &[&str]) -> Output {
        let mut command = Command::new("strace");
        command.current_dir(self.folder.path());
        command.args(["-f", "-qqq", "--seccomp-bpf"]).args(options);
        command
            .arg(env!("CARGO_BIN_EXE_caremix"))
            .args(SMALL)
            .args(more);
        command.output().expect("a process")
    }

    fn runs(&self) -> PathBuf {
        self.folder.path().join("outputs/town")
    }

    fn newest(&self) -> PathBuf {
        let id = fs::read_to_string(self.runs().join("latest")).expect("a run");
        self.runs().join(id.trim())
    }

    fn tables(&self) -> BTreeMap<String, Vec<u8>> {
        let newest = self.newest();
        let tables = names(&newest)
            .into_iter()
            .filter(|name| name.ends_with(".csv"));
        tables
            .map(|name| (name.clone(), fs::read(newest.join(&name)).expect("read")))
            .collect()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The exit code; that of a signal is 128 and more.
fn code(output: &Output) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    let status = output.status;
    status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}

/// How often each call is made, in the thread that makes it most often: faults are counted by thread.
fn calls(desk: &Desk, more: &[&str]) -> BTreeMap<&'static str, usize> {
    let log = desk.folder.path().join("calls");
    let shown = log.to_string_lossy().into_owned();
    let trace = format!("trace={}", CALLS.join(","));
    let output = desk.traced(&["-o", &shown, "-e", &trace], more);
    assert_eq!(
        code(&output),
        0,
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = fs::read_to_string(&log).expect("read");
    fs::remove_file(log).expect("removed");
    let mut by_thread: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for line in text.lines() {
        let Some((thread, rest)) = line.split_once(' ') else {
            continue;
        };
        let name = rest.trim_start().split('(').next().unwrap_or_default();
        *by_thread.entry((thread, name)).or_default() += 1;
    }
    let most = |call: &str| {
        let counts = by_thread.iter().filter(|((_, name), _)| *name == call);
        counts.map(|(_, count)| *count).max().unwrap_or(0)
    };
    CALLS.map(|call| (call, most(call))).into_iter().collect()
}

/// The calls of this kind to be tried, of so many.
fn tries(count: usize) -> Vec<usize> {
    let most = match std::env::var("CAREMIX_FAULTS").as_deref() {
        Ok("all") => count.max(1),
        Ok(number) => number.parse().expect("CAREMIX_FAULTS: a number, or `all`"),
        Err(_) => TRIES,
    };
    let step = count.div_ceil(most).max(1);
    (1..=count).rev().step_by(step).collect()
}

/// Runs with each fault on a desk of its own, and the same again without: it must come to what it comes to undisturbed.
fn drill(begin: &Desk, more: &[&str], faults: &[(&str, &[&str])]) {
    if !is_strace_there() {
        return;
    }
    let whole = begin.copied();
    let counts = calls(&whole, more);
    let (expected, expected_names) = (whole.tables(), names(&whole.newest()));
    let mut points = 0;
    for (fault, calls) in faults {
        for call in *calls {
            for number in tries(counts[call]) {
                let desk = begin.copied();
                let inject = format!("inject={call}:{}", fault.replace('N', &number.to_string()));
                let trace = format!("trace={call}");
                let output = desk.traced(&["-o", "/dev/null", "-e", &trace, "-e", &inject], more);
                let told = String::from_utf8_lossy(&output.stderr).into_owned();
                let point = format!("{inject}\n{told}");
                assert!(![101, 128 + 6, 134].contains(&code(&output)), "{point}");
                if code(&output) == 0 && desk.runs().join("latest").exists() {
                    assert_eq!(desk.tables(), expected, "{point}");
                }
                let again = desk.run(&[more, &["--resume"]].concat());
                let told = String::from_utf8_lossy(&again.stderr).into_owned();
                assert_eq!(code(&again), 0, "{point}\n{told}");
                assert_eq!(desk.tables(), expected, "{point}");
                let files = names(&desk.newest());
                let files: Vec<String> = files
                    .into_iter()
                    .filter(|name| !name.contains(".before-"))
                    .collect();
                assert_eq!(files, expected_names, "{point}");
                assert_eq!(names(&desk.runs()), names(&whole.runs()), "{point}");
                points += 1;
            }
        }
    }
    eprintln!("{points} faults");
    assert!(points >= TRIES, "{points} points: the run was not traced");
}

const CHANGES: &[&str] = &[
    "openat",
    "write",
    "fsync",
    "fdatasync",
    "rename",
    "ftruncate",
    "lseek",
    "unlink",
    "unlinkat",
    "mkdir",
];

#[test]
fn a_run_killed_at_any_call_is_made_whole_by_the_next() {
    drill(
        &NEW,
        &["--replications", "5"],
        &[("signal=KILL:when=N", CHANGES)],
    );
}

#[test]
fn a_run_in_which_any_call_fails_is_made_whole_by_the_next() {
    let faults: &[(&str, &[&str])] = &[
        (
            "error=EIO:when=N",
            &[
                "write",
                "fsync",
                "fdatasync",
                "rename",
                "read",
                "unlink",
                "mkdir",
                "lseek",
            ],
        ),
        ("error=ENOSPC:when=N", &["openat", "write", "mkdir"]),
        ("error=ENOSPC:when=N+", &["write"]),
        ("error=EINTR:when=N", &["write"]),
    ];
    drill(&NEW, &["--replications", "5"], faults);
}

#[test]
fn a_write_that_did_not_happen_is_found_out() {
    drill(
        &NEW,
        &["--replications", "5"],
        &[("retval=1:when=N", &["write"])],
    );
}

#[test]
fn a_run_being_replaced_is_the_old_or_the_new_whatever_happens() {
    let faults: &[(&str, &[&str])] = &[
        (
            "signal=KILL:when=N",
            &["rename", "unlink", "unlinkat", "mkdir", "fsync", "write"],
        ),
        (
            "error=EIO:when=N",
            &["rename", "unlink", "unlinkat", "fsync"],
        ),
    ];
    drill(&WITH_RUN, &["--replications", "4"], faults);
}
