//! Variants of a system with its mechanisms switched on one after another, so that an arm's effect falls apart into
//! steps.

use crate::scenario::schema::Layers;
use crate::system::System;

/// The steps from paying for the comparator's care in an arm's way to the arm as it is. Each step is the effect with
/// one mechanism more: the first with capacity limits, then what the arm changes by itself (`[[arm.effect]]`),
/// capabilities, incentives, participation, and contracts. What budgets grant is in every step what it is in the arm as it is.
pub const STEPS: [&str; 6] = [
    "access",
    "effects",
    "capabilities",
    "incentives",
    "participation",
    "contracts",
];

/// The system as it is, then with only the first of the steps, the first two, and so on up to the last but one; a
/// mechanism that the scenario switches off stays off.
pub(super) fn variants(system: System) -> Vec<System> {
    let on = system.layers;
    let with = |steps: usize| Layers {
        access: on.access,
        capabilities: on.capabilities && steps > 2,
        incentives: on.incentives && steps > 3,
        participation: on.participation && steps > 4,
        contracts: false,
        deprivation: on.deprivation,
        unmet_care: on.unmet_care,
        queues: on.queues,
        places: on.places,
        budgets: on.budgets,
    };
    let partial = (1..STEPS.len()).map(|steps| {
        let mut variant = system.clone();
        variant.layers = with(steps);
        if steps < 2 {
            without_effects(&mut variant);
        }
        variant
    });
    let partial: Vec<System> = partial.collect();
    std::iter::once(system).chain(partial).collect()
}

/// Takes out what arms change of care by themselves; what they change of utilities and costs of states is how they
/// count and pay.
fn without_effects(system: &mut System) {
    for arm in &mut system.arms {
        arm.effects.retain(|effect| !effect.target.is_of_care());
    }
}
