//! Places in an institution, worked by hand.
//!
//! Eight hundred frail residents at home and two hundred in a home. Of the frail 0.1 a year move into the home and 0.1 die; of those
//! in it 0.4 die; and 160 a year come, frail. So 80 a year enter and 80 die in the home, and all stays as it is.
//!
//! A list of half a year of entries, all for want of a place: 40 wait, of whom 0.1 a year die and 0.2 give up, 12 in all; 92 a year
//! want a place.

use caremix::analysis::structure;
use caremix::cohort;
use caremix::simulation::{self, Options, OutcomeLabel, Watch};

use crate::world::{TOWN, World, live, plan};

const WORLD: &str = r#"
[[state]]
name = "home"
place = "institution"

[[transition]]
name = "dying"
from = "well"
to = "dead"
hazard = 0.1

[[transition]]
name = "entry"
from = "well"
to = "home"
hazard = 0.1

[[transition]]
name = "dying_there"
from = "home"
to = "dead"
hazard = 0.4

[[need]]
name = "fall"
class = "acute"
domain = "medical"
rates = { well = 1.0 }
services = [{ service = "admission", units = 1 }]

[[service]]
name = "admission"
discipline = "hospital"
unit = "admission"
line = "second"
price = 1000
payers = { insurer = 1 }

[[arm]]
name = "fewer_entries"
like = "current"

[[arm.effect]]
name = "support"
targets = [{ transition = ["well", "home"] }]
ratio = 0.9
"#;

const START: [&str; 3] = [
    "population.prevalence=[{ age_below = 50, shares = { well = 0.8, home = 0.2 } }, { age_from = 50, shares = { well = 1 } }]",
    "population.newcomers={ per_year = 160, bands = [{ age_from = 60, age_below = 61, female = 1, male = 1 }] }",
    "run.years=3",
];

/// A list of half a year, all of it for want of a place.
const LIST: &str = "state.home.places={ weeks = 26.089285714, by_preference = 0, given_up = 0.2 }";

fn sets<'s>(more: &[&'s str]) -> Vec<&'s str> {
    let mut all: Vec<&str> = START.to_vec();
    all.extend(more);
    all
}

fn town(more: &[&str]) -> World {
    live(TOWN, WORLD, &sets(more))
}

/// As the twin expects, of years one after another.
fn expected(more: &[&str], arm: &str) -> impl Fn(&str, &str) -> Vec<f64> + use<> {
    let plan = plan(TOWN, WORLD, &sets(more));
    let system = plan.means();
    let index = system.arms.iter().position(|each| each.name == arm);
    let mut arms = cohort::expected(system).arms;
    let result = arms.swap_remove(index.expect("an arm")).result;
    move |outcome, group| {
        let is_it = |label: &OutcomeLabel| label.outcome == outcome && label.group == group;
        let place = result.labels.iter().position(is_it);
        let place = place.unwrap_or_else(|| panic!("no {outcome} {group}"));
        result.outcomes.iter().map(|year| year[place]).collect()
    }
}

#[track_caller]
fn near(found: f64, answer: f64, share: f64) {
    assert!(
        (found / answer - 1.0).abs() < share,
        "{found}, not {answer}"
    );
}

const FOR_WANT: [&str; 2] = ["people_waiting", "for_want_of_a_place"];

#[test]
fn the_observed_year_shows_the_published_list_and_the_years_after_keep_it() {
    // With annual cycles who comes, a fifth of all, comes in the middle of the year.
    for (cycles, within) in [(1, 0.03), (4, 0.005), (12, 0.005)] {
        let cycles = format!("run.cycles_per_year={cycles}");
        let of = expected(&[LIST, &cycles], "current");
        for year in 0..3 {
            near(of(FOR_WANT[0], FOR_WANT[1])[year], 40.0, within);
            near(of("weeks_for_a_place", "home")[year], 26.09, within);
            near(of("places", "home")[year], 200.0, 0.01);
            near(of("place_wishes", "wanted")[year], 92.0, within);
            // Beds freed a year are entries a year.
            near(of("place_wishes", "entered")[year], 80.0, within);
            near(of("place_wishes", "died")[year], 4.0, 2.0 * within);
            near(of("place_wishes", "given_up")[year], 8.0, within);
        }
    }
}

/// More come than leave: 200 a year, and no place is added. With H at home, H' = 200 − 80 − 0.1·H from 800 on, and of those who wait
/// W' = 0.1·(H − W) − 80 − 0.1·W: W = 200·(1 − e^(−t/10))².
const FREEZE: [&str; 2] = [
    "state.home.places={ number = 200 }",
    "population.newcomers.per_year=200",
];

/// The mean of that over a year.
fn frozen(year: usize) -> f64 {
    let at = |rate: f64, time: usize| (-rate * time as f64).exp();
    let change = |rate: f64| at(rate, year + 1) - at(rate, year);
    200.0 * (1.0 + 20.0 * change(0.1) - 5.0 * change(0.2))
}

#[test]
fn without_more_places_as_many_enter_as_die_there_and_the_list_has_its_closed_form() {
    let of = expected(
        &[&FREEZE[..], &["run.cycles_per_year=12"]].concat(),
        "current",
    );
    for year in 0..3 {
        let answer = frozen(year);
        let found = of(FOR_WANT[0], FOR_WANT[1])[year];
        assert!(
            (found - answer).abs() < 0.02 * answer + 0.02,
            "{found}, not {answer}"
        );
        near(of("place_wishes", "entered")[year], 80.0, 0.002);
        near(of("occupancy", "home")[year], 1.0, 1e-4);
    }
    let end = 200.0 * (1.0 - (-0.3_f64).exp()).powi(2);
    near(of("place_wishes", "at_the_end")[2], end, 0.02);
}

#[test]
fn an_avoided_entry_shortens_the_list_before_it_empties_a_bed() {
    // Of the 760 who do not wait, 92 a year want a place, and a tenth less with support: W' = 0.9·92/760·(800 − W) − 80 − 0.3·W.
    let hazard = 0.9 * 92.0 / 760.0;
    let (rate, last) = (hazard + 0.3, (800.0 * hazard - 80.0) / (hazard + 0.3));
    let of = expected(&[LIST, "run.cycles_per_year=12"], "fewer_entries");
    for year in 0..3 {
        let at = |time: usize| (-rate * time as f64).exp();
        let answer = last + (40.0 - last) / rate * (at(year) - at(year + 1));
        near(of(FOR_WANT[0], FOR_WANT[1])[year], answer, 0.01);
        near(of("occupancy", "home")[year], 1.0, 1e-4);
        near(of("place_wishes", "entered")[year], 80.0, 0.003);
    }
    // With nobody on the list, it empties beds.
    let of = expected(
        &["state.home.places={}", "run.cycles_per_year=12"],
        "fewer_entries",
    );
    assert_eq!(of(FOR_WANT[0], FOR_WANT[1]), [0.0; 3]);
    assert!(of("occupancy", "home")[2] < 0.95);
}

#[test]
fn who_waits_is_who_waited_and_who_wanted_a_place_less_who_waits_no_more() {
    let leavers = "population.leavers=[{ hazard = 0.02 }]";
    for more in [
        [LIST, leavers, "run.years=4"],
        [FREEZE[0], leavers, FREEZE[1]],
    ] {
        let of = expected(&more, "current");
        let world = town(&[&more[..], &["run.replications=3"]].concat());
        for year in 1..3 {
            let told = |group: &str| of("place_wishes", group);
            let change = told("at_the_end")[year] - told("at_the_end")[year - 1];
            assert!((change - kept(|group| told(group)[year])).abs() < 1e-6);
            for arm in ["current", "fewer_entries"] {
                let told = |group: &str, year| world.outcomes(arm, "place_wishes", group, year);
                for replication in 0..3 {
                    let of = |group: &str, year| told(group, year)[replication];
                    let change = of("at_the_end", year) - of("at_the_end", year - 1);
                    assert_eq!(change, kept(|group| of(group, year)));
                }
            }
        }
    }
}

/// Wishes that came in a year, less those that ended.
fn kept(of: impl Fn(&str) -> f64) -> f64 {
    let ended = ["entered", "given_up", "died", "moved_on", "left"];
    of("wanted") - ended.map(&of).iter().sum::<f64>()
}

#[test]
fn in_the_town_that_is_expected_no_more_places_are_taken_than_there_are() {
    for cycles in [1, 2, 4, 12] {
        let cycles = format!("run.cycles_per_year={cycles}");
        for more in [
            [LIST, "run.years=6", &cycles],
            [FREEZE[0], FREEZE[1], &cycles],
        ] {
            for arm in ["current", "fewer_entries"] {
                let of = expected(&more, arm);
                let taken = of("occupancy", "home");
                assert!(taken.iter().all(|taken| *taken <= 1.0 + 1e-6), "{taken:?}");
            }
        }
    }
}

#[test]
fn a_year_is_the_same_however_it_is_cut() {
    let outcomes = [
        ["people_waiting", "for_want_of_a_place"],
        ["place_wishes", "entered"],
        ["place_wishes", "wanted"],
        ["place_wishes", "at_the_end"],
        ["state_years", "home"],
        ["state_years", "well"],
        ["service_units", "visit"],
    ];
    // Everything four times as slow, so that who comes in a year is few, however it is cut; and ever fewer places.
    let slow = [
        "state.home.places={ weeks = 104.36, by_preference = 0, given_up = 0.05, growth = -0.005 }",
        "transition.dying.hazard=0.025",
        "transition.entry.hazard=0.025",
        "transition.dying_there.hazard=0.1",
        "population.newcomers.per_year=40",
    ];
    let whole = |cycles: u32| {
        let cycles = format!("run.cycles_per_year={cycles}");
        let of_arm = |arm: &str| {
            let of = expected(&[&slow[..], &[&cycles]].concat(), arm);
            outcomes.map(|[outcome, group]| of(outcome, group)).concat()
        };
        [of_arm("current"), of_arm("fewer_entries")].concat()
    };
    let months = whole(12);
    for cycles in [1, 2, 4] {
        for (place, (found, months)) in whole(cycles).into_iter().zip(&months).enumerate() {
            assert!(
                (found / months - 1.0).abs() < 0.005,
                "{cycles} {place}: {found} {months}"
            );
        }
    }
}

#[test]
fn residents_wait_as_long_as_is_expected() {
    for more in [&[LIST][..], &FREEZE] {
        let sets = [more, &["run.replications=40", "run.cycles_per_year=12"]].concat();
        let world = town(&sets);
        for arm in ["current", "fewer_entries"] {
            let of = expected(&sets, arm);
            for [outcome, group] in [
                FOR_WANT,
                ["place_wishes", "entered"],
                ["place_wishes", "wanted"],
                ["state_years", "home"],
                ["state_years", "well"],
                ["service_units", "visit"],
                ["service_units", "admission"],
                ["deaths", "all"],
            ] {
                for year in 0..3 {
                    let found = world.outcomes(arm, outcome, group, year);
                    let many = found.len() as f64;
                    let mean = found.iter().sum::<f64>() / many;
                    let square = |value: &f64| (value - mean) * (value - mean);
                    let error =
                        (found.iter().map(square).sum::<f64>() / (many - 1.0) / many).sqrt();
                    let expected = of(outcome, group)[year];
                    assert!(
                        (mean - expected).abs() <= 4.0 * error,
                        "{arm} {outcome} {group} {year}: {mean} ± {error}, not {expected}"
                    );
                }
            }
        }
    }
}

#[test]
fn places_that_are_enough_change_nothing() {
    let sets = ["run.replications=3", "run.parameters=\"means\""];
    let without = town(&sets);
    for places in [
        "state.home.places={ number = 100000 }",
        "state.home.places={ slack = 0.5, weeks = 26, needs = { fall = 1.5 } }",
    ] {
        let with = town(&[&sets[..], &[places]].concat());
        for (one, other) in without.run.replications.iter().zip(&with.run.replications) {
            for (one, other) in one.arms.iter().zip(&other.arms) {
                assert_eq!((&one.paid, &one.flows), (&other.paid, &other.flows));
                for (place, label) in one.labels.iter().enumerate() {
                    let there = other.labels.iter().position(|other| other == label);
                    let there = there.expect("the same outcome");
                    for (one, other) in one.outcomes.iter().zip(&other.outcomes) {
                        assert_eq!(one[place], other[there], "{label:?}");
                    }
                }
            }
        }
        let system = with.plan.means();
        let pairs = cohort::expected(system).arms.into_iter();
        for (one, other) in pairs.zip(cohort::expected(without.plan.means()).arms) {
            assert_eq!(one.result.paid, other.result.paid);
        }
    }
}

#[test]
fn those_who_wait_need_more_hospital_care() {
    // Eight hundred falls a year, and half of forty more.
    let list = LIST.replace(" }", ", needs = { fall = 1.5 } }");
    let of = expected(&[&list, "run.cycles_per_year=12"], "current");
    near(of("service_units", "admission")[0], 820.0, 0.001);
}

#[test]
fn with_places_and_without_the_layer_nobody_waits() {
    let off = town(&[LIST, "layers.places=false"]);
    let labels = &off.result("current").labels;
    assert!(labels.iter().all(|label| label.outcome != "people_waiting"));
    assert_eq!(
        off.result("current").outcomes,
        town(&[]).result("current").outcomes
    );
}

#[test]
fn every_draw_of_the_parameters_observes_the_published_list() {
    let drawn = [
        LIST,
        "run.parameters=\"drawn\"",
        "transition.entry.hazard={ low = 0.05, high = 0.15, dist = \"uniform\" }",
    ];
    let plan = plan(TOWN, WORLD, &sets(&drawn));
    for replication in 0..4 {
        let result = &cohort::expected(&plan.system(7, replication)).arms[0].result;
        let of = |outcome: &str| {
            let mut labels = result.labels.iter();
            let place = labels.position(|label| label.outcome == outcome && label.group == "home");
            result.outcomes[0][place.expect("an outcome")]
        };
        // Entries a year and deaths there differ, so that the home fills or empties in the year.
        near(of("weeks_for_a_place"), 26.09, 0.02);
        near(of("occupancy"), 1.0, 1e-3);
    }
}

#[test]
fn however_many_threads_work_the_same_residents_wait() {
    let sets = sets(&[LIST, "run.replications=2", "run.sample=700"]);
    let plan = plan(TOWN, WORLD, &sets);
    let with = |threads: usize| {
        let options = Options {
            replications: 2,
            seed: 7,
            threads,
            shares_luck: true,
        };
        let run = simulation::run(&plan, options, cohort::REAL_SIZE, Watch::NOBODY).expect("a run");
        let arms = run.replications.into_iter().flat_map(|one| one.arms);
        arms.map(|arm| (arm.outcomes, arm.flows, arm.real_size))
            .collect::<Vec<_>>()
    };
    let alone = with(1);
    for threads in [2, 3] {
        assert!(with(threads) == alone, "{threads}");
    }
}

#[test]
fn a_sample_meets_the_places_of_its_town() {
    // One in five of the residents: the same list, but for chance.
    let sets = sets(&[
        LIST,
        "run.replications=60",
        "run.sample=200",
        "run.cycles_per_year=12",
    ]);
    let world = live(TOWN, WORLD, &sets);
    for outcome in [
        FOR_WANT,
        ["place_wishes", "entered"],
        ["state_years", "home"],
    ] {
        let found = world.outcomes("current", outcome[0], outcome[1], 2);
        let many = found.len() as f64;
        let mean = found.iter().sum::<f64>() / many;
        let square = |value: &f64| (value - mean) * (value - mean);
        let error = (found.iter().map(square).sum::<f64>() / (many - 1.0) / many).sqrt();
        let answer = match outcome[1] {
            "home" => 200.0,
            "entered" => 80.0,
            _ => 40.0,
        };
        assert!(
            (mean - answer).abs() < 4.0 * error,
            "{outcome:?}: {mean} ± {error}"
        );
    }
}

#[test]
fn structure_has_places_where_there_are_some() {
    let mechanisms = |more: &[&str]| {
        let plan = plan(TOWN, WORLD, &sets(more));
        let rows = structure::rows(&plan).into_iter();
        rows.map(|row| row.mechanism).collect::<Vec<String>>()
    };
    assert!(mechanisms(&[LIST]).contains(&"places".to_owned()));
    assert!(!mechanisms(&[]).contains(&"places".to_owned()));
}

#[test]
fn where_there_are_no_places_none_is_taken() {
    // Of a thousand 0.1 a year want one; nobody lives in a home.
    let none = "state.home.places={ number = 0 }";
    let shares = "population.prevalence=[{ shares = { well = 1 } }]";
    let world = town(&[none, shares]);
    for year in 0..3 {
        let of = |outcome, group| world.outcome("current", outcome, group, year);
        assert_eq!(of("places", "home"), 0.0);
        assert_eq!(of("occupancy", "home"), 0.0);
        assert_eq!(of("place_wishes", "entered"), 0.0);
        assert!(of("place_wishes", "wanted") > 50.0);
    }
}
