//! Shared savings, settled on what residents cost.

use crate::world::{TOWN, World, live};

/// The town with a contract from 2026 on and a rise of the price of help in nothing: spending is 300 EUR a person each year.
fn contract(keys: &str, more: &str, sets: &[&str]) -> World {
    let text = format!(
        r#"
[[arm]]
name = "contract"
like = "current"
[[arm.component]]
name = "savings"
kind = "shared_savings"
from_year = 2026
payers = {{ insurer = 1 }}
savings = {{ rate = 0.5, benchmark = "trend", {keys} }}
{more}
"#
    );
    let always = [
        "run.years=3",
        "discipline.nurse.practices={ count = 4, panels = true }",
    ];
    live(TOWN, &text, &[always.as_slice(), sets].concat())
}

#[test]
fn a_trend_that_is_too_generous_pays_for_nothing() {
    // Spending of the insurer is 70 % of 300 = 210 a person. Benchmark 210·1.1 = 231, then 254.1; savings 21 and 44.1 a
    // person, half of them to the network: 10,500 and 22,050 EUR. Nobody saved anything.
    let world = contract("trend = 0.1", "", &[]);
    assert_eq!(
        world.by_year("contract", "savings"),
        [0, 1_050_000, 2_205_000]
    );
    assert_eq!(world.received("contract", "network", 1), 1_050_000);
}

#[test]
fn all_spending_counts_where_the_contract_says_so() {
    // 300 a person: 30 and 63 saved, half of it.
    let world = contract(
        "trend = 0.1, savings_of = [\"insurer\", \"municipality\"]",
        "",
        &[],
    );
    assert_eq!(
        world.by_year("contract", "savings"),
        [0, 1_500_000, 3_150_000]
    );
}

#[test]
fn one_sided_contracts_pay_no_losses_back_and_two_sided_ones_do() {
    // Benchmark 210·0.9 = 189: a loss of 21 a person.
    let one_sided = contract("trend = -0.1", "", &[]);
    assert_eq!(one_sided.by_year("contract", "savings"), [0, 0, 0]);
    // 189 and 170.1: 21,000·0.4 and 39,900·0.4.
    let two_sided = contract("trend = -0.1, loss_rate = 0.4", "", &[]);
    assert_eq!(
        two_sided.by_year("contract", "savings"),
        [0, -840_000, -1_596_000]
    );
}

#[test]
fn outliers_are_cut_off_on_both_sides_of_the_comparison() {
    // At most 100 EUR a person count in both years: 100·1.1 − 100 = 10 a person, then 21.
    let world = contract("trend = 0.1, truncate_at = 100", "", &[]);
    assert_eq!(
        world.by_year("contract", "savings"),
        [0, 500_000, 1_050_000]
    );
}

#[test]
fn what_is_cut_off_of_a_person_follows_prices() {
    // Prices rise by 10 %: 110 EUR of a person count in 2026 and 121 in 2027. A trend of 20 % on 100 expects 120 and 144.
    let growth = "[growth]\nprices = 0.1";
    let world = contract("trend = 0.2, truncate_at = 100", growth, &[]);
    assert_eq!(
        world.by_year("contract", "savings"),
        [0, 500_000, 1_150_000]
    );
}

#[test]
fn background_care_counts_towards_what_is_cut_off_of_a_person() {
    // 210 EUR of help and 100 of background care, of which 300 count: 30 a person, then 63, half of it. Where 320 may count,
    // all 310 do: 31, then 65.10.
    let background = r#"
[[background_care]]
name = "rest"
discipline = "hospital"
line = "second"
payers = { insurer = 1 }
age_from = [0]
female = [100]
male = [100]
"#;
    for (limit, paid) in [
        (300, [0, 1_500_000, 3_150_000]),
        (320, [0, 1_550_000, 3_255_000]),
    ] {
        let keys = format!("trend = 0.1, truncate_at = {limit}");
        let world = contract(&keys, background, &[]);
        assert_eq!(world.by_year("contract", "savings"), paid, "{limit}");
    }
}

#[test]
fn against_the_comparator_a_contract_pays_only_what_was_saved() {
    let world = live(
        TOWN,
        r#"
[[arm]]
name = "contract"
like = "current"
[[arm.component]]
name = "savings"
kind = "shared_savings"
payers = { insurer = 1 }
savings = { rate = 0.5, benchmark = "comparator" }
[[incentive]]
discipline = "nurse"
downstream = 0.4
"#,
        &["discipline.nurse.practices={ count = 2, panels = true }"],
    );
    // Nothing escalates, so that nothing can be saved.
    assert_eq!(world.component("contract", "savings", 0), 0);
    assert_eq!(world.total("contract", 0), 30_000_000);
}

#[test]
fn quality_below_the_gate_forfeits_the_savings() {
    let indicators = "indicators = [{ measure = \"units_per_resident\", service = \"visit\", weight = 1, floor = 0, target = 12 }]";
    // Six visits of twelve: a score of a half.
    let passes = contract("trend = 0.1, quality_gate = 0.5", indicators, &[]);
    assert_eq!(passes.component("contract", "savings", 1), 1_050_000);
    let fails = contract("trend = 0.1, quality_gate = 0.6", indicators, &[]);
    assert_eq!(fails.component("contract", "savings", 1), 0);
}

#[test]
fn what_a_generous_trend_pays_is_all_luck() {
    let world = contract("trend = 0.1", "", &[]);
    let (tables, _) = caremix::analysis::tables(&world.plan, &world.run);
    let luck: Vec<f64> = tables
        .outcomes
        .iter()
        .filter(|row| row.outcome == "luck_share")
        .map(|row| row.spread.mean)
        .collect();
    assert_eq!(luck, [1.0]);
    // Panels of one, two and four practices, each paid every year for nothing.
    let paid: Vec<f64> = tables
        .savings
        .iter()
        .map(|row| row.p_paid_without_effect)
        .collect();
    assert_eq!(paid, [1.0, 1.0, 1.0]);
    assert!(tables.savings[0].persons < tables.savings[2].persons);
    assert!((tables.savings[2].persons - 1_000.0).abs() < 1e-9);
}

#[test]
fn the_expected_payment_without_effect_is_that_of_half_a_normal_distribution() {
    // Flu comes twice a year and costs the insurer 35 EUR each: compound Poisson with a variance of 2·35² = 2,450 a person
    // and year, independent from year to year. Benchmark less spending of 1,000 persons is normal around 0 with variance
    // 2·1,000·2,450, and half of its positive part is paid: ½·√4,900,000/√(2π) = 441.55 EUR. The variance of the positive
    // part of a standard normal is ½ − 1/(2π) = 0.3408.
    let flu = r#"
[[need]]
name = "flu"
class = "acute"
domain = "medical"
rates = { well = 2 }
services = [{ service = "visit", units = 1, spread = "fixed" }]
"#;
    let world = contract("trend = 0", flu, &["run.years=2", "run.replications=400"]);
    let (tables, _) = caremix::analysis::tables(&world.plan, &world.run);
    let mean: f64 = tables
        .ledger
        .iter()
        .filter(|row| row.component == "savings" && row.year == 2026)
        .map(|row| row.spread.mean)
        .sum();
    let sd = 4_900_000.0_f64.sqrt();
    let exact = 0.5 * sd / (2.0 * std::f64::consts::PI).sqrt();
    crate::world::assert_within(mean, exact, 0.5 * sd * (0.3408_f64 / 400.0).sqrt());
    let all = tables.savings.last().expect("a row");
    crate::world::assert_within(all.p_paid_without_effect, 0.5, 0.5 / 20.0);
    crate::world::assert_within(
        all.paid_per_person_without_effect * 1_000.0,
        exact,
        0.5 * sd * (0.3408_f64 / 400.0).sqrt(),
    );
}

#[test]
fn a_contract_that_is_phased_in_pays_its_part() {
    // Half of 10,500 EUR in the first of two steps, all of 22,050 in the second.
    let world = contract("trend = 0.1", "phase_in_years = 2", &[]);
    assert_eq!(
        world.by_year("contract", "savings"),
        [0, 525_000, 2_205_000]
    );
}

#[test]
fn each_contract_counts_what_its_own_payers_spend() {
    // The insurer spends 210 EUR a person: 21 and 44.1 are saved, half of it paid. The municipality spends 90: 9 and 18.9.
    let more = r#"
[[arm]]
name = "town"
like = "current"
[[arm.component]]
name = "savings_of_town"
kind = "shared_savings"
from_year = 2026
payers = { municipality = 1 }
savings = { rate = 0.5, benchmark = "trend", trend = 0.1 }
"#;
    let world = contract("trend = 0.1", more, &[]);
    assert_eq!(
        world.by_year("contract", "savings"),
        [0, 1_050_000, 2_205_000]
    );
    assert_eq!(
        world.by_year("town", "savings_of_town"),
        [0, 450_000, 945_000]
    );
}

#[test]
fn a_contract_of_a_sample_is_that_of_all_who_live_there() {
    let world = contract("trend = 0.1", "", &["run.sample=250"]);
    assert_eq!(
        world.by_year("contract", "savings"),
        [0, 1_050_000, 2_205_000]
    );
}
