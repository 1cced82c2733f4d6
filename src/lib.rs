//! caremix
pub mod base;

pub mod scenario;
