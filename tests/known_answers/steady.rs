//! A population that neither grows nor changes stays as it is: nothing drifts.

use std::fmt::Write;

use crate::world::{World, assert_within, live};

/// The chances of a year at one age, from `well` and from `frail`: what the scenario below says, worked out again.
struct Year {
    well_to_frail: f64,
    well_to_dead: f64,
    frail_to_dead: f64,
}

fn year(age: f64) -> Year {
    let frail = 0.01 * (0.06 * (age - 60.0)).exp();
    let dead = 0.01 * (0.09 * (age - 70.0)).exp();
    let frail_dead = 0.12 * (0.05 * (age - 80.0)).exp();
    let leave = 1.0 - (-(frail + dead)).exp();
    Year {
        well_to_frail: leave * frail / (frail + dead),
        well_to_dead: leave * dead / (frail + dead),
        frail_to_dead: 1.0 - (-frail_dead).exp(),
    }
}

/// Well and frail at every age of a birth cohort of 1.
fn cohort() -> Vec<(f64, f64)> {
    let mut rows = vec![(1.0, 0.0)];
    for age in 0..119 {
        let (well, frail) = rows[age];
        let year = year(age as f64);
        rows.push((
            well * (1.0 - year.well_to_frail - year.well_to_dead),
            well * year.well_to_frail + frail * (1.0 - year.frail_to_dead),
        ));
    }
    rows
}

const BIRTHS: f64 = 300.0;
const YEARS: usize = 25;

/// As many of every age as 300 births a year leave, and 300 births a year.
fn stationary() -> String {
    let mut text = format!(
        r#"
name = "stationary"

[run]
first_year = 2025
years = {YEARS}
cycles_per_year = 1
counting = "start"
replications = 1
parameters = "means"
seed = 5

[[payer]]
name = "insurer"

[[state]]
name = "well"

[[state]]
name = "frail"

[[state]]
name = "dead"
place = "none"

[[transition]]
from = "well"
to = "frail"
hazard = 0.01
slope = 0.06
age_reference = 60

[[transition]]
from = "well"
to = "dead"
hazard = 0.01
slope = 0.09
age_reference = 70

[[transition]]
from = "frail"
to = "dead"
hazard = 0.12
slope = 0.05
age_reference = 80

[[discipline]]
name = "nurse"
sector = "care_organisation"

[[service]]
name = "visit"
discipline = "nurse"
line = "first"
price = 50
payers = {{ insurer = 1 }}

[[need]]
name = "help"
class = "permanent"
domain = "social"
prevalence = {{ frail = 1 }}
services = [{{ service = "visit", units = 10, spread = "fixed" }}]

[[arm]]
name = "current"

[[arm.component]]
name = "fees"
kind = "fee_for_service"

[population]
births_per_year = {BIRTHS}
prevalence = "equilibrium"
bands = [
"#
    );
    for (age, (well, frail)) in cohort().iter().enumerate() {
        let each = BIRTHS * (well + frail) / 2.0;
        writeln!(
            text,
            "{{ age_from = {age}, age_below = {}, female = {each:.9}, male = {each:.9} }},",
            age + 1
        )
        .expect("a line");
    }
    text.push_str("]\n");
    text
}

fn years(world: &World, state: &str, year: usize) -> f64 {
    world.outcome("current", "state_years", state, year)
}

#[test]
fn states_deaths_and_spending_stay_as_they_are_in_a_stationary_population() {
    let world = live(&stationary(), "", &[]);
    let sums = cohort().iter().fold((0.0, 0.0), |sums, (well, frail)| {
        (sums.0 + well, sums.1 + frail)
    });
    let (residents, share) = (BIRTHS * (sums.0 + sums.1), sums.1 / (sums.0 + sums.1));
    // A share of the living at one time, and the difference of two of them.
    let error = (share * (1.0 - share) / residents).sqrt();
    let frail = |year| {
        years(&world, "frail", year) / (years(&world, "well", year) + years(&world, "frail", year))
    };
    assert_within(frail(0), share, error);
    for year in 1..YEARS {
        assert_within(frail(year), frail(0), error * 2_f64.sqrt());
        assert_within(frail(year), share, error);
        // Ten visits of 50 EUR a frail year.
        let spending = world.total("current", year) as f64 / 100.0;
        assert!((spending - 500.0 * years(&world, "frail", year)).abs() < 0.01);
        // Deaths are at most as uncertain as Poisson.
        let deaths = world.outcome("current", "deaths", "all", year);
        assert_within(deaths, BIRTHS, BIRTHS.sqrt());
        // Births are as many as are due.
        let births = world.outcome("current", "births", "all", year);
        assert!((births - BIRTHS).abs() <= 1.0);
    }
}

#[test]
fn residents_who_move_out_and_newcomers_like_them_leave_the_town_as_it_is() {
    // Four in a hundred leave each year, at every age, and as many of the same ages come: each newcomer takes the place
    // of a leaver with the state that his age has.
    let leaving = 1.0 - (-0.04_f64).exp();
    let mut more =
        String::from("[[population.leavers]]\nhazard = 0.04\n[population.newcomers]\nbands = [\n");
    let mut leavers = 0.0;
    // Those who live through a year at `age` leave at its end, one year older; so newcomers are of the next age.
    let rows = cohort();
    for (age, (well, frail)) in rows.iter().enumerate().skip(1) {
        let each = BIRTHS * (well + frail) * leaving;
        leavers += each;
        writeln!(
            more,
            "{{ age_from = {age}, age_below = {}, female = {each:.9}, male = {each:.9} }},",
            age + 1
        )
        .expect("a line");
    }
    write!(more, "]\nper_year = {leavers}\n").expect("a line");
    let world = live(&stationary(), &more, &[]);
    let sums = rows.iter().fold((0.0, 0.0), |sums, (well, frail)| {
        (sums.0 + well, sums.1 + frail)
    });
    let (residents, share) = (BIRTHS * (sums.0 + sums.1), sums.1 / (sums.0 + sums.1));
    let error = (share * (1.0 - share) / residents).sqrt();
    for year in 0..YEARS {
        let (well, frail) = (years(&world, "well", year), years(&world, "frail", year));
        assert_within(frail / (well + frail), share, error);
        let left = world.outcome("current", "leavers", "all", year);
        assert_within(left, leavers, leavers.sqrt());
        let came = world.outcome("current", "newcomers", "all", year);
        assert!((came - leavers).abs() <= 1.0);
    }
}
