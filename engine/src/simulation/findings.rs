//! What a cycle finds before it is lived: access, capabilities and integration, from what residents are expected to
//! want.
//!
//! Comes in: a town at the start of a cycle, those who come in it included. Goes out: [`CareAsked`] and [`CycleFindings`]. Deliberately
//! absent: how it is worked out (provision/), and what it makes of residents (cycle.rs).

use crate::population::{Census, Resident};
use crate::provision::{CycleFindings, Setting, harming};

use super::lived_years::CareAsked;
use super::reading::read;
use super::town::Town;

/// Who asks for care in the cycle; the first `here` residents are here at its start, the others come in it.
pub(super) fn asking(town: &Town, cycle: usize, here: usize) -> CareAsked {
    let Some(outlook) = &town.foresight.outlook else {
        return CareAsked {
            by_side: town.by_side(here),
            prospects: None,
        };
    };
    let (here, coming) = town.residents.split_at(here);
    let [here, coming] = [here, coming].map(|residents| census(town, residents, cycle));
    CareAsked {
        by_side: here.by_side.map(|many| many as f64),
        prospects: Some(outlook.of(town.system, &here, &coming)),
    }
}

/// What the cycle finds.
pub(super) fn find(town: &mut Town, cycle: usize, asking: &CareAsked) -> CycleFindings {
    let (system, own) = (town.system, &town.own);
    let setting = Setting {
        system,
        arm: &system.arms[town.arm],
        cycle,
        responses: &town.responses,
        administration: &town.administration,
        limits: &own.limits,
        paid: (&town.neutral, town.score),
    };
    let mut begun = setting.begin(&town.carried, asking.by_side);
    if let Some(panels) = &system.panels {
        begun.conditions.capacity[panels.discipline] *= town.open.hours;
    }
    let places = own.places.get(cycle);
    if let Some(found) = places {
        begun.conditions.ask_more(found);
    }
    let Some(prospects) = &asking.prospects else {
        if let Some(found) = places {
            begun.conditions.admit(system, found);
        }
        return setting.find(begun, None, &mut town.carried);
    };
    let mut demand = setting.demand(&begun.conditions, prospects);
    let weight = system.people.weight;
    let factors = town.sample.factors(cycle, &demand.hours, weight);
    demand.scale(factors.iter().copied());
    if let Some(unmet) = harming(system) {
        setting.harm(unmet, &mut begun, (&demand, prospects), &mut town.carried);
        demand = setting.demand(&begun.conditions, prospects);
        demand.scale(factors.into_iter());
    }
    if let Some(found) = places {
        begun.conditions.admit(system, found);
    }
    setting.find(begun, Some(demand), &mut town.carried)
}

/// How many of these residents there are of each kind.
fn census(town: &Town, residents: &[Resident], cycle: usize) -> Census {
    let system = town.system;
    let moment = system.time.moment(cycle);
    let counted = |residents: &[Resident]| {
        let mut census = Census::new(system);
        census.count(system, residents, moment);
        census
    };
    let both = |mut one: Census, other: Census| {
        one.merge(&other);
        one
    };
    read(residents, town.in_parallel, counted, both)
}
