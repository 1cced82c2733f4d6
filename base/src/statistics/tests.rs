//! Tests of statistics.rs: by hand, and against published tables.

use super::*;

#[test]
fn a_summary_agrees_with_one_worked_by_hand() {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squared deviations add up to 32, so the variance is 32/7.
    let summary = Summary::of(&[9.0, 2.0, 4.0, 4.0, 5.0, 4.0, 5.0, 7.0]).unwrap();
    assert_eq!(summary.mean, 5.0);
    assert!((summary.sd.unwrap() - (32.0_f64 / 7.0).sqrt()).abs() < 1e-15);
    assert!((summary.mc_error.unwrap() - (4.0_f64 / 7.0).sqrt()).abs() < 1e-15);
    // Ranks p·(n + 1): 2.25, 4.5 and 6.75; 0.225 and 8.775 are none of eight values.
    assert_eq!(summary.q250, Some(4.0));
    assert_eq!(summary.q500, Some(4.5));
    assert_eq!(summary.q750, Some(6.5));
    assert_eq!((summary.q025, summary.q975), (None, None));
}

#[test]
fn one_value_has_no_spread_and_none_has_no_summary() {
    let summary = Summary::of(&[3.0]).unwrap();
    assert_eq!((summary.mean, summary.q500), (3.0, Some(3.0)));
    assert_eq!((summary.sd, summary.mc_error), (None, None));
    assert_eq!(
        (summary.q025, summary.q250, summary.interval()),
        (None, None, None)
    );
    assert_eq!(Summary::of(&[]), None);
}

#[test]
fn the_ends_of_an_interval_begin_with_thirty_nine_values() {
    let values: Vec<f64> = (1..=40).map(f64::from).collect();
    assert_eq!(Summary::of(&values[..38]).unwrap().interval(), None);
    // 0.025 · 40 = 1: the least and the largest value of 39.
    assert_eq!(
        Summary::of(&values[..39]).unwrap().interval(),
        Some((1.0, 39.0))
    );
    // 0.025 · 41 = 1.025.
    let (low, high) = Summary::of(&values).unwrap().interval().unwrap();
    assert!((low - 1.025).abs() < 1e-12 && (high - 39.975).abs() < 1e-12);
    assert_eq!(FEWEST_FOR_INTERVAL, 39);
}

#[test]
fn the_error_of_an_end_is_the_way_to_the_ranks_around_it() {
    // Values equal to their rank: of 40, √(40 · 0.025 · 0.975) = 0.9874 ranks, to the inside only; of 999 at rank
    // 25, √(999 · 0.024375) = 4.9346 to both sides.
    let values: Vec<f64> = (1..=999).map(f64::from).collect();
    let errors = EndErrors::of(&values[..40]);
    assert!((errors.q025_mc_error.unwrap() - 0.987_420_9).abs() < 1e-6);
    assert!((errors.q975_mc_error.unwrap() - 0.987_420_9).abs() < 1e-6);
    let error = quantile_error(&values, 0.025).unwrap();
    assert!((error - 4.934_63).abs() < 1e-4, "{error}");
    assert_eq!(EndErrors::of(&values[..38]), EndErrors::default());
}

/// Normal numbers from a fixed stream of uniforms.
fn normals(count: usize, seed: u64) -> Vec<f64> {
    let mut state = seed;
    let mut uniform = || {
        // SplitMix64.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut pair = || {
        let radius = (-2.0 * (1.0 - uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * uniform()).cos()
    };
    (0..count).map(|_| pair()).collect()
}

#[test]
fn an_interval_holds_95_of_100_further_normal_numbers_and_its_errors_are_those_of_its_ends() {
    // The true chance between the ends is that of the normal distribution; type 7 holds 90.4 % of 40.
    const RUNS: usize = 4_000;
    for count in [40, 100] {
        let mut held = Vec::new();
        let (mut ends, mut errors) = (Vec::new(), Vec::new());
        for run in 0..RUNS {
            let values = normals(count, (count * RUNS + run) as u64);
            let (low, high) = Summary::of(&values).unwrap().interval().unwrap();
            let below = |x: f64| 0.5 * libm::erfc(-x / std::f64::consts::SQRT_2);
            held.push(below(high) - below(low));
            ends.push(high);
            errors.push(EndErrors::of(&values).q975_mc_error.unwrap());
        }
        let of = Summary::of(&held).unwrap();
        let error = of.mc_error.unwrap();
        assert!(error < 0.001, "{error}");
        // Exact at whole ranks; between them interpolation holds a little more: 95.2 of 100 at rank 2.525.
        assert!(
            (of.mean - 0.95).abs() < 3.0 * error + 0.002,
            "{count}: {}",
            of.mean
        );
        let sd = Summary::of(&ends).unwrap().sd.unwrap();
        let told = mean(&errors).unwrap();
        assert!(
            (told / sd - 1.0).abs() < 0.2,
            "{count}: told {told}, true {sd}"
        );
    }
}

#[test]
fn a_chance_has_the_interval_of_its_number_of_cases() {
    // Wilson's own form by hand at 10 of 40: (0.25 + 3.8415/80 ± 1.96·√(0.1875/40 + 3.8415/6400)) / (1 +
    // 3.8415/40).
    let (low, high) = Chance { hits: 10, of: 40 }.interval();
    assert!(
        (low - 0.141_87).abs() < 1e-4 && (high - 0.401_94).abs() < 1e-4,
        "{low} {high}"
    );
    // None of 40: 2.7055 / (40 + 2.7055).
    let (low, high) = Chance { hits: 0, of: 40 }.interval();
    assert_eq!(low, 0.0);
    assert!((high - 0.063_353).abs() < 1e-5, "{high}");
    let (low, high) = Chance { hits: 40, of: 40 }.interval();
    assert!((low - 0.936_647).abs() < 1e-5 && high == 1.0, "{low}");
    assert_eq!(
        Chance { hits: 1, of: 4 }.mc_error(),
        Some(0.216_506_350_946_109_66)
    );
    assert_eq!(Chance { hits: 1, of: 1 }.mc_error(), None);
}

#[test]
fn a_sum_keeps_what_plain_addition_loses() {
    assert_eq!(sum([1.0, 1e100, 1.0, -1e100]), 2.0);
    // Plain addition gives 100,000.00000133288.
    assert_eq!(sum(std::iter::repeat_n(0.1, 1_000_000)), 100_000.0);
}

#[test]
fn variance_survives_a_large_mean() {
    assert_eq!(
        variance(&[1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]),
        Some(30.0)
    );
}

#[test]
fn moments_taken_in_one_by_one_are_those_of_the_values_together() {
    let values = [1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0];
    let mut moments = Moments::default();
    assert_eq!(moments.variance(), None);
    values.iter().for_each(|value| moments.add(*value));
    assert_eq!(moments.variance(), Some(30.0));
}

#[test]
fn covariance_agrees_with_one_worked_by_hand() {
    // Deviations −1, 0, 1 and −2, 1, 1: products 2, 0, 1; 3/2.
    assert_eq!(covariance(&[1.0, 2.0, 3.0], &[2.0, 5.0, 5.0]), Some(1.5));
    assert_eq!(covariance(&[1.0], &[2.0]), None);
}

#[test]
fn tails_are_those_of_the_printed_tables() {
    // Student's t: 2.5 % beyond 12.706, 4.303, 2.262 and 1.984 with 1, 2, 9 and 100 degrees of freedom.
    for (freedom, bound) in [(1.0, 12.706), (2.0, 4.303), (9.0, 2.262), (100.0, 1.984)] {
        assert!((beyond(bound, freedom) - 0.05).abs() < 5e-5, "{freedom}");
    }
    assert_eq!(beyond(0.0, 5.0), 1.0);
}

#[test]
fn the_error_of_a_mean_over_batches_is_that_of_the_means_of_whole_batches() {
    // Batches of two with means 1, 3, 5, 7: variance 20/3, so the error of their mean is √(20/3 / 4) = √(5/3).
    let values = [0.0, 2.0, 2.0, 4.0, 4.0, 6.0, 6.0, 8.0];
    let close = |found: Option<f64>, wanted: f64| {
        assert!((found.unwrap() - wanted).abs() < 1e-12, "{found:?}");
    };
    close(error_of_mean(&values, 2), (5.0_f64 / 3.0).sqrt());
    // One value more counts as one of its own: nine values 0 … 8 and 4 have variance 6.
    let more = [0.0, 2.0, 2.0, 4.0, 4.0, 6.0, 6.0, 8.0, 4.0];
    let wanted = (64.0 / 81.0 * 5.0 / 3.0 + 6.0 / 81.0_f64).sqrt();
    close(error_of_mean(&more, 2), wanted);
    // Three batches tell too little; the eight values have variance 48/7.
    close(error_of_mean(&values, 3), (48.0_f64 / 7.0 / 8.0).sqrt());
    close(error_of_mean(&values, 1), (48.0_f64 / 7.0 / 8.0).sqrt());
    assert_eq!(error_of_mean(&[1.0], 1), None);
    assert_eq!(error_of_mean(&[1.0], 16), None);
}
