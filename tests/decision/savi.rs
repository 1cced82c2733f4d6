//! Ten thousand draws of the model with nineteen parameters of Brennan and Strong, two options, from the tests of SAVI
//! (University of Sheffield, BSD-3; licence and authors beside the file; six of the parameters kept).
//!
//! The value of perfect information at 10,000 a unit of effect is a figure of the table itself. That of single parameters was
//! worked out on the same file with R's mgcv (thin-plate splines, k = 10): what is estimated here must agree with it.

use std::path::Path;

use caremix::analysis::decision::information::KnownNumbers;
use caremix::analysis::decision::net_benefit::NetBenefits;
use caremix::base::random::Key;

fn table() -> (NetBenefits, Vec<Vec<f64>>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decision/savi/draws.csv");
    let effects = super::columns(&path, &["effects1", "effects2"]);
    let costs = super::columns(&path, &["costs1", "costs2"]);
    let names = [
        "theta5", "theta6", "theta7", "theta14", "theta15", "theta16",
    ];
    (
        super::benefits(&effects, &costs, 10_000.0),
        super::columns(&path, &names),
    )
}

#[test]
fn perfect_information_is_worth_what_the_table_says_to_the_ninth_digit() {
    let (benefits, _) = table();
    assert_eq!((benefits.options(), benefits.draws()), (2, 10_000));
    let found = benefits.evpi();
    let expected = 1_064.398_279_259_856;
    assert!((found.value / expected - 1.0).abs() < 1e-9, "{found:?}");
    // The exact value of the model, 1,047.19, lies within two errors.
    assert!((found.value - 1_047.19).abs() < 2.0 * found.mc_error.expect("an error"));
}

#[test]
fn single_parameters_are_worth_what_another_regression_finds_in_the_same_draws() {
    let (benefits, parameters) = table();
    // θ5, θ6, θ7, θ14, θ15, θ16.
    for (values, by_mgcv) in parameters
        .iter()
        .zip([31.0, 639.0, 23.0, 262.0, 273.0, 477.0])
    {
        let found = KnownNumbers::new(&[values], Key::root(1)).worth(&benefits);
        let (value, error) = (found.value.value, found.value.mc_error.expect("an error"));
        assert!(
            (value - by_mgcv).abs() < 0.02 * by_mgcv + error,
            "{found:?} {by_mgcv}"
        );
        assert!(found.noise < 15.0, "{found:?}");
        assert!(error > 0.0 && error < 0.1 * value + 12.0, "{found:?}");
    }
}

#[test]
fn two_parameters_together_are_worth_more_than_either_and_less_than_everything() {
    let (benefits, parameters) = table();
    let worth = |of: &[&[f64]]| KnownNumbers::new(of, Key::root(1)).worth(&benefits).value;
    let (six, fifteen) = (&parameters[1], &parameters[4]);
    let both = worth(&[six, fifteen]).value;
    assert!((both - 766.0).abs() < 18.0, "{both}");
    assert!(both > worth(&[six]).value && both > worth(&[fifteen]).value);
    let all: Vec<&[f64]> = parameters.iter().map(Vec::as_slice).collect();
    let (all, everything) = (worth(&all), benefits.evpi());
    let error = all.mc_error.expect("an error");
    assert!(all.value > both, "{all:?} {both}");
    assert!(
        all.value < everything.value + error,
        "{all:?} {everything:?}"
    );
}
