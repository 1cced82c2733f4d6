//! One arrangement on one arm, worked out.

use std::collections::BTreeMap;

use crate::scenario::schema::{Arrangement, Scenario};

use super::acceptable::{Acceptable, acceptable};
use super::coalition::Worths;
use super::pocket::Pocket;
use super::position::{PayerAccount, PayerPaths, Position, paths, paths_of_all};
use super::rule::Looks;
use super::settle::settle;
use super::terms::{Terms, investment_of};
use super::{Amounts, Outlays, Programme};

/// The run that arrangements are worked out on.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Its scenario.
    pub scenario: &'a Scenario,
    /// What payers laid out.
    pub outlays: &'a Outlays,
    /// The arm the others are compared with.
    pub comparator: &'a str,
    /// Yearly discount rate of costs.
    pub discount_rate: f64,
}

/// An arrangement on an arm, and what it comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    /// The arrangement.
    pub arrangement: Arrangement,
    /// The arm.
    pub arm: String,
    /// The arm it is compared with.
    pub comparator: String,
    /// Calendar years.
    pub years: Vec<i32>,
    /// The payers at the table.
    pub parties: Vec<String>,
    /// The components that are the investment.
    pub investment: Vec<String>,
    /// Whether there is an agreement: Nash bargaining finds none where nothing is expected to be gained.
    pub is_agreed: bool,
    /// Every payer, and `all` of them.
    pub positions: Vec<Position>,
    /// Of each euro invested; `None` where nothing is.
    pub pocket: Option<Pocket>,
    /// The acceptable range at each probability; `None` where nothing is invested.
    pub acceptable: Option<Vec<Acceptable>>,
}

impl<'a> Context<'a> {
    /// The programme whose coalitions an arrangement needs, if it does.
    pub fn programme(&self, arrangement: &Arrangement, arm: &str) -> Option<Programme> {
        let is_game = arrangement.rule.known().looks == Looks::Coalitions;
        is_game.then(|| Programme {
            arm: arm.to_string(),
            components: self.investment(arrangement, arm),
        })
    }

    fn investment(&self, arrangement: &Arrangement, arm: &str) -> Vec<String> {
        investment_of(arrangement, self.scenario, self.comparator, arm)
    }

    /// Present value in the first year of 1 in each year; the first year is not discounted.
    fn discount(&self) -> Vec<f64> {
        let factor = |year: usize| libm::pow(1.0 + self.discount_rate, -(year as f64));
        (0..self.outlays.years.len()).map(factor).collect()
    }
}

/// Works an arrangement out on an arm. `coalitions` holds what payers laid out when only some investors took part, by
/// their names; only the rule `shapley` needs it. `None` where the run has no such arm.
pub fn compare(
    context: Context,
    arrangement: &Arrangement,
    arm: &str,
    coalitions: &BTreeMap<Vec<String>, Amounts>,
) -> Option<Shared> {
    let payers = &context.outlays.payers;
    let terms = Terms::new(arrangement, payers);
    let investment = context.investment(arrangement, arm);
    let observed = context
        .outlays
        .observed(context.comparator, arm, &investment)?;
    let programme = context.programme(arrangement, arm);
    let investors = programme.map(|programme| programme.investors(context.scenario));
    let worths = investors
        .map(|investors| Worths::new(&investors, payers, &terms.parties, &observed, coalitions));
    let settled = settle(&terms, &observed, worths.as_ref());
    let net = observed.difference.plus(&settled.transfers);
    let discount = context.discount();
    let position = |payer: Option<usize>| {
        let of = |amounts: &Amounts| -> PayerPaths {
            payer.map_or_else(|| paths_of_all(amounts), |payer| paths(amounts, payer))
        };
        let account = PayerAccount {
            payer: payer.map_or_else(|| "all".into(), |payer| payers[payer].clone()),
            is_party: payer.is_some_and(|payer| terms.parties.contains(&payer)),
            investment: of(&observed.investment),
            transfer: of(&settled.transfers),
            net: of(&net),
            unsettled: of(&settled.unsettled),
        };
        Position::new(account, &discount)
    };
    let everyone = (0..payers.len()).map(Some).chain([None]);
    Some(Shared {
        arrangement: arrangement.clone(),
        arm: arm.to_string(),
        comparator: context.comparator.to_string(),
        years: context.outlays.years.clone(),
        parties: terms
            .parties
            .iter()
            .map(|&party| payers[party].clone())
            .collect(),
        investment,
        is_agreed: settled.is_agreed,
        positions: everyone.map(position).collect(),
        pocket: Pocket::new(&observed),
        acceptable: acceptable(&observed, &terms.parties),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::money::Cents;
    use crate::scenario::schema::SharingRule;

    #[test]
    fn a_net_position_is_discounted_from_the_second_year_on() {
        // 10 more in the first year, 21 in the second: 31 in all, and 10 + 21 / 1.05 = 30 in present value.
        let text = r#"{"payer":[{"name":"insurer"}],"population":{},"state":[{"name":"well"},{"name":"dead"}],
            "arm":[{"name":"current"},{"name":"more","like":"current"}]}"#;
        let laid_out = |eur: [i64; 2]| {
            let mut amounts = Amounts::new(1, 1, 2);
            let years = amounts.of_mut(0, 0);
            years.copy_from_slice(&eur.map(|eur| Cents(eur * 100)));
            amounts
        };
        let outlays = Outlays {
            payers: vec!["insurer".into()],
            years: vec![2025, 2026],
            replications: 1,
            by_arm: BTreeMap::from([
                ("current".into(), laid_out([100, 100])),
                ("more".into(), laid_out([110, 121])),
            ]),
            invested: BTreeMap::new(),
        };
        let context = Context {
            scenario: &serde_json::from_str(text).expect("a scenario"),
            outlays: &outlays,
            comparator: "current",
            discount_rate: 0.05,
        };
        let statutory = Arrangement::of("law", SharingRule::Statutory);
        let shared = compare(context, &statutory, "more", &BTreeMap::new()).expect("the arm");
        // The payer, and all of them.
        assert_eq!(shared.positions.len(), 2);
        for position in &shared.positions {
            assert_eq!(position.net.total.mean, 31.0, "{}", position.payer);
            assert!((position.net.discounted.mean - 30.0).abs() < 1e-9);
        }
    }
}
