//! Budgets on top of current cost: a transition budget with an end and what may come back, and a project grant.

use crate::base::money::Cents;
use crate::system::component::Component;

use super::{Bill, Owed, Reason};

/// The amount of this year, and in the year after the last the part that payers get back when growth missed its target.
pub(super) fn transition(bill: &Bill, place: usize, component: &Component) -> Vec<Owed> {
    let owed = |amount: Cents| Owed {
        reason: Reason::Component(place),
        recipient: component.recipient,
        amount,
        by_residents: Cents::ZERO,
        shares: component.payers.clone().unwrap_or_default(),
        category: None,
    };
    [
        Cents::from_eur(component.amount * bill.level(place, component)),
        -claw_back(bill, place, component),
    ]
    .into_iter()
    .filter(|amount| *amount != Cents::ZERO)
    .map(owed)
    .collect()
}

/// The amount of a project grant this year; it ends with its last year.
pub(super) fn grant(bill: &Bill, place: usize, component: &Component) -> Option<Owed> {
    let amount = Cents::from_eur(component.amount * bill.level(place, component));
    (amount != Cents::ZERO).then(|| Owed {
        reason: Reason::Component(place),
        recipient: component.recipient,
        amount,
        by_residents: Cents::ZERO,
        shares: component.payers.clone().unwrap_or_default(),
        category: bill.category(component.recipient),
    })
}

fn claw_back(bill: &Bill, place: usize, component: &Component) -> Cents {
    let Some(target) = component.growth_target else {
        return Cents::ZERO;
    };
    if component.claw_back <= 0.0 || bill.year != component.years.end || bill.year == 0 {
        return Cents::ZERO;
    }
    let last = bill.year - 1;
    match growth(bill.earlier, last) {
        Some(growth) if growth > target => {
            let of_last = Bill {
                year: last,
                ..*bill
            };
            Cents::from_eur(
                component.amount * of_last.level(place, component) * component.claw_back,
            )
        }
        _ => Cents::ZERO,
    }
}

/// Mean growth per year of the amounts from the first year to the year with index `year`; `None` in the first year.
pub fn growth(totals: &[Cents], year: usize) -> Option<f64> {
    let (first, last) = (totals.first()?.to_eur(), totals.get(year)?.to_eur());
    (year > 0 && first > 0.0 && last > 0.0)
        .then(|| libm::pow(last / first, 1.0 / year as f64) - 1.0)
}
