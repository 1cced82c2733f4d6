//! What a run keeps is never lost, never silently read when it is not as it was written, and never taken for somebody else's.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::desk::{Desk, names, newest, said, tables};

fn code(output: &Output) -> i32 {
    output.status.code().expect("a code")
}

/// The files of the newest run that are printed, analysed or copied.
fn files(desk: &Desk) -> Vec<String> {
    let files = names(&newest(desk)).into_iter();
    files.filter(|name| name != "replications.bin").collect()
}

#[test]
fn a_file_of_a_finished_run_that_was_edited_or_cut_or_is_gone_is_named_and_made_anew() {
    let desk = Desk::with_scenario();
    // Made anew some forty times; as many files as of more years.
    let run = || desk.run(&["--set", "run.years=1"]);
    run();
    let (expected, folder) = (tables(&desk), newest(&desk));
    for name in files(&desk) {
        let path = folder.join(&name);
        let bytes = fs::read(&path).expect("read");
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 1;
        let cut = bytes[..bytes.len() / 2].to_vec();
        for damaged in [Some(flipped), Some(cut), None] {
            match &damaged {
                Some(damaged) => fs::write(&path, damaged).expect("written"),
                None => fs::remove_file(&path).expect("removed"),
            }
            let output = run();
            let remark = said(&output.stderr);
            // Without its run.json it is no run of ours any more, and is left alone.
            if name == "run.json" && code(&output) == 2 {
                assert!(remark.contains("no run.json of caremix"), "{remark}");
                fs::write(&path, &bytes).expect("written");
                continue;
            }
            assert_eq!(code(&output), 0, "{name}: {remark}");
            assert!(
                remark.contains("is damaged") && remark.contains(&name),
                "{name}: {remark}"
            );
            assert!(remark.contains("computed anew"), "{name}: {remark}");
            // What somebody changed is not lost.
            for before in names(&folder)
                .iter()
                .filter(|name| name.contains(".before-"))
            {
                let kept = fs::read(folder.join(before)).expect("read");
                assert_eq!(Some(kept), damaged, "{before}");
                fs::remove_file(folder.join(before)).expect("removed");
            }
            assert_eq!(tables(&desk), expected, "{name}");
        }
    }
}

#[test]
fn what_is_analysed_further_is_as_it_was_written_or_refused_by_name() {
    let desk = Desk::with_scenario();
    desk.run(&[]);
    let share = || desk.caremix(&["share", "town", "--quiet"]);
    assert_eq!(code(&share()), 0);
    let path = newest(&desk).join("replications.csv");
    let text = fs::read_to_string(&path).expect("read");
    fs::write(&path, text.replacen(".1", ".2", 1)).expect("written");
    let output = share();
    assert_eq!(code(&output), 1);
    let complaint = said(&output.stderr);
    assert!(
        complaint.contains("replications.csv is not as it was written"),
        "{complaint}"
    );
    fs::write(&path, text).expect("written");
    // What was added to a run belongs to it from then on.
    assert_eq!(code(&share()), 0);
    assert!(said(&desk.run(&[]).stderr).contains("found"));
}

#[test]
fn a_folder_that_is_no_run_is_never_replaced_and_nothing_proposes_it() {
    let desk = Desk::with_scenario();
    fs::create_dir_all(desk.path("precious/sub")).expect("made");
    fs::write(desk.path("precious/thesis.docx"), "x").expect("written");
    fs::write(desk.path("precious/sub/data.csv"), "y").expect("written");
    for more in [
        &["--out", "precious"][..],
        &["--out", "precious", "--force"],
    ] {
        let output = desk.run(more);
        let complaint = said(&output.stderr);
        assert_eq!(code(&output), 2, "{complaint}");
        assert!(!complaint.contains("--force"), "{complaint}");
        assert_eq!(desk.names("precious"), ["sub", "thesis.docx"]);
        assert_eq!(desk.names("."), ["precious", "town.toml"]);
    }
    assert_eq!(desk.names("precious/sub"), ["data.csv"]);
}

#[test]
fn another_run_is_replaced_only_when_forced_and_what_is_not_of_it_stays() {
    let desk = Desk::with_scenario();
    desk.run(&["--out", "o"]);
    fs::write(desk.path("o/notes.txt"), "mine").expect("written");
    let other = ["--out", "o", "--seed", "99"];
    let refused = desk.run(&other);
    assert_eq!(code(&refused), 2);
    assert!(
        said(&refused.stderr).contains("another run"),
        "{}",
        said(&refused.stderr)
    );
    assert_eq!(code(&desk.run(&[&other[..], &["--force"]].concat())), 0);
    assert!(said(&desk.run(&other).stderr).contains("found"));
    assert!(desk.names("o").contains(&"notes.txt".to_string()));
}

/// Starts a run of a scenario into the folder `o`.
fn start(desk: &Desk, seed: &str) -> std::process::Child {
    let size = [
        "--sample",
        "50",
        "--replications",
        "4",
        "--threads",
        "1",
        "--quiet",
    ];
    Command::new(env!("CARGO_BIN_EXE_caremix"))
        .current_dir(desk.folder.path())
        .args([
            "run",
            "town.toml",
            "--out",
            "o",
            "--seed",
            seed,
            "--set",
            "run.years=3",
        ])
        .args(size)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process")
}

#[test]
fn of_two_runs_into_one_folder_one_is_made_and_the_other_is_told() {
    let seed = |folder: &Path| -> String {
        let run = fs::read_to_string(folder.join("run.json")).expect("a run");
        let run: serde_json::Value = serde_json::from_str(&run).expect("JSON");
        run["seed"].to_string()
    };
    for round in 0..8 {
        let desk = Desk::with_scenario();
        let children = ["1", "2"].map(|number| (number, start(&desk, number)));
        let ended =
            children.map(|(number, child)| (number, child.wait_with_output().expect("an end")));
        let done: Vec<&str> = ended
            .iter()
            .filter(|(_, output)| code(output) == 0)
            .map(|(number, _)| *number)
            .collect();
        assert_eq!(done.len(), 1, "round {round}");
        assert_eq!(seed(&desk.path("o")), done[0], "round {round}");
        for (number, output) in &ended {
            let told = said(&output.stderr);
            let is_told = told.contains("another") && told.contains("--out");
            assert!(*number == done[0] || is_told, "{told}");
        }
    }
}

#[test]
fn the_same_run_started_twice_is_made_once_and_found_afterwards() {
    for _ in 0..4 {
        let desk = Desk::with_scenario();
        let children = [start(&desk, "1"), start(&desk, "1")];
        let codes = children.map(|child| code(&child.wait_with_output().expect("an end")));
        assert!(codes.contains(&0), "{codes:?}");
        assert!(codes.iter().all(|code| [0, 1].contains(code)), "{codes:?}");
        let again = start(&desk, "1").wait_with_output().expect("an end");
        assert_eq!(code(&again), 0);
        assert_eq!(desk.names("."), ["o", "town.toml"]);
    }
}

#[test]
fn whatever_killed_processes_left_is_cleared_by_the_next_run_even_if_it_only_finds() {
    let desk = Desk::with_scenario();
    desk.run(&[]);
    let folder = newest(&desk);
    let id = folder
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let beside = |name: &str| -> PathBuf { desk.path("outputs/town").join(name) };
    for hidden in [".partial-", ".discarded"] {
        let hidden = match hidden {
            ".partial-" => beside(&format!(".{id}.partial-{id}")),
            other => beside(&format!(".{id}{other}")),
        };
        fs::create_dir(&hidden).expect("made");
        fs::write(hidden.join("payers.csv"), "half").expect("written");
    }
    fs::write(beside(".latest.partial-4294967295"), "half").expect("written");
    for name in [
        ".share.csv.partial-4294967295",
        ".coalitions.csv.partial-4294967295",
    ] {
        fs::write(folder.join(name), "half").expect("written");
    }
    assert!(said(&desk.run(&[]).stderr).contains("found"));
    assert_eq!(desk.names("outputs/town"), [id, "latest".to_string()]);
    assert!(names(&folder).iter().all(|name| !name.starts_with('.')));
}
