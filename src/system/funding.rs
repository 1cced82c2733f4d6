//! Arms: which component pays for which channel, at what price, and who pays it.

use crate::scenario::claims::{self, Side};
use crate::scenario::schema::{
    self, AppliesTo, Benchmark, ComponentKind, Measure, SavingsUnit, Scenario,
};

use super::System;
use super::arm_effect::{self, ArmEffect};
use super::capability::Target;
use super::care::Care;
use super::channels::Channel;
use super::collaboration::{self, Form, Levy, Pool};
use super::draw::Draw;
use super::health::Health;
use super::names::position;
use super::needs::Need;
use super::onsets::age_ratios;
use super::services::payer_shares;
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

/// Ratios of an amount per person on a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRatios {
    /// By completed year of age.
    pub age: Vec<f64>,
    /// By deprivation class.
    pub deprivation: Vec<f64>,
    /// In the lower class of copayments.
    pub lower_class: f64,
    /// By state lived in; `None` where health does not matter.
    pub state: Option<Vec<f64>>,
}

impl ListRatios {
    /// The ratio of a person by age, deprivation class and class of copayments.
    pub fn of(&self, age: usize, deprivation: usize, is_lower_class: bool) -> f64 {
        let lower = if is_lower_class {
            self.lower_class
        } else {
            1.0
        };
        self.age[age] * self.deprivation[deprivation] * lower
    }
}

/// The terms of a shared-savings contract, drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Savings {
    /// Share of savings paid, and of losses paid back.
    pub rates: [f64; 2],
    /// Share of the benchmark below which savings and losses count as none.
    pub minimum_rate: f64,
    /// The same for panels below a size: (persons, rate).
    pub minimum_by_size: Vec<(f64, f64)>,
    /// Largest payment, as a share of the benchmark.
    pub cap: f64,
    /// Quality score below which nothing is paid.
    pub quality_gate: f64,
    /// What spending is compared with.
    pub benchmark: Benchmark,
    /// Growth per year of a trend benchmark.
    pub trend: f64,
    /// Who has the contract.
    pub unit: SavingsUnit,
    /// Index of what counts as spending, in [`System::accounts`].
    pub account: usize,
}

impl Savings {
    /// The minimum savings rate of a panel of so many persons.
    pub fn minimum(&self, persons: f64) -> f64 {
        let row = self
            .minimum_by_size
            .iter()
            .find(|(below, _)| persons < *below);
        row.map_or(self.minimum_rate, |(_, rate)| *rate)
    }
}

/// Spending per person that shared-savings contracts look at.
#[derive(Debug, Clone, PartialEq)]
pub struct SpendingAccount {
    /// Payers whose spending counts, by index.
    pub payers: Vec<bool>,
    /// EUR of the price year above which a person's spending in a year does not count.
    pub truncate_at: Option<f64>,
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
        .map(|name| collaboration::governance(scenario, name, care, time, draw));
    let governance = steering.as_ref().map(|(form, _)| *form);
    components.extend(steering.and_then(|(_, coordination)| coordination));
    components.extend(collaboration::not_cashed(scenario, care, time));
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

/// The ratios of the lists that arms pay the practices of `discipline` for, each once.
pub fn lists(arms: &[Arm], discipline: usize) -> Vec<ListRatios> {
    let components = arms.iter().flat_map(|arm| &arm.components);
    let mut lists: Vec<ListRatios> = Vec::new();
    for component in components.filter(|component| component.is_per_list()) {
        if component.recipient == discipline && !lists.contains(&component.ratios) {
            lists.push(component.ratios.clone());
        }
    }
    lists
}

/// What contracts on shared savings count as spending, each kind of account once.
pub fn accounts(scenario: &Scenario, draw: &Draw) -> Vec<SpendingAccount> {
    let mut accounts = Vec::new();
    for arm in &scenario.arm {
        for (_, component) in claims::components(scenario, arm) {
            if let Some(contract) = &component.savings {
                let account = account(scenario, component, contract, draw);
                if !accounts.contains(&account) {
                    accounts.push(account);
                }
            }
        }
    }
    accounts
}

fn account(
    scenario: &Scenario,
    component: &schema::Component,
    contract: &schema::SavingsContract,
    draw: &Draw,
) -> SpendingAccount {
    let counts = |name: &String| {
        if contract.savings_of.is_empty() {
            component.payers.contains_key(name)
        } else {
            contract.savings_of.contains(name)
        }
    };
    SpendingAccount {
        payers: scenario
            .payer
            .iter()
            .map(|payer| counts(&payer.name))
            .collect(),
        truncate_at: contract.truncate_at.as_ref().map(|amount| {
            let path = || format!("{}.savings.truncate_at", path(component));
            draw.value(amount, path).max(0.0)
        }),
    }
}

fn savings(scenario: &Scenario, component: &schema::Component, draw: &Draw) -> Option<Savings> {
    let contract = component.savings.as_ref()?;
    let path = format!("{}.savings", path(component));
    let value = |number: Option<&schema::Number>, otherwise: f64, key: &str| {
        draw.or(number, otherwise, || format!("{path}.{key}"))
    };
    let share =
        |number: Option<&schema::Number>, key: &str| value(number, 0.0, key).clamp(0.0, 1.0);
    let account = account(scenario, component, contract, draw);
    Some(Savings {
        rates: [
            share(Some(&contract.rate), "rate"),
            share(contract.loss_rate.as_ref(), "loss_rate"),
        ],
        minimum_rate: share(contract.minimum_rate.as_ref(), "minimum_rate"),
        minimum_by_size: contract
            .minimum_by_size
            .iter()
            .map(|row| (row.persons_below, row.rate))
            .collect(),
        cap: value(contract.cap.as_ref(), f64::INFINITY, "cap"),
        quality_gate: share(contract.quality_gate.as_ref(), "quality_gate"),
        benchmark: contract.benchmark,
        trend: value(contract.trend.as_ref(), 0.0, "trend"),
        unit: contract.unit,
        account: accounts(scenario, draw)
            .iter()
            .position(|other| *other == account)
            .unwrap_or_default(),
    })
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

/// What the draws of a component's numbers are keyed by: its name, whatever the arm, so that a component which arms have in
/// common, by `like` or written twice, is drawn once for all of them.
fn path(component: &schema::Component) -> String {
    format!("arm.component.{}", component.name)
}

fn compile(
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
    let platform = collaboration::platform_money(scenario, component, draw);
    let (amount, fed) = platform.unwrap_or_else(|| {
        let amount = value(component.amount.as_ref(), 0.0, "amount").max(0.0);
        (amount, Vec::new())
    });
    Component {
        name: component.name.clone(),
        kind: component.kind,
        applies_to: component.applies_to,
        amount,
        share: value(component.share.as_ref(), 1.0, "share").clamp(0.0, 1.0),
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
        admin_hours: value(component.admin_hours.as_ref(), 0.0, "admin_hours").max(0.0),
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
        structural_share: value(component.structural_share.as_ref(), 0.0, "structural_share")
            .clamp(0.0, 1.0),
        claw_back: value(component.claw_back.as_ref(), 0.0, "claw_back").clamp(0.0, 1.0),
        is_indexed: component.indexed.unwrap_or(true),
        pool: collaboration::pool(scenario, component, draw, &path),
        coordinates: false,
        levy: collaboration::levy(scenario, component),
    }
}

fn list_ratios(
    scenario: &Scenario,
    component: &schema::Component,
    draw: &Draw,
    path: &str,
) -> ListRatios {
    let state_ratio = |state: &schema::State| {
        let ratio = component.state_ratios.get(&state.name);
        draw.or(ratio, 1.0, || format!("{path}.state_ratios.{}", state.name))
            .max(0.0)
    };
    ListRatios {
        age: age_ratios(&component.age_ratios, draw, path),
        deprivation: (0..scenario.population.deprivation.len().max(1))
            .map(|class| {
                let ratio = component.deprivation_ratios.get(class);
                draw.or(ratio, 1.0, || format!("{path}.deprivation_ratios.{class}"))
                    .max(0.0)
            })
            .collect(),
        lower_class: draw
            .or(component.lower_class_ratio.as_ref(), 1.0, || {
                format!("{path}.lower_class_ratio")
            })
            .max(0.0),
        state: (!component.state_ratios.is_empty())
            .then(|| scenario.state.iter().map(state_ratio).collect()),
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
