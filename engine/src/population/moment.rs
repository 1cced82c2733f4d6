//! A block of residents in one cycle: their states, and which resident a need belongs to.
//!
//! Comes in: residents' records. Goes out: [`Moment`] with one [`ResidentRow`] a resident. Deliberately absent: how
//! states change (health.rs).

use crate::base::random::Key;
use crate::tables::health::Health;
use crate::tables::institution::WishMove;

use super::Resident;

/// The states of a resident in one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateStep {
    /// State at the start; [`Resident::GONE`] before a resident comes and after the resident leaves.
    pub before: u8,
    /// State that health leads to.
    pub after: u8,
    /// State at the end, or [`Resident::GONE`] of residents who move out.
    pub end: u8,
}

impl StateStep {
    /// Of somebody who died or moved out before.
    pub const GONE: StateStep = StateStep {
        before: Resident::GONE,
        after: Resident::GONE,
        end: Resident::GONE,
    };

    /// Of somebody who moves in or is born, and moves to a state by the end, or out of the town again.
    pub fn arrival(after: u8, leaves: bool) -> StateStep {
        StateStep {
            before: Resident::GONE,
            after,
            end: if leaves { Resident::GONE } else { after },
        }
    }

    /// Whether the resident is here at the start or comes in the cycle.
    #[inline(always)]
    pub fn is_counted(self) -> bool {
        self.after != Resident::GONE
    }

    /// Whether the resident lived here at the start.
    #[inline(always)]
    pub fn is_here(self) -> bool {
        self.before != Resident::GONE
    }

    /// Whether the resident moves out at the end.
    #[inline(always)]
    pub fn leaves(self) -> bool {
        self.end == Resident::GONE
    }
}

/// One resident in one cycle.
#[derive(Debug, Clone, Copy)]
pub struct ResidentRow {
    /// Key of the resident and cycle.
    pub key: Key,
    /// Row of the tables by class and completed year of age.
    pub cell: u32,
    /// Group that the resident's care is counted in: deprivation classes of the others first, then the classes of the
    /// enrolled.
    pub group: u8,
    /// Move of health.
    pub step: StateStep,
}

/// Whose a need is: place in the block, group and side, in one word that is copied at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResidentSlot(u32);

impl ResidentSlot {
    /// The resident at `index` in the block, whose care is counted in `group`, outside the network (`side` 0) or
    /// inside.
    #[inline(always)]
    pub fn new(index: usize, group: u8, side: usize) -> ResidentSlot {
        ResidentSlot(index as u32 | u32::from(group) << 16 | (side as u32) << 24)
    }

    /// Place in the block.
    #[inline(always)]
    pub fn index(self) -> usize {
        usize::from(self.0 as u16)
    }

    /// Group that the resident's care is counted in.
    #[inline(always)]
    pub fn group(self) -> usize {
        usize::from((self.0 >> 16) as u8)
    }

    /// 0 outside the network, 1 inside.
    #[inline(always)]
    pub fn side(self) -> usize {
        (self.0 >> 24) as usize
    }
}

/// A resident whose care arises in a state.
#[derive(Debug, Clone, Copy)]
pub struct PresentResident {
    /// Key of the resident and cycle.
    pub key: Key,
    /// Row of the tables by class and completed year of age.
    pub cell: u32,
    /// The resident.
    pub who: ResidentSlot,
}

/// A block of residents in one cycle, by index and again by state: what all residents of a state need is looked up
/// once, and the loops over them are short.
#[derive(Debug, Clone, Default)]
pub struct Moment {
    /// Every resident of the block, in order.
    pub rows: Vec<ResidentRow>,
    /// The residents whose care arises in each state; the last list holds residents who are not here at that time.
    pub in_state: Vec<Vec<PresentResident>>,
    /// Indices in the block of the residents who may change state.
    pub movers: Vec<u16>,
    /// Entries into an institution from home.
    pub entries: u32,
    /// Who waited for a place at the start of the cycle, or does at its end.
    pub wishes: Vec<Wish>,
    /// What became of wishes for a place.
    pub wished: [u32; WishMove::ALL.len()],
}

/// Somebody who waits for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Place in the block.
    pub who: u16,
    /// Whether waiting at the start of the cycle.
    pub before: bool,
    /// Whether waiting at its end; whoever moved out of the town then waits no more.
    pub after: bool,
    /// Whether waiting until moving out at the end.
    pub leaves: bool,
}

impl Moment {
    /// Every state of the living with the residents whose care arises in it.
    pub fn cared_for<'a>(
        &'a self,
        health: &'a Health,
    ) -> impl Iterator<Item = (usize, &'a [PresentResident])> {
        let states = self
            .in_state
            .iter()
            .enumerate()
            .filter(|(state, _)| health.is_alive(*state));
        states.map(|(state, here)| (state, here.as_slice()))
    }

    /// Empty.
    pub fn clear(&mut self) {
        self.in_state
            .resize(usize::from(Resident::GONE) + 1, Vec::new());
        self.in_state.iter_mut().for_each(Vec::clear);
        self.rows.clear();
        self.entries = 0;
        self.wishes.clear();
        self.wished = Default::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_keeps_place_group_and_side_apart() {
        for (index, group, side) in [(0, 0, 0), (1_023, 7, 1), (65_535, 255, 1)] {
            let who = ResidentSlot::new(index, group, side);
            assert_eq!(
                (who.index(), who.group(), who.side()),
                (index, usize::from(group), side)
            );
        }
    }
}
