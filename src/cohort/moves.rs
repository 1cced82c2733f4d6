//! Chances of the state after a cycle and after half of one, by class and age, as effects leave them.
//!
//! Comes in: the tables of health, and what effects do to hazards. Goes out: [`Moves`]. Deliberately absent: how many
//! residents move (passage.rs).
//!
//! Under effects, chances are worked out at ages a few years apart and wherever a hazard begins or ends ([`Nodes`]). In
//! between, each is what it is without effects times a ratio, which between two nodes is a straight line of age: that ratio
//! is the effect's own size but for what happens to those who moved in the rest of the cycle, and so hardly varies.

use std::ops::Range;

use rayon::prelude::*;

use crate::population::health::Hazards;
use crate::system::System;
use crate::tables::chains::{Chains, Chances, LANES, StatePassage};

use super::places::Places;
use super::precision::TwinPrecision;

/// Chances by class, passage and age: `[class][passage][age]`.
type ChanceTable = Vec<f64>;

/// Chances without effects, and how to work them out with them.
#[derive(Debug)]
pub(super) struct Moves {
    chains: Chains,
    /// The passages of those who live.
    passages: Vec<StatePassage>,
    /// The place of each among those of the chains.
    places: Vec<usize>,
    /// Those that begin in one state, state by state.
    from: Vec<Range<usize>>,
    states: usize,
    /// Ages that tables are made for, in cycles.
    ages: usize,
    nodes: Vec<usize>,
    full: ChanceTable,
    half: ChanceTable,
    /// Chance not to move out of the town in a cycle, and in half of one, by age.
    pub stay: Vec<f64>,
    pub stay_in_half: Vec<f64>,
}

/// Chances under effects at the nodes: `[class][passage][node]`.
#[derive(Debug)]
pub(super) struct AffectedChances {
    full: ChanceTable,
    half: ChanceTable,
}

/// Years from one age to the next at which chances under effects are worked out.
const YEARS_APART: usize = 8;

impl Moves {
    /// Without effects.
    pub fn new(system: &System, places: Places, precision: TwinPrecision) -> Moves {
        let health = &system.health;
        let chains = Chains::new(health);
        let states = health.states.len();
        let all = chains.passages().iter().copied().enumerate();
        let lives = |from: usize| from < states && health.is_alive(from);
        let (places_of, passages): (Vec<usize>, Vec<StatePassage>) =
            all.filter(|(_, passage)| lives(passage.from)).unzip();
        let of_age = |chance: &dyn Fn(usize) -> f64| (0..places.pairs).map(chance).collect();
        let mut moves = Moves {
            from: groups(&passages),
            passages,
            places: places_of,
            states,
            ages: places.pairs,
            nodes: match precision {
                TwinPrecision::Exact => (0..places.pairs).collect(),
                TwinPrecision::Fast => nodes(system, places.pairs),
            },
            full: Vec::new(),
            half: Vec::new(),
            // As the threshold on 64 bits that it is.
            stay: of_age(&|age| 1.0 - health.leaver(age) as f64 / 18_446_744_073_709_551_616.0),
            stay_in_half: of_age(&|age| 1.0 - health.leaves_in_half(age)),
            chains,
        };
        let ages: Vec<usize> = (0..moves.ages).collect();
        (moves.full, moves.half) = moves.at(system, &ages, None);
        moves
    }

    /// Where residents can move in a cycle, in the order of the chances of a class; those from one state side by side. The
    /// number of states stands for entries into an institution.
    pub fn passages(&self) -> &[StatePassage] {
        &self.passages
    }

    /// Chances at some ages, after a cycle and after half of one: `[class][passage][age]`.
    fn at(
        &self,
        system: &System,
        ages: &[usize],
        multipliers: Option<&[f64]>,
    ) -> (ChanceTable, ChanceTable) {
        let classes = system.health.classes.count();
        let of_class = self.passages.len() * ages.len();
        let (mut full, mut half) = (vec![0.0; classes * of_class], vec![0.0; classes * of_class]);
        let tables = (full.par_chunks_mut(of_class), half.par_chunks_mut(of_class));
        let classes = tables.into_par_iter().enumerate();
        classes.for_each_init(Chances::default, |chances, (class, (full, half))| {
            for (block, here) in ages.chunks(LANES).enumerate() {
                let age = |lane: usize| here[lane.min(here.len() - 1)];
                let cells = std::array::from_fn(|lane| system.health.cell(class, age(lane)));
                self.chains
                    .run(&system.health, &cells, multipliers, chances);
                for (row, place) in self.places.iter().enumerate() {
                    let start = row * ages.len() + block * LANES;
                    let lanes = start..start + here.len();
                    full[lanes.clone()].copy_from_slice(&chances.full[*place][..here.len()]);
                    half[lanes].copy_from_slice(&chances.half[*place][..here.len()]);
                }
            }
        });
        (full, half)
    }

    /// Chances under effects; `None` where these leave hazards as they are.
    pub fn affected(&self, system: &System, hazards: &Hazards) -> Option<AffectedChances> {
        if hazards.moves.iter().all(|multiplier| *multiplier == 1.0) {
            return None;
        }
        let (full, half) = self.at(system, &self.nodes, Some(&hazards.moves));
        Some(AffectedChances { full, half })
    }

    /// Chances of one class after a cycle, `[passage][age]`; `room` is where those under effects are written.
    pub fn full<'a>(
        &'a self,
        class: usize,
        affected: Option<&AffectedChances>,
        room: &'a mut Vec<f64>,
    ) -> &'a [f64] {
        self.of_class(
            class,
            &self.full,
            affected.map(|affected| &affected.full),
            room,
        )
    }

    /// The same after half a cycle.
    pub fn half<'a>(
        &'a self,
        class: usize,
        affected: Option<&AffectedChances>,
        room: &'a mut Vec<f64>,
    ) -> &'a [f64] {
        self.of_class(
            class,
            &self.half,
            affected.map(|affected| &affected.half),
            room,
        )
    }

    fn of_class<'a>(
        &'a self,
        class: usize,
        own: &'a ChanceTable,
        affected: Option<&ChanceTable>,
        room: &'a mut Vec<f64>,
    ) -> &'a [f64] {
        let length = self.passages.len() * self.ages;
        let own = &own[class * length..][..length];
        let Some(affected) = affected else {
            return own;
        };
        let nodes = self.passages.len() * self.nodes.len();
        let affected = &affected[class * nodes..][..nodes];
        room.resize(length, 0.0);
        for rows in &self.from {
            self.fill(rows.clone(), own, affected, room);
        }
        room
    }

    /// Passages from one state: each chance to move times its ratio, and who does not move stays.
    fn fill(&self, rows: Range<usize>, own: &[f64], affected: &[f64], room: &mut [f64]) {
        let stays = |row: &usize| self.passages[*row].from == self.passages[*row].to;
        let Some(stay) = rows.clone().find(stays) else {
            return;
        };
        let row = |row: usize| row * self.ages..(row + 1) * self.ages;
        let mut rest = own[row(stay)].to_vec();
        for place in rows.filter(|place| !stays(place)) {
            let affected = &affected[place * self.nodes.len()..][..self.nodes.len()];
            let (own, room) = (&own[row(place)], &mut room[row(place)]);
            self.stretch(affected, own, room);
            // An entry into an institution is no state.
            if self.passages[place].to < self.states {
                for ((rest, own), chance) in rest.iter_mut().zip(own).zip(room) {
                    *rest -= *chance - own;
                }
            }
        }
        room[row(stay)].copy_from_slice(&rest);
    }

    /// Chances times the ratio of those that are known under effects at the nodes.
    fn stretch(&self, affected: &[f64], own: &[f64], into: &mut [f64]) {
        let ratio = |(affected, node): (&f64, &usize)| {
            if own[*node] > 0.0 {
                affected / own[*node]
            } else {
                1.0
            }
        };
        let mut before = affected.iter().zip(&self.nodes).map(ratio);
        let mut after = before.clone().skip(1);
        for ends in self.nodes.windows(2) {
            let (Some(first), Some(last)) = (before.next(), after.next()) else {
                return;
            };
            let slope = (last - first) / (ends[1] - ends[0]) as f64;
            let ages = into[ends[0]..ends[1]]
                .iter_mut()
                .zip(&own[ends[0]..ends[1]]);
            for (years, (chance, own)) in ages.enumerate() {
                *chance = own * (first + slope * years as f64);
            }
        }
        let last = self.ages - 1;
        into[last] = before.next().map_or(own[last], |ratio| ratio * own[last]);
    }
}

/// Passages that begin in one state.
fn groups(passages: &[StatePassage]) -> Vec<Range<usize>> {
    let mut first = 0;
    let groups = passages.chunk_by(|one, other| one.from == other.from);
    groups
        .map(|group| {
            first += group.len();
            first - group.len()..first
        })
        .collect()
}

/// Ages in cycles at which chances under effects are worked out: every few years, and on both sides of an age at which a
/// hazard begins or ends.
fn nodes(system: &System, ages: usize) -> Vec<usize> {
    let health = &system.health;
    let classes = 0..health.classes.count();
    let has = |age: usize| -> Vec<bool> {
        let cells = classes.clone().map(|class| health.cell(class, age));
        cells
            .flat_map(|cell| health.hazards_at(cell).iter().map(|hazard| *hazard > 0.0))
            .collect()
    };
    let apart = YEARS_APART * system.time.per_year;
    let mut nodes: Vec<usize> = (0..ages).step_by(apart).chain([ages - 1]).collect();
    let mut before = has(0);
    for age in 1..ages {
        let here = has(age);
        if here != before {
            nodes.extend([age - 1, age]);
        }
        before = here;
    }
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::plan::Plan;
    use crate::tables::chain::Chain;

    /// Healthy, ill, at home with help, in an institution, palliative for days, and in a state left once a cycle at most.
    const WORLD: &str = r#"
[run]
first_year = 2025
years = 2
cycles_per_year = 1
parameters = "means"
seed = 1

[[payer]]
name = "insurer"

[population]
prevalence = [{ shares = { well = 1 } }]
bands = [{ age_from = 0, age_below = 90, female = 500, male = 500 }]

state = [
  { name = "well" }, { name = "ill" }, { name = "institution", place = "institution" },
  { name = "last" }, { name = "ward" }, { name = "dead", place = "none" },
]

transition = [
  { from = "well", to = "ill", hazard = 0.3, slope = 0.03, age_reference = 50, age_from = 20 },
  { from = "ill", to = "well", hazard = 0.9 },
  { from = "ill", to = "institution", hazard = 0.4, slope = 0.05, age_reference = 60 },
  { from = "ill", to = "last", hazard = 0.2 },
  { from = "last", to = "dead", hazard = 60 },
  { from = "well", to = "ward", hazard = 0.1 },
  { from = "ward", to = "institution", probability = 0.2 },
  { from = "ward", to = "dead", probability = 0.3 },
  { from = "institution", to = "dead", hazard = 0.5 },
]

[[discipline]]
name = "nurse"
sector = "care_organisation"

[[service]]
name = "visit"
discipline = "nurse"
line = "first"
price = 10
payers = { insurer = 1 }

[[need]]
name = "help"
class = "permanent"
domain = "medical"
prevalence = { ill = 1 }
services = [{ service = "visit", units = 1 }]

[[arm]]
name = "current"

[[arm.component]]
name = "fees"
kind = "fee_for_service"
"#;

    fn world() -> Plan {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("world.toml");
        let (head, tables) = WORLD.split_once("state = [").expect("states");
        std::fs::write(
            &path,
            format!("state = [{tables}")
                .replace("[[discipline]]", &format!("{head}\n[[discipline]]")),
        )
        .expect("written");
        match crate::check::load(&path, &[]) {
            Ok(loaded) => Plan::new(&loaded.scenario, None),
            Err(faults) => panic!("{}", faults.render(false)),
        }
    }

    fn multipliers(system: &System) -> Vec<f64> {
        let mut multipliers = vec![1.0; system.health.moves()];
        multipliers[0] = 0.7;
        multipliers[2] = 1.4;
        multipliers
    }

    #[test]
    fn chances_of_many_places_are_those_of_each_alone() {
        let plan = world();
        let (system, health) = (plan.means(), &plan.means().health);
        let affected = multipliers(system);
        let moves = Moves::new(system, Places::new(system, 150), TwinPrecision::Fast);
        let mut chain = Chain::default();
        for multipliers in [None, Some(&affected[..])] {
            let ages = [0, 30, 70];
            let (full, half) = moves.at(system, &ages, multipliers);
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
        let plan = world();
        let system = plan.means();
        let hazards = Hazards {
            moves: multipliers(system),
            ..Hazards::default()
        };
        let moves = Moves::new(system, Places::new(system, 150), TwinPrecision::Fast);
        let affected = moves.affected(system, &hazards);
        let mut room = Vec::new();
        let found = moves.full(0, affected.as_ref(), &mut room);
        let ages: Vec<usize> = (0..moves.ages).collect();
        let (exact, _) = moves.at(system, &ages, Some(&hazards.moves));
        for (place, (found, exact)) in found.iter().zip(&exact).enumerate() {
            let effect = (exact - moves.full[place]).abs();
            assert!(
                (found - exact).abs() <= 0.01 * effect + 1e-12,
                "{place}: {found} {exact}"
            );
        }
    }
}
