//! Distributions of uncertain numbers, one file each: what they mean, how they are drawn, what is wrong with their
//! parameters in words.
//!
//! Comes in: parameters, or a mean and its standard error; uniforms from a [`Stream`]. Goes out: draws, quantiles, means,
//! standard deviations. Deliberately absent: reading them from files, truncation, correlation, and the tables of the
//! engine's hot loop ([`super::poisson`], [`super::gamma_table`]).
//!
//! Exact draws are pinned below: a change of any of them changes published results and needs a word in the changelog.

pub mod beta;
pub mod gamma;
pub mod lognormal;
pub mod normal;
pub mod pert;
pub mod triangular;
pub mod uniform;

use super::random::Stream;

/// A number that is known, or known with uncertainty. Build one with the checked constructors; the fields are open
/// for reading.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub enum Distribution {
    /// Known exactly.
    Point(f64),
    /// Bell-shaped.
    Normal { mean: f64, sd: f64 },
    /// Its natural logarithm is normal with this mean and standard deviation.
    Lognormal { mu: f64, sigma: f64 },
    /// Positive, with mean shape · scale.
    Gamma { shape: f64, scale: f64 },
    /// Between 0 and 1, with mean alpha / (alpha + beta).
    Beta { alpha: f64, beta: f64 },
    /// Anything from low to high, equally likely.
    Uniform { low: f64, high: f64 },
    /// Rises in a straight line to the mode and falls in one from there.
    Triangular { low: f64, mode: f64, high: f64 },
    /// A beta stretched from low to high with the mode weighing four times either end.
    Pert { low: f64, mode: f64, high: f64 },
}

use Distribution::*;

impl Distribution {
    /// A known number.
    pub fn point(value: f64) -> Result<Distribution, String> {
        finite("the value", value)?;
        Ok(Point(value))
    }

    /// A normal with this mean and standard error.
    pub fn normal(mean: f64, se: f64) -> Result<Distribution, String> {
        finite("the mean", mean)?;
        not_negative("the standard error", se)?;
        Ok(or_point(mean, se, || Normal { mean, sd: se }))
    }

    /// A lognormal with this mean and standard error of the number itself, not of its logarithm.
    pub fn lognormal_from_mean(mean: f64, se: f64) -> Result<Distribution, String> {
        positive("the mean of a lognormal", mean)?;
        not_negative("the standard error", se)?;
        Ok(or_point(mean, se, || {
            let (mu, sigma) = lognormal::from_mean(mean, se);
            Lognormal { mu, sigma }
        }))
    }

    /// A lognormal by the mean and standard deviation of its logarithm.
    pub fn lognormal(mu: f64, sigma: f64) -> Result<Distribution, String> {
        finite("mu", mu)?;
        not_negative("sigma", sigma)?;
        let mean = lognormal::mean(mu, sigma);
        finite("the mean that mu and sigma give", mean)?;
        Ok(or_point(mean, sigma, || Lognormal { mu, sigma }))
    }

    /// A gamma with this mean and standard error.
    pub fn gamma_from_mean(mean: f64, se: f64) -> Result<Distribution, String> {
        positive("the mean of a gamma", mean)?;
        not_negative("the standard error", se)?;
        Ok(or_point(mean, se, || {
            let (shape, scale) = gamma::from_mean(mean, se);
            Gamma { shape, scale }
        }))
    }

    /// A gamma by shape and scale.
    pub fn gamma(shape: f64, scale: f64) -> Result<Distribution, String> {
        positive("the shape of a gamma", shape)?;
        positive("the scale of a gamma", scale)?;
        Ok(Gamma { shape, scale })
    }

    /// A beta with this mean and standard error.
    pub fn beta_from_mean(mean: f64, se: f64) -> Result<Distribution, String> {
        finite("the mean of a beta", mean)?;
        not_negative("the standard error", se)?;
        if se == 0.0 && (0.0..=1.0).contains(&mean) {
            return Ok(Point(mean));
        }
        let (alpha, beta) = beta::from_mean(mean, se)?;
        Ok(Beta { alpha, beta })
    }

    /// A beta by its two parameters.
    pub fn beta(alpha: f64, beta: f64) -> Result<Distribution, String> {
        positive("alpha of a beta", alpha)?;
        positive("beta of a beta", beta)?;
        Ok(Beta { alpha, beta })
    }

    /// A uniform from low to high.
    pub fn uniform(low: f64, high: f64) -> Result<Distribution, String> {
        ascending(&[("low", low), ("high", high)])?;
        Ok(or_point(low, high - low, || Uniform { low, high }))
    }

    /// A triangular with this lowest, most likely and highest value.
    pub fn triangular(low: f64, mode: f64, high: f64) -> Result<Distribution, String> {
        ascending(&[("low", low), ("mode", mode), ("high", high)])?;
        Ok(or_point(low, high - low, || Triangular { low, mode, high }))
    }

    /// A PERT with this lowest, most likely and highest value.
    pub fn pert(low: f64, mode: f64, high: f64) -> Result<Distribution, String> {
        ascending(&[("low", low), ("mode", mode), ("high", high)])?;
        Ok(or_point(low, high - low, || Pert { low, mode, high }))
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        match *self {
            Point(value) => value,
            Normal { mean, .. } => mean,
            Lognormal { mu, sigma } => lognormal::mean(mu, sigma),
            Gamma { shape, scale } => shape * scale,
            Beta { alpha, beta } => beta::mean(alpha, beta),
            Uniform { low, high } => uniform::mean(low, high),
            Triangular { low, mode, high } => triangular::mean(low, mode, high),
            Pert { low, mode, high } => pert::mean(low, mode, high),
        }
    }

    /// The standard deviation.
    pub fn sd(&self) -> f64 {
        match *self {
            Point(_) => 0.0,
            Normal { sd, .. } => sd,
            Lognormal { mu, sigma } => lognormal::sd(mu, sigma),
            Gamma { shape, scale } => shape.sqrt() * scale,
            Beta { alpha, beta } => beta::sd(alpha, beta),
            Uniform { low, high } => uniform::sd(low, high),
            Triangular { low, mode, high } => triangular::sd(low, mode, high),
            Pert { low, mode, high } => pert::sd(low, mode, high),
        }
    }

    /// One draw. How many uniforms it takes differs by distribution, so give every uncertain number a key of its own.
    pub fn draw(&self, stream: &mut Stream) -> f64 {
        match *self {
            Point(value) => value,
            Normal { mean, sd } => normal::draw(mean, sd, stream),
            Lognormal { mu, sigma } => lognormal::draw(mu, sigma, stream),
            Gamma { shape, scale } => gamma::draw(shape, scale, stream),
            Beta { alpha, beta } => beta::draw(alpha, beta, stream),
            Uniform { low, high } => uniform::draw(low, high, stream),
            Triangular { low, mode, high } => triangular::draw(low, mode, high, stream),
            Pert { low, mode, high } => pert::draw(low, mode, high, stream),
        }
    }

    /// The value that is not exceeded with this probability, which lies between 0 and 1, both excluded.
    pub fn quantile(&self, probability: f64) -> f64 {
        match *self {
            Point(value) => value,
            Normal { mean, sd } => mean + sd * normal::quantile(probability),
            Lognormal { mu, sigma } => lognormal::quantile(mu, sigma, probability),
            Gamma { shape, scale } => scale * gamma::quantile(shape, probability),
            Beta { alpha, beta } => beta::quantile(alpha, beta, probability),
            Uniform { low, high } => low + probability * (high - low),
            Triangular { low, mode, high } => triangular::quantile(low, mode, high, probability),
            Pert { low, mode, high } => pert::quantile(low, mode, high, probability),
        }
    }

    /// Whether it is known exactly.
    pub fn is_point(&self) -> bool {
        matches!(self, Point(_))
    }
}

/// A distribution without spread is a point, whatever it was called.
fn or_point(value: f64, spread: f64, otherwise: impl FnOnce() -> Distribution) -> Distribution {
    if spread == 0.0 {
        Point(value)
    } else {
        otherwise()
    }
}

fn finite(what: &str, value: f64) -> Result<(), String> {
    if value.is_finite() {
        Ok(())
    } else {
        Err(format!("{what} is a number, and {value} is not"))
    }
}

fn not_negative(what: &str, value: f64) -> Result<(), String> {
    if value.is_finite() && value >= 0.0 {
        Ok(())
    } else {
        Err(format!("{what} is 0 or more, and {value} is not"))
    }
}

fn positive(what: &str, value: f64) -> Result<(), String> {
    if value.is_finite() && value > 0.0 {
        Ok(())
    } else {
        Err(format!("{what} is above 0, and {value} is not"))
    }
}

fn ascending(ends: &[(&str, f64)]) -> Result<(), String> {
    for (name, value) in ends {
        finite(name, *value)?;
    }
    for pair in ends.windows(2) {
        let ((lower, low), (higher, high)) = (pair[0], pair[1]);
        if low > high {
            return Err(format!(
                "{lower} is at most {higher}, and {low} is above {high}"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::Key;
    use crate::base::statistics;

    fn examples() -> Vec<Distribution> {
        [
            Distribution::point(4.1),
            Distribution::normal(4.1, 0.4),
            Distribution::lognormal(-1.2, 0.8),
            Distribution::gamma(0.3, 2.0),
            Distribution::gamma(7.5, 0.2),
            Distribution::beta(0.4, 1.7),
            Distribution::beta(30.0, 70.0),
            Distribution::uniform(-1.0, 3.0),
            Distribution::triangular(1.0, 2.0, 5.0),
            Distribution::pert(1.0, 2.0, 5.0),
        ]
        .into_iter()
        .map(|distribution| distribution.unwrap())
        .collect()
    }

    #[test]
    fn draws_have_the_stated_mean_and_standard_deviation() {
        let n = 200_000_u64;
        for distribution in examples() {
            let draws: Vec<f64> = (0..n)
                .map(|i| distribution.draw(&mut Key::root(11).with(i).stream()))
                .collect();
            let mean = statistics::mean(&draws).unwrap();
            let variance = statistics::variance(&draws).unwrap();
            let sd = distribution.sd();
            let error = sd / (n as f64).sqrt();
            assert!(
                (mean - distribution.mean()).abs() <= 4.0 * error,
                "{distribution:?}: mean {mean}"
            );
            // Standard error of a variance from the fourth moment of the draws themselves.
            let fourth = statistics::sum(draws.iter().map(|x| (x - mean).powi(4))) / n as f64;
            let error = ((fourth - variance * variance) / n as f64).max(0.0).sqrt();
            assert!(
                (variance - sd * sd).abs() <= 4.0 * error + 1e-20,
                "{distribution:?}: variance {variance} against {}",
                sd * sd
            );
        }
    }

    #[test]
    fn quantiles_have_the_stated_mean_and_standard_deviation() {
        for distribution in examples() {
            let n = 20_000;
            let values: Vec<f64> = (0..n)
                .map(|i| distribution.quantile((f64::from(i) + 0.5) / f64::from(n)))
                .collect();
            let mean = statistics::mean(&values).unwrap();
            let sd = statistics::variance(&values).unwrap().sqrt();
            // Midpoints cut the tails a little.
            assert!((mean - distribution.mean()).abs() < 2e-3 * distribution.sd().max(1e-9));
            assert!((sd - distribution.sd()).abs() <= 1e-2 * distribution.sd());
        }
    }

    #[test]
    fn draws_stay_what_they_were() {
        let pinned = [
            [4.1, 4.1],
            [4.214_353_653_701_134, 3.490_507_148_688_938_5],
            [0.378_593_316_863_823_47, 0.089_011_856_179_524_26],
            [0.153_427_818_440_162_54, 0.002_066_774_491_099_302],
            [1.591_912_605_397_490_1, 1.341_284_418_900_727_6],
            [0.143_343_111_667_048_36, 0.088_058_503_721_490_75],
            [0.314_204_585_606_865_5, 0.342_552_591_437_093_9],
            [1.450_066_268_259_235_3, -0.744_848_719_533_173_2],
            [2.843_660_231_961_972_6, 1.505_125_014_691_241_4],
            [2.527_502_734_240_025_4, 3.076_050_871_645_608],
        ];
        for (distribution, expected) in examples().iter().zip(pinned) {
            let mut stream = Key::root(2025).with_name("value_stability").stream();
            let drawn = [
                distribution.draw(&mut stream),
                distribution.draw(&mut stream),
            ];
            assert_eq!(
                drawn.map(f64::to_bits),
                expected.map(f64::to_bits),
                "{distribution:?} drew {drawn:?}"
            );
        }
    }

    #[test]
    fn a_mean_and_a_standard_error_come_back_as_they_went_in() {
        let made = [
            Distribution::normal(0.3, 0.05),
            Distribution::lognormal_from_mean(0.3, 0.05),
            Distribution::gamma_from_mean(0.3, 0.05),
            Distribution::beta_from_mean(0.3, 0.05),
        ];
        for distribution in made {
            let distribution = distribution.unwrap();
            assert!(
                (distribution.mean() - 0.3).abs() < 1e-15,
                "{distribution:?}"
            );
            assert!((distribution.sd() - 0.05).abs() < 1e-15, "{distribution:?}");
        }
    }

    #[test]
    fn a_distribution_without_spread_is_a_point() {
        let made = [
            Distribution::normal(0.3, 0.0),
            Distribution::lognormal_from_mean(0.3, 0.0),
            Distribution::gamma_from_mean(0.3, 0.0),
            Distribution::beta_from_mean(0.3, 0.0),
            Distribution::uniform(0.3, 0.3),
            Distribution::triangular(0.3, 0.3, 0.3),
            Distribution::pert(0.3, 0.3, 0.3),
        ];
        for distribution in made {
            assert_eq!(distribution, Ok(Point(0.3)));
        }
    }

    #[test]
    fn impossible_parameters_are_refused_in_words() {
        let refused = [
            (Distribution::normal(1.0, -0.1), "standard error"),
            (Distribution::lognormal_from_mean(0.0, 0.1), "above 0"),
            (Distribution::gamma_from_mean(-2.0, 0.1), "above 0"),
            (Distribution::beta_from_mean(0.5, 0.5), "at most"),
            (Distribution::beta_from_mean(1.5, 0.0), "between 0 and 1"),
            (Distribution::uniform(2.0, 1.0), "2 is above 1"),
            (Distribution::triangular(1.0, 0.5, 2.0), "mode"),
            (Distribution::pert(1.0, f64::NAN, 2.0), "mode"),
            (Distribution::point(f64::INFINITY), "the value"),
            (Distribution::lognormal(1000.0, 0.1), "mu and sigma"),
        ];
        for (result, words) in refused {
            let message = result.unwrap_err();
            assert!(message.contains(words), "{message}");
        }
    }
}
