//! Person-years and spending on the lists of single practices in a year, as contracts on shared savings count them.
//!
//! Comes in: the counts of a year. Goes out: a [`PanelYear`]. Deliberately absent: what is settled on it.

use serde::{Deserialize, Serialize};

use crate::tables::Tables;

use super::{Count, Counts, PracticeItem};

/// A year of every practice.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PanelYear {
    /// Person-years of simulated residents: `[practice][side]`.
    pub persons: Vec<[f64; 2]>,
    /// EUR they cost, truncated: `[account][practice][side]`.
    pub spent: Vec<Vec<[f64; 2]>>,
}

impl PanelYear {
    /// From the counts of a year.
    pub fn new(tables: &Tables, counts: &Counts) -> PanelYear {
        let practices = 0..counts.practices();
        let of = |practice: usize, item: PracticeItem| -> [f64; 2] {
            [0, 1].map(|side| {
                let count = Count::Practice {
                    practice,
                    side,
                    item,
                };
                counts.get(count) as f64
            })
        };
        let half_cycle = tables.time.length / 2.0;
        let accounts = 0..tables.accounts.len();
        PanelYear {
            persons: practices
                .clone()
                .map(|practice| of(practice, PracticeItem::Lived).map(|lived| lived * half_cycle))
                .collect(),
            spent: accounts
                .map(|account| {
                    practices
                        .clone()
                        .map(|practice| {
                            of(practice, PracticeItem::Spent(account)).map(|cents| cents / 100.0)
                        })
                        .collect()
                })
                .collect(),
        }
    }

    /// Person-years, and EUR of an account, of the residents of some practices on some sides; `None` where nobody
    /// lived.
    pub fn enrolled(
        &self,
        account: usize,
        practices: &[usize],
        holds: impl Fn(usize) -> bool,
    ) -> Option<(f64, f64)> {
        let sum = |values: &[[f64; 2]]| -> f64 {
            let sides = |practice: &usize| -> f64 {
                let sides = (0..2).filter(|side| holds(*side));
                sides.map(|side| values[*practice][side]).sum()
            };
            practices.iter().map(sides).sum()
        };
        let persons = sum(&self.persons);
        (persons > 0.0).then(|| (persons, sum(&self.spent[account])))
    }

    /// Spending per person-year of some practices on both sides; `None` where nobody lived.
    pub fn per_person(&self, account: usize, practices: &[usize]) -> Option<f64> {
        let (persons, spent) = self.enrolled(account, practices, |_| true)?;
        Some(spent / persons)
    }
}
