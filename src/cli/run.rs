//! `caremix run`: load, look whether it has been done, simulate, write, print.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::changes::Changes;
use super::engine::{self, CheckedScenario};
use super::expected;
use super::output::{Format, OutputOptions};
use super::replications::{
    self, Goal, ReplicationOptions, ReplicationTask, StoredReplications, StoredRun,
};
use super::report::{self, ReportLanguage};
use super::run_folder::RunFolder;
use super::stop::Stop;
use super::structure;
use super::voice;
use crate::analysis::Sink;
use crate::analysis::rows::ArmNotes;
use crate::report::folder::{LeftoverFolder, WorkFolder};
use crate::report::manifest::{self, Identity, Manifest, ScenarioNote, Timing};
use crate::report::reading::{self, Reading};
use crate::report::store::Origin;
use crate::report::writing::{self, Inputs};
use crate::report::{printed, terminal};

const VERSION: &str = env!("CARGO_PKG_VERSION");

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
    /// Threads; results do not depend on them [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=MOST_THREADS))]
    threads: Option<u16>,
    /// Only these arms (and the comparator)
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    arms: Vec<String>,
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
        "out", "replications", "expand", "precision", "resume", "threads", "as_simulated", "psa", "force", "details", "report"
    ])]
    expected: bool,
    /// Simulate nobody: print what the cohort twin expects each arm to cost with one mechanism off at a time, and with contracts
    /// that release money in the other way
    #[arg(long, conflicts_with_all = [
        "out", "replications", "expand", "precision", "resume", "threads", "as_simulated", "psa", "force", "details", "report", "expected"
    ])]
    structure: bool,
}

const EXAMPLES: &str = "\
Examples:
  caremix run scenarios/zoetermeer-2025.toml
  caremix run town.toml --replications 500 --arms network,bundle
  caremix run town.toml --sample 5000 --set run.years=5 --out results/quick
  caremix run town.toml --as-simulated
  caremix run town.toml --psa --replications 10000
  caremix run town.toml --replications 500 --resume
  caremix run town.toml --expand 100
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
    if args.expected {
        args.remark_all(&input.warnings);
        return expected::print(&input, args.output.format);
    }
    if args.structure {
        args.remark_all(&input.warnings);
        return structure::print(&input, args.output.format);
    }
    let identity = identity(&input)?;
    let target = RunFolder::of(input.name(), &identity.run_id, args.out.as_deref());
    args.remark_all(&input.warnings);
    let finished = finished(args, &input, &identity, &target)?;
    let origin = Origin {
        version: VERSION.to_string(),
        run_id: identity.run_id.clone(),
    };
    let manifest = finished.as_ref().map(|found| &found.manifest);
    let replications = input.scenario.run.replications;
    let goal = Goal::of(&args.amount, replications, manifest, &target.folder)?;
    let reading = match finished {
        Some(FinishedRun {
            manifest,
            reading: Some(reading),
        }) if goal.is_met_by(&manifest) => {
            args.remark(&format!(
                "found: {} is finished (--force computes it anew)",
                target.folder.display()
            ));
            replications::tidy(&target.folder, &origin, &manifest, &|text| {
                args.remark(text)
            });
            reading
        }
        finished => {
            let manifest = finished.as_ref().map(|found| &found.manifest);
            compute(
                args,
                &input,
                &origin,
                &goal,
                &target,
                manifest,
                &is_interrupted,
            )?;
            reading::read(&target.folder).map_err(Stop::failed)?
        }
    };
    if let Err(problem) = target.point_here(&identity.run_id) {
        // The results are there and can be printed; only the pointer to them is old.
        args.remark(&format!("warning: {problem}"));
    }
    print(&reading, &target.folder, args)?;
    if args.report {
        let path = report::beside(&reading, &target.folder, args.lang)?;
        args.remark(&format!("report: {}", path.display()));
    }
    Ok(())
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
fn finished(
    args: &Args,
    input: &CheckedScenario,
    identity: &Identity,
    target: &RunFolder,
) -> Result<Option<FinishedRun>, Stop> {
    let mut kept = input.files.clone();
    kept.extend(std::env::current_dir());
    if !target.holds_run(&identity.run_id, args.force, &kept)? || args.force {
        return Ok(None);
    }
    let damaged = |problem: String| {
        args.remark(&format!(
            "the run in {} is damaged ({problem}): computed anew",
            target.folder.display()
        ));
    };
    let manifest = manifest::read(&target.folder).map_err(damaged).ok();
    Ok(manifest.map(|manifest| FinishedRun {
        manifest,
        reading: reading::read(&target.folder).map_err(damaged).ok(),
    }))
}

fn identity(input: &CheckedScenario) -> Result<Identity, Stop> {
    manifest::identity(&input.scenario, VERSION, input.population_file.as_deref())
        .map_err(Stop::failed)
}

/// Simulates what is not known yet, and publishes. The folder is claimed before the long run, so that one that cannot
/// be written, or that another process works for, is found out at once; given up on the way, it leaves the replications
/// done, and nothing where there are none.
fn compute(
    args: &Args,
    input: &CheckedScenario,
    origin: &Origin,
    goal: &Goal,
    target: &RunFolder,
    finished: Option<&Manifest>,
    is_interrupted: &AtomicBool,
) -> Result<(), Stop> {
    let remark = |text: &str| args.remark(text);
    let work = target.claim(&origin.run_id)?;
    let stock = StoredReplications::gather(
        &work,
        &target.folder,
        origin,
        goal,
        finished,
        args.resume,
        &remark,
    )?;
    let making = ReplicationTask {
        input,
        store: &stock.store,
        threads: threads(args.threads),
        is_interrupted: &|| is_interrupted.load(Ordering::Relaxed),
        is_quiet: args.output.quiet,
        wanted: Cell::new(goal.first()),
    };
    let done = making
        .reach(goal, &remark)
        .and_then(|made| fill(&making, &made, &stock, &work));
    let (kept, wanted) = (stock.store.count(), making.wanted.get());
    // Some systems move no folder in which a file is open.
    let left = stock.close();
    let may_replace = |there: &_| RunFolder::may_replace(there, args.force);
    let published = done.and_then(|()| work.publish(&may_replace).map_err(Stop::failed));
    match published {
        Ok(()) => {
            left.into_iter().for_each(LeftoverFolder::clear);
            Ok(())
        }
        Err(stop) if kept > 0 => Err(stop.with_kept(kept, wanted)),
        Err(stop) => Err(stop),
    }
}

/// Makes the tables of the replications made, and writes all files.
fn fill(
    making: &ReplicationTask,
    made: &StoredRun,
    stock: &StoredReplications,
    work: &WorkFolder,
) -> Result<(), Stop> {
    let mut input = making.input.clone();
    input.scenario.run.replications = made.replications;
    let timing = Timing {
        simulation_seconds: made.seconds,
    };
    let kept = stock.finish(work)?;
    let source = stock.store.first(made.replications);
    let make = |sink: Sink| {
        let (tables, notes) = engine::tables(&input, &source, sink)?;
        let manifest = Manifest {
            precision: made.precision.clone(),
            ..manifest_of(&input, notes, making.threads, timing)?
        };
        Ok((tables, manifest))
    };
    writing::write(work, make, &inputs(&input)?, made.replications, kept).map_err(Stop::failed)?;
    if (making.is_interrupted)() {
        return Err(Stop::Interrupted);
    }
    Ok(())
}

fn inputs(input: &CheckedScenario) -> Result<Inputs, Stop> {
    let mut copy = input.scenario.clone();
    copy.extends.clear();
    if input.population_file.is_some() {
        copy.population.file = Some(writing::POPULATION.to_string());
    }
    Ok(Inputs {
        scenario_file: engine::scenario_file(&copy)?,
        population_file: input.population_file.clone(),
    })
}

fn manifest_of(
    input: &CheckedScenario,
    arms: Vec<ArmNotes>,
    threads: usize,
    timing: Timing,
) -> Result<Manifest, String> {
    let scenario = &input.scenario;
    let simulated = input.simulated();
    let identity = manifest::identity(scenario, VERSION, input.population_file.as_deref())?;
    Ok(Manifest {
        program: env!("CARGO_PKG_NAME").to_string(),
        version: VERSION.to_string(),
        run_id: identity.run_id,
        scenario: ScenarioNote {
            name: input.name().to_string(),
            title: scenario.title.clone(),
            files: input
                .files
                .iter()
                .map(|file| file.display().to_string())
                .collect(),
            sha256: identity.sha256,
            set: manifest::set_apart(&input.sets),
            arms: input.arms.clone(),
            resolved: manifest::resolved(scenario)?,
        },
        replications: scenario.run.replications,
        precision: None,
        seed: scenario.run.seed,
        residents: input.residents,
        sample: scenario.run.sample,
        weight: if simulated > 0.0 {
            input.residents / simulated
        } else {
            1.0
        },
        comparator: manifest::comparator(scenario),
        conventions: manifest::conventions(&scenario.run),
        size: manifest::size(&scenario.run, input.residents, simulated),
        intervals: manifest::intervals(&scenario.run, input.residents, simulated),
        arms,
        files: Vec::new(),
        threads,
        timing,
        seal: String::new(),
    })
}

fn print(reading: &Reading, folder: &Path, args: &Args) -> Result<(), Stop> {
    let look = voice::look();
    let text = match args.output.format {
        Format::Table if args.details => {
            let first = terminal::first(reading, folder, &look);
            format!("{first}\n{}", terminal::details(reading, folder, &look))
        }
        Format::Table => terminal::first(reading, folder, &look),
        Format::Csv => printed::csv(reading).map_err(Stop::failed)?,
        Format::Json => printed::json(reading, folder).map_err(Stop::failed)?,
    };
    voice::answer(&text)
}

/// More threads than this take longer to start than they save, whatever the machine has: refused at the command line.
pub(super) const MOST_THREADS: i64 = 256;

/// The threads asked for, or one a processor.
pub(super) fn threads(asked_for: Option<u16>) -> usize {
    let processors = || std::thread::available_parallelism().map_or(1, |count| count.get());
    asked_for.map_or_else(|| processors().min(MOST_THREADS as usize), usize::from)
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

    fn remark_all(&self, texts: &[String]) {
        for text in texts {
            self.remark(&format!("warning: {text}"));
        }
    }
}
