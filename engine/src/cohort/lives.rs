//! The lives of expected residents, cycle by cycle, shared by arms as long as their hazards are the same.
//!
//! Comes in: a system and hazards. Goes out: [`LivedCycle`] cycles. Deliberately absent: needs and care.

use std::sync::{Arc, Mutex, OnceLock};

use crate::population::health::Hazards;
use crate::provision::Admission;
use crate::system::System;

use super::admission::{EntryRate, KnownAdmissions, Trial};
use super::arrivals::ExpectedArrivals;
use super::columns::add;
use super::coming::{Arriving, Coming};
use super::deductible::CellYears;
use super::deductible::cells::Cells;
use super::kind_cycle::{CycleMoves, FlowRoom};
use super::moves::{AffectedChances, BlockRatios, Moves};
use super::occupancy::Occupancy;
use super::onsets::{ByNode, ExpectedOnsets};
use super::passage::Passage;
use super::places::Places;
use super::precision::TwinPrecision;

/// A cycle of expected residents.
#[derive(Debug)]
pub(super) struct LivedCycle {
    hazards: Hazards,
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
    /// The cycles that followed it, under different hazards.
    next: Following,
    /// How places are given in the cycle after it.
    admissions: KnownAdmissions,
}

impl LivedCycle {
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

/// Cycles that can follow, by their hazards.
type Following = Mutex<Vec<Arc<LivedCycle>>>;

/// Expected residents of one system before any arm does anything, and the cycles that arms have lived: others live them
/// too as long as hazards are the same.
#[derive(Debug)]
pub(super) struct ExpectedLives {
    start: Occupancy,
    births: f64,
    newcomers: f64,
    /// By phase.
    arriving: Vec<Arriving>,
    /// Who comes without effects, by phase.
    coming: Vec<OnceLock<Arc<Coming>>>,
    moves: Moves,
    /// Where no place is free, once asked for.
    short: OnceLock<Moves>,
    pub onsets: ExpectedOnsets,
    pub precision: TwinPrecision,
    first: Following,
    first_admissions: KnownAdmissions,
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
            onsets: ExpectedOnsets::new(system, precision),
            first: Mutex::default(),
            first_admissions: KnownAdmissions::default(),
            precision,
            start,
        }
    }

    /// Births and newcomers of a cycle.
    pub fn arriving(&self) -> [f64; 2] {
        [self.births, self.newcomers]
    }

    /// Who comes in a cycle of a phase without effects.
    fn coming(&self, system: &System, phase: usize) -> Arc<Coming> {
        let arriving = &self.arriving[phase];
        let coming = || Arc::new(Coming::new(system, arriving, &self.moves, None));
        Arc::clone(self.coming[phase].get_or_init(coming))
    }

    /// Residents by state at the start.
    pub fn at_start(&self, system: &System) -> Vec<f64> {
        self.start.by_state(&system.health)
    }

    /// Moves under some hazards, effects left out.
    fn moves(&self, system: &System, hazards: &Hazards) -> &Moves {
        self.moves_where(system, hazards.is_short)
    }

    /// The same where a place is free or none is.
    fn moves_where(&self, system: &System, is_short: bool) -> &Moves {
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

/// The cycles that one arm has lived so far.
#[derive(Default)]
pub(super) struct ArmCourse {
    cycles: Vec<Arc<LivedCycle>>,
    /// How those who waited entered in the last cycle, where places were too few.
    entry: Option<EntryRate>,
    residents: Option<CourseResidents>,
}

/// Residents after so many cycles, and what moves them.
struct CourseResidents {
    cycles: usize,
    now: Occupancy,
    next: Occupancy,
    rooms: Vec<FlowRoom>,
    moved_by: MovedBy,
    /// The next cycle as it was tried last, which `next` holds the end of.
    tried: Option<(Hazards, Passage)>,
}

/// What hazards make of moves.
struct MovedBy {
    hazards: Hazards,
    affected: Option<AffectedChances>,
    carers: Vec<f64>,
    /// Of the phase of the last cycle.
    ratios: (usize, Option<BlockRatios>),
    coming: ComingBy,
}

/// Who comes under some hazards.
struct ComingBy {
    moves: Vec<f64>,
    is_short: bool,
    affected: Option<AffectedChances>,
    /// What effects change, once worked out: in the first phase, and taken to be the same in others.
    change: Option<Coming>,
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
        let town = self.here(system, lives, hazards);
        let mut passage = town.step(system, lives, hazards);
        let waiting = passage.take_waiting();
        LivedCycle {
            hazards: hazards.clone(),
            needs: lives.onsets.of(system, &passage.cared),
            needs_of_waiting: match system.health.places {
                Some(_) => lives.onsets.of(system, &waiting),
                None => Vec::new(),
            },
            of_all_ages: passage.of_all_ages(),
            passage,
            by_state: town.now.by_state(&system.health),
            waiting: town.waiting(system),
            by_node: OnceLock::new(),
            in_cells: OnceLock::new(),
            next: Mutex::default(),
            admissions: KnownAdmissions::default(),
        }
    }

    /// Residents at the start of the next cycle.
    fn here(
        &mut self,
        system: &System,
        lives: &ExpectedLives,
        hazards: &Hazards,
    ) -> &mut CourseResidents {
        let town = self.residents.get_or_insert_with(|| CourseResidents {
            cycles: 0,
            now: lives.start.clone(),
            next: lives.start.clone(),
            rooms: FlowRoom::for_all(system),
            moved_by: MovedBy::new(system, lives, hazards),
            tried: None,
        });
        for known in &self.cycles[town.cycles..] {
            town.step(system, lives, &known.hazards);
        }
        town
    }

    /// How places are given in the next cycle, of which there are so many at its end; `None` as in the observed year.
    pub fn admission(
        &mut self,
        (system, lives): (&System, &ExpectedLives),
        hazards: &Hazards,
        places: Option<f64>,
    ) -> Admission {
        let before = self.cycles.last().cloned();
        let known = (before.as_ref()).map_or(&lives.first_admissions, |before| &before.admissions);
        let asked = (places, self.entry);
        let found = known.find((system, lives.precision), hazards, asked, || TownOnTrial {
            system,
            lives,
            town: self.here(system, lives, hazards),
        });
        self.entry = found.entry;
        found.admission
    }
}

/// The residents of a course, before their next cycle.
struct TownOnTrial<'a> {
    system: &'a System,
    lives: &'a ExpectedLives,
    town: &'a mut CourseResidents,
}

impl Trial for TownOnTrial<'_> {
    fn waiting(&self) -> f64 {
        self.town.waiting(self.system)
    }

    fn living(&mut self, hazards: &Hazards) -> f64 {
        let passage = self.town.live(self.system, self.lives, hazards);
        self.town.tried = Some((hazards.clone(), passage));
        let health = &self.system.health;
        let state = health.places.as_ref().map(|places| places.state);
        state.map_or(0.0, |state| self.town.next.by_situation()[state])
    }
}

impl MovedBy {
    fn new(system: &System, lives: &ExpectedLives, hazards: &Hazards) -> MovedBy {
        let moves = lives.moves(system, hazards);
        let affected = moves.affected(system, hazards);
        MovedBy {
            carers: system.health.carer_changes(hazards.carer_loss),
            ratios: (0, ratios(moves, affected.as_ref(), 0, None)),
            coming: ComingBy::new(hazards, affected.clone()),
            affected,
            hazards: hazards.clone(),
        }
    }

    /// Moves are those under other hazards from now on, in a cycle of some phase; of those who come, where they `come_so`
    /// too.
    fn change(
        &mut self,
        system: &System,
        lives: &ExpectedLives,
        (hazards, phase): (&Hazards, usize),
        come_so: bool,
    ) {
        let is_other = self.hazards != *hazards;
        if is_other {
            self.affected = lives.moves(system, hazards).affected(system, hazards);
            self.carers = system.health.carer_changes(hazards.carer_loss);
            self.hazards = hazards.clone();
        }
        if is_other || self.ratios.0 != phase {
            let affected = self.affected.as_ref();
            let moves = lives.moves(system, hazards);
            let before = self.ratios.1.take();
            self.ratios = (phase, ratios(moves, affected, phase, before));
        }
        let is_other =
            self.coming.is_short != hazards.is_short || self.coming.moves != hazards.moves;
        if come_so && is_other {
            self.coming = ComingBy::new(hazards, self.affected.clone());
        }
    }
}

fn ratios(
    moves: &Moves,
    affected: Option<&AffectedChances>,
    phase: usize,
    before: Option<BlockRatios>,
) -> Option<BlockRatios> {
    affected.map(|affected| moves.block_ratios(affected, phase, before))
}

impl ComingBy {
    fn new(hazards: &Hazards, affected: Option<AffectedChances>) -> ComingBy {
        ComingBy {
            moves: hazards.moves.clone(),
            is_short: hazards.is_short,
            affected,
            change: None,
        }
    }

    /// What effects change of those who come in a cycle of any phase.
    fn change(&mut self, system: &System, lives: &ExpectedLives) -> Option<&Coming> {
        if let (Some(affected), None) = (&self.affected, &self.change) {
            let moves = lives.moves_where(system, self.is_short);
            let ratios = moves.half_ratios(affected, 0);
            let coming = Coming::new(system, &lives.arriving[0], moves, Some(&ratios));
            self.change = Some(coming.less(&lives.coming(system, 0)));
        }
        self.change.as_ref()
    }
}

impl CourseResidents {
    /// One more cycle, and what it did.
    fn step(&mut self, system: &System, lives: &ExpectedLives, hazards: &Hazards) -> Passage {
        let tried = self.tried.take().filter(|(of, _)| of == hazards);
        let passage = match tried {
            Some((_, passage)) => passage,
            None => self.live(system, lives, hazards),
        };
        std::mem::swap(&mut self.now, &mut self.next);
        self.cycles += 1;
        passage
    }

    /// Residents who wait for a place.
    fn waiting(&self, system: &System) -> f64 {
        if system.health.places.is_none() {
            return 0.0;
        }
        let states = system.health.states.len();
        self.now.by_situation()[states..].iter().sum()
    }

    /// Lives the next cycle, at the start of which residents still are, and tells what it did.
    fn live(&mut self, system: &System, lives: &ExpectedLives, hazards: &Hazards) -> Passage {
        let opens_year = self.cycles.is_multiple_of(system.time.per_year);
        let come_so = opens_year || lives.precision == TwinPrecision::Exact;
        let places = self.now.places;
        let phase = places.phase(self.cycles);
        let by = &mut self.moved_by;
        by.change(system, lives, (hazards, phase), come_so);
        let cycle = CycleMoves {
            system,
            moves: lives.moves(system, hazards),
            ratios: by.ratios.1.as_ref(),
            carers: &by.carers,
            cycle: self.cycles,
            phase,
        };
        let residents = (&self.now, &mut self.next);
        let mut passage = Passage::of_cycle(&cycle, residents, &mut self.rooms);
        let coming = lives.coming(system, phase);
        let change = by.coming.change(system, lives);
        let first = places.first(self.cycles);
        for coming in [Some(&*coming), change].into_iter().flatten() {
            passage.welcome(coming, places, self.cycles);
            let rows = self.next.residents.chunks_mut(places.count());
            for (row, coming) in rows.zip(coming.residents.chunks(coming.places)) {
                add(&mut row[first..], coming);
            }
            for ends in &coming.ends {
                add(&mut self.next.dead, &ends.dead);
            }
        }
        passage
    }
}
