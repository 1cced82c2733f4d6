//! What the command line needs of the scenario, the system and the simulation, in one place.

use std::path::{Path, PathBuf};

use super::stop::Stop;
use crate::analysis;
use crate::analysis::rows::{ArmNotes, Tables};
use crate::scenario::schema::Scenario;
use crate::scenario::{self, people_file};
use crate::simulation::{self, Options, Stopped, Watch};
use crate::system::plan::Plan;

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
    plan: Plan,
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
pub fn load(
    path: &Path,
    sets: &[String],
    arms: &[String],
    is_coloured: bool,
) -> Result<Input, Stop> {
    let rendered = |faults: scenario::Faults| Stop::Input(faults.render(is_coloured));
    let loaded = scenario::load(path, sets).map_err(rendered)?;
    let people = people_file::read(&loaded).map_err(rendered)?;
    let files = loaded.files.iter().filter(|file| !file.is_argument);
    let files = files.map(|file| file.path.clone()).collect();
    let mut scenario = loaded.scenario.clone();
    if scenario.name.is_none() {
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        scenario.name = stem;
    }
    super::arms::select(&mut scenario, arms)?;
    let plan = Plan::new(
        &scenario,
        people.as_ref().map(|people| people.persons.as_slice()),
    );
    Ok(Input {
        residents: plan.means().people.residents,
        population_file: people.map(|people| people.text),
        warnings: plan.warnings(),
        scenario,
        files,
        plan,
    })
}

/// A finished run's scenario, to be simulated again in part.
pub struct Again {
    /// As it was run.
    pub scenario: Scenario,
    /// The text of `population.file`, where there is one.
    pub population_file: Option<Vec<u8>>,
    persons: Option<Vec<people_file::Person>>,
}

impl Again {
    /// Reads the copy of the scenario that a run keeps.
    pub fn load(path: &Path) -> Result<Again, Stop> {
        let damaged = |faults: scenario::Faults| Stop::Failed(faults.render(false));
        let loaded = scenario::load(path, &[]).map_err(damaged)?;
        let people = people_file::read(&loaded).map_err(damaged)?;
        let (persons, text) = people.map(|people| (people.persons, people.text)).unzip();
        Ok(Again {
            scenario: loaded.scenario,
            population_file: text,
            persons,
        })
    }

    /// Simulates a scenario that differs from it in its arms only.
    pub fn simulate(
        &self,
        scenario: &Scenario,
        replications: u32,
        threads: usize,
        watch: Watch,
    ) -> Result<simulation::Run, Stop> {
        let options = Options {
            replications,
            seed: scenario.run.seed,
            threads,
            shares_luck: true,
        };
        simulated(
            &Plan::new(scenario, self.persons.as_deref()),
            options,
            watch,
        )
    }
}

fn simulated(plan: &Plan, options: Options, watch: Watch) -> Result<simulation::Run, Stop> {
    simulation::run(plan, options, watch).map_err(|stopped| match stopped {
        Stopped::Interrupted => Stop::Interrupted,
        Stopped::NoThreads(problem) => Stop::failed(problem),
    })
}

/// The resolved scenario as a scenario file.
pub fn scenario_file(scenario: &Scenario) -> Result<String, Stop> {
    scenario::to_toml(scenario).map_err(Stop::failed)
}

/// JSON Schema of scenario files.
pub fn schema() -> String {
    scenario::schema()
}

/// A scenario to start from.
pub fn template(name: &str) -> String {
    scenario::template(name)
}

/// Simulates and adds up.
pub fn simulate(
    input: &Input,
    threads: usize,
    watch: Watch,
) -> Result<(Tables, Vec<ArmNotes>), Stop> {
    let options = Options {
        replications: input.scenario.run.replications,
        seed: input.scenario.run.seed,
        threads,
        shares_luck: true,
    };
    let run = simulated(&input.plan, options, watch)?;
    Ok(analysis::tables(&input.plan, &run))
}
