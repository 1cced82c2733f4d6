//! The lives of expected residents, cycle by cycle, shared by arms as long as their hazards are the same.
//!
//! Comes in: a system. Goes out: [`ExpectedLives`], and the [`LivedCycle`] cycles that arms have lived. Deliberately absent: how a
//! cycle is lived (course_residents.rs) and which one an arm lives next (arm_course.rs); needs and care.

use std::sync::{Arc, Mutex, OnceLock};

use crate::population::health::Hazards;
use crate::system::System;

use super::admission::KnownAdmissions;
use super::arrivals::ExpectedArrivals;
use super::coming::{Arriving, Coming};
use super::deductible::CellYears;
use super::deductible::cells::Cells;
use super::ending_in::EndingIn;
use super::moves::Moves;
use super::occupancy::Occupancy;
use super::onsets::{ByNode, ExpectedOnsets};
use super::passage::Passage;
use super::places::Places;
use super::precision::TwinPrecision;

/// A cycle of expected residents.
#[derive(Debug)]
pub(super) struct LivedCycle {
    pub hazards: Hazards,
    /// What the cycle did to them.
    pub passage: Passage,
    /// Those of them who are cared for, of all ages together: `[class][state]`.
    pub of_all_ages: Vec<f64>,
    /// Their needs before effects: `[need][deprivation][carer]`.
    pub needs: Vec<f64>,
    /// Those of residents who wait for a place; empty where nobody can.
    pub needs_of_waiting: Vec<f64>,
    /// Residents by state at the end.
    pub by_state: Vec<f64>,
    /// Those of them who wait for a place.
    pub waiting: f64,
    /// Residents cared for by node of age, once asked for.
    by_node: OnceLock<ByNode>,
    /// The same by cell of the deductible, once asked for.
    in_cells: OnceLock<CellYears>,
    next: Following,
}

impl LivedCycle {
    /// Under some hazards, which did this; at its end there are so many residents by state, and so many wait for a place.
    pub fn new(
        (system, lives): (&System, &ExpectedLives),
        hazards: &Hazards,
        mut passage: Passage,
        (by_state, waiting): (Vec<f64>, f64),
    ) -> LivedCycle {
        let cared_waiting = passage.take_waiting();
        LivedCycle {
            hazards: hazards.clone(),
            needs: lives.onsets.of(system, &passage.cared),
            needs_of_waiting: match system.health.places {
                Some(_) => lives.onsets.of(system, &cared_waiting),
                None => Vec::new(),
            },
            of_all_ages: passage.of_all_ages(),
            passage,
            by_state,
            waiting,
            by_node: OnceLock::new(),
            in_cells: OnceLock::new(),
            next: Following::default(),
        }
    }

    /// Residents cared for by node of age.
    pub fn by_node(&self, onsets: &ExpectedOnsets) -> &ByNode {
        self.by_node
            .get_or_init(|| onsets.by_node(&self.passage.cared))
    }

    /// Years lived in cells of the deductible; `cycle` is the index of this one.
    pub fn in_cells(&self, system: &System, cells: &Cells, cycle: usize) -> &CellYears {
        let years = || CellYears::new(system, cells, cycle, &self.passage.cared);
        self.in_cells.get_or_init(years)
    }
}

/// What is known of the cycle that follows another, or the start.
#[derive(Debug, Default)]
pub(super) struct Following {
    /// As it was lived, under different hazards.
    lived: Mutex<Vec<Arc<LivedCycle>>>,
    /// How places are given in it.
    pub admissions: KnownAdmissions,
}

impl Following {
    /// The cycle under some hazards; `live` is asked where no arm has lived it yet.
    pub fn under(&self, hazards: &Hazards, live: impl FnOnce() -> LivedCycle) -> Arc<LivedCycle> {
        let lived = || self.lived.lock().expect("nobody panics with it");
        let known = lived()
            .iter()
            .find(|lived| lived.hazards == *hazards)
            .cloned();
        known.unwrap_or_else(|| {
            let cycle = Arc::new(live());
            lived().push(Arc::clone(&cycle));
            cycle
        })
    }
}

/// Expected residents of one system before any arm does anything, and the cycles that arms have lived: others live them
/// too as long as hazards are the same.
#[derive(Debug)]
pub(super) struct ExpectedLives {
    pub start: Occupancy,
    births: f64,
    newcomers: f64,
    /// By phase.
    arriving: Vec<Arriving>,
    /// Who comes without effects, by phase.
    coming: Vec<OnceLock<Arc<Coming>>>,
    moves: Moves,
    /// Where no place is free, once asked for.
    short: OnceLock<Moves>,
    /// Who of those who come lives in the institution with places in the end, where one is free or none is, once asked for.
    ending: [OnceLock<EndingIn>; 2],
    pub onsets: ExpectedOnsets,
    pub precision: TwinPrecision,
    first: Following,
}

impl ExpectedLives {
    pub fn new(system: &System, precision: TwinPrecision) -> ExpectedLives {
        let start = Occupancy::start(system, precision);
        let arrivals = ExpectedArrivals::new(system);
        let phases = 0..start.places.span;
        ExpectedLives {
            coming: phases.map(|_| OnceLock::new()).collect(),
            births: arrivals.births,
            newcomers: arrivals.newcomers,
            arriving: Arriving::new(system, &arrivals, start.places),
            moves: Moves::new(system, start.places, precision),
            short: OnceLock::new(),
            ending: Default::default(),
            onsets: ExpectedOnsets::new(system, precision),
            first: Following::default(),
            precision,
            start,
        }
    }

    /// Births and newcomers of a cycle.
    pub fn arriving(&self) -> [f64; 2] {
        [self.births, self.newcomers]
    }

    /// Who comes in a cycle of a phase without effects.
    pub fn coming(&self, system: &System, phase: usize) -> Arc<Coming> {
        let arriving = &self.arriving[phase];
        let coming = || Arc::new(Coming::new(system, arriving, &self.moves, None));
        Arc::clone(self.coming[phase].get_or_init(coming))
    }

    /// Residents by state at the start.
    pub fn at_start(&self, system: &System) -> Vec<f64> {
        self.start.by_state(&system.health)
    }

    /// What is known of the cycle after one, or of the first.
    pub fn after<'a>(&'a self, before: Option<&'a LivedCycle>) -> &'a Following {
        before.map_or(&self.first, |before| &before.next)
    }

    /// Who arrives in cycles of the first phase: what effects change of those who come is worked out of these alone.
    pub fn first_arriving(&self) -> &Arriving {
        &self.arriving[0]
    }

    /// Who of them lives in the institution with places in the end, where a place is free or none is; `None` without one.
    pub fn coming_in(&self, system: &System, is_short: bool) -> Option<&EndingIn> {
        let institution = system.health.places.as_ref()?.state;
        let moves = self.moves_where(system, is_short);
        let ending = || EndingIn::of_arriving(moves, &self.arriving[0], institution);
        Some(self.ending[usize::from(is_short)].get_or_init(ending))
    }

    /// Moves under some hazards, effects left out.
    pub fn moves(&self, system: &System, hazards: &Hazards) -> &Moves {
        self.moves_where(system, hazards.is_short)
    }

    /// The same where a place is free or none is.
    pub fn moves_where(&self, system: &System, is_short: bool) -> &Moves {
        let short = || Moves::where_short(system, true, (self.start.places, self.precision));
        match is_short {
            true => self.short.get_or_init(short),
            false => &self.moves,
        }
    }

    /// Where residents stand by birth.
    pub fn places(&self) -> Places {
        self.start.places
    }
}
