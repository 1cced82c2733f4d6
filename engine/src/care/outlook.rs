//! What a cycle will ask for, before it is lived: expected needs of the residents who are here.
//!
//! Comes in: a census. Goes out: [`Prospects`]: expected needs, and where residents will be cared for. Deliberately
//! absent: what an arm does to needs. Chance is left out so that foresight of demand does not follow noise. Effects
//! on hazards of earlier cycles are in the census; effects of the cycle itself are left out.

use crate::base::random::to_unit;
use crate::base::widest::on_widest;
use crate::population::Census;
use crate::system::System;
use crate::tables::chains::{Chains, Chances, LANES};
use crate::tables::time::OLDEST_AGE;

/// Columns that are added up side by side.
const TOGETHER: usize = 16;

/// Expected needs and residents of a cycle before effects, in simulated residents.
#[derive(Debug, Clone, PartialEq)]
pub struct Prospects {
    needs: usize,
    states: usize,
    /// New needs, or residents with a permanent one: `[side][carer][need]`.
    occurring: Vec<f64>,
    /// Residents cared for: `[side][state]`.
    residents: Vec<f64>,
}

impl Prospects {
    /// Of nobody.
    pub fn new(system: &System) -> Prospects {
        let (needs, states) = (system.care.needs.len(), system.health.states.len());
        Prospects {
            needs,
            states,
            occurring: vec![0.0; 4 * needs],
            residents: vec![0.0; 2 * states],
        }
    }

    /// Expects a need of residents on a side, with a carer or without, so much more often.
    pub fn add_need(&mut self, (side, has_carer): (usize, bool), need: usize, by: f64) {
        let row = (2 * side + usize::from(has_carer)) * self.needs;
        self.occurring[row + need] += by;
    }

    /// Expects so many more residents on a side to be cared for in a state.
    pub fn add_residents(&mut self, side: usize, state: usize, by: f64) {
        self.residents[side * self.states + state] += by;
    }

    /// How often a need occurs to residents on a side, with a carer or without, before effects.
    pub fn need(&self, (side, has_carer): (usize, bool), need: usize) -> f64 {
        self.occurring[(2 * side + usize::from(has_carer)) * self.needs + need]
    }

    /// The same with the change from one to another added; never less than none.
    pub fn changed_as(&self, from: &Prospects, to: &Prospects) -> Prospects {
        let change = |own: &[f64], from: &[f64], to: &[f64]| -> Vec<f64> {
            let changes = from.iter().zip(to).map(|(from, to)| to - from);
            let pairs = own.iter().zip(changes);
            pairs.map(|(own, change)| (own + change).max(0.0)).collect()
        };
        Prospects {
            occurring: change(&self.occurring, &from.occurring, &to.occurring),
            residents: change(&self.residents, &from.residents, &to.residents),
            ..*self
        }
    }

    /// Residents on a side who are cared for in a state.
    pub fn residents(&self, side: usize, state: usize) -> f64 {
        self.residents[side * self.states + state]
    }
}

/// Expected needs, and the states in which care arises, of one resident of every cell and state at the start of a
/// cycle.
#[derive(Debug, Clone)]
pub struct NeedsOutlook {
    states: usize,
    needs: usize,
    /// `[cell][state][needs, then states, then nothing up to whole lanes]`.
    rows: Vec<f64>,
    /// Whether residents of a cell have a carer.
    has_carer: Vec<bool>,
}

impl NeedsOutlook {
    /// From the tables of a system.
    pub fn new(system: &System) -> NeedsOutlook {
        let (health, care) = (&system.health, &system.care);
        let (states, needs) = (health.states.len(), care.needs.len());
        let classes = health.classes.count();
        let mut outlook = NeedsOutlook {
            states,
            needs,
            rows: vec![0.0; care.cells() * states * (needs + states).next_multiple_of(TOGETHER)],
            has_carer: (0..care.cells())
                .map(|cell| health.parts(cell % classes).2)
                .collect(),
        };
        // The middle of a completed year of age stands for the whole of it.
        let middle = |age: usize| age * system.time.per_year + system.time.per_year / 2;
        let (chains, mut chances) = (Chains::new(health), Chances::default());
        let (mut after, mut room) = (vec![0.0; states * states], Vec::new());
        for (class, first) in (0..classes)
            .flat_map(|class| (0..OLDEST_AGE).step_by(LANES).map(move |age| (class, age)))
        {
            let cells = std::array::from_fn(|lane| health.cell(class, middle(first + lane)));
            chains.run(health, &cells, None, &mut chances);
            for lane in 0..LANES.min(OLDEST_AGE - first) {
                let passages = chains.passages().iter().zip(&chances.full);
                for (passage, chances) in
                    passages.filter(|(passage, _)| passage.from < states && passage.to < states)
                {
                    after[passage.from * states + passage.to] = chances[lane];
                }
                let year = first + lane;
                let room = (&after[..], &mut room);
                outlook.add_cell(system, (class, year), middle(year), room);
            }
        }
        outlook
    }

    /// Residents of a class and completed year of age, from the chances of every state after the cycle: `[from][to]`; in `room`
    /// those in each state are written.
    fn add_cell(
        &mut self,
        system: &System,
        (class, year): (usize, usize),
        age: usize,
        (after, room): (&[f64], &mut Vec<f64>),
    ) {
        let (health, columns) = (&system.health, self.columns());
        let cell = health.classes.cell(class, year);
        self.write_states(system, (class, year), room);
        let mut cared_for = vec![0.0; self.states];
        for (state, after) in after.chunks(self.states).enumerate() {
            if !health.is_alive(state) {
                continue;
            }
            where_cared_for(system, (age, state), after, &mut cared_for);
            let row = &mut self.rows[(cell * self.states + state) * columns..][..columns];
            on_widest(
                #[inline(always)]
                || {
                    let states = cared_for.iter().zip(room.chunks_exact(columns));
                    for (part, of_state) in states.filter(|(part, _)| **part > 0.0) {
                        for (sum, one) in row.iter_mut().zip(of_state) {
                            *sum += part * one;
                        }
                    }
                },
            );
        }
    }

    /// Columns of somebody cared for in each state all through a cycle: `[state][column]`.
    fn write_states(&self, system: &System, (class, age): (usize, usize), rows: &mut Vec<f64>) {
        let (care, columns) = (&system.care, self.columns());
        rows.clear();
        rows.resize(self.states * columns, 0.0);
        for (state, row) in rows.chunks_exact_mut(columns).enumerate() {
            row[self.needs + state] = 1.0;
            for (entry, &need) in care.episodic[state].iter().enumerate() {
                row[need] = care.onset_per_year(state, class, age, entry) * system.time.length;
            }
            for (entry, &need) in care.permanent[state].iter().enumerate() {
                row[need] = care.prevalence_share(state, class, age, entry);
            }
        }
    }

    /// Columns of a row, those that fill its last lanes included.
    fn columns(&self) -> usize {
        (self.needs + self.states).next_multiple_of(TOGETHER)
    }

    /// The prospects of the residents in a census, and of residents who come in the cycle: for the latter, only the end
    /// of the cycle counts.
    pub fn of(&self, system: &System, here: &Census, coming: &Census) -> Prospects {
        let (columns, mut prospects) = (self.columns(), Prospects::new(system));
        let mut sums = vec![0.0; 4 * columns];
        let [_, end] = system.time.counted_parts();
        self.add(here, 1.0, &mut sums);
        self.add(coming, end, &mut sums);
        for (pair, sums) in sums.chunks(columns).enumerate() {
            let (side, has_carer) = (pair / 2, pair % 2 == 1);
            let (needs, states) = sums.split_at(self.needs);
            let states = &states[..self.states];
            for (need, &sum) in needs.iter().enumerate() {
                prospects.add_need((side, has_carer), need, sum);
            }
            for (state, &sum) in states.iter().enumerate() {
                prospects.add_residents(side, state, sum);
            }
        }
        prospects
    }

    /// Adds what `part` of a census comes to: `[side][carer][column]`.
    fn add(&self, census: &Census, part: f64, sums: &mut [f64]) {
        let columns = self.columns();
        let mut present: [Vec<(usize, f64)>; 4] = Default::default();
        for ((cell, side), by_state) in census.rows() {
            let present = &mut present[2 * side + usize::from(self.has_carer[cell])];
            for (state, &here) in by_state.iter().enumerate().filter(|(_, here)| **here > 0) {
                let first = (cell * self.states + state) * columns;
                present.push((first, part * f64::from(here)));
            }
        }
        let pairs = present.iter().zip(sums.chunks_exact_mut(columns));
        pairs.for_each(|(present, sums)| self.add_rows(present, sums));
    }

    /// Adds rows, by where they begin, so often each.
    fn add_rows(&self, present: &[(usize, f64)], sums: &mut [f64]) {
        on_widest(
            #[inline(always)]
            || {
                for (lanes, sums) in sums.chunks_exact_mut(TOGETHER).enumerate() {
                    // Sums that stay in the processor's registers, row after row.
                    let mut sum: [f64; TOGETHER] = std::array::from_fn(|lane| sums[lane]);
                    for &(first, here) in present {
                        let first = first + lanes * TOGETHER;
                        let row = &self.rows[first..first + TOGETHER];
                        for (sum, each) in sum.iter_mut().zip(row) {
                            *sum += here * *each;
                        }
                    }
                    sums.copy_from_slice(&sum);
                }
            },
        );
    }
}

/// The states in which the care of a resident arises, by when in the cycle residents are counted: who died or moved out
/// needs none. `after` are the chances of the states at the cycle's end.
fn where_cared_for(
    system: &System,
    (age, state): (usize, usize),
    after: &[f64],
    cared_for: &mut [f64],
) {
    let health = &system.health;
    let [start, end] = system.time.counted_parts();
    let stays = 1.0 - to_unit(health.leaver(age));
    for (index, (part, after)) in cared_for.iter_mut().zip(after).enumerate() {
        let is_alive = health.is_alive(index);
        *part = if is_alive { after * end * stays } else { 0.0 };
    }
    cared_for[state] += start;
}
