//! Fees per unit: tariff × units, for the kinds that pay them.
//!
//! Comes in: tariffs and units in line. Goes out: what is owed per service and way units came about. Deliberately
//! absent: which kind it is.

use crate::base::money::Cents;
use crate::counts::{Count, Owed, Reason};

use super::accounting_year::AccountingYear;
use super::basis::eur_of_units;
use super::builder::ComponentBuilder;
use super::kind::Settling;
use super::neighbourhood::Neighbourhood;

/// EUR per unit of each channel, of the price year: the tariff or else the reference price of its service, times the
/// factor.
pub fn tariffs(making: &ComponentBuilder) -> Vec<f64> {
    let written = making.written;
    let factor = making
        .value(written.factor.as_deref(), 1.0, "factor")
        .max(0.0);
    let channels = making.care.channels.iter();
    channels
        .map(|channel| {
            let service = &making.care.services[channel.service];
            let tariff = written.tariffs.get(&service.name).map(AsRef::as_ref);
            let key = format!("tariffs.{}", service.name);
            factor * making.value(tariff, service.price, &key).max(0.0)
        })
        .collect()
}

/// What is owed for units, per service and way they came about.
pub fn units(settling: &Settling) -> Vec<Owed> {
    let care = &settling.accounting.tables.care;
    let of_channel = |channel: usize| {
        let service = &care.services[care.channels[channel].service];
        let [eur, own] =
            eur_and_own_cents(settling.accounting, settling.seen, settling.index, channel);
        let amount = Cents::from_eur(eur);
        let by_residents = Cents::from_eur(own / 100.0).min(amount);
        let shares = settling.component.payers.as_ref();
        let shares = shares.unwrap_or(&service.payers);
        (amount != Cents::ZERO && shares.iter().any(|share| *share > 0.0)).then(|| Owed {
            reason: Reason::Component(settling.index),
            recipient: service.discipline,
            amount,
            by_residents,
            shares: shares.clone(),
            category: service.category.clone(),
        })
    };
    (0..care.channels.len()).filter_map(of_channel).collect()
}

/// EUR that the component at `index`, which pays per unit, pays for the units of a channel, and cents of it that
/// residents pay themselves.
pub fn eur_and_own_cents(
    accounting: &AccountingYear,
    seen: &Neighbourhood,
    index: usize,
    channel: usize,
) -> [f64; 2] {
    let care = &accounting.tables.care;
    let discipline = care.services[care.channels[channel].service].discipline;
    let tariff = accounting.arm.components[index]
        .tariff(channel)
        .unwrap_or(0.0);
    let eur = eur_of_units(&seen.seen_by(index), channel, tariff);
    let sides = (0..2).filter(|&side| seen.parts().of(side, channel, index) > 0.0);
    let own: f64 = sides
        .map(|side| {
            let copayments_left = accounting.copayments_left(side, channel);
            own_cents(seen, (side, channel), index, copayments_left)
        })
        .sum();
    [eur * accounting.level_for(index, discipline), own]
}

/// Cents that residents pay themselves within the units that the component at `index` pays, of copayments so much of those counted.
fn own_cents(
    seen: &Neighbourhood,
    (side, channel): (usize, usize),
    index: usize,
    copayments_left: f64,
) -> f64 {
    let components = &seen.arm.components;
    let is_per_unit =
        |other: usize| f64::from(u8::from(components[other].tariff(channel).is_some()));
    let keeps_copayments = |other: usize| components[other].copayment_share;
    let copayments = seen.sum(seen.groups(side), |group| Count::Copayment {
        group,
        channel,
    });
    let deductibles = seen.sum(seen.groups(side), |group| Count::Deductible {
        group,
        channel,
    });
    copayments * copayments_left * seen.parts().of_own(side, channel, index, keeps_copayments)
        + deductibles * seen.parts().of_own(side, channel, index, is_per_unit)
}
