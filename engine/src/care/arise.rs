//! New needs ~ Poisson(rate·Δ·Π ratios·Π effects), and permanent needs that are open.

use crate::base::random::Key;
use crate::base::widest::on_widest;
use crate::population::permanent::permanent_needs;
use crate::population::{Moment, PresentResident, Purpose, Resident, ResidentSlot};
use crate::system::System;
use crate::tables::onsets::{LANES, Onsets};

/// A need that a resident of a block has in a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Key of the resident and cycle.
    pub key: Key,
    /// The resident.
    pub who: ResidentSlot,
    /// New needs that reach the first line (1 for an open permanent need).
    pub presented: u16,
    /// New needs that stay hidden.
    pub hidden: u16,
}

impl Event {
    /// `needs` of a resident, `hidden` of which stay hidden; each at most what 16 bits hold, which only effects that
    /// raise the highest rate sixtyfold would exceed.
    #[inline(always)]
    fn new(here: &PresentResident, needs: u32, hidden: u32) -> Event {
        Event {
            key: here.key,
            who: here.who,
            presented: u16::try_from(needs - hidden).unwrap_or(u16::MAX),
            hidden: u16::try_from(hidden).unwrap_or(u16::MAX),
        }
    }
}

/// The needs of a block of residents in a cycle.
#[derive(Debug, Clone, Default)]
pub struct OpenNeeds {
    /// Per need, in order of residents within a state.
    pub needs: Vec<Vec<Event>>,
    /// Needs drawn side by side that arise, as bits, resident by resident; the memory is used again for every state.
    arisen: Vec<u8>,
}

/// What effects do to needs in this cycle; a multiplier per need.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pressure {
    /// On the rate of new needs: `[side][need]`.
    pub rate: [Vec<f64>; 2],
    /// On the share that reaches the first line.
    pub presented: Vec<f64>,
}

/// How needs arise in one cycle, looked up once for all residents.
#[derive(Debug)]
pub struct Arising<'a> {
    system: &'a System,
    kinds: Vec<NeedKind>,
    /// The permanent need of each bit of a resident's needs.
    of_bit: Vec<usize>,
}

impl<'a> Arising<'a> {
    /// Under what effects do to needs.
    pub fn new(system: &'a System, pressure: &Pressure) -> Arising<'a> {
        let needs = &system.care.needs;
        let mut of_bit = vec![0; u32::BITS as usize];
        for (index, need) in needs.iter().enumerate().filter(|(_, need)| need.bit > 0) {
            of_bit[need.bit.trailing_zeros() as usize] = index;
        }
        Arising {
            system,
            kinds: (0..needs.len())
                .map(|need| NeedKind::new(system, pressure, need))
                .collect(),
            of_bit,
        }
    }

    /// The needs of a block of residents, into `open`.
    pub fn arise(&self, residents: &[Resident], moment: &Moment, open: &mut OpenNeeds) {
        let care = &self.system.care;
        open.needs.resize(care.needs.len(), Vec::new());
        open.needs.iter_mut().for_each(Vec::clear);
        for (state, here) in moment.cared_for(&self.system.health) {
            let side_by_side = care.side_by_side(state);
            for (entry, &need) in care.episodic[state].iter().enumerate() {
                let kind = &self.kinds[need];
                if !(side_by_side.has(entry) && kind.adds_none()) {
                    kind.new_needs(care.onsets(state, entry), here, &mut open.needs[need]);
                }
            }
            self.side_by_side(state, here, open);
            if !care.permanent[state].is_empty() {
                self.lasting(state, residents, here, open);
            }
        }
    }

    /// The needs of one state that are drawn side by side.
    fn side_by_side(&self, state: usize, here: &[PresentResident], open: &mut OpenNeeds) {
        let care = &self.system.care;
        for (entries, none_below) in care.side_by_side(state).lanes(care.cells()) {
            let need = |lane: usize| care.episodic[state][entries[lane]];
            let lanes = 0..entries.len();
            let drawn = lanes.filter(|&lane| self.kinds[need(lane)].adds_none());
            let drawn = drawn.fold(0_u8, |bits, lane| bits | 1 << lane);
            let purposes: [u64; LANES] = std::array::from_fn(|lane| {
                Purpose::ONSET + entries.get(lane).map_or(0, |_| need(lane) as u64)
            });
            let OpenNeeds { needs, arisen } = open;
            arisen.clear();
            arisen.resize(here.len(), 0);
            on_widest(
                #[inline(always)]
                || {
                    for (arisen, here) in arisen.iter_mut().zip(here) {
                        let below = &none_below[here.cell as usize];
                        let mut found = 0;
                        for lane in 0..LANES {
                            let arises = here.key.bits(purposes[lane]) >= below[lane];
                            found |= u8::from(arises) << lane;
                        }
                        *arisen = found & drawn;
                    }
                },
            );
            for (here, &arisen) in here.iter().zip(&*arisen) {
                let mut left = arisen;
                while left != 0 {
                    let lane = left.trailing_zeros() as usize;
                    left &= left - 1;
                    let onsets = care.onsets(state, entries[lane]);
                    let new = onsets.draw(here.cell, here.key.bits(purposes[lane]));
                    let need = need(lane);
                    self.kinds[need].take_in(here, new, || 0, &mut needs[need]);
                }
            }
        }
    }

    /// The permanent needs of the residents whose care arises in one state. Records hold the needs of the state at the
    /// start of the cycle; a resident who moved has the needs of the new state.
    fn lasting(
        &self,
        state: usize,
        residents: &[Resident],
        here: &[PresentResident],
        open: &mut OpenNeeds,
    ) {
        for here in here {
            let resident = &residents[here.who.index()];
            let mut needs = if usize::from(resident.state) == state {
                resident.needs
            } else {
                permanent_needs(self.system, resident.key, state, here.cell as usize)
            };
            // Need by need the bits that are set, rather than resident by resident for every need: most have few.
            while needs != 0 {
                let need = self.of_bit[needs.trailing_zeros() as usize];
                needs &= needs - 1;
                let hidden = u32::from(self.kinds[need].stays_hidden(resident.key));
                open.needs[need].push(Event::new(here, 1, hidden));
            }
        }
    }
}

/// What there is to know of one kind of need in a cycle.
#[derive(Debug)]
struct NeedKind {
    need: usize,
    /// Multiplier on its rate, per side.
    rate: [f64; 2],
    /// Whether the multiplier is other than 1 on some side.
    is_scaled: bool,
    /// Share that reaches the first line.
    presented: f64,
}

impl NeedKind {
    fn new(system: &System, pressure: &Pressure, need: usize) -> NeedKind {
        let rate = [pressure.rate[0][need], pressure.rate[1][need]];
        NeedKind {
            need,
            rate,
            is_scaled: rate != [1.0, 1.0],
            presented: system.care.needs[need].presented * pressure.presented[need],
        }
    }

    /// New needs among the residents of one state.
    fn new_needs(&self, onsets: Onsets, here: &[PresentResident], events: &mut Vec<Event>) {
        // A table that all residents of the state share is looked up once.
        match onsets.common() {
            Some(table) => self.draw(here, |_, bits| table.draw(bits), events),
            None => self.draw(here, |cell, bits| onsets.draw(cell, bits), events),
        }
    }

    #[inline(always)]
    fn draw(
        &self,
        here: &[PresentResident],
        drawn: impl Fn(u32, u64) -> u32,
        events: &mut Vec<Event>,
    ) {
        let need = self.need as u64;
        for here in here {
            let new = drawn(here.cell, here.key.bits(Purpose::ONSET + need));
            let more = || drawn(here.cell, here.key.bits(Purpose::MORE_ONSET + need));
            self.take_in(here, new, more, events);
        }
    }

    /// Whether who has no need without effects has none with them.
    fn adds_none(&self) -> bool {
        self.rate.iter().all(|rate| *rate <= 1.0)
    }

    /// The needs of a resident, after what effects make of their number; `more` draws a second number.
    #[inline(always)]
    fn take_in(
        &self,
        here: &PresentResident,
        mut new: u32,
        more: impl Fn() -> u32,
        events: &mut Vec<Event>,
    ) {
        if self.is_scaled {
            let rate = self.rate[here.who.side()];
            new = scaled(new, more, rate, here.key.with(self.need as u64));
        }
        if new > 0 {
            let hidden = self.hidden(here.key, new);
            events.push(Event::new(here, new, hidden));
        }
    }

    fn hidden(&self, key: Key, new: u32) -> u32 {
        if self.presented >= 1.0 {
            return 0;
        }
        let details = key.with(Purpose::NEED_DETAILS + self.need as u64);
        (0..u64::from(new))
            .filter(|&event| details.uniform(event) >= self.presented)
            .count() as u32
    }

    /// Whether a permanent need of the resident with this key does not reach the first line.
    #[inline(always)]
    fn stays_hidden(&self, key: Key) -> bool {
        self.presented < 1.0
            && key.uniform(Purpose::TRAIT_HIDDEN + self.need as u64) >= self.presented
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
        new.saturating_add(extra.saturating_mul(whole as u32))
            .saturating_add(thin(extra, rate - 1.0 - whole, 1 << 16))
    }
}
