//! Fee for service: units of services at their tariffs. It pays what no other component in line for a unit pays.
//!
//! Comes in: tariffs, a factor on them, and units delivered. Goes out: what is owed per service. Deliberately absent:
//! which units are in line for it, which the arm knows.
//!
//! Worked example: 6,000 visits at 50 EUR and a factor of 0.5 are 150,000 EUR to the nurses, 70 % of it by the insurer.
//!
//! ```toml
//! [[arm]]
//! name = "worked"
//!
//! [[arm.component]]
//! name = "fees"
//! kind = "fee_for_service"
//! factor = 0.5
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | fees | insurer | nurse | 105000.00 |
//! | 2025 | fees | municipality | nurse | 45000.00 |

use crate::counts::Owed;
use crate::tables::care::Care;
use crate::tables::needs::Need;

use super::follows::Follows;
use super::written::{Key, Services, WrittenKind, no_more};
use super::{
    Basis, ComponentBuilder, Kind, Linearity, Nature, RateContext, Settling, Turn, per_unit,
};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "fee_for_service",
    takes: &[
        Key::Services,
        Key::Disciplines,
        Key::Tariffs,
        Key::Factor,
        Key::CopaymentShare,
        Key::Payers,
        Key::ReimbursedBy,
        Key::PhaseInYears,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[],
    amount_is_per: None,
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: false,
    follows: Follows::Both,
    rank: |_, _| Some(1),
    by_default: Services::All,
    check: no_more,
    check_paid: no_more,
};

/// The tariffs.
#[derive(Debug, Clone, PartialEq)]
pub struct FeeForService {
    /// EUR per unit of each channel, of the price year.
    pub tariffs: Vec<f64>,
}

/// From its keys.
pub fn make(making: &ComponentBuilder) -> FeeForService {
    FeeForService {
        tariffs: per_unit::tariffs(making),
    }
}

impl Kind for FeeForService {
    fn nature(&self) -> Nature {
        Nature {
            turn: Turn::Done,
            in_line: Some(1.0),
            waives_copayments: false,
            coordinates: false,
            is_income: true,
            linearity: Linearity::Linear,
        }
    }

    fn basis(&self) -> Basis {
        Basis::Units(self.tariffs.clone())
    }

    fn rate(&self, _known: &RateContext) -> f64 {
        1.0
    }

    fn downstream_share(&self, _care: &Care, _need: &Need) -> f64 {
        0.0
    }

    fn settle(&self, settling: &Settling) -> Vec<Owed> {
        per_unit::units(settling)
    }
}
