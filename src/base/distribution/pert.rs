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
    let alpha = 1.0 + 4.0 * (mode - low) / width;
    let beta = 1.0 + 4.0 * (high - mode) / width;
    low + width * beta::draw(alpha, beta, stream)
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
