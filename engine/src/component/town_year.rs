//! What a town's care cost in a year, by payer and recipient, as contracts on its savings look at it.
//!
//! Comes in: what is owed for the year. Goes out: [`TownYear`]. Deliberately absent: single residents; and what is agreed beside
//! care (budgets, fees and bonuses of a network, other contracts on savings), which no saving on care is measured by.

use crate::counts::{Counts, Owed, half_cycles_lived};
use crate::tables::Tables;

use super::arm_terms::ArmTerms;

/// A year of a whole town.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TownYear {
    /// Person-years.
    pub persons: f64,
    /// EUR for care: `[payer][recipient]`, of disciplines and the network.
    pub spent: Vec<Vec<f64>>,
}

/// Whose spending a contract looks at, and on what.
#[derive(Debug, Clone, PartialEq)]
pub struct TownAccount {
    /// By index of the payer.
    pub payers: Vec<bool>,
    /// By index of the recipient: disciplines, then the network.
    pub recipients: Vec<bool>,
}

impl TownYear {
    /// From what happened in a year, and what is owed for it under the terms of an arm.
    pub fn new(tables: &Tables, arm: &ArmTerms, counts: &Counts, owed: &[Owed]) -> TownYear {
        let recipients = tables.disciplines.len() + 1;
        let mut spent = vec![vec![0.0; recipients]; tables.payers.len()];
        for owed in owed.iter().filter(|owed| arm.is_for_care(owed.reason)) {
            let parts = owed.parts(tables.resident);
            for (spent, part) in spent.iter_mut().zip(&parts) {
                spent[owed.recipient] += part.to_eur();
            }
            if let Some(resident) = tables.resident {
                spent[resident][owed.recipient] += owed.by_residents.to_eur();
            }
        }
        let lived = half_cycles_lived(tables, counts, 0..counts.groups()) as f64;
        TownYear {
            persons: lived * tables.time.length / 2.0 * tables.people.weight,
            spent,
        }
    }

    /// EUR per person-year of an account; `None` where nobody lived.
    pub fn per_person(&self, account: &TownAccount) -> Option<f64> {
        let payers = self.spent.iter().zip(&account.payers);
        let spent = payers.filter(|(_, counts)| **counts).map(|(spent, _)| {
            let recipients = spent.iter().zip(&account.recipients);
            let counted = recipients.filter(|(_, counts)| **counts);
            counted.map(|(eur, _)| eur).sum::<f64>()
        });
        let spent: f64 = spent.sum();
        (self.persons > 0.0).then(|| spent / self.persons)
    }
}
