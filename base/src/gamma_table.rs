//! A factor with mean 1 and a given coefficient of variation, gamma-distributed, from a table: what one admission
//! costs relative to the average admission.
//!
//! Comes in: a coefficient of variation, once; random bits, very often. Goes out: factors whose mean is exactly 1.
//! Deliberately absent: a continuous gamma: within a cell of equal probability every draw is the cell's own mean.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use rand::Rng;
use rand_distr::Distribution;

use super::distribution::{gamma, normal};

/// Cells of equal probability; the last of them is split in [`SPLIT`], and the last of those once more, so that the
/// long tail of a large coefficient of variation keeps its variance.
const CELLS: usize = 1_024;
const SPLIT: usize = 256;

/// Under this coefficient of variation a gamma is a normal for every purpose, and its incomplete function slow.
const NORMAL_BELOW: f64 = 0.01;

/// The factors of all cells, level by level.
type Factors = [f64; CELLS + 2 * SPLIT];

/// The table.
#[derive(Debug, Clone)]
pub struct GammaTable {
    cv: f64,
    factors: Arc<Factors>,
}

/// Tables that are remembered.
const MOST_MADE: usize = 64;

/// The last ones made, by the bits of their coefficients: most draws of the parameters leave these as they are, and a table takes a
/// thousand quantiles.
static MADE: Mutex<VecDeque<(u64, Arc<Factors>)>> = Mutex::new(VecDeque::new());

impl GammaTable {
    /// The table of a coefficient of variation from 0 (always 1) to [`GammaTable::LARGEST_CV`].
    pub fn new(cv: f64) -> GammaTable {
        assert!(
            (0.0..=Self::LARGEST_CV).contains(&cv),
            "{cv} is no coefficient of variation for a table"
        );
        let made = || MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let remembered = made()
            .iter()
            .find(|(bits, _)| *bits == cv.to_bits())
            .cloned();
        if let Some((_, factors)) = remembered {
            return GammaTable { cv, factors };
        }
        let factors = Arc::new(factors(cv));
        let mut made = made();
        made.truncate(MOST_MADE - 1);
        made.push_front((cv.to_bits(), Arc::clone(&factors)));
        GammaTable { cv, factors }
    }

    /// The coefficient of variation the table was made for.
    pub fn cv(&self) -> f64 {
        self.cv
    }

    /// The factors in ascending order, each with its chance.
    pub fn law(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let width = |at: usize| match at {
            at if at < CELLS => 1.0 / CELLS as f64,
            at if at < CELLS + SPLIT => 1.0 / (CELLS * SPLIT) as f64,
            _ => 1.0 / (CELLS * SPLIT * SPLIT) as f64,
        };
        // The last cell of each level stands for the whole next level.
        (0..CELLS + 2 * SPLIT)
            .filter(|&at| at != CELLS - 1 && at != CELLS + SPLIT - 1)
            .map(move |at| (self.factors[at], width(at)))
    }

    /// The largest coefficient of variation; a factor that varies more is nearly always nothing.
    pub const LARGEST_CV: f64 = 20.0;

    /// The factor that these bits give. Monotone in the bits.
    #[inline(always)]
    pub fn at(&self, bits: u64) -> f64 {
        let cell = (bits >> 54) as usize;
        if cell < CELLS - 1 {
            return self.factors[cell];
        }
        let cell = (bits >> 46) as usize % SPLIT;
        if cell < SPLIT - 1 {
            return self.factors[CELLS + cell];
        }
        self.factors[CELLS + SPLIT + (bits >> 38) as usize % SPLIT]
    }
}

impl Distribution<f64> for GammaTable {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        self.at(rng.next_u64())
    }
}

/// The mean factor of each cell.
fn factors(cv: f64) -> Factors {
    let mut factors = [1.0; CELLS + 2 * SPLIT];
    if cv > 0.0 {
        let edges = edges();
        let means = if cv < NORMAL_BELOW {
            normal_means(cv, &edges)
        } else {
            gamma_means(cv, &edges)
        };
        // The last cell of each level stands for the whole next level.
        let (coarse, rest) = means.split_at(CELLS - 1);
        let (fine, finest) = rest.split_at(SPLIT - 1);
        factors[..coarse.len()].copy_from_slice(coarse);
        factors[CELLS..CELLS + fine.len()].copy_from_slice(fine);
        factors[CELLS + SPLIT..].copy_from_slice(finest);
    }
    factors
}

/// Probabilities below the edges of all cells in order, as (below, above): both exact in binary.
fn edges() -> Vec<(f64, f64)> {
    let levels = [
        (CELLS, 0, 1.0 / CELLS as f64),
        (SPLIT, 0, 1.0 / (CELLS * SPLIT) as f64),
        (SPLIT, 1, 1.0 / (CELLS * SPLIT * SPLIT) as f64),
    ];
    levels
        .iter()
        .flat_map(|&(cells, last, width)| {
            // `last`: only the finest level has its last cell and its upper edge.
            (0..cells - 1 + 2 * last).map(move |cell| {
                let above = (cells - cell) as f64 * width;
                (1.0 - above, above)
            })
        })
        .collect()
}

/// Means within the cells of a gamma with mean 1 and shape a = 1/cv²: the mean over a cell is the probability that a
/// gamma of shape a + 1 puts there, over the cell's own, so that the means add up to 1 whatever the edges.
fn gamma_means(cv: f64, edges: &[(f64, f64)]) -> Vec<f64> {
    let shape = 1.0 / (cv * cv);
    let weighted: Vec<(f64, f64)> = edges
        .iter()
        .map(|&(below, _)| gamma::both(shape + 1.0, gamma::quantile(shape, below)))
        .collect();
    weighted
        .windows(2)
        .zip(edges.windows(2))
        .map(|(weighted, edges)| {
            let (from, to) = (weighted[0], weighted[1]);
            // Differences of whichever side is small keep their digits.
            let mass = if from.0 < 0.5 {
                to.0 - from.0
            } else {
                from.1 - to.1
            };
            mass / (edges[0].1 - edges[1].1)
        })
        .collect()
}

/// Means over cells of a normal: the mean over a cell is the fall of the density over it.
fn normal_means(cv: f64, edges: &[(f64, f64)]) -> Vec<f64> {
    let density = |(below, above): (f64, f64)| {
        let tail = below.min(above);
        normal::density(normal::quantile(tail))
    };
    edges
        .windows(2)
        .map(|edges| {
            let width = edges[0].1 - edges[1].1;
            1.0 + cv * (density(edges[0]) - density(edges[1])) / width
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::{Key, Stream};
    use crate::base::statistics;

    /// Shares of draws in cells, ours and the library's, differ by chance only: 4.5 standard errors in any of 24 pairs
    /// have a chance of 2 in 10,000, and streams are fixed.
    #[test]
    fn factors_fall_where_those_of_the_library_fall() {
        let n = 100_000;
        for cv in [0.3, 1.0, 2.5] {
            let (shape, scale) = (1.0 / (cv * cv), cv * cv);
            let library = rand_distr::Gamma::new(shape, scale).expect("a gamma");
            let draws = |law: &dyn Fn(&mut Stream) -> f64, seed: u64| -> Vec<f64> {
                let mut stream = Key::root(seed).stream();
                (0..n).map(|_| law(&mut stream)).collect()
            };
            let table = GammaTable::new(cv);
            let ours = draws(&|stream| table.sample(stream), 1);
            let theirs = draws(&|stream| library.sample(stream), 2);
            for edge in [0.01, 0.1, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0] {
                let share = |draws: &[f64]| {
                    draws.iter().filter(|draw| **draw <= edge).count() as f64 / f64::from(n)
                };
                let (a, b) = (share(&ours), share(&theirs));
                // Within a cell of the table all draws are its mean: an edge may be off by one cell.
                let cell = 1.0 / CELLS as f64;
                let error = (2.0 * b.max(1e-4) * (1.0 - b).max(1e-4) / f64::from(n)).sqrt();
                assert!(
                    (a - b).abs() < 4.5 * error + cell,
                    "cv {cv}, up to {edge}: {a} and {b}"
                );
            }
        }
    }

    #[test]
    fn the_mean_is_one_and_the_variance_that_of_the_gamma() {
        for cv in [1e-6, 0.005, 0.01, 0.1, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0] {
            let law: Vec<(f64, f64)> = GammaTable::new(cv).law().collect();
            let total = statistics::sum(law.iter().map(|(_, p)| *p));
            let mean = statistics::sum(law.iter().map(|(x, p)| x * p));
            let variance = statistics::sum(law.iter().map(|(x, p)| (x - mean).powi(2) * p));
            assert_eq!(total, 1.0);
            assert!((mean - 1.0).abs() < 1e-12, "cv {cv}: mean {mean}");
            let ratio = variance / (cv * cv);
            assert!((ratio - 1.0).abs() < 0.005, "cv {cv}: variance {ratio}");
            assert!(law.is_sorted_by(|a, b| a.0 <= b.0 + 1e-9), "cv {cv}");
        }
    }

    #[test]
    fn cells_of_an_exponential_have_the_means_worked_by_hand() {
        // Mean over (x, y) of an exponential: ((1 + x)·e^−x − (1 + y)·e^−y) / (e^−x − e^−y), e^−x being the upper tail.
        let table = GammaTable::new(1.0);
        let part = |tail: f64| {
            if tail > 0.0 {
                tail * (1.0 - libm::log(tail))
            } else {
                0.0
            }
        };
        for (bits, from, to) in [
            (0, 1.0, 1023.0 / 1024.0),
            (512 << 54, 0.5, 511.0 / 1024.0),
            (1022 << 54, 2.0 / 1024.0, 1.0 / 1024.0),
            (1023 << 54, 1.0 / 1024.0, 255.0 / 262_144.0),
            (u64::MAX, 1.0 / 67_108_864.0, 0.0),
        ] {
            let expected = (part(from) - part(to)) / (from - to);
            let found = table.at(bits);
            assert!(
                (found / expected - 1.0).abs() < 1e-9,
                "{found} against {expected}"
            );
        }
    }

    #[test]
    fn without_variation_the_factor_is_one() {
        let table = GammaTable::new(0.0);
        for bits in [0, 1 << 60, u64::MAX] {
            assert_eq!(table.at(bits), 1.0);
        }
    }

    #[test]
    fn factors_never_fall_with_the_bits() {
        let table = GammaTable::new(2.0);
        let bits = (0..100_000_u64).map(|i| i * (u64::MAX / 99_999));
        let tail = (0..100_000_u64).map(|i| u64::MAX - (99_999 - i) * (1 << 38));
        assert!(bits.map(|bits| table.at(bits)).is_sorted());
        assert!(tail.map(|bits| table.at(bits)).is_sorted());
    }
}
