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
mod tests {
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
}
