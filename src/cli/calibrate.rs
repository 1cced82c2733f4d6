//! `caremix calibrate`: load, fit on the cohort twin, write a file of the fitted numbers, print how accounts are met.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::Ordering;

use super::engine::{self, CheckedScenario};
use super::reference;
use super::run::listen_for_interrupt;
use super::run_folder;
use super::stop::Stop;
use super::voice;
use crate::report::{small, terminal};
use crate::scenario::parameters;
use crate::scenario::schema::{Calibrate, CalibrateBounds};
use crate::validation::Calibration;

/// Fit numbers of a scenario to its accounts, and write them to a file that builds on it
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The scenario file; it is not changed
    scenario: PathBuf,
    /// File for the fitted numbers
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Fit this number between these bounds; may be repeated [default: the scenario's [[calibrate]] rows]
    #[arg(long, value_name = "KEY.PATH=LOW..HIGH")]
    fit: Vec<String>,
    /// Work out what needs leave of the accounts of [reference], and its ratios by deprivation class, instead of fitting
    #[arg(long, conflicts_with = "fit")]
    reference: bool,
    /// Replace the file that stands there
    #[arg(long)]
    force: bool,
    /// No remarks
    #[arg(long)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  caremix calibrate town.toml --out town-calibrated.toml --fit service.visit.price=40..60
  caremix calibrate town.toml --out fitted.toml --fit need.fall.rates.frail=0.1..0.4 --fit need.fall.rates.dependent=0.2..0.6
  caremix validate town-calibrated.toml
  caremix calibrate country.toml --reference --out country-reference.toml

Expected values decide, as the cohort twin gives them, so that it takes seconds; accounts weigh by one over their
tolerance, and those that are `held_out` are shown but never fitted to.";

/// Calibrates.
pub fn run(args: &Args) -> Result<(), Stop> {
    let is_interrupted = listen_for_interrupt()?;
    let input = engine::load(&args.scenario, &[], &[], voice::is_stderr_coloured())?;
    run_folder::spare(&args.out, &input.files, args.force)?;
    if args.reference {
        let found = engine::reference(&input)?;
        args.publish(&reference::overlay(&args.extends(), &input, &found))?;
        let text = terminal::reference(title(&input), &found, &voice::look());
        let text = input.scenario.run.money().told(&text);
        return voice::answer(&format!("{text}\nWrote {}\n", args.out.display()));
    }
    let rows = args.rows(&input)?;
    can_be_fitted(&input)?;
    let remark = |text: &str| {
        if !args.quiet {
            voice::remark(text);
        }
    };
    let accounts = input.scenario.account.iter().filter(|each| !each.held_out);
    if rows.len() > accounts.count() {
        remark("warning: more is fitted than there are accounts to fit to: many values fit alike");
    }
    let is_stopped = || is_interrupted.load(Ordering::Relaxed);
    let found = engine::calibrate(&input, &rows, &is_stopped)?;
    args.publish(&overlay(args, &input, &found)?)?;
    let text = terminal::calibration(title(&input), &found, &voice::look());
    let text = input.scenario.run.money().told(&text);
    voice::answer(&format!("{text}\nWrote {}\n", args.out.display()))
}

fn title(input: &CheckedScenario) -> &str {
    match input.scenario.title.as_str() {
        "" => input.name(),
        title => title,
    }
}

fn can_be_fitted(input: &CheckedScenario) -> Result<(), Stop> {
    let mut accounts = input.scenario.account.iter();
    if accounts.any(|account| !account.held_out) {
        return Ok(());
    }
    Err(Stop::wrong(
        "the scenario has no account to fit to: write [[account]] rows; those with held_out = true are never fitted to",
    ))
}

/// The fitted numbers with where they come from, on top of the scenario.
fn overlay(args: &Args, input: &CheckedScenario, found: &Calibration) -> Result<String, Stop> {
    let accounts = input.scenario.account.iter().filter(|each| !each.held_out);
    let source = |before: f64, row: &Calibrate| {
        format!(
            "fitted by caremix calibrate to {} accounts on the cohort twin, {} from {} to {}; before: {before}",
            accounts.clone().count(),
            match row.bounds {
                CalibrateBounds::Value => "bounds",
                CalibrateBounds::Factor => "by a factor",
            },
            row.low,
            row.high
        )
    };
    let numbers = found.fitted.iter().flat_map(|fitted| {
        let numbers = fitted.numbers.iter();
        numbers.map(|(path, before, _)| (path.clone(), source(*before, &fitted.row)))
    });
    let sources: BTreeMap<String, String> = numbers.collect();
    let met = found.met.iter().map(|met| {
        let ratio = |value: f64| value / met.account.amount;
        format!(
            "#   {}: {:.4} of the published amount before, {:.4} after, tolerance {}{}\n",
            met.account.name,
            ratio(met.before),
            ratio(met.after),
            met.account.tolerance,
            if met.account.held_out {
                ", held out"
            } else {
                ""
            }
        )
    });
    Ok(format!(
        "# {} with numbers fitted by caremix calibrate. How accounts are met, as the cohort twin expects them:\n{}\n{}\n{}",
        input.name(),
        met.collect::<String>(),
        args.extends(),
        engine::overlay(&found.scenario, &sources)?
    ))
}

/// A TOML string.
fn quoted(path: &Path) -> String {
    toml::Value::from(path.to_string_lossy().replace('\\', "/")).to_string()
}

/// The path to a file from the folder of another.
fn relative(to: &Path, from: &Path) -> PathBuf {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = |path: &Path| {
        let parent = path.parent().map(Path::to_path_buf).unwrap_or_default();
        fs::canonicalize(&parent).unwrap_or(parent)
    };
    let (to, from) = (whole(to), whole(from));
    let (into, out) = (folder(&to), folder(&from));
    let shared = into.components().zip(out.components());
    let shared = shared.take_while(|(one, other)| one == other).count();
    let up = out.components().skip(shared).map(|_| Component::ParentDir);
    let down = into.components().skip(shared);
    up.chain(down)
        .collect::<PathBuf>()
        .join(to.file_name().unwrap_or_default())
}

impl Args {
    /// The head of a file that builds on the scenario.
    fn extends(&self) -> String {
        let name = self.out.file_stem().unwrap_or_default().to_string_lossy();
        let is_plain = name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        let name = if is_plain { &*name } else { "calibrated" };
        let below = quoted(&relative(&self.scenario, &self.out));
        format!("extends = [{below}]\nname = \"{name}\"\n")
    }

    /// What is fitted: what was asked for, or what the scenario says. Both ends of each must make a scenario.
    fn rows(&self, input: &CheckedScenario) -> Result<Vec<Calibrate>, Stop> {
        let rows = if self.fit.is_empty() {
            input.scenario.calibrate.clone()
        } else {
            let asked = self.fit.iter().map(|text| parse(text));
            asked.collect::<Result<_, _>>()?
        };
        if rows.is_empty() {
            return Err(Stop::wrong(
                "nothing is fitted: name numbers with --fit KEY.PATH=LOW..HIGH, or in [[calibrate]] rows",
            ));
        }
        for (index, row) in rows.iter().enumerate() {
            // Rows of the scenario have passed this check already.
            if rows[..index]
                .iter()
                .any(|other| other.parameters == row.parameters)
            {
                return Err(Stop::wrong(format_args!(
                    "--fit {}: is fitted twice",
                    row.name
                )));
            }
            self.try_ends(row, input)?;
        }
        Ok(rows)
    }

    /// The numbers of a row at either end, with the uncertainty that they have there.
    fn try_ends(&self, row: &Calibrate, input: &CheckedScenario) -> Result<(), Stop> {
        let wrong = |problem: String| Stop::wrong(format_args!("--fit {}: {problem}", row.name));
        for end in [row.low, row.high] {
            let moved = |path: &String| {
                let mean = parameters::mean(&input.scenario, path)?;
                Ok(match row.bounds {
                    CalibrateBounds::Value => (path.clone(), end),
                    CalibrateBounds::Factor => (path.clone(), mean * end),
                })
            };
            let means: Result<Vec<(String, f64)>, String> =
                row.parameters.iter().map(moved).collect();
            let means = means.map_err(wrong)?;
            let moved = parameters::with(&input.scenario, &means).map_err(wrong)?;
            let set = |path: &String| Ok(format!("{path}={}", parameters::written(&moved, path)?));
            let sets: Result<Vec<String>, String> = row.parameters.iter().map(set).collect();
            let sets = sets.map_err(wrong)?;
            engine::load(&self.scenario, &sets, &[], voice::is_stderr_coloured())?;
        }
        Ok(())
    }

    /// Puts the file in place once it is known to load.
    fn publish(&self, text: &str) -> Result<(), Stop> {
        let name = self.out.file_name().unwrap_or_default().to_string_lossy();
        let trial = self
            .out
            .with_file_name(format!(".{name}.trial-{}.toml", std::process::id()));
        small::write_whole(&trial, text).map_err(Stop::failed)?;
        let tried = engine::load(&trial, &[], &[], voice::is_stderr_coloured());
        // The trial has served, whatever came of it.
        let _ = fs::remove_file(&trial);
        match tried {
            Ok(_) => small::write_whole(&self.out, text).map_err(Stop::failed),
            Err(Stop::Input(faults)) => Err(Stop::Failed(faults)),
            Err(other) => Err(other),
        }
    }
}

/// `KEY.PATH=LOW..HIGH`.
fn parse(text: &str) -> Result<Calibrate, Stop> {
    let wrong = |why: &str| {
        Stop::wrong(format_args!(
            "--fit {text}: {why}; write KEY.PATH=LOW..HIGH, e.g. service.visit.price=40..60"
        ))
    };
    let (path, bounds) = text
        .split_once('=')
        .ok_or_else(|| wrong("there are no bounds"))?;
    let (low, high) = bounds
        .split_once("..")
        .ok_or_else(|| wrong("there are no two bounds"))?;
    let number = |bound: &str| match bound.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(wrong(&format!("`{bound}` is no number"))),
    };
    let (low, high) = (number(low)?, number(high)?);
    if low >= high {
        return Err(wrong(&format!("the bounds ({low} and {high}) must ascend")));
    }
    Ok(Calibrate {
        name: path.trim().to_string(),
        parameters: vec![path.trim().to_string()],
        low,
        high,
        bounds: CalibrateBounds::Value,
        source: String::new(),
    })
}
