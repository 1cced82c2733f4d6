//! What cycles find and do to expected residents, one after another: the feedback of the twin, and nothing of its care.
//!
//! Comes in: a system and an arm. Goes out: for each cycle what it finds, the residents who live it, and the hours they
//! will want. Deliberately absent: how their needs are answered, and what that costs.

use std::sync::Arc;

use crate::care::Prospects;
use crate::provision::{
    CarriedState, Conditions, CycleFindings, HoursLimits, Responses, Setting, administration,
};
use crate::system::System;

use super::lives::{ArmCourse, ExpectedLives, LivedCycle};
use super::precision::TwinPrecision;

/// Expected residents of a town under one arm, on their way through the cycles.
pub(super) struct Ahead<'a> {
    system: &'a System,
    arm: usize,
    /// The side on which everyone is.
    side: usize,
    /// Parts that a simulated resident is counted in.
    per_resident: f64,
    /// Expected residents at the start of the next cycle.
    residents: f64,
    course: ArmCourse,
    pub limits: HoursLimits,
    pub carried: CarriedState,
    /// What the arm's payment makes providers do this year.
    responses: Responses,
    /// Administrative hours per delivered unit this year.
    administration: Vec<Vec<f64>>,
}

/// One cycle.
pub(super) struct Cycle {
    pub found: CycleFindings,
    pub lived: Arc<LivedCycle>,
    /// Hours per discipline that the whole population wants at full access.
    pub hours: Vec<f64>,
}

impl<'a> Ahead<'a> {
    pub fn new(
        system: &'a System,
        arm: usize,
        lives: &ExpectedLives,
        (limits, per_resident): (HoursLimits, f64),
    ) -> Ahead<'a> {
        let start = lives.at_start();
        Ahead {
            system,
            arm,
            side: usize::from(system.arms[arm].has_network),
            per_resident,
            residents: alive(system, &start),
            course: ArmCourse::default(),
            limits,
            carried: CarriedState::new(system),
            responses: Responses::none(system),
            administration: Vec::new(),
        }
    }

    /// What the first cycle finds before anything is built.
    pub fn at_first(&self) -> Conditions {
        let (arm, carried) = (&self.system.arms[self.arm], &self.carried);
        let access = vec![1.0; self.system.disciplines.len()];
        let found = Conditions::new(
            self.system,
            (arm, 0),
            &access,
            &carried.stocks,
            &self.responses,
        );
        found.seen_from(self.side)
    }

    /// Opens the year with index `year`, in which a budget-neutral factor scales the arm's prices.
    pub fn open_year(&mut self, year: usize, factor: f64) {
        let (system, arm) = (self.system, &self.system.arms[self.arm]);
        self.responses = Responses::new(system, self.arm, year, factor);
        self.administration = administration::per_unit(system, arm, year);
        self.carried.participation = self.side as f64;
    }

    /// Lives a cycle; `paid` are the arm's budget-neutral factor and its last quality score.
    pub fn live(&mut self, lives: &ExpectedLives, cycle: usize, paid: (f64, f64)) -> Cycle {
        let system = self.system;
        let setting = Setting {
            system,
            arm: &system.arms[self.arm],
            cycle,
            responses: &self.responses,
            administration: &self.administration,
            limits: &self.limits,
            paid,
        };
        let mut residents = [0.0; 2];
        residents[self.side] = self.residents * self.per_resident;
        let mut begun = setting.begin(&self.carried, residents);
        begun.conditions = begun.conditions.seen_from(self.side);
        let lived = self.course.live(system, lives, &begun.conditions.hazards);
        self.residents = alive(system, &lived.by_state);
        let demand = setting.demand(&begun.conditions, &self.prospects(&lived));
        let hours = demand.hours.clone();
        Cycle {
            found: setting.find(begun, Some(demand), &mut self.carried),
            lived,
            hours,
        }
    }

    fn prospects(&self, lived: &LivedCycle) -> Prospects {
        let system = self.system;
        let mut prospects = Prospects::new(system);
        let pairs = system.health.classes.deprivation * 2;
        for (place, need) in lived.needs.iter().enumerate() {
            let who = (self.side, place % 2 == 1);
            prospects.add_need(who, place / pairs, need * self.per_resident);
        }
        for (state, residents) in lived.passage.residents(system).into_iter().enumerate() {
            prospects.add_residents(self.side, state, residents * self.per_resident);
        }
        prospects
    }
}

fn alive(system: &System, by_state: &[f64]) -> f64 {
    let states = by_state.iter().enumerate();
    states
        .filter(|(state, _)| system.health.is_alive(*state))
        .map(|(_, residents)| residents)
        .sum()
}

/// Hours per discipline, of the whole population, that an arm is expected to ask for in each of so many cycles from the
/// start, when all that is wanted is delivered. Prices are those before a budget-neutral factor, and what is settled once
/// a year (scores, shares of income, a shared platform) is left out.
pub fn demand(system: &System, arm: usize, cycles: usize) -> Vec<Vec<f64>> {
    hours(
        system,
        arm,
        cycles,
        &ExpectedLives::new(system, TwinPrecision::Fast),
    )
}

/// Hours ahead, of lives that other questions of the draw share.
pub(super) fn hours(
    system: &System,
    arm: usize,
    cycles: usize,
    lives: &ExpectedLives,
) -> Vec<Vec<f64>> {
    let known = (HoursLimits::known(system), 1.0);
    let mut ahead = Ahead::new(system, arm, lives, known);
    (0..cycles)
        .map(|cycle| {
            if cycle.is_multiple_of(system.time.per_year) {
                ahead.open_year(cycle / system.time.per_year, 1.0);
            }
            ahead.live(lives, cycle, (1.0, 0.0)).hours
        })
        .collect()
}
