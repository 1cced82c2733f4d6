//! Whose turn it is: residents whose needs wait for a discipline, one by one.
//!
//! Comes in: a block of residents with the needs that are open in a cycle, and what the cycle finds of queues. Goes out:
//! [`QueueStanding`]: how much of each need's care there is in the cycle, whose care starts, and who gives up; and counts. Deliberately
//! absent: how many hours there are (course.rs), and what care is (deliver.rs).
//!
//! A permanent need is first asked for at the start of some cycle, a temporary one at a moment of it that chance gives; care
//! starts after the wait of that cycle, unless the resident's patience ends sooner. Two columns of the resident's row keep since when,
//! and of a permanent need the last cycle in which it was open, of a temporary one how many needs wait. All of a
//! kind that wait have one turn, at the mean of theirs, so that waiting adds up.
//!
//! Cycles do not see all permanent needs: seen.rs says for how long those wait that they see. A wait that jumps within a cycle or two is
//! told more coarsely: where half of the hours that keep a queue as it is were gone at once, 3 % more than the rest would be delivered
//! in cycles of a quarter, and none in cycles of a month.

use crate::base::random::Key;
use crate::care::{Event, OpenNeeds};
use crate::counts::{Count, Counts, MILLION, QueueItem};
use crate::population::{Moment, PresentResident, Purpose, Resident};
use crate::provision::Conditions;
use crate::system::System;
use crate::tables::queues::{Queue, QueueLine};

use super::fate::{Fate, fate};
use super::line::QueueFindings;
use super::seen::SeenNeeds;

/// Columns of a line in a resident's row.
const COLUMNS: usize = 2;

/// What becomes of the needs of a block that wait, line by line.
#[derive(Debug, Clone, Default)]
pub struct QueueStanding {
    /// By resident: the part of the cycle in which a permanent need is in care, new temporary needs that are served.
    pub(in crate::provision) shares: Vec<Vec<f32>>,
    /// Temporary needs whose care starts after a wait, and what that makes of their units.
    pub(in crate::provision) late: Vec<Vec<(Event, f64)>>,
    /// Temporary needs that are given up.
    pub(in crate::provision) lost: Vec<Vec<Event>>,
    /// By need and resident: those that are paid for in the cycle; empty of needs that do not wait for all of their care.
    paid: Vec<Vec<u16>>,
}

impl QueueStanding {
    /// Presented needs of an event whose care there is in the cycle, as far as they are paid for by need.
    pub fn paid(&self, need: usize, event: &Event) -> u16 {
        match self.paid.get(need) {
            Some(paid) if !paid.is_empty() => paid[event.who.index()],
            _ => event.presented,
        }
    }

    /// The part of the cycle in which a permanent need is in care, or new temporary needs that are served.
    #[inline(always)]
    pub(in crate::provision) fn share(&self, line: usize, event: &Event) -> f64 {
        f64::from(self.shares[line][event.who.index()])
    }

    /// Residents with needs of a kind whose care starts after a wait, with how many they are.
    pub fn paid_late(&self, turns: &Turns, need: usize) -> impl Iterator<Item = Event> {
        let lines = turns.lines.iter().zip(&self.late);
        let own = lines.filter(move |(line, _)| line.line.need == need && line.is_paid);
        own.flat_map(|(_, late)| late.iter().map(|(event, _)| *event))
    }
}

/// One line of a queue in a cycle.
struct TurnLine<'a> {
    number: usize,
    queue: &'a Queue,
    line: QueueLine,
    found: &'a QueueFindings,
    /// Of permanent needs.
    seen: SeenNeeds,
    /// Whether the need is paid for when this care starts: all that meets it waits, and this comes first.
    is_paid: bool,
}

/// Whose turn it is in a cycle.
pub struct Turns<'a> {
    system: &'a System,
    cycle: i64,
    /// Length of a row, and the first column of queues in it.
    row: usize,
    first: usize,
    lines: Vec<TurnLine<'a>>,
}

impl<'a> Turns<'a> {
    /// In a cycle; rows of residents are `row` columns long, of which those of queues are the last.
    pub fn new(
        system: &'a System,
        conditions: &'a Conditions,
        cycle: usize,
        row: usize,
    ) -> Turns<'a> {
        let mut lines = Vec::new();
        let pairs = system.queues.iter().zip(&conditions.queues).enumerate();
        for (number, (queue, found)) in pairs {
            lines.extend(queue.lines.iter().map(|&line| TurnLine {
                number,
                queue,
                line,
                found,
                seen: SeenNeeds::new(line.ends * system.time.length),
                is_paid: system.pays_with(&line),
            }));
        }
        Turns {
            system,
            cycle: cycle as i64,
            row,
            first: row.saturating_sub(COLUMNS * lines.len()),
            lines,
        }
    }

    /// Columns of a resident's row in which needs that wait are kept.
    pub fn columns(system: &System) -> usize {
        let lines = system.queues.iter().map(|queue| queue.lines.len());
        COLUMNS * lines.sum::<usize>()
    }

    /// Whether anything waits.
    pub fn is_any(&self) -> bool {
        !self.lines.is_empty()
    }

    /// Temporary needs that wait, each once.
    pub fn needs_that_wait(&self) -> impl Iterator<Item = usize> {
        let temporary = self.lines.iter().filter(|line| !line.line.is_permanent);
        let needs: std::collections::BTreeSet<usize> =
            temporary.map(|line| line.line.need).collect();
        needs.into_iter()
    }

    /// Sees whose turn it is, and counts.
    pub fn stand(
        &self,
        (residents, totals): (&[Resident], &mut [f32]),
        (moment, open): (&Moment, &OpenNeeds),
        standing: &mut QueueStanding,
        counts: &mut Counts,
    ) {
        let many = self.lines.len();
        standing.shares.resize(many, Vec::new());
        standing.late.resize(many, Vec::new());
        standing.lost.resize(many, Vec::new());
        standing
            .paid
            .resize(self.system.care.needs.len(), Vec::new());
        standing.paid.iter_mut().for_each(Vec::clear);
        for (place, line) in self.lines.iter().enumerate() {
            standing.shares[place].clear();
            standing.shares[place].resize(residents.len(), 0.0);
            standing.late[place].clear();
            standing.lost[place].clear();
            let mut block = LineBlock {
                turns: self,
                line,
                place,
                residents,
                totals: &mut *totals,
                counts: &mut *counts,
            };
            let events = &open.needs[line.line.need];
            if line.line.is_permanent {
                block.permanent(events, &mut standing.shares[place]);
            } else {
                block.waiting(moment, standing);
                block.temporary(events, standing);
            }
            if line.is_paid {
                self.pay(line, events, place, standing);
            }
        }
    }

    /// Which needs are paid for in the cycle: of a permanent one that is in care for a part of it, by chance.
    fn pay(&self, line: &TurnLine, events: &[Event], place: usize, standing: &mut QueueStanding) {
        let shares = &standing.shares[place];
        let paid = &mut standing.paid[line.line.need];
        paid.clear();
        paid.resize(shares.len(), 0);
        for event in events {
            let who = event.who.index();
            let luck = || event.key.uniform(Purpose::TURN + line.line.channel as u64);
            paid[who] = match line.line.is_permanent {
                true => u16::from(f64::from(shares[who]) > luck()),
                false => shares[who] as u16,
            };
        }
    }
}

/// A line for a block of residents.
struct LineBlock<'b, 'a> {
    turns: &'b Turns<'a>,
    line: &'b TurnLine<'a>,
    place: usize,
    residents: &'b [Resident],
    totals: &'b mut [f32],
    counts: &'b mut Counts,
}

impl LineBlock<'_, '_> {
    fn columns(&mut self, who: usize) -> &mut [f32] {
        let first = who * self.turns.row + self.turns.first + COLUMNS * self.place;
        &mut self.totals[first..first + COLUMNS]
    }

    fn permanent(&mut self, events: &[Event], shares: &mut [f32]) {
        let cycle = self.turns.cycle;
        for event in events.iter().filter(|event| event.presented > 0) {
            let who = event.who.index();
            let key = self.residents[who].key;
            let since = match (cycle, &*self.columns(who)) {
                (0, _) => self.at_start(key),
                (_, [since, last]) if *last as i64 == cycle => *since,
                _ => cycle as f32,
            };
            self.columns(who)
                .copy_from_slice(&[since, (cycle + 1) as f32]);
            let (wait, patience) = (self.wait_of(since), self.patience(key));
            let (since, seen) = (f64::from(since), self.line.seen);
            let ends = since + seen.waits(wait.min(patience));
            let fate = match wait <= patience {
                true => fate((since, Some(ends)), f64::INFINITY, cycle),
                false => fate((since, None), ends, cycle),
            };
            self.count(1, &fate);
            shares[who] = fate.in_care as f32;
        }
    }

    /// The cycle in which a permanent need of the start was first asked for: they end at an even rate, so that they began so.
    fn at_start(&self, key: Key) -> f32 {
        let luck = key.uniform(Purpose::TRAIT_SINCE + self.line.line.channel as u64);
        -self.line.seen.before(luck) as f32
    }

    /// Cycles that who asked at a time waits; no end of it where the start is yet to be seen.
    fn wait_of(&self, since: f32) -> f64 {
        let start = self.starts(since);
        start.map_or(f64::INFINITY, |start| start - f64::from(since))
    }

    /// Those who waited before the cycle.
    fn waiting(&mut self, moment: &Moment, standing: &mut QueueStanding) {
        for (state, here) in moment.cared_for(&self.turns.system.health) {
            for here in here {
                if self.turns.cycle == 0 {
                    self.waited_before(state, here);
                }
                let who = here.who.index();
                let [since, many] = [0, 1].map(|column| self.columns(who)[column]);
                if many <= 0.0 {
                    continue;
                }
                let fate = self.fate_of_who_waits(self.residents[who].key, since);
                self.settle(here, many as u16, &fate, standing);
            }
        }
    }

    fn settle(
        &mut self,
        here: &PresentResident,
        many: u16,
        fate: &Fate,
        standing: &mut QueueStanding,
    ) {
        self.count(many, fate);
        let event = Event {
            key: here.key,
            who: here.who,
            presented: many,
            hidden: 0,
        };
        if let Some(late) = self.late(fate) {
            standing.late[self.place].push((event, late));
        } else if fate.gives_up {
            standing.lost[self.place].push(event);
        }
        if !fate.waits_on {
            self.columns(here.who.index()).fill(0.0);
        }
    }

    /// Needs that arose before the start and still wait: as many as arise now, of residents who have not died or left since.
    fn waited_before(&mut self, state: usize, here: &PresentResident) {
        let care = &self.turns.system.care;
        let line = self.line.line;
        let entry = care.episodic[state]
            .iter()
            .position(|need| *need == line.need);
        let Some(entry) = entry else { return };
        let who = here.who.index();
        let key = self.residents[who].key;
        let luck = key.with(Purpose::WAITED + line.channel as u64);
        let presented = care.needs[line.need].presented;
        for cycle in self.line.found.first - 1..0 {
            let number = -cycle as u64;
            let new = care.onsets(state, entry).draw(here.cell, luck.bits(number));
            if new == 0 {
                continue;
            }
            let since = self.asked(key, cycle);
            let years = -f64::from(since) * self.turns.system.time.length;
            let chance = presented * libm::exp(-line.ends * years);
            let reached = (0..u64::from(new))
                .filter(|event| luck.with(number).uniform(*event) < chance)
                .count();
            let ends = self.starts(since).map_or(f64::INFINITY, |starts| starts);
            if reached > 0 && ends > 0.0 && f64::from(since) + self.patience(key) > 0.0 {
                self.wait(who, since, reached as f32);
            }
        }
    }

    /// New temporary needs.
    fn temporary(&mut self, events: &[Event], standing: &mut QueueStanding) {
        let cycle = self.turns.cycle;
        for event in events.iter().filter(|event| event.presented > 0) {
            let (who, many) = (event.who.index(), event.presented);
            let key = self.residents[who].key;
            let since = self.asked(key, cycle);
            let fate = self.fate(key, since);
            self.count(many, &fate);
            if fate.waits_on {
                self.wait(who, since, f32::from(many));
            } else if fate.gives_up {
                standing.lost[self.place].push(Event {
                    hidden: 0,
                    ..*event
                });
            } else if let Some(late) = self.late(&fate).filter(|late| *late != 1.0) {
                let event = Event {
                    hidden: 0,
                    ..*event
                };
                standing.late[self.place].push((event, late));
            } else {
                standing.shares[self.place][who] = f32::from(many);
            }
        }
    }

    /// What a wait that ends in the cycle makes of units.
    fn late(&self, fate: &Fate) -> Option<f64> {
        let length = self.turns.system.time.length;
        let published = self.line.found.published * length;
        let waited = fate.starts?;
        Some(self.line.queue.late(waited * length, published))
    }

    /// When in a cycle the temporary needs of a resident are first asked for.
    fn asked(&self, key: Key, cycle: i64) -> f32 {
        let key = key.with(Purpose::ASKED + self.line.line.channel as u64);
        (cycle as f64 + key.uniform(cycle as u64)) as f32
    }

    /// Temporary needs begin to wait; with those that wait already they have one turn.
    fn wait(&mut self, who: usize, since: f32, many: f32) {
        let columns = self.columns(who);
        let all = columns[1] + many;
        columns[0] += (since - columns[0]) * many / all;
        columns[1] = all;
    }

    /// When care starts that was first asked for at a time; `None` where that is yet to be seen.
    fn starts(&self, since: f32) -> Option<f64> {
        self.line.found.starts(f64::from(since))
    }

    /// Cycles that a resident waits before giving up.
    fn patience(&self, key: Key) -> f64 {
        let rate = self.line.queue.given_up;
        if rate <= 0.0 {
            return f64::INFINITY;
        }
        let luck = key.uniform(Purpose::TRAIT_PATIENCE + self.line.line.channel as u64);
        let years = -libm::log1p(-luck) / rate;
        years / self.turns.system.time.length
    }

    fn fate(&self, key: Key, since: f32) -> Fate {
        let gives_up = f64::from(since) + self.patience(key);
        let times = (f64::from(since), self.starts(since));
        fate(times, gives_up, self.turns.cycle)
    }

    /// Of needs that waited before the cycle: what should have been their turn while they had another is now.
    fn fate_of_who_waits(&self, key: Key, since: f32) -> Fate {
        let now = self.turns.cycle as f64;
        let gives_up = (f64::from(since) + self.patience(key)).max(now);
        let start = self.starts(since).map(|start| start.max(now));
        fate((f64::from(since), start), gives_up, self.turns.cycle)
    }

    fn count(&mut self, many: u16, fate: &Fate) {
        let queue = self.line.number;
        let waited = fate.waits * self.turns.system.time.length;
        let started = fate
            .starts
            .map_or(0.0, |after| match self.line.line.is_permanent {
                true => self.line.seen.started(after),
                false => 1.0,
            });
        let items = [(QueueItem::Waiting, waited), (QueueItem::Started, started)];
        for (item, each) in items {
            let millionths = libm::round(each * MILLION) as i64;
            self.counts
                .add(Count::Queue { queue, item }, i64::from(many) * millionths);
        }
    }
}
