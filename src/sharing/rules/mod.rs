//! The sharing rules, one file a rule.
//!
//! Comes in: a rule as written. Goes out: what the program knows of it ([`KnownRule`]). Deliberately absent: a rule's
//! manual, which stands with the key `rule` in the schema.
//!
//! A new rule is a file beside these, a variant of [`SharingRule`] with its manual, and the arm here that the compiler
//! then asks for; a key of its own is a variant of [`RuleKey`](super::rule::RuleKey) and a field of the schema.

mod by_baseline_spending;
mod by_gross_benefit;
mod corridor;
mod equal_gains;
mod fixed_shares;
mod guarantee;
mod nash;
mod shapley;
mod statutory;

use crate::scenario::schema::SharingRule;

use super::rule::KnownRule;

/// What the program knows of a rule.
pub fn known_rule(rule: SharingRule) -> &'static KnownRule {
    match rule {
        SharingRule::Statutory => &statutory::KNOWN,
        SharingRule::FixedShares => &fixed_shares::KNOWN,
        SharingRule::EqualGains => &equal_gains::KNOWN,
        SharingRule::ByBaselineSpending => &by_baseline_spending::KNOWN,
        SharingRule::ByGrossBenefit => &by_gross_benefit::KNOWN,
        SharingRule::Guarantee => &guarantee::KNOWN,
        SharingRule::Corridor => &corridor::KNOWN,
        SharingRule::Nash => &nash::KNOWN,
        SharingRule::Shapley => &shapley::KNOWN,
    }
}
