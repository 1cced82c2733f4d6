//! The ledger of one arm: who paid whom, why, in which year.
//!
//! Comes in: amounts owed. Goes out: [`Flow`]s of whole cents, audited as they are posted. Deliberately absent: any
//! correction of a flow.

use serde::{Deserialize, Serialize};

use crate::base::money::Cents;
use crate::counts::{Owed, Reason};

use super::audit::Books;

/// Money from one payer to one recipient for one reason in one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Flow {
    /// Index of the year.
    pub year: usize,
    /// Index of the payer.
    pub payer: usize,
    /// Index of the recipient: disciplines, then the network, then payers.
    pub recipient: usize,
    /// Why.
    pub reason: Reason,
    /// How much.
    pub amount: Cents,
}

/// The flows of one arm in one replication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    flows: Vec<Flow>,
    books: Books,
    payers: usize,
    /// Recipients that are no payers.
    providers: usize,
    resident: Option<usize>,
}

impl Ledger {
    /// Empty; money goes to so many `providers`, and to payers, who follow them as recipients. `resident` is the index of the payer
    /// that residents' own part falls to.
    pub fn new(payers: usize, providers: usize, years: usize, resident: Option<usize>) -> Ledger {
        Ledger {
            flows: Vec::new(),
            books: Books::new(payers, providers + payers, years),
            payers,
            providers,
            resident,
        }
    }

    /// Posts the amounts owed for a year and audits it.
    ///
    /// # Panics
    /// When what payers lay out, what recipients receive and what is owed differ by a cent.
    pub fn post(&mut self, year: usize, owed: &[Owed]) {
        for owed in owed {
            self.books.owe(year, owed.amount);
            if let Some(resident) = self.resident {
                self.flow(Flow {
                    year,
                    payer: resident,
                    recipient: owed.recipient,
                    reason: Reason::PatientShare,
                    amount: owed.by_residents,
                });
            }
            for (payer, &amount) in owed.parts(self.resident).iter().enumerate() {
                self.flow(Flow {
                    year,
                    payer,
                    recipient: owed.recipient,
                    reason: owed.reason,
                    amount,
                });
            }
        }
        self.books.audit(year);
    }

    /// The flows, ordered, with amounts of the same payer, recipient, reason and year added up.
    pub fn flows(&self) -> Vec<Flow> {
        let mut flows = self.flows.clone();
        flows.sort_unstable();
        flows.dedup_by(|next, kept| {
            let same = (next.year, next.payer, next.recipient, next.reason)
                == (kept.year, kept.payer, kept.recipient, kept.reason);
            // What is too large to be exact is not lost in a sum.
            let both = same && kept.amount.is_exact() && next.amount.is_exact();
            if both {
                kept.amount += next.amount;
            }
            both
        });
        flows
    }

    /// What a payer laid out in a year, less what other payers gave it; of one with sums beyond [`Cents::LARGEST`], an amount
    /// beyond it.
    pub fn paid(&self, payer: usize, year: usize) -> Cents {
        let paid = self.books.paid(payer, year);
        match paid.is_exact() {
            true => paid - self.received(self.providers + payer, year),
            false => paid,
        }
    }

    /// What a recipient received in a year.
    pub fn received(&self, recipient: usize, year: usize) -> Cents {
        self.books.received(recipient, year)
    }

    /// What all payers laid out in a year; what one of them gave another cancels.
    pub fn total(&self, year: usize) -> Cents {
        let given = (0..self.payers).map(|payer| self.received(self.providers + payer, year));
        self.books.total(year) - given.sum()
    }

    fn flow(&mut self, flow: Flow) {
        if flow.amount != Cents::ZERO {
            self.books.pay(flow.year, flow.payer, flow.amount);
            self.books.receive(flow.year, flow.recipient, flow.amount);
            self.flows.push(flow);
        }
    }
}
