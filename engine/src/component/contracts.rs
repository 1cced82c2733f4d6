//! What contracts make of a change in volume: payers go on paying a part of what is no longer delivered, and do not yet pay
//! all of what is delivered more, until contracts have taken the change in.
//!
//! Comes in: what the comparator delivers this year and the arm does not, or the other way round, and `[[contract]]`. Goes
//! out: what is paid beside, per service and payer, negative where volume rose; and the hours that providers hold in step.
//! Deliberately absent: keys; no scenario writes this component. Everything in it is linear in volumes (or looks at
//! expected ones), so that neither the size of a sample nor luck makes it larger.
//!
//! Worked example: all of the 6,000 visits at 50 EUR are avoided. 40 % of the price follow the volume at once; of the rest
//! contracts take in half of the change a year, ν = ln 2. What they have not taken in is on average 0.5/ln 2 = 0.72135 of
//! the change in the first year and half of that in the second: 0.6 · 300,000 · 0.72135 = 129,842.55 EUR and 64,921.28 EUR
//! are still paid, by those who paid for the visits.
//!
//! ```toml
//! [run]
//! years = 2
//!
//! [[contract]]
//! variable_share = 0.4
//! renegotiated_share = 0.5
//!
//! [[arm]]
//! name = "worked"
//! like = "current"
//!
//! [[arm.effect]]
//! name = "prevention"
//! targets = [{ units = "visit" }]
//! reduction = 1
//! ```
//!
//! | year | component | payer | recipient | EUR |
//! |---|---|---|---|---|
//! | 2025 | contracts | insurer | nurse | 90889.79 |
//! | 2025 | contracts | municipality | nurse | 38952.77 |
//! | 2026 | contracts | insurer | nurse | 45444.89 |
//! | 2026 | contracts | municipality | nurse | 19476.38 |

mod held;
mod price;

use crate::base::money::Cents;
use crate::counts::Owed;
use crate::tables::care::Care;
use crate::tables::needs::Need;

use super::follows::Follows;
use super::written::{Services, WrittenKind, no_more, no_rank};
use super::{Basis, Kind, Linearity, Nature, RateContext, Settling, Turn};

pub use held::{Held, taken_in};

/// What the program knows of it as written.
pub const WRITTEN: WrittenKind = WrittenKind {
    word: "contracts",
    takes: &[],
    needs: &[],
    amount_is_per: None,
    is_laid_out_beforehand: false,
    is_budget: false,
    is_by_resident: false,
    replaces_fees: false,
    follows: Follows::Both,
    rank: no_rank,
    by_default: Services::All,
    check: no_more,
    check_paid: no_more,
};

/// The component under which what contracts hold is booked.
pub const NAME: &str = "contracts";

/// The clause that contracts follow volume late.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contracts;

impl Kind for Contracts {
    fn nature(&self) -> Nature {
        Nature {
            turn: Turn::Contracts,
            in_line: None,
            waives_copayments: false,
            coordinates: false,
            is_income: false,
            linearity: Linearity::ByPrice,
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

    fn settle(&self, settling: &Settling) -> Vec<Owed> {
        let accounting = settling.accounting;
        let Some(held) = Held::of(accounting) else {
            return Vec::new();
        };
        let payers = accounting.tables.payers.len();
        let services = accounting.tables.care.services.iter().zip(held.eur);
        let of_service = services.flat_map(|(service, by_payer)| {
            let amounts = by_payer.into_iter().map(Cents::from_eur).enumerate();
            let moved = amounts.filter(|(_, amount)| *amount != Cents::ZERO);
            moved.map(move |(payer, amount)| Owed {
                category: service.category.clone(),
                ..Owed::by_one(settling.index, service.discipline, payer, payers, amount)
            })
        });
        of_service.collect()
    }
}
