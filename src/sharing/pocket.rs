//! The wrong pocket: of each euro invested, how much comes back to whom.

use crate::base::statistics::{self, Summary};

use super::Observed;
use super::position::summary;

/// What comes back of each euro that all payers together invest: gross benefit over investment. A euro does the same
/// whoever pays it, so these hold for every investor; what differs is whose pocket it falls in.
///
/// The gross benefit of a payer is what it would save by the arm before investing: its investment − (cost of the arm −
/// cost of the comparator).
#[derive(Debug, Clone, PartialEq)]
pub struct Pocket {
    /// EUR invested per replication, by payer.
    pub invested: Vec<Summary>,
    /// Comes back to each payer, EUR per EUR: its gross benefit over the mean investment of all, replication by
    /// replication.
    pub returned: Vec<Summary>,
    /// Comes back to all payers but this one.
    pub returned_to_others: Vec<Summary>,
}

impl Pocket {
    /// `None` where nothing is invested.
    pub(super) fn new(observed: &Observed, batch: usize) -> Option<Pocket> {
        let payers = observed.investment.payers();
        let replications = observed.investment.replications();
        let eur = |amounts: &super::Amounts, payer: usize| -> Vec<f64> {
            (0..replications)
                .map(|replication| amounts.total(replication, payer).to_eur())
                .collect()
        };
        let invested: Vec<Vec<f64>> = (0..payers)
            .map(|payer| eur(&observed.investment, payer))
            .collect();
        let together = statistics::sum(invested.iter().flatten().copied()) / replications as f64;
        if together <= 0.0 {
            return None;
        }
        let returned: Vec<Vec<f64>> = (0..payers)
            .map(|payer| {
                let paid = eur(&observed.difference, payer);
                let pairs = invested[payer].iter().zip(paid);
                pairs
                    .map(|(invested, paid)| (invested - paid) / together)
                    .collect()
            })
            .collect();
        let to_others = |payer: usize| -> Vec<f64> {
            let others = |replication: usize| {
                let all = (0..payers).filter(|other| *other != payer);
                statistics::sum(all.map(|other| returned[other][replication]))
            };
            (0..replications).map(others).collect()
        };
        Some(Pocket {
            returned_to_others: (0..payers)
                .map(|payer| summary(&to_others(payer), batch))
                .collect(),
            invested: invested
                .iter()
                .map(|values| summary(values, batch))
                .collect(),
            returned: returned
                .iter()
                .map(|values| summary(values, batch))
                .collect(),
        })
    }
}
