//! A grant: a yearly amount for some years, that ends.
//!
//! Comes in: the amount. Goes out: what is owed. Deliberately absent: what its earmark builds.
//!
//! Worked example: 9,000 EUR a year until 2026 are 9,000 EUR in every year up to that one and nothing after it.
//!
//! ```toml
//! [run]
//! years = 3
//!
//! [[arm]]
//! name = "worked"
//!
//! [[arm.component]]
//! name = "grant"
//! kind = "project_grant"
//! amount = 9000
//! until_year = 2026
//! payers = { fund = 1 }
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | grant | fund | network | 9000.00 |
//! | 2026 | grant | fund | network | 9000.00 |

use crate::counts::Owed;
use crate::scenario::review::{FaultKind, KeyPath, Review};
use crate::scenario::schema::Component as Keys;
use crate::tables::care::Care;
use crate::tables::needs::Need;

use super::follows::Follows;
use super::written::{AMOUNT, Key, PAYERS, Services, WrittenKind, no_more, no_rank};
use super::{Basis, ComponentBuilder, Kind, Linearity, Nature, RateContext, Settling, Turn};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "project_grant",
    takes: &[
        Key::Recipient,
        Key::Amount,
        Key::Payers,
        Key::ReimbursedBy,
        Key::PhaseInYears,
        Key::Earmark,
        Key::Indexed,
    ],
    needs: &[AMOUNT, PAYERS],
    amount_is_per: Some("calendar year"),
    is_laid_out_beforehand: true,
    is_budget: true,
    is_by_resident: false,
    replaces_fees: false,
    follows: Follows::Price,
    rank: no_rank,
    by_default: Services::All,
    check,
    check_paid: no_more,
};

/// The amount.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectGrant {
    /// EUR of the price year per calendar year.
    pub amount: f64,
    /// Whether it pays for the coordination of a governance form.
    pub coordinates: bool,
}

/// From its keys.
pub fn make(making: &ComponentBuilder) -> ProjectGrant {
    ProjectGrant {
        amount: making.amount(),
        coordinates: false,
    }
}

/// A project ends.
fn check(review: &mut Review<'_>, at: &KeyPath, one: &Keys) {
    if one.until_year.is_none() {
        review.fault(
            FaultKind::DependentKey,
            at,
            "kind `project_grant` needs `until_year`",
            "a project ends: write its last year, even where that lies after the run",
        );
    }
}

impl Kind for ProjectGrant {
    fn nature(&self) -> Nature {
        Nature {
            turn: Turn::Done,
            in_line: None,
            waives_copayments: false,
            coordinates: self.coordinates,
            is_income: true,
            linearity: Linearity::Linear,
        }
    }

    fn basis(&self) -> Basis {
        Basis::CalendarYear
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
