//! Capitation: a forfait per person on the list and year, risk-adjusted or not, in the place of unit fees.
//!
//! Comes in: the amount, its ratios by person, and the part of the replaced units that it stands for. Goes out: what is
//! owed, with what residents still pay for the units it replaces. Deliberately absent: which units those are, which the
//! arm knows.
//!
//! Worked example: 1,000 persons for a year at 300 EUR and a share of 0.4 are 120,000 EUR; each of the 6,000 visits
//! that it replaces keeps 60 % of its fee of 50 EUR.
//!
//! ```toml
//! [[arm]]
//! name = "worked"
//! like = "current"
//!
//! [[arm.component]]
//! name = "list"
//! kind = "capitation"
//! recipient = "nurse"
//! amount = 300
//! share = 0.4
//! payers = { insurer = 1 }
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | list | insurer | nurse | 120000.00 |
//! | 2025 | fees | insurer | nurse | 126000.00 |
//! | 2025 | fees | municipality | nurse | 54000.00 |

use crate::counts::Owed;
use crate::scenario::review::{FaultKind, KeyPath, Review};
use crate::scenario::schema::{Component as Keys, Service};
use crate::tables::care::Care;
use crate::tables::lists::{ListRatios, list_ratios};
use crate::tables::needs::Need;

use super::follows::Follows;
use super::written::{AMOUNT, Key, RECIPIENT, Services, WrittenKind, names, no_more, units};
use super::{Basis, ComponentBuilder, Kind, Linearity, Nature, RateContext, Settling, Turn};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "capitation",
    takes: &[
        Key::Services,
        Key::Disciplines,
        Key::Recipient,
        Key::Amount,
        Key::AgeRatios,
        Key::DeprivationRatios,
        Key::LowerClassRatio,
        Key::StateRatios,
        Key::Share,
        Key::WaivesCopayments,
        Key::CopaymentShare,
        Key::Payers,
        Key::ReimbursedBy,
        Key::PhaseInYears,
        Key::AdminHours,
        Key::Indexed,
    ],
    needs: &[RECIPIENT, AMOUNT],
    amount_is_per: Some("patient-year on the list"),
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: true,
    replaces_fees: true,
    follows: Follows::Price,
    rank: |_, _| Some(4),
    by_default: Services::OfRecipient,
    check: no_more,
    check_paid,
};

/// The forfait.
#[derive(Debug, Clone, PartialEq)]
pub struct Capitation {
    /// EUR of the price year per year on a list, for the whole of the replaced units.
    pub amount: f64,
    /// The part of the replaced units that it stands for.
    pub share: f64,
    /// What the amount is multiplied by for each person on the list.
    pub ratios: ListRatios,
    /// Whether residents pay no copayment or subscription for units it replaces.
    pub waives_copayments: bool,
}

/// From its keys.
pub fn make(making: &ComponentBuilder) -> Capitation {
    let ComponentBuilder {
        scenario,
        written,
        draw,
        ..
    } = *making;
    Capitation {
        amount: making.amount(),
        share: making
            .value(written.share.as_deref(), 1.0, "share")
            .clamp(0.0, 1.0),
        ratios: list_ratios(scenario, written, draw, &making.path()),
        waives_copayments: written.waives_copayments,
    }
}

/// A capitation replaces units of some service that a need asks for.
fn check_paid(review: &mut Review<'_>, at: &KeyPath, component: &Keys) {
    let is_wanted = |service: &Service| {
        units(review.scenario)
            .iter()
            .any(|units| units.service.name == service.name)
    };
    for (index, name) in component.services.iter().enumerate() {
        let service = review
            .scenario
            .service
            .iter()
            .find(|service| service.name == *name);
        if service.is_some_and(|service| !is_wanted(service)) {
            review.fault(
                FaultKind::NothingReplaced,
                &at.to("services").nth(index),
                format!("nobody delivers `{name}`: no need asks for it"),
                "a capitation replaces the unit fees of services that residents use",
            );
        }
    }
    let listed = review
        .scenario
        .service
        .iter()
        .filter(|service| names(component, WRITTEN.by_default, service));
    if !listed.into_iter().any(is_wanted) && component.services.is_empty() {
        review.fault(
            FaultKind::NothingReplaced,
            at,
            "this capitation replaces no units: nobody delivers its services",
            "name services or disciplines whose unit fees it replaces",
        );
    }
}

impl Kind for Capitation {
    fn nature(&self) -> Nature {
        Nature {
            turn: Turn::Done,
            in_line: Some(self.share),
            waives_copayments: self.waives_copayments,
            coordinates: false,
            is_income: true,
            linearity: Linearity::Linear,
        }
    }

    fn basis(&self) -> Basis {
        Basis::ListYears(self.ratios.clone())
    }

    fn rate(&self, _known: &RateContext) -> f64 {
        self.amount * self.share
    }

    fn downstream_share(&self, _care: &Care, _need: &Need) -> f64 {
        0.0
    }

    fn settle(&self, settling: &Settling) -> Vec<Owed> {
        let amount = settling.amount(self);
        let replaced = settling.replaced(|_| true);
        let owed = settling.owed(amount).map(|owed| {
            let statutory = || settling.statutory(&replaced);
            Owed {
                by_residents: settling.own_part(&replaced).min(amount),
                shares: settling.component.payers.clone().unwrap_or_else(statutory),
                ..owed
            }
        });
        owed.into_iter().collect()
    }
}
