//! New needs ~ Poisson(rate·Δ·Π ratios·Π effects), and permanent needs that are open.

use crate::base::random::{Key, to_unit};
use crate::population::{Purpose, Resident};
use crate::system::System;
use crate::system::time::OLDEST_AGE;

/// A need that a resident has in a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Need {
    /// Index of the need.
    pub need: u16,
    /// New needs that reach the first line (1 for an open permanent need).
    pub presented: u16,
    /// New needs that stay hidden.
    pub hidden: u16,
}

/// The needs of a resident in a cycle.
#[derive(Debug, Clone)]
pub struct Open {
    list: [Need; 64],
    len: usize,
}

impl Default for Open {
    fn default() -> Self {
        Open { list: [Need::default(); 64], len: 0 }
    }
}

impl Open {
    /// The needs, new ones first.
    #[inline(always)]
    pub fn needs(&self) -> &[Need] {
        &self.list[..self.len]
    }

    #[inline(always)]
    fn push(&mut self, need: Need) {
        self.list[self.len] = need;
        self.len += 1;
    }
}

/// What effects do to needs in this cycle; a multiplier per need.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pressure {
    /// On the rate of new needs.
    pub rate: Vec<f64>,
    /// On the share that reaches the first line.
    pub presented: Vec<f64>,
}

/// The needs of a resident in `state` in a cycle, into `open`. `age` in completed years.
#[inline(always)]
pub fn arise(
    system: &System,
    pressure: &Pressure,
    resident: &Resident,
    key: Key,
    (state, age): (usize, usize),
    open: &mut Open,
) {
    let care = &system.care;
    let age = age.min(OLDEST_AGE - 1);
    let class = usize::from(resident.class);
    open.len = 0;
    for (entry, &need) in care.episodic[state].iter().enumerate() {
        let table = care.onset(state, class, age, entry);
        let mut new = care.poissons.draw(table, key.bits(Purpose::ONSET + need as u64));
        let rate = pressure.rate[need];
        if rate != 1.0 {
            let more = key.bits(Purpose::MORE_ONSET + need as u64);
            new = scaled(new, || care.poissons.draw(table, more), rate, key.with(need as u64));
        }
        if new > 0 {
            let hidden = hidden(system, pressure, key, need, new);
            open.push(Need { need: need as u16, presented: (new - hidden) as u16, hidden: hidden as u16 });
        }
    }
    if resident.needs != 0 {
        for &need in &care.permanent[state] {
            if resident.needs & care.needs[need].bit != 0 {
                let share = care.needs[need].presented * pressure.presented[need];
                let is_hidden = share < 1.0 && resident.key.uniform(Purpose::TRAIT_HIDDEN + need as u64) >= share;
                open.push(Need {
                    need: need as u16,
                    presented: u16::from(!is_hidden),
                    hidden: u16::from(is_hidden),
                });
            }
        }
    }
}

/// A Poisson count at `rate` times its mean: thinned below 1, so that the needs an effect prevents are some of those
/// that arise without it; above 1 part of a second count is added.
fn scaled(new: u32, more: impl Fn() -> u32, rate: f64, key: Key) -> u32 {
    let thin = |count: u32, share: f64, first: u64| {
        (0..u64::from(count)).filter(|&event| key.uniform(first + event) < share).count() as u32
    };
    if rate <= 1.0 {
        thin(new, rate, 0)
    } else {
        let whole = libm::floor(rate - 1.0);
        let extra = more();
        new + extra * whole as u32 + thin(extra, rate - 1.0 - whole, 1 << 16)
    }
}

#[inline(always)]
fn hidden(system: &System, pressure: &Pressure, key: Key, need: usize, new: u32) -> u32 {
    let share = system.care.needs[need].presented * pressure.presented[need];
    if share >= 1.0 {
        return 0;
    }
    let details = key.with(Purpose::NEED_DETAILS + need as u64);
    (0..u64::from(new)).filter(|&event| to_unit(details.bits(event)) >= share).count() as u32
}
