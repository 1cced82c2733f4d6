//! One arrangement on one arm, worked out.

use std::collections::BTreeMap;

use crate::analysis::disciplines::DisciplineRow;
use crate::scenario::schema::{Arrangement, Scenario};

use super::acceptable::{Acceptable, acceptable};
use super::coalition::Worths;
use super::paid_by_contract::{ContractPaid, contracts};
use super::pocket::Pocket;
use super::position::{PayerAccount, PayerPaths, Position, paths, paths_of_all};
use super::rule::Looks;
use super::rules::known_rule;
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
    /// disciplines.csv of the run.
    pub disciplines: &'a [DisciplineRow],
    /// Replications in turn whose draws depend on each other; 1: none do.
    pub batch: usize,
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
    /// What contracts on savings between payers pay within the cost of the arm.
    pub contracts: Vec<ContractPaid>,
    /// What disciplines are left with, under this arrangement as under any other.
    pub disciplines: Vec<DisciplineRow>,
    /// Replications of the run.
    pub replications: usize,
    /// The acceptable range at each probability; `None` where nothing is invested.
    pub acceptable: Option<Vec<Acceptable>>,
}

impl<'a> Context<'a> {
    /// The programme whose coalitions an arrangement needs, if it does.
    pub fn programme(&self, arrangement: &Arrangement, arm: &str) -> Option<Programme> {
        let is_game = known_rule(arrangement.rule).looks == Looks::Coalitions;
        is_game.then(|| Programme {
            arm: arm.to_string(),
            components: self.investment(arrangement, arm),
        })
    }

    fn investment(&self, arrangement: &Arrangement, arm: &str) -> Vec<String> {
        investment_of(arrangement, self.scenario, self.comparator, arm)
    }

    /// The rows of disciplines.csv that are of an arm.
    fn of_disciplines(&self, arm: &str) -> Vec<DisciplineRow> {
        let rows = self.disciplines.iter().filter(|row| row.arm == arm);
        rows.cloned().collect()
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
        Position::new(account, &discount, context.batch)
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
        pocket: Pocket::new(&observed, context.batch),
        contracts: contracts(context.outlays, arm, &discount, context.batch),
        disciplines: context.of_disciplines(arm),
        replications: context.outlays.replications,
        acceptable: acceptable(&observed, &terms.parties),
    })
}

#[cfg(test)]
mod tests {
    use super::super::position::series;
    use super::*;
    use crate::base::money::Cents;
    use crate::scenario::schema::SharingRule;

    /// A statutory arrangement of one payer, who lays out so much more a year than under the comparator, so many times; of
    /// it a budget of 10 EUR in the first year.
    fn shared(more: [i64; 2], replications: usize) -> Shared {
        let text = r#"{"payer":[{"name":"insurer"}],"population":{},"state":[{"name":"well"},{"name":"dead"}],
            "arm":[{"name":"current"},{"name":"more","like":"current","component":[
                {"name":"budget","kind":"transition_budget","amount":10,"payers":{"insurer":1}}]}]}"#;
        let yearly = |eur: [i64; 2]| {
            let mut amounts = Amounts::new(replications, 1, 2);
            for replication in 0..replications {
                let years = amounts.of_mut(replication, 0);
                years.copy_from_slice(&eur.map(|eur| Cents(eur * 100)));
            }
            amounts
        };
        let laid_out = |more: [i64; 2]| yearly(more.map(|eur| 100 + eur));
        let outlays = Outlays {
            payers: vec!["insurer".into()],
            years: vec![2025, 2026],
            replications,
            by_arm: BTreeMap::from([
                ("current".into(), laid_out([0, 0])),
                ("more".into(), laid_out(more)),
            ]),
            invested: BTreeMap::from([(("more".into(), "budget".into()), yearly([10, 0]))]),
            contracts: BTreeMap::new(),
        };
        let context = Context {
            scenario: &serde_json::from_str(text).expect("a scenario"),
            outlays: &outlays,
            comparator: "current",
            discount_rate: 0.05,
            disciplines: &[],
            batch: 1,
        };
        let statutory = Arrangement::of("law", SharingRule::Statutory);
        compare(context, &statutory, "more", &BTreeMap::new()).expect("the arm")
    }

    #[test]
    fn a_net_position_is_discounted_from_the_second_year_on() {
        // 10 more in the first year, 21 in the second: 31 in all, and 10 + 21 / 1.05 = 30 in present value.
        let shared = shared([10, 21], 1);
        // The payer, and all of them.
        assert_eq!(shared.positions.len(), 2);
        for position in &shared.positions {
            assert_eq!(position.net.total.mean, 31.0, "{}", position.payer);
            assert!((position.net.discounted.mean - 30.0).abs() < 1e-9);
        }
    }

    #[test]
    fn contracts_between_payers_and_disciplines_have_rows_of_their_own_and_move_no_net_position() {
        // Of the 10 more in the first year the insurer pays 4 by a contract; the nurses are left with 3 less.
        let mut told = shared([10, 0], 3);
        let amounts = |eur: i64| vec![vec![Cents(eur * 100), Cents::ZERO]; 3];
        told.contracts = vec![ContractPaid {
            component: "savings".into(),
            payers: vec![("insurer".into(), series(&amounts(4), &[1.0, 0.5], 1))],
        }];
        told.disciplines = vec![DisciplineRow {
            arm: "more".into(),
            comparator: "current".into(),
            discipline: "nurse".into(),
            measure: "result".into(),
            year: "total".into(),
            spread: crate::base::statistics::Summary::of(&[-3.0, -3.0, -3.0]).expect("some"),
            p_no_worse_off: Some(0.0),
            ends: crate::analysis::rows::Ends::default(),
        }];
        let rows = super::super::rows(&[told.clone()]);
        let of = |payer: &str, measure: &str, item: &str, year: &str| {
            let is_it = |row: &&super::super::ShareRow| {
                [&row.payer, &row.measure, &row.item, &row.year] == [payer, measure, item, year]
            };
            rows.iter().find(is_it).expect(measure).figures.mean
        };
        assert_eq!(of("insurer", "contract", "savings", "2025"), Some(4.0));
        assert_eq!(of("insurer", "contract", "savings", "2026"), Some(0.0));
        assert_eq!(of("insurer", "contract", "savings", "total"), Some(4.0));
        assert_eq!(of("insurer", "net_position", "", "total"), Some(10.0));
        assert_eq!(of("", "discipline_result", "nurse", "total"), Some(-3.0));
        assert_eq!(
            of("", "p_discipline_no_worse_off", "nurse", "total"),
            Some(0.0)
        );
    }

    #[test]
    fn years_are_told_by_the_calendar_with_both_ends_of_their_interval() {
        // 10 more and then 10 less, in each of 39 replications: deepest at the end of 2025, back at zero by that of 2026.
        let rows = super::super::rows(&[shared([10, -10], 39)]);
        for (measure, year) in [("deepest_loss_year", 2025.0), ("break_even_year", 2026.0)] {
            let is_it = |row: &&super::super::ShareRow| row.measure == measure;
            let figures = rows.iter().find(is_it).expect("a row").figures;
            let found = [figures.q025, figures.q500, figures.q975];
            assert_eq!(found, [Some(year); 3], "{measure}");
        }
    }

    #[test]
    fn what_comes_back_of_a_euro_and_what_can_be_borne_stand_in_rows() {
        // Of the 10 invested, 4 come back in the second year, to the one who invested them: 0.40 of each euro, and nothing to
        // others. Two replications of three can be told apart at one half: 4 can be borne, and of 10 that is too little, so
        // that 6 would have to come from outside.
        let rows = super::super::rows(&[shared([10, -4], 3)]);
        let mean = |measure: &str, item: &str| {
            let is_it = |row: &&super::super::ShareRow| row.measure == measure && row.item == item;
            rows.iter().find(is_it).expect(measure).figures.mean
        };
        let returned = mean("returned_per_euro", "insurer").expect("a mean");
        assert!((returned - 0.4).abs() < 1e-12, "{returned}");
        assert_eq!(mean("returned_per_euro", "others"), Some(0.0));
        assert_eq!(mean("bearable", ""), Some(4.0));
        let outside = mean("outside_money_needed", "").expect("no division");
        assert!((outside - 6.0).abs() < 1e-9, "{outside}");
    }
}
