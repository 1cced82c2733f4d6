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
    Batch(Key, u32),
}

/// Draws that share out the distribution of every number between them.
pub const BATCH: u32 = 20;

impl Draw {
    /// Every number at its mean.
    pub fn means() -> Draw {
        Draw {
            manner: DrawMode::Means,
        }
    }

    /// The draw of one replication under `seed`: one of a batch, replications 0 to 19 the first, that is a Latin hypercube sample
    /// (McKay, Beckman and Conover, Technometrics 1979). Every number falls once into each of as many equally likely parts
    /// of its distribution as a batch has draws, in an order of its own. Each draw by itself is distributed as any other, and
    /// batches are independent; means over whole batches are far surer where numbers act one by one.
    pub fn replication(seed: u64, replication: u32) -> Draw {
        let key = Key::root(seed).with_name("parameters");
        let key = key.with(u64::from(replication / BATCH));
        Draw {
            manner: DrawMode::Batch(key, replication % BATCH),
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
            DrawMode::Batch(key, index) => {
                let mut stream = key.with_name(&path()).stream();
                limits.within(distribution.quantile(probability(index, &mut stream)))
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

/// Where in its distribution a number falls in the draw at a place of its batch; `stream` tells the order of the parts, and the
/// places within them.
fn probability(index: u32, stream: &mut Stream) -> f64 {
    let mut parts: Vec<u32> = (0..BATCH).collect();
    parts.shuffle(stream);
    let within = (0..=index).map(|_| stream.uniform()).last();
    let part = f64::from(parts[index as usize]);
    (part + within.unwrap_or(0.5)) / f64::from(BATCH)
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
            "it = { low = 0, high = 20, dist = \"uniform\" }",
        )
        .unwrap()
        .remove("it")
        .unwrap();
        let values = |path: &str, batch: u32| -> Vec<f64> {
            let draws = (0..BATCH).map(|index| Draw::replication(3, batch * BATCH + index));
            draws
                .map(|draw| draw.value(&number, || path.to_string()))
                .collect()
        };
        let parts =
            |values: &[f64]| -> Vec<usize> { values.iter().map(|value| *value as usize).collect() };
        let (one, other) = (values("one", 0), values("other", 0));
        let mut sorted = parts(&one);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..BATCH as usize).collect::<Vec<_>>());
        // Numbers, and batches, have orders of their own.
        assert_ne!(parts(&one), parts(&other));
        assert_ne!(parts(&one), parts(&values("one", 1)));
    }
}
