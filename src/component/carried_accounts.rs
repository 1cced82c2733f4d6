//! What earlier years and the comparator leave to the accounts of an arm.
//!
//! Comes in: a year that was settled. Goes out: a [`CarriedAccounts`] for the next. Deliberately absent: what the
//! residents carry over.

use crate::base::money::Cents;
use crate::counts::{Owed, Reason};
use crate::tables::Tables;
use crate::tables::platform::Adoption;

use super::Basis;
use super::accounting_year::AccountingYear;
use super::arm::Arm;
use super::platform_levy::Partners;

/// What earlier years and the comparator leave to the accounts of an arm.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CarriedAccounts {
    /// What each pooling payer paid for covered care in the comparator's first year: `[component][payer of the pool]`.
    pub historical: Vec<Vec<Cents>>,
    /// Who takes part in the shared platform.
    pub partners: Partners,
    /// Share of last year's income that was paid per unit.
    per_unit: Option<f64>,
}

impl CarriedAccounts {
    /// Before the first year.
    pub fn new(tables: &Tables) -> CarriedAccounts {
        CarriedAccounts {
            partners: Partners::new(tables),
            ..CarriedAccounts::default()
        }
    }

    /// After the year of `accounting`, for which `owed` is owed.
    pub fn after(&self, accounting: &AccountingYear, owed: &[Owed]) -> CarriedAccounts {
        CarriedAccounts {
            historical: self.historical.clone(),
            partners: self.partners.after(accounting),
            per_unit: per_unit(accounting.arm, owed),
        }
    }

    /// What the year with index `year` begins with: the share of income paid per unit last year, and how far the shared
    /// platform is adopted.
    pub fn left_to_year(&self, tables: &Tables, arm: &Arm, year: usize) -> (Option<f64>, Adoption) {
        (self.per_unit, self.partners.adoption(tables, arm, year))
    }
}

/// Share of what was paid for the care of needs that was paid per unit; `None` when nothing was paid.
fn per_unit(arm: &Arm, owed: &[Owed]) -> Option<f64> {
    let (mut units, mut all) = (0.0, 0.0);
    for owed in owed {
        let Reason::Component(index) = owed.reason else {
            continue;
        };
        let amount = owed.amount.to_eur();
        let component = &arm.components[index];
        if component.nature().is_income {
            all += amount;
            if let Basis::Units(_) = component.basis() {
                units += amount;
            }
        }
    }
    (all > 0.0).then(|| units / all)
}
