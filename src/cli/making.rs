//! A run, or one part of it, is made: replications simulated, tables made of them, all files written, the folder published.
//!
//! Comes in: an [`Order`], and how many replications are wanted. Goes out: the finished folder, or the reason why there is none
//! and what is kept. Deliberately absent: printing.

use std::cell::Cell;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::engine::{self, CheckedScenario};
use super::goal::Goal;
use super::memory::MemoryOption;
use super::replications::{ReplicationTask, StoredReplications, StoredRun};
use super::run_folder::RunFolder;
use super::stop::Stop;
use super::voice;
use crate::analysis::Sink;
use crate::analysis::rows::ArmNotes;
use crate::report::folder::{LeftoverFolder, WorkFolder};
use crate::report::manifest::{self, Identity, Manifest, ScenarioNote, Timing};
use crate::report::part::Part;
use crate::report::store::Origin;
use crate::report::writing::{self, Inputs};

/// The version of the program, which every run and every replication carries.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is to be made, where, and how.
pub(super) struct Order<'a> {
    /// The scenario.
    pub input: &'a CheckedScenario,
    /// The run that the replications are of.
    pub origin: Origin,
    /// The part of it that is made.
    pub part: Part,
    /// Where it ends up.
    pub target: RunFolder,
    /// Threads that compute.
    pub threads: usize,
    /// Memory that may be taken.
    pub memory: MemoryOption,
    /// Whether it continues from what an interrupted run left.
    pub resumes: bool,
    /// Whether what stands there is replaced.
    pub is_forced: bool,
    /// Whether nothing is said but the answer.
    pub is_quiet: bool,
}

impl Order<'_> {
    /// The folder that is made.
    pub fn folder(&self) -> &Path {
        &self.target.folder
    }

    /// Says something beside the answer.
    pub fn remark(&self, text: &str) {
        if !self.is_quiet {
            voice::remark(text);
        }
    }

    /// Whether it is there already and is not to be computed anew.
    pub fn is_found(&self) -> Result<bool, Stop> {
        let mut kept = self.input.files.clone();
        kept.extend(std::env::current_dir());
        let id = self.part.id(&self.origin.run_id);
        let is_there = self.target.holds_run(&id, self.is_forced, &kept)?;
        Ok(is_there && !self.is_forced)
    }

    /// Says that what is wanted is there.
    pub fn remark_found(&self) {
        self.remark(&format!(
            "found: {} is finished (--force computes it anew)",
            self.folder().display()
        ));
    }

    /// Says that what is there cannot be used.
    pub fn remark_damaged(&self, problem: &str) {
        self.remark(&format!(
            "the run in {} is damaged ({problem}): computed anew",
            self.folder().display()
        ));
    }

    /// Simulates what is not known yet, and publishes. The folder is claimed before the long run, so that one that cannot
    /// be written, or that another process works for, is found out at once; given up on the way, it leaves the
    /// replications done, and nothing where there are none.
    pub fn compute(
        &self,
        goal: &Goal,
        finished: Option<&Manifest>,
        is_interrupted: &AtomicBool,
    ) -> Result<(), Stop> {
        let remark = |text: &str| self.remark(text);
        let replications = self.part.count_of(goal.first());
        self.memory.check(self.input, self.threads, replications)?;
        let work = self.claim()?;
        let stock = StoredReplications::gather(
            &work,
            self.folder(),
            &self.origin,
            goal,
            finished,
            self.resumes,
            &remark,
        )?;
        let making = ReplicationTask {
            input: self.input,
            store: &stock.store,
            threads: self.threads,
            is_interrupted: &|| is_interrupted.load(Ordering::Relaxed),
            is_quiet: self.is_quiet,
            wanted: Cell::new(goal.first()),
            part: self.part,
        };
        let done = making
            .reach(goal, &remark)
            .and_then(|made| self.fill(&made, &stock, &work));
        let (kept, wanted) = (stock.store.count(), self.part.count_of(making.wanted.get()));
        let done = done.and_then(|()| match is_interrupted.load(Ordering::Relaxed) {
            true => Err(Stop::Interrupted),
            false => Ok(()),
        });
        // Some systems move no folder in which a file is open.
        let left = stock.close();
        match done.and_then(|()| self.publish(work)) {
            Ok(()) => {
                left.into_iter().for_each(LeftoverFolder::clear);
                Ok(())
            }
            Err(stop) if kept > 0 => Err(stop.with_kept(kept, wanted)),
            Err(stop) => Err(stop),
        }
    }

    /// Claims the folder in which it is made.
    pub fn claim(&self) -> Result<WorkFolder, Stop> {
        self.target.claim(&self.part.id(&self.origin.run_id))
    }

    /// Makes the tables of the replications made, and writes all files; of a part of a run there are none but the
    /// replications.
    pub fn fill(
        &self,
        made: &StoredRun,
        stock: &StoredReplications,
        work: &WorkFolder,
    ) -> Result<(), Stop> {
        let mut input = self.input.clone();
        input.scenario.run.replications = made.replications;
        let timing = Timing {
            simulation_seconds: made.seconds,
        };
        let kept = stock.finish(work)?;
        let copies = inputs(&input).map_err(Stop::failed)?;
        let written = if self.part.is_whole() {
            let source = stock.store.first(made.replications);
            let make = |sink: Sink| {
                let (tables, notes) = engine::tables(&input, &source, sink)?;
                let manifest = Manifest {
                    precision: made.precision.clone(),
                    ..manifest_of(&input, notes, self.threads, timing)?
                };
                Ok((tables, manifest))
            };
            writing::write(work, make, &copies, made.replications, kept)
        } else {
            manifest_of(&input, Vec::new(), self.threads, timing).and_then(|manifest| {
                let manifest = Manifest {
                    part: Some(self.part),
                    ..manifest
                };
                writing::write_part(work, manifest, &copies, kept)
            })
        };
        written.map_err(Stop::failed)
    }

    /// Puts what was made into its place.
    pub fn publish(&self, work: WorkFolder) -> Result<(), Stop> {
        let may_replace = |there: &_| RunFolder::may_replace(there, self.is_forced);
        work.publish(&may_replace).map_err(Stop::failed)
    }
}

/// What a scenario's run is known by.
pub(super) fn identity(input: &CheckedScenario) -> Result<Identity, Stop> {
    manifest::identity(&input.scenario, VERSION, input.population_file.as_deref())
        .map_err(Stop::failed)
}

/// Replications of the run that is known by this, made by this program.
pub(super) fn origin(run_id: String) -> Origin {
    Origin {
        version: VERSION.to_string(),
        run_id,
    }
}

fn inputs(input: &CheckedScenario) -> Result<Inputs, String> {
    let mut copy = input.scenario.clone();
    copy.extends.clear();
    if input.population_file.is_some() {
        copy.population.file = Some(writing::POPULATION.to_string());
    }
    Ok(Inputs {
        scenario_file: engine::scenario_file(&copy)?,
        population_file: input.population_file.clone(),
        currency: input.scenario.run.money(),
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
        part: None,
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
