//! Three accounts of the same money: owed, paid, received.
//!
//! Comes in: amounts as they are posted. Goes out: a year's audit, which stops the program when a cent differs.
//! Deliberately absent: who owes what, and why.

use crate::base::money::Cents;

/// Three accounts of the same money, kept apart so that each can find the others out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Books {
    owed: Vec<Cents>,
    paid: Vec<Vec<Cents>>,
    received: Vec<Vec<Cents>>,
    /// Whether all sums of a year stayed within what is exact.
    is_exact: Vec<bool>,
}

impl Books {
    pub fn new(payers: usize, recipients: usize, years: usize) -> Books {
        Books {
            owed: vec![Cents::ZERO; years],
            paid: vec![vec![Cents::ZERO; payers]; years],
            received: vec![vec![Cents::ZERO; recipients]; years],
            is_exact: vec![true; years],
        }
    }

    pub fn owe(&mut self, year: usize, amount: Cents) {
        self.owed[year] += amount;
        self.is_exact[year] &= amount.is_exact() && self.owed[year].is_exact();
    }

    pub fn pay(&mut self, year: usize, payer: usize, amount: Cents) {
        self.paid[year][payer] += amount;
        self.is_exact[year] &= amount.is_exact() && self.paid[year][payer].is_exact();
    }

    pub fn receive(&mut self, year: usize, recipient: usize, amount: Cents) {
        self.received[year][recipient] += amount;
        self.is_exact[year] &= amount.is_exact() && self.received[year][recipient].is_exact();
    }

    /// What a payer laid out; of a year with a sum beyond what is exact, an amount that says so.
    pub fn paid(&self, payer: usize, year: usize) -> Cents {
        if self.is_exact[year] {
            self.paid[year][payer]
        } else {
            Cents(i64::MAX)
        }
    }

    pub fn received(&self, recipient: usize, year: usize) -> Cents {
        self.received[year][recipient]
    }

    pub fn total(&self, year: usize) -> Cents {
        self.paid[year].iter().sum()
    }

    /// What payers lay out = what recipients receive = what is owed, to the cent, where sums are exact: others are for
    /// the run to refuse.
    pub fn audit(&self, year: usize) {
        let paid = self.total(year);
        let received: Cents = self.received[year].iter().sum();
        assert!(
            !self.is_exact[year] || paid == received && received == self.owed[year],
            "the ledger does not balance in year {year}: owed {}, paid {paid}, received {received}",
            self.owed[year]
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_that_was_once_beyond_what_is_exact_says_so() {
        let mut books = Books::new(1, 1, 2);
        // Cut off, then 92 quadrillion EUR back: what is left looks like an ordinary amount.
        for amount in [i64::MAX, i64::MAX, -i64::MAX] {
            books.owe(0, Cents(amount));
            books.pay(0, 0, Cents(amount));
            books.receive(0, 0, Cents(amount));
        }
        books.audit(0);
        assert!(!books.paid(0, 0).is_exact());
        assert_eq!(books.paid(0, 1), Cents::ZERO);
    }

    #[test]
    #[should_panic(expected = "does not balance")]
    fn a_cent_that_is_owed_and_not_paid_is_found() {
        let mut books = Books::new(1, 1, 1);
        books.owe(0, Cents(101));
        books.pay(0, 0, Cents(100));
        books.receive(0, 0, Cents(100));
        books.audit(0);
    }

    #[test]
    #[should_panic(expected = "does not balance")]
    fn a_cent_that_is_paid_and_not_received_is_found() {
        let mut books = Books::new(1, 1, 1);
        books.owe(0, Cents(101));
        books.pay(0, 0, Cents(101));
        books.receive(0, 0, Cents(100));
        books.audit(0);
    }
}
