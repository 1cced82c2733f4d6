//! Rule `by_gross_benefit`: the investment by what each would have saved had it not invested.
//!
//! Comes in: investment and result of each. Goes out: what each party owes. Deliberately absent: when it is settled.

use crate::base::money::Cents;

use super::super::rule::{KnownRule, Looks, RuleTerms, Stake, moved, weights};

/// What the program knows of it.
pub const KNOWN: KnownRule = KnownRule {
    word: "by_gross_benefit",
    takes: &[],
    needs: &[],
    is_compared_unasked: true,
    looks: Looks::Period,
    owed,
};

fn owed(_terms: &RuleTerms, stake: &Stake) -> Vec<Cents> {
    let gross_benefit = moved(&stake.investment, &stake.difference);
    stake.investment_by(&weights(&gross_benefit))
}
