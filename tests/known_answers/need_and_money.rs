//! What a town costs by who lives there: remainders and ratios of a reference population, and the factor of a town.

use caremix::cohort;

use crate::world::{TOWN, World, live};

/// The town in two classes of deprivation. Of a published 9,999 EUR a head of hospital care, needs leave 1,000 in the
/// reference, half as much in the first class and half as much again in the second; the whole is twice its remainder. A
/// head of other care costs 100 EUR in every class.
const REFERENCE: &str = r#"
[reference]
deprivation = [0.5, 0.5]
whole_to_remainder = 2

[reference.whole]
name = "all"
categories = ["hospital"]
ratios = [0.8, 1.2]

[reference.regression]
constant = 0.5
coefficients = { poverty = 2 }

[[background_care]]
name = "hospital_rest"
category = "hospital"
discipline = "hospital"
line = "second"
payers = { insurer = 1 }
bands_are = "remainder"
age_from = [0, 30]
female = [0, 9999]
male = [0, 9999]
remainder = { female = [0, 1000], male = [0, 1000] }
deprivation_ratios = [0.5, 1.5]

[[background_care]]
name = "other"
category = "other"
discipline = "hospital"
line = "second"
payers = { municipality = 1 }
age_from = [0]
female = [100]
male = [100]
"#;

/// Needs: 300 EUR a head, 70 % of it by the insurer.
const NEEDS: [f64; 2] = [210_000.0, 90_000.0];

fn town(sets: &[&str]) -> World {
    live(TOWN, REFERENCE, sets)
}

/// Insurer and municipality, EUR, as simulated and as the twin has them.
#[track_caller]
fn assert_paid(world: &World, insurer: f64, municipality: f64) {
    let expected =
        &cohort::expected_at(world.plan.means(), cohort::TwinPrecision::Exact).arms[0].result;
    for (index, (payer, beyond)) in [("insurer", insurer), ("municipality", municipality)]
        .into_iter()
        .enumerate()
    {
        let eur = NEEDS[index] + beyond;
        assert_eq!(
            world.paid("current", payer, 0),
            (eur * 100.0).round() as i64,
            "{payer}"
        );
        let twin = expected.paid[index][0].to_eur();
        assert!((twin - eur).abs() < 0.01, "{payer}: {twin} is not {eur}");
    }
}

const RICH: &str = "population.deprivation=[1, 0]";
const POOR: &str = "population.deprivation=[0, 1]";

#[test]
fn background_care_is_the_remainder_of_the_reference_times_the_ratio_of_the_class() {
    // A thousand residents: 500 or 1,500 EUR each, and 100 of what the reference tells nothing about.
    assert_paid(&town(&[RICH]), 500_000.0, 100_000.0);
    assert_paid(&town(&[POOR]), 1_500_000.0, 100_000.0);
}

#[test]
fn the_factor_of_a_town_speaks_of_the_whole_and_acts_on_the_remainder() {
    // 1 + (1.1 − 1)·2 = 1.2 of the remainder, and of no other care; at 0.4 nothing would be left, and less cannot be.
    let more = town(&[POOR, "population.factor=1.1"]);
    assert_paid(&more, 1.2 * 1_500_000.0, 100_000.0);
    let none = town(&[POOR, "population.factor=0.4"]);
    assert_paid(&none, 0.0, 100_000.0);
}

#[test]
fn what_indicators_predict_does_not_count_the_classes_twice() {
    // 0.5 + 2·0.38 = 1.26 of what ages and sexes give, of which the class gives 1.2: a factor of 1.05, 1.1 of the remainder.
    let predicted = town(&[POOR, "population.indicators.poverty=0.38"]);
    assert_paid(&predicted, 1.1 * 1_500_000.0, 100_000.0);
    // What is known beside them multiplies: 1.05 · 1.02 = 1.071.
    let beside = town(&[
        POOR,
        "population.indicators.poverty=0.38",
        "population.factor=1.02",
    ]);
    assert_paid(&beside, 1.142 * 1_500_000.0, 100_000.0);
}

#[test]
fn without_the_layer_background_care_fills_the_account_whoever_lives_there() {
    // Visits are of no category, so that needs explain nothing of the 9,999 EUR.
    for class in [RICH, POOR] {
        let town = town(&[class, "layers.deprivation=false", "population.factor=1.1"]);
        assert_paid(&town, 9_999_000.0, 100_000.0);
    }
}

#[test]
fn the_bands_of_a_remainder_keep_their_ages() {
    // Twenty years younger, in the band of which nothing is left.
    let young = "population.bands=[{ age_from = 20, age_below = 21, female = 500, male = 500 }]";
    assert_paid(&town(&[POOR, young]), 0.0, 100_000.0);
}

#[test]
fn a_scale_that_is_drawn_scales_the_published_cost_and_not_the_remainder() {
    // At a mean of 1 the remainder is as written, whatever its standard error.
    let scale = "background_care.hospital_rest.scale={ mean = 1, se = 0.1 }";
    assert_paid(&town(&[RICH, scale]), 500_000.0, 100_000.0);
}
