//! `caremix run`: load, look whether it has been done, simulate, write, print.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::changes::Changes;
use super::engine::{self, CheckedScenario};
use super::expected;
use super::goal::{Goal, ReplicationOptions};
use super::making::{self, Order};
use super::memory::MemoryOption;
use super::output::{Format, OutputOptions};
use super::part;
use super::replications;
use super::report::{self, ReportLanguage};
use super::run_folder::RunFolder;
use super::stop::Stop;
use super::structure;
use super::threads::ThreadsOption;
use super::voice;
use crate::report::manifest::{self, Manifest};
use crate::report::part::Part;
use crate::report::reading::{self, Reading};
use crate::report::{printed, terminal};

/// Simulate a scenario, write its results, print who pays
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The scenario file
    scenario: PathBuf,
    /// Folder for the results [default: outputs/<scenario name>/<run id>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    amount: ReplicationOptions,
    /// Continue from the replications that an interrupted run of the same scenario, seed and version left
    #[arg(long)]
    resume: bool,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    threads: ThreadsOption,
    #[command(flatten)]
    memory: MemoryOption,
    /// Only these arms (and the comparator)
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    arms: Vec<String>,
    /// Only this part of the replications, as 3/16 for the third of sixteen; `caremix merge` puts all parts together
    #[arg(long, value_name = "I/N", value_parser = str::parse::<Part>, conflicts_with_all = [
        "expand", "precision", "details", "report", "format"
    ])]
    shard: Option<Part>,
    /// Figures of the sample as it is simulated, instead of the town at its real size (run.size)
    #[arg(long)]
    as_simulated: bool,
    /// Probabilistic sensitivity analysis: simulate nobody; every replication is what the cohort twin expects at a draw of the
    /// parameters, without chance among persons (run.size)
    #[arg(long, conflicts_with = "as_simulated")]
    psa: bool,
    /// Compute anew, and replace the run that stands in the folder
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    output: OutputOptions,
    /// Print every table, not the first alone
    #[arg(long)]
    details: bool,
    /// Write the report, report.html, into the folder of the run
    #[arg(long)]
    report: bool,
    /// The language of the report
    #[arg(long, value_enum, default_value_t = ReportLanguage::En, requires = "report")]
    lang: ReportLanguage,
    /// Simulate nobody: print what the cohort twin expects at the means of the parameters, in total and discounted, with QALYs
    /// and what they cost
    #[arg(long, conflicts_with_all = [
        "out", "replications", "expand", "precision", "resume", "shard", "threads", "as_simulated", "psa", "force", "details", "report"
    ])]
    expected: bool,
    /// Simulate nobody: print what the cohort twin expects each arm to cost with one mechanism off at a time, and with contracts
    /// that release money in the other way
    #[arg(long, conflicts_with_all = [
        "out", "replications", "expand", "precision", "resume", "shard", "threads", "as_simulated", "psa", "force", "details", "report",
        "expected"
    ])]
    structure: bool,
}

const EXAMPLES: &str = "\
Examples:
  caremix run scenarios/zoetermeer-2025.toml
  caremix run town.toml --replications 500 --arms network,bundle
  caremix run town.toml --sample 1000 --set run.years=5 --out results/quick
  caremix run town.toml --as-simulated
  caremix run town.toml --psa --replications 10000
  caremix run town.toml --replications 500 --resume
  caremix run town.toml --expand 100
  caremix run town.toml --shard 3/16
  caremix run town.toml --precision 0.001
  caremix run town.toml --details
  caremix run town.toml --report --lang nl
  caremix run town.toml --expected
  caremix run town.toml --structure --format csv > structure.csv
  caremix run town.toml --format csv > split.csv

The same thing again prints the finished run at once; --force computes it anew. Replications are kept
as they are done, so that an interrupted run is continued and a finished one extended, with the same
results as if it had been run in one go. --precision looks at the scenario's replications (at least 10),
and adds a quarter, at least 10, until every error is small enough.";

/// Runs it.
pub fn run(args: &Args) -> Result<(), Stop> {
    let is_interrupted = listen_for_interrupt()?;
    let input = engine::load(
        &args.scenario,
        &overrides(args),
        &args.arms,
        voice::is_stderr_coloured(),
    )?;
    voice::warn(&input.warnings, args.output.quiet);
    if args.expected {
        return expected::print(&input, args.output.format);
    }
    if args.structure {
        return structure::print(&input, args.output.format);
    }
    let order = order(args, &input)?;
    if !order.part.is_whole() {
        return part::run(&order, &is_interrupted);
    }
    let reading = made(&order, &args.amount, &is_interrupted)?;
    if let Err(problem) = order.target.point_here(&order.origin.run_id) {
        // The results are there and can be printed; only the pointer to them is old.
        args.remark(&format!("warning: {problem}"));
    }
    print(&reading, order.folder(), args.output.format, args.details)?;
    if args.report {
        let path = report::beside(&reading, order.folder(), args.lang)?;
        args.remark(&format!("report: {}", path.display()));
    }
    Ok(())
}

/// The run that was asked for: the finished one where it is that, or a new one.
pub(super) fn made(
    order: &Order,
    amount: &ReplicationOptions,
    is_interrupted: &AtomicBool,
) -> Result<Reading, Stop> {
    let finished = finished(order)?;
    let manifest = finished.as_ref().map(|found| &found.manifest);
    let replications = order.input.scenario.run.replications;
    let goal = Goal::of(amount, replications, manifest, order.folder())?;
    match finished {
        Some(FinishedRun {
            manifest,
            reading: Some(reading),
        }) if goal.is_met_by(&manifest) => {
            order.remark_found();
            replications::tidy(order.folder(), &order.origin, &manifest, &|text| {
                order.remark(text)
            });
            Ok(reading)
        }
        finished => {
            let manifest = finished.as_ref().map(|found| &found.manifest);
            order.compute(&goal, manifest, is_interrupted)?;
            reading::read(order.folder()).map_err(Stop::failed)
        }
    }
}

/// What is to be made, and where.
fn order<'a>(args: &Args, input: &'a CheckedScenario) -> Result<Order<'a>, Stop> {
    let identity = making::identity(input)?;
    let part = args.shard.unwrap_or(Part::WHOLE);
    let id = part.id(&identity.run_id);
    Ok(Order {
        input,
        target: RunFolder::of(input.name(), &id, args.out.as_deref()),
        origin: making::origin(identity.run_id),
        part,
        threads: args.threads.count(),
        memory: args.memory,
        resumes: args.resume,
        is_forced: args.force,
        is_quiet: args.output.quiet,
    })
}

fn overrides(args: &Args) -> Vec<String> {
    let size = match () {
        () if args.as_simulated => &["run.size=\"simulated\""][..],
        () if args.psa => &["run.size=\"expected\""],
        () => &[],
    };
    args.changes.overrides(args.amount.replications, size)
}

/// A finished run.
struct FinishedRun {
    manifest: Manifest,
    /// None where a file of it is not as it was written.
    reading: Option<Reading>,
}

/// The finished run, if it is there, is known, and is not to be computed anew.
fn finished(order: &Order) -> Result<Option<FinishedRun>, Stop> {
    if !order.is_found()? {
        return Ok(None);
    }
    let manifest = manifest::read(order.folder());
    let manifest = manifest
        .map_err(|problem| order.remark_damaged(&problem))
        .ok();
    let read = || reading::read(order.folder()).map_err(|problem| order.remark_damaged(&problem));
    Ok(manifest.map(|manifest| FinishedRun {
        manifest,
        reading: read().ok(),
    }))
}

/// Prints the answer of a finished run.
pub(super) fn print(
    reading: &Reading,
    folder: &Path,
    format: Format,
    has_details: bool,
) -> Result<(), Stop> {
    let look = voice::look();
    let currency = reading.manifest.conventions.money();
    let text = match format {
        Format::Table if has_details => {
            let first = terminal::first(reading, folder, &look);
            currency.told(&format!(
                "{first}\n{}",
                terminal::details(reading, folder, &look)
            ))
        }
        Format::Table => currency.told(&terminal::first(reading, folder, &look)),
        Format::Csv => printed::csv(reading).map_err(Stop::failed)?,
        Format::Json => printed::json(reading, folder).map_err(Stop::failed)?,
    };
    voice::answer(&text)
}

/// The flag that Ctrl-C sets. The engine looks at it between replications.
pub(super) fn listen_for_interrupt() -> Result<Arc<AtomicBool>, Stop> {
    let flag = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&flag);
    ctrlc::set_handler(move || set.store(true, Ordering::Relaxed))
        .map_err(|error| Stop::failed(format_args!("interrupts cannot be caught: {error}")))?;
    Ok(flag)
}

impl Args {
    fn remark(&self, text: &str) {
        if !self.output.quiet {
            voice::remark(text);
        }
    }
}
