//! `caremix serve`: the workshop page on this machine.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::changes::Changes;
use super::run::listen_for_interrupt;
use super::stop::Stop;
use super::voice;
use crate::serve::{Listener, RoomAddress, ServeError, Workshop, WorkshopError};

/// Open the workshop page: turn a knob, see who pays
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The scenario file [default: every scenario with knobs in ./scenarios]
    scenario: Option<PathBuf>,
    /// Port of this machine; 0 takes any that is free
    #[arg(long, value_name = "N", default_value_t = 8017)]
    port: u16,
    /// Also answer at this address of this machine (192.168.1.5, laptop.local), so that phones in the room can follow and vote
    #[arg(long, value_name = "ADDRESS", value_parser = RoomAddress::find)]
    listen: Option<RoomAddress>,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// Futures that a state is simulated in, instead of the scenario's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    replications: Option<u32>,
    #[command(flatten)]
    changes: Changes,
}

const EXAMPLES: &str = "\
Examples:
  caremix serve scenarios/zoetermeer-2025.toml --open
  caremix serve town.toml --port 9000 --replications 200
  caremix serve town.toml --listen 192.168.1.5
  caremix serve

The page answers at 127.0.0.1, and only who opens the address that is printed can turn knobs. With --listen, phones on the same
network follow it and vote; they change nothing else. A state of the page is a link, and a file that `caremix run` takes.
Nothing is kept on disk. Ctrl-C ends it.";

/// The folder that is looked in where no scenario is named.
const FOLDER: &str = "scenarios";

/// Runs it.
pub fn run(args: &Args) -> Result<(), Stop> {
    let is_interrupted = listen_for_interrupt()?;
    let sets = args.changes.overrides(args.replications, &[]);
    let workshops = match &args.scenario {
        Some(path) => vec![open(path, &sets)?],
        None => all(Path::new(FOLDER), &sets)?,
    };
    let listener = Listener::bind(args.port, args.listen.clone()).map_err(|error| match error {
        ServeError::Port(problem) => Stop::wrong(format_args!("--port: {problem}")),
        ServeError::Address(problem) => Stop::wrong(format_args!("--listen: {problem}")),
        ServeError::System(problem) => Stop::failed(problem),
    })?;
    let url = listener.url();
    voice::answer(&format!("{url}\n"))?;
    voice::remark("Whoever has this address can turn knobs. Ctrl-C ends it.");
    if let Some(room) = listener.room() {
        voice::answer(&format!("{room}\n"))?;
        voice::remark(
            "Phones in the room open the second address: they see and vote, and turn nothing. The network carries it unencrypted.",
        );
    }
    if args.open {
        show(&url);
    }
    let is_stopped = Arc::new(move || is_interrupted.load(Ordering::Relaxed));
    listener
        .run(workshops, is_stopped)
        .map_err(|error| match error {
            ServeError::Port(problem)
            | ServeError::Address(problem)
            | ServeError::System(problem) => Stop::failed(problem),
        })
}

fn open(path: &Path, sets: &[String]) -> Result<Workshop, Stop> {
    Workshop::open(path, sets, voice::is_stderr_coloured()).map_err(|error| match error {
        WorkshopError::Faults(text) => Stop::Input(text),
        WorkshopError::Unfit(problem) => Stop::wrong(problem),
    })
}

/// Every scenario of a folder that has knobs, by name.
fn all(folder: &Path, sets: &[String]) -> Result<Vec<Workshop>, Stop> {
    let unread = |error: std::io::Error| {
        Stop::wrong(format_args!(
            "{}: {error}; name a scenario: caremix serve town.toml",
            folder.display()
        ))
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        if path.extension().is_some_and(|end| end == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let workshop = open(&path, sets)?;
        if !workshop.scenario().knob.is_empty() {
            found.push(workshop);
        }
    }
    if found.is_empty() {
        return Err(Stop::wrong(format_args!(
            "{}: no scenario has a [[knob]]",
            folder.display()
        )));
    }
    Ok(found)
}

/// Opens an address in the browser of this machine; where there is none, the address is printed anyway.
fn show(url: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let started = Command::new(program)
        .args(arguments)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = started {
        voice::remark(&format!(
            "warning: no browser could be opened ({program}: {error})"
        ));
    }
}
