//! Populatie: fees for residents of the neighbourhood or of a practice's own list, whatever care they use.

use crate::base::money::Cents;
use crate::provision::{Count, administration};
use crate::scenario::schema::ComponentKind;
use crate::system::component::Component;
use crate::system::time::OLDEST_AGE;

use super::{Bill, Owed, Reason, quality};

/// network_fee, innovation_fee, practice_fee, state_fee, quality_bonus.
pub(super) fn fee(bill: &Bill, place: usize, component: &Component) -> Option<Owed> {
    let system = bill.system;
    let persons = match component.kind {
        ComponentKind::PracticeFee => list_years(bill, component),
        ComponentKind::StateFee => {
            let years = |&state: &usize| bill.state_years(bill.groups_for(component), state);
            component.states.iter().map(years).sum()
        }
        _ => {
            let years: f64 = bill
                .groups_for(component)
                .map(|group| {
                    administration::resident_years_of(system, bill.counts, group..group + 1)
                })
                .sum();
            years * system.people.weight
        }
    };
    let score = match component.kind {
        ComponentKind::QualityBonus => quality::score(&bill.scored(), &component.indicators),
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

/// Years on practices' lists, weighted by the ratios of age, deprivation and lower class, or of state and deprivation.
pub(super) fn list_years(bill: &Bill, component: &Component) -> f64 {
    let half_cycle = bill.system.time.length / 2.0;
    let classes = bill.counts.classes();
    let ratios = &component.ratios;
    let weighted = |group: usize| -> f64 {
        let class = group % classes;
        match &ratios.state {
            Some(states) => states
                .iter()
                .enumerate()
                .filter(|(state, _)| bill.system.health.states[*state].is_alive())
                .map(|(state, ratio)| {
                    bill.weigh(bill.counts.get(Count::Lived { group, state }))
                        * half_cycle
                        * ratio
                        * ratios.deprivation[class]
                })
                .sum(),
            None => (0..OLDEST_AGE)
                .flat_map(|age| [0, 1].map(|lower| (age, lower)))
                .map(|(age, lower)| {
                    let lived = bill.counts.get(Count::LivedAtAge { group, age, lower });
                    bill.weigh(lived) * half_cycle * ratios.of(age, class, lower == 1)
                })
                .sum(),
        }
    };
    bill.groups_for(component).map(weighted).sum()
}
