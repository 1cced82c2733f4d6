//! The residents of one sex and deprivation class through one cycle: a block of places after the other, in which everything
//! that happens to those who stand there is worked out before the next, so that the fastest memory holds it.
//!
//! Comes in: where they are, and the chances of their moves. Goes out: where they are at the end, how long each state is lived
//! in, and who left. Deliberately absent: those who come in the cycle (coming.rs), and other classes (passage.rs).

use crate::base::lanes::{add, multiply, product, scale, subtract};
use crate::system::System;
use crate::tables::time::OLDEST_AGE;

use super::columns::halves;
use super::exits::StateExits;
use super::moves::{BlockRatios, Moves};
use super::passages::BlockChances;
use super::phase::PhaseMoves;
use super::place_blocks::{self, BLOCK, Block, NONE};
use super::places::Places;

/// What moves residents in a cycle.
pub(super) struct CycleMoves<'a> {
    pub system: &'a System,
    pub moves: &'a Moves,
    /// What effects make of chances in this cycle.
    pub ratios: Option<&'a BlockRatios>,
    /// Chance of a carer after the cycle, by `Health::carer_change`.
    pub carers: &'a [f64],
    pub cycle: usize,
    pub phase: usize,
}

/// Where the residents of one sex and deprivation class are, and what becomes of them.
pub(super) struct KindCycle<'a> {
    pub number: usize,
    /// `[carer][situation][place]`, at the start and at the end.
    pub here: &'a [f64],
    pub next: &'a mut [f64],
    /// `[carer][state][year of age]`, and half-cycles by place: nothing yet.
    pub cared: &'a mut [f64],
    pub lived: &'a mut [f64],
    pub ends: &'a mut StateExits,
}

/// Where a passage leads.
#[derive(Debug, Clone, Copy)]
enum Destination {
    /// Out of those who are counted here: a state of the dead, or, from the number of situations on, what is counted of moves.
    Exit(usize),
    /// A situation, and the part of those who arrive there who have a carer anew, or no longer, of those without and with one.
    Stay(usize, [f64; 2]),
}

/// Room for what is worked out of residents of one sex and deprivation class.
#[derive(Debug, Default)]
pub(super) struct FlowRoom {
    /// By passage.
    destinations: Vec<Destination>,
    /// Who arrives in each situation at a block of places, and who of them changes whether there is a carer:
    /// `[carer][situation]`.
    arrived: [Vec<Block>; 2],
    changed: [Vec<Block>; 2],
    /// Who went to each exit, and moved out of each situation, by place in a block.
    exits: Vec<Block>,
    left: Vec<Block>,
    /// Half-cycles lived: `[carer][situation][place]`, places from the youngest on.
    counted: Vec<f64>,
}

impl FlowRoom {
    /// For every sex and deprivation class.
    pub fn for_all(system: &System) -> Vec<FlowRoom> {
        let mut rooms = Vec::new();
        rooms.resize_with(system.health.classes.count() / 2, FlowRoom::default);
        rooms
    }

    /// For a cycle in which residents stand in so many places.
    fn open(&mut self, of: &CycleMoves, places: usize) {
        let health = &of.system.health;
        let situations = health.situations();
        self.destinations.clear();
        let passages = of.moves.passages().iter();
        self.destinations.extend(passages.map(|passage| {
            if passage.to >= situations || !health.is_alive(health.state_of(passage.to)) {
                return Destination::Exit(passage.to);
            }
            let [from, to] = [passage.from, passage.to].map(|one| health.state_of(one));
            let changes = [false, true].map(|has_carer| {
                let keeps = of.carers[health.carer_change(from, to, has_carer)];
                if has_carer { 1.0 - keeps } else { keeps }
            });
            Destination::Stay(passage.to, changes)
        }));
        for blocks in self.arrived.iter_mut().chain(&mut self.changed) {
            blocks.resize(situations, NONE);
        }
        for blocks in [&mut self.exits, &mut self.left] {
            blocks.clear();
            blocks.resize(situations + health.counters(), NONE);
        }
        self.counted.resize(2 * situations * places, 0.0);
    }
}

/// Where those stand who are here in a cycle: in rows of so many places, from a first one on.
#[derive(Clone, Copy)]
struct Stand {
    first: usize,
    width: usize,
}

impl Stand {
    /// The places of a row.
    #[inline(always)]
    fn row(self, rows: &[f64], row: usize) -> &[f64] {
        &rows[row * self.width..][self.first..self.width]
    }
}

/// Shares of a cycle that count in the state at its start and in that at its end, in half-cycles, and who does not move out.
struct Counting<'a> {
    start: f64,
    end: f64,
    phase: &'a PhaseMoves,
}

impl KindCycle<'_> {
    /// Residents without and with a carer move on.
    #[inline(always)]
    pub fn move_on(&mut self, of: &CycleMoves, places: Places, room: &mut FlowRoom) {
        if places.halves == 1 {
            self.move_blocks::<1>(of, places, room);
        } else {
            self.move_blocks::<2>(of, places, room);
        }
    }

    #[inline(always)]
    fn move_blocks<const HALVES: usize>(
        &mut self,
        of: &CycleMoves,
        places: Places,
        room: &mut FlowRoom,
    ) {
        let health = &of.system.health;
        let (states, situations) = (health.states.len(), health.situations());
        let width = places.count();
        let first = places.first(of.cycle);
        let row = width - first;
        room.open(of, row);
        let of_carer = |carer| {
            let class = 2 * self.number + carer;
            of.moves.of_class(class, of.phase, of.ratios)
        };
        let chances = [of_carer(0), of_carer(1)];
        let [start, end] = halves(of.system);
        let phase = of.moves.phase(of.phase);
        let counting = Counting { start, end, phase };
        let whole = row - row % BLOCK;
        let stand = Stand { first, width };
        for place in (0..whole).step_by(BLOCK) {
            self.move_block::<HALVES, true>(of, (&chances, &counting), (stand, place), room);
        }
        if whole < row {
            self.move_block::<HALVES, false>(of, (&chances, &counting), (stand, whole), room);
        }
        for (exit, exits) in room.exits.iter().enumerate() {
            let many: f64 = exits.iter().sum();
            match exit.checked_sub(situations) {
                Some(counter) => self.ends.counted[counter] += many,
                None if exit < states => self.ends.dead[exit] += many,
                None => {}
            }
        }
        for (situation, left) in room.left.iter().take(situations).enumerate() {
            self.ends.leave(health, situation, left.iter().sum::<f64>());
        }
        for (number, counted) in room.counted.chunks(row).enumerate() {
            let (carer, situation) = (number / situations, number % situations);
            let state = health.state_of(situation);
            if !health.is_alive(state) {
                continue;
            }
            let place = (carer * states + state) * OLDEST_AGE;
            let class = of.moves.classes().place(2 * self.number + carer);
            let row = class * states + state;
            let cared = &mut self.cared[place..][..OLDEST_AGE];
            phase.add_by_year(row, (counted, HALVES), cared);
            if health.is_waiting(situation) {
                let waiting = &mut self.ends.waiting[place..][..OLDEST_AGE];
                phase.add_by_year(row, (counted, HALVES), waiting);
            }
        }
    }

    /// Those who stand at one block of places, which is `FULL` but for the last.
    #[inline(always)]
    fn move_block<const HALVES: usize, const FULL: bool>(
        &mut self,
        of: &CycleMoves,
        (chances, counting): (&[BlockChances; 2], &Counting),
        (stand, place): (Stand, usize),
        room: &mut FlowRoom,
    ) {
        let health = &of.system.health;
        let situations = health.situations();
        for (carer, chances) in chances.iter().enumerate() {
            let here = &self.here[carer * situations * stand.width..];
            room.flow::<HALVES, FULL>(of.moves, (carer, chances), here, (stand, place));
        }
        let is_alive = |situation: &usize| health.is_alive(health.state_of(*situation));
        for situation in (0..situations).filter(is_alive) {
            self.arrive::<HALVES, FULL>(counting, (situation, situations), (stand, place), room);
        }
    }

    /// Counts those who are in a situation at the start or the end, and puts them where they are at the end.
    #[inline(always)]
    fn arrive<const HALVES: usize, const FULL: bool>(
        &mut self,
        counting: &Counting,
        (situation, situations): (usize, usize),
        (stand, place): (Stand, usize),
        room: &mut FlowRoom,
    ) {
        let row = stand.width - stand.first;
        let stay = of_cohorts::<HALVES, FULL>(&counting.phase.stay, place);
        let lived = &mut self.lived[stand.first..];
        let (mut next, mut all) = ([NONE; 2], block::<FULL>(lived, place));
        for carer in [0, 1] {
            let at = carer * situations + situation;
            let here = stand.row(self.here, at);
            let (mut stayed, mut changed) = (
                room.arrived[carer][situation],
                room.changed[carer][situation],
            );
            add(&mut room.left[situation], &stayed);
            multiply(&mut stayed, &stay);
            multiply(&mut changed, &stay);
            subtract(&mut room.left[situation], &stayed);
            let (mut both, mut at_end) = (block::<FULL>(here, place), stayed);
            scale(&mut both, counting.start);
            scale(&mut at_end, counting.end);
            add(&mut both, &at_end);
            write::<FULL>(&mut room.counted[at * row..][..row], place, &both);
            add(&mut all, &both);
            add(&mut next[1 - carer], &changed);
            subtract(&mut stayed, &changed);
            add(&mut next[carer], &stayed);
        }
        write::<FULL>(lived, place, &all);
        for (carer, next) in next.iter().enumerate() {
            let at = (carer * situations + situation) * stand.width + stand.first;
            write::<FULL>(&mut self.next[at..][..row], place, next);
        }
    }
}

impl FlowRoom {
    /// Those who stand at a block of places without a carer, or with one, on their way.
    #[inline(always)]
    fn flow<const HALVES: usize, const FULL: bool>(
        &mut self,
        moves: &Moves,
        (carer, chances): (usize, &BlockChances),
        here: &[f64],
        (stand, place): (Stand, usize),
    ) {
        let (own, ratios) = chances.of_block(place / (HALVES * BLOCK));
        self.arrived[carer].fill(NONE);
        self.changed[carer].fill(NONE);
        for group in moves.groups() {
            let from = block::<FULL>(stand.row(here, group.from), place);
            // Nobody is less than none, and a sum takes no look at each.
            if from.iter().sum::<f64>() == 0.0 {
                continue;
            }
            let own = |row: usize| of_block::<HALVES>(&own[row], place);
            let mut stays = group.stay.map_or(NONE, own);
            for row in group.rows.clone().filter(|row| Some(*row) != group.stay) {
                let mut chance = own(row);
                if let Some(ratios) = ratios {
                    // A chance to move times its ratio; who does not move stays.
                    multiply(&mut chance, &of_block::<HALVES>(&ratios[row], place));
                    if moves.is_to_situation(row) {
                        let mut more = chance;
                        subtract(&mut more, &own(row));
                        subtract(&mut stays, &more);
                    }
                }
                self.send((carer, row), &from, &chance);
            }
            if let Some(stay) = group.stay {
                self.send((carer, stay), &from, &stays);
            }
        }
    }

    /// Residents of a block of places take a passage, each with their chance.
    #[inline(always)]
    fn send(&mut self, (carer, passage): (usize, usize), from: &Block, chance: &Block) {
        let mut moved = product(from, chance);
        match self.destinations[passage] {
            Destination::Exit(exit) => add(&mut self.exits[exit], &moved),
            Destination::Stay(situation, changes) => {
                add(&mut self.arrived[carer][situation], &moved);
                if changes[carer] != 0.0 {
                    scale(&mut moved, changes[carer]);
                    add(&mut self.changed[carer][situation], &moved);
                }
            }
        }
    }
}

/// The figures at a block of places; 0 beyond the last where it is not full.
#[inline(always)]
fn block<const FULL: bool>(row: &[f64], place: usize) -> Block {
    if FULL {
        return *row[place..].first_chunk().expect("a full block");
    }
    place_blocks::block(row, place)
}

/// Writes the figures at a block of places, as far as there are any.
#[inline(always)]
fn write<const FULL: bool>(row: &mut [f64], place: usize, block: &Block) {
    let rest = &mut row[place..];
    if FULL {
        *rest.first_chunk_mut().expect("a full block") = *block;
        return;
    }
    for (found, figure) in rest.iter_mut().zip(block) {
        *found = *figure;
    }
}

/// The same of figures that the places of a cohort share.
#[inline(always)]
fn of_cohorts<const HALVES: usize, const FULL: bool>(cohorts: &[f64], place: usize) -> Block {
    if HALVES == 1 {
        return block::<FULL>(cohorts, place);
    }
    let rest = &cohorts[place / HALVES..];
    if FULL {
        let [one, two, three, four] = *rest.first_chunk().expect("a full block");
        return [one, one, two, two, three, three, four, four];
    }
    let mut block = NONE;
    for (both, cohort) in block.chunks_exact_mut(HALVES).zip(rest) {
        both.fill(*cohort);
    }
    block
}

/// Of a block of cohorts, the figures that those at a block of places share.
#[inline(always)]
fn of_block<const HALVES: usize>(cohorts: &Block, place: usize) -> Block {
    if HALVES == 1 {
        return *cohorts;
    }
    let first = place / HALVES % BLOCK;
    let mut block = NONE;
    for (both, cohort) in block.chunks_exact_mut(HALVES).zip(&cohorts[first..]) {
        both.fill(*cohort);
    }
    block
}
