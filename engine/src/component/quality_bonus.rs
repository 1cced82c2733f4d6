//! Populatie: a bonus on top of the network fee, by the quality score of the network: Σ weight · clamp((value −
//! floor)/(target − floor), 0, 1) over indicators that the run itself produces.
//!
//! Comes in: the amount at a score of 1, and the indicators. Goes out: what is owed, and the score, which shared
//! savings may ask for too. Deliberately absent: smoothing over years.
//!
//! Worked example: six visits a resident, between a floor of 4 and a target of 8, score 0.5; 1,000 residents at 10 EUR
//! are then 5,000 EUR.
//!
//! ```toml
//! [[arm]]
//! name = "worked"
//!
//! [[arm.component]]
//! name = "bonus"
//! kind = "quality_bonus"
//! amount = 10
//! payers = { insurer = 1 }
//! indicators = [{ measure = "units_per_resident", service = "visit", weight = 1, floor = 4, target = 8 }]
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | bonus | insurer | network | 5000.00 |

use crate::counts::Owed;
use crate::tables::care::Care;
use crate::tables::needs::Need;

use super::follows::Follows;
use super::score::{Indicator, check, indicators};
use super::written::{AMOUNT, Key, PAYERS, Services, WrittenKind, no_more, no_rank};
use super::{Basis, ComponentBuilder, Kind, Linearity, Nature, RateContext, Settling, Turn};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "quality_bonus",
    takes: &[
        Key::Recipient,
        Key::Amount,
        Key::Indicators,
        Key::Payers,
        Key::ReimbursedBy,
        Key::PhaseInYears,
        Key::Earmark,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[
        AMOUNT,
        (
            Key::Indicators,
            "e.g. indicators = [{ measure = \"needs_met\", weight = 1, floor = 0.7, target = 0.9 }]",
        ),
        PAYERS,
    ],
    amount_is_per: Some("resident-year at a score of 1"),
    is_laid_out_beforehand: true,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: false,
    follows: Follows::Price,
    rank: no_rank,
    by_default: Services::All,
    check,
    check_paid: no_more,
};

/// The bonus.
#[derive(Debug, Clone, PartialEq)]
pub struct QualityBonus {
    /// EUR of the price year per resident-year at a score of 1.
    pub amount: f64,
    /// The score.
    pub indicators: Vec<Indicator>,
}

/// From its keys.
pub fn make(making: &ComponentBuilder) -> QualityBonus {
    QualityBonus {
        amount: making.amount(),
        indicators: indicators(making),
    }
}

impl Kind for QualityBonus {
    fn nature(&self) -> Nature {
        Nature {
            turn: Turn::Done,
            in_line: None,
            waives_copayments: false,
            coordinates: false,
            is_income: true,
            linearity: Linearity::Bent,
        }
    }

    fn basis(&self) -> Basis {
        Basis::ResidentYears
    }

    fn rate(&self, known: &RateContext) -> f64 {
        self.amount * (known.score)(&self.indicators)
    }

    fn downstream_share(&self, _care: &Care, _need: &Need) -> f64 {
        0.0
    }

    fn settle(&self, settling: &Settling) -> Vec<Owed> {
        settling.owed(settling.amount(self)).into_iter().collect()
    }
}
