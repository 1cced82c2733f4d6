//! Shared savings: a share of what those enrolled, or the whole town, cost less than a benchmark, or a part of what they cost more.
//!
//! Comes in: the terms of a contract, and what the lists of practices or the town cost by year. Goes out: what the contract
//! settles, and each kind of [`SpendingAccount`] it looks at once for all arms. Deliberately absent: what was spent,
//! which is counted person by person, or, of the town (town_year.rs), in what is owed.
//!
//! Worked example: 1,000 persons cost the insurer 210 EUR in 2025, and 231 are expected of 2026 at a trend of 10 %;
//! they cost 210 again. 21,000 EUR are saved, 9 % of the benchmark; above a minimum of 2 % and at a rate of 0.5, 10,500
//! EUR are paid.
//!
//! ```toml
//! [run]
//! years = 2
//!
//! [[discipline]]
//! name = "nurse"
//! practices = { count = 4, panels = true }
//!
//! [[arm]]
//! name = "worked"
//! like = "current"
//!
//! [[arm.component]]
//! name = "savings"
//! kind = "shared_savings"
//! from_year = 2026
//! savings = { rate = 0.5, minimum_rate = 0.02, benchmark = "trend", trend = 0.1 }
//! payers = { insurer = 1 }
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | fees | insurer | nurse | 210000.00 |
//! | 2025 | fees | municipality | nurse | 90000.00 |
//! | 2026 | fees | insurer | nurse | 210000.00 |
//! | 2026 | fees | municipality | nurse | 90000.00 |
//! | 2026 | savings | insurer | network | 10500.00 |

mod contract;
mod rules;

use crate::base::money::Cents;
use crate::counts::{Owed, PanelYear};
use crate::scenario::claims;
use crate::scenario::schema::Component as Keys;
use crate::scenario::schema::{self, Benchmark, SavingsUnit, Scenario};
use crate::tables::SpendingAccount;
use crate::tables::care::Care;
use crate::tables::draw::Draw;
use crate::tables::names::recipient;
use crate::tables::needs::Need;

use super::accounting_year::AccountingYear;
use super::follows::Follows;
use super::score::{Indicator, indicators, score};
use super::town_year::{TownAccount, TownYear};
use super::written::{Key, PAYERS, Services, WrittenKind, no_more, no_rank};
use super::{
    Basis, ComponentBuilder, ComponentTerms, Kind, Linearity, Nature, RateContext, Settling, Turn,
};

pub use contract::{ContractTerms, Savings, TownBenchmark, settlement, town_settlement, trend};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "shared_savings",
    takes: &[
        Key::Recipient,
        Key::Disciplines,
        Key::Savings,
        Key::Indicators,
        Key::Payers,
        Key::ReimbursedBy,
        Key::PhaseInYears,
        Key::Indexed,
    ],
    needs: &[
        (
            Key::Savings,
            "the contract, e.g. savings = { rate = 0.5, benchmark = \"trend\", trend = 0.035 }",
        ),
        PAYERS,
    ],
    amount_is_per: None,
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: false,
    replaces_fees: false,
    follows: Follows::Settled,
    rank: no_rank,
    by_default: Services::All,
    check: rules::check,
    check_paid: no_more,
};

/// A contract, and the score that its quality gate looks at.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedSavings {
    /// The terms.
    pub contract: Savings,
    /// The score; without indicators it is 1.
    pub indicators: Vec<Indicator>,
    /// What it looks at, where it is a contract over the whole town.
    pub town: Option<TownAccount>,
    /// Whether a payer receives it, and not those who give care.
    pub pays_payer: bool,
}

/// From its keys.
///
/// # Panics
/// Without a contract: the checker refuses such a component.
pub fn make(making: &ComponentBuilder) -> SharedSavings {
    let contract = making.written.savings.as_ref();
    let contract = contract.expect("a checked component of this kind has `savings`");
    SharedSavings {
        contract: terms(making, contract),
        indicators: indicators(making),
        town: (contract.unit == SavingsUnit::Town).then(|| town(making, contract)),
        pays_payer: pays_payer(making.scenario, making.written),
    }
}

fn town(making: &ComponentBuilder, contract: &schema::SavingsContract) -> TownAccount {
    let (scenario, written) = (making.scenario, making.written);
    let of_all = written.disciplines.is_empty();
    let disciplines = scenario.discipline.iter();
    let counts = disciplines.map(|one| of_all || written.disciplines.contains(&one.name));
    TownAccount {
        payers: counted_payers(scenario, written, contract),
        recipients: counts.chain([of_all]).collect(),
    }
}

/// Whether the recipient is a payer.
fn pays_payer(scenario: &Scenario, written: &Keys) -> bool {
    let recipient = recipient(scenario, written.recipient.as_ref());
    recipient > scenario.discipline.len()
}

fn terms(making: &ComponentBuilder, contract: &schema::SavingsContract) -> Savings {
    let value = |number: Option<&schema::Number>, otherwise: f64, key: &str| {
        making.value(number, otherwise, &format!("savings.{key}"))
    };
    let share =
        |number: Option<&schema::Number>, key: &str| value(number, 0.0, key).clamp(0.0, 1.0);
    let account = account(making.scenario, making.written, contract, making.draw);
    Savings {
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
        account: accounts(making.scenario, making.draw)
            .iter()
            .position(|other| *other == account)
            .unwrap_or_default(),
    }
}

/// What contracts on shared savings count as spending, each kind of account once.
pub fn accounts(scenario: &Scenario, draw: &Draw) -> Vec<SpendingAccount> {
    let mut accounts = Vec::new();
    for arm in &scenario.arm {
        for (_, component) in claims::components(scenario, arm) {
            let contract = component.savings.as_ref();
            if let Some(contract) = contract.filter(|one| one.unit != SavingsUnit::Town) {
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
    SpendingAccount {
        payers: counted_payers(scenario, component, contract),
        truncate_at: contract.truncate_at.as_ref().map(|amount| {
            let path = || format!("arm.component.{}.savings.truncate_at", component.name);
            draw.value(amount, path).max(0.0)
        }),
    }
}

/// Whose spending counts, by index of the payer.
fn counted_payers(
    scenario: &Scenario,
    component: &schema::Component,
    contract: &schema::SavingsContract,
) -> Vec<bool> {
    let counts = |name: &String| {
        if contract.savings_of.is_empty() {
            component.payers.contains_key(name)
        } else {
            contract.savings_of.contains(name)
        }
    };
    let payers = scenario.payer.iter();
    payers.map(|payer| counts(&payer.name)).collect()
}

impl Kind for SharedSavings {
    fn nature(&self) -> Nature {
        Nature {
            turn: match self.town {
                Some(_) => Turn::Savings,
                None => Turn::Done,
            },
            in_line: None,
            waives_copayments: false,
            coordinates: false,
            is_income: !self.pays_payer,
            linearity: Linearity::Bent,
        }
    }

    fn basis(&self) -> Basis {
        Basis::Settlement
    }

    fn rate(&self, _known: &RateContext) -> f64 {
        0.0
    }

    /// The rate at which savings are shared with those who give care.
    fn downstream_share(&self, _care: &Care, _need: &Need) -> f64 {
        match self.pays_payer {
            true => 0.0,
            false => self.contract.rates[0],
        }
    }

    /// Over all who have a contract.
    fn settle(&self, settling: &Settling) -> Vec<Owed> {
        let accounting = settling.accounting;
        let part =
            accounting.level(settling.index) / accounting.tables.growth.prices(accounting.year);
        if part <= 0.0 {
            return Vec::new();
        }
        let today = PanelYear::new(accounting.tables, accounting.counts);
        let practices: Vec<usize> = (0..accounting.counts.practices()).collect();
        let score = if self.indicators.is_empty() {
            1.0
        } else {
            score(settling.seen, &self.indicators)
        };
        let one = |practices: &[usize]| self.one(settling, &today, practices, score);
        let eur: f64 = match self.contract.unit {
            SavingsUnit::Network => one(&practices),
            SavingsUnit::Practice => practices.chunks(1).map(one).sum(),
            SavingsUnit::Town => self.of_town(settling, score),
        };
        let amount = Cents::from_eur(eur * part);
        settling.owed_apart(amount).into_iter().collect()
    }
}

impl SharedSavings {
    /// What one contract, of these practices together, comes to.
    fn one(&self, settling: &Settling, today: &PanelYear, practices: &[usize], score: f64) -> f64 {
        let (accounting, component) = (settling.accounting, settling.component);
        let holds = |side: usize| accounting.enrols_all || component.is_for(side);
        let Some((persons, spent)) = today.enrolled(self.contract.account, practices, holds) else {
            return 0.0;
        };
        let Some(benchmark) = self.benchmark(accounting, component, practices) else {
            return 0.0;
        };
        settlement(
            &self.contract,
            ContractTerms {
                persons: persons * accounting.tables.people.weight,
                benchmark,
                spent: spent / persons,
                score,
            },
        )
    }

    /// What the contract over the whole town comes to.
    fn of_town(&self, settling: &Settling, score: f64) -> f64 {
        let accounting = settling.accounting;
        let Some(account) = &self.town else {
            return 0.0;
        };
        let (tables, arm) = (accounting.tables, accounting.arm);
        let today = TownYear::new(tables, arm, accounting.counts, settling.so_far);
        let beside = accounting.beside.as_ref().map(|beside| beside.town);
        let earlier = &accounting.carried_accounts.towns;
        let known = TownBenchmark {
            account,
            earlier,
            beside,
        };
        let benchmark = known.of(&self.contract, settling.component, accounting.year);
        town_settlement(&self.contract, account, (&today, benchmark), score)
    }

    /// EUR per person-year that the contract expects of these practices this year.
    fn benchmark(
        &self,
        accounting: &AccountingYear,
        component: &ComponentTerms,
        practices: &[usize],
    ) -> Option<f64> {
        let contract = &self.contract;
        match contract.benchmark {
            Benchmark::Trend => trend(
                component,
                contract,
                accounting.panels,
                accounting.year,
                practices,
            ),
            Benchmark::Comparator => accounting
                .comparator?
                .per_person(contract.account, practices),
        }
    }
}

#[cfg(test)]
mod tests;
