//! What random scenarios and counts are spelt with.

use crate::*;

/// What a scenario and its counts are spelt with: the draws under one key, one after another.
pub struct Dice(pub Stream);

impl Dice {
    pub fn below(&mut self, end: usize) -> usize {
        (self.0.uniform() * end as f64) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// An amount in cents up to `most` EUR, as written.
    pub fn eur(&mut self, most: usize) -> String {
        let cents = self.below(most * 100);
        format!("{}.{:02}", cents / 100, cents % 100)
    }

    /// Shares of some of the payers that add up to 1.
    pub fn payers(&mut self, payers: usize) -> String {
        let weights: Vec<usize> = (1..payers).map(|_| self.below(4)).collect();
        let sum: usize = weights.iter().sum();
        if sum == 0 {
            return format!("{{ {} = 1 }}", PAYERS[1 + self.below(payers - 1)]);
        }
        let shares = weights.iter().zip(&PAYERS[1..]);
        let shares: Vec<String> = shares
            .map(|(weight, payer)| format!("{payer} = {}", *weight as f64 / sum as f64))
            .collect();
        format!("{{ {} }}", shares.join(", "))
    }

    /// A category of accounts, or none.
    pub fn category(&mut self) -> &'static str {
        ["", "category = \"home\"\n", "category = \"away\"\n"][self.below(3)]
    }

    pub fn some_of(&mut self, names: &[&str]) -> Vec<String> {
        let picked = self.below(1 << names.len());
        names
            .iter()
            .enumerate()
            .filter(|(index, _)| picked >> index & 1 == 1)
            .map(|(_, name)| format!("\"{name}\""))
            .collect()
    }
}
