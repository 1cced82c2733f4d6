//! Money is conserved: every cent has one payer, one recipient, one component and one year, in the flows and again in
//! the tables that are written from them.
//!
//! The ledger audits itself while it is posted; here its flows are added up anew and held against what was kept apart
//! from them: what each payer laid out, what each recipient took in, and what was spent by category.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use caremix::base::money::Cents;
use caremix::component::arm::Arm;
use caremix::component::{Component, PaymentMethod};
use caremix::ledger::{Flow, Reason};
use caremix::simulation::ArmResult;

use crate::town::{self, Finished};

const SETS: [&str; 3] = ["run.sample=500", "run.years=8", "run.replications=2"];

/// Eight years, so that the transition budget begins and ends in them.
fn finished() -> &'static Finished {
    static FINISHED: OnceLock<Finished> = OnceLock::new();
    FINISHED.get_or_init(|| town::finish(&town::load(&town::zoetermeer(), &SETS)))
}

/// Every arm of every replication, with words that tell which.
fn results(finished: &Finished) -> impl Iterator<Item = (String, &ArmResult)> {
    let names = finished.plan.scenario.arm.iter().map(|arm| &arm.name);
    let replications = finished.run.replications.iter().enumerate();
    replications.flat_map(move |(number, replication)| {
        let arms = names.clone().zip(&replication.arms);
        arms.map(move |(name, result)| (format!("{name}, replication {number}"), result))
    })
}

fn sum_where(flows: &[Flow], is_meant: impl Fn(&Flow) -> bool) -> Cents {
    let meant = flows.iter().filter(|flow| is_meant(flow));
    meant.map(|flow| flow.amount).sum()
}

#[test]
fn what_payers_lay_out_is_what_recipients_take_in() {
    for (which, result) in results(finished()) {
        for (year, providers) in result.providers.iter().enumerate() {
            for (payer, paid) in result.paid.iter().enumerate() {
                let flows = sum_where(&result.flows, |flow| {
                    (flow.year, flow.payer) == (year, payer)
                });
                assert_eq!(flows, paid[year], "{which}, year {year}, payer {payer}");
            }
            for (recipient, provider) in providers.iter().enumerate() {
                let flows = sum_where(&result.flows, |flow| {
                    (flow.year, flow.recipient) == (year, recipient)
                });
                let received = Cents::from_eur(provider.income);
                assert_eq!(
                    flows, received,
                    "{which}, year {year}, recipient {recipient}"
                );
            }
            let paid: Cents = result.paid.iter().map(|years| years[year]).sum();
            let received = providers.iter().map(|provider| provider.income);
            let received: Cents = received.map(Cents::from_eur).sum();
            assert!(paid > Cents::ZERO, "{which}, year {year}: nobody paid");
            assert_eq!(paid, received, "{which}, year {year}");
        }
    }
}

#[test]
fn spending_by_category_adds_up_to_what_was_paid() {
    for (which, result) in results(finished()) {
        for (year, values) in result.outcomes.iter().enumerate() {
            let labelled = result.labels.iter().zip(values);
            let spent = labelled.filter(|(label, _)| label.outcome == "spending");
            let spent: f64 = spent.map(|(_, value)| value).sum();
            let paid: Cents = result.paid.iter().map(|years| years[year]).sum();
            assert_eq!(Cents::from_eur(spent), paid, "{which}, year {year}");
        }
    }
}

#[test]
fn no_two_flows_share_payer_recipient_component_and_year() {
    for (which, result) in results(finished()) {
        let mut met = BTreeSet::new();
        for flow in &result.flows {
            let key = (flow.year, flow.payer, flow.recipient, flow.reason);
            assert!(met.insert(key), "{which}: twice {flow:?}");
            assert_ne!(flow.amount, Cents::ZERO, "{which}: nothing flows {flow:?}");
        }
    }
    let mut met = BTreeSet::new();
    for row in &finished().tables.ledger {
        let key = (
            &row.arm,
            row.year,
            &row.payer,
            &row.recipient,
            &row.component,
        );
        assert!(met.insert(key), "ledger.csv has twice {key:?}");
    }
}

#[test]
fn no_component_takes_the_name_of_background_care_in_the_ledger() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("twice.toml");
    let text = format!(
        "extends = [\"{}\"]\n[[arm]]\nname = \"three_p\"\n[[arm.component]]\nname = \"background_care\"\n\
         kind = \"practice_fee\"\nrecipient = \"general_practice\"\namount = 1\npayers = {{ insurer = 1.0 }}\n",
        town::zoetermeer().display()
    );
    std::fs::write(&path, text).expect("written");
    let faults = caremix::check::load(&path, &[]).expect_err("a fault");
    let told = faults.render(false);
    assert!(told.contains("no component can be named"), "{told}");
}

#[test]
fn without_a_claw_back_no_flow_but_of_contracts_is_negative() {
    let arms = &finished().plan.means().arms;
    let mut kept = 0;
    for (number, (which, result)) in results(finished()).enumerate() {
        let arm = &arms[number % arms.len()];
        if arm.components().any(claws_back) {
            continue;
        }
        kept += 1;
        for flow in &result.flows {
            let is_allowed = flow.amount > Cents::ZERO || is_of_contracts(arm, flow);
            assert!(is_allowed, "{which}: {flow:?}");
        }
    }
    assert!(kept > 0);
}

#[test]
fn a_claw_back_is_the_only_negative_flow_but_of_contracts_and_comes_the_year_after_the_budget() {
    let scenario = town::load(
        &town::zoetermeer(),
        &[
            "run.sample=500",
            "run.years=4",
            "run.replications=2",
            "arm.transition_budget.component.transition_budget.until_year=2024",
            "arm.transition_budget.component.transition_budget.growth_target=-0.5",
            "arm.transition_budget.component.transition_budget.claw_back=0.4",
        ],
    );
    let scenario = town::few(scenario, &["current", "transition_budget"]);
    let finished = town::finish(&scenario);
    let arm = finished.arm("transition_budget");
    let components = &finished.plan.means().arms[arm].components;
    let budget = components
        .iter()
        .position(|component| component.name == "transition_budget");
    for replication in &finished.run.replications {
        let flows = &replication.arms[arm].flows;
        let of_budget = |flow: &Flow| flow.reason == Reason::Component(budget.expect("a budget"));
        let in_year = |year: usize| sum_where(flows, |flow| of_budget(flow) && flow.year == year);
        let negative: Vec<&Flow> = flows
            .iter()
            .filter(|flow| flow.amount < Cents::ZERO)
            .filter(|flow| !is_of_contracts(&finished.plan.means().arms[arm], flow))
            .collect();
        assert!(!negative.is_empty());
        for flow in negative {
            assert!(of_budget(flow) && flow.year == 2, "{flow:?}");
        }
        let back = in_year(2).to_eur() / in_year(1).to_eur();
        assert!((back + 0.4).abs() < 1e-6, "{back} of the budget came back");
        for (year, providers) in replication.arms[arm].providers.iter().enumerate() {
            let received = providers.iter().map(|each| Cents::from_eur(each.income));
            let flows = sum_where(flows, |flow| flow.year == year);
            assert_eq!(flows, received.sum(), "year {year}");
        }
    }
}

#[test]
fn the_row_for_all_is_the_sum_of_the_payers() {
    let finished = finished();
    let names: Vec<&String> = finished.plan.means().payers.iter().collect();
    let mut sums: BTreeMap<(&str, &str), (f64, f64)> = BTreeMap::new();
    for row in &finished.tables.payers {
        let (parts, whole) = sums.entry((&row.arm, &row.year)).or_default();
        if row.payer == "all" {
            *whole += row.spread.mean;
        } else {
            assert!(names.contains(&&row.payer), "{}", row.payer);
            *parts += row.spread.mean;
        }
    }
    // Every arm; eight years, their total, and the total discounted.
    assert_eq!(sums.len(), finished.plan.scenario.arm.len() * 10);
    for (key, (parts, whole)) in sums {
        assert!((parts - whole).abs() < 0.01, "{key:?}: {parts} and {whole}");
    }
}

#[test]
fn the_ledger_adds_up_to_what_each_payer_lays_out() {
    let finished = finished();
    let mut sums: BTreeMap<(&str, String, &str), f64> = BTreeMap::new();
    for row in &finished.tables.ledger {
        let key = (row.arm.as_str(), row.year.to_string(), row.payer.as_str());
        *sums.entry(key).or_default() += row.spread.mean;
    }
    let mut compared = 0;
    for row in &finished.tables.payers {
        if row.payer == "all" || row.year.parse::<i32>().is_err() {
            continue;
        }
        let key = (row.arm.as_str(), row.year.clone(), row.payer.as_str());
        let sum = sums.get(&key).copied().unwrap_or(0.0);
        assert!((sum - row.spread.mean).abs() < 0.01, "{key:?}: {sum}");
        compared += 1;
    }
    let arms = finished.plan.scenario.arm.len();
    assert_eq!(compared, arms * 8 * 4, "arms, years, payers");
}

#[test]
fn residents_pay_what_their_deductible_copayments_and_subscriptions_come_to() {
    let resident = finished().plan.means().resident.expect("residents pay");
    for (which, result) in results(finished()) {
        for (year, values) in result.outcomes.iter().enumerate() {
            let labelled = result.labels.iter().zip(values);
            let own = labelled.filter(|(label, _)| label.outcome == "residents_pay");
            let own: f64 = own.map(|(_, value)| value).sum();
            let paid = result.paid[resident][year].to_eur();
            // Each of some hundred amounts owed is rounded to whole cents once.
            assert!(
                (own - paid).abs() < 2.0,
                "{which}, year {year}: {own}, {paid}"
            );
        }
    }
}

/// Residents who lived here at some time in each year, deductibles paid in it, over the first replication and arm.
fn deductibles(amount: u32) -> Vec<(f64, f64)> {
    let amount = format!("patient.deductible.amount={amount}");
    let sets = [
        "run.sample=1500",
        "run.years=5",
        "run.replications=2",
        "patient.deductible.from_age=0",
        &amount,
    ];
    let scenario = town::load(&town::zoetermeer(), &sets);
    let finished = town::finish(&town::only(scenario, "current"));
    let flow = |year, name| finished.outcome(0, year, name, "all")[0];
    let mut here = finished.plan.means().people.residents;
    (0..5)
        .map(|year| {
            let met = here + flow(year, "births") + flow(year, "newcomers");
            here = met - flow(year, "deaths") - flow(year, "leavers");
            let paid = finished.outcome(0, year, "residents_pay", "deductible")[0];
            (met, paid)
        })
        .collect()
}

#[test]
fn nobody_pays_more_than_the_deductible_in_a_year() {
    for (year, (residents, paid)) in deductibles(385).into_iter().enumerate() {
        assert!(paid <= residents * 385.0, "year {year}: {paid}");
        assert!(paid >= residents * 100.0, "year {year}: {paid}");
    }
    // So small that nearly everybody uses it up: one euro more from any few of them would show.
    for (year, (residents, paid)) in deductibles(5).into_iter().enumerate() {
        assert!(
            paid <= residents * 5.0,
            "year {year}: {paid} of {residents}"
        );
        assert!(
            paid >= residents * 3.5,
            "year {year}: {paid} of {residents}"
        );
    }
}

fn claws_back(component: Component) -> bool {
    match &component.method {
        PaymentMethod::TransitionBudget(budget) => budget.claw_back > 0.0,
        _ => false,
    }
}

/// Whether it is what contracts do not pay yet where volume rose, or still pay where it fell.
fn is_of_contracts(arm: &Arm, flow: &Flow) -> bool {
    let Reason::Component(index) = flow.reason else {
        return false;
    };
    matches!(arm.component(index).method, PaymentMethod::Contracts(_))
}
