//! A transition budget: a yearly amount on top of current cost, with an end and what may come back.
//!
//! Comes in: the amount, the target for growth, and what goes on or comes back when it ends. Goes out: what is owed
//! this year, and in the year after the last the part that payers get back when growth missed its target. Deliberately
//! absent: what it builds, which is its earmark's.
//!
//! Worked example: 100,000 EUR in each of two years. Care costs 300,000, 312,000 and 324,480 EUR, so that the total
//! grows from 400,000 to 412,000 EUR, by 3 %; the target was 2 %, and half of the last amount comes back.
//!
//! ```toml
//! [run]
//! years = 3
//!
//! [growth]
//! prices = 0.04
//!
//! [[arm]]
//! name = "worked"
//! like = "current"
//!
//! [[arm.component]]
//! name = "transition"
//! kind = "transition_budget"
//! amount = 100000
//! until_year = 2026
//! growth_target = 0.02
//! claw_back = 0.5
//! indexed = false
//! payers = { fund = 1 }
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | transition | fund | network | 100000.00 |
//! | 2026 | transition | fund | network | 100000.00 |
//! | 2027 | transition | fund | network | -50000.00 |
//! | 2025 | fees | insurer | nurse | 210000.00 |
//! | 2025 | fees | municipality | nurse | 90000.00 |
//! | 2026 | fees | insurer | nurse | 218400.00 |
//! | 2026 | fees | municipality | nurse | 93600.00 |
//! | 2027 | fees | insurer | nurse | 227136.00 |
//! | 2027 | fees | municipality | nurse | 97344.00 |

use crate::base::money::Cents;
use crate::counts::Owed;
use crate::tables::care::Care;
use crate::tables::needs::Need;

use super::accounting_year::AccountingYear;
use super::follows::Follows;
use super::written::{AMOUNT, Key, PAYERS, Services, WrittenKind, no_more, no_rank};
use super::{Basis, ComponentBuilder, Kind, Linearity, Nature, RateContext, Settling, Turn};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "transition_budget",
    takes: &[
        Key::Amount,
        Key::Payers,
        Key::ReimbursedBy,
        Key::PhaseInYears,
        Key::Earmark,
        Key::GrowthTarget,
        Key::StructuralShare,
        Key::ClawBack,
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
    check: no_more,
    check_paid: no_more,
};

/// The budget.
#[derive(Debug, Clone, PartialEq)]
pub struct TransitionBudget {
    /// EUR of the price year per calendar year.
    pub amount: f64,
    /// Target growth per year of total cost.
    pub growth_target: Option<f64>,
    /// Share of the last amount that comes back when the target was missed.
    pub claw_back: f64,
}

/// From its keys; the structural share is one of the terms that all components have.
pub fn make(making: &ComponentBuilder) -> TransitionBudget {
    let written = making.written;
    TransitionBudget {
        amount: making.amount(),
        growth_target: written
            .growth_target
            .as_ref()
            .map(|target| making.value(Some(target), 0.0, "growth_target")),
        claw_back: making
            .value(written.claw_back.as_deref(), 0.0, "claw_back")
            .clamp(0.0, 1.0),
    }
}

impl TransitionBudget {
    fn claws_back(&self) -> bool {
        self.claw_back > 0.0 && self.growth_target.is_some()
    }

    fn clawed_back(&self, settling: &Settling) -> Cents {
        let (accounting, component) = (settling.accounting, settling.component);
        let Some(target) = self.growth_target else {
            return Cents::ZERO;
        };
        if accounting.year != component.years.end || accounting.year == 0 {
            return Cents::ZERO;
        }
        let last = accounting.year - 1;
        let is_missed = growth(accounting.earlier, last).is_some_and(|growth| growth > target);
        if !is_missed {
            return Cents::ZERO;
        }
        let of_last = AccountingYear {
            year: last,
            ..*accounting
        };
        Cents::from_eur(self.amount * of_last.level(settling.index) * self.claw_back)
    }
}

impl Kind for TransitionBudget {
    fn nature(&self) -> Nature {
        Nature {
            turn: Turn::Done,
            in_line: None,
            waives_copayments: false,
            coordinates: false,
            is_income: true,
            linearity: if self.claws_back() {
                Linearity::Bent
            } else {
                Linearity::Linear
            },
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
        let amounts = [settling.amount(self), -self.clawed_back(settling)];
        let owed = amounts.map(|amount| settling.owed_apart(amount));
        owed.into_iter().flatten().collect()
    }
}

/// Mean growth per year of the amounts from the first year to the year with index `year`; `None` in the first year.
pub fn growth(totals: &[Cents], year: usize) -> Option<f64> {
    let (first, last) = (totals.first()?.to_eur(), totals.get(year)?.to_eur());
    (year > 0 && first > 0.0).then(|| libm::pow(last / first, 1.0 / year as f64) - 1.0)
}
