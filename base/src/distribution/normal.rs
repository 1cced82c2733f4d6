//! The normal distribution, and the functions of the standard normal.

use rand_distr::Distribution as _;

use super::law::{Family, Law};
use crate::base::random::Stream;

/// A normal distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    mean: f64,
    sd: f64,
    sampler: rand_distr::Normal<f64>,
}

impl Family for Normal {
    const WORD: &'static str = "a normal";
    const KEYS: &'static [&'static str] = &["mean", "se"];

    fn of_natives(_values: &[f64]) -> Result<Normal, String> {
        Err("a normal takes a mean with se or ci95".into())
    }

    fn of_moments(mean: f64, sd: f64) -> Result<Normal, String> {
        let sampler = rand_distr::Normal::new(mean, sd).map_err(|error| error.to_string())?;
        Ok(Normal { mean, sd, sampler })
    }
}

impl Law for Normal {
    fn mean(&self) -> f64 {
        self.mean
    }

    fn sd(&self) -> f64 {
        self.sd
    }

    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn draw(&self, stream: &mut Stream) -> f64 {
        self.sampler.sample(stream)
    }

    fn quantile(&self, probability: f64) -> f64 {
        self.mean + self.sd * quantile(probability)
    }

    fn below(&self, x: f64) -> f64 {
        below((x - self.mean) / self.sd)
    }

    fn mean_below(&self, x: f64) -> f64 {
        let z = (x - self.mean) / self.sd;
        self.mean * below(z) - self.sd * density(z)
    }
}

/// The probability that a standard normal is at most `z`.
pub fn below(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The density of the standard normal.
pub fn density(z: f64) -> f64 {
    const ONE_OVER_ROOT_TWO_PI: f64 = 0.398_942_280_401_432_7;
    ONE_OVER_ROOT_TWO_PI * libm::exp(-0.5 * z * z)
}

/// The quantile of the standard normal: algorithm AS 241, routine PPND16, of Wichura (Applied Statistics 1988),
/// good to about one part in 10^16.
pub fn quantile(probability: f64) -> f64 {
    debug_assert!((0.0..=1.0).contains(&probability));
    let centred = probability - 0.5;
    if centred.abs() <= 0.425 {
        let r = 0.180_625 - centred * centred;
        return centred * ratio(&A, &B, r);
    }
    let tail = if centred < 0.0 {
        probability
    } else {
        1.0 - probability
    };
    if tail <= 0.0 {
        return f64::INFINITY.copysign(centred);
    }
    let r = (-libm::log(tail)).sqrt();
    let z = if r <= 5.0 {
        ratio(&C, &D, r - 1.6)
    } else {
        ratio(&E, &F, r - 5.0)
    };
    z.copysign(centred)
}

fn ratio(above: &[f64; 8], below: &[f64; 8], x: f64) -> f64 {
    let value = |coefficients: &[f64; 8]| coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c);
    value(above) / value(below)
}

// The coefficients as published.
#[rustfmt::skip]
#[allow(clippy::excessive_precision, clippy::unreadable_literal)]
mod coefficients {
    pub const A: [f64; 8] = [
        3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
        4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3,
    ];
    pub const B: [f64; 8] = [
        1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
        2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3,
    ];
    pub const C: [f64; 8] = [
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ];
    pub const D: [f64; 8] = [
        1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];
    pub const E: [f64; 8] = [
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];
    pub const F: [f64; 8] = [
        1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];
}
use coefficients::{A, B, C, D, E, F};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_known_ones() {
        // To the last digits, from a computation in high precision; one in each of the three ranges and their tails.
        let known = [
            (0.5, 0.0),
            (0.9, 1.281_551_565_544_600_4),
            (0.975, 1.959_963_984_540_054),
            (0.001, -3.090_232_306_167_813_5),
            (1e-10, -6.361_340_902_404_056),
            (1e-20, -9.262_340_089_798_407),
            (1e-300, -37.047_096_299_361_2),
        ];
        for (probability, z) in known {
            let found = quantile(probability);
            assert!(
                (found - z).abs() <= 1e-15 * z.abs().max(1.0),
                "{probability}: {found} against {z}"
            );
        }
        assert_eq!(quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(quantile(1.0), f64::INFINITY);
    }

    #[test]
    fn the_density_is_highest_in_the_middle() {
        assert_eq!(density(0.0), 0.398_942_280_401_432_7);
        assert!((density(1.0) - 0.241_970_724_519_143_37).abs() < 1e-16);
    }
}
