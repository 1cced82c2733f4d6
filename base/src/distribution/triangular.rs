//! The triangular distribution: a lowest, a most likely and a highest value, joined by straight lines.

use rand_distr::Distribution as _;

use super::law::{Family, Law, ascending};
use crate::base::random::Stream;

/// A triangular distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Triangular {
    low: f64,
    mode: f64,
    high: f64,
    sampler: rand_distr::Triangular<f64>,
}

impl Family for Triangular {
    const WORD: &'static str = "a triangular";
    const KEYS: &'static [&'static str] = &["low", "mode", "high"];

    fn of_natives(values: &[f64]) -> Result<Triangular, String> {
        let (low, mode, high) = (values[0], values[1], values[2]);
        ascending(low, mode, high)?;
        let sampler =
            rand_distr::Triangular::new(low, high, mode).map_err(|error| error.to_string())?;
        Ok(Triangular {
            low,
            mode,
            high,
            sampler,
        })
    }

    fn of_moments(_mean: f64, _se: f64) -> Result<Triangular, String> {
        Err("a triangular takes low, mode, high".into())
    }
}

impl Triangular {
    fn width(&self) -> f64 {
        self.high - self.low
    }
}

impl Law for Triangular {
    fn mean(&self) -> f64 {
        self.low / 3.0 + self.mode / 3.0 + self.high / 3.0
    }

    fn sd(&self) -> f64 {
        // The textbook form low² + mode² + high² − … loses its digits far from zero; this form uses differences.
        let (rise, fall) = (self.mode - self.low, self.high - self.mode);
        ((rise * rise + rise * fall + fall * fall) / 18.0).sqrt()
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    fn draw(&self, stream: &mut Stream) -> f64 {
        self.sampler.sample(stream)
    }

    /// A square root on either side of the mode.
    fn quantile(&self, probability: f64) -> f64 {
        let (rise, fall) = (self.mode - self.low, self.high - self.mode);
        if probability * self.width() < rise {
            self.low + (probability * self.width() * rise).sqrt()
        } else {
            self.high - ((1.0 - probability) * self.width() * fall).sqrt()
        }
    }

    fn below(&self, x: f64) -> f64 {
        let x = x.clamp(self.low, self.high);
        if x < self.mode {
            (x - self.low) * (x - self.low) / (self.width() * (self.mode - self.low))
        } else if x < self.high {
            1.0 - (self.high - x) * (self.high - x) / (self.width() * (self.high - self.mode))
        } else {
            1.0
        }
    }

    fn mean_below(&self, x: f64) -> f64 {
        let x = x.clamp(self.low, self.high);
        if x < self.mode {
            // The integral of (low + u)·2u / (width·rise) over u up to x − low.
            let u = x - self.low;
            let area = self.width() * (self.mode - self.low);
            (self.low * u * u + 2.0 / 3.0 * u * u * u) / area
        } else if x < self.high {
            let v = self.high - x;
            let area = self.width() * (self.high - self.mode);
            self.mean() - (self.high * v * v - 2.0 / 3.0 * v * v * v) / area
        } else {
            self.mean()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn law() -> Triangular {
        Triangular::of_natives(&[0.0, 1.0, 4.0]).expect("a triangular")
    }

    #[test]
    fn quantiles_agree_with_areas_of_triangles() {
        // From 0 over 1 to 4: the rising side holds a quarter.
        let law = law();
        assert_eq!(law.quantile(0.25), 1.0);
        assert_eq!(law.quantile(0.0), 0.0);
        assert_eq!(law.quantile(1.0), 4.0);
        // Above x the area is (4 − x)² / 12: three quarters of a quarter at x = 4 − √2.25 …
        assert!((law.quantile(1.0 - 2.25 / 12.0) - 2.5).abs() < 1e-15);
    }

    #[test]
    fn the_standard_deviation_agrees_with_the_textbook() {
        // (0 + 1 + 16 − 0 − 0 − 4) / 18.
        assert!((law().sd() - (13.0_f64 / 18.0).sqrt()).abs() < 1e-15);
    }
}
