//! Rule `nash`: the expected net result by bargaining power; see schedule.rs.
//!
//! Comes in: the expected result. Goes out: what each party owes. Deliberately absent: when it is settled.

use crate::base::money::Cents;

use super::super::rule::{KnownRule, Looks, RuleKey, RuleTerms, Stake};

/// What the program knows of it.
pub const KNOWN: KnownRule = KnownRule {
    word: "nash",
    takes: &[RuleKey::Shares],
    needs: &[],
    is_compared_unasked: true,
    looks: Looks::Expectations,
    owed,
};

fn owed(terms: &RuleTerms, stake: &Stake) -> Vec<Cents> {
    stake.result_by(&terms.shares)
}
