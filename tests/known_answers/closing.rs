//! Practices with lists that close.
//!
//! In the town of tests/known each of 1,000 residents has six visits a year of 50 EUR and one hour; here they are on the lists of four
//! practices of nurses. An hour costs 40 EUR, so that every practice has a margin of 300 / 240 − 1 = 25 %, and of 12.5 % where fees are
//! a tenth lower.

use caremix::cohort::{self, TwinPrecision};

use crate::world::{World, assert_close, town};

fn closing(keys: &str, sets: &[&str]) -> World {
    let more = r#"
[[arm]]
name = "cheaper"

[[arm.component]]
name = "fees"
kind = "fee_for_service"
factor = 0.9
"#;
    let practices = format!(
        "discipline.nurse.practices={{ count = 4, panels = true, closing = {{ {keys} }} }}"
    );
    let own = [
        "run.years=6",
        "discipline.nurse.hourly_cost=40",
        practices.as_str(),
    ];
    town(more, &[&own, sets].concat())
}

fn closed(world: &World, arm: &str) -> Vec<f64> {
    let of = |year| world.outcome(arm, "practices_closed", "all", year);
    (0..6).map(of).collect()
}

/// EUR that each practice receives in a year.
fn income(world: &World, arm: &str, year: usize) -> Vec<f64> {
    let practices = world.result(arm).practices[year].iter();
    practices.map(|practice| practice.income).collect()
}

#[test]
fn practices_below_the_floor_for_three_years_close_and_the_last_takes_in_all_residents() {
    let world = closing("margin_below = 0.2", &[]);
    // Three years are known when the fourth opens; then all four are below, and the last one stays.
    assert_eq!(closed(&world, "cheaper"), [0.0, 0.0, 0.0, 3.0, 0.0, 0.0]);
    let before = income(&world, "cheaper", 2);
    assert!(before.iter().all(|eur| *eur > 50_000.0), "{before:?}");
    let after = income(&world, "cheaper", 3);
    assert_eq!(after[..3], [0.0; 3]);
    assert_close(after[3], 270_000.0);
    // Care is what it was, and who pays for it too.
    assert_eq!(world.received("cheaper", "nurse", 3), 27_000_000);
    let cost: Vec<f64> = world.result("cheaper").practices[3]
        .iter()
        .filter_map(|practice| practice.cost)
        .collect();
    assert_close(cost.iter().sum(), 240_000.0);
}

#[test]
fn an_arm_that_pays_enough_closes_none_and_so_does_a_floor_that_is_lower_or_a_layer_that_is_off() {
    let world = closing("margin_below = 0.2", &[]);
    assert_eq!(closed(&world, "current"), [0.0; 6]);
    let lower = closing("margin_below = 0.1", &[]);
    assert_eq!(closed(&lower, "cheaper"), [0.0; 6]);
    assert_eq!(income(&lower, "cheaper", 5), income(&lower, "cheaper", 2));
    let off = closing("margin_below = 0.2", &["layers.participation=false"]);
    assert_eq!(income(&off, "cheaper", 5), income(&lower, "cheaper", 5));
    let unlucky = closing("margin_below = 0.2, chance = 0", &[]);
    assert_eq!(closed(&unlucky, "cheaper"), [0.0; 6]);
}

#[test]
fn hours_that_are_lost_are_lost_to_all_who_ask_for_them() {
    // 6,000 hours are there and asked for. Three of four practices close, of lists of some 250 residents each; half of their hours
    // is lost, so that 1 − 0.75 / 2 = 62.5 % are left, give or take the sizes of the lists.
    let sets = [
        "discipline.nurse.fte=6",
        "discipline.nurse.hours_per_fte=1000",
    ];
    let world = closing("margin_below = 0.2, hours_lost = 0.5", &sets);
    let access = |year| world.outcome("cheaper", "access", "nurse", year);
    assert_close(access(2), 1.0);
    assert_close(access(3), 0.625);
    assert_close(access(5), 0.625);
    assert_close(world.outcome("current", "access", "nurse", 5), 1.0);
    // 3,750 of 6,000 visits at 45 EUR, within the luck of who is refused.
    let received = world.received("cheaper", "nurse", 4) as f64 / 100.0;
    assert!((received - 168_750.0).abs() < 10_000.0, "{received}");
}

#[test]
fn the_twin_has_no_single_practices_and_none_closes_there() {
    let world = closing("margin_below = 0.2", &[]);
    let system = world.plan.means();
    let expected = cohort::expected_at(system, TwinPrecision::Exact);
    let arm = system.arms.iter().position(|arm| arm.name == "cheaper");
    let result = &expected.arms[arm.expect("the arm")].result;
    let index = result
        .labels
        .iter()
        .position(|label| label.outcome == "practices_closed")
        .expect("the outcome");
    assert!(result.outcomes.iter().all(|year| year[index] == 0.0));
}
