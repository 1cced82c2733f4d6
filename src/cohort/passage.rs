//! What a cycle does to expected residents: who falls ill, dies, moves, and how long each state is lived in.
//!
//! Comes in: where residents are, and the chances of their moves. Goes out: a [`Passage`], and the [`YearLived`] of
//! background care. Deliberately absent: those who come in the cycle (coming.rs).

use rayon::prelude::*;

use crate::provision::{Count, Single};
use crate::system::System;
use crate::tables::time::OLDEST_AGE;

use super::coming::Coming;
use super::expectation::Expectation;
use super::moves::{AffectedChances, Moves};
use super::occupancy::Occupancy;
use super::places::Places;

/// Expected residents whose care arises in a state in a cycle: `[class][state][year of age]`.
pub(super) type Cared = Vec<f64>;

/// What a cycle does to expected residents.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    /// Where care arises.
    pub cared: Cared,
    /// Half-cycles lived: `[sex × deprivation][place]`.
    lived: Vec<f64>,
    /// By sex × deprivation.
    ends: Vec<StateExits>,
}

/// How residents of one sex and deprivation class left states in a cycle.
#[derive(Debug, Clone, Default)]
pub(super) struct StateExits {
    /// Those who died, by state.
    pub dead: Vec<f64>,
    /// Those who moved out.
    pub leavers: f64,
    pub institution_entries: f64,
}

/// What moves residents in a cycle.
pub(super) struct CycleMoves<'a> {
    pub system: &'a System,
    pub moves: &'a Moves,
    pub affected: Option<&'a AffectedChances>,
    /// Chance of a carer after the cycle, by `Health::carer_change`.
    pub carers: &'a [f64],
    pub cycle: usize,
}

/// Where the residents of one sex and deprivation class are, and what becomes of them.
struct KindCycle<'a> {
    number: usize,
    /// `[carer][state][place]`, at the start and at the end.
    here: &'a [f64],
    next: &'a mut [f64],
    cared: &'a mut [f64],
    lived: &'a mut [f64],
    ends: &'a mut StateExits,
}

impl Passage {
    pub fn new(system: &System, places: Places) -> Passage {
        let health = &system.health;
        let (states, classes) = (health.states.len(), health.classes.count());
        Passage {
            cared: vec![0.0; classes * states * OLDEST_AGE],
            lived: vec![0.0; classes / 2 * places.count()],
            ends: vec![StateExits::default(); classes / 2],
        }
    }

    /// Ages everyone by one cycle, into `next`.
    pub fn advance(&mut self, of: &CycleMoves, now: &Occupancy, next: &mut Occupancy) {
        let places = now.places;
        let states = of.system.health.states.len();
        let rows = 2 * states * places.count();
        self.ends.iter_mut().for_each(|ends| {
            *ends = StateExits {
                dead: vec![0.0; states],
                ..StateExits::default()
            };
        });
        let kinds = (now.residents.par_chunks(rows), next.residents.par_chunks_mut(rows));
        let counted = (
            self.cared.par_chunks_mut(2 * states * OLDEST_AGE),
            self.lived.par_chunks_mut(places.count()),
            self.ends.par_iter_mut(),
        );
        let kinds = kinds.into_par_iter().zip(counted).enumerate();
        kinds.for_each_init(FlowRoom::default, |room, (number, ((here, next), (cared, lived, ends)))| {
            let mut kind = KindCycle {
                number,
                here,
                next,
                cared,
                lived,
                ends,
            };
            kind.open();
            for has_carer in [false, true] {
                kind.move_on(of, places, has_carer, room);
            }
        });
        next.dead.clone_from(&now.dead);
        for ends in &self.ends {
            add(&mut next.dead, &ends.dead);
        }
    }

    /// ArrivalRow cared for by state.
    pub fn residents(&self, system: &System) -> Vec<f64> {
        let states = system.health.states.len();
        let mut sums = vec![0.0; states];
        for (row, ages) in self.cared.chunks(OLDEST_AGE).enumerate() {
            sums[row % states] += ages.iter().sum::<f64>();
        }
        sums
    }

    /// Adds those who come in the cycle, as far as its end counts.
    pub fn welcome(&mut self, coming: &Coming, places: Places, cycle: usize) {
        add(&mut self.cared, &coming.cared);
        let rows = self.lived.chunks_mut(places.count());
        for (lived, coming) in rows.zip(coming.lived.chunks(coming.places)) {
            let first = 2 * places.first_pair(cycle + 1);
            add(&mut lived[first..], coming);
        }
        for (ends, coming) in self.ends.iter_mut().zip(&coming.ends) {
            add(&mut ends.dead, &coming.dead);
            ends.leavers += coming.leavers;
            ends.institution_entries += coming.institution_entries;
        }
    }

    /// Adds life, deaths and moves of the cycle.
    pub fn count(&self, system: &System, expected: &mut Expectation) {
        let health = &system.health;
        let states = health.states.len();
        for (row, ages) in self.cared.chunks(OLDEST_AGE).enumerate() {
            let (class, state) = (row / states, row % states);
            let (_, deprivation, _) = health.parts(class);
            let group = expected.group(deprivation);
            let half_cycles = 2.0 * ages.iter().sum::<f64>();
            expected.add(Count::Lived { group, state }, half_cycles);
        }
        for ends in &self.ends {
            let singles = [
                (Single::Deaths, ends.dead.iter().sum()),
                (Single::Leavers, ends.leavers),
                (Single::InstitutionEntries, ends.institution_entries),
            ];
            for (single, many) in singles {
                expected.add(Count::Single(single), many);
            }
        }
    }
}

pub(super) fn add(sums: &mut [f64], more: &[f64]) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += more;
    }
}

/// FlowRoom for the residents of one class: their chances, by the state after the cycle how many there are and how many of them
/// have a carer anew or no longer, how long each lived in a state, and who moved out.
#[derive(Debug, Default)]
pub(super) struct FlowRoom {
    pub chances: Vec<f64>,
    pub arrived: Vec<f64>,
    changed: Vec<f64>,
    counted: Vec<f64>,
    left: Vec<f64>,
}

impl KindCycle<'_> {
    fn open(&mut self) {
        self.next.fill(0.0);
        self.cared.fill(0.0);
        self.lived.fill(0.0);
    }

    /// ArrivalRow with or without a carer move on.
    fn move_on(&mut self, of: &CycleMoves, places: Places, has_carer: bool, room: &mut FlowRoom) {
        let health = &of.system.health;
        let (states, width) = (health.states.len(), places.count());
        let first = places.first_pair(of.cycle);
        let (live, row) = (2 * first..width, width - 2 * first);
        let carer = usize::from(has_carer);
        let here = |state: usize| &self.here[(carer * states + state) * width..][live.clone()];
        let is_empty: Vec<bool> = (0..states)
            .map(|state| !health.is_alive(state) || here(state).iter().all(|many| *many == 0.0))
            .collect();
        if is_empty.iter().all(|is_empty| *is_empty) {
            return;
        }
        let class = 2 * self.number + carer;
        let chances = of.moves.full(class, of.affected, &mut room.chances);
        for rows in [&mut room.arrived, &mut room.changed] {
            rows.clear();
            rows.resize(states * row, 0.0);
        }
        let passages = of.moves.passages().iter().zip(chances.chunks(places.pairs));
        for (passage, chances) in passages.filter(|(passage, _)| !is_empty[passage.from]) {
            let from = here(passage.from);
            if passage.to == states {
                self.ends.institution_entries += sum_of_products(from, chances);
            } else if health.is_alive(passage.to) {
                let place = health.carer_change(passage.from, passage.to, has_carer);
                let changes = if has_carer { 1.0 - of.carers[place] } else { of.carers[place] };
                let to = passage.to * row..(passage.to + 1) * row;
                if changes == 0.0 {
                    flow(from, chances, &mut room.arrived[to]);
                } else {
                    let changed = &mut room.changed[to.clone()];
                    flow_and_change(from, chances, changes, &mut room.arrived[to], changed);
                }
            } else {
                self.ends.dead[passage.to] += sum_of_products(from, chances);
            }
        }
        self.settle(of, places, has_carer, room);
    }

    /// Counts those who moved, and puts them where they are at the end.
    fn settle(&mut self, of: &CycleMoves, places: Places, has_carer: bool, room: &mut FlowRoom) {
        let health = &of.system.health;
        let (states, width) = (health.states.len(), places.count());
        let first = 2 * places.first_pair(of.cycle);
        let row = width - first;
        let [start, end] = halves(of.system);
        let stay = &of.moves.stay[..row / 2];
        let (without, with) = self.next.split_at_mut(states * width);
        let (same, other) = if has_carer { (with, without) } else { (without, with) };
        room.left.clear();
        room.left.resize(row, 0.0);
        room.counted.resize(row, 0.0);
        for state in (0..states).filter(|&state| health.is_alive(state)) {
            let of_class = (usize::from(has_carer) * states + state) * width + first;
            let here = &self.here[of_class..][..row];
            let arrived = &room.arrived[state * row..][..row];
            let changed = &room.changed[state * row..][..row];
            let into = state * width + first;
            let (same, other) = (&mut same[into..][..row], &mut other[into..][..row]);
            for (pair, stay) in stay.iter().enumerate() {
                for place in [2 * pair, 2 * pair + 1] {
                    let stayed = stay * arrived[place];
                    let changes = stay * changed[place];
                    room.counted[place] = start * here[place] + end * stayed;
                    room.left[place] += arrived[place] - stayed;
                    same[place] += stayed - changes;
                    other[place] += changes;
                }
            }
            add(&mut self.lived[first..], &room.counted);
            let cared = (usize::from(has_carer) * states + state) * OLDEST_AGE;
            let cared = &mut self.cared[cared..][..OLDEST_AGE];
            add_by_year(of.system, &room.counted, cared);
        }
        self.ends.leavers += sum(&room.left);
    }
}

/// Adds half of the half-cycles counted, by place from the youngest on, to residents cared for by year of age.
pub(super) fn add_by_year(system: &System, counted: &[f64], cared: &mut [f64]) {
    for (year, places) in counted.chunks(2 * system.time.per_year).enumerate() {
        cared[year.min(OLDEST_AGE - 1)] += places.iter().sum::<f64>() / 2.0;
    }
}

/// Adds those who move with a chance that both places of a pair share.
pub(super) fn flow(from: &[f64], chances: &[f64], arrived: &mut [f64]) {
    let pairs = from.chunks_exact(2).zip(arrived.chunks_exact_mut(2));
    for ((from, arrived), chance) in pairs.zip(chances) {
        arrived[0] += from[0] * chance;
        arrived[1] += from[1] * chance;
    }
}

/// The same, of whom a part changes.
fn flow_and_change(
    from: &[f64],
    chances: &[f64],
    part: f64,
    arrived: &mut [f64],
    changed: &mut [f64],
) {
    let pairs = from.chunks_exact(2).zip(arrived.chunks_exact_mut(2));
    let pairs = pairs.zip(changed.chunks_exact_mut(2));
    for (((from, arrived), changed), chance) in pairs.zip(chances) {
        let moved = [from[0] * chance, from[1] * chance];
        arrived[0] += moved[0];
        arrived[1] += moved[1];
        changed[0] += moved[0] * part;
        changed[1] += moved[1] * part;
    }
}

/// Those who move, all ages together.
pub(super) fn sum_of_products(from: &[f64], chances: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    for (from, chances) in from.chunks(8).zip(chances.chunks(4)) {
        for (sum, (pair, chance)) in sums.iter_mut().zip(from.chunks_exact(2).zip(chances)) {
            *sum += (pair[0] + pair[1]) * chance;
        }
    }
    sums.iter().sum()
}

/// ArrivalRow by year of age, each with so many of something.
pub(super) fn sum_of_pairs(here: &[f64], each: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    for (here, each) in here.chunks_exact(4).zip(each.chunks_exact(4)) {
        for lane in 0..4 {
            sums[lane] += here[lane] * each[lane];
        }
    }
    sums.iter().sum()
}

/// A sum in four parts, which do not wait for each other.
pub(super) fn sum(values: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    for values in values.chunks(4) {
        add(&mut sums, values);
    }
    sums.iter().sum()
}

/// Half-cycles that count in the state at the start and in that at the end.
pub(super) fn halves(system: &System) -> [f64; 2] {
    system.time.counting.parts().map(|part| 2.0 * part)
}

/// Half-cycles lived in a year so far: `[sex × deprivation][place]`.
#[derive(Debug, Clone)]
pub(super) struct YearLived(Vec<f64>);

impl YearLived {
    pub fn new(system: &System, places: Places) -> YearLived {
        YearLived(vec![0.0; system.health.classes.count() / 2 * places.count()])
    }

    pub fn add(&mut self, passage: &Passage) {
        add(&mut self.0, &passage.lived);
    }

    /// Adds what is settled at the end of a year, and starts a new one: years lived by age in the middle of the year, and
    /// background care for the part of the year that each resident lived here. `levels` are this year's prices and volumes
    /// of its lines.
    pub fn close(
        &mut self,
        system: &System,
        (places, year): (Places, usize),
        levels: &[f64],
        expected: &mut Expectation,
    ) {
        let middle = system.time.middle(year);
        let deprivation = system.health.classes.deprivation;
        for (kind, lived) in self.0.chunks(places.count()).enumerate() {
            let mut by_age = [0.0; OLDEST_AGE];
            for (place, lived) in lived.iter().enumerate() {
                by_age[system.health.year_of_age(places.age(place, middle))] += lived;
            }
            let who = (kind / deprivation == 1, kind % deprivation);
            count_year(system, who, &by_age, levels, expected);
        }
        self.0.fill(0.0);
    }
}

/// Years lived at every age by residents of one sex and deprivation class, and their background care.
fn count_year(
    system: &System,
    (is_male, class): (bool, usize),
    by_age: &[f64],
    levels: &[f64],
    expected: &mut Expectation,
) {
    let table = &system.care.background_table;
    let group = expected.group(class);
    let in_lower = system.people.lower_class[class];
    let mut sums = vec![0.0; levels.len()];
    for (age, lived) in by_age.iter().enumerate() {
        for (lower, share) in [1.0 - in_lower, in_lower].into_iter().enumerate() {
            expected.add(Count::LivedAtAge { group, age, lower }, lived * share);
        }
        let years = lived / (2 * system.time.per_year) as f64;
        for (sum, mean) in sums.iter_mut().zip(table.means(is_male, age)) {
            *sum += years * mean;
        }
    }
    for (line, (sum, level)) in sums.iter().zip(levels).enumerate() {
        expected.add(Count::Background { group, line }, sum * level);
    }
}

