//! `caremix merge`: look at every part, say all that is wrong with them, and make one run of them.
//!
//! Comes in: folders of parts. Goes out: the run that one process would have made, printed. Deliberately absent: simulating,
//! but for a few replications that are computed again to see that this program makes the same.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::engine::{self, CheckedScenario};
use super::making::{self, Order, VERSION};
use super::memory::MemoryOption;
use super::output::OutputOptions;
use super::replications::{StoredReplications, StoredRun};
use super::run::{self};
use super::run_folder::RunFolder;
use super::stop::Stop;
use super::threads::ThreadsOption;
use crate::report::manifest::{self, Manifest};
use crate::report::part::Part;
use crate::report::reading;
use crate::report::store::{self, Store};
use crate::report::writing;
use crate::simulation::{Replication, Watch};

/// Parts of which a replication is computed again: each takes as long as a replication does.
const TRIED: usize = 8;

/// Put the parts of a run together (`run --shard I/N`)
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folders of all parts
    #[arg(required = true)]
    parts: Vec<PathBuf>,
    /// Folder for the results [default: outputs/<scenario name>/<run id>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    threads: ThreadsOption,
    /// Replace the run that stands in the folder
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    output: OutputOptions,
    /// Print every table, not the first alone
    #[arg(long)]
    details: bool,
}

const EXAMPLES: &str = "\
Examples:
  caremix run town.toml --shard 1/2 --out parts/1
  caremix run town.toml --shard 2/2 --out parts/2
  caremix merge parts/1 parts/2 --out results
  caremix merge outputs/town/*-of-16

The run is the same, to the byte, as that of one process; run.json differs in threads and timing only.
Parts that are missing, double, damaged, of another scenario, seed or version are named, and nothing is
written then. A replication of up to eight parts is computed again: parts that another build of the
program made, or a machine that computes otherwise, are named too. The parts stay where they are.";

/// A part, and where it is.
struct FoundPart<'a> {
    folder: &'a Path,
    part: Part,
    manifest: Manifest,
}

/// Puts them together.
pub fn run(args: &Args) -> Result<(), Stop> {
    let is_interrupted = run::listen_for_interrupt()?;
    let started = Instant::now();
    let parts = found(&args.parts)?;
    let [first, ..] = parts.as_slice() else {
        return Err(Stop::wrong("no parts are given"));
    };
    let input = scenario_of(first)?;
    let replications = first.manifest.replications;
    let order = Order {
        input: &input,
        target: RunFolder::of(input.name(), &first.manifest.run_id, args.out.as_deref()),
        origin: making::origin(first.manifest.run_id.clone()),
        part: Part::WHOLE,
        threads: args.threads.count(),
        memory: MemoryOption::default(),
        resumes: false,
        is_forced: args.force,
        is_quiet: args.output.quiet,
    };
    if is_done(&order, replications)? {
        order.remark_found();
    } else {
        let store = taken(&parts, &order)?;
        tried(&parts, &store, &order, &is_interrupted)?;
        let stock = StoredReplications::of(store);
        let made = StoredRun {
            replications,
            precision: None,
            seconds: started.elapsed().as_secs_f64(),
        };
        let work = order.claim()?;
        order.fill(&made, &stock, &work)?;
        stock.close();
        order.publish(work)?;
    }
    if let Err(problem) = order.target.point_here(&order.origin.run_id) {
        order.remark(&format!("warning: {problem}"));
    }
    let reading = reading::read(order.folder()).map_err(Stop::failed)?;
    run::print(&reading, order.folder(), args.output.format, args.details)
}

/// All parts of one run, in order, or everything that is wrong with them.
fn found(folders: &[PathBuf]) -> Result<Vec<FoundPart<'_>>, Stop> {
    let mut problems = Vec::new();
    let mut parts: Vec<FoundPart> = Vec::new();
    for folder in folders {
        match manifest::read_part(folder) {
            Ok((part, manifest)) => parts.push(FoundPart {
                folder,
                part,
                manifest,
            }),
            Err(problem) => problems.push(format!("{}: {problem}", folder.display())),
        }
    }
    parts.sort_by_key(|part| part.part);
    if let Some(first) = parts.first() {
        let others = parts.iter().filter_map(|part| first.differs(part));
        problems.extend(others);
        problems.extend(doubles(&parts));
        problems.extend(missing(&parts, folders.len()));
    }
    if problems.is_empty() {
        return Ok(parts);
    }
    let list = problems.join("\n  ");
    Err(Stop::wrong(format_args!(
        "these parts do not make a run; nothing was written\n  {list}"
    )))
}

impl FoundPart<'_> {
    /// In what another part differs so that both cannot be of one run.
    fn differs(&self, other: &FoundPart) -> Option<String> {
        let (one, two) = (&self.manifest, &other.manifest);
        let differs = |what: &str, here: &dyn std::fmt::Display, there: &dyn std::fmt::Display| {
            format!(
                "{}: {what} is {there}; that of {} is {here}",
                other.folder.display(),
                self.folder.display()
            )
        };
        if two.version != VERSION {
            Some(differs_from_program(other.folder, &two.version))
        } else if one.scenario.name != two.scenario.name {
            Some(differs(
                "its scenario",
                &one.scenario.name,
                &two.scenario.name,
            ))
        } else if one.seed != two.seed {
            Some(differs("its seed", &one.seed, &two.seed))
        } else if one.run_id != two.run_id {
            Some(differs(
                "its scenario, by its run id,",
                &one.run_id,
                &two.run_id,
            ))
        } else if one.replications != two.replications {
            Some(differs(
                "the replications of the run",
                &one.replications,
                &two.replications,
            ))
        } else if self.part.of != other.part.of {
            Some(differs(
                "the number of parts",
                &self.part.of,
                &other.part.of,
            ))
        } else {
            None
        }
    }
}

fn differs_from_program(folder: &Path, version: &str) -> String {
    format!(
        "{}: made by version {version} of caremix; this is {VERSION}",
        folder.display()
    )
}

/// Parts that are there twice.
fn doubles(parts: &[FoundPart]) -> Vec<String> {
    let neighbours = parts.iter().zip(parts.iter().skip(1));
    let same = neighbours.filter(|(one, two)| one.part == two.part);
    same.map(|(one, two)| {
        format!(
            "{}: {} is there twice, also in {}",
            two.folder.display(),
            two.part,
            one.folder.display()
        )
    })
    .collect()
}

/// The parts that are not there, of as many as the first says. Where folders could not be read, theirs are among them.
fn missing(parts: &[FoundPart], given: usize) -> Option<String> {
    let of = parts.first()?.part.of;
    let is_there = |number: &u32| parts.iter().any(|part| part.part.number == *number);
    let missing: Vec<String> = (1..=of)
        .filter(|number| !is_there(number))
        .map(|number| number.to_string())
        .collect();
    let list = missing.join(", ");
    let unread = if parts.len() < given {
        " (or could not be read)"
    } else {
        ""
    };
    match missing.len() {
        0 => None,
        1 => Some(format!("part {list} of {of} is missing{unread}")),
        _ => Some(format!("parts {list} of {of} are missing{unread}")),
    }
}

/// The scenario that a part keeps, described as it was when the part was made.
fn scenario_of(part: &FoundPart) -> Result<CheckedScenario, Stop> {
    let path = part.folder.join(writing::SCENARIO);
    let mut input = engine::load(&path, &[], &[], false)?;
    let note = &part.manifest.scenario;
    input.scenario = serde_json::from_value(note.resolved.clone()).map_err(|error| {
        Stop::failed(format_args!(
            "{}: the scenario in run.json: {error}",
            part.folder.display()
        ))
    })?;
    input.files = note.files.iter().map(PathBuf::from).collect();
    input.sets.clone_from(&note.set);
    input.arms.clone_from(&note.arms);
    Ok(input)
}

/// Whether the run is there with as many replications. One with others is replaced only when forced, since it may keep more.
fn is_done(order: &Order, replications: u32) -> Result<bool, Stop> {
    if !order.is_found()? {
        return Ok(false);
    }
    match manifest::read(order.folder()) {
        Ok(there) if there.replications == replications && there.check(order.folder()).is_ok() => {
            Ok(true)
        }
        Ok(there) => Err(Stop::wrong(format_args!(
            "{} holds this run with {} replications, or is damaged; replace it with --force, or choose another --out",
            order.folder().display(),
            there.replications
        ))),
        Err(problem) => {
            order.remark_damaged(&problem);
            Ok(false)
        }
    }
}

/// All replications of the parts.
fn taken(parts: &[FoundPart], order: &Order) -> Result<Store, Stop> {
    let store = Store::new(order.origin.clone());
    for part in parts {
        let path = part.folder.join(store::FILE);
        let before = store.count();
        store
            .take(&path)
            .map_err(|problem| Stop::failed(problem.text()))?;
        let (added, wanted) = (
            store.count() - before,
            part.part.count_of(part.manifest.replications),
        );
        if added < wanted {
            return Err(Stop::failed(format_args!(
                "{} holds {added} of the {wanted} replications of {}",
                path.display(),
                part.part
            )));
        }
    }
    Ok(store)
}

/// Computes a replication of some parts again, and names the parts that hold another.
fn tried(
    parts: &[FoundPart],
    store: &Store,
    order: &Order,
    is_interrupted: &AtomicBool,
) -> Result<(), Stop> {
    let apart = parts.len().div_ceil(TRIED).max(1);
    let tried: Vec<&FoundPart> = parts.iter().step_by(apart).collect();
    // The first replication of a part has its number.
    let numbers: Vec<u32> = tried.iter().map(|part| part.part.number - 1).collect();
    let others = Mutex::new(Vec::new());
    let compare = |number: u32, again: Replication| {
        if !store.holds(number, &again).unwrap_or(false) {
            let mut others = others
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            others.push(number);
        }
    };
    let watch = Watch {
        advanced: &|_| {},
        is_stopped: &|| is_interrupted.load(Ordering::Relaxed),
    };
    engine::simulate(order.input, &numbers, order.threads, &compare, watch)?;
    let others = others
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let named: Vec<String> = tried
        .iter()
        .filter(|part| others.contains(&(part.part.number - 1)))
        .map(|part| part.folder.display().to_string())
        .collect();
    if named.is_empty() {
        return Ok(());
    }
    Err(Stop::failed(format_args!(
        "made by another build of the program, or on a machine that computes otherwise: {}",
        named.join(", ")
    )))
}
