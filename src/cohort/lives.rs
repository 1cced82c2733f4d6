//! The lives of expected residents, cycle by cycle, shared by arms as long as their hazards are the same.
//!
//! Comes in: a system and hazards. Goes out: [`Lived`] cycles. Deliberately absent: needs and care.

use std::rc::Rc;

use crate::population::health::Hazards;
use crate::system::System;

use super::arrivals::Arrivals;
use super::coming::Coming;
use super::moves::Moves;
use super::occupancy::Occupancy;
use super::onsets::Onsets;
use super::passage::Passage;

/// A cycle of expected residents.
#[derive(Debug)]
pub(super) struct Lived {
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
pub(super) struct Lives {
    start: Occupancy,
    arrivals: Arrivals,
    pub onsets: Onsets,
    cycles: Vec<Rc<Lived>>,
}

impl Lives {
    pub fn new(system: &System) -> Lives {
        Lives {
            start: Occupancy::start(system),
            arrivals: Arrivals::new(system),
            onsets: Onsets::new(system),
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
pub(super) struct Way {
    /// Whether hazards were once others than the first arm's.
    has_parted: bool,
    walked: Option<Walked>,
}

/// Residents after so many cycles.
struct Walked {
    cycles: usize,
    occupancy: Occupancy,
    passage: Passage,
    moves: Moves,
    coming: Coming,
}

impl Way {
    pub fn new() -> Way {
        Way {
            has_parted: false,
            walked: None,
        }
    }

    /// Ages everyone by the cycle with index `cycle`.
    pub fn live(
        &mut self,
        system: &System,
        lives: &mut Lives,
        cycle: usize,
        hazards: &Hazards,
    ) -> Rc<Lived> {
        let known = lives.cycles.get(cycle).filter(|_| !self.has_parted);
        if let Some(known) = known {
            if known.hazards == *hazards {
                return Rc::clone(known);
            }
            self.has_parted = true;
        }
        let walked = self.walked.get_or_insert_with(|| Walked {
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
        let lived = Rc::new(Lived {
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

impl Walked {
    fn step(&mut self, system: &System, arrivals: &Arrivals, hazards: &Hazards) {
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
