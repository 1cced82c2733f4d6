//! Whose turn it is, of residents whose needs wait, worked by hand in the world of queues.rs.
//!
//! Of a hundred needs of distress a year and those of help, those who wait give up at their own rate and die at 0.3 a year. Care that
//! starts after the observed wait is that of the observed year.

use caremix::cohort;
use caremix::ledger::Reason;

use crate::queues::{HALF_A_YEAR, expected, mean_and_error, near, queued, queued_with};
use crate::world::assert_close;

#[test]
fn those_who_waited_before_the_start_asked_for_care_and_neither_died_nor_left() {
    // Of 400 needs a year half are presented, and of residents one a year dies of each who lives. They wait for a year of starts:
    // until e^w = 2, so that 200 · (1 − 1/2) = 100 wait.
    let world = queued(&[
        "transition.dying.hazard=1",
        "population.newcomers.per_year=1000",
        "need.distress.rates={ well = 0.4 }",
        "need.distress.presented=0.5",
        "discipline.therapist.queue={ weeks = 52.178571428, given_up = 0 }",
        "run.cycles_per_year=4",
        "run.replications=40",
    ]);
    for year in 0..3 {
        let key = ["needs_waiting", "therapist"];
        near(expected(&world, "current", key, year), 100.0, 0.01);
        let (mean, error) = mean_and_error(&world.outcomes("current", key[0], key[1], year));
        // The few who have two needs that wait have one turn, which is a little later at the start.
        assert!(
            (mean - 100.0).abs() < 4.0 * error + 2.0,
            "{year}: {mean} ± {error}, not 100"
        );
    }
}

#[test]
fn care_that_starts_as_late_as_in_the_observed_year_asks_for_the_units_of_that() {
    // A month later asks for three tenths more. In the first year nobody starts a month earlier or later than was observed: ten
    // sessions for each of eighty.
    let world = queued(&[
        "discipline.therapist.queue.late_ratio=1.3",
        "run.cycles_per_year=4",
        "run.replications=40",
        "run.years=1",
    ]);
    let found = world.outcomes("current", "service_units", "session", 0);
    let (mean, error) = mean_and_error(&found);
    assert!(
        (mean - 800.0).abs() < 4.0 * error + 8.0,
        "{mean} ± {error}, not 800"
    );
}

#[test]
fn an_episode_is_paid_as_its_own_queue_has_it() {
    // Who waits for sessions gives up at 0.7 a year, for visits at 0.2: with 0.3 who die, e^w = 1.5 and e^(w/2) = 1.25.
    let queue = format!("discipline.therapist.queue={{ weeks = {HALF_A_YEAR}, given_up = 0.7 }}");
    let world = queued(&[&queue]);
    let system = world.plan.means();
    let arm = system.arms.iter().position(|arm| arm.name == "periode");
    let arm = arm.expect("an arm");
    let paid = |component: &str, year: usize| {
        let flows = cohort::expected(system).arms[arm].result.flows.clone();
        let own = flows.into_iter().filter(|flow| {
            let Reason::Component(index) = flow.reason else {
                return false;
            };
            flow.year == year && system.arms[arm].components[index].name == component
        });
        own.map(|flow| flow.amount.0).sum::<i64>() as f64 / 100.0
    };
    for year in 0..3 {
        near(paid("episodes", year), 100.0 / 1.5 * 1_000.0, 0.002);
        near(paid("episodes_of_help", year), 800.0 * 100.0, 0.002);
    }
}

#[test]
fn residents_whose_care_begins_are_those_whose_episodes_are_paid_however_long_they_waited() {
    // An episode of distress is ten sessions and 1,000 EUR: 100 EUR a session that is given, whoever waits.
    let world = queued(&["run.cycles_per_year=12"]);
    for year in 0..3 {
        let sessions = world.outcome("periode", "service_units", "session", year);
        let paid = world.component("periode", "episodes", year);
        assert!(sessions > 0.0);
        assert_close(paid as f64 / 100.0, 100.0 * sessions);
    }
}

/// A service that nobody waits for, and one that is given with a session.
const MORE_CARE: &str = r#"
[[service]]
name = "crisis"
discipline = "hospital"
line = "second"
price = 300
payers = { insurer = 1 }

[[service]]
name = "letter"
discipline = "therapist"
hours = 1
line = "second"
price = 10
payers = { insurer = 1 }
"#;

#[test]
fn needs_that_wait_escalate_by_what_of_their_units_is_never_delivered() {
    // Of a hundred needs a year 0.2 · 40 are given up: of all units eight in a hundred are never delivered.
    let escalation = "need.distress.escalation=[{ service = \"crisis\", probability = 0, unmet_probability = 1 }]";
    let world = queued_with(MORE_CARE, &[escalation, "run.replications=20"]);
    for year in 0..3 {
        let found = world.outcomes("current", "service_units", "crisis", year);
        let (mean, error) = mean_and_error(&found);
        assert!(
            (mean - 8.0).abs() < 4.0 * error + 0.1,
            "{year}: {mean} ± {error}, not 8"
        );
    }
}

#[test]
fn services_of_one_need_that_waited_have_luck_of_their_own() {
    // Ten of each on average: all needs have waited, and no year gives as many of the one as of the other.
    let services = "need.distress.services=[{ service = \"session\", units = 10 }, { service = \"letter\", units = 10 }]";
    let world = queued_with(MORE_CARE, &[services, "run.cycles_per_year=4"]);
    let units = |service: &str| -> Vec<f64> {
        let years = 0..3;
        years
            .map(|year| world.outcome("current", "service_units", service, year))
            .collect()
    };
    let (sessions, letters) = (units("session"), units("letter"));
    assert!(
        sessions
            .iter()
            .zip(&letters)
            .all(|(one, other)| one != other)
    );
    near(sessions.iter().sum(), letters.iter().sum(), 0.1);
}

#[test]
fn care_in_being_gets_no_more_hours_than_there_are() {
    // 800 who have care want 4,800 visits of an hour a year; half of these hours are there. Months tell a queue that jumps.
    let world = queued(&[
        "arm.shorter.effect.fewer_nurses.ratio=0.5",
        "run.cycles_per_year=12",
        "run.replications=10",
        "run.years=2",
    ]);
    for year in 0..2 {
        let found = world.outcomes("shorter", "service_units", "visit", year);
        let (mean, error) = mean_and_error(&found);
        assert!(
            (mean - 2_400.0).abs() < 4.0 * error + 12.0,
            "{year}: {mean} ± {error}, not 2,400"
        );
    }
}

#[test]
fn those_who_are_enrolled_wait_as_others_do() {
    // About half of them enrol. Of a hundred needs a year sixty are answered with ten sessions each, a month later with three
    // tenths more, inside as outside.
    let network = r#"
[[arm]]
name = "network"
like = "current"
[[arm.component]]
name = "list"
kind = "network_fee"
applies_to = "participants"
amount = 1
payers = { insurer = 1 }
[participation]
consent = 0.5
start = 1
join = 100
stay = 100
"#;
    let world = queued_with(
        network,
        &[
            "discipline.nurse.practices={ count = 2, panels = true }",
            "discipline.therapist.queue.late_ratio=1.3",
            "run.cycles_per_year=4",
            "run.replications=20",
        ],
    );
    for year in 0..3 {
        let of = |arm: &str| world.outcomes(arm, "service_units", "session", year);
        let (all, others) = (of("network"), of("current"));
        let differences: Vec<f64> = all
            .iter()
            .zip(&others)
            .map(|(one, other)| one - other)
            .collect();
        let (mean, error) = mean_and_error(&differences);
        assert!(
            mean.abs() < 4.0 * error + 4.0,
            "{year}: {mean} ± {error}, not 0"
        );
    }
}

#[test]
fn services_of_one_need_whose_care_comes_in_one_cycle_have_luck_of_their_own() {
    // Nobody gives up or dies, and all wait a year: who asks in a year has both services in the next, of each ten units on
    // average. Of a hundred needs the difference has variance 100 · (10 + 10) = 2,000; luck in common would leave next to none. Of
    // forty years a variance is known to a share of √(2/40). Needs of before the start, whose care comes in the first year, are
    // drawn service by service.
    let services = "need.distress.services=[{ service = \"session\", units = 10 }, { service = \"letter\", units = 10 }]";
    let world = queued_with(
        MORE_CARE,
        &[
            services,
            "transition.dying.hazard=0",
            "population.newcomers.per_year=0",
            "discipline.therapist.queue={ weeks = 52.178571428, given_up = 0 }",
            "run.cycles_per_year=1",
            "run.replications=20",
        ],
    );
    let squares = (1..3).flat_map(|year| {
        let units = |service: &str| world.outcomes("current", "service_units", service, year);
        let pairs = units("session").into_iter().zip(units("letter"));
        pairs.map(|(one, other)| (one - other).powi(2))
    });
    let squares: Vec<f64> = squares.collect();
    let variance = squares.iter().sum::<f64>() / squares.len() as f64;
    let error = 2_000.0 * (2.0_f64 / 40.0).sqrt();
    assert!(
        (variance - 2_000.0).abs() < 4.0 * error,
        "{variance}, not 2,000"
    );
}

#[test]
fn needs_that_nobody_brings_forward_neither_wait_nor_move_the_turn_of_others() {
    // Of 2,000 needs of distress a year a twentieth is presented, a hundred as in queues.rs: 40 wait, though nearly everybody
    // has others that stay hidden. Of a thousand who need help half ask: 60 of 120 wait.
    let world = queued(&[
        "need.distress.rates={ well = 2 }",
        "need.distress.presented=0.05",
        "need.help.presented=0.5",
        "run.replications=40",
    ]);
    for year in 0..3 {
        for (discipline, waiting) in [("therapist", 40.0), ("nurse", 60.0)] {
            let found = world.outcomes("current", "needs_waiting", discipline, year);
            let (mean, error) = mean_and_error(&found);
            assert!(
                (mean - waiting).abs() < 4.0 * error + 0.02 * waiting,
                "{discipline} {year}: {mean} ± {error}, not {waiting}"
            );
        }
    }
}

#[test]
fn residents_who_wait_for_care_of_all_their_years_are_paid_for_as_far_as_they_have_it() {
    // 800 of 1,000 who need help have it: 100 EUR for each, by chance for those whose care begins within a cycle.
    let world = queued(&["run.cycles_per_year=4", "run.replications=20"]);
    let system = world.plan.means();
    let arm = system.arms.iter().position(|arm| arm.name == "periode");
    let arm = arm.expect("an arm");
    let components = &system.arms[arm].components;
    for year in 0..3 {
        let replications = world.run.replications.iter();
        let paid: Vec<f64> = replications
            .map(|replication| {
                let own = replication.arms[arm].flows.iter().filter(|flow| {
                    flow.year == year
                        && matches!(flow.reason, Reason::Component(index) if components[index].name == "episodes_of_help")
                });
                own.map(|flow| flow.amount.0).sum::<i64>() as f64 / 100.0
            })
            .collect();
        let (mean, error) = mean_and_error(&paid);
        assert!(
            (mean - 80_000.0).abs() < 4.0 * error + 800.0,
            "{year}: {mean} ± {error}, not 80,000"
        );
    }
}

#[test]
fn what_those_who_are_enrolled_need_not_pay_they_need_not_pay_for_care_that_waited_either() {
    // A quarter enrol, whose forfait takes the place of copayments. Of 800 sessions a year, all after half a year, 600 are of the
    // others: 5 EUR each.
    let network = r#"
[[arm]]
name = "network"
like = "current"
[[arm.component]]
name = "own_part"
kind = "patient_share"
[[arm.component]]
name = "forfait"
kind = "capitation"
recipient = "therapist"
services = ["session"]
applies_to = "participants"
amount = 1
payers = { insurer = 1 }
waives_copayments = true
[participation]
consent = 0.25
start = 1
join = 100
stay = 100
"#;
    let world = queued_with(
        network,
        &[
            "service.session.copayment=5",
            "discipline.nurse.practices={ count = 2, panels = true }",
            "run.cycles_per_year=4",
            "run.replications=20",
        ],
    );
    for year in 0..3 {
        let key = ["residents_pay", "copayments_and_subscriptions"];
        let found = world.outcomes("network", key[0], key[1], year);
        let (mean, error) = mean_and_error(&found);
        assert!(
            (mean - 3_000.0).abs() < 4.0 * error + 60.0,
            "{year}: {mean} ± {error}, not 3,000"
        );
    }
}
