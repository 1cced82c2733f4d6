//! What the Dutch pack says of a country whose general practitioners are gone, beside what was published: life is shorter, and
//! more is asked of hospitals, both by a little.

use std::path::Path;

use caremix::cohort;
use caremix::scenario::number::distribution;
use caremix::scenario::schema::{Num, Parameters, Scenario};
use caremix::simulation::ArmResult;
use caremix::system::System;
use caremix::system::plan::Plan;
use caremix::tables::chain::Chain;
use caremix::tables::unmet::{Lack, UnmetEffect};

use crate::town;

/// Current funding, and the same with all general practices closed from the start.
fn scenario(name: &str, sets: &[&str]) -> Scenario {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let below = root.join(format!("scenarios/{name}.toml"));
    let text = format!(
        "extends = [\"{}\"]\n[[arm]]\nname = \"closed\"\nlike = \"current\"\n[[arm.effect]]\nname = \"no_practices\"\n\
         targets = [{{ capacity = \"general_practice\" }}]\nratio = 0\n",
        below.display()
    );
    let mut scenario = town::of_text(&text, sets);
    scenario.run.comparator = Some("current".into());
    town::few(scenario, &["current", "closed"])
}

/// Under current funding, and with practices closed.
fn expected(scenario: &Scenario) -> [ArmResult; 2] {
    let plan = Plan::new(scenario, None);
    let mut arms = cohort::expected(plan.means()).arms.into_iter();
    [(); 2].map(|()| arms.next().expect("an arm").result)
}

fn outcome(result: &ArmResult, year: usize, name: &str) -> f64 {
    let mut labels = result.labels.iter();
    let place = labels.position(|label| label.outcome == name && label.group == "all");
    result.outcomes[year][place.unwrap_or_else(|| panic!("no {name}"))]
}

/// Closed to current, over all years.
fn ratio([current, closed]: &[ArmResult; 2], name: &str) -> f64 {
    let all = |result: &ArmResult| -> f64 {
        (0..result.outcomes.len())
            .map(|year| outcome(result, year, name))
            .sum()
    };
    all(closed) / all(current)
}

/// Life expectancy at birth of women and men of all classes together, with multipliers on hazards.
fn life_expectancy(system: &System, multipliers: Option<&[f64]>) -> f64 {
    let health = &system.health;
    let states = health.states.len();
    let mut chain = Chain::default();
    let classes = 0..health.classes.count();
    let of_class = |class: usize, chain: &mut Chain| -> f64 {
        let mut here = vec![0.0; states];
        here[system.people.newborn_state] = 1.0;
        let mut lived = 0.0;
        for age in 0..health.ages() {
            health.expect(health.cell(class, age), multipliers, chain);
            let mut next = vec![0.0; states];
            for (from, many) in here.iter().enumerate() {
                for (to, next) in next.iter_mut().enumerate() {
                    *next += many * chain.row(from)[to];
                }
            }
            let alive = |here: &[f64]| -> f64 {
                let all = here.iter().enumerate();
                all.filter(|(state, _)| health.is_alive(*state))
                    .map(|(_, many)| many)
                    .sum()
            };
            lived += (alive(&here) + alive(&next)) / 2.0 * system.time.length;
            here = next;
        }
        lived
    };
    let each: Vec<f64> = classes.map(|class| of_class(class, &mut chain)).collect();
    each.iter().sum::<f64>() / each.len() as f64
}

#[test]
fn a_life_without_general_practice_is_about_half_a_year_shorter() {
    let plan = Plan::new(&scenario("netherlands-2023", &[]), None);
    let system = plan.means();
    let mut multipliers = vec![1.0; system.health.moves()];
    let practice = |effect: &&UnmetEffect| {
        let of = |index: &usize| system.disciplines[*index].name == "general_practice";
        matches!(&effect.lack, Lack::Hours(all) if all.iter().all(of))
    };
    let unmet = system.unmet.as_ref().expect("unmet care");
    for effect in unmet.effects.iter().filter(practice) {
        for &(_, place, share) in &effect.moves {
            multipliers[place] *= 1.0 + share * (effect.ratio - 1.0);
        }
    }
    let lost = life_expectancy(system, None) - life_expectancy(system, Some(&multipliers));
    println!("{lost:.3} years");
    assert!((0.3..=0.9).contains(&lost), "{lost}");
}

#[test]
fn a_country_without_general_practice_loses_a_little_life_and_asks_a_little_more_of_hospitals() {
    let arms = expected(&scenario("netherlands-2023", &["run.years=10"]));
    let lived = |result: &ArmResult| -> f64 {
        (0..10)
            .map(|year| outcome(result, year, "life_years"))
            .sum()
    };
    let residents = outcome(&arms[0], 0, "life_years");
    let lost = (lived(&arms[0]) - lived(&arms[1])) / residents;
    println!("{lost:.4} years a resident over ten years");
    assert!((0.01..=0.05).contains(&lost), "{lost}");
    let all = [
        "admissions",
        "emergency_visits",
        "deaths",
        "institution_entries",
        "qalys",
    ];
    for name in all {
        println!("{name}: {:.4}", ratio(&arms, name));
    }
    for (name, wanted) in [("admissions", 1.11), ("emergency_visits", 1.12)] {
        let found = ratio(&arms, name);
        assert!((found - wanted).abs() <= 0.05, "{name}: {found}");
    }
    assert!(ratio(&arms, "deaths") > 1.002);
    assert!(ratio(&arms, "qalys") < 1.0);
}

#[test]
fn what_was_observed_harms_nobody_in_the_year_in_which_it_was() {
    let harmed = expected(&scenario("zoetermeer-2025", &["run.years=2"]));
    let without = ["run.years=2", "layers.unmet_care=false"];
    let unharmed = expected(&scenario("zoetermeer-2025", &without));
    assert_eq!(harmed[0].outcomes[0], unharmed[0].outcomes[0]);
    let deaths = |arms: &[ArmResult; 2]| outcome(&arms[1], 0, "deaths");
    assert!(deaths(&harmed) > 1.01 * deaths(&unharmed));
}

#[test]
fn simulated_residents_are_harmed_as_the_twin_expects() {
    let sets = ["run.years=2", "run.sample=4000", "run.replications=24"];
    let mut scenario = scenario("zoetermeer-2025", &sets);
    scenario.run.parameters = Parameters::Means;
    let run = town::run(&Plan::new(&scenario, None));
    let twin = expected(&scenario);
    for name in ["deaths", "emergency_visits", "admissions"] {
        let harm = |[current, closed]: [&ArmResult; 2]| {
            outcome(closed, 1, name) - outcome(current, 1, name)
        };
        let towns = run.replications.iter();
        let each = towns.map(|town| harm([&town.arms[0], &town.arms[1]]));
        let (mean, error) = town::mean_and_error(&each.collect::<Vec<f64>>());
        let expected = harm([&twin[0], &twin[1]]);
        println!("{name}: {mean:.1} ± {error:.1}, expected {expected:.1}");
        assert!((mean - expected).abs() < 4.0 * error, "{name}");
        assert!(error < 0.25 * expected, "{name}: the sample tells nothing");
    }
}

#[test]
fn six_years_are_the_same_however_they_are_cut() {
    let all = ["deaths", "admissions", "emergency_visits"];
    let harm = |cycles: u32| {
        let cycles = format!("run.cycles_per_year={cycles}");
        let arms = expected(&scenario("netherlands-2023", &["run.years=6", &cycles]));
        all.map(|name| [0, 2, 5].map(|year| of_year(&arms, year, name) - 1.0))
    };
    let quarters = harm(4);
    for cycles in [1, 2, 12] {
        for ((name, found), quarters) in all.iter().zip(harm(cycles)).zip(quarters) {
            for (found, quarters) in found.into_iter().zip(quarters) {
                println!("{cycles} {name}: {found:.5} {quarters:.5}");
                assert!((found / quarters - 1.0).abs() < 0.01, "{cycles} {name}");
            }
        }
    }
}

/// Closed to current in one year.
fn of_year([current, closed]: &[ArmResult; 2], year: usize, name: &str) -> f64 {
    outcome(closed, year, name) / outcome(current, year, name)
}

/// Every size of the pack at none.
fn without_sizes(mut scenario: Scenario) -> Scenario {
    let unmet = scenario.unmet_care.as_mut().expect("unmet care");
    for effect in &mut unmet.effect {
        effect.ratio = Num::from(1.0);
    }
    let informal = unmet.informal.as_mut().expect("carers");
    informal.share = Num::from(0.0);
    informal.loss_per_hour = Some(Num::from(0.0));
    scenario
}

#[test]
fn without_sizes_health_is_what_it_was_to_the_digit() {
    let sets = ["run.years=3", "run.sample=500", "run.replications=2"];
    let off = scenario(
        "zoetermeer-2025",
        &[&sets[..], &["layers.unmet_care=false"]].concat(),
    );
    let none = without_sizes(scenario("zoetermeer-2025", &sets));
    for (off, none) in expected(&off).iter().zip(expected(&none)) {
        assert_eq!(off.outcomes, none.outcomes);
    }
    let [off, none] = [off, none].map(|scenario| town::run(&Plan::new(&scenario, None)));
    for (off, none) in off.replications.iter().zip(&none.replications) {
        for (off, none) in off.arms.iter().zip(&none.arms) {
            assert_eq!(off.outcomes, none.outcomes);
        }
    }
}

#[test]
fn every_size_of_the_pack_may_be_none() {
    let scenario = scenario("netherlands-2023", &[]);
    let unmet = scenario.unmet_care.expect("unmet care");
    for effect in unmet.effect {
        let found = distribution(&effect.ratio).expect("a distribution");
        let [low, high] = [0.025, 0.975].map(|share| found.quantile(share));
        assert!(low < 1.0 && 1.0 < high, "{}: {low} to {high}", effect.name);
    }
}

/// Deaths in the fifth year under current funding, and under an arm of this name.
fn deaths_beside_current(text: &str, sets: &[&str]) -> [f64; 2] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let below = root.join("scenarios/netherlands-2023.toml");
    let arms = root.join("scenarios/packs/nl-arms.toml");
    let text = format!(
        "extends = [\"{}\", \"{}\"]\n{text}",
        below.display(),
        arms.display()
    );
    let mut scenario = town::of_text(&text, &[&["run.years=5"], sets].concat());
    let last = scenario.arm.last().expect("an arm").name.clone();
    scenario.run.comparator = Some("current".into());
    expected(&town::few(scenario, &["current", &last])).map(|arm| outcome(&arm, 4, "deaths"))
}

#[test]
fn arms_of_payment_differ_in_health() {
    // Nothing but how providers are paid.
    let paid = "layers.capabilities=false";
    let [current, three_p] = deaths_beside_current("", &[paid]);
    println!("{current:.2} {three_p:.2}");
    assert!(three_p > current * (1.0 + 1e-6), "{three_p} of {current}");
    let [current, paid] = deaths_beside_current("", &[paid, "layers.unmet_care=false"]);
    assert_eq!(current, paid);
}

#[test]
fn outreach_gains_health_where_hidden_needs_harm_and_only_there() {
    let outreach = r#"
[[arm]]
name = "outreach"
like = "current"
[[arm.effect]]
name = "found"
targets = [{ presented = "severe_loneliness" }]
ratio = 3
"#;
    let [current, found] = deaths_beside_current(outreach, &[]);
    assert_eq!(current, found);
    let harm = "unmet_care.effect.hidden_needs_on_death.ratio=1.2";
    let [current, found] = deaths_beside_current(outreach, &[harm]);
    println!("{current:.1} {found:.1}");
    assert!(found < 0.999 * current, "{found} of {current}");
}

#[test]
fn what_needs_escalate_to_fills_hospitals_and_the_ratio_of_deaths_kills() {
    // Either by itself: unmet needs that escalate like met ones, and sizes at none.
    let country = || scenario("netherlands-2023", &["run.years=2"]);
    let mut alike = country();
    for link in alike.need.iter_mut().flat_map(|need| &mut need.escalation) {
        link.unmet_probability = None;
    }
    let found = |scenario: &Scenario| {
        let arms = expected(scenario);
        ["admissions", "emergency_visits", "deaths"].map(|name| of_year(&arms, 1, name))
    };
    let both = found(&country());
    let ratios = found(&alike);
    let escalations = found(&without_sizes(country()));
    let neither = found(&without_sizes(alike));
    println!("{both:.4?} {ratios:.4?} {escalations:.4?} {neither:.4?}");
    let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 0.01, "{found} {wanted}");
    for (name, (both, escalations)) in both.into_iter().zip(escalations).enumerate().take(2) {
        near(escalations, both);
        near(ratios[name], 1.0);
    }
    near(ratios[2], both[2]);
    assert!(both[2] > 1.02, "{}", both[2]);
    assert_eq!(escalations[2], 1.0);
    assert_eq!(neither, [1.0; 3]);
}
