//! Numbers put right and wrong: what the checks of a number say.
//!
//! Comes in: numbers as written. Goes out: faults. Deliberately absent: files.

use super::*;

fn uncertain(change: impl FnOnce(&mut Uncertain)) -> WrittenNumber {
    let mut table = Uncertain::default();
    change(&mut table);
    WrittenNumber::Uncertain(Box::new(table))
}

fn with_error(dist: Option<DistributionName>, mean: f64, se: f64) -> Result<Distribution, String> {
    written(&uncertain(|table| {
        (table.dist, table.mean, table.se) = (dist, Some(mean), Some(se));
    }))
}

#[test]
fn a_mean_and_its_error_keep_their_mean_in_every_distribution() {
    use DistributionName::{Beta, Gamma, Lognormal, Normal};
    for dist in [Normal, Lognormal, Gamma, Beta] {
        let shape = with_error(Some(dist), 0.3, 0.1).expect("a shape");
        assert!((shape.mean() - 0.3).abs() < 1e-12, "{shape:?}");
    }
}

#[test]
fn a_beta_by_moments_has_the_parameters_of_the_textbook() {
    let shape = with_error(Some(DistributionName::Beta), 0.2, 0.1).expect("a shape");
    // 0.2·0.8 / 0.01 − 1 = 15, in proportions of 0.2 and 0.8.
    let textbook = Distribution::of_natives(DistributionName::Beta, &[3.0, 12.0]);
    let textbook = textbook.expect("a beta");
    for probability in [0.1, 0.5, 0.9] {
        let apart = shape.quantile(probability) - textbook.quantile(probability);
        assert!(apart.abs() < 1e-9, "{shape:?}");
    }
}

#[test]
fn an_interval_of_a_lognormal_is_symmetric_on_the_scale_of_logarithms() {
    let number = uncertain(|table| {
        table.dist = Some(DistributionName::Lognormal);
        table.ci95 = Some([0.5, 2.0]);
    });
    let shape = written(&number).expect("a shape");
    assert!((shape.quantile(0.5) - 1.0).abs() < 1e-12, "{shape:?}");
    assert!((shape.quantile(0.975) - 2.0).abs() < 1e-7, "{shape:?}");
}

#[test]
fn an_interval_without_a_mean_stands_around_its_middle() {
    let number = uncertain(|table| table.ci95 = Some([1.0, 3.0]));
    let expected = Distribution::of_moments(DistributionName::Normal, 2.0, 1.0 / 1.959_964);
    assert_eq!(written(&number), expected);
}

#[test]
fn a_mean_alone_and_a_mean_without_error_are_points() {
    assert_eq!(
        written(&uncertain(|table| table.mean = Some(3.0))),
        Ok(Distribution::Point(3.0))
    );
    assert_eq!(with_error(None, 3.0, 0.0), Ok(Distribution::Point(3.0)));
}

#[test]
fn a_beta_with_too_large_an_error_is_refused_in_words() {
    let message = with_error(Some(DistributionName::Beta), 0.5, 0.5).expect_err("a refusal");
    assert!(message.contains("must be below 0.5"), "{message}");
}

#[test]
fn a_range_with_a_level_is_fitted_and_takes_nothing_beside_it() {
    let range = |change: &dyn Fn(&mut Uncertain)| {
        written(&uncertain(|table| {
            (table.low, table.high, table.level) = (Some(1.0), Some(3.0), Some(0.8));
            change(table);
        }))
    };
    let normal = range(&|_| {}).expect("a normal");
    assert!((normal.quantile(0.1) - 1.0).abs() < 1e-12 && (normal.mean() - 2.0).abs() < 1e-12);
    let gamma = range(&|table| table.dist = Some(DistributionName::Gamma)).expect("a gamma");
    assert!((gamma.quantile(0.9) - 3.0).abs() < 1e-6, "{gamma:?}");
    for (change, word) in [
        (
            &(|table: &mut Uncertain| table.mean = Some(2.0)) as &dyn Fn(&mut Uncertain),
            "`mean`",
        ),
        (&|table| table.mode = Some(2.0), "`mode`"),
        (&|table| table.high = None, "needs a `low` and a `high`"),
        (&|table| table.level = Some(1.5), "above 0 and below 1"),
    ] {
        let message = range(change).expect_err("a refusal");
        assert!(message.contains(word), "{message}");
    }
}

#[test]
fn what_overflows_is_refused() {
    let number = uncertain(|table| {
        (table.dist, table.mu, table.sigma) =
            (Some(DistributionName::Lognormal), Some(1.0), Some(100.0));
    });
    assert!(written(&number).is_err());
}
