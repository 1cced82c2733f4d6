//! Rule `fixed_shares`: the investment by agreed shares.
//!
//! Comes in: the shares of the terms. Goes out: what each party owes. Deliberately absent: when it is settled.

use crate::base::money::Cents;

use super::super::rule::{KnownRule, Looks, RuleKey, RuleTerms, Stake};

/// What the program knows of it.
pub const KNOWN: KnownRule = KnownRule {
    word: "fixed_shares",
    takes: &[RuleKey::Shares],
    needs: &[RuleKey::Shares],
    is_compared_unasked: false,
    looks: Looks::Period,
    owed,
};

fn owed(terms: &RuleTerms, stake: &Stake) -> Vec<Cents> {
    stake.investment_by(&terms.shares)
}
