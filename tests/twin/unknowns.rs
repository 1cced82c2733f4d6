//! A question about one number of the shipped town comes to what the twin of a system drawn there comes to, worked out anew: what
//! is left alone because it does not change does not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use caremix::analysis::sensitivity::{
    ResultTime, TwinQuestion, Unknown, figures, unknowns, wanted,
};
use caremix::cohort;
use caremix::system::plan::Plan;

use crate::town;

/// Two years of three arms, in half-years: how often a year is cut is the same for both ways.
fn plan() -> Plan {
    let sets = [
        "run.parameters=\"means\"",
        "run.years=2",
        "run.cycles_per_year=2",
    ];
    let kept = ["current", "transition_budget", "three_p"];
    let scenario = town::few(town::load(&town::zoetermeer(), &sets), &kept);
    Plan::new(&scenario, None)
}

/// The first number of each table of a scenario, and of each kind of arms it acts in.
fn one_of_each(all: &[Unknown]) -> Vec<&Unknown> {
    let mut seen = BTreeSet::new();
    let kind = |unknown: &Unknown| {
        let table = unknown
            .path()
            .split('.')
            .next()
            .unwrap_or_default()
            .to_string();
        (table, unknown.arms.clone())
    };
    all.iter()
        .filter(|unknown| seen.insert(kind(unknown)))
        .collect()
}

#[test]
fn a_number_that_moves_comes_to_what_a_system_drawn_there_does_when_all_is_worked_out_anew() {
    let plan = plan();
    let question = TwinQuestion::new(&plan);
    let known = figures(question.system(), &question.at_means());
    let asked = wanted(&known, &[]).expect("payers");
    let all = unknowns(&plan.scenario);
    let total = ResultTime::total();
    let means = question.ask(&[], (&asked, &total)).expect("an answer");
    let mut moved = 0;
    for unknown in one_of_each(&all) {
        let found = question
            .ask(&[(unknown, 0.975)], (&asked, &total))
            .expect("an answer");
        let quantiles = BTreeMap::from([(unknown.key.clone(), 0.975)]);
        let system = plan.held(Arc::new(quantiles));
        let expected = cohort::expected(&system);
        let paid = |arm: usize| -> i64 {
            let paid = expected.arms[arm].result.paid.iter().flatten();
            paid.map(|cents| cents.0).sum()
        };
        let others: Vec<usize> = (0..system.arms.len())
            .filter(|arm| *arm != system.comparator)
            .collect();
        for (place, arm) in others.into_iter().enumerate() {
            let anew = (paid(arm) - paid(system.comparator)) as f64 / 100.0;
            let all_payers = found[place][0].expect("a total");
            assert!(
                (all_payers - anew).abs() < 0.005,
                "{}: {all_payers}, {anew}",
                unknown.path()
            );
        }
        moved += usize::from(means != found);
    }
    assert!(moved > 10, "{moved}");
}
