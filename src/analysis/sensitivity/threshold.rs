//! Where a result turns: at which value of an unknown it changes its sign, and with what chance the truth lies beyond.
//!
//! Comes in: a twin to ask, unknowns, figures. Goes out: a [`ThresholdRow`] a crossing; one without a value where there is none.
//! Deliberately absent: unknowns that move together.
//!
//! The result is looked at in the quantiles of [`LOOKED_AT`] first, and between two that differ in sign the crossing is closed in on.
//! Two crossings between the same two quantiles go unseen, and so does what lies beyond the outermost.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::written::{known, number};
use crate::simulation::{Stopped, pool};

use super::asking::{Moved, Subject, TwinAnalysis};
use super::one_way::cell;
use super::question::ArmFigures;
use super::unknowns::Unknown;

/// Where a result is looked at, as probabilities that a draw does not exceed the unknown.
pub const LOOKED_AT: [f64; 9] = [0.001, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.999];

/// A crossing is as close as this part of the way between the two quantiles that it was found between.
const CLOSE: f64 = 1e-6;

/// Halvings that come to that, and some.
const MOST_STEPS: usize = 40;

/// A crossing of one result over one unknown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThresholdRow {
    /// What it is about.
    pub subject: Subject,
    /// The dotted path of the unknown.
    pub parameter: String,
    /// The place in words.
    pub label: String,
    /// Its unit.
    pub parameter_unit: String,
    /// Its mean.
    #[serde(serialize_with = "number")]
    pub mean: f64,
    /// The result at the means.
    #[serde(serialize_with = "cell")]
    pub at_mean: Option<f64>,
    /// How many crossings there are.
    pub crossings: u32,
    /// Which of them this is, from 1, by rising value; 0 where there is none.
    pub crossing: u32,
    /// The value of the unknown at which the result changes sign; empty where it does not.
    #[serde(serialize_with = "known")]
    pub value: Option<f64>,
    /// The chance that the truth is not above it.
    #[serde(serialize_with = "known")]
    pub quantile: Option<f64>,
    /// The chance that the truth lies where the result has another sign than at the means, over all crossings.
    #[serde(serialize_with = "known")]
    pub chance_of_other_sign: Option<f64>,
}

/// A place at which an unknown was looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
struct ScannedQuantile {
    quantile: f64,
    result: f64,
}

/// Every arm but the comparator, every figure, every unknown; each unknown advances the watch by one.
///
/// # Errors
/// When the watch says to stop, the machine gives no threads, or money cannot be kept to the cent.
pub fn thresholds(
    asking: &TwinAnalysis,
    unknowns: &[&Unknown],
) -> Result<Vec<ThresholdRow>, Stopped> {
    let means = asking.one(&Moved::new())?;
    let done = AtomicU32::new(0);
    let of_one = |unknown: &&Unknown| {
        let rows = ThresholdSearch::of(asking, unknown)?.rows(&means)?;
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        (asking.watch.advanced)(done);
        Ok(rows)
    };
    let found: Result<Vec<Vec<Vec<ThresholdRow>>>, Stopped> =
        pool(asking.threads)?.install(|| unknowns.par_iter().map(of_one).collect());
    let found = found?;
    // By arm and figure, then unknown by unknown.
    let subjects = 0..asking.subjects().len();
    let rows =
        subjects.flat_map(|subject| found.iter().flat_map(move |rows| rows[subject].clone()));
    Ok(rows.collect())
}

/// The search over one unknown, and what is known so far.
struct ThresholdSearch<'a> {
    asking: &'a TwinAnalysis<'a>,
    unknown: &'a Unknown,
    scanned: Vec<(f64, ArmFigures)>,
}

impl<'a> ThresholdSearch<'a> {
    fn of(asking: &'a TwinAnalysis, unknown: &'a Unknown) -> Result<ThresholdSearch<'a>, Stopped> {
        let at = |quantile: f64| Ok((quantile, asking.one(&[(unknown, quantile)])?));
        Ok(ThresholdSearch {
            asking,
            unknown,
            scanned: LOOKED_AT
                .into_iter()
                .map(at)
                .collect::<Result<_, Stopped>>()?,
        })
    }

    /// By subject.
    fn rows(&self, means: &ArmFigures) -> Result<Vec<Vec<ThresholdRow>>, Stopped> {
        let mut known: BTreeMap<u64, ArmFigures> = BTreeMap::new();
        let mut rows = Vec::new();
        for (arm, figure, subject) in self.asking.subjects() {
            let at_mean = means[arm][figure];
            let scanned = self.scanned.iter();
            let looked: Option<Vec<ScannedQuantile>> = scanned
                .map(|(quantile, answer)| {
                    Some(ScannedQuantile {
                        quantile: *quantile,
                        result: answer[arm][figure]?,
                    })
                })
                .collect();
            let mut turns = Vec::new();
            for pair in looked.iter().flat_map(|looked| looked.windows(2)) {
                if let [low, high] = pair
                    && is_crossing(*low, *high)
                {
                    let mut ask = |quantile: f64| -> Result<f64, Stopped> {
                        let answer = match known.entry(quantile.to_bits()) {
                            Entry::Occupied(known) => known.into_mut(),
                            Entry::Vacant(place) => {
                                place.insert(self.asking.one(&[(self.unknown, quantile)])?)
                            }
                        };
                        // Where results were told at both sides there is one in between.
                        Ok(answer[arm][figure].unwrap_or_default())
                    };
                    turns.push(close_in(self.unknown, [*low, *high], &mut ask)?);
                }
            }
            let chance = looked.as_ref().zip(at_mean);
            let chance =
                chance.map(|(looked, at_mean)| chance_of_other_sign(looked, &turns, at_mean));
            rows.push(self.told(&subject, at_mean, &turns, chance));
        }
        Ok(rows)
    }

    fn told(
        &self,
        subject: &Subject,
        at_mean: Option<f64>,
        turns: &[f64],
        chance: Option<f64>,
    ) -> Vec<ThresholdRow> {
        let row = |crossing: u32, quantile: Option<f64>| ThresholdRow {
            subject: subject.clone(),
            parameter: self.unknown.path().to_string(),
            label: self.unknown.label.clone(),
            parameter_unit: self.unknown.unit.clone(),
            mean: self.unknown.mean(),
            at_mean,
            crossings: turns.len() as u32,
            crossing,
            value: quantile.map(|quantile| self.unknown.value(quantile)),
            quantile,
            chance_of_other_sign: chance,
        };
        if turns.is_empty() {
            return vec![row(0, None)];
        }
        let numbered = turns.iter().enumerate();
        numbered
            .map(|(place, quantile)| row(place as u32 + 1, Some(*quantile)))
            .collect()
    }
}

/// Whether a result is above zero at one place and not at the other.
fn is_crossing(low: ScannedQuantile, high: ScannedQuantile) -> bool {
    (low.result > 0.0) != (high.result > 0.0)
}

/// The quantile of the crossing between two: by the rule of false position where it is quick (Illinois), else by halves.
fn close_in(
    unknown: &Unknown,
    [mut low, mut high]: [ScannedQuantile; 2],
    ask: &mut dyn FnMut(f64) -> Result<f64, Stopped>,
) -> Result<f64, Stopped> {
    let whole = high.quantile - low.quantile;
    // Weights that the rule halves where one end stays.
    let (mut of_low, mut of_high) = (low.result, high.result);
    for step in 0..MOST_STEPS {
        if high.quantile - low.quantile <= CLOSE * whole || low.result == 0.0 {
            break;
        }
        let [from, to] = [low, high].map(|end| unknown.value(end.quantile));
        let wanted = unknown.below(from + (to - from) * of_low / (of_low - of_high));
        let is_inside = wanted > low.quantile && wanted < high.quantile;
        // Every third step halves: the rule can be slow where the result bends.
        let quantile = match is_inside && step % 3 != 2 {
            true => wanted,
            false => f64::midpoint(low.quantile, high.quantile),
        };
        let result = ask(quantile)?;
        let found = ScannedQuantile { quantile, result };
        if result == 0.0 {
            return Ok(quantile);
        }
        if (result > 0.0) == (low.result > 0.0) {
            (low, of_low) = (found, result);
            of_high *= 0.5;
        } else {
            (high, of_high) = (found, result);
            of_low *= 0.5;
        }
    }
    let share = low.result / (low.result - high.result);
    Ok(low.quantile + (high.quantile - low.quantile) * share.clamp(0.0, 1.0))
}

/// The chance of the parts between crossings in which the result has another sign than at the means; what lies beyond the
/// outermost places is like those.
fn chance_of_other_sign(looked: &[ScannedQuantile], turns: &[f64], at_mean: f64) -> f64 {
    let starts_above = looked.first().is_some_and(|first| first.result > 0.0);
    let edges: Vec<f64> = [0.0].iter().chain(turns).chain(&[1.0]).copied().collect();
    let parts = edges.windows(2).enumerate();
    let others = parts.filter(|(place, _)| {
        let is_above = starts_above == place.is_multiple_of(2);
        is_above != (at_mean > 0.0)
    });
    others.map(|(_, edges)| edges[1] - edges[0]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked(results: &[f64]) -> Vec<ScannedQuantile> {
        let places = LOOKED_AT.iter().zip(results);
        places
            .map(|(quantile, result)| ScannedQuantile {
                quantile: *quantile,
                result: *result,
            })
            .collect()
    }

    #[test]
    fn the_chance_of_another_sign_is_that_of_the_parts_that_have_it() {
        // Below zero up to 0.3, above to 0.8, below again: at the means above.
        let places = looked(&[-1.0, -1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0, -1.0]);
        let chance = chance_of_other_sign(&places, &[0.3, 0.8], 5.0);
        assert!((chance - 0.5).abs() < 1e-12, "{chance}");
        let chance = chance_of_other_sign(&places, &[0.3, 0.8], -5.0);
        assert!((chance - 0.5).abs() < 1e-12, "{chance}");
        assert_eq!(chance_of_other_sign(&looked(&[1.0; 9]), &[], 2.0), 0.0);
        assert_eq!(chance_of_other_sign(&looked(&[1.0; 9]), &[], -2.0), 1.0);
        assert!((chance_of_other_sign(&places, &[0.3, 0.75], 5.0) - 0.55).abs() < 1e-12);
    }
}
