//! THE SEAM: everything the command line needs of the scenario front end and of the engine, and nothing else.
//!
//! To join: give each function below its real body (each says which), then delete `stand_in.rs` and this paragraph.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::stand_in;
use super::stop::Stop;
use crate::analysis::rows::{ArmNotes, Tables};
use crate::scenario::schema::Scenario;

/// A scenario that has been checked.
#[derive(Debug, Clone)]
pub struct Input {
    /// Resolved: after `extends` and `--set`, with its name filled in.
    pub scenario: Scenario,
    /// The files it came from, the one asked for first.
    pub files: Vec<PathBuf>,
    /// The text of `population.file`, where there is one.
    pub population_file: Option<Vec<u8>>,
    /// Residents at the start.
    pub residents: f64,
    /// What is no fault but should be known.
    pub warnings: Vec<String>,
}

impl Input {
    /// The short name, for folders.
    pub fn name(&self) -> &str {
        self.scenario.name.as_deref().unwrap_or("scenario")
    }

    /// Residents simulated.
    pub fn simulated(&self) -> f64 {
        self.scenario
            .run
            .sample
            .map_or(self.residents, |sample| (sample as f64).min(self.residents))
    }
}

/// Loads and checks. Faults come rendered, all at once, as [`Stop::Input`].
///
/// Join: `scenario::load(path, sets)`; keep [`super::arms::select`]; then `system::Plan::build`, for its faults.
pub fn load(
    path: &Path,
    sets: &[String],
    arms: &[String],
    is_coloured: bool,
) -> Result<Input, Stop> {
    let mut input = stand_in::load(path, sets, is_coloured)?;
    super::arms::select(&mut input.scenario, arms)?;
    Ok(input)
}

/// The resolved scenario as a scenario file. Join: `scenario` owns toml, so its writer.
pub fn scenario_file(scenario: &Scenario) -> Result<String, Stop> {
    stand_in::scenario_file(scenario).map_err(Stop::failed)
}

/// Join: `scenario::schema()`.
pub fn schema() -> String {
    stand_in::schema()
}

/// Join: `scenario::template(name)`.
pub fn template(name: &str) -> String {
    stand_in::template(name)
}

/// What the engine is told, and how it tells.
pub struct Watch<'a> {
    /// Threads to compute with.
    pub threads: usize,
    /// Set when the user interrupts.
    pub is_interrupted: &'a AtomicBool,
    /// Called with the number of replications done.
    pub advanced: &'a (dyn Fn(u32) + Sync),
}

/// Simulates and adds up.
///
/// Join: `simulation::run(&plan, &options, &callback)`, where its `Stopped` becomes [`Stop::Interrupted`] or
/// [`Stop::Failed`], then `analysis::tables(&plan, &run)`.
pub fn simulate(input: &Input, watch: &Watch) -> Result<(Tables, Vec<ArmNotes>), Stop> {
    let results = stand_in::simulate(input, watch);
    if watch.is_interrupted.load(Ordering::Relaxed) {
        Err(Stop::Interrupted)
    } else {
        Ok(results)
    }
}
