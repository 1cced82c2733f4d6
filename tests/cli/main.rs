//! The program as users meet it: a real process, its exit codes, its files, its two streams.

mod accounts;
mod attack;
mod batch;
mod check;
mod currency;
mod damage;
mod decide;
mod design;
mod desk;
mod determinism;
mod draws;
mod extend;
#[cfg(target_os = "linux")]
mod faults;
mod figures;
mod import;
mod limits;
mod load;
#[cfg(unix)]
mod on_unix;
mod page;
mod parameters;
mod parts;
mod readme;
mod report;
#[cfg(target_os = "linux")]
mod room;
mod sensitivity;
mod serve;
mod served;
mod share;
mod store;
mod structure;

use std::fs;

use desk::{Desk, said};

#[test]
fn the_help_of_every_command_shows_an_example() {
    let desk = Desk::empty();
    for command in [
        None,
        Some("run"),
        Some("check"),
        Some("parameters"),
        Some("sensitivity"),
        Some("share"),
        Some("decide"),
        Some("design"),
        Some("report"),
        Some("validate"),
        Some("calibrate"),
        Some("serve"),
        Some("diff"),
        Some("new"),
        Some("import"),
        Some("schema"),
        Some("explain"),
        Some("merge"),
        Some("batch"),
        Some("completions"),
        Some("man"),
    ] {
        let arguments: Vec<&str> = command.into_iter().chain(["--help"]).collect();
        let output = desk.caremix(&arguments);
        let text = said(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        let example = format!("  caremix {}", command.unwrap_or("run"));
        let examples = text.split_once("Examples:").map(|(_, rest)| rest);
        assert!(
            examples.is_some_and(|rest| rest.contains(&example)),
            "{arguments:?}:\n{text}"
        );
    }
}

#[test]
fn a_shell_and_man_know_every_command() {
    let desk = Desk::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = desk.caremix(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        for word in ["sensitivity-of-nothing", "merge", "shard"] {
            let has_it = said(&output.stdout).contains(word);
            assert_eq!(has_it, word != "sensitivity-of-nothing", "{shell}: {word}");
        }
    }
    let written = desk.caremix(&["man", "--out", "pages"]);
    assert_eq!(written.status.code(), Some(0), "{}", said(&written.stderr));
    let pages = desk.names("pages");
    for page in ["caremix.1", "caremix-run.1", "caremix-merge.1"] {
        assert!(pages.iter().any(|name| name == page), "{pages:?}");
    }
    let run = std::fs::read_to_string(desk.path("pages/caremix-run.1")).expect("a page");
    assert!(run.contains("\\-\\-shard"), "{run}");
}

#[test]
fn a_misspelt_option_or_command_is_wrong_input() {
    let desk = Desk::with_scenario();
    for arguments in [
        &["run", "town.toml", "--replicatons", "3"][..],
        &["rn"],
        &[],
        &["run", "town.toml", "--replications", "0"],
    ] {
        let output = desk.caremix(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            !output.stderr.is_empty() && output.stdout.is_empty(),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_sample_speaks_of_the_town_at_its_real_size_unless_asked_for_as_simulated() {
    let desk = Desk::with_scenario();
    let small = [
        "--replications",
        "4",
        "--sample",
        "300",
        "--set",
        "run.years=2",
        "--details",
    ];
    let run = |more: &[&str]| {
        said(
            &desk
                .caremix(&[&["run", "town.toml"], &small[..], more].concat())
                .stdout,
        )
    };
    let read = |name: &str| fs::read_to_string(desk.path(name)).expect("a file");
    let text = run(&["--out", "real"]);
    assert!(text.contains("residents, real size"), "{text}");
    assert!(text.contains("Parameters and chance"), "{text}");
    assert!(read("real/variance.csv").starts_with(
        "arm,comparator,payer_or_outcome,year,unit,sd_real_size,by_parameters,by_chance_real_size,"
    ));
    assert!(read("real/run.json").contains("\"figures\": \"real size\""));
    assert_eq!(text, run(&["--out", "real"]), "read back from its files");
    let text = run(&["--as-simulated", "--out", "plain"]);
    assert!(text.contains("residents, as simulated"), "{text}");
    assert!(!text.contains("Parameters and chance"), "{text}");
    assert!(!desk.path("plain/variance.csv").exists());
    assert_ne!(read("plain/payers.csv"), read("real/payers.csv"));
}

#[test]
fn a_scenario_that_is_missing_or_wrong_exits_2_and_leaves_no_folder() {
    let desk = Desk::with_scenario();
    let good = fs::read_to_string(desk.path("town.toml")).expect("read");
    fs::write(desk.path("wrong.toml"), format!("replicatons = 3\n{good}")).expect("written");
    for command in ["run", "check"] {
        for file in ["missing.toml", "wrong.toml"] {
            let output = desk.caremix(&[command, file]);
            assert_eq!(output.status.code(), Some(2), "{command} {file}");
            let complaint = said(&output.stderr);
            assert!(complaint.contains(file), "{complaint}");
        }
    }
    let complaint = said(&desk.caremix(&["run", "wrong.toml"]).stderr);
    assert!(complaint.contains("replicatons"), "{complaint}");
    assert!(!desk.path("outputs").exists());
}

#[test]
fn an_unknown_arm_or_setting_is_wrong_input() {
    let desk = Desk::with_scenario();
    for more in [
        &["--arms", "nowhere"][..],
        &["--set", "run.replicatons=3"],
        &["--set", "run"],
    ] {
        let output = desk.run(more);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{more:?}: {}",
            said(&output.stdout)
        );
    }
    assert!(!desk.path("outputs").exists());
}

#[test]
fn a_new_scenario_passes_its_check() {
    let desk = Desk::with_scenario();
    let output = desk.caremix(&["check", "town.toml"]);
    let text = said(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    for expected in [
        "payers",
        "insurer",
        "residents",
        "run id",
        "unverified",
        "Arms",
        "resident-cycles",
    ] {
        assert!(
            text.contains(expected),
            "`{expected}` is missing from\n{text}"
        );
    }
    assert!(!desk.path("outputs").exists());
}

#[test]
fn new_overwrites_nothing_and_refuses_names_that_are_paths() {
    let desk = Desk::with_scenario();
    fs::write(desk.path("town.toml"), "mine").expect("written");
    assert_eq!(desk.caremix(&["new", "town"]).status.code(), Some(2));
    assert_eq!(
        fs::read_to_string(desk.path("town.toml")).expect("read"),
        "mine"
    );
    assert_eq!(desk.caremix(&["new", "../town"]).status.code(), Some(2));
    assert_eq!(desk.names("."), ["town.toml"]);
}

#[test]
fn the_schema_is_json() {
    let output = Desk::empty().caremix(&["schema"]);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(value["properties"]["arm"].is_object());
}

#[test]
fn a_run_writes_its_files_and_points_to_them() {
    let desk = Desk::with_scenario();
    let output = desk.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let latest = fs::read_to_string(desk.path("outputs/town/latest")).expect("read");
    let id = latest.trim();
    assert_eq!(desk.names("outputs/town"), [id, "latest"]);
    assert_eq!(
        desk.names(&format!("outputs/town/{id}")),
        [
            "disciplines.csv",
            "incremental.csv",
            "investments.csv",
            "layers.csv",
            "ledger.csv",
            "outcomes.csv",
            "payers.csv",
            "providers.csv",
            "replications.bin",
            "replications.csv",
            "replications_wide.csv",
            "run.json",
            "scenario.toml",
            "variance.csv"
        ]
    );
    assert!(said(&output.stdout).contains(&format!("outputs/town/{id}")));
}

#[test]
fn the_same_run_is_found_and_printed_the_same() {
    let desk = Desk::with_scenario();
    let first = desk.run(&[]);
    let made = fs::metadata(desk.path("outputs/town/latest")).is_ok();
    let second = desk.run(&[]);
    assert!(
        made && said(&second.stderr).contains("found"),
        "{}",
        said(&second.stderr)
    );
    assert!(!said(&first.stderr).contains("found"));
    assert_eq!(said(&first.stdout), said(&second.stdout));
    let forced = desk.run(&["--force"]);
    assert!(!said(&forced.stderr).contains("found"));
    assert_eq!(said(&first.stdout), said(&forced.stdout));
}

#[test]
fn other_replications_extend_a_run_and_another_seed_makes_another() {
    let desk = Desk::with_scenario();
    desk.run(&[]);
    let output = desk.caremix(&["run", "town.toml", "--replications", "3", "--sample", "50"]);
    assert!(
        said(&output.stderr).contains("extended to 3"),
        "{}",
        said(&output.stderr)
    );
    assert_eq!(desk.names("outputs/town").len(), 2);
    desk.run(&["--seed", "99"]);
    assert_eq!(desk.names("outputs/town").len(), 3);
}

#[test]
fn the_copy_of_the_scenario_is_the_same_run() {
    let desk = Desk::with_scenario();
    desk.run(&[]);
    let id = fs::read_to_string(desk.path("outputs/town/latest")).expect("read");
    let copy = format!("outputs/town/{}/scenario.toml", id.trim());
    let output = desk.caremix(&["run", &copy]);
    assert!(
        said(&output.stderr).contains("found"),
        "{}",
        said(&output.stderr)
    );
}

#[test]
fn not_even_force_replaces_the_folder_one_works_in() {
    let desk = Desk::with_scenario();
    assert_eq!(desk.run(&["--out", ".", "--force"]).status.code(), Some(2));
    assert_eq!(desk.names("."), ["town.toml"]);
}

#[test]
fn a_folder_that_cannot_be_made_exits_1_and_says_which() {
    let desk = Desk::with_scenario();
    fs::write(desk.path("file"), "x").expect("written");
    let output = desk.run(&["--out", "file/inside"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output.stderr).contains("file/inside"),
        "{}",
        said(&output.stderr)
    );
}

#[test]
fn piped_output_has_no_escape_codes_and_no_progress() {
    let desk = Desk::with_scenario();
    let first = desk.run(&[]);
    assert_eq!(first.status.code(), Some(0));
    let no_color = desk.command(&["run", "town.toml", "--replications", "2", "--sample", "50"]);
    let second = { no_color }
        .env("NO_COLOR", "1")
        .output()
        .expect("a process");
    for output in [
        &first,
        &second,
        &desk.caremix(&["check", "town.toml"]),
        &desk.caremix(&["run"]),
    ] {
        assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b));
    }
    assert!(
        !said(&first.stderr).contains("replications"),
        "{}",
        said(&first.stderr)
    );
}

#[test]
fn without_a_utf8_locale_the_report_is_ascii() {
    let desk = Desk::with_scenario();
    let arguments = ["run", "town.toml", "--replications", "2", "--sample", "50"];
    let output = desk
        .command(&arguments)
        .env("LC_ALL", "C")
        .output()
        .expect("a process");
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_ascii(), "{}", said(&output.stdout));
}

#[test]
fn csv_and_json_are_what_they_say() {
    let desk = Desk::with_scenario();
    let csv = said(&desk.run(&["--format", "csv"]).stdout);
    assert!(
        csv.starts_with("table,arm,comparator,effect,year,payer,mean,"),
        "{csv}"
    );
    assert!(csv.contains("\nincremental,"), "{csv}");
    let json = desk.run(&["--format", "json"]).stdout;
    let value: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(value["run"]["replications"], 2);
}
