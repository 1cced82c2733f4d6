//! The ground everything stands on: money in whole cents, quantities, keyed chance, distributions, statistics, regression.
//!
//! Comes in: numbers. Goes out: numbers. Deliberately absent: anything that knows of care, scenarios or files.
//!
//! All transcendental functions here come from the `libm` crate and never from the platform, so that a draw has the
//! same bits on every machine.

// The floors below call this package `base`, and so do its own files.
extern crate self as base;

pub mod currency;
pub mod distribution;
pub mod exponential;
pub mod gamma_table;
pub mod lanes;
pub mod legible;
mod listed;
pub mod money;
pub mod poisson;
pub mod quantity;
pub mod random;
pub mod regression;
pub mod statistics;
pub mod widest;
pub mod written;
