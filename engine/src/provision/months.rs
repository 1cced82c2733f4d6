//! The calendar months that a cycle touches.
//!
//! Comes in: a cycle, of any length. Goes out: [`Months`] of the year, as bits. Deliberately absent: which of them are
//! used (subscriptions.rs), and what a month costs.

use crate::population::Resident;
use crate::tables::time::Timeline;

/// Months of a calendar year.
const OF_YEAR: usize = 12;

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
    pub(super) fn at(&self, part: f64) -> u16 {
        let month = (self.start + part * self.length) as usize;
        1 << month.clamp(self.first, self.last)
    }

    /// All months, as bits.
    pub(super) fn all(&self) -> u16 {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::schema::RunSettings;
    use crate::tables::draw::Draw;

    #[test]
    fn every_month_is_touched_by_the_cycles_that_lie_in_it() {
        let touched = |per_year: u32, cycle: usize| {
            let run = RunSettings {
                cycles_per_year: per_year,
                ..RunSettings::default()
            };
            let time = Timeline::new(&run, &Draw::means());
            let months = Months::new(&time, cycle);
            assert_eq!(Months::are_whole(&time), per_year != 13 && per_year != 5);
            let bits = (0..12).map(|month| u16::from(months.all() >> month & 1 == 1));
            let range = months.first..=months.last;
            assert!(
                bits.enumerate()
                    .all(|(month, bit)| range.contains(&month) == (bit == 1))
            );
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
