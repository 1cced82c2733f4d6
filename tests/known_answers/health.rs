//! Moves between states against the closed forms of small Markov chains.

use caremix::cohort::{self, TwinPrecision};

use crate::world::{World, assert_close, assert_within, live};

/// Twenty thousand men of fifty who start well, in states that cost nothing.
const PEOPLE: &str = r#"
name = "health"

[run]
first_year = 2025
years = 5
cycles_per_year = 4
counting = "start"
replications = 1
parameters = "means"
seed = 11

[[payer]]
name = "insurer"

[population]
prevalence = [{ shares = { well = 1 } }]
bands = [{ age_from = 50, age_below = 51, female = 0, male = 20000 }]

[[state]]
name = "well"
utility = 1

[[state]]
name = "ill"
utility = 0.5

[[state]]
name = "worse"
utility = 0.2

[[state]]
name = "dead"
place = "none"

[[arm]]
name = "current"

[[arm.component]]
name = "fees"
kind = "fee_for_service"
"#;

const RESIDENTS: f64 = 20_000.0;

fn people(moves: &[(&str, &str, &str)], more: &str, sets: &[&str]) -> World {
    let rows: String = moves
        .iter()
        .map(|(from, to, keys)| {
            format!("[[transition]]\nfrom = \"{from}\"\nto = \"{to}\"\n{keys}\n")
        })
        .collect();
    live(PEOPLE, &format!("{rows}{more}"), sets)
}

/// The share of the residents' years of a year that is lived in a state.
fn share(world: &World, state: &str, year: usize) -> f64 {
    world.outcome("current", "state_years", state, year) / RESIDENTS
}

/// The standard error of a share; cycles of one person are no independent draws, so they count as one.
fn error(share: f64) -> f64 {
    (share * (1.0 - share) / RESIDENTS).sqrt()
}

#[test]
fn two_states_approach_their_balance_geometrically() {
    // Ill after t years: 0.3/(0.3 + 0.2)·(1 − e^(−0.5·t)), a quarter of a year a cycle.
    let world = people(
        &[
            ("well", "ill", "hazard = 0.3"),
            ("ill", "well", "hazard = 0.2"),
        ],
        "",
        &[],
    );
    let ill = |cycle: i32| 0.6 * (1.0 - (-0.125 * f64::from(cycle)).exp());
    for year in 0..5 {
        let exact = (0..4).map(|cycle| ill(4 * year + cycle)).sum::<f64>() / 4.0;
        assert_within(share(&world, "ill", year as usize), exact, error(exact));
    }
    let twin = cohort::expected_at(world.plan.means(), TwinPrecision::Exact);
    for (cycle, shares) in twin.arms[0].trace.iter().enumerate() {
        // The states in order: well, ill. Nobody dies.
        let found = [shares[0], shares[1]].map(|residents| residents / RESIDENTS);
        assert_close(found[0], 1.0 - ill(cycle as i32));
        assert_close(found[1], ill(cycle as i32));
    }
}

#[test]
fn residents_counted_in_the_middle_are_the_mean_of_start_and_end() {
    let moves = [("well", "dead", "probability = 0.1")];
    let world = |counting: &str| {
        people(
            &moves,
            "",
            &[
                "run.cycles_per_year=1",
                &format!("run.counting=\"{counting}\""),
            ],
        )
    };
    // Alive at the start of year t: 0.9^t.
    let (start, middle, end) = (world("start"), world("middle"), world("end"));
    for year in 0..5 {
        let years = |world: &World| world.outcome("current", "life_years", "all", year);
        let alive = 0.9_f64.powi(year as i32);
        assert_close(share(&start, "well", 0), 1.0);
        assert_within(years(&start) / RESIDENTS, alive, error(alive).max(1e-9));
        assert_within(years(&end) / RESIDENTS, 0.9 * alive, error(0.9 * alive));
        assert_eq!(years(&middle), (years(&start) + years(&end)) / 2.0);
    }
}

#[test]
fn competing_hazards_share_those_who_leave_in_proportion() {
    // 0.3 and 0.1 a year: 1 − e^(−0.4t) have left, three quarters of them to `ill`. Start of year 4: t = 4.
    let moves = [
        ("well", "ill", "hazard = 0.3"),
        ("well", "worse", "hazard = 0.1"),
    ];
    let world = people(&moves, "", &["run.cycles_per_year=1"]);
    let left = 1.0 - (-1.6_f64).exp();
    for (state, part) in [("ill", 0.75), ("worse", 0.25)] {
        assert_within(share(&world, state, 4), part * left, error(part * left));
    }
}

#[test]
fn rows_with_the_same_ends_add_up() {
    let moves = [
        ("well", "ill", "hazard = 0.1"),
        ("well", "ill", "hazard = 0.2\nage_from = 52"),
    ];
    let world = people(&moves, "", &["run.cycles_per_year=1"]);
    // Ages 50 and 51 at 0.1, 52 and 53 at 0.3: at the start of year 4, e^(−0.8) are still well.
    let well = (-0.8_f64).exp();
    assert_within(share(&world, "well", 4), well, error(well));
}

#[test]
fn a_state_with_probabilities_is_left_once_in_a_cycle_at_most() {
    let moves = [
        ("well", "ill", "probability = 1"),
        ("ill", "worse", "probability = 1"),
        ("worse", "dead", "probability = 1"),
    ];
    let world = people(&moves, "", &["run.cycles_per_year=1"]);
    for (year, state) in ["well", "ill", "worse"].into_iter().enumerate() {
        assert_eq!(share(&world, state, year), 1.0);
    }
    assert_eq!(world.outcome("current", "deaths", "all", 2), RESIDENTS);
    assert_eq!(world.outcome("current", "life_years", "all", 3), 0.0);
    // QALYs: 1, 0.5 and 0.2 of each person's year.
    let qalys: Vec<f64> = (0..3)
        .map(|year| world.outcome("current", "qalys", "all", year))
        .collect();
    assert_eq!(qalys, [20_000.0, 10_000.0, 4_000.0]);
}

#[test]
fn a_probability_holds_per_cycle_whatever_its_length() {
    // 0.75^n are left well after n cycles, and of those who leave, 0.2 of 0.25 go to `worse`.
    let moves = [
        ("well", "ill", "probability = 0.2"),
        ("well", "worse", "probability = 0.05"),
    ];
    for cycles in [1, 4] {
        let world = people(&moves, "", &[&format!("run.cycles_per_year={cycles}")]);
        let mean = |year: i32| {
            let cycle = |cycle: i32| 0.75_f64.powi(cycles * year + cycle);
            (0..cycles).map(cycle).sum::<f64>() / f64::from(cycles)
        };
        for year in 1..5 {
            let exact = mean(year);
            assert_within(share(&world, "well", year as usize), exact, error(exact));
            let worse = 0.2 * (1.0 - exact);
            assert_within(share(&world, "worse", year as usize), worse, error(worse));
        }
    }
}

#[test]
fn a_hazard_grows_with_age_by_its_slope() {
    // 0.05·e^(0.2·(age − 50)), at the age at the start of each yearly cycle: the men are fifty to fifty and a bit less
    // than fifty-one, counted by completed cycles, so all are 50, 51, 52, 53 in the years 0 to 3.
    let moves = [(
        "well",
        "dead",
        "hazard = 0.05\nslope = 0.2\nage_reference = 50",
    )];
    let world = people(&moves, "", &["run.cycles_per_year=1"]);
    let sum: f64 = (0..4)
        .map(|year| 0.05 * (0.2 * f64::from(year)).exp())
        .sum();
    let alive = (-sum).exp();
    assert_within(share(&world, "well", 4), alive, error(alive));
}

#[test]
fn ratios_of_sex_and_deprivation_multiply() {
    // Men 1.5, the second class 2: 0.1 × 3.
    let keys = "hazard = 0.1\nmale_ratio = 1.5\ndeprivation_ratios = [1, 2]";
    let world = people(
        &[("well", "ill", keys)],
        "",
        &["run.cycles_per_year=1", "population.deprivation=[0, 1]"],
    );
    let well = (-0.3_f64 * 4.0).exp();
    assert_within(share(&world, "well", 4), well, error(well));
}

/// Carers for everybody at the start; an hour a quarter by those who are there.
fn carers(rules: &str) -> String {
    format!(
        r#"
[carers]
share = {{ well = 1 }}
{rules}

[[discipline]]
name = "family"
sector = "informal"

[[service]]
name = "family_hour"
discipline = "family"
line = "informal"
hours = 1
price = 0

[[need]]
name = "company"
class = "permanent"
domain = "social"
prevalence = {{ well = 1, ill = 1 }}
services = [{{ service = "family_hour", units = 4, spread = "fixed" }}]
"#
    )
}

#[test]
fn carers_are_lost_and_gained_by_their_hazards() {
    // Lost p = 1 − e^(−0.4/4), gained q = 1 − e^(−0.1/4): with a carer after n cycles
    // q/(p+q) + p/(p+q)·(1−p−q)^n.
    let world = people(
        &[],
        &carers("loss = { well = 0.4 }\ngain = { well = 0.1 }"),
        &[],
    );
    let (p, q) = (1.0 - (-0.1_f64).exp(), 1.0 - (-0.025_f64).exp());
    let has = |cycle: i32| (q + p * (1.0 - p - q).powi(cycle)) / (p + q);
    for year in 0..5 {
        let exact = (0..4).map(|cycle| has(4 * year + cycle)).sum::<f64>() / 4.0;
        let found = world.outcome("current", "carer_years", "all", year as usize) / RESIDENTS;
        assert_within(found, exact, error(exact).max(1e-9));
        let hours = world.outcome("current", "informal_care_hours", "all", year as usize);
        assert_close(hours, 4.0 * found * RESIDENTS);
    }
}

#[test]
fn an_effect_on_the_loss_of_carers_multiplies_its_hazard() {
    // With a carer after n quarters e^(−h·n/4), h = 0.4 a year and half of that.
    let respite = r#"
[[arm]]
name = "respite"
like = "current"

[[arm.effect]]
name = "days_off"
targets = [{ carer_loss = true }]
ratio = 0.5
"#;
    let more = format!("{}{respite}", carers("loss = { well = 0.4 }"));
    let world = people(&[], &more, &[]);
    for (arm, hazard) in [("current", 0.4), ("respite", 0.2)] {
        for year in 0..5 {
            let has = |cycle: i32| (-hazard * f64::from(cycle) / 4.0).exp();
            let exact = (0..4).map(|cycle| has(4 * year + cycle)).sum::<f64>() / 4.0;
            let found = world.outcome(arm, "carer_years", "all", year as usize) / RESIDENTS;
            assert_within(found, exact, error(exact).max(1e-9));
        }
    }
}

#[test]
fn relatives_step_in_when_somebody_enters_a_worse_state() {
    // Nobody has a carer while well, 0.6 have one while ill; everybody falls ill in the first year.
    let world = people(
        &[("well", "ill", "probability = 1")],
        &carers(""),
        &[
            "run.cycles_per_year=1",
            "carers.share={ well = 0, ill = 0.6 }",
        ],
    );
    let with_carer = |year| world.outcome("current", "carer_years", "all", year) / RESIDENTS;
    assert_eq!(with_carer(0), 0.0);
    assert_within(with_carer(1), 0.6, error(0.6));
    assert_eq!(with_carer(1), with_carer(4));
}

#[test]
fn residents_without_a_carer_move_at_their_own_ratio() {
    let keys = "hazard = 0.1\nno_carer_ratio = 3";
    for (carer, hazard) in [("1", 0.1), ("0", 0.3)] {
        let world = people(
            &[("well", "ill", keys)],
            &carers(""),
            &[
                "run.cycles_per_year=1",
                &format!("carers.share={{ well = {carer}, ill = {carer} }}"),
            ],
        );
        let well = (-hazard * 4.0_f64).exp();
        assert_within(share(&world, "well", 4), well, error(well));
    }
}

#[test]
fn a_capability_multiplies_the_hazard_it_acts_on() {
    // G = 0.5 from the second year on (built within a year): hazard 0.3 × (1 − 0.8 × 0.5) = 0.18, with 0.1 to `worse`
    // as ever.
    let more = r#"
[[capability]]
name = "prevention"
half = 15
build = 1
fade = 1

[[effect]]
capability = "prevention"
target = { transition = ["well", "ill"] }
reduction = 0.8

[[arm]]
name = "prevents"
like = "current"

[[arm.component]]
name = "fee"
kind = "network_fee"
amount = 15
payers = { insurer = 1 }
earmark = { prevention = 1 }
"#;
    let moves = [
        ("well", "ill", "hazard = 0.3"),
        ("well", "worse", "hazard = 0.1"),
    ];
    let world = people(&moves, more, &["run.cycles_per_year=1"]);
    // Well at the start of year 4: e^(−0.4) after the first year, then e^(−0.28) three times.
    let well = (-0.4_f64 - 3.0 * 0.28).exp();
    let found = world.outcome("prevents", "state_years", "well", 4) / RESIDENTS;
    assert_within(found, well, error(well));
    // To `ill`: 3/4 of those who leave in the first year, 18/28 of those who leave later.
    let first = 1.0 - (-0.4_f64).exp();
    let ill = 0.75 * first + 18.0 / 28.0 * (1.0 - first - well);
    let found = world.outcome("prevents", "state_years", "ill", 4) / RESIDENTS;
    assert_within(found, ill, error(ill));
}

/// A state entered for certain in the first cycle, with six visits a year for everybody in it.
fn entered(counting: &str) -> f64 {
    let more = r#"
[[discipline]]
name = "nurse"
sector = "care_organisation"

[[service]]
name = "visit"
discipline = "nurse"
line = "first"
price = 50
payers = { insurer = 1 }

[[need]]
name = "help"
class = "permanent"
domain = "social"
prevalence = { ill = 1 }
services = [{ service = "visit", units = 6, spread = "fixed" }]
"#;
    let counting = format!("run.counting=\"{counting}\"");
    let world = people(&[("well", "ill", "probability = 1")], more, &[&counting]);
    world.outcome("current", "service_units", "visit", 0)
}

#[test]
fn a_permanent_need_begins_with_the_care_of_its_state() {
    // One visit or two in each of the four cycles of the year, six in all. Everybody enters the state in the first: counted
    // at the end they have its need in that cycle, counted at the start they do not and miss one or two, in the middle
    // half of them do: 6, 5 and 4 visits with chances of 0.5, 0.25 and 0.25, a variance of 0.6875.
    assert_eq!(entered("end"), 6.0 * RESIDENTS);
    assert_within(entered("start"), 4.5 * RESIDENTS, (RESIDENTS * 0.25).sqrt());
    assert_within(
        entered("middle"),
        5.25 * RESIDENTS,
        (RESIDENTS * 0.6875).sqrt(),
    );
}
