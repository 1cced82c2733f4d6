//! A pooled budget: several payers, one budget, and what is left over or short divided by a rule.
//!
//! With h each payer's share in what they paid for the covered care in the comparator's first year, B that sum grown to
//! this year, T what they pay now, r their shares in surplus and deficit and n the network's part, each payer ends with
//! h·B + r·(1 − n)·(T − B), and the network gains n·(B − T). Money for care flows as before; balancing flows between
//! payers and network make up the difference to the cent.

use crate::base::money::{Cents, split};
use crate::system::System;
use crate::system::component::Component;
use crate::system::funding::Arm;
use crate::system::pool::Pool;

use super::{Bill, Owed};

/// What each pooling payer paid for the care that each component's pool covers, given what was owed in the comparator's
/// first year: `[component][payer of the pool]`; empty for components of other kinds.
pub fn historical(system: &System, arm: &Arm, owed: &[Owed]) -> Vec<Vec<Cents>> {
    let of = |component: &Component| {
        let pool = component.pool.as_ref();
        pool.map_or_else(Vec::new, |pool| paid(system, pool, owed))
    };
    arm.components.iter().map(of).collect()
}

/// What each payer of a pool pays for the care that it covers, of what is `owed`.
fn paid(system: &System, pool: &Pool, owed: &[Owed]) -> Vec<Cents> {
    let mut paid = vec![Cents::ZERO; pool.payers.len()];
    let covered = owed
        .iter()
        .filter(|owed| pool.covers(owed.recipient, owed.category.as_deref()));
    for owed in covered {
        let parts = owed.parts(system.resident);
        for (paid, &payer) in paid.iter_mut().zip(&pool.payers) {
            *paid += parts.get(payer).copied().unwrap_or_default();
        }
    }
    paid
}

/// The balancing flows of a pooled budget, given all else that is `owed` for the year.
pub(super) fn balance(
    bill: &Bill,
    place: usize,
    component: &Component,
    owed: &[Owed],
) -> Vec<Owed> {
    let history = bill.standing.historical.get(place);
    let (Some(pool), Some(history)) = (&component.pool, history) else {
        return Vec::new();
    };
    if component.part_in(bill.year) <= 0.0 {
        return Vec::new();
    }
    let now = paid(bill.system, pool, owed);
    let borne = borne(pool, history, now.iter().sum(), bill.year);
    pool.payers
        .iter()
        .zip(borne.iter().zip(&now))
        .filter(|(_, (borne, now))| borne != now)
        .map(|(&payer, (&borne, &now))| {
            let payers = bill.system.payers.len();
            Owed::by_one(place, component.recipient, payer, payers, borne - now)
        })
        .collect()
}

/// What each payer of a pool ends with, when they pay `total` together in the year with index `year`.
fn borne(pool: &Pool, history: &[Cents], total: Cents, year: usize) -> Vec<Cents> {
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
