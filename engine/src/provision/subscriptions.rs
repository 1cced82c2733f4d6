//! The calendar months in which a resident uses the services of a subscription.
//!
//! Comes in: units of a cycle that are delivered. Goes out: the months of the year in which they fall, as bits,
//! whatever the cycle's length: units of one new need all in the month in which it begins, units of a permanent need
//! that come at even distances when they are due, all others at any moment of the cycle. Deliberately absent: what a
//! month costs.

use crate::care::Event;
use crate::population::Purpose;
use crate::scenario::schema::NeedClass;
use crate::tables::needs::UnitsPerNeed;

use super::deliver::{Delivery, due};
use super::desk::{Batch, CareBlock, ESCALATE};
use super::tasks::Task;

/// Coordinate under which the months of units are drawn.
const MONTHS: u64 = 1 << 18;

impl Delivery<'_> {
    /// The months in which an event's delivered units of a task fall.
    pub(super) fn months_used(
        &self,
        block: &CareBlock,
        batch: Batch,
        (event, task): (&Event, &Task),
        units: u32,
    ) -> u16 {
        let all = self.months.all();
        if all.is_power_of_two() {
            return all;
        }
        let parts = CycleParts::new(self, block, batch, (event, task), units);
        let mut used = 0;
        for unit in 0..units {
            used |= self.months.at(parts.of(unit));
            if used == all {
                break;
            }
        }
        used
    }
}

/// When in the cycle units fall, as parts of it.
enum CycleParts<'a> {
    /// At even distances: the first, and the step from one to the next.
    Even(f64, f64),
    /// At any moment.
    Anywhere(Batch<'a>, &'a Event),
    /// When the needs begin that they answer: the units of each.
    Onsets(Batch<'a>, &'a Event, Vec<u32>),
}

impl<'a> CycleParts<'a> {
    fn new(
        delivery: &Delivery,
        block: &CareBlock,
        batch: Batch<'a>,
        (event, task): (&'a Event, &Task),
        units: u32,
    ) -> CycleParts<'a> {
        let class = delivery.system.care.needs[batch.need as usize].class;
        match (class, task.units) {
            (NeedClass::Permanent, Some(&UnitsPerNeed::Spread(mean))) => {
                let resident = &block.residents[event.who.index()];
                let phase = Purpose::TRAIT_PHASE + task.channel as u64;
                let (first, due) = delivery.due(mean, resident.key.uniform(phase));
                // Where effects or access change their number they keep an even distance.
                CycleParts::Even(first, f64::from(due) / mean / f64::from(units))
            }
            (NeedClass::Permanent, _) => CycleParts::Anywhere(batch, event),
            (NeedClass::Acute | NeedClass::Temporary, _) => {
                CycleParts::Onsets(batch, event, delivery.by_need(batch, event, task, units))
            }
        }
    }

    fn of(&self, unit: u32) -> f64 {
        match self {
            CycleParts::Even(first, step) => first + step * f64::from(unit),
            CycleParts::Anywhere(batch, event) => {
                batch.key(event).with(MONTHS).uniform(u64::from(unit))
            }
            CycleParts::Onsets(batch, event, by_need) => {
                let mut end = 0;
                let need = by_need.iter().position(|units| {
                    end += units;
                    unit < end
                });
                // All channels of a need have its month.
                let key = batch.details(event).with(MONTHS);
                key.uniform(need.unwrap_or(0) as u64)
            }
        }
    }
}

impl Delivery<'_> {
    /// When in the cycle the first unit is due of a need that asks for `mean` a cycle at even distances, and how many
    /// are.
    fn due(&self, mean: f64, phase: f64) -> (f64, u32) {
        let before = libm::floor(mean * self.cycle as f64 + phase);
        let first = (before + 1.0 - phase) / mean - self.cycle as f64;
        (first, due(mean, self.cycle, phase))
    }

    /// How delivered units are spread over an event's new needs: as they were asked for, or evenly where nobody asked.
    fn by_need(&self, batch: Batch, event: &Event, task: &Task, units: u32) -> Vec<u32> {
        // Hidden needs come to escalations as well.
        let escalates = batch.coordinates[0] >= ESCALATE;
        let needs = if escalates {
            event.presented.max(event.hidden)
        } else {
            event.presented
        };
        let needs = u32::from(needs).max(1);
        let asked: Vec<u32> = match task.units {
            Some(UnitsPerNeed::Poisson(table)) => {
                let (details, first) = (batch.details(event), batch.coordinates[0]);
                let poissons = &self.system.care.poissons;
                let each = (0..u64::from(needs)).map(|need| details.bits(first + need));
                each.map(|bits| poissons.draw(*table, bits)).collect()
            }
            _ => vec![1; needs as usize],
        };
        let all: u32 = asked.iter().sum();
        let mut before = 0;
        let shares = asked.iter().map(|asked| {
            let by = |asked: u32| u64::from(units) * u64::from(asked) / u64::from(all.max(1));
            let share = by(before + asked) - by(before);
            before += asked;
            share as u32
        });
        shares.collect()
    }
}
