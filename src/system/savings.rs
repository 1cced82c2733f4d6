//! Shared savings: the terms of a contract, and what it counts as spending.
//!
//! Comes in: the `savings` of components. Goes out: [`Savings`], and each kind of [`SpendingAccount`] once for all arms.
//! Deliberately absent: what was spent and saved, which payment works out.

use crate::scenario::claims;
use crate::scenario::schema::{self, Benchmark, SavingsUnit, Scenario};

use super::component::path;
use super::draw::Draw;

/// The terms of a shared-savings contract, drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Savings {
    /// Share of savings paid, and of losses paid back.
    pub rates: [f64; 2],
    /// Share of the benchmark below which savings and losses count as none.
    pub minimum_rate: f64,
    /// The same for panels below a size: (persons, rate).
    pub minimum_by_size: Vec<(f64, f64)>,
    /// Largest payment, as a share of the benchmark.
    pub cap: f64,
    /// Quality score below which nothing is paid.
    pub quality_gate: f64,
    /// What spending is compared with.
    pub benchmark: Benchmark,
    /// Growth per year of a trend benchmark.
    pub trend: f64,
    /// Who has the contract.
    pub unit: SavingsUnit,
    /// Index of what counts as spending, in [`System::accounts`](super::System::accounts).
    pub account: usize,
}

impl Savings {
    /// The minimum savings rate of a panel of so many persons.
    pub fn minimum(&self, persons: f64) -> f64 {
        let row = self
            .minimum_by_size
            .iter()
            .find(|(below, _)| persons < *below);
        row.map_or(self.minimum_rate, |(_, rate)| *rate)
    }
}

/// Spending per person that shared-savings contracts look at.
#[derive(Debug, Clone, PartialEq)]
pub struct SpendingAccount {
    /// Payers whose spending counts, by index.
    pub payers: Vec<bool>,
    /// EUR of the price year above which a person's spending in a year does not count.
    pub truncate_at: Option<f64>,
}

/// What contracts on shared savings count as spending, each kind of account once.
pub(super) fn accounts(scenario: &Scenario, draw: &Draw) -> Vec<SpendingAccount> {
    let mut accounts = Vec::new();
    for arm in &scenario.arm {
        for (_, component) in claims::components(scenario, arm) {
            if let Some(contract) = &component.savings {
                let account = account(scenario, component, contract, draw);
                if !accounts.contains(&account) {
                    accounts.push(account);
                }
            }
        }
    }
    accounts
}

fn account(
    scenario: &Scenario,
    component: &schema::Component,
    contract: &schema::SavingsContract,
    draw: &Draw,
) -> SpendingAccount {
    let counts = |name: &String| {
        if contract.savings_of.is_empty() {
            component.payers.contains_key(name)
        } else {
            contract.savings_of.contains(name)
        }
    };
    SpendingAccount {
        payers: scenario
            .payer
            .iter()
            .map(|payer| counts(&payer.name))
            .collect(),
        truncate_at: contract.truncate_at.as_ref().map(|amount| {
            let path = || format!("{}.savings.truncate_at", path(component));
            draw.value(amount, path).max(0.0)
        }),
    }
}

pub(super) fn savings(
    scenario: &Scenario,
    component: &schema::Component,
    draw: &Draw,
) -> Option<Savings> {
    let contract = component.savings.as_ref()?;
    let path = format!("{}.savings", path(component));
    let value = |number: Option<&schema::Number>, otherwise: f64, key: &str| {
        draw.or(number, otherwise, || format!("{path}.{key}"))
    };
    let share =
        |number: Option<&schema::Number>, key: &str| value(number, 0.0, key).clamp(0.0, 1.0);
    let account = account(scenario, component, contract, draw);
    Some(Savings {
        rates: [
            share(Some(&contract.rate), "rate"),
            share(contract.loss_rate.as_deref(), "loss_rate"),
        ],
        minimum_rate: share(contract.minimum_rate.as_deref(), "minimum_rate"),
        minimum_by_size: contract
            .minimum_by_size
            .iter()
            .map(|row| (row.persons_below, row.rate))
            .collect(),
        cap: value(contract.cap.as_deref(), f64::INFINITY, "cap"),
        quality_gate: share(contract.quality_gate.as_deref(), "quality_gate"),
        benchmark: contract.benchmark,
        trend: value(contract.trend.as_deref(), 0.0, "trend"),
        unit: contract.unit,
        account: accounts(scenario, draw)
            .iter()
            .position(|other| *other == account)
            .unwrap_or_default(),
    })
}
