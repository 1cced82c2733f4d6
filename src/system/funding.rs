//! Arms: which components there are, and which of them pays for which channel.
//!
//! Comes in: `[[arm]]` and the tables its components pay for. Goes out: an [`Arm`] each, and what an arm leaves unpaid.
//! Deliberately absent: the amounts, which are its components'.

use crate::scenario::claims::{self, Side};
use crate::scenario::schema::{self, AppliesTo, ComponentKind, Scenario};

use super::System;
use super::arm_effect::{self, ArmEffect};
use super::capability::Target;
use super::care::Care;
use super::cashability::not_cashed;
use super::channels::Channel;
use super::component::{Component, compile, recipient};
use super::draw::Draw;
use super::governance::{Form, governance};
use super::health::Health;
use super::names::position;
use super::time::Timeline;

/// A way of funding.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// Name.
    pub name: String,
    /// What a reader sees.
    pub title: String,
    /// Components, in order.
    pub components: Vec<Component>,
    /// What the arm changes by itself.
    pub effects: Vec<ArmEffect>,
    /// The components that could pay each channel's units, first in line first: `[side][channel]`.
    pub claims: [Vec<Vec<usize>>; 2],
    /// Needs paid per episode, coordination included, as bits by need, per side.
    pub coordinated: [u64; 2],
    /// Whether any component applies to participants or to others, so that taking part means something.
    pub has_network: bool,
    /// Whether residents pay their statutory part.
    pub has_patient_share: bool,
    /// Budget neutrality.
    pub budget_neutral: Option<BudgetNeutral>,
    /// The form in which partners steer together.
    pub governance: Option<Form>,
}

/// Recipients and components of budget neutrality, by index.
#[derive(Debug, Clone, PartialEq)]
pub struct BudgetNeutral {
    /// Recipients whose receipts are kept: disciplines, then the network.
    pub recipients: Vec<usize>,
    /// Components that are scaled.
    pub components: Vec<usize>,
    /// Receipts relative to the comparator's.
    pub uplift: f64,
}

impl Arm {
    /// What each component pays of the units of a channel on a side in the year with index `year`: the first in line its
    /// part, the next of what that leaves, and so on. Components that pay nothing are left out.
    pub fn parts(&self, side: usize, channel: usize, year: usize) -> Vec<(usize, f64)> {
        let mut left = 1.0;
        let claims = self.claims[side][channel].iter();
        claims
            .filter_map(|&component| {
                let part = left * self.components[component].part_of_units(year);
                left -= part;
                (part > 0.0).then_some((component, part))
            })
            .collect()
    }

    /// Whether budget neutrality scales the component at this place.
    pub fn scales(&self, component: usize) -> bool {
        let rule = self.budget_neutral.as_ref();
        rule.is_some_and(|rule| rule.components.contains(&component))
    }

    /// What the arm by itself multiplies `target` by in the year with index `year`.
    pub fn ratio(&self, target: Target, year: usize) -> f64 {
        let here = |effect: &&ArmEffect| effect.target == target && effect.years.contains(&year);
        let found = self.effects.iter().filter(here);
        found.map(|effect| (1.0 + effect.size).max(0.0)).product()
    }
}

/// Arms in scenario order.
pub fn arms(
    scenario: &Scenario,
    health: &Health,
    care: &Care,
    time: &Timeline,
    draw: &Draw,
) -> Vec<Arm> {
    scenario
        .arm
        .iter()
        .map(|arm| compile_arm(scenario, arm, (health, care), time, draw))
        .collect()
}

fn compile_arm(
    scenario: &Scenario,
    arm: &schema::Arm,
    (health, care): (&Health, &Care),
    time: &Timeline,
    draw: &Draw,
) -> Arm {
    let written = claims::components(scenario, arm);
    let mut components: Vec<Component> = written
        .iter()
        .map(|(_, component)| compile(scenario, component, care, time, draw))
        .collect();
    let budget_neutral = arm.budget_neutral.as_ref().map(|rule| BudgetNeutral {
        recipients: rule
            .recipients
            .iter()
            .map(|name| recipient(scenario, Some(name)))
            .collect(),
        components: rule
            .components
            .iter()
            .map(|name| position(&components, name, |component| &component.name))
            .collect(),
        uplift: draw.or(rule.uplift.as_ref(), 1.0, || {
            format!("arm.{}.budget_neutral.uplift", arm.name)
        }),
    });
    let steering = arm
        .governance
        .as_ref()
        .map(|name| governance(scenario, name, care, time, draw));
    let governance = steering.as_ref().map(|(form, _)| *form);
    components.extend(steering.and_then(|(_, coordination)| coordination));
    components.extend(not_cashed(scenario, care, time));
    Arm {
        name: arm.name.clone(),
        title: arm.title.clone(),
        claims: Side::BOTH.map(|side| channel_claims(scenario, &written, care, side)),
        coordinated: Side::BOTH.map(|side| coordinated(&components, side)),
        has_network: components
            .iter()
            .any(|component| component.applies_to != AppliesTo::All),
        has_patient_share: components
            .iter()
            .any(|component| component.kind == ComponentKind::PatientShare),
        components,
        effects: arm_effect::effects(scenario, arm, health, time, draw),
        budget_neutral,
        governance,
    }
}

/// Needs paid per episode on a side, as bits.
fn coordinated(components: &[Component], side: Side) -> u64 {
    components
        .iter()
        .filter(|component| component.kind == ComponentKind::EpisodeFee)
        .filter(|component| component.applies_to.holds(side))
        .flat_map(|component| &component.needs)
        .fold(0, |bits, need| bits | 1 << need)
}

/// The components that could pay each channel's units on a side, first in line first.
fn channel_claims(
    scenario: &Scenario,
    written: &[(&str, &schema::Component)],
    care: &Care,
    side: Side,
) -> Vec<Vec<usize>> {
    let units = |channel: &Channel| claims::Units {
        need: &scenario.need[channel.need],
        service: &scenario.service[channel.service],
        is_escalation: channel.is_escalation,
    };
    let channels = care.channels.iter();
    channels
        .map(|channel| {
            let claims = claims::claims(written, units(channel), side);
            claims.into_iter().map(|(_, place)| place).collect()
        })
        .collect()
}

/// Services with payers whose units an arm leaves unpaid, wholly or in part, in some year: one line of text an arm.
pub fn unpaid(system: &System) -> Vec<String> {
    let care = &system.care;
    let gaps = |arm: &Arm| -> Vec<String> {
        let mut gaps: Vec<String> = Vec::new();
        let sides = if arm.has_network { 0..2 } else { 0..1 };
        let channels =
            sides.flat_map(|side| (0..care.channels.len()).map(move |channel| (side, channel)));
        for (side, channel) in channels {
            let service = &care.services[care.channels[channel].service];
            if service.price <= 0.0 || service.payers.iter().all(|share| *share <= 0.0) {
                continue;
            }
            let paid = |year: usize| -> f64 {
                let parts = arm.parts(side, channel, year);
                parts.iter().map(|(_, part)| part).sum()
            };
            let gap = (0..system.time.years).find(|&year| paid(year) < 1.0 - 1e-9);
            let found =
                gap.map(|year| format!("{} from {}", service.name, system.time.calendar(year)));
            gaps.extend(found.filter(|found| !gaps.contains(found)));
        }
        gaps
    };
    let found = system.arms.iter().map(|arm| (arm, gaps(arm)));
    found
        .filter(|(_, gaps)| !gaps.is_empty())
        .map(|(arm, gaps)| {
            format!(
                "arm `{}` leaves units unpaid: {}",
                arm.name,
                gaps.join(", ")
            )
        })
        .collect()
}
