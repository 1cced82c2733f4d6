//! The year on one page: the page to read first.
//!
//! Comes in: a town (residents one by one, or expected numbers of them), the accounts of every arm that is paid for its
//! care, and what the comparator's care came to. Goes out: the year, lived, settled and added up. Deliberately absent:
//! how a cycle is lived (cycle.rs for residents), what a component is paid (component/), what an outcome is (outcome/).

use super::book::Book;
use super::comparator::Comparator;
use super::life::Life;

/// Lives the year with index `year` and settles it for every arm of `books`; `None` when `is_stopped` says so. Arms are
/// measured by the comparator of the same variant, in `comparators`, so that its own accounts are closed first.
pub(super) fn live_year(
    town: &mut dyn Life,
    books: &mut [Book],
    comparators: &mut [Comparator],
    year: usize,
    is_stopped: &dyn Fn() -> bool,
) -> Option<()> {
    let system = books[0].system;
    // Open the year: who takes part, prices and tariffs, what providers are paid for, budgets.
    town.open_year(year, books[0].opening(year));
    // Cycles: age, fall ill, need, be cared for or wait.
    for cycle in year * system.time.per_year..(year + 1) * system.time.per_year {
        if is_stopped() {
            return None;
        }
        town.live_cycle(cycle);
    }
    let (lived, taking_part) = (town.year(), town.taking_part());
    for book in comparator_first(books) {
        let comparator = &mut comparators[book.member.variant];
        if year == 0 && !book.is_comparator() {
            book.find_factor(comparator);
        }
        // Settle every component, post what is owed as flows, and audit the ledger to the cent.
        let settlement = book.settle(&lived.counts, year, comparator, false);
        // Tally: outcomes, and what providers received beside what their hours cost.
        book.tally(lived, taking_part, &settlement, comparator);
        if book.is_comparator() {
            let received = book.received(year);
            let owed = (settlement.owed, settlement.town);
            comparator.add_year(book.system, &lived.counts, owed, received);
        }
    }
    // Carry: the score that the next year is paid on; records of those who are gone are let go.
    let score = books[0].score(&lived.counts, year);
    town.close_year(score);
    Some(())
}

/// The accounts of the comparator, then the accounts of the arms that are compared with it.
fn comparator_first<'b, 's>(books: &'b mut [Book<'s>]) -> impl Iterator<Item = &'b mut Book<'s>> {
    let (first, others): (Vec<_>, Vec<_>) = books.iter_mut().partition(|book| book.is_comparator());
    first.into_iter().chain(others)
}
