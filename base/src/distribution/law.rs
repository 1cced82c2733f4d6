//! The traits of a family of distributions. Comes in: nothing. Goes out: the traits [`Law`] and
//! [`Family`]. Deliberately absent: any one family.

use crate::base::legible::Legible;
use crate::base::random::Stream;

/// Standard normal quantile of 0.975: half the width of a 95 % interval, in standard errors.
pub const Z_975: f64 = 1.959_964;

/// Larger shapes (of a gamma or beta) are so close to a point that their functions lose their digits.
pub const LARGEST_SHAPE: f64 = 1e9;

/// A distribution with its parameters.
pub trait Law {
    /// The mean.
    fn mean(&self) -> f64;
    /// The standard deviation.
    fn sd(&self) -> f64;
    /// The ends of what can be drawn.
    fn support(&self) -> (f64, f64);
    /// One draw, from as many random bits as it takes: give every uncertain number a stream of its own.
    fn draw(&self, stream: &mut Stream) -> f64;
    /// The value that is not exceeded with this probability, which lies between 0 and 1, both excluded.
    fn quantile(&self, probability: f64) -> f64;
    /// The probability of at most `x`.
    fn below(&self, x: f64) -> f64;
    /// The part of the mean that values up to `x` contribute: the integral of value × density up to `x`.
    fn mean_below(&self, x: f64) -> f64;
}

/// How a family of distributions is written.
pub trait Family: Law + Sized {
    /// With its article, for messages.
    const WORD: &'static str;
    /// The keys of its native parameters, in the order of [`of_natives`](Family::of_natives).
    const KEYS: &'static [&'static str];

    /// From native parameters.
    ///
    /// # Errors
    /// In words, when there is no such distribution.
    fn of_natives(values: &[f64]) -> Result<Self, String>;

    /// From a mean and a standard error above 0.
    ///
    /// # Errors
    /// In words, when there is no such distribution.
    fn of_moments(mean: f64, se: f64) -> Result<Self, String>;

    /// From a 95 % interval, and a mean inside it where one is given.
    ///
    /// # Errors
    /// In words, when there is no such distribution.
    fn of_interval(mean: Option<f64>, [low, high]: [f64; 2]) -> Result<Self, String> {
        let middle = low + (high - low) / 2.0;
        Self::of_moments(mean.unwrap_or(middle), (high - low) / (2.0 * Z_975))
    }
}

/// Refuses a parameter that is not above 0.
pub(super) fn positive(name: &str, value: f64) -> Result<(), String> {
    if value > 0.0 {
        Ok(())
    } else {
        Err(format!("{name} is {}, but must be above 0", Legible(value)))
    }
}

/// Refuses a shape (of a gamma or beta) that is not above 0, or so large that the number is all but known.
pub(super) fn shape(name: &str, value: f64) -> Result<(), String> {
    positive(name, value)?;
    if value <= LARGEST_SHAPE {
        Ok(())
    } else {
        Err(format!(
            "{name} is {}: with so little spread, write the mean alone",
            Legible(value)
        ))
    }
}

/// Refuses ends that do not ascend, and a mode outside them.
pub(super) fn ascending(low: f64, mode: f64, high: f64) -> Result<(), String> {
    if low >= high {
        return Err(format!(
            "`low` ({}) must be below `high` ({})",
            Legible(low),
            Legible(high)
        ));
    }
    if mode < low || mode > high {
        return Err(format!(
            "`mode` ({}) must lie from `low` ({}) to `high` ({})",
            Legible(mode),
            Legible(low),
            Legible(high)
        ));
    }
    Ok(())
}
