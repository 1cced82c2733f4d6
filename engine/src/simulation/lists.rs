//! The year before as practices with lists look at it, who decide when a year opens.
//!
//! Comes in: a town and what was counted in a year. Goes out: the [`AccountingYear`] that payment asks for. Deliberately absent: what
//! follows from it (closing.rs, participation.rs).

use crate::component::accounting_year::AccountingYear;
use crate::component::carried_accounts::CarriedAccounts;
use crate::provision::Counts;

use super::town::Town;

/// The year with index `year`, in which so much was counted, by itself: beside no comparator, and after years that left `nothing`.
pub(super) fn accounting<'a>(
    town: &'a Town,
    year: usize,
    counts: &'a Counts,
    nothing: &'a CarriedAccounts,
) -> AccountingYear<'a> {
    AccountingYear {
        tables: town.system,
        arm: &town.system.arms[town.arm],
        year,
        counts,
        neutral: &town.neutral,
        earlier: &[],
        panels: &[],
        comparator: None,
        beside: None,
        expected: None,
        carried_accounts: nothing,
        enrols_all: false,
    }
}
