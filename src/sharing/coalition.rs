//! The game behind the Shapley rule: what each coalition of payers would save its members.
//!
//! The programme of a coalition is the arm with each component of the investment scaled to the shares of the payers
//! that take part, who pay it among themselves in proportion. Nobody is the comparator, everybody the arm itself; every
//! other coalition is an arm of its own on the same people with the same luck. A payer without a share in the
//! investment changes no programme by joining, so only coalitions of investors are simulated.
//!
//! The worth of a coalition is what its *members* save, net of what they lay out: a coalition can divide among its
//! members only what falls to them (Shapley 1953; in cost allocation, Young 1985). What a coalition saves a payer
//! outside counts when that payer joins, and is then shared with it; so who is served by others' money pays for it, and
//! who invests for others is repaid.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::base::money::Cents;
use crate::scenario::claims::components;
use crate::scenario::reimbursed::borne_on_average;
use crate::scenario::schema::{Arm, Component, Scenario};

use super::{Amounts, Observed};

/// What payers can take part in: the investment of an arm.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Programme {
    /// The arm.
    pub arm: String,
    /// The components of its investment.
    pub components: Vec<String>,
}

impl Programme {
    /// The payers that bear a share of it, in scenario order.
    pub fn investors(&self, scenario: &Scenario) -> Vec<String> {
        let arms = scenario.arm.iter().filter(|other| other.name == self.arm);
        let parts: Vec<&Component> = arms
            .flat_map(|arm| components(scenario, arm))
            .map(|(_, component)| component)
            .filter(|component| self.components.contains(&component.name))
            .collect();
        let pays = |payer: &String| {
            let mut parts = parts.iter();
            parts.any(|part| share(scenario, part, payer) > 0.0)
        };
        let payers = scenario.payer.iter().map(|payer| payer.name.clone());
        payers.filter(pays).collect()
    }

    /// The scenario in which only `members` take part: the comparator, the arm, that under which rates were observed,
    /// and the arms these start from. Components keep the names that their draws are keyed by.
    pub fn scaled(&self, scenario: &Scenario, comparator: &str, members: &[String]) -> Scenario {
        let mut scaled = scenario.clone();
        let owners: BTreeMap<String, String> = scenario
            .arm
            .iter()
            .filter(|arm| arm.name == self.arm)
            .flat_map(|arm| components(scenario, arm))
            .filter(|(_, component)| self.components.contains(&component.name))
            .map(|(owner, component)| (component.name.clone(), owner.to_string()))
            .collect();
        let roots = [self.arm.as_str(), comparator];
        let observed = scenario.observed_under.as_deref();
        let kept: Vec<&str> = roots
            .into_iter()
            .chain(observed)
            .flat_map(|root| ancestry(scenario, root))
            .collect();
        scaled.arm.retain(|arm| kept.contains(&arm.name.as_str()));
        for component in scaled.arm.iter_mut().flat_map(owned) {
            if owners.get(&component.1.name) == Some(&component.0) {
                scale(scenario, component.1, members);
            }
        }
        scaled.run.comparator = Some(comparator.to_string());
        scaled.arrangement.clear();
        scaled
    }
}

/// An arm and the arms it starts from.
fn ancestry<'s>(scenario: &'s Scenario, name: &str) -> Vec<&'s str> {
    let find = |name: &str| scenario.arm.iter().find(|arm| arm.name == name);
    let mut line = Vec::new();
    let mut next = find(name);
    while let Some(arm) = next {
        line.push(arm.name.as_str());
        next = arm.like.as_deref().and_then(find);
    }
    line
}

fn owned(arm: &mut Arm) -> impl Iterator<Item = (String, &mut Component)> {
    let name = arm.name.clone();
    arm.component
        .iter_mut()
        .map(move |component| (name.clone(), component))
}

/// The mean share that a payer bears of a component.
fn share(scenario: &Scenario, component: &Component, payer: &str) -> f64 {
    let borne = borne_on_average(scenario, component);
    let mut found = scenario.payer.iter().zip(borne);
    found
        .find(|(known, _)| known.name == payer)
        .map_or(0.0, |(_, share)| share)
}

/// A component as it is when only `members` take part.
fn scale(scenario: &Scenario, component: &mut Component, members: &[String]) {
    let shares = members
        .iter()
        .map(|member| (member.clone(), share(scenario, component, member)));
    let among: Vec<(String, f64)> = shares.filter(|(_, share)| *share > 0.0).collect();
    let part: f64 = among.iter().map(|(_, share)| share).sum();
    component.amount = component.amount.as_ref().map(|amount| amount.scaled(part));
    if part > 0.0 {
        component.reimbursed_by.clear();
        component.payers = among
            .into_iter()
            .map(|(name, share)| (name, (share / part).into()))
            .collect();
    }
}

/// The coalitions of investors that need an arm of their own: some, but not all of them.
pub fn coalitions(investors: &[String]) -> Vec<Vec<String>> {
    let all = (1_usize << investors.len()) - 1;
    let is_in = |coalition: usize, index: usize| coalition & (1 << index) != 0;
    let members = |coalition: usize| {
        let numbered = investors.iter().enumerate();
        numbered
            .filter(|(index, _)| is_in(coalition, *index))
            .map(|(_, name)| name.clone())
            .collect()
    };
    (1..all).map(members).collect()
}

/// What each coalition of parties would save its members, per replication and year.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Worths {
    years: usize,
    coalitions: usize,
    cents: Vec<Cents>,
}

impl Worths {
    /// From what every payer laid out when only some investors took part (`costs`, by members).
    pub fn new(
        investors: &[String],
        payers: &[String],
        parties: &[usize],
        observed: &Observed,
        costs: &BTreeMap<Vec<String>, Amounts>,
    ) -> Worths {
        let (replications, years) = (
            observed.difference.replications(),
            observed.difference.years(),
        );
        let coalitions = 1 << parties.len();
        let mut worths = Worths {
            years,
            coalitions,
            cents: vec![Cents::ZERO; replications * years * coalitions],
        };
        for coalition in 1..coalitions {
            let numbered = parties.iter().enumerate();
            let members: Vec<usize> = numbered
                .filter(|(index, _)| coalition & (1 << index) != 0)
                .map(|(_, &party)| party)
                .collect();
            let names: Vec<&String> = members.iter().map(|&member| &payers[member]).collect();
            if let Some(difference) = difference(investors, &names, observed, costs) {
                worths.fill(coalition, &members, &difference);
            }
        }
        worths
    }

    fn fill(&mut self, coalition: usize, members: &[usize], difference: &Amounts) {
        for replication in 0..difference.replications() {
            for &member in members {
                for (year, cost) in difference.of(replication, member).iter().enumerate() {
                    let index = (replication * self.years + year) * self.coalitions + coalition;
                    self.cents[index] -= *cost;
                }
            }
        }
    }

    /// The game of one replication over some years.
    pub fn of(&self, replication: usize, period: Range<usize>) -> Vec<Cents> {
        let mut game = vec![Cents::ZERO; self.coalitions];
        for year in period {
            let start = (replication * self.years + year) * self.coalitions;
            for (sum, worth) in game
                .iter_mut()
                .zip(&self.cents[start..start + self.coalitions])
            {
                *sum += *worth;
            }
        }
        game
    }
}

/// Cost less the comparator's when these payers take part; `None` where they change nothing.
fn difference(
    investors: &[String],
    members: &[&String],
    observed: &Observed,
    costs: &BTreeMap<Vec<String>, Amounts>,
) -> Option<Amounts> {
    let takes_part = |name: &&String| members.contains(name);
    let investing: Vec<String> = investors.iter().filter(takes_part).cloned().collect();
    if investing.is_empty() {
        return None;
    }
    if investing.len() == investors.len() {
        return Some(observed.difference.clone());
    }
    let cost = costs
        .get(&investing)
        .unwrap_or_else(|| panic!("the coalition {} was not simulated", investing.join("+")));
    Some(cost.minus(&observed.baseline))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario() -> Scenario {
        let text = r#"{"payer":[{"name":"insurer"},{"name":"municipality"},{"name":"fund"}],"population":{},
            "state":[{"name":"well"},{"name":"dead"}],"arm":[
            {"name":"current","component":[{"name":"fees","kind":"fee_for_service"}]},
            {"name":"network","like":"current","component":[
                {"name":"fee","kind":"network_fee","amount":20,"payers":{"insurer":0.6,"municipality":0.4}}]},
            {"name":"both","like":"network","component":[
                {"name":"budget","kind":"transition_budget","amount":{"mean":1000,"se":100,"dist":"gamma"},
                 "payers":{"municipality":1.0}}]},
            {"name":"other","component":[
                {"name":"fee","kind":"network_fee","amount":5,"payers":{"fund":1.0}}]}]}"#;
        serde_json::from_str(text).expect("a scenario")
    }

    fn programme() -> Programme {
        Programme {
            arm: "both".into(),
            components: vec!["fee".into(), "budget".into()],
        }
    }

    fn component<'s>(scenario: &'s Scenario, arm: &str, name: &str) -> &'s Component {
        let arm = scenario
            .arm
            .iter()
            .find(|other| other.name == arm)
            .expect("an arm");
        arm.component
            .iter()
            .find(|component| component.name == name)
            .expect("a component")
    }

    #[test]
    fn only_some_of_the_investors_need_an_arm_of_their_own() {
        // The fund has no share, whatever it pays in another arm: two investors, and neither nobody nor both.
        let investors = programme().investors(&scenario());
        assert_eq!(investors, ["insurer", "municipality"]);
        assert_eq!(coalitions(&investors), [["insurer"], ["municipality"]]);
    }

    #[test]
    fn a_programme_is_scaled_to_the_shares_of_who_takes_part_and_paid_by_them() {
        let scaled = programme().scaled(&scenario(), "current", &["municipality".into()]);
        let fee = component(&scaled, "network", "fee");
        assert_eq!(fee.amount, Some(8.0.into()));
        assert_eq!(
            fee.payers,
            BTreeMap::from([("municipality".to_string(), 1.0.into())])
        );
        let whole = scenario();
        assert_eq!(
            component(&scaled, "both", "budget"),
            component(&whole, "both", "budget")
        );
        let without = programme().scaled(&scenario(), "current", &["insurer".into()]);
        assert_eq!(
            component(&without, "network", "fee").amount,
            Some(12.0.into())
        );
        assert_eq!(
            component(&without, "both", "budget").amount,
            Some(0.0.into())
        );
        // Of nothing there are no shares: who would have paid it stays.
        assert_eq!(
            component(&without, "both", "budget").payers,
            component(&whole, "both", "budget").payers
        );
    }

    #[test]
    fn who_has_no_share_in_a_component_does_not_pay_for_it_by_joining() {
        let members = ["insurer".to_string(), "fund".to_string()];
        let scaled = programme().scaled(&scenario(), "current", &members);
        assert_eq!(
            component(&scaled, "network", "fee").payers,
            BTreeMap::from([("insurer".to_string(), 1.0.into())])
        );
    }

    #[test]
    fn who_gives_a_payer_back_what_it_is_charged_takes_part_in_its_place() {
        let mut scenario = scenario();
        let network = scenario.arm.iter_mut().find(|arm| arm.name == "network");
        let fee = &mut network.expect("an arm").component[0];
        let fund = BTreeMap::from([("fund".to_string(), 1.0.into())]);
        fee.reimbursed_by = BTreeMap::from([("municipality".to_string(), fund.clone())]);
        // The budget is still the municipality's own.
        let investors = programme().investors(&scenario);
        assert_eq!(investors, ["insurer", "municipality", "fund"]);
        let scaled = programme().scaled(&scenario, "current", &["fund".into()]);
        let fee = component(&scaled, "network", "fee");
        assert_eq!(fee.amount, Some(8.0.into()));
        assert_eq!(fee.payers, fund);
        assert!(fee.reimbursed_by.is_empty());
        // The municipality alone pays nothing of the fee, which it is given back.
        let alone = programme().scaled(&scenario, "current", &["municipality".into()]);
        assert_eq!(component(&alone, "network", "fee").amount, Some(0.0.into()));
    }

    #[test]
    fn arms_keep_the_names_that_their_draws_are_keyed_by() {
        let scaled = programme().scaled(&scenario(), "current", &["insurer".into()]);
        let names: Vec<&str> = scaled.arm.iter().map(|arm| arm.name.as_str()).collect();
        assert_eq!(names, ["current", "network", "both"]);
        assert_eq!(scaled.run.comparator.as_deref(), Some("current"));
    }
}
