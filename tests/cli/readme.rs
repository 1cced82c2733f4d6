//! What README.md tells a newcomer to type is run, in its order and in one folder.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::desk::{Desk, copy, said};

/// A run of its own, of which README.md gives an id that nobody else's run has.
const ID_IN_README: &str = "0a1b2c3d";

/// Makes any of the shown runs a matter of moments: what a command does and refuses does not hang on it.
const SMALL: [&str; 8] = [
    "--sample",
    "20",
    "--set",
    "run.years=2",
    "--set",
    "run.cycles_per_year=1",
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
    for place in 1..small.len() {
        if ["--replications", "--expand"].contains(&small[place - 1].as_str()) {
            small[place] = "12".to_string();
        }
    }
    let is_run = command[0] == "run" && !own("--expand");
    if is_run || ["validate", "batch"].contains(&command[0].as_str()) || own("--expand") {
        small.extend(SMALL.map(String::from));
    }
    if own("--structure") {
        // Every mechanism of every arm is one more twin: of two arms, what the command does is seen.
        small.extend(["--arms", "three_p,transition_budget"].map(String::from));
    }
    if own("--precision") {
        small.extend(["--max-replications", "12"].map(String::from));
    }
    small
}

/// A scenario with the first two of its accounts.
fn with_few_accounts(text: &str) -> String {
    let mut accounts = 0;
    let tables = text.split("\n[[").filter(|table| {
        accounts += usize::from(table.starts_with("account]]"));
        !table.starts_with("account]]") || accounts <= 2
    });
    let tables: Vec<&str> = tables.collect();
    assert!(accounts > 2);
    tables.join("\n[[")
}

#[test]
fn every_command_that_the_readme_shows_runs() {
    let desk = Desk::empty();
    copy(&root().join("scenarios"), &desk.path("scenarios"));
    copy(&root().join("tests/docs"), &desk.path("tests/docs"));
    // Of a folder of scenarios, the README's are enough; that the others run is for golden.rs.
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    for name in desk.names("scenarios") {
        if name.ends_with(".toml") && !readme.contains(&name) {
            fs::remove_file(desk.path("scenarios").join(name)).expect("removed");
        }
    }
    // Each account of some ages is worked out on its own: a few show what the command does.
    let country = desk.path("scenarios/netherlands-2023.toml");
    let text = fs::read_to_string(&country).expect("a scenario");
    fs::write(&country, with_few_accounts(&text)).expect("written");
    // The town that the README lets stand for any scenario, and a run of another seed to compare with.
    assert!(desk.caremix(&["new", "town"]).status.success());
    let shipped = "scenarios/zoetermeer-2025.toml";
    let other = [&["run", shipped, "--seed", "4", "--quiet"], &SMALL[..]].concat();
    assert_eq!(desk.caremix(&other).status.code(), Some(0));
    let latest = fs::read_to_string(desk.path("outputs/zoetermeer-2025/latest"));
    let other = latest.expect("a run").trim().to_string();

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
