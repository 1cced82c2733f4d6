//! An arrangement as written, turned into indices and cents.

use crate::base::money::Cents;
use crate::component::written::WrittenKind;
use crate::scenario::claims;
use crate::scenario::schema::{Arrangement, Component, Scenario, SettlementTiming, SharingRule};

use super::rule::{Looks, RuleTerms, Stake};
use super::rules::known_rule;

/// An arrangement ready to be settled.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Terms {
    /// The rule.
    pub rule: SharingRule,
    /// Its terms; parties by index in `parties`.
    pub of_rule: RuleTerms,
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
            rule: arrangement.rule,
            of_rule: rule_terms(arrangement, payers, &parties),
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

impl Terms {
    /// What the rule looks at.
    pub fn looks(&self) -> Looks {
        known_rule(self.rule).looks
    }

    /// What each party owes for what is at stake.
    pub fn owed(&self, stake: &Stake) -> Vec<Cents> {
        (known_rule(self.rule).owed)(&self.of_rule, stake)
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
        let written = WrittenKind::of(component.kind);
        let is_new = of_comparator
            .iter()
            .all(|other| other.name != component.name);
        is_new
            && written.is_laid_out_beforehand
            && (written.is_budget || !component.earmark.is_empty())
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

/// What is compared where no arrangement is written: rules that need no terms.
pub fn without_terms() -> Vec<Arrangement> {
    let rules = SharingRule::ALL.iter();
    let unasked = rules.filter(|rule| known_rule(**rule).is_compared_unasked);
    unasked
        .map(|rule| Arrangement::of(known_rule(*rule).word, *rule))
        .collect()
}

fn rule_terms(arrangement: &Arrangement, payers: &[String], parties: &[usize]) -> RuleTerms {
    let index = |name: &Option<String>| {
        let name = name.as_deref().unwrap_or_default();
        // The checker has seen to it that the payer is at the table.
        parties
            .iter()
            .position(|&party| payers[party] == name)
            .unwrap_or(0)
    };
    let eur = |amount: Option<f64>| Cents::from_eur(amount.unwrap_or(0.0));
    RuleTerms {
        shares: shares(arrangement, payers, parties),
        guarantor: index(&arrangement.guarantor),
        beneficiary: index(&arrangement.beneficiary),
        cap: eur(arrangement.cap),
        width: eur(arrangement.width),
    }
}

/// The share of each party; equal where none are written.
fn shares(arrangement: &Arrangement, payers: &[String], parties: &[usize]) -> Vec<f64> {
    let written = &arrangement.shares;
    if written.is_empty() {
        return vec![1.0; parties.len()];
    }
    let share = |party: &usize| written.get(&payers[*party]).copied().unwrap_or(0.0);
    parties.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An arm with one component of every kind that decides what an investment is, on top of a comparator's.
    fn scenario() -> Scenario {
        let text = r#"{"payer":[{"name":"insurer"}],"population":{},"state":[{"name":"well"},{"name":"dead"}],"arm":[
            {"name":"current","component":[
                {"name":"fees","kind":"fee_for_service"},
                {"name":"old_fee","kind":"network_fee","amount":1,"earmark":{"team":1.0}}]},
            {"name":"more","like":"current","component":[
                {"name":"budget","kind":"transition_budget","amount":1000},
                {"name":"grant","kind":"project_grant","amount":1000},
                {"name":"earmarked","kind":"innovation_fee","amount":1,"earmark":{"team":1.0}},
                {"name":"free","kind":"network_fee","amount":1},
                {"name":"for_visits","kind":"service_fee","amount":1,"earmark":{"team":1.0}}]}]}"#;
        serde_json::from_str(text).expect("a scenario")
    }

    fn investment(arrangement: &Arrangement) -> Vec<String> {
        let mut found = investment_of(arrangement, &scenario(), "current", "more");
        found.sort();
        found
    }

    #[test]
    fn an_investment_is_new_laid_out_beforehand_and_a_budget_or_earmarked() {
        // Not the comparator's own fee, not a fee that nobody has to spend on anything, not what pays for visits.
        let by_default = Arrangement::of("terms", SharingRule::Statutory);
        assert_eq!(investment(&by_default), ["budget", "earmarked", "grant"]);
    }

    #[test]
    fn an_investment_is_what_the_arrangement_names_of_what_the_arm_has() {
        let mut named = Arrangement::of("terms", SharingRule::Statutory);
        named.investment = vec!["free".into(), "of_another_arm".into()];
        assert_eq!(investment(&named), ["free"]);
    }

    #[test]
    fn rules_without_terms_are_those_that_need_none() {
        let found = without_terms();
        let rules: Vec<SharingRule> = found.iter().map(|one| one.rule).collect();
        assert_eq!(rules.len(), 5);
        // What each of these needs (shares, a guarantor, a width, coalitions simulated) is nowhere.
        for needs in [
            SharingRule::FixedShares,
            SharingRule::Guarantee,
            SharingRule::Corridor,
            SharingRule::Shapley,
        ] {
            assert!(!rules.contains(&needs), "{needs:?}");
        }
    }
}
