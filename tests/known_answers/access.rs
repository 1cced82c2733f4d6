//! Too few hours for what is wanted.

use caremix::provision::HoursLimits;

use crate::world::{TOWN, World, assert_close, assert_within, plan, town};

/// Two visits of an hour a quarter, 2,000 hours, for which nurses have 4,000 hours a year: 1,000 a quarter.
fn half_of_the_hours(more: &str, sets: &[&str]) -> World {
    let mut all = vec![
        "need.help.services=[{ service = \"visit\", units = 8, spread = \"fixed\" }]",
        "discipline.nurse.fte=2.5",
        "discipline.nurse.hours_per_fte=2000",
        "discipline.nurse.admin_share=0.2",
        "run.years=3",
    ];
    all.extend(sets);
    town(more, &all)
}

#[test]
fn with_half_of_the_hours_half_of_the_units_are_unmet_from_the_first_cycle_on() {
    // 2.5 FTE × 2,000 hours × 0.8 with residents.
    let world = half_of_the_hours("", &[]);
    for year in 0..3 {
        assert_close(world.outcome("current", "access", "nurse", year), 0.5);
        let visits = world.outcome("current", "service_units", "visit", year);
        assert_eq!(visits, 4_000.0);
        assert_close(world.outcome("current", "unmet_needs", "help", year), 500.0);
        // Only what is delivered is paid.
        assert_eq!(world.total("current", year), 4_000 * 5_000);
    }
}

#[test]
fn without_staff_nothing_is_ever_delivered_however_a_year_is_cut() {
    for cycles in ["1", "4", "12"] {
        let cycles = format!("run.cycles_per_year={cycles}");
        let world = half_of_the_hours("", &["discipline.nurse.fte=0", &cycles]);
        for year in 0..3 {
            assert_eq!(
                world.outcome("current", "service_units", "visit", year),
                0.0
            );
        }
    }
}

#[test]
fn a_sample_finds_the_access_of_the_whole_population() {
    let world = half_of_the_hours("", &["run.sample=100"]);
    assert_close(world.outcome("current", "access", "nurse", 1), 0.5);
    assert_eq!(
        world.outcome("current", "service_units", "visit", 1),
        4_000.0
    );
}

#[test]
fn hours_that_nobody_gets_count_at_the_length_and_the_volume_of_their_visits() {
    // Visits of two hours, 16,000 of them wanted and 8,000 there; a quarter more volume makes it 20,000 in the second year,
    // of which 12,000 are not there. Half of the town stands for all.
    let growth = "[growth]\nvolume = [{ line = \"first\", per_year = 0.25 }]";
    let sets = [
        "service.visit.hours=2",
        "discipline.nurse.fte=5",
        "run.sample=500",
    ];
    let world = half_of_the_hours(growth, &sets);
    let of = |outcome, year| world.outcome("current", outcome, "deprivation_0", year);
    assert_close(of("unmet_hours", 0), 8_000.0);
    assert_close(of("unmet_share_of_hours", 0), 0.5);
    // Of two visits a quarter 0.8 are delivered: whether that is one is chance, of variance 0.16 for each of 500 residents
    // and four quarters, and each such visit is 2 × 1.25 × 2 hours: a standard error of 90.
    assert_within(of("unmet_hours", 1), 12_000.0, 90.0);
    assert_within(of("unmet_share_of_hours", 1), 0.6, 90.0 / 20_000.0);
    // Where nobody wants anything, nothing is unmet.
    let idle = half_of_the_hours("", &["need.help.prevalence={ well = 0 }"]);
    let share = idle.outcome("current", "unmet_share_of_hours", "deprivation_0", 0);
    assert_eq!(share, 0.0);
}

#[test]
fn capacity_that_grows_opens_the_door_again() {
    // 1,000 hours a quarter, half as many more each year: 1,500 and 2,250 of 2,000.
    let world = half_of_the_hours("", &["discipline.nurse.capacity_growth=0.5"]);
    let access = |year| world.outcome("current", "access", "nurse", year);
    assert_close(access(0), 0.5);
    assert_close(access(1), 0.75);
    assert_close(access(2), 1.0);
}

#[test]
fn hours_that_a_capability_buys_add_to_capacity() {
    // 20 EUR a resident buy hours at 40 EUR: 500 a year, 125 a quarter beside the 1,000.
    let more = r#"
[[capability]]
name = "extra_hands"
half = 10
build = 1
fade = 1
buys_hours = [{ discipline = "nurse", price_per_hour = 40 }]

[[arm]]
name = "hands"
like = "current"

[[arm.component]]
name = "fee"
kind = "network_fee"
amount = 20
payers = { insurer = 1 }
earmark = { extra_hands = 1 }
"#;
    let sample = half_of_the_hours(more, &["run.sample=100"]);
    let world = half_of_the_hours(more, &[]);
    for world in [&sample, &world] {
        assert_close(
            world.outcome("hands", "access", "nurse", 0),
            1_125.0 / 2_000.0,
        );
    }
    assert_close(world.outcome("current", "access", "nurse", 1), 0.5);
    // Hours are capacity: what is delivered in them is paid by the visit, as all care is, and the fee comes on top.
    let visits = world.outcome("hands", "service_units", "visit", 1);
    assert!(visits > 4_400.0, "{visits}");
    assert_eq!(
        world.total("hands", 1),
        visits as i64 * 5_000 + 20 * 1_000 * 100
    );
}

#[test]
fn what_replaces_visits_is_asked_for_in_their_place() {
    // Half of 8,000 visits become two calls of a quarter of an hour: 4,000 + 2,000 hours, of which there are 4,000. Where
    // they become calls of the hospital, whose hours nothing limits, there are enough.
    let more = |by: &str| {
        format!(
            r#"
[[service]]
name = "call"
discipline = "{by}"
hours = 0.25
line = "first"
price = 10
payers = {{ insurer = 1 }}

[[arm]]
name = "swaps"
like = "current"

[[arm.effect]]
name = "calls"
targets = [{{ substitute = {{ from = "visit", to = "call", ratio = 2 }} }}]
reduction = 0.5
"#
        )
    };
    for (by, access) in [("nurse", 4.0 / 6.0), ("hospital", 1.0)] {
        let world = half_of_the_hours(&more(by), &[]);
        for year in 0..3 {
            assert_close(world.outcome("swaps", "access", "nurse", year), access);
            assert_close(world.outcome("current", "access", "nurse", year), 0.5);
        }
    }
}

#[test]
fn administration_takes_hours_from_residents() {
    // Half an hour for each visit delivered: A = 1,000 / (2,000 + 0.5 · 2,000 · A), so A² + 2A − 1 = 0 and A = √2 − 1.
    let world = half_of_the_hours("admin_hours = 0.5\n", &[]);
    for year in 0..3 {
        let access = world.outcome("current", "access", "nurse", year);
        assert_close(access, 2_f64.sqrt() - 1.0);
    }
}

#[test]
fn administration_by_state_takes_hours_whoever_is_seen() {
    // Half an hour for each of 1,000 years lived well, beside 8,000 hours of visits, out of 4,000.
    let fee = r#"
[[arm]]
name = "by_state"
like = "current"

[[arm.component]]
name = "state"
kind = "state_fee"
recipient = "nurse"
states = ["well"]
amount = 1
payers = { insurer = 1 }
admin_hours = 0.5
"#;
    let world = half_of_the_hours(fee, &[]);
    for year in 0..3 {
        let access = world.outcome("by_state", "access", "nurse", year);
        assert_close(access, 4_000.0 / 8_500.0);
    }
}

#[test]
fn unmet_needs_that_escalate_to_the_same_nurses_ask_for_more_hours() {
    // A call a resident and year asks for an hour, and for two more when it is not answered, out of 1,000 hours for
    // 1,000 calls without them and half as many there are: A = 500 / (1,000 + 2,000 · (1 − A)), so that
    // 2A² − 3A + 0.5 = 0 and A = (3 − √5) / 4.
    let more = r#"
[[service]]
name = "round"
discipline = "nurse"
hours = 1
line = "first"
price = 1
payers = { insurer = 1 }

[[service]]
name = "night_round"
discipline = "nurse"
hours = 2
line = "first"
price = 1
payers = { insurer = 1 }

[[need]]
name = "call"
class = "acute"
domain = "medical"
rates = { well = 1 }
services = [{ service = "round", units = 1, spread = "fixed" }]
escalation = [{ service = "night_round", probability = 0, unmet_probability = 1 }]
"#;
    let sets = [
        "discipline.nurse.fte=0.5",
        "discipline.nurse.hours_per_fte=1000",
        "service.visit.hours=0",
    ];
    let world = town(more, &sets);
    let access = world.outcome("current", "access", "nurse", 0);
    assert_close(access, (3.0 - 5_f64.sqrt()) / 4.0);
}

#[test]
fn the_observed_year_is_served_in_every_draw_and_staff_goes_on_from_there() {
    // Every draw asks for another number of visits. A tenth more hours than that; a fifth fewer each year: 1.1 · 0.8 =
    // 0.88 and 0.88 · 0.8 = 0.704 of what is wanted.
    for cycles in ["1", "12"] {
        let world = town(
            "",
            &[
                "need.help.services=[{ service = \"visit\", units = { mean = 8, se = 2 } }]",
                "discipline.nurse.capacity=\"observed\"",
                "discipline.nurse.slack=0.1",
                "discipline.nurse.capacity_growth=-0.2",
                "run.years=3",
                "run.parameters=\"drawn\"",
                "run.replications=5",
                &format!("run.cycles_per_year={cycles}"),
            ],
        );
        for (year, exact) in [1.0, 0.88, 0.704].into_iter().enumerate() {
            for access in world.outcomes("current", "access", "nurse", year) {
                assert_close(access, exact);
            }
        }
        let visits = world.outcomes("current", "service_units", "visit", 0);
        assert!((visits[0] - visits[1]).abs() > 100.0, "{visits:?}");
    }
}

#[test]
fn an_arm_that_asks_for_more_than_the_observed_one_finds_no_more_hours() {
    // Capacity is what the observed arm asks for: 8 visits; 10 are wanted in the other.
    let more = "[[arm]]\nname = \"more\"\nlike = \"current\"\n[[arm.effect]]\nname = \"more_visits\"\ntargets = [{ units = \"visit\" }]\nincrease = 0.25\n";
    let world = town(more, &["discipline.nurse.capacity=\"observed\""]);
    assert_close(world.outcome("current", "access", "nurse", 0), 1.0);
    assert_close(world.outcome("more", "access", "nurse", 0), 0.8);
}

#[test]
fn units_at_even_distances_fall_at_moments_of_the_residents_own() {
    // One visit a year in months. Everybody dies in the first of twelve: a twelfth of them had theirs, 83.3 ± 8.7.
    let sets = [
        "need.help.services=[{ service = \"visit\", units = 1, spread = \"fixed\" }]",
        "run.cycles_per_year=12",
        "run.counting=\"start\"",
        "run.replications=40",
    ];
    let more = "[[transition]]\nfrom = \"well\"\nto = \"dead\"\nprobability = 1\n";
    let visits = town(more, &sets).outcomes("current", "service_units", "visit", 0);
    let mean = visits.iter().sum::<f64>() / 40.0;
    let error = (1_000.0_f64 / 12.0 * 11.0 / 12.0).sqrt();
    assert_within(mean, 1_000.0 / 12.0, error / 40_f64.sqrt());
    // Who lives has one a year, whatever the month.
    for year in 0..3 {
        let world = town("", &[&sets[..2], &["run.years=3"]].concat());
        assert_eq!(
            world.outcome("current", "service_units", "visit", year),
            1_000.0
        );
    }
}

#[test]
fn the_observed_year_is_served_in_each_of_its_cycles_and_later_years_with_its_mean() {
    // 10 and 30 hours wanted in two halves: 20 in the first, which is the mean, and 30 in the second; half as many more each year.
    // With a queue hours are those that keep it as it is. An hour is bought.
    let sets = [
        "run.cycles_per_year=2",
        "run.years=3",
        "discipline.nurse.capacity=\"observed\"",
        "discipline.nurse.capacity_growth=0.5",
    ];
    let hours = |sets: &[&str]| -> Vec<f64> {
        let plan = plan(TOWN, "", sets);
        let limits = HoursLimits::new(plan.means(), &[vec![10.0, 0.0], vec![30.0, 0.0]]);
        let of = |cycle| limits.hours(cycle, &[1.0, 0.0]);
        (0..6).map(|cycle| of(cycle)[0].expect("a limit")).collect()
    };
    assert_eq!(hours(&sets), [21.0, 31.0, 31.0, 31.0, 46.0, 46.0]);
    let queue = ["discipline.nurse.queue={ weeks = 4 }"];
    let queued = hours(&[&sets, &queue[..]].concat());
    assert_eq!(queued, [11.0, 31.0, 31.0, 31.0, 46.0, 46.0]);
}

#[test]
fn each_class_of_deprivation_lacks_its_own_hours() {
    // A visit of two a quarter, whoever somebody is.
    let world = half_of_the_hours("", &["population.deprivation=[0.25, 0.75]"]);
    let of = |outcome, class| world.outcome("current", outcome, class, 0);
    let classes = ["deprivation_0", "deprivation_1"];
    for class in classes {
        assert_close(of("unmet_share_of_hours", class), 0.5);
    }
    let [few, many] = classes.map(|class| of("unmet_hours", class));
    assert_close(few + many, 4_000.0);
    // Four standard deviations of who is in a class are some 55 residents of four hours.
    assert!((few - 1_000.0).abs() < 220.0, "{few}");
}
