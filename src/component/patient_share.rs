//! What residents pay by statute: copayments, deductible and subscriptions.
//!
//! It moves no money of its own: where an arm has it, the residents' own part of what is owed for care falls to the payer
//! `resident`. Deliberately absent: how much that is, which is worked out person by person when care is delivered.
//!
//! Worked example: a unit of 100 EUR with a copayment of 15 EUR is paid 85 EUR by its payer and 15 EUR by the resident; without
//! this component, 100 EUR by its payer.

use crate::counts::Owed;
use crate::scenario::room::{At, Room};
use crate::scenario::schema::Component as Keys;
use crate::tables::care::Care;
use crate::tables::needs::Need;

use super::bill::Settling;
use super::written::{Services, Written, no_more, no_rank};
use super::{Basis, Kind, Known, Linearity, Nature, Turn};

/// What it may be written with.
pub const WRITTEN: Written = Written {
    word: "patient_share",
    takes: &[],
    needs: &[],
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: false,
    rank: no_rank,
    by_default: Services::All,
    check,
    check_paid: no_more,
};

/// That residents pay their part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PatientShare;

/// Somebody has to pay it.
fn check(room: &mut Room<'_>, at: &At, _: &Keys) {
    if !room
        .scenario
        .payer
        .iter()
        .any(|payer| payer.name == "resident")
    {
        room.fault(
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

    fn basis(&self) -> Basis<'_> {
        Basis::Settlement
    }

    fn rate(&self, _known: &Known) -> f64 {
        0.0
    }

    fn downstream_share(&self, _care: &Care, _need: &Need) -> f64 {
        0.0
    }

    fn settle(&self, _settling: &Settling) -> Vec<Owed> {
        Vec::new()
    }
}
