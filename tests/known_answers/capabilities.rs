//! What money builds, what becomes of it, and what it does.

use caremix::simulation::ArmResult;

use crate::world::{World, assert_close, assert_within, mean_of_year, town};

/// A fee of 30 EUR a resident, half of it for a capability of which 15 EUR buy half of the effect: G = 15/(15+15) =
/// 0.5. It is built in two years and fades in five.
fn build(keys: &str, effect: &str, sets: &[&str]) -> World {
    build_as("builds", keys, effect, sets)
}

/// The same under another name.
fn build_as(name: &str, keys: &str, effect: &str, sets: &[&str]) -> World {
    let more = format!(
        r#"
[[capability]]
name = "prevention"
half = 15
build = 2
fade = 5

{effect}

[[arm]]
name = "{name}"
like = "current"

[[arm.component]]
name = "fee"
kind = "network_fee"
amount = 30
payers = {{ insurer = 1 }}
earmark = {{ prevention = 0.5 }}
{keys}
"#
    );
    let mut all = vec!["run.years=8", "run.cycles_per_year=1"];
    all.extend(sets);
    town(&more, &all)
}

fn stock(world: &World, year: usize) -> f64 {
    world.outcome("builds", "capability_stock", "prevention", year)
}

#[test]
fn a_stock_approaches_what_spending_supports() {
    // dS/dt = (0.5 − S)/2 from the day the money comes.
    for cycles in ["1", "4", "12"] {
        let world = build("", "", &[&format!("run.cycles_per_year={cycles}")]);
        for year in 0..8 {
            assert_close(stock(&world, year), mean_of_year(0.0, 0.5, 2.0, year));
            assert_eq!(
                world.outcome("current", "capability_stock", "prevention", year),
                0.0
            );
        }
    }
}

#[test]
fn a_grant_builds_what_it_comes_to_in_a_year_however_the_year_is_cut() {
    // 15,000 EUR a year beside the fee, 15 a resident and 30 with it: G = 30/(30 + 15).
    let grant = "[[arm.component]]\nname = \"grant\"\nkind = \"project_grant\"\namount = 15000\nuntil_year = 2040\npayers = { fund = 1 }\nearmark = { prevention = 1 }";
    for cycles in ["1", "4"] {
        let world = build(grant, "", &[&format!("run.cycles_per_year={cycles}")]);
        for year in 0..8 {
            let exact = mean_of_year(0.0, 30.0 / 45.0, 2.0, year);
            assert_close(stock(&world, year), exact);
        }
    }
}

#[test]
fn a_stock_fades_when_nobody_pays_any_longer() {
    // Paid in 2025, 2026 and 2027: S = 0.5·(1 − exp(−3/2)) = 0.388 at the end, then by a factor e in five years.
    let world = build("until_year = 2027", "", &[]);
    let built = 0.5 * (1.0 - (-1.5_f64).exp());
    for year in 3..8 {
        assert_close(stock(&world, year), mean_of_year(built, 0.0, 5.0, year - 3));
    }
}

#[test]
fn a_stock_that_needs_integration_grows_with_it() {
    // A survey of one referral and three coordinations: (0 + 3·2/3) / 4 = 0.5, so G is 0.25.
    let survey = "[integration]\nsurvey = [{ respondent = \"place\", referral = 1, information_sharing = 0, coordination = 3, joint_activities = 0 }]";
    let world = build(
        "",
        survey,
        &["capability.prevention.needs_integration=true"],
    );
    for year in 0..8 {
        assert_close(stock(&world, year), mean_of_year(0.0, 0.25, 2.0, year));
    }
}

#[test]
fn the_price_index_neither_builds_nor_erodes() {
    let world = build("", "[growth]\nprices = 0.05", &[]);
    assert_close(stock(&world, 7), mean_of_year(0.0, 0.5, 2.0, 7));
    // An amount that does not follow prices buys less each year: 15/1.05 in prices of 2025 in 2026.
    let world = build("indexed = false", "[growth]\nprices = 0.05", &[]);
    let (first, x) = (0.5 * (1.0 - (-0.5_f64).exp()), 15.0 / 1.05);
    assert_close(stock(&world, 0), mean_of_year(0.0, 0.5, 2.0, 0));
    assert_close(
        stock(&world, 1),
        mean_of_year(first, x / (x + 15.0), 2.0, 0),
    );
}

#[test]
fn an_effect_acts_with_the_money_of_its_own_year_however_the_year_is_cut() {
    // Half of the effect at full strength, which is all needs: built in two years by money of two years, faded in one:
    // 0.5·(1 − exp(−t/2)), then 0.316·exp(−(t − 2)), as means over the years.
    let effect = "[[need]]\nname = \"call\"\nclass = \"acute\"\ndomain = \"medical\"\nrates = { well = 20 }\nservices = [{ service = \"round\", units = 1 }]\n[[service]]\nname = \"round\"\ndiscipline = \"hospital\"\nline = \"first\"\nprice = 1\npayers = { insurer = 1 }\n[[effect]]\ncapability = \"prevention\"\ntarget = { need = \"call\" }\nreduction = 1\n";
    for cycles in ["1", "4", "12"] {
        let cycles = format!("run.cycles_per_year={cycles}");
        let sets = [
            "capability.prevention.fade=1",
            &cycles,
            "run.years=4",
            "run.replications=10",
        ];
        let world = build("until_year = 2026", effect, &sets);
        for (year, exact) in [0.107, 0.261, 0.200, 0.073].into_iter().enumerate() {
            let rounds = |arm: &str| -> f64 {
                world
                    .outcomes(arm, "service_units", "round", year)
                    .iter()
                    .sum()
            };
            // 200,000 rounds and a thinned count of the same: an error of less than 0.001 in the share.
            let share = 1.0 - rounds("builds") / rounds("current");
            assert!((share - exact).abs() < 0.005, "{cycles}, {year}: {share}");
        }
    }
}

const FEWER_VISITS: &str = "[[effect]]\nname = \"fewer\"\ncapability = \"prevention\"\ntarget = { units = \"visit\" }\nreduction = 0.8\n";

#[test]
fn an_effect_grows_and_fades_with_the_stock() {
    // Each resident wants 6·(1 − 0.8·S) visits a year, rounded up or down by chance: a standard deviation of half a
    // visit at most.
    let world = build("until_year = 2027", FEWER_VISITS, &["run.years=40"]);
    for year in 0..8 {
        let visits = world.outcome("builds", "service_units", "visit", year);
        let exact = 6_000.0 * (1.0 - 0.8 * stock(&world, year));
        assert_within(visits, exact, 0.5 * 1_000_f64.sqrt());
        assert_eq!(
            world.outcome("current", "service_units", "visit", year),
            6_000.0
        );
    }
    // 36 years of fading leave 0.388 · exp(−36/5) = 0.0003.
    assert!(stock(&world, 39) < 0.0004);
    assert!(world.outcome("builds", "service_units", "visit", 39) > 5_990.0);
}

#[test]
fn fewer_hours_a_unit_are_fewer_hours_worked() {
    let effect = "[[effect]]\ncapability = \"prevention\"\ntarget = { hours = \"visit\" }\nreduction = 0.5\n";
    let world = build(
        "",
        effect,
        &["discipline.nurse.hourly_cost=40", "run.years=2"],
    );
    // In the second year S = 0.261 on average: 6,000 hours × (1 − 0.131) × 40 EUR.
    let cost = |arm: &str| {
        world.result(arm).providers[1][0]
            .cost
            .expect("a known cost")
    };
    assert_close(cost("current"), 240_000.0);
    assert_close(
        cost("builds"),
        240_000.0 * (1.0 - 0.5 * mean_of_year(0.0, 0.5, 2.0, 1)),
    );
}

#[test]
fn substitution_moves_units_to_another_service_at_its_ratio() {
    let effect = r#"
[[service]]
name = "call"
discipline = "hospital"
line = "first"
price = 10
payers = { insurer = 1 }

[[effect]]
capability = "prevention"
target = { substitute = { from = "visit", to = "call", ratio = 3 } }
increase = 1
"#;
    let world = build("", effect, &["run.years=2"]);
    // S = 0.261 in the second year: so many of six visits become three calls each.
    let units = |service: &str| world.outcome("builds", "service_units", service, 1);
    let visits = 6_000.0 * (1.0 - mean_of_year(0.0, 0.5, 2.0, 1));
    assert_within(units("visit"), visits, 0.5 * 1_000_f64.sqrt());
    assert_eq!(units("call"), 3.0 * (6_000.0 - units("visit")));
}

#[test]
fn what_only_carers_do_takes_the_place_of_other_care_where_there_is_a_carer() {
    // All visits by family for those who have a carer, none for the others, and so it is from the first day on.
    for (share, visits) in [("1", 0.0), ("0", 6_000.0)] {
        let more = format!(
            r#"
[carers]
share = {{ well = {share} }}

[[service]]
name = "family_visit"
discipline = "nurse"
line = "informal"
price = 0

[[arm]]
name = "family"
like = "current"

[[arm.effect]]
name = "asked"
targets = [{{ substitute = {{ from = "visit", to = "family_visit", ratio = 1 }} }}]
increase = 1
"#
        );
        let world = town(&more, &[]);
        let units = |service: &str| world.outcome("family", "service_units", service, 0);
        assert_eq!(units("visit"), visits);
        assert_eq!(units("family_visit"), 6_000.0 - visits);
    }
}

/// What happened to people, and nothing of money.
fn care(result: &ArmResult) -> Vec<Vec<(String, f64)>> {
    let is_money = |outcome: &str| {
        [
            "spending",
            "residents_pay",
            "capability_stock",
            "administrative_hours",
        ]
        .contains(&outcome)
    };
    let of_year = |values: &Vec<f64>| {
        let labelled = result.labels.iter().zip(values);
        labelled
            .filter(|(label, _)| !is_money(&label.outcome))
            .map(|(label, value)| (format!("{} {}", label.outcome, label.group), *value))
            .collect()
    };
    result.outcomes.iter().map(of_year).collect()
}

/// A town in which much happens by chance.
const BUSY: &str = r#"
[[state]]
name = "ill"

[[transition]]
from = "well"
to = "ill"
hazard = 0.2

[[transition]]
from = "ill"
to = "dead"
hazard = 0.2

[[need]]
name = "worry"
class = "temporary"
domain = "psychological"
rates = { well = 1, ill = 4 }
presented = 0.7
services = [{ service = "visit", units = 1.5 }]
escalation = [{ service = "visit", probability = 0.2, unmet_probability = 0.4 }]
"#;

fn all_effects(size: &str) -> String {
    let targets = [
        "units = \"visit\"",
        "need = \"worry\"",
        "presented = \"worry\"",
        "escalation = \"worry\"",
        "transition = [\"well\", \"ill\"]",
    ];
    let effect = |target: &&str| {
        format!(
            "[[effect]]\ncapability = \"prevention\"\ntarget = {{ {target} }}\nreduction = {size}\n"
        )
    };
    format!("{BUSY}{}", targets.iter().map(effect).collect::<String>())
}

#[test]
fn without_effects_every_arm_delivers_the_same_care() {
    let world = build("", &all_effects("0"), &[]);
    assert_eq!(care(world.result("current")), care(world.result("builds")));
    assert!(world.total("builds", 0) > world.total("current", 0));
    // And with effects it does not, or the comparison above shows nothing.
    let world = build("", &all_effects("0.3"), &[]);
    assert_ne!(care(world.result("current")), care(world.result("builds")));
}

#[test]
fn a_label_changes_nothing() {
    let effects = all_effects("0.3");
    let world = build("", &effects, &[]);
    for name in ["aardvark", "zebra"] {
        let other = build_as(name, "", &effects, &[]);
        assert_eq!(other.result(name), world.result("builds"));
        assert_eq!(other.result("current"), world.result("current"));
    }
}
