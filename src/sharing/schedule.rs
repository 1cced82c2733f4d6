//! Nash bargaining over the expected result.
//!
//! Payers agree beforehand, when only expectations are known. Without agreement the comparator goes on: that is the
//! disagreement point, and its gain is 0. Money can be moved freely, so the product of the gains over disagreement
//! (Nash, The bargaining problem, Econometrica 1950; with bargaining powers, Kalai, Int. J. Game Theory 1977) is
//! largest where each gets its power's part of the expected gain: in equal parts unless shares are given. Nobody is
//! then worse off in expectation. Where the arm is not expected to gain anything there is nothing to agree on, and no
//! transfers.
//!
//! The transfers are fixed beforehand, so the risk stays where it falls.

use crate::base::money::Cents;
use crate::base::statistics;

use super::rule::Stake;
use super::terms::Terms;
use super::{Amounts, Observed};

/// What each party owes in every period of a settlement, `[period][party]`; `None` without agreement. `periods` are
/// ranges of years.
pub(super) fn schedule(
    terms: &Terms,
    observed: &Observed,
    parties: &[usize],
    periods: &[std::ops::Range<usize>],
) -> Option<Vec<Vec<Cents>>> {
    let expected = |period: &std::ops::Range<usize>| Stake {
        difference: parties
            .iter()
            .map(|&party| mean(&observed.difference, party, period))
            .collect(),
        ..Stake::default()
    };
    let stakes: Vec<Stake> = periods.iter().map(expected).collect();
    let result: Cents = stakes.iter().flat_map(|stake| &stake.difference).sum();
    (result <= Cents::ZERO).then(|| stakes.iter().map(|stake| terms.owed(stake)).collect())
}

/// Mean over replications, to the cent.
fn mean(amounts: &Amounts, payer: usize, period: &std::ops::Range<usize>) -> Cents {
    let of = |replication| -> f64 {
        let years = &amounts.of(replication, payer)[period.clone()];
        years.iter().sum::<Cents>().to_eur()
    };
    let values: Vec<f64> = (0..amounts.replications()).map(of).collect();
    Cents::from_eur(statistics::mean(&values).unwrap_or(0.0))
}
