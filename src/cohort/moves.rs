//! Chances of the state after a cycle and after half of one, by class and birth cohort, as effects leave them.
//!
//! Comes in: the tables of health, and what effects do to hazards. Goes out: [`Moves`]. Deliberately absent: how many
//! residents move (passage.rs).
//!
//! A cohort of several ages moves by the mean of their chances. Under effects, chances are worked out at ages a few years
//! apart and wherever a hazard begins or ends ([`nodes`]), and of one deprivation class instead of all. In between, each is
//! what it is without effects times a ratio, which between two nodes is a straight line of age: that ratio is the effect's
//! own size but for what happens to those who moved in the rest of the cycle, and so hardly varies.

use std::ops::Range;

use rayon::prelude::*;

use crate::population::health::Hazards;
use crate::system::System;
use crate::tables::chains::{Chains, Chances, LANES, StatePassage};
use crate::tables::time::OLDEST_AGE;

use super::places::Places;
use super::precision::TwinPrecision;
use super::shape::{AgeParts, Shape};

/// Chances after a cycle, and after half of one.
#[derive(Debug, Clone, Default)]
struct ChanceTables {
    full: Vec<f64>,
    half: Vec<f64>,
}

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
    /// Cohorts that tables are made for.
    cohorts: usize,
    phases: Vec<PhaseMoves>,
    /// Classes whose chances are worked out under effects, and for each class the place of the one that speaks for it.
    references: Vec<usize>,
    reference_of: Vec<usize>,
    /// Ages in cycles.
    nodes: Vec<usize>,
    /// Without effects: `[reference][passage][node]`.
    at_nodes: ChanceTables,
}

/// What does not depend on effects in cycles of one phase.
#[derive(Debug)]
pub(super) struct PhaseMoves {
    /// `[class][passage][cohort]`.
    chances: ChanceTables,
    /// Chance not to move out of the town in a cycle, and in half of one, by cohort.
    pub stay: Vec<f64>,
    pub stay_in_half: Vec<f64>,
    /// The completed years of age of the youngest of each cohort.
    years: Vec<usize>,
    /// The share of a cohort that is a year older: `[class][state][cohort]`.
    older: Vec<f64>,
    /// Cohorts between a node and the next, and how far each lies between them: 0 at the first, 1 at the second.
    between: Vec<Range<usize>>,
    parts: Vec<f64>,
}

/// Ratios of chances under effects to those without, at the nodes: `[reference][passage][node]`.
#[derive(Debug, Clone)]
pub(super) struct AffectedChances {
    ratios: ChanceTables,
}

/// The same by cohort: `[reference][passage][cohort]`.
#[derive(Debug, Clone, Default)]
pub(super) struct CohortRatios(Vec<f64>);

/// Years from one age to the next at which chances under effects are worked out.
const YEARS_APART: usize = 8;

/// Which chances are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MoveTime {
    /// Of a whole cycle.
    Cycle,
    /// Of half of one.
    HalfCycle,
}

impl ChanceTables {
    fn of(&self, time: MoveTime) -> &[f64] {
        match time {
            MoveTime::Cycle => &self.full,
            MoveTime::HalfCycle => &self.half,
        }
    }

    /// Figure by figure of both.
    fn map(&self, of: impl Fn(&[f64]) -> Vec<f64>) -> ChanceTables {
        ChanceTables {
            full: of(&self.full),
            half: of(&self.half),
        }
    }
}

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
        let ages = places.span * places.cohorts;
        let nodes = match precision {
            TwinPrecision::Exact => (0..ages).collect(),
            TwinPrecision::Fast => nodes(system, ages),
        };
        let (references, reference_of) = references(system, &nodes, precision);
        let mut moves = Moves {
            from: groups(&passages),
            passages,
            places: places_of,
            states,
            cohorts: places.cohorts,
            phases: Vec::new(),
            references,
            reference_of,
            nodes,
            at_nodes: ChanceTables::default(),
            chains,
        };
        let shape = Shape::new(system, ages);
        let classes: Vec<usize> = (0..health.classes.count()).collect();
        let ages: Vec<usize> = (0..ages).collect();
        let by_age = moves.at(system, (&classes, &ages), None);
        moves.phases = (0..places.span)
            .map(|phase| moves.in_phase(system, (places, phase), &by_age, &shape))
            .collect();
        moves.at_nodes = by_age.map(|by_age| moves.only_references(by_age, ages.len()));
        moves
    }

    /// Where residents can move in a cycle, in the order of the chances of a class; those from one state side by side. The
    /// number of states stands for entries into an institution.
    pub fn passages(&self) -> &[StatePassage] {
        &self.passages
    }

    /// Cohorts that tables are made for.
    pub fn cohorts(&self) -> usize {
        self.cohorts
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
        let mut tables = ChanceTables {
            full: vec![0.0; classes.len() * of_class],
            half: vec![0.0; classes.len() * of_class],
        };
        let rows = (
            tables.full.par_chunks_mut(of_class),
            tables.half.par_chunks_mut(of_class),
        );
        let rows = rows.into_par_iter().zip(classes);
        rows.for_each_init(Chances::default, |chances, ((full, half), &class)| {
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
        tables
    }

    /// Of chances of all classes at all ages, those of the references at the nodes.
    fn only_references(&self, by_age: &[f64], ages: usize) -> Vec<f64> {
        let rows = self.passages.len();
        let of_reference = |class: &usize| &by_age[class * rows * ages..][..rows * ages];
        let rows = self.references.iter().map(of_reference);
        rows.flat_map(|rows| rows.chunks(ages))
            .flat_map(|row| self.nodes.iter().map(|node| row[*node]))
            .collect()
    }

    /// Chances under effects; `None` where these leave hazards as they are.
    pub fn affected(&self, system: &System, hazards: &Hazards) -> Option<AffectedChances> {
        if hazards.moves.iter().all(|multiplier| *multiplier == 1.0) {
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

    /// Ratios by cohort in cycles of a phase.
    pub fn ratios(&self, affected: &AffectedChances, phase: usize, time: MoveTime) -> CohortRatios {
        let (phase, nodes) = (&self.phases[phase], self.nodes.len());
        let mut ratios = vec![1.0; self.references.len() * self.passages.len() * self.cohorts];
        let rows = ratios.chunks_mut(self.cohorts);
        for (row, at_nodes) in rows.zip(affected.ratios.of(time).chunks(nodes)) {
            phase.lay_between(at_nodes, row);
        }
        CohortRatios(ratios)
    }

    /// Chances of one class in cycles of a phase, `[passage][cohort]`; `room` is where those under effects are written.
    #[inline(always)]
    pub fn of_class<'a>(
        &'a self,
        class: usize,
        (phase, time): (usize, MoveTime),
        ratios: Option<&CohortRatios>,
        room: &'a mut Vec<f64>,
    ) -> &'a [f64] {
        let length = self.passages.len() * self.cohorts;
        let own = &self.phases[phase].chances.of(time)[class * length..][..length];
        let Some(CohortRatios(ratios)) = ratios else {
            return own;
        };
        let ratios = &ratios[self.reference_of[class] * length..][..length];
        room.resize(length, 0.0);
        for rows in &self.from {
            self.fill(rows.clone(), own, ratios, room);
        }
        room
    }

    /// Passages from one state: each chance to move times its ratio, and who does not move stays.
    #[inline(always)]
    fn fill(&self, rows: Range<usize>, own: &[f64], ratios: &[f64], room: &mut [f64]) {
        let stays = |row: &usize| self.passages[*row].from == self.passages[*row].to;
        let Some(stay) = rows.clone().find(stays) else {
            return;
        };
        let row = |row: usize| row * self.cohorts..(row + 1) * self.cohorts;
        room[row(stay)].copy_from_slice(&own[row(stay)]);
        for place in rows.filter(|place| !stays(place)) {
            let (own, ratios) = (&own[row(place)], &ratios[row(place)]);
            // An entry into an institution is no state.
            let leaves = f64::from(u8::from(self.passages[place].to < self.states));
            let [chances, rest] = room
                .get_disjoint_mut([row(place), row(stay)])
                .expect("rows of different passages");
            let chances = chances.iter_mut().zip(rest);
            for ((chance, rest), (own, ratio)) in chances.zip(own.iter().zip(ratios)) {
                *chance = own * ratio;
                *rest -= leaves * (*chance - own);
            }
        }
    }

    /// What holds in cycles of a phase.
    fn in_phase(
        &self,
        system: &System,
        (places, phase): (Places, usize),
        by_age: &ChanceTables,
        shape: &Shape,
    ) -> PhaseMoves {
        let health = &system.health;
        let (per_year, states) = (system.time.per_year, health.states.len());
        let ages_of = |cohort: usize| places.ages(phase, cohort);
        let cohorts = 0..places.cohorts;
        let even = |of: &dyn Fn(usize) -> f64| -> Vec<f64> {
            let mean = |cohort| ages_of(cohort).map(of).sum::<f64>() / ages_of(cohort).len() as f64;
            cohorts.clone().map(mean).collect()
        };
        let rows = health.classes.count() * states;
        let of_row = |row: usize| -> Vec<AgeParts> {
            let parts = |cohort| shape.parts((row / states, row % states), ages_of(cohort));
            cohorts.clone().map(parts).collect()
        };
        let parts: Vec<Vec<AgeParts>> = (0..rows).into_par_iter().map(of_row).collect();
        let ages = places.span * places.cohorts;
        let means = |by_age: &[f64]| -> Vec<f64> {
            let passages = self.passages.iter().cycle();
            let rows = by_age.chunks(ages).zip(passages).enumerate();
            let means = rows.flat_map(|(row, (by_age, passage))| {
                let class = row / self.passages.len();
                let parts = &parts[class * states + passage.from];
                parts.iter().map(|parts| parts.mean(by_age))
            });
            means.collect()
        };
        let years = cohorts.clone().map(|cohort| ages_of(cohort).next());
        let years: Vec<usize> = years
            .map(|age| year_of(age.unwrap_or(0), per_year))
            .collect();
        let older = parts.iter().flat_map(|parts| {
            let cohorts = parts.iter().zip(&years);
            cohorts.map(|(parts, year)| parts.from((year + 1) * per_year))
        });
        let centres = even(&|age| age as f64);
        let (between, parts) = between(&self.nodes, &centres);
        PhaseMoves {
            chances: by_age.map(means),
            // As the threshold on 64 bits that it is.
            stay: even(&|age| 1.0 - health.leaver(age) as f64 / 18_446_744_073_709_551_616.0),
            stay_in_half: even(&|age| 1.0 - health.leaves_in_half(age)),
            older: older.collect(),
            years: years.clone(),
            between,
            parts,
        }
    }
}

impl PhaseMoves {
    /// Ratios on straight lines between the nodes; those beyond the last are that of the last.
    fn lay_between(&self, at_nodes: &[f64], row: &mut [f64]) {
        let after = at_nodes.iter().skip(1).chain(at_nodes.last());
        let ends = at_nodes.iter().zip(after);
        for (cohorts, (first, last)) in self.between.iter().zip(ends) {
            let rise = last - first;
            let parts = &self.parts[cohorts.clone()];
            for (ratio, part) in row[cohorts.clone()].iter_mut().zip(parts) {
                *ratio = first + rise * part;
            }
        }
    }

    /// Adds half of the half-cycles counted in a row (a class and state), by place from the youngest on, to residents cared
    /// for by year of age.
    #[inline(always)]
    pub fn add_by_year(&self, row: usize, (counted, halves): (&[f64], usize), cared: &mut [f64]) {
        let cohorts = self.years.len();
        let older = &self.older[row * cohorts..][..cohorts];
        let cohorts = self.years.iter().zip(older);
        for (places, (&year, older)) in counted.chunks(halves).zip(cohorts) {
            let many = places.iter().sum::<f64>() / 2.0;
            let older = many * older;
            cared[year] += many - older;
            cared[(year + 1).min(OLDEST_AGE - 1)] += older;
        }
    }
}

fn year_of(age: usize, per_year: usize) -> usize {
    (age / per_year).min(OLDEST_AGE - 1)
}

/// Cohorts between each node and the next, by the middle of their ages, and how far between them each lies.
fn between(nodes: &[usize], centres: &[f64]) -> (Vec<Range<usize>>, Vec<f64>) {
    let first_at = |age: usize| centres.partition_point(|centre| *centre < age as f64);
    let ends = nodes.iter().skip(1).map(|node| first_at(*node));
    let ends = ends.chain([centres.len()]);
    let ranges: Vec<Range<usize>> = nodes
        .iter()
        .zip(ends)
        .map(|(node, end)| first_at(*node)..end)
        .collect();
    let after = nodes.iter().skip(1).chain(nodes.last());
    let parts = ranges.iter().zip(nodes.iter().zip(after));
    let parts = parts.flat_map(|(cohorts, (first, last))| {
        let apart = (last - first).max(1) as f64;
        let of_cohort = move |centre: &f64| ((centre - *first as f64) / apart).min(1.0);
        centres[cohorts.clone()].iter().map(of_cohort)
    });
    let parts = parts.collect();
    (ranges, parts)
}

/// Classes that speak for others under effects: exactly, each for itself; or of each sex, with a carer and without, the
/// deprivation class in the middle, where the same moves are possible in all of them.
fn references(
    system: &System,
    nodes: &[usize],
    precision: TwinPrecision,
) -> (Vec<usize>, Vec<usize>) {
    let (health, classes) = (&system.health, system.health.classes);
    let middle = |class: usize| {
        let (is_male, _, has_carer) = classes.parts(class);
        classes.index(is_male, classes.deprivation / 2, has_carer)
    };
    let moves = |class: usize, age: usize| {
        let hazards = health.hazards_at(health.cell(class, age)).iter();
        hazards.map(|hazard| *hazard > 0.0)
    };
    let is_like = |class: usize| {
        let mut nodes = nodes.iter();
        nodes.all(|&age| moves(class, age).eq(moves(middle(class), age)))
    };
    let all = 0..classes.count();
    if precision == TwinPrecision::Exact || !all.clone().all(is_like) {
        return (all.clone().collect(), all.collect());
    }
    let mut references: Vec<usize> = all.clone().map(middle).collect();
    references.sort_unstable();
    references.dedup();
    let place = |class: usize| references.partition_point(|other| *other < middle(class));
    let reference_of = all.map(place).collect();
    (references, reference_of)
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
        match crate::scenario::load(&path, &[], |_, _| Vec::new()) {
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
        let plan = world();
        let system = plan.means();
        let hazards = Hazards {
            moves: multipliers(system),
            ..Hazards::default()
        };
        let [fast, exact] = [TwinPrecision::Fast, TwinPrecision::Exact].map(|precision| {
            let moves = Moves::new(system, Places::new(system, 150, precision), precision);
            let affected = moves.affected(system, &hazards).expect("effects");
            let ratios = moves.ratios(&affected, 0, MoveTime::Cycle);
            let mut room = Vec::new();
            let asked = (0, MoveTime::Cycle);
            let own = moves.of_class(0, asked, None, &mut room).to_vec();
            let found = moves.of_class(0, asked, Some(&ratios), &mut room).to_vec();
            (own, found)
        });
        // Cycles of a year, so that cohorts are the same.
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
