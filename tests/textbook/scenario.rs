//! The scenario files, as they are planned and run.

use std::path::Path;

use caremix::scenario;
use caremix::simulation::{self, Options, Run, Watch};
use caremix::system::System;
use caremix::system::capability::Target;
use caremix::system::plan::Plan;

use crate::plain::Matrix;

/// A textbook scenario with `sets` as arguments of `--set`.
pub fn plan(file: &str, sets: &[&str]) -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/textbook")
        .join(file);
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    let loaded = scenario::load(&path, &sets).unwrap_or_else(|faults| panic!("{faults}"));
    Plan::new(&loaded.scenario, None)
}

/// A finished run of a plan.
pub struct Lived {
    /// The plan.
    pub plan: Plan,
    run: Run,
}

/// Runs a textbook scenario as it says.
pub fn live(file: &str, sets: &[&str]) -> Lived {
    let plan = plan(file, sets);
    let options = Options {
        replications: plan.scenario.run.replications,
        seed: plan.scenario.run.seed,
        threads: 0,
        shares_luck: true,
    };
    let run = simulation::run(&plan, options, Watch::NOBODY).expect("a run");
    Lived { plan, run }
}

/// Index of an arm.
pub fn arm(system: &System, name: &str) -> usize {
    let place = system.arms.iter().position(|arm| arm.name == name);
    place.unwrap_or_else(|| panic!("there is no arm {name}"))
}

/// The moves of one year under an arm, as the tables hold them: the probability of each move times what the arm makes
/// of it; who makes none stays.
pub fn matrix(system: &System, arm: usize, year: usize) -> Matrix {
    let health = &system.health;
    let cell = health.cell(0, system.time.per_year * 40);
    let mut moves = [[0.0; 4]; 4];
    for (from, row) in moves.iter_mut().enumerate() {
        health.step_probabilities(cell, from, row);
        for to in (0..4).filter(|to| *to != from) {
            let ratio = health.move_index(from, to).map_or(1.0, |place| {
                system.arms[arm].ratio(Target::Transition(from, place), year)
            });
            row[to] *= ratio;
        }
        row[from] = 1.0
            - (0..4)
                .filter(|to| *to != from)
                .map(|to| row[to])
                .sum::<f64>();
    }
    moves
}

/// Fails unless two sets of moves are the same but for the rounding of floating-point numbers.
#[track_caller]
pub fn assert_same_moves(found: Matrix, expected: Matrix) {
    for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
        assert!(
            (found - expected).abs() < 1e-15,
            "{found} is not {expected}"
        );
    }
}

impl Lived {
    /// Per replication: the sum over years of `weight` times an outcome per resident.
    pub fn outcome(
        &self,
        arm: &str,
        outcome: &str,
        group: &str,
        weight: &dyn Fn(usize) -> f64,
    ) -> Vec<f64> {
        let arm = self::arm(self.plan.means(), arm);
        let of = |replication: &caremix::simulation::Replication| {
            let result = &replication.arms[arm];
            let label = result
                .labels
                .iter()
                .position(|label| label.outcome == outcome && label.group == group);
            let place = label.unwrap_or_else(|| panic!("there is no outcome {outcome}:{group}"));
            let years = result.outcomes.iter().enumerate();
            years
                .map(|(year, values)| weight(year) * values[place])
                .sum::<f64>()
                / self.residents()
        };
        self.run.replications.iter().map(of).collect()
    }

    /// Per replication: the sum over years of `weight` times what all payers laid out per resident.
    pub fn cost(&self, arm: &str, weight: &dyn Fn(usize) -> f64) -> Vec<f64> {
        let arm = self::arm(self.plan.means(), arm);
        let of = |replication: &caremix::simulation::Replication| {
            let payers = replication.arms[arm].paid.iter();
            let years = payers.flat_map(|years| years.iter().enumerate());
            years
                .map(|(year, cents)| weight(year) * cents.to_eur())
                .sum::<f64>()
                / self.residents()
        };
        self.run.replications.iter().map(of).collect()
    }

    fn residents(&self) -> f64 {
        self.plan.means().people.residents
    }
}

/// Fails unless the mean of `values` lies within four of its standard errors of `exact`, and the standard error is
/// small enough to mean something: less than `resolution` times the exact figure.
#[track_caller]
pub fn assert_agrees(values: &[f64], exact: f64, resolution: f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let error = (squares / (count - 1.0) / count).sqrt();
    assert!(
        error < resolution * exact.abs(),
        "{error} is too coarse for {exact}"
    );
    assert!(
        (mean - exact).abs() <= 4.0 * error,
        "{mean} is {:.1} standard errors ({error}) from {exact}",
        (mean - exact) / error
    );
}
