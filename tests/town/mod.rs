//! The shipped scenario at a small sample, for tests that need all of the engine.

// Every test file takes what it needs of this.
#![allow(dead_code)]

use std::path::{Path, PathBuf};

use caremix::analysis::ResultTables;
use caremix::analysis::rows::ArmNotes;
use caremix::check;
use caremix::cohort;
use caremix::scenario::schema::Scenario;
use caremix::scenario::selection;
use caremix::scenario::to_toml;
use caremix::simulation::{self, Options, Run, Watch};
use caremix::system::plan::Plan;

/// The scenario that ships.
pub fn zoetermeer() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/zoetermeer-2025.toml")
}

/// Every scenario that ships.
pub fn shipped() -> impl Iterator<Item = PathBuf> {
    let folder = zoetermeer().with_file_name("");
    let entries = std::fs::read_dir(folder).expect("scenarios");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.extension().is_some_and(|end| end == "toml"))
}

/// A scenario without faults, with `sets` as arguments of `--set`.
pub fn load(path: &Path, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    match check::load(path, &sets) {
        Ok(loaded) => loaded.scenario,
        Err(faults) => panic!("{}", faults.render(false)),
    }
}

/// The same of a file of `text`.
pub fn of_text(text: &str, sets: &[&str]) -> Scenario {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("of_text.toml");
    std::fs::write(&path, text).expect("written");
    load(&path, sets)
}

/// The shipped scenario with a file of `text` on top.
pub fn with_text(text: &str, sets: &[&str]) -> Scenario {
    let below = zoetermeer();
    of_text(
        &format!("extends = [\"{}\"]\n{text}", below.display()),
        sets,
    )
}

/// A scenario changed by hand, written and read again, so that it has passed every check.
pub fn checked(scenario: &Scenario) -> Scenario {
    let mut plain = scenario.clone();
    plain.extends.clear();
    of_text(&to_toml(&plain).expect("TOML"), &[])
}

/// The arm `name` alone, as the comparator.
pub fn only(mut scenario: Scenario, name: &str) -> Scenario {
    scenario.run.comparator = Some(name.into());
    few(scenario, &[name])
}

/// Some arms alone, whole where they are like one that is not among them; what is not among them is not lived.
pub fn few(mut scenario: Scenario, names: &[&str]) -> Scenario {
    let named: Vec<String> = names.iter().map(ToString::to_string).collect();
    selection::select(&mut scenario, &named).expect("arms of the scenario");
    assert_eq!(scenario.arm.len(), names.len(), "{names:?}");
    scenario.knob.clear();
    scenario
}

/// Runs a plan as its scenario says, on all threads.
pub fn run(plan: &Plan) -> Run {
    run_with(plan, true)
}

/// Runs a plan; with `shares_luck` off, arms have their own people and luck.
pub fn run_with(plan: &Plan, shares_luck: bool) -> Run {
    let options = Options {
        replications: plan.scenario.run.replications,
        seed: plan.scenario.run.seed,
        threads: 0,
        shares_luck,
    };
    simulation::run(plan, options, cohort::AS_SIMULATED, Watch::NOBODY).expect("a run")
}

/// A scenario from its file to its tables.
pub struct Finished {
    /// The plan.
    pub plan: Plan,
    /// The run.
    pub run: Run,
    /// Its tables.
    pub tables: ResultTables,
    /// What run.json says of the arms.
    pub notes: Vec<ArmNotes>,
}

/// Plans, runs and adds up.
pub fn finish(scenario: &Scenario) -> Finished {
    let plan = Plan::new(scenario, None);
    let run = run(&plan);
    let (tables, notes) = caremix::analysis::tables(&plan, &run);
    Finished {
        plan,
        run,
        tables,
        notes,
    }
}

impl Finished {
    /// Values of an outcome by replication, for an arm and the year with the index `year`.
    pub fn outcome(&self, arm: usize, year: usize, outcome: &str, group: &str) -> Vec<f64> {
        let of = |replication: &caremix::simulation::Replication| {
            let result = &replication.arms[arm];
            let index = result
                .labels
                .iter()
                .position(|label| label.outcome == outcome && label.group == group);
            let index = index.unwrap_or_else(|| panic!("there is no outcome {outcome}:{group}"));
            result.outcomes[year][index]
        };
        self.run.replications.iter().map(of).collect()
    }

    /// Index of an arm.
    pub fn arm(&self, name: &str) -> usize {
        let arms = &self.plan.scenario.arm;
        let index = arms.iter().position(|arm| arm.name == name);
        index.unwrap_or_else(|| panic!("there is no arm {name}"))
    }
}

/// Mean of values and its standard error.
pub fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0) / count).sqrt())
}
