//! A pooled budget: several payers, one budget, and what is left over or short divided by a rule.
//!
//! With h each payer's share in what they paid for the covered care in the comparator's first year, B that sum grown to
//! this year, T what they pay now, r their shares in surplus and deficit and n the network's part, each payer ends with
//! h·B + r·(1 − n)·(T − B), and the network gains n·(B − T). Money for care flows as before; balancing flows between
//! payers and network make up the difference to the cent.
//!
//! Comes in: who pools, what is covered, how it grows and is split; then all else that is owed for a year. Goes out:
//! the balancing flows. Deliberately absent: any change in what providers receive.
//!
//! Worked example: payers of 210,000 and 90,000 EUR in 2025 pool 306,000 in 2026, when care costs 312,000. Of the 6,000
//! that are short each bears half: 214,200 + 3,000 and 91,800 + 3,000. They paid 218,400 and 93,600, so that 1,200 EUR
//! move from one to the other by way of the network.
//!
//! ```toml
//! [run]
//! years = 2
//!
//! [growth]
//! prices = 0.04
//!
//! [[arm]]
//! name = "worked"
//! like = "current"
//!
//! [[arm.component]]
//! name = "pool"
//! kind = "pooled_budget"
//! payers_pooled = ["insurer", "municipality"]
//! growth = 0.02
//! split = "equal"
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | fees | insurer | nurse | 210000.00 |
//! | 2025 | fees | municipality | nurse | 90000.00 |
//! | 2026 | fees | insurer | nurse | 218400.00 |
//! | 2026 | fees | municipality | nurse | 93600.00 |
//! | 2026 | pool | insurer | network | -1200.00 |
//! | 2026 | pool | municipality | network | 1200.00 |

use crate::base::money::{Cents, split};
use crate::counts::Owed;
use crate::scenario::nearest::quoted;
use crate::scenario::review::{FaultKind, KeyPath, Limits, Named, Review};
use crate::scenario::schema::Component as Keys;
use crate::scenario::schema::PoolSplit;
use crate::tables::Tables;
use crate::tables::care::Care;
use crate::tables::names::{payer, recipient};
use crate::tables::needs::Need;

use super::follows::Follows;
use super::written::{Key, Services, WrittenKind, no_more, no_rank};
use super::{Basis, ComponentBuilder, Kind, Linearity, Nature, RateContext, Settling, Turn};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "pooled_budget",
    takes: &[
        Key::Disciplines,
        Key::PayersPooled,
        Key::Categories,
        Key::Growth,
        Key::Split,
        Key::SplitShares,
        Key::NetworkShare,
    ],
    needs: &[(
        Key::PayersPooled,
        "who pools, e.g. payers_pooled = [\"insurer\", \"municipality\"]",
    )],
    amount_is_per: None,
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: false,
    replaces_fees: false,
    follows: Follows::Settled,
    rank: no_rank,
    by_default: Services::All,
    check,
    check_paid: no_more,
};

/// How a pooled budget works.
#[derive(Debug, Clone, PartialEq)]
pub struct PooledBudget {
    /// Payers that pool, by index.
    pub payers: Vec<usize>,
    /// Recipients covered.
    pub recipients: Vec<usize>,
    /// Categories covered.
    pub categories: Vec<String>,
    /// Growth per year.
    pub growth: f64,
    /// Shares in surplus and deficit, in the order of `payers`; `None`: historical.
    pub shares: Option<Vec<f64>>,
    /// Part of surplus and deficit that the network keeps or bears.
    pub network_share: f64,
}

impl PooledBudget {
    /// Whether the budget covers what goes to `recipient` in `category`.
    pub fn covers(&self, recipient: usize, category: Option<&str>) -> bool {
        if self.recipients.is_empty() && self.categories.is_empty() {
            return true;
        }
        let is_listed = |category| self.categories.iter().any(|listed| listed == category);
        self.recipients.contains(&recipient) || category.is_some_and(is_listed)
    }

    /// Share of what a need's escalations cost on average, at reference prices, that the payers of this budget pay by
    /// statute for care that it covers; met and unmet needs weigh alike. 0 where escalations cost nothing.
    pub fn covered_escalations(&self, care: &Care, need: &Need) -> f64 {
        let (mut covered, mut all) = (0.0, 0.0);
        for link in &need.escalations {
            let service = &care.services[link.service];
            let cost = (link.met + link.unmet) * service.price;
            all += cost;
            if self.covers(service.discipline, service.category.as_deref()) {
                let pooled: f64 = self.payers.iter().map(|&payer| service.payers[payer]).sum();
                covered += cost * pooled;
            }
        }
        if all > 0.0 { covered / all } else { 0.0 }
    }
}

/// From its keys.
pub fn make(making: &ComponentBuilder) -> PooledBudget {
    let (scenario, written) = (making.scenario, making.written);
    let payers = written.payers_pooled.iter();
    let payers: Vec<usize> = payers.map(|name| payer(scenario, name)).collect();
    let recipients = written.disciplines.iter();
    PooledBudget {
        shares: split_shares(making, &payers),
        recipients: recipients
            .map(|name| recipient(scenario, Some(name)))
            .collect(),
        categories: written.categories.clone(),
        growth: making.value(written.growth.as_deref(), 0.0, "growth"),
        network_share: making
            .value(written.network_share.as_deref(), 0.0, "network_share")
            .clamp(0.0, 1.0),
        payers,
    }
}

/// Shares in surplus and deficit of those who pool; `None`: historical.
fn split_shares(making: &ComponentBuilder, payers: &[usize]) -> Option<Vec<f64>> {
    let written = &making.written.split_shares;
    let share = |&payer: &usize| {
        let name = &making.scenario.payer[payer].name;
        let key = format!("split_shares.{name}");
        making
            .value(written.get(name).map(AsRef::as_ref), 0.0, &key)
            .max(0.0)
    };
    match making.written.split {
        _ if !written.is_empty() => Some(payers.iter().map(share).collect()),
        Some(PoolSplit::Equal) => Some(vec![1.0; payers.len()]),
        Some(PoolSplit::Historical) | None => None,
    }
}

/// The rules on the keys of pooled_budget.
fn check(review: &mut Review<'_>, at: &KeyPath, one: &Keys) {
    let at_payers = at.to("payers_pooled");
    review.refer_all(&at_payers, Named::Payer, &one.payers_pooled);
    if one.payers_pooled.len() == 1 {
        let hint = "name two or more payers";
        review.fault(
            FaultKind::PooledBudget,
            &at_payers,
            "one payer alone does not pool",
            hint,
        );
    }
    if let Some(index) = one.payers_pooled.iter().position(|name| name == "resident") {
        let message = "residents cannot pool what they pay";
        let hint = "a patient_share is what they pay by statute; name other payers";
        review.fault(
            FaultKind::PooledBudget,
            &at_payers.nth(index),
            message,
            hint,
        );
    }
    review.optional(at, "growth", one.growth.as_ref(), Limits::Growth);
    let part = one.network_share.as_ref();
    review.optional(at, "network_share", part, Limits::Share);
    known_categories(review, &at.to("categories"), &one.categories);
    one_split(review, at, one);
}

fn known_categories(review: &mut Review<'_>, at: &KeyPath, categories: &[String]) {
    let scenario = review.scenario;
    let services = scenario.service.iter().map(|service| &service.category);
    let lines = scenario.background_care.iter().map(|line| &line.category);
    let states = scenario.state.iter().map(|state| &state.category);
    let known: Vec<&String> = services.chain(lines).chain(states).flatten().collect();
    for (index, name) in categories.iter().enumerate() {
        if !known.contains(&name) {
            let message = format!("no service has the category {}", quoted(name));
            let hint = "categories are written with services, background care and states";
            review.fault(FaultKind::UnknownName, &at.nth(index), message, hint);
        }
    }
    review.once(at, categories);
}

fn one_split(review: &mut Review<'_>, at: &KeyPath, one: &Keys) {
    let at_shares = at.to("split_shares");
    review.payers(&at_shares, &one.split_shares);
    let shares = one.split_shares.keys();
    for name in shares.filter(|name| !one.payers_pooled.contains(name)) {
        review.key_fault(
            FaultKind::PooledBudget,
            &at_shares.to(name),
            format!("{} does not pool", quoted(name)),
            "shares are for those in `payers_pooled`",
        );
    }
    if one.split.is_some() && !one.split_shares.is_empty() {
        let message = "surplus and deficit are split in two ways";
        review.key_fault(
            FaultKind::ExclusiveKeys,
            &at.to("split"),
            message,
            "give `split` or `split_shares`",
        );
    }
}

impl Kind for PooledBudget {
    fn nature(&self) -> Nature {
        Nature {
            turn: Turn::Balance,
            in_line: None,
            waives_copayments: false,
            coordinates: false,
            is_income: false,
            linearity: Linearity::Bent,
        }
    }

    fn basis(&self) -> Basis {
        Basis::Settlement
    }

    fn rate(&self, _known: &RateContext) -> f64 {
        0.0
    }

    /// The network's share, for the part of what escalations cost that the budget covers.
    fn downstream_share(&self, care: &Care, need: &Need) -> f64 {
        self.network_share * self.covered_escalations(care, need)
    }

    fn settle(&self, settling: &Settling) -> Vec<Owed> {
        let (accounting, index) = (settling.accounting, settling.index);
        let Some(history) = accounting.carried_accounts.historical.get(index) else {
            return Vec::new();
        };
        if settling.component.part_in(accounting.year) <= 0.0 {
            return Vec::new();
        }
        let now = paid(accounting.tables, self, settling.so_far);
        let borne = borne(self, history, now.iter().sum(), accounting.year);
        let recipient = settling.component.recipient;
        self.payers
            .iter()
            .zip(borne.iter().zip(&now))
            .filter(|(_, (borne, now))| borne != now)
            .map(|(&payer, (&borne, &now))| {
                let payers = accounting.tables.payers.len();
                Owed::by_one(index, recipient, payer, payers, borne - now)
            })
            .collect()
    }
}

/// What each payer of a pool pays for the care that it covers, of what is `owed`.
pub fn paid(tables: &Tables, pool: &PooledBudget, owed: &[Owed]) -> Vec<Cents> {
    let mut paid = vec![Cents::ZERO; pool.payers.len()];
    let covered = owed
        .iter()
        .filter(|owed| tables.payer_at(owed.recipient).is_none())
        .filter(|owed| pool.covers(owed.recipient, owed.category.as_deref()));
    for owed in covered {
        let parts = owed.parts(tables.resident);
        for (paid, &payer) in paid.iter_mut().zip(&pool.payers) {
            *paid += parts.get(payer).copied().unwrap_or_default();
        }
    }
    paid
}

/// What each payer of a pool ends with, when they pay `total` together in the year with index `year`.
fn borne(pool: &PooledBudget, history: &[Cents], total: Cents, year: usize) -> Vec<Cents> {
    let paid_in: Vec<f64> = history.iter().map(|paid| paid.to_eur().max(0.0)).collect();
    let grown = history.iter().sum::<Cents>().to_eur() * libm::pow(1.0 + pool.growth, year as f64);
    let budget = Cents::from_eur(grown);
    let short = Cents::from_eur((total - budget).to_eur() * (1.0 - pool.network_share));
    let mut borne = vec![Cents::ZERO; pool.payers.len()];
    let mut of_short = borne.clone();
    split(budget, &paid_in, &mut borne);
    // Shares of nothing are equal.
    let history = if paid_in.iter().sum::<f64>() > 0.0 {
        paid_in
    } else {
        vec![1.0; paid_in.len()]
    };
    split(
        short,
        pool.shares.as_ref().unwrap_or(&history),
        &mut of_short,
    );
    for (borne, short) in borne.iter_mut().zip(of_short) {
        *borne += short;
    }
    borne
}
