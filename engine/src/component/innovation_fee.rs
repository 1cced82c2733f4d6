//! Populatie: an amount per resident and year, for some years, earmarked for capabilities.
//!
//! Comes in: the amount, and years of the residents it is paid for. Goes out: what is owed. Deliberately absent: the
//! care they use.
//!
//! Worked example: 1,000 residents for a year at 4 EUR, half of it earmarked for a capability, are 4,000 EUR, and 2 EUR
//! per resident-year build the capability.
//!
//! ```toml
//! [[capability]]
//! name = "prevention"
//! half = 15
//! build = 2
//! fade = 5
//!
//! [[arm]]
//! name = "worked"
//!
//! [[arm.component]]
//! name = "innovation"
//! kind = "innovation_fee"
//! amount = 4
//! earmark = { prevention = 0.5 }
//! payers = { fund = 1 }
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | innovation | fund | network | 4000.00 |

use crate::counts::Owed;
use crate::tables::care::Care;
use crate::tables::needs::Need;

use super::follows::Follows;
use super::written::{AMOUNT, Key, PAYERS, Services, WrittenKind, no_more, no_rank};
use super::{Basis, ComponentBuilder, Kind, Linearity, Nature, RateContext, Settling, Turn};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "innovation_fee",
    takes: &[
        Key::Amount,
        Key::Payers,
        Key::ReimbursedBy,
        Key::PhaseInYears,
        Key::Earmark,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[AMOUNT, PAYERS],
    amount_is_per: Some("resident-year"),
    is_laid_out_beforehand: true,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: false,
    follows: Follows::Price,
    rank: no_rank,
    by_default: Services::All,
    check: no_more,
    check_paid: no_more,
};

/// The amount.
#[derive(Debug, Clone, PartialEq)]
pub struct InnovationFee {
    /// EUR of the price year per resident-year.
    pub amount: f64,
}

/// From its keys.
pub fn make(making: &ComponentBuilder) -> InnovationFee {
    InnovationFee {
        amount: making.amount(),
    }
}

impl Kind for InnovationFee {
    fn nature(&self) -> Nature {
        Nature {
            turn: Turn::Done,
            in_line: None,
            waives_copayments: false,
            coordinates: false,
            is_income: true,
            linearity: Linearity::Linear,
        }
    }

    fn basis(&self) -> Basis {
        Basis::ResidentYears
    }

    fn rate(&self, _known: &RateContext) -> f64 {
        self.amount
    }

    fn downstream_share(&self, _care: &Care, _need: &Need) -> f64 {
        0.0
    }

    fn settle(&self, settling: &Settling) -> Vec<Owed> {
        settling.owed(settling.amount(self)).into_iter().collect()
    }
}
