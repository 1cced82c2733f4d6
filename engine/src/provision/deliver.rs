//! What a block's needs ask for in one cycle, and what effects make of it.
//!
//! Comes in: the events of a need. Goes out: units to book, in counts and on the desk. Deliberately absent: how units
//! are booked, and what needs escalate to.
//!
//! Each step from what is asked for to what is paid is a short loop of its own over all events of a need, and is left
//! out where nothing in the cycle calls for it: most needs get what they ask for at a price that is known.

use crate::base::random::to_unit;
use crate::care::Event;
use crate::population::{Purpose, Resident};
use crate::system::System;
use crate::tables::classes::Classes;
use crate::tables::needs::UnitsPerNeed;

use super::desk::{Batch, CareBlock, Desk, LATE, LINK, LINK_STEP, Worksheet};
use super::months::Months;
use super::tasks::{Task, Tasks, TurnTask};
use super::{Conditions, PersonPrices};
use crate::counts::Counts;

/// What a cycle delivers with.
#[derive(Debug, Clone)]
pub struct Delivery<'a> {
    pub(super) system: &'a System,
    conditions: &'a Conditions,
    pub(super) prices: &'a PersonPrices,
    /// Per side that the arm tells apart.
    pub(super) tasks: Vec<Tasks<'a>>,
    pub(super) cycle: usize,
    /// The months that the cycle touches.
    pub(super) months: Months,
    pub(super) year: usize,
    pub(super) block: usize,
}

impl<'a> Delivery<'a> {
    /// For one cycle; `counts` are of the layout that will be counted in.
    pub fn new(
        system: &'a System,
        conditions: &'a Conditions,
        prices: &'a PersonPrices,
        counts: &Counts,
        cycle: usize,
    ) -> Delivery<'a> {
        let year = cycle / system.time.per_year;
        let tasks = (0..prices.sides)
            .map(|side| Tasks::new(system, conditions, prices, counts, side))
            .collect();
        Delivery {
            system,
            conditions,
            prices,
            tasks,
            cycle,
            months: Months::new(&system.time, cycle),
            year,
            block: counts.block(),
        }
    }

    /// Clears the desk for a block of residents.
    pub fn open(&self, residents: &[Resident], desk: &mut Desk) {
        desk.clear(residents.len());
        let subscriptions = 0..self.system.patient.subscriptions.len();
        desk.months_paid
            .extend(residents.iter().flat_map(|resident| {
                let of = subscriptions.clone();
                of.map(|subscription| self.months.paid_before(resident, subscription))
            }));
    }

    /// Keeps of a block what the next cycle must know.
    pub fn close(&self, residents: &mut [Resident], desk: &Desk) {
        let subscriptions = self.system.patient.subscriptions.len();
        if subscriptions == 0 || Months::are_whole(&self.system.time) {
            return;
        }
        for (resident, paid) in residents
            .iter_mut()
            .zip(desk.months_paid.chunks(subscriptions))
        {
            for (subscription, &paid) in paid.iter().enumerate() {
                self.months.keep(resident, subscription, paid);
            }
        }
    }

    /// Delivers what a block's needs of one kind ask for, as far as access reaches, and what they escalate to.
    pub fn answer(
        &self,
        block: &mut CareBlock,
        need: usize,
        events: &[Event],
        counts: &mut Counts,
    ) {
        let mut worksheet = std::mem::take(&mut block.desk.worksheet);
        let mut of_side = std::mem::take(&mut worksheet.of_side);
        for side in 0..self.tasks.len() {
            let own = match self.tasks.len() {
                1 => events,
                _ => {
                    of_side.clear();
                    of_side.extend(events.iter().filter(|event| event.who.side() == side));
                    &of_side
                }
            };
            if self.tasks[side].escalates(need) {
                worksheet.met.clear();
                worksheet.met.resize(own.len(), (0, 0));
            }
            let batch = Batch {
                need: need as u64,
                side,
                events: own,
                coordinates: [0, 0],
            };
            self.answer_links(block, batch, &mut worksheet, counts);
            self.escalate(block, batch, &mut worksheet, counts);
        }
        worksheet.of_side = of_side;
        block.desk.worksheet = worksheet;
    }

    /// What the needs of residents on one side ask for.
    fn answer_links(
        &self,
        block: &mut CareBlock,
        batch: Batch,
        worksheet: &mut Worksheet,
        counts: &mut Counts,
    ) {
        let tasks = &self.tasks[batch.side];
        let need = batch.need as usize;
        let escalates = tasks.escalates(need);
        for (index, task) in tasks.links(need).iter().enumerate() {
            let first = LINK + index as u64 * LINK_STEP;
            let batch = Batch {
                coordinates: [first, 0],
                ..batch
            };
            let mut units = std::mem::take(&mut worksheet.units);
            self.ask(block, batch, task, &mut units);
            let held = task.turn.filter(|turn| !turn.is_permanent);
            if let Some(turn) = held {
                self.hold(block, batch, turn, &mut units, escalates, worksheet);
            }
            self.change(block, batch, task, &mut units, worksheet, counts);
            if held.is_some() {
                self.book(block, batch, task, &mut units, worksheet, counts);
                worksheet.units = units;
                continue;
            }
            if escalates {
                for (met, wanted) in worksheet.met.iter_mut().zip(&units) {
                    met.0 = met.0.saturating_add(*wanted);
                }
            }
            self.book(block, batch, task, &mut units, worksheet, counts);
            if escalates {
                for (met, delivered) in worksheet.met.iter_mut().zip(&units) {
                    met.1 = met.1.saturating_add(*delivered);
                }
            }
            worksheet.units = units;
        }
    }

    /// Leaves of the units that temporary needs ask for those whose turn it is. The others come when it is theirs, so that a need
    /// escalates by what of its units is never delivered.
    fn hold(
        &self,
        block: &CareBlock,
        batch: Batch,
        turn: TurnTask,
        units: &mut [u32],
        escalates: bool,
        worksheet: &mut Worksheet,
    ) {
        for (index, (units, event)) in units.iter_mut().zip(batch.events).enumerate() {
            if escalates {
                let delivered = scale(*units, 1.0 - turn.lost, || batch.bits(event, 1));
                let met = &mut worksheet.met[index];
                met.0 = met.0.saturating_add(*units);
                met.1 = met.1.saturating_add(delivered);
            }
            if block.desk.standing.share(turn.line, event) <= 0.0 {
                *units = 0;
            }
        }
    }

    /// Delivers to those whose needs have waited, and counts what those who gave up wanted.
    pub fn answer_late(&self, block: &mut CareBlock, need: usize, counts: &mut Counts) {
        let mut worksheet = std::mem::take(&mut block.desk.worksheet);
        for side in 0..self.tasks.len() {
            for (index, task) in self.tasks[side].links(need).iter().enumerate() {
                let Some(turn) = task.turn.filter(|turn| !turn.is_permanent) else {
                    continue;
                };
                let is_own = |event: &Event| self.tasks.len() == 1 || event.who.side() == side;
                let standing = &block.desk.standing;
                let late = standing.late[turn.line].iter();
                let (events, late): (Vec<Event>, Vec<f64>) =
                    late.filter(|(event, _)| is_own(event)).copied().unzip();
                let lost = standing.lost[turn.line].iter();
                let lost: Vec<Event> = lost.filter(|event| is_own(event)).copied().collect();
                let batch = |events| Batch {
                    need: need as u64,
                    side,
                    events,
                    coordinates: [LINK + index as u64 * LINK_STEP + LATE, 0],
                };
                let mut units = std::mem::take(&mut worksheet.units);
                self.ask(block, batch(&events), task, &mut units);
                for ((units, late), event) in units.iter_mut().zip(late).zip(&events) {
                    *units = scale(*units, late, || batch(&events).bits(event, 0));
                }
                self.change(
                    block,
                    batch(&events),
                    task,
                    &mut units,
                    &mut worksheet,
                    counts,
                );
                self.book(
                    block,
                    batch(&events),
                    task,
                    &mut units,
                    &mut worksheet,
                    counts,
                );
                self.ask(block, batch(&lost), task, &mut units);
                for (units, event) in units.iter().zip(&lost) {
                    counts.add_at(
                        event.who.group() * self.block + task.unmet,
                        i64::from(*units),
                    );
                }
                worksheet.units = units;
            }
        }
        block.desk.worksheet = worksheet;
    }

    /// Units that needs ask for through one link; none where the resident has no carer for what only carers do.
    fn ask(&self, block: &CareBlock, batch: Batch, task: &Task, wanted: &mut Vec<u32>) {
        let asking = |event: &Event| u32::from(event.presented);
        let events = batch.events.iter();
        wanted.clear();
        match task.units {
            Some(UnitsPerNeed::Fixed(units)) => {
                wanted.extend(events.map(|event| asking(event).saturating_mul(*units)))
            }
            Some(&UnitsPerNeed::Spread(mean)) => wanted.extend(events.map(|event| {
                let resident = &block.residents[event.who.index()];
                let phase = Purpose::TRAIT_PHASE + task.channel as u64;
                asking(event).saturating_mul(due(mean, self.cycle, resident.key.uniform(phase)))
            })),
            Some(UnitsPerNeed::Poisson(table)) => wanted.extend(events.map(|event| {
                let details = batch.details(event);
                let poissons = &self.system.care.poissons;
                let first = batch.coordinates[0];
                (0..u64::from(asking(event)))
                    .map(|event| poissons.draw(*table, details.bits(first + event)))
                    .fold(0, u32::saturating_add)
            })),
            None => wanted.resize(batch.events.len(), 0),
        }
        if task.is_informal {
            for (units, event) in wanted.iter_mut().zip(batch.events) {
                if !self.has_carer(block, event) {
                    *units = 0;
                }
            }
        }
    }

    #[inline(always)]
    pub(super) fn has_carer(&self, block: &CareBlock, event: &Event) -> bool {
        Classes::has_carer(usize::from(block.residents[event.who.index()].class))
    }

    /// What effects make of wanted units, in their number and by putting others in their place.
    pub(super) fn change(
        &self,
        block: &mut CareBlock,
        batch: Batch,
        task: &Task,
        wanted: &mut [u32],
        worksheet: &mut Worksheet,
        counts: &mut Counts,
    ) {
        if task.multiplier != 1.0 {
            for (units, event) in wanted.iter_mut().zip(batch.events) {
                *units = scale(*units, task.multiplier, || batch.bits(event, 0));
            }
        }
        if task.is_substituted {
            self.substitute(block, batch, task, wanted, worksheet, counts);
        }
    }

    /// Moves a share of the units of a service to others: never to carers who are not there.
    fn substitute(
        &self,
        block: &mut CareBlock,
        batch: Batch,
        task: &Task,
        wanted: &mut [u32],
        worksheet: &mut Worksheet,
        counts: &mut Counts,
    ) {
        for (index, &(from, to, ratio, share)) in self.conditions.substitutions.iter().enumerate() {
            let care = &self.system.care;
            let channel = care.replacement(task.channel, to);
            let Some(channel) = channel.filter(|_| from == task.service) else {
                continue;
            };
            let replacement = self.tasks[batch.side].replacement(channel);
            let batch = batch.instead(index);
            let mut moved = std::mem::take(&mut worksheet.moved);
            moved.clear();
            moved.extend(wanted.iter_mut().zip(batch.events).map(|(left, event)| {
                if replacement.is_informal && !self.has_carer(block, event) {
                    return 0;
                }
                let moved = scale(*left, share, || batch.bits(event, 2));
                *left -= moved;
                scale(moved, ratio, || batch.bits(event, 3))
            }));
            self.book(block, batch, replacement, &mut moved, worksheet, counts);
            worksheet.moved = moved;
        }
    }
}

/// Units due in a cycle of a need that asks for `mean` a cycle at even distances: whole units by the end of each cycle,
/// so that a year adds up to its units exactly, and years to theirs where a year's units have a fraction. `phase`, of
/// which every resident has one, is how much of a unit is due before the start, so that not everybody's fall together.
#[inline(always)]
pub(super) fn due(mean: f64, cycle: usize, phase: f64) -> u32 {
    let by = |cycle: usize| (mean * cycle as f64 + phase) as u64;
    (by(cycle + 1) - by(cycle)) as u32
}

/// `units` times `factor` in whole units, right on average and never off by one or more: floor(n·f + u).
#[inline(always)]
pub(super) fn scale(units: u32, factor: f64, bits: impl FnOnce() -> u64) -> u32 {
    // A cast cuts off the fraction, which is the floor of what is not negative.
    if factor == 1.0 || units == 0 {
        units
    } else {
        (f64::from(units) * factor + to_unit(bits())) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_of_units_at_even_distances_is_whole_for_everybody_and_even_over_the_year() {
        // Six a year in months and in quarters: six for everybody, half and one and a half on average in each cycle.
        for cycles in [12, 4] {
            let mean = 6.0 / cycles as f64;
            let phases = (0..1_000).map(|index| (f64::from(index) + 0.5) / 1_000.0);
            let mut by_cycle = vec![0; cycles];
            for phase in phases {
                let units: Vec<u32> = (0..cycles).map(|cycle| due(mean, cycle, phase)).collect();
                assert_eq!(units.iter().sum::<u32>(), 6);
                for (sum, units) in by_cycle.iter_mut().zip(units) {
                    *sum += units;
                }
            }
            let even = (mean * 1_000.0) as u32;
            assert!(by_cycle.iter().all(|sum| *sum == even), "{by_cycle:?}");
        }
    }
}
