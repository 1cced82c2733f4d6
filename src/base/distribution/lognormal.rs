//! The lognormal distribution: its logarithm is normal with mean mu and standard deviation sigma.

use super::normal;
use crate::base::random::Stream;

/// One draw.
pub fn draw(mu: f64, sigma: f64, stream: &mut Stream) -> f64 {
    libm::exp(normal::draw(mu, sigma, stream))
}

/// The quantile.
pub fn quantile(mu: f64, sigma: f64, probability: f64) -> f64 {
    libm::exp(mu + sigma * normal::quantile(probability))
}

/// The mean: exp(mu + sigma² / 2).
pub fn mean(mu: f64, sigma: f64) -> f64 {
    libm::exp(mu + 0.5 * sigma * sigma)
}

/// The standard deviation: the mean times √(exp(sigma²) − 1).
pub fn sd(mu: f64, sigma: f64) -> f64 {
    mean(mu, sigma) * libm::expm1(sigma * sigma).sqrt()
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
        assert!((mean(0.0, 1.0) - e.sqrt()).abs() < 1e-15);
        assert!((sd(0.0, 1.0) - ((e - 1.0) * e).sqrt()).abs() < 1e-15);
    }
}
