//! How expected residents of one kind left states in a cycle, and what became of their wishes for a place.
//!
//! Comes in: moves, one after another. Goes out: [`StateExits`], and its counts. Deliberately absent: where residents are then.

use crate::provision::{Count, PlaceItem};
use crate::tables::health::Health;
use crate::tables::institution::WishMove;
use crate::tables::time::OLDEST_AGE;

use super::columns::Cared;
use super::expectation::Expectation;

/// How residents of one sex and deprivation class left states in a cycle.
#[derive(Debug, Clone, Default)]
pub(super) struct StateExits {
    /// Residents who died, by state.
    pub dead: Vec<f64>,
    /// Residents who moved out, and those of them who waited for a place.
    pub leavers: f64,
    pub left_waiting: f64,
    /// What is counted of moves, see `Health::counted`.
    pub counted: Vec<f64>,
    /// Where care arises of those who wait for a place, `[carer][state][age]`, until it is taken; empty where nobody can.
    pub waiting: Cared,
    /// How many they were, once it is.
    pub waited: f64,
}

impl StateExits {
    /// Of nobody.
    pub fn none(health: &Health) -> StateExits {
        let states = health.states.len();
        StateExits {
            dead: vec![0.0; states],
            counted: vec![0.0; health.counters()],
            waiting: match health.places {
                Some(_) => vec![0.0; 2 * states * OLDEST_AGE],
                None => Vec::new(),
            },
            ..StateExits::default()
        }
    }

    /// So many move out of a situation.
    #[inline(always)]
    pub fn leave(&mut self, health: &Health, situation: usize, many: f64) {
        self.leavers += many;
        if health.is_waiting(situation) {
            self.left_waiting += many;
        }
    }

    /// Back to nobody.
    pub fn clear(&mut self) {
        for figures in [&mut self.dead, &mut self.counted, &mut self.waiting] {
            figures.fill(0.0);
        }
        (self.leavers, self.left_waiting, self.waited) = (0.0, 0.0, 0.0);
    }

    /// Adds a part of how others left.
    pub fn add_part(&mut self, others: &StateExits, part: f64) {
        let add = |figures: &mut [f64], others: &[f64]| {
            for (figure, other) in figures.iter_mut().zip(others) {
                *figure += part * other;
            }
        };
        add(&mut self.dead, &others.dead);
        add(&mut self.counted, &others.counted);
        add(&mut self.waiting, &others.waiting);
        self.leavers += part * others.leavers;
        self.left_waiting += part * others.left_waiting;
        self.waited += part * others.waited;
    }

    /// Counts what became of wishes for a place, and how long residents waited.
    pub fn count_wishes(&self, expected: &mut Expectation) {
        let [_, wishes @ ..] = &self.counted[..] else {
            return;
        };
        if wishes.is_empty() {
            return;
        }
        for (wish, many) in WishMove::ALL.iter().zip(wishes) {
            expected.add(Count::Place(PlaceItem::of(*wish)), *many);
        }
        let half_cycles = 2.0 * self.waited;
        expected.add(Count::Place(PlaceItem::Waiting), half_cycles);
        expected.add(Count::Place(PlaceItem::Left), self.left_waiting);
    }
}
