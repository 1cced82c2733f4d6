//! The scenario files, as they are planned and run.

use std::path::Path;

use caremix::check;
use caremix::cohort::{self, ExpectedArm};
use caremix::provision::{Conditions, Responses};
use caremix::simulation::{self, ArmResult, Options, Run, Watch};
use caremix::system::System;
use caremix::system::plan::Plan;
use caremix::tables::chain::Chain;

use crate::plain::Matrix;

/// A textbook scenario with `sets` as arguments of `--set`.
pub fn plan(file: &str, sets: &[&str]) -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/textbook")
        .join(file);
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    let loaded = check::load(&path, &sets).unwrap_or_else(|faults| panic!("{faults}"));
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
    let run = simulation::run(&plan, options, cohort::AS_SIMULATED, Watch::NOBODY).expect("a run");
    Lived { plan, run }
}

/// Index of an arm.
pub fn arm(system: &System, name: &str) -> usize {
    let index = system.arms.iter().position(|arm| arm.name == name);
    index.unwrap_or_else(|| panic!("there is no arm {name}"))
}

/// The moves of one year under an arm, as the tables and the arm's conditions have them.
pub fn matrix(system: &System, arm: usize, year: usize) -> Matrix {
    let arm = &system.arms[arm];
    let access = vec![1.0; system.disciplines.len()];
    let conditions = Conditions::new(system, (arm, year), &access, &[], &Responses::none(system));
    let ratios = Some(conditions.hazards.moves.as_slice());
    let cell = system.health.cell(0, system.time.per_year * 40);
    let mut moves = [[0.0; 4]; 4];
    let mut chain = Chain::default();
    system.health.expect(cell, ratios, &mut chain);
    for (from, row) in moves.iter_mut().enumerate() {
        row.copy_from_slice(&chain.row(from)[..4]);
    }
    moves
}

/// A million people at once, in expected numbers: the cohort twin. So many, that the rounding of money to whole cents
/// shows in the twelfth digit.
pub struct Twin {
    /// The plan.
    pub plan: Plan,
    arms: Vec<ExpectedArm>,
}

/// The twin of a textbook scenario.
pub fn twin(file: &str, sets: &[&str]) -> Twin {
    let million =
        "population.bands.0={ age_from = 30, age_below = 31, female = 500000, male = 500000 }";
    let sets: Vec<&str> = sets.iter().copied().chain([million]).collect();
    let plan = plan(file, &sets);
    let arms = cohort::expected(plan.means()).arms;
    Twin { plan, arms }
}

impl Twin {
    /// Shares of the cohort by state at each point.
    pub fn trace(&self, arm: &str) -> Vec<Vec<f64>> {
        let residents = self.plan.means().people.residents;
        let points = self.arms[self::arm(self.plan.means(), arm)].trace.iter();
        points
            .map(|point| point.iter().map(|here| here / residents).collect())
            .collect()
    }

    /// The sum over years of `weight` times what all payers lay out per resident.
    pub fn cost(&self, arm: &str, weight: &dyn Fn(usize) -> f64) -> f64 {
        cost(self.plan.means(), self.result(arm), weight)
    }

    /// The sum over years of `weight` times an outcome per resident.
    pub fn outcome(&self, arm: &str, outcome: &str, weight: &dyn Fn(usize) -> f64) -> f64 {
        self::outcome(
            self.plan.means(),
            self.result(arm),
            (outcome, "all"),
            weight,
        )
    }

    fn result(&self, arm: &str) -> &ArmResult {
        &self.arms[self::arm(self.plan.means(), arm)].result
    }
}

/// The sum over years of `weight` times an outcome per resident.
fn outcome(
    system: &System,
    result: &ArmResult,
    (outcome, group): (&str, &str),
    weight: &dyn Fn(usize) -> f64,
) -> f64 {
    let mut labels = result.labels.iter();
    let label = labels.position(|label| label.outcome == outcome && label.group == group);
    let index = label.unwrap_or_else(|| panic!("there is no outcome {outcome}:{group}"));
    let years = result.outcomes.iter().enumerate();
    let sum: f64 = years
        .map(|(year, values)| weight(year) * values[index])
        .sum();
    sum / system.people.residents
}

/// The sum over years of `weight` times what all payers lay out per resident.
fn cost(system: &System, result: &ArmResult, weight: &dyn Fn(usize) -> f64) -> f64 {
    let years = result
        .paid
        .iter()
        .flat_map(|years| years.iter().enumerate());
    let sum: f64 = years
        .map(|(year, cents)| weight(year) * cents.to_eur())
        .sum();
    sum / system.people.residents
}

/// Fails unless `found` is `exact` to one part in a thousand million.
#[track_caller]
pub fn assert_exact(found: f64, exact: f64) {
    assert!(
        (found - exact).abs() <= 1e-9 * exact.abs(),
        "{found} is not {exact}: off by {:e}",
        found / exact - 1.0
    );
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
        let of =
            |result: &ArmResult| self::outcome(self.plan.means(), result, (outcome, group), weight);
        self.results(arm).map(of).collect()
    }

    /// Per replication: the sum over years of `weight` times what all payers laid out per resident.
    pub fn cost(&self, arm: &str, weight: &dyn Fn(usize) -> f64) -> Vec<f64> {
        let of = |result: &ArmResult| cost(self.plan.means(), result, weight);
        self.results(arm).map(of).collect()
    }

    fn results(&self, arm: &str) -> impl Iterator<Item = &ArmResult> {
        let arm = self::arm(self.plan.means(), arm);
        self.run.replications.iter().map(move |one| &one.arms[arm])
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
