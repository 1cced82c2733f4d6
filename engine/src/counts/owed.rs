//! What is owed for a year: amounts in whole cents, each with one recipient and one reason.
//!
//! Comes in: amounts. Goes out: [`Owed`], and what each payer pays of it. Deliberately absent: why it is that much.

use serde::{Deserialize, Serialize};

use crate::base::money::{Cents, split};

/// Why money flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reason {
    /// A component of the arm, by index.
    Component(usize),
    /// What residents pay themselves.
    PatientShare,
    /// Background care.
    Background,
    /// The cost of health states.
    StateCost,
}

/// An amount owed to one recipient for one reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Owed {
    /// Why: never [`Reason::PatientShare`], which is a part of what is owed for another reason.
    pub reason: Reason,
    /// Index of the recipient: disciplines, then the network, then payers.
    pub recipient: usize,
    /// All that is owed; negative where money comes back.
    pub amount: Cents,
    /// The part of it that residents pay themselves.
    pub by_residents: Cents,
    /// Shares of the payers in the rest.
    pub shares: Vec<f64>,
    /// Category of accounts it falls in.
    pub category: Option<String>,
}

impl Owed {
    /// What one of `payers` payers owes, all by itself.
    pub fn by_one(
        component: usize,
        recipient: usize,
        payer: usize,
        payers: usize,
        amount: Cents,
    ) -> Owed {
        let mut shares = vec![0.0; payers];
        shares[payer] = 1.0;
        Owed {
            reason: Reason::Component(component),
            recipient,
            amount,
            by_residents: Cents::ZERO,
            shares,
            category: None,
        }
    }

    /// What each payer pays beside the residents' own part, which falls to the payer `resident` where there is one.
    pub fn parts(&self, resident: Option<usize>) -> Vec<Cents> {
        let own = resident.map_or(Cents::ZERO, |_| self.by_residents);
        let mut parts = vec![Cents::ZERO; self.shares.len()];
        split(self.amount - own, &self.shares, &mut parts);
        parts
    }
}
