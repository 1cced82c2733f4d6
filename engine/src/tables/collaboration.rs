//! Working together, whatever the arm: what moves integration, the shared platform, contracts.
//!
//! Deliberately absent: governance forms and pooled budgets, which an arm has or has not.

use crate::scenario::schema::Scenario;

use super::contract::{Contract, contracts};
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
    /// What holds when volume changes: `[service][payer]`; empty without rows, `None` where money follows at once.
    pub contracts: Vec<Vec<Option<Contract>>>,
}

impl Collaboration {
    /// Builds the tables for one draw.
    pub fn build(scenario: &Scenario, draw: &Draw) -> Collaboration {
        Collaboration {
            drivers: drivers(scenario, draw),
            platform: platform(scenario, draw),
            contracts: contracts(scenario, draw),
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
