//! `caremix diff`: find two runs, read them, say what differs.

use std::path::{Path, PathBuf};

use super::output::Format;
use super::run_folder;
use super::stop::Stop;
use super::voice;
use crate::report::diff::{self, ComparedRun};
use crate::report::reading::{self, Reading};
use crate::report::{tables, terminal};

/// Say what differs in inputs and results of two finished runs
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder of a finished run, or the name of its scenario (the newest run of it)
    first: PathBuf,
    /// The run to compare it with
    second: PathBuf,
    /// What is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  caremix diff outputs/town/0a1b2c3d outputs/town/7e6f5a4b
  caremix diff town town-without-network
  caremix diff outputs/town/0a1b2c3d town --format csv > differences.csv

Inputs are every value of the resolved scenario, seed, replications, and the program's version; results the totals of
payers by arm. Two runs with the same seed and number of replications are compared replication by replication.";

/// Compares.
pub fn run(args: &Args) -> Result<(), Stop> {
    let folders = [
        run_folder::finished(&args.first)?,
        run_folder::finished(&args.second)?,
    ];
    let [first, second] = [read(&folders[0])?, read(&folders[1])?];
    let finished = |index: usize, reading| ComparedRun {
        folder: &folders[index],
        reading,
    };
    let rows = diff::rows(finished(0, &first), finished(1, &second)).map_err(Stop::failed)?;
    let text = match args.format {
        Format::Table => terminal::diff(&rows, &folders[0], &folders[1], &voice::look()),
        Format::Csv => tables::text(&rows).map_err(Stop::failed)?,
        Format::Json => diff::json(&rows, &folders[0], &folders[1]).map_err(Stop::failed)?,
    };
    voice::answer(&text)
}

fn read(folder: &Path) -> Result<Reading, Stop> {
    reading::read(folder).map_err(|problem| {
        Stop::failed(format_args!(
            "the run in {} cannot be read ({problem}); `caremix run … --force` computes it anew",
            folder.display()
        ))
    })
}
