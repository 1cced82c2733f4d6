//! Working together, whatever the arm: what moves integration, the shared platform, cashability.
//!
//! Deliberately absent: governance forms and pooled budgets, which an arm has or has not.

use crate::scenario::schema::Scenario;

use super::cashability::{Cashed, cashability};
use super::draw::Draw;
use super::governance::GovernanceForm;
use super::integration::{Drivers, drivers};
use super::platform::{Platform, platform};

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
    pub fn moves_integration(&self, form: Option<GovernanceForm>) -> bool {
        self.drivers.as_ref().is_some_and(|drivers| {
            let steers = form.is_some_and(|form| form.beta != 0.0);
            drivers.has_fixed || drivers.is_dynamic() || steers
        })
    }
}
