//! Too few hours for what is wanted.

use crate::world::{World, assert_close, town};

/// Two visits of an hour a quarter, 2,000 hours, for which nurses have 4,000 hours a year: 1,000 a quarter.
fn half_of_the_hours(more: &str, sets: &[&str]) -> World {
    let mut all = vec![
        "need.help.services=[{ service = \"visit\", units = 8, spread = \"fixed\" }]",
        "discipline.nurse.fte=2.5",
        "discipline.nurse.hours_per_fte=2000",
        "discipline.nurse.admin_share=0.2",
        "run.years=3",
    ];
    all.extend(sets);
    town(more, &all)
}

#[test]
fn with_half_of_the_hours_half_of_the_units_are_unmet_after_the_first_cycle() {
    // 2.5 FTE × 2,000 hours × 0.8 with residents.
    let world = half_of_the_hours("", &[]);
    let access = |year| world.outcome("current", "access", "nurse", year);
    let visits = |year| world.outcome("current", "service_units", "visit", year);
    // First year: full access in the first quarter, half in the three after.
    assert_close(access(0), 0.625);
    assert_eq!(visits(0), 2_000.0 + 3.0 * 1_000.0);
    for year in 1..3 {
        assert_close(access(year), 0.5);
        assert_eq!(visits(year), 4_000.0);
        assert_close(world.outcome("current", "unmet_needs", "help", year), 500.0);
        // Only what is delivered is paid.
        assert_eq!(world.total("current", year), 4_000 * 5_000);
    }
}

#[test]
fn a_sample_finds_the_access_of_the_whole_population() {
    let world = half_of_the_hours("", &["run.sample=100"]);
    assert_close(world.outcome("current", "access", "nurse", 1), 0.5);
    assert_eq!(
        world.outcome("current", "service_units", "visit", 1),
        4_000.0
    );
}

#[test]
fn capacity_that_grows_opens_the_door_again() {
    // 1,000 hours a quarter, half as many more each year: 1,500 and 2,250 of 2,000. What a year's hours are is found in
    // the cycle after, so a year has one cycle of the year before.
    let world = half_of_the_hours("", &["discipline.nurse.capacity_growth=0.5"]);
    let access = |year| world.outcome("current", "access", "nurse", year);
    assert_close(access(1), (0.5 + 3.0 * 0.75) / 4.0);
    assert_close(access(2), (0.75 + 3.0 * 1.0) / 4.0);
}

#[test]
fn hours_that_a_capability_buys_add_to_capacity() {
    // 20 EUR a resident buy hours at 40 EUR: 500 a year, 125 a quarter beside the 1,000.
    let more = r#"
[[capability]]
name = "extra_hands"
half = 10
build = 1
fade = 1
buys_hours = [{ discipline = "nurse", price_per_hour = 40 }]

[[arm]]
name = "hands"
like = "current"

[[arm.component]]
name = "fee"
kind = "network_fee"
amount = 20
payers = { insurer = 1 }
earmark = { extra_hands = 1 }
"#;
    let world = half_of_the_hours(more, &[]);
    assert_close(
        world.outcome("hands", "access", "nurse", 1),
        1_125.0 / 2_000.0,
    );
    assert_close(world.outcome("current", "access", "nurse", 1), 0.5);
    // Hours are capacity: what is delivered in them is paid by the visit, as all care is, and the fee comes on top.
    let visits = world.outcome("hands", "service_units", "visit", 1);
    assert!(visits > 4_400.0, "{visits}");
    assert_eq!(
        world.total("hands", 1),
        visits as i64 * 5_000 + 20 * 1_000 * 100
    );
}

#[test]
fn administration_takes_hours_from_residents() {
    // Half an hour for each visit delivered: in the second quarter 1,000 visits are delivered, so that 2,000 + 500
    // hours are wanted; then 800 are, and 2,400 wanted, and so on.
    let world = half_of_the_hours("admin_hours = 0.5\n", &[]);
    // First quarter: 2,000 visits and 1,000 hours of administration: 1,000 of 3,000.
    let first = 1_000.0 / 3_000.0;
    assert!(world.outcome("current", "access", "nurse", 0) < (1.0 + 3.0 * 0.5) / 4.0);
    // Access settles where A = 1,000 / (2,000 + 0.5 · 2,000 · A), so A² + 2A − 1 = 0 and A = √2 − 1; visits are whole,
    // so a resident's two are delivered at that rate on average.
    let settled = 2_f64.sqrt() - 1.0;
    assert!(first < settled);
    assert!((world.outcome("current", "access", "nurse", 2) - settled).abs() < 0.01);
}
