//! What an uncertain number means: its distribution, or a point.
//!
//! Comes in: a [`Number`] as written. Goes out: its [`Distribution`], or in words why there is none. Deliberately
//! absent: limits and drawing.

pub use super::numbers::numbers;
use super::schema::{Number, Uncertain, WrittenNumber};
use crate::base::distribution::{Distribution, DistributionName};
use crate::base::legible::Legible;

/// The distribution of a number.
///
/// # Errors
/// In words, when its keys do not make a possible distribution.
pub fn distribution(number: &Number) -> Result<Distribution, String> {
    written(&number.written)
}

/// The distribution of a number of any limits.
///
/// # Errors
/// In words, when its keys do not make a possible distribution.
pub fn written(number: &WrittenNumber) -> Result<Distribution, String> {
    match number {
        WrittenNumber::Point(value) => Ok(Distribution::Point(*value)),
        WrittenNumber::Uncertain(uncertain) => of_table(uncertain),
    }
}

fn of_table(number: &Uncertain) -> Result<Distribution, String> {
    let natives = number.natives();
    if let Some(level) = number.level {
        return of_range(number, level, &natives);
    }
    if natives.is_empty() {
        return of_mean(number);
    }
    let names: Vec<&str> = natives.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    if number.mean.is_some() || number.se.is_some() || number.ci95.is_some() {
        return Err(format!(
            "give a mean with its spread, or the parameters ({names}), not both"
        ));
    }
    let Some(dist) = number.dist else {
        return Err(format!("the parameters ({names}) need a `dist`"));
    };
    let takes = dist.keys();
    if let Some((stray, _)) = natives.iter().find(|(name, _)| !takes.contains(name)) {
        return Err(format!(
            "`{stray}` is not a parameter of {}: it takes {}",
            dist.word(),
            takes.join(", ")
        ));
    }
    let value = |key: &&str| {
        let written = natives.iter().find(|(name, _)| name == key);
        written
            .map(|(_, value)| *value)
            .ok_or_else(|| format!("{} also needs `{key}`", dist.word()))
    };
    let values: Vec<f64> = takes.iter().map(value).collect::<Result<_, _>>()?;
    Distribution::of_natives(dist, &values)
}

/// A range that somebody is so sure of.
fn of_range(
    number: &Uncertain,
    level: f64,
    natives: &[(&'static str, f64)],
) -> Result<Distribution, String> {
    let (Some(low), Some(high)) = (number.low, number.high) else {
        return Err("`level` needs a `low` and a `high`".into());
    };
    let is_end = |name: &str| ["low", "high"].contains(&name);
    let stray = natives
        .iter()
        .map(|(name, _)| *name)
        .find(|name| !is_end(name));
    let moments = [
        ("mean", number.mean.is_some()),
        ("se", number.se.is_some()),
        ("ci95", number.ci95.is_some()),
    ];
    let moment = moments.into_iter().find(|(_, is_there)| *is_there);
    if let Some(name) = stray.or(moment.map(|(name, _)| name)) {
        return Err(format!(
            "a range with a `level` is told by `low` and `high` alone, not by `{name}`"
        ));
    }
    let dist = number.dist.unwrap_or(DistributionName::Normal);
    Distribution::of_range(dist, [low, high], level)
}

/// A mean with a standard error or an interval, or the mean alone.
fn of_mean(number: &Uncertain) -> Result<Distribution, String> {
    let dist = number.dist.unwrap_or(DistributionName::Normal);
    match (number.se, number.ci95) {
        (Some(_), Some(_)) => Err("give `se` or `ci95`, not both".into()),
        (Some(se), None) => {
            let mean = number.mean.ok_or("`se` needs a `mean`")?;
            if se < 0.0 {
                return Err(format!("`se` is {}, but cannot be negative", Legible(se)));
            }
            Distribution::of_moments(dist, mean, se)
        }
        (None, Some(ends)) => of_interval(number.mean, dist, ends),
        (None, None) => match (number.mean, number.dist) {
            (Some(mean), None) => Ok(Distribution::Point(mean)),
            (_, Some(dist)) => Err(format!(
                "{} needs a spread: `se`, `ci95` or its parameters ({})",
                dist.word(),
                dist.keys().join(", ")
            )),
            (None, None) => {
                Err("there is no number here: give `mean`, `ci95` or parameters".into())
            }
        },
    }
}

fn of_interval(
    mean: Option<f64>,
    dist: DistributionName,
    [low, high]: [f64; 2],
) -> Result<Distribution, String> {
    if low >= high {
        return Err(format!(
            "the ends of `ci95` ({} and {}) must ascend",
            Legible(low),
            Legible(high)
        ));
    }
    if let Some(mean) = mean.filter(|mean| *mean < low || *mean > high) {
        return Err(format!(
            "the mean ({}) lies outside its own interval ({} to {})",
            Legible(mean),
            Legible(low),
            Legible(high)
        ));
    }
    Distribution::of_interval(dist, mean, [low, high])
}

#[cfg(test)]
mod tests;
