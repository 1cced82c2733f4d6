//! What earlier years and the comparator leave to the accounts of an arm.
//!
//! Comes in: the tables. Goes out: [`CarriedAccounts`] before the first year. Deliberately absent: what a year changes in
//! them (carry.rs), and what the residents carry over.

use crate::base::money::Cents;
use crate::tables::Tables;

use super::partners::Partners;
use super::taken_in::TakenIn;
use super::town_year::TownYear;

/// What earlier years and the comparator leave to the accounts of an arm.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CarriedAccounts {
    /// What each pooling payer paid for covered care in the comparator's first year: `[component][payer of the pool]`.
    pub historical: Vec<Vec<Cents>>,
    /// Who takes part in the shared platform.
    pub partners: Partners,
    /// What contracts have taken in of the change in volume.
    pub taken_in: TakenIn,
    /// What care cost in the years so far; empty where no contract of the arm is over the whole town.
    pub towns: Vec<TownYear>,
    /// Share of last year's income that was paid per unit; `None` before the first year, and when nothing was paid.
    pub per_unit_share: Option<f64>,
}

impl CarriedAccounts {
    /// Before the first year.
    pub fn new(tables: &Tables) -> CarriedAccounts {
        CarriedAccounts {
            partners: Partners::new(tables),
            ..CarriedAccounts::default()
        }
    }
}
