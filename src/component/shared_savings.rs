//! Shared savings: a share of what those enrolled cost less than a benchmark, or a part of what they cost more.
//!
//! Comes in: the terms of a contract, and what the lists of practices cost by year. Goes out: what the contract
//! settles, and each kind of [`SpendingAccount`] it looks at once for all arms. Deliberately absent: what was spent,
//! which is counted person by person.
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

use crate::base::money::Cents;
use crate::counts::{Owed, PanelYear};
use crate::scenario::claims;
use crate::scenario::review::{FaultKind, KeyPath, Limits, Named, Review};
use crate::scenario::schema::Component as Keys;
use crate::scenario::schema::{self, Benchmark, SavingsUnit, Scenario};
use crate::tables::SpendingAccount;
use crate::tables::care::Care;
use crate::tables::draw::Draw;
use crate::tables::needs::Need;

use super::accounting_year::AccountingYear;
use super::score::{self, Indicator, indicators, score};
use super::written::{Key, PAYERS, Services, WrittenKind, no_more, no_rank};
use super::{
    Basis, ComponentBuilder, ComponentTerms, Kind, Linearity, Nature, RateContext, Settling, Turn,
};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "shared_savings",
    takes: &[
        Key::Recipient,
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
    rank: no_rank,
    by_default: Services::All,
    check,
    check_paid: no_more,
};

/// A contract, and the score that its quality gate looks at.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedSavings {
    /// The terms.
    pub contract: Savings,
    /// The score; without indicators it is 1.
    pub indicators: Vec<Indicator>,
}

/// The terms of a shared-savings contract, drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Savings {
    /// Share of savings paid, and of losses paid back.
    pub rates: [f64; 2],
    /// Share of the benchmark below which savings and losses count as none.
    pub minimum_rate: f64,
    /// Minimum rates for panels below a size: (persons, rate).
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
    /// Index of what counts as spending, in [`Tables::accounts`](crate::tables::Tables::accounts).
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
    }
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
            let path = || format!("arm.component.{}.savings.truncate_at", component.name);
            draw.value(amount, path).max(0.0)
        }),
    }
}

/// Its shares, what it is measured against, and whom.
fn check(review: &mut Review<'_>, at: &KeyPath, one: &Keys) {
    score::check(review, at, one);
    if let Some(contract) = &one.savings {
        rules(review, at, one, contract);
    }
}

fn rules(review: &mut Review<'_>, at: &KeyPath, one: &Keys, contract: &schema::SavingsContract) {
    let run = &review.scenario.run;
    let first = run.first_year;
    let inner = at.to("savings");
    review.number(&inner.to("rate"), &contract.rate, Limits::Share);
    let shares = [
        ("loss_rate", &contract.loss_rate),
        ("minimum_rate", &contract.minimum_rate),
        ("cap", &contract.cap),
        ("quality_gate", &contract.quality_gate),
    ];
    for (key, number) in shares {
        review.optional(&inner, key, number.as_ref(), Limits::Share);
    }
    review.optional(
        &inner,
        "truncate_at",
        contract.truncate_at.as_ref(),
        Limits::Budget,
    );
    review.optional(&inner, "trend", contract.trend.as_ref(), Limits::Growth);
    review.refer_all(&inner.to("savings_of"), Named::Payer, &contract.savings_of);
    let needs_base = contract.benchmark == Benchmark::Trend;
    if needs_base && one.from_year.is_none_or(|from| from <= first) {
        review.fault(
            FaultKind::SharedSavings,
            &inner.to("benchmark"),
            "a trend needs a year before the contract to start from",
            format!(
                "let the contract begin later, e.g. from_year = {}",
                first + 1
            ),
        );
    }
    if needs_base && contract.trend.is_none() {
        review.fault(
            FaultKind::DependentKey,
            &inner.to("benchmark"),
            "the benchmark `trend` needs `trend`",
            "growth per year of spending per person, e.g. trend = 0.035",
        );
    }
    if contract.quality_gate.is_some() && one.indicators.is_empty() {
        review.fault(
            FaultKind::SharedSavings,
            &inner.to("quality_gate"),
            "a quality gate needs a score",
            "give the component `indicators`",
        );
    }
    let rows = &contract.minimum_by_size;
    for (index, pair) in rows.windows(2).enumerate() {
        if pair[0].persons_below >= pair[1].persons_below {
            review.fault(
                FaultKind::Order,
                &inner
                    .to("minimum_by_size")
                    .nth(index + 1)
                    .to("persons_below"),
                "the sizes must ascend",
                "smallest panels first",
            );
        }
    }
}

impl Kind for SharedSavings {
    fn nature(&self) -> Nature {
        Nature {
            turn: Turn::Done,
            in_line: None,
            waives_copayments: false,
            coordinates: false,
            is_income: true,
            linearity: Linearity::Bent,
        }
    }

    fn basis(&self) -> Basis {
        Basis::Settlement
    }

    fn rate(&self, _known: &RateContext) -> f64 {
        0.0
    }

    /// The rate at which savings are shared.
    fn downstream_share(&self, _care: &Care, _need: &Need) -> f64 {
        self.contract.rates[0]
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

/// What a contract is settled on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContractTerms {
    /// Person-years.
    pub persons: f64,
    /// EUR per person-year that was to be expected.
    pub benchmark: f64,
    /// EUR per person-year that was spent.
    pub spent: f64,
    /// Quality score, from 0 to 1.
    pub score: f64,
}

/// EUR that a contract pays, negative where it is paid back. Savings or losses below the minimum rate count as none;
/// above it they are shared from the first euro, up to the cap; savings only at the quality gate or above.
pub fn settlement(contract: &Savings, terms: ContractTerms) -> f64 {
    let whole = terms.benchmark * terms.persons;
    let saved = whole - terms.spent * terms.persons;
    if whole <= 0.0 || saved.abs() < contract.minimum(terms.persons) * whole || saved == 0.0 {
        return 0.0;
    }
    let limit = contract.cap * whole;
    if saved > 0.0 {
        let passes = terms.score >= contract.quality_gate;
        if passes {
            (contract.rates[0] * saved).min(limit)
        } else {
            0.0
        }
    } else {
        (contract.rates[1] * saved).max(-limit)
    }
}

/// EUR per person-year of a trend benchmark in the year with index `year`: what these practices cost in the year before
/// the contract, grown by the trend. `None` where there is no such year, or nobody lived in it.
pub fn trend(
    component: &ComponentTerms,
    contract: &Savings,
    panels: &[PanelYear],
    year: usize,
    practices: &[usize],
) -> Option<f64> {
    let base = component.years.start.checked_sub(1)?;
    let before = panels.get(base)?.per_person(contract.account, practices)?;
    let years = year as f64 - base as f64;
    Some(before * libm::pow(1.0 + contract.trend, years))
}

#[cfg(test)]
mod tests;
