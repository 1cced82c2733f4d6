//! The shared platform: its partners and what it costs.
//!
//! Comes in: `[platform]`. Goes out: a [`Platform`]. Deliberately absent: how an arm makes the partners pay, and who
//! stays a partner, which the run decides year by year.

use crate::scenario::schema::{self, Scenario};

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

/// How far a shared platform is adopted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Adoption {
    /// Share of its partners, by size, that take part; 0 where it is not paid for, or below the critical share.
    pub share: f64,
    /// Whether fewer take part than it needs.
    pub has_collapsed: bool,
}

/// From the `[platform]` table; `None` without one.
pub fn platform(scenario: &Scenario, draw: &Draw) -> Option<Platform> {
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
