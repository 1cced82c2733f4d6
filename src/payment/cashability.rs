//! Cashability: care avoided frees hours before it frees money. What a payer does not get back is still paid, as a flow
//! of its own.

use crate::base::money::{Cents, split};
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
    let cashability = &bill.system.collaboration.cashability;
    let services = cashability.iter().enumerate();
    let of_service = |(service, cashed): (usize, &Vec<Cashed>)| {
        let discipline = bill.system.care.services[service].discipline;
        let avoided = avoided(bill, comparator, service);
        let payers = avoided.into_iter().zip(cashed).enumerate();
        let kept = payers.filter_map(|(payer, (avoided, cashed))| {
            let kept = Cents::from_eur(avoided.to_eur() * (1.0 - cashed.in_year(bill.year)));
            (kept > Cents::ZERO).then_some((payer, kept))
        });
        let payers = cashed.len();
        let category = &bill.system.care.services[service].category;
        let owed = move |(payer, kept)| Owed {
            category: category.clone(),
            ..Owed::by_one(place, discipline, payer, payers, kept)
        };
        kept.map(owed).collect::<Vec<_>>()
    };
    services.flat_map(of_service).collect()
}

/// What each payer would have paid more for the comparator's units of a service; units that moved from one need to
/// another, or to other tariffs, count against each other.
fn avoided(bill: &Bill, comparator: &Counts, service: usize) -> Vec<Cents> {
    let beside = Bill {
        counts: comparator,
        ..*bill
    };
    let mut avoided = vec![Cents::ZERO; bill.system.payers.len()];
    let channels = bill.system.care.channels.iter().enumerate();
    for (channel, _) in channels.filter(|(_, channel)| channel.service == service) {
        let (there, here) = (paid(&beside, channel), paid(bill, channel));
        for (avoided, (there, here)) in avoided.iter_mut().zip(there.into_iter().zip(here)) {
            *avoided += there - here;
        }
    }
    avoided
}

/// What each payer pays, per unit, for what a channel delivers; residents' own part is not the payers' to get back.
fn paid(bill: &Bill, channel: usize) -> Vec<Cents> {
    let mut paid = vec![Cents::ZERO; bill.system.payers.len()];
    let care = &bill.system.care;
    let service = &care.services[care.channels[channel].service];
    if let Some((place, component)) = pays(bill, channel) {
        let volume = bill.system.growth.volume(service.line, bill.year);
        let price = component.tariffs[channel] * volume * bill.level(place, component);
        let amount = Cents::from_eur(units_at_price(bill, channel, price));
        let cents = |count| bill.counts.get(count);
        let own = cents(Count::Copayment { channel }) + cents(Count::Deductible { channel });
        let own = Cents::from_eur(bill.weigh(own) / 100.0).min(amount);
        let shares = component.payers.as_ref().unwrap_or(&service.payers);
        if shares.iter().any(|share| *share > 0.0) {
            split(amount - own, shares, &mut paid);
        }
    }
    paid
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
