//! What a state comes to: what the twin expects, at once, then futures; and of the first state, before anybody asks, what it is
//! compared with.
//!
//! Comes in: a workshop and a turned scenario. Goes out: [`ArmBeside`] of expected values, and of as many futures as there are.
//! Deliberately absent: words and pictures, and how long anything may take (routes.rs).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::known::{KeptAnswer, Known, KnownTwin};
use super::workshop::{Turned, Workshop};
use crate::analysis::beside::{ArmBeside, beside};
use crate::analysis::parameters::Users;
use crate::analysis::real_size::AtRealSize;
use crate::cohort::{self, ExpectedArm, Twin, TwinPrecision};
use crate::scenario::schema::{Scenario, Size, Target};
use crate::simulation::{
    self, Expecting, Options, Replication, ReplicationSource, Run, Stopped, Watch,
};
use crate::system::plan::{Plan, same_ties};

/// Futures from which on a count of twenty stands still: below, none is shown where more are coming.
pub const STEADY: u32 = 100;

fn known(workshop: &Workshop) -> std::sync::MutexGuard<'_, Known> {
    workshop
        .known
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

/// What is known of a state.
pub fn kept(workshop: &Workshop, turned: &Turned) -> Option<KeptAnswer> {
    known(workshop).of(&turned.scenario)
}

/// What the twin expects of a state at the means of its parameters.
pub fn expected(workshop: &Workshop, turned: &Turned) -> Arc<ArmBeside> {
    let earlier = {
        let known = known(workshop);
        if let Some(answer) = known.of(&turned.scenario) {
            return answer.expected;
        }
        known.twins.clone()
    };
    let (twin, arms) = expect(workshop, &turned.scenario, &earlier);
    let plan = Arc::clone(&twin.plan);
    let run = Run {
        replications: vec![Replication { arms }],
        threads: 0,
    };
    let found = Arc::new(beside(plan.means(), &run, arm_of(&plan)));
    let mut known = known(workshop);
    known.keep_twin(twin);
    let answer = KeptAnswer {
        expected: Arc::clone(&found),
        plan: Some(plan),
        futures: None,
        first: None,
    };
    known.keep(&turned.scenario, answer);
    found
}

/// What is expected of a state, at the level that futures had of the same comparator where they are known.
pub fn at_known_level(
    workshop: &Workshop,
    turned: &Turned,
    expected: &Arc<ArmBeside>,
) -> Arc<ArmBeside> {
    let futures = known(workshop).beside(&turned.scenario, is_beside);
    futures.map_or_else(
        || Arc::clone(expected),
        |futures| Arc::new(expected.at_level_of(&futures)),
    )
}

/// Index of the arm that is not the comparator, of two.
fn arm_of(plan: &Plan) -> usize {
    1 - plan.means().comparator.min(1)
}

/// The arms' expected results, and the twin for the next question: one that differs in what the comparator does not feel takes it over,
/// and one that differs in what arms do with the same people takes over these.
fn expect(
    workshop: &Workshop,
    scenario: &Scenario,
    earlier: &[KnownTwin],
) -> (KnownTwin, Vec<simulation::ArmResult>) {
    let mut newest_first = earlier.iter().rev();
    let same = newest_first.find(|earlier| is_beside(&earlier.plan.scenario, scenario));
    let plan = match same.or(earlier.last()) {
        Some(earlier) => earlier.plan.changed(scenario),
        None => Plan::new(scenario, workshop.persons.as_deref()),
    };
    let plan = Arc::new(plan);
    let (means, arm) = (plan.means(), arm_of(&plan));
    let carries = |earlier: &&KnownTwin| earlier.twin.basis().carries(means);
    let counted = means.counted_for_arms();
    let is_counted = |earlier: &&KnownTwin| earlier.plan.means().counted_for_arms() == counted;
    if let Some(same) = same.filter(carries).filter(is_counted) {
        let changed = same.twin.arm(means, arm);
        let results = in_order(means.comparator, &same.comparator, changed);
        let known = KnownTwin {
            plan,
            asked: same.asked + 1,
            ..same.clone()
        };
        return (known, results);
    }
    let twin = match earlier.iter().rev().find(carries) {
        Some(earlier) => Twin::on(earlier.twin.basis(), means),
        None => Twin::new(means, TwinPrecision::Fast),
    };
    let mut arms = twin.expected().arms;
    let comparator = Arc::new(arms[means.comparator].clone());
    let changed = arms.swap_remove(arm);
    let results = in_order(means.comparator, &comparator, changed);
    let known = KnownTwin {
        plan,
        twin: Arc::new(twin),
        comparator,
        asked: 1,
    };
    (known, results)
}

fn in_order(comparator: usize, now: &ExpectedArm, then: ExpectedArm) -> Vec<simulation::ArmResult> {
    let mut results = vec![now.result.clone(), then.result];
    if comparator == 1 {
        results.swap(0, 1);
    }
    results
}

/// Whether two scenarios of two arms differ at most in what the comparator does not feel, and nothing of the comparator is told by
/// the other arm, under which rates may have been observed: in that arm, and in effects of capabilities that the comparator does not build.
fn is_beside(one: &Scenario, other: &Scenario) -> bool {
    let is_told_by_other = |scenario: &Scenario| {
        let mut arms = scenario.arm.iter().map(|arm| Some(arm.name.as_str()));
        scenario.observed() != scenario.comparator() && arms.any(|name| name == scenario.observed())
    };
    !is_told_by_other(one)
        && !is_told_by_other(other)
        && same_ties(one, other)
        && felt_by_comparator(one) == felt_by_comparator(other)
}

/// A scenario without what its comparator does not feel, the place of the comparator, and what effects of other arms aim at, whatever their
/// size: services that replace others are counted apart in all arms, and what limits care is looked at in all.
fn felt_by_comparator(scenario: &Scenario) -> (Scenario, Option<usize>, Vec<Target>) {
    let mut rest = scenario.clone();
    let comparator = rest.comparator().unwrap_or_default().to_string();
    let place = rest.arm.iter().position(|arm| arm.name == comparator);
    let others = rest.arm.iter().filter(|arm| arm.name != comparator);
    let effects = others.flat_map(|arm| &arm.effect);
    let targets = effects.flat_map(|effect| effect.targets.clone()).collect();
    rest.run.comparator = Some(comparator.clone());
    rest.arm.retain(|arm| arm.name == comparator);
    rest.knob.clear();
    let users = Users::of(&rest);
    for effect in &mut rest.effect {
        if !users.builds(&comparator, &effect.capability) {
            (effect.reduction, effect.increase, effect.ratio) = (None, None, None);
        }
    }
    (rest, place, targets)
}

/// Futures of a state, and what the first of them said of chances.
#[derive(Clone)]
pub struct Steadied {
    /// The futures.
    pub futures: Arc<ArmBeside>,
    /// In which share of the first [`STEADY`] each payer was no worse off, where there are more.
    pub first: Option<Arc<[f64]>>,
}

/// Simulates the futures of a state; `steady` is told of the first [`STEADY`] where more are coming.
///
/// # Errors
/// When the watch says to stop, or as a run fails.
pub fn futures(
    workshop: &Workshop,
    turned: &Turned,
    threads: usize,
    watch: Watch,
    steady: &mut dyn FnMut(Steadied),
) -> Result<Steadied, Stopped> {
    let scenario = &turned.scenario;
    let plan = kept(workshop, turned).and_then(|kept| kept.plan);
    let plan = plan.unwrap_or_else(|| Arc::new(Plan::new(scenario, workshop.persons.as_deref())));
    let (towns, before) = known(workshop).towns(scenario, is_beside);
    drop(before);
    let all = scenario.run.replications;
    let made: Mutex<BTreeMap<u32, Replication>> = Mutex::new(BTreeMap::new());
    let simulate = |numbers: std::ops::Range<u32>| {
        let before = numbers.start;
        let advanced = |done: u32| (watch.advanced)(before + done);
        let watch = Watch {
            advanced: &advanced,
            is_stopped: watch.is_stopped,
        };
        let keep = |number: u32, replication: Replication| {
            let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
            made.insert(number, replication);
        };
        let numbers: Vec<u32> = numbers.collect();
        let options = options(scenario, threads);
        let expecting = expecting(scenario.run.size);
        let known = (&*towns, watch);
        simulation::run_beside(&plan, options, expecting, &numbers, known, &keep)
    };
    let so_far = || {
        let made = made.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::new(at_real_size(&plan, made.values().cloned().collect()))
    };
    let mut first = None;
    if all > STEADY {
        simulate(0..STEADY)?;
        let futures = so_far();
        let chances = futures.payers.iter();
        let chances = chances.map(|payer| payer.difference.p_no_worse_off);
        first = Some(chances.collect());
        steady(Steadied {
            futures,
            first: first.clone(),
        });
    }
    simulate(first.as_ref().map_or(0, |_| STEADY)..all)?;
    let found = Steadied {
        futures: so_far(),
        first,
    };
    let mut known = known(workshop);
    if let Some(answer) = known.of(scenario) {
        let answer = KeptAnswer {
            plan: None,
            futures: Some(Arc::clone(&found.futures)),
            first: found.first.clone(),
            ..answer
        };
        known.keep(scenario, answer);
    }
    Ok(found)
}

/// Lives the comparator of the futures that a page shows first, as far as the watch lets it: what is asked then needs the other arm
/// alone.
///
/// # Errors
/// When the watch says to stop, or as a run fails.
pub fn foresee_start(workshop: &Workshop, threads: usize, watch: Watch) -> Result<(), Stopped> {
    let Ok(turned) = workshop.turn(&workshop.start()) else {
        // What a state refuses is told to who asks for it.
        return Ok(());
    };
    let scenario = &turned.scenario;
    let plan = Plan::new(scenario, workshop.persons.as_deref());
    if (watch.is_stopped)() {
        return Err(Stopped::Interrupted);
    }
    let (towns, _) = known(workshop).towns(scenario, is_beside);
    let numbers: Vec<u32> = (0..scenario.run.replications).collect();
    let expecting = expecting(scenario.run.size);
    let options = options(scenario, threads);
    simulation::know_comparator(&plan, options, expecting, &numbers, (&towns, watch))
}

fn options(scenario: &Scenario, threads: usize) -> Options {
    Options {
        replications: scenario.run.replications,
        seed: scenario.run.seed,
        threads,
        shares_luck: true,
    }
}

fn expecting(size: Size) -> Expecting {
    match size {
        // A page shows futures, with the chance that there is in a town of its size.
        Size::Real | Size::Expected => cohort::REAL_SIZE,
        Size::Simulated => cohort::AS_SIMULATED,
    }
}

fn at_real_size(plan: &Plan, replications: Vec<Replication>) -> ArmBeside {
    let (system, arm) = (plan.means(), arm_of(plan));
    let run = Run {
        replications,
        threads: 0,
    };
    let source = AtRealSize {
        system,
        source: &run,
    };
    let run: &Run = &source
        .of(&[system.comparator, arm])
        .expect("a run in memory");
    beside(system, run, arm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;
    use crate::scenario::selection;

    /// The shipped town with its comparator and one arm.
    fn town(arm: &str, sets: &[&str]) -> Scenario {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let sets: Vec<String> = sets.iter().map(|set| set.to_string()).collect();
        let path = root.join("scenarios/zoetermeer-2025.toml");
        let mut scenario = match check::load(&path, &sets) {
            Ok(loaded) => loaded.scenario,
            Err(faults) => panic!("{}", faults.render(false)),
        };
        selection::select(&mut scenario, &[arm.to_string()]).expect("an arm");
        scenario
    }

    const BELIEF: &str = "effect.prevention_on_falls.reduction=0.3";

    #[test]
    fn an_effect_of_what_the_comparator_does_not_build_leaves_it_as_it_is() {
        let arm = "transition_budget";
        let amount = "arm.transition_budget.component.transition_budget.amount=1";
        assert!(is_beside(&town(arm, &[]), &town(arm, &[BELIEF, amount])));
        assert!(is_beside(&town(arm, &[]), &town("three_p", &[])));
        let more = "population.factor=1.2";
        assert!(!is_beside(&town(arm, &[]), &town(arm, &[more])));
    }

    #[test]
    fn an_arm_with_effects_of_its_own_is_not_beside_one_without() {
        let arm = "transition_budget";
        let of_size = |size: f64| {
            let effect = format!(
                r#"arm.transition_budget.effect=[{{ name = "waits", targets = [{{ capacity = "general_practice" }}], increase = {size} }}]"#
            );
            town(arm, &[&effect])
        };
        assert!(!is_beside(&town(arm, &[]), &of_size(0.1)));
        assert!(is_beside(&of_size(0.2), &of_size(0.1)));
    }

    #[test]
    fn nothing_is_taken_over_where_another_arm_tells_the_comparator_in_either_of_two() {
        let sets = [
            "run.comparator=\"transition_claw_back\"",
            "observed_under=\"current\"",
        ];
        let [told, not_told] = ["current", "transition_budget"].map(|arm| town(arm, &sets));
        assert!(!is_beside(&told, &not_told) && !is_beside(&not_told, &told));
        assert!(is_beside(&not_told, &not_told.clone()));
    }

    #[test]
    fn an_effect_of_what_the_comparator_builds_does_not() {
        let under = "run.comparator=\"transition_budget\"";
        let observed = "observed_under=\"transition_budget\"";
        let [before, after] =
            [&[under, observed][..], &[under, observed, BELIEF]].map(|sets| town("three_p", sets));
        assert!(!is_beside(&before, &after));
    }

    #[test]
    fn numbers_that_are_drawn_together_with_those_of_the_arm_are_not_the_same_beside_another() {
        let uncertain = "arm.transition_budget.component.transition_budget.amount={ mean = 3e6, se = 3e5, dist = \"normal\" }";
        let tie = r#"correlation=[{ name = "tie", parameters = ["arm.transition_budget.component.transition_budget.amount", "population.factor"], rho = 0.5 }]"#;
        let sets = [uncertain, tie];
        let arms = ["transition_budget", "three_p"];
        let [one, other] = arms.map(|arm| town(arm, &sets));
        assert!(is_beside(&one, &one.clone()) && !is_beside(&one, &other));
        let [one, other] = arms.map(|arm| town(arm, &sets[..1]));
        assert!(is_beside(&one, &other));
    }
}
