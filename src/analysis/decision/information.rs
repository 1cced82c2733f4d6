//! What it is worth to know some parameters before an option is chosen: the expected value of partial perfect information
//! (EVPPI), by regression of net benefits on them (Strong, Oakley and Brennan, Medical Decision Making 2014).
//!
//! Comes in: net benefits, and the values of the parameters by draw. Goes out: [`PartialInformation`]. Deliberately absent:
//! which parameters.
//!
//! What is regressed is how much more each option has than the one that is best on average, since only differences decide. A
//! regression finds something even where there is nothing: beside each value stands what the same regression finds where
//! values are dealt out to the draws anew, so that they say nothing of them.

use rand::seq::SliceRandom;

use crate::base::random::Key;
use crate::base::regression::{Fit, Smoother};

use super::net_benefit::{EstimatedValue, NetBenefits, estimate, first_highest};

/// What some parameters are worth.
#[derive(Debug, Clone, PartialEq)]
pub struct PartialInformation {
    /// The value, with an error that holds both the number of draws and the regression.
    pub value: EstimatedValue,
    /// What the regression finds in values dealt out anew: so much of the value may be nothing.
    pub noise: f64,
    /// Share of the variance of differences between options that the parameters explain, weighted by that variance.
    pub explained: f64,
}

/// Parameters whose worth can be asked of any net benefits over the same draws.
#[derive(Debug, Clone)]
pub struct KnownNumbers {
    smoother: Option<Smoother>,
    /// Draws in another order.
    dealt: Vec<usize>,
}

impl KnownNumbers {
    /// Of these parameters, by draw; `key` deals draws out anew.
    pub fn new(parameters: &[&[f64]], key: Key) -> KnownNumbers {
        let draws = parameters.first().map_or(0, |values| values.len());
        let mut dealt: Vec<usize> = (0..draws).collect();
        dealt.shuffle(&mut key.stream());
        KnownNumbers {
            smoother: Smoother::new(parameters),
            dealt,
        }
    }

    /// What they are worth to whoever has these net benefits. Nothing where they are the same in every draw.
    pub fn worth(&self, of: &NetBenefits) -> PartialInformation {
        let found = self.smoother.as_ref().map(|smoother| {
            let more = Advantages::new(of);
            let fit = smoother.fit(&more.values);
            // Net benefits dealt out to the draws are as good as parameters dealt out to them.
            let dealt = more.in_order(&self.dealt);
            let noise = dealt.value(&smoother.fit(&dealt.values), of.batch());
            PartialInformation {
                value: more.value(&fit, of.batch()),
                noise: noise.value,
                explained: more.explained(&fit),
            }
        });
        found.unwrap_or(PartialInformation {
            value: EstimatedValue {
                value: 0.0,
                mc_error: (of.draws() > 1).then_some(0.0),
            },
            noise: 0.0,
            explained: 0.0,
        })
    }

    /// Differences to the best option as they are expected given the parameters: `[option][draw]`, the best one at 0.
    pub(super) fn expected(&self, of: &NetBenefits) -> Option<Vec<Vec<f64>>> {
        let smoother = self.smoother.as_ref()?;
        let more = Advantages::new(of);
        let mut fitted = smoother.fit(&more.values).fitted;
        fitted.insert(more.best, vec![0.0; of.draws()]);
        Some(fitted)
    }
}

/// How much more the other options have than the best, by draw.
struct Advantages {
    best: usize,
    /// `[other option][draw]`.
    values: Vec<Vec<f64>>,
}

impl Advantages {
    fn new(of: &NetBenefits) -> Advantages {
        let best = of.best();
        let others = (0..of.options()).filter(|&option| option != best);
        let more = |option: usize| -> Vec<f64> {
            let pairs = of.of(option).iter().zip(of.of(best));
            pairs.map(|(one, best)| one - best).collect()
        };
        Advantages {
            best,
            values: others.map(more).collect(),
        }
    }

    /// Of the same draws in another order.
    fn in_order(&self, order: &[usize]) -> Advantages {
        let moved = |values: &Vec<f64>| order.iter().map(|&draw| values[draw]).collect();
        Advantages {
            best: self.best,
            values: self.values.iter().map(moved).collect(),
        }
    }

    /// The mean of the best fitted advantage of each draw, less the best mean of them; 0 stands for the best option itself.
    fn value(&self, fit: &Fit, batch: usize) -> EstimatedValue {
        let draws = self.values.first().map_or(0, Vec::len);
        let mean = |values: &Vec<f64>| values.iter().sum::<f64>() / draws as f64;
        // By rounding another option may come out first on average.
        let on_average = self.leader(fit.fitted.iter().map(mean));
        let in_draw: Vec<Option<usize>> = (0..draws)
            .map(|draw| self.leader(fit.fitted.iter().map(|fitted| fitted[draw])))
            .collect();
        let of = |option: Option<usize>, draw: usize| option.map_or(0.0, |at| fit.fitted[at][draw]);
        let gains: Vec<f64> = in_draw
            .iter()
            .enumerate()
            .map(|(draw, &option)| of(option, draw) - of(on_average, draw))
            .collect();
        let weight = |option: usize, draw: usize| {
            let is = |choice: Option<usize>| f64::from(u8::from(choice == Some(option)));
            (is(in_draw[draw]) - is(on_average)) / draws as f64
        };
        let weights: Vec<Vec<f64>> = (0..self.values.len())
            .map(|option| (0..draws).map(|draw| weight(option, draw)).collect())
            .collect();
        let found = estimate(&gains, batch);
        EstimatedValue {
            mc_error: found
                .mc_error
                .map(|error| (error * error + fit.variance(&weights)).sqrt()),
            ..found
        }
    }

    /// The option with the highest of these advantages; `None`: the best on average, at 0.
    fn leader(&self, advantages: impl Iterator<Item = f64>) -> Option<usize> {
        first_highest(std::iter::once(0.0).chain(advantages)).checked_sub(1)
    }

    fn explained(&self, fit: &Fit) -> f64 {
        let about = |values: &Vec<f64>| {
            let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
            values
                .iter()
                .map(|value| (value - mean).powi(2))
                .sum::<f64>()
        };
        let all: f64 = self.values.iter().map(about).sum();
        let fitted: f64 = fit.fitted.iter().map(about).sum();
        if all > 0.0 { fitted / all } else { 0.0 }
    }
}

#[cfg(test)]
#[path = "information_tests.rs"]
mod tests;
