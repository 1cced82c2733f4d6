//! One checked, immutable care system per parameter draw: the tables, and the arms that stand on them.
//!
//! Comes in: a checked scenario and a [`Draw`](crate::tables::draw::Draw). Goes out: a [`System`] in which every name
//! is an index and every number a value. Deliberately absent: people one by one (they are `population`'s), money that
//! moves, anything that changes while the simulation runs.

pub mod participation;
pub mod plan;

use std::ops::{Deref, DerefMut};

use crate::component::arm::Arm;
use crate::tables::Tables;
use crate::tables::incentive::Incentives;
use participation::Participation;

/// A care system with every number drawn: its tables, which it can be read as, and ways of funding on them.
#[derive(Debug, Clone)]
pub struct System {
    /// People, health, care and time.
    pub tables: Tables,
    /// Ways of funding.
    pub arms: Vec<Arm>,
    /// How payment changes what providers do.
    pub incentives: Incentives,
    /// How practices decide to take part; `None` where no component asks for it.
    pub participation: Option<Participation>,
    /// Index of the arm under which the rates were observed.
    pub observed_under: usize,
    /// Index of the comparator.
    pub comparator: usize,
    /// Replications in turn whose draws depend on each other; 1 where each is drawn by itself, or none.
    pub batch: usize,
}

impl System {
    /// Whether practices decide something in an arm: to take part in its network, or to close.
    pub fn decides(&self, arm: usize) -> bool {
        let has_network = self.layers.participation && self.arms[arm].has_network;
        has_network || self.closing().is_some()
    }
}

impl Deref for System {
    type Target = Tables;

    fn deref(&self) -> &Tables {
        &self.tables
    }
}

impl DerefMut for System {
    fn deref_mut(&mut self) -> &mut Tables {
        &mut self.tables
    }
}
