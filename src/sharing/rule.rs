//! What a rule makes payers owe each other in one settlement.
//!
//! Comes in: a [`Rule`] and a [`Stake`], what is at stake in the period that is settled. Goes out: one amount a party
//! (above 0: owes, below 0: is owed), adding up to zero to the cent. Deliberately absent: time and limits.

use crate::base::money::{Cents, split};

use super::game::shapley;

/// A rule with its terms; parties by index.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rule {
    /// No transfers.
    Statutory,
    /// The investment by these shares.
    FixedShares(Vec<f64>),
    /// The net result in equal parts.
    EqualGains,
    /// The investment by what each pays under the comparator.
    ByBaselineSpending,
    /// The investment by what each saves before investing.
    ByGrossBenefit,
    /// `guarantor` covers the loss of `beneficiary` up to `cap`.
    Guarantee {
        guarantor: usize,
        beneficiary: usize,
        cap: Cents,
    },
    /// What lies further than `width` from no gain and no loss, by these shares.
    Corridor { width: Cents, shares: Vec<f64> },
    /// The expected net result by these shares; see [`super::nash`].
    Nash(Vec<f64>),
    /// By the value of the game whose worths are at stake.
    Shapley,
}

/// What a rule looks at when a period is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looks {
    /// At what is at stake in the period alone.
    Period,
    /// At the period and the worth of coalitions in it.
    Coalitions,
    /// At the result of all periods so far.
    ResultSoFar,
    /// At what was expected of all periods, once, before the first.
    Expectations,
}

impl Rule {
    /// What it looks at.
    pub fn looks(&self) -> Looks {
        match self {
            Rule::Statutory
            | Rule::FixedShares(_)
            | Rule::EqualGains
            | Rule::ByBaselineSpending
            | Rule::ByGrossBenefit
            | Rule::Corridor { .. } => Looks::Period,
            Rule::Shapley => Looks::Coalitions,
            Rule::Guarantee { .. } => Looks::ResultSoFar,
            Rule::Nash(_) => Looks::Expectations,
        }
    }
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
    fn parties(&self) -> usize {
        self.difference.len()
    }

    fn result(&self) -> Cents {
        self.difference.iter().sum()
    }
}

/// What each party owes.
pub(super) fn owed(rule: &Rule, stake: &Stake) -> Vec<Cents> {
    match rule {
        Rule::Statutory => vec![Cents::ZERO; stake.parties()],
        Rule::FixedShares(shares) => investment_by(shares, stake),
        Rule::EqualGains => result_by(&vec![1.0; stake.parties()], stake),
        Rule::ByBaselineSpending => investment_by(&weights(&stake.baseline), stake),
        Rule::ByGrossBenefit => investment_by(&weights(&gross_benefit(stake)), stake),
        Rule::Guarantee {
            guarantor,
            beneficiary,
            cap,
        } => covered(*guarantor, *beneficiary, *cap, stake),
        Rule::Corridor { width, shares } => outside(*width, shares, stake),
        Rule::Nash(shares) => result_by(shares, stake),
        Rule::Shapley => by_value(stake),
    }
}

/// What each party ends at less where it is.
fn moved(target: &[Cents], own: &[Cents]) -> Vec<Cents> {
    target
        .iter()
        .zip(own)
        .map(|(to, from)| *to - *from)
        .collect()
}

/// The investment divided by weights; where nobody has any, it stays where it is.
fn investment_by(weights: &[f64], stake: &Stake) -> Vec<Cents> {
    if weights.iter().all(|weight| *weight <= 0.0) {
        return vec![Cents::ZERO; stake.parties()];
    }
    let mut target = vec![Cents::ZERO; stake.parties()];
    split(stake.investment.iter().sum(), weights, &mut target);
    moved(&target, &stake.investment)
}

/// The net result divided by weights.
fn result_by(weights: &[f64], stake: &Stake) -> Vec<Cents> {
    let mut target = vec![Cents::ZERO; stake.parties()];
    split(stake.result(), weights, &mut target);
    moved(&target, &stake.difference)
}

/// Amounts as weights; those below 0 have none.
fn weights(amounts: &[Cents]) -> Vec<f64> {
    amounts
        .iter()
        .map(|amount| amount.0.max(0) as f64)
        .collect()
}

/// What each would have saved had it not invested.
fn gross_benefit(stake: &Stake) -> Vec<Cents> {
    moved(&stake.investment, &stake.difference)
}

fn covered(guarantor: usize, beneficiary: usize, cap: Cents, stake: &Stake) -> Vec<Cents> {
    let loss = stake.difference[beneficiary].max(Cents::ZERO).min(cap);
    let mut owed = vec![Cents::ZERO; stake.parties()];
    owed[guarantor] = loss;
    owed[beneficiary] = -loss;
    owed
}

fn outside(width: Cents, shares: &[f64], stake: &Stake) -> Vec<Cents> {
    let beyond: Vec<Cents> = stake
        .difference
        .iter()
        .map(|position| *position - (*position).clamp(-width, width))
        .collect();
    let mut target = vec![Cents::ZERO; stake.parties()];
    split(beyond.iter().sum(), shares, &mut target);
    moved(&target, &beyond)
}

/// A value is a gain; the net position that goes with it is its opposite.
fn by_value(stake: &Stake) -> Vec<Cents> {
    let target: Vec<Cents> = shapley(&stake.worth)
        .into_iter()
        .map(|value| -value)
        .collect();
    moved(&target, &stake.difference)
}
