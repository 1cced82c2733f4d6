//! The lives of expected residents, cycle by cycle, shared by arms as long as their hazards are the same.
//!
//! Comes in: a system and hazards. Goes out: [`LivedCycle`] cycles. Deliberately absent: needs and care.

use std::sync::{Arc, Mutex, OnceLock};

use crate::population::health::Hazards;
use crate::system::System;

use super::arrivals::ExpectedArrivals;
use super::coming::{Arriving, Coming};
use super::deductible::CellYears;
use super::deductible::cells::Cells;
use super::moves::{AffectedChances, Moves};
use super::occupancy::Occupancy;
use super::onsets::ExpectedOnsets;
use super::passage::{CycleMoves, Passage, add};
use super::places::Places;
use super::precision::TwinPrecision;

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
    /// The same by cell of the deductible, once asked for.
    in_cells: OnceLock<CellYears>,
    /// The cycles that followed it, under different hazards.
    next: Following,
}

impl LivedCycle {
    /// Years lived in cells of the deductible; `cycle` is the index of this one.
    pub fn in_cells(&self, system: &System, cells: &Cells, cycle: usize) -> &CellYears {
        let years = || CellYears::new(system, cells, cycle, &self.passage.cared);
        self.in_cells.get_or_init(years)
    }
}

/// Cycles that can follow, by their hazards.
type Following = Mutex<Vec<Arc<LivedCycle>>>;

/// Expected residents of one system before any arm does anything, and the cycles that arms have lived: others live them
/// too as long as hazards are the same.
#[derive(Debug)]
pub(super) struct ExpectedLives {
    start: Occupancy,
    births: f64,
    newcomers: f64,
    arriving: Arriving,
    moves: Moves,
    pub onsets: ExpectedOnsets,
    precision: TwinPrecision,
    first: Following,
}

impl ExpectedLives {
    pub fn new(system: &System, precision: TwinPrecision) -> ExpectedLives {
        let start = Occupancy::start(system);
        let arrivals = ExpectedArrivals::new(system);
        ExpectedLives {
            births: arrivals.births,
            newcomers: arrivals.newcomers,
            arriving: Arriving::new(system, &arrivals, start.places),
            moves: Moves::new(system, start.places, precision),
            onsets: ExpectedOnsets::new(system),
            first: Mutex::default(),
            precision,
            start,
        }
    }

    /// Births and newcomers of a cycle.
    pub fn arriving(&self) -> [f64; 2] {
        [self.births, self.newcomers]
    }

    /// Residents by state at the start.
    pub fn at_start(&self) -> Vec<f64> {
        self.start.by_state()
    }

    /// Where residents stand by birth.
    pub fn places(&self) -> Places {
        self.start.places
    }
}

/// The cycles that one arm has lived so far.
#[derive(Default)]
pub(super) struct ArmCourse {
    cycles: Vec<Arc<LivedCycle>>,
    residents: Option<CourseResidents>,
}

/// Residents after so many cycles, and what moves them.
struct CourseResidents {
    cycles: usize,
    now: Occupancy,
    next: Occupancy,
    passage: Passage,
    moved_by: MovedBy,
}

/// What hazards make of moves.
struct MovedBy {
    hazards: Hazards,
    affected: Option<AffectedChances>,
    carers: Vec<f64>,
    /// Who comes, and the hazards under which they do.
    coming: (Vec<f64>, Coming),
}

impl ArmCourse {
    /// Ages everyone by the next cycle.
    pub fn live(
        &mut self,
        system: &System,
        lives: &ExpectedLives,
        hazards: &Hazards,
    ) -> Arc<LivedCycle> {
        let before = self.cycles.last().cloned();
        let following = before.as_ref().map_or(&lives.first, |before| &before.next);
        let known = |following: &Following| {
            let following = following.lock().expect("nobody panics with it");
            following
                .iter()
                .find(|lived| lived.hazards == *hazards)
                .cloned()
        };
        let lived = known(following).unwrap_or_else(|| {
            let lived = Arc::new(self.work_out(system, lives, hazards));
            let mut following = following.lock().expect("nobody panics with it");
            following.push(Arc::clone(&lived));
            lived
        });
        self.cycles.push(Arc::clone(&lived));
        lived
    }

    fn work_out(
        &mut self,
        system: &System,
        lives: &ExpectedLives,
        hazards: &Hazards,
    ) -> LivedCycle {
        let mut town = self.residents.take().unwrap_or_else(|| CourseResidents {
            cycles: 0,
            now: lives.start.clone(),
            next: lives.start.clone(),
            passage: Passage::new(system, lives.start.places),
            moved_by: MovedBy::new(system, lives, hazards),
        });
        for known in &self.cycles[town.cycles..] {
            town.step(system, lives, &known.hazards);
        }
        town.step(system, lives, hazards);
        let lived = LivedCycle {
            hazards: hazards.clone(),
            needs: lives.onsets.of(system, &town.passage.cared),
            passage: town.passage.clone(),
            by_state: town.now.by_state(),
            in_cells: OnceLock::new(),
            next: Mutex::default(),
        };
        self.residents = Some(town);
        lived
    }
}

impl MovedBy {
    fn new(system: &System, lives: &ExpectedLives, hazards: &Hazards) -> MovedBy {
        let affected = lives.moves.affected(system, hazards);
        let coming = Coming::new(system, &lives.arriving, &lives.moves, affected.as_ref());
        MovedBy {
            carers: system.health.carer_changes(hazards.carer_loss),
            coming: (hazards.moves.clone(), coming),
            affected,
            hazards: hazards.clone(),
        }
    }

    /// Moves are those under other hazards from now on; of those who come, where they `come_so` too.
    fn change(&mut self, system: &System, lives: &ExpectedLives, hazards: &Hazards, come_so: bool) {
        if self.hazards != *hazards {
            self.affected = lives.moves.affected(system, hazards);
            self.carers = system.health.carer_changes(hazards.carer_loss);
            self.hazards = hazards.clone();
        }
        if come_so && self.coming.0 != hazards.moves {
            let affected = self.affected.as_ref();
            let coming = Coming::new(system, &lives.arriving, &lives.moves, affected);
            self.coming = (hazards.moves.clone(), coming);
        }
    }
}

impl CourseResidents {
    fn step(&mut self, system: &System, lives: &ExpectedLives, hazards: &Hazards) {
        let opens_year = self.cycles.is_multiple_of(system.time.per_year);
        let come_so = opens_year || lives.precision == TwinPrecision::Exact;
        self.moved_by.change(system, lives, hazards, come_so);
        let (by, places) = (&self.moved_by, self.now.places);
        let cycle = CycleMoves {
            system,
            moves: &lives.moves,
            affected: by.affected.as_ref(),
            carers: &by.carers,
            cycle: self.cycles,
        };
        self.passage.advance(&cycle, &self.now, &mut self.next);
        self.passage.welcome(&by.coming.1, places, self.cycles);
        let first = 2 * places.first_pair(self.cycles + 1);
        let rows = self.next.residents.chunks_mut(places.count());
        for (row, coming) in rows.zip(by.coming.1.residents.chunks(by.coming.1.places)) {
            add(&mut row[first..], coming);
        }
        for ends in &by.coming.1.ends {
            add(&mut self.next.dead, &ends.dead);
        }
        std::mem::swap(&mut self.now, &mut self.next);
        self.cycles += 1;
    }
}
