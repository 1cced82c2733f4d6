//! A municipality with a budget, worked by hand.
//!
//! A thousand residents. Everybody has six visits of 50 EUR a year, of which the municipality pays 30 % and the insurer the rest, ten
//! hours of cleaning of 20 EUR and four talks of 25 EUR, which the municipality pays: 90,000, 200,000 and 100,000 EUR, in all 390,000.
//! Prices grow by 21 % a year and the budget does not, so that it is 1/1.21 of what would be spent in the second year and 1/1.21² in the
//! third. With an elasticity of one half 1/1.1 and 1/1.21 are granted of cleaning. For each hour cut 0.4 visits come instead, and 0.2
//! talks go with it.

use caremix::cohort;
use caremix::simulation::{self, ArmResult, Options, OutcomeLabel, Watch};

use crate::world::{TOWN, World, live, plan};

const WORLD: &str = r#"
[[discipline]]
name = "cleaner"
sector = "care_organisation"

[[discipline]]
name = "guide"
sector = "care_organisation"

[[discipline]]
name = "family"
sector = "informal"

[[service]]
name = "cleaning"
discipline = "cleaner"
unit = "hour"
hours = 1
line = "social"
price = 20
payers = { municipality = 1 }

[[service]]
name = "talk"
discipline = "guide"
hours = 1
line = "social"
price = 25
payers = { municipality = 1 }

[[service]]
name = "family_hour"
discipline = "family"
line = "informal"
hours = 1
price = 0

[[need]]
name = "home"
class = "permanent"
domain = "social"
prevalence = { well = 1 }
services = [
  { service = "cleaning", units = 10, spread = "fixed" },
  { service = "family_hour", units = 6, spread = "fixed" },
]

[[need]]
name = "company"
class = "permanent"
domain = "social"
prevalence = { well = 1 }
services = [{ service = "talk", units = 4, spread = "fixed" }]

[[arm]]
name = "granted"
like = "current"

[[arm.component]]
name = "grant"
kind = "project_grant"
amount = 100000
until_year = 2040
payers = { municipality = 1 }

[[arm]]
name = "cheaper"

[[arm.component]]
name = "fees"
kind = "fee_for_service"
factor = 0.9
"#;

/// Those who die at a hazard of 0.1 do so twice as often who get no cleaning.
const HARM: &str = r#"
[[transition]]
name = "dying"
from = "well"
to = "dead"
hazard = 0.1

[[unmet_care.effect]]
name = "more_deaths"
disciplines = ["cleaner"]
to = ["dead"]
ratio = 2
lag = 0.5
"#;

/// Everybody has a carer, who takes over half of what is not delivered.
const CARERS: &str = r#"
[carers]
share = { well = 1 }
loss = { well = 0.2 }

[unmet_care.informal]
needs = ["home"]
share = 0.5
loss_per_hour = 10
"#;

const BUDGET: &str = "payer.municipality.budget={ growth = 0, elasticity = 0.5, rationed = { cleaning = { instead = { visit = 0.4, talk = -0.2 } } } }";

const SETS: [&str; 3] = [BUDGET, "growth.prices=0.21", "run.years=3"];

/// Cleaners have hours for 8,000 of 10,000.
const SHORT: [&str; 2] = [
    "discipline.cleaner.fte=1",
    "discipline.cleaner.hours_per_fte=8000",
];

fn all<'s>(sets: &[&'s str]) -> Vec<&'s str> {
    [&SETS[..], sets].concat()
}

/// What the twin expects of the arms of a scenario.
struct Expected {
    payers: Vec<String>,
    arms: Vec<(String, ArmResult)>,
}

fn expected(more: &str, sets: &[&str]) -> Expected {
    let plan = plan(TOWN, &format!("{WORLD}{more}"), &all(sets));
    let system = plan.means();
    let names = system.arms.iter().map(|arm| arm.name.clone());
    let results = cohort::expected(system).arms.into_iter();
    Expected {
        payers: system.payers.clone(),
        arms: names.zip(results.map(|arm| arm.result)).collect(),
    }
}

fn outcome(result: &ArmResult, [outcome, group]: [&str; 2], year: usize) -> f64 {
    let is_it = |label: &OutcomeLabel| label.outcome == outcome && label.group == group;
    let place = result.labels.iter().position(is_it);
    result.outcomes[year][place.unwrap_or_else(|| panic!("no {outcome} of {group}"))]
}

impl Expected {
    fn arm(&self, name: &str) -> &ArmResult {
        let mut arms = self.arms.iter();
        &arms.find(|(arm, _)| arm == name).expect("an arm").1
    }

    fn outcome(&self, arm: &str, of: [&str; 2], year: usize) -> f64 {
        outcome(self.arm(arm), of, year)
    }

    /// EUR.
    fn paid(&self, arm: &str, payer: &str, year: usize) -> f64 {
        let payer = self.payers.iter().position(|other| other == payer);
        self.arm(arm).paid[payer.expect("a payer")][year].to_eur()
    }

    fn units(&self, service: &str, year: usize) -> f64 {
        self.outcome("current", ["service_units", service], year)
    }
}

#[track_caller]
fn near(found: f64, answer: f64) {
    assert!(
        (found - answer).abs() <= 1e-6 * answer.abs().max(1.0),
        "{found}, not {answer}"
    );
}

#[test]
fn what_is_cut_comes_back_through_the_insurer() {
    let found = expected("", &[]);
    for (year, (granted, prices)) in [(1.0, 1.0), (1.0 / 1.1, 1.21), (1.0 / 1.21, 1.21 * 1.21)]
        .into_iter()
        .enumerate()
    {
        let cut = 10_000.0 * (1.0 - granted);
        let (visits, talks) = (6_000.0 + 0.4 * cut, 4_000.0 - 0.2 * cut);
        near(found.units("cleaning", year), 10_000.0 - cut);
        near(found.units("visit", year), visits);
        near(found.units("talk", year), talks);
        near(
            found.paid("current", "insurer", year),
            35.0 * visits * prices,
        );
        let own = (15.0 * visits + 20.0 * (10_000.0 - cut) + 25.0 * talks) * prices;
        near(found.paid("current", "municipality", year), own);
        let of = |outcome| found.outcome("current", [outcome, "municipality"], year);
        near(of("budget"), 390_000.0);
        near(of("spending_before_rationing"), 390_000.0 * prices);
        near(of("granted"), granted);
        near(of("spending_beyond_budget"), own - 390_000.0);
        near(
            found.outcome("current", ["rationed_units", "cleaning"], year),
            cut,
        );
    }
    // By hand, of the second year: 909.09 hours cut, 363.64 visits more.
    near(found.paid("current", "insurer", 1), 269_500.0);
    near(found.paid("current", "municipality", 1), 451_000.0);
}

#[test]
fn a_budget_that_grows_with_prices_moves_nothing() {
    let grows = "payer.municipality.budget.growth=0.21";
    let (found, without) = (
        expected("", &[grows]),
        expected("", &["layers.budgets=false"]),
    );
    for year in 0..3 {
        for payer in ["insurer", "municipality"] {
            near(
                found.paid("current", payer, year),
                without.paid("current", payer, year),
            );
        }
    }
}

#[test]
fn nothing_else_moves_where_the_layer_is_off() {
    let run = |sets: &[&str]| {
        let sets = [&["growth.prices=0.21", "run.years=3"], sets].concat();
        live(TOWN, WORLD, &sets)
    };
    let (without, off) = (run(&[]), run(&[BUDGET, "layers.budgets=false"]));
    let pairs = without.run.replications.iter().zip(&off.run.replications);
    for (one, other) in pairs {
        assert_eq!(one.arms, other.arms);
    }
}

#[test]
fn what_others_give_back_is_not_spent() {
    let found = expected("", &[]);
    let of_year = |found: &Expected, arm: &str| found.outcome(arm, ["granted", "municipality"], 0);
    // Of 490,000 EUR 390,000 are there, in the first year too.
    near(of_year(&found, "granted"), (390.0_f64 / 490.0).sqrt());
    let back = "arm.granted.component.grant.reimbursed_by={ municipality = { fund = 1 } }";
    near(of_year(&expected("", &[back]), "granted"), 1.0);
}

#[test]
fn a_budget_with_room_grants_more() {
    let found = expected("", &[]);
    let granted = (1.0_f64 / 0.9).sqrt();
    near(
        found.outcome("cheaper", ["granted", "municipality"], 0),
        granted,
    );
    let units = |service| found.outcome("cheaper", ["service_units", service], 0);
    near(units("cleaning"), 10_000.0 * granted);
    near(units("visit"), 6_000.0 - 4_000.0 * (granted - 1.0));
}

#[test]
fn no_less_than_half_and_no_more_than_three_halves_are_granted() {
    let granted = |sets: &[&str]| {
        let found = expected("", sets);
        found.outcome("current", ["granted", "municipality"], 1)
    };
    near(granted(&["payer.municipality.budget.elasticity=10"]), 0.5);
    let ample = [
        "payer.municipality.budget.elasticity=10",
        "payer.municipality.budget.growth=1",
    ];
    near(granted(&ample), 1.5);
    near(granted(&["payer.municipality.budget.elasticity=0"]), 1.0);
}

#[test]
fn hours_that_are_not_granted_are_not_there_for_others() {
    let found = expected("", &SHORT);
    for (year, granted) in [1.0, 1.0 / 1.1, 1.0 / 1.21].into_iter().enumerate() {
        near(found.units("cleaning", year), 8_000.0 * granted);
        near(
            found.units("visit", year),
            6_000.0 + 0.4 * 8_000.0 * (1.0 - granted),
        );
        near(found.outcome("current", ["access", "cleaner"], year), 0.8);
    }
}

#[test]
fn nobody_waits_longer_or_shorter_for_it() {
    let queue = [
        "population.newcomers={ per_year = 300, bands = [{ age_from = 40, age_below = 41, female = 1, male = 1 }] }",
        "transition.dying.hazard=0.3",
        "discipline.cleaner.capacity=\"observed\"",
        "discipline.cleaner.queue={ share = 0.1, given_up = 0.2 }",
        "unmet_care.effect.more_deaths.ratio=1",
    ];
    let (found, without) = (
        expected(HARM, &queue),
        expected(HARM, &[&queue[..], &["layers.budgets=false"]].concat()),
    );
    for year in 0..3 {
        let granted = found.outcome("current", ["granted", "municipality"], year);
        near(
            found.units("cleaning", year),
            without.units("cleaning", year) * granted,
        );
        for of in [["needs_waiting", "cleaner"], ["weeks_in_queue", "cleaner"]] {
            near(
                found.outcome("current", of, year),
                without.outcome("current", of, year),
            );
        }
    }
}

/// Mean over a year of 2^u, u going from 0 towards `unmet` with a lag of half a year, by many small steps.
fn harm(unmet: f64) -> f64 {
    let steps = 100_000;
    let middle = |step: i32| (f64::from(step) + 0.5) / f64::from(steps);
    let values = (0..steps).map(|step| {
        let unmet = unmet * (1.0 - (-2.0 * middle(step)).exp());
        2.0_f64.powf(unmet)
    });
    values.sum::<f64>() / f64::from(steps)
}

#[test]
fn what_is_cut_harms_as_care_that_is_not_delivered() {
    let sets = ["growth.prices=0.8", "run.cycles_per_year=12"];
    let found = expected(HARM, &sets);
    let year = |outcome, year| found.outcome("current", [outcome, "all"], year);
    // Nothing in the first year; a tenth have died then, so that 0.9 · 1.8 of the budget would be spent.
    near(year("deaths", 0), 1_000.0 * (1.0 - (-0.1_f64).exp()));
    let granted = found.outcome("current", ["granted", "municipality"], 1);
    let answer = (1.0 / (1.8 * (-0.1_f64).exp())).sqrt();
    assert!((granted / answer - 1.0).abs() < 1e-4, "{granted} {answer}");
    let here = 1_000.0 * (-0.1_f64).exp();
    let answer = here * (1.0 - (-0.1 * harm(1.0 - granted)).exp());
    let deaths = year("deaths", 1);
    assert!((deaths / answer - 1.0).abs() < 1e-4, "{deaths} {answer}");
}

#[test]
fn carers_take_nothing_over() {
    for more in [&[][..], &SHORT] {
        let (found, without) = (
            expected(CARERS, more),
            expected(CARERS, &[more, &["layers.budgets=false"]].concat()),
        );
        for year in 0..3 {
            near(
                found.units("family_hour", year),
                without.units("family_hour", year),
            );
        }
    }
}

#[test]
fn a_year_is_the_same_however_it_is_cut() {
    let whole = |cycles: u32| {
        let set = format!("run.cycles_per_year={cycles}");
        let found = expected(HARM, &[&set, "transition.dying.hazard=0.02"]);
        let mut figures = Vec::new();
        for arm in ["current", "granted", "cheaper"] {
            for year in 0..3 {
                figures.push(found.paid(arm, "insurer", year));
                figures.push(found.paid(arm, "municipality", year));
                figures.push(found.outcome(arm, ["deaths", "all"], year));
                figures.push(found.outcome(arm, ["granted", "municipality"], year));
            }
        }
        figures
    };
    let months = whole(12);
    for cycles in [1, 2, 4] {
        for (found, months) in whole(cycles).into_iter().zip(&months) {
            assert!(
                (found / months - 1.0).abs() < 0.005,
                "{cycles}: {found} {months}"
            );
        }
    }
}

#[test]
fn the_simulation_lives_by_what_the_twin_expects() {
    let sets = ["run.replications=40"];
    let expected = expected(HARM, &sets);
    let World { plan, run } = live(TOWN, &format!("{WORLD}{HARM}"), &all(&sets));
    for (arm, name) in plan.means().arms.iter().map(|arm| &arm.name).enumerate() {
        for of in [
            ["granted", "municipality"],
            ["service_units", "cleaning"],
            ["service_units", "visit"],
            ["service_units", "talk"],
            ["deaths", "all"],
            ["spending_beyond_budget", "municipality"],
        ] {
            for year in 0..3 {
                let replications = run.replications.iter();
                let found = replications.map(|each| outcome(&each.arms[arm], of, year));
                let found: Vec<f64> = found.collect();
                let many = found.len() as f64;
                let mean = found.iter().sum::<f64>() / many;
                let square = |value: &f64| (value - mean) * (value - mean);
                let variance = found.iter().map(square).sum::<f64>() / (many - 1.0);
                let error = (variance / many).sqrt();
                let expected = expected.outcome(name, of, year);
                assert!(
                    (mean - expected).abs() <= 4.0 * error + 1e-9 * expected.abs(),
                    "{name} {of:?} {year}: {mean} ± {error}, not {expected}"
                );
            }
        }
    }
}

#[test]
fn threads_change_nothing() {
    let plan = plan(TOWN, &format!("{WORLD}{HARM}"), &all(&[]));
    let run = |threads: usize| {
        let options = Options {
            replications: 3,
            seed: 5,
            threads,
            shares_luck: true,
        };
        simulation::run(&plan, options, cohort::AS_SIMULATED, Watch::NOBODY).expect("a run")
    };
    assert_eq!(run(1).replications, run(2).replications);
}
