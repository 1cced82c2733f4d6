//! Rule `guarantee`: a guarantor covers the loss of a beneficiary, up to a cap.
//!
//! Comes in: the result so far. Goes out: what each party owes. Deliberately absent: when it is settled.

use crate::base::money::Cents;

use super::super::rule::{KnownRule, Looks, RuleKey, RuleTerms, Stake};

/// What the program knows of it.
pub const KNOWN: KnownRule = KnownRule {
    word: "guarantee",
    takes: &[RuleKey::Guarantor, RuleKey::Beneficiary, RuleKey::Cap],
    needs: &[RuleKey::Guarantor, RuleKey::Beneficiary, RuleKey::Cap],
    is_compared_unasked: false,
    looks: Looks::ResultSoFar,
    owed,
};

fn owed(terms: &RuleTerms, stake: &Stake) -> Vec<Cents> {
    let loss = stake.difference[terms.beneficiary]
        .max(Cents::ZERO)
        .min(terms.cap);
    let mut owed = stake.nothing();
    owed[terms.guarantor] = loss;
    owed[terms.beneficiary] = -loss;
    owed
}
