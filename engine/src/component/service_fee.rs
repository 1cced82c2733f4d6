//! Prestatie: units for acute needs at their tariffs.
//!
//! Comes in: tariffs, a factor on them, and units delivered. Goes out: what is owed per service. Deliberately absent:
//! which units are in line for it, which the arm knows.
//!
//! Worked example: 300 acute needs of two visits each at 70 EUR are 42,000 EUR; the 6,000 visits for the permanent need
//! stay with fee for service, at 50 EUR.
//!
//! ```toml
//! [[need]]
//! name = "flu"
//! class = "acute"
//! domain = "medical"
//! rates = { well = 0.3 }
//! services = [{ service = "visit", units = 2, spread = "fixed" }]
//!
//! [[arm]]
//! name = "worked"
//! like = "current"
//!
//! [[arm.component]]
//! name = "acute"
//! kind = "service_fee"
//! tariffs = { visit = 70 }
//! payers = { fund = 1 }
//! ```
//!
//! | year | component | payer | recipient | EUR expected |
//! |---|---|---|---|---|
//! | 2025 | acute | fund | nurse | 42000.00 |
//! | 2025 | fees | insurer | nurse | 210000.00 |
//! | 2025 | fees | municipality | nurse | 90000.00 |

use crate::counts::Owed;
use crate::tables::care::Care;
use crate::tables::needs::Need;

use super::follows::Follows;
use super::written::{Key, Services, WrittenKind, no_more};
use super::{
    Basis, ComponentBuilder, Kind, Linearity, Nature, RateContext, Settling, Turn, per_unit,
};
use crate::scenario::schema::NeedClass;

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "service_fee",
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
    rank: |_, units| {
        let is_paid = !units.is_escalation && units.need.class == NeedClass::Acute;
        is_paid.then_some(2)
    },
    by_default: Services::All,
    check: no_more,
    check_paid: no_more,
};

/// The tariffs.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceFee {
    /// EUR per unit of each channel, of the price year.
    pub tariffs: Vec<f64>,
}

/// From its keys.
pub fn make(making: &ComponentBuilder) -> ServiceFee {
    ServiceFee {
        tariffs: per_unit::tariffs(making),
    }
}

impl Kind for ServiceFee {
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
