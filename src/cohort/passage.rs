use crate::provision::{Count, Single};
use crate::scenario::schema::{Counting, Place};
use crate::system::System;
use crate::system::time::OLDEST_AGE;

use super::expectation::Expectation;
use super::moves::Moves;
use super::needs::Cared;
use super::occupancy::Occupancy;

/// What a cycle does to expected residents.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    /// Where care arises.
    pub cared: Cared,
    /// Half-cycles lived: `[deprivation][state]`.
    lived: Vec<f64>,
    /// Half-cycles lived in the year so far: [sex × deprivation][year of age in the middle of the calendar year].
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
        (self.deaths, self.leavers, self.institution_entries) = (0.0, 0.0, 0.0);
    }

    /// Ages everyone by one cycle.
    pub fn advance(
        &mut self,
        system: &System,
        moves: &Moves,
        cycle: usize,
        occupancy: &mut Occupancy,
    ) {
        self.open_cycle();
        let health = &system.health;
        let per_year = system.time.per_year;
        let middle = cycle / per_year * per_year + per_year / 2;
        let mut next = vec![0.0; health.classes.count() * health.states.len()];
        for number in 0..occupancy.cohorts.len() {
            let Some(age) = occupancy.age(number, cycle) else {
                break;
            };
            if occupancy.cohorts[number].iter().all(|&here| here == 0.0) {
                continue;
            }
            let middle = occupancy.age(number, middle).unwrap_or(0);
            next.fill(0.0);
            let mut stage = Stage {
                system,
                moves,
                age,
                year_of_age: health.year_of_age(age),
                year_at_middle: health.year_of_age(middle),
                passage: self,
                dead: &mut occupancy.dead,
            };
            stage.cohort(&occupancy.cohorts[number], &mut next);
            occupancy.cohorts[number].copy_from_slice(&next);
        }
    }

    /// Adds life, deaths and moves of the cycle.
    pub fn count(&self, system: &System, expected: &mut Expectation) {
        let states = system.health.states.len();
        for (place, &lived) in self.lived.iter().enumerate() {
            let (class, state) = (place / states, place % states);
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

    /// Adds what is settled at the end of a year, and starts a new one: years lived by age, and background care for the
    /// part of the year that each resident lived here. `levels` are this year's prices and volumes of its lines.
    pub fn close_year(&mut self, system: &System, levels: &[f64], expected: &mut Expectation) {
        let per_year = system.time.per_year;
        let table = &system.care.background_table;
        for (place, lived) in self.lived_at.iter_mut().enumerate() {
            let (pair, age) = (place / OLDEST_AGE, place % OLDEST_AGE);
            let deprivation = system.health.classes.deprivation;
            let (is_male, class) = (pair / deprivation == 1, pair % deprivation);
            let lived = std::mem::take(lived);
            let group = expected.group(class);
            let in_lower = system.people.lower_class[class];
            for (lower, share) in [1.0 - in_lower, in_lower].into_iter().enumerate() {
                expected.add(Count::LivedAtAge { group, age, lower }, lived * share);
            }
            let years = lived / (2 * per_year) as f64;
            let means = table.means(is_male, age).iter().zip(levels);
            for (line, (mean, level)) in means.enumerate() {
                expected.add(Count::Background { group, line }, years * mean * level);
            }
        }
    }
}

/// One cohort in one cycle.
struct Stage<'a> {
    system: &'a System,
    moves: &'a Moves,
    age: usize,
    year_of_age: usize,
    /// In the middle of the calendar year.
    year_at_middle: usize,
    passage: &'a mut Passage,
    dead: &'a mut Vec<f64>,
}

impl Stage<'_> {
    fn cohort(&mut self, now: &[f64], next: &mut [f64]) {
        let health = &self.system.health;
        let states = health.states.len();
        // As the threshold on 64 bits that it is.
        let leave = health.leaver(self.age) as f64 / 18_446_744_073_709_551_616.0;
        for (place, &here) in now.iter().enumerate() {
            let (class, state) = (place / states, place % states);
            if here > 0.0 && health.is_alive(state) {
                self.class_in_state((class, state), here, leave, next);
            }
        }
    }

    fn class_in_state(
        &mut self,
        (class, before): (usize, usize),
        here: f64,
        leave: f64,
        next: &mut [f64],
    ) {
        let system = self.system;
        let health = &system.health;
        let states = health.states.len();
        let (is_male, deprivation, had) = health.parts(class);
        let cared = health.classes.cell(class, self.year_of_age) * states;
        let [first, last] = halves(system.time.counting);
        let mut lived = first * here;
        self.passage.lived[deprivation * states + before] += first * here;
        for &(after, chance) in self.moves.from(self.age, class, before) {
            let (after, moved) = (after as usize, here * chance);
            let lives_on = health.is_alive(after);
            self.care(cared, before, after, moved);
            if after != before {
                self.count_move(before, after, moved);
            }
            if !lives_on {
                self.dead[after] += moved;
                continue;
            }
            lived += last * moved;
            self.passage.lived[deprivation * states + after] += last * moved;
            self.passage.leavers += moved * leave;
            let stays = moved * (1.0 - leave);
            if health.has_carers {
                let carer = self.moves.carer(before, after, had);
                let [without, with] =
                    [false, true].map(|has| health.classes.index(is_male, deprivation, has));
                next[without * states + after] += stays * (1.0 - carer);
                next[with * states + after] += stays * carer;
            } else {
                next[class * states + after] += stays;
            }
        }
        let pair = usize::from(is_male) * health.classes.deprivation + deprivation;
        self.passage.lived_at[pair * OLDEST_AGE + self.year_at_middle] += lived;
    }

    /// The state in which the care of `moved` residents arises: a fair coin where they are counted in the middle.
    #[inline(always)]
    fn care(&mut self, cell: usize, before: usize, after: usize, moved: f64) {
        let cared = &mut self.passage.cared[cell..];
        let after = if self.system.health.is_alive(after) {
            Some(after)
        } else {
            None
        };
        match self.system.time.counting {
            Counting::Start => cared[before] += moved,
            Counting::End => {
                if let Some(after) = after {
                    cared[after] += moved;
                }
            }
            Counting::Middle => {
                cared[before] += moved / 2.0;
                if let Some(after) = after {
                    cared[after] += moved / 2.0;
                }
            }
        }
    }

    fn count_move(&mut self, before: usize, after: usize, moved: f64) {
        let health = &self.system.health;
        let [from, to] = [before, after].map(|state| health.states[state].place);
        if !health.is_alive(after) {
            self.passage.deaths += moved;
        }
        if from == Place::Home && to == Place::Institution {
            self.passage.institution_entries += moved;
        }
    }
}

/// Half-cycles that count in the state at the start and in that at the end.
fn halves(counting: Counting) -> [f64; 2] {
    match counting {
        Counting::Start => [2.0, 0.0],
        Counting::Middle => [1.0, 1.0],
        Counting::End => [0.0, 2.0],
    }
}
