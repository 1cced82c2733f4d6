use crate::base::random::Key;
use crate::system::System;
use crate::system::health::Health;

/// State in which nobody lives: the step of those who are not here.
const NOWHERE: u8 = u8::MAX;

/// The states of a resident in one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// State at the start; [`Step::is_here`] tells whether there is one.
    pub before: u8,
    /// State at the end.
    pub after: u8,
    /// Whether the resident moves out at the end.
    pub leaves: bool,
}

impl Step {
    /// Of somebody who died or moved out before.
    pub const GONE: Step = Step { before: NOWHERE, after: NOWHERE, leaves: false };

    /// Whether the resident lived here at the start.
    #[inline(always)]
    pub fn is_here(self) -> bool {
        self.before != NOWHERE
    }
}

/// A block of residents in one cycle, column by column: what one of them needs is looked up together with what all
/// need, so that the loops over residents are short. Index: place in the block.
#[derive(Debug, Clone, Default)]
pub struct Moment {
    /// Key of the resident and cycle.
    pub keys: Vec<Key>,
    /// Moves of health.
    pub steps: Vec<Step>,
    /// Age in cycles at the start.
    pub ages: Vec<u16>,
    /// Completed year of age.
    pub years: Vec<u8>,
    /// Deprivation class.
    pub deprivation: Vec<u8>,
    /// Places of the residents whose care arises in each state.
    pub in_state: Vec<Vec<u16>>,
}

impl Moment {
    /// Every state of the living with the places of the residents whose care arises in it.
    pub fn cared_for<'a>(&'a self, health: &'a Health) -> impl Iterator<Item = (usize, &'a [u16])> {
        let states = self.in_state.iter().enumerate().filter(|(state, _)| health.is_alive(*state));
        states.map(|(state, places)| (state, places.as_slice()))
    }

    /// Empty, for `residents` residents.
    pub fn clear(&mut self, system: &System, residents: usize) {
        self.in_state.resize(system.health.states.len(), Vec::new());
        self.in_state.iter_mut().for_each(Vec::clear);
        self.keys.clear();
        self.steps.clear();
        self.ages.clear();
        self.years.clear();
        self.deprivation.clear();
        self.keys.reserve(residents);
    }
}
