//! What expected residents who wait for a place in an institution need more than others.
//!
//! Comes in: a cycle as it was lived. Goes out: [`PlacesFindings`]. Deliberately absent: how places are given (admission.rs).
//!
//! Needs arise per state, not per person who waits: what those who wait have more is spread over everybody, so that in all it is
//! what it should be, in the twin and, as data, in the simulation.

use crate::provision::{Admission, PlacesFindings};
use crate::system::System;

use super::lives::LivedCycle;

/// What a cycle finds of places, once it has been lived.
pub(super) fn findings(
    system: &System,
    (admission, places): (Admission, f64),
    lived: &LivedCycle,
) -> PlacesFindings {
    let needs = match admission {
        Admission::Free => Vec::new(),
        Admission::ForAll | Admission::Short(_) => more_needs(system, lived),
    };
    PlacesFindings {
        admission,
        places,
        needs,
    }
}

/// Needs of which those who wait have more, and what that makes of those of everybody.
fn more_needs(system: &System, lived: &LivedCycle) -> Vec<(usize, f64)> {
    let pairs = system.health.classes.deprivation * 2;
    let sum = |needs: &[f64], need: usize| needs[need * pairs..][..pairs].iter().sum::<f64>();
    let of = system.health.places.iter();
    let asked = of.flat_map(|places| &places.needs);
    let more = asked.filter_map(|&(need, ratio)| {
        let all = sum(&lived.needs, need);
        let part = sum(&lived.needs_of_waiting, need) / all;
        (all > 0.0).then_some((need, 1.0 + (ratio - 1.0) * part))
    });
    more.collect()
}
