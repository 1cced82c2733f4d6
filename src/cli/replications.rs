//! The replications of a run, or of one part of it: which of them were kept, and the rest simulated.
//!
//! Comes in: how many are wanted, and the folders that may keep replications of the same run. Goes out: a store that has
//! them, each new one kept in the folder that is being made. Deliberately absent: what is made of them.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::engine::{self, CheckedScenario};
use super::goal::Goal;
use super::progress::Progress;
use super::stop::Stop;
use crate::analysis::precision::{LeastSure, StoppingRule};
use crate::report::folder::{self, LeftoverFolder, WorkFolder};
use crate::report::manifest::{Manifest, Precision};
use crate::report::part::Part;
use crate::report::store::{self, Origin, RecordError, Store};
use crate::scenario::schema::Size;
use crate::simulation::{Replication, Watch};

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
    /// Replications that are all known, as parts of a run give them.
    pub(super) fn of(store: Store) -> StoredReplications {
        StoredReplications {
            store,
            spare: Vec::new(),
            left: Vec::new(),
        }
    }

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
        let left = folder::interrupted(target, work.run_id());
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
        let part = manifest.part.unwrap_or(Part::WHOLE);
        let there = part.count_of(manifest.replications);
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
            Goal::Exactly(wanted) if part.count_of(*wanted) <= there => {
                format!("{intro}: the first {} are taken", part.count_of(*wanted))
            }
            Goal::Exactly(wanted) => format!("{intro}: extended to {}", part.count_of(*wanted)),
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
    /// Replications wanted so far, of all parts.
    pub wanted: Cell<u32>,
    /// The part that is made here.
    pub part: Part,
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
        let is_short = !self.missing(goal.first()).is_empty();
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
        let here = self.part.count_of(wanted);
        let useful = here - self.missing(wanted).len() as u32;
        let progress = match scenario.run.size {
            Size::Expected => Progress::of_draws(here, self.is_quiet),
            Size::Real | Size::Simulated => Progress::start(here, resident_years, self.is_quiet),
        };
        progress.continued(useful)
    }

    /// The numbers below `wanted` of this part that are not known.
    fn missing(&self, wanted: u32) -> Vec<u32> {
        let mut numbers = self.store.missing(wanted);
        numbers.retain(|number| self.part.holds(*number));
        numbers
    }

    fn extend(&self, goal: &Goal, progress: &Progress) -> Result<Option<Precision>, Stop> {
        self.fill(goal.first(), progress)?;
        let Goal::Precise(rule) = goal else {
            return Ok(None);
        };
        loop {
            let wanted = self.wanted.get();
            let kept = self.store.first(wanted);
            let least_sure = engine::least_sure(self.input, &kept, rule.scale)?;
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
        let here = self.part.count_of(wanted);
        progress.up_to(here);
        let missing = self.missing(wanted);
        if missing.is_empty() {
            return Ok(());
        }
        let before = here - missing.len() as u32;
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
        share_of: rule.scale,
        is_reached,
        largest_error: least_sure.error,
        arm: least_sure.arm,
        payer: least_sure.payer,
        from: rule.from,
        most: rule.most,
    }
}
