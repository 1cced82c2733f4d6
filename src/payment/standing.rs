//! What earlier years and the comparator leave to the accounts of an arm.

use crate::base::money::Cents;
use crate::provision::Adoption;
use crate::scenario::schema::ComponentKind::{
    FeeForService, NotCashed, PlatformLevy, PooledBudget, ServiceFee,
};
use crate::system::System;
use crate::system::funding::Arm;

use super::platform::Partners;
use super::{Bill, Owed, Reason};

/// What earlier years and the comparator leave to the accounts of an arm.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standing {
    /// What each pooling payer paid for covered care in the comparator's first year: `[component][payer of the pool]`.
    pub historical: Vec<Vec<Cents>>,
    /// Who takes part in the shared platform.
    pub partners: Partners,
    /// Share of last year's income that was paid per unit.
    per_unit: Option<f64>,
}

impl Standing {
    /// Before the first year.
    pub fn new(system: &System) -> Standing {
        Standing {
            partners: Partners::new(system),
            ..Standing::default()
        }
    }

    /// After the year of `bill`, for which `owed` is owed.
    pub fn after(&self, bill: &Bill, owed: &[Owed]) -> Standing {
        Standing {
            historical: self.historical.clone(),
            partners: self.partners.after(bill),
            per_unit: per_unit(bill.arm, owed),
        }
    }

    /// What the year with index `year` begins with: the share of income paid per unit last year, and how far the shared
    /// platform is adopted.
    pub fn told(&self, system: &System, arm: &Arm, year: usize) -> (Option<f64>, Adoption) {
        (self.per_unit, self.partners.adoption(system, arm, year))
    }
}

/// Share of what was paid for the care of needs that was paid per unit; `None` when nothing was paid.
fn per_unit(arm: &Arm, owed: &[Owed]) -> Option<f64> {
    let (mut units, mut all) = (0.0, 0.0);
    for owed in owed {
        let Reason::Component(place) = owed.reason else {
            continue;
        };
        let amount = owed.amount.to_eur();
        match arm.components[place].kind {
            NotCashed | PlatformLevy | PooledBudget => continue,
            FeeForService | ServiceFee => units += amount,
            _ => {}
        }
        all += amount;
    }
    (all > 0.0).then(|| units / all)
}
