//! Arms meet the same people and the same luck, and what is drawn depends on nothing but its own place: on the resident,
//! the cycle and the purpose, or on a parameter's path.

use std::fmt::Debug;

use caremix::base::random::Key;
use caremix::population::{Resident, synthesis};
use caremix::simulation::{Replication, Run};
use caremix::system::plan::Plan;

use crate::town::{self, Finished};
use crate::{SHIPPED, SMALL};

/// What is equal to the bit is so at any size: three years, since budgets begin in the second.
const TWINS: [&str; 4] = [
    "run.sample=150",
    "run.years=3",
    "run.cycles_per_year=2",
    "run.replications=2",
];

/// Another arm under another name, component by component the same.
fn twin(of: &str) -> String {
    format!("[[arm]]\nname = \"twin\"\nlike = \"{of}\"\n")
}

/// All that an arm's tables say, without its name.
fn figures(finished: &Finished, arm: &str) -> Vec<String> {
    let tables = &finished.tables;
    fn of<R: Debug>(rows: &[R], name: impl Fn(&R) -> &str, arm: &str) -> Vec<String> {
        let own = rows.iter().filter(|row| name(row) == arm);
        own.map(|row| format!("{row:?}").replacen(&format!("\"{arm}\""), "_", 1))
            .collect()
    }
    [
        of(&tables.ledger, |row| &row.arm, arm),
        of(&tables.payers, |row| &row.arm, arm),
        of(&tables.outcomes, |row| &row.arm, arm),
        of(&tables.providers, |row| &row.arm, arm),
        of(&tables.replications, |row| &row.arm, arm),
    ]
    .concat()
}

#[test]
fn an_arm_and_its_twin_give_the_same_figures() {
    // `current` and its twin deliver the same care and are lived once; the others build something, or cost hours, and
    // are lived once each, twin apart.
    for of in ["current", "transition_budget", "three_p"] {
        // The rule that scales prices belongs to the arm, not to the components that `like` copies.
        let rule = [
            "arm.three_p.budget_neutral.components=[\"network_fee\"]",
            "arm.three_p.budget_neutral.recipients=[\"general_practice\", \"district_nursing\", \"network\"]",
            "arm.three_p.budget_neutral.per=\"arm\"",
        ];
        let mut scenario = town::with_text(&twin(of), &[&TWINS[..], &rule].concat());
        let original = scenario.arm.iter().find(|arm| arm.name == of).cloned();
        let rule = original.and_then(|arm| arm.budget_neutral);
        let made = scenario.arm.iter_mut().find(|arm| arm.name == "twin");
        made.expect("a twin").budget_neutral = rule;
        scenario
            .arm
            .retain(|arm| ["current", of, "twin"].contains(&arm.name.as_str()));
        scenario.knob.clear();
        let finished = town::finish(&town::checked(&scenario));
        let (original, twin) = (figures(&finished, of), figures(&finished, "twin"));
        assert!(original.len() > 1_000);
        let differing: Vec<_> = original.iter().zip(&twin).filter(|(a, b)| a != b).collect();
        assert!(differing.is_empty(), "{of}: {:#?}", &differing[..1]);
        assert_eq!(original.len(), twin.len(), "{of}");
    }
}

#[test]
fn against_its_twin_an_arm_makes_no_difference_at_all() {
    for of in ["current", "transition_budget"] {
        let comparator = format!("run.comparator={of}");
        let mut scenario = town::with_text(&twin(of), &[&TWINS[..], &[&comparator]].concat());
        scenario
            .arm
            .retain(|arm| ["current", of, "twin"].contains(&arm.name.as_str()));
        scenario.knob.clear();
        let finished = town::finish(&town::checked(&scenario));
        let rows = finished.tables.incremental.iter();
        let of_twin: Vec<_> = rows.filter(|row| row.arm == "twin").collect();
        assert!(!of_twin.is_empty());
        for row in of_twin {
            let spread = row.spread;
            let found = (spread.mean, spread.sd, spread.q500);
            assert_eq!(found, (0.0, Some(0.0), Some(0.0)), "{row:?}");
            assert_eq!(row.p_no_worse_off, 1.0);
        }
    }
}

#[test]
fn years_in_which_arms_find_the_same_come_to_the_same_lived_once_or_by_every_arm() {
    // Budgets begin in the second year and end, or half of them, before the seventh. Where totals of residents are kept,
    // every arm lives all of its years; the totals themselves are all that this adds.
    let of = |keeps_totals: bool| {
        let kept = format!("run.resident_totals={keeps_totals}");
        let sets = [
            "run.sample=100",
            "run.years=7",
            "run.cycles_per_year=2",
            "run.replications=2",
            kept.as_str(),
        ];
        let mut run = town::run(&Plan::new(&town::load(&town::zoetermeer(), &sets), None));
        let arms = run.replications.iter_mut().flat_map(|one| &mut one.arms);
        for arm in arms {
            assert_eq!(arm.resident_totals.take().is_some(), keeps_totals);
        }
        run
    };
    assert!(of(false) == of(true), "arms come to something else");
}

#[test]
fn births_and_newcomers_are_the_same_in_every_arm() {
    let finished = &*SHIPPED;
    let arms = finished.plan.scenario.arm.len();
    for outcome in ["births", "newcomers"] {
        for year in 0..4 {
            let comparator = finished.outcome(0, year, outcome, "all");
            assert!(comparator.iter().all(|count| *count > 0.0));
            for arm in 1..arms {
                let here = finished.outcome(arm, year, outcome, "all");
                assert_eq!(here, comparator, "{outcome}, arm {arm}, year {year}");
            }
        }
    }
}

#[test]
fn arms_start_with_the_same_people_in_the_same_states() {
    // Years of one cycle, counted at its start: what is lived in the first are the starting states, by class too.
    let sets = [
        "run.sample=1000",
        "run.years=2",
        "run.cycles_per_year=1",
        "run.counting=start",
        "run.replications=2",
    ];
    let finished = town::finish(&town::load(&town::zoetermeer(), &sets));
    for replication in &finished.run.replications {
        let starts = replication.arms.iter().map(|result| {
            let labelled = result.labels.iter().zip(&result.outcomes[0]);
            let start = labelled
                .filter(|(label, _)| ["state_years", "qalys"].contains(&label.outcome.as_str()));
            start.map(|(_, value)| *value).collect::<Vec<f64>>()
        });
        let starts: Vec<Vec<f64>> = starts.collect();
        assert!(starts[0].len() > 10);
        assert!(starts.iter().all(|start| *start == starts[0]));
    }
    // And replications have other people.
    let states = |replication: &Replication| replication.arms[0].outcomes[0].clone();
    let [one, other] = [0, 1].map(|number: usize| states(&finished.run.replications[number]));
    assert_ne!(one, other);
}

/// Total cost of an arm by replication.
fn totals(run: &Run, arm: usize) -> Vec<f64> {
    let of = |replication: &Replication| {
        let paid = replication.arms[arm].paid.iter().flatten();
        paid.map(|cents| cents.to_eur()).sum()
    };
    run.replications.iter().map(of).collect()
}

fn variance_of_difference(run: &Run, arm: usize, comparator: usize) -> f64 {
    let pairs = totals(run, arm).into_iter().zip(totals(run, comparator));
    let differences: Vec<f64> = pairs.map(|(here, there)| here - there).collect();
    let (_, error) = town::mean_and_error(&differences);
    error * error * differences.len() as f64
}

#[test]
fn shared_luck_takes_away_most_of_the_variance_and_the_run_reports_how_much() {
    let sets = [
        "run.sample=300",
        "run.years=2",
        "run.replications=40",
        "run.parameters=means",
    ];
    let compared = ["fee_for_service", "three_p", "transition_budget"];
    let scenario = town::load(&town::zoetermeer(), &sets);
    let scenario = town::few(scenario, &[&["current"], &compared[..]].concat());
    let finished = town::finish(&town::checked(&scenario));
    let apart = town::run_with(&finished.plan, false);
    let comparator = finished.arm("current");
    for name in compared {
        let arm = finished.arm(name);
        let shared = variance_of_difference(&finished.run, arm, comparator);
        let independent = variance_of_difference(&apart, arm, comparator);
        let measured = independent / shared;
        let reported = finished.notes[arm].variance_ratio_of_shared_luck;
        let reported = reported.expect("a ratio");
        println!("{name}: measured {measured:.1}, reported {reported:.1}");
        assert!(measured > 100.0, "{name}: {measured}");
        // Two variances of 40 values differ by chance by a factor of 1.9 (95 %).
        let factor = measured / reported;
        assert!(
            (0.4..2.5).contains(&factor),
            "{name}: {measured} {reported}"
        );
    }
    let note = &finished.notes[comparator];
    assert_eq!(note.variance_ratio_of_shared_luck, None);
}

/// Residents at the start of the first replication.
fn residents(plan: &Plan) -> Vec<Resident> {
    let seed = plan.scenario.run.seed;
    let luck = Key::root(seed).with_name("luck").with(0);
    synthesis::residents(&plan.system(seed, 0), luck)
}

const MORE_NEED: &str = "
[[need]]
name = \"another\"
class = \"acute\"
domain = \"medical\"
rates.healthy = { mean = 1.0, se = 0.2, dist = \"gamma\" }
services = [ { service = \"guidance_hour\", units = 1 } ]
";

#[test]
fn another_need_moves_no_other_draw() {
    let plain = &*SHIPPED;
    let more = town::few(town::with_text(MORE_NEED, &SMALL), &["current"]);
    let more = &town::finish(&more);
    assert_eq!(residents(&plain.plan), residents(&more.plan));
    let arm = plain.arm("current");
    assert_eq!(arm, more.arm("current"));
    for year in 0..4 {
        let mut compared = 0;
        for label in plain.run.replications[0].arms[arm].labels.iter() {
            let kept = [
                "life_years",
                "qalys",
                "state_years",
                "deaths",
                "births",
                "newcomers",
                "leavers",
                "institution_entries",
                "needs",
            ];
            if kept.contains(&label.outcome.as_str()) {
                let [one, other] =
                    [plain, more].map(|run| run.outcome(arm, year, &label.outcome, &label.group));
                assert_eq!(one, other, "{label:?}, year {year}");
                compared += 1;
            }
        }
        assert!(compared > 30, "{compared}");
        assert!(more.outcome(arm, year, "needs", "another")[0] > 0.0);
    }
}

/// Makes a point of the arm `three_p` uncertain.
const MORE_UNCERTAIN: &str =
    "arm.three_p.component.practice_fee.amount={ mean = 75, se = 9, dist = \"gamma\" }";

#[test]
fn another_uncertain_number_moves_no_other_parameter() {
    let [plain, more] = [&[][..], &[MORE_UNCERTAIN]].map(|more| {
        let sets = [&SMALL[..], more].concat();
        Plan::new(&town::load(&town::zoetermeer(), &sets), None)
    });
    let seed = plain.scenario.run.seed;
    for replication in 0..3 {
        let [one, other] = [&plain, &more].map(|plan| plan.system(seed, replication));
        assert!(one.health == other.health && one.people == other.people);
        assert!(one.growth == other.growth && one.disciplines == other.disciplines);
        assert!(one.capabilities == other.capabilities && one.effects == other.effects);
        assert!(one.patient == other.patient && one.care.services == other.care.services);
        for (one, other) in one.arms.iter().zip(&other.arms) {
            assert_eq!(one == other, one.name != "three_p", "{}", one.name);
        }
        // These are draws, not means.
        assert!(one.growth != plain.means().growth && one.health != plain.means().health);
    }
    let [one, other] = [0, 1].map(|replication| plain.system(seed, replication));
    assert!(one.growth != other.growth && one.health != other.health);
}

#[test]
fn arms_that_share_a_component_share_its_draw() {
    let sets =
        ["arm.current.component.enrolment_fee.amount={ mean = 70, se = 9, dist = \"gamma\" }"];
    let plan = Plan::new(&town::load(&town::zoetermeer(), &sets), None);
    let system = plan.system(1, 0);
    let amounts = ["current", "transition_budget"].map(|name| {
        let arm = system.arms.iter().find(|arm| arm.name == name);
        let mut components = arm.expect("an arm").components();
        let fee = components.find(|component| component.name == "enrolment_fee");
        match &fee.expect("a fee").method {
            caremix::component::PaymentMethod::PracticeFee(fee) => fee.amount,
            other => panic!("a practice fee, not {other:?}"),
        }
    });
    assert_eq!(amounts[0], amounts[1]);
    assert_ne!(amounts[0], 70.0);
}

#[test]
fn another_uncertain_number_moves_nobody() {
    let plain = &*SHIPPED;
    let sets = [&SMALL[..], &[MORE_UNCERTAIN]].concat();
    let names = ["current", "fee_for_service", "three_p", "transition_budget"];
    let more = town::few(town::load(&town::zoetermeer(), &sets), &names);
    let more = town::finish(&more);
    assert_eq!(residents(&plain.plan), residents(&more.plan));
    for name in names {
        let arms = [plain.arm(name), more.arm(name)];
        for (one, other) in plain.run.replications.iter().zip(&more.run.replications) {
            let is_same = one.arms[arms[0]] == other.arms[arms[1]];
            assert_eq!(is_same, name != "three_p", "{name}");
        }
    }
}
