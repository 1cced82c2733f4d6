//! The PERT distribution (Malcolm and others, Operations Research 1959): a beta from low to high whose mean weighs
//! the mode four times either end.

use rand_distr::Distribution as _;

use super::beta;
use super::law::{Family, Law, ascending};
use crate::base::random::Stream;

/// A PERT distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pert {
    low: f64,
    mode: f64,
    high: f64,
    sampler: rand_distr::Pert<f64>,
}

impl Family for Pert {
    const WORD: &'static str = "a pert";
    const KEYS: &'static [&'static str] = &["low", "mode", "high"];

    fn of_natives(values: &[f64]) -> Result<Pert, String> {
        let (low, mode, high) = (values[0], values[1], values[2]);
        ascending(low, mode, high)?;
        let sampler = rand_distr::Pert::new(low, high)
            .with_mode(mode)
            .map_err(|error| error.to_string())?;
        Ok(Pert {
            low,
            mode,
            high,
            sampler,
        })
    }

    fn of_moments(_mean: f64, _se: f64) -> Result<Pert, String> {
        Err("a pert takes low, mode, high".into())
    }
}

impl Pert {
    fn width(&self) -> f64 {
        self.high - self.low
    }

    /// Alpha and beta of the beta between 0 and 1.
    fn shapes(&self) -> (f64, f64) {
        let width = self.width();
        (
            1.0 + 4.0 * (self.mode - self.low) / width,
            1.0 + 4.0 * (self.high - self.mode) / width,
        )
    }

    /// Where `x` lies between the ends.
    fn share(&self, x: f64) -> f64 {
        (x.clamp(self.low, self.high) - self.low) / self.width()
    }
}

impl Law for Pert {
    fn mean(&self) -> f64 {
        self.low / 6.0 + self.mode * 4.0 / 6.0 + self.high / 6.0
    }

    /// The law of a beta whose parameters add up to 6.
    fn sd(&self) -> f64 {
        let mean = self.mean();
        ((mean - self.low) * (self.high - mean) / 7.0).sqrt()
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    fn draw(&self, stream: &mut Stream) -> f64 {
        self.sampler.sample(stream)
    }

    fn quantile(&self, probability: f64) -> f64 {
        let (alpha, beta) = self.shapes();
        self.low + self.width() * beta::quantile(alpha, beta, probability)
    }

    fn below(&self, x: f64) -> f64 {
        let (alpha, beta) = self.shapes();
        beta::both(alpha, beta, self.share(x)).0
    }

    fn mean_below(&self, x: f64) -> f64 {
        let (alpha, beta) = self.shapes();
        let share = beta::mean_below(alpha, beta, self.share(x));
        self.low * self.below(x) + self.width() * share
    }
}
