//! Rule `statutory`: everyone pays what the law makes it pay.
//!
//! Comes in: nothing. Goes out: what each party owes. Deliberately absent: when it is settled.

use crate::base::money::Cents;

use super::super::rule::{KnownRule, Looks, RuleTerms, Stake};

/// What the program knows of it.
pub const KNOWN: KnownRule = KnownRule {
    word: "statutory",
    takes: &[],
    needs: &[],
    is_compared_unasked: true,
    looks: Looks::Period,
    owed,
};

fn owed(_terms: &RuleTerms, stake: &Stake) -> Vec<Cents> {
    stake.nothing()
}
