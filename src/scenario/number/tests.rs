use super::*;

fn uncertain(change: impl FnOnce(&mut Uncertain)) -> Number {
    let mut table = Uncertain::default();
    change(&mut table);
    Number::Uncertain(Box::new(table))
}

fn with_error(dist: Option<DistributionName>, mean: f64, se: f64) -> Result<Shape, String> {
    shape(&uncertain(|table| {
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
    let Shape::Beta { alpha, beta } = shape else {
        panic!("{shape:?}")
    };
    assert!((alpha - 3.0).abs() < 1e-9 && (beta - 12.0).abs() < 1e-9);
}

#[test]
fn an_interval_of_a_lognormal_is_symmetric_on_the_scale_of_logarithms() {
    let number = uncertain(|table| {
        table.dist = Some(DistributionName::Lognormal);
        table.ci95 = Some([0.5, 2.0]);
    });
    let shape = shape(&number).expect("a shape");
    let Shape::Lognormal { mu, sigma } = shape else {
        panic!("{shape:?}")
    };
    assert!(mu.abs() < 1e-12 && (libm::exp(1.959964 * sigma) - 2.0).abs() < 1e-9);
}

#[test]
fn an_interval_without_a_mean_stands_around_its_middle() {
    let number = uncertain(|table| table.ci95 = Some([1.0, 3.0]));
    let expected = Shape::Normal {
        mean: 2.0,
        sd: 1.0 / Z_975,
    };
    assert_eq!(shape(&number), Ok(expected));
}

#[test]
fn a_mean_alone_and_a_mean_without_error_are_points() {
    assert_eq!(
        shape(&uncertain(|table| table.mean = Some(3.0))),
        Ok(Shape::Point(3.0))
    );
    assert_eq!(with_error(None, 3.0, 0.0), Ok(Shape::Point(3.0)));
}

#[test]
fn a_beta_with_too_large_an_error_is_refused_in_words() {
    let message = with_error(Some(DistributionName::Beta), 0.5, 0.5).expect_err("a refusal");
    assert!(message.contains("must be below 0.5"), "{message}");
}

#[test]
fn what_overflows_is_refused() {
    let number = uncertain(|table| {
        (table.dist, table.mu, table.sigma) =
            (Some(DistributionName::Lognormal), Some(1.0), Some(100.0));
    });
    assert!(shape(&number).is_err());
}
