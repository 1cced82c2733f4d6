//! Which components stand in line for which units. The checker and the arms both ask here, so that what is refused and
//! what is run are the same.
//!
//! Comes in: components as written. Goes out: those that could pay for units, first in line first. Deliberately absent:
//! how much each of them pays.

use crate::scenario::claims::Side;
use crate::scenario::schema::{AppliesTo, Component, Need, Scenario, Service};

use super::written::Services;

/// One way units come about.
#[derive(Debug, Clone, Copy)]
pub struct ClaimedUnits<'a> {
    /// The need that asks or escalates.
    pub need: &'a Need,
    /// The service.
    pub service: &'a Service,
    /// Whether nobody asked for them.
    pub is_escalation: bool,
}

/// Every way units come about.
pub fn units(scenario: &Scenario) -> Vec<ClaimedUnits<'_>> {
    let service = |name: &String| {
        scenario
            .service
            .iter()
            .find(|service| service.name == *name)
    };
    let of_need = |need: &'_ Need| -> Vec<(String, bool)> {
        let asked = need
            .services
            .iter()
            .map(|link| (link.service.clone(), false));
        let escalated = need
            .escalation
            .iter()
            .map(|link| (link.service.clone(), true));
        asked.chain(escalated).collect()
    };
    let needs = scenario.need.iter();
    needs
        .flat_map(|need| of_need(need).into_iter().map(move |found| (need, found)))
        .filter_map(|(need, (name, is_escalation))| {
            Some(ClaimedUnits {
                need,
                service: service(&name)?,
                is_escalation,
            })
        })
        .collect()
}

/// Places of the components that could pay for `units` of residents on a side, each with its rank: the highest pays
/// first, and what it leaves (phase-in, the share of a capitation) falls to the next. Capitation comes before an
/// episode fee, that before a service fee, that before fee-for-service; and one for a side before one for all.
pub fn claims(
    components: &[(&str, &Component)],
    units: ClaimedUnits,
    side: Side,
) -> Vec<(u8, usize)> {
    let claim = |component: &Component| -> Option<u8> {
        let rank = rank(component, units)?;
        let is_for_one_side = component.applies_to != AppliesTo::All;
        component
            .applies_to
            .holds(side)
            .then_some(rank + if is_for_one_side { ONE_SIDE } else { 0 })
    };
    let all = components.iter().enumerate();
    let mut claims: Vec<(u8, usize)> = all
        .filter_map(|(index, (_, component))| Some((claim(component)?, index)))
        .collect();
    claims.sort_by_key(|(rank, index)| (std::cmp::Reverse(*rank), *index));
    claims
}

/// What a component for one side has over one for all.
const ONE_SIDE: u8 = 10;

fn rank(component: &Component, units: ClaimedUnits) -> Option<u8> {
    let rank = (component.kind.written().rank)(component, units);
    rank.filter(|_| lists(component, units.service))
}

/// Whether a component that pays for units, or replaces them, names this service.
pub fn lists(component: &Component, service: &Service) -> bool {
    if !component.services.is_empty() || !component.disciplines.is_empty() {
        return component.services.contains(&service.name)
            || component.disciplines.contains(&service.discipline);
    }
    match component.kind.written().by_default {
        Services::All => true,
        Services::OfRecipient => component.recipient.as_ref() == Some(&service.discipline),
    }
}
