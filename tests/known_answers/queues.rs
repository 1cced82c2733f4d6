//! Needs that wait for a discipline, worked by hand.
//!
//! A thousand residents, of whom 0.3 a year die and as many come. All need help, of six visits a year; so that 300 needs begin a
//! year. Those who wait give up at 0.2 a year. A queue of half a year of starts is one in which they wait 2·ln 1.25 years: 300 ·
//! 0.2 / 0.5 = 120 wait, 800 are in care, 80 have given up, and 240 start a year.

use caremix::cohort;
use caremix::ledger::Reason;
use caremix::simulation::OutcomeLabel;

use crate::world::{TOWN, World, live, mean_of_year};

const WORLD: &str = r#"
[[transition]]
name = "dying"
from = "well"
to = "dead"
hazard = 0.3

[[service]]
name = "session"
discipline = "therapist"
hours = 1
line = "second"
price = 100
payers = { insurer = 1 }

[[discipline]]
name = "therapist"
sector = "care_organisation"

[[need]]
name = "distress"
class = "temporary"
domain = "psychological"
rates = { well = 0.1 }
services = [{ service = "session", units = 10, spread = "fixed" }]

[[arm]]
name = "shorter"

[[arm.effect]]
name = "fewer_nurses"
targets = [{ capacity = "nurse" }]
ratio = 0.95

[[arm.component]]
name = "fees"
kind = "fee_for_service"

[[arm]]
name = "periode"
like = "current"

[[arm.component]]
name = "episodes"
kind = "episode_fee"
recipient = "therapist"
needs = ["distress"]
amount = 1000

[[arm.component]]
name = "episodes_of_help"
kind = "episode_fee"
recipient = "nurse"
needs = ["help"]
amount = 100
"#;

pub const HALF_A_YEAR: &str = "26.089285714";

pub fn queued(sets: &[&str]) -> World {
    queued_with("", sets)
}

/// The same with `more`.
pub fn queued_with(more: &str, sets: &[&str]) -> World {
    let newcomers = "population.newcomers={ per_year = 300, bands = [{ age_from = 40, age_below = 41, female = 1, male = 1 }] }";
    let nurse = format!("discipline.nurse.queue={{ weeks = {HALF_A_YEAR}, given_up = 0.2 }}");
    let therapist =
        format!("discipline.therapist.queue={{ weeks = {HALF_A_YEAR}, given_up = 0.2 }}");
    let mut all = vec![
        newcomers,
        &nurse,
        &therapist,
        "discipline.nurse.capacity=\"observed\"",
        "discipline.therapist.capacity=\"observed\"",
        "run.years=3",
    ];
    all.extend(sets);
    live(TOWN, &format!("{WORLD}{more}"), &all)
}

/// As the twin expects.
pub fn expected(world: &World, arm: &str, [outcome, group]: [&str; 2], year: usize) -> f64 {
    let system = world.plan.means();
    let index = system.arms.iter().position(|each| each.name == arm);
    let result = &cohort::expected(system).arms[index.expect("an arm")].result;
    let is_it = |label: &OutcomeLabel| label.outcome == outcome && label.group == group;
    let place = result.labels.iter().position(is_it).expect("an outcome");
    result.outcomes[year][place]
}

#[track_caller]
pub fn near(found: f64, answer: f64, share: f64) {
    assert!(
        (found / answer - 1.0).abs() < share,
        "{found}, not {answer}"
    );
}

#[test]
fn the_observed_year_shows_the_published_queue_and_the_years_after_keep_it() {
    let world = queued(&[]);
    for year in 0..3 {
        let expected = |outcome, group| expected(&world, "current", [outcome, group], year);
        near(expected("needs_waiting", "nurse"), 120.0, 0.005);
        near(expected("weeks_in_queue", "nurse"), 26.09, 0.005);
        // Of 920 who ask, 800 are in care: 4,800 visits.
        near(expected("access", "nurse"), 800.0 / 920.0, 0.001);
        near(expected("service_units", "visit"), 4_800.0, 0.001);
        // A hundred needs a year: 100 · 0.2 / 0.5 wait, 80 start.
        near(expected("needs_waiting", "therapist"), 40.0, 0.005);
        near(expected("weeks_in_queue", "therapist"), 26.09, 0.005);
        near(expected("service_units", "session"), 800.0, 0.001);
        // 8 a year are given up; those who die or move want nothing.
        near(
            expected("unmet_needs", "distress"),
            100.0 * 8.0 / 88.0,
            0.01,
        );
    }
}

#[test]
fn a_year_is_the_same_however_it_is_cut() {
    let outcomes = [
        ["needs_waiting", "nurse"],
        ["service_units", "visit"],
        ["needs_waiting", "therapist"],
        ["service_units", "session"],
    ];
    let whole = |cycles: u32| {
        // A tenth a year, so that who comes in a year is as many as leave, however it is cut, but for a few.
        let world = queued(&[
            &format!("run.cycles_per_year={cycles}"),
            "transition.dying.hazard=0.1",
            "population.newcomers.per_year=100",
        ]);
        let of_arm = |arm: &'static str| {
            let world = &world;
            let years = (0..3)
                .flat_map(move |year| outcomes.map(|outcome| expected(world, arm, outcome, year)));
            years.collect::<Vec<f64>>()
        };
        [of_arm("current"), of_arm("shorter")].concat()
    };
    let quarters = whole(4);
    for cycles in [1, 2, 12] {
        for (found, quarters) in whole(cycles).into_iter().zip(&quarters) {
            near(found, *quarters, 0.005);
        }
    }
}

#[test]
fn fewer_hours_make_a_queue_longer_until_those_who_give_up_are_as_many() {
    let world = queued(&[]);
    let waiting = |year| expected(&world, "shorter", ["needs_waiting", "nurse"], year);
    // A twentieth of 800 in care, 40, wait at once in addition, as soon as places come free: some 1/6 of a year.
    assert!(waiting(0) > 145.0 && waiting(0) < 160.0, "{}", waiting(0));
    assert!(waiting(2) < waiting(0));
    near(
        expected(&world, "shorter", ["service_units", "visit"], 1),
        4_560.0,
        0.001,
    );
    let weeks = expected(&world, "shorter", ["weeks_in_queue", "nurse"], 2);
    assert!(weeks > 30.0, "{weeks}");
}

#[test]
fn residents_wait_as_long_as_is_expected() {
    assert_residents_wait(12, 0..3);
}

#[test]
fn residents_wait_as_long_in_cycles_in_which_many_needs_begin_and_end() {
    // In the first year cycles as long as these tell a queue that jumps, and what waited before the start, more coarsely.
    for cycles in [1, 4] {
        assert_residents_wait(cycles, 1..3);
    }
}

/// In some years, cut into so many cycles.
fn assert_residents_wait(cycles: u32, years: std::ops::Range<usize>) {
    let cycles = format!("run.cycles_per_year={cycles}");
    let world = queued(&["run.replications=40", &cycles]);
    for arm in ["current", "shorter"] {
        for outcome in [
            ["needs_waiting", "nurse"],
            ["weeks_in_queue", "nurse"],
            ["service_units", "visit"],
            ["needs_waiting", "therapist"],
            ["service_units", "session"],
            ["unmet_needs", "help"],
        ] {
            for year in years.clone() {
                let found = world.outcomes(arm, outcome[0], outcome[1], year);
                let (mean, error) = mean_and_error(&found);
                let expected = expected(&world, arm, outcome, year);
                assert!(
                    (mean - expected).abs() < 4.0 * error,
                    "{cycles} {arm} {outcome:?} {year}: {mean} ± {error}, not {expected}"
                );
            }
        }
    }
}

/// Mean over replications, and its standard error.
pub fn mean_and_error(found: &[f64]) -> (f64, f64) {
    let many = found.len() as f64;
    let mean = found.iter().sum::<f64>() / many;
    let squares = found.iter().map(|each| (each - mean) * (each - mean));
    (mean, (squares.sum::<f64>() / (many - 1.0) / many).sqrt())
}

#[test]
fn without_the_layer_nobody_waits() {
    let off = queued(&["layers.queues=false"]);
    for year in 0..3 {
        near(
            expected(&off, "current", ["service_units", "visit"], year),
            6_000.0,
            0.001,
        );
    }
    let labels = &off.result("current").labels;
    assert!(labels.iter().all(|label| label.outcome != "needs_waiting"));
}

#[test]
fn every_draw_of_the_parameters_observes_the_published_queue() {
    let sets = [
        "run.parameters=\"drawn\"",
        "run.replications=4",
        "run.size=\"expected\"",
        "need.help.prevalence.well={ low = 0.5, high = 1.0, dist = \"uniform\" }",
    ];
    let world = queued(&sets);
    for found in world.outcomes("current", "weeks_in_queue", "nurse", 0) {
        // A hundred or so wait: luck moves the quotient by a tenth.
        near(found, 26.09, 0.2);
    }
    let visits = world.outcomes("current", "service_units", "visit", 0);
    assert!(
        visits
            .iter()
            .any(|each| (each / visits[0] - 1.0).abs() > 0.01)
    );
    let access = world.outcomes("current", "access", "nurse", 0);
    assert!(
        access
            .iter()
            .all(|access| (access - 800.0 / 920.0).abs() < 0.02)
    );
}

#[test]
fn an_episode_is_paid_when_its_care_begins() {
    let episodes = |sets: &[&str]| {
        let world = queued(sets);
        let system = world.plan.means();
        let arm = system.arms.iter().position(|arm| arm.name == "periode");
        let result = &cohort::expected(system).arms[arm.expect("an arm")].result;
        let is_episode = |reason: Reason| match reason {
            Reason::Component(index) => system.arms[arm.expect("an arm")].components[index]
                .name
                .starts_with("episodes"),
            Reason::PatientShare | Reason::Background | Reason::StateCost => false,
        };
        [0, 1, 2].map(|year| {
            let flows = result.flows.iter();
            let own = flows.filter(|flow| flow.year == year && is_episode(flow.reason));
            own.map(|flow| flow.amount.0).sum::<i64>() as f64 / 100.0
        })
    };
    // A hundred a year arise, eighty start; 800 of 1,000 who need help have it.
    let paid = 80.0 * 1_000.0 + 800.0 * 100.0;
    let all = 100.0 * 1_000.0 + 1_000.0 * 100.0;
    for (found, without) in episodes(&[])
        .into_iter()
        .zip(episodes(&["layers.queues=false"]))
    {
        near(found, paid, 0.002);
        near(without, all, 0.002);
    }
}

const THERAPIST: &str = "arm.shorter.effect.fewer_nurses.targets=[{ capacity = \"therapist\" }]";

#[test]
fn residents_wait_as_long_as_is_expected_while_a_queue_shortens_and_while_it_lengthens() {
    // Sessions are for a temporary need: with other hours than keep its queue, the start of care moves against when it was asked for.
    for ratio in ["2.0", "0.5"] {
        let effect = format!("arm.shorter.effect.fewer_nurses.ratio={ratio}");
        let world = queued(&[
            &effect,
            THERAPIST,
            "run.replications=40",
            "run.cycles_per_year=4",
        ]);
        for year in 0..3 {
            for key in [["service_units", "session"], ["needs_waiting", "therapist"]] {
                let found = world.outcomes("shorter", key[0], key[1], year);
                let (mean, error) = mean_and_error(&found);
                let expected = expected(&world, "shorter", key, year);
                assert!(
                    (mean - expected).abs() < 4.0 * error + 0.01 * expected + 0.5,
                    "{ratio} {key:?} {year}: {mean} ± {error}, not {expected}"
                );
            }
        }
    }
}

#[test]
fn whose_care_starts_within_the_cycle_is_late_or_early_too() {
    // A month later asks for three tenths more, a month earlier for as much less, whether the need was asked for in this cycle or before.
    for cycles in ["run.cycles_per_year=1", "run.cycles_per_year=4"] {
        let late = "discipline.therapist.queue.late_ratio=1.3";
        let world = queued(&[late, cycles, "run.replications=40"]);
        for year in 0..3 {
            let key = ["service_units", "session"];
            let (mean, error) = mean_and_error(&world.outcomes("current", key[0], key[1], year));
            let expected = expected(&world, "current", key, year);
            println!("{cycles} {year}: {mean} ± {error}, {expected}");
            assert!(
                (mean - expected).abs() < 4.0 * error + 0.05 * expected,
                "{cycles} {year}: {mean} ± {error}, not {expected}"
            );
        }
    }
}

#[test]
fn lateness_of_any_size_leaves_counts_finite() {
    for ratio in ["0.000001", "1000000"] {
        let late = format!("discipline.therapist.queue.late_ratio={ratio}");
        let half = "arm.shorter.effect.fewer_nurses.ratio=0.5";
        let world = queued(&[&late, THERAPIST, half, "run.replications=1"]);
        for arm in ["current", "shorter"] {
            for year in 0..3 {
                for found in world.outcomes(arm, "service_units", "session", year) {
                    assert!(found.is_finite() && found >= 0.0, "{ratio} {arm}: {found}");
                }
                let twin = expected(&world, arm, ["access", "therapist"], year);
                assert!((0.0..=1.0).contains(&twin), "{ratio} {arm}: {twin}");
            }
        }
    }
}

#[test]
fn administration_of_care_that_waits_is_that_of_care_in_being() {
    // Half an hour a unit: of 4,800 visits and 800 sessions, 2.8 hours for each of a thousand residents. What is not delivered is
    // not administered. −0.5 · 2.8 pulls integration from a half, in four years.
    let sets = [
        "arm.current.component.fees.admin_hours=0.5",
        "integration.survey=[{ respondent = \"place\", referral = 1, information_sharing = 0, coordination = 3, joint_activities = 0 }]",
        "integration.years=4",
        "integration.dynamic.administrative_hours={ beta = -0.5 }",
    ];
    let world = queued(&sets);
    let end = 1.0 / (1.0 + 1.4_f64.exp());
    for year in 0..3 {
        let expected = |outcome| expected(&world, "current", outcome, year);
        near(
            expected(["integration", "all"]),
            mean_of_year(0.5, end, 4.0, year),
            0.002,
        );
        // It waits as long as without.
        near(expected(["needs_waiting", "nurse"]), 120.0, 0.005);
        near(expected(["access", "nurse"]), 800.0 / 920.0, 0.001);
        near(expected(["service_units", "session"]), 800.0, 0.001);
    }
}

#[test]
fn hours_of_what_does_not_wait_are_asked_for_beside_those_of_what_does() {
    // Calls of a nurse, 500 hours a year, do not wait, and are answered out of the hours that keep the queue.
    let call = "[[service]]\nname = \"call\"\ndiscipline = \"nurse\"\nhours = 1\nline = \"first\"\nprice = 1\npayers = { insurer = 1 }\n[[need]]\nname = \"scare\"\nclass = \"acute\"\ndomain = \"medical\"\nrates = { well = 0.5 }\nservices = [{ service = \"call\", units = 1, spread = \"fixed\" }]\n";
    let sets = [
        "integration.survey=[{ respondent = \"place\", referral = 1, information_sharing = 0, coordination = 3, joint_activities = 0 }]",
        "integration.years=4",
        "integration.dynamic.administrative_hours={ beta = -0.5 }",
        "arm.current.component.fees.admin_hours=0.5",
    ];
    let world = queued_with(call, &sets);
    let end = 1.0 / (1.0 + (0.5_f64 * (2.4 + 0.4 + 0.25)).exp());
    for year in 0..3 {
        let expected = |outcome| expected(&world, "current", outcome, year);
        near(expected(["service_units", "call"]), 500.0, 0.002);
        near(expected(["service_units", "visit"]), 4_800.0, 0.002);
        near(
            expected(["integration", "all"]),
            mean_of_year(0.5, end, 4.0, year),
            0.01,
        );
    }
}

#[test]
fn needs_that_nobody_brings_forward_do_not_wait() {
    // Half of the thousand ask: half as many wait, and are in care.
    let world = queued(&["need.help.presented=0.5"]);
    for year in 0..3 {
        let expected = |outcome| expected(&world, "current", outcome, year);
        near(expected(["needs_waiting", "nurse"]), 60.0, 0.005);
        near(expected(["service_units", "visit"]), 2_400.0, 0.001);
    }
}

#[test]
fn urgent_needs_do_not_wait_and_leave_the_queue_of_others_as_it_is() {
    // A hundred in their last phase, of five calls a year: 500 hours beside those of visits, before anybody who waits.
    let call = "[[service]]\nname = \"call\"\ndiscipline = \"nurse\"\nhours = 1\nline = \"first\"\nprice = 1\npayers = { insurer = 1 }\n[[need]]\nname = \"last_phase\"\nclass = \"permanent\"\ndomain = \"medical\"\nprevalence = { well = 0.1 }\nservices = [{ service = \"call\", units = 5 }]\n";
    let urgent = format!(
        "discipline.nurse.queue={{ weeks = {HALF_A_YEAR}, given_up = 0.2, urgent = [\"last_phase\"] }}"
    );
    let world = queued_with(call, &[&urgent]);
    for year in 0..3 {
        let expected = |outcome| expected(&world, "current", outcome, year);
        near(expected(["service_units", "call"]), 500.0, 0.001);
        near(expected(["service_units", "visit"]), 4_800.0, 0.002);
        near(expected(["needs_waiting", "nurse"]), 120.0, 0.005);
    }
    let all_wait = queued_with(call, &[]);
    let calls = expected(&all_wait, "current", ["service_units", "call"], 0);
    near(calls, 400.0, 0.005);
}
