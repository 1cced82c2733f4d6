//! What chance does to care: escalation, hidden needs, the spread of costs, and a workload worked out elsewhere.

use caremix::scenario::claims::whole;
use caremix::scenario::number::numbers;
use caremix::scenario::schema::Scenario;
use caremix::system::plan::Plan;

use crate::world::{World, assert_within, live, town};

const EMERGENCY: &str = r#"
[[service]]
name = "emergency"
discipline = "hospital"
line = "second"
price = 300
payers = { insurer = 1 }
"#;

/// Needs with two visits each, three a year, of which one in five escalates when met and half when unmet.
fn falls(keys: &str) -> String {
    format!(
        r#"{EMERGENCY}
[[need]]
name = "fall"
class = "acute"
domain = "medical"
rates = {{ well = 3 }}
services = [{{ service = "visit", units = 2, spread = "fixed" }}]
escalation = [{{ service = "emergency", probability = 0.2, unmet_probability = 0.5 }}]
{keys}
"#
    )
}

const NO_HELP: &str = "need.help.prevalence={ well = 0 }";

/// Standard error of `trials` draws with chance `p`.
fn binomial(trials: f64, p: f64) -> f64 {
    (trials * p * (1.0 - p)).sqrt()
}

#[test]
fn new_needs_come_at_their_rate() {
    // Poisson: 3 × 1,000, with ratios 3 × (500 × 0.5 + 500 × 1.5 ) and an age ratio.
    let world = town(&falls(""), &[NO_HELP]);
    assert_within(
        world.outcome("current", "needs", "fall", 0),
        3_000.0,
        3_000_f64.sqrt(),
    );
    let ratios = "male_ratio = 2\nage_ratios = [{ age_from = 30, ratio = 0.5 }]";
    let world = town(&falls(ratios), &[NO_HELP]);
    // Women 1.5, men 3: (500 × 1.5 + 500 × 3).
    assert_within(
        world.outcome("current", "needs", "fall", 0),
        2_250.0,
        2_250_f64.sqrt(),
    );
}

#[test]
fn a_met_need_escalates_with_its_own_probability() {
    let world = town(
        &falls(""),
        &[
            NO_HELP,
            "population.bands=[{ age_from = 40, age_below = 41, female = 10000, male = 10000 }]",
        ],
    );
    let needs = world.outcome("current", "needs", "fall", 0);
    let found = world.outcome("current", "service_units", "emergency", 0);
    assert_within(found, 0.2 * needs, binomial(needs, 0.2));
    assert_eq!(
        world.outcome("current", "service_units", "visit", 0),
        2.0 * needs
    );
}

#[test]
fn hidden_needs_get_no_visit_and_escalate_as_unmet() {
    // 0.6 × 0.2 + 0.4 × 0.5 = 0.32.
    let world = town(
        &falls("presented = 0.6"),
        &[
            NO_HELP,
            "population.bands=[{ age_from = 40, age_below = 41, female = 10000, male = 10000 }]",
        ],
    );
    let needs = world.outcome("current", "needs", "fall", 0);
    let hidden = world.outcome("current", "unmet_needs", "fall", 0);
    assert_within(hidden, 0.4 * needs, binomial(needs, 0.4));
    let visits = world.outcome("current", "service_units", "visit", 0);
    assert!((visits - 2.0 * (needs - hidden)).abs() < 1e-6);
    let found = world.outcome("current", "service_units", "emergency", 0);
    assert_within(found, 0.32 * needs, binomial(needs, 0.32));
}

#[test]
fn a_permanent_need_stays_hidden_with_the_person() {
    let world = town("", &["need.help.presented=0.3", "run.years=3"]);
    let visits = |year| world.outcome("current", "service_units", "visit", year);
    assert_within(visits(0) / 6.0, 300.0, binomial(1_000.0, 0.3));
    assert_eq!(visits(0), visits(2));
}

#[test]
fn an_unmet_need_escalates_with_its_higher_probability() {
    // Nobody is there from the first cycle on.
    let world = town(
        &falls(""),
        &[
            NO_HELP,
            "discipline.nurse.fte=0",
            "discipline.nurse.hours_per_fte=1500",
            "run.years=4",
        ],
    );
    for year in 0..4 {
        let needs = world.outcome("current", "needs", "fall", year);
        assert_eq!(
            world.outcome("current", "service_units", "visit", year),
            0.0
        );
        let found = world.outcome("current", "service_units", "emergency", year);
        assert_within(found, 0.5 * needs, binomial(needs, 0.5));
    }
}

#[test]
fn a_permanent_need_escalates_with_its_probability_per_year() {
    // 0.36 a year is 0.18 in each of two cycles: 0.36 × 1,000 a year.
    let more = format!(
        "{EMERGENCY}\n[[need]]\nname = \"dizzy\"\nclass = \"permanent\"\ndomain = \"medical\"\nprevalence = {{ well = 1 }}\nescalation = [{{ service = \"emergency\", probability = 0.36 }}]"
    );
    let world = town(&more, &["run.cycles_per_year=2", "run.years=5"]);
    let years = (0..5).map(|year| world.outcome("current", "service_units", "emergency", year));
    assert_within(years.sum(), 1_800.0, binomial(10_000.0, 0.18));
}

#[test]
fn prevalence_is_the_share_with_a_permanent_need() {
    let world = town("", &["need.help.prevalence={ well = 0.25 }"]);
    let found = world.outcome("current", "needs", "help", 0);
    assert_within(found, 250.0, binomial(1_000.0, 0.25));
}

#[test]
fn units_around_a_mean_are_poisson() {
    let units = "need.help.services=[{ service = \"visit\", units = 6 }]";
    let world = town("", &[units]);
    let visits = world.outcome("current", "service_units", "visit", 0);
    assert_within(visits, 6_000.0, 6_000_f64.sqrt());
}

#[test]
fn what_one_resident_costs_is_compound_poisson() {
    // λ = 3 admissions a year of m = 100 EUR, with coefficient of variation 0.8 (a gamma of shape 1/0.64 and scale 64):
    // mean λm = 300, variance λm²(1 + cv²) = 3 × 10,000 × 1.64 = 49,200.
    let more = r#"
[[service]]
name = "admission"
discipline = "hospital"
line = "second"
price = 100
price_cv = 0.8
payers = { fund = 1 }

[[need]]
name = "illness"
class = "acute"
domain = "medical"
rates = { well = 3 }
services = [{ service = "admission", units = 1, spread = "fixed" }]
"#;
    let residents = 40_000.0;
    let world = town(
        more,
        &[
            NO_HELP,
            "run.resident_totals=true",
            "population.bands=[{ age_from = 40, age_below = 41, female = 20000, male = 20000 }]",
        ],
    );
    let totals = world
        .result("current")
        .resident_totals
        .as_ref()
        .expect("totals");
    let fund = 2;
    let variance = 49_200.0_f64;
    assert_within(totals.mean[fund], 300.0, (variance / residents).sqrt());
    // The fourth moment: κ₄ + 3σ⁴ with κ₄ = λE[X⁴] = λ·scale⁴·k(k+1)(k+2)(k+3); the variance of a sample variance is
    // (κ₄ + 2σ⁴)/n.
    let (k, scale) = (1.0 / 0.64, 64.0_f64);
    let fourth = 3.0 * scale.powi(4) * k * (k + 1.0) * (k + 2.0) * (k + 3.0);
    let standard_error = ((fourth + 2.0 * variance * variance) / residents).sqrt();
    assert_within(totals.sd[fund].powi(2), variance, standard_error);
    // The ledger pays what the residents' care cost, to rounding of single precision.
    let paid = world.paid("current", "fund", 0) as f64 / 100.0;
    assert!((totals.mean[fund] * residents - paid).abs() < 1e-4 * paid);
    // Life-years come last.
    assert!((totals.mean[4] - 1.0).abs() < 1e-6);
}

#[test]
fn bench_b_agrees_with_its_exact_expectations() {
    let world = live(include_str!("../../benches/bench-b.toml"), "", &[]);
    let totals = world
        .result("fee_for_service")
        .resident_totals
        .as_ref()
        .expect("totals");
    // The same sums as for the loop of benches/, with exp(Q) in place of one move a year.
    let exact = [5_027.584, 1_878.859, 10.065311];
    for ((mean, sd), exact) in totals.mean.iter().zip(&totals.sd).zip(exact) {
        assert_within(*mean, exact, sd / 100_000_f64.sqrt());
    }
}

/// A fee of 10 EUR a resident-year, give or take 2, that `heir` has from `current`, `scribe` writes again and `stranger`
/// has under another name. The heir also pays 50,000 EUR for sure.
const UNCERTAIN_FEE: &str = r#"
[[arm.component]]
name = "fee"
kind = "network_fee"
amount = { mean = 10, se = 2 }
payers = { insurer = 1 }
[[arm.effect]]
name = "slows"
targets = [{ state_cost = "well" }]
ratio = { mean = 0.8, se = 0.1 }

[[arm]]
name = "heir"
like = "current"
[[arm.component]]
name = "budget"
kind = "transition_budget"
amount = 50000
payers = { municipality = 1 }

[[arm]]
name = "scribe"
[[arm.component]]
name = "fees"
kind = "fee_for_service"
[[arm.component]]
name = "fee"
kind = "network_fee"
amount = { mean = 10, se = 2 }
payers = { insurer = 1 }
[[arm.effect]]
name = "slows"
targets = [{ state_cost = "well" }]
ratio = { mean = 0.8, se = 0.1 }

[[arm]]
name = "stranger"
like = "current"
without = ["fee"]
[[arm.component]]
name = "another_fee"
kind = "network_fee"
amount = { mean = 10, se = 2 }
payers = { insurer = 1 }
"#;

fn with_uncertain_fee() -> World {
    let sets = [
        "run.parameters=\"drawn\"",
        "run.replications=20",
        "state.well.cost=100",
        "state.well.discipline=\"nurse\"",
        "state.well.payers={ fund = 1 }",
    ];
    town(UNCERTAIN_FEE, &sets)
}

#[test]
fn an_uncertain_amount_that_arms_have_in_common_makes_no_difference_between_them() {
    let world = with_uncertain_fee();
    let mut totals = Vec::new();
    for replication in &world.run.replications {
        let paid = replication.arms.iter().map(|arm| -> i64 {
            let years = arm.paid.iter().flatten();
            years.map(|cents| cents.0).sum()
        });
        let [current, heir, scribe, stranger] = paid.collect::<Vec<i64>>()[..] else {
            panic!("not four arms");
        };
        assert_eq!([heir - current, scribe - current], [5_000_000, 0]);
        assert_ne!(stranger, current);
        totals.push(current);
    }
    // 300,000 of visits, 100,000 · 0.8 of the state and 10,000 of the fee are the means of what was drawn 20 times.
    totals.sort_unstable();
    totals.dedup();
    assert_eq!(totals.len(), 20);
    let mean = totals.iter().sum::<i64>() as f64 / 20.0;
    // Standard deviations of 10,000 and 2,000 EUR: 1,020,000 cents together.
    assert_within(mean, 39_000_000.0, 1_020_000.0 / 20_f64.sqrt());
}

#[test]
fn an_arm_without_the_one_it_started_from_keeps_its_draws() {
    let all = with_uncertain_fee().plan;
    let kept = |name: &str| ["current", "heir"].contains(&name);
    let arms = all.scenario.arm.iter().filter(|arm| kept(&arm.name));
    let some = Scenario {
        arm: arms.map(|arm| whole(&all.scenario, arm)).collect(),
        ..all.scenario.clone()
    };
    let some = Plan::new(&some, None);
    for replication in 0..3 {
        let [one, other] = [&all, &some].map(|plan| plan.system(7, replication).arms);
        assert_eq!(one[..2], other[..]);
    }
}

#[test]
fn a_number_that_arms_inherit_is_one_parameter() {
    let all = numbers(&with_uncertain_fee().plan.scenario);
    let amounts = all.iter().map(|(path, _)| path.as_str());
    let amounts: Vec<&str> = amounts
        .filter(|path| path.ends_with("fee.amount"))
        .collect();
    let written = [
        "current.component.fee",
        "scribe.component.fee",
        "stranger.component.another_fee",
    ];
    assert_eq!(amounts, written.map(|path| format!("arm.{path}.amount")));
}

#[test]
fn an_effect_on_the_share_that_is_presented_multiplies_it() {
    // Half of 0.8 of a thousand ask for six visits each.
    let fewer = r#"
[[arm]]
name = "closed_door"
like = "current"

[[arm.effect]]
name = "no_reception"
targets = [{ presented = "help" }]
ratio = 0.5
"#;
    let world = town(fewer, &["need.help.presented=0.8"]);
    for (arm, share) in [("current", 0.8), ("closed_door", 0.4)] {
        let visits = world.outcome(arm, "service_units", "visit", 0);
        assert_within(visits / 6.0, 1_000.0 * share, binomial(1_000.0, share));
    }
}

#[test]
fn what_one_discipline_refuses_is_wanted_of_another_before_its_own_access_is_known() {
    // 6,000 visits of 3,000 hours: half is refused, so that 0.2 + 0.3 · 0.5 of 3,000 falls ask for an emergency of 300 hours.
    let world = town(
        &falls(""),
        &[
            NO_HELP,
            "discipline.nurse.fte=2",
            "discipline.nurse.hours_per_fte=1500",
            "service.emergency.hours=1",
            "discipline.hospital.fte=0.2",
            "discipline.hospital.hours_per_fte=1500",
        ],
    );
    let access = |discipline| world.outcome("current", "access", discipline, 0);
    assert!((access("nurse") - 0.5).abs() < 1e-6);
    assert!((access("hospital") - 300.0 / 1_050.0).abs() < 1e-6);
}

#[test]
fn what_nobody_asks_for_is_there_where_there_are_no_hours() {
    let none = [
        "discipline.hospital.fte=0",
        "discipline.hospital.hours_per_fte=1500",
    ];
    let world = town("", &none);
    assert_eq!(world.outcome("current", "access", "hospital", 0), 1.0);
}
