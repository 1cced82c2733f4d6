//! The simulation against its cohort twin.

mod town;

use std::path::Path;

use caremix::base::money::Cents;
use caremix::cohort::{self, Expected, ExpectedArm, linear};
use caremix::ledger::{Flow, Reason};
use caremix::scenario::schema::{Parameters, Scenario};
use caremix::simulation::{ArmResult, Run};
use caremix::system::System;
use caremix::system::plan::Plan;

/// One figure of one arm: what the twin expects, and what every replication shows.
struct Figure {
    name: String,
    expected: f64,
    found: Vec<f64>,
}

impl Figure {
    /// Standard errors between the mean over replications and what is expected; 0 where both are the same number.
    fn z(&self) -> f64 {
        let (mean, error) = town::mean_and_error(&self.found);
        let apart = mean - self.expected;
        if apart.abs() <= 1e-9 * self.expected.abs().max(1.0) + self.rounding() {
            return 0.0;
        }
        apart / error
    }

    /// Money is rounded to cents posting by posting.
    fn rounding(&self) -> f64 {
        if self.name.contains("EUR") { 1.0 } else { 1e-6 }
    }
}

fn amount(result: &ArmResult, year: usize, payer: usize, to: usize, why: Reason) -> f64 {
    let flows = result.flows.iter();
    let of = flows.filter(|flow| {
        (flow.year, flow.payer, flow.recipient, flow.reason) == (year, payer, to, why)
    });
    of.map(|flow| flow.amount).sum::<Cents>().to_eur()
}

fn figures(system: &System, run: &Run, expected: &Expected) -> Vec<Figure> {
    let mut figures = Vec::new();
    for (arm, expected) in expected.arms.iter().enumerate() {
        let results: Vec<&ArmResult> = run.replications.iter().map(|one| &one.arms[arm]).collect();
        flows(system, arm, &results, expected, &mut figures);
        payers(system, arm, &results, expected, &mut figures);
        outcomes(system, arm, &results, expected, &mut figures);
        providers(system, arm, &results, expected, &mut figures);
    }
    figures
}

fn flows(
    system: &System,
    arm: usize,
    results: &[&ArmResult],
    expected: &ExpectedArm,
    figures: &mut Vec<Figure>,
) {
    let all = results.iter().flat_map(|result| &result.flows);
    let mut keys: Vec<Flow> = all.chain(&expected.result.flows).copied().collect();
    keys.iter_mut().for_each(|flow| flow.amount = Cents::ZERO);
    keys.sort_unstable();
    keys.dedup();
    for flow in keys
        .iter()
        .filter(|flow| linear::is_linear_flow(system, arm, flow))
    {
        let of = |result: &ArmResult| {
            amount(result, flow.year, flow.payer, flow.recipient, flow.reason)
        };
        figures.push(Figure {
            name: format!("{} EUR flow {flow:?}", system.arms[arm].name),
            expected: of(&expected.result),
            found: results.iter().map(|result| of(result)).collect(),
        });
    }
}

fn payers(
    system: &System,
    arm: usize,
    results: &[&ArmResult],
    expected: &ExpectedArm,
    figures: &mut Vec<Figure>,
) {
    if !linear::is_linear_payer(system, arm) {
        return;
    }
    for (payer, name) in system.payers.iter().enumerate() {
        for year in 0..system.time.years {
            let of = |result: &ArmResult| result.paid[payer][year].to_eur();
            figures.push(Figure {
                name: format!("{} EUR payer {name} {year}", system.arms[arm].name),
                expected: of(&expected.result),
                found: results.iter().map(|result| of(result)).collect(),
            });
        }
    }
}

fn outcomes(
    system: &System,
    arm: usize,
    results: &[&ArmResult],
    expected: &ExpectedArm,
    figures: &mut Vec<Figure>,
) {
    for (place, label) in expected.result.labels.iter().enumerate() {
        if !linear::is_linear_outcome(system, arm, &label.outcome, &label.group) {
            continue;
        }
        for year in 0..system.time.years {
            let of = |result: &ArmResult| result.outcomes[year][place];
            figures.push(Figure {
                name: format!(
                    "{} {}:{} {} {year}",
                    system.arms[arm].name, label.outcome, label.group, label.unit
                ),
                expected: of(&expected.result),
                found: results.iter().map(|result| of(result)).collect(),
            });
        }
    }
}

fn providers(
    system: &System,
    arm: usize,
    results: &[&ArmResult],
    expected: &ExpectedArm,
    figures: &mut Vec<Figure>,
) {
    for year in 0..system.time.years {
        for (place, discipline) in system.disciplines.iter().enumerate() {
            let of = |result: &ArmResult| result.providers[year][place].cost.unwrap_or(0.0);
            figures.push(Figure {
                name: format!("{} EUR cost {} {year}", system.arms[arm].name, discipline.name),
                expected: of(&expected.result),
                found: results.iter().map(|result| of(result)).collect(),
            });
        }
    }
}

/// The scenario without feedback and without a deductible, with its parameters at their means.
fn plain(scenario: Scenario) -> Scenario {
    let mut plain = linear::without_feedback(&scenario);
    plain.run.parameters = Parameters::Means;
    plain.patient.deductible = None;
    plain
}

fn report(figures: &[Figure]) -> Vec<f64> {
    let mut z: Vec<(f64, &str)> = figures.iter().map(|f| (f.z(), f.name.as_str())).collect();
    z.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (z, name) in z.iter().take(12).chain(z.iter().rev().take(12)) {
        let figure = figures.iter().find(|f| f.name == *name).unwrap();
        println!("{z:+.2} {name}: {} against {}", town::mean_and_error(&figure.found).0, figure.expected);
    }
    let live: Vec<f64> = z.iter().map(|(z, _)| *z).filter(|z| *z != 0.0).collect();
    let (mean, error) = town::mean_and_error(&live);
    let sd = error * (live.len() as f64).sqrt();
    println!("{} figures, {} of them by chance: mean z {mean:+.3}, sd {sd:.3}", z.len(), live.len());
    live
}

#[test]
fn zoetermeer() {
    let sample = std::env::var("TWIN_SAMPLE").unwrap_or("1000".into());
    let replications = std::env::var("TWIN_REPS").unwrap_or("40".into());
    let scenario = town::load(
        &town::zoetermeer(),
        &[&format!("run.sample={sample}"), &format!("run.replications={replications}")],
    );
    let _ = Path::new("");
    let plan = Plan::new(&plain(scenario), None);
    let begin = std::time::Instant::now();
    let expected = cohort::expected(plan.means());
    println!("twin {:?}", begin.elapsed());
    let begin = std::time::Instant::now();
    let run = town::run(&plan);
    println!("run {:?}", begin.elapsed());
    let figures = figures(plan.means(), &run, &expected);
    report(&figures);
}
