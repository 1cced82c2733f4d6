//! Disciplines with a queue that have too few hours for what does not wait, worked by hand in the world of queues.rs.

use caremix::ledger::Reason;

use crate::queues::{expected, near, queued_with};
use crate::world::mean_of_year;

/// Calls of a nurse, of an hour, half a call a resident and year; they do not wait.
const CALLS: &str = r#"
[[service]]
name = "call"
discipline = "nurse"
hours = 1
line = "first"
price = 1
payers = { insurer = 1 }

[[need]]
name = "scare"
class = "acute"
domain = "medical"
rates = { well = 0.5 }
services = [{ service = "call", units = 1, spread = "fixed" }]
"#;

/// Nobody dies, comes or gives up, so that all thousand have care, and nobody has distress.
const STILL: [&str; 4] = [
    "discipline.nurse.queue={ weeks = 26.089285714, given_up = 0 }",
    "transition.dying.hazard=0",
    "population.newcomers.per_year=0",
    "need.distress.rates={ well = 0 }",
];

#[test]
fn what_is_not_delivered_is_not_administered_whether_it_waits_or_not() {
    // 6,000 visits and 500 calls, each with half an hour of administration, for half of which there are hours: 3,250 · 0.5 hours for
    // a thousand residents. −0.5 · 1.625 pulls integration from a half, in four years.
    let mut sets = vec![
        "integration.survey=[{ respondent = \"place\", referral = 1, information_sharing = 0, coordination = 3, joint_activities = 0 }]",
        "integration.years=4",
        "integration.dynamic.administrative_hours={ beta = -0.5 }",
        "arm.current.component.fees.admin_hours=0.5",
        "arm.shorter.component.fees.admin_hours=0.5",
        "arm.shorter.effect.fewer_nurses.ratio=0.5",
    ];
    sets.extend(STILL);
    let world = queued_with(CALLS, &sets);
    let end = 1.0 / (1.0 + 0.8125_f64.exp());
    for year in 0..3 {
        let expected = |outcome| expected(&world, "shorter", outcome, year);
        near(expected(["service_units", "visit"]), 3_000.0, 0.001);
        near(expected(["service_units", "call"]), 250.0, 0.001);
        near(
            expected(["integration", "all"]),
            mean_of_year(0.5, end, 4.0, year),
            0.002,
        );
    }
}

#[test]
fn a_discipline_of_which_nobody_wants_anything_keeps_nobody_waiting() {
    let world = queued_with("", &STILL);
    for year in 0..3 {
        let of = |outcome| world.outcome("current", outcome, "therapist", year);
        assert_eq!(of("access"), 1.0);
        assert_eq!(of("needs_waiting"), 0.0);
        let expected = |outcome| expected(&world, "current", [outcome, "therapist"], year);
        assert_eq!(expected("access"), 1.0);
        assert_eq!(expected("needs_waiting"), 0.0);
    }
}

#[test]
fn care_whose_turn_comes_is_given_whole_in_a_year_in_which_care_in_being_was_not() {
    // Therapists give visits too: 4,800 hours and 800 sessions. With four fifths, 4,480, visits alone are too many until, as residents
    // die, 4,800 · e^(−0.3 t) of them are left: t = 0.23. Those whose turn comes later in the year have ten sessions each, for 1,000 EUR.
    // Nurses have talks to give, which somebody else waits for.
    let more = r#"
[[service]]
name = "talk"
discipline = "nurse"
hours = 1
line = "first"
price = 1
payers = { insurer = 1 }

[[need]]
name = "worry"
class = "permanent"
domain = "social"
prevalence = { well = 0.1 }
services = [{ service = "talk", units = 1 }]

[[arm]]
name = "fewer"
like = "current"
[[arm.effect]]
name = "fewer_therapists"
targets = [{ capacity = "therapist" }]
ratio = 0.8
[[arm.component]]
name = "episodes"
kind = "episode_fee"
recipient = "therapist"
needs = ["distress"]
amount = 1000
"#;
    let world = queued_with(
        more,
        &[
            "service.visit.discipline=\"therapist\"",
            "arm.periode.component.episodes_of_help.recipient=\"therapist\"",
            "run.cycles_per_year=1",
            "run.replications=20",
        ],
    );
    let system = world.plan.means();
    let index = system.arms.iter().position(|arm| arm.name == "fewer");
    let index = index.expect("an arm");
    for year in 0..3 {
        let sessions = world.outcomes("fewer", "service_units", "session", year);
        for (replication, sessions) in world.run.replications.iter().zip(sessions) {
            let flows = replication.arms[index].flows.iter();
            let paid = flows.filter(|flow| {
                flow.year == year
                    && matches!(flow.reason, Reason::Component(at) if system.arms[index].components[at].name == "episodes")
            });
            let eur = paid.map(|flow| flow.amount.0).sum::<i64>() as f64 / 100.0;
            assert!(sessions > 0.0);
            assert_eq!(eur, 100.0 * sessions, "{year}");
        }
    }
}
