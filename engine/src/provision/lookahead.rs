//! Whether a cycle has to know what residents will want before they want it.
//!
//! Comes in: a system. Goes out: whether anything limits what is delivered, looks at work, or harms. Deliberately absent: what
//! they will want (demand.rs).

use crate::system::System;
use crate::tables::capability::Target;
use crate::tables::unmet::{Lack, Unmet, UnmetEffect};

/// Whether an effect, of a capability or of an arm, is on such a target.
fn is_targeted(system: &System, is_such: impl Fn(Target) -> bool) -> bool {
    let of_arms = system.arms.iter().flat_map(|arm| &arm.effects);
    let mut of_capabilities = system.effects.iter().map(|effect| effect.target);
    of_capabilities.any(&is_such) || of_arms.map(|effect| effect.target).any(is_such)
}

/// Whether capacity, or what an effect makes of it, can limit what is delivered.
fn is_limited(system: &System) -> bool {
    let mut disciplines = system.disciplines.iter();
    disciplines.any(|each| each.capacity.is_some())
        || is_targeted(system, |target| matches!(target, Target::Capacity(_)))
}

/// Whether what residents will want has to be known: capacity limits it, integration looks at it, or what is not delivered
/// harms.
pub fn looks_ahead(system: &System) -> bool {
    let is_limited = is_limited(system);
    let drivers = system.collaboration.drivers.as_ref();
    let looks = drivers.is_some_and(|drivers| {
        let [excess, administration] = [drivers.workload, drivers.administrative_hours];
        (excess.beta != 0.0 && is_limited) || administration.beta != 0.0
    });
    (system.layers.access && is_limited) || looks || harming(system).is_some()
}

/// What care that is not delivered does; `None` where nothing is said of it, or where everything wanted is delivered in all
/// arms as it was observed: no hours are limited, payment makes providers leave nothing out, no budget withholds anything, and
/// nothing hidden is found.
pub fn harming(system: &System) -> Option<&Unmet> {
    let unmet = system.unmet.as_ref()?;
    let pays_otherwise = (0..system.arms.len()).any(|arm| arm != system.observed_under);
    let responds = system.layers.incentives && system.incentives.is_any();
    let withholds = unmet.withheld > 0.0 && responds && pays_otherwise;
    let rations = !system.rationing().is_empty();
    let is_hidden = |effect: &UnmetEffect| matches!(effect.lack, Lack::Hidden(_));
    let brings_forward = unmet.effects.iter().any(is_hidden)
        && is_targeted(system, |target| matches!(target, Target::Presented(_)));
    (withholds || rations || brings_forward || (system.layers.access && is_limited(system)))
        .then_some(unmet)
}
