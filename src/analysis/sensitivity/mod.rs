//! Which unknown decides: what results of a scenario come to as its uncertain numbers move, on the cohort twin, so that chance
//! among persons never blurs what numbers do.
//!
//! Comes in: a plan, results by name, unknowns. Goes out: rows: every unknown at both ends of its 95 % interval, results over two of
//! them, values at which results change sign, and what each brings of the spread when all are drawn. Deliberately absent: what a
//! decision is worth, and chance among persons.
//!
//! A number moves as a draw of it would: what needs leave of the published cost of background care stays as it is at the means.
//! Under `--set`, which writes another scenario, that remainder is worked out anew.

mod asking;
mod deciding;
mod figure;
mod grid;
mod one_way;
mod question;
mod threshold;
mod unknowns;
mod variance_shares;

pub use asking::{AskedFigures, Subject, TwinAnalysis};
pub use deciding::those_that_decide_first;
pub use figure::{ResultFigure, ResultTime, figures, wanted};
pub use grid::{GridRow, grid};
pub use one_way::{SensitivityRow, one_way, steps_of_one_way};
pub use question::{ArmFigures, TwinQuestion};
pub use threshold::{LOOKED_AT, ThresholdRow, thresholds};
pub use unknowns::{Unknown, unknowns};
pub use variance_shares::{VarianceShareRow, least_draws, variance_shares};
