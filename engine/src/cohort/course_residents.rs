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
}

/// What hazards make of moves.
struct MovedBy {
    hazards: Hazards,
    affected: Option<AffectedChances>,
    carers: Vec<f64>,
    /// By cohort in cycles of a phase, once asked for.
    ratios: Option<BlockRatios>,
    ratios_of: Option<usize>,
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
            ratios_of: None,
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
            self.ratios_of = None;
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
        if self.ratios_of != Some(phase) {
            let (moves, before) = (lives.moves(system, hazards), self.ratios.take());
            let affected = self.affected.as_ref();
            self.ratios = affected.map(|affected| moves.block_ratios(affected, phase, before));
            self.ratios_of = Some(phase);
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

    /// How many are in a situation at the end of the next cycle, which is lived on trial.
    pub fn try_for(
        &mut self,
        (system, lives): (&System, &ExpectedLives),
        situation: usize,
        hazards: &Hazards,
    ) -> f64 {
        let passage = self.live(system, lives, hazards);
        self.tried = Some((hazards.clone(), passage));
        self.next.by_situation()[situation]
    }

    /// How many are in a situation at the end of the next cycle, which is not lived; `ending` is what is known of those who are here,
    /// where places are as short.
    pub fn ending_in(
        &mut self,
        (system, lives): (&System, &ExpectedLives),
        situation: usize,
        hazards: &Hazards,
        ending: &mut Option<EndingIn>,
    ) -> f64 {
        let (come_so, phase) = (self.come_so(system, lives), self.phase());
        let by = &mut self.moved_by;
        by.affect(system, lives, hazards);
        let (now, cycle) = (&self.now, self.cycles);
        let moves = lives.moves(system, hazards);
        let here = || EndingIn::of_residents(moves, now, cycle, situation);
        let here = ending.get_or_insert_with(here);
        let affected = by.affected.as_ref();
        let here = here.under(affected.map(AffectedChances::in_cycle));
        let coming = |phase| {
            let coming = lives.coming(system, phase);
            coming.many_in(&system.health, situation)
        };
        let change = match (come_so && by.coming.is_under_others(hazards), affected) {
            (true, Some(affected)) => {
                let ending = lives.coming_in(system, situation, hazards.is_short);
                ending.under(Some(affected.in_half())) - coming(0)
            }
            (true, None) => 0.0,
            (false, _) => {
                let change = by.coming.change(system, lives);
                change.map_or(0.0, |more| more.many_in(&system.health, situation))
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
    use super::super::moves::tests::world;
    use super::*;
    use crate::provision::Admission;

    #[test]
    fn who_is_told_to_live_in_an_institution_at_the_end_of_a_cycle_does_once_it_is_lived() {
        let plan = world(&[
            "run.years=3",
            "run.cycles_per_year=4",
            "state.institution.places={ weeks = 20, by_preference = 0, given_up = 0.2 }",
            "population.newcomers={ per_year = 90, bands = [{ age_from = 60, age_below = 80, female = 1, male = 1 }] }",
        ]);
        let system = plan.means();
        let institution = system.health.places.as_ref().expect("places").state;
        for precision in [TwinPrecision::Fast, TwinPrecision::Exact] {
            let lives = ExpectedLives::new(system, precision);
            let mut town = CourseResidents::start(system, &lives, &Hazards::default());
            for cycle in 0..12 {
                let mut hazards = Hazards {
                    moves: vec![1.0; system.health.moves()],
                    is_affected: vec![false; system.health.situations()],
                    carer_loss: 1.0,
                    ..Hazards::default()
                };
                // Every third cycle nothing is affected; else two moves are, and those who wait enter so fast.
                if cycle % 3 > 0 {
                    hazards.moves[0] = 0.7;
                    hazards.moves[2] = 1.4;
                    let rate = 0.5 * cycle as f64;
                    let admission = match cycle % 3 {
                        1 => Admission::Short(rate),
                        _ => Admission::ForAll,
                    };
                    admission.act(system, &mut hazards);
                }
                let told = town.ending_in((system, &lives), institution, &hazards, &mut None);
                town.step(system, &lives, &hazards);
                let found = town.now.by_situation()[institution];
                assert!(
                    (told / found - 1.0).abs() < 1e-12,
                    "{precision:?}, cycle {cycle}: {told}, not {found}"
                );
            }
        }
    }
}
