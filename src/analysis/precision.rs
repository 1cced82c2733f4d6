//! How many replications make a run precise enough.
//!
//! Comes in: replications, and the precision asked for. Goes out: the figure that is least sure, and how many replications
//! to look at next. Deliberately absent: simulating them.
//!
//! The figures are each other arm's difference from the comparator in what a payer lays out in all (nominal, all years),
//! for every arm and payer; of a single arm, what each payer lays out. Their precision is the Monte Carlo error of the mean
//! as a share of what that payer lays out under the comparator, or of the figure's own standard deviation over replications.
//! The sum over payers needs no look of its own: its error is at most the sum of theirs.

use serde::{Deserialize, Serialize};

use crate::base::money::Cents;
use crate::base::statistics;
use crate::simulation::{ArmResult, Replication};
use crate::system::System;

/// Replications with which an error can be told well enough to act on it.
pub const LEAST: u32 = 10;

/// What an error is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrecisionScale {
    /// What the payer lays out under the comparator; of what all lay out, where it lays out nothing there; of what all lay out
    /// under the arm, where nobody does.
    #[default]
    Outlays,
    /// The standard deviation of the figure over replications.
    Spread,
}

/// When to stop. How many replications are looked at depends on this alone, so that a run asked for again, or continued, is
/// the same run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StoppingRule {
    /// The largest error allowed, as a share.
    pub asked_for: f64,
    /// Of what.
    pub scale: PrecisionScale,
    /// Replications looked at first.
    pub from: u32,
    /// Replications looked at last, precise or not.
    pub most: u32,
}

impl StoppingRule {
    /// How many replications are looked at after `replications`: a quarter more, at least ten, none beyond the most.
    pub fn after(&self, replications: u32) -> Option<u32> {
        let next = replications.saturating_add((replications / 4).max(LEAST));
        (replications < self.most).then(|| next.min(self.most))
    }
}

/// The figure with the largest error.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSure {
    /// The arm.
    pub arm: String,
    /// The payer.
    pub payer: String,
    /// Monte Carlo error as a share of the scale asked for.
    pub error: f64,
}

/// Looks at all figures; `None` where there are fewer than two replications.
pub fn least_sure(
    system: &System,
    replications: &[&Replication],
    scale: PrecisionScale,
) -> Option<LeastSure> {
    let others = (0..system.arms.len()).filter(|&arm| arm != system.comparator);
    let compared: Vec<usize> = others.collect();
    let arms = if compared.is_empty() {
        vec![system.comparator]
    } else {
        compared
    };
    let mut found: Option<LeastSure> = None;
    for arm in arms {
        for (payer, name) in system.payers.iter().enumerate() {
            let error = error(system, replications, (arm, payer), scale)?;
            if found.as_ref().is_none_or(|found| error > found.error) {
                found = Some(LeastSure {
                    arm: system.arms[arm].name.clone(),
                    payer: name.clone(),
                    error,
                });
            }
        }
    }
    found
}

/// What a payer laid out by year in an arm.
type PaidOf = fn(&ArmResult) -> &Vec<Vec<Cents>>;

fn error(
    system: &System,
    replications: &[&Replication],
    (arm, payer): (usize, usize),
    scale: PrecisionScale,
) -> Option<f64> {
    let comparator = system.comparator;
    let figures = |paid: PaidOf| -> Vec<f64> {
        let figure = |replication: &&Replication| {
            let sum =
                |arm: usize| -> Cents { paid(&replication.arms[arm])[payer].iter().copied().sum() };
            let baseline = if arm == comparator {
                Cents::ZERO
            } else {
                sum(comparator)
            };
            (sum(arm) - baseline).to_eur()
        };
        replications.iter().map(figure).collect()
    };
    let error = statistics::error_of_mean(&figures(ArmResult::paid_by_error), system.batch)?;
    if error == 0.0 {
        return Some(0.0);
    }
    if scale == PrecisionScale::Spread {
        let sd = statistics::variance(&figures(|arm| &arm.paid))?.sqrt();
        // An error beside no spread at all is as unsure as can be.
        return Some(if sd > 0.0 { error / sd } else { 1.0 });
    }
    let mean = |arm: usize, payers: &[usize]| -> f64 {
        let totals = replications.iter().map(|replication| {
            let amounts = payers.iter().map(|&payer| total(replication, arm, payer));
            amounts.sum::<Cents>().to_eur()
        });
        (statistics::sum(totals) / replications.len() as f64).abs()
    };
    let all: Vec<usize> = (0..system.payers.len()).collect();
    let whose: [(usize, &[usize]); 3] = [(comparator, &[payer]), (comparator, &all), (arm, &all)];
    let mut sizes = whose.into_iter().map(|(arm, payers)| mean(arm, payers));
    // Amounts that add up to nothing everywhere and still vary are as unsure as can be.
    let size = sizes.find(|size| *size > 0.0);
    Some(size.map_or(1.0, |size| error / size))
}

/// What a payer laid out in all.
fn total(replication: &Replication, arm: usize, payer: usize) -> Cents {
    replication.arms[arm].paid[payer].iter().copied().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: StoppingRule = StoppingRule {
        asked_for: 0.01,
        scale: PrecisionScale::Outlays,
        from: 10,
        most: 100,
    };

    #[test]
    fn batches_are_a_quarter_and_at_least_ten_up_to_the_most() {
        let looks = std::iter::successors(Some(RULE.from), |&before| RULE.after(before));
        // 40 / 4 = 10, 50 / 4 = 12, 62 / 4 = 15, 77 / 4 = 19; 96 + 24 is more than the most.
        assert_eq!(
            looks.collect::<Vec<_>>(),
            [10, 20, 30, 40, 50, 62, 77, 96, 100]
        );
        let endless = StoppingRule {
            most: u32::MAX,
            ..RULE
        };
        assert_eq!(endless.after(u32::MAX - 1), Some(u32::MAX));
        assert_eq!(endless.after(u32::MAX), None);
    }
}
