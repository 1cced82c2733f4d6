//! What a cycle does to expected residents: who falls ill, dies, moves, and how long each state is lived in.
//!
//! Comes in: where residents are, and the chances of their moves. Goes out: a [`Passage`], and the [`YearLived`] of
//! background care. Deliberately absent: those who come in the cycle (coming.rs).

use crate::provision::{Count, Single};
use crate::system::System;
use crate::tables::time::OLDEST_AGE;

use super::coming::Coming;
use super::expectation::Expectation;
use super::moves::{Moves, MovesAt};
use super::occupancy::Occupancy;

/// Expected residents whose care arises in a state in a cycle: `[cell of class and year of age][state]`.
pub(super) type Cared = Vec<f64>;

/// What a cycle does to expected residents.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    /// Where care arises.
    pub cared: Cared,
    /// Half-cycles lived: `[deprivation][state]`.
    lived: Vec<f64>,
    /// Half-cycles lived: [sex × deprivation][year of age in the middle of the calendar year].
    lived_at: Vec<f64>,
    deaths: f64,
    leavers: f64,
    institution_entries: f64,
}

impl Passage {
    pub fn new(system: &System) -> Passage {
        let health = &system.health;
        let (states, deprivation) = (health.states.len(), health.classes.deprivation);
        Passage {
            cared: vec![0.0; OLDEST_AGE * health.classes.count() * states],
            lived: vec![0.0; deprivation * states],
            lived_at: vec![0.0; 2 * deprivation * OLDEST_AGE],
            deaths: 0.0,
            leavers: 0.0,
            institution_entries: 0.0,
        }
    }

    fn open_cycle(&mut self) {
        self.cared.fill(0.0);
        self.lived.fill(0.0);
        self.lived_at.fill(0.0);
        (self.deaths, self.leavers, self.institution_entries) = (0.0, 0.0, 0.0);
    }

    /// Ages everyone by one cycle.
    pub fn advance(
        &mut self,
        system: &System,
        moves: &mut Moves,
        cycle: usize,
        occupancy: &mut Occupancy,
    ) {
        self.open_cycle();
        let health = &system.health;
        let moment = system.time.moment(cycle);
        let middle = system.time.middle(cycle / system.time.per_year);
        let (states, cells) = (health.states.len(), health.classes.count());
        let mut next = vec![0.0; cells * states];
        let (mut arrived, mut cared_for) = (vec![0.0; states], vec![0.0; states]);
        for number in 0..occupancy.cohorts.len() {
            let Some(age) = occupancy.age(number, moment) else {
                break;
            };
            if occupancy.cohorts[number].iter().all(|&here| here == 0.0) {
                continue;
            }
            let middle = occupancy.age(number, middle).unwrap_or(0);
            next.fill(0.0);
            let mut stage = CohortStage {
                system,
                moves: moves.at(system, age),
                year_of_age: health.year_of_age(age),
                year_at_middle: health.year_of_age(middle),
                // As the threshold on 64 bits that it is.
                leave: health.leaver(age) as f64 / 18_446_744_073_709_551_616.0,
                passage: self,
                dead: &mut occupancy.dead,
                arrived: &mut arrived,
                cared_for: &mut cared_for,
            };
            let cohort = &mut occupancy.cohorts[number];
            for (class, here) in cohort.chunks(states).enumerate() {
                stage.class(class, here, &mut next);
            }
            cohort.copy_from_slice(&next);
        }
    }

    /// Residents cared for by state.
    pub fn residents(&self, system: &System) -> Vec<f64> {
        let states = system.health.states.len();
        let mut sums = vec![0.0; states];
        for lived in self.lived.chunks(states) {
            for (sum, half_cycles) in sums.iter_mut().zip(lived) {
                *sum += half_cycles / 2.0;
            }
        }
        sums
    }

    /// Adds those who come in the cycle, as far as its end counts.
    pub fn welcome(&mut self, system: &System, coming: &Coming, cycle: usize) {
        let health = &system.health;
        let time = &system.time;
        let [_, last] = halves(system);
        // Both moments, seen from the end of the cycle at which the rows tell ages.
        let after = |moment: usize| moment as isize - 2 * (cycle as isize + 1);
        let moment = after(time.moment(cycle));
        let middle = after(time.middle(cycle / time.per_year));
        let states = health.states.len();
        self.deaths += coming.dead.iter().sum::<f64>();
        self.leavers += coming.leavers;
        self.institution_entries += coming.institution_entries;
        for row in &coming.rows {
            let lived = last * row.residents;
            let (is_male, deprivation, _) = health.parts(row.class);
            self.lived[deprivation * states + row.state] += lived;
            let cell = health
                .classes
                .cell(row.class, health.year_of_age(row.age(moment)));
            self.cared[cell * states + row.state] += lived / 2.0;
            let pair = usize::from(is_male) * health.classes.deprivation + deprivation;
            let year = health.year_of_age(row.age(middle));
            self.lived_at[pair * OLDEST_AGE + year] += lived;
        }
    }

    /// Adds life, deaths and moves of the cycle.
    pub fn count(&self, system: &System, expected: &mut Expectation) {
        let states = system.health.states.len();
        for (index, &lived) in self.lived.iter().enumerate() {
            let (class, state) = (index / states, index % states);
            let group = expected.group(class);
            expected.add(Count::Lived { group, state }, lived);
        }
        let singles = [
            (Single::Deaths, self.deaths),
            (Single::Leavers, self.leavers),
            (Single::InstitutionEntries, self.institution_entries),
        ];
        for (single, many) in singles {
            expected.add(Count::Single(single), many);
        }
    }
}

/// Half-cycles lived in a year so far: [sex × deprivation][year of age in the middle of the calendar year].
#[derive(Debug, Clone)]
pub(super) struct YearLived(Vec<f64>);

impl YearLived {
    pub fn new(system: &System) -> YearLived {
        YearLived(vec![
            0.0;
            2 * system.health.classes.deprivation * OLDEST_AGE
        ])
    }

    pub fn add(&mut self, passage: &Passage) {
        for (sum, lived) in self.0.iter_mut().zip(&passage.lived_at) {
            *sum += lived;
        }
    }

    /// Adds what is settled at the end of a year, and starts a new one: years lived by age, and background care for the
    /// part of the year that each resident lived here. `levels` are this year's prices and volumes of its lines.
    pub fn close(&mut self, system: &System, levels: &[f64], expected: &mut Expectation) {
        let per_year = system.time.per_year;
        let table = &system.care.background_table;
        for (index, lived) in self.0.iter_mut().enumerate() {
            let (pair, age) = (index / OLDEST_AGE, index % OLDEST_AGE);
            let deprivation = system.health.classes.deprivation;
            let (is_male, class) = (pair / deprivation == 1, pair % deprivation);
            let lived = std::mem::take(lived);
            let group = expected.group(class);
            let in_lower = system.people.lower_class[class];
            for (lower, share) in [1.0 - in_lower, in_lower].into_iter().enumerate() {
                expected.add(Count::LivedAtAge { group, age, lower }, lived * share);
            }
            let years = lived / (2 * per_year) as f64;
            let means = table.means(is_male, class, age).iter().zip(levels);
            for (line, (mean, level)) in means.enumerate() {
                expected.add(Count::Background { group, line }, years * mean * level);
            }
        }
    }
}

/// Every cell where care arises: its place in [`Cared`], its state, class and year of age, and the residents there.
pub(super) fn cells<'a>(
    system: &'a System,
    cared: &'a Cared,
) -> impl Iterator<Item = (usize, (usize, usize, usize), f64)> + 'a {
    let (states, classes) = (system.health.states.len(), system.health.classes.count());
    let indices = cared.iter().enumerate();
    indices
        .filter(|(_, residents)| **residents > 0.0)
        .map(move |(index, &residents)| {
            let (cell, state) = (index / states, index % states);
            (index, (state, cell % classes, cell / classes), residents)
        })
}

/// One cohort in one cycle.
struct CohortStage<'a> {
    system: &'a System,
    moves: MovesAt<'a>,
    year_of_age: usize,
    /// In the middle of the calendar year.
    year_at_middle: usize,
    /// Chance to move out of the town.
    leave: f64,
    passage: &'a mut Passage,
    dead: &'a mut Vec<f64>,
    /// Residents of the class by the state after the cycle, and those of them with a carer.
    arrived: &'a mut [f64],
    cared_for: &'a mut [f64],
}

impl CohortStage<'_> {
    /// Residents of one class by state.
    fn class(&mut self, class: usize, here: &[f64], next: &mut [f64]) {
        let health = &self.system.health;
        let states = here.len();
        let (is_male, deprivation, had) = health.parts(class);
        self.arrived.fill(0.0);
        self.cared_for.fill(0.0);
        let mut alive = 0.0;
        for (before, &here) in here.iter().enumerate() {
            if here > 0.0 && health.is_alive(before) {
                alive += here;
                self.depart(class, before, here, had);
            }
        }
        if alive == 0.0 {
            return;
        }
        let [first, last] = halves(self.system);
        let stays = 1.0 - self.leave;
        let mut lived = first * alive;
        let cared = health.classes.cell(class, self.year_of_age) * states;
        let [without, with] =
            [false, true].map(|has| health.classes.index(is_male, deprivation, has) * states);
        for state in 0..states {
            let arrived = self.arrived[state];
            if !health.is_alive(state) {
                self.dead[state] += arrived;
                self.passage.deaths += arrived;
                continue;
            }
            lived += last * stays * arrived;
            let counts = first * here[state] + last * stays * arrived;
            self.passage.lived[deprivation * states + state] += counts;
            self.passage.cared[cared + state] += counts / 2.0;
            self.passage.leavers += arrived * self.leave;
            if health.has_carers {
                let cared_for = self.cared_for[state];
                next[without + state] += stays * (arrived - cared_for);
                next[with + state] += stays * cared_for;
            } else {
                next[class * states + state] += stays * arrived;
            }
        }
        let pair = usize::from(is_male) * health.classes.deprivation + deprivation;
        self.passage.lived_at[pair * OLDEST_AGE + self.year_at_middle] += lived;
    }

    /// Residents of one class and state move on.
    #[inline(always)]
    fn depart(&mut self, class: usize, before: usize, here: f64, had: bool) {
        self.passage.institution_entries += here * self.moves.entries(class, before);
        for &(after, chance) in self.moves.from(class, before) {
            let (after, moved) = (after as usize, here * chance);
            self.arrived[after] += moved;
            self.cared_for[after] += moved * self.moves.carer(before, after, had);
        }
    }
}

/// Half-cycles that count in the state at the start and in that at the end.
fn halves(system: &System) -> [f64; 2] {
    system.time.counting.parts().map(|part| 2.0 * part)
}
