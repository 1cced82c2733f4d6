//! The ground everything stands on: money in whole cents, keyed chance, distributions, statistics.
//!
//! Comes in: numbers. Goes out: numbers. Deliberately absent: anything that knows of care, scenarios or files.

pub mod random;
