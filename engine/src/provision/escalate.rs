//! Escalation of needs to other services.
//!
//! Comes in: what each need wanted and got. Goes out: units that are changed and booked like any others. Deliberately
//! absent: how that is done.

use crate::base::random::threshold;
use crate::care::Event;

use super::deliver::Delivery;
use super::desk::{Batch, CareBlock, ESCALATE, ESCALATE_HIDDEN, ESCALATE_STEP, Worksheet};
use super::tasks::EscalationTask;
use crate::counts::Counts;

impl Delivery<'_> {
    /// What needs escalate to: the more of a need is unmet, the likelier.
    pub(super) fn escalate(
        &self,
        block: &mut CareBlock,
        batch: Batch,
        worksheet: &mut Worksheet,
        counts: &mut Counts,
    ) {
        let tasks = &self.tasks[batch.side];
        for (index, escalation) in tasks.escalations(batch.need as usize).iter().enumerate() {
            let first = ESCALATE + index as u64 * ESCALATE_STEP;
            let mut units = std::mem::take(&mut worksheet.units);
            let mut escalated = std::mem::take(&mut worksheet.escalated);
            units.clear();
            escalated.clear();
            for (event, met) in batch.events.iter().zip(&worksheet.met) {
                let idle = escalation.when_idle[usize::from(self.has_carer(block, event))];
                let asked = escalated_units(&batch, event, first, (escalation, idle), *met);
                if asked > 0 {
                    units.push(asked);
                    escalated.push(*event);
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

/// Units that the needs of an event escalate to, beside those `wanted` and `delivered` already.
#[inline(always)]
fn escalated_units(
    batch: &Batch,
    event: &Event,
    first: u64,
    (escalation, idle): (&EscalationTask, u64),
    (wanted, delivered): (u32, u32),
) -> u32 {
    let [mut presented, hidden] = escalation.thresholds;
    if wanted == 0 {
        presented = idle;
    } else if delivered < wanted {
        let lacking = 1.0 - f64::from(delivered) / f64::from(wanted);
        presented = threshold(escalation.link.chance(escalation.multiplier, lacking));
    }
    let details = batch.details(event);
    let below = |from: u64, events: u16, chance: u64| {
        (0..u64::from(events))
            .map(|event| u32::from(details.bits(from + event) < chance))
            .sum::<u32>()
    };
    below(first, event.presented, presented) + below(first + ESCALATE_HIDDEN, event.hidden, hidden)
}
