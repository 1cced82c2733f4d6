//! What the Dutch pack says of a country whose general practitioners are gone, beside what was published: life is shorter, and
//! more is asked of hospitals, both by a little.

use std::path::Path;

use caremix::cohort;
use caremix::scenario::schema::Scenario;
use caremix::simulation::ArmResult;
use caremix::system::System;
use caremix::system::plan::Plan;
use caremix::tables::chain::Chain;

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
    scenario
        .arm
        .retain(|arm| ["current", "closed"].contains(&arm.name.as_str()));
    scenario.run.comparator = Some("current".into());
    scenario
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
    let practice = |effect: &&caremix::tables::unmet::UnmetEffect| {
        let of = |index: &usize| system.disciplines[*index].name == "general_practice";
        effect.disciplines.iter().all(of)
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
    let sets = ["run.years=2", "run.sample=8000", "run.replications=6"];
    let mut scenario = scenario("zoetermeer-2025", &sets);
    scenario.run.parameters = caremix::scenario::schema::Parameters::Means;
    let plan = Plan::new(&scenario, None);
    let run = town::run(&plan);
    let twin = expected(&scenario);
    for name in ["deaths", "emergency_visits", "admissions", "life_years"] {
        let simulated = run
            .replications
            .iter()
            .map(|one| outcome(&one.arms[1], 1, name));
        let (mean, error) = town::mean_and_error(&simulated.collect::<Vec<f64>>());
        let expected = outcome(&twin[1], 1, name);
        println!("{name}: {mean:.1} ± {error:.1}, expected {expected:.1}");
        assert!((mean - expected).abs() < 4.0 * error, "{name}");
    }
}
