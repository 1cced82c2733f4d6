//! Rule `corridor`: what lies further than a width from no gain and no loss, by shares.
//!
//! Comes in: the result of the period. Goes out: what each party owes. Deliberately absent: when it is settled.

use crate::base::money::{Cents, split};

use super::super::rule::{KnownRule, Looks, RuleKey, RuleTerms, Stake, moved};

/// What the program knows of it.
pub const KNOWN: KnownRule = KnownRule {
    word: "corridor",
    takes: &[RuleKey::Shares, RuleKey::Width],
    needs: &[RuleKey::Width],
    is_compared_unasked: false,
    looks: Looks::Period,
    owed,
};

fn owed(terms: &RuleTerms, stake: &Stake) -> Vec<Cents> {
    let outside = |position: &Cents| *position - (*position).clamp(-terms.width, terms.width);
    let beyond: Vec<Cents> = stake.difference.iter().map(outside).collect();
    let mut target = stake.nothing();
    split(beyond.iter().sum(), &terms.shares, &mut target);
    moved(&target, &beyond)
}
