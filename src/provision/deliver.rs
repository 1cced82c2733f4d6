//! Units delivered, unmet and escalated, for a block of residents in one cycle.

use crate::base::random::{Key, threshold, to_unit};
use crate::care::Event;
use crate::population::{Purpose, Resident};
use crate::system::System;
use crate::system::care::Units;

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
    /// Units wanted and delivered of the need at hand, event by event.
    met: Vec<(u32, u32)>,
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

/// One resident with one need.
#[derive(Debug, Clone, Copy)]
struct Visit {
    who: usize,
    need: u64,
    /// The key of the resident and cycle.
    key: Key,
    /// The side of the resident.
    side: usize,
    /// Where the counts of the resident's group begin.
    counts: usize,
}

impl Visit {
    /// The key of the need's details in this cycle. Worked out when it is asked for: most units need no more luck.
    #[inline(always)]
    fn details(&self) -> Key {
        self.key.with(Purpose::NEED_DETAILS + self.need)
    }
}

/// Where the luck of some units is drawn: under a visit's details, at a coordinate. Worked out when it is asked for.
#[derive(Debug, Clone, Copy)]
struct At {
    visit: Visit,
    coordinates: [u64; 2],
}

impl At {
    /// The units of one link or escalation.
    #[inline(always)]
    fn new(visit: Visit, first: u64) -> At {
        At {
            visit,
            coordinates: [first, 0],
        }
    }

    /// The units that a substitution puts in their place.
    fn instead(self, place: u64) -> At {
        At {
            coordinates: [self.coordinates[0], 1 + place],
            ..self
        }
    }

    #[inline(always)]
    fn key(&self) -> Key {
        let key = self.visit.details().with(self.coordinates[0]);
        if self.coordinates[1] == 0 {
            key
        } else {
            key.with(self.coordinates[1])
        }
    }

    #[inline(always)]
    fn bits(&self, purpose: u64) -> u64 {
        self.key().bits(purpose)
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
        if self.tasks.iter().any(|tasks| tasks.escalates(need)) {
            block.desk.met.clear();
            block.desk.met.resize(events.len(), (0, 0));
        }
        for side in 0..self.tasks.len() {
            self.answer_side(block, (need, side), events, counts);
        }
    }

    /// The same for the residents on one side.
    #[inline(always)]
    fn answer_side(
        &self,
        block: &mut Block,
        (need, side): (usize, usize),
        events: &[Event],
        counts: &mut Counts,
    ) {
        let tasks = &self.tasks[side];
        let is_only_side = self.tasks.len() == 1;
        let escalates = tasks.escalates(need);
        for (place, task) in tasks.links(need).iter().enumerate() {
            let first = LINK + place as u64 * LINK_STEP;
            if task.is_simple {
                self.deliver_simply(block, (need, side), events, first, task, counts);
                continue;
            }
            for (number, event) in events
                .iter()
                .enumerate()
                .filter(|(_, event)| event.presented > 0)
            {
                if !is_only_side && !is_on(event, side) {
                    continue;
                }
                let visit = self.visit(need, event);
                let (wanted, delivered) =
                    self.answer_link(block, visit, event.presented, first, task, counts);
                if escalates {
                    let met = &mut block.desk.met[number];
                    *met = (met.0 + wanted, met.1 + delivered);
                }
            }
        }
        for (place, escalation) in tasks.escalations(need).iter().enumerate() {
            let first = ESCALATE + place as u64 * ESCALATE_STEP;
            for (number, event) in events.iter().enumerate() {
                if !is_only_side && !is_on(event, side) {
                    continue;
                }
                let visit = self.visit(need, event);
                let met = block.desk.met[number];
                self.escalate(block, visit, event, first, escalation, met, counts);
            }
        }
    }

    /// Units that every presented need gets as they are asked for.
    fn deliver_simply(
        &self,
        block: &mut Block,
        of: (usize, usize),
        events: &[Event],
        first: u64,
        task: &Task,
        counts: &mut Counts,
    ) {
        // Two loops: the units of most links need no luck, and no key to draw it with.
        if let Some(Units::Fixed(units)) = task.units {
            let asked = |event: &Event| u32::from(event.presented) * units;
            self.deliver_as(block, of, events, (first, task), asked, counts);
        } else {
            let asked = |event: &Event| {
                let visit = self.visit(of.0, event);
                self.asked(task, visit, event.presented, first)
            };
            self.deliver_as(block, of, events, (first, task), asked, counts);
        }
    }

    #[inline(always)]
    fn deliver_as(
        &self,
        block: &mut Block,
        (need, side): (usize, usize),
        events: &[Event],
        (first, task): (u64, &Task),
        asked: impl Fn(&Event) -> u32,
        counts: &mut Counts,
    ) {
        let escalates = self.tasks[side].escalates(need);
        let is_only_side = self.tasks.len() == 1;
        // One group is added up here: thousands of additions in one place of memory wait for each other.
        let is_one_group = counts.groups() == 1;
        let mut sum = 0;
        for (number, event) in events
            .iter()
            .enumerate()
            .filter(|(_, event)| event.presented > 0)
        {
            if !is_only_side && !is_on(event, side) {
                continue;
            }
            let units = asked(event);
            sum += i64::from(units);
            if !is_one_group {
                let place = usize::from(event.group) * self.block + task.delivered;
                counts.add_at(place, i64::from(units));
            }
            if escalates {
                let met = &mut block.desk.met[number];
                *met = (met.0 + units, met.1 + units);
            }
            if task.practice.is_some() || task.is_costed {
                let visit = self.visit(need, event);
                count_for_practice(block, visit, task, units, counts);
                self.cost(block, At::new(visit, first), task, units, counts);
            }
        }
        if is_one_group {
            counts.add_at(task.delivered, sum);
        }
    }

    /// Units that needs ask for through one link.
    #[inline(always)]
    fn asked(&self, task: &Task, visit: Visit, presented: u16, first: u64) -> u32 {
        match task.units {
            Some(Units::Fixed(units)) => u32::from(presented) * units,
            Some(Units::Poisson(table)) => {
                let details = visit.details();
                let draw = |event: u64| {
                    self.system
                        .care
                        .poissons
                        .draw(*table, details.bits(first + event))
                };
                (0..u64::from(presented)).map(draw).sum()
            }
            Some(Units::Scheduled(cycles)) => cycles[self.cycle],
            None => 0,
        }
    }

    #[inline(always)]
    fn visit(&self, need: usize, event: &Event) -> Visit {
        Visit {
            who: usize::from(event.who),
            need: need as u64,
            key: event.key,
            side: usize::from(event.side),
            counts: usize::from(event.group) * self.block,
        }
    }

    #[inline(always)]
    fn answer_link(
        &self,
        block: &mut Block,
        visit: Visit,
        presented: u16,
        first: u64,
        task: &Task,
        counts: &mut Counts,
    ) -> (u32, u32) {
        let wanted = self.asked(task, visit, presented, first);
        if wanted == 0 || (task.is_informal && !self.has_carer(block, visit)) {
            return (0, 0);
        }
        self.meet(block, At::new(visit, first), task, wanted, counts)
    }

    #[inline(always)]
    fn has_carer(&self, block: &Block, visit: Visit) -> bool {
        let (_, _, has_carer) = self
            .system
            .health
            .parts(usize::from(block.residents[visit.who].class));
        has_carer
    }

    /// Wanted units after what effects make of them, and those of them that are delivered.
    #[inline(always)]
    fn meet(
        &self,
        block: &mut Block,
        at: At,
        task: &Task,
        wanted: u32,
        counts: &mut Counts,
    ) -> (u32, u32) {
        let mut wanted = wanted;
        wanted = scale(wanted, task.multiplier, || at.bits(0));
        if task.is_substituted {
            wanted = self.substitute(block, at, task, wanted, counts);
        }
        (wanted, self.book(block, at, task, wanted, counts))
    }

    /// Books `wanted` units of a service and delivers those that access allows. Each wanted unit is delivered with the
    /// chance A: floor(n·A + u) gives every unit that chance from one draw, and more access never delivers less.
    #[inline(always)]
    fn book(
        &self,
        block: &mut Block,
        at: At,
        task: &Task,
        wanted: u32,
        counts: &mut Counts,
    ) -> u32 {
        let delivered = scale(wanted, task.access, || at.bits(1));
        if delivered < wanted {
            counts.add_at(at.visit.counts + task.unmet, i64::from(wanted - delivered));
        }
        if delivered > 0 {
            counts.add_at(at.visit.counts + task.delivered, i64::from(delivered));
            count_for_practice(block, at.visit, task, delivered, counts);
            self.charge(block, at, task, delivered, counts);
        }
        delivered
    }

    /// What delivered units cost, and the resident's part of it.
    #[inline(always)]
    fn charge(&self, block: &mut Block, at: At, task: &Task, units: u32, counts: &mut Counts) {
        let cost_in_units = self.cost(block, at, task, units, counts);
        if let Some(price) = task.person {
            self.charge_person(block, at.visit, task, price, (units, cost_in_units), counts);
        }
        if task.is_informal {
            block.desk.informal_hours[at.visit.who] += (f64::from(units) * task.hours) as f32;
        }
    }

    /// What delivered units cost, in units of the mean cost; and the resident's totals, where they are kept.
    #[inline(always)]
    fn cost(&self, block: &mut Block, at: At, task: &Task, units: u32, counts: &mut Counts) -> f64 {
        let mut cost_in_units = f64::from(units);
        if let Some((table, cents_per_unit)) = task.spread {
            let key = at.key();
            let cents: i64 = (0..u64::from(units))
                .map(|unit| nearest(cents_per_unit * table.at(key.bits(16 + unit))))
                .sum();
            counts.add_at(at.visit.counts + task.unit_cents, cents);
            cost_in_units = cents as f64 / cents_per_unit.max(1.0);
        }
        if !task.totals.is_empty() {
            let row = at.visit.who * self.prices.columns();
            for &(column, price) in task.totals {
                block.totals[row + column] += price * cost_in_units as f32;
            }
        }
        cost_in_units
    }

    /// The resident's own part: copayment and subscription, then the deductible up to what is left of it this year.
    fn charge_person(
        &self,
        block: &mut Block,
        visit: Visit,
        task: &Task,
        price: &PersonPrice,
        (units, cost_in_units): (u32, f64),
        counts: &mut Counts,
    ) {
        let [copayments, deductibles] = task.own_cents;
        let resident = &mut block.residents[visit.who];
        let copayment = price.copayments[usize::from(resident.is_lower_class())];
        let mut cents = i64::from(units) * i64::from(copayment);
        if let Some((subscription, per_cycle)) = price.subscription {
            let exempt = self.system.patient.subscriptions[subscription].exempt_share;
            let bit = 1 << subscription;
            let paid = &mut block.desk.subscriptions[visit.who];
            if *paid & bit == 0 && resident.key.uniform(Purpose::TRAIT_EXEMPT) >= exempt {
                cents += i64::from(per_cycle);
            }
            *paid |= bit;
        }
        if cents > 0 {
            counts.add_at(visit.counts + copayments, cents);
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
            counts.add_at(visit.counts + deductibles, i64::from(part));
        }
    }

    /// Moves a share of the units of a service to others: never to carers who are not there.
    fn substitute(
        &self,
        block: &mut Block,
        at: At,
        task: &Task,
        wanted: u32,
        counts: &mut Counts,
    ) -> u32 {
        let mut left = wanted;
        for (place, &(from, to, ratio, share)) in self.conditions.substitutions.iter().enumerate() {
            let Some(channel) = self
                .system
                .care
                .replacement(task.channel, to)
                .filter(|_| from == task.service)
            else {
                continue;
            };
            let side = at.visit.side.min(self.tasks.len() - 1);
            let replacement = self.tasks[side].replacement(channel);
            if replacement.is_informal && !self.has_carer(block, at.visit) {
                continue;
            }
            let at = at.instead(place as u64);
            let moved = scale(left, share, || at.bits(2));
            left -= moved;
            let units = scale(moved, ratio, || at.bits(3));
            if units > 0 {
                self.book(block, at, replacement, units, counts);
            }
        }
        left
    }

    #[inline(always)]
    #[allow(clippy::too_many_arguments)]
    fn escalate(
        &self,
        block: &mut Block,
        visit: Visit,
        event: &Event,
        first: u64,
        escalation: &Escalation,
        (wanted, delivered): (u32, u32),
        counts: &mut Counts,
    ) {
        let [mut presented, hidden] = escalation.thresholds;
        if delivered < wanted {
            let met = f64::from(delivered) / f64::from(wanted);
            let chance = escalation.link.met * met + escalation.link.unmet * (1.0 - met);
            presented = threshold((escalation.multiplier * chance).min(1.0));
        }
        let details = visit.details();
        let below = |from: u64, events: u16, chance: u64| {
            (0..u64::from(events))
                .map(|event| u32::from(details.bits(from + event) < chance))
                .sum::<u32>()
        };
        let units = below(first, event.presented, presented)
            + below(first + ESCALATE_HIDDEN, event.hidden, hidden);
        if units > 0 {
            self.meet(
                block,
                At::new(visit, first),
                &escalation.task,
                units,
                counts,
            );
        }
    }
}

/// Whether the resident of an event is on a side.
#[inline(always)]
fn is_on(event: &Event, side: usize) -> bool {
    usize::from(event.side) == side
}

/// Counts delivered units for the resident's practice, where practices are counted one by one.
#[inline(always)]
fn count_for_practice(block: &Block, visit: Visit, task: &Task, units: u32, counts: &mut Counts) {
    if let Some(item) = task.practice {
        let practice = usize::from(block.residents[visit.who].practice);
        let row = counts.layout().practice_row(practice, visit.side);
        counts.add_at(row + item, i64::from(units));
    }
}

/// `units` times `factor` in whole units, right on average and never off by one or more: floor(n·f + u).
#[inline(always)]
fn scale(units: u32, factor: f64, bits: impl FnOnce() -> u64) -> u32 {
    // A cast cuts off the fraction, which is the floor of what is not negative.
    if factor == 1.0 {
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
