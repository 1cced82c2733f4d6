//! Permanent needs in a cycle in which none of their units is due.
//!
//! Comes in: what the cycle found. Goes out: the share that is not met. Deliberately absent: needs with units in the
//! cycle, which deliver.rs answers.

use crate::scenario::schema::NeedClass;
use crate::system::System;

use super::Conditions;
use super::person_prices::is_informal;

/// Share of a permanent need that is not met in a cycle in which none of its units is due: what is refused of its units
/// on average. Without it a need would count as met between its units, and the oftener the shorter the cycle. 0 of
/// other needs, and of those that nobody answers.
pub fn lacking_when_idle(
    system: &System,
    conditions: &Conditions,
    (side, need): (usize, usize),
    has_carer: bool,
) -> f64 {
    let need = &system.care.needs[need];
    if need.class != NeedClass::Permanent {
        return 0.0;
    }
    let is_there = |service: usize| has_carer || !is_informal(system, service);
    let links = need.links.iter().filter(|link| is_there(link.service));
    let (refused, wanted) = links.fold((0.0, 0.0), |(refused, wanted), link| {
        let gone = conditions.substitutions.iter().filter(|&&(from, to, ..)| {
            from == link.service
                && is_there(to)
                && system.care.replacement(link.channel, to).is_some()
        });
        let left = gone.fold(1.0, |left, &(.., share)| left * (1.0 - share));
        let units = link.mean * conditions.units[side][link.channel] * left;
        let access = conditions.access[system.care.services[link.service].discipline];
        let waits = conditions.waits(system, link.channel);
        let lost = waits.map_or(1.0 - access, |found| found.lost);
        (refused + units * lost, wanted + units)
    });
    if wanted > 0.0 { refused / wanted } else { 0.0 }
}
