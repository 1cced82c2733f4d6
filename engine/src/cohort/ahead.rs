//! What cycles find and do to expected residents, one after another: the feedback of the twin, and nothing of its care.
//!
//! Comes in: a system and an arm. Goes out: for each cycle what it finds, the residents who live it, and the hours they
//! will want. Deliberately absent: how their needs are answered, and what that costs.

use std::sync::Arc;

use crate::care::Prospects;
use crate::component::neutral::{Neutral, UNSCALED};
use crate::population::health::Hazards;
use crate::provision::{
    CarriedState, Conditions, CycleFindings, HoursLimits, LineAsked, Responses, Setting, Shortfall,
    administration, harming,
};
use crate::simulation::ForeseenCycle;
use crate::system::System;

use super::arm_course::ArmCourse;
use super::lives::{ExpectedLives, LivedCycle};
use super::wishes::findings;

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
    /// Those of them who live in the institution with places.
    living: f64,
    course: ArmCourse,
    /// What cycles ask for, where what is not delivered harms.
    upcoming: Option<UpcomingNeeds>,
    pub limits: HoursLimits,
    pub carried: CarriedState,
    /// What the arm's payment makes providers do this year.
    responses: Responses,
    /// Administrative hours per delivered unit this year.
    administration: Vec<Vec<f64>>,
}

/// What cycles ask for: the last one lived, and the next, if needs go on changing as they did.
struct UpcomingNeeds {
    /// The first two cycles, if nothing changed in the first of them.
    at_start: [Prospects; 2],
    last: Option<Prospects>,
    next: Prospects,
}

impl UpcomingNeeds {
    /// Before the first cycle.
    fn begin(
        system: &System,
        lives: &ExpectedLives,
        hazards: &Hazards,
        told: impl Fn(&LivedCycle) -> Prospects,
    ) -> UpcomingNeeds {
        let mut course = ArmCourse::default();
        let mut live = || told(&course.live(system, lives, hazards));
        let first = live();
        // A run of one cycle has no second.
        let second = match system.time.cycles() {
            1 => first.clone(),
            _ => live(),
        };
        UpcomingNeeds {
            last: None,
            next: first.clone(),
            at_start: [first, second],
        }
    }

    /// A cycle is lived.
    fn live(&mut self, now: Prospects) {
        let [first, second] = &self.at_start;
        self.next = match &self.last {
            Some(last) => now.changed_as(last, &now),
            None => now.changed_as(first, second),
        };
        self.last = Some(now);
    }
}

/// One cycle.
pub(super) struct Cycle {
    pub found: CycleFindings,
    pub lived: Arc<LivedCycle>,
    /// Hours per discipline that the whole population wants at full access.
    pub hours: Vec<f64>,
    /// Care wanted and not delivered, where what is not delivered harms.
    pub unmet: Option<Shortfall>,
    /// What waits, queue by queue.
    pub queues: Vec<Vec<LineAsked>>,
    /// Residents of the whole population who live in the institution with places, at the start and at the end.
    pub living: [f64; 2],
}

impl<'a> Ahead<'a> {
    pub fn new(
        system: &'a System,
        arm: usize,
        lives: &ExpectedLives,
        (limits, per_resident): (HoursLimits, f64),
    ) -> Ahead<'a> {
        let start = lives.at_start(system);
        Ahead {
            system,
            arm,
            side: usize::from(system.arms[arm].has_network),
            per_resident,
            residents: alive(system, &start),
            living: living(system, &start),
            course: ArmCourse::default(),
            upcoming: None,
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

    /// Opens the year with index `year`, in which budget-neutral factors scale the arm's prices.
    pub fn open_year(&mut self, year: usize, neutral: &Neutral) {
        let (system, arm) = (self.system, &self.system.arms[self.arm]);
        self.responses = Responses::new(system, self.arm, year, neutral);
        self.administration = administration::per_unit(system, arm, year);
        self.carried.participation = self.side as f64;
    }

    /// Lives a cycle; `paid` are the arm's budget-neutral factors and its last quality score.
    pub fn live(&mut self, lives: &ExpectedLives, cycle: usize, paid: (&Neutral, f64)) -> Cycle {
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
        let everyone = (self.side, self.per_resident);
        let told = |lived: &LivedCycle| prospects(system, everyone, lived);
        let unmet = harming(system).map(|of| {
            let hazards = &begun.conditions.hazards;
            let begin = || UpcomingNeeds::begin(system, lives, hazards, told);
            let next = self.upcoming.get_or_insert_with(begin).next.clone();
            let demand = setting.demand(&begun.conditions, &next);
            setting.harm(of, &mut begun, (&demand, &next), &mut self.carried)
        });
        let whole = self.per_resident * system.people.weight;
        let (conditions, limits) = (&mut begun.conditions, (&self.limits, whole));
        let lived = admit(&mut self.course, (system, lives), limits, cycle, conditions);
        self.residents = alive(system, &lived.by_state);
        let ends = living(system, &lived.by_state);
        let living = [std::mem::replace(&mut self.living, ends), ends];
        let prospects = told(&lived);
        let demand = setting.demand(&begun.conditions, &prospects);
        if let Some(upcoming) = &mut self.upcoming {
            upcoming.live(prospects);
        }
        let hours = demand.hours.clone();
        let queues = system.queues.iter();
        let queues = queues.map(|queue| demand.lines(queue)).collect();
        Cycle {
            queues,
            living: living.map(|living| living * whole),
            found: setting.find(begun, Some(demand), &mut self.carried),
            lived,
            hours,
            unmet,
        }
    }
}

/// Lives a cycle, in which places of an institution are given to those who want one; an expected resident stands for `whole`
/// residents.
fn admit(
    course: &mut ArmCourse,
    (system, lives): (&System, &ExpectedLives),
    (limits, whole): (&HoursLimits, f64),
    cycle: usize,
    conditions: &mut Conditions,
) -> Arc<LivedCycle> {
    if system.health.places.is_none() {
        return course.live(system, lives, &conditions.hazards);
    }
    let there = (limits.places.as_ref()).map(|places| places.at(cycle + 1) / whole);
    let over = (limits.places.as_ref()).map_or(0.0, |places| places.over(cycle));
    let admission = course.admission((system, lives), &conditions.hazards, there);
    admission.act(system, &mut conditions.hazards);
    let lived = course.live(system, lives, &conditions.hazards);
    let found = findings(system, (admission, over), &lived);
    conditions.ask_more(&found);
    conditions.places = Some(found);
    lived
}

/// Residents of the institution with places.
fn living(system: &System, by_state: &[f64]) -> f64 {
    let places = system.health.places.as_ref();
    places.map_or(0.0, |places| by_state[places.state])
}

/// What a cycle asks for of residents who are all on one side, each in so many parts.
fn prospects(system: &System, (side, per_resident): (usize, f64), lived: &LivedCycle) -> Prospects {
    let mut prospects = Prospects::new(system);
    let pairs = system.health.classes.deprivation * 2;
    for (place, need) in lived.needs.iter().enumerate() {
        let who = (side, place % 2 == 1);
        prospects.add_need(who, place / pairs, need * per_resident);
    }
    let states = system.health.states.len();
    for (row, residents) in lived.of_all_ages.iter().enumerate() {
        prospects.add_residents(side, row % states, residents * per_resident);
    }
    prospects
}

fn alive(system: &System, by_state: &[f64]) -> f64 {
    let states = by_state.iter().enumerate();
    states
        .filter(|(state, _)| system.health.is_alive(*state))
        .map(|(_, residents)| residents)
        .sum()
}

/// What an arm is expected to ask for in each of so many cycles from the start, under known limits of hours or those that the
/// scenario states. Prices are those before a budget-neutral factor, and what is settled once a year (scores, shares of
/// income, a shared platform) is left out.
pub(super) fn foreseen(
    system: &System,
    (arm, cycles): (usize, usize),
    limits: Option<&HoursLimits>,
    lives: &ExpectedLives,
) -> Vec<ForeseenCycle> {
    let limits = limits.cloned();
    let limits = limits.unwrap_or_else(|| HoursLimits::known(system));
    let mut ahead = Ahead::new(system, arm, lives, (limits, 1.0));
    (0..cycles)
        .map(|cycle| {
            if cycle.is_multiple_of(system.time.per_year) {
                ahead.open_year(cycle / system.time.per_year, &UNSCALED);
            }
            let Cycle {
                hours,
                unmet,
                queues,
                living,
                found,
                ..
            } = ahead.live(lives, cycle, (&UNSCALED, 0.0));
            ForeseenCycle {
                hours,
                unmet,
                queues,
                living,
                places: found.conditions.places,
            }
        })
        .collect()
}
