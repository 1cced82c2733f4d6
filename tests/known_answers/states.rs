//! States that cost something, fees by state, and what an arm changes by itself.

use crate::world::{TOWN, World, assert_close, assert_within, plan, town};

/// A year well costs 120 EUR, three quarters of it the insurer's: with 1,000 residents 90,000 and 30,000 EUR a year.
const COST: [&str; 4] = [
    "state.well.cost=120",
    "state.well.discipline=\"nurse\"",
    "state.well.payers={ insurer = 0.75, municipality = 0.25 }",
    "state.well.category=\"life\"",
];

/// Nobody needs help, so that nothing else is paid.
const NO_HELP: &str = "need.help.prevalence={ well = 0 }";

fn costly(more: &str, sets: &[&str]) -> World {
    let all: Vec<&str> = COST.iter().chain([&NO_HELP]).chain(sets).copied().collect();
    town(more, &all)
}

#[test]
fn the_cost_of_a_state_is_paid_by_statute_whatever_the_arm() {
    let bare = "[[arm]]\nname = \"bare\"\nlike = \"current\"\nwithout = [\"fees\"]";
    let world = costly(bare, &[]);
    for arm in ["current", "bare"] {
        let paid = |payer| world.flow(arm, "state_cost", payer, "nurse", 0);
        assert_eq!(
            [paid("insurer"), paid("municipality")],
            [9_000_000, 3_000_000]
        );
        assert_eq!(world.total(arm, 0), 12_000_000);
        assert_eq!(world.outcome(arm, "spending", "life", 0), 120_000.0);
        let value = world.outcome(arm, "care_at_reference_prices", "deprivation_0", 0);
        assert_close(value, 120_000.0);
    }
}

#[test]
fn the_cost_of_a_state_follows_prices_and_no_line_of_care() {
    // 120,000 × 1.1 in the second year.
    let growth = "[growth]\nprices = 0.1\nvolume = [{ line = \"first\", per_year = 0.5 }]";
    let world = costly(growth, &["run.years=2"]);
    assert_eq!(
        world.by_year("current", "state_cost"),
        [12_000_000, 13_200_000]
    );
}

#[test]
fn care_at_reference_prices_is_units_background_care_and_states_at_the_prices_of_the_year() {
    // In the second year, half of the town standing for all: 6,000 visits at 50 EUR, half as much again in volume; 100 EUR
    // a resident in the hospital; and 120 EUR in the state, a quarter less in an arm of its own. All of it at prices that
    // rose by a tenth.
    let more = r#"
[growth]
prices = 0.1
volume = [{ line = "first", per_year = 0.5 }]

[[background_care]]
name = "hospital"
discipline = "hospital"
line = "second"
payers = { insurer = 1 }
age_from = [0]
female = [100]
male = [100]

[[arm]]
name = "relieves"
like = "current"

[[arm.effect]]
name = "costs_less"
targets = [{ state_cost = "well" }]
reduction = 0.25
"#;
    let sets: Vec<&str> = COST
        .iter()
        .copied()
        .chain(["run.years=2", "run.sample=500"])
        .collect();
    let world = town(more, &sets);
    let of = |arm| world.outcome(arm, "care_at_reference_prices", "deprivation_0", 1);
    let but_states = (6_000.0 * 50.0 * 1.5 + 100_000.0) * 1.1;
    assert_close(of("current"), but_states + 120_000.0 * 1.1);
    assert_close(of("relieves"), but_states + 120_000.0 * 0.75 * 1.1);
}

#[test]
fn a_cycle_costs_what_the_states_counted_in_it_cost() {
    // Everybody dies within the one cycle of the year: a whole, half and no year of it is lived well.
    let dies = "[[transition]]\nfrom = \"well\"\nto = \"dead\"\nprobability = 1";
    for (counting, cents) in [("start", 12_000_000), ("middle", 6_000_000), ("end", 0)] {
        let counting = format!("run.counting=\"{counting}\"");
        let world = costly(dies, &["run.cycles_per_year=1", &counting]);
        assert_eq!(world.component("current", "state_cost", 0), cents);
    }
}

#[test]
fn residents_totals_hold_the_cost_of_their_states() {
    let world = costly("", &["run.resident_totals=true"]);
    let totals = world
        .result("current")
        .resident_totals
        .as_ref()
        .expect("totals");
    // Insurer, municipality, fund, residents, life-years.
    for (found, exact) in totals.mean.iter().zip([90.0, 30.0, 0.0, 0.0, 1.0]) {
        assert!((found - exact).abs() < 1e-4, "{found} is not {exact}");
    }
}

#[test]
fn background_care_is_what_neither_needs_nor_states_explain() {
    // 200 EUR published, of which the state explains 120: 80 are left.
    let more = "[[background_care]]\nname = \"rest\"\ncategory = \"life\"\ndiscipline = \"hospital\"\nline = \"second\"\n\
                payers = { fund = 1 }\nbands_are = \"remainder\"\nage_from = [0]\nfemale = [200]\nmale = [200]";
    let world = costly(more, &[]);
    assert_eq!(world.paid("current", "fund", 0), 8_000_000);
    assert_eq!(world.outcome("current", "spending", "life", 0), 200_000.0);
}

#[test]
fn background_care_grows_with_prices_and_the_volume_of_its_line() {
    // 1,000 × 80 EUR, and a year later 1.1 times the price of 1.2 times as much.
    let more = "[[background_care]]\nname = \"rest\"\ncategory = \"life\"\ndiscipline = \"hospital\"\nline = \"second\"\n\
                payers = { fund = 1 }\nage_from = [0]\nfemale = [80]\nmale = [80]\n\
                [growth]\nprices = 0.1\nvolume = [{ line = \"second\", per_year = 0.2 }]";
    let world = town(more, &[NO_HELP, "run.years=2"]);
    let paid = [0, 1].map(|year| world.paid("current", "fund", year));
    assert_eq!(paid, [8_000_000, 10_560_000]);
}

#[test]
fn a_state_fee_pays_person_years_in_its_states_while_it_lasts() {
    // 30 EUR × 1,000, with prices 1.1 and 1.21 in the second and third year.
    let fee = r#"
[growth]
prices = 0.1

[[arm]]
name = "treats"
like = "current"

[[arm.component]]
name = "treatment"
kind = "state_fee"
states = ["well"]
amount = 30
recipient = "hospital"
payers = { fund = 1 }
from_year = 2026
until_year = 2027
"#;
    let world = town(fee, &[NO_HELP, "run.years=4"]);
    assert_eq!(
        world.by_year("treats", "treatment"),
        [0, 3_300_000, 3_630_000, 0]
    );
    assert_eq!(
        world.flow("treats", "treatment", "fund", "hospital", 1),
        3_300_000
    );
    let flat = town(
        fee,
        &[
            NO_HELP,
            "run.years=4",
            "arm.treats.component.treatment.indexed=false",
        ],
    );
    assert_eq!(
        flat.by_year("treats", "treatment"),
        [0, 3_000_000, 3_000_000, 0]
    );
}

#[test]
fn a_state_fee_costs_administration_by_the_year_in_its_states() {
    let fee = r#"
[[arm.component]]
name = "treatment"
kind = "state_fee"
states = ["well"]
amount = 30
recipient = "hospital"
payers = { fund = 1 }
admin_hours = 0.5
"#;
    let world = town(fee, &[NO_HELP]);
    let hours = world.outcome("current", "administrative_hours", "hospital", 0);
    assert_close(hours, 500.0);
}

/// An arm with effects of its own in 2026 and 2027, and arms that start from it.
const EFFECTS: &str = r#"
[[arm]]
name = "relieves"
like = "current"

[[arm.effect]]
name = "lives_better"
targets = [{ utility = "well" }]
ratio = 0.9
from_year = 2026
until_year = 2027

[[arm.effect]]
name = "costs_less"
targets = [{ state_cost = "well" }]
reduction = 0.25

[[arm.effect]]
name = "visits_more"
targets = [{ units = "visit" }]
increase = 1
from_year = 2027

[[arm]]
name = "as_dear"
like = "relieves"
without = ["costs_less", "visits_more"]

[[arm]]
name = "cheaper_still"
like = "relieves"

[[arm.effect]]
name = "costs_less"
targets = [{ state_cost = "well" }]
reduction = 0.5
until_year = 2025
"#;

#[test]
fn an_arm_changes_utilities_costs_and_care_in_its_years() {
    let sets: Vec<&str> = COST
        .iter()
        .copied()
        .chain(["run.years=4", "state.well.utility=0.8"])
        .collect();
    let world = town(EFFECTS, &sets);
    let over = |value: &dyn Fn(usize) -> f64| [0, 1, 2, 3].map(value);
    // 1,000 × 0.8, and × 0.9 in the second and third year.
    let qalys = |arm: &str| over(&|year| world.outcome(arm, "qalys", "all", year));
    assert_eq!(qalys("current"), [800.0; 4]);
    for (found, exact) in qalys("relieves").iter().zip([800.0, 720.0, 720.0, 800.0]) {
        assert_close(*found, exact);
    }
    assert_eq!(qalys("as_dear"), qalys("relieves"));
    // 120,000 EUR × 0.75 in all years; untouched without the effect; × 0.5 in the first year alone.
    assert_eq!(world.by_year("relieves", "state_cost"), [9_000_000; 4]);
    assert_eq!(world.by_year("as_dear", "state_cost"), [12_000_000; 4]);
    let cheaper = [6_000_000, 12_000_000, 12_000_000, 12_000_000];
    assert_eq!(world.by_year("cheaper_still", "state_cost"), cheaper);
    // Six visits a resident, twelve from the third year on.
    let visits = |arm: &str| over(&|year| world.outcome(arm, "service_units", "visit", year));
    assert_eq!(visits("as_dear"), [6_000.0; 4]);
    assert_eq!(visits("relieves"), [6_000.0, 6_000.0, 12_000.0, 12_000.0]);
}

#[test]
fn the_accounting_effect_of_an_arm_leaves_out_what_it_does_to_care() {
    // The comparator's care at the arm's prices: its state cost, 90,000 EUR, and the comparator's visits, 300,000.
    let sets: Vec<&str> = COST.iter().copied().chain(["run.years=4"]).collect();
    let world = town(EFFECTS, &sets);
    let repriced = world
        .result("relieves")
        .repriced
        .as_ref()
        .expect("repriced");
    let total: i64 = repriced.iter().map(|years| years[3].0).sum();
    assert_eq!(total, 9_000_000 + 30_000_000);
    assert_eq!(world.total("relieves", 3), 9_000_000 + 60_000_000);
}

/// Ten thousand men who fall ill at 0.3 a year and die of nothing, under an arm with a hazard ratio of 0.4 in the first
/// two years.
const SLOWED: &str = r#"
[[state]]
name = "ill"

[[transition]]
from = "well"
to = "ill"
hazard = 0.3

[[arm]]
name = "slows"
like = "current"

[[arm.effect]]
name = "slower"
targets = [{ transition = ["well", "ill"] }]
ratio = 0.4
until_year = 2026
"#;

#[test]
fn the_hazard_ratio_of_an_arm_holds_in_its_years_alone() {
    let sets = [
        NO_HELP,
        "run.years=5",
        "run.cycles_per_year=1",
        "run.counting=\"start\"",
        "population.bands=[{ age_from = 40, age_below = 41, female = 0, male = 10000 }]",
    ];
    let world = town(SLOWED, &sets);
    // Well at the start of year 4: e^(−0.3·4), and e^(−0.12·2 − 0.3·2) under the arm.
    for (arm, rate_by_then) in [("current", 1.2_f64), ("slows", 0.84)] {
        let well = (-rate_by_then).exp();
        let error = (well * (1.0 - well) / 10_000.0).sqrt();
        let found = world.outcome(arm, "state_years", "well", 4) / 10_000.0;
        assert_within(found, well, error);
    }
}

#[test]
fn an_uncertain_ratio_is_drawn_once_for_all_its_targets_and_for_arms_alike() {
    let more = r#"
[[arm]]
name = "one"
like = "current"

[[arm.effect]]
name = "shared"
targets = [{ units = "visit" }, { hours = "visit" }]
ratio = { mean = 0.5, se = 0.05, dist = "lognormal" }

[[arm]]
name = "other"
like = "one"
"#;
    let plan = plan(TOWN, more, &["run.parameters=\"drawn\""]);
    let sizes = |replication: u32| -> Vec<f64> {
        let system = plan.system(7, replication);
        let effects = system.arms.iter().flat_map(|arm| &arm.effects);
        effects.map(|effect| effect.size).collect()
    };
    for replication in 0..3 {
        let drawn = sizes(replication);
        assert_eq!(drawn, [drawn[0]; 4]);
    }
    assert_ne!(sizes(0), sizes(1));
}

#[test]
fn a_ratio_of_a_capability_says_the_same_as_a_reduction() {
    // 1 − 0.75·S and 1 − (1 − 0.25)·S.
    let capability = |size: &str| {
        format!(
            "[[capability]]\nname = \"thrift\"\nhalf = 10\nbuild = 1\nfade = 1\n\n[[effect]]\ncapability = \"thrift\"\n\
             target = {{ units = \"visit\" }}\n{size}\n\n[[arm.component]]\nname = \"fee\"\nkind = \"network_fee\"\n\
             amount = 10\npayers = {{ insurer = 1 }}\nearmark = {{ thrift = 1 }}\n"
        )
    };
    let visits = |size: &str| {
        let world = town(&capability(size), &["run.years=3"]);
        [0, 1, 2].map(|year| world.outcome("current", "service_units", "visit", year))
    };
    assert_eq!(visits("ratio = 0.25"), visits("reduction = 0.75"));
    assert!(visits("ratio = 0.25")[2] < 5_000.0);
}

#[test]
fn an_arm_replaces_one_service_by_another_at_its_ratio() {
    let swaps = r#"
[[service]]
name = "call"
discipline = "hospital"
line = "first"
price = 10
payers = { insurer = 1 }

[[arm]]
name = "swaps"
like = "current"

[[arm.effect]]
name = "calls"
targets = [{ substitute = { from = "visit", to = "call", ratio = 3 } }]
reduction = 1
"#;
    // All 6,000 visits of a year become three calls each, of 10 EUR.
    let world = town(swaps, &[]);
    let units = |arm: &str, service: &str| world.outcome(arm, "service_units", service, 0);
    assert_eq!(
        ["visit", "call"].map(|service| units("current", service)),
        [6_000.0, 0.0]
    );
    assert_eq!(
        ["visit", "call"].map(|service| units("swaps", service)),
        [0.0, 18_000.0]
    );
    assert_eq!(world.total("swaps", 0), 18_000_000);
}
