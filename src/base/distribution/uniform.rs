//! The uniform distribution from low to high.

use crate::base::random::Stream;

/// One draw.
pub fn draw(low: f64, high: f64, stream: &mut Stream) -> f64 {
    low + (high - low) * stream.uniform()
}

/// The mean.
pub fn mean(low: f64, high: f64) -> f64 {
    0.5 * low + 0.5 * high
}

/// The standard deviation: the width over √12.
pub fn sd(low: f64, high: f64) -> f64 {
    (high - low) / 12.0_f64.sqrt()
}
