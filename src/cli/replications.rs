//! The replications of a run: how many are wanted, which of them were kept, and the rest simulated.
//!
//! Comes in: what was asked for, and the folders that may keep replications of the same run. Goes out: the replications,
//! each of them also kept in the folder that is being made. Deliberately absent: what is made of them.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::engine::{self, Input};
use super::progress::Progress;
use super::stop::Stop;
use crate::analysis::precision::{LEAST, LeastSure, Rule};
use crate::report::folder::Partial;
use crate::report::kept::{self, Keeper, Origin, Replications};
use crate::report::leftovers;
use crate::report::manifest::{Manifest, Precision};
use crate::report::numbers::grouped;
use crate::scenario::schema::MOST_REPLICATIONS;
use crate::simulation::{Run, Watch};

/// The finest precision that may be asked for: some 10,000 times as many replications as for a ten-thousandth.
const FINEST: f64 = 1e-6;

/// How many replications a run is to have, as options.
#[derive(Debug, clap::Args)]
pub(super) struct Amount {
    /// Replications, instead of the scenario's; a finished run is extended, or its first ones are taken
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub replications: Option<u32>,
    /// So many replications more than the finished run has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..),
        conflicts_with_all = ["replications", "precision", "force"])]
    expand: Option<u32>,
    /// Add replications until no arm's total difference from the comparator has a Monte Carlo error above this share of what
    /// the payer lays out under the comparator, for any payer (of a single arm: until no payer's total has)
    #[arg(long, value_name = "P", value_parser = share, allow_negative_numbers = true)]
    precision: Option<f64>,
    /// Replications at which --precision gives up
    #[arg(long, value_name = "N", default_value_t = 1000, requires = "precision",
        value_parser = clap::value_parser!(u32).range(i64::from(LEAST)..=i64::from(MOST_REPLICATIONS)))]
    max_replications: u32,
}

/// Reads a precision.
fn share(text: &str) -> Result<f64, String> {
    let wrong = || "give a share from 0.000001 to 1, as 0.001 for a thousandth".to_string();
    let share: f64 = text.trim().parse().map_err(|_| wrong())?;
    // Not-a-number is neither.
    if (FINEST..1.0).contains(&share) {
        Ok(share)
    } else {
        Err(wrong())
    }
}

/// How many replications are wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Goal {
    /// So many.
    Exactly(u32),
    /// As many as it takes.
    Precise(Rule),
}

impl Goal {
    /// From the options, the scenario's replications, which `--replications` has changed already, and the finished run.
    pub(super) fn of(
        amount: &Amount,
        replications: u32,
        finished: Option<&Manifest>,
        folder: &Path,
    ) -> Result<Goal, Stop> {
        if let Some(asked_for) = amount.precision {
            return precise(asked_for, replications, amount.max_replications);
        }
        let Some(more) = amount.expand else {
            return Ok(Goal::Exactly(replications));
        };
        let Some(finished) = finished else {
            return Err(Stop::wrong(format_args!(
                "--expand adds to a finished run, and {} holds none; --replications says how many a new run has",
                folder.display()
            )));
        };
        finished
            .replications
            .checked_add(more)
            .filter(|wanted| *wanted <= MOST_REPLICATIONS)
            .map(Goal::Exactly)
            .ok_or_else(|| {
                Stop::wrong(format_args!(
                    "--expand {more}: a run has at most {} replications",
                    grouped(f64::from(MOST_REPLICATIONS), 0)
                ))
            })
    }

    /// Whether a finished run is what is wanted.
    pub(super) fn is_met_by(&self, finished: &Manifest) -> bool {
        match self {
            Goal::Exactly(replications) => finished.replications == *replications,
            Goal::Precise(rule) => finished.precision.as_ref().is_some_and(|precision| {
                let is_same = precision.asked_for == rule.asked_for && precision.from == rule.from;
                let has_looked_as_far = precision.most == rule.most
                    || (precision.is_reached && finished.replications <= rule.most);
                is_same && has_looked_as_far
            }),
        }
    }

    /// Replications wanted at first.
    pub(super) fn first(&self) -> u32 {
        match self {
            Goal::Exactly(replications) => *replications,
            Goal::Precise(rule) => rule.from,
        }
    }
}

fn precise(asked_for: f64, replications: u32, most: u32) -> Result<Goal, Stop> {
    let from = replications.max(LEAST);
    if from > most {
        return Err(Stop::wrong(format_args!(
            "--precision begins with {from} replications, more than the {most} at which it gives up; choose fewer \
             --replications or more --max-replications"
        )));
    }
    Ok(Goal::Precise(Rule {
        asked_for,
        from,
        most,
    }))
}

/// Replications known beforehand.
#[derive(Debug, Default)]
pub(super) struct Stock {
    known: Replications,
    /// The least number that each folder adds, by which it is tried whether this build of the program makes the same.
    tried: BTreeSet<u32>,
    /// What interrupted runs left, with how many replications each keeps.
    interrupted: Vec<(PathBuf, u32)>,
    /// Whether what they left is among what is known.
    resumes: bool,
}

impl Stock {
    /// Gathers them: those of the finished run, and with `resumes` those of interrupted runs.
    pub(super) fn gather(
        target: &Path,
        origin: &Origin,
        goal: &Goal,
        finished: Option<&Manifest>,
        resumes: bool,
        remark: &dyn Fn(&str),
    ) -> Stock {
        let mut stock = Stock {
            resumes,
            ..Stock::default()
        };
        if let Some(manifest) = finished {
            stock.take_finished(target, origin, goal, manifest, remark);
        }
        let mut most = 0;
        for folder in leftovers::interrupted(target, &origin.run_id) {
            let found = match kept::read(&folder, origin) {
                Ok(found) => found,
                Err(problem) => {
                    let text = problem.text();
                    remark(&format!(
                        "what an interrupted run left cannot be used: {text}"
                    ));
                    if problem.may_pass() {
                        continue;
                    }
                    Replications::new()
                }
            };
            let count = found.len() as u32;
            stock.interrupted.push((folder, count));
            if resumes {
                stock.add(found);
            }
            most = most.max(count);
        }
        match (resumes, most) {
            (true, 0) => remark("there is no interrupted run to resume, or none that can be used"),
            (true, _) => remark(&format!("resumed: {}", stock.in_words(goal))),
            (false, 0) => {}
            (false, _) => remark(&format!(
                "an interrupted run left {most} of {} replications: --resume would continue from them",
                goal.first().max(most)
            )),
        }
        stock
    }

    fn take_finished(
        &mut self,
        folder: &Path,
        origin: &Origin,
        goal: &Goal,
        manifest: &Manifest,
        remark: &dyn Fn(&str),
    ) {
        let there = manifest.replications;
        let intro = format!("the run in {} has {there} replications", folder.display());
        match kept::read(folder, origin) {
            Ok(found) if found.len() >= there as usize => {
                self.add(found);
                let what = match goal {
                    Goal::Exactly(wanted) if *wanted <= there => {
                        format!("the first {wanted} are taken")
                    }
                    Goal::Exactly(wanted) => format!("extended to {wanted}"),
                    Goal::Precise(_) => "used as far as they are needed".to_string(),
                };
                remark(&format!("{intro}: {what}"));
            }
            Ok(found) => {
                remark(&format!(
                    "{intro} and keeps {} of them: {}computed anew",
                    found.len(),
                    if found.is_empty() { "" } else { "others are " }
                ));
                self.add(found);
            }
            Err(problem) => remark(&format!("{intro}, but {}: computed anew", problem.text())),
        }
    }

    fn add(&mut self, found: Replications) {
        let new: Replications = found
            .into_iter()
            .filter(|(number, _)| !self.known.contains_key(number))
            .collect();
        self.tried.extend(new.keys().next());
        self.known.extend(new);
    }

    fn in_words(&self, goal: &Goal) -> String {
        match goal {
            Goal::Exactly(wanted) => {
                let useful = self.known.range(..wanted).count();
                format!("{useful} of {wanted} replications are known")
            }
            Goal::Precise(_) => format!("{} replications are known", self.known.len()),
        }
    }

    /// Begins the file of the folder that is being made with what is known; interrupted runs that are resumed are not
    /// needed from then on.
    pub(super) fn begin(&self, partial: &Partial, origin: &Origin) -> Result<Keeper, Stop> {
        let keeper = Keeper::begin(partial.folder(), origin, &self.known).map_err(Stop::failed)?;
        partial.sync();
        if self.resumes {
            self.clear_up_to(u32::MAX);
        }
        Ok(keeper)
    }

    /// Takes away what interrupted runs left, where it is no more than `kept` replications.
    pub(super) fn clear_up_to(&self, kept: u32) {
        let superseded = self.interrupted.iter().filter(|(_, count)| *count <= kept);
        let folders: Vec<PathBuf> = superseded.map(|(folder, _)| folder.clone()).collect();
        leftovers::clear(&folders);
    }
}

/// What it takes to make replications.
pub(super) struct Making<'a> {
    pub input: &'a Input,
    pub origin: &'a Origin,
    pub keeper: &'a Keeper,
    pub threads: usize,
    pub is_interrupted: &'a (dyn Fn() -> bool + Sync),
    pub is_quiet: bool,
    /// Replications wanted so far.
    pub wanted: Cell<u32>,
}

/// What was made.
pub(super) struct Made {
    pub run: Run,
    pub precision: Option<Precision>,
    pub seconds: f64,
}

impl Making<'_> {
    /// Makes as many as the goal says, out of what is known.
    pub(super) fn reach(
        &self,
        goal: &Goal,
        stock: &mut Stock,
        remark: &dyn Fn(&str),
    ) -> Result<Made, Stop> {
        let is_short = (0..goal.first()).any(|number| !stock.known.contains_key(&number));
        let may_simulate = is_short || matches!(goal, Goal::Precise(_));
        if may_simulate && !self.are_ours(stock)? {
            remark(
                "the replications kept were made by another build of the program: computed anew",
            );
            stock.known.clear();
            let begun = self.keeper.begin_again(self.origin);
            begun.map_err(Stop::failed)?;
        }
        let known = &mut stock.known;
        let progress = self.progress(known, goal.first());
        let reached = self.extend(goal, known, &progress);
        let seconds = progress.finish();
        let precision = reached?;
        let replications = std::mem::take(known).into_values();
        Ok(Made {
            run: Run {
                replications: replications.take(self.wanted.get() as usize).collect(),
                threads: self.threads,
            },
            precision,
            seconds,
        })
    }

    /// Whether this program makes the same of the replications that are to be tried, to the last bit. A version number does
    /// not tell builds apart.
    fn are_ours(&self, stock: &Stock) -> Result<bool, Stop> {
        let numbers: Vec<u32> = stock.tried.iter().copied().collect();
        let watch = Watch {
            advanced: &|_| {},
            is_stopped: self.is_interrupted,
        };
        let again = engine::simulate(self.input, &numbers, self.threads, &|_, _| {}, watch)?;
        Ok(again
            .iter()
            .all(|(number, again)| kept::are_same(again, &stock.known[number])))
    }

    fn progress(&self, known: &Replications, wanted: u32) -> Progress {
        let scenario = &self.input.scenario;
        let years = f64::from(scenario.run.years);
        let resident_years = self.input.simulated() * years * scenario.arm.len() as f64;
        let useful = known.range(..wanted).count() as u32;
        Progress::start(wanted, resident_years, self.is_quiet).continued(useful)
    }

    fn extend(
        &self,
        goal: &Goal,
        known: &mut Replications,
        progress: &Progress,
    ) -> Result<Option<Precision>, Stop> {
        self.fill(goal.first(), known, progress)?;
        let Goal::Precise(rule) = goal else {
            return Ok(None);
        };
        loop {
            let wanted = self.wanted.get();
            let least_sure =
                engine::least_sure(self.input, known.range(..wanted).map(|(_, it)| it));
            let is_reached = least_sure
                .as_ref()
                .is_none_or(|found| found.error <= rule.asked_for);
            match rule.after(wanted) {
                Some(next) if !is_reached => self.fill(next, known, progress)?,
                _ => return Ok(least_sure.map(|found| precision(rule, found, is_reached))),
            }
        }
    }

    /// Simulates what is missing of so many.
    fn fill(&self, wanted: u32, known: &mut Replications, progress: &Progress) -> Result<(), Stop> {
        self.wanted.set(wanted);
        progress.up_to(wanted);
        let missing: Vec<u32> = (0..wanted)
            .filter(|number| !known.contains_key(number))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let before = wanted - missing.len() as u32;
        let watch = Watch {
            advanced: &|done| progress.advanced(before + done),
            is_stopped: &|| (self.is_interrupted)() || self.keeper.has_failed(),
        };
        let finished = |number: u32, replication: &_| self.keeper.keep(number, replication);
        let made = engine::simulate(self.input, &missing, self.threads, &finished, watch);
        if let Some(problem) = self.keeper.problem() {
            // The interruption that this caused is not what the user should hear of.
            return Err(Stop::failed(problem));
        }
        known.extend(made?);
        Ok(())
    }
}

fn precision(rule: &Rule, least_sure: LeastSure, is_reached: bool) -> Precision {
    Precision {
        asked_for: rule.asked_for,
        is_reached,
        largest_error: least_sure.error,
        arm: least_sure.arm,
        payer: least_sure.payer,
        from: rule.from,
        most: rule.most,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_precision_is_a_share_above_nothing_and_below_all() {
        for good in ["0.001", "1e-6", " 0.5 "] {
            assert!(share(good).is_ok(), "{good}");
        }
        for bad in [
            "0", "1e-7", "-0.1", "NaN", "1", "1e300", "inf", "-inf", "", "0,1", "1 %",
        ] {
            assert!(share(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_precision_that_begins_beyond_its_end_is_wrong_input() {
        assert!(matches!(precise(0.1, 200, 100), Err(Stop::Input(_))));
        let Ok(Goal::Precise(rule)) = precise(0.1, 3, 100) else {
            panic!("a rule");
        };
        // Three replications say too little of their error.
        assert_eq!((rule.from, rule.most), (LEAST, 100));
    }
}
