//! An arrangement as written, turned into indices and cents.

use crate::base::money::Cents;
use crate::scenario::claims;
use crate::scenario::schema::{Arrangement, Component, Scenario, SettlementTiming, SharingRule};

use super::rule::Rule;

/// An arrangement ready to be settled.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Terms {
    /// The rule; its parties by index in `parties`.
    pub rule: Rule,
    /// The payers at the table, by index.
    pub parties: Vec<usize>,
    /// Whether every year is settled, or the whole run at its end.
    pub is_yearly: bool,
    /// The most that changes hands over the whole run.
    pub ceiling: Option<Cents>,
    /// The most each party can pay in a year.
    pub limits: Vec<Option<Cents>>,
}

impl Terms {
    /// From an arrangement that has passed the checks.
    pub fn new(arrangement: &Arrangement, payers: &[String]) -> Terms {
        let parties = parties_of(arrangement, payers);
        let limit = |party: &usize| arrangement.budget_limit.get(&payers[*party]);
        Terms {
            rule: rule(arrangement, payers, &parties),
            is_yearly: arrangement.timing == SettlementTiming::Yearly,
            ceiling: arrangement.ceiling.map(Cents::from_eur),
            limits: parties
                .iter()
                .map(|party| limit(party).copied().map(Cents::from_eur))
                .collect(),
            parties,
        }
    }
}

/// The payers at the table, by index in `payers`: those named, or all but the residents.
pub fn parties_of(arrangement: &Arrangement, payers: &[String]) -> Vec<usize> {
    let is_party = |name: &String| {
        if arrangement.payers.is_empty() {
            name != "resident"
        } else {
            arrangement.payers.contains(name)
        }
    };
    let numbered = payers.iter().enumerate();
    numbered
        .filter(|(_, name)| is_party(name))
        .map(|(party, _)| party)
        .collect()
}

/// The components of an arm that are its investment: those the arrangement names and the arm has; or its budgets and
/// earmarked components that the comparator has none of the same name of.
pub fn investment_of(
    arrangement: &Arrangement,
    scenario: &Scenario,
    comparator: &str,
    arm: &str,
) -> Vec<String> {
    let components = |name: &str| -> Vec<&Component> {
        let arm = scenario.arm.iter().find(|arm| arm.name == name);
        let written = arm
            .map(|arm| claims::components(scenario, arm))
            .unwrap_or_default();
        written
            .into_iter()
            .map(|(_, component)| component)
            .collect()
    };
    let of_comparator = components(comparator);
    let by_default = |component: &Component| {
        let is_budget = component.kind.written().is_budget;
        let is_new = of_comparator
            .iter()
            .all(|other| other.name != component.name);
        is_new
            && component.kind.is_laid_out_beforehand()
            && (is_budget || !component.earmark.is_empty())
    };
    let is_meant = |component: &&Component| {
        if arrangement.investment.is_empty() {
            by_default(component)
        } else {
            arrangement.investment.contains(&component.name)
        }
    };
    let meant = components(arm).into_iter().filter(is_meant);
    meant.map(|component| component.name.clone()).collect()
}

/// The rules that need no terms: what is compared where nothing is written.
pub fn without_terms() -> Vec<Arrangement> {
    let rules = [
        ("statutory", SharingRule::Statutory),
        ("equal_gains", SharingRule::EqualGains),
        ("by_baseline_spending", SharingRule::ByBaselineSpending),
        ("by_gross_benefit", SharingRule::ByGrossBenefit),
        ("nash", SharingRule::Nash),
    ];
    rules
        .map(|(name, rule)| Arrangement::of(name, rule))
        .to_vec()
}

fn rule(arrangement: &Arrangement, payers: &[String], parties: &[usize]) -> Rule {
    let index = |name: &Option<String>| {
        let name = name.as_deref().unwrap_or_default();
        // The checker has seen to it that the payer is at the table.
        parties
            .iter()
            .position(|&party| payers[party] == name)
            .unwrap_or(0)
    };
    let eur = |amount: Option<f64>| Cents::from_eur(amount.unwrap_or(0.0));
    let shares = || -> Vec<f64> {
        if arrangement.shares.is_empty() {
            return vec![1.0; parties.len()];
        }
        let share = |party: &usize| {
            arrangement
                .shares
                .get(&payers[*party])
                .copied()
                .unwrap_or(0.0)
        };
        parties.iter().map(share).collect()
    };
    match arrangement.rule {
        SharingRule::Statutory => Rule::Statutory,
        SharingRule::FixedShares => Rule::FixedShares(shares()),
        SharingRule::EqualGains => Rule::EqualGains,
        SharingRule::ByBaselineSpending => Rule::ByBaselineSpending,
        SharingRule::ByGrossBenefit => Rule::ByGrossBenefit,
        SharingRule::Guarantee => Rule::Guarantee {
            guarantor: index(&arrangement.guarantor),
            beneficiary: index(&arrangement.beneficiary),
            cap: eur(arrangement.cap),
        },
        SharingRule::Corridor => Rule::Corridor {
            width: eur(arrangement.width),
            shares: shares(),
        },
        SharingRule::Nash => Rule::Nash(shares()),
        SharingRule::Shapley => Rule::Shapley,
    }
}
