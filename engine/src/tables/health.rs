//! Hazards of health and of moving out as tables by class, age and state, and the steps of residents that they give.
//!
//! λ(age) = λ0 · exp(b·(age − age_ref)) · RR_male · RR_deprivation · RR_no_carer, per year; competing and constant
//! inside a cycle: P(leave) = 1 − exp(−Δ·Σλ), P(j | leave) = λ_j / Σλ, and in what is left of the cycle the same again
//! in the state entered, as often as it happens. So the chances after a cycle are exp(Q·Δ), whatever its length. A
//! state with probabilities per cycle instead is left once a cycle at most, and not in the cycle in which it is
//! entered. Tables hold Δ·λ for every age in whole cycles, at the age a resident has at the start of the cycle, or in
//! its middle where residents are counted in the middle.

use crate::base::random::{Key, Stream, threshold, to_unit};
use crate::scenario::schema::{Residence, Scenario};

use super::carers::{CarerChance, carers};
use super::chain::Chain;
use super::classes::Classes;
use super::draw::Draw;
use super::institution::{InstitutionPlaces, WishMoves, places};
use super::lookups::{AtAge, HazardCell, Lookups};
use super::names::position;
use super::rates::in_cycle;
use super::states::{State, state_cost};
use super::time::{OLDEST_AGE, Timeline};
use super::transitions::{Exits, by_age, class_ratios, exits, leave_probability, pick};

/// Tables of hazards.
#[derive(Debug, Clone, PartialEq)]
pub struct Health {
    /// States, in scenario order.
    pub states: Vec<State>,
    /// Classes of residents.
    pub classes: Classes,
    /// Whether informal carers are modelled.
    pub has_carers: bool,
    /// Whether anybody moves out.
    pub has_leavers: bool,
    /// States in which residents live, as bits.
    alive: u64,
    /// Parts of every class.
    parts: Vec<(bool, usize, bool)>,
    /// The institution with places, where there is one.
    pub places: Option<InstitutionPlaces>,
    /// The state of each situation in which residents wait for a place, after the states.
    pub(super) waits_in: Vec<usize>,
    /// Share of residents who wait at the start: `[age][class][place among these]`; empty where nobody does.
    pub(super) start_waits: Vec<f64>,
    /// Completed year of age at every age in cycles.
    years_of_age: Vec<u8>,
    /// Places in tables at every age in cycles.
    by_age: Vec<AtAge>,
    pub(super) ages: usize,
    /// By situation.
    pub(super) exits: Vec<Exits>,
    pub(super) moves_per_row: usize,
    /// Δ·λ or probability: `[age][class][move]`. Residents come ordered by age and class, so that tables in the same
    /// order are read from front to back.
    pub(super) moves: Vec<f64>,
    /// P(leave the situation) as a threshold: `[age][class][situation]`.
    pub(super) leave: Vec<u64>,
    /// The sum of the situation's part of `moves`, in the same order.
    pub(super) leave_total: Vec<f64>,
    /// P(move out) as a threshold: [age].
    leavers: Vec<u64>,
    pub(super) carers: Vec<CarerChance>,
}

/// What becomes of a resident in a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walk {
    /// The situation after it.
    pub after: usize,
    /// How often the resident entered an institution from home.
    pub entries: u32,
    /// What became of wishes for a place.
    pub wishes: WishMoves,
}

impl Walk {
    /// Nothing.
    #[inline(always)]
    fn stay(state: usize) -> Walk {
        Walk {
            after: state,
            entries: 0,
            wishes: WishMoves::default(),
        }
    }
}

impl Health {
    /// Bytes of what is large in it.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.moves)
            + size_of_val(&*self.leave)
            + size_of_val(&*self.leave_total)
            + size_of_val(&*self.start_waits)
    }

    /// Builds the tables for one draw.
    pub fn build(scenario: &Scenario, time: &Timeline, draw: &Draw) -> Health {
        let states: Vec<State> = scenario
            .state
            .iter()
            .map(|state| State {
                name: state.name.clone(),
                utility: draw.or(state.utility.as_ref(), 1.0, || {
                    format!("state.{}.utility", state.name)
                }),
                cost: state_cost(scenario, state, draw),
                place: state.place,
                frail: state.frail,
                healthy: state.healthy,
            })
            .collect();
        let classes = Classes {
            deprivation: scenario.population.deprivation.len().max(1),
        };
        let mut health = Health {
            exits: exits(scenario, &states),
            places: places(scenario, draw),
            waits_in: Vec::new(),
            start_waits: Vec::new(),
            alive: states.iter().enumerate().fold(0, |bits, (index, state)| {
                bits | u64::from(state.is_alive()) << index
            }),
            parts: (0..classes.count())
                .map(|class| classes.parts(class))
                .collect(),
            // One age more than the tables, for the age at the end of the last cycle.
            years_of_age: (0..=time.ages())
                .map(|age| (age / time.per_year).min(OLDEST_AGE - 1) as u8)
                .collect(),
            by_age: (0..time.ages())
                .map(|age| AtAge {
                    first: (age * classes.count()) as u32,
                    first_completed: classes.cell(0, age / time.per_year) as u32,
                })
                .collect(),
            states,
            classes,
            has_carers: scenario.carers.is_some(),
            has_leavers: !scenario.population.leavers.is_empty(),
            ages: time.ages(),
            moves_per_row: 0,
            moves: Vec::new(),
            leave: Vec::new(),
            leave_total: Vec::new(),
            leavers: leavers(scenario, time, draw),
            carers: Vec::new(),
        };
        health.carers = carers(scenario, &health.states, time, draw);
        health.add_situations();
        health.moves_per_row = health.exits.iter().map(|exits| exits.to.len()).sum();
        health.fill_moves(scenario, time, draw);
        health.fill_waiting(time);
        health.fill_leave();
        health
    }

    /// The place of a class and an age in cycles in the tables.
    #[inline(always)]
    pub fn cell(&self, class: usize, age: usize) -> HazardCell {
        HazardCell(age.min(self.ages - 1) * self.classes.count() + class)
    }

    /// Whether residents in this state are alive; no state 63 exists, so that this number can mark residents who are
    /// gone.
    #[inline(always)]
    pub fn is_alive(&self, state: usize) -> bool {
        self.alive >> state & 1 == 1
    }

    /// Sex, deprivation and carer of a class.
    #[inline(always)]
    pub fn parts(&self, class: usize) -> (bool, usize, bool) {
        self.parts[class]
    }

    /// Completed years of age at an age in cycles.
    #[inline(always)]
    pub fn year_of_age(&self, age: usize) -> usize {
        usize::from(self.years_of_age[age.min(self.ages)])
    }

    /// Where a situation of residents in a cell stands in `leave` and `leave_total`.
    #[inline(always)]
    fn leave_place(&self, cell: HazardCell, situation: usize) -> usize {
        cell.0 * self.exits.len() + situation
    }

    /// What is read of every resident in every cycle.
    pub fn lookups(&self) -> Lookups<'_> {
        Lookups {
            by_age: &self.by_age,
            leave: &self.leave,
            situations: self.exits.len(),
            alive: self.alive,
        }
    }

    /// What becomes of a resident in this cycle, from 64 random bits, at the scenario's own hazards; `later` gives the
    /// luck of further moves.
    #[inline(always)]
    pub fn step(&self, cell: HazardCell, state: usize, bits: u64, later: impl Fn() -> Key) -> Walk {
        let index = self.leave_place(cell, state);
        let leave = self.leave[index];
        if bits >= leave {
            return Walk::stay(state);
        }
        let exits = &self.exits[state];
        let weights = self.row(cell, exits).iter().copied();
        let (total, u) = (self.leave_total[index], to_unit(bits) / to_unit(leave));
        match pick(exits, weights, u * total) {
            Some(to) => self.walk_on(cell, (state, to), total, None, later),
            None => Walk::stay(state),
        }
    }

    /// As [`Health::step`], where effects multiply hazards: one entry per move of a row. `is_short` says that no place is free.
    pub fn step_with(
        &self,
        cell: HazardCell,
        state: usize,
        bits: u64,
        (multipliers, is_short): (&[f64], bool),
        later: impl Fn() -> Key,
    ) -> Walk {
        let exits = &self.exits[state];
        let hazards = || self.hazards(cell, exits, Some(multipliers));
        let total: f64 = hazards().sum();
        let leave = leave_probability(total, exits.by_probability);
        let u = to_unit(bits);
        if u >= leave {
            return Walk::stay(state);
        }
        match pick(exits, hazards(), u / leave * total) {
            Some(to) => self.walk_on(
                cell,
                (state, to),
                total,
                Some((multipliers, is_short)),
                later,
            ),
            None => Walk::stay(state),
        }
    }

    /// What a resident who made a move, out of a state left at `total` events a cycle, does in what is left of the
    /// cycle.
    fn walk_on(
        &self,
        cell: HazardCell,
        (from, to): (usize, usize),
        total: f64,
        found: Option<(&[f64], bool)>,
        later: impl Fn() -> Key,
    ) -> Walk {
        let (multipliers, is_short) = found.map_or((None, false), |(found, is)| (Some(found), is));
        let mut walk = Walk::stay(from);
        self.enter(&mut walk, to, is_short);
        if self.exits[from].by_probability {
            return walk;
        }
        // Without a hazard in the state entered no luck is needed.
        let mut luck: Option<Stream> = None;
        let (mut left, mut total) = (1.0, total);
        loop {
            let exits = &self.exits[walk.after];
            let hazards = || self.hazards(cell, exits, multipliers);
            let onward = match multipliers {
                Some(_) => hazards().sum(),
                None => self.leave_total[self.leave_place(cell, walk.after)],
            };
            if onward <= 0.0 || exits.by_probability {
                return walk;
            }
            let luck = luck.get_or_insert_with(|| later().stream());
            let (moment, u) = (luck.uniform(), luck.uniform());
            // A chance is no more than its hazard in a whole cycle, so that most are known to stay without more arithmetic.
            if u >= onward {
                return walk;
            }
            // The last move happened in what was left of the cycle: when, given that.
            let leave = in_cycle(total * left);
            left -= -libm::log1p(-moment * leave) / total;
            let leave = in_cycle(onward * left);
            if u >= leave {
                return walk;
            }
            let Some(to) = pick(exits, hazards(), u / leave * onward) else {
                return walk;
            };
            self.enter(&mut walk, to, is_short);
            total = onward;
        }
    }

    fn enter(&self, walk: &mut Walk, to: usize, is_short: bool) {
        let to = self.led(walk.after, to, is_short);
        walk.entries += u32::from(self.is_entry(walk.after, to));
        for wish in self.wish_moves(walk.after, to) {
            walk.wishes[*wish as usize] += 1;
        }
        walk.after = to;
    }

    /// Whether a move between situations leads from home into an institution.
    pub fn is_entry(&self, from: usize, to: usize) -> bool {
        let [from, to] = [from, to].map(|situation| self.states[self.state_of(situation)].place);
        from == Residence::Home && to == Residence::Institution
    }

    /// Δ·λ (or the probability) of every exit, with what effects make of it.
    #[inline(always)]
    fn hazards<'a>(
        &'a self,
        cell: HazardCell,
        exits: &'a Exits,
        multipliers: Option<&'a [f64]>,
    ) -> impl Iterator<Item = f64> + 'a {
        let row = self.row(cell, exits).iter().enumerate();
        row.map(move |(index, hazard)| {
            hazard * multipliers.map_or(1.0, |multipliers| multipliers[exits.first + index])
        })
    }

    /// Position of a move in `multipliers`; `None` where the scenario has no such move.
    pub fn move_index(&self, from: usize, to: usize) -> Option<usize> {
        let exits = &self.exits[from];
        let index = exits.to.iter().position(|&state| state == to)?;
        Some(exits.first + index)
    }

    /// Moves out of a situation: the position of the first in a row of hazards, where they lead, and whether they are
    /// probabilities per cycle.
    pub fn moves_from(&self, state: usize) -> (usize, &[usize], bool) {
        let exits = &self.exits[state];
        (exits.first, &exits.to, exits.by_probability)
    }

    /// Δ·λ, or the probability, of every move at a place of the tables.
    pub fn hazards_at(&self, cell: HazardCell) -> &[f64] {
        &self.moves[cell.0 * self.moves_per_row..][..self.moves_per_row]
    }

    /// Ages in cycles the tables are made for.
    pub fn ages(&self) -> usize {
        self.ages
    }

    /// Cycles in a year of age.
    pub fn cycles_per_year(&self) -> f64 {
        self.ages as f64 / OLDEST_AGE as f64
    }

    /// Number of moves, the length of a multiplier vector.
    pub fn moves(&self) -> usize {
        self.moves_per_row
    }

    /// P(move out of town in this cycle), as a threshold.
    #[inline(always)]
    pub fn leaver(&self, age: usize) -> u64 {
        self.leavers[age.min(self.ages - 1)]
    }

    /// P(move out of town in a cycle) at an age in cycles.
    pub(super) fn leaves_at(&self, age: usize) -> f64 {
        to_unit(self.leaver(age))
    }

    /// P(move out of town in half a cycle).
    pub fn leaves_in_half(&self, age: usize) -> f64 {
        1.0 - libm::sqrt(1.0 - to_unit(self.leaver(age)))
    }

    /// What becomes of residents of a class and age in a cycle, from every state, for the equilibrium and for expected
    /// values; `multipliers` are those of [`Health::step_with`].
    pub fn expect(&self, cell: HazardCell, multipliers: Option<&[f64]>, chain: &mut Chain) {
        chain.clear(self.exits.len());
        let states = || self.exits.iter().enumerate();
        for (from, exits) in states().filter(|(_, exits)| !exits.by_probability) {
            let hazards = exits.to.iter().zip(self.hazards(cell, exits, multipliers));
            for (&to, hazard) in hazards.filter(|(_, hazard)| *hazard > 0.0) {
                chain.add(from, to, hazard, self.is_entry(from, to));
            }
        }
        chain.run();
        for (from, exits) in states().filter(|(_, exits)| exits.by_probability) {
            self.expect_one_move(cell, (from, exits), multipliers, chain);
        }
    }

    /// The row of a state that is left once a cycle at most.
    fn expect_one_move(
        &self,
        cell: HazardCell,
        (from, exits): (usize, &Exits),
        multipliers: Option<&[f64]>,
        chain: &mut Chain,
    ) {
        let total: f64 = self.hazards(cell, exits, multipliers).sum();
        let leave = leave_probability(total, true);
        let each = if total > 0.0 { leave / total } else { 0.0 };
        let moves = exits.to.iter().zip(self.hazards(cell, exits, multipliers));
        let entries = self.exits.len();
        let moves = moves.flat_map(|(&to, weight)| {
            let entering = f64::from(u8::from(self.is_entry(from, to)));
            [(to, weight * each), (entries, weight * each * entering)]
        });
        chain.set(from, moves.chain([(from, 1.0 - leave)]));
    }

    #[inline(always)]
    fn row(&self, cell: HazardCell, exits: &Exits) -> &[f64] {
        let start = cell.0 * self.moves_per_row + exits.first;
        &self.moves[start..start + exits.to.len()]
    }

    fn fill_moves(&mut self, scenario: &Scenario, time: &Timeline, draw: &Draw) {
        self.moves = vec![0.0; self.classes.count() * self.ages * self.moves_per_row];
        for (number, row) in scenario.transition.iter().enumerate() {
            let from = position(&scenario.state, &row.from, |state| &state.name);
            let to = position(&scenario.state, &row.to, |state| &state.name);
            let Some(index) = self.move_index(from, to) else {
                continue;
            };
            let ages = by_age(row, number, time, draw, self.exits[from].by_probability);
            let ratios = class_ratios(row, number, self.classes, draw);
            for (class, ratio) in ratios.iter().enumerate() {
                for (age, value) in ages.iter().enumerate() {
                    self.moves
                        [(age * self.classes.count() + class) * self.moves_per_row + index] +=
                        value * ratio;
                }
            }
        }
    }

    pub(super) fn fill_leave(&mut self) {
        let cells = self.classes.count() * self.ages;
        self.leave = Vec::with_capacity(cells * self.exits.len());
        self.leave_total = Vec::with_capacity(cells * self.exits.len());
        for cell in 0..cells {
            for exits in &self.exits {
                let total: f64 = self.row(HazardCell(cell), exits).iter().sum();
                self.leave
                    .push(threshold(leave_probability(total, exits.by_probability)));
                self.leave_total.push(total);
            }
        }
    }
}

fn leavers(scenario: &Scenario, time: &Timeline, draw: &Draw) -> Vec<u64> {
    let mut hazards = vec![0.0; time.ages()];
    for (number, band) in scenario.population.leavers.iter().enumerate() {
        let hazard = draw.value(&band.hazard, || {
            format!("population.leavers.{number}.hazard")
        });
        for (age, value) in hazards.iter_mut().enumerate() {
            let years = time.in_years(age as f64);
            if years >= band.age_from && band.age_below.is_none_or(|below| years < below) {
                *value += hazard.max(0.0);
            }
        }
    }
    hazards
        .iter()
        .map(|hazard| threshold(in_cycle(hazard * time.length)))
        .collect()
}
