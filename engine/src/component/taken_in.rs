//! What contracts have taken in of a change in volume, carried from year to year.
//!
//! Comes in: nothing; contracts.rs works it out. Goes out: [`TakenIn`]. Deliberately absent: how it changes in a year.

/// Units a year: `[channel][payer]`; empty before the first year.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TakenIn(pub Vec<Vec<f64>>);

impl TakenIn {
    /// Units of a channel that the contracts of a payer have taken in.
    pub fn of(&self, channel: usize, payer: usize) -> f64 {
        self.0.get(channel).map_or(0.0, |payers| payers[payer])
    }
}
