//! Runs of two arms in which the comparator is known from an earlier one: every byte is that of a run that knows nothing.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use caremix::cohort;
use caremix::provision::{HoursLimits, Rationing};
use caremix::scenario::selection;
use caremix::simulation::{
    self, ArmResult, DrawExpectation, Expecting, ForeseenCycle, History, KeptSpace,
    KnownComparator, Options, Replication, Run, TownExpectation, Watch,
};
use caremix::system::System;
use caremix::system::plan::Plan;

use crate::town;

/// A few futures of the shipped town, in half-years: its comparator and one arm, under other keys.
fn plan(arm: &str, sets: &[&str]) -> Plan {
    let few = [
        "run.years=2",
        "run.cycles_per_year=2",
        "run.replications=2",
        "run.sample=100",
    ];
    let sets: Vec<&str> = few.iter().chain(sets).copied().collect();
    let mut scenario = town::load(&town::zoetermeer(), &sets);
    selection::select(&mut scenario, &[arm.to_string()]).expect("an arm");
    Plan::new(&scenario, None)
}

fn options(plan: &Plan) -> Options {
    Options {
        replications: plan.scenario.run.replications,
        seed: plan.scenario.run.seed,
        threads: 2,
        shares_luck: true,
    }
}

/// As `caremix run` makes it, but for effects mechanism by mechanism.
fn anew(plan: &Plan, expecting: Expecting) -> Run {
    let run = simulation::run(plan, options(plan), expecting, Watch::NOBODY);
    let mut run = run.expect("a run");
    for replication in &mut run.replications {
        for result in &mut replication.arms {
            result.steps.clear();
        }
    }
    run
}

/// The same beside what is known, and how many cycles were lived.
fn beside(plan: &Plan, expecting: Expecting, known: &KnownComparator) -> (Vec<Replication>, usize) {
    let (found, cycles) = (Mutex::new(BTreeMap::new()), AtomicUsize::new(0));
    let is_stopped = || {
        cycles.fetch_add(1, Ordering::Relaxed);
        false
    };
    let watch = Watch {
        is_stopped: &is_stopped,
        ..Watch::NOBODY
    };
    let numbers: Vec<u32> = (0..plan.scenario.run.replications).collect();
    let keep = |number: u32, replication: Replication| {
        found
            .lock()
            .expect("unpoisoned")
            .insert(number, replication);
    };
    let options = options(plan);
    simulation::run_beside(plan, options, expecting, &numbers, (known, watch), &keep)
        .expect("a run");
    let found = found.into_inner().expect("unpoisoned");
    (found.into_values().collect(), cycles.into_inner())
}

/// Plans one after another beside what is known of the first: each is what it is anew; gives the cycles of each.
fn follow(plans: &[&Plan], expecting: Expecting) -> Vec<usize> {
    follow_to_runs(plans, expecting).0
}

/// The same with the run of each plan, made anew.
fn follow_to_runs(plans: &[&Plan], expecting: Expecting) -> (Vec<usize>, Vec<Run>) {
    let known = KnownComparator::within(Arc::new(KeptSpace::new(1 << 30)));
    // A plan that comes twice comes to the same anew.
    let mut made: Vec<(&Plan, Run)> = Vec::new();
    let lived = plans.iter().map(|plan| {
        let (found, cycles) = beside(plan, expecting, &known);
        let is_it = |(one, _): &(&Plan, Run)| std::ptr::eq(*one, *plan);
        let place = made.iter().position(is_it).unwrap_or_else(|| {
            made.push((plan, anew(plan, expecting)));
            made.len() - 1
        });
        assert_eq!(found, made[place].1.replications);
        cycles
    });
    let lived = lived.collect();
    (lived, made.into_iter().map(|(_, run)| run).collect())
}

const EFFECT: &str = "effect.prevention_on_falls.reduction=0.3";

const AMOUNT: &str = "arm.transition_budget.component.transition_budget.amount=7000000";

#[test]
fn an_arm_with_another_number_is_what_it_is_in_a_run_of_its_own_and_only_the_arm_is_lived() {
    let (first, more) = (
        plan("transition_budget", &[]),
        plan("transition_budget", &[AMOUNT]),
    );
    for expecting in [cohort::REAL_SIZE, cohort::AS_SIMULATED] {
        let (cycles, runs) = follow_to_runs(&[&first, &more, &first], expecting);
        // The towns of comparator and arm have as many cycles each; years that are known already are asked about as well.
        assert!(
            cycles[1] < cycles[0] && cycles[1] == cycles[2],
            "{cycles:?}"
        );
        let [one, other] = [0, 1].map(|run: usize| &runs[run].replications[0].arms[1].paid);
        assert_ne!(one, other, "the number matters");
    }
}

#[test]
fn a_comparator_that_is_known_before_anything_is_asked_is_not_lived_again() {
    let plan = plan("transition_budget", &[]);
    let numbers: Vec<u32> = (0..plan.scenario.run.replications).collect();
    let new = || KnownComparator::within(Arc::new(KeptSpace::new(1 << 30)));
    for expecting in [cohort::REAL_SIZE, cohort::AS_SIMULATED] {
        let (known, asked) = (new(), new());
        let watch = Watch::NOBODY;
        simulation::know_comparator(&plan, options(&plan), expecting, &numbers, (&known, watch))
            .expect("a comparator");
        let [first, again] = [0, 1].map(|_| beside(&plan, expecting, &asked));
        assert_eq!(beside(&plan, expecting, &known), again);
        assert!(first.1 > again.1 && first.0 == again.0);
    }
}

#[test]
fn what_finds_no_room_is_lived_again_to_the_same_and_room_is_given_back() {
    let (first, more) = (
        plan("transition_budget", &[]),
        plan("transition_budget", &[AMOUNT]),
    );
    let known_in = |bytes: usize| {
        let room = Arc::new(KeptSpace::new(bytes));
        let known = KnownComparator::within(Arc::clone(&room));
        let found = [&first, &more].map(|plan| beside(plan, cohort::REAL_SIZE, &known));
        let taken = bytes - room.free();
        drop(known);
        assert_eq!(room.free(), bytes);
        (found, taken)
    };
    let (all, taken) = known_in(1 << 30);
    let replications = u64::from(first.scenario.run.replications);
    assert!(taken as u64 > replications * first.means().bytes() as u64);
    // Room for about half of it, and for nothing.
    for (bytes, at_least) in [(taken / 2, taken / 4), (1, 0)] {
        let (some, taken) = known_in(bytes);
        assert!(taken >= at_least);
        let [now, then] = [&some, &all].map(|found| found[1].1);
        assert!(now > then, "{now} cycles and not {then}");
        for ([some, all], known) in [[&some[0], &all[0]], [&some[1], &all[1]]].iter().zip(1..) {
            assert_eq!(some.0, all.0, "{known}");
        }
    }
}

#[test]
fn another_arm_is_what_it_is_in_a_run_of_its_own() {
    let budget = plan("transition_budget", &[]);
    let others = ["fee_for_service", "three_p", "regional_capacity"];
    let others = others.map(|arm| plan(arm, &[]));
    let plans: Vec<&Plan> = std::iter::once(&budget)
        .chain(&others)
        .chain([&budget])
        .collect();
    follow(&plans, cohort::REAL_SIZE);
}

#[test]
fn an_effect_that_the_comparator_does_not_feel_is_what_it_is_in_a_run_of_its_own_and_only_the_arm_is_lived()
 {
    let arm = "transition_budget";
    let first = plan(arm, &[]);
    let more = plan(arm, &[EFFECT]);
    let (cycles, runs) = follow_to_runs(&[&first, &more, &first], cohort::REAL_SIZE);
    assert!(
        cycles[1] < cycles[0] && cycles[1] == cycles[2],
        "{cycles:?}"
    );
    // A hundred residents may have no fall that it prevents; the town of which they are a sample has.
    let [one, other] = [0, 1].map(|run: usize| {
        let real_size = &runs[run].replications[0].arms[1].real_size;
        &real_size.as_ref().expect("of a sample").paid
    });
    assert_ne!(one, other, "the effect matters");
}

#[test]
fn a_budget_rations_an_arm_as_in_a_run_of_its_own() {
    let budget = "payer.municipality.budget={ growth = -0.05, elasticity = 1, rationed = { household_help_hour = { instead = { guidance_hour = 0.23 } } } }";
    let first = plan("transition_budget", &[budget]);
    let more = plan("transition_budget", &[budget, AMOUNT]);
    // What the effect makes of guidance is spent out of the same budget, and the arm is otherwise the same.
    let more_guidance = "effect.coordination_on_guidance.increase=0.9";
    let effect = plan("transition_budget", &[budget, more_guidance]);
    for expecting in [cohort::REAL_SIZE, cohort::AS_SIMULATED] {
        follow(&[&first, &more, &effect, &first], expecting);
    }
}

#[test]
fn years_whose_deductible_is_told_between_others_are_what_they_are_in_a_run_of_their_own() {
    let years = "run.years=6";
    let plans = [
        plan("transition_budget", &[years]),
        plan("three_p", &[years]),
        plan("transition_budget", &[years, AMOUNT]),
    ];
    let [budget, other, more] = &plans;
    follow(&[budget, other, more, budget], cohort::REAL_SIZE);
}

#[test]
fn parameters_at_their_means_and_a_comparator_in_the_second_place_are_no_exception() {
    let means = "run.parameters=\"means\"";
    let first = plan("transition_budget", &[means]);
    let more = plan("transition_budget", &[means, AMOUNT]);
    follow(&[&first, &more, &first], cohort::REAL_SIZE);

    let claw_back = "\"transition_claw_back\"";
    let second = [
        format!("run.comparator={claw_back}"),
        format!("observed_under={claw_back}"),
    ];
    let second: Vec<&str> = second.iter().map(String::as_str).collect();
    let first = plan("transition_budget", &second);
    let more = plan("transition_budget", &[&second[..], &[AMOUNT]].concat());
    assert_eq!(first.means().comparator, 1);
    follow(&[&first, &more, &first], cohort::REAL_SIZE);
}

#[test]
fn where_rates_were_observed_under_the_arm_nothing_is_taken_over() {
    let sets = [
        "run.comparator=\"transition_budget\"",
        "observed_under=\"three_p\"",
    ];
    let first = plan("three_p", &sets);
    let cycles = follow(&[&first, &first], cohort::REAL_SIZE);
    assert_eq!(cycles[0], cycles[1], "both arms are lived again");
}

#[test]
fn what_is_expected_of_a_draw_may_be_asked_for_by_runs_that_each_drew_its_tables() {
    let drawn = plan("transition_budget", &[]);
    let [one, other] = [0, 0].map(|number| drawn.system(drawn.scenario.run.seed, number));
    let arm = 1 - one.comparator;
    let alone = (cohort::REAL_SIZE.begin)();
    alone.results(&one);
    let answer = alone.beside(&one, arm).expect("it fits").0;
    let shared = (cohort::REAL_SIZE.begin)();
    shared.results(&one);
    // One run asks with its tables while another has asked with its own, which are equal.
    for system in [&other, &one, &other] {
        let found = shared.beside(system, arm).expect("it fits").0;
        assert_eq!(found, answer);
    }
}

/// The twin of a draw, and whether it holds what it can work out again: some ten megabytes.
struct WatchedTwin {
    twin: Arc<dyn DrawExpectation>,
    is_full: AtomicBool,
}

static WATCHED: Mutex<Vec<Arc<WatchedTwin>>> = Mutex::new(Vec::new());

impl WatchedTwin {
    fn begin() -> Arc<dyn DrawExpectation> {
        let watched = Arc::new(WatchedTwin {
            twin: (cohort::REAL_SIZE.begin)(),
            is_full: AtomicBool::new(false),
        });
        WATCHED
            .lock()
            .expect("unpoisoned")
            .push(Arc::clone(&watched));
        watched
    }

    fn asked(&self) -> &dyn DrawExpectation {
        self.is_full.store(true, Ordering::Relaxed);
        &*self.twin
    }
}

impl DrawExpectation for WatchedTwin {
    fn foresee(
        &self,
        system: &System,
        arm: usize,
        cycles: usize,
        limits: Option<&HoursLimits>,
    ) -> Vec<ForeseenCycle> {
        self.asked().foresee(system, arm, cycles, limits)
    }

    fn rationing(&self, system: &System, arm: usize, limits: &HoursLimits) -> Rationing {
        self.asked().rationing(system, arm, limits)
    }

    fn results(&self, system: &System) -> TownExpectation {
        self.asked().results(system)
    }

    fn beside(&self, system: &System, arm: usize) -> Option<(ArmResult, Arc<History>)> {
        self.asked().beside(system, arm)
    }

    fn rest(&self) {
        self.is_full.store(false, Ordering::Relaxed);
        self.twin.rest();
    }

    fn bytes(&self) -> usize {
        self.twin.bytes()
    }
}

#[test]
fn nothing_that_can_be_worked_out_again_is_kept_of_a_future_with_places() {
    let expecting = Expecting {
        begin: WatchedTwin::begin,
        ..cohort::REAL_SIZE
    };
    let places = "state.nursing_home.places={ slack = 0.02, growth = 0, weeks = 27 }";
    let drawn = [places, "run.parameters=drawn"];
    let at_means = [places, "run.parameters=means"];
    for sets in [&drawn, &at_means] {
        let known = KnownComparator::within(Arc::new(KeptSpace::new(1 << 30)));
        for arm in ["transition_budget", "regional_capacity"] {
            beside(&plan(arm, sets), expecting, &known);
        }
    }
    let watched = WATCHED.lock().expect("unpoisoned");
    assert!(!watched.is_empty());
    let full = watched
        .iter()
        .filter(|twin| twin.is_full.load(Ordering::Relaxed));
    assert_eq!(full.count(), 0, "of {}", watched.len());
}
