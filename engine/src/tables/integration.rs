//! What moves the integration of care: static factors, and those that the run computes.
//!
//! Comes in: `[integration]`. Goes out: [`Drivers`] on the logit scale. Deliberately absent: the values of what the run
//! computes.

use crate::scenario::schema::{DynamicFactor, Scenario};

use super::draw::Draw;
use super::names::capability;

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

pub(super) fn drivers(scenario: &Scenario, draw: &Draw) -> Option<Drivers> {
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
