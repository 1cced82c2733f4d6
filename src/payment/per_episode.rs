//! Periode: a fee per episode of a temporary need, or per year with a permanent one, coordination included; it takes
//! the place of those needs' unit fees.

use crate::base::money::Cents;
use crate::provision::Count;
use crate::system::component::Component;

use super::per_service::statutory;
use super::{Bill, Owed, Parts, Reason};

/// The fees of an episode component, per need.
pub(super) fn episodes(
    bill: &Bill,
    parts: &Parts,
    place: usize,
    component: &Component,
) -> Vec<Owed> {
    let level = bill.level(place, component);
    if level <= 0.0 {
        return Vec::new();
    }
    component
        .needs
        .iter()
        .filter_map(|&need| {
            let per_event = bill.system.per_count(need);
            let weighted: f64 = (0..3)
                .map(|triage| {
                    let events = bill.sum(bill.groups_for(component), |group| Count::Triaged {
                        group,
                        need,
                        triage,
                    });
                    bill.weigh(events) * component.triage_weights[triage]
                })
                .sum();
            let amount = Cents::from_eur(weighted * per_event * component.amount * level);
            let shares = || statutory(bill, replaced(bill, parts, place, need));
            (amount != Cents::ZERO).then(|| Owed {
                reason: Reason::Component(place),
                recipient: component.recipient,
                amount,
                by_residents: own_part(bill, parts, place, need).min(amount),
                shares: component.payers.clone().unwrap_or_else(shares),
                category: bill.category(component.recipient),
            })
        })
        .collect()
}

/// What residents pay by statute for the units that the fee of a need replaces.
fn own_part(bill: &Bill, parts: &Parts, place: usize, need: usize) -> Cents {
    let takes = |other: usize| !bill.arm.components[other].waives_copayments;
    let cents: f64 = replaced(bill, parts, place, need)
        .into_iter()
        .map(|(side, channel)| {
            let copayments = bill.sum(bill.groups(side), |group| Count::Copayment {
                group,
                channel,
            });
            bill.weigh(copayments) * parts.of_own(side, channel, place, takes)
        })
        .sum();
    Cents::from_eur(cents / 100.0)
}

/// Sides and channels of a need whose units the fee replaces, wholly or in part.
fn replaced(bill: &Bill, parts: &Parts, place: usize, need: usize) -> Vec<(usize, usize)> {
    let channels = bill.system.care.channels.iter().enumerate();
    let of_need = channels.filter(|(_, found)| found.need == need);
    of_need
        .flat_map(|(channel, _)| [0, 1].map(|side| (side, channel)))
        .filter(|&(side, channel)| {
            !bill.groups(side).is_empty() && parts.of(side, channel, place) > 0.0
        })
        .collect()
}
