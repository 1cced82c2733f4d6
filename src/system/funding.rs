//! Arms: which component pays for which channel, at what price, and who pays it.

use crate::scenario::schema::{self, ComponentKind, Measure, NeedClass, Scenario};

use super::System;
use super::arm_effect::{self, ArmEffect};
use super::capability::Target;
use super::care::{Care, age_ratios, payer_shares};
use super::draw::Draw;
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
    /// The component that pays each channel's units; `None`: nobody does.
    pub pays_units: Vec<Option<usize>>,
    /// Needs paid per episode, coordination included, as bits by need.
    pub coordinated: u64,
    /// Whether residents pay their statutory part.
    pub has_patient_share: bool,
    /// Budget neutrality.
    pub budget_neutral: Option<BudgetNeutral>,
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

/// A component.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Name in the ledger.
    pub name: String,
    /// Kind.
    pub kind: ComponentKind,
    /// EUR of the price year, per what the kind counts.
    pub amount: f64,
    /// EUR per unit of each channel, of the price year.
    pub tariffs: Vec<f64>,
    /// Index of the recipient: disciplines, then the network.
    pub recipient: usize,
    /// Share per payer; `None`: statutory.
    pub payers: Option<Vec<f64>>,
    /// Years (index) in which it is paid, from and up to but not including.
    pub years: std::ops::Range<usize>,
    /// Years over which it grows to its full amount.
    pub phase_in: usize,
    /// Those of them that had passed when the run begins.
    pub phased_in: usize,
    /// Shares of the money for each capability.
    pub earmark: Vec<(usize, f64)>,
    /// Administrative hours per counted unit.
    pub admin_hours: f64,
    /// state_fee: the states whose person-years it pays.
    pub states: Vec<usize>,
    /// practice_fee: ratio by completed year of age.
    pub age_ratios: Vec<f64>,
    /// practice_fee: ratio by deprivation class.
    pub deprivation_ratios: Vec<f64>,
    /// episode_fee: needs it pays for.
    pub needs: Vec<usize>,
    /// Weight by triage.
    pub triage_weights: [f64; 3],
    /// quality_bonus: the score.
    pub indicators: Vec<Indicator>,
    /// transition_budget: target growth per year of total cost.
    pub growth_target: Option<f64>,
    /// transition_budget: share that goes on.
    pub structural_share: f64,
    /// transition_budget: share of the last amount that comes back when the target was missed.
    pub claw_back: f64,
    /// Whether it follows the price index.
    pub is_indexed: bool,
}

/// One indicator of a quality score.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// What is measured.
    pub measure: Measure,
    /// Index of the service counted.
    pub service: Option<usize>,
    /// Weight.
    pub weight: f64,
    /// Value that scores 0.
    pub floor: f64,
    /// Value that scores 1.
    pub target: f64,
}

impl Arm {
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

impl Component {
    /// The part of the full amount that is paid in the year with index `year`: phase-in in equal steps, then 1, after
    /// the last year the structural share.
    pub fn part_in(&self, year: usize) -> f64 {
        if year < self.years.start {
            0.0
        } else if year >= self.years.end {
            self.structural_share
        } else {
            let step = self.phased_in + year - self.years.start + 1;
            (step as f64 / self.phase_in.max(1) as f64).min(1.0)
        }
    }
}

/// The components an arm has, each with the name of the arm that wrote it.
pub fn written<'a>(
    scenario: &'a Scenario,
    arm: &'a schema::Arm,
) -> Vec<(&'a str, &'a schema::Component)> {
    let mut components: Vec<(&str, &schema::Component)> = arm
        .like
        .as_ref()
        .and_then(|name| scenario.arm.iter().find(|other| other.name == *name))
        .map_or_else(Vec::new, |other| written(scenario, other));
    components.retain(|(_, component)| !arm.without.contains(&component.name));
    for component in &arm.component {
        match components
            .iter_mut()
            .find(|(_, other)| other.name == component.name)
        {
            Some(place) => *place = (&arm.name, component),
            None => components.push((&arm.name, component)),
        }
    }
    components
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
        .map(|arm| {
            let written = written(scenario, arm);
            let components: Vec<Component> = written
                .iter()
                .map(|(owner, component)| compile(scenario, owner, component, care, time, draw))
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
            Arm {
                name: arm.name.clone(),
                title: arm.title.clone(),
                pays_units: pays_units(scenario, &written, care),
                coordinated: components
                    .iter()
                    .filter(|component| component.kind == ComponentKind::EpisodeFee)
                    .flat_map(|component| &component.needs)
                    .fold(0, |bits, need| bits | 1 << need),
                has_patient_share: components
                    .iter()
                    .any(|component| component.kind == ComponentKind::PatientShare),
                components,
                effects: arm_effect::effects(scenario, arm, health, time, draw),
                budget_neutral,
            }
        })
        .collect()
}

/// Index of a recipient: a discipline, or the network after the last of them.
fn recipient(scenario: &Scenario, name: Option<&String>) -> usize {
    match name {
        Some(name) if name != "network" => {
            position(&scenario.discipline, name, |discipline| &discipline.name)
        }
        _ => scenario.discipline.len(),
    }
}

fn compile(
    scenario: &Scenario,
    owner: &str,
    component: &schema::Component,
    care: &Care,
    time: &Timeline,
    draw: &Draw,
) -> Component {
    let path = format!("arm.{owner}.component.{}", component.name);
    let value = |number: Option<&schema::Number>, otherwise: f64, key: &str| {
        draw.or(number, otherwise, || format!("{path}.{key}"))
    };
    Component {
        name: component.name.clone(),
        kind: component.kind,
        amount: value(component.amount.as_ref(), 0.0, "amount").max(0.0),
        tariffs: tariffs(component, care, &path, draw),
        recipient: recipient(scenario, component.recipient.as_ref()),
        payers: (!component.payers.is_empty())
            .then(|| payer_shares(scenario, &component.payers, draw, &path)),
        years: time.years_within(component.from_year, component.until_year),
        phase_in: component.phase_in_years.unwrap_or(0) as usize,
        phased_in: component
            .from_year
            .map_or(0, |from| (time.first_year - from).max(0) as usize),
        earmark: component
            .earmark
            .iter()
            .map(|(name, share)| {
                let capability =
                    position(&scenario.capability, name, |capability| &capability.name);
                (
                    capability,
                    draw.value(share, || format!("{path}.earmark.{name}"))
                        .clamp(0.0, 1.0),
                )
            })
            .collect(),
        admin_hours: value(component.admin_hours.as_ref(), 0.0, "admin_hours").max(0.0),
        states: component
            .states
            .iter()
            .map(|name| position(&scenario.state, name, |state| &state.name))
            .collect(),
        age_ratios: age_ratios(&component.age_ratios, draw, &path),
        deprivation_ratios: (0..scenario.population.deprivation.len().max(1))
            .map(|class| {
                let ratio = component.deprivation_ratios.get(class);
                draw.or(ratio, 1.0, || format!("{path}.deprivation_ratios.{class}"))
                    .max(0.0)
            })
            .collect(),
        needs: component
            .needs
            .iter()
            .map(|name| position(&scenario.need, name, |need| &need.name))
            .collect(),
        triage_weights: component.triage_weights.unwrap_or([1.0; 3]),
        indicators: component
            .indicators
            .iter()
            .map(|indicator| Indicator {
                measure: indicator.measure,
                service: indicator
                    .service
                    .as_ref()
                    .map(|name| position(&scenario.service, name, |service| &service.name)),
                weight: indicator.weight,
                floor: indicator.floor,
                target: indicator.target,
            })
            .collect(),
        growth_target: component
            .growth_target
            .as_ref()
            .map(|target| draw.value(target, || format!("{path}.growth_target"))),
        structural_share: value(component.structural_share.as_ref(), 0.0, "structural_share")
            .clamp(0.0, 1.0),
        claw_back: value(component.claw_back.as_ref(), 0.0, "claw_back").clamp(0.0, 1.0),
        is_indexed: component.indexed.unwrap_or(true),
    }
}

fn tariffs(component: &schema::Component, care: &Care, path: &str, draw: &Draw) -> Vec<f64> {
    let factor = draw
        .or(component.factor.as_ref(), 1.0, || format!("{path}.factor"))
        .max(0.0);
    care.channels
        .iter()
        .map(|channel| {
            let service = &care.services[channel.service];
            let tariff = component.tariffs.get(&service.name);
            factor
                * draw
                    .or(tariff, service.price, || {
                        format!("{path}.tariffs.{}", service.name)
                    })
                    .max(0.0)
        })
        .collect()
}

/// The component that pays each channel: an episode_fee before a service_fee before a fee_for_service.
fn pays_units(
    scenario: &Scenario,
    written: &[(&str, &schema::Component)],
    care: &Care,
) -> Vec<Option<usize>> {
    (0..care.channels.len())
        .map(|channel| {
            claims(scenario, written, care, channel)
                .into_iter()
                .max_by_key(|(rank, component)| (*rank, std::cmp::Reverse(*component)))
                .map(|(_, component)| component)
        })
        .collect()
}

/// Services with payers whose units an arm leaves unpaid, wholly or in part, in some year: one line of text an arm.
pub fn unpaid(system: &System) -> Vec<String> {
    let care = &system.care;
    let gaps = |arm: &Arm| -> Vec<String> {
        let mut gaps: Vec<String> = Vec::new();
        for (channel, payer) in care.channels.iter().zip(&arm.pays_units) {
            let service = &care.services[channel.service];
            if service.price <= 0.0 || service.payers.iter().all(|share| *share <= 0.0) {
                continue;
            }
            let part = |year: usize| payer.map_or(0.0, |payer| arm.components[payer].part_in(year));
            let gap = (0..system.time.years).find(|&year| part(year) < 1.0);
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

/// Pairs of components of one arm that pay for the same units, with the service: a mistake of the scenario.
pub fn paid_twice<'a>(
    scenario: &'a Scenario,
    arm: &'a schema::Arm,
    care: &Care,
) -> Vec<(&'a str, &'a str, String)> {
    let written = written(scenario, arm);
    let mut found = Vec::new();
    for (place, channel) in care.channels.iter().enumerate() {
        let claims = claims(scenario, &written, care, place);
        let top = claims.iter().map(|(rank, _)| *rank).max();
        let mut of_top = claims.iter().filter(|(rank, _)| Some(*rank) == top);
        if let (Some((_, first)), Some((_, second))) = (of_top.next(), of_top.next()) {
            let names = (
                written[*first].1.name.as_str(),
                written[*second].1.name.as_str(),
            );
            let service = care.services[channel.service].name.clone();
            if !found.contains(&(names.0, names.1, service.clone())) {
                found.push((names.0, names.1, service));
            }
        }
    }
    found
}

/// Components that could pay a channel, with their rank.
fn claims(
    scenario: &Scenario,
    written: &[(&str, &schema::Component)],
    care: &Care,
    channel: usize,
) -> Vec<(u8, usize)> {
    let channel = care.channels[channel];
    let need = &care.needs[channel.need];
    let service = &scenario.service[channel.service];
    let lists = |component: &schema::Component| {
        if component.services.is_empty() && component.disciplines.is_empty() {
            return true;
        }
        component.services.contains(&service.name)
            || component.disciplines.contains(&service.discipline)
    };
    written
        .iter()
        .enumerate()
        .filter(|(_, (_, component))| lists(component))
        .filter_map(|(place, (_, component))| {
            let rank = match component.kind {
                ComponentKind::EpisodeFee => {
                    (!channel.is_escalation && component.needs.contains(&need.name)).then_some(3)
                }
                ComponentKind::ServiceFee => {
                    (!channel.is_escalation && need.class == NeedClass::Acute).then_some(2)
                }
                ComponentKind::FeeForService => Some(1),
                _ => None,
            };
            rank.map(|rank| (rank, place))
        })
        .collect()
}
