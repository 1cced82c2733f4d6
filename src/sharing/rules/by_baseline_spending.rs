//! Rule `by_baseline_spending`: the investment by what each pays under the comparator.
//!
//! Comes in: the comparator's cost. Goes out: what each party owes. Deliberately absent: when it is settled.

use crate::base::money::Cents;

use super::super::rule::{KnownRule, Looks, RuleTerms, Stake, weights};

/// What the program knows of it.
pub const KNOWN: KnownRule = KnownRule {
    word: "by_baseline_spending",
    takes: &[],
    needs: &[],
    is_compared_unasked: true,
    looks: Looks::Period,
    owed,
};

fn owed(_terms: &RuleTerms, stake: &Stake) -> Vec<Cents> {
    stake.investment_by(&weights(&stake.baseline))
}
