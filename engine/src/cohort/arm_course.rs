//! The cycles that one arm lives, one after another: those that another arm has lived already are not lived again.
//!
//! Comes in: hazards, and how many places an institution has. Goes out: [`LivedCycle`] cycles, and how places are given in them.
//! Deliberately absent: what hazards follow from (ahead.rs), and how a cycle is lived (course_residents.rs).

use std::sync::Arc;

use crate::population::health::Hazards;
use crate::provision::Admission;
use crate::system::System;

use super::admission::{EntryRate, Trial};
use super::course_residents::CourseResidents;
use super::lives::{ExpectedLives, LivedCycle};

/// The cycles that one arm has lived so far.
#[derive(Default)]
pub(super) struct ArmCourse {
    cycles: Vec<Arc<LivedCycle>>,
    /// How those who waited entered in the last cycle, where places were too few.
    entry: Option<EntryRate>,
    residents: Option<CourseResidents>,
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
        let following = lives.after(before.as_deref());
        let lived = following.under(hazards, || self.work_out(system, lives, hazards));
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
        let passage = town.step(system, lives, hazards);
        let ends = (town.by_state(system), town.waiting(system));
        LivedCycle::new((system, lives), hazards, passage, ends)
    }

    /// Residents at the start of the next cycle.
    fn here(
        &mut self,
        system: &System,
        lives: &ExpectedLives,
        hazards: &Hazards,
    ) -> &mut CourseResidents {
        let start = || CourseResidents::start(system, lives, hazards);
        let town = self.residents.get_or_insert_with(start);
        for known in &self.cycles[town.cycles()..] {
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
        let known = &lives.after(before.as_deref()).admissions;
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

    fn lived_on_trial(&mut self, hazards: &Hazards) -> f64 {
        (self.town).lived_on_trial(self.system, self.lives, hazards)
    }

    fn would_live(&mut self, hazards: &Hazards) -> f64 {
        self.town.would_live(self.system, self.lives, hazards)
    }
}
