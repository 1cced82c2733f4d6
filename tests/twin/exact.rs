//! Where the twin must be exact: closed forms of Markov chains, and towns in which nothing is random.

use caremix::cohort::{self, TwinPrecision};
use caremix::system::plan::Plan;

use crate::{figures, town};

/// A million men of fifty who start well, in three states by probability per yearly cycle.
const CHAIN: &str = r#"
[run]
first_year = 2025
years = 40
cycles_per_year = 1
replications = 1
parameters = "means"
seed = 1

[[payer]]
name = "insurer"

[population]
prevalence = [{ shares = { well = 1 } }]
bands = [{ age_from = 50, age_below = 51, female = 0, male = 1000000 }]

[[state]]
name = "well"

[[state]]
name = "ill"
utility = 0.75

[[state]]
name = "dead"
place = "none"

[[transition]]
from = "well"
to = "ill"
probability = 0.15

[[transition]]
from = "well"
to = "dead"
probability = 0.005

[[transition]]
from = "ill"
to = "well"
probability = 0.5

[[transition]]
from = "ill"
to = "dead"
probability = 0.02

[[discipline]]
name = "hospital"
sector = "other"

[[service]]
name = "year_well"
discipline = "hospital"
line = "second"
price = 2000
payers = { insurer = 1 }

[[service]]
name = "year_ill"
discipline = "hospital"
line = "second"
price = 4123.45
payers = { insurer = 1 }

[[need]]
name = "wellness"
class = "permanent"
domain = "medical"
prevalence = { well = 1 }
services = [{ service = "year_well", units = 1, spread = "fixed" }]

[[need]]
name = "illness"
class = "permanent"
domain = "medical"
prevalence = { ill = 1 }
services = [{ service = "year_ill", units = 1, spread = "fixed" }]

[[arm]]
name = "current"

[[arm.component]]
name = "fees"
kind = "fee_for_service"
"#;

fn plan(text: &str, sets: &[&str]) -> Plan {
    Plan::new(&town::of_text(text, sets), None)
}

#[track_caller]
fn assert_nine_digits(found: f64, exact: f64) {
    assert!(
        (found - exact).abs() <= 1e-9 * exact.abs(),
        "{found} is not {exact}"
    );
}

/// Shares of well, ill and dead at the boundaries of the chain, by its recursion.
fn chain() -> Vec<[f64; 3]> {
    let next = |[well, ill, dead]: [f64; 3]| {
        [
            well * (1.0 - 0.155) + ill * 0.5,
            well * 0.15 + ill * (1.0 - 0.52),
            dead + well * 0.005 + ill * 0.02,
        ]
    };
    std::iter::successors(Some([1.0, 0.0, 0.0]), |&now| Some(next(now)))
        .take(41)
        .collect()
}

#[test]
fn the_trace_is_that_of_the_chain_at_every_boundary() {
    let plan = plan(CHAIN, &[]);
    let trace = &cohort::expected_at(plan.means(), TwinPrecision::Exact).arms[0].trace;
    assert_eq!(trace.len(), 41);
    for (found, exact) in trace.iter().zip(chain()) {
        for (found, exact) in found.iter().zip(exact) {
            assert!((found - exact * 1e6).abs() < 1e-6, "{found} is not {exact}");
        }
    }
}

#[test]
fn cost_and_qalys_are_those_of_the_chain_counted_at_the_start_in_the_middle_and_at_the_end() {
    let chain = chain();
    for (counting, at_start) in [("start", 1.0), ("middle", 0.5), ("end", 0.0)] {
        let plan = plan(CHAIN, &[&format!("run.counting=\"{counting}\"")]);
        let result = &cohort::expected_at(plan.means(), TwinPrecision::Exact).arms[0].result;
        let qalys = result
            .labels
            .iter()
            .position(|label| label.outcome == "qalys" && label.group == "all")
            .expect("QALYs");
        for (year, pair) in chain.windows(2).enumerate() {
            let here = |state: usize| {
                1e6 * (at_start * pair[0][state] + (1.0 - at_start) * pair[1][state])
            };
            let cost = here(0) * 2_000.0 + here(1) * 4_123.45;
            assert_nine_digits(result.paid[0][year].to_eur(), cost);
            let effect = here(0) + here(1) * 0.75;
            assert_nine_digits(result.outcomes[year][qalys], effect);
        }
    }
}

#[test]
fn amounts_per_resident_of_any_size_fit() {
    // A hundred million a year and more: cents of a million residents would not fit the finest parts.
    let sets = [
        "service.year_well.price=1e7",
        "service.year_well.price_cv=0.5",
        "need.wellness.services=[{ service = \"year_well\", units = 20, spread = \"fixed\" }]",
        "run.years=1",
    ];
    let plan = plan(CHAIN, &sets);
    let result = &cohort::expected_at(plan.means(), TwinPrecision::Exact).arms[0].result;
    let here = 1e6 * (1.0 + 0.845) / 2.0;
    let ill = 1e6 * 0.15 / 2.0;
    assert_nine_digits(result.paid[0][0].to_eur(), here * 2e8 + ill * 4_123.45);
}

/// A thousand residents to whom nothing happens by chance.
const TOWN: &str = include_str!("../known/town.toml");

#[test]
fn a_town_without_chance_is_its_twin_to_the_cent() {
    let own_part = r#"
[[arm.component]]
name = "own_part"
kind = "patient_share"

[[arm]]
name = "network"
like = "current"

[[arm.component]]
name = "practices"
kind = "practice_fee"
recipient = "nurse"
amount = 33.33
age_ratios = [{ age_from = 40, ratio = 1.2 }]
payers = { insurer = 1 }

[[arm.component]]
name = "staff"
kind = "network_fee"
amount = 7.77
payers = { municipality = 1 }

[[arm.component]]
name = "budget"
kind = "transition_budget"
amount = 123456.78
payers = { insurer = 0.5, municipality = 0.5 }

[[patient.subscription]]
name = "own_contribution"
per_month = 19
later = [{ from_year = 2026, per_month = 20.60 }]

[growth]
prices = 0.029
volume = [{ line = "first", per_year = 0.013 }]
"#;
    for cycles in ["1", "4", "12"] {
        let plan = plan(
            &format!("{TOWN}\n{own_part}"),
            &[
                "service.visit.subscription=\"own_contribution\"",
                "service.visit.copayment=5",
                "run.years=3",
                "run.replications=2",
                &format!("run.cycles_per_year={cycles}"),
            ],
        );
        let figures = figures::of(&plan);
        assert!(figures.iter().any(|figure| figure.expected > 1e5));
        figures.iter().for_each(figures::assert_exact);
    }
}

#[test]
fn limited_access_without_chance_is_the_twins() {
    // 8,000 visits a year and hours for 4,500, from the first cycle on.
    let plan = plan(
        TOWN,
        &[
            "discipline.nurse.fte=3",
            "discipline.nurse.hours_per_fte=1500",
            "run.years=2",
            "need.help.services=[{ service = \"visit\", units = 8, spread = \"fixed\" }]",
        ],
    );
    let expected = &cohort::expected_at(plan.means(), TwinPrecision::Exact).arms[0].result;
    let found = &town::run(&plan).replications[0].arms[0];
    let access = |result: &caremix::simulation::ArmResult, year: usize| {
        let index = result
            .labels
            .iter()
            .position(|label| label.outcome == "access");
        result.outcomes[year][index.expect("access")]
    };
    for year in 0..2 {
        assert!((access(expected, year) - access(found, year)).abs() < 1e-9);
        assert!((access(expected, year) - 0.5625).abs() < 1e-9);
    }
}
