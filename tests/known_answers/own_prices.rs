//! What a unit means for the resident's own part and for payers, before anybody uses it.
//!
//! Comes in: tables of the town in its second year, with prices 1.1 and volumes 1.2 times those of the first, under a fee per
//! episode that waives copayments and by then pays half of its visits. Goes out: prices of a visit. Deliberately absent: what
//! residents come to pay, which own_part.rs tells.

use caremix::provision::{Conditions, PersonColumns, PersonPrice, PersonPrices, Responses};
use caremix::system::System;

use crate::world::{TOWN, plan};

const HALF_PAID: &str = r#"
[growth]
prices = 0.1
volume = [{ line = "first", per_year = 0.2 }]

[[patient.subscription]]
name = "own_contribution"
per_month = 19

[[arm]]
name = "periode"
like = "current"

[[arm.component]]
name = "own_part"
kind = "patient_share"

[[arm.component]]
name = "episodes"
kind = "episode_fee"
recipient = "nurse"
needs = ["help"]
amount = 200
phase_in_years = 4
waives_copayments = true
"#;

fn system(more: &str, sets: &[&str]) -> System {
    let all = [&["run.years=2", "service.visit.deductible=true"], sets].concat();
    plan(TOWN, more, &all).means().clone()
}

/// A visit in the second year.
fn visit(sets: &[&str], totals: PersonColumns) -> PersonPrice {
    let prices = PersonPrices::new(&system(HALF_PAID, sets), 1, 1, totals);
    prices.channels[0][0].clone()
}

#[test]
fn half_of_a_visit_outside_its_episode_costs_the_resident_half() {
    // 50 EUR at 1.1 · 1.2, of which half is paid by the visit: 33 EUR. Of 5 EUR of copayment, at 1.1 · 1.2, half is left: 3.30.
    // A subscription has prices of its own: half of 19.
    let sets = [
        "service.visit.copayment=5",
        "service.visit.copayment_lower=2.5",
        "service.visit.subscription=\"own_contribution\"",
    ];
    let price = visit(&sets, PersonColumns::default());
    assert_eq!(price.deductible, 3_300.0);
    assert_eq!(price.copayments, [330, 165]);
    assert_eq!(price.subscription, Some((0, 950)));
}

#[test]
fn what_counts_of_units_that_differ_in_cost_is_a_share_of_it() {
    // A tariff of 0.8 of the price: 0.8 · 0.5 · 1.1 · 1.2 of what a visit costs.
    let sets = [
        "service.visit.price_cv=0.5",
        "arm.current.component.fees.factor=0.8",
    ];
    let price = visit(&sets, PersonColumns::default());
    assert!(
        (price.deductible - 0.528).abs() < 1e-12,
        "{}",
        price.deductible
    );
    // Of others it is whole cents: 49.99 · 0.66 is 32.9934 EUR.
    let price = visit(&["service.visit.price=49.99"], PersonColumns::default());
    assert_eq!(price.deductible, 3_299.0);
}

#[test]
fn what_a_visit_costs_payers_is_discounted_at_the_prices_of_the_year() {
    // 50 EUR at 1.1 · 1.2 are 66, of which 0.7 and 0.3, in the second year at a quarter a year.
    let sets = [
        "run.convention=\"own\"",
        "run.discount_costs=0.25",
        "run.discount_effects=0",
    ];
    let totals = PersonColumns {
        payers: 4,
        ..PersonColumns::default()
    };
    let price = visit(&sets, totals);
    let columns: Vec<usize> = price.totals.iter().map(|(column, _)| *column).collect();
    assert_eq!(columns, [0, 1]);
    for ((_, found), exact) in price
        .totals
        .iter()
        .zip([66.0 * 0.7 / 1.25, 66.0 * 0.3 / 1.25])
    {
        assert!(
            (f64::from(*found) - exact).abs() < 1e-4,
            "{found} is not {exact}"
        );
    }
}

const LISTS: &str = "discipline.nurse.practices={ count = 2, panels = true }";

/// A network in which nobody pays for a visit.
const NETWORK: &str = r#"
[participation]
consent = 1
join = 0
stay = 0

[[arm]]
name = "network"
like = "current"

[[arm.component]]
name = "own_part"
kind = "patient_share"

[[arm.component]]
name = "list"
kind = "capitation"
recipient = "nurse"
amount = 200
applies_to = "participants"
"#;

#[test]
fn prices_seen_from_a_side_are_those_of_its_residents_on_both() {
    let system = system(NETWORK, &[LISTS, "discipline.nurse.hourly_cost=50"]);
    let prices = || PersonPrices::new(&system, 1, 0, PersonColumns::default());
    let [outside, inside] = [0, 1].map(|side| prices().channels[side].clone());
    assert_eq!(
        [outside[0].deductible, inside[0].deductible],
        [5_000.0, 0.0]
    );
    assert_eq!(prices().seen_from(0).channels, [outside.clone(), outside]);
    assert_eq!(prices().seen_from(1).channels, [inside.clone(), inside]);
    // Where an arm tells no sides apart there is one.
    let one = PersonPrices::new(&system, 0, 0, PersonColumns::default());
    assert_eq!(one.clone().seen_from(0), one);
}

#[test]
fn what_residents_of_a_side_find_is_found_on_both() {
    let system = system(NETWORK, &[LISTS, "discipline.nurse.hourly_cost=50"]);
    let mut responses = Responses::none(&system);
    responses.units[1][0] = 0.5;
    let at = (&system.arms[1], 0);
    let conditions = || Conditions::new(&system, at, &[1.0, 1.0], &[], &responses);
    assert_eq!(conditions().seen_from(0).units, [[1.0], [1.0]]);
    assert_eq!(conditions().seen_from(1).units, [[0.5], [0.5]]);
}
