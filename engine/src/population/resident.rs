//! The record of one resident, and what chance decides about them.
//!
//! Comes in: traits as they are drawn. Goes out: [`Resident`], 24 bytes, and the [`Purpose`] of every draw.
//! Deliberately absent: what happens to a resident in a cycle.

use crate::base::random::Key;
use crate::tables::health::Health;

/// A resident: 24 bytes, so that a town fits in a processor's cache and a country in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resident {
    /// Root of this resident's luck, the same in every arm.
    pub key: Key,
    /// Permanent needs, as bits.
    pub needs: u32,
    /// Cents of deductible spent in this calendar year, below [`WAITS`], which says that the resident waits for a place.
    account: u32,
    /// Half-cycle of birth, counted from the start; before it, it is negative.
    pub born: i16,
    /// Practice on whose list the resident is.
    pub practice: u16,
    /// Health state; [`Resident::GONE`] after moving out.
    pub state: u8,
    /// Class of hazards: sex, deprivation, carer.
    pub class: u8,
    /// Half-cycles lived here in this calendar year.
    pub lived: u8,
    /// Standing: [`Resident::is_lower_class`], [`Resident::is_enrolled`], [`Resident::has_paid_month`].
    pub standing: u8,
}

const LOWER_CLASS: u8 = 1;
const ENROLLED: u8 = 2;
const FIRST_PAID: u8 = 4;

/// More cents than any deductible has.
const WAITS: u32 = 1 << 31;

impl Resident {
    /// State of residents who moved out.
    pub const GONE: u8 = 63;

    /// Somebody who has spent nothing yet and waits for nothing; `standing` is that of [`Resident::standing`].
    pub fn new(key: Key, born: i16, [state, class, standing]: [u8; 3]) -> Resident {
        Resident {
            key,
            needs: 0,
            account: 0,
            born,
            practice: 0,
            state,
            class,
            lived: 0,
            standing,
        }
    }

    /// Cents of deductible spent in this calendar year.
    #[inline(always)]
    pub fn deductible_spent(&self) -> u32 {
        self.account & !WAITS
    }

    /// Spends so many cents of deductible more.
    #[inline(always)]
    pub fn spend(&mut self, cents: u32) {
        self.account += cents;
    }

    /// Nothing of the deductible is spent.
    pub fn open_account(&mut self) {
        self.account &= WAITS;
    }

    /// Whether waiting for a place in an institution.
    #[inline(always)]
    pub fn is_waiting(&self) -> bool {
        self.account & WAITS != 0
    }

    /// Waits for one, or does not.
    #[inline(always)]
    pub fn wait(&mut self, is_waiting: bool) {
        self.account = self.deductible_spent() | if is_waiting { WAITS } else { 0 };
    }

    /// The standing of somebody not enrolled.
    pub fn standing(is_lower_class: bool) -> u8 {
        if is_lower_class { LOWER_CLASS } else { 0 }
    }

    /// Whether in the lower class of copayments.
    #[inline(always)]
    pub fn is_lower_class(&self) -> bool {
        self.standing & LOWER_CLASS != 0
    }

    /// Whether enrolled with a practice that takes part in the network.
    #[inline(always)]
    pub fn is_enrolled(&self) -> bool {
        self.standing & ENROLLED != 0
    }

    /// Index of the side the resident's care is counted on: 0 outside the network, 1 inside.
    #[inline(always)]
    pub fn side(&self) -> usize {
        usize::from(self.is_enrolled())
    }

    /// Enrols, or ends it.
    pub fn enrol(&mut self, is_enrolled: bool) {
        self.standing = (self.standing & !ENROLLED) | if is_enrolled { ENROLLED } else { 0 };
    }

    /// Whether the month that goes on from one cycle to the next is paid for, of a subscription.
    #[inline(always)]
    pub fn has_paid_month(&self, subscription: usize) -> bool {
        self.standing & FIRST_PAID << subscription != 0
    }

    /// Keeps whether it is.
    pub fn keep_paid_month(&mut self, subscription: usize, is_paid: bool) {
        let bit = FIRST_PAID << subscription;
        self.standing = self.standing & !bit | if is_paid { bit } else { 0 };
    }

    /// Age in completed cycles at a moment in half-cycles since the start; 0 before birth.
    #[inline(always)]
    pub fn age(&self, moment: usize) -> usize {
        (moment as i32 - i32::from(self.born)).max(0) as usize / 2
    }

    /// Whether alive and living here.
    #[inline(always)]
    pub fn is_here(&self, health: &Health) -> bool {
        health.is_alive(usize::from(self.state))
    }
}

/// What a draw decides. Under a resident's key: traits that last. Under the key of a resident and cycle: what
/// happens in it. Needs have purposes of their own, from [`Purpose::ONSET`] and [`Purpose::TRAIT_NEED`] on.
pub struct Purpose;

impl Purpose {
    /// Trait: sex and age of a newcomer, deprivation, state at the start, lower class, subscription exemption.
    pub const TRAIT_AGE: u64 = 0;
    /// Trait: deprivation class.
    pub const TRAIT_DEPRIVATION: u64 = 1;
    /// Trait: state at the start.
    pub const TRAIT_STATE: u64 = 2;
    /// Trait: carer at the start.
    pub const TRAIT_CARER: u64 = 3;
    /// Trait: lower class.
    pub const TRAIT_LOWER_CLASS: u64 = 4;
    /// Trait: exemption from subscriptions.
    pub const TRAIT_EXEMPT: u64 = 5;
    /// Trait: place within the age step at the start. Under the key of a replication: where the sample begins.
    pub const TRAIT_BIRTHDAY: u64 = 6;
    /// Trait: practice on whose list the resident is.
    pub const TRAIT_PRACTICE: u64 = 7;
    /// Trait: consents to being enrolled when the chance exceeds this draw.
    pub const TRAIT_CONSENT: u64 = 8;
    /// Coordinate under which it is drawn, by the practice that closes, which practice takes a resident in.
    pub const NEXT_PRACTICE: u64 = 1 << 38;
    /// Trait: waits for a place in an institution at the start.
    pub const TRAIT_WAITS: u64 = 9;
    /// Trait: has a permanent need when the prevalence exceeds this draw; one per need.
    pub const TRAIT_NEED: u64 = 64;
    /// Trait: a permanent need stays hidden when the presented share is below this draw; one per need.
    pub const TRAIT_HIDDEN: u64 = 128;
    /// Trait: when the units of a permanent need fall that come at even distances; one per channel.
    pub const TRAIT_PHASE: u64 = 1 << 16;
    /// Trait: since when a permanent need of the start is there; one per channel.
    pub const TRAIT_SINCE: u64 = 1 << 17;
    /// Trait: how long a resident waits before giving up; one per channel.
    pub const TRAIT_PATIENCE: u64 = 1 << 18;
    /// Coordinate under which it is drawn, by the cycle, when in it temporary needs that wait are first asked for; one per channel.
    pub const ASKED: u64 = 1 << 37;
    /// Coordinate under which needs are drawn that wait at the start; one per channel.
    pub const WAITED: u64 = 1 << 35;
    /// Cycle: whether a permanent need that is in care for a part of the cycle is paid for; one per channel.
    pub const TURN: u64 = 1 << 36;
    /// Cycle: move of health.
    pub const MOVE: u64 = 0;
    /// Cycle: move out of town.
    pub const LEAVE: u64 = 1;
    /// Cycle: care arises before or after the move, where residents are counted in the middle.
    pub const MIDDLE: u64 = 2;
    /// Cycle: whether there is a carer after it.
    pub const CARER: u64 = 3;
    /// Cycle: triaged one step too low when the share overlooked exceeds this draw.
    pub const OVERLOOKED: u64 = 4;
    /// Cycle: new needs; one per need.
    pub const ONSET: u64 = 64;
    /// Cycle: more new needs where an effect raises the rate; one per need.
    pub const MORE_ONSET: u64 = 128;
    /// Coordinate under which a need's details in a cycle are drawn; one per need.
    pub const NEED_DETAILS: u64 = 1 << 20;
    /// Coordinate under which the moves of health after the first of a cycle are drawn.
    pub const LATER_MOVES: u64 = 1 << 33;
    /// Coordinate under which a year's background care is drawn; one per year.
    pub const YEAR: u64 = 1 << 32;
}
