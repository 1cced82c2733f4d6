//! A page of documentation as something that runs: its blocks in order, in one empty folder, each with what it prints.
//!
//! Comes in: Markdown. A `console` block holds commands behind `$ ` (their further lines behind `> `), each with what it
//! prints below it; an `r` or a `python` block is a whole script, and a `text` block behind it what that prints. Goes out:
//! the same page with what was printed now. Deliberately absent: other blocks, which stay as they are.

use std::path::Path;
use std::process::{Command, Output};

/// Who runs scripts, and which are left alone because nobody is there to run them.
pub struct Runners {
    /// The folder in which everything happens.
    pub folder: tempfile::TempDir,
    /// Languages of scripts that are run; others keep what is printed.
    pub languages: Vec<&'static str>,
}

/// The page as it is when everything in it has been run.
pub fn walk(page: &str, runners: &Runners) -> String {
    let mut walked = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        walked.push_str(line);
        walked.push('\n');
        let Some(language) = line
            .strip_prefix("```")
            .filter(|language| !language.is_empty())
        else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let block = match language {
            "console" => console(&block, runners),
            _ => block.iter().map(|line| format!("{line}\n")).collect(),
        };
        walked.push_str(&block);
        walked.push_str("```\n");
        if !runners.languages.contains(&language) {
            continue;
        }
        let printed = script(language, &block, runners);
        if printed.is_empty() {
            continue;
        }
        // What it printed before is replaced, where there is any.
        if lines.peek() == Some(&"") {
            lines.next();
        }
        if lines.peek() == Some(&"```text") {
            lines
                .by_ref()
                .take_while(|line| *line != "```")
                .for_each(drop);
            if lines.peek() == Some(&"") {
                lines.next();
            }
        }
        walked.push_str(&format!("\n```text\n{printed}```\n\n"));
    }
    walked.trim_end().to_string() + "\n"
}

/// Commands with what they print now.
fn console(block: &[&str], runners: &Runners) -> String {
    let mut walked = String::new();
    let mut lines = block.iter().peekable();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("$ ") else {
            continue;
        };
        walked.push_str(&format!("{line}\n"));
        let mut command = command.to_string();
        while let Some(more) = lines
            .peek()
            .and_then(|line| line.strip_prefix("> ").or((**line == ">").then_some("")))
        {
            walked.push_str(format!("> {more}").trim_end());
            walked.push('\n');
            command.push_str(&format!("\n{more}"));
            lines.next();
        }
        walked.push_str(&printed(shell(&command, runners), &command));
    }
    walked
}

/// With the program on the path, and as wide as a page.
fn shell(command: &str, runners: &Runners) -> Output {
    // As in a terminal: what is said of mistakes stands where it is said.
    let command = format!("exec 2>&1\n{command}");
    prepared("bash", runners)
        .args(["-o", "pipefail", "-c", &command])
        .output()
        .expect("a shell")
}

fn script(language: &str, text: &str, runners: &Runners) -> String {
    let python = std::env::var("CAREMIX_PYTHON").unwrap_or_else(|_| "python3".to_string());
    let (program, flag) = match language {
        "r" => ("Rscript", "-e"),
        "python" => (python.as_str(), "-c"),
        other => panic!("nobody runs {other}"),
    };
    let output = prepared(program, runners).args([flag, text]).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{program}: {said}\n{text}");
    without_trailing_spaces(&output.stdout)
}

fn prepared(program: &str, runners: &Runners) -> Command {
    let caremix = Path::new(env!("CARGO_BIN_EXE_caremix"));
    let path = std::env::var("PATH").unwrap_or_default();
    let folder = caremix.parent().expect("a folder").display();
    let mut command = Command::new(program);
    command
        .current_dir(runners.folder.path())
        .env("PATH", format!("{folder}:{path}"))
        .env("COLUMNS", "100")
        .env("LC_ALL", "C.UTF-8")
        .env("MPLBACKEND", "Agg")
        .env_remove("NO_COLOR");
    command
}

/// What a command printed, which must not fail.
fn printed(output: Output, command: &str) -> String {
    let printed = without_trailing_spaces(&output.stdout);
    assert!(
        !printed.contains("```"),
        "{command}: a block cannot hold a fence"
    );
    assert!(output.status.success(), "{command}: {printed}");
    printed
}

fn without_trailing_spaces(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

#[test]
fn what_a_command_prints_stands_below_it() {
    let runners = Runners {
        folder: tempfile::tempdir().expect("a folder"),
        languages: Vec::new(),
    };
    let page = "A page\n\n```console\n$ echo one\ntwo\n$ cat <<END\n> three\n> END\n```\n\n```toml\nfour = 4\n```\n";
    let walked = "A page\n\n```console\n$ echo one\none\n$ cat <<END\n> three\n> END\nthree\n```\n\n```toml\nfour = 4\n```\n";
    assert_eq!(walk(page, &runners), walked);
}
