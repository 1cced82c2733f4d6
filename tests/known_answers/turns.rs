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
    // 800 who have care want 4,800 visits of an hour a year; half of these hours are there.
    let world = queued(&[
        "arm.shorter.effect.fewer_nurses.ratio=0.5",
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
