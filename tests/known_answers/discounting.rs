//! Streams of money and of life against the closed forms of annuities.

use caremix::analysis;

use crate::world::{assert_close, town};

/// A fund that pays 1,000 EUR a year, whatever happens.
const STREAM: &str = r#"
[[arm.component]]
name = "stream"
kind = "transition_budget"
amount = 1000
payers = { fund = 1 }
"#;

/// Present values of the fund's payments and of the residents' life-years over twenty years, at 4 % and 1.5 %.
fn present_values(sets: &[&str]) -> (f64, f64) {
    let mut all = vec![
        "run.years=20",
        "run.cycles_per_year=1",
        "run.convention=\"own\"",
        "run.discount_costs=0.04",
        "run.discount_effects=0.015",
    ];
    all.extend(sets);
    let world = town(STREAM, &all);
    let (tables, _) = analysis::tables(&world.plan, &world.run);
    let payers = tables.payers.iter();
    let fund = payers
        .filter(|row| row.payer == "fund" && row.year == "discounted")
        .map(|row| row.spread.mean);
    let outcomes = tables.outcomes.iter();
    let lives = outcomes
        .filter(|row| row.outcome == "life_years" && row.group == "all" && row.year == "discounted")
        .map(|row| row.spread.mean);
    (fund.sum(), lives.sum())
}

#[test]
fn a_yearly_payment_is_worth_an_annuity_due() {
    // Paid from now on: (1 + r)·(1 − (1 + r)^−20)/r. Money at 4 %, a thousand lives at 1.5 %.
    let due = |rate: f64| (1.0 + rate) * (1.0 - (1.0 + rate).powi(-20)) / rate;
    let (cost, lives) = present_values(&[]);
    assert_close(cost, 1_000.0 * due(0.04));
    assert_close(lives, 1_000.0 * due(0.015));
}

#[test]
fn with_the_first_year_discounted_it_is_worth_an_ordinary_annuity() {
    // Paid from a year from now on: (1 − (1 + r)^−20)/r.
    let ordinary = |rate: f64| (1.0 - (1.0 + rate).powi(-20)) / rate;
    let (cost, lives) = present_values(&["run.discount_first_year=true"]);
    assert_close(cost, 1_000.0 * ordinary(0.04));
    assert_close(lives, 1_000.0 * ordinary(0.015));
}

#[test]
fn a_payment_that_rises_with_prices_is_worth_a_growing_annuity() {
    // Growth g = 2 % against r = 4 %: Σ ((1 + g)/(1 + r))^t for t = 0 … 19 = (1 − q^20)/(1 − q), to a cent a year.
    let (cost, _) = present_values(&["growth.prices=0.02"]);
    let q = 1.02_f64 / 1.04;
    let exact = 1_000.0 * (1.0 - q.powi(20)) / (1.0 - q);
    assert!((cost - exact).abs() < 0.1, "{cost} is not {exact}");
}
