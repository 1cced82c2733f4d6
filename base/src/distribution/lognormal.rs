//! The lognormal distribution: its logarithm is normal with mean mu and standard deviation sigma.

use rand_distr::Distribution as _;

use super::law::{Family, Law, Z_975, positive};
use super::normal;
use crate::base::random::Stream;

/// A lognormal distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lognormal {
    mu: f64,
    sigma: f64,
    sampler: rand_distr::LogNormal<f64>,
}

impl Family for Lognormal {
    const WORD: &'static str = "a lognormal";
    const KEYS: &'static [&'static str] = &["mu", "sigma"];

    fn of_natives(values: &[f64]) -> Result<Lognormal, String> {
        let (mu, sigma) = (values[0], values[1]);
        positive("`sigma`", sigma)?;
        let sampler = rand_distr::LogNormal::new(mu, sigma).map_err(|error| error.to_string())?;
        Ok(Lognormal { mu, sigma, sampler })
    }

    fn of_moments(mean: f64, se: f64) -> Result<Lognormal, String> {
        positive("the mean of a lognormal", mean)?;
        let (mu, sigma) = from_mean(mean, se);
        Lognormal::of_natives(&[mu, sigma])
    }

    fn of_interval(mean: Option<f64>, [low, high]: [f64; 2]) -> Result<Lognormal, String> {
        positive("the interval of a lognormal", low)?;
        let (low, high) = (libm::log(low), libm::log(high));
        let sigma = (high - low) / (2.0 * Z_975);
        // With a mean, draws have that mean; without, the interval holds exactly.
        let mu = mean.map_or(low + (high - low) / 2.0, |mean| {
            libm::log(mean) - sigma * sigma / 2.0
        });
        Lognormal::of_natives(&[mu, sigma])
    }
}

impl Law for Lognormal {
    fn mean(&self) -> f64 {
        libm::exp(self.mu + 0.5 * self.sigma * self.sigma)
    }

    fn sd(&self) -> f64 {
        self.mean() * libm::expm1(self.sigma * self.sigma).sqrt()
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn draw(&self, stream: &mut Stream) -> f64 {
        self.sampler.sample(stream)
    }

    fn quantile(&self, probability: f64) -> f64 {
        libm::exp(self.mu + self.sigma * normal::quantile(probability))
    }

    fn below(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        normal::below((libm::log(x) - self.mu) / self.sigma)
    }

    fn mean_below(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        self.mean() * normal::below((libm::log(x) - self.mu) / self.sigma - self.sigma)
    }
}

/// The mu and sigma that give a mean and a standard deviation.
pub fn from_mean(mean: f64, sd: f64) -> (f64, f64) {
    let ratio = sd / mean;
    let variance = libm::log1p(ratio * ratio);
    (libm::log(mean) - 0.5 * variance, variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_sd_agree_with_closed_forms() {
        // mu 0, sigma 1: mean √e, variance (e − 1)·e.
        let e = std::f64::consts::E;
        let law = Lognormal::of_natives(&[0.0, 1.0]).expect("a lognormal");
        assert!((law.mean() - e.sqrt()).abs() < 1e-15);
        assert!((law.sd() - ((e - 1.0) * e).sqrt()).abs() < 1e-15);
    }
}
