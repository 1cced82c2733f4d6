//! Parts of a run, computed by themselves and put together.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use super::desk::{Desk, names, said};

const SMALL: [&str; 6] = ["run", "town.toml", "--sample", "50", "--set", "run.years=3"];

fn run(desk: &Desk, more: &[&str]) -> Output {
    desk.caremix(&[&SMALL, more].concat())
}

fn done(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    said(&output.stdout)
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{}", said(&output.stderr));
    said(&output.stderr)
}

/// Makes a part of a run of so many replications in `parts/<number>`.
fn part(desk: &Desk, number: u32, of: u32, replications: &str) -> String {
    let shard = format!("{number}/{of}");
    let out = format!("parts/{number}");
    let more = [
        "--replications",
        replications,
        "--shard",
        &shard,
        "--out",
        &out,
    ];
    done(&run(desk, &more))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |name: String| {
        let mut bytes = fs::read(folder.join(&name)).expect("read");
        if name == "run.json" {
            let mut manifest: Value = serde_json::from_slice(&bytes).expect("JSON");
            for which in ["threads", "timing", "seal"] {
                manifest[which] = Value::Null;
            }
            bytes = manifest.to_string().into_bytes();
        }
        (name, bytes)
    };
    names(folder).into_iter().map(read).collect()
}

#[test]
fn parts_put_together_are_the_run_of_one_process_to_the_byte() {
    let desk = Desk::with_scenario();
    let whole = [
        "--replications",
        "7",
        "--set",
        "run.price_year=2024",
        "--out",
        "whole",
    ];
    done(&run(&desk, &whole));
    for number in [3, 1, 2] {
        let (shard, out) = (format!("{number}/3"), format!("parts/{number}"));
        let more = [
            "--set",
            "run.price_year=2024",
            "--threads",
            "2",
            "--shard",
            &shard,
            "--out",
            &out,
        ];
        let said = done(&run(&desk, &[&["--replications", "7"], &more[..]].concat()));
        let held = if number == 1 { 3 } else { 2 };
        assert!(said.contains(&format!("part {number} of 3")), "{said}");
        assert!(
            said.contains(&format!("{held} of 7 replications")),
            "{said}"
        );
    }
    let printed = desk.caremix(&["merge", "parts/2", "parts/3", "parts/1", "--out", "merged"]);
    let again = run(&desk, &whole);
    assert_eq!(done(&printed).replace("merged", "whole"), done(&again));
    let (merged, whole) = (files(&desk.path("merged")), files(&desk.path("whole")));
    let names: Vec<&String> = whole.keys().collect();
    assert_eq!(merged.keys().collect::<Vec<_>>(), names);
    assert!(merged.contains_key("replications.bin"));
    for (name, bytes) in &whole {
        assert!(merged[name] == *bytes, "{name} differs");
    }
    // Without --out the run stands where one process would have put it, and is the newest.
    done(&desk.caremix(&["merge", "parts/1", "parts/2", "parts/3"]));
    assert!(desk.path("outputs/town/latest").is_file());
    // The parts are where they were.
    assert_eq!(desk.names("parts"), ["1", "2", "3"]);
    // And a run that was merged is extended as any other.
    let nine = ["--replications", "9", "--set", "run.price_year=2024"];
    let more = run(&desk, &nine);
    assert!(said(&more.stderr).contains("has 7 replications: extended to 9"));
}

#[test]
fn everything_that_is_wrong_with_parts_is_said_at_once_and_nothing_is_written() {
    let desk = Desk::with_scenario();
    for number in [1, 2, 4] {
        part(&desk, number, 5, "6");
    }
    let copy = |from: &str, to: &str| {
        fs::create_dir_all(desk.path(to)).expect("a folder");
        for name in desk.names(from) {
            fs::copy(desk.path(from).join(&name), desk.path(to).join(&name)).expect("a copy");
        }
    };
    copy("parts/2", "parts/2-again");
    copy("parts/2", "parts/damaged");
    let bin = desk.path("parts/damaged/replications.bin");
    let mut bytes = fs::read(&bin).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&bin, bytes).expect("written");
    done(&run(
        &desk,
        &[
            "--replications",
            "6",
            "--seed",
            "9",
            "--shard",
            "3/5",
            "--out",
            "parts/seed",
        ],
    ));
    done(&run(
        &desk,
        &[
            "--replications",
            "6",
            "--set",
            "run.years=2",
            "--shard",
            "3/5",
            "--out",
            "parts/years",
        ],
    ));
    done(&run(
        &desk,
        &["--replications", "2", "--out", "parts/whole"],
    ));
    let said = refused(&desk.caremix(&[
        "merge",
        "parts/1",
        "parts/2",
        "parts/2-again",
        "parts/4",
        "parts/damaged",
        "parts/seed",
        "parts/years",
        "parts/whole",
        "parts/none",
        "--out",
        "merged",
    ]));
    for expected in [
        "parts/2-again: part 2 of 5 is there twice, also in parts/2",
        "parts/damaged: replications.bin is not as it was written",
        "parts/seed: its seed is 9",
        "parts/years: its scenario, by its run id, is",
        "parts/whole: it is a whole run, not a part of one",
        "parts/none: run.json:",
        "part 5 of 5 is missing (or could not be read)",
    ] {
        assert!(said.contains(expected), "{expected} is not in\n{said}");
    }
    assert!(!desk.path("merged").exists());
    let said = refused(&desk.caremix(&["merge", "parts/1", "parts/2", "--out", "merged"]));
    assert!(said.contains("parts 3, 4, 5 of 5 are missing"), "{said}");
}

#[test]
fn a_part_is_no_run_and_no_part_takes_the_place_of_another() {
    let desk = Desk::with_scenario();
    part(&desk, 1, 2, "4");
    let read = desk.caremix(&["report", "parts/1"]);
    assert_ne!(read.status.code(), Some(0));
    assert!(
        said(&read.stderr).contains("`caremix merge` puts all parts together"),
        "{}",
        said(&read.stderr)
    );
    let same_place = run(
        &desk,
        &["--replications", "4", "--shard", "2/2", "--out", "parts/1"],
    );
    assert!(refused(&same_place).contains("parts/1 holds another run"));
    let whole = run(&desk, &["--replications", "4", "--out", "parts/1"]);
    assert!(refused(&whole).contains("parts/1 holds another run"));
    // The same again is found, and more replications extend it.
    let again = run(
        &desk,
        &["--replications", "4", "--shard", "1/2", "--out", "parts/1"],
    );
    assert!(said(&again.stderr).contains("found: parts/1 is finished"));
    let more = run(
        &desk,
        &["--replications", "8", "--shard", "1/2", "--out", "parts/1"],
    );
    assert!(done(&more).contains("4 of 8 replications"));
    assert!(
        said(&more.stderr).contains("has 2 replications: extended to 4"),
        "{}",
        said(&more.stderr)
    );
    // Beside the whole run, where no --out says otherwise.
    done(&run(&desk, &["--replications", "4", "--shard", "2/2"]));
    let runs = desk.names("outputs/town");
    assert_eq!(runs.len(), 1, "{runs:?}");
    assert!(runs[0].ends_with("-part-2-of-2"), "{runs:?}");
}

#[test]
fn a_part_that_is_none_is_wrong_input() {
    let desk = Desk::with_scenario();
    for (shard, complaint) in [
        ("3/2", "there is no part 3 of 2"),
        ("0/2", "there is no part 0 of 2"),
        ("a/b", "as 3/16"),
        ("7/8", "part 7 of 8 has none of the run's 4 replications"),
    ] {
        let output = run(&desk, &["--replications", "4", "--shard", shard]);
        assert!(
            refused(&output).contains(complaint),
            "{}",
            said(&output.stderr)
        );
    }
    assert!(!desk.path("outputs").exists());
}

#[test]
fn a_part_of_another_build_is_named() {
    let desk = Desk::with_scenario();
    part(&desk, 1, 2, "4");
    // A part of another seed whose papers were put in order by hand: what it holds is not what this program makes.
    let more = [
        "--replications",
        "4",
        "--seed",
        "5",
        "--shard",
        "2/2",
        "--out",
        "parts/2",
    ];
    done(&run(&desk, &more));
    let one = fs::read(desk.path("parts/1/replications.bin")).expect("read");
    let two = fs::read(desk.path("parts/2/replications.bin")).expect("read");
    // The head names the run; the rest are records.
    let head = head_length(&one);
    let forged = [&one[..head], &two[head_length(&two)..]].concat();
    fs::write(desk.path("parts/2/replications.bin"), &forged).expect("written");
    reseal(&desk, &forged);
    let merged = desk.caremix(&["merge", "parts/1", "parts/2", "--out", "merged"]);
    assert_eq!(merged.status.code(), Some(1), "{}", said(&merged.stderr));
    assert!(
        said(&merged.stderr).contains("computes otherwise: parts/2"),
        "{}",
        said(&merged.stderr)
    );
    assert!(!desk.path("merged").exists());
}

/// The bytes before the first replication: a line, and a record that says of which run.
fn head_length(bytes: &[u8]) -> usize {
    let line = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .expect("a line")
        + 1;
    let length = bytes[line + 8..line + 16].try_into().expect("a length");
    line + 32 + u64::from_le_bytes(length) as usize
}

/// Gives part 2 the papers of part 1, with the hash of what it holds and a new seal.
fn reseal(desk: &Desk, forged: &[u8]) {
    use sha2::{Digest, Sha256};
    let hex = |bytes: &[u8]| -> String {
        let digest = Sha256::digest(bytes);
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let text = fs::read_to_string(desk.path("parts/1/run.json")).expect("read");
    let of_one = hex(&fs::read(desk.path("parts/1/replications.bin")).expect("read"));
    let text = text.replace(&of_one, &hex(forged));
    let text = text.replace("\"number\": 1", "\"number\": 2");
    let end = text.rfind("\"seal\": \"").expect("a seal") + "\"seal\": \"".len();
    let sealed = &text[..end];
    let text = format!("{sealed}{}\"\n}}\n", hex(sealed.as_bytes()));
    fs::write(desk.path("parts/2/run.json"), text).expect("written");
    fs::copy(
        desk.path("parts/1/scenario.toml"),
        desk.path("parts/2/scenario.toml"),
    )
    .expect("a copy");
}
