//! Scenarios as benches run them.

use std::path::{Path, PathBuf};

use caremix::check;
use caremix::cohort;
use caremix::simulation::{self, Options, Run, Watch};
use caremix::system::plan::Plan;

/// What stands there in the project.
pub fn path(within: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(within)
}

/// A scenario of the project, ready to be drawn.
pub fn plan(path: &str, sets: &[&str]) -> Plan {
    let sets: Vec<String> = sets.iter().map(|set| set.to_string()).collect();
    match check::load(&self::path(path), &sets) {
        Ok(loaded) => Plan::new(&loaded.scenario, None),
        Err(faults) => panic!("{}", faults.render(false)),
    }
}

/// Runs it.
pub fn run(plan: &Plan, replications: u32, threads: usize) -> Run {
    let options = Options {
        replications,
        seed: 1,
        threads,
        shares_luck: true,
    };
    simulation::run(plan, options, cohort::AS_SIMULATED, Watch::NOBODY).expect("nobody stops it")
}
