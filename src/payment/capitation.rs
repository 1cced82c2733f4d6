//! Capitation: a forfait per person on the list, risk-adjusted or not, in the place of unit fees.

use crate::base::money::Cents;
use crate::provision::Count;
use crate::system::component::Component;

use super::per_person::list_years;
use super::per_service::statutory;
use super::{Bill, Owed, Parts, Reason};

/// The forfait of a year: what the list pays, for the share of care that it stands for.
pub(super) fn forfait(
    bill: &Bill,
    parts: &Parts,
    place: usize,
    component: &Component,
) -> Option<Owed> {
    let level = bill.level(place, component) * component.share;
    let amount = Cents::from_eur(list_years(bill, component) * component.amount * level);
    let shares = || {
        let replaced = replaced(bill, parts, place).map(|(side, channel, _)| (side, channel));
        statutory(bill, replaced.collect())
    };
    (amount != Cents::ZERO).then(|| Owed {
        reason: Reason::Component(place),
        recipient: component.recipient,
        amount,
        by_residents: own_part(bill, parts, place, component).min(amount),
        shares: component.payers.clone().unwrap_or_else(shares),
        category: bill.category(component.recipient),
    })
}

/// What residents still pay by statute for the units that the forfait replaces.
fn own_part(bill: &Bill, parts: &Parts, place: usize, component: &Component) -> Cents {
    if component.waives_copayments {
        return Cents::ZERO;
    }
    let takes = |other: usize| !bill.arm.components[other].waives_copayments;
    let cents: f64 = replaced(bill, parts, place)
        .map(|(side, channel, _)| {
            let copayments = bill.sum(bill.groups(side), |group| Count::Copayment {
                group,
                channel,
            });
            bill.weigh(copayments) * parts.of_own(side, channel, place, takes)
        })
        .sum();
    Cents::from_eur(cents / 100.0)
}

/// Sides and channels whose units the forfait replaces, and the part of them.
fn replaced<'a>(
    bill: &'a Bill,
    parts: &'a Parts,
    place: usize,
) -> impl Iterator<Item = (usize, usize, f64)> + 'a {
    let channels = bill.system.care.channels.len();
    (0..2)
        .filter(|&side| !bill.groups(side).is_empty())
        .flat_map(move |side| (0..channels).map(move |channel| (side, channel)))
        .map(move |(side, channel)| (side, channel, parts.of(side, channel, place)))
        .filter(|(_, _, part)| *part > 0.0)
}
