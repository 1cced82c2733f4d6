//! Interrupts, kills, closed pipes and full disks.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use caremix::report::store::{self, Origin, Store};

use super::desk::{Desk, said, tables};

fn start(desk: &Desk, arguments: &[&str]) -> Child {
    std::process::Command::new(env!("CARGO_BIN_EXE_caremix"))
        .current_dir(desk.folder.path())
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process")
}

/// A run of which so many replications are kept, still computing.
fn begun(desk: &Desk, arguments: &[&str], replications: usize) -> Child {
    let child = start(desk, arguments);
    let number = child.id().to_string();
    let is_own =
        |path: &PathBuf| fs::read_to_string(path.join("owner")).is_ok_and(|owner| owner == number);
    wait(|| {
        let own = partials(desk).into_iter().find(is_own);
        own.is_some_and(|own| kept_in(&own) >= replications)
    });
    child
}

/// Waits until something is so.
fn wait(is_so: impl Fn() -> bool) {
    for _ in 0..10_000 {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    panic!("it did not happen");
}

fn kill(mut child: Child) {
    child.kill().and_then(|()| child.wait()).expect("an end");
}

/// Folders of runs that have not finished.
fn partials(desk: &Desk) -> Vec<PathBuf> {
    let names = desk.names("outputs/town").into_iter();
    names
        .filter(|name| name.starts_with('.'))
        .map(|name| desk.path("outputs/town").join(name))
        .collect()
}

fn partial(desk: &Desk) -> Option<PathBuf> {
    let partials = partials(desk);
    assert!(partials.len() < 2, "{partials:?}");
    partials.into_iter().next()
}

/// Replications that the only unfinished run keeps.
fn kept(desk: &Desk) -> usize {
    partial(desk).map_or(0, |folder| kept_in(&folder))
}

fn kept_in(folder: &Path) -> usize {
    let name = folder.file_name().expect("a name").to_string_lossy();
    let store = Store::new(Origin {
        version: env!("CARGO_PKG_VERSION").to_string(),
        run_id: name[1..9].to_string(),
    });
    for part in store::parts(folder) {
        // A part that is being written ends in half a record, and one that is damaged holds nothing.
        let _ = store.take(&part);
    }
    store.count() as usize
}

fn signal(child: &Child, name: &str) {
    let status = std::process::Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(status.expect("a process").success());
}

#[test]
fn a_run_interrupted_before_its_first_replication_exits_130_and_leaves_nothing() {
    let desk = Desk::with_scenario();
    // One replication of ten thousand residents over 200 years takes seconds.
    let child = start(&desk, &["run", "town.toml", "--set", "run.years=200"]);
    wait(|| !desk.names("outputs/town").is_empty());
    signal(&child, "-INT");
    let output = child.wait_with_output().expect("an end");
    assert_eq!(output.status.code(), Some(130), "{}", said(&output.stderr));
    assert!(said(&output.stderr).contains("nothing was written"));
    assert_eq!(desk.names("."), ["town.toml"]);
}

#[test]
fn an_interrupted_run_exits_130_and_tells_how_to_go_on() {
    let desk = Desk::with_scenario();
    let small = [
        "run",
        "town.toml",
        "--sample",
        "50",
        "--replications",
        "1000000",
    ];
    let child = begun(&desk, &small, 3);
    signal(&child, "-INT");
    let output = child.wait_with_output().expect("an end");
    assert_eq!(output.status.code(), Some(130), "{}", said(&output.stderr));
    let complaint = said(&output.stderr);
    assert!(
        complaint.contains("of 1000000 replications are kept"),
        "{complaint}"
    );
    assert!(complaint.contains("--resume"), "{complaint}");
    let left = partial(&desk).expect("a folder");
    assert_eq!(super::desk::names(&left), ["replications-1.bin"]);
    let there = kept(&desk);

    // Without the flag the next run says what there is and computes anew, but what was computed is not lost: where it is the
    // same as its own two, it is kept with them.
    let next = desk.run(&[]);
    assert_eq!(next.status.code(), Some(0), "{}", said(&next.stderr));
    let remark = said(&next.stderr);
    assert!(remark.contains("--resume would continue"), "{remark}");
    assert_eq!(partial(&desk), None);
    let run = fs::read_to_string(super::desk::newest(&desk).join("run.json")).expect("read");
    let run: serde_json::Value = serde_json::from_str(&run).expect("JSON");
    let files = run["files"].as_array().expect("files").iter();
    let mut rows = files
        .filter(|file| file["name"] == store::FILE)
        .map(|file| file["rows"].as_u64());
    // One of its own two may have been on its way when the first run was interrupted.
    let (rows, there) = (rows.next().flatten().expect("rows"), there as u64);
    assert!((there..=there + 1).contains(&rows), "{rows} of {there}");
    let more = [
        "run",
        "town.toml",
        "--sample",
        "50",
        "--replications",
        "40",
        "--resume",
    ];
    let resumed = desk.caremix(&more);
    assert_eq!(resumed.status.code(), Some(0), "{}", said(&resumed.stderr));
    assert_eq!(partial(&desk), None);
}

/// A run of forty replications.
const FORTY: [&str; 6] = [
    "run",
    "town.toml",
    "--sample",
    "300",
    "--replications",
    "40",
];

/// Its tables, where nothing disturbed it.
static UNDISTURBED: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let desk = Desk::with_scenario();
    let output = desk.caremix(&[&FORTY[..], &["--threads", "2"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    tables(&desk)
});

#[test]
fn a_run_killed_anywhere_and_resumed_writes_the_same_bytes() {
    // Killed twice, the second time while it is resumed, by one thread and by two in turn.
    let desk = Desk::with_scenario();
    let resume = |threads: &'static str| [&FORTY[..], &["--resume", "--threads", threads]].concat();
    let child = begun(&desk, &[&FORTY[..], &["--threads", "1"]].concat(), 2);
    kill(child);
    let first = kept(&desk);
    let child = begun(&desk, &resume("2"), first + 5);
    kill(child);
    let second = kept(&desk);
    assert!(second > first && second < 40, "{first}, {second}");
    let output = desk.caremix(&resume("1"));
    let remark = said(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{remark}");
    let resumed = format!("resumed: {second} of 40 replications are known");
    assert!(remark.contains(&resumed), "{remark}");
    assert_eq!(partial(&desk), None);
    assert_eq!(tables(&desk), *UNDISTURBED);
}

/// A run of twenty replications.
const TWENTY: [&str; 6] = [
    "run",
    "town.toml",
    "--sample",
    "300",
    "--replications",
    "20",
];

/// A desk where it was done, one where it was killed after three replications or more, and the file of those.
fn done_and_killed() -> (&'static Desk, Desk, PathBuf) {
    static WHOLE: LazyLock<Desk> = LazyLock::new(|| {
        let desk = Desk::with_scenario();
        desk.caremix(&TWENTY);
        desk
    });
    let desk = Desk::with_scenario();
    kill(begun(&desk, &TWENTY, 3));
    let file = partial(&desk).expect("a folder").join("replications-1.bin");
    (&WHOLE, desk, file)
}

#[test]
fn a_record_torn_by_a_kill_is_computed_again() {
    let (whole, desk, file) = done_and_killed();
    let bytes = fs::read(&file).expect("read");
    let before = kept(&desk);
    // The kill may have torn one already.
    for end in (0..bytes.len()).rev().step_by(7) {
        fs::write(&file, &bytes[..end]).expect("written");
        if kept(&desk) < before {
            break;
        }
    }
    let output = desk.caremix(&[&TWENTY[..], &["--resume"]].concat());
    let resumed = format!("resumed: {} of 20", before - 1);
    assert!(
        said(&output.stderr).contains(&resumed),
        "{}",
        said(&output.stderr)
    );
    assert_eq!(tables(&desk), tables(whole));
}

#[test]
fn a_damaged_record_is_told_and_nothing_of_its_file_is_used() {
    let (whole, desk, file) = done_and_killed();
    let mut bytes = fs::read(&file).expect("read");
    // In the middle of what the first replications hold.
    bytes[6_000] ^= 1;
    fs::write(&file, bytes).expect("written");
    let output = desk.caremix(&[&TWENTY[..], &["--resume"]].concat());
    let remark = said(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{remark}");
    assert!(remark.contains("is damaged"), "{remark}");
    assert!(!remark.contains("resumed"), "{remark}");
    assert_eq!(tables(&desk), tables(whole));
    assert_eq!(partial(&desk), None);
}

#[test]
fn an_extension_that_is_killed_leaves_the_finished_run_and_can_be_resumed() {
    let desk = Desk::with_scenario();
    let small = ["run", "town.toml", "--sample", "300"];
    desk.caremix(&[&small[..], &["--replications", "5"]].concat());
    let before = tables(&desk);
    let expand = [&small[..], &["--expand", "35"]].concat();
    kill(begun(&desk, &expand, 10));
    assert_eq!(tables(&desk), before);
    let output = desk.caremix(&[&expand[..], &["--resume"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    assert_eq!(tables(&desk), *UNDISTURBED);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let desk = Desk::with_scenario();
    let mut child = start(&desk, &["schema"]);
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("an end");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(said(&output.stderr), "");
}

#[test]
fn output_that_cannot_be_written_exits_1() {
    let full = match fs::OpenOptions::new().write(true).open("/dev/full") {
        Ok(full) => full,
        Err(_) => return,
    };
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_caremix"))
        .arg("schema")
        .stdout(full)
        .stderr(Stdio::null())
        .status();
    assert_eq!(status.expect("a process").code(), Some(1));
}

#[test]
fn a_device_in_the_place_of_a_file_is_named_and_a_device_to_write_to_stays_one() {
    let desk = Desk::with_scenario();
    let ran = desk.run(&["--quiet", "--out", "run"]);
    assert_eq!(ran.status.code(), Some(0), "{}", said(&ran.stderr));
    let pipe = desk.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).expect("a text")
    });
    let output = desk.caremix(&["report", "run", "--out", "pipe", "--force"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    assert!(
        reader
            .join()
            .expect("a reader")
            .contains("<html lang=\"en\"")
    );
    for (file, device) in [
        ("payers.csv", Path::new("/dev/zero")),
        ("ledger.csv", pipe.as_path()),
    ] {
        let path = desk.path("run").join(file);
        let whole = fs::read(&path).expect("a file");
        fs::remove_file(&path).expect("removed");
        std::os::unix::fs::symlink(device, &path).expect("a link");
        let output = desk.caremix(&["report", "run", "--out", "page.html"]);
        assert_eq!(output.status.code(), Some(1));
        let complaint = said(&output.stderr);
        assert!(
            complaint.contains(&format!("{file}: no ordinary file")),
            "{complaint}"
        );
        fs::remove_file(&path).expect("removed");
        fs::write(&path, whole).expect("written");
    }
}

#[test]
fn a_run_json_without_end_is_not_read_into_memory() {
    let desk = Desk::with_scenario();
    let ran = desk.run(&["--quiet", "--out", "run"]);
    assert_eq!(ran.status.code(), Some(0), "{}", said(&ran.stderr));
    let file = fs::OpenOptions::new()
        .write(true)
        .open(desk.path("run/run.json"));
    file.and_then(|file| file.set_len(1 << 30))
        .expect("a file with a hole");
    let output = desk.caremix(&["report", "run"]);
    assert_eq!(output.status.code(), Some(1));
    let complaint = said(&output.stderr);
    assert!(
        complaint.contains("run.json: larger than 64 MB"),
        "{complaint}"
    );
}
