//! Figures of a need by the mean with which it arises: each exactly, or all on one polynomial.
//!
//! Comes in: a figure that is smooth in the mean. Goes out: [`ByMean`], which tells it at the nodes of age. Deliberately absent: what
//! the figure is.

use crate::base::lanes::{add, multiply, scale_and_add, subtract};

use super::ages::{NODE_LANES, NodeLanes};
use super::precision::TwinPrecision;

/// A figure of one need by its mean.
pub(super) enum ByMean<'a> {
    Exact(Box<dyn Fn(f64) -> f64 + Sync + 'a>),
    Smooth(Polynomial),
}

impl<'a> ByMean<'a> {
    /// Up to a largest mean.
    pub fn new(
        precision: TwinPrecision,
        most: f64,
        of: impl Fn(f64) -> f64 + Sync + 'a,
    ) -> ByMean<'a> {
        match precision {
            TwinPrecision::Exact => ByMean::Exact(Box::new(of)),
            TwinPrecision::Fast => ByMean::Smooth(Polynomial::new(most, of)),
        }
    }

    /// At means by node of age, into `found`; whole lanes of them.
    #[inline(always)]
    pub fn at(&self, means: &[f64], found: &mut [f64]) {
        match self {
            ByMean::Exact(of) => {
                // Without a slope in age, most ages have the mean of the one before.
                let mut last = (f64::NAN, 0.0);
                for (found, &mean) in found.iter_mut().zip(means) {
                    if mean != last.0 {
                        last = (mean, of(mean));
                    }
                    *found = last.1;
                }
            }
            ByMean::Smooth(polynomial) => {
                let lanes = found.chunks_exact_mut(NODE_LANES);
                for (found, means) in lanes.zip(means.chunks_exact(NODE_LANES)) {
                    let mut here = [0.0; NODE_LANES];
                    here.copy_from_slice(means);
                    found.copy_from_slice(&polynomial.at(&here));
                }
            }
        }
    }
}

/// Points that a polynomial goes through.
const POINTS: usize = 12;

/// Something smooth of a mean from 0 on, known at a few means and looked up at many. What follows a Poisson number whose mean is
/// at most 4 is off by 10⁻⁸ of its largest value at most.
#[derive(Debug, Clone)]
pub(super) struct Polynomial {
    /// Turns a mean into a number between −1 and 1.
    per_mean: f64,
    /// Where it goes through what is known, and its factors by Newton.
    points: [f64; POINTS],
    factors: [f64; POINTS],
}

impl Polynomial {
    fn new(most: f64, of: impl Fn(f64) -> f64) -> Polynomial {
        let most = most.max(1e-300);
        // The points of Chebyshev, between which no polynomial swings away.
        let points: [f64; POINTS] = std::array::from_fn(|point| {
            let turn = (2 * point + 1) as f64 / (2 * POINTS) as f64;
            libm::cos(std::f64::consts::PI * turn)
        });
        let mut factors = points.map(|point| of((point + 1.0) * most / 2.0));
        for order in 1..POINTS {
            for place in (order..POINTS).rev() {
                let apart = points[place] - points[place - order];
                factors[place] = (factors[place] - factors[place - 1]) / apart;
            }
        }
        Polynomial {
            per_mean: 2.0 / most,
            points,
            factors,
        }
    }

    #[inline(always)]
    fn at(&self, means: &NodeLanes) -> NodeLanes {
        let mut turned = *means;
        scale_and_add(&mut turned, self.per_mean, -1.0);
        let mut sum = [self.factors[POINTS - 1]; NODE_LANES];
        for place in (0..POINTS - 1).rev() {
            let (point, factor) = (self.points[place], self.factors[place]);
            let mut away = turned;
            subtract(&mut away, &[point; NODE_LANES]);
            multiply(&mut sum, &away);
            add(&mut sum, &[factor; NODE_LANES]);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_poisson_number_lies_on_the_polynomial() {
        for most in [0.0, 1e-7, 0.4, 2.0, 4.0] {
            // E[0.2^N] = exp(-0.8 m).
            let of = |mean: f64| libm::exp(-0.8 * mean);
            let means = [0.0, 0.013, 0.35, 0.5, 0.7131, 0.9, 0.999, 1.0].map(|part| part * most);
            for precision in [TwinPrecision::Exact, TwinPrecision::Fast] {
                let mut found = [0.0; NODE_LANES];
                ByMean::new(precision, most, of).at(&means, &mut found);
                for (mean, found) in means.iter().zip(found) {
                    assert!(
                        (found - of(*mean)).abs() < 1e-8,
                        "{mean} of {most}: {found}"
                    );
                }
            }
        }
    }
}
