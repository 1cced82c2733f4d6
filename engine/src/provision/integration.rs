//! How far care is integrated: I moves towards what its factors support.
//!
//! I* = logistic(logit(I0) + Σ β·x), dI/dt = (I* − I)/τ_I. What helps and what hinders after the eight groups of
//! factors of the literature; the logistic scale keeps I between 0 and 1 whatever they add up to.

use crate::component::arm::Arm;
use crate::system::System;
use crate::tables::integration::{Driver, Drivers};

use super::approach::Approach;

/// I0 stays this far from 0 and 1, where its logit would have no end.
const EDGE: f64 = 0.001;

/// What the run computes of the factors that move integration, over one cycle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// EUR of the price year per resident-year that pay for coordination.
    pub coordination: f64,
    /// Share of practices that take part.
    pub participation: f64,
    /// What is known of work.
    pub work: Option<ProviderWork>,
    /// Share of last year's income that was paid per unit; `None` in the first year.
    pub competition: Option<f64>,
    /// Adoption of the shared platform.
    pub adoption: f64,
}

/// Work of providers in one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ProviderWork {
    /// Hours wanted above capacity, as a share of capacity.
    pub excess: f64,
    /// Administrative hours per resident-year.
    pub administrative_hours: f64,
}

/// Integration over a cycle that it begins with `now`.
pub fn course(system: &System, arm: &Arm, now: f64, measured: &Measured) -> Approach {
    let collaboration = &system.collaboration;
    let moving = collaboration.moves_integration(arm.governance);
    let Some(drivers) = collaboration.drivers.as_ref().filter(|_| moving) else {
        return Approach::still(now);
    };
    let form = arm.governance;
    let years = form.map_or(drivers.years, |form| form.years);
    let pull = drivers.fixed + form.map_or(0.0, |form| form.beta) + dynamic(drivers, measured);
    let supported = logistic(logit(system.integration.clamp(EDGE, 1.0 - EDGE)) + pull);
    Approach::new(now, supported, system.time.length / years)
}

/// Σ β·(x − reference) of the computed factors.
fn dynamic(drivers: &Drivers, measured: &Measured) -> f64 {
    let hours = measured.coordination / drivers.coordination_price;
    let work = measured.work;
    let factors: [(Driver, Option<f64>); 6] = [
        (drivers.coordination_hours, Some(hours)),
        (drivers.participation, Some(measured.participation)),
        (drivers.workload, work.map(|work| work.excess)),
        (
            drivers.administrative_hours,
            work.map(|work| work.administrative_hours),
        ),
        (drivers.platform, Some(measured.adoption)),
        (drivers.competition, measured.competition),
    ];
    let known = factors.iter();
    known
        .filter_map(|(driver, value)| value.map(|value| driver.at(value)))
        .sum()
}

fn logit(share: f64) -> f64 {
    libm::log(share / (1.0 - share))
}

fn logistic(value: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-value))
}
