//! The lives of expected residents, cycle by cycle, shared by arms as long as their hazards are the same.
//!
//! Comes in: a system and hazards. Goes out: [`LivedCycle`] cycles. Deliberately absent: needs and care.

use std::rc::Rc;

use crate::population::health::Hazards;
use crate::system::System;

use super::arrivals::ExpectedArrivals;
use super::coming::Coming;
use super::moves::Moves;
use super::occupancy::Occupancy;
use super::onsets::ExpectedOnsets;
use super::passage::Passage;

/// A cycle of expected residents.
#[derive(Debug)]
pub(super) struct LivedCycle {
    hazards: Hazards,
    /// What the cycle did to them.
    pub passage: Passage,
    /// Their needs before effects: `[need][deprivation][carer]`.
    pub needs: Vec<f64>,
    /// Residents by state at the end.
    pub by_state: Vec<f64>,
}

/// Expected residents of one system before any arm does anything, and the cycles that the first arm lived: others live
/// them too as long as hazards are the same.
#[derive(Debug)]
pub(super) struct ExpectedLives {
    start: Occupancy,
    arrivals: ExpectedArrivals,
    pub onsets: ExpectedOnsets,
    cycles: Vec<Rc<LivedCycle>>,
}

impl ExpectedLives {
    pub fn new(system: &System) -> ExpectedLives {
        ExpectedLives {
            start: Occupancy::start(system),
            arrivals: ExpectedArrivals::new(system),
            onsets: ExpectedOnsets::new(system),
            cycles: Vec::new(),
        }
    }

    /// Births and newcomers of a cycle.
    pub fn arriving(&self) -> [f64; 2] {
        [self.arrivals.births, self.arrivals.newcomers]
    }

    /// Residents by state at the start.
    pub fn at_start(&self) -> Vec<f64> {
        self.start.by_state()
    }
}

/// One arm's way through the cycles.
pub(super) struct ArmCourse {
    /// Whether hazards were once others than the first arm's.
    has_parted: bool,
    walked: Option<WalkedCohort>,
}

/// Residents after so many cycles.
struct WalkedCohort {
    cycles: usize,
    occupancy: Occupancy,
    passage: Passage,
    moves: Moves,
    coming: Coming,
}

impl ArmCourse {
    pub fn new() -> ArmCourse {
        ArmCourse {
            has_parted: false,
            walked: None,
        }
    }

    /// Ages everyone by the cycle with index `cycle`.
    pub fn live(
        &mut self,
        system: &System,
        lives: &mut ExpectedLives,
        cycle: usize,
        hazards: &Hazards,
    ) -> Rc<LivedCycle> {
        let known = lives.cycles.get(cycle).filter(|_| !self.has_parted);
        if let Some(known) = known {
            if known.hazards == *hazards {
                return Rc::clone(known);
            }
            self.has_parted = true;
        }
        let walked = self.walked.get_or_insert_with(|| WalkedCohort {
            cycles: 0,
            occupancy: lives.start.clone(),
            passage: Passage::new(system),
            moves: Moves::new(system, hazards),
            coming: Coming::new(system, &lives.arrivals, hazards),
        });
        while walked.cycles < cycle {
            let before = Rc::clone(&lives.cycles[walked.cycles]);
            walked.step(system, &lives.arrivals, &before.hazards);
        }
        walked.step(system, &lives.arrivals, hazards);
        let lived = Rc::new(LivedCycle {
            hazards: hazards.clone(),
            needs: lives.onsets.of(system, &walked.passage.cared),
            passage: walked.passage.clone(),
            by_state: walked.occupancy.by_state(),
        });
        if !self.has_parted {
            lives.cycles.push(Rc::clone(&lived));
        }
        lived
    }
}

impl WalkedCohort {
    fn step(&mut self, system: &System, arrivals: &ExpectedArrivals, hazards: &Hazards) {
        if !self.moves.are_for(hazards) {
            self.moves = Moves::new(system, hazards);
            self.coming = Coming::new(system, arrivals, hazards);
        }
        let cycle = self.cycles;
        self.passage
            .advance(system, &mut self.moves, cycle, &mut self.occupancy);
        self.passage.welcome(system, &self.coming, cycle);
        self.occupancy.welcome(&self.coming, cycle);
        self.cycles += 1;
    }
}
