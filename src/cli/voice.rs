//! Speaking: answers on stdout, remarks on stderr, and what the terminal can show.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

use super::stop::Stop;
use crate::report::terminal::{LEAST_WIDTH, Look, USUAL_WIDTH};

/// Puts an answer on stdout. A reader that has gone away is no failure.
pub fn answer(text: &str) -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Stop::Unread),
        Err(error) => Err(Stop::failed(format_args!(
            "the output cannot be written: {error}"
        ))),
    }
}

/// Puts a remark on stderr; when even that is closed there is nobody left to tell.
pub fn remark(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", text.trim_end());
}

/// Puts what is odd about an input on stderr, unless nobody wants remarks.
pub fn warn(warnings: &[String], is_quiet: bool) {
    for warning in warnings.iter().filter(|_| !is_quiet) {
        remark(&format!("warning: {warning}"));
    }
}

/// Tells the user on stderr, and gives the exit code.
pub fn print(stop: &Stop) -> ExitCode {
    match stop {
        Stop::Input(text) | Stop::Failed(text) => remark(text),
        Stop::Interrupted => remark("interrupted: nothing was written"),
        Stop::Paused { kept, wanted } => remark(&format!(
            "interrupted: {kept} of {wanted} replications are kept, and the same command with --resume continues"
        )),
        Stop::Unread => {}
    }
    stop.code()
}

/// What stdout can show.
pub fn look() -> Look {
    Look {
        has_colour: is_coloured(io::stdout().is_terminal()),
        has_unicode: has_unicode(),
        width: width(),
    }
}

/// COLUMNS where it is set, else the terminal's, else a hundred.
fn width() -> usize {
    let asked_for = variable("COLUMNS").and_then(|columns| columns.trim().parse().ok());
    let of_terminal = || {
        let (_, columns) = console::Term::stdout().size_checked()?;
        Some(usize::from(columns))
    };
    let found = asked_for
        .filter(|columns| *columns > 0)
        .or_else(of_terminal);
    found.unwrap_or(USUAL_WIDTH).max(LEAST_WIDTH)
}

/// Whether faults on stderr may be coloured.
pub fn is_stderr_coloured() -> bool {
    is_coloured(io::stderr().is_terminal())
}

fn is_coloured(is_terminal: bool) -> bool {
    let is_refused =
        variable("NO_COLOR").is_some() || variable("TERM").is_some_and(|term| term == "dumb");
    is_terminal && !is_refused
}

/// The first of the locale's variables that is set decides, as in POSIX; elsewhere terminals show Unicode.
fn has_unicode() -> bool {
    if !cfg!(unix) {
        return true;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(variable)
        .unwrap_or_default()
        .to_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

fn variable(name: &str) -> Option<String> {
    std::env::var_os(name)
        .map(|value| value.to_string_lossy().into_owned())
        .filter(|value| !value.is_empty())
}
