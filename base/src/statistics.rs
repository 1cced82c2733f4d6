//! What a row of numbers comes to: mean, spread, quantiles, chances, and the error that their number leaves in each.
//!
//! Comes in: slices of numbers in a fixed order. Goes out: summaries that depend on that order only, never on threads.
//! Deliberately absent: weights and missing values.

use serde::{Deserialize, Serialize};

use super::distribution::beta;

/// What a sample comes to. A quantile that so few values cannot tell is absent: see [`quantile`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The mean.
    pub mean: f64,
    /// Standard error that the number of values leaves in the mean (Monte Carlo error): sd / √n, see also [`error_of_mean`].
    /// None for one value.
    pub mc_error: Option<f64>,
    /// Standard deviation of the sample (n − 1). None for one value.
    pub sd: Option<f64>,
    /// The 2.5 % quantile; None under 39 values.
    pub q025: Option<f64>,
    /// The 25 % quantile; None under 3 values.
    pub q250: Option<f64>,
    /// The median.
    pub q500: Option<f64>,
    /// The 75 % quantile; None under 3 values.
    pub q750: Option<f64>,
    /// The 97.5 % quantile; None under 39 values.
    pub q975: Option<f64>,
}

/// Values with which an interval of 95 % has both its ends: the first n with 0.025·(n + 1) ≥ 1.
pub const FEWEST_FOR_INTERVAL: u32 = 39;

impl Summary {
    /// Summarises `values`; None where there are none.
    pub fn of(values: &[f64]) -> Option<Summary> {
        let mean = mean(values)?;
        let sd = variance(values).map(f64::sqrt);
        let sorted = ascending(values);
        let at = |probability| quantile(&sorted, probability);
        Some(Summary {
            mean,
            mc_error: sd.map(|sd| sd / (values.len() as f64).sqrt()),
            sd,
            q025: at(LOW_END),
            q250: at(0.25),
            q500: at(0.5),
            q750: at(0.75),
            q975: at(HIGH_END),
        })
    }

    /// The interval that holds 95 % of further values; None under [`FEWEST_FOR_INTERVAL`] values.
    pub fn interval(&self) -> Option<(f64, f64)> {
        self.q025.zip(self.q975)
    }
}

/// Fewest batches whose means tell how sure their mean is.
const FEWEST_BATCHES: usize = 4;

/// Standard error of the mean of values of which so many in turn are a batch: values of one batch depend on each other,
/// those of different batches do not. So whole batches count by their means. Values left over, and all of them where there
/// are fewer than four whole batches, count as independent, which is never too sure for batches that share out a
/// distribution. None for one value.
pub fn error_of_mean(values: &[f64], batch: usize) -> Option<f64> {
    let independent =
        |values: &[f64]| -> Option<f64> { Some(variance(values)? / values.len() as f64) };
    let whole = values.len() / batch;
    if batch == 1 || whole < FEWEST_BATCHES {
        return independent(values).map(f64::sqrt);
    }
    let (batches, rest) = values.split_at(whole * batch);
    let means: Vec<f64> = batches.chunks(batch).filter_map(mean).collect();
    let share = |part: &[f64]| (part.len() as f64 / values.len() as f64).powi(2);
    // What is left over may be one value: its variance is that of all values.
    let of_rest = match rest.len() {
        0 => 0.0,
        count => variance(values)? / count as f64,
    };
    Some((share(batches) * independent(&means)? + share(rest) * of_rest).sqrt())
}

/// Probabilities at the ends of an interval of 95 %.
const LOW_END: f64 = 0.025;
const HIGH_END: f64 = 0.975;

/// Monte Carlo errors of the ends of the interval of 95 %; None where there is no such end.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct EndErrors {
    /// Error of the 2.5 % quantile.
    pub q025_mc_error: Option<f64>,
    /// Error of the 97.5 % quantile.
    pub q975_mc_error: Option<f64>,
}

impl EndErrors {
    /// Errors of the ends of the interval of `values`.
    pub fn of(values: &[f64]) -> EndErrors {
        let sorted = ascending(values);
        EndErrors {
            q025_mc_error: quantile_error(&sorted, LOW_END),
            q975_mc_error: quantile_error(&sorted, HIGH_END),
        }
    }
}

fn ascending(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The sum in index order with the rounding error carried along (Neumaier, ZAMM 1974), so that a sum of many values
/// is as exact as its inputs.
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut total = 0.0_f64;
    let mut lost = 0.0_f64;
    for value in values {
        let next = total + value;
        lost += if total.abs() >= value.abs() {
            (total - next) + value
        } else {
            (value - next) + total
        };
        total = next;
    }
    total + lost
}

/// The mean; None where there are no values.
pub fn mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    Some(sum(values.iter().copied()) / values.len() as f64)
}

/// The sample variance (n − 1), by deviations from the mean; None under two values.
pub fn variance(values: &[f64]) -> Option<f64> {
    variance_about(mean(values)?, values)
}

/// The sample variance (n − 1) of values whose mean is known.
pub fn variance_about(mean: f64, values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let squares = values.iter().map(|value| (value - mean) * (value - mean));
    Some(sum(squares) / (values.len() - 1) as f64)
}

/// Mean and variance of values as they come, without keeping them (Welford, Technometrics 1962).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Takes in a value.
    pub fn add(&mut self, value: f64) {
        self.count += 1.0;
        let from_old = value - self.mean;
        self.mean += from_old / self.count;
        self.squares += from_old * (value - self.mean);
    }

    /// The sample variance (n − 1); None under two values.
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1.0).then(|| self.squares / (self.count - 1.0))
    }
}

/// The sample covariance (n − 1) of pairs, by deviations from the means; None under two pairs.
pub fn covariance(left: &[f64], right: &[f64]) -> Option<f64> {
    assert_eq!(left.len(), right.len(), "a covariance is of pairs");
    if left.len() < 2 {
        return None;
    }
    let (left_mean, right_mean) = (mean(left)?, mean(right)?);
    let products = left
        .iter()
        .zip(right)
        .map(|(l, r)| (l - left_mean) * (r - right_mean));
    Some(sum(products) / (left.len() - 1) as f64)
}

/// The quantile of ascending values at rank p·(n + 1), linear between order statistics: type 6 of Hyndman and Fan (The
/// American Statistician 1996). A further value lies below the order statistic of rank r with probability r/(n + 1)
/// whatever the distribution, so that the values between two such quantiles hold the probability between them; type 7,
/// the default of R and numpy, holds less (of 40 values, 90.4 instead of 95 %). None where the rank is below 1 or above
/// n: so few values have no such quantile.
pub fn quantile(sorted: &[f64], probability: f64) -> Option<f64> {
    debug_assert!(sorted.is_sorted(), "quantiles are of sorted values");
    debug_assert!((0.0..=1.0).contains(&probability));
    at_rank(sorted, rank(sorted.len(), probability))
}

/// The rank p·(n + 1), from 1; to whole numbers where binary fractions miss them by a hair.
fn rank(count: usize, probability: f64) -> f64 {
    let rank = probability * (count + 1) as f64;
    let whole = libm::round(rank);
    if (rank - whole).abs() < 1e-9 {
        whole
    } else {
        rank
    }
}

/// Ranks from 1 to n, and between them.
fn at_rank(sorted: &[f64], rank: f64) -> Option<f64> {
    if rank < 1.0 || rank > sorted.len() as f64 {
        return None;
    }
    let below = rank as usize - 1;
    let above = (below + 1).min(sorted.len() - 1);
    let weight = rank - (below + 1) as f64;
    // Equal neighbours stay exactly themselves, infinite ones included.
    if sorted[below] == sorted[above] || weight <= 0.0 {
        return Some(sorted[below]);
    }
    Some(sorted[below] + weight * (sorted[above] - sorted[below]))
}

/// The Monte Carlo error of a quantile. How many of n values lie below the true one is binomial with standard deviation
/// √(np(1 − p)); the order statistics so many ranks off tell how far the quantile moves with it (Conover, Practical
/// Nonparametric Statistics). Where one side has no such rank the other one stands for both. None without the quantile.
pub fn quantile_error(sorted: &[f64], probability: f64) -> Option<f64> {
    let rank = rank(sorted.len(), probability);
    let here = at_rank(sorted, rank)?;
    let off = (sorted.len() as f64 * probability * (1.0 - probability)).sqrt();
    let [below, above] = [rank - off, rank + off].map(|rank| at_rank(sorted, rank));
    match (below, above) {
        (Some(below), Some(above)) => Some((above - below) / 2.0),
        (Some(below), None) => Some(here - below),
        (None, Some(above)) => Some(above - here),
        (None, None) => None,
    }
}

/// A share of some cases in which something is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance {
    /// Cases in which it is.
    pub hits: usize,
    /// All cases.
    pub of: usize,
}

/// The normal quantiles of 97.5 and of 95 %.
const TWO_SIDED: f64 = 1.959_963_984_540_054;
const ONE_SIDED: f64 = 1.644_853_626_951_472_2;

impl Chance {
    /// Counts the cases in which it is so.
    pub fn count(cases: impl Iterator<Item = bool>) -> Chance {
        cases.fold(Chance { hits: 0, of: 0 }, |chance, is_hit| Chance {
            hits: chance.hits + usize::from(is_hit),
            of: chance.of + 1,
        })
    }

    /// From a share of `of` cases.
    pub fn from_share(share: f64, of: usize) -> Chance {
        Chance {
            hits: libm::round(share * of as f64) as usize,
            of,
        }
    }

    /// The share; 0 of no cases.
    pub fn share(&self) -> f64 {
        self.hits as f64 / self.of.max(1) as f64
    }

    /// Its standard error, √(p(1 − p)/n); None under two cases.
    pub fn mc_error(&self) -> Option<f64> {
        let share = self.share();
        (self.of > 1).then(|| (share * (1.0 - share) / self.of as f64).sqrt())
    }

    /// Whether it is so in none or in all cases.
    pub fn is_at_end(&self) -> bool {
        self.hits == 0 || self.hits == self.of
    }

    /// The interval of 95 % that so many cases leave for the true chance (Wilson, JASA 1927). In none or all of the
    /// cases only one side is open, and the interval is one-sided: 0 of 40 says below 6.3 %.
    pub fn interval(&self) -> (f64, f64) {
        if self.of == 0 {
            return (0.0, 1.0);
        }
        let z = if self.is_at_end() {
            ONE_SIDED
        } else {
            TWO_SIDED
        };
        let (n, p) = (self.of as f64, self.share());
        let scale = 1.0 + z * z / n;
        let middle = p + z * z / (2.0 * n);
        let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        let low = if self.hits == 0 {
            0.0
        } else {
            (middle - half) / scale
        };
        let high = if self.hits == self.of {
            1.0
        } else {
            (middle + half) / scale
        };
        (low.max(0.0), high.min(1.0))
    }
}

/// The probability that a mean of normal numbers lies further than `bound` of its own estimated errors from where it is
/// expected: both tails of Student's t with so many degrees of freedom, as an incomplete beta function (Abramowitz and
/// Stegun 26.7.1).
pub fn beyond(bound: f64, freedom: f64) -> f64 {
    beta::both(freedom / 2.0, 0.5, freedom / (freedom + bound * bound)).0
}

#[cfg(test)]
mod tests;
