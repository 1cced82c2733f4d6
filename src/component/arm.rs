//! Arms: which components there are, and which of them pays for which channel.
//!
//! Comes in: `[[arm]]` and the tables its components pay for. Goes out: an [`Arm`] each, and what an arm leaves unpaid.
//! Deliberately absent: the amounts, which are its components'.

use crate::scenario::claims::{self, Side};
use crate::scenario::schema::{self, AppliesTo, Scenario};
use crate::tables::Tables;
use crate::tables::arm_effect::{self, ArmEffect};
use crate::tables::capability::Target;
use crate::tables::care::Care;
use crate::tables::channels::Channel;
use crate::tables::draw::Draw;
use crate::tables::governance::{GovernanceForm, governance};
use crate::tables::health::Health;
use crate::tables::names::position;
use crate::tables::provider::Growth;
use crate::tables::time::Timeline;

use super::claims::{ClaimedUnits, claims};
use super::project_grant::ProjectGrant;
use super::{Basis, Component, ComponentBuilder, PaymentMethod, not_cashed, recipient, unwritten};

/// A funding model, drawn: components, effects, governance.
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
    pub governance: Option<GovernanceForm>,
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
    /// What each component pays of the units of a channel on a side in the year with index `year`: the first in line
    /// its part, the next of what that leaves, and so on. Components that pay nothing are left out.
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

    /// What budget neutrality multiplies the component at this place by, at this factor of the arm.
    pub fn scale(&self, component: usize, factor: f64) -> f64 {
        if self.scales(component) { factor } else { 1.0 }
    }

    /// Price level, phase-in and budget-neutral factor of the component at this place, as one number. Phase-in of units
    /// is in the parts that are in line.
    pub fn level(&self, index: usize, growth: &Growth, year: usize, factor: f64) -> f64 {
        let component = &self.components[index];
        let part = if component.basis().is_of_units() {
            1.0
        } else {
            component.part_in(year)
        };
        component.price_level(growth, year) * part * self.scale(index, factor)
    }

    /// Index of the first year in which the components that budget neutrality scales are paid in full; where that is
    /// none, of the first in which most of them is.
    pub fn year_in_full(&self, years: usize) -> usize {
        let scaled = || {
            let components = self.components.iter().enumerate();
            components.filter(|(index, _)| self.scales(*index))
        };
        let paid =
            |year: usize| -> f64 { scaled().map(|(_, component)| component.part_in(year)).sum() };
        (0..years).fold(
            0,
            |best, year| {
                if paid(year) > paid(best) { year } else { best }
            },
        )
    }

    /// The arm whose components pay in every year the part that they pay in the year with index `year`.
    pub fn standing_in(&self, year: usize) -> Arm {
        let mut arm = self.clone();
        for component in &mut arm.components {
            component.afterwards = component.part_in(year);
            component.years = 0..0;
        }
        arm
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
    let make = |written| ComponentBuilder {
        scenario,
        written,
        care,
        draw,
    };
    let mut components: Vec<Component> = written
        .iter()
        .map(|(_, component)| make(component).component(time))
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
    let steering = arm.governance.as_ref().map(|name| {
        let (form, coordination) = governance(scenario, name, draw);
        let component = coordination.map(|coordination| {
            let grant = ProjectGrant {
                amount: coordination.cost,
                coordinates: true,
            };
            Component {
                payers: Some(coordination.payers),
                ..unwritten(name, PaymentMethod::ProjectGrant(grant), scenario, time)
            }
        });
        (form, component)
    });
    let governance = steering.as_ref().map(|(form, _)| *form);
    components.extend(steering.and_then(|(_, coordination)| coordination));
    components.extend(not_cashed::component(scenario, time));
    Arm {
        name: arm.name.clone(),
        title: arm.title.clone(),
        claims: Side::BOTH.map(|side| channel_claims(scenario, &written, care, side)),
        coordinated: Side::BOTH.map(|side| coordinated(&components, side)),
        has_network: components
            .iter()
            .any(|component| component.applies_to != AppliesTo::All),
        has_patient_share: components.iter().any(Component::is_own_part),
        components,
        effects: arm_effect::effects(scenario, arm, health, time, draw),
        budget_neutral,
        governance,
    }
}

/// Needs paid per episode on a side, as bits.
fn coordinated(components: &[Component], side: Side) -> u64 {
    let mut bits = 0;
    for component in components {
        if let Basis::Episodes(needs, _) = component.basis()
            && component.applies_to.holds(side)
        {
            bits = needs.iter().fold(bits, |bits, need| bits | 1 << need);
        }
    }
    bits
}

/// Sets of needs that arms pay per episode, coordination included: each once, without the empty one.
pub fn coordinations(arms: &[Arm]) -> Vec<u64> {
    let mut sets: Vec<u64> = arms.iter().flat_map(|arm| arm.coordinated).collect();
    sets.retain(|set| *set != 0);
    sets.sort_unstable();
    sets.dedup();
    sets
}

/// The components that could pay each channel's units on a side, first in line first.
fn channel_claims(
    scenario: &Scenario,
    written: &[(&str, &schema::Component)],
    care: &Care,
    side: Side,
) -> Vec<Vec<usize>> {
    let units = |channel: &Channel| ClaimedUnits {
        need: &scenario.need[channel.need],
        service: &scenario.service[channel.service],
        is_escalation: channel.is_escalation,
    };
    let channels = care.channels.iter();
    channels
        .map(|channel| {
            let found = claims(written, units(channel), side);
            found.into_iter().map(|(_, index)| index).collect()
        })
        .collect()
}

/// Components that pay per unit and of whose services no need asks any, in whatever arm: one line of text each.
pub fn idle(arms: &[Arm]) -> Vec<String> {
    let mut found = Vec::new();
    for arm in arms {
        let is_in_line = |index: usize| {
            let mut channels = arm.claims.iter().flatten();
            channels.any(|claims| claims.contains(&index))
        };
        for (index, component) in arm.components.iter().enumerate() {
            if component.basis().is_of_units() && !is_in_line(index) {
                let is_for_acute = matches!(component.method, PaymentMethod::ServiceFee(_));
                let need = if is_for_acute { "acute need" } else { "need" };
                let line = format!(
                    "component `{}` pays nothing: no {need} asks for what it pays for",
                    component.name
                );
                if !found.contains(&line) {
                    found.push(line);
                }
            }
        }
    }
    found
}

/// Services with payers whose units an arm leaves unpaid, wholly or in part, in some year: one line of text an arm.
pub fn unpaid(tables: &Tables, arms: &[Arm]) -> Vec<String> {
    let care = &tables.care;
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
            let gap = (0..tables.time.years).find(|&year| paid(year) < 1.0 - 1e-9);
            let found =
                gap.map(|year| format!("{} from {}", service.name, tables.time.calendar(year)));
            gaps.extend(found.filter(|found| !gaps.contains(found)));
        }
        gaps
    };
    let found = arms.iter().map(|arm| (arm, gaps(arm)));
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
