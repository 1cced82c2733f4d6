//! The calendar months in which a resident uses the services of a subscription.
//!
//! Comes in: units of a cycle that are delivered. Goes out: the months of the year in which they fall, as bits, whatever the
//! cycle's length: units of one new need all in the month in which it begins, units of a permanent need that come at even
//! distances when they are due, all others at any moment of the cycle. Deliberately absent: what a month costs.

use crate::care::Event;
use crate::population::{Purpose, Resident};
use crate::scenario::schema::NeedClass;
use crate::tables::needs::Units;
use crate::tables::time::Timeline;

use super::deliver::{Delivery, due};
use super::desk::{Batch, Block};
use super::tasks::Task;

/// Months of a calendar year.
const OF_YEAR: usize = 12;

/// Coordinate under which the months of units are drawn.
const MONTHS: u64 = 1 << 18;

/// The months of the year that a cycle touches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Months {
    /// Where the cycle starts, in months since the start of the year, and how many it lasts.
    start: f64,
    length: f64,
    first: usize,
    last: usize,
    /// Whether the last of them goes on in the next cycle, and the first began in the one before.
    is_cut: [bool; 2],
}

impl Months {
    /// Of a cycle.
    pub fn new(time: &Timeline, cycle: usize) -> Months {
        let (of_year, per_year) = (OF_YEAR * (cycle % time.per_year), time.per_year);
        let end = of_year + OF_YEAR;
        Months {
            start: of_year as f64 / per_year as f64,
            length: OF_YEAR as f64 / per_year as f64,
            first: of_year / per_year,
            last: end.div_ceil(per_year) - 1,
            is_cut: [of_year, end].map(|moment| !moment.is_multiple_of(per_year)),
        }
    }

    /// Whether months end where cycles do.
    pub fn are_whole(time: &Timeline) -> bool {
        OF_YEAR.is_multiple_of(time.per_year)
    }

    /// The bit of the month at a part of the cycle.
    fn at(&self, part: f64) -> u16 {
        let month = (self.start + part * self.length) as usize;
        1 << month.clamp(self.first, self.last)
    }

    /// All of them, as bits.
    fn all(&self) -> u16 {
        (self.first..=self.last).fold(0, |bits, month| bits | 1 << month)
    }

    /// Months of the cycle that are paid for at its start, of a subscription.
    pub(super) fn paid_before(&self, resident: &Resident, subscription: usize) -> u16 {
        let is_paid = self.is_cut[0] && resident.has_paid_month(subscription);
        u16::from(is_paid) << self.first
    }

    /// Keeps whether the month in which the cycle ends is paid for, where it goes on.
    pub(super) fn keep(&self, resident: &mut Resident, subscription: usize, paid: u16) {
        let is_paid = self.is_cut[1] && paid >> self.last & 1 == 1;
        resident.keep_paid_month(subscription, is_paid);
    }
}

impl Delivery<'_> {
    /// The months in which an event's delivered units of a task fall.
    pub(super) fn months_used(
        &self,
        block: &Block,
        batch: Batch,
        (event, task): (&Event, &Task),
        units: u32,
    ) -> u16 {
        let all = self.months.all();
        if all.is_power_of_two() {
            return all;
        }
        let parts = Parts::new(self, block, batch, (event, task), units);
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
enum Parts<'a> {
    /// At even distances: the first, and the step from one to the next.
    Even(f64, f64),
    /// At any moment.
    Anywhere(Batch<'a>, &'a Event),
    /// When the needs begin that they answer: the units of each.
    Onsets(Batch<'a>, &'a Event, Vec<u32>),
}

impl<'a> Parts<'a> {
    fn new(
        delivery: &Delivery,
        block: &Block,
        batch: Batch<'a>,
        (event, task): (&'a Event, &Task),
        units: u32,
    ) -> Parts<'a> {
        let class = delivery.system.care.needs[batch.need as usize].class;
        match (class, task.units) {
            (NeedClass::Permanent, Some(&Units::Spread(mean))) => {
                let resident = &block.residents[event.who.place()];
                let phase = Purpose::TRAIT_PHASE + task.channel as u64;
                let (first, due) = delivery.due(mean, resident.key.uniform(phase));
                // Where effects or access change their number they keep an even distance.
                Parts::Even(first, f64::from(due) / mean / f64::from(units))
            }
            (NeedClass::Permanent, _) => Parts::Anywhere(batch, event),
            (NeedClass::Acute | NeedClass::Temporary, _) => {
                Parts::Onsets(batch, event, delivery.by_need(batch, event, task, units))
            }
        }
    }

    fn of(&self, unit: u32) -> f64 {
        match self {
            Parts::Even(first, step) => first + step * f64::from(unit),
            Parts::Anywhere(batch, event) => batch.key(event).with(MONTHS).uniform(u64::from(unit)),
            Parts::Onsets(batch, event, by_need) => {
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
    /// When in the cycle the first unit is due of a need that asks for `mean` a cycle at even distances, and how many are.
    fn due(&self, mean: f64, phase: f64) -> (f64, u32) {
        let before = libm::floor(mean * self.cycle as f64 + phase);
        let first = (before + 1.0 - phase) / mean - self.cycle as f64;
        (first, due(mean, self.cycle, phase))
    }

    /// How delivered units are spread over an event's new needs: as they were asked for, or evenly where nobody asked.
    fn by_need(&self, batch: Batch, event: &Event, task: &Task, units: u32) -> Vec<u32> {
        let needs = u32::from(event.presented.max(event.hidden)).max(1);
        let asked: Vec<u32> = match task.units {
            Some(Units::Poisson(table)) if needs > 1 => {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::schema::Run;
    use crate::tables::draw::Draw;

    #[test]
    fn every_month_is_touched_by_the_cycles_that_lie_in_it() {
        let touched = |per_year: u32, cycle: usize| {
            let run = Run {
                cycles_per_year: per_year,
                ..Run::default()
            };
            let months = Months::new(&Timeline::new(&run, &Draw::means()), cycle);
            (months.first, months.last, months.is_cut)
        };
        assert_eq!(touched(4, 1), (3, 5, [false, false]));
        assert_eq!(touched(12, 23), (11, 11, [false, false]));
        // The second of 13 cycles runs from 12/13 of a month to 24/13, the last ends with the year.
        assert_eq!(touched(13, 1), (0, 1, [true, true]));
        assert_eq!(touched(13, 25), (11, 11, [true, false]));
        // Two and two fifths months.
        assert_eq!(touched(5, 1), (2, 4, [true, true]));
    }
}
