//! Growth of volume that fees per unit would have paid, and that the arm pays nobody, because what it pays in their place follows
//! prices at most.
//!
//! Comes in: units, and the components that stand in line for them. Goes out: EUR a discipline, and altogether, in arms with such
//! components. Deliberately absent: what is paid (spending.rs), and fees per person that stand in no fee's place.

use crate::component::neighbourhood::Neighbourhood;
use crate::component::{ComponentTerms, Follows};

use super::measure::{AccountScope, Exactness, Groups, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[UNPAID_GROWTH],
    tally,
};

/// At reference prices of the year: units of the year less the same at the volume of the first, as far as what pays for them does
/// not follow volume.
pub const UNPAID_GROWTH: Measure = Measure {
    name: "unpaid_growth",
    unit: "EUR",
    total: Total::Costs,
    exactness: Exactness::Always,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let disciplines = &year.system.disciplines;
    let seen = Neighbourhood::simulated(year.system, year.arm, year.counts, year.year);
    let components = year.arm.components.iter().enumerate();
    let staying: Vec<usize> = components
        .filter(|(_, component)| stays(component))
        .map(|(index, _)| index)
        .collect();
    let mut all = None;
    for (index, discipline) in disciplines.iter().enumerate() {
        let channels = replaced(year, &staying, index);
        if channels.is_empty() {
            continue;
        }
        let channels = channels.into_iter();
        let eur = channels.map(|channel| unpaid(year, (&seen, &staying), channel));
        let eur: f64 = eur.sum();
        sheet(UNPAID_GROWTH.of(&discipline.name), eur);
        *all.get_or_insert(0.0) += eur;
    }
    if let Some(all) = all {
        sheet(UNPAID_GROWTH.of("all"), all);
    }
}

/// Channels of a discipline whose units one of the components `staying`, which do not follow volume, could pay in some year.
fn replaced(year: &Year, staying: &[usize], discipline: usize) -> Vec<usize> {
    let care = &year.system.care;
    let stands_for = |channel: usize| {
        let mut claims = year.arm.claims.iter().flat_map(|side| &side[channel]);
        claims.any(|index| staying.contains(index))
    };
    let channels = 0..care.channels.len();
    let own =
        channels.filter(|&at| care.services[care.channels[at].service].discipline == discipline);
    own.filter(|&channel| stands_for(channel)).collect()
}

/// Whether what a component pays stays behind where volume grows.
fn stays(component: &ComponentTerms) -> bool {
    match component.follows {
        Follows::Price | Follows::Neither => true,
        Follows::Volume | Follows::Both | Follows::Settled => false,
    }
}

/// EUR of the year for a channel, as far as the components `staying` pay for it.
fn unpaid(year: &Year, (seen, staying): (&Neighbourhood, &[usize]), channel: usize) -> f64 {
    let system = year.system;
    let service = &system.care.services[system.care.channels[channel].service];
    let at_first = (0..2).map(|side| {
        let parts = staying.iter();
        let part: f64 = parts.map(|one| seen.parts().of(side, channel, *one)).sum();
        part * seen.units_at_price(seen.groups(side), channel, service.price)
    });
    let growth = &system.growth;
    let grown = growth.volume(service.line, year.year) - 1.0;
    at_first.sum::<f64>() * grown * growth.prices(year.year) * system.people.weight
}
