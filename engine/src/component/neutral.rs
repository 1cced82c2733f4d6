//! What budget neutrality multiplies payments by: one factor for the arm, or one for each discipline.
//!
//! Comes in: factors, by whom they are paid to. Goes out: [`Neutral`]. Deliberately absent: how they are found (payment/), and which
//! components they scale (arm_terms.rs).

use serde::{Deserialize, Serialize};

/// The factors of an arm.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Neutral {
    /// On what scaled components pay each recipient: disciplines, the network, payers. What is not listed has 1.
    factors: Vec<f64>,
    /// Recipients who receive something else than they are meant to at whatever factor.
    missed: Vec<usize>,
}

/// Nothing is scaled.
pub static UNSCALED: Neutral = Neutral {
    factors: Vec::new(),
    missed: Vec::new(),
};

impl Neutral {
    /// The same factor on all that so many recipients are paid.
    pub fn everywhere(factor: f64, recipients: usize) -> Neutral {
        Neutral {
            factors: vec![factor; recipients],
            missed: Vec::new(),
        }
    }

    /// The factor on what scaled components pay a recipient.
    pub fn of(&self, recipient: usize) -> f64 {
        self.factors.get(recipient).copied().unwrap_or(1.0)
    }

    /// Whether each recipient of a rule receives what it is meant to.
    pub fn is_reached(&self) -> bool {
        self.missed.is_empty()
    }

    /// Whether this recipient does not.
    pub fn misses(&self, recipient: usize) -> bool {
        self.missed.contains(&recipient)
    }

    /// Sets the factor on what each of some recipients is paid.
    pub fn set(&mut self, recipients: impl Iterator<Item = usize>, factor: f64) {
        for recipient in recipients {
            if self.factors.len() <= recipient {
                self.factors.resize(recipient + 1, 1.0);
            }
            self.factors[recipient] = factor;
        }
    }

    /// Notes that no factor reaches what some recipients are meant to receive.
    pub fn miss(&mut self, recipients: &[usize]) {
        self.missed.extend(recipients);
    }
}
