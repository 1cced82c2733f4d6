//! A sample that speaks of the town at its real size: what parameters do stays, what chance does shrinks, and what hangs on
//! chance in bends is that of the town.

use caremix::analysis::real_size::AtRealSize;
use caremix::base::statistics;
use caremix::cohort;
use caremix::scenario::schema::Scenario;
use caremix::simulation::{self, Options, ReplicationSource, Run, Watch};
use caremix::system::plan::Plan;

use crate::town;

/// 10,000 residents who are all alike. What they need of a visit, and whether they need it, is in the tests.
const TOWN: &str = r#"
name = "hamlet"

[run]
first_year = 2025
years = 3
cycles_per_year = 1
replications = 100
seed = 4

[[payer]]
name = "insurer"

[[payer]]
name = "fund"

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

[[arm]]
name = "current"
component = [{ name = "fees", kind = "fee_for_service" }]
"#;

/// Everybody has it: no chance.
const CERTAIN: &str = r#"
[[need]]
name = "check"
class = "permanent"
domain = "medical"
prevalence = { well = 1 }
services = [{ service = "visit", units = 4, spread = "fixed" }]
"#;

/// A visit a year, as it comes.
const BY_CHANCE: &str = r#"
[[need]]
name = "wound"
class = "acute"
domain = "medical"
rates = { well = 1 }
services = [{ service = "visit", units = 1, spread = "fixed" }]
"#;

fn scenario(more: &str, sets: &[&str]) -> Scenario {
    town::of_text(&format!("{TOWN}{more}"), sets)
}

/// As simulated, and at the real size.
fn runs(scenario: &Scenario) -> [Run; 2] {
    let options = Options {
        replications: scenario.run.replications,
        seed: scenario.run.seed,
        threads: 0,
        shares_luck: true,
    };
    let plan = Plan::new(scenario, None);
    let simulated = simulation::run(&plan, options, cohort::REAL_SIZE, Watch::NOBODY);
    let simulated = simulated.expect("a run");
    let (system, source) = (plan.means(), &simulated);
    let real = AtRealSize { system, source }.paid(system.arms.len());
    [simulated.clone(), real.expect("a run in memory")]
}

/// EUR that a payer lays out over all years, less what it does under the first arm.
fn totals(run: &Run, arm: usize, payer: usize, is_difference: bool) -> Vec<f64> {
    let total = |arm: usize, number: usize| -> f64 {
        let years = run.replications[number].arms[arm].paid[payer].iter();
        years.map(|paid| paid.to_eur()).sum()
    };
    let base = |number: usize| if is_difference { total(0, number) } else { 0.0 };
    (0..run.replications.len())
        .map(|number| total(arm, number) - base(number))
        .collect()
}

fn sd(values: &[f64]) -> f64 {
    statistics::variance(values).expect("many").sqrt()
}

fn mean(values: &[f64]) -> f64 {
    statistics::mean(values).expect("some")
}

#[test]
fn arms_that_differ_by_parameters_only_keep_the_spread_of_their_difference() {
    let cheaper = "[[arm]]\nname = \"cheaper\"\n\
        component = [{ name = \"fees\", kind = \"fee_for_service\", factor = { mean = 0.9, se = 0.05, dist = \"normal\" } }]\n";
    let [simulated, real] = runs(&scenario(
        &format!("{CERTAIN}{cheaper}"),
        &["run.sample=400"],
    ));
    let [before, after] = [&simulated, &real].map(|run| totals(run, 1, 0, true));
    for (before, after) in before.iter().zip(&after) {
        assert!(
            (before - after).abs() < 1e-6 * before.abs(),
            "{before} {after}"
        );
    }
    // 10,000 residents with 4 visits of 50 EUR in three years at 1, 1.02 and 1.0404: 0.05 of 6,120,800 EUR.
    let relative = sd(&after) / (0.05 * 6_120_800.0);
    assert!((0.8..1.2).contains(&relative), "{relative}");
}

#[test]
fn without_parameters_the_spread_is_that_of_the_sample_over_the_root_of_the_weight() {
    let [simulated, real] = runs(&scenario(BY_CHANCE, &["run.sample=400"]));
    let [before, after] = [&simulated, &real].map(|run| totals(run, 0, 0, false));
    // Each of 400 stands for 25.
    assert!((sd(&before) / sd(&after) - 5.0).abs() < 1e-4);
    // 10,000 Poisson numbers of visits a year: √10,000 visits of 50 EUR, √(1 + 1.0404 + 1.0824) for three years.
    let relative = sd(&after) / (50.0 * 100.0 * 3.1228_f64.sqrt());
    assert!((0.8..1.2).contains(&relative), "{relative}");
}

#[test]
fn means_are_those_of_the_town_whatever_the_sample() {
    // 10,000 visits a year of 50 EUR.
    let expected = 500_000.0 * 3.0604;
    for sample in ["run.sample=200", "run.sample=400"] {
        let [_, real] = runs(&scenario(BY_CHANCE, &[sample]));
        let found = totals(&real, 0, 0, false);
        let error = sd(&found) / 10.0;
        assert!((mean(&found) - expected).abs() < 3.5 * error, "{sample}");
    }
}

#[test]
fn a_claw_back_follows_the_luck_of_the_town_and_not_that_of_the_sample() {
    // Care grows by 2 % a year; half of the budget comes back above 8 %. Visits of two years, 100 residents: their ratio has
    // a standard deviation of √(2/100) = 14 %, and 34 of 100 samples miss the target; 10,000 residents: 1.4 %, none.
    let budget = "[[arm]]\nname = \"budget\"\ncomponent = [\n\
        { name = \"fees\", kind = \"fee_for_service\" },\n\
        { name = \"transition\", kind = \"transition_budget\", amount = 1000, until_year = 2026, growth_target = 0.08, \
        claw_back = 1, payers = { fund = 1 } }]\n";
    let with = format!("{BY_CHANCE}{budget}");
    let missed = |run: &Run| {
        let paid = totals(run, 1, 1, false);
        paid.iter().filter(|paid| **paid < 1_500.0).count()
    };
    for sample in ["run.sample=100", "run.sample=200"] {
        let [simulated, real] = runs(&scenario(&with, &[sample]));
        assert!(missed(&simulated) > 15, "{sample}: {}", missed(&simulated));
        assert!(missed(&real) < 3, "{sample}: {}", missed(&real));
    }
    let [everyone, _] = runs(&scenario(&with, &[]));
    assert!(missed(&everyone) < 3, "{}", missed(&everyone));
}

#[test]
fn where_everyone_is_simulated_nothing_changes() {
    let [simulated, real] = runs(&scenario(BY_CHANCE, &["run.replications=2"]));
    assert!(
        simulated
            .replications
            .iter()
            .all(|one| one.arms[0].real_size.is_none())
    );
    assert_eq!(totals(&simulated, 0, 0, false), totals(&real, 0, 0, false));
}
