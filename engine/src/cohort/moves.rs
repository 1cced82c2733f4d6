//! Chances of the state after a cycle and after half of one, by class and birth cohort, as effects leave them.
//!
//! Comes in: the tables of health, and what effects do to hazards. Goes out: [`Moves`]. Deliberately absent: how many
//! residents move (passage.rs).
//!
//! A cohort of several ages moves by the mean of their chances. Under effects, chances are worked out at ages a few years
//! apart and wherever a hazard begins or ends (nodes.rs), and of one deprivation class instead of all. In between, each is
//! what it is without effects times a ratio, which between two nodes is a straight line of age: that ratio is the effect's
//! own size but for what happens to those who moved in the rest of the cycle, and so hardly varies.

use std::ops::Range;

use rayon::prelude::*;

use crate::population::health::Hazards;
use crate::system::System;
use crate::tables::chains::{Chains, Chances, LANES, Lanes, StatePassage};

use super::age_spread::AgeSpread;
use super::lived_classes::LivedClasses;
use super::nodes::{nodes, references};
use super::passages::{BlockChances, PassageGroup, groups};
use super::phase::{ChanceTables, ClassMoves, ClassRoom, PhaseMoves};
use super::place_blocks::{BLOCK, Block, NONE, block};
use super::places::Places;
use super::precision::TwinPrecision;

/// Chances without effects, and how to work them out with them.
#[derive(Debug)]
pub(super) struct Moves {
    chains: Chains,
    /// The passages of those who live.
    passages: Vec<StatePassage>,
    /// The place of each among those of the chains.
    places: Vec<usize>,
    /// Passages that begin in one situation, situation by situation.
    groups: Vec<PassageGroup>,
    situations: usize,
    /// Whether these are moves while no place is free.
    is_short: bool,
    /// Cohorts that tables are made for.
    cohorts: usize,
    phases: Vec<PhaseMoves>,
    classes: LivedClasses,
    /// Classes whose chances are worked out under effects, and for each class the place of the one that speaks for it.
    references: Vec<usize>,
    reference_of: Vec<usize>,
    /// Ages in cycles.
    nodes: Vec<usize>,
    /// Without effects: `[reference][passage][node]`.
    at_nodes: ChanceTables,
}

/// Ratios of chances under effects to those without, at the nodes: `[reference][passage][node]`.
#[derive(Debug, Clone)]
pub(super) struct AffectedChances {
    ratios: ChanceTables,
}

/// The same after a cycle, by cohort: `[reference][block of cohorts][passage]`.
#[derive(Debug, Default)]
pub(super) struct BlockRatios(Vec<Block>);

/// The same after half of one: `[reference][passage][cohort]`.
#[derive(Debug)]
pub(super) struct CohortRatios(Vec<f64>);

impl AffectedChances {
    /// Ratios of chances after a cycle: `[reference][passage][node]`.
    pub fn ratios_in_cycle(&self) -> &[f64] {
        &self.ratios.full
    }

    /// Ratios of chances after half of one, likewise.
    pub fn ratios_in_half(&self) -> &[f64] {
        &self.ratios.half
    }
}

impl Moves {
    /// Without effects, and with a free place for everybody.
    pub fn new(system: &System, places: Places, precision: TwinPrecision) -> Moves {
        Moves::where_short(system, false, (places, precision))
    }

    /// Without effects; `is_short` says that no place is free.
    pub fn where_short(
        system: &System,
        is_short: bool,
        (places, precision): (Places, TwinPrecision),
    ) -> Moves {
        let health = &system.health;
        let chains = Chains::where_short(health, is_short);
        let situations = health.situations();
        let all = chains.passages().iter().copied().enumerate();
        let lives = |from: usize| from < situations && health.is_alive(health.state_of(from));
        let (places_of, passages): (Vec<usize>, Vec<StatePassage>) =
            all.filter(|(_, passage)| lives(passage.from)).unzip();
        let ages = places.span * places.cohorts;
        let nodes = match precision {
            TwinPrecision::Exact => (0..ages).collect(),
            TwinPrecision::Fast => nodes(system, ages),
        };
        let (references, reference_of) = references(system, &nodes, precision);
        let classes = match references.len() < reference_of.len() {
            true => LivedClasses::few(system, &nodes),
            false => LivedClasses::all(system),
        };
        let mut moves = Moves {
            groups: groups(&passages),
            passages,
            places: places_of,
            situations,
            is_short,
            cohorts: places.cohorts,
            phases: Vec::new(),
            classes,
            references,
            reference_of,
            nodes,
            at_nodes: ChanceTables::default(),
            chains,
        };
        moves.fill(system, places);
        moves
    }

    /// Works out chances without effects of every class that is lived at all ages, and what they are of cohorts and at the nodes.
    fn fill(&mut self, system: &System, places: Places) {
        let lived = self.classes.lived();
        let new = |phase| {
            let rows = (lived.len(), self.passages.len());
            PhaseMoves::new(system, (places, phase), rows, &self.nodes)
        };
        let mut phases: Vec<PhaseMoves> = (0..places.span).map(new).collect();
        let mut tables: Vec<Vec<ClassMoves>> = lived.iter().map(|_| Vec::new()).collect();
        for phase in &mut phases {
            for (tables, of_class) in tables.iter_mut().zip(phase.classes(lived.len())) {
                tables.push(of_class);
            }
        }
        let order = places.cohort_ages(0);
        let ages: Vec<usize> = order.by_age().collect();
        let spread = AgeSpread::new(system, ages.len());
        let room = || {
            let by_age = ChanceTables::new(self.passages.len() * ages.len());
            (Chances::default(), ClassRoom::default(), by_age)
        };
        let tables = lived.par_iter().copied().zip(tables);
        let at_nodes = tables.map_init(room, |(chances, room, by_age), (class, tables)| {
            self.write_class(system, (class, &ages), None, (chances, by_age.rows()));
            for of_phase in tables {
                let of_class = (class, &self.passages[..]);
                of_phase.write(system, of_class, by_age, (&spread, room));
            }
            let is_reference = self.references.contains(&class);
            is_reference.then(|| by_age.at(&order, &self.nodes))
        });
        let at_nodes: Vec<Option<ChanceTables>> = at_nodes.collect();
        let of_references = self
            .references
            .iter()
            .filter_map(|class| at_nodes[self.classes.place(*class)].as_ref());
        let of_references: Vec<&ChanceTables> = of_references.collect();
        self.at_nodes = ChanceTables::concat(&of_references);
        self.phases = phases;
    }

    /// Where residents can move in a cycle, in the order of the chances of a class; those from one situation side by side. From the
    /// number of situations on they stand for what is counted of moves.
    pub fn passages(&self) -> &[StatePassage] {
        &self.passages
    }

    /// Cohorts that tables are made for.
    pub fn cohorts(&self) -> usize {
        self.cohorts
    }

    /// Which classes are lived.
    pub fn classes(&self) -> &LivedClasses {
        &self.classes
    }

    /// What holds in cycles of a phase.
    pub fn phase(&self, phase: usize) -> &PhaseMoves {
        &self.phases[phase]
    }

    /// Chances of some classes at some ages: `[class][passage][age]`.
    fn at(
        &self,
        system: &System,
        (classes, ages): (&[usize], &[usize]),
        multipliers: Option<&[f64]>,
    ) -> ChanceTables {
        let of_class = self.passages.len() * ages.len();
        let mut tables = ChanceTables::new(classes.len() * of_class);
        let rows = (
            tables.full.par_chunks_mut(of_class),
            tables.half.par_chunks_mut(of_class),
        );
        let rows = rows.into_par_iter().zip(classes);
        rows.for_each_init(Chances::default, |chances, (rows, &class)| {
            self.write_class(system, (class, ages), multipliers, (chances, rows));
        });
        tables
    }

    /// Writes chances of one class at some ages after a cycle, and after half of one: `[passage][age]`.
    fn write_class(
        &self,
        system: &System,
        (class, ages): (usize, &[usize]),
        multipliers: Option<&[f64]>,
        (chances, (full, half)): (&mut Chances, (&mut [f64], &mut [f64])),
    ) {
        for (block, here) in ages.chunks(LANES).enumerate() {
            let age = |lane: usize| here[lane.min(here.len() - 1)];
            let cells = std::array::from_fn(|lane| system.health.cell(class, age(lane)));
            self.chains
                .run(&system.health, &cells, multipliers, chances);
            for (row, place) in self.places.iter().enumerate() {
                let start = row * ages.len() + block * LANES;
                let (full, half) = (&mut full[start..], &mut half[start..]);
                copy_lanes(&chances.full[*place], here.len(), full);
                copy_lanes(&chances.half[*place], here.len(), half);
            }
        }
    }

    /// Chances under effects; `None` where these leave hazards as they are.
    pub fn affected(&self, system: &System, hazards: &Hazards) -> Option<AffectedChances> {
        if !self.is_short && hazards.moves.iter().all(|multiplier| *multiplier == 1.0) {
            return None;
        }
        let who = (&self.references[..], &self.nodes[..]);
        let mut ratios = self.at(system, who, Some(&hazards.moves));
        for (affected, own) in [
            (&mut ratios.full, &self.at_nodes.full),
            (&mut ratios.half, &self.at_nodes.half),
        ] {
            for (affected, own) in affected.iter_mut().zip(own) {
                *affected = if *own > 0.0 { *affected / own } else { 1.0 };
            }
        }
        Some(AffectedChances { ratios })
    }

    /// Ratios after a cycle of a phase, written over those of `before`.
    pub fn block_ratios(
        &self,
        affected: &AffectedChances,
        phase: usize,
        before: Option<BlockRatios>,
    ) -> BlockRatios {
        let (phase, passages) = (&self.phases[phase], self.passages.len());
        let blocks = self.cohorts.div_ceil(BLOCK);
        let BlockRatios(mut ratios) = before.unwrap_or_default();
        ratios.resize(self.references.len() * blocks * passages, NONE);
        let mut row = vec![1.0; self.cohorts];
        let of_nodes = affected.ratios.full.chunks(self.nodes.len());
        for (number, at_nodes) in of_nodes.enumerate() {
            let (reference, passage) = (number / passages, number % passages);
            phase.lay_between(at_nodes, &mut row);
            let own = &mut ratios[reference * blocks * passages..][..blocks * passages];
            let own = own.iter_mut().skip(passage).step_by(passages);
            for (ratios, first) in own.zip((0..self.cohorts).step_by(BLOCK)) {
                *ratios = block(&row, first);
            }
        }
        BlockRatios(ratios)
    }

    /// Ratios after half a cycle of a phase.
    pub fn half_ratios(&self, affected: &AffectedChances, phase: usize) -> CohortRatios {
        let (phase, nodes) = (&self.phases[phase], self.nodes.len());
        let mut ratios = vec![1.0; self.references.len() * self.passages.len() * self.cohorts];
        let rows = ratios.chunks_mut(self.cohorts);
        for (row, at_nodes) in rows.zip(affected.ratios.half.chunks(nodes)) {
            phase.lay_between(at_nodes, row);
        }
        CohortRatios(ratios)
    }

    /// How many situations there are.
    pub fn situations(&self) -> usize {
        self.situations
    }

    /// How long a table of ratios at the nodes is.
    pub fn ratios(&self) -> usize {
        self.references.len() * self.passages.len() * self.nodes.len()
    }

    /// Where in such a table the ratios of a class and passage stand.
    pub fn ratios_of(&self, class: usize, passage: usize) -> Range<usize> {
        let row = self.reference_of[class] * self.passages.len() + passage;
        row * self.nodes.len()..(row + 1) * self.nodes.len()
    }

    /// Passages by the state in which they begin.
    pub fn groups(&self) -> &[PassageGroup] {
        &self.groups
    }

    /// Whether a passage leads to a situation: what is counted of moves is none.
    pub fn is_to_situation(&self, row: usize) -> bool {
        self.passages[row].to < self.situations
    }

    /// Chances of one class after a cycle of a phase.
    #[inline(always)]
    pub fn of_class<'a>(
        &'a self,
        class: usize,
        phase: usize,
        ratios: Option<&'a BlockRatios>,
    ) -> BlockChances<'a> {
        let passages = self.passages.len();
        let length = self.cohorts.div_ceil(BLOCK) * passages;
        let part = |all: &'a [Block], class: usize| &all[class * length..][..length];
        BlockChances {
            own: part(&self.phases[phase].cycle, self.classes.place(class)),
            ratios: ratios.map(|BlockRatios(ratios)| part(ratios, self.reference_of[class])),
            passages,
        }
    }

    /// Chances of one class after half a cycle of a phase, `[passage][cohort]`; `room` is where those under effects are written.
    pub fn of_class_in_half<'a>(
        &'a self,
        class: usize,
        phase: usize,
        ratios: Option<&CohortRatios>,
        room: &'a mut Vec<f64>,
    ) -> &'a [f64] {
        let length = self.passages.len() * self.cohorts;
        let place = self.classes.place(class);
        let own = &self.phases[phase].half_cycle[place * length..][..length];
        let Some(CohortRatios(ratios)) = ratios else {
            return own;
        };
        let ratios = &ratios[self.reference_of[class] * length..][..length];
        room.clear();
        room.extend(own.iter().zip(ratios).map(|(own, ratio)| own * ratio));
        for group in &self.groups {
            self.keep_the_rest(group, own, room);
        }
        room
    }

    /// Of those in one state, who does not move under effects stays.
    fn keep_the_rest(&self, group: &PassageGroup, own: &[f64], room: &mut [f64]) {
        let row = |row: usize| row * self.cohorts..(row + 1) * self.cohorts;
        let Some(stay) = group.stay else {
            return;
        };
        room[row(stay)].copy_from_slice(&own[row(stay)]);
        let moves = group.rows.clone().filter(|place| *place != stay);
        for place in moves.filter(|place| self.is_to_situation(*place)) {
            let [moved, rest] = room
                .get_disjoint_mut([row(place), row(stay)])
                .expect("rows of different passages");
            for ((rest, chance), own) in rest.iter_mut().zip(moved).zip(&own[row(place)]) {
                *rest -= *chance - own;
            }
        }
    }
}

/// Writes so many lanes; of all of them by one instruction.
#[inline(always)]
fn copy_lanes(lanes: &Lanes, many: usize, into: &mut [f64]) {
    match into.first_chunk_mut() {
        Some(all) if many == LANES => *all = *lanes,
        _ => into[..many].copy_from_slice(&lanes[..many]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::example::world;
    use crate::tables::chain::Chain;

    fn multipliers(system: &System) -> Vec<f64> {
        let mut multipliers = vec![1.0; system.health.moves()];
        multipliers[0] = 0.7;
        multipliers[2] = 1.4;
        multipliers
    }

    #[test]
    fn chances_of_many_places_are_those_of_each_alone() {
        let plan = world(&[]);
        let (system, health) = (plan.means(), &plan.means().health);
        let affected = multipliers(system);
        let precision = TwinPrecision::Exact;
        let moves = Moves::new(system, Places::new(system, 150, precision), precision);
        let mut chain = Chain::default();
        for multipliers in [None, Some(&affected[..])] {
            let ages = [0, 30, 70];
            let ChanceTables { full, half } = moves.at(system, (&[0, 1, 2, 3], &ages), multipliers);
            let halved: Vec<f64> = (0..health.moves())
                .map(|number| multipliers.map_or(0.5, |all| all[number] / 2.0))
                .collect();
            let tables = [(multipliers, full), (Some(&halved[..]), half)];
            for (multipliers, found) in tables {
                for class in [0, 3] {
                    for (lane, &age) in ages.iter().enumerate() {
                        health.expect(health.cell(class, age), multipliers, &mut chain);
                        for (row, passage) in moves.passages().iter().enumerate() {
                            let place = (class * moves.passages().len() + row) * 3 + lane;
                            let exact = chain.row(passage.from)[passage.to];
                            assert!((found[place] - exact).abs() < 1e-13, "{passage:?} at {age}");
                        }
                        let known = |from: usize, to: usize| {
                            moves.passages().contains(&StatePassage { from, to })
                        };
                        for from in (0..health.states.len()).filter(|from| health.is_alive(*from)) {
                            for (to, chance) in chain.row(from).iter().enumerate() {
                                assert!(*chance == 0.0 || known(from, to), "{from} to {to}");
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn between_nodes_chances_under_effects_are_nearly_those_worked_out() {
        let plan = world(&[]);
        let system = plan.means();
        let hazards = Hazards {
            moves: multipliers(system),
            ..Hazards::default()
        };
        let [fast, exact] = [TwinPrecision::Fast, TwinPrecision::Exact].map(|precision| {
            let places = Places::new(system, 150, TwinPrecision::Exact);
            let moves = Moves::new(system, places, precision);
            let affected = moves.affected(system, &hazards).expect("effects");
            let ratios = moves.half_ratios(&affected, 0);
            let mut room = Vec::new();
            let mut chances = |ratios| moves.of_class_in_half(0, 0, ratios, &mut room).to_vec();
            (chances(None), chances(Some(&ratios)))
        });
        let exact_own = exact.0;
        for (place, (found, exact)) in fast.1.iter().zip(&exact.1).enumerate() {
            assert!((fast.0[place] - exact_own[place]).abs() < 1e-13);
            let effect = (exact - exact_own[place]).abs();
            assert!(
                (found - exact).abs() <= 0.01 * effect + 1e-12,
                "{place}: {found} {exact}"
            );
        }
    }
}
