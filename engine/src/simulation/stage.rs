//! The tables of a cycle, which are the same for every resident.
//!
//! Comes in: what the cycle found, and prices. Goes out: [`Stage`]. Deliberately absent: in which order residents live through
//! it (cycle.rs, caring.rs).

use crate::care::arise::Arising;
use crate::care::triage;
use crate::population::Resident;
use crate::population::health::Ageing;
use crate::provision::background::YearEnd;
use crate::provision::deliver::Delivery;
use crate::provision::{Conditions, Counts, Layout, Turns};
use crate::system::System;

use super::blocks::BlockWork;
use super::counting::CareCounting;
use super::life_counting::LifeCounting;
use super::scratch::{Scratch, SpareScratch};
use super::town::Town;

/// The tables of a cycle, the same for every resident.
pub(super) struct Stage<'a> {
    pub system: &'a System,
    pub layout: &'a Layout,
    pub spare: &'a SpareScratch,
    pub ageing: Ageing<'a>,
    pub arising: Arising<'a>,
    pub turns: Turns<'a>,
    pub delivery: Delivery<'a>,
    pub year_end: YearEnd<'a>,
    pub lives: LifeCounting<'a>,
    pub counting: CareCounting<'a>,
    pub is_triaged: bool,
    /// Whether the calendar year ends with the cycle.
    pub ends_year: bool,
}

impl<'a> Stage<'a> {
    /// Of a town's cycle, with what it found; `counts` are those that will be added to.
    pub fn new(
        town: &'a Town,
        conditions: &'a Conditions,
        cycle: usize,
        counts: &Counts,
    ) -> Stage<'a> {
        let (system, prices) = (town.system, &town.prices);
        let time = &system.time;
        Stage {
            system,
            layout: &town.layout,
            spare: &town.scratch,
            ageing: Ageing::new(system, &conditions.hazards, cycle),
            arising: Arising::new(system, &conditions.pressure),
            turns: Turns::new(system, conditions, cycle, prices.columns()),
            delivery: Delivery::new(system, conditions, prices, counts, cycle),
            lives: LifeCounting::new(system, prices, counts),
            year_end: YearEnd::new(system, prices, counts, cycle / time.per_year),
            counting: CareCounting::new(system, cycle),
            is_triaged: triage::is_needed(system),
            ends_year: (cycle + 1).is_multiple_of(time.per_year),
        }
    }
}

/// A block of residents while they live a cycle.
pub(super) struct LivingBlock<'b> {
    pub residents: &'b mut [Resident],
    pub totals: &'b mut [f32],
    pub scratch: &'b mut Scratch,
    pub counts: &'b mut Counts,
}

/// A stage for residents who live it in the same way: those who are here at the start of the cycle, or who come in it.
pub(super) struct Living<'a, 's> {
    pub stage: &'s Stage<'a>,
    pub live: fn(&Stage<'a>, &mut LivingBlock),
}

impl BlockWork for Living<'_, '_> {
    type Workspace = (Scratch, Counts);

    fn start(&self, counts: Counts) -> (Scratch, Counts) {
        let Stage { layout, system, .. } = *self.stage;
        let scratch = (self.stage.spare).take(layout, system.health.states.len());
        (scratch, counts)
    }

    fn nothing(&self) -> Counts {
        Counts::new(self.stage.layout)
    }

    fn block(
        &self,
        (residents, totals): (&mut [Resident], &mut [f32]),
        (scratch, counts): &mut (Scratch, Counts),
    ) {
        let mut block = LivingBlock {
            residents,
            totals,
            scratch,
            counts,
        };
        (self.live)(self.stage, &mut block);
    }

    /// The counts, with life as all blocks together lived it.
    fn finish(&self, (mut scratch, mut counts): (Scratch, Counts)) -> Counts {
        let lives = &self.stage.lives;
        scratch.steps.take(|group, step, times| {
            lives.count_steps(group, step, times, &mut counts);
        });
        self.stage.spare.put_back(scratch);
        counts
    }
}
