//! An amount per person-year in some health states, whatever care is used: a treatment or programme for those who are
//! ill.
//!
//! Comes in: the amount, and years lived in the states. Goes out: what is owed. Deliberately absent: what the programme
//! does, which is an effect of the arm.
//!
//! Worked example: 200 person-years in the state at 1,000 EUR are 200,000 EUR.
//!
//! ```toml
//! [[state]]
//! name = "ill"
//!
//! [population]
//! bands = [
//!   { age_from = 20, age_below = 21, female = 400, male = 400 },
//!   { age_from = 40, age_below = 41, female = 100, male = 100 },
//! ]
//! prevalence = [
//!   { age_below = 30, shares = { well = 1 } },
//!   { age_from = 30, shares = { ill = 1 } },
//! ]
//!
//! [[arm]]
//! name = "worked"
//!
//! [[arm.component]]
//! name = "programme"
//! kind = "state_fee"
//! recipient = "nurse"
//! amount = 1000
//! states = ["ill"]
//! payers = { insurer = 1 }
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | programme | insurer | nurse | 200000.00 |

use crate::counts::Owed;
use crate::tables::care::Care;
use crate::tables::names::position;
use crate::tables::needs::Need;

use super::follows::Follows;
use super::written::{AMOUNT, Key, PAYERS, RECIPIENT, Services, WrittenKind, no_more, no_rank};
use super::{Basis, ComponentBuilder, Kind, Linearity, Nature, RateContext, Settling, Turn};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "state_fee",
    takes: &[
        Key::Recipient,
        Key::Amount,
        Key::States,
        Key::Payers,
        Key::ReimbursedBy,
        Key::PhaseInYears,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[
        RECIPIENT,
        AMOUNT,
        (
            Key::States,
            "the health states whose person-years it pays, e.g. states = [\"frail\"]",
        ),
        PAYERS,
    ],
    amount_is_per: Some("person-year in `states`"),
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

/// The amount and the states.
#[derive(Debug, Clone, PartialEq)]
pub struct StateFee {
    /// EUR of the price year per person-year.
    pub amount: f64,
    /// The states, by index.
    pub states: Vec<usize>,
}

/// From its keys.
pub fn make(making: &ComponentBuilder) -> StateFee {
    let states = &making.scenario.state;
    StateFee {
        amount: making.amount(),
        states: making
            .written
            .states
            .iter()
            .map(|name| position(states, name, |state| &state.name))
            .collect(),
    }
}

impl Kind for StateFee {
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
        Basis::StateYears(self.states.clone())
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
