//! `caremix batch`: run many scenarios one after another, and put what payers lay out into one table.
//!
//! Comes in: scenario files, folders and lists of them. Goes out: a run for each in a folder of its own, batch.csv, and the names of
//! those that failed. Deliberately absent: anything that a run does not have.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::changes::Changes;
use super::engine::{self, CheckedScenario};
use super::goal::ReplicationOptions;
use super::making::{self, Order};
use super::memory::MemoryOption;
use super::output::{Format, OutputOptions};
use super::run::{self};
use super::run_folder::{self, RunFolder};
use super::stop::Stop;
use super::threads::ThreadsOption;
use super::voice;
use crate::base::currency::Currency;
use crate::report::batch::{self, BatchRow, FailedScenario};
use crate::report::part::Part;
use crate::report::{tables, terminal};

/// Run many scenarios, and write one table of who pays what
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Scenario files, or folders whose .toml files are scenarios
    #[arg(required_unless_present = "list")]
    scenarios: Vec<PathBuf>,
    /// A file with a scenario on each line, relative to where the file is; # begins a remark
    #[arg(long, value_name = "FILE")]
    list: Vec<PathBuf>,
    /// Folder for the runs and batch.csv
    #[arg(long, value_name = "DIR", default_value = "outputs/batch")]
    out: PathBuf,
    /// Only this part of the scenarios, as 3/16 for the third of sixteen; the same command without it writes the table
    #[arg(long, value_name = "I/N", value_parser = str::parse::<Part>, conflicts_with = "format")]
    shard: Option<Part>,
    #[command(flatten)]
    amount: ReplicationOptions,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    threads: ThreadsOption,
    #[command(flatten)]
    memory: MemoryOption,
    /// Only these arms (and the comparator)
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    arms: Vec<String>,
    /// Compute every run anew, and replace those that stand in the folders
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    output: OutputOptions,
}

const EXAMPLES: &str = "\
Examples:
  caremix batch towns/ --out results
  caremix batch a.toml b.toml --replications 50 --sample 2000
  caremix batch --list towns.txt --shard 3/16 --out results
  caremix batch --list towns.txt --out results --format csv > towns.csv

Every scenario gets a run in DIR/<its name>, and batch.csv a row for every scenario, arm and payer. The
same command continues where an earlier one was stopped: finished runs are found, begun ones resumed. A
scenario that fails stops no other: it is named at the end, and the exit code is 1. With --shard each
machine does its part of the scenarios; the command without it then finds them all and writes the table.";

/// Runs them.
pub fn run(args: &Args) -> Result<(), Stop> {
    let is_interrupted = run::listen_for_interrupt()?;
    let files = scenarios(args)?;
    let part = args.shard.unwrap_or(Part::WHOLE);
    let own = (0..).zip(&files).filter(|(index, _)| part.holds(*index));
    let own: Vec<&PathBuf> = own.map(|(_, file)| file).collect();
    let mut done = Done::default();
    for (index, file) in own.iter().enumerate() {
        args.remark(&format!(
            "{} of {}: {}",
            index + 1,
            own.len(),
            file.display()
        ));
        match done.add(args, file, &is_interrupted) {
            Ok(()) => {}
            Err(Stop::Interrupted | Stop::Paused { .. }) => {
                args.remark(&format!(
                    "{index} of {} scenarios are done; the same command continues",
                    own.len()
                ));
                return Err(Stop::Interrupted);
            }
            Err(stop) => done.failed.push(FailedScenario {
                file: file.display().to_string(),
                problem: said(stop),
            }),
        }
        if is_interrupted.load(Ordering::Relaxed) {
            return Err(Stop::Interrupted);
        }
    }
    if part.is_whole() {
        done.print(args)?;
    } else {
        voice::answer(&format!(
            "{part}: {} of {} scenarios, in {}\n",
            own.len() - done.failed.len(),
            files.len(),
            args.out.display()
        ))?;
    }
    done.judge(own.len())
}

/// What has been made so far.
#[derive(Default)]
struct Done {
    rows: Vec<BatchRow>,
    failed: Vec<FailedScenario>,
    /// Names of scenarios, and the files they came from.
    names: Vec<(String, PathBuf)>,
}

impl Done {
    /// Makes the run of a scenario.
    fn add(&mut self, args: &Args, file: &Path, is_interrupted: &AtomicBool) -> Result<(), Stop> {
        let overrides = args.changes.overrides(args.amount.replications, &[]);
        let input = engine::load(file, &overrides, &args.arms, false)?;
        let order = order(args, &input)?;
        let name = input.name().to_string();
        if let Some((_, other)) = self.names.iter().find(|(there, _)| *there == name) {
            return Err(Stop::wrong(format_args!(
                "its name, {name}, is also that of {}: give one of them another `name`",
                other.display()
            )));
        }
        self.names.push((name, file.to_path_buf()));
        let reading = run::made(&order, &args.amount, is_interrupted)?;
        self.rows.extend(batch::rows(&reading, order.folder()));
        Ok(())
    }

    /// Writes and prints the table.
    fn print(&self, args: &Args) -> Result<(), Stop> {
        if !self.rows.is_empty() {
            batch::write(&self.rows, &args.out).map_err(Stop::failed)?;
        }
        let text = match args.output.format {
            Format::Table => {
                // Amounts of two currencies have no median.
                let tables = Currency::all().filter_map(|currency| {
                    let rows = self.rows.iter();
                    let own = rows.filter(|row| row.currency == currency.code());
                    let own: Vec<BatchRow> = own.cloned().collect();
                    (!own.is_empty()).then(|| currency.told(&terminal::batch(&own, &voice::look())))
                });
                tables.collect::<Vec<String>>().join("\n")
            }
            Format::Csv => tables::text(&self.rows).map_err(Stop::failed)?,
            Format::Json => batch::json(&self.rows, &self.failed).map_err(Stop::failed)?,
        };
        voice::answer(&text)
    }

    /// Names those that failed.
    fn judge(&self, wanted: usize) -> Result<(), Stop> {
        if self.failed.is_empty() {
            return Ok(());
        }
        let each = self.failed.iter().map(|one| {
            let problem = one.problem.replace('\n', "\n  ");
            format!("\n{}\n  {problem}", one.file)
        });
        Err(Stop::failed(format_args!(
            "{} of {wanted} scenarios failed; the others are done{}",
            self.failed.len(),
            each.collect::<String>()
        )))
    }
}

fn order<'a>(args: &Args, input: &'a CheckedScenario) -> Result<Order<'a>, Stop> {
    let identity = making::identity(input)?;
    let folder = args.out.join(run_folder::folder_name(input.name()));
    Ok(Order {
        input,
        target: RunFolder::of(input.name(), &identity.run_id, Some(&folder)),
        origin: making::origin(identity.run_id),
        part: Part::WHOLE,
        threads: args.threads.count(),
        memory: args.memory,
        resumes: true,
        is_forced: args.force,
        is_quiet: true,
    })
}

/// Why a scenario failed, in words.
fn said(stop: Stop) -> String {
    match stop {
        Stop::Input(text) | Stop::Failed(text) => text.trim_end().to_string(),
        Stop::Interrupted | Stop::Paused { .. } => "interrupted".to_string(),
        Stop::Unread => "nobody reads the output".to_string(),
    }
}

/// The scenario files, in the order given.
fn scenarios(args: &Args) -> Result<Vec<PathBuf>, Stop> {
    let mut files = Vec::new();
    for path in &args.scenarios {
        if path.is_dir() {
            files.extend(in_folder(path)?);
        } else {
            files.push(path.clone());
        }
    }
    for list in &args.list {
        files.extend(in_list(list)?);
    }
    if files.is_empty() {
        return Err(Stop::wrong(
            "there are no scenarios: neither folders nor lists hold any",
        ));
    }
    Ok(files)
}

/// The scenario files of a folder, by name.
fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let unread = |error: std::io::Error| {
        Stop::wrong(format_args!("{} cannot be read: {error}", folder.display()))
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        let is_scenario = path
            .extension()
            .is_some_and(|extension| extension == "toml");
        if is_scenario && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Stop::wrong(format_args!(
            "{} holds no .toml files",
            folder.display()
        )));
    }
    Ok(files)
}

/// The scenario files that a list names.
fn in_list(list: &Path) -> Result<Vec<PathBuf>, Stop> {
    let text = fs::read_to_string(list)
        .map_err(|error| Stop::wrong(format_args!("{} cannot be read: {error}", list.display())))?;
    let folder = list.parent().unwrap_or(Path::new(""));
    let lines = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim());
    Ok(lines
        .filter(|line| !line.is_empty())
        .map(|line| folder.join(line))
        .collect())
}

impl Args {
    fn remark(&self, text: &str) {
        if !self.output.quiet {
            voice::remark(text);
        }
    }
}
