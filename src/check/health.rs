//! States, moves between them, informal carers.

use std::collections::BTreeMap;

use super::review::{FaultKind, KeyPath, Limits, Named, Review, TOLERANCE, legible, means};
use crate::scenario::schema::{Residence, Scenario, State, Transition};

/// The rules on `state`, `transition` and `carers`.
pub fn check(review: &mut Review<'_>) {
    states(review);
    living_and_dead(review);
    for (index, row) in review.scenario.transition.iter().enumerate() {
        let at = KeyPath::top("transition").entry(index, row.name.as_deref().unwrap_or(""));
        transition(review, &at, row);
    }
    one_form_a_state(review);
    probabilities_add_up(review);
    carers(review);
}

fn states(review: &mut Review<'_>) {
    for (index, state) in review.scenario.state.iter().enumerate() {
        let at = KeyPath::top("state").entry(index, &state.name);
        review.name(&at, &state.name);
        cost(review, &at, state);
    }
}

/// A cost needs somebody who receives it and somebody who pays it, and they need a cost.
fn cost(review: &mut Review<'_>, at: &KeyPath, state: &State) {
    if let Some(discipline) = &state.discipline {
        review.refer(&at.to("discipline"), Named::Discipline, discipline);
    }
    review.payers(&at.to("payers"), &state.payers);
    let keys = [
        ("discipline", state.discipline.is_some()),
        ("payers", !state.payers.is_empty()),
        ("category", state.category.is_some()),
    ];
    for (key, is_written) in keys {
        if state.cost.is_none() && is_written {
            let message = format!("`{key}` says nothing without `cost`");
            review.key_fault(
                FaultKind::DependentKey,
                &at.to(key),
                message,
                "give `cost`, or take this out",
            );
        }
        if state.cost.is_some() && !is_written && key != "category" {
            let message = format!("the cost of a state needs `{key}`");
            let hint = "say who receives and who pays it, e.g. discipline = \"hospital\", payers = { insurer = 1 }";
            review.fault(FaultKind::DependentKey, at, message, hint);
        }
    }
    if state.cost.is_some() && state.place == Residence::None {
        let hint = "take the cost out";
        review.key_fault(
            FaultKind::DeadState,
            &at.to("cost"),
            "nobody lives in a state that is dead",
            hint,
        );
    }
}

/// A state in which person-years can be lived.
pub fn lived_in(review: &mut Review<'_>, at: &KeyPath, name: &str) -> bool {
    let known = review.refer(at, Named::State, name);
    let state = review
        .scenario
        .state
        .iter()
        .find(|state| state.name == name);
    if state.is_some_and(|state| state.place == Residence::None) {
        let message = format!("nobody lives in `{name}`: its place is none, which is dead");
        review.fault(
            FaultKind::DeadState,
            at,
            message,
            "name a state with a place",
        );
        return false;
    }
    known
}

fn living_and_dead(review: &mut Review<'_>) {
    let dead = review
        .scenario
        .state
        .iter()
        .filter(|state| state.place == Residence::None)
        .count();
    if dead == 0 {
        review.fault(
            FaultKind::DeadState,
            &KeyPath::top("state"),
            "no state is dead",
            "give one state place = \"none\"",
        );
    } else if dead == review.scenario.state.len() {
        review.fault(
            FaultKind::DeadState,
            &KeyPath::top("state"),
            "all states are dead",
            "residents need a state with a place to live",
        );
    }
}

fn transition(review: &mut Review<'_>, at: &KeyPath, row: &Transition) {
    if let Some(name) = &row.name {
        review.name(at, name);
    }
    let from = review.refer(&at.to("from"), Named::State, &row.from);
    let to = review.refer(&at.to("to"), Named::State, &row.to);
    if from && to {
        leads_somewhere(review, at, row);
    }
    hazard_or_probability(review, at, row);
    review.band(at, row.age_from, row.age_below);
    review.deprivation_ratios(at, &row.deprivation_ratios);
}

fn leads_somewhere(review: &mut Review<'_>, at: &KeyPath, row: &Transition) {
    if row.from == row.to {
        let hint = "residents who make no move stay; leave this row out";
        return review.fault(
            FaultKind::Transition,
            &at.to("to"),
            format!("this moves from `{}` to itself", row.from),
            hint,
        );
    }
    let state = review
        .scenario
        .state
        .iter()
        .find(|state| state.name == row.from);
    if state.is_some_and(|state| state.place == Residence::None) {
        let message = format!(
            "nobody moves out of `{}`: its place is none, which is dead",
            row.from
        );
        review.fault(
            FaultKind::DeadState,
            &at.to("from"),
            message,
            "take this row out, or give the state a place",
        );
    }
}

fn hazard_or_probability(review: &mut Review<'_>, at: &KeyPath, row: &Transition) {
    let hint = "give `hazard` (per person-year) or `probability` (per cycle)";
    match (&row.hazard, &row.probability) {
        (None, None) => review.fault(
            FaultKind::Transition,
            at,
            "this move has neither a hazard nor a probability",
            hint,
        ),
        (Some(_), Some(_)) => review.fault(
            FaultKind::Transition,
            &at.to("probability"),
            "this move has both a hazard and a probability",
            hint,
        ),
        _ => {}
    }
}

/// Hazards compete and probabilities do not, so a state uses one form for all its rows.
fn one_form_a_state(review: &mut Review<'_>) {
    let mut first: BTreeMap<&str, bool> = BTreeMap::new();
    for (index, row) in review.scenario.transition.iter().enumerate() {
        let is_hazard = row.hazard.is_some();
        if is_hazard == row.probability.is_some() {
            continue;
        }
        if *first.entry(&row.from).or_insert(is_hazard) != is_hazard {
            let at = KeyPath::top("transition").entry(index, row.name.as_deref().unwrap_or(""));
            let key = if is_hazard { "hazard" } else { "probability" };
            let message = format!(
                "the moves out of `{}` mix hazards and probabilities",
                row.from
            );
            review.key_fault(
                FaultKind::Transition,
                &at.to(key),
                message,
                "all rows of a state use `hazard`, or all use `probability`",
            );
        }
    }
}

/// Probabilities of leaving a state cannot exceed 1 at any age.
fn probabilities_add_up(review: &mut Review<'_>) {
    for (state, age, sum) in beyond_certainty(review.scenario, &|_| 1.0) {
        let message = format!(
            "the probabilities of leaving `{state}` add up to {} at age {age}",
            legible(sum)
        );
        review.fault(
            FaultKind::ProbabilitiesOfLeaving,
            &KeyPath::top("transition"),
            message,
            "together they may be 1 at most",
        );
    }
}

/// States whose probabilities of leaving, each times its `ratio`, add up to more than 1, with the first age at which
/// they do and the sum there.
pub fn beyond_certainty<'s>(
    scenario: &'s Scenario,
    ratio: &dyn Fn(&Transition) -> f64,
) -> Vec<(&'s str, f64, f64)> {
    let mut rows: BTreeMap<&str, Vec<&Transition>> = BTreeMap::new();
    for row in &scenario.transition {
        if row.probability.is_some() {
            rows.entry(&row.from).or_default().push(row);
        }
    }
    let found = rows.into_iter().filter_map(|(state, rows)| {
        let (age, sum) = first_beyond_certainty(&rows, ratio)?;
        Some((state, age, sum))
    });
    found.collect()
}

/// The first age at which rows add up to more than 1, and what they add up to there.
fn first_beyond_certainty(
    rows: &[&Transition],
    ratio: &dyn Fn(&Transition) -> f64,
) -> Option<(f64, f64)> {
    let change = |row: &&Transition| {
        let probability = ratio(row) * means(row.probability.as_ref()).iter().sum::<f64>();
        let end = row.age_below.unwrap_or(f64::INFINITY);
        [(row.age_from, probability), (end, -probability)]
    };
    let mut changes: Vec<(f64, f64)> = rows.iter().flat_map(change).collect();
    changes.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let mut sum = 0.0;
    changes
        .chunk_by(|(one, _), (other, _)| one == other)
        .find_map(|here| {
            sum += here.iter().map(|(_, change)| change).sum::<f64>();
            (sum > 1.0 + TOLERANCE).then_some((here[0].0, sum))
        })
}

fn carers(review: &mut Review<'_>) {
    let Some(carers) = &review.scenario.carers else {
        return;
    };
    let at = KeyPath::top("carers");
    review.refer_keys(&at.to("share"), Named::State, &carers.share);
    review.refer_keys(&at.to("loss"), Named::State, &carers.loss);
    review.refer_keys(&at.to("gain"), Named::State, &carers.gain);
    if let Some(hours) = carers.overloaded_above_hours_per_week {
        review.plain(
            &at.to("overloaded_above_hours_per_week"),
            hours,
            Limits::NotNegative,
        );
    }
    let counts_lost_work =
        carers.hour_value.is_some() && carers.overloaded_above_hours_per_week.is_some();
    if carers.friction_cost.is_some() && !counts_lost_work {
        review.fault(
            FaultKind::DependentKey,
            &at.to("friction_cost"),
            "work that overloaded carers lose is counted nowhere",
            "it is counted beside `hour_value`, of carers above `overloaded_above_hours_per_week`: give both",
        );
    }
}
