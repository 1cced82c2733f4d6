//! Periode: a fee per episode of a temporary need, or per year with a permanent one, coordination included; it takes
//! the place of those needs' unit fees.

use crate::base::money::Cents;
use crate::provision::Count;
use crate::scenario::schema::NeedClass;
use crate::system::funding::Component;

use super::per_service::units_at_price;
use super::{Bill, Owed, Reason};

/// The fees of an episode component, per need.
pub(super) fn episodes(bill: &Bill, place: usize, component: &Component) -> Vec<Owed> {
    let level = bill.level(place, component);
    if level <= 0.0 {
        return Vec::new();
    }
    let length = bill.system.time.length;
    component
        .needs
        .iter()
        .filter_map(|&need| {
            let per_event = match bill.system.care.needs[need].class {
                NeedClass::Permanent => length,
                NeedClass::Acute | NeedClass::Temporary => 1.0,
            };
            let weighted: f64 = (0..3)
                .map(|triage| {
                    bill.weigh(bill.counts.get(Count::Triaged { need, triage }))
                        * component.triage_weights[triage]
                })
                .sum();
            let amount = Cents::from_eur(weighted * per_event * component.amount * level);
            (amount != Cents::ZERO).then(|| Owed {
                reason: Reason::Component(place),
                recipient: component.recipient,
                amount,
                by_residents: own_part(bill, place, need).min(amount),
                shares: component
                    .payers
                    .clone()
                    .unwrap_or_else(|| statutory(bill, place, need)),
                category: bill.category(component.recipient),
            })
        })
        .collect()
}

/// What residents pay by statute for the units that the fee of a need replaces.
fn own_part(bill: &Bill, place: usize, need: usize) -> Cents {
    let cents: i64 = replaced(bill, place, need)
        .map(|channel| bill.counts.get(Count::Copayment { channel }))
        .sum();
    Cents::from_eur(bill.weigh(cents) / 100.0)
}

/// Channels of a need whose units the fee replaces.
fn replaced<'a>(bill: &'a Bill, place: usize, need: usize) -> impl Iterator<Item = usize> + 'a {
    let channels = bill.system.care.channels.iter().enumerate();
    channels
        .filter(move |(channel, found)| {
            bill.arm.pays_units[*channel] == Some(place) && found.need == need
        })
        .map(|(channel, _)| channel)
}

/// Shares of the statutory payers in the units that the fee of a need replaces.
fn statutory(bill: &Bill, place: usize, need: usize) -> Vec<f64> {
    let care = &bill.system.care;
    let mut shares = vec![0.0; bill.system.payers.len()];
    for channel in replaced(bill, place, need) {
        let service = &care.services[care.channels[channel].service];
        // A cent keeps the shares of a need whose units nobody happened to use.
        let worth = units_at_price(bill, channel, service.price) + 0.01;
        for (share, payer) in shares.iter_mut().zip(&service.payers) {
            *share += worth * payer;
        }
    }
    shares
}
