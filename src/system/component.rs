//! Components of arms: what each pays for, how much, whom, and who pays it.
//!
//! Comes in: `[[arm.component]]`, made whole. Goes out: a [`Component`] each, every name an index and every number drawn.
//! Deliberately absent: which of them comes first in line for a unit, which is the arm's.

use crate::scenario::claims::Side;
use crate::scenario::schema::{self, AppliesTo, ComponentKind, Measure, Scenario};

use super::care::Care;
use super::draw::Draw;
use super::lists::{ListRatios, list_ratios};
use super::names::position;
use super::needs::Need;
use super::platform::{Levy, levy, platform_money};
use super::pool::{Pool, pool};
use super::savings::{Savings, savings};
use super::services::payer_shares;
use super::time::{OLDEST_AGE, Timeline};

/// A component.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Name in the ledger.
    pub name: String,
    /// Kind.
    pub kind: ComponentKind,
    /// Whose care it pays for.
    pub applies_to: AppliesTo,
    /// EUR of the price year, per what the kind counts.
    pub amount: f64,
    /// capitation: the part of the replaced units that it stands for.
    pub share: f64,
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
    /// practice_fee, capitation: what the amount is multiplied by for each person on the list.
    pub ratios: ListRatios,
    /// Whether residents pay no copayment or subscription for units it replaces.
    pub waives_copayments: bool,
    /// shared_savings: the contract.
    pub savings: Option<Savings>,
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
    /// pooled_budget: how it works.
    pub pool: Option<Pool>,
    /// Whether it pays for the coordination of a governance form.
    pub coordinates: bool,
    /// platform_levy: how it is paid.
    pub levy: Option<Levy>,
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

impl Component {
    /// The part of the units in line for it that it pays in the year with index `year`.
    pub fn part_of_units(&self, year: usize) -> f64 {
        self.share * self.part_in(year)
    }

    /// Whether it pays a fee per unit.
    pub fn is_per_unit(&self) -> bool {
        matches!(
            self.kind,
            ComponentKind::FeeForService | ComponentKind::ServiceFee
        )
    }

    /// Whether it pays for the care of residents on the side with this index.
    pub fn is_for(&self, side: usize) -> bool {
        self.applies_to.holds(Side::BOTH[side])
    }

    /// Whether it pays for persons on a list.
    pub fn is_per_list(&self) -> bool {
        matches!(
            self.kind,
            ComponentKind::PracticeFee | ComponentKind::Capitation
        )
    }

    /// Share of what a need's escalations cost that the provider side bears or keeps by this component: the rate of shared
    /// savings, and the network's share of a pooled budget for the part of them that the budget covers.
    pub fn downstream_share(&self, care: &Care, need: &Need) -> f64 {
        let saved = self.savings.as_ref().map(|savings| savings.rates[0]);
        let pooled = self.pool.as_ref();
        let pooled = pooled.map(|pool| pool.network_share * pool.covered_escalations(care, need));
        saved.or(pooled).unwrap_or(0.0)
    }

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

pub(super) fn compile(
    scenario: &Scenario,
    component: &schema::Component,
    care: &Care,
    time: &Timeline,
    draw: &Draw,
) -> Component {
    let path = path(component);
    let value = |number: Option<&schema::Number>, otherwise: f64, key: &str| {
        draw.or(number, otherwise, || format!("{path}.{key}"))
    };
    let platform = platform_money(scenario, component, draw);
    let (amount, fed) = platform.unwrap_or_else(|| {
        let amount = value(component.amount.as_deref(), 0.0, "amount").max(0.0);
        (amount, Vec::new())
    });
    Component {
        name: component.name.clone(),
        kind: component.kind,
        applies_to: component.applies_to,
        amount,
        share: value(component.share.as_deref(), 1.0, "share").clamp(0.0, 1.0),
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
            .chain(fed)
            .collect(),
        admin_hours: value(component.admin_hours.as_deref(), 0.0, "admin_hours").max(0.0),
        states: component
            .states
            .iter()
            .map(|name| position(&scenario.state, name, |state| &state.name))
            .collect(),
        ratios: list_ratios(scenario, component, draw, &path),
        waives_copayments: component.waives_copayments,
        savings: savings(scenario, component, draw),
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
        structural_share: value(
            component.structural_share.as_deref(),
            0.0,
            "structural_share",
        )
        .clamp(0.0, 1.0),
        claw_back: value(component.claw_back.as_deref(), 0.0, "claw_back").clamp(0.0, 1.0),
        is_indexed: component.indexed.unwrap_or(true),
        pool: pool(scenario, component, draw, &path),
        coordinates: false,
        levy: levy(scenario, component),
    }
}

/// A component that no `[[arm.component]]` wrote: it pays in every year, whole.
pub(super) fn plain(
    scenario: &Scenario,
    name: &str,
    kind: ComponentKind,
    recipient: usize,
    care: &Care,
    time: &Timeline,
) -> Component {
    Component {
        states: Vec::new(),
        name: name.into(),
        kind,
        applies_to: AppliesTo::All,
        amount: 0.0,
        share: 1.0,
        tariffs: vec![0.0; care.channels.len()],
        recipient,
        payers: None,
        years: 0..time.years,
        phase_in: 0,
        phased_in: 0,
        earmark: Vec::new(),
        admin_hours: 0.0,
        ratios: ListRatios {
            age: vec![1.0; OLDEST_AGE],
            deprivation: vec![1.0; scenario.population.deprivation.len().max(1)],
            lower_class: 1.0,
            state: None,
        },
        waives_copayments: false,
        savings: None,
        needs: Vec::new(),
        triage_weights: [1.0; 3],
        indicators: Vec::new(),
        growth_target: None,
        structural_share: 0.0,
        claw_back: 0.0,
        is_indexed: true,
        pool: None,
        coordinates: false,
        levy: None,
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

/// Index of a recipient: a discipline, or the network after the last of them.
pub(super) fn recipient(scenario: &Scenario, name: Option<&String>) -> usize {
    match name {
        Some(name) if name != "network" => {
            position(&scenario.discipline, name, |discipline| &discipline.name)
        }
        _ => scenario.discipline.len(),
    }
}

/// What the draws of a component's numbers are keyed by: its name, whatever the arm, so that a component which arms have in
/// common, by `like` or written twice, is drawn once for all of them.
pub(super) fn path(component: &schema::Component) -> String {
    format!("arm.component.{}", component.name)
}
