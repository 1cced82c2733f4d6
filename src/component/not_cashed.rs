//! Cost not cashed: care avoided frees hours before it frees money. What a payer does not get back is still paid, as a
//! flow of its own.
//!
//! Comes in: what the comparator delivers this year and the arm does not, and what payers get back of it
//! (`[[cashability]]`). Goes out: what is still paid, per discipline and payer. Deliberately absent: keys; no scenario
//! writes this component.
//!
//! Worked example: all of the 6,000 visits at 50 EUR are avoided, and payers get 40 % of their cost back: the other
//! 180,000 EUR are still paid, by those who paid for the visits.
//!
//! ```toml
//! [[cashability]]
//! share = 0.4
//!
//! [[arm]]
//! name = "worked"
//! like = "current"
//!
//! [[arm.effect]]
//! name = "prevention"
//! targets = [{ units = "visit" }]
//! reduction = 1
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | not_cashed | insurer | nurse | 126000.00 |
//! | 2025 | not_cashed | municipality | nurse | 54000.00 |

use crate::base::money::Cents;
use crate::counts::Owed;
use crate::tables::care::Care;
use crate::tables::needs::Need;

use super::accounting_year::AccountingYear;
use super::neighbourhood::Neighbourhood;
use super::per_unit::eur_and_own_cents;
use super::written::{Services, WrittenKind, no_more, no_rank};
use super::{Basis, Kind, Linearity, Nature, RateContext, Settling, Turn};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "not_cashed",
    takes: &[],
    needs: &[],
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: false,
    replaces_fees: false,
    rank: no_rank,
    by_default: Services::All,
    check: no_more,
    check_paid: no_more,
};

/// The component under which what is still paid for avoided care is booked.
pub const NAME: &str = "not_cashed";

/// That avoided care is still paid for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NotCashed;

impl Kind for NotCashed {
    fn nature(&self) -> Nature {
        Nature {
            turn: Turn::Avoided,
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

    fn downstream_share(&self, _care: &Care, _need: &Need) -> f64 {
        0.0
    }

    /// It is the organisation that has fixed costs: where some of its services are used less and others more, they
    /// count against each other, so that luck that moves units about is not taken for care avoided.
    fn settle(&self, settling: &Settling) -> Vec<Owed> {
        let accounting = settling.accounting;
        let tables = accounting.tables;
        let Some(beside) = comparator(accounting).filter(|_| tables.layers.cashability) else {
            return Vec::new();
        };
        let there = Neighbourhood::of(&beside);
        let payers = tables.payers.len();
        let mut kept = vec![vec![0.0; payers]; tables.disciplines.len()];
        for (service, cashed) in tables.collaboration.cashability.iter().enumerate() {
            let discipline = tables.care.services[service].discipline;
            let avoided = avoided(accounting, settling.seen, &there, service);
            let pairs = avoided.into_iter().zip(cashed);
            for (kept, (eur, cashed)) in kept[discipline].iter_mut().zip(pairs) {
                *kept += eur * (1.0 - cashed.in_year(accounting.year));
            }
        }
        let of_discipline = |(discipline, kept): (usize, Vec<f64>)| {
            let kept = kept.into_iter().map(Cents::from_eur).enumerate();
            kept.filter(|(_, kept)| *kept > Cents::ZERO)
                .map(move |(payer, kept)| Owed {
                    category: accounting.category(discipline),
                    ..Owed::by_one(settling.index, discipline, payer, payers, kept)
                })
                .collect::<Vec<_>>()
        };
        let kept = kept.into_iter().enumerate();
        kept.flat_map(of_discipline).collect()
    }
}

/// The comparator's care of the year, paid for in the arm's way, in which nobody of the comparator is enrolled.
fn comparator<'a>(accounting: &AccountingYear<'a>) -> Option<AccountingYear<'a>> {
    Some(AccountingYear {
        counts: accounting.comparator_counts?,
        enrols_all: true,
        ..*accounting
    })
}

/// EUR that each payer would have paid more for the comparator's units of a service; units that moved from one need to
/// another, or to other tariffs, count against each other.
fn avoided(
    accounting: &AccountingYear,
    here: &Neighbourhood,
    there: &Neighbourhood,
    service: usize,
) -> Vec<f64> {
    let mut avoided = vec![0.0; accounting.tables.payers.len()];
    let channels = accounting.tables.care.channels.iter().enumerate();
    for (channel, _) in channels.filter(|(_, channel)| channel.service == service) {
        let [delivered, beside] = [here, there].map(|seen| units(seen, channel));
        // What was avoided is paid as what was not: to insiders and outsiders, with residents' own part. Where the arm
        // delivers nothing, as the comparator's care would be.
        let (seen, whole) = if delivered > 0.0 {
            (here, delivered)
        } else {
            (there, beside)
        };
        if whole > 0.0 {
            let paid = by_payers(accounting, seen, channel);
            let share = (beside - delivered) / whole;
            avoided
                .iter_mut()
                .zip(paid)
                .for_each(|(avoided, paid)| *avoided += share * paid);
        }
    }
    avoided
}

/// The units of a channel; where units differ in cost, in units of the mean cost.
fn units(seen: &Neighbourhood, channel: usize) -> f64 {
    seen.units_at_price(0..seen.counts.groups(), channel, 1.0)
}

/// EUR that each payer pays per unit for what a channel delivers; residents' own part is not the payers' to get back.
fn by_payers(accounting: &AccountingYear, seen: &Neighbourhood, channel: usize) -> Vec<f64> {
    let mut paid = vec![0.0; accounting.tables.payers.len()];
    let care = &accounting.tables.care;
    let statutory = &care.services[care.channels[channel].service].payers;
    for (index, component) in accounting.arm.components.iter().enumerate() {
        if component.tariff(channel).is_some() {
            let [eur, own] = eur_and_own_cents(accounting, seen, index, channel);
            let shares = component.payers.as_ref().unwrap_or(statutory);
            let rest = eur - (own / 100.0).min(eur);
            paid.iter_mut()
                .zip(shares)
                .for_each(|(paid, share)| *paid += rest * share);
        }
    }
    paid
}
