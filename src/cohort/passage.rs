//! What a cycle does to expected residents: who falls ill, dies, moves, and how long each state is lived in.
//!
//! Comes in: where residents are, and the chances of their moves. Goes out: a [`Passage`], and the [`YearLived`] of
//! background care. Deliberately absent: those who come in the cycle (coming.rs).

use rayon::prelude::*;

use crate::base::lanes::{add, multiply, scale, subtract};
use crate::base::widest::on_widest;
use crate::provision::{Count, Single};
use crate::system::System;
use crate::tables::time::OLDEST_AGE;

use super::columns::{self, Cared, halves, sum_of_products};
use super::coming::Coming;
use super::exits::StateExits;
use super::expectation::Expectation;
use super::moves::{CohortRatios, Moves};
use super::occupancy::Occupancy;
use super::phase::MoveTime;
use super::places::Places;

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

/// What moves residents in a cycle.
pub(super) struct CycleMoves<'a> {
    pub system: &'a System,
    pub moves: &'a Moves,
    /// What effects make of chances in this cycle.
    pub ratios: Option<&'a CohortRatios>,
    /// Chance of a carer after the cycle, by `Health::carer_change`.
    pub carers: &'a [f64],
    pub cycle: usize,
    pub phase: usize,
}

/// Where the residents of one sex and deprivation class are, and what becomes of them.
struct KindCycle<'a> {
    number: usize,
    /// `[carer][situation][place]`, at the start and at the end.
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

    /// Where those who wait for a place are cared for, as in `cared`.
    pub fn waiting(&self) -> Cared {
        self.ends
            .iter()
            .flat_map(|ends| ends.waiting.iter().copied())
            .collect()
    }

    /// Ages everyone by one cycle, into `next`.
    pub fn advance(
        &mut self,
        of: &CycleMoves,
        (now, next): (&Occupancy, &mut Occupancy),
        rooms: &mut [FlowRoom],
    ) {
        let places = now.places;
        let health = &of.system.health;
        let states = health.states.len();
        let rows = 2 * health.situations() * places.count();
        self.ends
            .iter_mut()
            .for_each(|ends| *ends = StateExits::none(health));
        let kinds = (
            now.residents.par_chunks(rows),
            next.residents.par_chunks_mut(rows),
        );
        let counted = (
            self.cared.par_chunks_mut(2 * states * OLDEST_AGE),
            self.lived.par_chunks_mut(places.count()),
            self.ends.par_iter_mut(),
            rooms.par_iter_mut(),
        );
        let kinds = kinds.into_par_iter().zip(counted).enumerate();
        kinds.for_each(|(number, ((here, next), (cared, lived, ends, room)))| {
            let mut kind = KindCycle {
                number,
                here,
                next,
                cared,
                lived,
                ends,
            };
            kind.cared.fill(0.0);
            kind.lived.fill(0.0);
            on_widest(|| kind.move_on(of, places, room));
        });
        next.dead.clone_from(&now.dead);
        for ends in &self.ends {
            columns::add(&mut next.dead, &ends.dead);
        }
    }

    /// Residents cared for by state.
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
        columns::add(&mut self.cared, &coming.cared);
        let rows = self.lived.chunks_mut(places.count());
        for (lived, coming) in rows.zip(coming.lived.chunks(coming.places)) {
            columns::add(&mut lived[places.first(cycle)..], coming);
        }
        for (ends, coming) in self.ends.iter_mut().zip(&coming.ends) {
            columns::add(&mut ends.dead, &coming.dead);
            ends.add_moves(coming);
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
                (Single::InstitutionEntries, ends.counted[0]),
            ];
            for (single, many) in singles {
                expected.add(Count::Single(single), many);
            }
            ends.count_wishes(expected);
        }
    }
}

/// Room for chances under effects without and with a carer, and for what is counted of residents by place: of one sex and
/// deprivation class.
#[derive(Debug, Default)]
pub(super) struct FlowRoom {
    chances: [Vec<f64>; 2],
    counted: [Vec<f64>; 2],
}

impl FlowRoom {
    /// For every sex and deprivation class.
    pub fn for_all(system: &System) -> Vec<FlowRoom> {
        let mut rooms = Vec::new();
        rooms.resize_with(system.health.classes.count() / 2, FlowRoom::default);
        rooms
    }
}

/// Places that are worked out side by side.
const BLOCK: usize = 8;

/// A figure at each of them.
type Block = [f64; BLOCK];

/// Residents in one state on their way to another.
struct StateFlow<'a> {
    from: &'a [f64],
    /// Chances by cohort.
    chances: &'a [f64],
    /// The part of them that has a carer anew, or no longer.
    changes: f64,
}

impl KindCycle<'_> {
    /// Residents without and with a carer move on.
    #[inline(always)]
    fn move_on(&mut self, of: &CycleMoves, places: Places, room: &mut FlowRoom) {
        let health = &of.system.health;
        let (situations, width) = (health.situations(), places.count());
        let first = places.first(of.cycle);
        let asked = (places.phase(of.cycle), MoveTime::Cycle);
        let [without, with] = &mut room.chances;
        let chances = [
            of.moves
                .of_class(2 * self.number, asked, of.ratios, without),
            of.moves
                .of_class(2 * self.number + 1, asked, of.ratios, with),
        ];
        let here = self.here;
        let here = |carer: usize, state: usize| {
            let row = (carer * situations + state) * width;
            &here[row + first..row + width]
        };
        let mut flows: Vec<[Vec<StateFlow>; 2]> = Vec::new();
        flows.resize_with(situations, Default::default);
        for (carer, chances) in chances.iter().enumerate() {
            let passages = of
                .moves
                .passages()
                .iter()
                .zip(chances.chunks(places.cohorts));
            for (passage, chances) in passages {
                let from = here(carer, passage.from);
                if let Some(counter) = passage.to.checked_sub(situations) {
                    self.ends.counted[counter] += sum_of_products(from, chances, places.halves);
                } else if health.is_alive(health.state_of(passage.to)) {
                    let states = [passage.from, passage.to].map(|one| health.state_of(one));
                    let change = health.carer_change(states[0], states[1], carer == 1);
                    let changes = [of.carers[change], 1.0 - of.carers[change]][carer];
                    flows[passage.to][carer].push(StateFlow {
                        from,
                        chances,
                        changes,
                    });
                } else {
                    self.ends.dead[passage.to] += sum_of_products(from, chances, places.halves);
                }
            }
        }
        for (state, flows) in flows.iter().enumerate() {
            if health.is_alive(health.state_of(state)) {
                let here = [here(0, state), here(1, state)];
                let (at, counted) = ((state, first), &mut room.counted);
                if places.halves == 1 {
                    self.arrive::<1>(of, at, here, flows, counted);
                } else {
                    self.arrive::<2>(of, at, here, flows, counted);
                }
            } else {
                // Where the dead are is told by [`StateExits`].
                let rows = self.next.chunks_mut(width);
                rows.skip(state)
                    .step_by(situations)
                    .for_each(|row| row.fill(0.0));
            }
        }
    }

    /// Counts those who are in a state at the start or the end, and puts them where they are at the end.
    #[inline(always)]
    fn arrive<const HALVES: usize>(
        &mut self,
        of: &CycleMoves,
        (situation, first): (usize, usize),
        here: [&[f64]; 2],
        flows: &[Vec<StateFlow>; 2],
        counted: &mut [Vec<f64>; 2],
    ) {
        let health = &of.system.health;
        let (states, situations) = (health.states.len(), health.situations());
        let row = here[0].len();
        let width = first + row;
        let [start, end] = halves(of.system);
        let phase = of.moves.phase(of.phase);
        counted
            .iter_mut()
            .for_each(|counted| counted.resize(row, 0.0));
        let (without, with) = self.next.split_at_mut(situations * width);
        let into = situation * width + first..(situation + 1) * width;
        let (without, with) = (&mut without[into.clone()], &mut with[into]);
        let lived = &mut self.lived[first..];
        let mut left = [0.0; BLOCK];
        for place in (0..row).step_by(BLOCK) {
            let stay = of_cohorts::<HALVES>(&phase.stay, place);
            let mut next = [[0.0; BLOCK]; 2];
            let mut all = block(lived, place);
            for carer in [0, 1] {
                let here = block(here[carer], place);
                let (mut stayed, mut changed) = gather::<HALVES>(&flows[carer], place);
                add(&mut left, &stayed);
                multiply(&mut stayed, &stay);
                multiply(&mut changed, &stay);
                subtract(&mut left, &stayed);
                let (mut both, mut at_end) = (here, stayed);
                scale(&mut both, start);
                scale(&mut at_end, end);
                add(&mut both, &at_end);
                write(&mut counted[carer], place, &both);
                add(&mut all, &both);
                add(&mut next[1 - carer], &changed);
                subtract(&mut stayed, &changed);
                add(&mut next[carer], &stayed);
            }
            write(lived, place, &all);
            write(without, place, &next[0]);
            write(with, place, &next[1]);
        }
        self.ends.leave(health, situation, left.iter().sum::<f64>());
        for (carer, counted) in counted.iter().enumerate() {
            let row = carer * states + health.state_of(situation);
            let place = row * OLDEST_AGE;
            let cared = &mut self.cared[place..][..OLDEST_AGE];
            let row = 2 * self.number * states + row;
            phase.add_by_year(row, (counted, HALVES), cared);
            if health.is_waiting(situation) {
                let waiting = &mut self.ends.waiting[place..][..OLDEST_AGE];
                phase.add_by_year(row, (counted, HALVES), waiting);
            }
        }
    }
}

/// Those who arrive in a state at a block of places, and those of them who change whether they have a carer.
#[inline(always)]
fn gather<const HALVES: usize>(flows: &[StateFlow], place: usize) -> (Block, Block) {
    let (mut arrived, mut changed) = ([0.0; BLOCK], [0.0; BLOCK]);
    for flow in flows {
        let mut moved = block(flow.from, place);
        multiply(&mut moved, &of_cohorts::<HALVES>(flow.chances, place));
        add(&mut arrived, &moved);
        if flow.changes != 0.0 {
            scale(&mut moved, flow.changes);
            add(&mut changed, &moved);
        }
    }
    (arrived, changed)
}

/// The figures at a block of places; 0 beyond the last.
#[inline(always)]
fn block(row: &[f64], place: usize) -> Block {
    let rest = &row[place..];
    if let Some(block) = rest.first_chunk() {
        return *block;
    }
    let mut block = [0.0; BLOCK];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// Writes the figures at a block of places, as far as there are any.
#[inline(always)]
fn write(row: &mut [f64], place: usize, block: &Block) {
    let rest = &mut row[place..];
    match rest.first_chunk_mut() {
        Some(into) => *into = *block,
        None => {
            let many = rest.len();
            rest.copy_from_slice(&block[..many]);
        }
    }
}

/// The same of figures that the places of a cohort share.
#[inline(always)]
fn of_cohorts<const HALVES: usize>(cohorts: &[f64], place: usize) -> Block {
    if HALVES == 1 {
        return block(cohorts, place);
    }
    let rest = &cohorts[place / HALVES..];
    if let Some(&[one, two, three, four]) = rest.first_chunk() {
        return [one, one, two, two, three, three, four, four];
    }
    let mut block = [0.0; BLOCK];
    for (both, cohort) in block.chunks_exact_mut(HALVES).zip(rest) {
        both.fill(*cohort);
    }
    block
}

/// Half-cycles lived in a year so far: `[sex × deprivation][place]`.
#[derive(Debug, Clone)]
pub(super) struct YearLived(Vec<f64>);

impl YearLived {
    pub fn new(system: &System, places: Places) -> YearLived {
        YearLived(vec![
            0.0;
            system.health.classes.count() / 2 * places.count()
        ])
    }

    pub fn add(&mut self, passage: &Passage) {
        columns::add(&mut self.0, &passage.lived);
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
                let ages = places.ages_at(place, middle);
                let each = lived / ages.len() as f64;
                ages.for_each(|age| by_age[system.health.year_of_age(age)] += each);
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
        for (sum, mean) in sums.iter_mut().zip(table.means(is_male, class, age)) {
            *sum += years * mean;
        }
    }
    for (line, (sum, level)) in sums.iter().zip(levels).enumerate() {
        expected.add(Count::Background { group, line }, sum * level);
    }
}
