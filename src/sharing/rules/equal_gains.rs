//! Rule `equal_gains`: the net result in equal parts.
//!
//! Comes in: what each gains or loses. Goes out: what each party owes. Deliberately absent: when it is settled.

use crate::base::money::Cents;

use super::super::rule::{KnownRule, Looks, RuleTerms, Stake};

/// What the program knows of it.
pub const KNOWN: KnownRule = KnownRule {
    word: "equal_gains",
    takes: &[],
    needs: &[],
    is_compared_unasked: true,
    looks: Looks::Period,
    owed,
};

fn owed(_terms: &RuleTerms, stake: &Stake) -> Vec<Cents> {
    stake.result_by(&vec![1.0; stake.parties()])
}
