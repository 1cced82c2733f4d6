//! What a row of numbers comes to: mean, spread, quantiles, and the error that chance leaves in the mean.
//!
//! Comes in: slices of numbers in a fixed order. Goes out: summaries that depend on that order only, never on threads.
//! Deliberately absent: weights, missing values, and standard errors of anything but a mean.

use serde::{Deserialize, Serialize};

use super::distribution::beta;

/// What a sample comes to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The mean.
    pub mean: f64,
    /// Standard error that the number of values leaves in the mean (Monte Carlo error): sd / √n. None for one value.
    pub mc_error: Option<f64>,
    /// Standard deviation of the sample (n − 1). None for one value.
    pub sd: Option<f64>,
    /// The 2.5 % quantile.
    pub q025: f64,
    /// The 25 % quantile.
    pub q250: f64,
    /// The median.
    pub q500: f64,
    /// The 75 % quantile.
    pub q750: f64,
    /// The 97.5 % quantile.
    pub q975: f64,
}

impl Summary {
    /// Summarises `values`; None where there are none.
    pub fn of(values: &[f64]) -> Option<Summary> {
        let mean = mean(values)?;
        let sd = variance(values).map(f64::sqrt);
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |probability| quantile(&sorted, probability);
        Some(Summary {
            mean,
            mc_error: sd.map(|sd| sd / (values.len() as f64).sqrt()),
            sd,
            q025: at(0.025)?,
            q250: at(0.25)?,
            q500: at(0.5)?,
            q750: at(0.75)?,
            q975: at(0.975)?,
        })
    }
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

/// The same, of values whose mean is known.
pub fn variance_about(mean: f64, values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let squares = values.iter().map(|value| (value - mean) * (value - mean));
    Some(sum(squares) / (values.len() - 1) as f64)
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

/// The quantile of ascending values by linear interpolation between order statistics: type 7 of Hyndman and Fan
/// (The American Statistician 1996), the default of R and numpy. None where there are no values.
pub fn quantile(sorted: &[f64], probability: f64) -> Option<f64> {
    debug_assert!(sorted.is_sorted(), "quantiles are of sorted values");
    debug_assert!((0.0..=1.0).contains(&probability));
    let last = sorted.len().checked_sub(1)?;
    let place = probability * last as f64;
    let below = (place as usize).min(last);
    let above = (below + 1).min(last);
    let weight = place - below as f64;
    // Equal neighbours stay exactly themselves, infinite ones included.
    if sorted[below] == sorted[above] || weight <= 0.0 {
        return Some(sorted[below]);
    }
    Some(sorted[below] + weight * (sorted[above] - sorted[below]))
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
        // Places (n − 1)·p: 0.175, 1.75, 3.5, 5.25, 6.825.
        assert!((summary.q025 - 2.35).abs() < 1e-14);
        assert_eq!(summary.q250, 4.0);
        assert_eq!(summary.q500, 4.5);
        assert_eq!(summary.q750, 5.5);
        assert!((summary.q975 - 8.65).abs() < 1e-14);
    }

    #[test]
    fn one_value_has_no_spread_and_none_has_no_summary() {
        let summary = Summary::of(&[3.0]).unwrap();
        assert_eq!((summary.mean, summary.q025, summary.q975), (3.0, 3.0, 3.0));
        assert_eq!((summary.sd, summary.mc_error), (None, None));
        assert_eq!(Summary::of(&[]), None);
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
}
