//! Runs that something happened to. Whatever was done to a file of a run, `report` and `diff` name that file; they do not
//! draw half of it, and nothing panics.

use std::fs;
use std::path::Path;

use super::desk::{Desk, names, newest, said};

/// Something that happens to a file.
type Damage = (&'static str, fn(&Path));

const DAMAGES: [Damage; 6] = [
    ("lost", |path| fs::remove_file(path).expect("removed")),
    ("emptied", |path| fs::write(path, "").expect("written")),
    ("cut in half", |path| {
        let bytes = fs::read(path).expect("a file");
        fs::write(path, &bytes[..bytes.len() / 2]).expect("written");
    }),
    ("of another alphabet", |path| {
        let bytes = fs::read(path).expect("a file");
        let other: Vec<u8> = bytes.iter().map(|byte| byte | 0x80).collect();
        fs::write(path, other).expect("written");
    }),
    ("one digit changed", |path| {
        let text = fs::read_to_string(path).expect("a text");
        let at = text.rfind(|letter: char| letter.is_ascii_digit());
        let at = at.expect("a digit");
        let other = if &text[at..=at] == "7" { "8" } else { "7" };
        fs::write(path, format!("{}{other}{}", &text[..at], &text[at + 1..])).expect("written");
    }),
    ("a folder in its place", |path| {
        fs::remove_file(path).expect("removed");
        fs::create_dir(path).expect("a folder");
    }),
];

const COMMANDS: [&[&str]; 3] = [
    &["report", "damaged", "--out", "page.html"],
    &["report", "damaged", "--picture", "split"],
    &["diff", "town", "damaged"],
];

/// A copy of the run in which something happened to a file.
fn damaged(desk: &Desk, file: &str, damage: fn(&Path)) {
    let (whole, copy) = (newest(desk), desk.path("damaged"));
    if copy.exists() {
        fs::remove_dir_all(&copy).expect("removed");
    }
    fs::create_dir(&copy).expect("a folder");
    for name in names(&whole) {
        fs::copy(whole.join(&name), copy.join(&name)).expect("copied");
    }
    damage(&copy.join(file));
}

#[test]
fn a_damaged_file_is_named_whatever_happened_to_it_and_nothing_is_written() {
    let desk = Desk::with_run();
    // Kept replications may be gone, and a run without run.json is none.
    let is_needed = |file: &String| file.ends_with(".csv") || file == "scenario.toml";
    let files: Vec<String> = names(&newest(&desk))
        .into_iter()
        .filter(is_needed)
        .collect();
    assert!(files.len() > 8, "{files:?}");
    for file in &files {
        for (what, damage) in DAMAGES {
            damaged(&desk, file, damage);
            for command in COMMANDS {
                let output = desk.caremix(command);
                let complaint = said(&output.stderr);
                let told = format!("{file} {what}, {command:?}: {complaint}");
                assert_eq!(output.status.code(), Some(1), "{told}");
                assert!(complaint.contains(file.as_str()), "{told}");
                assert!(output.stdout.is_empty(), "{told}");
            }
            assert!(!desk.path("page.html").exists(), "{file} {what}");
        }
    }
}

#[test]
fn run_json_that_is_damaged_is_named_and_without_it_there_is_no_run() {
    let desk = Desk::with_run();
    for (what, damage) in DAMAGES {
        damaged(&desk, "run.json", damage);
        let is_there = desk.path("damaged/run.json").is_file();
        for command in COMMANDS {
            let output = desk.caremix(command);
            let complaint = said(&output.stderr);
            let told = format!("{what}, {command:?}: {complaint}");
            let (code, words) = if is_there {
                (1, "run.json")
            } else {
                (2, "damaged is no finished run")
            };
            assert_eq!(output.status.code(), Some(code), "{told}");
            assert!(complaint.contains(words), "{told}");
        }
    }
}

#[test]
fn keys_of_run_json_that_are_lost_or_strange_are_no_panic() {
    let desk = Desk::with_run();
    let text = fs::read_to_string(newest(&desk).join("run.json")).expect("a text");
    let whole: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&text).expect("JSON");
    for key in whole.keys() {
        for strange in ["null", "\"x\"", "-1", "1e300", "[]", "{}", "[[[[{}]]]]"] {
            damaged(&desk, "run.json", |_| ());
            let mut other = whole.clone();
            other[key] = serde_json::from_str(strange).expect("JSON");
            let other = serde_json::to_string(&other).expect("JSON");
            fs::write(desk.path("damaged/run.json"), other).expect("written");
            let output = desk.caremix(COMMANDS[0]);
            let complaint = said(&output.stderr);
            assert_eq!(
                output.status.code(),
                Some(1),
                "{key} {strange}: {complaint}"
            );
            assert!(
                complaint.contains("run.json"),
                "{key} {strange}: {complaint}"
            );
        }
    }
}

#[test]
fn folders_of_any_alphabet_hold_runs_and_reports() {
    let desk = Desk::with_scenario();
    let folder = "Økonomi, “zorg” & 医療 שלום 🏥";
    fs::create_dir(desk.path(folder)).expect("a folder");
    let run = format!("{folder}/run of 2025");
    let page = format!("{folder}/pagina één.html");
    let ran = desk.run(&["--quiet", "--out", &run]);
    assert_eq!(ran.status.code(), Some(0), "{}", said(&ran.stderr));
    for command in [
        &["report", &run][..],
        &["report", &run, "--lang", "nl", "--out", &page],
        &["diff", &run, &run],
    ] {
        let output = desk.caremix(command);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    }
    let html = fs::read_to_string(desk.path(&page)).expect("a page");
    assert!(html.contains("<html lang=\"nl\""));
    assert!(desk.path(&run).join("report.html").is_file());
}
