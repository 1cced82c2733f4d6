//! Expected residents on their course through the cycles, and what moves them.
//!
//! Comes in: hazards, cycle by cycle. Goes out: what each cycle does ([`Passage`]), and how many are where. Deliberately absent: which
//! hazards (arm_course.rs), and how those of one kind move (kind_cycle.rs).

use crate::population::health::Hazards;
use crate::system::System;

use super::columns::add;
use super::coming::Coming;
use super::ending_in::EndingIn;
use super::kind_cycle::{CycleMoves, FlowRoom};
use super::lives::ExpectedLives;
use super::moves::{AffectedChances, BlockRatios};
use super::occupancy::Occupancy;
use super::passage::Passage;
use super::precision::TwinPrecision;

/// Residents after so many cycles, and what moves them.
pub(super) struct CourseResidents {
    cycles: usize,
    now: Occupancy,
    next: Occupancy,
    rooms: Vec<FlowRoom>,
    moved_by: MovedBy,
    /// The next cycle as it was tried last, which `next` holds the end of.
    tried: Option<(Hazards, Passage)>,
    /// Who of them will live in the institution with places at its end, where a place is free or none is, once asked for.
    ending: [Option<EndingIn>; 2],
}

/// What hazards make of moves.
struct MovedBy {
    hazards: Hazards,
    affected: Option<AffectedChances>,
    carers: Vec<f64>,
    /// Ratios of chances by cohort, and the phase in whose cycles they hold: none since hazards changed.
    ratios: Option<BlockRatios>,
    ratios_phase: Option<usize>,
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

impl MovedBy {
    fn new(system: &System, lives: &ExpectedLives, hazards: &Hazards) -> MovedBy {
        let moves = lives.moves(system, hazards);
        let affected = moves.affected(system, hazards);
        MovedBy {
            carers: system.health.carer_changes(hazards.carer_loss),
            ratios: None,
            ratios_phase: None,
            coming: ComingBy::new(hazards, affected.clone()),
            affected,
            hazards: hazards.clone(),
        }
    }

    /// Moves are those under other hazards from now on.
    fn affect(&mut self, system: &System, lives: &ExpectedLives, hazards: &Hazards) {
        if self.hazards != *hazards {
            self.affected = lives.moves(system, hazards).affected(system, hazards);
            self.carers = system.health.carer_changes(hazards.carer_loss);
            self.hazards = hazards.clone();
            self.ratios_phase = None;
        }
    }

    /// The same in a cycle of some phase; of those who come, where they `come_so` too.
    fn change(
        &mut self,
        system: &System,
        lives: &ExpectedLives,
        (hazards, phase): (&Hazards, usize),
        come_so: bool,
    ) {
        self.affect(system, lives, hazards);
        if self.ratios_phase != Some(phase) {
            let (moves, before) = (lives.moves(system, hazards), self.ratios.take());
            let affected = self.affected.as_ref();
            self.ratios = affected.map(|affected| moves.block_ratios(affected, phase, before));
            self.ratios_phase = Some(phase);
        }
        if come_so && self.coming.is_under_others(hazards) {
            self.coming = ComingBy::new(hazards, self.affected.clone());
        }
    }
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

    /// Whether they are other hazards than these.
    fn is_under_others(&self, hazards: &Hazards) -> bool {
        self.is_short != hazards.is_short || self.moves != hazards.moves
    }

    /// What effects change of those who come in a cycle of any phase.
    fn change(&mut self, system: &System, lives: &ExpectedLives) -> Option<&Coming> {
        if let (Some(affected), None) = (&self.affected, &self.change) {
            let moves = lives.moves_where(system, self.is_short);
            let ratios = moves.half_ratios(affected, 0);
            let coming = Coming::new(system, lives.first_arriving(), moves, Some(&ratios));
            self.change = Some(coming.less(&lives.coming(system, 0)));
        }
        self.change.as_ref()
    }
}

impl CourseResidents {
    /// Those of the start; `hazards` are those of the first cycle.
    pub fn start(system: &System, lives: &ExpectedLives, hazards: &Hazards) -> CourseResidents {
        CourseResidents {
            cycles: 0,
            now: lives.start.clone(),
            next: lives.start.clone(),
            rooms: FlowRoom::for_all(system),
            moved_by: MovedBy::new(system, lives, hazards),
            tried: None,
            ending: [None, None],
        }
    }

    /// Cycles that they have lived.
    pub fn cycles(&self) -> usize {
        self.cycles
    }

    /// One more cycle, and what it did.
    pub fn step(&mut self, system: &System, lives: &ExpectedLives, hazards: &Hazards) -> Passage {
        let tried = self.tried.take().filter(|(of, _)| of == hazards);
        let passage = match tried {
            Some((_, passage)) => passage,
            None => self.live(system, lives, hazards),
        };
        std::mem::swap(&mut self.now, &mut self.next);
        self.cycles += 1;
        self.ending = [None, None];
        passage
    }

    /// By state, the dead included.
    pub fn by_state(&self, system: &System) -> Vec<f64> {
        self.now.by_state(&system.health)
    }

    /// Residents who wait for a place.
    pub fn waiting(&self, system: &System) -> f64 {
        if system.health.places.is_none() {
            return 0.0;
        }
        let states = system.health.states.len();
        self.now.by_situation()[states..].iter().sum()
    }

    /// How many live in the institution with places at the end of the next cycle, which is lived on trial.
    pub fn lived_on_trial(
        &mut self,
        system: &System,
        lives: &ExpectedLives,
        hazards: &Hazards,
    ) -> f64 {
        let passage = self.live(system, lives, hazards);
        self.tried = Some((hazards.clone(), passage));
        let by_situation = self.next.by_situation();
        let places = system.health.places.as_ref();
        places.map_or(0.0, |places| by_situation[places.state])
    }

    /// The same without living the cycle.
    pub fn would_live(&mut self, system: &System, lives: &ExpectedLives, hazards: &Hazards) -> f64 {
        let Some(institution) = system.health.places.as_ref().map(|places| places.state) else {
            return 0.0;
        };
        let (come_so, phase) = (self.come_so(system, lives), self.phase());
        let by = &mut self.moved_by;
        by.affect(system, lives, hazards);
        let (now, cycle) = (&self.now, self.cycles);
        let here = || {
            let moves = lives.moves(system, hazards);
            EndingIn::of_residents(moves, now, cycle, institution)
        };
        let here = self.ending[usize::from(hazards.is_short)].get_or_insert_with(here);
        let affected = by.affected.as_ref();
        let here = here.under(affected.map(AffectedChances::ratios_in_cycle));
        let coming = |phase| {
            let coming = lives.coming(system, phase);
            coming.many_in(&system.health, institution)
        };
        let change = match (come_so && by.coming.is_under_others(hazards), affected) {
            (true, Some(affected)) => {
                let ending = lives.coming_in(system, hazards.is_short);
                let ending = ending.map(|ending| ending.under(Some(affected.ratios_in_half())));
                ending.map_or(0.0, |ending| ending - coming(0))
            }
            (true, None) => 0.0,
            (false, _) => {
                let change = by.coming.change(system, lives);
                change.map_or(0.0, |more| more.many_in(&system.health, institution))
            }
        };
        here + coming(phase) + change
    }

    /// The phase of the next cycle.
    fn phase(&self) -> usize {
        self.now.places.phase(self.cycles)
    }

    /// Whether those who come in the next cycle move under its hazards: where it is fast, under those that open a year.
    fn come_so(&self, system: &System, lives: &ExpectedLives) -> bool {
        let opens_year = self.cycles.is_multiple_of(system.time.per_year);
        opens_year || lives.precision == TwinPrecision::Exact
    }

    /// Lives the next cycle, at the start of which residents still are, and tells what it did.
    fn live(&mut self, system: &System, lives: &ExpectedLives, hazards: &Hazards) -> Passage {
        let (come_so, phase) = (self.come_so(system, lives), self.phase());
        let places = self.now.places;
        let by = &mut self.moved_by;
        by.change(system, lives, (hazards, phase), come_so);
        let cycle = CycleMoves {
            system,
            moves: lives.moves(system, hazards),
            ratios: by.ratios.as_ref(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::example::world;
    use crate::provision::Admission;

    /// Hazards of a cycle: for two cycles nothing is affected, then all moves are for two, while those who wait enter at a rate, and for two
    /// more, while they enter at once.
    fn hazards(system: &System, cycle: usize, rate: f64) -> Hazards {
        let mut hazards = Hazards {
            moves: vec![1.0; system.health.moves()],
            is_affected: vec![false; system.health.situations()],
            carer_loss: 1.0,
            ..Hazards::default()
        };
        let pair = cycle % 6 / 2;
        if pair > 0 {
            for (number, affected) in hazards.moves.iter_mut().enumerate() {
                *affected = 0.7 + 0.1 * (number % 7) as f64 + 0.03 * pair as f64;
            }
            let admission = match pair {
                1 => Admission::Short(rate),
                _ => Admission::ForAll,
            };
            admission.act(system, &mut hazards);
        }
        hazards
    }

    #[test]
    fn residents_expected_in_an_institution_at_the_end_of_a_cycle_are_there_once_it_is_lived() {
        let plan = world(&[
            "run.years=4",
            "run.cycles_per_year=4",
            "state.institution.places={ weeks = 20, by_preference = 0, given_up = 0.2 }",
            "population.deprivation=[0.2, 0.2, 0.2, 0.2, 0.2]",
            "population.leavers=[{ age_below = 70, hazard = 0.1 }, { age_from = 70, hazard = 0.3 }]",
            "population.newcomers={ per_year = 90, bands = [{ age_from = 60, age_below = 80, female = 1, male = 1 }] }",
        ]);
        let system = plan.means();
        let institution = system.health.places.as_ref().expect("places").state;
        for precision in [TwinPrecision::Fast, TwinPrecision::Exact] {
            let lives = ExpectedLives::new(system, precision);
            let classes = lives.moves_where(system, false).classes().lived().len();
            let is_fast = precision == TwinPrecision::Fast;
            assert_eq!(classes, if is_fast { 12 } else { 20 }, "classes lived");
            let mut town = CourseResidents::start(system, &lives, &hazards(system, 0, 0.0));
            for cycle in 0..16 {
                // Of several rates, the last is lived.
                let mut told = 0.0;
                for rate in [9.0, 0.25 * cycle as f64] {
                    told = town.would_live(system, &lives, &hazards(system, cycle, rate));
                }
                town.step(system, &lives, &hazards(system, cycle, 0.25 * cycle as f64));
                let found = town.now.by_situation()[institution];
                assert!(
                    (told / found - 1.0).abs() < 1e-12,
                    "{precision:?}, cycle {cycle}: {told}, not {found}"
                );
            }
        }
    }
}
