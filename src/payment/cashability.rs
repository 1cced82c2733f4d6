//! Cashability: care avoided frees hours before it frees money. What a payer does not get back is still paid, as a flow
//! of its own.

use crate::base::money::Cents;

use super::per_service::{eur_and_own_cents, units_at_price};
use super::{Bill, Owed, Parts};

/// What is still paid for care that the comparator delivers this year and the arm does not, per discipline and payer. It is
/// the organisation that has fixed costs: where some of its services are used less and others more, they count against
/// each other, so that luck that moves units about is not taken for care avoided.
pub(super) fn not_cashed(bill: &Bill, place: usize) -> Vec<Owed> {
    let Some(beside) = comparator(bill).filter(|_| bill.system.layers.cashability) else {
        return Vec::new();
    };
    let parts = Parts::new(bill);
    let payers = bill.system.payers.len();
    let mut kept = vec![vec![0.0; payers]; bill.system.disciplines.len()];
    let services = bill.system.collaboration.cashability.iter().enumerate();
    for (service, cashed) in services {
        let discipline = bill.system.care.services[service].discipline;
        let avoided = avoided(bill, &beside, &parts, service);
        let pairs = avoided.into_iter().zip(cashed);
        for (kept, (eur, cashed)) in kept[discipline].iter_mut().zip(pairs) {
            *kept += eur * (1.0 - cashed.in_year(bill.year));
        }
    }
    let of_discipline = |(discipline, kept): (usize, Vec<f64>)| {
        let kept = kept.into_iter().map(Cents::from_eur).enumerate();
        kept.filter(|(_, kept)| *kept > Cents::ZERO)
            .map(move |(payer, kept)| Owed {
                category: bill.category(discipline),
                ..Owed::by_one(place, discipline, payer, payers, kept)
            })
            .collect::<Vec<_>>()
    };
    kept.into_iter()
        .enumerate()
        .flat_map(of_discipline)
        .collect()
}

/// The comparator's care of the year, paid for in the arm's way, in which nobody of the comparator is enrolled.
fn comparator<'a>(bill: &Bill<'a>) -> Option<Bill<'a>> {
    Some(Bill {
        counts: bill.comparator_counts?,
        enrols_all: true,
        ..*bill
    })
}

/// EUR that each payer would have paid more for the comparator's units of a service; units that moved from one need to
/// another, or to other tariffs, count against each other.
fn avoided(bill: &Bill, beside: &Bill, parts: &Parts, service: usize) -> Vec<f64> {
    let mut avoided = vec![0.0; bill.system.payers.len()];
    let channels = bill.system.care.channels.iter().enumerate();
    for (channel, _) in channels.filter(|(_, channel)| channel.service == service) {
        let [here, there] = [bill, beside].map(|bill| units(bill, channel));
        // What was avoided is paid as what was not: to insiders and outsiders, with residents' own part. Where the arm
        // delivers nothing, as the comparator's care would be.
        let (seen, whole) = if here > 0.0 {
            (bill, here)
        } else {
            (beside, there)
        };
        if whole > 0.0 {
            let paid = by_payers(seen, parts, channel);
            let share = (there - here) / whole;
            avoided
                .iter_mut()
                .zip(paid)
                .for_each(|(avoided, paid)| *avoided += share * paid);
        }
    }
    avoided
}

/// The units of a channel; where units differ in cost, in units of the mean cost.
fn units(bill: &Bill, channel: usize) -> f64 {
    units_at_price(bill, 0..bill.counts.groups(), channel, 1.0)
}

/// EUR that each payer pays per unit for what a channel delivers; residents' own part is not the payers' to get back.
fn by_payers(bill: &Bill, parts: &Parts, channel: usize) -> Vec<f64> {
    let mut paid = vec![0.0; bill.system.payers.len()];
    let care = &bill.system.care;
    let statutory = &care.services[care.channels[channel].service].payers;
    for (place, component) in bill.arm.components.iter().enumerate() {
        let is_per_unit = component.is_per_unit();
        if is_per_unit {
            let [eur, own] = eur_and_own_cents(bill, parts, place, channel);
            let shares = component.payers.as_ref().unwrap_or(statutory);
            let rest = eur - (own / 100.0).min(eur);
            paid.iter_mut()
                .zip(shares)
                .for_each(|(paid, share)| *paid += rest * share);
        }
    }
    paid
}
