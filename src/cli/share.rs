//! `caremix share`: find the run, read the terms, simulate coalitions where a rule needs them, compare, write, print.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::coalitions;
use super::output::{Format, OutputOptions};
use super::run_folder;
use super::shared_run::SharedRun;
use super::stop::Stop;
use super::threads::ThreadsOption;
use super::voice;
use crate::check::load_arrangements;
use crate::report::manifest::{self, Manifest};
use crate::report::{outlays, reading, share, tables, terminal};
use crate::scenario::schema::{Arrangement, Scenario};
use crate::scenario::selection;
use crate::sharing::{self, Programme, Shared};

/// Compare cost-sharing arrangements between payers on a finished run
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder of a finished run, or the name of its scenario (the newest run of it)
    run: PathBuf,
    /// Arrangements from this file instead of the scenario's
    #[arg(long, value_name = "FILE")]
    arrangements: Option<PathBuf>,
    /// Only these arms
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    arm: Vec<String>,
    #[command(flatten)]
    threads: ThreadsOption,
    #[command(flatten)]
    output: OutputOptions,
}

const EXAMPLES: &str = "\
Examples:
  caremix share zoetermeer-2025
  caremix share zoetermeer-2025 --arrangements scenarios/arrangements/zoetermeer-2025.toml
  caremix share outputs/town/0a1b2c3d --arm network --format csv > share.csv

Without arrangements in the scenario or a file, the rules that need no terms are compared. Nothing is simulated, but for
the rule `shapley`: the programmes of coalitions of payers, once for a run.";

/// Compares.
pub fn run(args: &Args) -> Result<(), Stop> {
    let folder = run_folder::finished(&args.run)?;
    let (manifest, scenario) = read(&folder)?;
    let arms = arms(args, &manifest, &scenario)?;
    let arrangements = arrangements(args, &scenario)?;
    let cases = cases(&arrangements, &arms, &manifest)?;
    let outlays = outlays::read(&folder, &manifest, &scenario)
        .map_err(|problem| unreadable(&folder, &problem))?;
    let disciplines = reading::where_written(&folder, &manifest)
        .map_err(|problem| unreadable(&folder, &problem))?;
    let run = SharedRun {
        disciplines,
        folder,
        manifest,
        scenario,
        outlays,
        threads: args.threads,
        is_quiet: args.output.quiet,
    };
    let shared = compare(&run, &cases)?;
    let rows = sharing::rows(&shared);
    let currency = run.manifest.conventions.money();
    share::write(&rows, currency, &run.folder).map_err(Stop::failed)?;
    let text = match args.output.format {
        Format::Table => currency.told(&terminal::sharing(
            &shared,
            &run.manifest,
            &run.scenario,
            &run.folder,
            &voice::look(),
        )),
        Format::Csv => tables::text_in(&rows, currency).map_err(Stop::failed)?,
        Format::Json => share::json(&rows, &run.manifest, &run.folder).map_err(Stop::failed)?,
    };
    voice::answer(&text)
}

/// An arrangement on an arm.
type ArrangedArm<'a> = (&'a Arrangement, &'a str);

fn compare(run: &SharedRun, cases: &[ArrangedArm]) -> Result<Vec<Shared>, Stop> {
    let context = run.context();
    let mut needed = Vec::new();
    for (arrangement, arm) in cases {
        if let Some(programme) = context.programme(arrangement, arm) {
            can_be_played(run, arrangement, &programme)?;
            needed.push(programme);
        }
    }
    let coalitions = coalitions::of(run, &needed)?;
    let none = BTreeMap::new();
    let one = |(arrangement, arm): &ArrangedArm| {
        let programme = context.programme(arrangement, arm);
        let costs = programme
            .and_then(|programme| coalitions.get(&programme))
            .unwrap_or(&none);
        sharing::compare(context, arrangement, arm, costs)
    };
    let shared = cases.iter().map(one).collect::<Option<Vec<Shared>>>();
    shared.ok_or_else(|| unreadable(&run.folder, "an arm is missing"))
}

/// What the checks cannot know where components are left to the default: whether there is an investment to take part
/// in, and whether all who pay for it are at the table.
fn can_be_played(
    run: &SharedRun,
    arrangement: &Arrangement,
    programme: &Programme,
) -> Result<(), Stop> {
    let investors = programme.investors(&run.scenario);
    let refused = |why: String| {
        Stop::wrong(format_args!(
            "arrangement `{}` on arm `{}`: {why}; rule `shapley` asks what each payer of the investment adds by joining",
            arrangement.name, programme.arm
        ))
    };
    if investors.is_empty() {
        return Err(refused(
            "there is no investment (name arms that have one in `arms`, or components in `investment`)".into(),
        ));
    }
    let parties = sharing::parties_of(arrangement, &run.outlays.payers);
    let is_there = |name: &&String| {
        parties
            .iter()
            .any(|&party| run.outlays.payers[party] == **name)
    };
    match investors.iter().find(|name| !is_there(name)) {
        None => Ok(()),
        Some(name) => Err(refused(format!(
            "`{name}` pays for the investment, but is not at the table"
        ))),
    }
}

fn read(folder: &std::path::Path) -> Result<(Manifest, Scenario), Stop> {
    let manifest = manifest::read(folder)
        .and_then(|manifest| manifest.check(folder).map(|()| manifest))
        .map_err(|problem| unreadable(folder, &problem))?;
    let scenario = serde_json::from_value(manifest.scenario.resolved.clone()).map_err(|error| {
        unreadable(
            folder,
            &format!("{}: the scenario in it: {error}", manifest::FILE),
        )
    })?;
    Ok((manifest, scenario))
}

fn unreadable(folder: &std::path::Path, problem: &str) -> Stop {
    Stop::failed(format_args!(
        "the run in {} cannot be read ({problem}); `caremix run … --force` computes it anew",
        folder.display()
    ))
}

/// The arms to share: those asked for, or all but the comparator.
fn arms(args: &Args, manifest: &Manifest, scenario: &Scenario) -> Result<Vec<String>, Stop> {
    let comparator = &manifest.comparator;
    let names: Vec<&str> = scenario.arm.iter().map(|arm| arm.name.as_str()).collect();
    if names.len() < 2 {
        return Err(Stop::wrong(format_args!(
            "this run has one arm, `{comparator}`, and nothing to compare it with: payers share the difference between an \
             arm and the comparator"
        )));
    }
    for name in &args.arm {
        if name == comparator {
            return Err(Stop::wrong(format_args!(
                "--arm: `{name}` is the comparator, and differs from itself in nothing"
            )));
        }
        if !names.contains(&name.as_str()) {
            return Err(Stop::wrong(format_args!(
                "--arm: there is no arm `{name}`{} The run has: {}",
                selection::nearest(name, &names),
                names.join(", ")
            )));
        }
    }
    let is_meant = |name: &&str| {
        *name != comparator && (args.arm.is_empty() || args.arm.iter().any(|arm| arm == *name))
    };
    Ok(names
        .into_iter()
        .filter(is_meant)
        .map(str::to_string)
        .collect())
}

/// From the file, else the scenario, else the rules that need no terms.
fn arrangements(args: &Args, scenario: &Scenario) -> Result<Vec<Arrangement>, Stop> {
    if let Some(path) = &args.arrangements {
        return load_arrangements(path, scenario)
            .map_err(|faults| Stop::Input(faults.render(voice::is_stderr_coloured())));
    }
    if !scenario.arrangement.is_empty() {
        return Ok(scenario.arrangement.clone());
    }
    if !args.output.quiet {
        voice::remark("no arrangements are written: the rules that need no terms are compared");
    }
    Ok(sharing::without_terms())
}

fn cases<'a>(
    arrangements: &'a [Arrangement],
    arms: &'a [String],
    manifest: &Manifest,
) -> Result<Vec<ArrangedArm<'a>>, Stop> {
    let applies = |arrangement: &Arrangement, arm: &String| {
        arrangement.arms.is_empty() || arrangement.arms.contains(arm)
    };
    let cases: Vec<ArrangedArm> = arms
        .iter()
        .flat_map(|arm| {
            arrangements
                .iter()
                .map(move |arrangement| (arrangement, arm))
        })
        .filter(|(arrangement, arm)| applies(arrangement, arm))
        .map(|(arrangement, arm)| (arrangement, arm.as_str()))
        .collect();
    if cases.is_empty() {
        return Err(Stop::wrong(format_args!(
            "no arrangement applies to {} of the run {}",
            arms.join(", "),
            manifest.run_id
        )));
    }
    Ok(cases)
}
