//! What is delivered in the observed year of needs that wait for a discipline.
//!
//! Comes in: a system. Goes out: [`Delivered`], need by need. Deliberately absent: later years, and limits without a queue, which
//! the observed year met.

use crate::simulation::limits;
use crate::system::System;

use super::ahead::foreseen;
use super::lives::ExpectedLives;
use super::precision::TwinPrecision;

/// The part of what a need asks for through a channel that the observed year delivers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Delivered {
    /// The need.
    pub need: usize,
    /// The channel.
    pub channel: usize,
    /// From 0 to 1.
    pub share: f64,
}

/// Of every need that waits; empty where none does.
pub fn delivered_as_observed(system: &System) -> Vec<Delivered> {
    if system.queues.is_empty() {
        return Vec::new();
    }
    let lives = ExpectedLives::new(system, TwinPrecision::Fast);
    let limits = limits(system, |arm, cycles, limits| {
        foreseen(system, (arm, cycles), limits, &lives)
    });
    let lines = limits.delivered_as_observed(system).into_iter();
    lines
        .map(|(need, channel, share)| Delivered {
            need,
            channel,
            share,
        })
        .collect()
}
