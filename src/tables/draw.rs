//! One parameter draw: every number of a scenario as a plain value.

use rand::seq::SliceRandom;

use crate::base::random::{Key, Stream};
use crate::scenario::number::distribution;
use crate::scenario::schema::Number;

/// Turns numbers into values: their means, or one draw per number, keyed by the number's path in the scenario so
/// that a number added to the file moves no other draw. The arm is no part of the key of a component or effect: arms
/// share their luck, whether one is `like` the other, has been made whole, or writes the same again.
#[derive(Debug, Clone, Copy)]
pub struct Draw {
    manner: DrawMode,
}

#[derive(Debug, Clone, Copy)]
enum DrawMode {
    Means,
    Free(Key),
    Stratified(Key, Stratum),
}

/// One of several draws that share out the distribution of every number between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stratum {
    /// The batch of draws: batches are independent of each other.
    pub batch: u32,
    /// Which of the batch, from 0.
    pub index: u32,
    /// Draws in a batch, at least 1.
    pub strata: u32,
}

impl Draw {
    /// Every number at its mean.
    pub fn means() -> Draw {
        Draw {
            manner: DrawMode::Means,
        }
    }

    /// The draw of one replication under `seed`.
    pub fn replication(seed: u64, replication: u32) -> Draw {
        let key = Key::root(seed).with_name("parameters");
        Draw {
            manner: DrawMode::Free(key.with(u64::from(replication))),
        }
    }

    /// A draw of a Latin hypercube sample under `seed` (McKay, Beckman and Conover, Technometrics 1979): every number
    /// falls once into each of as many equally likely parts of its distribution as a batch has draws, in an order of
    /// its own. Each draw by itself is distributed as any other; means over a batch are far surer where numbers act one
    /// by one.
    pub fn stratified(seed: u64, stratum: Stratum) -> Draw {
        let key = Key::root(seed).with_name("stratified parameters");
        Draw {
            manner: DrawMode::Stratified(key.with(u64::from(stratum.batch)), stratum),
        }
    }

    /// The value of `number`; `path` names it in the scenario.
    pub fn value(&self, number: &Number, path: impl FnOnce() -> String) -> f64 {
        if let Some(value) = number.as_point() {
            return value;
        }
        // The checker has turned down impossible numbers; what is left always has a distribution.
        let Ok(distribution) = distribution(number) else {
            return f64::NAN;
        };
        let limits = number.limits;
        match self.manner {
            _ if distribution.is_point() => distribution.mean(),
            DrawMode::Means => distribution.mean(),
            DrawMode::Free(key) => {
                limits.within(distribution.draw(&mut key.with_name(&path()).stream()))
            }
            DrawMode::Stratified(key, stratum) => {
                let mut stream = key.with_name(&path()).stream();
                limits.within(distribution.quantile(stratum.probability(&mut stream)))
            }
        }
    }

    /// The value of a number that may be absent.
    pub fn or<N: AsRef<Number>>(
        &self,
        number: Option<&N>,
        otherwise: f64,
        path: impl FnOnce() -> String,
    ) -> f64 {
        number.map_or(otherwise, |number| self.value(number.as_ref(), path))
    }
}

impl Stratum {
    /// The quantile of a number in a stratified batch; `stream` gives the order of strata and the position within them.
    fn probability(&self, stream: &mut Stream) -> f64 {
        let mut parts: Vec<u32> = (0..self.strata).collect();
        parts.shuffle(stream);
        let within = (0..=self.index).map(|_| stream.uniform()).last();
        let part = f64::from(parts[self.index as usize]);
        (part + within.unwrap_or(0.5)) / f64::from(self.strata)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::limits::limit;
    use crate::scenario::schema::Num;
    use std::collections::BTreeMap;

    #[test]
    fn every_number_falls_once_into_each_part_of_its_distribution() {
        let number: Num<limit::Any> = toml::from_str::<BTreeMap<String, Num<limit::Any>>>(
            "it = { low = 0, high = 12, dist = \"uniform\" }",
        )
        .unwrap()
        .remove("it")
        .unwrap();
        let values = |path: &str, batch: u32| -> Vec<f64> {
            let draws = (0..12).map(|index| Stratum {
                batch,
                index,
                strata: 12,
            });
            let draws = draws.map(|stratum| Draw::stratified(3, stratum));
            draws
                .map(|draw| draw.value(&number, || path.to_string()))
                .collect()
        };
        let parts =
            |values: &[f64]| -> Vec<usize> { values.iter().map(|value| *value as usize).collect() };
        let (one, other) = (values("one", 0), values("other", 0));
        let mut sorted = parts(&one);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..12).collect::<Vec<_>>());
        // Numbers, and batches, have orders of their own.
        assert_ne!(parts(&one), parts(&other));
        assert_ne!(parts(&one), parts(&values("one", 1)));
    }
}
