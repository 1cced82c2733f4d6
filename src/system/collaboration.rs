//! Working together: what moves integration, governance forms, pooled budgets, the shared platform, cashability.

use crate::scenario::schema::{
    self, AppliesTo, ByName, ComponentKind, DynamicFactor, Governance, LevyRule, Number, PoolSplit,
    Scenario,
};

use super::care::Care;
use super::component::Component;
use super::draw::Draw;
use super::lists::ListRatios;
use super::names::position;
use super::needs::Need;
use super::services::payer_shares;
use super::time::{OLDEST_AGE, Timeline};

/// The component under which what is still paid for avoided care is booked.
pub const NOT_CASHED: &str = "not_cashed";

/// How partners work together, whatever the arm.
#[derive(Debug, Clone, PartialEq)]
pub struct Collaboration {
    /// What moves integration; `None` where it stays what the survey found.
    pub drivers: Option<Drivers>,
    /// The shared platform.
    pub platform: Option<Platform>,
    /// What payers get back of avoided cost: `[service][payer]`.
    pub cashability: Vec<Vec<Cashed>>,
}

/// What moves integration on the logit scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Drivers {
    /// Static factors, Σ β·x.
    pub fixed: f64,
    /// Whether there are any.
    pub has_fixed: bool,
    /// Factors that the run computes.
    pub coordination_hours: Driver,
    /// EUR of the price year of an hour of coordination.
    pub coordination_price: f64,
    /// Capabilities whose money pays for coordination.
    pub coordinating: Vec<usize>,
    /// Share of practices that take part.
    pub participation: Driver,
    /// Excess of wanted hours over capacity.
    pub workload: Driver,
    /// Hours per resident-year.
    pub administrative_hours: Driver,
    /// Share of income that is paid per unit.
    pub competition: Driver,
    /// Adoption of the platform.
    pub platform: Driver,
    /// τ_I in years without a governance form.
    pub years: f64,
}

/// A factor that the run computes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Driver {
    /// β.
    pub beta: f64,
    /// The value at which it changes nothing.
    pub reference: f64,
}

impl Driver {
    /// β·(x − reference).
    pub fn at(self, value: f64) -> f64 {
        self.beta * (value - self.reference)
    }
}

impl Drivers {
    /// Whether anything the run computes moves integration.
    pub fn is_dynamic(&self) -> bool {
        let all = [
            self.coordination_hours,
            self.participation,
            self.workload,
            self.administrative_hours,
            self.competition,
            self.platform,
        ];
        all.iter().any(|driver| driver.beta != 0.0)
    }
}

/// A governance form as one arm has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Form {
    /// τ_I in years.
    pub years: f64,
    /// β.
    pub beta: f64,
}

/// The shared platform.
#[derive(Debug, Clone, PartialEq)]
pub struct Platform {
    /// EUR of the price year per year.
    pub cost: f64,
    /// Partners.
    pub partners: Vec<Partner>,
    /// Years in a row that a partner stays while it pays more than it gets.
    pub patience: u32,
    /// Share of the partners, by size, below which it is of no use.
    pub critical_share: f64,
    /// The capability that it builds.
    pub capability: Option<usize>,
}

/// A partner of the platform.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Partner {
    /// Index of the payer.
    pub payer: usize,
    /// Size.
    pub size: f64,
    /// EUR of the price year per resident-year at full adoption.
    pub benefit: f64,
}

/// How a pooled budget works.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// Payers that pool, by index.
    pub payers: Vec<usize>,
    /// Recipients covered.
    pub recipients: Vec<usize>,
    /// Categories covered.
    pub categories: Vec<String>,
    /// Growth per year.
    pub growth: f64,
    /// Shares in surplus and deficit, in the order of `payers`; `None`: historical.
    pub shares: Option<Vec<f64>>,
    /// Part of surplus and deficit that the network keeps or bears.
    pub network_share: f64,
}

impl Pool {
    /// Whether the budget covers what goes to `recipient` in `category`.
    pub fn covers(&self, recipient: usize, category: Option<&str>) -> bool {
        if self.recipients.is_empty() && self.categories.is_empty() {
            return true;
        }
        let is_listed = |category| self.categories.iter().any(|listed| listed == category);
        self.recipients.contains(&recipient) || category.is_some_and(is_listed)
    }

    /// Share of what a need's escalations cost on average, at reference prices, that the payers of this budget pay by
    /// statute for care that it covers; met and unmet needs weigh alike. 0 where escalations cost nothing.
    pub fn covered_escalations(&self, care: &Care, need: &Need) -> f64 {
        let (mut covered, mut all) = (0.0, 0.0);
        for link in &need.escalations {
            let service = &care.services[link.service];
            let cost = (link.met + link.unmet) * service.price;
            all += cost;
            if self.covers(service.discipline, service.category.as_deref()) {
                let pooled: f64 = self.payers.iter().map(|&payer| service.payers[payer]).sum();
                covered += cost * pooled;
            }
        }
        if all > 0.0 { covered / all } else { 0.0 }
    }
}

/// How the platform is paid in an arm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Levy {
    /// The rule.
    pub rule: LevyRule,
    /// Index of the sponsor.
    pub sponsor: Option<usize>,
}

/// What a payer gets back of the avoided cost of a service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cashed {
    /// Share that comes back.
    pub share: f64,
    /// Years of the run before it does.
    pub after_years: usize,
}

impl Cashed {
    /// The share that comes back in the year with index `year`.
    pub fn in_year(self, year: usize) -> f64 {
        if year >= self.after_years {
            self.share
        } else {
            0.0
        }
    }
}

impl Collaboration {
    /// Builds the tables for one draw.
    pub fn build(scenario: &Scenario, draw: &Draw) -> Collaboration {
        Collaboration {
            drivers: drivers(scenario, draw),
            platform: platform(scenario, draw),
            cashability: cashability(scenario, draw),
        }
    }

    /// Whether integration moves in an arm with this form.
    pub fn moves_integration(&self, form: Option<Form>) -> bool {
        self.drivers.as_ref().is_some_and(|drivers| {
            let steers = form.is_some_and(|form| form.beta != 0.0);
            drivers.has_fixed || drivers.is_dynamic() || steers
        })
    }
}

fn drivers(scenario: &Scenario, draw: &Draw) -> Option<Drivers> {
    let integration = scenario.integration.as_ref()?;
    let dynamic = &integration.dynamic;
    let driver = |factor: &Option<DynamicFactor>, key: &str| {
        let path = |of: &str| format!("integration.dynamic.{key}.{of}");
        factor.as_ref().map_or(Driver::default(), |factor| Driver {
            beta: draw.value(&factor.beta, || path("beta")),
            reference: draw.or(factor.reference.as_ref(), 0.0, || path("reference")),
        })
    };
    let fixed = integration.factor.iter().map(|factor| {
        let path = format!("integration.factor.{}", factor.name);
        let value = draw.or(factor.value.as_ref(), 1.0, || format!("{path}.value"));
        draw.value(&factor.beta, || format!("{path}.beta")) * value
    });
    Some(Drivers {
        fixed: fixed.sum(),
        has_fixed: !integration.factor.is_empty(),
        coordination_hours: driver(&dynamic.coordination_hours, "coordination_hours"),
        coordination_price: draw
            .or(dynamic.coordination_price.as_ref(), 1.0, || {
                "integration.dynamic.coordination_price".into()
            })
            .max(0.01),
        coordinating: dynamic
            .coordinating
            .iter()
            .map(|name| capability(scenario, name))
            .collect(),
        participation: driver(&dynamic.participation, "participation"),
        workload: driver(&dynamic.workload, "workload"),
        administrative_hours: driver(&dynamic.administrative_hours, "administrative_hours"),
        competition: driver(&dynamic.competition, "competition"),
        platform: driver(&dynamic.platform, "platform"),
        years: draw
            .or(integration.years.as_ref(), 1.0, || {
                "integration.years".into()
            })
            .max(1e-6),
    })
}

fn capability(scenario: &Scenario, name: &str) -> usize {
    position(&scenario.capability, name, |capability| &capability.name)
}

fn payer(scenario: &Scenario, name: &str) -> usize {
    position(&scenario.payer, name, |payer| &payer.name)
}

fn platform(scenario: &Scenario, draw: &Draw) -> Option<Platform> {
    let platform = scenario.platform.as_ref()?;
    let partner = |(number, partner): (usize, &schema::Partner)| {
        let path = |key: &str| format!("platform.partners.{number}.{key}");
        Partner {
            payer: payer(scenario, &partner.payer),
            size: draw
                .or(partner.size.as_ref(), 1.0, || path("size"))
                .max(1e-9),
            benefit: draw
                .or(partner.benefit.as_ref(), 0.0, || path("benefit"))
                .max(0.0),
        }
    };
    Some(Platform {
        cost: draw
            .value(&platform.cost, || "platform.cost".into())
            .max(0.0),
        partners: platform.partners.iter().enumerate().map(partner).collect(),
        patience: platform.patience,
        critical_share: draw.or(platform.critical_share.as_ref(), 0.0, || {
            "platform.critical_share".into()
        }),
        capability: platform
            .capability
            .as_ref()
            .map(|name| capability(scenario, name)),
    })
}

/// The first row that fits each service and payer; empty without rows.
fn cashability(scenario: &Scenario, draw: &Draw) -> Vec<Vec<Cashed>> {
    if scenario.cashability.is_empty() {
        return Vec::new();
    }
    let rows: Vec<(&schema::Cashability, Cashed)> = scenario
        .cashability
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let name = row.name.clone().unwrap_or_else(|| number.to_string());
            let share = draw.value(&row.share, || format!("cashability.{name}.share"));
            let cashed = Cashed {
                share: share.clamp(0.0, 1.0),
                after_years: row.after_years as usize,
            };
            (row, cashed)
        })
        .collect();
    let whole = Cashed {
        share: 1.0,
        after_years: 0,
    };
    let first = |service: &schema::Service, payer: &schema::Payer| {
        let mut fitting = rows.iter().filter(|(row, _)| fits(row, service, payer));
        fitting.next().map_or(whole, |(_, cashed)| *cashed)
    };
    scenario
        .service
        .iter()
        .map(|service| {
            let payers = scenario.payer.iter();
            payers.map(|payer| first(service, payer)).collect()
        })
        .collect()
}

fn fits(row: &schema::Cashability, service: &schema::Service, payer: &schema::Payer) -> bool {
    let is = |wanted: &Option<String>, name: &String| wanted.as_ref().is_none_or(|it| it == name);
    is(&row.service, &service.name)
        && is(&row.discipline, &service.discipline)
        && row.line.is_none_or(|line| line == service.line)
        && is(&row.payer, &payer.name)
}

/// The governance form of an arm, and what pays for its coordination.
pub fn governance(
    scenario: &Scenario,
    name: &String,
    care: &Care,
    time: &Timeline,
    draw: &Draw,
) -> (Form, Option<Component>) {
    let form = &scenario.governance[position(&scenario.governance, name, |form| &form.name)];
    let path = |key: &str| format!("governance.{name}.{key}");
    let steers = Form {
        years: draw.value(&form.years, || path("years")).max(1e-6),
        beta: draw.or(form.beta.as_ref(), 0.0, || path("beta")),
    };
    let coordination = form.cost_per_pair.as_ref().map(|cost| {
        let each = draw.value(cost, || path("cost_per_pair")).max(0.0);
        let network = scenario.discipline.len();
        Component {
            amount: pairs(form) * each,
            coordinates: true,
            payers: Some(payer_shares(
                scenario,
                &form.payers,
                draw,
                &format!("governance.{name}"),
            )),
            ..plain(
                scenario,
                name,
                ComponentKind::ProjectGrant,
                network,
                care,
                time,
            )
        }
    });
    (steers, coordination)
}

/// Pairs of partners that coordinate: n·(n − 1)/2.
fn pairs(form: &Governance) -> f64 {
    let partners = form.partners.len() as f64;
    partners * (partners - 1.0) / 2.0
}

/// The component that is still paid for avoided care, where some of it is not cashed.
pub fn not_cashed(scenario: &Scenario, care: &Care, time: &Timeline) -> Option<Component> {
    let network = scenario.discipline.len();
    (!scenario.cashability.is_empty()).then(|| {
        plain(
            scenario,
            NOT_CASHED,
            ComponentKind::NotCashed,
            network,
            care,
            time,
        )
    })
}

/// A component that no `[[arm.component]]` wrote: it pays in every year, whole.
fn plain(
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

/// The pooled budget of a component.
pub fn pool(
    scenario: &Scenario,
    component: &schema::Component,
    draw: &Draw,
    path: &str,
) -> Option<Pool> {
    if component.kind != ComponentKind::PooledBudget {
        return None;
    }
    let payers: Vec<usize> = component
        .payers_pooled
        .iter()
        .map(|name| payer(scenario, name))
        .collect();
    let recipient = |name: &String| match name.as_str() {
        "network" => scenario.discipline.len(),
        _ => position(&scenario.discipline, name, |discipline| &discipline.name),
    };
    Some(Pool {
        shares: split_shares(scenario, component, &payers, draw, path),
        recipients: component.disciplines.iter().map(recipient).collect(),
        categories: component.categories.clone(),
        growth: draw.or(component.growth.as_ref(), 0.0, || format!("{path}.growth")),
        network_share: draw
            .or(component.network_share.as_ref(), 0.0, || {
                format!("{path}.network_share")
            })
            .clamp(0.0, 1.0),
        payers,
    })
}

/// Shares in surplus and deficit of those who pool; `None`: historical.
fn split_shares(
    scenario: &Scenario,
    component: &schema::Component,
    payers: &[usize],
    draw: &Draw,
    path: &str,
) -> Option<Vec<f64>> {
    let written: &ByName<Number> = &component.split_shares;
    let share = |&payer: &usize| {
        let name = &scenario.payer[payer].name;
        let path = || format!("{path}.split_shares.{name}");
        draw.or(written.get(name), 0.0, path).max(0.0)
    };
    match component.split {
        _ if !written.is_empty() => Some(payers.iter().map(share).collect()),
        Some(PoolSplit::Equal) => Some(vec![1.0; payers.len()]),
        Some(PoolSplit::Historical) | None => None,
    }
}

/// How a component makes the partners of the platform pay.
pub fn levy(scenario: &Scenario, component: &schema::Component) -> Option<Levy> {
    (component.kind == ComponentKind::PlatformLevy).then(|| Levy {
        rule: component.rule.unwrap_or(LevyRule::Equal),
        sponsor: component.sponsor.as_ref().map(|name| payer(scenario, name)),
    })
}

/// What the shared platform costs a year, and the capability that all of it is earmarked for.
pub fn platform_money(
    scenario: &Scenario,
    component: &schema::Component,
    draw: &Draw,
) -> Option<(f64, Vec<(usize, f64)>)> {
    let platform = platform(scenario, draw).filter(|_| levy(scenario, component).is_some())?;
    let earmark = platform.capability.map(|capability| (capability, 1.0));
    Some((platform.cost, earmark.into_iter().collect()))
}
