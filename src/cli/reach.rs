//! `caremix reach`: load, ask the cohort twin how far effects reach, print it or put it into a file.

use std::path::PathBuf;

use super::output::{Format, OutputOptions};
use super::stop::Stop;
use super::{engine, run_folder, voice};
use crate::report::terminal::{Look, ReachHead};
use crate::report::{reach as file, small, tables, terminal};

/// Say what each payer could save at most if every effect worked, and what no effect aims at
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The scenario file
    scenario: PathBuf,
    /// Change one value of the scenario; may be repeated
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    set: Vec<String>,
    /// File for what would be printed
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file that stands there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    output: OutputOptions,
}

const EXAMPLES: &str = "\
Examples:
  caremix reach scenarios/zoetermeer-2025.toml
  caremix reach town.toml --set effect.prevention_on_falls.reduction=0.3
  caremix reach town.toml --format csv --out reach.csv

Nobody is simulated, and money is no limit: this is a ceiling, beside which an arm's savings can be read. What is out of reach
is so because no effect aims at it: where nothing is known to work, a scenario has none.";

/// Prints it.
pub fn run(args: &Args) -> Result<(), Stop> {
    let input = engine::load(&args.scenario, &args.set, &[], voice::is_stderr_coloured())?;
    if let Some(out) = &args.out {
        run_folder::spare(out, &input.files, args.force)?;
    }
    voice::warn(&input.warnings, args.output.quiet);
    let rows = engine::reach(&input);
    let text = match args.output.format {
        Format::Csv => tables::text(&rows).map_err(Stop::failed)?,
        Format::Json => file::json(&rows, input.name()).map_err(Stop::failed)?,
        Format::Table => {
            let look = match args.out {
                Some(_) => Look::plain(),
                None => voice::look(),
            };
            let text = terminal::reach(&head(&input), &rows, &look);
            input.scenario.run.money().told(&text)
        }
    };
    match &args.out {
        Some(out) => small::write_whole(out, &text).map_err(Stop::failed),
        None => voice::answer(&text),
    }
}

fn head(input: &engine::CheckedScenario) -> ReachHead<'_> {
    let run = &input.scenario.run;
    ReachHead {
        title: match input.scenario.title.as_str() {
            "" => input.name(),
            title => title,
        },
        comparator: input.scenario.comparator().unwrap_or_default(),
        years: (run.first_year, run.first_year + run.years as i32 - 1),
    }
}
