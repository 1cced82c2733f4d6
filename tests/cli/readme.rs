//! What README.md tells a newcomer to type is run, in its order and in one folder.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::desk::{Desk, said};

/// A run of its own, of which README.md gives an id that nobody else's run has.
const ID_IN_README: &str = "0a1b2c3d";

/// Makes any of the shown runs a matter of moments: what a command does and refuses does not hang on it.
const SMALL: [&str; 6] = [
    "--sample",
    "20",
    "--set",
    "run.years=2",
    "--set",
    "run.replications=2",
];

/// What a user's own scenario would be fitted to.
const ACCOUNT: &str = "
[[account]]
name = \"gp_care\"
discipline = \"general_practice\"
amount = 150
tolerance = 0.01
";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The lines of README.md that are commands of the program, as arguments, without remarks and files written to.
fn commands(readme: &str) -> Vec<Vec<String>> {
    let shown = readme.lines().filter_map(|line| line.strip_prefix("    "));
    let commands = shown.filter_map(|line| {
        let command = line.split(['#', '>']).next().unwrap_or(line);
        let built = command.strip_prefix("cargo run --release -- ");
        built.or_else(|| command.strip_prefix("caremix "))
    });
    commands
        .map(|command| command.split_whitespace().map(String::from).collect())
        .collect()
}

/// The command with what makes it small, and with the id of a run that there is.
fn small(command: &[String], id: &str) -> Vec<String> {
    let own = |option: &str| command.iter().any(|argument| argument == option);
    let mut small: Vec<String> = command
        .iter()
        .map(|argument| argument.replace(ID_IN_README, id))
        .collect();
    let is_run = command[0] == "run" && !own("--expand");
    if is_run || ["validate", "batch"].contains(&command[0].as_str()) || own("--expand") {
        small.extend(SMALL.map(String::from));
    }
    if own("--precision") {
        small.extend(["--max-replications", "12"].map(String::from));
    }
    small
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target: PathBuf = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

#[test]
fn every_command_that_the_readme_shows_runs() {
    let desk = Desk::empty();
    copy(&root().join("scenarios"), &desk.path("scenarios"));
    copy(&root().join("tests/docs"), &desk.path("tests/docs"));
    // The town that the README lets stand for any scenario, and a run of another seed to compare with.
    assert!(desk.caremix(&["new", "town"]).status.success());
    let shipped = "scenarios/zoetermeer-2025.toml";
    let other = [&["run", shipped, "--seed", "4", "--quiet"], &SMALL[..]].concat();
    assert_eq!(desk.caremix(&other).status.code(), Some(0));
    let latest = fs::read_to_string(desk.path("outputs/zoetermeer-2025/latest"));
    let other = latest.expect("a run").trim().to_string();

    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let commands = commands(&readme);
    for command in &commands {
        if command[0] == "calibrate" {
            // Fitted is to accounts, which the new scenario has none of: a GP's care of 150 EUR a resident-year.
            let mut file = fs::OpenOptions::new();
            let file = file.append(true).open(desk.path("my-town.toml"));
            file.and_then(|mut file| file.write_all(ACCOUNT.as_bytes()))
                .expect("written");
        }
        let arguments = small(command, &other);
        let output = desk.caremix(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        // A town of twenty misses accounts that a sample of thousands meets: that is an answer, no refusal.
        let answers: &[i32] = if command[0] == "validate" {
            &[0, 1]
        } else {
            &[0]
        };
        let code = output.status.code().expect("a code");
        assert!(
            answers.contains(&code),
            "caremix {} gives {code}: {}",
            arguments.join(" "),
            said(&output.stderr)
        );
    }
    // The README is read, not passed over: every command that it has is among them.
    let mut shown: Vec<&str> = commands.iter().map(|command| command[0].as_str()).collect();
    shown.sort_unstable();
    shown.dedup();
    let expected = [
        "calibrate",
        "check",
        "diff",
        "explain",
        "import",
        "new",
        "report",
        "run",
        "schema",
        "share",
        "validate",
    ];
    assert!(expected.iter().all(|one| shown.contains(one)), "{shown:?}");
}

#[test]
fn ci_tests_and_runs_as_the_readme_says() {
    let read = |file: &str| fs::read_to_string(root().join(file)).expect(file);
    let ci = read(".ci/run");
    let readme = read("README.md");
    let commands = readme
        .lines()
        .filter_map(|line| line.strip_prefix("    cargo "));
    let commands: Vec<&str> = commands.collect();
    assert!(commands.len() >= 2, "{commands:?}");
    for command in commands {
        assert!(
            ci.contains(&format!("cargo {command}")),
            ".ci/run does not run `cargo {command}`"
        );
    }
}
