//! One parameter draw: every number of a scenario as a plain value.

use std::collections::BTreeMap;
use std::sync::Arc;

use rand::seq::SliceRandom;

use crate::base::random::{Key, Stream};
use crate::scenario::number::distribution;
use crate::scenario::schema::{Number, Parameters};

use super::ties::Ties;

/// Turns numbers into values: their means, or one draw per number, keyed by the number's path in the scenario so
/// that a number added to the file moves no other draw. The arm is no part of the key of a component or effect: arms
/// share their luck, whether one is `like` the other, has been made whole, or writes the same again.
#[derive(Debug, Clone)]
pub struct Draw {
    manner: DrawMode,
    ties: Ties,
}

/// Where in their distributions some numbers stand, as the probability that a draw does not exceed them, by what draws are
/// keyed by: see [`crate::scenario::numbers::Entry::key`].
pub type HeldQuantiles = Arc<BTreeMap<String, f64>>;

#[derive(Debug, Clone)]
enum DrawMode {
    Means,
    /// At these quantiles, and every other at its mean.
    Held(HeldQuantiles),
    /// By itself, under the key of a replication.
    Independent(Key),
    /// One of a batch, under the key of the batch.
    Batch(Key, u32),
}

/// Replications whose draws share out the distribution of every number between them.
pub const BATCH: u32 = 16;

impl Draw {
    /// Every number at its mean.
    pub fn means() -> Draw {
        Draw {
            manner: DrawMode::Means,
            ties: Ties::default(),
        }
    }

    /// Some uncertain numbers at these quantiles, every other at its mean.
    pub fn held(quantiles: HeldQuantiles) -> Draw {
        Draw {
            manner: DrawMode::Held(quantiles),
            ties: Ties::default(),
        }
    }

    /// The draw of one replication under `seed`, by itself.
    pub fn independent(seed: u64, replication: u32) -> Draw {
        let key = Key::root(seed).with_name("parameters");
        Draw {
            manner: DrawMode::Independent(key.with(u64::from(replication))),
            ties: Ties::default(),
        }
    }

    /// The draw of one replication under `seed`, one of a batch that is a Latin hypercube sample (McKay, Beckman and Conover,
    /// Technometrics 1979): replications 0 to 15 are the first. Every number falls once into each of as many equally likely
    /// parts of its distribution as a batch has draws, in an order of its own. Each draw by itself is distributed as any
    /// other, and batches are independent; means over whole batches are far surer where numbers act one by one.
    pub fn in_batch(seed: u64, replication: u32) -> Draw {
        let key = Key::root(seed).with_name("batches of parameters");
        let key = key.with(u64::from(replication / BATCH));
        Draw {
            manner: DrawMode::Batch(key, replication % BATCH),
            ties: Ties::default(),
        }
    }

    /// The same, in which some numbers go together. The first of a group is drawn as it is without; of the others each part of a
    /// distribution is no longer drawn once in a batch.
    pub fn tied(self, ties: &Ties) -> Draw {
        Draw {
            ties: ties.clone(),
            ..self
        }
    }

    /// Where in its distribution the number of a key falls in a draw of a batch, as the probability that a draw does not
    /// exceed it; `None` of numbers at their means, of held ones, and of independent draws, which take bits as they need them.
    pub fn quantile(&self, key: &str) -> Option<f64> {
        match &self.manner {
            DrawMode::Batch(batch, index) => Some(self.in_its_batch(*batch, *index, key)),
            DrawMode::Means | DrawMode::Held(_) | DrawMode::Independent(_) => None,
        }
    }

    fn in_its_batch(&self, batch: Key, index: u32, key: &str) -> f64 {
        let own = |key: &str| probability(index, &mut batch.with_name(key).stream());
        match self.ties.of_key(key) {
            Some(tie) => tie.quantile(&own),
            None => own(key),
        }
    }

    /// The value of `number`; `path` names it in the scenario.
    pub fn value(&self, number: &Number, path: impl FnOnce() -> String) -> f64 {
        if self.ties.has_shares() {
            let path = path();
            return match self.share(&path) {
                Some(share) => share,
                None => self.by_itself(number, || path),
            };
        }
        self.by_itself(number, path)
    }

    /// The share at a path that is drawn with others; `None` of other numbers, and at the means, which are as written.
    fn share(&self, path: &str) -> Option<f64> {
        let tie = self.ties.of_share(path)?;
        match &self.manner {
            DrawMode::Means => None,
            DrawMode::Held(quantiles) => Some(tie.held(&|key| quantiles.get(key).copied())),
            DrawMode::Independent(draw) => {
                Some(tie.value(&|key| draw.with_name(key).stream().uniform()))
            }
            DrawMode::Batch(batch, index) => {
                Some(tie.value(&|key| self.in_its_batch(*batch, *index, key)))
            }
        }
    }

    fn by_itself(&self, number: &Number, path: impl FnOnce() -> String) -> f64 {
        if let Some(value) = number.as_point() {
            return value;
        }
        // The checker has turned down impossible numbers; what is left always has a distribution.
        let Ok(distribution) = distribution(number) else {
            return f64::NAN;
        };
        let limits = number.limits;
        match &self.manner {
            _ if distribution.is_point() => distribution.mean(),
            DrawMode::Means => distribution.mean(),
            DrawMode::Held(quantiles) => match quantiles.get(&path()) {
                Some(probability) => limits.within(distribution.quantile(*probability)),
                None => distribution.mean(),
            },
            DrawMode::Independent(draw) => {
                let path = path();
                let stream = |key: &str| draw.with_name(key).stream();
                limits.within(match self.ties.of_key(&path) {
                    Some(tie) => distribution.quantile(tie.quantile(&|key| stream(key).uniform())),
                    None => distribution.draw(&mut stream(&path)),
                })
            }
            DrawMode::Batch(batch, index) => {
                let quantile = self.in_its_batch(*batch, *index, &path());
                limits.within(distribution.quantile(quantile))
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

/// Where in its distribution a number falls in one draw of a batch; `stream` gives the order of the parts, and where in its
/// part each draw lies.
fn probability(index: u32, stream: &mut Stream) -> f64 {
    let mut parts: Vec<u32> = (0..BATCH).collect();
    parts.shuffle(stream);
    let mut within = 0.5;
    (0..=index).for_each(|_| within = stream.uniform());
    (f64::from(parts[index as usize]) + within) / f64::from(BATCH)
}

/// Draws in turn that depend on each other: a batch, or one.
pub fn in_turn(parameters: Parameters) -> usize {
    match parameters {
        Parameters::Drawn => BATCH as usize,
        Parameters::DrawnIndependently | Parameters::Means => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::limits::limit;
    use crate::scenario::schema::Num;

    fn number(text: &str) -> Num<limit::Any> {
        let table = format!("it = {text}");
        let mut table: BTreeMap<String, Num<limit::Any>> = toml::from_str(&table).expect("a table");
        table.remove("it").expect("the number")
    }

    fn values(number: &Num<limit::Any>, path: &str, batch: u32) -> Vec<f64> {
        let draws = (0..BATCH).map(|index| Draw::in_batch(3, batch * BATCH + index));
        draws
            .map(|draw| draw.value(number.as_ref(), || path.to_string()))
            .collect()
    }

    #[test]
    fn every_number_falls_once_into_each_part_of_its_distribution_in_an_order_of_its_own() {
        let number = number("{ low = 0, high = 16, dist = \"uniform\" }");
        let parts =
            |values: &[f64]| -> Vec<usize> { values.iter().map(|value| *value as usize).collect() };
        let one = parts(&values(&number, "one", 0));
        let mut sorted = one.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..BATCH as usize).collect::<Vec<_>>());
        assert_ne!(one, parts(&values(&number, "other", 0)));
        assert_ne!(one, parts(&values(&number, "one", 1)));
    }

    #[test]
    fn draws_of_many_batches_have_the_distribution_of_the_number() {
        // Shape 4, scale 0.5: mean 2, sd 1; 2.5 % lie below 0.545 and above 4.384 (chi-squared with 8 degrees of freedom, over 4).
        let number = number("{ mean = 2, se = 1, dist = \"gamma\" }");
        let all: Vec<f64> = (0..500)
            .flat_map(|batch| values(&number, "it", batch))
            .collect();
        let n = all.len() as f64;
        let mean = all.iter().sum::<f64>() / n;
        let variance = all.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
        // Independent draws would leave an error of 0.011 in the mean; what stays of it within the parts is a tenth of that.
        assert!((mean - 2.0).abs() < 0.006, "{mean}");
        assert!((variance.sqrt() - 1.0).abs() < 0.05, "{variance}");
        let below = |limit: f64| all.iter().filter(|value| **value < limit).count() as f64 / n;
        assert!((below(0.545) - 0.025).abs() < 0.006);
        assert!((below(4.384) - 0.975).abs() < 0.006);
    }
}
