//! Rule `shapley`: by the value of the game whose worths are at stake. A value is a gain; the net position that goes
//! with it is its opposite.
//!
//! Comes in: the worth of every coalition. Goes out: what each party owes. Deliberately absent: when it is settled.

use crate::base::money::Cents;

use super::super::game::shapley;
use super::super::rule::{KnownRule, Looks, RuleTerms, Stake, moved};

/// What the program knows of it.
pub const KNOWN: KnownRule = KnownRule {
    word: "shapley",
    takes: &[],
    needs: &[],
    is_compared_unasked: false,
    looks: Looks::Coalitions,
    owed,
};

fn owed(_terms: &RuleTerms, stake: &Stake) -> Vec<Cents> {
    let values = shapley(&stake.worth).into_iter();
    let target: Vec<Cents> = values.map(|value| -value).collect();
    moved(&target, &stake.difference)
}
