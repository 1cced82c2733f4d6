//! What an uncertain number means: one of seven distributions, or a point.
//!
//! Comes in: a [`Number`] as written. Goes out: its [`Shape`] in native parameters, or in words why there is
//! none. Deliberately absent: drawing.

pub use super::numbers::numbers;
use super::schema::{DistributionName, Number, Uncertain};
use crate::base::distribution::Distribution;

/// Standard normal quantile of 0.975: half the width of a 95 % interval, in standard errors.
const Z_975: f64 = 1.959964;

/// A number's distribution in native parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub enum Shape {
    Point(f64),
    Normal { mean: f64, sd: f64 },
    Lognormal { mu: f64, sigma: f64 },
    Gamma { shape: f64, scale: f64 },
    Beta { alpha: f64, beta: f64 },
    Uniform { low: f64, high: f64 },
    Triangular { low: f64, mode: f64, high: f64 },
    Pert { low: f64, mode: f64, high: f64 },
}

impl Shape {
    /// The mean, which `run.parameters = "means"` uses.
    pub fn mean(self) -> f64 {
        match self {
            Shape::Point(value) => value,
            Shape::Normal { mean, .. } => mean,
            Shape::Lognormal { mu, sigma } => libm::exp(mu + sigma * sigma / 2.0),
            Shape::Gamma { shape, scale } => shape * scale,
            Shape::Beta { alpha, beta } => alpha / (alpha + beta),
            Shape::Uniform { low, high } => low + (high - low) / 2.0,
            Shape::Triangular { low, mode, high } => low / 3.0 + mode / 3.0 + high / 3.0,
            Shape::Pert { low, mode, high } => low / 6.0 + mode * 4.0 / 6.0 + high / 6.0,
        }
    }

    /// The ends of what can be drawn.
    pub fn support(self) -> (f64, f64) {
        match self {
            Shape::Point(value) => (value, value),
            Shape::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Shape::Lognormal { .. } | Shape::Gamma { .. } => (0.0, f64::INFINITY),
            Shape::Beta { .. } => (0.0, 1.0),
            Shape::Uniform { low, high }
            | Shape::Triangular { low, high, .. }
            | Shape::Pert { low, high, .. } => (low, high),
        }
    }
}

/// The shape of a number, or in words why it has none.
pub fn shape(number: &Number) -> Result<Shape, String> {
    match number {
        Number::Point(value) => Ok(Shape::Point(*value)),
        Number::Uncertain(uncertain) => of_table(uncertain),
    }
}

fn of_table(number: &Uncertain) -> Result<Shape, String> {
    let natives = natives(number);
    if natives.is_empty() {
        return of_mean(number);
    }
    let names = natives
        .iter()
        .map(|(name, _)| *name)
        .collect::<Vec<_>>()
        .join(", ");
    if number.mean.is_some() || number.se.is_some() || number.ci95.is_some() {
        return Err(format!(
            "give a mean with its spread, or the parameters ({names}), not both"
        ));
    }
    let Some(dist) = number.dist else {
        return Err(format!("the parameters ({names}) need a `dist`"));
    };
    if let Some((stray, _)) = natives.iter().find(|(name, _)| !takes(dist).contains(name)) {
        return Err(format!(
            "`{stray}` is not a parameter of {}: it takes {}",
            word(dist),
            takes(dist).join(", ")
        ));
    }
    of_natives(number, dist)
}

/// The native parameters written.
fn natives(number: &Uncertain) -> Vec<(&'static str, f64)> {
    let all = [
        ("mu", number.mu),
        ("sigma", number.sigma),
        ("shape", number.shape),
        ("scale", number.scale),
        ("alpha", number.alpha),
        ("beta", number.beta),
        ("low", number.low),
        ("mode", number.mode),
        ("high", number.high),
    ];
    all.into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

fn word(dist: DistributionName) -> &'static str {
    match dist {
        DistributionName::Normal => "a normal",
        DistributionName::Lognormal => "a lognormal",
        DistributionName::Gamma => "a gamma",
        DistributionName::Beta => "a beta",
        DistributionName::Uniform => "a uniform",
        DistributionName::Triangular => "a triangular",
        DistributionName::Pert => "a pert",
    }
}

fn takes(dist: DistributionName) -> &'static [&'static str] {
    match dist {
        DistributionName::Normal => &["mean", "se"],
        DistributionName::Lognormal => &["mu", "sigma"],
        DistributionName::Gamma => &["shape", "scale"],
        DistributionName::Beta => &["alpha", "beta"],
        DistributionName::Uniform => &["low", "high"],
        DistributionName::Triangular | DistributionName::Pert => &["low", "mode", "high"],
    }
}

fn of_natives(number: &Uncertain, dist: DistributionName) -> Result<Shape, String> {
    let need = |name: &str, value: Option<f64>| {
        value.ok_or_else(|| format!("{} also needs `{name}`", word(dist)))
    };
    match dist {
        DistributionName::Normal => Err("a normal takes a mean with se or ci95".into()),
        DistributionName::Lognormal => {
            let (mu, sigma) = (need("mu", number.mu)?, need("sigma", number.sigma)?);
            positive("sigma", sigma)?;
            possible(Shape::Lognormal { mu, sigma })
        }
        DistributionName::Gamma => {
            let (shape, scale) = (need("shape", number.shape)?, need("scale", number.scale)?);
            positive("shape", shape).and(positive("scale", scale))?;
            possible(Shape::Gamma { shape, scale })
        }
        DistributionName::Beta => {
            let (alpha, beta) = (need("alpha", number.alpha)?, need("beta", number.beta)?);
            positive("alpha", alpha).and(positive("beta", beta))?;
            possible(Shape::Beta { alpha, beta })
        }
        DistributionName::Uniform => {
            let (low, high) = ends(need("low", number.low)?, need("high", number.high)?)?;
            possible(Shape::Uniform { low, high })
        }
        DistributionName::Triangular | DistributionName::Pert => {
            let (low, high) = ends(need("low", number.low)?, need("high", number.high)?)?;
            let mode = need("mode", number.mode)?;
            if mode < low || mode > high {
                return Err(format!(
                    "`mode` ({mode}) must lie from `low` ({low}) to `high` ({high})"
                ));
            }
            let is_pert = dist == DistributionName::Pert;
            let triangular = Shape::Triangular { low, mode, high };
            possible(if is_pert {
                Shape::Pert { low, mode, high }
            } else {
                triangular
            })
        }
    }
}

fn positive(name: &str, value: f64) -> Result<(), String> {
    if value > 0.0 {
        Ok(())
    } else {
        Err(format!("`{name}` is {value}, but must be above 0"))
    }
}

fn ends(low: f64, high: f64) -> Result<(f64, f64), String> {
    if low < high {
        Ok((low, high))
    } else {
        Err(format!("`low` ({low}) must be below `high` ({high})"))
    }
}

/// Refuses parameters that are finite but lead to numbers that are not.
fn possible(shape: Shape) -> Result<Shape, String> {
    let (mean, finite) = (
        shape.mean(),
        parameters(shape).iter().all(|value| value.is_finite()),
    );
    if finite && mean.is_finite() {
        Ok(shape)
    } else {
        Err("these parameters are too extreme to compute with".into())
    }
}

fn parameters(shape: Shape) -> [f64; 3] {
    match shape {
        Shape::Point(value) => [value; 3],
        Shape::Normal { mean, sd } => [mean, sd, sd],
        Shape::Lognormal { mu, sigma } => [mu, sigma, sigma],
        Shape::Gamma { shape, scale } => [shape, scale, scale],
        Shape::Beta { alpha, beta } => [alpha, beta, beta],
        Shape::Uniform { low, high } => [low, high, high - low],
        Shape::Triangular { low, mode, high } | Shape::Pert { low, mode, high } => {
            [low, mode, high]
        }
    }
}

/// A mean with a standard error or an interval, or the mean alone.
fn of_mean(number: &Uncertain) -> Result<Shape, String> {
    let dist = number.dist;
    if let Some(
        dist @ (DistributionName::Uniform | DistributionName::Triangular | DistributionName::Pert),
    ) = dist
    {
        return Err(format!("{} takes {}", word(dist), takes(dist).join(", ")));
    }
    match (number.se, number.ci95) {
        (Some(_), Some(_)) => Err("give `se` or `ci95`, not both".into()),
        (Some(se), None) => of_error(number, se),
        (None, Some(ends)) => of_interval(number, ends),
        (None, None) => match (number.mean, dist) {
            (Some(mean), None) => Ok(Shape::Point(mean)),
            (Some(_), Some(dist)) => Err(format!(
                "{} needs a spread: `se`, `ci95` or its parameters",
                word(dist)
            )),
            (None, _) => Err("there is no number here: give `mean`, `ci95` or parameters".into()),
        },
    }
}

fn of_error(number: &Uncertain, se: f64) -> Result<Shape, String> {
    let mean = number.mean.ok_or("`se` needs a `mean`")?;
    if se < 0.0 {
        return Err(format!("`se` is {se}, but cannot be negative"));
    }
    // Zero stands for "known exactly", the way tables print it.
    if se == 0.0 {
        return Ok(Shape::Point(mean));
    }
    match number.dist.unwrap_or(DistributionName::Normal) {
        DistributionName::Lognormal => {
            above_zero(mean, "a lognormal")?;
            let ratio = se / mean;
            let sigma = libm::sqrt(libm::log1p(ratio * ratio));
            possible(lognormal(mean, sigma))
        }
        dist => of_moments(dist, mean, se),
    }
}

fn of_interval(number: &Uncertain, [low, high]: [f64; 2]) -> Result<Shape, String> {
    if low >= high {
        return Err(format!("the ends of `ci95` ({low} and {high}) must ascend"));
    }
    if let Some(mean) = number.mean.filter(|mean| *mean < low || *mean > high) {
        return Err(format!(
            "the mean ({mean}) lies outside its own interval ({low} to {high})"
        ));
    }
    match number.dist.unwrap_or(DistributionName::Normal) {
        DistributionName::Lognormal => {
            above_zero(low, "the interval of a lognormal")?;
            let (low, high) = (libm::log(low), libm::log(high));
            let sigma = (high - low) / (2.0 * Z_975);
            // With a mean, draws have that mean; without, the interval holds exactly.
            let (mu, given) = (low + (high - low) / 2.0, number.mean);
            possible(given.map_or(Shape::Lognormal { mu, sigma }, |mean| {
                lognormal(mean, sigma)
            }))
        }
        dist => of_moments(
            dist,
            number.mean.unwrap_or(low + (high - low) / 2.0),
            (high - low) / (2.0 * Z_975),
        ),
    }
}

fn lognormal(mean: f64, sigma: f64) -> Shape {
    let mu = libm::log(mean) - sigma * sigma / 2.0;
    Shape::Lognormal { mu, sigma }
}

fn above_zero(value: f64, what: &str) -> Result<(), String> {
    if value > 0.0 {
        Ok(())
    } else {
        Err(format!("{what} must be above 0, but this is {value}"))
    }
}

/// By the method of moments.
fn of_moments(dist: DistributionName, mean: f64, sd: f64) -> Result<Shape, String> {
    let variance = sd * sd;
    match dist {
        DistributionName::Gamma => {
            above_zero(mean, "the mean of a gamma")?;
            possible(Shape::Gamma {
                shape: mean * mean / variance,
                scale: variance / mean,
            })
        }
        DistributionName::Beta => {
            if mean <= 0.0 || mean >= 1.0 {
                return Err(format!(
                    "the mean of a beta must lie between 0 and 1, but this is {mean}"
                ));
            }
            let most = mean * (1.0 - mean);
            if variance >= most {
                let limit = libm::sqrt(most);
                return Err(format!(
                    "no beta has mean {mean} and standard error {sd}: it must be below {limit:.4}"
                ));
            }
            let size = most / variance - 1.0;
            possible(Shape::Beta {
                alpha: mean * size,
                beta: (1.0 - mean) * size,
            })
        }
        _ => possible(Shape::Normal { mean, sd }),
    }
}

/// The distribution of a number.
///
/// # Errors
/// In words, when its keys do not make a possible distribution.
pub fn distribution(number: &Number) -> Result<Distribution, String> {
    match shape(number)? {
        Shape::Point(value) => Distribution::point(value),
        Shape::Normal { mean, sd } => Distribution::normal(mean, sd),
        Shape::Lognormal { mu, sigma } => Distribution::lognormal(mu, sigma),
        Shape::Gamma { shape, scale } => Distribution::gamma(shape, scale),
        Shape::Beta { alpha, beta } => Distribution::beta(alpha, beta),
        Shape::Uniform { low, high } => Distribution::uniform(low, high),
        Shape::Triangular { low, mode, high } => Distribution::triangular(low, mode, high),
        Shape::Pert { low, mode, high } => Distribution::pert(low, mode, high),
    }
}

#[cfg(test)]
mod tests;
