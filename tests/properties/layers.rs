//! Mechanisms switched off and on: what each adds to an arm's effect, and that nothing is left when all are off.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use caremix::analysis::ResultTables;
use caremix::scenario::schema::Scenario;
use caremix::simulation::OutcomeLabel;

use crate::SMALL;
use crate::town::{self, Finished};

const ALL_OFF: [&str; 5] = [
    "layers.incentives=false",
    "layers.capabilities=false",
    "layers.access=false",
    "layers.participation=false",
    "layers.contracts=false",
];

/// GPs who respond to payment, and a network that practices may join, on top of the shipped scenario.
const BEHAVIOUR: &str = r#"
[[incentive]]
discipline = "general_practice"
volume = 0.1
referral = 0.05

[participation]
start = 0.3
join = -1
stay = 1
money = 5
consent = 0.8

[[arm]]
name = "network"
like = "current"

[[arm.component]]
name = "network_list"
kind = "capitation"
applies_to = "participants"
recipient = "general_practice"
amount = 60
share = 0.5
services = ["gp_consultation", "gp_home_visit"]
payers = { insurer = 1 }
admin_hours = 0.1
"#;

/// What is the same to the bit is so for fewer residents and years; budgets begin in the second.
const FEW: [&str; 2] = ["run.sample=200", "run.years=3"];

fn scenario(sets: &[&str]) -> Scenario {
    town::with_text(BEHAVIOUR, &[&SMALL[..], sets].concat())
}

/// The arms that use mechanisms, each of them at least one.
fn some_arms(sets: &[&str]) -> Scenario {
    let arms = [
        "current",
        "fee_for_service",
        "three_p",
        "transition_budget",
        "network",
    ];
    town::few(scenario(sets), &arms)
}

/// With every mechanism: one run for every test that looks at it.
static WHOLE: LazyLock<Finished> = LazyLock::new(|| town::finish(&some_arms(&[])));

/// Sums of the steps by arm, year and payer.
fn sums(tables: &ResultTables) -> BTreeMap<(String, String, String), f64> {
    let mut sums = BTreeMap::new();
    for row in &tables.layers {
        let key = (row.arm.clone(), row.year.clone(), row.payer.clone());
        *sums.entry(key).or_default() += row.spread.mean;
    }
    sums
}

fn to_cents(eur: f64) -> i64 {
    (eur * 100.0).round() as i64
}

#[test]
fn the_steps_add_up_to_the_full_effect_to_the_cent() {
    let finished = &*WHOLE;
    let sums = sums(&finished.tables);
    let full = finished
        .tables
        .incremental
        .iter()
        .filter(|row| row.effect == "full");
    let mut compared = 0;
    for row in full {
        let key = (row.arm.clone(), row.year.clone(), row.payer.clone());
        assert_eq!(to_cents(sums[&key]), to_cents(row.spread.mean), "{key:?}");
        compared += 1;
    }
    assert_eq!(compared, sums.len());
    assert!(compared > 100);
}

#[test]
fn the_first_step_is_the_accounting_effect() {
    let finished = &*WHOLE;
    let first = finished
        .tables
        .layers
        .iter()
        .filter(|row| row.step == "accounting");
    let accounting = finished
        .tables
        .incremental
        .iter()
        .filter(|row| row.effect == "accounting");
    let pairs: Vec<_> = first.zip(accounting).collect();
    assert!(!pairs.is_empty());
    for (step, row) in pairs {
        assert_eq!(
            (&step.arm, &step.year, &step.payer),
            (&row.arm, &row.year, &row.payer)
        );
        assert_eq!(to_cents(step.spread.mean), to_cents(row.spread.mean));
    }
}

#[test]
fn every_mechanism_that_an_arm_uses_does_something_and_none_that_it_does_not() {
    let finished = &*WHOLE;
    let moved = |arm: &str, step: &str| {
        let mut rows = finished.tables.layers.iter();
        rows.any(|row| row.arm == arm && row.step == step && row.spread.mean != 0.0)
    };
    assert!(moved("network", "incentives") && moved("network", "participation"));
    assert!(!moved("network", "capabilities"));
    assert!(moved("transition_budget", "capabilities"));
    assert!(
        !moved("transition_budget", "incentives") && !moved("transition_budget", "participation")
    );
    assert!(moved("fee_for_service", "incentives"));
}

#[test]
fn a_mechanism_switched_off_takes_no_step() {
    for (step, set) in [
        ("capabilities", "layers.capabilities=false"),
        ("incentives", "layers.incentives=false"),
        ("participation", "layers.participation=false"),
    ] {
        let finished = town::finish(&some_arms(&[&FEW[..], &[set]].concat()));
        let mut rows = finished.tables.layers.iter().filter(|row| row.step == step);
        assert!(
            rows.all(|row| row.spread.mean == 0.0 && row.spread.q500 == Some(0.0)),
            "{step}"
        );
    }
}

/// Whether an outcome is about people and care, not about money and how it is organised.
fn is_of_care(label: &OutcomeLabel) -> bool {
    let organised = [
        "budget_neutral_factor",
        "administrative_hours",
        "quality_score",
        "practices_taking_part",
        "enrolled",
    ];
    label.unit != "EUR" && !organised.contains(&label.outcome.as_str())
}

fn outcomes_but_money(finished: &Finished, arm: usize) -> Vec<Vec<f64>> {
    let of = |replication: &caremix::simulation::Replication| {
        let result = &replication.arms[arm];
        let kept = |index: &usize| is_of_care(&result.labels[*index]);
        let indices: Vec<usize> = (0..result.labels.len()).filter(kept).collect();
        let years = result.outcomes.iter();
        years
            .flat_map(|year| indices.iter().map(|&index| year[index]))
            .collect::<Vec<f64>>()
    };
    finished.run.replications.iter().map(of).collect()
}

#[test]
fn with_every_mechanism_off_all_arms_deliver_the_same_care() {
    let finished = town::finish(&scenario(&[&FEW[..], &ALL_OFF].concat()));
    let comparator = outcomes_but_money(&finished, finished.arm("current"));
    assert!(comparator[0].len() > 200);
    for arm in &finished.plan.scenario.arm {
        let same = outcomes_but_money(&finished, finished.arm(&arm.name)) == comparator;
        assert!(same, "{}", arm.name);
    }
    // What is left is accounting.
    let rows = |effect: &str| -> Vec<i64> {
        let rows = finished
            .tables
            .incremental
            .iter()
            .filter(|row| row.effect == effect);
        rows.map(|row| to_cents(row.spread.mean)).collect()
    };
    assert_eq!(rows("full"), rows("accounting"));
}

#[test]
fn with_no_effects_no_limits_and_no_incentives_all_arms_deliver_the_same_care() {
    let mut plain = scenario(&[&FEW[..], &["participation.start=0"]].concat());
    plain.effect.clear();
    plain.incentive.clear();
    for discipline in &mut plain.discipline {
        discipline.fte = None;
        discipline.capacity = None;
        discipline.slack = None;
    }
    plain.arm.retain(|arm| arm.name != "network");
    plain.knob.clear();
    let finished = town::finish(&town::checked(&plain));
    let comparator = outcomes_but_money(&finished, 0);
    let stocks = |arm: usize| {
        let labels = &finished.run.replications[0].arms[arm].labels;
        labels
            .iter()
            .filter(|label| label.outcome == "capability_stock")
            .count()
    };
    assert!(stocks(0) > 0);
    for arm in 1..finished.plan.scenario.arm.len() {
        // Stocks are built by money, and do nothing here: everything but them is the same.
        let is_stock = stock_indices(&finished, arm);
        let without = |values: &[Vec<f64>]| -> Vec<Vec<f64>> {
            values
                .iter()
                .map(|values| {
                    let pairs = values.iter().zip(is_stock.iter().cycle());
                    pairs
                        .filter(|(_, is_stock)| !**is_stock)
                        .map(|(value, _)| *value)
                        .collect()
                })
                .collect()
        };
        let here = outcomes_but_money(&finished, arm);
        assert_eq!(without(&here), without(&comparator));
    }
}

/// Which of the outcomes kept by [`outcomes_but_money`] are stocks of capabilities, in one year.
fn stock_indices(finished: &Finished, arm: usize) -> Vec<bool> {
    let labels = &finished.run.replications[0].arms[arm].labels;
    let kept = labels.iter().filter(|label| is_of_care(label));
    kept.map(|label| label.outcome == "capability_stock")
        .collect()
}
