//! What residents pay by statute: copayments, deductible and subscriptions.
//!
//! It moves no money of its own: where an arm has it, the residents' own part of what is owed for care falls to the
//! payer `resident`. Deliberately absent: how much that is, which is worked out person by person when care is
//! delivered.
//!
//! Worked example: of 6,000 visits at 50 EUR with a copayment of 7.50 EUR, residents pay 45,000 EUR; the other 255,000
//! fall to the statutory payers. Without this component they would pay all of it.
//!
//! ```toml
//! [[service]]
//! name = "visit"
//! copayment = 7.50
//!
//! [[arm]]
//! name = "worked"
//! like = "current"
//!
//! [[arm.component]]
//! name = "own_part"
//! kind = "patient_share"
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | own_part | resident | nurse | 45000.00 |
//! | 2025 | fees | insurer | nurse | 178500.00 |
//! | 2025 | fees | municipality | nurse | 76500.00 |

use crate::counts::Owed;
use crate::scenario::review::{FaultKind, KeyPath, Review};
use crate::scenario::schema::Component as Keys;
use crate::tables::care::Care;
use crate::tables::needs::Need;

use super::follows::Follows;
use super::written::{Services, WrittenKind, no_more, no_rank};
use super::{Basis, Kind, Linearity, Nature, RateContext, Settling, Turn};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "patient_share",
    takes: &[],
    needs: &[],
    amount_is_per: None,
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: false,
    follows: Follows::Both,
    rank: no_rank,
    by_default: Services::All,
    check,
    check_paid: no_more,
};

/// The clause that residents pay their part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PatientShare;

/// Somebody has to pay it.
fn check(review: &mut Review<'_>, at: &KeyPath, _: &Keys) {
    if !review
        .scenario
        .payer
        .iter()
        .any(|payer| payer.name == "resident")
    {
        review.fault(
            FaultKind::ResidentPayer,
            at,
            "a patient_share needs a payer named `resident`",
            "add [[payer]] name = \"resident\"",
        );
    }
}

impl Kind for PatientShare {
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
        Basis::Settlement
    }

    fn rate(&self, _known: &RateContext) -> f64 {
        0.0
    }

    fn downstream_share(&self, _care: &Care, _need: &Need) -> f64 {
        0.0
    }

    fn settle(&self, _settling: &Settling) -> Vec<Owed> {
        Vec::new()
    }
}
