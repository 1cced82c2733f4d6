//! Arms in groups with exactly the same care: each group is simulated once and paid for in every arm's way.
//!
//! Comes in: the variants of a system. Goes out: groups of [`Member`]s. Deliberately absent: living and paying.

use std::rc::Rc;

use crate::component::Neutral;
use crate::component::arm::Arm;
use crate::provision::{PersonColumns, PersonPrices, Responses};
use crate::scenario::schema::Layers;
use crate::system::System;
use crate::tables::arm_effect::ArmEffect;
use crate::tables::integration::Drivers;

/// An arm with some of the mechanisms on: `variant` is an index among the variants of a system, 0 being the scenario's
/// own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Index of the variant.
    pub variant: usize,
    /// Index of the arm.
    pub arm: usize,
}

/// Members under which exactly the same care is delivered: they are simulated once and paid for each in its own way.
/// The group of the comparator with all its mechanisms comes first, and every group comes no earlier than the group
/// of the comparator that its members are compared with. Without `shares_care` every arm is in groups of its own.
pub(super) fn groups(variants: &[System], shares_care: bool) -> Vec<Vec<Member>> {
    let mut groups: Vec<(Trace, Vec<Member>)> = Vec::new();
    let comparator = variants[0].comparator;
    let of_comparator = (0..variants.len()).map(|variant| Member {
        variant,
        arm: comparator,
    });
    let others = (0..variants[0].arms.len())
        .filter(|&arm| arm != comparator)
        .flat_map(|arm| (0..variants.len()).map(move |variant| Member { variant, arm }));
    let mut first_of = vec![0; variants.len()];
    // Variants differ in mechanisms, never in prices.
    let prices = |arm: usize| Rc::new(prices(&variants[0], arm));
    let prices: Vec<_> = (0..variants[0].arms.len()).map(prices).collect();
    for member in of_comparator.chain(others) {
        let prices = Rc::clone(&prices[member.arm]);
        let mut trace = trace(&variants[member.variant], member, prices);
        trace.apart = (!shares_care).then_some(member.arm);
        let earliest = first_of[member.variant];
        let found = groups.iter().enumerate().skip(earliest);
        let index = found
            .filter(|(_, (other, _))| *other == trace)
            .map(|(index, _)| index)
            .next();
        match index {
            Some(index) => groups[index].1.push(member),
            None => groups.push((trace, vec![member])),
        }
        if member.arm == comparator {
            first_of[member.variant] = index.unwrap_or(groups.len() - 1);
        }
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

/// All of an arm that can change what is delivered, or what a single person pays for it.
#[derive(Debug, Clone, PartialEq)]
struct Trace {
    /// Where arms are kept apart: the arm.
    apart: Option<usize>,
    /// An arm that shapes care in ways of its own is like no other, with these mechanisms.
    alone: Option<(usize, Layers)>,
    /// Whether capacity limits what is delivered.
    is_limited: bool,
    /// Whether everyone is enrolled.
    is_all_inside: bool,
    /// What the arm changes by itself.
    effects: Vec<ArmEffect>,
    prices: Rc<Vec<PersonPrices>>,
}

/// What single persons pay under an arm, by year.
fn prices(system: &System, arm: usize) -> Vec<PersonPrices> {
    let years = 0..system.time.years;
    let in_year = |year| PersonPrices::new(system, arm, year, PersonColumns::default());
    years.map(in_year).collect()
}

fn trace(
    system: &System,
    Member {
        variant,
        arm: index,
    }: Member,
    prices: Rc<Vec<PersonPrices>>,
) -> Trace {
    let (arm, layers) = (&system.arms[index], system.layers);
    let is_limited = layers.access
        && system
            .disciplines
            .iter()
            .any(|discipline| discipline.capacity.is_some());
    let builds = arm
        .components
        .iter()
        .any(|component| !component.earmark.is_empty());
    let administers = arm
        .components
        .iter()
        .any(|component| component.admin_hours > 0.0);
    // The factor of budget neutrality is not known yet; whether units pay more or less does not hang on which it is.
    let recipients = system.disciplines.len() + 1;
    let responds = [1.0, 2.0]
        .iter()
        .any(|factor| Responses::any(system, index, &Neutral::everywhere(*factor, recipients)));
    let own = Layers {
        capabilities: layers.capabilities && builds,
        access: is_limited && administers,
        incentives: responds,
        participation: system.decides(index),
        contracts: false,
        // All arms have the same.
        deprivation: layers.deprivation,
        unmet_care: layers.unmet_care,
        queues: layers.queues,
        places: layers.places,
        // What they grant follows from what an arm pays.
        budgets: !system.rationing().is_empty(),
    };
    let shapes_care =
        own.capabilities || own.access || own.incentives || own.participation || own.budgets;
    let of_care = arm
        .effects
        .iter()
        .filter(|effect| effect.target.is_of_care());
    // Integration is reported of every arm as it is, and may follow from what the arm pays.
    let is_told = variant == 0 && steers(system, arm);
    Trace {
        apart: None,
        alone: (shapes_care || is_told).then_some((index, own)),
        is_limited,
        is_all_inside: arm.has_network && !layers.participation,
        effects: of_care.cloned().collect(),
        prices,
    }
}

/// Whether an arm moves integration in a way of its own.
fn steers(system: &System, arm: &Arm) -> bool {
    let collaboration = &system.collaboration;
    let drivers = collaboration.drivers.as_ref();
    collaboration.moves_integration(arm.governance)
        && (arm.governance.is_some() || drivers.is_some_and(Drivers::is_dynamic))
}
