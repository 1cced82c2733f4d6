//! The uniform distribution from low to high.

use rand_distr::Distribution as _;

use super::law::{Family, Law, ascending};
use crate::base::random::Stream;

/// A uniform distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
    sampler: rand_distr::Uniform<f64>,
}

impl Family for Uniform {
    const WORD: &'static str = "a uniform";
    const KEYS: &'static [&'static str] = &["low", "high"];

    fn of_natives(values: &[f64]) -> Result<Uniform, String> {
        let (low, high) = (values[0], values[1]);
        ascending(low, low, high)?;
        let sampler = rand_distr::Uniform::new(low, high).map_err(|error| error.to_string())?;
        Ok(Uniform { low, high, sampler })
    }

    fn of_moments(_mean: f64, _se: f64) -> Result<Uniform, String> {
        Err("a uniform takes low, high".into())
    }
}

impl Law for Uniform {
    fn mean(&self) -> f64 {
        0.5 * self.low + 0.5 * self.high
    }

    fn sd(&self) -> f64 {
        (self.high - self.low) / 12.0_f64.sqrt()
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    fn draw(&self, stream: &mut Stream) -> f64 {
        self.sampler.sample(stream)
    }

    fn quantile(&self, probability: f64) -> f64 {
        self.low + probability * (self.high - self.low)
    }

    fn below(&self, x: f64) -> f64 {
        ((x - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    fn mean_below(&self, x: f64) -> f64 {
        let middle = 0.5 * (self.low + x.clamp(self.low, self.high));
        middle * self.below(x)
    }
}
