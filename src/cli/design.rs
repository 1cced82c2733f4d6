//! `caremix design`: load, find the terms, search, write, print.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use super::engine::{self, CheckedScenario};
use super::output::{Format, OutputOptions};
use super::progress::Progress;
use super::stop::Stop;
use super::threads::ThreadsOption;
use super::{run_folder, voice};
use crate::analysis::design::{self, AskedDesigns, SetAgainst, Term};
use crate::report::terminal::{DesignHead, Look};
use crate::report::{design as file, small, tables, terminal};
use crate::scenario::schema::{Knob, KnobKind, Scenario};
use crate::simulation::Watch;

/// Find the terms of a contract that nobody loses by: payers, disciplines, groups of residents
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The scenario file
    scenario: PathBuf,
    /// The arm whose terms are sought [default: the one with most knobs of kind `choice`]
    #[arg(long, value_name = "ARM")]
    arm: Option<String>,
    /// Only these knobs of the arm; may be repeated [default: all of kind `choice`]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    knob: Vec<String>,
    /// One more term: the path of a number of the arm and its range, by steps where they are given; may be repeated
    #[arg(long, value_name = "KEY.PATH=LOW..HIGH[:STEP]", value_parser = range)]
    term: Vec<TermRange>,
    /// The chance with which nobody may lose, party by party
    #[arg(long, value_name = "P", default_value_t = 0.8, value_parser = chance)]
    chance: f64,
    /// What public cost is set against on the front
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = BesideWord::Qalys)]
    beside: BesideWord,
    /// Designs of each of the three rounds
    #[arg(long, value_name = "N", default_value_t = 48, value_parser = clap::value_parser!(u32).range(4..=10_000))]
    designs: u32,
    /// Draws of the parameters in which each is asked; those shown are checked in twice as many others
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    draws: u32,
    /// Simulated futures that tell of the luck of the real town; 0 leaves luck out
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    futures: u32,
    /// Change one value of the scenario; may be repeated
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    set: Vec<String>,
    /// Root of all random numbers, instead of the scenario's
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    #[command(flatten)]
    threads: ThreadsOption,
    /// File for every design tried, as design.csv has them
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file that stands there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    output: OutputOptions,
}

/// What public cost is set against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum BesideWord {
    /// QALYs of all residents
    Qalys,
    /// Hours of care that are wanted and not delivered
    Waiting,
    /// The chance of the party that has the least
    WorstOff,
}

impl BesideWord {
    fn beside(self) -> SetAgainst {
        match self {
            BesideWord::Qalys => SetAgainst::Qalys,
            BesideWord::Waiting => SetAgainst::Waiting,
            BesideWord::WorstOff => SetAgainst::WorstOff,
        }
    }
}

/// A term as it is written on the command line.
#[derive(Debug, Clone, PartialEq)]
struct TermRange {
    path: String,
    low: f64,
    high: f64,
    step: f64,
}

const EXAMPLES: &str = "\
Examples:
  caremix design scenarios/zoetermeer-2025.toml
  caremix design scenarios/zoetermeer-2025.toml --arm transition_structural --chance 0.95 --beside waiting
  caremix design scenarios/three-p-nl.toml --arm cappuccino --term arm.cappuccino.component.quality_bonus.amount=0..40:5
  caremix design town.toml --knob budget,municipality_share --out design.csv

Terms are the knobs of kind `choice` that the scenario has for the arm, and those of --term. Nobody loses where each payer,
discipline and class of deprivation is no worse off than under the comparator, each with the chance asked.";

/// Searches.
pub fn run(args: &Args) -> Result<(), Stop> {
    let mut sets = args.set.clone();
    sets.extend(args.seed.map(|seed| format!("run.seed={seed}")));
    let coloured = voice::is_stderr_coloured();
    let whole = engine::load(&args.scenario, &sets, &[], coloured)?;
    let arm = arm(args, &whole.scenario)?;
    let terms = terms(args, &whole.scenario, &arm)?;
    if let Some(out) = &args.out {
        run_folder::spare(out, &whole.files, args.force)?;
    }
    let input = engine::load(&args.scenario, &sets, std::slice::from_ref(&arm), coloured)?;
    engine::judge_terms(&input, &terms).map_err(Stop::wrong)?;
    voice::warn(&input.warnings, args.output.quiet);
    let found = search(args, &input, &arm, &terms)?;
    let currency = input.scenario.run.money();
    let written = tables::text_in(&found.rows, currency).map_err(Stop::failed)?;
    if let Some(out) = &args.out {
        small::write_whole(out, &written).map_err(Stop::failed)?;
    }
    let head = DesignHead {
        name: input.name(),
        file: &args.scenario,
        arm: &arm,
        comparator: input.scenario.comparator().unwrap_or_default(),
        chance: args.chance,
        terms: &terms,
        draws: args.draws,
        futures: args.futures,
        out: args.out.as_deref(),
    };
    let look: Look = voice::look();
    let text = match args.output.format {
        Format::Table => currency.told(&terminal::design(&found, &head, &look)),
        Format::Csv => written,
        Format::Json => file::json(&found, input.name(), currency).map_err(Stop::failed)?,
    };
    voice::answer(&text)
}

fn search(
    args: &Args,
    input: &CheckedScenario,
    arm: &str,
    terms: &[Term],
) -> Result<design::FoundDesigns, Stop> {
    let is_interrupted = super::run::listen_for_interrupt()?;
    let progress = Progress::of_twin(design::steps(args.draws, args.futures), args.output.quiet);
    let watch = Watch {
        advanced: &|done| progress.advanced(done),
        is_stopped: &|| is_interrupted.load(Ordering::Relaxed),
    };
    let asked = AskedDesigns {
        terms,
        chance: args.chance,
        beside: args.beside.beside(),
        designs: args.designs,
        draws: args.draws,
        futures: args.futures,
        threads: args.threads.count(),
    };
    let found = engine::design(input, arm, asked, watch);
    progress.finish();
    found
}

/// The arm asked for, or the one with most choices.
fn arm(args: &Args, scenario: &Scenario) -> Result<String, Stop> {
    let comparator = scenario.comparator().unwrap_or_default();
    let others: Vec<&str> = scenario
        .arm
        .iter()
        .map(|arm| arm.name.as_str())
        .filter(|name| *name != comparator)
        .collect();
    let choices = |arm: &str| {
        scenario
            .knob
            .iter()
            .filter(|knob| is_choice(knob, arm))
            .count()
    };
    match &args.arm {
        Some(asked) if asked == comparator => Err(Stop::wrong(format_args!(
            "--arm: `{asked}` is the comparator, and differs from itself in nothing"
        ))),
        Some(asked) if others.contains(&asked.as_str()) => Ok(asked.clone()),
        Some(asked) => Err(Stop::wrong(format_args!(
            "--arm: there is no arm `{asked}`{} The scenario has: {}",
            crate::scenario::selection::nearest(asked, &others),
            others.join(", ")
        ))),
        None => {
            let most = others.iter().rev().max_by_key(|name| choices(name));
            most.map(|name| name.to_string()).ok_or_else(|| {
                Stop::wrong(
                    "the scenario has one arm, and a contract needs another to compare with",
                )
            })
        }
    }
}

fn is_choice(knob: &Knob, arm: &str) -> bool {
    knob.kind == KnobKind::Choice && knob.is_of(arm)
}

/// The knobs of the arm, and the terms of the command line.
fn terms(args: &Args, scenario: &Scenario, arm: &str) -> Result<Vec<Term>, Stop> {
    let of_arm: Vec<&Knob> = scenario
        .knob
        .iter()
        .filter(|knob| is_choice(knob, arm))
        .collect();
    let names: Vec<&str> = of_arm.iter().map(|knob| knob.name.as_str()).collect();
    if let Some(unknown) = args
        .knob
        .iter()
        .find(|name| !names.contains(&name.as_str()))
    {
        return Err(Stop::wrong(format_args!(
            "--knob: arm `{arm}` has no knob `{unknown}` of kind `choice`; it has: {}",
            if names.is_empty() {
                "none".to_string()
            } else {
                names.join(", ")
            }
        )));
    }
    let is_meant = |knob: &&&Knob| args.knob.is_empty() || args.knob.contains(&knob.name);
    let knobs = of_arm.iter().filter(is_meant).map(|knob| Term {
        name: knob.label.clone(),
        path: knob.path_of(arm),
        remainder: knob.remainder_of(arm),
        low: knob.low,
        high: knob.high,
        step: knob.step,
    });
    let more = args.term.iter().map(|term| Term {
        name: short(&term.path),
        path: term.path.clone(),
        remainder: None,
        low: term.low,
        high: term.high,
        step: term.step,
    });
    let terms: Vec<Term> = knobs.chain(more).collect();
    if terms.is_empty() {
        return Err(Stop::wrong(format_args!(
            "arm `{arm}` has no knob of kind `choice`; name terms with --term, as --term arm.{arm}.component.NAME.amount=0..100"
        )));
    }
    Ok(terms)
}

/// The last words of a path, which tell its numbers apart in a table.
fn short(path: &str) -> String {
    let words: Vec<&str> = path.rsplit('.').take(2).collect();
    let words = words.into_iter().rev().map(|word| word.replace('_', " "));
    words.collect::<Vec<_>>().join(": ")
}

/// Reads a path and its range.
fn range(text: &str) -> Result<TermRange, String> {
    let wrong = || "give a path and a range, as arm.a.component.fee.amount=0..40:5".to_string();
    let (path, range) = text.split_once('=').ok_or_else(wrong)?;
    let (range, step) = match range.split_once(':') {
        Some((range, step)) => (range, Some(step)),
        None => (range, None),
    };
    let (low, high) = range.split_once("..").ok_or_else(wrong)?;
    let number = |text: &str| {
        let read: Option<f64> = text.trim().parse().ok();
        read.filter(|number| number.is_finite()).ok_or_else(wrong)
    };
    let (low, high) = (number(low)?, number(high)?);
    let step = step.map_or(Ok(0.0), number)?;
    if low >= high || step < 0.0 || step > high - low {
        return Err("a range goes from less to more, by steps that fit it".to_string());
    }
    Ok(TermRange {
        path: path.trim().to_string(),
        low,
        high,
        step,
    })
}

/// Reads a chance.
fn chance(text: &str) -> Result<f64, String> {
    let read: Option<f64> = text.trim().parse().ok();
    let found = read.filter(|chance| (0.0..=1.0).contains(chance));
    found.ok_or_else(|| "give a chance from 0 to 1, as 0.8".to_string())
}
