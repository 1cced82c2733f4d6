//! The PERT distribution (Malcolm and others, Operations Research 1959): a beta from low to high whose mean weighs
//! the mode four times either end.

use super::beta;
use crate::base::random::Stream;

/// One draw.
pub fn draw(low: f64, mode: f64, high: f64, stream: &mut Stream) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return low;
    }
    let (alpha, beta) = shape(low, mode, high);
    low + width * beta::draw(alpha, beta, stream)
}

/// The quantile.
pub fn quantile(low: f64, mode: f64, high: f64, probability: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return low;
    }
    let (alpha, beta) = shape(low, mode, high);
    low + width * beta::quantile(alpha, beta, probability)
}

/// Alpha and beta of the beta between 0 and 1.
fn shape(low: f64, mode: f64, high: f64) -> (f64, f64) {
    let width = high - low;
    (
        1.0 + 4.0 * (mode - low) / width,
        1.0 + 4.0 * (high - mode) / width,
    )
}

/// The mean.
pub fn mean(low: f64, mode: f64, high: f64) -> f64 {
    (low + 4.0 * mode + high) / 6.0
}

/// The standard deviation: that of a beta whose parameters add up to 6.
pub fn sd(low: f64, mode: f64, high: f64) -> f64 {
    let mean = mean(low, mode, high);
    ((mean - low) * (high - mean) / 7.0).sqrt()
}
