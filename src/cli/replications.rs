//! The replications of a run: how many are wanted, which of them were kept, and the rest simulated.
//!
//! Comes in: what was asked for, and the folders that may keep replications of the same run. Goes out: a store that has
//! them, each new one kept in the folder that is being made. Deliberately absent: what is made of them.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::engine::{self, CheckedScenario};
use super::progress::Progress;
use super::stop::Stop;
use crate::analysis::precision::{LEAST, LeastSure, StoppingRule};
use crate::report::folder::{self, LeftoverFolder, WorkFolder};
use crate::report::manifest::{Manifest, Precision};
use crate::report::numbers::grouped;
use crate::report::store::{self, Origin, RecordError, Store};
use crate::scenario::schema::{MOST_REPLICATIONS, Size};
use crate::simulation::{Replication, Watch};

/// The finest precision that may be asked for: some 10,000 times as many replications as for a ten-thousandth.
const FINEST: f64 = 1e-6;

/// How many replications a run is to have, as options.
#[derive(Debug, clap::Args)]
pub(super) struct ReplicationOptions {
    /// Replications, instead of the scenario's; a finished run is extended, or its first ones are taken
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub replications: Option<u32>,
    /// So many replications more than the finished run has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..),
        conflicts_with_all = ["replications", "precision", "force"])]
    expand: Option<u32>,
    /// Add replications until no arm's total difference from the comparator has a Monte Carlo error above this share of
    /// what the payer lays out under the comparator, for any payer (of a single arm: until no payer's total has)
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
    Precise(StoppingRule),
}

impl Goal {
    /// From the options, the scenario's replications, which `--replications` has changed already, and the finished run.
    pub(super) fn of(
        amount: &ReplicationOptions,
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
    Ok(Goal::Precise(StoppingRule {
        asked_for,
        from,
        most,
    }))
}

/// Replications known beforehand.
#[derive(Debug)]
pub(super) struct StoredReplications {
    pub store: Store,
    /// What interrupted runs left and was not asked for.
    spare: Vec<PathBuf>,
    /// Where interrupted runs left it, beside the folder that is being made.
    left: Vec<LeftoverFolder>,
}

impl StoredReplications {
    /// Gathers the replications of the finished run and, with `resumes`, those of interrupted runs. Begins the shard of
    /// this process.
    pub(super) fn gather(
        work: &WorkFolder,
        target: &Path,
        origin: &Origin,
        goal: &Goal,
        finished: Option<&Manifest>,
        resumes: bool,
        remark: &dyn Fn(&str),
    ) -> Result<StoredReplications, Stop> {
        let left = folder::interrupted(target, &origin.run_id);
        let mut stock = StoredReplications {
            store: Store::new(origin.clone()),
            spare: Vec::new(),
            left,
        };
        if let Some(manifest) = finished {
            stock.take_finished(target, goal, manifest, remark);
        }
        stock.take_interrupted(work, origin, goal, resumes, remark)?;
        stock.store.begin(work.folder()).map_err(Stop::failed)?;
        work.sync().map_err(Stop::failed)?;
        Ok(stock)
    }

    fn take_finished(
        &self,
        folder: &Path,
        goal: &Goal,
        manifest: &Manifest,
        remark: &dyn Fn(&str),
    ) {
        let there = manifest.replications;
        let intro = format!("the run in {} has {there} replications", folder.display());
        let known = match self.store.take(&folder.join(store::FILE)) {
            Ok(known) => known,
            Err(problem) => {
                remark(&format!("{intro}, but {}: computed anew", problem.text()));
                return;
            }
        };
        remark(&match goal {
            _ if known < there => {
                let others = if known == 0 { "" } else { "others are " };
                format!("{intro} and keeps {known} of them: {others}computed anew")
            }
            Goal::Exactly(wanted) if *wanted <= there => {
                format!("{intro}: the first {wanted} are taken")
            }
            Goal::Exactly(wanted) => format!("{intro}: extended to {wanted}"),
            Goal::Precise(_) => format!("{intro}: used as far as they are needed"),
        });
    }

    /// Takes the replications of interrupted runs where that was asked for; otherwise reports them and sets them aside.
    fn take_interrupted(
        &mut self,
        work: &WorkFolder,
        origin: &Origin,
        goal: &Goal,
        resumes: bool,
        remark: &dyn Fn(&str),
    ) -> Result<(), Stop> {
        let elsewhere = self.left.iter().map(|left| left.folder.as_path());
        let folders = std::iter::once(work.folder()).chain(elsewhere);
        let parts: Vec<PathBuf> = folders.flat_map(store::parts).collect();
        let counted = Store::new(origin.clone());
        for part in parts {
            match counted.take(&part) {
                Ok(_) => self.spare.push(part),
                Err(RecordError::Unread(text)) => return Err(Stop::failed(text)),
                Err(RecordError::Wrong(text)) => remark(&format!(
                    "what an interrupted run left cannot be used: {text}"
                )),
            }
        }
        let there = counted.count();
        if !resumes {
            if there > 0 {
                remark(&format!(
                    "an interrupted run left {there} of {} replications: --resume would continue from them",
                    goal.first().max(there)
                ));
            }
            return Ok(());
        }
        for part in std::mem::take(&mut self.spare) {
            if let Err(problem) = self.store.take(&part) {
                let text = problem.text();
                remark(&format!(
                    "what an interrupted run left cannot be used: {text}"
                ));
            }
        }
        if there == 0 {
            remark("there is no interrupted run to resume, or none that can be used");
        } else {
            remark(&format!("resumed: {}", self.in_words(goal)));
        }
        Ok(())
    }

    fn in_words(&self, goal: &Goal) -> String {
        match goal {
            Goal::Exactly(wanted) => {
                let useful = self.store.count_of_first(*wanted);
                format!("{useful} of {wanted} replications are known")
            }
            Goal::Precise(_) => format!("{} replications are known", self.store.count()),
        }
    }

    /// Puts all replications into one file of the folder that is being made: also those that an interrupted run left
    /// and nobody asked for, where they prove to be the same, so that nothing computed is lost. Gives how many there
    /// are.
    pub(super) fn finish(&self, work: &WorkFolder) -> Result<u32, Stop> {
        for part in &self.spare {
            // What cannot be read any more is computed anew when it is wanted.
            let _ = self.store.take_if_same(part);
        }
        self.store.finish(work.folder()).map_err(Stop::failed)
    }

    /// Closes the store, and gives what interrupted runs left elsewhere: all of it is in the run once that is
    /// published.
    pub(super) fn close(self) -> Vec<LeftoverFolder> {
        self.store.close();
        self.left
    }
}

/// Clears what interrupted runs left beside a finished run, but for what it does not keep: that is told.
pub(super) fn tidy(target: &Path, origin: &Origin, finished: &Manifest, remark: &dyn Fn(&str)) {
    for left in folder::interrupted(target, &origin.run_id) {
        let store = Store::new(origin.clone());
        let parts = store::parts(&left.folder);
        let is_unread = |part: &PathBuf| matches!(store.take(part), Err(RecordError::Unread(_)));
        let all_read = !parts.iter().any(is_unread);
        let kept = finished.files.iter().find(|file| file.name == store::FILE);
        let kept = kept.and_then(|file| file.rows).unwrap_or_default();
        if store.count() as usize > kept {
            let more = store.count();
            remark(&format!(
                "an interrupted run left {more} replications: more of them with --resume continue from there"
            ));
        } else if all_read {
            left.clear();
        }
    }
}

/// What is needed to make replications.
pub(super) struct ReplicationTask<'a> {
    pub input: &'a CheckedScenario,
    pub store: &'a Store,
    pub threads: usize,
    pub is_interrupted: &'a (dyn Fn() -> bool + Sync),
    pub is_quiet: bool,
    /// Replications wanted so far.
    pub wanted: Cell<u32>,
}

/// What was made, beside the replications themselves.
pub(super) struct StoredRun {
    pub replications: u32,
    pub precision: Option<Precision>,
    pub seconds: f64,
}

impl ReplicationTask<'_> {
    /// Makes as many as the goal says, out of what is known.
    pub(super) fn reach(&self, goal: &Goal, remark: &dyn Fn(&str)) -> Result<StoredRun, Stop> {
        let is_short = !self.store.missing(goal.first()).is_empty();
        let may_simulate = is_short || matches!(goal, Goal::Precise(_));
        if may_simulate && !self.are_ours()? {
            remark(
                "the replications kept were made by another build of the program: computed anew",
            );
            self.store.forget();
        }
        let progress = self.progress(goal.first());
        let reached = self.extend(goal, &progress);
        let seconds = progress.finish();
        Ok(StoredRun {
            precision: reached?,
            replications: self.wanted.get(),
            seconds,
        })
    }

    /// Whether this program simulates the replications under test as they are stored, to the last bit. A version number
    /// does not tell builds apart.
    fn are_ours(&self) -> Result<bool, Stop> {
        let watch = Watch {
            advanced: &|_| {},
            is_stopped: self.is_interrupted,
        };
        let are_same = AtomicBool::new(true);
        let compare = |number: u32, again: Replication| {
            if !self.store.holds(number, &again).unwrap_or(false) {
                are_same.store(false, Ordering::Relaxed);
            }
        };
        engine::simulate(
            self.input,
            &self.store.tried(),
            self.threads,
            &compare,
            watch,
        )?;
        Ok(are_same.load(Ordering::Relaxed))
    }

    fn progress(&self, wanted: u32) -> Progress {
        let scenario = &self.input.scenario;
        let years = f64::from(scenario.run.years);
        let resident_years = self.input.simulated() * years * scenario.arm.len() as f64;
        let useful = self.store.count_of_first(wanted);
        let progress = match scenario.run.size {
            Size::Expected => Progress::of_draws(wanted, self.is_quiet),
            Size::Real | Size::Simulated => Progress::start(wanted, resident_years, self.is_quiet),
        };
        progress.continued(useful)
    }

    fn extend(&self, goal: &Goal, progress: &Progress) -> Result<Option<Precision>, Stop> {
        self.fill(goal.first(), progress)?;
        let Goal::Precise(rule) = goal else {
            return Ok(None);
        };
        loop {
            let wanted = self.wanted.get();
            let least_sure = engine::least_sure(self.input, &self.store.first(wanted))?;
            let is_reached = least_sure
                .as_ref()
                .is_none_or(|found| found.error <= rule.asked_for);
            match rule.after(wanted) {
                Some(next) if !is_reached => self.fill(next, progress)?,
                _ => return Ok(least_sure.map(|found| precision(rule, found, is_reached))),
            }
        }
    }

    /// Simulates what is missing of so many.
    fn fill(&self, wanted: u32, progress: &Progress) -> Result<(), Stop> {
        self.wanted.set(wanted);
        progress.up_to(wanted);
        let missing = self.store.missing(wanted);
        if missing.is_empty() {
            return Ok(());
        }
        let before = wanted - missing.len() as u32;
        let watch = Watch {
            advanced: &|done| progress.advanced(before + done),
            is_stopped: &|| (self.is_interrupted)() || self.store.has_failed(),
        };
        let finished = |number: u32, made: Replication| self.store.keep(number, &made);
        let made = engine::simulate(self.input, &missing, self.threads, &finished, watch);
        // The interruption that a problem causes is not what the user should hear of.
        match self.store.problem() {
            Some(problem) => Err(Stop::failed(problem)),
            None => made,
        }
    }
}

fn precision(rule: &StoppingRule, least_sure: LeastSure, is_reached: bool) -> Precision {
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
