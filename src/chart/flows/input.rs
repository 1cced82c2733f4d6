//! What a picture of flows is drawn of.
//!
//! Comes in and goes out: amounts by payer, way of paying and recipient. Deliberately absent: drawing.

use crate::chart::Party;

/// One amount.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnFlow {
    /// Index into the payers.
    pub payer: usize,
    /// What readers call the way of paying.
    pub component: String,
    /// What readers call the recipient.
    pub recipient: String,
    /// EUR a year.
    pub eur: f64,
}

/// What the picture is drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What readers call the arm.
    pub arm: String,
    /// Who pays.
    pub payers: Vec<Party>,
    /// Amounts; the same three may come more than once.
    pub flows: Vec<DrawnFlow>,
}
