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

use crate::base::money::Cents;
use crate::counts::{Owed, PanelYear};
use crate::scenario::claims;
use crate::scenario::nearest::quoted;
use crate::scenario::review::{FaultKind, KeyPath, Limits, Named, Review};
use crate::scenario::schema::Component as Keys;
use crate::scenario::schema::{self, AppliesTo, Benchmark, SavingsUnit, Scenario};
use crate::tables::SpendingAccount;
use crate::tables::care::Care;
use crate::tables::draw::Draw;
use crate::tables::names::recipient;
use crate::tables::needs::Need;

use super::accounting_year::AccountingYear;
use super::score::{self, Indicator, indicators, score};
use super::town_year::{TownAccount, TownYear};
use super::written::{Key, PAYERS, Services, WrittenKind, no_more, no_rank};
use super::{
    Basis, ComponentBuilder, ComponentTerms, Kind, Linearity, Nature, RateContext, Settling, Turn,
};

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
    /// What it looks at, where it is a contract over the whole town.
    pub town: Option<TownAccount>,
    /// Whether a payer receives it, and not those who give care.
    pub pays_payer: bool,
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
    match contract.unit {
        SavingsUnit::Town => over_town(review, at, one, contract),
        SavingsUnit::Network | SavingsUnit::Practice => over_lists(review, at, one),
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

/// What a contract over the whole town cannot look at, and who cannot receive it.
fn over_town(
    review: &mut Review<'_>,
    at: &KeyPath,
    one: &Keys,
    contract: &schema::SavingsContract,
) {
    let inner = at.to("savings");
    let of_single = [
        ("truncate_at", contract.truncate_at.is_some()),
        ("minimum_by_size", !contract.minimum_by_size.is_empty()),
    ];
    for (key, _) in of_single.into_iter().filter(|(_, is_there)| *is_there) {
        review.key_fault(
            FaultKind::SharedSavings,
            &inner.to(key),
            "a contract over the whole town does not look at single persons or lists",
            "leave it out, or let the contract be of a `network` or `practice`",
        );
    }
    if one.applies_to != AppliesTo::All {
        review.fault(
            FaultKind::SharedSavings,
            &at.to("applies_to"),
            "a contract over the whole town is over all residents",
            "leave it out, or let the contract be of a `network` or `practice`",
        );
    }
    let Some(recipient) = &one.recipient else {
        return;
    };
    if one.payers.contains_key(recipient) {
        review.fault(
            FaultKind::SharedSavings,
            &at.to("recipient"),
            format!("{} would pay itself", quoted(recipient)),
            "name who pays in `payers`, and another payer as the recipient",
        );
    }
    if recipient == "resident" {
        review.fault(
            FaultKind::SharedSavings,
            &at.to("recipient"),
            "residents have no contract on savings",
            "name another payer, a discipline, or nobody for the network",
        );
    }
}

/// What only a contract over the whole town looks at.
fn over_lists(review: &mut Review<'_>, at: &KeyPath, one: &Keys) {
    if !one.disciplines.is_empty() {
        review.key_fault(
            FaultKind::SharedSavings,
            &at.to("disciplines"),
            "on lists of practices all care counts",
            "leave it out, or let the contract be over the town: savings = { unit = \"town\", … }",
        );
    }
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
        let today = TownYear::new(accounting, settling.so_far);
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

/// What a contract over the whole town measures it against.
pub struct TownBenchmark<'a> {
    /// What it looks at.
    pub account: &'a TownAccount,
    /// The town's years so far.
    pub earlier: &'a [TownYear],
    /// The town under the comparator in the same year.
    pub beside: Option<&'a TownYear>,
}

impl TownBenchmark<'_> {
    /// EUR per person-year; `None` where there is nothing to measure against.
    pub fn of(&self, contract: &Savings, component: &ComponentTerms, year: usize) -> Option<f64> {
        match contract.benchmark {
            Benchmark::Trend => {
                let base = component.years.start.checked_sub(1)?;
                let before = self.earlier.get(base)?.per_person(self.account)?;
                Some(grown(before, contract, base, year))
            }
            Benchmark::Comparator => self.beside?.per_person(self.account),
        }
    }
}

/// EUR that a contract over the whole town pays for a year of it, negative where it is paid back; nothing without a benchmark.
pub fn town_settlement(
    contract: &Savings,
    account: &TownAccount,
    (today, benchmark): (&TownYear, Option<f64>),
    score: f64,
) -> f64 {
    let found = benchmark.zip(today.per_person(account));
    found.map_or(0.0, |(benchmark, spent)| {
        let persons = today.persons;
        settlement(
            contract,
            ContractTerms {
                persons,
                benchmark,
                spent,
                score,
            },
        )
    })
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
    Some(grown(before, contract, base, year))
}

/// What was spent per person-year in a base year, grown by the trend.
fn grown(before: f64, contract: &Savings, base: usize, year: usize) -> f64 {
    let years = year as f64 - base as f64;
    before * libm::pow(1.0 + contract.trend, years)
}

#[cfg(test)]
mod tests;
