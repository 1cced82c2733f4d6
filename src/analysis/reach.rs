//! How far the effects of a scenario reach: what each payer could save at most, and what nothing aims at.
//!
//! Comes in: a system at the means of its parameters. Goes out: rows, a payer or a category of care each, as the cohort twin
//! expects them under the comparator over the whole run, nominal. Deliberately absent: what it costs to build anything
//! (money is no limit here), chance, and what other arms pay.
//!
//! Three worlds stand beside the comparator as it is. *Full strength*: every capability is there at once, its effects as
//! large as evidence has them. *Care*: the needs, escalations, units and hours that effects lower do not arise at all.
//! *Most*: neither do the moves between states and the losses of carers that effects lower. Effects that raise something
//! are in the first and in neither of the others; what replaces care is in all. Capacity limits nothing, so that care
//! which is freed is not filled again.

use serde::{Deserialize, Serialize};

use crate::base::written::{eur, number};
use crate::cohort;
use crate::simulation::ArmResult;
use crate::system::System;
use crate::tables::arm_effect::ArmEffect;
use crate::tables::capability::{Effect, Target};

/// What a payer or a category comes to over the whole run, EUR.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReachRow {
    /// `payer`, or `category` of all payers together.
    pub kind: String,
    /// Its name; `all` payers.
    pub name: String,
    /// Under the comparator as it is.
    #[serde(serialize_with = "eur")]
    pub now: f64,
    /// With all capabilities at full strength.
    #[serde(serialize_with = "eur")]
    pub full_strength: f64,
    /// Without the care that effects lower.
    #[serde(serialize_with = "eur")]
    pub without_care: f64,
    /// Nor the moves and losses of carers that effects lower.
    #[serde(serialize_with = "eur")]
    pub most: f64,
    /// Share of `now` that is left then: out of reach.
    #[serde(serialize_with = "number")]
    pub out_of_reach: f64,
}

impl ReachRow {
    /// Whether no effect aims at any of its care: it costs the same without the care that effects lower.
    pub fn is_untouched(&self) -> bool {
        (self.without_care - self.now).abs() <= ROUNDING * self.now.abs() + 0.01
    }
}

/// Payers, all of them together, then categories.
pub fn rows(system: &System) -> Vec<ReachRow> {
    let worlds = [
        Vec::new(),
        at_full_strength(system),
        removed(system, |target| !is_of_health(target)),
        removed(system, |_| true),
    ];
    let found = worlds.map(|effects| expected(system, effects));
    let years = 0..system.time.years;
    let payers = 0..system.payers.len();
    let paid = |world: &ArmResult, payer: usize| -> f64 {
        let of_years = years.clone().map(|year| world.paid[payer][year].to_eur());
        of_years.sum()
    };
    let mut rows: Vec<ReachRow> = payers
        .clone()
        .map(|payer| {
            let values = found.each_ref().map(|world| paid(world, payer));
            row("payer", &system.payers[payer], values)
        })
        .collect();
    let all = found
        .each_ref()
        .map(|world| payers.clone().map(|payer| paid(world, payer)).sum());
    rows.push(row("payer", "all", all));
    let labels = found[0].labels.iter().enumerate();
    let categories = labels.filter(|(_, label)| label.outcome == "spending");
    let of_categories = categories.map(|(index, label)| {
        let spent = |world: &ArmResult| years.clone().map(|year| world.outcomes[year][index]).sum();
        row("category", &label.group, found.each_ref().map(spent))
    });
    // Care without a category has a row where there is any.
    rows.extend(of_categories.filter(|row| row.now > 0.0 || row.full_strength > 0.0));
    rows
}

/// Rounding of cents over a run.
const ROUNDING: f64 = 1e-7;

fn row(kind: &str, name: &str, [now, full_strength, without_care, most]: [f64; 4]) -> ReachRow {
    ReachRow {
        kind: kind.into(),
        name: name.into(),
        now,
        full_strength,
        without_care,
        most,
        out_of_reach: if now > 0.0 { most / now } else { 1.0 },
    }
}

/// The comparator in a world in which these changes hold from the start.
fn expected(system: &System, changes: Vec<(Target, f64)>) -> ArmResult {
    let mut world = system.clone();
    world.layers.access = false;
    let years = system.time.years;
    let effects = changes.into_iter().map(|(target, size)| ArmEffect {
        target,
        size,
        years: 0..years,
    });
    world.arms = vec![system.arms[system.comparator].clone()];
    if system.observed_under != system.comparator {
        world.arms.push(system.arms[system.observed_under].clone());
    }
    world.observed_under = world.arms.len() - 1;
    world.comparator = 0;
    world.arms[0].effects.extend(effects);
    let mut arms = cohort::expected(&world).arms;
    arms.swap_remove(0).result
}

fn is_of_health(target: Target) -> bool {
    matches!(target, Target::Transition(..) | Target::CarerLoss)
}

fn at_full_strength(system: &System) -> Vec<(Target, f64)> {
    let effects = system.effects.iter();
    effects.map(|effect| (effect.target, effect.size)).collect()
}

/// What effects of capabilities and of arms lower, gone altogether.
fn removed(system: &System, is_meant: impl Fn(Target) -> bool) -> Vec<(Target, f64)> {
    let lowers = |effect: &&Effect| effect.is_reduction;
    let of_capabilities = system
        .effects
        .iter()
        .filter(lowers)
        .map(|effect| effect.target);
    let of_arms = system.arms.iter().flat_map(|arm| &arm.effects);
    let of_arms = of_arms.filter(|effect| effect.size < 0.0 || is_replacement(effect.target));
    let mut targets: Vec<Target> = Vec::new();
    for target in of_capabilities.chain(of_arms.map(|effect| effect.target)) {
        // Closing a discipline is no effect that helps.
        let is_closing = matches!(target, Target::Capacity(_));
        let is_new = !is_closing && !targets.contains(&target);
        if is_new && target.is_of_care() && is_meant(target) {
            targets.push(target);
        }
    }
    let gone = |target: Target| if is_replacement(target) { 1.0 } else { -1.0 };
    targets
        .into_iter()
        .map(|target| (target, gone(target)))
        .collect()
}

fn is_replacement(target: Target) -> bool {
    matches!(target, Target::Substitute(..))
}
