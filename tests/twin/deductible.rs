//! What residents pay under a deductible: the least of two amounts per person and year. It is not linear in what happens to
//! residents, so that the twin's figure is an approximation: beside the simulation where people live, move and die, and
//! beside closed forms.

use std::path::{Path, PathBuf};

use caremix::cohort::{self, TwinPrecision};
use caremix::scenario::claims;
use caremix::scenario::schema::{Arm, Parameters, Scenario};
use caremix::simulation::ArmResult;
use caremix::system::plan::Plan;

use crate::town;

/// What an arm's residents pay under the deductible over all years.
fn deductible(result: &ArmResult) -> f64 {
    let mut labels = result.labels.iter();
    let index =
        labels.position(|label| label.outcome == "residents_pay" && label.group == "deductible");
    let index = index.expect("an outcome");
    result.outcomes.iter().map(|year| year[index]).sum()
}

fn paid(result: &ArmResult, payer: usize) -> f64 {
    result.paid[payer].iter().map(|cents| cents.to_eur()).sum()
}

/// What a deductible takes from one payer and gives another is all that keeps the twin from being exact: it may be off by
/// 1 % of what residents pay and by 0.1 % of what the insurer does, in every arm.
fn assert_close(scenario: &Scenario) {
    let plan = Plan::new(scenario, None);
    let system = plan.means();
    let expected = cohort::expected_at(system, TwinPrecision::Exact);
    let run = town::run(&plan);
    for (arm, expected) in expected.arms.iter().enumerate() {
        let replications = run.replications.iter();
        let found: Vec<f64> = replications.map(|one| deductible(&one.arms[arm])).collect();
        let (mean, error) = town::mean_and_error(&found);
        let apart = deductible(&expected.result) - mean;
        let name = &system.arms[arm].name;
        println!(
            "{name}: {:+.2} % ± {:.2} %",
            100.0 * apart / mean,
            100.0 * error / mean
        );
        for (payer, share) in [("resident", 0.01), ("insurer", 0.001)] {
            let mut payers = system.payers.iter();
            let index = payers.position(|name| name == payer).expect("a payer");
            let allowed = share * paid(&expected.result, index);
            assert!(apart.abs() <= allowed, "{name}: {payer} is off by {apart}");
            // Or chance would hide what this is about.
            assert!(error < allowed / 3.0, "{name}: {payer}, ± {error}");
        }
    }
}

/// Parameters at their means, so many residents and replications, the comparator and one arm beside it.
fn small(mut scenario: Scenario, sample: u64, replications: u32) -> Scenario {
    scenario.run.parameters = Parameters::Means;
    scenario.run.sample = Some(sample);
    scenario.run.replications = replications;
    scenario.run.years = scenario.run.years.min(4);
    let named = [scenario.comparator(), scenario.observed()];
    let last = scenario.arm.last().map(|arm| arm.name.as_str());
    let is_kept = |arm: &&Arm| named.contains(&Some(&arm.name)) || last == Some(&arm.name);
    let kept = scenario.arm.iter().filter(is_kept);
    scenario.arm = kept.map(|arm| claims::whole(&scenario, arm)).collect();
    scenario.knob.clear();
    scenario
}

/// Sets every payer of a scenario with a deductible beside its twin.
fn assert_payers_close(path: &Path) {
    println!("{}", path.display());
    assert_close(&small(town::load(path, &[]), 2_500, 12));
}

#[test]
fn every_payer_of_a_shipped_scenario_with_a_deductible_is_the_twins() {
    assert_payers_close(&town::zoetermeer().with_file_name("netherlands-2023.toml"));
}

#[test]
#[ignore = "half a minute, every shipped scenario: tests/campaign/run"]
fn every_payer_of_every_shipped_scenario_with_a_deductible_is_the_twins() {
    let has_one = |path: &PathBuf| town::load(path, &[]).patient.deductible.is_some();
    town::shipped()
        .filter(has_one)
        .for_each(|path| assert_payers_close(&path));
}

/// A hundred thousand people of fifty to whom one kind of thing happens, for one year.
const ONE_KIND: &str = r#"
[run]
first_year = 2025
years = 1
cycles_per_year = 4
replications = 1
parameters = "means"
seed = 1

[[payer]]
name = "insurer"

[[payer]]
name = "resident"

[population]
prevalence = [{ shares = { well = 1 } }]
bands = [{ age_from = 50, age_below = 51, female = 60000, male = 40000 }]

[[state]]
name = "well"

[[state]]
name = "dead"
place = "none"

[[discipline]]
name = "hospital"
sector = "other"

[[service]]
name = "treatment"
discipline = "hospital"
line = "second"
price = 100
payers = { insurer = 1 }
deductible = true

[patient]
deductible = { amount = 385, from_age = 18 }

[[arm]]
name = "current"

[[arm.component]]
name = "fees"
kind = "fee_for_service"

[[arm.component]]
name = "own_part"
kind = "patient_share"
"#;

const EPISODE: &str = r#"
[[need]]
name = "illness"
class = "acute"
domain = "medical"
rates = { well = 1.5 }
services = [{ service = "treatment", units = 1, spread = "fixed" }]
"#;

const LASTING: &str = r#"
[[need]]
name = "illness"
class = "permanent"
domain = "medical"
prevalence = { well = 0.3 }
services = [{ service = "treatment", units = 2, spread = "fixed" }]
"#;

/// EUR of deductible per resident in the arm with an index.
fn per_resident(more: &str, sets: &[&str], arm: usize) -> f64 {
    let plan = Plan::new(&town::of_text(&format!("{ONE_KIND}\n{more}"), sets), None);
    deductible(&cohort::expected_at(plan.means(), TwinPrecision::Exact).arms[arm].result) / 1e5
}

#[track_caller]
fn assert_near(found: f64, expected: f64, tolerance: f64) {
    let off = (found / expected - 1.0).abs();
    assert!(off <= tolerance, "{found} is not {expected}");
}

/// E min(amount, price · N) of a Poisson number.
fn least_of_poisson(mean: f64, price: f64, amount: f64) -> f64 {
    let (mut chance, mut sum, mut above, mut number) = ((-mean).exp(), 0.0, 1.0, 0.0);
    while price * number < amount {
        sum += chance * price * number;
        above -= chance;
        number += 1.0;
        chance *= mean / number;
    }
    sum + above * amount
}

#[test]
fn one_fixed_charge_is_paid_up_to_the_deductible() {
    // Everybody's one treatment a year: 100 EUR, or the whole deductible of one that costs 1,000.
    let sets = [
        "need.illness.prevalence.well=1",
        "need.illness.services=[{ service = \"treatment\", units = 1, spread = \"fixed\" }]",
    ];
    assert_near(per_resident(LASTING, &sets, 0), 100.0, 1e-6);
    let dear = [sets[0], sets[1], "service.treatment.price=1000"];
    assert_near(per_resident(LASTING, &dear, 0), 385.0, 1e-6);
}

#[test]
fn a_poisson_number_of_one_price_has_its_closed_form() {
    for (rate, price) in [
        (0.05, 100.0),
        (1.5, 100.0),
        (6.0, 100.0),
        (1.5, 40.37),
        (0.4, 5_000.0),
    ] {
        let sets = [
            format!("need.illness.rates.well={rate}"),
            format!("service.treatment.price={price}"),
        ];
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        let expected = least_of_poisson(rate, price, 385.0);
        assert_near(per_resident(EPISODE, &sets, 0), expected, 5e-4);
    }
}

#[test]
fn a_share_of_residents_with_a_lasting_need_pays_for_it_and_nobody_else_does() {
    // Three in ten are charged 200 EUR: 60 EUR a resident, where an average charge of 60 EUR each would come to the same; at
    // 300 EUR a treatment the three pay the whole deductible, 115.50, where the average charge of 180 would be paid whole.
    assert_near(per_resident(LASTING, &[], 0), 60.0, 1e-6);
    let dear = ["service.treatment.price=300"];
    assert_near(per_resident(LASTING, &dear, 0), 0.3 * 385.0, 1e-6);
}

#[test]
fn who_was_too_young_when_the_year_began_pays_nothing() {
    // Ages from 17 to 19, evenly: half of them were 18 when the year began, and nobody counts who has turned so since.
    let around = [
        "population.bands=[{ age_from = 17, age_below = 19, female = 60000, male = 40000 }]",
        "patient.deductible.from_age=18",
    ];
    let expected = least_of_poisson(1.5, 100.0, 385.0) / 2.0;
    assert_near(per_resident(EPISODE, &around, 0), expected, 1e-3);
    // From birth on it is everybody.
    let everybody = [around[0], "patient.deductible.from_age=0"];
    assert_near(per_resident(EPISODE, &everybody, 0), 2.0 * expected, 1e-3);
}

#[test]
fn what_effects_and_scarce_hours_leave_of_care_is_what_is_charged() {
    // An arm in which half as many treatments again are needed; and one in which nobody pays a part.
    let arms = r#"
[[arm]]
name = "more"
like = "current"

[[arm.effect]]
name = "more_illness"
targets = [{ need = "illness" }]
increase = 0.5

[[arm]]
name = "free"
[[arm.component]]
name = "fees"
kind = "fee_for_service"
"#;
    let text = format!("{EPISODE}\n{arms}");
    let dear = ["service.treatment.price=400", "need.illness.rates.well=0.8"];
    // One treatment takes the whole deductible: log-linear in their number.
    let whole = |rate: f64| 385.0 * (1.0 - (-rate).exp());
    assert_near(per_resident(&text, &dear, 1), whole(1.2), 1e-5);
    assert!(per_resident(&text, &dear, 2).abs() < 1e-9);
    // Smaller charges: to first order.
    let expected = least_of_poisson(2.25, 100.0, 385.0);
    assert_near(per_resident(&text, &[], 1), expected, 0.02);
    // Hours for half of the treatments.
    let scarce = [
        dear[0],
        dear[1],
        "service.treatment.hours=1",
        "discipline.hospital.fte=40",
        "discipline.hospital.hours_per_fte=1000",
    ];
    assert_near(per_resident(&text, &scarce, 0), whole(0.4), 1e-4);
}
