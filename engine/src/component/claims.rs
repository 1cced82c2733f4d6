//! Which components stand in line for which units. The checker and the arms both ask here, so that what is refused and
//! what is run are the same.
//!
//! Comes in: components as written. Goes out: those that could pay for units, first in line first, and whom each pays. Deliberately absent:
//! how much each of them pays.

use crate::scenario::claims::Side;
use crate::scenario::schema::{AppliesTo, Component, Scenario};

use super::written::{ClaimedUnits, Key, WrittenKind, names, units};

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

/// Whether a component pays a recipient, a discipline or `network`: the one it names, those who deliver units in line for it, or,
/// where its kind does neither, the network.
pub fn pays(scenario: &Scenario, component: &Component, recipient: &str) -> bool {
    let takes = WrittenKind::of(component.kind).takes;
    if takes.contains(&Key::Tariffs) {
        let mut units = units(scenario).into_iter();
        return units.any(|units| {
            units.service.discipline == recipient && rank(component, units).is_some()
        });
    }
    let named = component.recipient.as_deref();
    named
        .filter(|_| takes.contains(&Key::Recipient))
        .unwrap_or("network")
        == recipient
}

fn rank(component: &Component, units: ClaimedUnits) -> Option<u8> {
    let written = WrittenKind::of(component.kind);
    let rank = (written.rank)(component, units);
    rank.filter(|_| names(component, written.by_default, units.service))
}
