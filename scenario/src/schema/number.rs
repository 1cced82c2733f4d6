//! Numbers as scenarios write them: plain, or with their uncertainty, and within the limits of their key.
//!
//! Comes in: TOML values. Goes out: a [`Number`] with its limits. Deliberately absent: what the keys of a table mean
//! together; that is [`crate::scenario::number`]'s.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::distribution::{Distribution, DistributionName};
use crate::scenario::limits::{Limit, Limits};

/// Amounts or shares by name, in the order written.
pub type ByName<T> = std::collections::BTreeMap<String, T>;

/// A number as written: plain (`4.1`), or a table with its uncertainty, unit and source
/// (`{ mean = 4.1, se = 0.4, dist = "gamma", unit = "visits/person-year", source = "…" }`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum WrittenNumber {
    /// A point value.
    Point(f64),
    /// A value with its uncertainty and source.
    Uncertain(Box<Uncertain>),
}

/// A number and the limits that its key puts on it and on every draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// As written.
    pub written: WrittenNumber,
    /// What the number, and every draw from its distribution, may be.
    pub limits: Limits,
}

/// A number whose limits are part of its type: schema, check and draws take them from there.
#[derive(Debug, Clone, PartialEq)]
pub struct Num<L> {
    number: Number,
    limit: PhantomData<L>,
}

/// A value with its uncertainty, unit and source. Give `mean` alone (a point), `mean` with `se`, `ci95`, a range from
/// `low` to `high` with a `level`, or the native parameters of `dist`; anything else is an error.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Uncertain {
    /// The mean; alone, a point value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Standard error of the mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0))]
    pub se: Option<f64>,
    /// 95 % interval, low and high.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ci95: Option<[f64; 2]>,
    /// With `low` and `high`: the chance that the truth lies between them, as somebody judges who knows (0.8), as much of
    /// the rest below as above. The distribution with these quantiles is fitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub level: Option<f64>,
    /// The distribution; normal when `se`, `ci95` or `level` is given without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dist: Option<DistributionName>,
    /// Native: mu and sigma of the logarithm (lognormal).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mu: Option<f64>,
    /// Native: mu and sigma of the logarithm (lognormal).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sigma: Option<f64>,
    /// Native: shape of a gamma.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<f64>,
    /// Native: scale of a gamma.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<f64>,
    /// Native: first parameter of a beta.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alpha: Option<f64>,
    /// Native: second parameter of a beta.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beta: Option<f64>,
    /// Native: lower end of a uniform, triangular or pert; of a range with a `level`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// Native: most likely value of a triangular or pert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<f64>,
    /// Native: upper end of a uniform, triangular or pert; of a range with a `level`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// The unit, for readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Where the figure comes from; "unverified" when nobody has checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl Number {
    /// A point value.
    pub fn point(value: f64, limits: Limits) -> Number {
        let written = WrittenNumber::Point(value);
        Number { written, limits }
    }

    /// The point value of a plain number, `None` where it is a table.
    pub fn as_point(&self) -> Option<f64> {
        match &self.written {
            WrittenNumber::Point(value) => Some(*value),
            WrittenNumber::Uncertain(_) => None,
        }
    }
}

impl WrittenNumber {
    /// `factor` times the number, with its uncertainty: every draw becomes `factor` times what it was. A beta, which ends
    /// at 1, keeps its mean and standard error in proportion, but is never less sure than it was (alpha + beta does not
    /// fall): near 1 there is no room for an error in proportion.
    pub fn scaled(&self, factor: f64) -> WrittenNumber {
        match self {
            _ if factor == 1.0 => self.clone(),
            WrittenNumber::Point(value) => WrittenNumber::Point(value * factor),
            WrittenNumber::Uncertain(_) if factor == 0.0 => WrittenNumber::Point(0.0),
            WrittenNumber::Uncertain(table) => {
                WrittenNumber::Uncertain(Box::new(table.scaled(factor)))
            }
        }
    }
}

impl<L: Limit> Num<L> {
    /// `factor` times the number, see [`WrittenNumber::scaled`].
    pub fn scaled(&self, factor: f64) -> Num<L> {
        Num::from(self.number.written.scaled(factor))
    }
}

impl<L> Deref for Num<L> {
    type Target = Number;

    fn deref(&self) -> &Number {
        &self.number
    }
}

impl AsRef<Number> for Number {
    fn as_ref(&self) -> &Number {
        self
    }
}

impl<L> AsRef<Number> for Num<L> {
    fn as_ref(&self) -> &Number {
        &self.number
    }
}

impl<L: Limit> From<WrittenNumber> for Num<L> {
    fn from(written: WrittenNumber) -> Self {
        let limits = L::LIMITS;
        Num {
            number: Number { written, limits },
            limit: PhantomData,
        }
    }
}

impl<L: Limit> From<f64> for Num<L> {
    fn from(value: f64) -> Self {
        Num::from(WrittenNumber::Point(value))
    }
}

impl<L> Serialize for Num<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.number.written.serialize(serializer)
    }
}

impl<'de, L: Limit> Deserialize<'de> for Num<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        WrittenNumber::deserialize(deserializer).map(Num::from)
    }
}

/// Where the schema of a number names its limits.
pub const LIMITS: &str = "x-limits";

impl<L: Limit> JsonSchema for Num<L> {
    fn schema_name() -> Cow<'static, str> {
        format!("Number_{}", name(L::LIMITS)).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (least, most) = L::LIMITS.range();
        let mut table = Uncertain::json_schema(generator);
        for key in ["mean", "low", "mode", "high"] {
            let key = table.pointer_mut(&format!("/properties/{key}"));
            if let Some(limited) = key.and_then(|key| key.as_object_mut()) {
                limited.insert("minimum".into(), least.into());
                limited.insert("maximum".into(), most.into());
                limited.insert(LIMITS.into(), name(L::LIMITS).into());
            }
        }
        json_schema!({
            "description": format!("A number that {}: plain (4.1), or a table with its uncertainty, unit and source ({{ mean = 4.1, se = 0.4, dist = \"gamma\", unit = \"visits/person-year\", source = \"…\" }}).", L::LIMITS.words()),
            LIMITS: name(L::LIMITS),
            "anyOf": [
                { "type": "number", "minimum": least, "maximum": most, LIMITS: name(L::LIMITS) },
                table,
            ],
        })
    }
}

/// The word for limits in the schema.
fn name(limits: Limits) -> String {
    match serde_json::to_value(limits) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

impl Uncertain {
    /// The native parameters written.
    pub fn natives(&self) -> Vec<(&'static str, f64)> {
        let all = [
            ("mu", self.mu),
            ("sigma", self.sigma),
            ("shape", self.shape),
            ("scale", self.scale),
            ("alpha", self.alpha),
            ("beta", self.beta),
            ("low", self.low),
            ("mode", self.mode),
            ("high", self.high),
        ];
        all.into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    fn scaled(&self, factor: f64) -> Uncertain {
        let times = |value: Option<f64>| value.map(|value| value * factor);
        let mut scaled = Uncertain {
            mean: times(self.mean),
            se: times(self.se),
            ci95: self.ci95.map(|ends| ends.map(|end| end * factor)),
            mu: self.mu.map(|mu| mu + libm::log(factor)),
            scale: times(self.scale),
            low: times(self.low),
            mode: times(self.mode),
            high: times(self.high),
            ..self.clone()
        };
        if let (Some(DistributionName::Beta), Some(level)) = (self.dist, self.level) {
            let range = [self.low, self.high].map(Option::unwrap_or_default);
            if let Ok(fitted) = Distribution::of_range(DistributionName::Beta, range, level) {
                let (mean, se) = (fitted.mean(), fitted.sd());
                scaled.mean = Some(factor * mean);
                scaled.se = Some((factor * se).min(as_sure(mean, se, factor)));
                (scaled.low, scaled.high, scaled.level) = (None, None, None);
            }
        } else if let (Some(alpha), Some(beta)) = (self.alpha, self.beta) {
            let sum = alpha + beta;
            let variance = alpha * beta / (sum * sum * (sum + 1.0));
            scaled.mean = Some(factor * alpha / sum);
            scaled.se =
                Some((factor * variance.sqrt()).min(as_sure(alpha / sum, variance.sqrt(), factor)));
            (scaled.alpha, scaled.beta) = (None, None);
        } else if let (Some(DistributionName::Beta), Some(mean), Some(se)) =
            (self.dist, self.mean, self.se)
        {
            scaled.se = Some((factor * se).min(as_sure(mean, se, factor)));
        }
        scaled
    }
}

/// The standard error of a beta of the same alpha + beta around `factor` times its mean; none where that mean is no share.
fn as_sure(mean: f64, se: f64, factor: f64) -> f64 {
    let room = |mean: f64| mean * (1.0 - mean);
    let ratio = room(factor * mean) / room(mean);
    if ratio > 0.0 {
        se * ratio.sqrt()
    } else {
        f64::INFINITY
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::number::written as distribution;

    fn number(text: &str) -> WrittenNumber {
        serde_json::from_str(text).expect("a number")
    }

    #[test]
    fn scaling_a_number_scales_its_mean_and_where_it_can_lie() {
        for text in [
            r#"4.0"#,
            r#"{"mean":4.0,"se":1.0,"dist":"gamma"}"#,
            r#"{"mean":4.0,"se":1.0,"dist":"lognormal"}"#,
            r#"{"mean":4.0,"ci95":[2.0,6.0]}"#,
            r#"{"dist":"lognormal","mu":1.0,"sigma":0.5}"#,
            r#"{"dist":"gamma","shape":4.0,"scale":1.0}"#,
            r#"{"dist":"beta","alpha":2.0,"beta":3.0}"#,
            r#"{"dist":"pert","low":1.0,"mode":2.0,"high":4.0}"#,
            r#"{"dist":"uniform","low":1.0,"high":4.0}"#,
            r#"{"low":1.0,"high":4.0,"level":0.8}"#,
            r#"{"dist":"beta","low":0.3,"high":0.6,"level":0.8}"#,
        ] {
            let (plain, half) = (number(text), number(text).scaled(0.5));
            let (plain, half) = (
                distribution(&plain).expect(text),
                distribution(&half).expect(text),
            );
            assert!((half.mean() - plain.mean() / 2.0).abs() < 1e-12, "{text}");
            assert!(half.support().1 <= plain.support().1, "{text}");
        }
    }

    #[test]
    fn a_beta_has_room_wherever_its_mean_is_moved() {
        // Mean 0.2, error 0.1: alpha + beta is 0.16 / 0.01 − 1 = 15.
        let before = number(r#"{"mean":0.2,"se":0.1,"dist":"beta"}"#);
        let native = number(r#"{"alpha":3.0,"beta":12.0,"dist":"beta"}"#);
        for number in [before, native] {
            for tenths in 1..=9 {
                let mean = f64::from(tenths) / 10.0;
                let moved = distribution(&number.scaled(mean / 0.2)).expect("a beta");
                assert!((moved.mean() - mean).abs() < 1e-12, "{mean}");
                // In proportion, 0.05, where that is the surer; else √(0.09 / 16), 0.075.
                let se = if tenths == 1 {
                    0.05
                } else {
                    (mean * (1.0 - mean) / 16.0).sqrt()
                };
                assert!(matches!(moved, Distribution::Beta(_)), "{moved:?}");
                let sd = moved.sd();
                assert!((sd - se).abs() < 1e-9, "{mean}: {sd}");
            }
        }
    }

    #[test]
    fn a_number_times_nothing_is_nothing_and_times_one_itself() {
        let number = number(r#"{"mean":4.0,"se":1.0,"unit":"EUR"}"#);
        assert_eq!(number.scaled(0.0), WrittenNumber::Point(0.0));
        assert_eq!(number.scaled(1.0), number);
    }
}
