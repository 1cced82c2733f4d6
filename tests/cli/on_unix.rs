//! Interrupts, kills, closed pipes and full disks.

use std::fs;
use std::process::{Child, Stdio};
use std::time::Duration;

use super::desk::{Desk, said};

fn start(desk: &Desk, arguments: &[&str]) -> Child {
    std::process::Command::new(env!("CARGO_BIN_EXE_caremix"))
        .current_dir(desk.folder.path())
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process")
}

/// A run that would take hours, once it has begun to compute.
fn long_run(desk: &Desk) -> Child {
    let mut child = start(desk, &["run", "town.toml", "--replications", "1000000"]);
    for _ in 0..200 {
        if !desk.names("outputs/town").is_empty() {
            return child;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().and_then(|()| child.wait()).expect("an end");
    panic!("the run did not begin");
}

fn signal(child: &Child, name: &str) {
    let status = std::process::Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(status.expect("a process").success());
}

#[test]
fn an_interrupted_run_exits_130_and_leaves_nothing() {
    let desk = Desk::with_scenario();
    let child = long_run(&desk);
    signal(&child, "-INT");
    let output = child.wait_with_output().expect("an end");
    assert_eq!(output.status.code(), Some(130), "{}", said(&output.stderr));
    assert_eq!(desk.names("."), ["town.toml"]);
}

#[test]
fn what_a_killed_run_leaves_is_cleared_by_the_next() {
    let desk = Desk::with_scenario();
    let child = long_run(&desk);
    signal(&child, "-KILL");
    child.wait_with_output().expect("an end");
    assert_eq!(desk.names("outputs/town").len(), 1);
    let output = desk.caremix(&["run", "town.toml", "--replications", "2"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    assert!(
        desk.names("outputs/town")
            .iter()
            .all(|name| !name.starts_with('.'))
    );
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
