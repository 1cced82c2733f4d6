//! Ages, comings and goings, and samples come out the same whatever the length of a cycle.

use caremix::cohort::{self, TwinPrecision};
use caremix::simulation::ArmResult;

use crate::world::{World, assert_close, assert_within, town};

const CYCLES: [usize; 5] = [1, 2, 3, 4, 12];
const COUNTINGS: [&str; 3] = ["start", "middle", "end"];

/// 100 EUR a resident-year below 18, 1,000 from then on.
const BY_AGE: &str = r#"
[[background_care]]
name = "by_age"
discipline = "nurse"
line = "second"
payers = { insurer = 1 }
age_from = [0, 18]
female = [100, 1000]
male = [100, 1000]
"#;

/// The town with other residents, in years of so many cycles.
fn clocked(more: &str, cycles: usize, counting: &str, sets: &[&str]) -> World {
    let clock = [
        format!("run.cycles_per_year={cycles}"),
        format!("run.counting=\"{counting}\""),
    ];
    let all: Vec<&str> = clock
        .iter()
        .map(String::as_str)
        .chain(sets.iter().copied())
        .collect();
    town(more, &all)
}

/// What the first arm is expected to come to.
fn expected(world: &World) -> ArmResult {
    cohort::expected_at(world.plan.means(), TwinPrecision::Exact)
        .arms
        .swap_remove(0)
        .result
}

fn expected_outcome(world: &World, outcome: &str, group: &str, year: usize) -> f64 {
    let result = expected(world);
    let mut labels = result.labels.iter();
    let index = labels.position(|label| label.outcome == outcome && label.group == group);
    result.outcomes[year][index.expect("an outcome")]
}

/// Cents of the care by age in a year: found and expected.
fn care_by_age(world: &World, year: usize) -> [i64; 2] {
    let background = |result: &ArmResult| -> i64 {
        let flows = result.flows.iter().filter(|flow| flow.year == year);
        let of_age = flows.filter(|flow| flow.reason == caremix::ledger::Reason::Background);
        of_age.map(|flow| flow.amount.0).sum()
    };
    [
        background(world.result("current")),
        background(&expected(world)),
    ]
}

#[test]
fn who_is_seventeen_in_the_middle_of_the_year_costs_what_seventeen_year_olds_do() {
    // A thousand of 17 in the middle of the first year: 1,000 × 100. A year later all are 18: 1,000 × 1,000.
    let sets = [
        "population.bands=[{ age_from = 17, age_below = 18, female = 500, male = 500 }]",
        "population.counted=\"middle_of_year\"",
        "run.years=2",
    ];
    for cycles in CYCLES {
        for counting in COUNTINGS {
            let world = clocked(BY_AGE, cycles, counting, &sets);
            assert_eq!(
                care_by_age(&world, 0),
                [10_000_000; 2],
                "{cycles}, {counting}"
            );
            assert_eq!(
                care_by_age(&world, 1),
                [100_000_000; 2],
                "{cycles}, {counting}"
            );
        }
    }
}

#[test]
fn of_those_who_start_the_year_at_seventeen_half_are_eighteen_in_its_middle() {
    // Birthdays are spread evenly: 500 × 100 + 500 × 1,000.
    let sets = ["population.bands=[{ age_from = 17, age_below = 18, female = 500, male = 500 }]"];
    for cycles in CYCLES {
        let world = clocked(BY_AGE, cycles, "middle", &sets);
        assert_eq!(care_by_age(&world, 0), [55_000_000; 2], "{cycles}");
    }
}

#[test]
fn the_deductible_looks_at_the_age_at_the_start_of_the_year() {
    // Everybody has care for 6 × 50 = 300 and a deductible of 100 from 18 on. Of ages from 17.5 to 18.5 half are 18:
    // 500 × 100; a year later all: 1,000 × 100.
    let more = r#"
[patient]
deductible = { amount = 100, from_age = 18 }

[[arm.component]]
name = "own_part"
kind = "patient_share"
"#;
    let sets = [
        "population.bands=[{ age_from = 17.5, age_below = 18.5, female = 500, male = 500 }]",
        "service.visit.deductible=true",
        "run.years=2",
    ];
    for cycles in CYCLES {
        for counting in COUNTINGS {
            let world = clocked(more, cycles, counting, &sets);
            assert_eq!(
                world.paid("current", "resident", 0),
                5_000_000,
                "{cycles}, {counting}"
            );
            assert_eq!(
                world.paid("current", "resident", 1),
                10_000_000,
                "{cycles}, {counting}"
            );
        }
    }
}

#[test]
fn residents_counted_in_the_middle_of_the_year_are_as_many_then_as_the_table_says() {
    // Everybody dies by 0.5 a year from the age of 40 on, and is 41 in the middle of the year. Counted in the middle of a
    // cycle too, years of one cycle hold exactly the table's thousand; of two, half a cycle's deaths more at both ends:
    // 1,000 × (e^0.25 + 2 + e^−0.25) / 4.
    let more = "[[transition]]\nfrom = \"well\"\nto = \"dead\"\nhazard = 0.5\nage_from = 40\n";
    let sets = [
        "population.bands=[{ age_from = 41, age_below = 42, female = 500, male = 500 }]",
        "population.counted=\"middle_of_year\"",
        "population.prevalence=\"equilibrium\"",
    ];
    let two = 1000.0 * (0.25_f64.exp() + 2.0 + (-0.25_f64).exp()) / 4.0;
    for (cycles, exact) in [(1, 1000.0), (2, two)] {
        let world = clocked(more, cycles, "middle", &sets);
        assert_close(expected_outcome(&world, "life_years", "all", 0), exact);
    }
}

const BIRTHS: &str = "population.births_per_year=120";

#[test]
fn those_born_in_a_cycle_live_the_part_of_it_that_counting_says() {
    // A thousand, and 120 a year. Of n cycles, a birth in cycle k leaves n − k of them: 120·(n − 1)/2n years of all,
    // counted at the start; half a cycle each, 120/2n, more counted in the middle, which makes 60; a whole one at the end.
    for cycles in CYCLES {
        let n = cycles as f64;
        let years = [(n - 1.0) / (2.0 * n), 0.5, (n + 1.0) / (2.0 * n)];
        for (counting, years) in COUNTINGS.into_iter().zip(years) {
            let world = clocked("", cycles, counting, &[BIRTHS]);
            let exact = 1000.0 + 120.0 * years;
            assert_close(world.outcome("current", "life_years", "all", 0), exact);
            assert_close(expected_outcome(&world, "life_years", "all", 0), exact);
            assert_close(world.outcome("current", "state_years", "well", 0), exact);
        }
    }
}

#[test]
fn care_follows_those_who_come_into_the_cycle_they_come_in() {
    // Six visits a year for everybody, newborns too: of the 120, none, half or all in the year they are born in. And 100
    // EUR of background care for each year lived.
    let error = (120.0_f64 * 0.25).sqrt();
    for (counting, newborns, error) in [
        ("start", 0.0, 1e-9),
        ("middle", 60.0, error),
        ("end", 120.0, 1e-9),
    ] {
        let world = clocked(
            BY_AGE,
            1,
            counting,
            &[
                BIRTHS,
                "background_care.by_age.female=[100, 100]",
                "background_care.by_age.male=[100, 100]",
            ],
        );
        let visits = 6.0 * (1000.0 + newborns);
        assert_within(
            world.outcome("current", "service_units", "visit", 0),
            visits,
            6.0 * error,
        );
        assert_close(
            expected_outcome(&world, "service_units", "visit", 0),
            visits,
        );
        let cents = (10_000.0 * (1000.0 + newborns)) as i64;
        assert_eq!(care_by_age(&world, 0), [cents; 2], "{counting}");
    }
}

/// Twenty thousand of 40 to 50, of whom 0.12 a year move out.
const LEAVING: [&str; 2] = [
    "population.bands=[{ age_from = 40, age_below = 50, female = 10000, male = 10000 }]",
    "population.leavers=[{ hazard = 0.12 }]",
];
const MANY: f64 = 20_000.0;

#[test]
fn those_who_leave_in_a_cycle_live_the_part_of_it_that_counting_says() {
    for cycles in CYCLES {
        // Here at the boundaries of the year's cycles: 20,000·e^(−0.12·k/n).
        let n = cycles as f64;
        let here = |boundary: usize| MANY * (-0.12 * boundary as f64 / n).exp();
        let start = (0..cycles).map(here).sum::<f64>() / n;
        let end = (1..=cycles).map(here).sum::<f64>() / n;
        let exact = [start, (start + end) / 2.0, end];
        for (counting, exact) in COUNTINGS.into_iter().zip(exact) {
            let world = clocked("", cycles, counting, &LEAVING);
            let found = world.outcome("current", "life_years", "all", 0);
            // Every leaver is away for less than a year.
            assert_within(found, exact, (MANY * 0.12).sqrt());
            let expected = expected_outcome(&world, "life_years", "all", 0);
            assert!(
                (expected / exact - 1.0).abs() < 1e-9,
                "{expected} is not {exact}"
            );
        }
    }
}

#[test]
fn leavers_need_care_as_long_as_they_are_counted() {
    // Six visits for those here at the start, at the end, or the mean of both.
    let stay = (-0.12_f64).exp();
    for (counting, share) in [
        ("start", 1.0),
        ("middle", (1.0 + stay) / 2.0),
        ("end", stay),
    ] {
        let world = clocked("", 1, counting, &LEAVING);
        let exact = 6.0 * MANY * share;
        let found = world.outcome("current", "service_units", "visit", 0);
        assert_within(
            found,
            exact,
            6.0 * (MANY * share * (1.0 - share)).sqrt().max(1e-9),
        );
        assert_close(
            expected_outcome(&world, "service_units", "visit", 0) / exact,
            1.0,
        );
    }
}

#[test]
fn a_stationary_open_town_keeps_its_life_years() {
    // As many come as leave: 0.12 × 20,000 = 2,400 a year, of the ages of all. Whatever its cycles, the town lives 20,000
    // years a year; half a cycle with a hazard h and whole cycles differ from continuous time by h²/24 at most.
    let sets = [
        LEAVING[0],
        LEAVING[1],
        "population.newcomers={ per_year = 2400, bands = [{ age_from = 40, age_below = 50, female = 1, male = 1 }] }",
        "run.years=6",
    ];
    for cycles in [1, 4, 12] {
        let world = clocked("", cycles, "middle", &sets);
        for year in 0..6 {
            let expected = expected_outcome(&world, "life_years", "all", year);
            assert!(
                (expected / MANY - 1.0).abs() < 0.12 * 0.12 / 24.0,
                "{cycles}, {year}: {expected}"
            );
            // As many stay as leave by chance: no more than the square root of both.
            let found = world.outcome("current", "life_years", "all", year);
            assert_within(found, MANY, MANY.sqrt());
        }
    }
}

#[test]
fn births_and_deaths_in_balance_keep_a_town_what_it_is() {
    // 0.12 of 1,000 die in a year, and 120 are born.
    let more = "[[transition]]\nfrom = \"well\"\nto = \"dead\"\nhazard = 0.12\n";
    for cycles in [1, 4, 12] {
        let world = clocked(more, cycles, "middle", &[BIRTHS, "run.years=6"]);
        for year in 0..6 {
            let expected = expected_outcome(&world, "life_years", "all", year);
            assert!(
                (expected / 1000.0 - 1.0).abs() < 0.12 * 0.12 / 24.0,
                "{cycles}, {year}: {expected}"
            );
            let deaths = expected_outcome(&world, "deaths", "all", year);
            assert!((deaths - 120.0).abs() < 0.2, "{cycles}, {year}: {deaths}");
        }
    }
}

/// Ten women and ten men of each age from 0 to 99, counted in the middle of the year, of whom those from 53 on need care
/// for 1,000 EUR: 47 × 20 × 1,000 = 940,000.
fn of_all_ages(sample: &str) -> World {
    let bands: Vec<String> = (0..100)
        .map(|age| {
            format!(
                "{{ age_from = {age}, age_below = {}, female = 10, male = 10 }}",
                age + 1
            )
        })
        .collect();
    let bands = format!("population.bands=[{}]", bands.join(", "));
    let mut sets = vec![
        bands.as_str(),
        "population.counted=\"middle_of_year\"",
        "background_care.by_age.age_from=[0, 53]",
        "background_care.by_age.female=[0, 1000]",
        "background_care.by_age.male=[0, 1000]",
        "run.replications=400",
        "need.help.prevalence={ well = 0 }",
    ];
    sets.extend((!sample.is_empty()).then_some(sample));
    clocked(BY_AGE, 1, "middle", &sets)
}

#[test]
fn a_sample_is_right_on_average_and_tells_its_error() {
    for sample in ["run.sample=20", "run.sample=30", "run.sample=333"] {
        let world = of_all_ages(sample);
        let replications = world.run.replications.iter();
        let eur: Vec<f64> = replications
            .map(|replication| replication.arms[0].paid[0][0].to_eur())
            .collect();
        let n = eur.len() as f64;
        let mean = eur.iter().sum::<f64>() / n;
        let variance = eur.iter().map(|eur| (eur - mean).powi(2)).sum::<f64>() / (n - 1.0);
        assert!(variance > 0.0, "{sample}");
        assert_within(mean, 940_000.0, (variance / n).sqrt());
        // And no worse than if every resident were drawn by themselves: (2,000 × 1,000)² × 0.47 × 0.53 / sample, of which a quarter is an upper bound.
        let drawn: f64 = sample
            .rsplit('=')
            .next()
            .and_then(|size| size.parse().ok())
            .expect("a size");
        assert!(variance < 1e12 / drawn, "{sample}: {variance}");
        assert_eq!(care_by_age(&world, 0)[1], 94_000_000, "{sample}");
    }
}

#[test]
fn everybody_simulated_is_the_table_itself() {
    let world = of_all_ages("");
    let paid = world
        .run
        .replications
        .iter()
        .map(|replication| replication.arms[0].paid[0][0].0);
    assert!(paid.into_iter().all(|cents| cents == 94_000_000));
}
