//! caremix
pub mod base;

pub mod scenario;

pub mod analysis;

pub mod report;

pub mod cli;
