//! What contracts hold does not hang on the size of a sample, nor on luck: it is linear in volumes.
//!
//! By hand: 10,000 residents need a visit of 50 EUR a year, and an arm avoids 30 % of them: 150,000 EUR a year, at prices
//! that rise by 2 %. Contracts hold 0.788526, 0.693903 and 0.610635 of that in the first three years (see
//! known_answers/contracts.rs): 150,000 · (0.788526 + 1.02 · 0.693903 + 1.0404 · 0.610635) = 319,742 EUR.

use caremix::analysis::real_size::AtRealSize;
use caremix::cohort;
use caremix::simulation::{self, ArmResult, Options, ReplicationSource, Run, Watch};
use caremix::system::plan::Plan;

use crate::town;

const TOWN: &str = r#"
name = "hamlet"

[run]
first_year = 2025
years = 3
cycles_per_year = 4
seed = 11

[[payer]]
name = "insurer"

[population]
bands = [{ age_from = 20, age_below = 70, female = 5000, male = 5000 }]
prevalence = [{ age_from = 0, shares = { well = 1 } }]

[[state]]
name = "well"

[[state]]
name = "dead"
place = "none"

[growth]
prices = 0.02

[[discipline]]
name = "nurse"
sector = "care_organisation"

[[service]]
name = "visit"
discipline = "nurse"
payers = { insurer = 1.0 }
line = "first"
price = 50
hours = 1

[[need]]
name = "wound"
class = "acute"
domain = "medical"
rates = { well = 1 }
services = [{ service = "visit", units = 1, spread = "fixed" }]

[[contract]]
name = "visits"
variable_share = 0.16
renegotiated_share = 0.12

[[arm]]
name = "current"
component = [{ name = "fees", kind = "fee_for_service" }]

[[arm]]
name = "same"
like = "current"

[[arm]]
name = "other"
like = "current"
effect = [{ name = "prevention", targets = [{ units = "visit" }], reduction = 0.3 }]
"#;

const EXACT: f64 = 319_742.0;

/// What all years of an arm hold, EUR.
fn held(plan: &Plan, result: &ArmResult, arm: usize) -> f64 {
    let components = &plan.means().arms[arm].components;
    let flows = result.flows.iter();
    let of_contracts = flows.filter(|flow| match flow.reason {
        caremix::ledger::Reason::Component(index) => components[index].name == "contracts",
        _ => false,
    });
    of_contracts.map(|flow| flow.amount.to_eur()).sum()
}

fn run(sets: &[&str], is_real: bool, shares_luck: bool) -> (Plan, Run) {
    let scenario = town::of_text(TOWN, sets);
    let options = Options {
        replications: scenario.run.replications,
        seed: scenario.run.seed,
        threads: 0,
        shares_luck,
    };
    let plan = Plan::new(&scenario, None);
    let expecting = if is_real {
        cohort::REAL_SIZE
    } else {
        cohort::AS_SIMULATED
    };
    let run = simulation::run(&plan, options, expecting, Watch::NOBODY).expect("a run");
    let (system, source) = (plan.means(), &run);
    let real = AtRealSize { system, source };
    let arms: Vec<usize> = (0..system.arms.len()).collect();
    let run = real.of(&arms).expect("a run in memory").into_owned();
    (plan, run)
}

/// By replication.
fn all(found: &(Plan, Run), arm: usize) -> Vec<f64> {
    let (plan, run) = found;
    let replications = run.replications.iter();
    replications
        .map(|one| held(plan, &one.arms[arm], arm))
        .collect()
}

#[test]
fn totals_are_the_same_at_any_size_of_a_sample() {
    for (sample, replications) in [(400, 160), (1_600, 60), (10_000, 12)] {
        for is_real in [false, true] {
            let sets = [
                format!("run.sample={sample}"),
                format!("run.replications={replications}"),
            ];
            let found = run(&sets.each_ref().map(String::as_str), is_real, true);
            let (mean, error) = town::mean_and_error(&all(&found, 2));
            let off = (mean - EXACT) / error;
            assert!(off.abs() < 3.0, "{sample} {is_real}: {mean} ± {error}");
            // Small enough to see: 1.53 million EUR of care in three years.
            assert!(error < 0.01 * 1_530_200.0, "{sample} {is_real}: {error}");
        }
    }
}

#[test]
fn an_arm_that_changes_no_care_is_charged_nothing() {
    // With the comparator's luck to the cent; with luck of its own on average.
    let same = run(&["run.sample=400", "run.replications=4"], false, true);
    assert_eq!(all(&same, 1), [0.0; 4]);
    let apart = run(&["run.sample=400", "run.replications=160"], false, false);
    let values = all(&apart, 1);
    assert!(values.iter().any(|held| *held > 1_000.0), "luck of its own");
    let (mean, error) = town::mean_and_error(&values);
    assert!((mean / error).abs() < 3.0, "{mean} ± {error}");
}

#[test]
fn the_twin_expects_what_hands_work_out() {
    let (plan, _) = run(&["run.sample=400", "run.replications=1"], false, true);
    let expected = cohort::expected(plan.means());
    let found = held(&plan, &expected.arms[2].result, 2);
    assert!((found - EXACT).abs() < 5.0, "{found}");
    assert!(cohort::linear::is_linear_payer(plan.means(), 2));
}

#[test]
fn growth_absorbs_by_what_is_expected_and_not_by_luck() {
    // 3,000 visits below the 10,000 of the first year: 0.84 · 150,000 · (1 + 1.02 + 1.0404).
    let exact = 0.84 * 150_000.0 * (1.0 + 1.02 + 1.0404);
    let release = "contract.visits.release=growth_absorbs";
    for (sample, is_real) in [
        ("run.sample=400", false),
        ("run.sample=400", true),
        ("run.sample=10000", false),
    ] {
        let found = run(&[sample, "run.replications=3", release], is_real, true);
        for held in all(&found, 2) {
            assert!((held - exact).abs() < 5.0, "{sample} {is_real}: {held}");
        }
    }
}
