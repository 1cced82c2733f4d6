//! Booking of units: delivered or unmet, what they cost, and the resident's own part.
//!
//! Comes in: units that are wanted through one channel. Goes out: counts, residents' totals and what is left of their
//! deductible. Deliberately absent: why they are wanted.

use crate::care::Event;
use crate::population::Purpose;

use super::PersonPrice;
use super::amounts::{deductible_applies, nearest};
use super::deliver::{Delivery, scale};
use super::desk::{Batch, CareBlock, Worksheet};
use super::tasks::Task;
use crate::counts::Counts;

impl Delivery<'_> {
    /// Books wanted units of a service, and leaves those in `units` that access allows. Each wanted unit is delivered
    /// with the chance A: floor(n·A + u) gives every unit that chance from one draw, and more access never delivers
    /// less.
    pub(super) fn book(
        &self,
        block: &mut CareBlock,
        batch: Batch,
        task: &Task,
        units: &mut [u32],
        worksheet: &mut Worksheet,
        counts: &mut Counts,
    ) {
        let turn = task.turn.filter(|turn| turn.is_permanent);
        if task.access < 1.0 || turn.is_some() {
            let standing = &block.desk.standing;
            for (units, event) in units.iter_mut().zip(batch.events) {
                let share = turn.map_or(1.0, |turn| standing.share(turn.line, event));
                let delivered = scale(*units, task.access * share, || batch.bits(event, 1));
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
            for (index, (event, &units)) in batch.events.iter().zip(&*units).enumerate() {
                if units > 0 {
                    let cost = worksheet.costs.get(index).copied();
                    let cost = (units, cost.unwrap_or(f64::from(units)));
                    self.charge_person(block, batch, (event, task), price, cost, counts);
                }
            }
        }
        if task.is_informal {
            for (event, &units) in batch.events.iter().zip(&*units) {
                let hours = &mut block.desk.informal_hours[event.who.index()];
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
    fn count(
        &self,
        block: &CareBlock,
        batch: Batch,
        task: &Task,
        units: &[u32],
        counts: &mut Counts,
    ) {
        let each = || batch.events.iter().zip(units);
        if counts.groups() == 1 {
            // Added up here first: thousands of additions in one place of memory wait for each other.
            let sum = units.iter().map(|units| i64::from(*units)).sum();
            counts.add_at(task.delivered, sum);
        } else {
            for (event, &units) in each() {
                let index = self.of_group(event) + task.delivered;
                counts.add_at(index, i64::from(units));
            }
        }
        if let Some(item) = task.practice {
            for (event, &units) in each() {
                let practice = usize::from(block.residents[event.who.index()].practice);
                let row = counts.layout().practice_row(practice, event.who.side());
                counts.add_at(row + item, i64::from(units));
            }
        }
    }

    /// What delivered units cost, where they differ in cost; and the residents' totals, where they are kept.
    fn cost(
        &self,
        block: &mut CareBlock,
        batch: Batch,
        task: &Task,
        units: &[u32],
        costs: &mut Vec<f64>,
        counts: &mut Counts,
    ) {
        costs.clear();
        let each = self.prices.columns();
        let row = |event: &Event| event.who.index() * each;
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

    /// The resident's own part: copayment and the months of a subscription, then the deductible up to what is left of
    /// it this year.
    fn charge_person(
        &self,
        block: &mut CareBlock,
        batch: Batch,
        (event, task): (&Event, &Task),
        price: &PersonPrice,
        (units, cost_in_units): (u32, f64),
        counts: &mut Counts,
    ) {
        let [copayments, deductibles] = task.own_cents.map(|own| self.of_group(event) + own);
        let who = event.who.index();
        let copayment = price.copayments[usize::from(block.residents[who].is_lower_class())];
        let mut cents = i64::from(units) * i64::from(copayment);
        if let Some((subscription, per_month)) = price.subscription {
            let used = self.months_used(block, batch, (event, task), units);
            let months = self.months_to_pay(block, who, subscription, used);
            cents += i64::from(per_month) * i64::from(months);
        }
        if cents > 0 {
            counts.add_at(copayments, cents);
        }
        let resident = &mut block.residents[who];
        if price.deductible > 0.0 && deductible_applies(self.system, resident, self.year) {
            let per_unit = price.deductible
                * task
                    .spread
                    .map_or(1.0, |(_, cents_per_unit)| cents_per_unit);
            let cost = nearest(cost_in_units * per_unit) as u32;
            let part = cost.min(
                self.prices
                    .deductible
                    .saturating_sub(resident.deductible_spent()),
            );
            resident.spend(part);
            counts.add_at(deductibles, i64::from(part));
        }
    }
}

impl Delivery<'_> {
    /// How many of the months in which a resident uses a subscription's services are yet to be paid for; none by those
    /// who are exempt.
    fn months_to_pay(
        &self,
        block: &mut CareBlock,
        who: usize,
        subscription: usize,
        used: u16,
    ) -> u32 {
        let subscriptions = &self.system.patient.subscriptions;
        let paid = &mut block.desk.months_paid[who * subscriptions.len() + subscription];
        let new = used & !*paid;
        *paid |= used;
        let exempt = subscriptions[subscription].exempt_share;
        let is_exempt = block.residents[who].key.uniform(Purpose::TRAIT_EXEMPT) < exempt;
        if is_exempt { 0 } else { new.count_ones() }
    }
}
