//! Prestatie and fee for service: tariff × units. Background care: its cost.

use crate::base::money::Cents;
use crate::provision::Count;
use crate::system::component::Component;

use super::{Bill, Owed, Parts, Reason};

/// Units that `component` pays, per service and way they came about.
pub(super) fn units(bill: &Bill, parts: &Parts, place: usize, component: &Component) -> Vec<Owed> {
    let care = &bill.system.care;
    let of_channel = |channel: usize| {
        let service = &care.services[care.channels[channel].service];
        let [eur, own] = eur_and_own_cents(bill, parts, place, channel);
        let amount = Cents::from_eur(eur);
        let by_residents = Cents::from_eur(own / 100.0).min(amount);
        let shares = component.payers.as_ref().unwrap_or(&service.payers);
        (amount != Cents::ZERO && shares.iter().any(|share| *share > 0.0)).then(|| Owed {
            reason: Reason::Component(place),
            recipient: service.discipline,
            amount,
            by_residents,
            shares: shares.clone(),
            category: service.category.clone(),
        })
    };
    (0..care.channels.len()).filter_map(of_channel).collect()
}

/// EUR that the component at `place` pays for the units of a channel, and cents of it that residents pay themselves.
pub(super) fn eur_and_own_cents(
    bill: &Bill,
    parts: &Parts,
    place: usize,
    channel: usize,
) -> [f64; 2] {
    let component = &bill.arm.components[place];
    let care = &bill.system.care;
    let service = &care.services[care.channels[channel].service];
    let (eur, own) = (0..2).fold((0.0, 0.0), |(eur, own), side| {
        let part = parts.of(side, channel, place);
        if part <= 0.0 {
            return (eur, own);
        }
        let units = units_at_price(bill, bill.groups(side), channel, component.tariffs[channel]);
        (
            eur + units * part,
            own + own_cents(bill, parts, (side, channel), place),
        )
    });
    let volume = bill.system.growth.volume(service.line, bill.year);
    [eur * volume * bill.unit_level(place, component), own]
}

/// Cents that residents pay themselves within the units that the component at `place` pays.
fn own_cents(bill: &Bill, parts: &Parts, (side, channel): (usize, usize), place: usize) -> f64 {
    let is_per_unit = |other: usize| bill.arm.components[other].is_per_unit();
    let keeps_copayments = |other: usize| !bill.arm.components[other].waives_copayments;
    let copayments = bill.sum(bill.groups(side), |group| Count::Copayment {
        group,
        channel,
    });
    let deductibles = bill.sum(bill.groups(side), |group| Count::Deductible {
        group,
        channel,
    });
    bill.weigh(copayments) * parts.of_own(side, channel, place, keeps_copayments)
        + bill.weigh(deductibles) * parts.of_own(side, channel, place, is_per_unit)
}

/// Units delivered through `channel` to some groups times `tariff` (EUR), for the whole population, in the volume of the
/// first year. Services whose units differ in cost are paid what each unit cost, times the tariff over the reference
/// price.
pub(super) fn units_at_price(
    bill: &Bill,
    groups: std::ops::Range<usize>,
    channel: usize,
    tariff: f64,
) -> f64 {
    let care = &bill.system.care;
    let service = care.channels[channel].service;
    if care.unit_spread[service].is_some() {
        let cents = bill.sum(groups, |group| Count::UnitCents { group, channel });
        bill.weigh(cents) / 100.0 * tariff / care.services[service].price.max(0.01)
    } else {
        bill.weigh(bill.sum(groups, |group| Count::Delivered { group, channel })) * tariff
    }
}

/// Shares of the statutory payers in the units of some channels, per side, at reference prices.
pub(super) fn statutory(bill: &Bill, channels: Vec<(usize, usize)>) -> Vec<f64> {
    let care = &bill.system.care;
    let mut shares = vec![0.0; bill.system.payers.len()];
    for (side, channel) in channels {
        let service = &care.services[care.channels[channel].service];
        // A cent keeps the shares of units that nobody happened to use.
        let worth = units_at_price(bill, bill.groups(side), channel, service.price) + 0.01;
        for (share, payer) in shares.iter_mut().zip(&service.payers) {
            *share += worth * payer;
        }
    }
    shares
}

/// Background care, paid by statute whatever the arm.
pub(super) fn background(bill: &Bill) -> Vec<Owed> {
    let lines = bill.system.care.background.iter().enumerate();
    lines
        .filter_map(|(place, line)| {
            let cents = bill
                .counts
                .sum(|group| Count::Background { group, line: place });
            let amount = Cents::from_eur(bill.weigh(cents) / 100.0);
            let own = bill
                .counts
                .sum(|group| Count::DeductibleBackground { group, line: place });
            (amount != Cents::ZERO).then(|| Owed {
                reason: Reason::Background,
                recipient: line.discipline,
                amount,
                by_residents: Cents::from_eur(bill.weigh(own) / 100.0).min(amount),
                shares: line.payers.clone(),
                category: line.category.clone(),
            })
        })
        .collect()
}
