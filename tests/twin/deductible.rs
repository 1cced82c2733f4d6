//! What residents pay under a deductible: the least of two amounts per person and year, so that the twin's is an approximation.

use caremix::cohort;
use caremix::cohort::linear::without_feedback;
use caremix::scenario::schema::{Parameters, Scenario};
use caremix::simulation::ArmResult;
use caremix::system::plan::Plan;

use crate::town;

/// What an arm's residents pay under the deductible over all years.
fn deductible(result: &ArmResult) -> f64 {
    let mut labels = result.labels.iter();
    let place = labels.position(|label| label.outcome == "residents_pay" && label.group == "deductible");
    let place = place.expect("an outcome");
    result.outcomes.iter().map(|year| year[place]).sum()
}

fn paid(result: &ArmResult, payer: usize) -> f64 {
    result.paid[payer].iter().map(|cents| cents.to_eur()).sum()
}

/// Deductibles found and expected differ by at most a share of what each payer lays out.
fn assert_close(scenario: &Scenario) {
    let plan = Plan::new(scenario, None);
    let system = plan.means();
    let expected = cohort::expected(system);
    let run = town::run(&plan);
    for (arm, expected) in expected.arms.iter().enumerate() {
        let found: Vec<f64> = run.replications.iter().map(|one| deductible(&one.arms[arm])).collect();
        let (mean, error) = town::mean_and_error(&found);
        let apart = deductible(&expected.result) - mean;
        println!("{}: {mean:.0} ± {error:.0}, twin {:+.3} % ± {:.3}", system.arms[arm].name, 100.0 * apart / mean, 100.0 * error / mean);
        for year in 0..system.time.years {
            let of = |result: &ArmResult| { let place = result.labels.iter().position(|label| label.outcome == "residents_pay" && label.group == "deductible").unwrap(); result.outcomes[year][place] };
            let found: Vec<f64> = run.replications.iter().map(|one| of(&one.arms[arm])).collect();
            let (mean, error) = town::mean_and_error(&found);
            print!(" {:+.2}±{:.2}", 100.0 * (of(&expected.result) / mean - 1.0), 100.0 * error / mean);
        }
        println!();
        for (payer, share) in [("resident", 0.01), ("insurer", 0.001)] {
            let place = system.payers.iter().position(|name| name == payer).expect("a payer");
            let all = paid(&expected.result, place);
            println!("  {payer}: {:+.4} % ± {:.4}", 100.0 * apart / all, 100.0 * error / all);
            assert!(apart.abs() <= share * all, "{payer}");
        }
    }
}

#[test]
fn every_payer_of_a_shipped_scenario_with_a_deductible_is_the_twins() {
    let shipped = town::zoetermeer();
    let mut scenario = without_feedback(&town::load(&shipped, &[]));
    scenario.run.parameters = Parameters::Means;
    scenario.run.sample = Some(4_000);
    scenario.run.replications = 20;
    scenario.arm.truncate(2);
    assert_close(&scenario);
}
