//! One part of a run is made: `caremix run … --shard I/N`.
//!
//! Comes in: an order for a part. Goes out: its folder, and one line that says what is in it. Deliberately absent: putting parts
//! together.

use std::sync::atomic::AtomicBool;

use super::goal::Goal;
use super::making::Order;
use super::stop::Stop;
use super::voice;
use crate::report::manifest::{self, Manifest};

/// Makes it, unless it is there.
pub(super) fn run(order: &Order, is_interrupted: &AtomicBool) -> Result<(), Stop> {
    let replications = order.input.scenario.run.replications;
    let (part, goal) = (order.part, Goal::Exactly(replications));
    if part.count_of(replications) == 0 {
        return Err(Stop::wrong(format_args!(
            "--shard: {part} has none of the run's {replications} replications; make no more parts than replications"
        )));
    }
    let finished = finished(order)?;
    match &finished {
        Some(manifest) if goal.is_met_by(manifest) => order.remark_found(),
        finished => order.compute(&goal, finished.as_ref(), is_interrupted)?,
    }
    voice::answer(&format!(
        "{part} of run {}: {} of {replications} replications, in {}\n",
        order.origin.run_id,
        part.count_of(replications),
        order.folder().display(),
    ))
}

/// The finished part, if it is there and as it was written.
fn finished(order: &Order) -> Result<Option<Manifest>, Stop> {
    if !order.is_found()? {
        return Ok(None);
    }
    let read = manifest::read_part(order.folder());
    let found = read.map_err(|problem| order.remark_damaged(&problem));
    Ok(found.ok().map(|(_, manifest)| manifest))
}
