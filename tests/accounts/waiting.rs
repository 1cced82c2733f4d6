//! Who waits in the observed year of shipped scenarios, beside what is published of it, and afterwards.

use caremix::cohort;
use caremix::scenario::schema::{Parameters, Scenario};
use caremix::simulation::ArmResult;
use caremix::system::System;
use caremix::system::plan::Plan;
use caremix::tables::queues::{Queue, QueueLength};

use crate::town;

/// Current funding alone.
fn current(sets: &[&str]) -> Scenario {
    town::only(town::load(&town::zoetermeer(), sets), "current")
}

fn expected(system: &System) -> ArmResult {
    let arms = cohort::expected(system).arms;
    arms.into_iter().next().expect("an arm").result
}

fn of(result: &ArmResult, year: usize, [outcome, group]: [&str; 2]) -> f64 {
    let mut labels = result.labels.iter();
    let place = labels.position(|label| label.outcome == outcome && label.group == group);
    result.outcomes[year][place.unwrap_or_else(|| panic!("no {outcome}:{group}"))]
}

/// The years at their means, or with draws of the parameters.
fn one_year(draws: bool) -> Plan {
    let mut scenario = current(&[]);
    scenario.run.years = 1;
    if !draws {
        scenario.run.parameters = Parameters::Means;
    }
    Plan::new(&scenario, None)
}

fn queue<'a>(system: &'a System, discipline: &str) -> &'a Queue {
    let is_it = |queue: &&Queue| system.disciplines[queue.discipline].name == discipline;
    system.queues.iter().find(is_it).expect("a queue")
}

#[test]
fn the_observed_year_shows_the_published_queues() {
    let result = expected(one_year(false).means());
    // Eleven weeks were published for household help in January 2023, which the share of 4 % is not made to give.
    let weeks = of(&result, 0, ["weeks_in_queue", "household_help"]);
    println!("{weeks:.2} weeks for household help");
    assert!((weeks / 11.0 - 1.0).abs() < 0.25, "{weeks}");
    // 22,218 people in October 2023 are 207 days of entries, 18,211 in September 2025 are 170.
    let weeks = of(&result, 0, ["weeks_for_a_place", "nursing_home"]);
    println!("{weeks:.2} weeks for a nursing home");
    assert!((170.0 / 7.0..=207.0 / 7.0).contains(&weeks), "{weeks}");
    assert_eq!(
        of(&result, 0, ["people_waiting", "for_want_of_a_place"]),
        0.0
    );
}

/// Access is the share in care of those who have not given up, 1 − s. Of N in need, whose need ends at a rate e, so many are in care,
/// wait, and have given up after waiting: C + s/(1 − s)·C + δ/e·s/(1 − s)·C = N, so that C = (1 − s)·e/(e + s·δ) of N.
#[test]
fn household_help_delivers_in_every_draw_what_its_published_queue_leaves() {
    let plan = one_year(true);
    let mut found = Vec::new();
    for replication in 0..6 {
        let system = plan.system(2025, replication);
        let queue = queue(&system, "household_help");
        let QueueLength::Share(share) = queue.published else {
            panic!("a share is published");
        };
        let [line] = queue.lines[..] else {
            panic!("one need waits");
        };
        let in_care = (1.0 - share) * line.ends / (line.ends + share * queue.given_up);
        let result = expected(&system);
        let figure = |outcome| of(&result, 0, [outcome, "household_help"]);
        let access = figure("access");
        assert!((access - (1.0 - share)).abs() < 1e-3, "{access} {share}");
        let delivered = figure("hours_available") / figure("hours_wanted");
        assert!((delivered - in_care).abs() < 1e-3, "{delivered} {in_care}");
        found.push(access);
    }
    println!("{found:.3?}");
    assert!(found.iter().any(|access| (access - found[0]).abs() > 0.01));
}

#[test]
fn the_last_phase_does_not_wait_for_nursing() {
    let plan = one_year(false);
    let system = plan.means();
    let queue = queue(system, "district_nursing");
    let mut waiting: Vec<&str> = queue
        .lines
        .iter()
        .map(|line| system.care.needs[line.need].name.as_str())
        .collect();
    waiting.sort_unstable();
    assert_eq!(
        waiting,
        ["cognitive_decline", "nursing_episode", "personal_care"]
    );
}

/// No growth of places, so that they are taken within the run.
const FROZEN: &str = "state.nursing_home.places.growth=0";

#[test]
fn homes_are_never_fuller_than_they_are_large() {
    for sets in [&[][..], &[FROZEN]] {
        let plan = Plan::new(&current(sets), None);
        for replication in 0..2 {
            let result = expected(&plan.system(2025, replication));
            for year in 0..10 {
                let taken = of(&result, year, ["occupancy", "nursing_home"]);
                assert!(taken < 1.0 + 1e-6, "{sets:?} {year}: {taken}");
            }
        }
    }
}

#[test]
fn wishes_for_a_place_are_conserved() {
    let sets = [FROZEN, "run.sample=4000", "run.replications=2"];
    let finished = town::finish(&current(&sets));
    for replication in &finished.run.replications {
        let result = &replication.arms[0];
        let mut waiting = 0.0;
        for year in 0..10 {
            let wishes = |group| of(result, year, ["place_wishes", group]);
            let gone = ["entered", "given_up", "died", "moved_on", "left"].map(wishes);
            waiting += wishes("wanted") - gone.iter().sum::<f64>();
            let at_the_end = wishes("at_the_end");
            assert!(
                (waiting - at_the_end).abs() < 1e-6 * (1.0 + waiting),
                "{year}"
            );
        }
        assert!(waiting > 0.0, "somebody waits at the end");
    }
}
