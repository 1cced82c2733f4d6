//! Who comes in a cycle: at any moment of it, so that on average they live half of it here.
//!
//! Comes in: [`Arriving`] residents, and the chances of their moves in half a cycle. Goes out: who of them is here at the end
//! of the cycle, and in which state. Deliberately absent: carers, who are those of the first state until the next cycle.

use rayon::prelude::*;

use crate::system::System;
use crate::tables::time::OLDEST_AGE;

use super::arrivals::ExpectedArrivals;
use super::moves::{AffectedChances, Moves};
use super::passage::{
    Cared, FlowRoom, StateExits, add_by_year, flow, halves, sum, sum_of_products,
};
use super::places::Places;

/// Those who arrive in a cycle, as they come: `[class][state][place]`, places from the youngest at the end of the cycle on.
#[derive(Debug)]
pub(super) struct Arriving {
    residents: Vec<f64>,
    places: usize,
}

impl Arriving {
    pub fn new(system: &System, arrivals: &ExpectedArrivals, places: Places) -> Arriving {
        let health = &system.health;
        let (states, moment) = (health.states.len(), system.time.moment(0));
        let width = places.count() - 2 * places.first_pair(0);
        let mut arriving = Arriving {
            residents: vec![0.0; health.classes.count() * states * width],
            places: width,
        };
        for row in &arrivals.rows {
            let first = (row.class * states + row.state) * width;
            arriving.residents[first + row.age.half_cycles + moment] += row.many;
        }
        arriving
    }
}

/// Those who come in a cycle, after the half of it that they live here; the same in every cycle with the same hazards.
#[derive(Debug, Clone)]
pub(super) struct Coming {
    /// Those who are here at its end: `[class][state][place]`.
    pub residents: Vec<f64>,
    /// Places of a class and state, from the youngest at the end of the cycle on.
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
        arriving: &Arriving,
        moves: &Moves,
        affected: Option<&AffectedChances>,
    ) -> Coming {
        let health = &system.health;
        let (states, kinds) = (health.states.len(), health.classes.count() / 2);
        let width = arriving.places;
        let mut coming = Coming {
            residents: vec![0.0; arriving.residents.len()],
            places: width,
            cared: vec![0.0; 2 * kinds * states * OLDEST_AGE],
            lived: vec![0.0; kinds * width],
            ends: vec![
                StateExits {
                    dead: vec![0.0; states],
                    ..StateExits::default()
                };
                kinds
            ],
        };
        let kinds = (
            coming.residents.par_chunks_mut(2 * states * width),
            coming.cared.par_chunks_mut(2 * states * OLDEST_AGE),
            coming.lived.par_chunks_mut(width),
            coming.ends.par_iter_mut(),
        );
        let arriving = arriving.residents.par_chunks(2 * states * width);
        let kinds = kinds.into_par_iter().zip(arriving).enumerate();
        kinds.for_each_init(FlowRoom::default, |room, (number, (kind, arriving))| {
            let (residents, cared, lived, ends) = kind;
            let classes = residents
                .chunks_mut(states * width)
                .zip(cared.chunks_mut(states * OLDEST_AGE));
            let arriving = arriving.chunks(states * width);
            for (carer, ((residents, cared), arriving)) in classes.zip(arriving).enumerate() {
                let mut class = ArrivingClass {
                    system,
                    residents,
                    cared,
                    lived,
                    ends,
                };
                let chances = moves.half(2 * number + carer, affected, &mut room.chances[0]);
                class.arrive(arriving, moves, chances, &mut room.counted[0]);
            }
        });
        coming
    }
}

/// Those of one class.
struct ArrivingClass<'a> {
    system: &'a System,
    residents: &'a mut [f64],
    cared: &'a mut [f64],
    lived: &'a mut [f64],
    ends: &'a mut StateExits,
}

impl ArrivingClass<'_> {
    /// Half a cycle of those who arrive, by their age at the moment whose ages hold, 0 of those not born by then.
    fn arrive(&mut self, arriving: &[f64], moves: &Moves, chances: &[f64], room: &mut Vec<f64>) {
        let health = &self.system.health;
        let (states, width) = (health.states.len(), self.lived.len());
        room.clear();
        room.resize(states * width, 0.0);
        let passages = moves.passages().iter();
        for (passage, chances) in passages.zip(chances.chunks(moves.stay.len())) {
            let from = &arriving[passage.from * width..][..width];
            let (unborn, born) = from.split_at(2);
            if passage.to == states || !health.is_alive(passage.to) {
                let many = sum_of_products(unborn, chances) + sum_of_products(born, chances);
                match self.ends.dead.get_mut(passage.to) {
                    Some(dead) => *dead += many,
                    None => self.ends.institution_entries += many,
                }
            } else {
                let (first, others) = room[passage.to * width..][..width].split_at_mut(2);
                flow(unborn, chances, first);
                flow(born, chances, others);
            }
        }
        self.settle(moves, room);
    }

    fn settle(&mut self, moves: &Moves, arrived: &mut [f64]) {
        let [_, end] = halves(self.system);
        let width = self.lived.len();
        for (state, arrived) in arrived.chunks_mut(width).enumerate() {
            let all = sum(arrived);
            let stay = moves.stay_in_half[..1].iter().chain(&moves.stay_in_half);
            for (pair, stay) in arrived.chunks_exact_mut(2).zip(stay) {
                pair.iter_mut().for_each(|many| *many *= stay);
            }
            self.ends.leavers += all - sum(arrived);
            self.residents[state * width..][..width].copy_from_slice(arrived);
            arrived.iter_mut().for_each(|many| *many *= end);
            super::passage::add(self.lived, arrived);
            let cared = &mut self.cared[state * OLDEST_AGE..][..OLDEST_AGE];
            // Those not born at the moment whose ages hold are cared for at age 0.
            let (unborn, born) = arrived.split_at(2);
            cared[0] += unborn.iter().sum::<f64>() / 2.0;
            add_by_year(self.system, born, cared);
        }
    }
}
