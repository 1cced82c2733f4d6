//! Populatie: an amount per person on a practice's list and year, to the practices.
//!
//! Comes in: the amount, its ratios by person, and years on lists. Goes out: what is owed. Deliberately absent: the
//! care they use, and which practice gets what, which the accounts of practices tell.
//!
//! Worked example: 1,000 persons for a year at 100 EUR, half of them at a ratio of 1.2, are 110,000 EUR.
//!
//! ```toml
//! [population]
//! bands = [
//!   { age_from = 20, age_below = 21, female = 250, male = 250 },
//!   { age_from = 40, age_below = 41, female = 250, male = 250 },
//! ]
//!
//! [[arm]]
//! name = "worked"
//!
//! [[arm.component]]
//! name = "list"
//! kind = "practice_fee"
//! recipient = "nurse"
//! amount = 100
//! age_ratios = [{ age_from = 30, ratio = 1.2 }]
//! payers = { insurer = 1 }
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | list | insurer | nurse | 110000.00 |

use crate::counts::Owed;
use crate::tables::care::Care;
use crate::tables::lists::{ListRatios, list_ratios};
use crate::tables::needs::Need;

use super::follows::Follows;
use super::written::{AMOUNT, Key, PAYERS, RECIPIENT, Services, WrittenKind, no_more, no_rank};
use super::{Basis, ComponentBuilder, Kind, Linearity, Nature, RateContext, Settling, Turn};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "practice_fee",
    takes: &[
        Key::Recipient,
        Key::Amount,
        Key::AgeRatios,
        Key::DeprivationRatios,
        Key::LowerClassRatio,
        Key::StateRatios,
        Key::Payers,
        Key::ReimbursedBy,
        Key::PhaseInYears,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[RECIPIENT, AMOUNT, PAYERS],
    amount_is_per: Some("patient-year on the list"),
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

/// The amount and its ratios.
#[derive(Debug, Clone, PartialEq)]
pub struct PracticeFee {
    /// EUR of the price year per year on a list.
    pub amount: f64,
    /// What the amount is multiplied by for each person on the list.
    pub ratios: ListRatios,
}

/// From its keys.
pub fn make(making: &ComponentBuilder) -> PracticeFee {
    let ComponentBuilder {
        scenario,
        written,
        draw,
        ..
    } = *making;
    PracticeFee {
        amount: making.amount(),
        ratios: list_ratios(scenario, written, draw, &making.path()),
    }
}

impl Kind for PracticeFee {
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
        Basis::ListYears(self.ratios.clone())
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
