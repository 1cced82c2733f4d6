//! Prestatie and fee for service: tariff × units. Background care: its cost.

use crate::base::money::Cents;
use crate::provision::Count;
use crate::system::funding::Component;

use super::{Bill, Owed, Reason};

/// Units that `component` pays, per service and way they came about.
pub(super) fn units(bill: &Bill, place: usize, component: &Component) -> Vec<Owed> {
    let level = bill.level(place, component);
    if level <= 0.0 {
        return Vec::new();
    }
    let care = &bill.system.care;
    let paid = bill
        .arm
        .pays_units
        .iter()
        .enumerate()
        .filter(|(_, payer)| **payer == Some(place));
    paid.filter_map(|(channel, _)| {
        let service = &care.services[care.channels[channel].service];
        let amount = Cents::from_eur(
            units_at_price(bill, channel, component.tariffs[channel])
                * bill.system.growth.volume(service.line, bill.year)
                * level,
        );
        let counts = bill.counts;
        let own =
            counts.get(Count::Copayment { channel }) + counts.get(Count::Deductible { channel });
        let by_residents = Cents::from_eur(bill.weigh(own) / 100.0).min(amount);
        let shares = component.payers.as_ref().unwrap_or(&service.payers);
        (amount != Cents::ZERO && shares.iter().any(|share| *share > 0.0)).then(|| Owed {
            reason: Reason::Component(place),
            recipient: service.discipline,
            amount,
            by_residents,
            shares: shares.clone(),
            category: service.category.clone(),
        })
    })
    .collect()
}

/// Units delivered through `channel` times `tariff` (EUR), for the whole population, in the volume of the first year.
/// Services whose units differ in cost are paid what each unit cost, times the tariff over the reference price.
pub(super) fn units_at_price(bill: &Bill, channel: usize, tariff: f64) -> f64 {
    let care = &bill.system.care;
    let service = care.channels[channel].service;
    if care.unit_spread[service].is_some() {
        let cents = bill.counts.sum(|class| Count::UnitCents { class, channel });
        bill.weigh(cents) / 100.0 * tariff / care.services[service].price.max(0.01)
    } else {
        bill.weigh(bill.counts.delivered(channel)) * tariff
    }
}

/// Background care, paid by statute whatever the arm.
pub(super) fn background(bill: &Bill) -> Vec<Owed> {
    let lines = bill.system.care.background.iter().enumerate();
    lines
        .filter_map(|(place, line)| {
            let cents = bill
                .counts
                .sum(|class| Count::Background { class, line: place });
            let amount = Cents::from_eur(bill.weigh(cents) / 100.0);
            let own = bill.counts.get(Count::DeductibleBackground { line: place });
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
