//! The shared platform: its partners, what it costs, and how an arm makes the partners pay.
//!
//! Comes in: `[platform]`, and components that levy for it. Goes out: [`Platform`] and [`Levy`]. Deliberately absent: who
//! stays a partner, which the run decides year by year.

use crate::scenario::schema::{self, ComponentKind, LevyRule, Scenario};

use super::draw::Draw;
use super::names::{capability, payer};

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

/// How the platform is paid in an arm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Levy {
    /// The rule.
    pub rule: LevyRule,
    /// Index of the sponsor.
    pub sponsor: Option<usize>,
}

pub(super) fn platform(scenario: &Scenario, draw: &Draw) -> Option<Platform> {
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

/// How a component makes the partners of the platform pay.
pub(super) fn levy(scenario: &Scenario, component: &schema::Component) -> Option<Levy> {
    (component.kind == ComponentKind::PlatformLevy).then(|| Levy {
        rule: component.rule.unwrap_or(LevyRule::Equal),
        sponsor: component.sponsor.as_ref().map(|name| payer(scenario, name)),
    })
}

/// What the shared platform costs a year, and the capability that all of it is earmarked for.
pub(super) fn platform_money(
    scenario: &Scenario,
    component: &schema::Component,
    draw: &Draw,
) -> Option<(f64, Vec<(usize, f64)>)> {
    let platform = platform(scenario, draw).filter(|_| levy(scenario, component).is_some())?;
    let earmark = platform.capability.map(|capability| (capability, 1.0));
    Some((platform.cost, earmark.into_iter().collect()))
}
