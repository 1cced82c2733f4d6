//! Scenarios as benches run them.

use std::path::Path;

use caremix::check;
use caremix::cohort;
use caremix::simulation::{self, Options, Run, Watch};
use caremix::system::plan::Plan;

/// A scenario of the project, ready to be drawn.
pub fn plan(path: &str, sets: &[&str]) -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    let sets: Vec<String> = sets.iter().map(|set| set.to_string()).collect();
    match check::load(&path, &sets) {
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
