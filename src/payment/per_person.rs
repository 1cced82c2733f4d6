//! Populatie: fees for residents of the neighbourhood or of a practice's own list, whatever care they use.

use crate::base::money::Cents;
use crate::provision::{Count, administration};
use crate::scenario::schema::ComponentKind;
use crate::system::funding::Component;
use crate::system::time::OLDEST_AGE;

use super::{Bill, Owed, Reason, quality};

/// network_fee, innovation_fee, practice_fee, state_fee, quality_bonus.
pub(super) fn fee(bill: &Bill, place: usize, component: &Component) -> Option<Owed> {
    let system = bill.system;
    let persons = match component.kind {
        ComponentKind::PracticeFee => list_years(bill, component),
        ComponentKind::StateFee => component
            .states
            .iter()
            .map(|&state| bill.state_years(state))
            .sum(),
        _ => administration::resident_years(system, bill.counts) * system.people.weight,
    };
    let score = match component.kind {
        ComponentKind::QualityBonus => quality::score(system, &component.indicators, bill.counts),
        _ => 1.0,
    };
    let amount = Cents::from_eur(persons * component.amount * score * bill.level(place, component));
    (amount != Cents::ZERO).then(|| Owed {
        reason: Reason::Component(place),
        recipient: component.recipient,
        amount,
        by_residents: Cents::ZERO,
        shares: component.payers.clone().unwrap_or_default(),
        category: bill.category(component.recipient),
    })
}

/// Years on a practice's list, weighted by the ratios of age and deprivation.
fn list_years(bill: &Bill, component: &Component) -> f64 {
    let half_cycle = bill.system.time.length / 2.0;
    (0..bill.counts.classes())
        .flat_map(|class| (0..OLDEST_AGE).map(move |age| (class, age)))
        .map(|(class, age)| {
            let lived = bill.weigh(bill.counts.get(Count::LivedAtAge { class, age })) * half_cycle;
            lived * component.age_ratios[age] * component.deprivation_ratios[class]
        })
        .sum()
}
