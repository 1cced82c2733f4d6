//! The beta distribution, for shares and probabilities: draws, the incomplete beta function, quantiles.

use rand_distr::Distribution as _;

use super::law::{self, Family, Law};
use crate::base::legible::Legible;
use crate::base::random::Stream;

/// A beta distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beta {
    alpha: f64,
    beta: f64,
    sampler: rand_distr::Beta<f64>,
}

impl Family for Beta {
    const WORD: &'static str = "a beta";
    const KEYS: &'static [&'static str] = &["alpha", "beta"];

    fn of_natives(values: &[f64]) -> Result<Beta, String> {
        let (alpha, beta) = (values[0], values[1]);
        law::shape("`alpha`", alpha)?;
        law::shape("`beta`", beta)?;
        let sampler = rand_distr::Beta::new(alpha, beta).map_err(|error| error.to_string())?;
        Ok(Beta {
            alpha,
            beta,
            sampler,
        })
    }

    fn of_moments(mean: f64, se: f64) -> Result<Beta, String> {
        if !(mean > 0.0 && mean < 1.0) {
            return Err(format!(
                "the mean of a beta must lie between 0 and 1, but this is {}",
                Legible(mean)
            ));
        }
        let most = mean * (1.0 - mean);
        if se * se >= most {
            let limit = most.sqrt();
            return Err(format!(
                "no beta has mean {} and standard error {}: it must be below {limit:.4}",
                Legible(mean),
                Legible(se)
            ));
        }
        let total = most / (se * se) - 1.0;
        Beta::of_natives(&[mean * total, (1.0 - mean) * total])
    }
}

impl Law for Beta {
    fn mean(&self) -> f64 {
        self.alpha / (self.alpha + self.beta)
    }

    fn sd(&self) -> f64 {
        let total = self.alpha + self.beta;
        (self.alpha * self.beta / (total + 1.0)).sqrt() / total
    }

    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }

    fn draw(&self, stream: &mut Stream) -> f64 {
        self.sampler.sample(stream)
    }

    fn quantile(&self, probability: f64) -> f64 {
        quantile(self.alpha, self.beta, probability)
    }

    fn below(&self, x: f64) -> f64 {
        both(self.alpha, self.beta, x).0
    }

    fn mean_below(&self, x: f64) -> f64 {
        mean_below(self.alpha, self.beta, x)
    }
}

/// The part of the mean of a beta that values up to `x` contribute: the mean times the probability below of a beta
/// whose alpha is larger by 1.
pub fn mean_below(alpha: f64, beta: f64, x: f64) -> f64 {
    alpha / (alpha + beta) * both(alpha + 1.0, beta, x).0
}

/// The regularised incomplete beta function I and its complement: the probabilities that a beta is at most `x`, and
/// that it is more (the continued fraction 26.5.8 of Abramowitz and Stegun on the side of the mean where it converges
/// fast).
pub fn both(alpha: f64, beta: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x >= 1.0 {
        return (1.0, 0.0);
    }
    let mass = mass(alpha, beta, x);
    if x < (alpha + 1.0) / (alpha + beta + 2.0) {
        let below = (mass * fraction(alpha, beta, x) / alpha).min(1.0);
        (below, 1.0 - below)
    } else {
        let above = (mass * fraction(beta, alpha, 1.0 - x) / beta).min(1.0);
        (1.0 - above, above)
    }
}

/// x^alpha · (1 − x)^beta / B(alpha, beta), the density times x·(1 − x).
fn mass(alpha: f64, beta: f64, x: f64) -> f64 {
    let whole = libm::lgamma(alpha + beta) - libm::lgamma(alpha) - libm::lgamma(beta);
    libm::exp(whole + alpha * libm::log(x) + beta * libm::log1p(-x))
}

/// 1/(1+ d1/(1+ d2/(1+ …, by Lentz's evaluation.
fn fraction(alpha: f64, beta: f64, x: f64) -> f64 {
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (alpha + beta) * x / (alpha + 1.0));
    let mut value = d;
    for m in 1..MOST_TERMS {
        let m = f64::from(m);
        let even = m * (beta - m) * x / ((alpha + 2.0 * m - 1.0) * (alpha + 2.0 * m));
        let above = (alpha + m) * (alpha + beta + m);
        let odd = -above * x / ((alpha + 2.0 * m) * (alpha + 2.0 * m + 1.0));
        let mut step = 1.0;
        for term in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + term * d);
            c = away_from_zero(1.0 + term / c);
            step = c * d;
            value *= step;
        }
        if (step - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

/// Stands for zero in a continued fraction.
const TINY: f64 = 1e-300;

/// The fraction takes a small multiple of √(alpha + beta) terms.
const MOST_TERMS: u32 = 100_000;

/// Halvings of (0, 1) until nothing finer can be told of a share.
const HALVINGS: u32 = 60;

/// The share that is not exceeded with this probability, to about 15 digits of 1: by halving, which is sure, and fast
/// enough where a parameter is drawn once a run.
pub fn quantile(alpha: f64, beta: f64, probability: f64) -> f64 {
    if probability <= 0.0 {
        return 0.0;
    }
    if probability >= 1.0 {
        return 1.0;
    }
    let (mut from, mut to) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (from + to);
        if both(alpha, beta, middle).0 < probability {
            from = middle;
        } else {
            to = middle;
        }
    }
    0.5 * (from + to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::Key;
    use proptest::prelude::*;

    #[test]
    fn the_incomplete_beta_function_agrees_with_closed_forms() {
        for x in [1e-6, 0.05, 0.3, 0.5, 0.8, 0.999] {
            // I(1, b) = 1 − (1 − x)^b, I(a, 1) = x^a, I(2, 2) = 3x² − 2x³.
            for (alpha, beta, below) in [
                (1.0, 3.5, 1.0 - libm::pow(1.0 - x, 3.5)),
                (0.4, 1.0, libm::pow(x, 0.4)),
                (40.0, 1.0, libm::pow(x, 40.0)),
                (2.0, 2.0, x * x * (3.0 - 2.0 * x)),
            ] {
                let found = both(alpha, beta, x);
                assert!((found.0 - below).abs() < 1e-14, "I({alpha}, {beta}) at {x}");
                assert!((found.0 + found.1 - 1.0).abs() < 1e-15);
            }
        }
    }

    #[test]
    fn quantiles_of_a_power_are_roots() {
        // P(X ≤ x) = x³: half of it lies below the cube root of ½.
        assert!((quantile(3.0, 1.0, 0.5) - libm::cbrt(0.5)).abs() < 1e-15);
        assert_eq!(
            (quantile(3.0, 2.0, 0.0), quantile(3.0, 2.0, 1.0)),
            (0.0, 1.0)
        );
    }

    proptest! {
        #[test]
        fn quantiles_are_met_with_their_probability(
            alpha in prop_oneof![0.3..5.0_f64, 5.0..5_000.0_f64],
            beta in prop_oneof![0.3..5.0_f64, 5.0..5_000.0_f64],
            probability in 0.001..0.999_f64,
        ) {
            let (below, _) = both(alpha, beta, quantile(alpha, beta, probability));
            prop_assert!((below - probability).abs() < 1e-8, "{below} against {probability}");
        }
    }

    #[test]
    fn moments_give_the_parameters_worked_by_hand() {
        // Beta(2, 6): mean 1/4, variance 12 / (64·9).
        let law = Beta::of_moments(0.25, (12.0_f64 / 576.0).sqrt()).expect("a beta");
        assert!((law.alpha - 2.0).abs() < 1e-14 && (law.beta - 6.0).abs() < 1e-14);
        assert!((law.sd() - (12.0_f64 / 576.0).sqrt()).abs() < 1e-16);
    }

    #[test]
    fn tiny_parameters_still_give_shares() {
        for i in 0..1_000 {
            for shapes in [[1e-4, 1e-4], [1e-8, 3.0], [3.0, 1e-8], [1e9, 1e-3]] {
                let law = Beta::of_natives(&shapes).expect("a beta");
                let share = law.draw(&mut Key::root(5).with(i).stream());
                assert!((0.0..=1.0).contains(&share), "{shapes:?}: {share}");
            }
        }
    }
}
