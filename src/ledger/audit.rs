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
}

impl Books {
    pub fn new(payers: usize, recipients: usize, years: usize) -> Books {
        Books {
            owed: vec![Cents::ZERO; years],
            paid: vec![vec![Cents::ZERO; payers]; years],
            received: vec![vec![Cents::ZERO; recipients]; years],
        }
    }

    pub fn owe(&mut self, year: usize, amount: Cents) {
        self.owed[year] += amount;
    }

    pub fn pay(&mut self, year: usize, payer: usize, amount: Cents) {
        self.paid[year][payer] += amount;
    }

    pub fn receive(&mut self, year: usize, recipient: usize, amount: Cents) {
        self.received[year][recipient] += amount;
    }

    pub fn paid(&self, payer: usize, year: usize) -> Cents {
        self.paid[year][payer]
    }

    pub fn received(&self, recipient: usize, year: usize) -> Cents {
        self.received[year][recipient]
    }

    pub fn total(&self, year: usize) -> Cents {
        self.paid[year].iter().sum()
    }

    /// What payers lay out = what recipients receive = what is owed, to the cent.
    pub fn audit(&self, year: usize) {
        let paid = self.total(year);
        let received: Cents = self.received[year].iter().sum();
        let amounts = self.paid[year].iter().chain(&self.received[year]);
        assert!(
            amounts
                .chain([&self.owed[year]])
                .all(|amount| amount.is_exact()),
            "amounts of year {year} are too large to be kept to the cent: more than {} EUR",
            Cents::LARGEST
        );
        assert!(
            paid == received && received == self.owed[year],
            "the ledger does not balance in year {year}: owed {}, paid {paid}, received {received}",
            self.owed[year]
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "too large to be kept to the cent")]
    fn amounts_that_all_books_cut_off_alike_are_found() {
        let mut books = Books::new(1, 1, 1);
        for _ in 0..2 {
            books.owe(0, Cents(i64::MAX));
            books.pay(0, 0, Cents(i64::MAX));
            books.receive(0, 0, Cents(i64::MAX));
        }
        books.audit(0);
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
