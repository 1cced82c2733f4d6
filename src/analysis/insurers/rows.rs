//! insurers.csv: its rows, and the words in them.
//!
//! Comes in: nothing. Goes out: types and words. Deliberately absent: what fills them (table.rs).

use serde::{Deserialize, Serialize};

use crate::analysis::rows::{Ends, Spread};
use crate::base::written::{eur_ends, eur_spread, known};

/// The fund, in its rows.
pub const FUND: &str = "equalisation_fund";
/// All that sign, and all that do not.
pub const SIGNING: &str = "signing";
/// All that do not sign.
pub const NOT_SIGNING: &str = "not_signing";
/// All of them and the fund: the payer.
pub const ALL: &str = "all";
/// What is laid out in an arm by itself.
pub const PAID: &str = "paid";
/// What an insurer has more after equalisation.
pub const NET: &str = "net";
/// What leaves it.
pub const EQUALISATION: &str = "equalisation";
/// The part of a saving that is kept at the low end of what it may be.
pub const LOW: &str = "low";
/// At the high end.
pub const HIGH: &str = "high";
/// As drawn.
pub const DRAWN: &str = "drawn";
/// Years after the run, in which savings of its last years still leave.
pub const LATER: &str = "later";

/// insurers.csv: what each insurer lays out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InsurerRow {
    /// The arm.
    pub arm: String,
    /// The arm it is compared with; empty where the row is about what is laid out in the arm itself.
    pub comparator: String,
    /// An insurer; `signing` and `not_signing`: those together; `equalisation_fund`; `all`: the payer.
    pub insurer: String,
    /// `paid`; of differences `care` (declared), `agreements` (all else), `equalisation` (what leaves to the fund) and `net` (the
    /// three together: what it pays more in the end).
    pub measure: String,
    /// The part of a saving that is kept in the long run: `low`, `high` or `drawn`; empty where it changes nothing.
    pub kept: String,
    /// A calendar year, `later` (what leaves after the run), `total` or `discounted`.
    pub year: String,
    /// EUR, nominal (`discounted`: present value).
    #[serde(serialize_with = "eur_spread")]
    pub spread: Spread,
    /// Of `net`: share of replications in which it pays no more.
    #[serde(serialize_with = "known")]
    pub p_no_worse_off: Option<f64>,
    /// Monte Carlo errors of the ends.
    #[serde(serialize_with = "eur_ends")]
    pub ends: Ends,
}
