//! The command line.
//!
//! Comes in: arguments. Goes out: text on stdout, progress and complaints on stderr, files through `report`, and an
//! exit code: 0 done, 1 the run failed, 2 the input is wrong, 130 interrupted.
//! Deliberately absent: anything that computes.

mod asked;
mod batch;
mod calibrate;
mod changes;
mod check;
mod coalitions;
mod completions;
mod decide;
mod design;
mod diff;
mod engine;
mod expected;
mod explain;
mod goal;
mod import;
mod kept_analysis;
mod making;
mod memory;
mod merge;
mod new;
mod output;
mod parameters;
mod part;
mod progress;
mod reach;
mod reference;
mod replications;
mod report;
mod run;
mod run_folder;
mod schema;
mod sensitivity;
mod serve;
mod share;
mod shared_run;
mod stop;
mod structure;
mod threads;
mod town_file;
mod validate;
mod voice;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use stop::Stop;

/// The version, with the commit that it was built from where that is known.
const VERSION: &str = env!("CAREMIX_VERSION");

/// Simulates how care in a neighbourhood is paid: who pays, who gains, and how surely.
#[derive(Debug, Parser)]
#[command(name = "caremix", version = VERSION, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    Merge(merge::Args),
    Batch(batch::Args),
    Check(check::Args),
    Parameters(parameters::Args),
    Reach(reach::Args),
    Sensitivity(sensitivity::Args),
    Share(share::Args),
    Decide(decide::Args),
    Design(design::Args),
    Report(report::Args),
    Validate(validate::Args),
    Calibrate(calibrate::Args),
    Serve(serve::Args),
    Diff(diff::Args),
    New(new::Args),
    Import(import::Args),
    Schema(schema::Args),
    Explain(explain::Args),
    Completions(completions::CompletionsArgs),
    Man(completions::ManArgs),
}

const EXAMPLES: &str = "\
Examples:
  caremix new my-town               write my-town.toml, a commented scenario to start from
  caremix import vektis.csv --municipality Ede --out ede.toml   a scenario of a municipality from published files
  caremix check my-town.toml        see what it resolves to
  caremix parameters my-town.toml   every uncertain number, how sure it is and where it comes from
  caremix reach my-town.toml        what its effects could save at most, and what none aims at
  caremix sensitivity my-town.toml  which uncertain number decides who pays what
  caremix run my-town.toml          simulate it and print the cost split
  caremix serve my-town.toml        the workshop page: turn a knob, see who pays
  caremix share my-town             compare how its payers could share cost and saving
  caremix decide my-town             which arm each payer would choose, and what it is worth to know more
  caremix design my-town.toml       the terms of a contract that nobody loses by
  caremix explain E012              what a fault means and how it is mended
  caremix validate my-town.toml     set it beside published accounts, and the engine beside its cohort twin

Exit codes: 0 done, 1 the run failed, 2 the input is wrong, 130 interrupted.";

/// Does what the arguments say, and tells the shell how it went.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => return answer_of_clap(&answer),
    };
    let done = match &cli.command {
        Command::Run(args) => run::run(args),
        Command::Merge(args) => merge::run(args),
        Command::Batch(args) => batch::run(args),
        Command::Check(args) => check::run(args),
        Command::Parameters(args) => parameters::run(args),
        Command::Reach(args) => reach::run(args),
        Command::Sensitivity(args) => sensitivity::run(args),
        Command::Share(args) => share::run(args),
        Command::Decide(args) => decide::run(args),
        Command::Design(args) => design::run(args),
        Command::Report(args) => report::run(args),
        Command::Validate(args) => validate::run(args),
        Command::Calibrate(args) => calibrate::run(args),
        Command::Serve(args) => serve::run(args),
        Command::Diff(args) => diff::run(args),
        Command::New(args) => new::run(args),
        Command::Import(args) => import::run(args),
        Command::Schema(args) => schema::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Completions(args) => completions::complete(args, Cli::command()),
        Command::Man(args) => completions::write_pages(args, Cli::command()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => voice::print(&stop),
    }
}

/// Help and version go to stdout with 0, misuse to stderr with 2; a closed pipe changes neither.
fn answer_of_clap(answer: &clap::Error) -> ExitCode {
    let _ = answer.print();
    if answer.use_stderr() {
        Stop::Input(String::new()).code()
    } else {
        ExitCode::SUCCESS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_put_together_without_contradictions() {
        Cli::command().debug_assert();
    }
}
