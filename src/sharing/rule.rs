//! What a sharing rule is, and what is at stake in one settlement.
//!
//! Comes in: nothing; the file of each rule fills it in. Goes out: [`KnownRule`], its keys, its terms, and the ways of
//! dividing that rules have in common. Deliberately absent: a list of rules (rules/mod.rs), time and limits
//! (settle.rs).

use crate::base::listed;
use crate::base::money::{Cents, split};
use crate::scenario::schema::Arrangement;

/// What the program knows of a rule. There are no defaults: every rule says it all.
pub struct KnownRule {
    /// The rule as files write it.
    pub word: &'static str,
    /// The keys that it takes.
    pub takes: &'static [RuleKey],
    /// The keys that it needs.
    pub needs: &'static [RuleKey],
    /// Whether it is compared where no arrangement is written.
    pub is_compared_unasked: bool,
    /// What the rule looks at when a period is settled.
    pub looks: Looks,
    /// What each party owes for a period (above 0: owes, below 0: is owed), adding up to zero to the cent.
    pub(super) owed: fn(&RuleTerms, &Stake) -> Vec<Cents>,
}

listed! {
/// The keys of an arrangement that not every rule takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleKey {
    /// How something is divided between parties.
    Shares,
    /// The payer that covers a loss.
    Guarantor,
    /// The payer whose loss is covered.
    Beneficiary,
    /// The most that is covered.
    Cap,
    /// What a payer may gain or lose on its own.
    Width,
}
}

impl RuleKey {
    /// As files write it.
    pub fn word(self) -> &'static str {
        match self {
            RuleKey::Shares => "shares",
            RuleKey::Guarantor => "guarantor",
            RuleKey::Beneficiary => "beneficiary",
            RuleKey::Cap => "cap",
            RuleKey::Width => "width",
        }
    }

    /// What to write.
    pub fn example(self) -> &'static str {
        match self {
            RuleKey::Shares => {
                "who bears how much of the investment, e.g. shares = { insurer = 0.6, municipality = 0.4 }"
            }
            RuleKey::Guarantor => "the payer that covers the loss, e.g. guarantor = \"insurer\"",
            RuleKey::Beneficiary => {
                "the payer whose loss is covered, e.g. beneficiary = \"municipality\""
            }
            RuleKey::Cap => "the most that is covered, EUR over the whole run",
            RuleKey::Width => "EUR per settlement that a payer may gain or lose on its own",
        }
    }

    /// Whether an arrangement has it.
    pub fn is_written(self, arrangement: &Arrangement) -> bool {
        match self {
            RuleKey::Shares => !arrangement.shares.is_empty(),
            RuleKey::Guarantor => arrangement.guarantor.is_some(),
            RuleKey::Beneficiary => arrangement.beneficiary.is_some(),
            RuleKey::Cap => arrangement.cap.is_some(),
            RuleKey::Width => arrangement.width.is_some(),
        }
    }
}

/// What a rule looks at when a period is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// At what is at stake in the period alone.
    Period,
    /// At the period and the worth of coalitions in it.
    Coalitions,
    /// At the result of all periods so far.
    ResultSoFar,
    /// At what was expected of all periods, once, before the first.
    Expectations,
}

/// The terms of a rule; parties by index. A key that is not written has the value that its rule takes for it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RuleTerms {
    /// Share of each party; equal where none are written.
    pub shares: Vec<f64>,
    /// Who covers a loss.
    pub guarantor: usize,
    /// Whose loss is covered.
    pub beneficiary: usize,
    /// The most that is covered.
    pub cap: Cents,
    /// What a party may gain or lose on its own.
    pub width: Cents,
}

/// What is at stake between the parties in the period that is settled.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Stake {
    /// Cost of the arm − cost of the comparator, by party.
    pub difference: Vec<Cents>,
    /// Cost of the comparator.
    pub baseline: Vec<Cents>,
    /// Invested.
    pub investment: Vec<Cents>,
    /// What each coalition would save its members, by coalition as a bit set; empty unless the rule needs it.
    pub worth: Vec<Cents>,
}

impl Stake {
    /// How many parties there are.
    pub fn parties(&self) -> usize {
        self.difference.len()
    }

    /// No transfers.
    pub fn nothing(&self) -> Vec<Cents> {
        vec![Cents::ZERO; self.parties()]
    }

    /// The investment divided by weights; where nobody has any, it stays where it is.
    pub fn investment_by(&self, weights: &[f64]) -> Vec<Cents> {
        if weights.iter().all(|weight| *weight <= 0.0) {
            return self.nothing();
        }
        let mut target = self.nothing();
        split(self.investment.iter().sum(), weights, &mut target);
        moved(&target, &self.investment)
    }

    /// The net result divided by weights.
    pub fn result_by(&self, weights: &[f64]) -> Vec<Cents> {
        let mut target = self.nothing();
        split(self.difference.iter().sum(), weights, &mut target);
        moved(&target, &self.difference)
    }
}

/// What each party ends at less where it is.
pub(super) fn moved(target: &[Cents], own: &[Cents]) -> Vec<Cents> {
    target
        .iter()
        .zip(own)
        .map(|(to, from)| *to - *from)
        .collect()
}

/// Amounts as weights; those below 0 have none.
pub(super) fn weights(amounts: &[Cents]) -> Vec<f64> {
    amounts
        .iter()
        .map(|amount| amount.0.max(0) as f64)
        .collect()
}
