//! The base year against what is published, and the engine against its cohort twin.
//!
//! Comes in: a scenario with its [`Account`](crate::scenario::schema::Account)s and what may be fitted
//! ([`Calibrate`](crate::scenario::schema::Calibrate)). Goes out: each account as simulated, with its Monte Carlo
//! error, and as expected ([`Comparison`]); each published effect beside the difference between two arms
//! ([`StudyComparison`]); how the figures of a run lie around those of the twin ([`Agreement`]); and
//! fitted parameters ([`Calibration`]). Deliberately absent: files, text, and any verdict on figures that nobody
//! published.
//!
//! Accounts of everybody are read off a run of the arm under which the rates were observed, limits of capacity and all.
//! Accounts of some ages or one sex ([`Slice`]) are read off a run of these residents alone: the tables of outcomes do
//! not tell ages apart, and since nothing that happens to one resident touches another where everybody is served, what
//! such a population comes to is exactly its part of the whole. Limits of capacity and amounts for the whole population
//! have no part by age, and are left out there; needs that wait get the share that the whole population gets.

mod account;
mod agreement;
mod calibration;
mod compare;
mod optimum;
mod reference;
mod rows;
mod served;
mod slice;
mod study;

pub use agreement::{Agreement, Figure, agreement, figures, linear_figures_only};
pub use calibration::{AccountMet, Calibration, Fitted, calibrate};
pub use compare::{Comparison, by_age_and_sex, compare, expected, needed};
pub use optimum::{Optimum, minimum};
pub use reference::{Reached, ReferenceFit, ReferenceLine, reference};
pub use rows::{Answer, ValidationRow, rows};
pub use slice::Slice;
pub use study::{Direction, StudyComparison, studies};
