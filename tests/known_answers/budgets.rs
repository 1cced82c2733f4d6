//! Transition budgets, and arms that start with the money of the comparator.

use caremix::analysis;
use caremix::component::Linearity;

use crate::world::{World, assert_close, town};

/// A budget of 100,000 EUR in 2026 and 2027.
fn budget(keys: &str, more: &str) -> World {
    let arm = format!(
        "[[arm]]\nname = \"transition\"\nlike = \"current\"\n[[arm.component]]\nname = \"budget\"\nkind = \"transition_budget\"\namount = 100000\npayers = {{ fund = 0.75, insurer = 0.25 }}\nfrom_year = 2026\nuntil_year = 2027\n{keys}\n{more}"
    );
    town(&arm, &["run.years=5"])
}

#[test]
fn a_transition_budget_is_paid_in_its_years() {
    let world = budget("", "");
    assert_eq!(
        world.by_year("transition", "budget"),
        [0, 10_000_000, 10_000_000, 0, 0]
    );
    assert_eq!(
        world.flow("transition", "budget", "fund", "network", 1),
        7_500_000
    );
    assert_eq!(
        world.flow("transition", "budget", "insurer", "network", 1),
        2_500_000
    );
}

#[test]
fn the_structural_share_of_a_transition_budget_goes_on() {
    let world = budget("structural_share = 0.4", "");
    let paid = [0, 10_000_000, 10_000_000, 4_000_000, 4_000_000];
    assert_eq!(world.by_year("transition", "budget"), paid);
}

#[test]
fn half_of_the_last_amount_comes_back_when_growth_missed_its_target() {
    // Volume and prices grow: care costs 300,000 × 1.05² = 330,750 in 2027, all together 330,750 + 100,000 = 430,750.
    // Over two years from 300,000 that is sqrt(430,750 / 300,000) − 1 = 19.8 % a year.
    let growth = "[growth]\nvolume = [{ line = \"first\", per_year = 0.05 }]";
    let keys =
        |target: &str| format!("claw_back = 0.5\nstructural_share = 0.1\ngrowth_target = {target}");
    // Missed: the structural 10,000 less 50,000.
    let missed = budget(&keys("0.19"), growth);
    let paid = [0, 10_000_000, 10_000_000, 1_000_000 - 5_000_000, 1_000_000];
    assert_eq!(missed.by_year("transition", "budget"), paid);
    assert_eq!(
        missed.flow("transition", "budget", "fund", "network", 3),
        -3_000_000
    );
    let met = budget(&keys("0.20"), growth);
    let paid = [0, 10_000_000, 10_000_000, 1_000_000, 1_000_000];
    assert_eq!(met.by_year("transition", "budget"), paid);
}

#[test]
fn what_comes_back_has_the_price_level_of_the_last_year() {
    // Prices rise by 10 % from 2025: 121,000 in 2027, half of which comes back in 2028.
    let world = budget(
        "claw_back = 0.5\ngrowth_target = 0",
        "[growth]\nprices = 0.1",
    );
    assert_eq!(
        world.by_year("transition", "budget"),
        [0, 11_000_000, 12_100_000, -6_050_000, 0]
    );
}

#[test]
fn growth_that_is_its_target_exactly_has_not_missed_it() {
    // 300,000 of care, and 150,000 beside it in 2026: growth of a half.
    let back = |target: &str| {
        let arm = format!(
            "[[arm]]\nname = \"transition\"\nlike = \"current\"\n[[arm.component]]\nname = \"budget\"\nkind = \"transition_budget\"\namount = 150000\npayers = {{ fund = 1 }}\nfrom_year = 2026\nuntil_year = 2026\nclaw_back = 0.5\ngrowth_target = {target}\n"
        );
        town(&arm, &["run.years=3"]).component("transition", "budget", 2)
    };
    assert_eq!(back("0.5"), 0);
    assert_eq!(back("0.4999"), -7_500_000);
}

/// Half the tariff and a fee on top, scaled to the comparator's receipts times `uplift`.
fn neutral(uplift: &str, fee: &str, sets: &[&str]) -> World {
    let arm = format!(
        r#"
[[arm]]
name = "mixed"
budget_neutral = {{ recipients = ["nurse", "network"], components = ["fee"], uplift = {uplift} }}

[[arm.component]]
name = "fees"
kind = "fee_for_service"
factor = 0.5

[[arm.component]]
name = "fee"
kind = "practice_fee"
recipient = "nurse"
amount = {fee}
payers = {{ insurer = 1 }}

[growth]
prices = 0.04
"#
    );
    town(&arm, sets)
}

#[test]
fn a_budget_neutral_arm_starts_with_the_receipts_of_the_comparator() {
    // 300,000 wanted, 150,000 by the tariff, 1,000 × 100 by the fee: factor (300,000 − 150,000) / 100,000 = 1.5; with
    // a tenth more: (330,000 − 150,000) / 100,000 = 1.8.
    for (uplift, factor) in [("1", 1.5), ("1.1", 1.8)] {
        let world = neutral(uplift, "100", &["run.years=3"]);
        let (_, notes) = analysis::tables(&world.plan, &world.run);
        let note = notes
            .iter()
            .find(|note| note.arm == "mixed")
            .expect("notes of the arm");
        let found = note.budget_neutral_factor.as_ref().expect("a factor");
        assert_close(found.mean, factor);
        let wanted = 30_000_000.0 * uplift.parse::<f64>().expect("a number");
        assert!((world.received("mixed", "nurse", 0) as f64 - wanted).abs() <= 100.0);
        // The factor stays: later years differ by the price index alone.
        assert!((world.received("mixed", "nurse", 2) as f64 - wanted * 1.0816).abs() <= 100.0);
        assert_close(
            world.outcome("mixed", "budget_neutral_factor", "all", 1),
            factor,
        );
    }
}

#[test]
fn what_the_fee_is_before_it_is_scaled_makes_no_difference() {
    // Poisson visits, so that the first year is whatever it is; receipts agree with the comparator to the euro.
    let visits = "need.help.services=[{ service = \"visit\", units = 6 }]";
    for fee in ["100", "50", "7.77"] {
        let world = neutral("1", fee, &[visits]);
        let wanted = world.received("current", "nurse", 0);
        assert_ne!(wanted, 30_000_000);
        assert!((world.received("mixed", "nurse", 0) - wanted).abs() <= 100);
    }
}

#[test]
fn what_phases_in_is_not_made_up_for_by_a_factor_that_stays() {
    // 300,000 wanted, 150,000 by the tariff, 100,000 by the fee in full: 1.5. In the first year half of 150,000 is paid.
    let arm = r#"
[[arm]]
name = "mixed"
budget_neutral = { recipients = ["nurse"], components = ["fee"] }
[[arm.component]]
name = "fees"
kind = "fee_for_service"
factor = 0.5
[[arm.component]]
name = "fee"
kind = "practice_fee"
recipient = "nurse"
amount = 100
phase_in_years = 2
payers = { insurer = 1 }
"#;
    let world = town(arm, &["run.years=3"]);
    assert_close(world.result("mixed").neutral.of(0), 1.5);
    for (year, cents) in [(0, 22_500_000), (1, 30_000_000), (2, 30_000_000)] {
        assert_eq!(world.received("mixed", "nurse", year), cents);
    }
}

#[test]
fn an_arm_in_which_nothing_can_be_scaled_cannot_be_budget_neutral() {
    // A fee of 0 EUR is 0 EUR by whatever factor.
    let world = neutral("1", "0", &["run.years=1"]);
    let (_, notes) = analysis::tables(&world.plan, &world.run);
    let of = |arm: &str| notes.iter().find(|note| note.arm == arm).expect("notes");
    assert_eq!(of("mixed").not_budget_neutral, 1.0);
    assert_close(world.result("mixed").neutral.of(0), 1.0);
    // The comparator has no such rule, and a fee that can be scaled does it.
    assert_eq!(of("current").not_budget_neutral, 0.0);
    let world = neutral("1", "100", &["run.years=1"]);
    let (_, notes) = analysis::tables(&world.plan, &world.run);
    assert!(notes.iter().all(|note| note.not_budget_neutral == 0.0));
}

#[test]
fn an_arm_whose_other_components_cost_more_by_themselves_cannot_be_budget_neutral() {
    // 150,000 by the tariff alone, and 0.4 · 300,000 = 120,000 wanted.
    let world = neutral("0.4", "100", &["run.years=1"]);
    let (_, notes) = analysis::tables(&world.plan, &world.run);
    let note = notes.iter().find(|note| note.arm == "mixed");
    assert_eq!(note.expect("notes").not_budget_neutral, 1.0);
    assert_eq!(world.result("mixed").neutral.of(0), 0.0);
}

#[test]
fn a_budget_of_the_first_year_has_missed_no_growth_and_one_on_top_of_nothing_neither() {
    // After one year there is no growth to look at, whatever the target; nor is there where nothing was paid in the first.
    let back = |from: u32, sets: &[&str]| {
        let arm = format!(
            "[[arm]]\nname = \"transition\"\nlike = \"current\"\n[[arm.component]]\nname = \"budget\"\nkind = \"transition_budget\"\namount = 150000\npayers = {{ fund = 1 }}\nfrom_year = {from}\nuntil_year = {from}\nclaw_back = 0.5\ngrowth_target = -0.02\n"
        );
        town(&arm, &[&["run.years=3"], sets].concat()).by_year("transition", "budget")
    };
    assert_eq!(back(2025, &[]), [15_000_000, 0, 0]);
    assert_eq!(back(2026, &["service.visit.price=0"]), [0, 15_000_000, 0]);
}

#[test]
fn a_transition_budget_is_no_longer_linear_where_some_of_it_may_come_back() {
    let linearity = |keys: &str| {
        let world = budget(keys, "");
        let arm = &world.plan.means().arms[1];
        let budget = arm.components.iter().find(|one| one.name == "budget");
        budget.expect("the budget").nature.linearity
    };
    assert_eq!(linearity("growth_target = 0.02"), Linearity::Linear);
    assert_eq!(linearity("claw_back = 0.5"), Linearity::Linear);
    let both = "claw_back = 0.5\ngrowth_target = 0.02";
    assert_eq!(linearity(both), Linearity::Bent);
}
