//! Values of information that have a closed form: two options whose difference is a sum of independent normal numbers.
//!
//! E[max(0, X)] − max(0, E X) of X ~ N(m, s²) is m·Φ(m/s) + s·φ(m/s) − max(0, m). Of all numbers s² is the sum of their
//! variances, of some of them the sum of theirs.

use caremix::analysis::decision::bias::{gain_above_nothing, raised_by_luck};
use caremix::analysis::decision::net_benefit::NetBenefits;
use caremix::base::distribution::normal;
use caremix::base::random::Key;

fn worth(mean: f64, sd: f64) -> f64 {
    gain_above_nothing(mean, sd) - mean.max(0.0)
}

#[test]
fn the_vignette_of_the_voi_package_is_met_to_its_last_digit() {
    // NB2 = k·p1 − p2 with p1 ~ N(1, 1) and p2 ~ N(0, 2), NB1 = 0: all, p1, p2, as printed, at k = 1, 2 and 3.
    let printed = [
        [0.479_810_7, 0.083_315_5, 0.395_593_1],
        [0.399_282_5, 0.166_630_9, 0.166_630_9],
        [0.409_463_4, 0.249_946_4, 0.058_613_6],
    ];
    for (k, printed) in [1.0, 2.0, 3.0].into_iter().zip(printed) {
        let sds: [f64; 3] = [(k * k + 4.0_f64).sqrt(), k, 2.0];
        for (sd, printed) in sds.into_iter().zip(printed) {
            assert!(
                (worth(k, sd) - printed).abs() < 5.1e-8,
                "{k} {sd}: {}",
                worth(k, sd)
            );
        }
    }
}

#[test]
fn the_closed_form_is_the_integral_that_it_stands_for() {
    // Simpson's rule over ten standard deviations.
    for (mean, sd) in [
        (1.0, 5.0_f64.sqrt()),
        (-0.3, 0.2),
        (0.0, 7.0),
        (527.8, 1_900.0),
    ] {
        let steps = 200_000;
        let width = 10.0 * sd / f64::from(steps);
        // From 0 on, where the bend is.
        let value = |step: i32| {
            let x = width * f64::from(step);
            x * normal::density((x - mean) / sd) / sd
        };
        let far = ((mean + 10.0 * sd) / width) as i32 / 2 * 2;
        let weight = |step: i32| if step % 2 == 1 { 4.0 } else { 2.0 };
        let inner: f64 = (1..far).map(|step| weight(step) * value(step)).sum();
        let integral = (value(0) + inner + value(far)) * width / 3.0;
        let found = gain_above_nothing(mean, sd);
        assert!(
            (found / integral - 1.0).abs() < 1e-12,
            "{mean} {sd}: {found} {integral}"
        );
    }
}

#[test]
fn more_numbers_known_are_worth_no_less_and_all_are_worth_everything() {
    let variances = [0.3_f64, 2.0, 0.01, 5.0];
    for mean in [-1.5, 0.0, 0.2, 4.0] {
        let of = |known: &[f64]| worth(mean, known.iter().sum::<f64>().sqrt());
        let values: Vec<f64> = (0..=4).map(|count| of(&variances[..count])).collect();
        assert_eq!(values[0], 0.0);
        assert!(values.is_sorted(), "{values:?}");
    }
}

/// Draws of X ~ N(1, √5), in the middles of equally likely parts, and luck on top with this standard deviation.
fn with_luck(sd: f64, persons: f64) -> NetBenefits {
    let draws = 40_000;
    let mut stream = Key::root(8).stream();
    let second = (0..draws).map(|draw| {
        let z = normal::quantile((f64::from(draw) + 0.5) / f64::from(draws));
        let luck = normal::quantile(stream.uniform()) * sd / persons.sqrt();
        1.0 + 5.0_f64.sqrt() * z + luck
    });
    NetBenefits::new(vec![vec![0.0; draws as usize], second.collect()], 1).expect("a table")
}

#[test]
fn luck_of_persons_makes_information_look_worth_more_and_fades_with_their_number() {
    // Truth 0.4798; with luck of sd 0.5, 1, 2 and 4 on each draw u(1, √(5 + sd²)): 0.4998, 0.5575, 0.7627, 1.3715.
    for (sd, known) in [
        (0.0, 0.4798),
        (0.5, 0.4998),
        (1.0, 0.5575),
        (2.0, 0.7627),
        (4.0, 1.3715),
    ] {
        let found = with_luck(sd, 1.0).evpi();
        assert!(
            (found.value - known).abs() < 2.0 * found.mc_error.expect("an error"),
            "{sd}: {found:?}"
        );
        assert!((worth(1.0, (5.0 + sd * sd).sqrt()) - known).abs() < 5e-5);
        // What luck adds stays below its bound.
        assert!(found.value - 0.4798 <= raised_by_luck(&[0.0, sd]) + 0.01);
    }
    // Four times the persons have a quarter of the variance each time; the excess falls to nothing.
    let excess: Vec<f64> = [1.0, 4.0, 16.0, 64.0, 256.0]
        .map(|persons| with_luck(4.0, persons).evpi().value - with_luck(0.0, 1.0).evpi().value)
        .to_vec();
    assert!(
        excess.windows(2).all(|pair| pair[1] < 0.55 * pair[0]),
        "{excess:?}"
    );
    assert!(excess[4] < 0.01, "{excess:?}");
}
