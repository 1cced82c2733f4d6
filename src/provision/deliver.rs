//! Units delivered, unmet and escalated, for a block of residents in one cycle.
//!
//! Each step from what is asked for to what is paid is a short loop of its own over all events of a need, and is left out
//! where nothing in the cycle calls for it: most needs get what they ask for at a price that is known.

use crate::base::random::{Key, threshold, to_unit};
use crate::care::Event;
use crate::population::{Purpose, Resident};
use crate::system::System;
use crate::system::classes::Classes;
use crate::system::needs::Units;

use super::background::deductible_applies;
use super::counts::Counts;
use super::tasks::{Escalation, Task, Tasks};
use super::{Conditions, PersonPrice, PersonPrices};

/// What a cycle delivers with.
#[derive(Debug, Clone)]
pub struct Delivery<'a> {
    system: &'a System,
    conditions: &'a Conditions,
    prices: &'a PersonPrices,
    /// Per side that the arm tells apart.
    tasks: Vec<Tasks<'a>>,
    cycle: usize,
    year: usize,
    block: usize,
}

/// A block of residents whose needs are answered.
#[derive(Debug)]
pub struct Block<'a> {
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
    /// Subscriptions paid, as bits.
    pub subscriptions: Vec<u32>,
    /// Worksheet of the need at hand, event by event, that are used again for every need.
    worksheet: Worksheet,
}

impl Desk {
    /// Cleared for `residents` residents.
    pub fn clear(&mut self, residents: usize) {
        self.informal_hours.clear();
        self.informal_hours.resize(residents, 0.0);
        self.subscriptions.clear();
        self.subscriptions.resize(residents, 0);
    }
}

/// Columns of the need at hand, event by event; the memory is used again for every need.
#[derive(Debug, Clone, Default)]
struct Worksheet {
    /// Units wanted and delivered.
    met: Vec<(u32, u32)>,
    /// Units of the channel at hand.
    units: Vec<u32>,
    /// Units that replace others.
    moved: Vec<u32>,
    /// Needs that escalate.
    escalated: Vec<Event>,
    /// What units cost, in units of the mean cost, where they differ in cost.
    costs: Vec<f64>,
}

/// The events of a need whose units of one channel are worked out together, column by column, and where the luck of
/// those units is drawn: under the details of the need in this cycle, at a coordinate. Keys are worked out when they
/// are asked for: most units need no more luck.
#[derive(Debug, Clone, Copy)]
struct Batch<'a> {
    need: u64,
    side: usize,
    events: &'a [Event],
    coordinates: [u64; 2],
}

impl Batch<'_> {
    /// The units that a substitution puts in their place.
    fn instead(self, place: usize) -> Self {
        Batch {
            coordinates: [self.coordinates[0], 1 + place as u64],
            ..self
        }
    }

    #[inline(always)]
    fn details(&self, event: &Event) -> Key {
        event.key.with(Purpose::NEED_DETAILS + self.need)
    }

    #[inline(always)]
    fn key(&self, event: &Event) -> Key {
        let key = self.details(event).with(self.coordinates[0]);
        if self.coordinates[1] == 0 {
            key
        } else {
            key.with(self.coordinates[1])
        }
    }

    #[inline(always)]
    fn bits(&self, event: &Event, purpose: u64) -> u64 {
        self.key(event).bits(purpose)
    }
}

/// Draws under the details of a need: those of links and escalations stand apart.
const LINK: u64 = 1 << 17;
const LINK_STEP: u64 = 1 << 20;
const ESCALATE: u64 = 1 << 40;
const ESCALATE_STEP: u64 = 1 << 16;
const ESCALATE_HIDDEN: u64 = 1 << 15;

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
            year,
            block: counts.block(),
        }
    }

    /// Delivers what a block's needs of one kind ask for, as far as access reaches, and what they escalate to.
    pub fn answer(&self, block: &mut Block, need: usize, events: &[Event], counts: &mut Counts) {
        let mut worksheet = std::mem::take(&mut block.desk.worksheet);
        if self.tasks.iter().any(|tasks| tasks.escalates(need)) {
            worksheet.met.clear();
            worksheet.met.resize(events.len(), (0, 0));
        }
        for side in 0..self.tasks.len() {
            let batch = Batch {
                need: need as u64,
                side,
                events,
                coordinates: [0, 0],
            };
            self.answer_links(block, batch, &mut worksheet, counts);
            self.escalate(block, batch, &mut worksheet, counts);
        }
        block.desk.worksheet = worksheet;
    }

    /// What the needs of residents on one side ask for.
    fn answer_links(
        &self,
        block: &mut Block,
        batch: Batch,
        worksheet: &mut Worksheet,
        counts: &mut Counts,
    ) {
        let tasks = &self.tasks[batch.side];
        let need = batch.need as usize;
        let escalates = tasks.escalates(need);
        for (place, task) in tasks.links(need).iter().enumerate() {
            let first = LINK + place as u64 * LINK_STEP;
            let batch = Batch {
                coordinates: [first, 0],
                ..batch
            };
            let mut units = std::mem::take(&mut worksheet.units);
            self.ask(block, batch, task, &mut units);
            self.change(block, batch, task, &mut units, worksheet, counts);
            if escalates {
                for (met, wanted) in worksheet.met.iter_mut().zip(&units) {
                    met.0 += wanted;
                }
            }
            self.book(block, batch, task, &mut units, worksheet, counts);
            if escalates {
                for (met, delivered) in worksheet.met.iter_mut().zip(&units) {
                    met.1 += delivered;
                }
            }
            worksheet.units = units;
        }
    }

    /// Units that needs ask for through one link; none where the resident is on another side, or has no carer for what
    /// only carers do.
    fn ask(&self, block: &Block, batch: Batch, task: &Task, wanted: &mut Vec<u32>) {
        let is_only_side = self.tasks.len() == 1;
        let asking = |event: &Event| {
            let asks = is_only_side || event.who.side() == batch.side;
            if asks { u32::from(event.presented) } else { 0 }
        };
        let events = batch.events.iter();
        wanted.clear();
        match task.units {
            Some(Units::Fixed(units)) => wanted.extend(events.map(|event| asking(event) * units)),
            Some(Units::Scheduled(cycles)) => {
                let due = cycles[self.cycle];
                wanted.extend(events.map(|event| if asking(event) > 0 { due } else { 0 }));
            }
            Some(Units::Poisson(table)) => wanted.extend(events.map(|event| {
                let details = batch.details(event);
                let poissons = &self.system.care.poissons;
                let first = batch.coordinates[0];
                (0..u64::from(asking(event)))
                    .map(|event| poissons.draw(*table, details.bits(first + event)))
                    .sum::<u32>()
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
    fn has_carer(&self, block: &Block, event: &Event) -> bool {
        Classes::has_carer(usize::from(block.residents[event.who.place()].class))
    }

    /// What effects make of wanted units, in their number and by putting others in their place.
    fn change(
        &self,
        block: &mut Block,
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

    /// Books wanted units of a service, and leaves those in `units` that access allows. Each wanted unit is delivered with
    /// the chance A: floor(n·A + u) gives every unit that chance from one draw, and more access never delivers less.
    fn book(
        &self,
        block: &mut Block,
        batch: Batch,
        task: &Task,
        units: &mut [u32],
        worksheet: &mut Worksheet,
        counts: &mut Counts,
    ) {
        if task.access < 1.0 {
            for (units, event) in units.iter_mut().zip(batch.events) {
                let delivered = scale(*units, task.access, || batch.bits(event, 1));
                if delivered < *units {
                    let unmet = i64::from(*units - delivered);
                    counts.add_at(self.of_group(event) + task.unmet, unmet);
                    *units = delivered;
                }
            }
        }
        self.count(block, batch, task, units, counts);
        self.cost(block, batch, task, units, &mut worksheet.costs, counts);
        if let Some(price) = task.person {
            for (place, (event, &units)) in batch.events.iter().zip(&*units).enumerate() {
                if units > 0 {
                    let cost = worksheet.costs.get(place).copied();
                    let cost = (units, cost.unwrap_or(f64::from(units)));
                    self.charge_person(block, event, task, price, cost, counts);
                }
            }
        }
        if task.is_informal {
            for (event, &units) in batch.events.iter().zip(&*units) {
                let hours = &mut block.desk.informal_hours[event.who.place()];
                *hours += (f64::from(units) * task.hours) as f32;
            }
        }
    }

    /// Where the counts of the group of an event begin.
    #[inline(always)]
    fn of_group(&self, event: &Event) -> usize {
        event.who.group() * self.block
    }

    /// Counts delivered units, and again for the resident's practice, where practices are counted one by one.
    fn count(&self, block: &Block, batch: Batch, task: &Task, units: &[u32], counts: &mut Counts) {
        let each = || batch.events.iter().zip(units);
        if counts.groups() == 1 {
            // Added up here first: thousands of additions in one place of memory wait for each other.
            let sum = units.iter().map(|units| i64::from(*units)).sum();
            counts.add_at(task.delivered, sum);
        } else {
            for (event, &units) in each() {
                let place = self.of_group(event) + task.delivered;
                counts.add_at(place, i64::from(units));
            }
        }
        if let Some(item) = task.practice {
            for (event, &units) in each() {
                let practice = usize::from(block.residents[event.who.place()].practice);
                let row = counts.layout().practice_row(practice, event.who.side());
                counts.add_at(row + item, i64::from(units));
            }
        }
    }

    /// What delivered units cost, where they differ in cost; and the residents' totals, where they are kept.
    fn cost(
        &self,
        block: &mut Block,
        batch: Batch,
        task: &Task,
        units: &[u32],
        costs: &mut Vec<f64>,
        counts: &mut Counts,
    ) {
        costs.clear();
        let each = self.prices.columns();
        let row = |event: &Event| event.who.place() * each;
        let Some((table, cents_per_unit)) = task.spread else {
            for &(column, price) in task.totals {
                for (event, &units) in batch.events.iter().zip(units) {
                    block.totals[row(event) + column] += price * units as f32;
                }
            }
            return;
        };
        for (event, &units) in batch.events.iter().zip(units) {
            if units == 0 {
                costs.push(0.0);
                continue;
            }
            let key = batch.key(event);
            let cents: i64 = (0..u64::from(units))
                .map(|unit| nearest(cents_per_unit * table.at(key.bits(16 + unit))))
                .sum();
            counts.add_at(self.of_group(event) + task.unit_cents, cents);
            let cost = cents as f64 / cents_per_unit.max(1.0);
            for &(column, price) in task.totals {
                block.totals[row(event) + column] += price * cost as f32;
            }
            costs.push(cost);
        }
    }

    /// The resident's own part: copayment and subscription, then the deductible up to what is left of it this year.
    fn charge_person(
        &self,
        block: &mut Block,
        event: &Event,
        task: &Task,
        price: &PersonPrice,
        (units, cost_in_units): (u32, f64),
        counts: &mut Counts,
    ) {
        let [copayments, deductibles] = task.own_cents.map(|own| self.of_group(event) + own);
        let who = event.who.place();
        let resident = &mut block.residents[who];
        let copayment = price.copayments[usize::from(resident.is_lower_class())];
        let mut cents = i64::from(units) * i64::from(copayment);
        if let Some((subscription, per_cycle)) = price.subscription {
            let exempt = self.system.patient.subscriptions[subscription].exempt_share;
            let bit = 1 << subscription;
            let paid = &mut block.desk.subscriptions[who];
            if *paid & bit == 0 && resident.key.uniform(Purpose::TRAIT_EXEMPT) >= exempt {
                cents += i64::from(per_cycle);
            }
            *paid |= bit;
        }
        if cents > 0 {
            counts.add_at(copayments, cents);
        }
        if price.deductible > 0.0 && deductible_applies(self.system, resident, self.year) {
            let per_unit = price.deductible
                * task
                    .spread
                    .map_or(1.0, |(_, cents_per_unit)| cents_per_unit);
            let cost = nearest(cost_in_units * per_unit) as u32;
            let part = cost.min(
                self.prices
                    .deductible
                    .saturating_sub(resident.deductible_spent),
            );
            resident.deductible_spent += part;
            counts.add_at(deductibles, i64::from(part));
        }
    }

    /// Moves a share of the units of a service to others: never to carers who are not there.
    fn substitute(
        &self,
        block: &mut Block,
        batch: Batch,
        task: &Task,
        wanted: &mut [u32],
        worksheet: &mut Worksheet,
        counts: &mut Counts,
    ) {
        for (place, &(from, to, ratio, share)) in self.conditions.substitutions.iter().enumerate() {
            let care = &self.system.care;
            let channel = care.replacement(task.channel, to);
            let Some(channel) = channel.filter(|_| from == task.service) else {
                continue;
            };
            let replacement = self.tasks[batch.side].replacement(channel);
            let batch = batch.instead(place);
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

    /// What needs escalate to: the more of a need is unmet, the likelier.
    fn escalate(
        &self,
        block: &mut Block,
        batch: Batch,
        worksheet: &mut Worksheet,
        counts: &mut Counts,
    ) {
        let tasks = &self.tasks[batch.side];
        for (place, escalation) in tasks.escalations(batch.need as usize).iter().enumerate() {
            let first = ESCALATE + place as u64 * ESCALATE_STEP;
            let mut units = std::mem::take(&mut worksheet.units);
            let mut escalated = std::mem::take(&mut worksheet.escalated);
            units.clear();
            escalated.clear();
            let is_only_side = self.tasks.len() == 1;
            for (event, met) in batch.events.iter().zip(&worksheet.met) {
                if is_only_side || event.who.side() == batch.side {
                    let asked = escalated_units(&batch, event, first, escalation, *met);
                    if asked > 0 {
                        units.push(asked);
                        escalated.push(*event);
                    }
                }
            }
            let batch = Batch {
                events: &escalated,
                coordinates: [first, 0],
                ..batch
            };
            let task = &escalation.task;
            self.change(block, batch, task, &mut units, worksheet, counts);
            self.book(block, batch, task, &mut units, worksheet, counts);
            worksheet.units = units;
            worksheet.escalated = escalated;
        }
    }
}

/// Units that the needs of an event escalate to, of which some are `wanted` and `delivered` already.
#[inline(always)]
fn escalated_units(
    batch: &Batch,
    event: &Event,
    first: u64,
    escalation: &Escalation,
    (wanted, delivered): (u32, u32),
) -> u32 {
    let [mut presented, hidden] = escalation.thresholds;
    if delivered < wanted {
        let met = f64::from(delivered) / f64::from(wanted);
        let chance = escalation.link.met * met + escalation.link.unmet * (1.0 - met);
        presented = threshold((escalation.multiplier * chance).min(1.0));
    }
    let details = batch.details(event);
    let below = |from: u64, events: u16, chance: u64| {
        (0..u64::from(events))
            .map(|event| u32::from(details.bits(from + event) < chance))
            .sum::<u32>()
    };
    below(first, event.presented, presented) + below(first + ESCALATE_HIDDEN, event.hidden, hidden)
}

/// `units` times `factor` in whole units, right on average and never off by one or more: floor(n·f + u).
#[inline(always)]
fn scale(units: u32, factor: f64, bits: impl FnOnce() -> u64) -> u32 {
    // A cast cuts off the fraction, which is the floor of what is not negative.
    if factor == 1.0 || units == 0 {
        units
    } else {
        (f64::from(units) * factor + to_unit(bits())) as u32
    }
}

/// The nearest whole number of an amount that is not negative.
#[inline(always)]
pub(super) fn nearest(amount: f64) -> i64 {
    (amount + 0.5) as i64
}
