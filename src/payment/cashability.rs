//! Cashability: care avoided frees hours before it frees money. What a payer does not get back is still paid, as a flow
//! of its own.

use crate::base::money::Cents;
use crate::provision::{Count, Counts};
use crate::scenario::schema::ComponentKind;
use crate::system::funding::Component;

use crate::system::collaboration::Cashed;

use super::per_service::units_at_price;
use super::{Bill, Owed};

/// What is still paid for care that the comparator delivers this year and the arm does not, per service and payer.
pub(super) fn not_cashed(bill: &Bill, place: usize) -> Vec<Owed> {
    let Some(comparator) = bill.comparator else {
        return Vec::new();
    };
    let services = bill.system.collaboration.cashability.iter().enumerate();
    let of_service = |(service, cashed): (usize, &Vec<Cashed>)| {
        let avoided = avoided(bill, comparator, service).into_iter().zip(cashed);
        let kept = avoided.map(|(eur, cashed)| eur * (1.0 - cashed.in_year(bill.year)));
        let kept = kept.map(Cents::from_eur).enumerate();
        kept.filter(|(_, kept)| *kept > Cents::ZERO)
            .map(|(payer, kept)| still_paid(bill, place, service, payer, kept))
            .collect::<Vec<_>>()
    };
    services.flat_map(of_service).collect()
}

fn still_paid(bill: &Bill, place: usize, service: usize, payer: usize, kept: Cents) -> Owed {
    let service = &bill.system.care.services[service];
    let payers = bill.system.payers.len();
    Owed {
        category: service.category.clone(),
        ..Owed::by_one(place, service.discipline, payer, payers, kept)
    }
}

/// EUR that each payer would have paid more for the comparator's units of a service; units that moved from one need to
/// another, or to other tariffs, count against each other.
fn avoided(bill: &Bill, comparator: &Counts, service: usize) -> Vec<f64> {
    let mut avoided = vec![0.0; bill.system.payers.len()];
    let channels = bill.system.care.channels.iter().enumerate();
    for (channel, _) in channels.filter(|(_, channel)| channel.service == service) {
        let Some((place, component)) = pays(bill, channel) else {
            continue;
        };
        let by_payers = by_payers(bill, comparator, channel, (place, component));
        let statutory = &bill.system.care.services[service].payers;
        let shares = component.payers.as_ref().unwrap_or(statutory);
        for (avoided, share) in avoided.iter_mut().zip(shares) {
            *avoided += by_payers * share;
        }
    }
    avoided
}

/// EUR of a channel's avoided units that payers would have paid: residents' own part is not theirs to get back. It is
/// the same part of avoided units as of those that are delivered (of the comparator's, where none is).
fn by_payers(
    bill: &Bill,
    comparator: &Counts,
    channel: usize,
    (place, component): (usize, &Component),
) -> f64 {
    let service = &bill.system.care.services[bill.system.care.channels[channel].service];
    let volume = bill.system.growth.volume(service.line, bill.year);
    let price = component.tariffs[channel] * volume * bill.level(place, component);
    let beside = Bill {
        counts: comparator,
        ..*bill
    };
    let [here, there] = [bill, &beside].map(|bill| units_at_price(bill, channel, price));
    let (whole, seen) = if here > 0.0 {
        (here, bill)
    } else {
        (there, &beside)
    };
    let own = own_part(seen, channel).min(whole);
    if whole > 0.0 {
        (there - here) * (1.0 - own / whole)
    } else {
        0.0
    }
}

/// EUR of residents' own part in what a channel delivers.
fn own_part(bill: &Bill, channel: usize) -> f64 {
    let cents = |count| bill.counts.get(count);
    let own = cents(Count::Copayment { channel }) + cents(Count::Deductible { channel });
    bill.weigh(own) / 100.0
}

/// The component that pays a channel per unit.
fn pays<'a>(bill: &Bill<'a>, channel: usize) -> Option<(usize, &'a Component)> {
    let place = bill.arm.pays_units[channel]?;
    let component = &bill.arm.components[place];
    let is_per_unit = matches!(
        component.kind,
        ComponentKind::FeeForService | ComponentKind::ServiceFee
    );
    is_per_unit.then_some((place, component))
}
