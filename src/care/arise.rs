//! New needs ~ Poisson(rate·Δ·Π ratios·Π effects), and permanent needs that are open.

use crate::base::random::Key;
use crate::population::{Here, Moment};
use crate::population::{Purpose, Resident};
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
    /// On the rate of new needs.
    pub rate: Vec<f64>,
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
            new_needs(
                system,
                pressure,
                system.care.onsets(state, entry),
                need,
                here,
                &mut open.needs[need],
            );
        }
        for &need in &system.care.permanent[state] {
            lasting(
                system,
                pressure,
                residents,
                need,
                here,
                &mut open.needs[need],
            );
        }
    }
}

/// New needs of one kind among the residents of one state.
fn new_needs(
    system: &System,
    pressure: &Pressure,
    onsets: Onsets,
    need: usize,
    here: &[Here],
    events: &mut Vec<Event>,
) {
    let care = &system.care;
    let rate = pressure.rate[need];
    let share = care.needs[need].presented * pressure.presented[need];
    if rate == 1.0 && share >= 1.0 {
        for resident in here {
            let bits = resident.key.bits(Purpose::ONSET + need as u64);
            let new = care.poissons.draw(onsets.table(resident.cell), bits);
            if new > 0 {
                events.push(Event {
                    who: resident.who,
                    presented: new as u16,
                    hidden: 0,
                });
            }
        }
        return;
    }
    for resident in here {
        let (key, table) = (resident.key, onsets.table(resident.cell));
        let new = care
            .poissons
            .draw(table, key.bits(Purpose::ONSET + need as u64));
        let more = || {
            care.poissons
                .draw(table, key.bits(Purpose::MORE_ONSET + need as u64))
        };
        let new = if rate == 1.0 {
            new
        } else {
            scaled(new, more, rate, key.with(need as u64))
        };
        if new > 0 {
            let hidden = if share < 1.0 {
                hidden(key, need, new, share)
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
}

/// The residents of one state who have a permanent need.
fn lasting(
    system: &System,
    pressure: &Pressure,
    residents: &[Resident],
    need: usize,
    here: &[Here],
    events: &mut Vec<Event>,
) {
    let table = &system.care.needs[need];
    let share = table.presented * pressure.presented[need];
    for &Here { who, .. } in here {
        let resident = &residents[usize::from(who)];
        if resident.needs & table.bit != 0 {
            let is_hidden =
                share < 1.0 && resident.key.uniform(Purpose::TRAIT_HIDDEN + need as u64) >= share;
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
    if rate <= 1.0 {
        thin(new, rate, 0)
    } else {
        let whole = libm::floor(rate - 1.0);
        let extra = more();
        new + extra * whole as u32 + thin(extra, rate - 1.0 - whole, 1 << 16)
    }
}

fn hidden(key: Key, need: usize, new: u32, share: f64) -> u32 {
    let details = key.with(Purpose::NEED_DETAILS + need as u64);
    (0..u64::from(new))
        .filter(|&event| details.uniform(event) >= share)
        .count() as u32
}
