//! The gamma distribution by shape and scale: draws, the incomplete gamma function, quantiles.

use rand_distr::Distribution as _;

use super::law::{self, Family, Law, positive};
use super::normal;
use crate::base::random::Stream;

/// A gamma distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gamma {
    shape: f64,
    scale: f64,
    sampler: rand_distr::Gamma<f64>,
}

impl Family for Gamma {
    const WORD: &'static str = "a gamma";
    const KEYS: &'static [&'static str] = &["shape", "scale"];

    fn of_natives(values: &[f64]) -> Result<Gamma, String> {
        let (shape, scale) = (values[0], values[1]);
        law::shape("`shape`", shape)?;
        positive("`scale`", scale)?;
        let sampler = rand_distr::Gamma::new(shape, scale).map_err(|error| error.to_string())?;
        Ok(Gamma {
            shape,
            scale,
            sampler,
        })
    }

    fn of_moments(mean: f64, se: f64) -> Result<Gamma, String> {
        positive("the mean of a gamma", mean)?;
        let ratio = mean / se;
        Gamma::of_natives(&[ratio * ratio, se / ratio])
    }
}

impl Law for Gamma {
    fn mean(&self) -> f64 {
        self.shape * self.scale
    }

    fn sd(&self) -> f64 {
        self.shape.sqrt() * self.scale
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn draw(&self, stream: &mut Stream) -> f64 {
        self.sampler.sample(stream)
    }

    fn quantile(&self, probability: f64) -> f64 {
        self.scale * quantile(self.shape, probability)
    }

    fn below(&self, x: f64) -> f64 {
        lower(self.shape, x / self.scale)
    }

    /// The mean times the probability below of a gamma whose shape is larger by 1.
    fn mean_below(&self, x: f64) -> f64 {
        self.mean() * lower(self.shape + 1.0, x / self.scale)
    }
}

/// The regularised lower incomplete gamma function P(shape, x): the probability that a gamma at scale 1 is at most x.
pub fn lower(shape: f64, x: f64) -> f64 {
    both(shape, x).0
}

/// Its complement Q(shape, x), to full relative precision in the tail.
pub fn upper(shape: f64, x: f64) -> f64 {
    both(shape, x).1
}

/// P and Q together: a series below shape + 1, Legendre's continued fraction above, whichever converges fast
/// (Abramowitz and Stegun 6.5.29 and 6.5.31; Lentz's evaluation as in Thompson and Barnett, 1986).
pub fn both(shape: f64, x: f64) -> (f64, f64) {
    debug_assert!(shape > 0.0);
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x == f64::INFINITY {
        return (1.0, 0.0);
    }
    if x < shape + 1.0 {
        let below = (series(shape, x) * mass(shape, x) / shape).min(1.0);
        (below, 1.0 - below)
    } else {
        let above = (fraction(shape, x) * mass(shape, x)).min(1.0);
        (1.0 - above, above)
    }
}

/// x^shape · e^−x / Γ(shape), the density times x.
fn mass(shape: f64, x: f64) -> f64 {
    libm::exp(shape * libm::log(x) - x - libm::lgamma(shape))
}

/// 1 + x/(a+1) + x²/((a+1)(a+2)) + …
fn series(shape: f64, x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    let mut next = shape;
    for _ in 0..MOST_TERMS {
        next += 1.0;
        term *= x / next;
        sum += term;
        if term < sum * f64::EPSILON * 0.25 {
            break;
        }
    }
    sum
}

/// 1/(x+1−a− 1·(1−a)/(x+3−a− 2·(2−a)/(x+5−a− …
fn fraction(shape: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / away_from_zero(b);
    let mut value = d;
    for i in 1..MOST_TERMS {
        let i = f64::from(i);
        let a = i * (shape - i);
        b += 2.0;
        d = 1.0 / away_from_zero(a * d + b);
        c = away_from_zero(b + a / c);
        let step = c * d;
        value *= step;
        if (step - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

/// Both expansions need a small multiple of √shape terms; this suffices up to [`LARGEST_SHAPE`](law::LARGEST_SHAPE).
const MOST_TERMS: u32 = 1_000_000;

/// The x at scale 1 that is not exceeded with this probability, to about 13 digits.
///
/// Newton's method on ln P (below the median, else ln Q) as a function of ln x, where both are concave and all but
/// straight in their tails, kept inside a bracket that shrinks with every step.
pub fn quantile(shape: f64, probability: f64) -> f64 {
    debug_assert!((0.0..=1.0).contains(&probability));
    if probability <= 0.0 {
        return 0.0;
    }
    if probability >= 1.0 {
        return f64::INFINITY;
    }
    let in_lower_half = probability <= 0.5;
    let target = libm::log(if in_lower_half {
        probability
    } else {
        1.0 - probability
    });

    let (mut from, mut to) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut t = first_guess(shape, probability);
    for _ in 0..200 {
        let x = libm::exp(t);
        if x < f64::MIN_POSITIVE {
            // Under the smallest number there is no finer answer; Newton's next steps could only confirm it.
            return 0.0;
        }
        let (below, above) = both(shape, x);
        let density = mass(shape, x);
        let (excess, slope) = if in_lower_half {
            (libm::log(below) - target, density / below)
        } else {
            (target - libm::log(above), density / above)
        };
        if excess > 0.0 {
            to = t;
        } else {
            from = t;
        }
        let newton = t - excess / slope;
        let next = if newton > from && newton < to {
            newton
        } else if from.is_finite() && to.is_finite() {
            0.5 * (from + to)
        } else if excess > 0.0 {
            t - 1.0
        } else {
            t + 1.0
        };
        let step = (next - t).abs();
        t = next;
        if step < 1e-14 * t.abs().max(1.0) {
            break;
        }
    }
    libm::exp(t)
}

/// ln x to start from: the cube of a normal (Wilson and Hilferty, PNAS 1931), or where that fails, P ≈ x^a / Γ(a+1).
fn first_guess(shape: f64, probability: f64) -> f64 {
    let ninth = 1.0 / (9.0 * shape);
    let root = 1.0 - ninth + normal::quantile(probability) * ninth.sqrt();
    let near_zero = (libm::log(probability) + libm::lgamma(shape + 1.0)) / shape;
    if shape > 0.5 && root > 0.2 {
        libm::log(shape) + 3.0 * libm::log(root)
    } else if near_zero < -0.5 {
        near_zero
    } else {
        // The far tail of a small shape: Q ≈ shape · e^−x, roughly.
        libm::log((libm::log(shape) - libm::log(1.0 - probability)).max(0.5))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_incomplete_gamma_function_agrees_with_closed_forms() {
        for x in [1e-8, 0.01, 0.5, 1.0, 2.0, 3.5, 10.0, 30.0] {
            let e = libm::exp(-x);
            let cases = [
                (1.0, -libm::expm1(-x), e),
                // 1 − (1 + x)·e^−x, written so that it keeps its digits: −expm1(−x) − x·e^−x.
                (2.0, -libm::expm1(-x) - x * e, (1.0 + x) * e),
                (0.5, libm::erf(x.sqrt()), libm::erfc(x.sqrt())),
            ];
            for (shape, below, above) in cases {
                let found = both(shape, x);
                assert!(
                    (found.0 - below).abs() < 1e-15 + 1e-14 * below,
                    "P({shape}, {x}) = {} against {below}",
                    found.0
                );
                assert!(
                    (found.1 - above).abs() < 1e-15 + 1e-14 * above,
                    "Q({shape}, {x}) = {} against {above}",
                    found.1
                );
            }
        }
        // Q(2, 30) = 31·e^−30 keeps its relative precision.
        let tail = 31.0 * libm::exp(-30.0);
        assert!((upper(2.0, 30.0) / tail - 1.0).abs() < 1e-13);
        assert_eq!(lower(2.0, 0.0), 0.0);
        assert_eq!(lower(2.0, f64::INFINITY), 1.0);
    }

    #[test]
    fn quantiles_of_the_exponential_are_logarithms() {
        for probability in [1e-12, 0.001, 0.3, 0.5, 0.9, 0.999_999] {
            let expected = -libm::log1p(-probability);
            let found = quantile(1.0, probability);
            assert!(
                (found / expected - 1.0).abs() < 1e-13,
                "{probability}: {found} against {expected}"
            );
        }
    }

    #[test]
    fn low_quantiles_of_tiny_shapes_are_nothing_and_the_ends_are_the_ends() {
        assert_eq!(quantile(0.000_25, 0.1), 0.0);
        assert_eq!(quantile(3.0, 0.0), 0.0);
        assert_eq!(quantile(3.0, 1.0), f64::INFINITY);
    }

    proptest! {
        #[test]
        fn quantiles_are_met_with_their_probability(
            shape in prop_oneof![0.0025..1.0_f64, 1.0..50.0_f64, 50.0..10_000.0_f64],
            probability in prop_oneof![1e-6..1.0_f64, (0.999..1.0_f64)],
        ) {
            let x = quantile(shape, probability);
            if x > 0.0 {
                let (below, above) = both(shape, x);
                let off = if probability <= 0.5 {
                    below / probability
                } else {
                    above / (1.0 - probability)
                };
                prop_assert!((off - 1.0).abs() < 1e-10, "{} off at x = {}", off - 1.0, x);
            }
        }
    }
}
