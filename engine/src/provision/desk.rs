//! What lies on the desk while a block's needs are answered: its residents, what the cycle has come to for each, and
//! the need at hand, column by column. Deliberately absent: what is done with them.

use crate::base::random::Key;
use crate::care::Event;
use crate::population::{Purpose, Resident};

use super::queue::QueueStanding;

/// A block of residents whose needs are answered.
#[derive(Debug)]
pub struct CareBlock<'a> {
    /// The residents.
    pub residents: &'a mut [Resident],
    /// The columns of what residents have come to, resident by resident, where totals are kept.
    pub totals: &'a mut [f32],
    /// What the cycle has come to for each resident.
    pub desk: &'a mut Desk,
}

/// What a cycle has come to for each resident of a block, by place.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// Informal hours delivered.
    pub informal_hours: Vec<f32>,
    /// Whose turn it is, of those whose needs wait.
    pub standing: QueueStanding,
    /// Months of the year that are paid for, as bits: `[resident][subscription]`.
    pub(super) months_paid: Vec<u16>,
    /// Worksheet of the need at hand, event by event, that are used again for every need.
    pub(super) worksheet: Worksheet,
}

impl Desk {
    /// Cleared for `residents` residents.
    pub(super) fn clear(&mut self, residents: usize) {
        self.informal_hours.clear();
        self.informal_hours.resize(residents, 0.0);
        self.months_paid.clear();
    }
}

/// Columns of the need at hand, event by event; the memory is used again for every need.
#[derive(Debug, Clone, Default)]
pub(super) struct Worksheet {
    /// Units wanted and delivered.
    pub(super) met: Vec<(u32, u32)>,
    /// Units of the channel at hand.
    pub(super) units: Vec<u32>,
    /// Units that replace others.
    pub(super) moved: Vec<u32>,
    /// Needs that escalate.
    pub(super) escalated: Vec<Event>,
    /// Needs of the residents on one side, where the arm tells sides apart.
    pub(super) of_side: Vec<Event>,
    /// What units cost, in units of the mean cost, where they differ in cost.
    pub(super) costs: Vec<f64>,
}

/// The events of a need whose units of one channel are worked out together, column by column, and where the luck of
/// those units is drawn: under the details of the need in this cycle, at a coordinate. Keys are worked out when they
/// are asked for: most units need no more luck.
#[derive(Debug, Clone, Copy)]
pub(super) struct Batch<'a> {
    pub(super) need: u64,
    pub(super) side: usize,
    pub(super) events: &'a [Event],
    pub(super) coordinates: [u64; 2],
}

impl Batch<'_> {
    /// The units that a substitution puts in their place.
    pub(super) fn instead(self, index: usize) -> Self {
        Batch {
            coordinates: [self.coordinates[0], 1 + index as u64],
            ..self
        }
    }

    #[inline(always)]
    pub(super) fn details(&self, event: &Event) -> Key {
        event.key.with(Purpose::NEED_DETAILS + self.need)
    }

    #[inline(always)]
    pub(super) fn key(&self, event: &Event) -> Key {
        let key = self.details(event).with(self.coordinates[0]);
        if self.coordinates[1] == 0 {
            key
        } else {
            key.with(self.coordinates[1])
        }
    }

    #[inline(always)]
    pub(super) fn bits(&self, event: &Event, purpose: u64) -> u64 {
        self.key(event).bits(purpose)
    }
}

/// Draws under the details of a need: links have numbers apart from escalations.
pub(super) const LINK: u64 = 1 << 17;
pub(super) const LINK_STEP: u64 = 1 << 20;
/// Of needs that waited, beside those of the cycle.
pub(super) const LATE: u64 = 1 << 19;
pub(super) const ESCALATE: u64 = 1 << 40;
pub(super) const ESCALATE_STEP: u64 = 1 << 16;
pub(super) const ESCALATE_HIDDEN: u64 = 1 << 15;
