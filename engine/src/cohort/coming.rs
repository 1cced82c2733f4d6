//! Who comes in a cycle: at any moment of it, so that on average they live half of it here.
//!
//! Comes in: [`Arriving`] residents, and the chances of their moves in half a cycle. Goes out: who of them is here at the end
//! of the cycle, and in which state. Deliberately absent: carers, who are those of the first state until the next cycle.

use rayon::prelude::*;

use crate::base::widest::on_widest;
use crate::system::System;
use crate::tables::health::Health;
use crate::tables::time::OLDEST_AGE;

use super::arrivals::{ArrivalRow, ExpectedArrivals};
use super::columns::{Cared, add, flow, halves, sum, sum_of_products};
use super::exits::StateExits;
use super::moves::{CohortRatios, Moves};
use super::phase::PhaseMoves;
use super::places::Places;

/// Those who arrive in cycles of one phase, as they come: `[class][situation][place]`, places from the youngest cohort on.
#[derive(Debug)]
pub(super) struct Arriving {
    residents: Vec<f64>,
    /// Places of a class and situation.
    places: usize,
    halves: usize,
    phase: usize,
}

impl Arriving {
    /// Per phase.
    pub fn new(system: &System, arrivals: &ExpectedArrivals, places: Places) -> Vec<Arriving> {
        let states = system.health.situations();
        let phases = 0..places.span;
        let place = |phase: usize, row: &ArrivalRow| {
            places.at(phase + 1, row.age.half_cycles) - places.first(phase)
        };
        let rows = || arrivals.rows.iter();
        let last = phases
            .clone()
            .flat_map(|phase| rows().map(move |row| place(phase, row)));
        let width = (last.max().unwrap_or(0) + 1).next_multiple_of(places.halves);
        let of_phase = |phase: usize| {
            let mut residents = vec![0.0; system.health.classes.count() * states * width];
            for row in &arrivals.rows {
                residents[(row.class * states + row.state) * width + place(phase, row)] += row.many;
            }
            Arriving {
                residents,
                places: width,
                halves: places.halves,
                phase,
            }
        };
        phases.map(of_phase).collect()
    }

    /// Those of a class and situation, by their number among all.
    pub fn row(&self, number: usize) -> &[f64] {
        &self.residents[number * self.places..][..self.places]
    }

    /// Places of a cohort.
    pub fn halves(&self) -> usize {
        self.halves
    }

    /// The phase of the cycles in which they come.
    pub fn phase(&self) -> usize {
        self.phase
    }
}

/// Those who come in a cycle, after the half of it that they live here; the same in every cycle of a phase with the same
/// hazards.
#[derive(Debug, Clone)]
pub(super) struct Coming {
    /// Those who are here at its end: `[class][situation][place]`.
    pub residents: Vec<f64>,
    /// Places of a class and state, from the youngest cohort on.
    pub places: usize,
    /// Where their care arises, as far as the end of the cycle counts.
    pub cared: Cared,
    /// Half-cycles that they live, likewise: `[sex × deprivation][place]`.
    pub lived: Vec<f64>,
    /// By sex × deprivation.
    pub ends: Vec<StateExits>,
}

impl Coming {
    pub fn new(
        system: &System,
        of: &Arriving,
        moves: &Moves,
        ratios: Option<&CohortRatios>,
    ) -> Coming {
        let health = &system.health;
        let (states, kinds) = (health.states.len(), health.classes.count() / 2);
        let situations = health.situations();
        let width = of.places;
        let mut coming = Coming {
            residents: vec![0.0; of.residents.len()],
            places: width,
            cared: vec![0.0; 2 * kinds * states * OLDEST_AGE],
            lived: vec![0.0; kinds * width],
            ends: vec![StateExits::none(health); kinds],
        };
        let kinds = (
            coming.residents.par_chunks_mut(2 * situations * width),
            coming.cared.par_chunks_mut(2 * states * OLDEST_AGE),
            coming.lived.par_chunks_mut(width),
            coming.ends.par_iter_mut(),
        );
        let arriving = of.residents.par_chunks(2 * situations * width);
        let kinds = kinds.into_par_iter().zip(arriving).enumerate();
        let kinds = kinds.filter(|(number, _)| moves.classes().is_lived(*number));
        kinds.for_each_init(Default::default, |room, (number, (kind, arriving))| {
            let (chances, arrived): &mut (Vec<f64>, Vec<f64>) = room;
            let (residents, cared, lived, ends) = kind;
            let classes = residents
                .chunks_mut(situations * width)
                .zip(cared.chunks_mut(states * OLDEST_AGE));
            let arriving = arriving.chunks(situations * width);
            for (carer, ((residents, cared), here)) in classes.zip(arriving).enumerate() {
                let mut class = ArrivingClass {
                    system,
                    residents,
                    cared,
                    lived,
                    ends,
                    halves: of.halves,
                    place: moves.classes().place(2 * number + carer),
                    carer,
                };
                let number = 2 * number + carer;
                let chances = moves.of_class_in_half(number, of.phase, ratios, chances);
                on_widest(
                    #[inline(always)]
                    || {
                        class.arrive(here, moves, chances, arrived);
                        class.settle(moves.phase(of.phase), arrived);
                    },
                );
            }
        });
        let told = moves.classes();
        told.tell(&mut coming.residents, 2 * situations * width);
        told.tell(&mut coming.cared, 2 * states * OLDEST_AGE);
        told.tell(&mut coming.lived, width);
        told.tell_exits(&mut coming.ends);
        coming
    }
}

impl Coming {
    /// How many are in a situation at the end.
    pub fn many_in(&self, health: &Health, situation: usize) -> f64 {
        let rows = self.residents.chunks(self.places).skip(situation);
        rows.step_by(health.situations()).map(sum).sum()
    }

    /// What is more of it than of another, figure by figure.
    pub fn less(mut self, other: &Coming) -> Coming {
        take_away(&mut self.residents, &other.residents);
        take_away(&mut self.cared, &other.cared);
        take_away(&mut self.lived, &other.lived);
        for (ends, other) in self.ends.iter_mut().zip(&other.ends) {
            ends.add_part(other, -1.0);
        }
        self
    }
}

fn take_away(figures: &mut [f64], less: &[f64]) {
    for (figure, less) in figures.iter_mut().zip(less) {
        *figure -= less;
    }
}

/// Newcomers of one class.
struct ArrivingClass<'a> {
    system: &'a System,
    residents: &'a mut [f64],
    cared: &'a mut [f64],
    lived: &'a mut [f64],
    ends: &'a mut StateExits,
    halves: usize,
    /// Among the classes that are lived.
    place: usize,
    /// Whether they have a carer, as a number.
    carer: usize,
}

impl ArrivingClass<'_> {
    /// Half a cycle of those who arrive, into `arrived`.
    #[inline(always)]
    fn arrive(&mut self, here: &[f64], moves: &Moves, chances: &[f64], arrived: &mut Vec<f64>) {
        let health = &self.system.health;
        let (situations, width) = (health.situations(), self.lived.len());
        arrived.clear();
        arrived.resize(situations * width, 0.0);
        let passages = moves.passages().iter();
        for (passage, chances) in passages.zip(chances.chunks(moves.cohorts())) {
            let from = &here[passage.from * width..][..width];
            let many = || sum_of_products(from, chances, self.halves);
            if let Some(counter) = passage.to.checked_sub(situations) {
                self.ends.counted[counter] += many();
            } else if !health.is_alive(health.state_of(passage.to)) {
                self.ends.dead[passage.to] += many();
            } else {
                let into = &mut arrived[passage.to * width..][..width];
                flow(from, chances, into, self.halves);
            }
        }
    }

    /// Those who have not moved out again by the end are residents; counts them as far as the end of the cycle counts.
    #[inline(always)]
    fn settle(&mut self, phase: &PhaseMoves, arrived: &mut [f64]) {
        let [_, end] = halves(self.system);
        let health = &self.system.health;
        let width = self.lived.len();
        for (situation, arrived) in arrived.chunks_mut(width).enumerate() {
            let state = health.state_of(situation);
            let all = sum(arrived);
            for half in 0..self.halves {
                let places = arrived.iter_mut().skip(half).step_by(self.halves);
                for (many, stay) in places.zip(&phase.stay_in_half) {
                    *many *= stay;
                }
            }
            self.ends.leave(health, situation, all - sum(arrived));
            self.residents[situation * width..][..width].copy_from_slice(arrived);
            arrived.iter_mut().for_each(|many| *many *= end);
            add(self.lived, arrived);
            let cared = &mut self.cared[state * OLDEST_AGE..][..OLDEST_AGE];
            let row = self.place * health.states.len() + state;
            phase.add_by_year(row, (arrived, self.halves), cared);
            if health.is_waiting(situation) {
                let own = (self.carer * health.states.len() + state) * OLDEST_AGE;
                let waiting = &mut self.ends.waiting[own..][..OLDEST_AGE];
                phase.add_by_year(row, (arrived, self.halves), waiting);
            }
        }
    }
}
