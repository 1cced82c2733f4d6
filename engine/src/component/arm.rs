//! Arms: which components there are, and which of them pays for which channel.
//!
//! Comes in: `[[arm]]` and the tables its components pay for. Goes out: an [`Arm`] each, and what an arm leaves unpaid.
//! Deliberately absent: the amounts, which are its components'.

use std::ops::Deref;

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
use crate::tables::lists::ListRatios;
use crate::tables::names::{position, recipient};
use crate::tables::time::Timeline;

use super::arm_terms::{ArmTerms, BudgetNeutral};
use super::basis::Basis;
use super::builder::ComponentBuilder;
use super::claims::claims;
use super::component_terms::ComponentTerms;
use super::contracts::{self, Contracts};
use super::project_grant::{self, ProjectGrant};
use super::written::ClaimedUnits;
use super::{Component, PaymentMethod, making};

/// A funding model, drawn: components, effects, governance. It can be read as its terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// Name.
    pub name: String,
    /// What a reader sees.
    pub title: String,
    /// The terms of its components, and which of them pay for which units.
    pub terms: ArmTerms,
    /// The ways of paying of its components, in the same order.
    methods: Vec<PaymentMethod>,
    /// What the arm changes by itself.
    pub effects: Vec<ArmEffect>,
    /// Whether residents pay their statutory part.
    pub has_patient_share: bool,
    /// The form in which partners steer together.
    pub governance: Option<GovernanceForm>,
}

impl Deref for Arm {
    type Target = ArmTerms;

    fn deref(&self) -> &ArmTerms {
        &self.terms
    }
}

impl Arm {
    /// The component at `index`.
    pub fn component(&self, index: usize) -> Component<'_> {
        Component {
            terms: &self.terms.components[index],
            method: &self.methods[index],
        }
    }

    /// The components, in order.
    pub fn components(&self) -> impl ExactSizeIterator<Item = Component<'_>> {
        let pairs = self.terms.components.iter().zip(&self.methods);
        pairs.map(|(terms, method)| Component { terms, method })
    }

    /// The arm whose components pay in every year the part that they pay in the year with index `year`.
    pub fn standing_in(&self, year: usize) -> Arm {
        Arm {
            terms: self.terms.standing_in(year),
            ..self.clone()
        }
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
    let mut made: Vec<(ComponentTerms, PaymentMethod)> = written
        .iter()
        .map(|(_, component)| making::written(&make(component), time))
        .collect();
    let budget_neutral = arm.budget_neutral.as_ref();
    let budget_neutral = budget_neutral.map(|rule| neutrality(scenario, arm, rule, &made, draw));
    let steering = arm.governance.as_ref();
    let steering = steering.map(|name| (name, governance(scenario, name, draw)));
    if let Some((name, (_, Some(coordination)))) = &steering {
        let grant = ProjectGrant {
            amount: coordination.cost,
            coordinates: true,
        };
        let method = PaymentMethod::ProjectGrant(grant);
        let method = (method, project_grant::WRITTEN.follows);
        let (terms, method) = making::unwritten(name, method, scenario, time);
        let payers = Some(coordination.payers.clone());
        made.push((ComponentTerms { payers, ..terms }, method));
    }
    if !scenario.contract.is_empty() {
        let method = (
            PaymentMethod::Contracts(Contracts),
            contracts::WRITTEN.follows,
        );
        made.push(making::unwritten(contracts::NAME, method, scenario, time));
    }
    let mut pairs = made.iter();
    let has_patient_share = pairs.any(|(terms, method)| Component { terms, method }.is_own_part());
    let (components, methods): (Vec<ComponentTerms>, Vec<PaymentMethod>) = made.into_iter().unzip();
    Arm {
        name: arm.name.clone(),
        title: arm.title.clone(),
        terms: ArmTerms {
            claims: Side::BOTH.map(|side| channel_claims(scenario, &written, care, side)),
            coordinated: Side::BOTH.map(|side| coordinated(&components, side)),
            has_network: components
                .iter()
                .any(|component| component.applies_to != AppliesTo::All),
            components,
            budget_neutral,
        },
        methods,
        effects: arm_effect::effects(scenario, arm, health, time, draw),
        has_patient_share,
        governance: steering.map(|(_, (form, _))| form),
    }
}

/// Budget neutrality among the components that an arm wrote.
fn neutrality(
    scenario: &Scenario,
    arm: &schema::Arm,
    rule: &schema::BudgetNeutral,
    made: &[(ComponentTerms, PaymentMethod)],
    draw: &Draw,
) -> BudgetNeutral {
    BudgetNeutral {
        recipients: rule
            .recipients
            .iter()
            .map(|name| recipient(scenario, Some(name)))
            .collect(),
        components: rule
            .components
            .iter()
            .map(|name| position(made, name, |(terms, _)| &terms.name))
            .collect(),
        uplift: draw.or(rule.uplift.as_ref(), 1.0, || {
            format!("arm.{}.budget_neutral.uplift", arm.name)
        }),
        per: rule.per,
    }
}

/// Needs paid per episode on a side, as bits.
fn coordinated(components: &[ComponentTerms], side: Side) -> u64 {
    let mut bits = 0;
    for component in components {
        if let Basis::Episodes(needs, _) = &component.basis
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

/// The ratios of the lists that the components of some arms pay the practices of a discipline for, each once.
pub fn lists(arms: &[Arm], discipline: usize) -> Vec<ListRatios> {
    let components = arms.iter().flat_map(|arm| &arm.components);
    let mut lists: Vec<ListRatios> = Vec::new();
    for component in components.filter(|component| component.recipient == discipline) {
        if let Basis::ListYears(ratios) = &component.basis
            && !lists.contains(ratios)
        {
            lists.push(ratios.clone());
        }
    }
    lists
}

/// Components that pay per unit and of whose services no need asks any, in whatever arm: one line of text each.
pub fn idle(arms: &[Arm]) -> Vec<String> {
    let mut found = Vec::new();
    for arm in arms {
        let is_in_line = |index: usize| {
            let mut channels = arm.claims.iter().flatten();
            channels.any(|claims| claims.contains(&index))
        };
        for (index, component) in arm.components().enumerate() {
            if component.basis.is_of_units() && !is_in_line(index) {
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
