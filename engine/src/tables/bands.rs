//! Bands of age, and choices by share.
//!
//! Comes in: shares. Goes out: [`Band`], running sums of shares, and the entry that a draw picks. Deliberately absent:
//! who is in a band.

/// A band of the population table in cycles of age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Age in cycles, lower end.
    pub from: f64,
    /// Age in cycles, upper end.
    pub below: f64,
    /// Women and men.
    pub residents: [f64; 2],
}

/// First index whose cumulative share exceeds `u`.
pub fn pick(cumulative: &[f64], u: f64) -> usize {
    let total = cumulative.last().copied().unwrap_or(1.0);
    let index = cumulative.partition_point(|&share| share <= u * total);
    if index < cumulative.len() {
        return index;
    }
    // Rounding may leave u at the very top: the last entry that has a share.
    cumulative.partition_point(|&share| share < total)
}

/// Sums of shares so far.
pub(super) fn cumulative(shares: &[f64]) -> Vec<f64> {
    shares
        .iter()
        .scan(0.0, |sum, share| {
            *sum += share;
            Some(*sum)
        })
        .collect()
}
