//! Needs that wait for a discipline, and how long.
//!
//! Comes in: what is counted of queues. Goes out: needs that wait on average, and weeks of waiting, of each discipline with a
//! queue. Deliberately absent: hours that are not delivered (waiting.rs).

use crate::counts::{Count, MILLION, QueueItem};
use crate::tables::time::WEEKS;

use super::measure::{AccountScope, Exactness, Groups, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[NEEDS_WAITING, WEEKS_IN_QUEUE],
    tally,
};

const NEEDS_WAITING: Measure = Measure {
    name: "needs_waiting",
    unit: "needs",
    total: Total::Mean,
    exactness: Exactness::Never,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};
/// Needs that wait over needs whose care starts in a year, as waiting times are published.
const WEEKS_IN_QUEUE: Measure = Measure {
    name: "weeks_in_queue",
    unit: "weeks",
    ..NEEDS_WAITING
};

fn tally(year: &Year, sheet: &mut Sheet) {
    let weight = year.system.people.weight;
    for (queue, of) in year.system.queues.iter().enumerate() {
        let name = &year.system.disciplines[of.discipline].name;
        let count = |item| year.counts.get(Count::Queue { queue, item }) as f64 / MILLION * weight;
        let waiting = count(QueueItem::Waiting);
        sheet(NEEDS_WAITING.of(name), waiting);
        // Where nobody starts, as long as if one did.
        let started = count(QueueItem::Started).max(1.0);
        sheet(WEEKS_IN_QUEUE.of(name), waiting / started * WEEKS);
    }
}
