//! Variants of a system with its mechanisms switched on one after another, so that an arm's effect falls apart into
//! steps.

use crate::scenario::schema::Layers;
use crate::system::System;

/// The steps from paying for the comparator's care in an arm's way to the arm as it is. Each step is the effect with one
/// mechanism more: the first with capacity limits, then capabilities, incentives, participation, and cashability. What an
/// arm changes by itself is no mechanism and in no layer: what it does to care is in the first step.
pub const STEPS: [&str; 5] = [
    "access",
    "capabilities",
    "incentives",
    "participation",
    "cashability",
];

/// The system as it is, then with only the first of the steps, the first two, and so on up to the last but one; a
/// mechanism that the scenario switches off stays off.
pub(super) fn variants(system: System) -> Vec<System> {
    let on = system.layers;
    let with = |steps: usize| Layers {
        access: on.access,
        capabilities: on.capabilities && steps > 1,
        incentives: on.incentives && steps > 2,
        participation: on.participation && steps > 3,
        cashability: false,
    };
    let partial = (1..STEPS.len()).map(with);
    let partial: Vec<System> = partial
        .map(|layers| System {
            layers,
            ..system.clone()
        })
        .collect();
    std::iter::once(system).chain(partial).collect()
}
