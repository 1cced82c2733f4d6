//! Replications as they are in a town of its real size.
//!
//! Comes in: replications of which each tells what it came to as simulated and at the real size. Goes out: the same
//! replications, in which what is otherwise at the real size stands in its place; replications without such results
//! are handed on as they are. Deliberately absent: how one replication comes to them (simulation/real_size.rs).

use crate::simulation::{ArmResult, Replication, Source};

/// Replications of a town of its real size.
#[derive(Clone, Copy)]
pub struct AtRealSize<'a> {
    /// As they were made.
    pub source: &'a dyn Source,
}

impl Source for AtRealSize<'_> {
    fn count(&self) -> usize {
        self.source.count()
    }

    fn each(&self, arms: &[usize], take: &mut dyn FnMut(Replication)) -> Result<(), String> {
        self.source.each(arms, &mut |mut replication| {
            replication.arms.iter_mut().for_each(put_in_place);
            take(replication);
        })
    }
}

fn put_in_place(arm: &mut ArmResult) {
    if let Some(real) = arm.real_size.take() {
        arm.flows = real.flows;
        arm.paid = real.paid;
        arm.repriced = real.repriced;
        arm.outcomes = real.outcomes;
        arm.providers = real.providers;
        arm.factor = real.factor;
        arm.is_neutral = real.is_neutral;
    }
}
