//! Nothing drifts by itself: with growth, effects, limits of capacity and migration off, the people of an age are and
//! cost the same in the last year as in the first.
//!
//! The starting states are those that a birth cohort would show under the scenario's own hazards, so a town whose ages
//! are those of such cohorts stays what it is, and a cohort that grew ten years older is like one that starts there.

use caremix::scenario::schema::{CountedAt, Growth, PeopleBand, Scenario};
use caremix::system::plan::Plan;

use crate::town::{self, Finished};

/// Standard errors by which two years may differ.
const MOST_ERRORS: f64 = 4.0;

/// Current funding, everybody served, nothing that changes with time. Deprivation is left out: its classes die at
/// different rates, so that equal shares at every age are no equilibrium.
fn still() -> Scenario {
    let scenario = town::load(&town::zoetermeer(), &["run.parameters=means"]);
    let mut still = town::only(scenario, "current");
    still.growth = Growth::default();
    still.effect.clear();
    for discipline in &mut still.discipline {
        discipline.fte = None;
        discipline.capacity = None;
        discipline.slack = None;
        discipline.capacity_growth = None;
    }
    // As many places as the first year needs would be too few for a cohort ten years later.
    for state in &mut still.state {
        state.places = None;
    }
    let population = &mut still.population;
    population.leavers.clear();
    population.newcomers = None;
    population.births_per_year = None;
    population.counted = CountedAt::StartOfYear;
    population.deprivation.clear();
    population.factor = None;
    population.indicators.clear();
    still.reference = None;
    still.patient.lower_class.truncate(1);
    let transitions = still.transition.iter_mut();
    transitions.for_each(|row| row.deprivation_ratios.clear());
    let needs = still.need.iter_mut();
    needs.for_each(|need| need.deprivation_ratios.clear());
    for component in &mut still.arm[0].component {
        component.deprivation_ratios.clear();
    }
    // What is compared are means; few large bills would drown them.
    let lines = still.background_care.iter_mut();
    lines.for_each(|line| {
        line.cv = Some(0.1);
        line.deprivation_ratios.clear();
        line.remainder = None;
    });
    still
}

/// What a resident of a year is and costs: person-years by state, deaths, needs and spending per person-year, each with
/// its values by replication.
fn measures(finished: &Finished, year: usize) -> Vec<(String, Vec<f64>)> {
    let years = finished.outcome(0, year, "life_years", "all");
    let labels = &finished.run.replications[0].arms[0].labels;
    let kept = ["state_years", "deaths", "needs", "carer_years", "spending"];
    let labels = labels
        .iter()
        .filter(|label| kept.contains(&label.outcome.as_str()));
    labels
        .map(|label| {
            let values = finished.outcome(0, year, &label.outcome, &label.group);
            let per_year = values
                .iter()
                .zip(&years)
                .map(|(value, years)| value / years);
            (
                format!("{}:{}", label.outcome, label.group),
                per_year.collect(),
            )
        })
        .collect()
}

/// Measures whose means lie further apart than chance puts them, replications compared one by one where they are of the
/// same people.
fn apart(
    one: &[(String, Vec<f64>)],
    other: &[(String, Vec<f64>)],
    are_paired: bool,
) -> Vec<String> {
    let pairs = one.iter().zip(other);
    let told = pairs.filter_map(|((name, one), (_, other))| {
        let (difference, error) = if are_paired {
            let differences: Vec<f64> = one.iter().zip(other).map(|(a, b)| b - a).collect();
            town::mean_and_error(&differences)
        } else {
            let ([a, b], [c, d]) = (
                town::mean_and_error(one).into(),
                town::mean_and_error(other).into(),
            );
            (c - a, f64::hypot(b, d))
        };
        let level = town::mean_and_error(one).0;
        println!("{name}: {level:.5}, then {difference:+.5} ± {error:.5}");
        let is_apart = difference.abs() > MOST_ERRORS * error && difference.abs() > 1e-12;
        is_apart.then(|| format!("{name}: {level:.5}, then {difference:+.5} ± {error:.5}"))
    });
    told.collect()
}

/// A town of `births` a year whose ages are those of its birth cohorts.
fn stationary(births: f64) -> Scenario {
    let mut still = still();
    let plan = Plan::new(&still, None);
    let system = plan.means();
    let girls = births * 100.0 / 205.0;
    let [women, men] = [false, true].map(|male| {
        system
            .people
            .starts
            .survivors(&system.health, male, &system.time)
    });
    let bands = women.iter().zip(men).enumerate();
    still.population.bands = bands
        .map(|(age, (women, men))| PeopleBand {
            age_from: age as f64,
            age_below: age as f64 + 1.0,
            female: girls * women,
            male: (births - girls) * men,
        })
        .collect();
    still.population.births_per_year = Some(births.into());
    still
}

/// Births are whole girls and boys, a multiple of 205, and everybody is simulated, so that rounding moves no age.
fn assert_stays(births: f64) {
    let mut scenario = stationary(births);
    scenario.run.sample = None;
    scenario.run.years = 12;
    scenario.run.replications = 12;
    let finished = town::finish(&town::checked(&scenario));
    let [first, last] = [0, 11].map(|year| measures(&finished, year));
    assert!(first.len() > 40, "{}", first.len());
    let apart = apart(&first, &last, true);
    assert!(apart.is_empty(), "{apart:#?}");
    let [first, last] = [0, 11].map(|year| {
        let years = finished.outcome(0, year, "life_years", "all");
        town::mean_and_error(&years).0
    });
    assert!((last / first - 1.0).abs() < 0.002, "{first}, then {last}");
}

#[test]
fn a_town_in_equilibrium_stays_what_it_is() {
    assert_stays(410.0);
}

#[test]
#[ignore = "twice the town: tests/campaign/run"]
fn a_large_town_in_equilibrium_stays_what_it_is() {
    assert_stays(820.0);
}

/// A cohort of women and men of one age, for some years.
fn cohort(age: u32, years: u32) -> Finished {
    let mut scenario = still();
    scenario.population.bands = vec![PeopleBand {
        age_from: f64::from(age),
        age_below: f64::from(age) + 1.0,
        female: 5_000.0,
        male: 0.0,
    }];
    scenario.run.sample = Some(5_000);
    scenario.run.years = years;
    scenario.run.replications = 16;
    town::finish(&town::checked(&scenario))
}

fn assert_grows_to_be(age: u32) {
    let (grown, fresh) = (cohort(age - 10, 11), cohort(age, 1));
    let apart = apart(&measures(&fresh, 0), &measures(&grown, 10), false);
    assert!(apart.is_empty(), "at {age}: {apart:#?}");
}

#[test]
fn a_cohort_that_grew_older_is_like_one_that_starts_there() {
    // Those who have most to have grown into.
    assert_grows_to_be(87);
}

#[test]
#[ignore = "younger cohorts: tests/campaign/run"]
fn younger_cohorts_that_grew_older_are_like_those_that_start_there() {
    [42, 72].into_iter().for_each(assert_grows_to_be);
}

#[test]
fn with_growth_the_same_town_costs_more() {
    // The measure of this file sees a drift where there is one.
    let mut scenario = stationary(1_000.0);
    scenario.growth = town::load(&town::zoetermeer(), &[]).growth;
    scenario.run.sample = Some(1_000);
    scenario.run.years = 3;
    scenario.run.replications = 8;
    let finished = town::finish(&town::checked(&scenario));
    let apart = apart(&measures(&finished, 0), &measures(&finished, 2), true);
    let spending = apart.iter().filter(|told| told.starts_with("spending"));
    assert!(spending.count() > 5, "{apart:#?}");
}
