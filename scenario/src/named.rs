//! What names may refer to.

use crate::scenario::schema::Scenario;

/// What a name may refer to.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub enum Named {
    State,
    Service,
    Discipline,
    Payer,
    Subscription,
    Need,
    Capability,
    Arm,
    Governance,
}

impl Named {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Named::State => "state",
            Named::Service => "service",
            Named::Discipline => "discipline",
            Named::Payer => "payer",
            Named::Subscription => "subscription",
            Named::Need => "need",
            Named::Capability => "capability",
            Named::Arm => "arm",
            Named::Governance => "governance form",
        }
    }

    /// The names there are.
    pub fn known(self, scenario: &Scenario) -> Vec<&str> {
        match self {
            Named::State => scenario
                .state
                .iter()
                .map(|each| each.name.as_str())
                .collect(),
            Named::Service => scenario
                .service
                .iter()
                .map(|each| each.name.as_str())
                .collect(),
            Named::Discipline => scenario
                .discipline
                .iter()
                .map(|each| each.name.as_str())
                .collect(),
            Named::Payer => scenario
                .payer
                .iter()
                .map(|each| each.name.as_str())
                .collect(),
            Named::Subscription => scenario
                .patient
                .subscription
                .iter()
                .map(|each| each.name.as_str())
                .collect(),
            Named::Need => scenario
                .need
                .iter()
                .map(|each| each.name.as_str())
                .collect(),
            Named::Capability => scenario
                .capability
                .iter()
                .map(|each| each.name.as_str())
                .collect(),
            Named::Arm => scenario.arm.iter().map(|each| each.name.as_str()).collect(),
            Named::Governance => scenario
                .governance
                .iter()
                .map(|each| each.name.as_str())
                .collect(),
        }
    }
}
