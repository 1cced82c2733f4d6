//! New needs ~ Poisson(rate·Δ·Π ratios·Π effects), and permanent needs that are open.

use crate::base::random::Key;
use crate::population::flows::has_permanent_need;
use crate::population::{Here, Moment, Purpose, Resident};
use crate::system::System;
use crate::system::care::Onsets;

/// A need that a resident of a block has in a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Place of the resident in the block.
    pub who: u16,
    /// New needs that reach the first line (1 for an open permanent need).
    pub presented: u16,
    /// New needs that stay hidden.
    pub hidden: u16,
}

/// The needs of a block of residents in a cycle.
#[derive(Debug, Clone, Default)]
pub struct Open {
    /// Per need, in order of residents within a state.
    pub needs: Vec<Vec<Event>>,
}

/// What effects do to needs in this cycle; a multiplier per need.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pressure {
    /// On the rate of new needs: `[side][need]`.
    pub rate: [Vec<f64>; 2],
    /// On the share that reaches the first line.
    pub presented: Vec<f64>,
}

/// The needs of a block of residents, into `open`.
pub fn arise(
    system: &System,
    pressure: &Pressure,
    residents: &[Resident],
    moment: &Moment,
    open: &mut Open,
) {
    open.needs.resize(system.care.needs.len(), Vec::new());
    open.needs.iter_mut().for_each(Vec::clear);
    for (state, here) in moment.cared_for(&system.health) {
        for (entry, &need) in system.care.episodic[state].iter().enumerate() {
            let kind = Kind::new(system, pressure, need);
            let onsets = system.care.onsets(state, entry);
            let events = &mut open.needs[need];
            new_needs(system, &kind, onsets, residents, here, events);
        }
        for (entry, &need) in system.care.permanent[state].iter().enumerate() {
            let kind = Kind::new(system, pressure, need);
            let events = &mut open.needs[need];
            lasting(&kind, system, residents, (state, entry), here, events);
        }
    }
}

/// What there is to know of one kind of need in a cycle.
struct Kind {
    need: usize,
    /// Multiplier on its rate, per side.
    rate: [f64; 2],
    /// Share that reaches the first line.
    presented: f64,
}

impl Kind {
    fn new(system: &System, pressure: &Pressure, need: usize) -> Kind {
        Kind {
            need,
            rate: [pressure.rate[0][need], pressure.rate[1][need]],
            presented: system.care.needs[need].presented * pressure.presented[need],
        }
    }

    /// New needs of one resident, after what effects do to their number; `more` draws a second count of the same mean.
    #[inline(always)]
    fn arise(
        &self,
        resident: &Here,
        side: impl Fn() -> usize,
        new: u32,
        more: impl Fn() -> u32,
        events: &mut Vec<Event>,
    ) {
        let new = if self.rate == [1.0, 1.0] {
            new
        } else {
            let key = resident.key.with(self.need as u64);
            scaled(new, more, self.rate[side()], key)
        };
        if new > 0 {
            let hidden = if self.presented < 1.0 {
                self.hidden(resident.key, new)
            } else {
                0
            };
            events.push(Event {
                who: resident.who,
                presented: (new - hidden) as u16,
                hidden: hidden as u16,
            });
        }
    }

    fn hidden(&self, key: Key, new: u32) -> u32 {
        let details = key.with(Purpose::NEED_DETAILS + self.need as u64);
        (0..u64::from(new))
            .filter(|&event| details.uniform(event) >= self.presented)
            .count() as u32
    }
}

/// New needs of one kind among the residents of one state.
fn new_needs(
    system: &System,
    kind: &Kind,
    onsets: Onsets,
    residents: &[Resident],
    here: &[Here],
    events: &mut Vec<Event>,
) {
    let poissons = &system.care.poissons;
    for resident in here {
        let table = onsets.table(resident.cell);
        let draw = |first: u64| poissons.draw(table, resident.key.bits(first + kind.need as u64));
        kind.arise(
            resident,
            || residents[usize::from(resident.who)].side(),
            draw(Purpose::ONSET),
            || draw(Purpose::MORE_ONSET),
            events,
        );
    }
}

/// The residents whose care arises in one state and who have its `entry`-th permanent need. Records hold the needs of
/// the state at the start of the cycle; who moved has those of the state that care arises in.
fn lasting(
    kind: &Kind,
    system: &System,
    residents: &[Resident],
    (state, entry): (usize, usize),
    here: &[Here],
    events: &mut Vec<Event>,
) {
    let bit = system.care.needs[kind.need].bit;
    for &Here { who, cell, .. } in here {
        let resident = &residents[usize::from(who)];
        let has = if usize::from(resident.state) == state {
            resident.needs & bit != 0
        } else {
            let at = (state, cell as usize);
            has_permanent_need(system, resident.key, at, (entry, kind.need))
        };
        if has {
            let is_hidden = kind.presented < 1.0
                && resident
                    .key
                    .uniform(Purpose::TRAIT_HIDDEN + kind.need as u64)
                    >= kind.presented;
            events.push(Event {
                who,
                presented: u16::from(!is_hidden),
                hidden: u16::from(is_hidden),
            });
        }
    }
}

/// A Poisson count at `rate` times its mean: thinned below 1, so that the needs an effect prevents are some of those
/// that arise without it; above 1 part of a second count is added.
fn scaled(new: u32, more: impl Fn() -> u32, rate: f64, key: Key) -> u32 {
    let thin = |count: u32, share: f64, first: u64| {
        (0..u64::from(count))
            .filter(|&event| key.uniform(first + event) < share)
            .count() as u32
    };
    if rate == 1.0 {
        new
    } else if rate < 1.0 {
        thin(new, rate, 0)
    } else {
        let whole = libm::floor(rate - 1.0);
        let extra = more();
        new + extra * whole as u32 + thin(extra, rate - 1.0 - whole, 1 << 16)
    }
}
