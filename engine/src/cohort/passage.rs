//! What a cycle does to expected residents: who falls ill, dies, moves, and how long each state is lived in.
//!
//! Comes in: where residents are, and the chances of their moves. Goes out: a [`Passage`], and the [`YearLived`] of
//! background care. Deliberately absent: those who come in the cycle (coming.rs).

use rayon::prelude::*;

use crate::base::widest::on_widest;
use crate::provision::{Count, Single};
use crate::system::System;
use crate::tables::time::OLDEST_AGE;

use super::columns::{self, Cared};
use super::coming::Coming;
use super::exits::StateExits;
use super::expectation::Expectation;
use super::kind_cycle::{CycleMoves, FlowRoom, KindCycle};
use super::occupancy::Occupancy;
use super::places::Places;

/// What a cycle does to expected residents.
#[derive(Debug)]
pub(super) struct Passage {
    /// Where care arises.
    pub cared: Cared,
    /// Half-cycles lived: `[sex × deprivation][place]`.
    lived: Vec<f64>,
    /// By sex × deprivation.
    ends: Vec<StateExits>,
}

impl Passage {
    /// Takes out where those who wait for a place are cared for, as in `cared`; how many they are stays.
    pub fn take_waiting(&mut self) -> Cared {
        let mut all = Cared::new();
        for ends in &mut self.ends {
            let waiting = std::mem::take(&mut ends.waiting);
            ends.waited = waiting.iter().sum();
            all.extend(waiting);
        }
        all
    }

    /// Ages everyone by one cycle, into `next`.
    pub fn of_cycle(
        of: &CycleMoves,
        (now, next): (&Occupancy, &mut Occupancy),
        rooms: &mut [FlowRoom],
    ) -> Passage {
        let (health, places) = (&of.system.health, now.places);
        let (states, classes) = (health.states.len(), health.classes.count());
        let mut passage = Passage {
            cared: vec![0.0; classes * states * OLDEST_AGE],
            lived: vec![0.0; classes / 2 * places.count()],
            ends: vec![StateExits::none(health); classes / 2],
        };
        let rows = 2 * health.situations() * places.count();
        let kinds = (
            now.residents.par_chunks(rows),
            next.residents.par_chunks_mut(rows),
        );
        let counted = (
            passage.cared.par_chunks_mut(2 * states * OLDEST_AGE),
            passage.lived.par_chunks_mut(places.count()),
            passage.ends.par_iter_mut(),
            rooms.par_iter_mut(),
        );
        let kinds = kinds.into_par_iter().zip(counted).enumerate();
        let told = of.moves.classes();
        let kinds = kinds.filter(|(number, _)| told.is_lived(*number));
        kinds.for_each(|(number, ((here, next), (cared, lived, ends, room)))| {
            let mut kind = KindCycle {
                number,
                here,
                next,
                cared,
                lived,
                ends,
            };
            on_widest(
                #[inline(always)]
                || kind.move_on(of, places, room),
            );
        });
        told.tell(&mut next.residents, rows);
        told.tell(&mut passage.cared, 2 * states * OLDEST_AGE);
        told.tell(&mut passage.lived, places.count());
        told.tell_exits(&mut passage.ends);
        next.dead.clone_from(&now.dead);
        for ends in &passage.ends {
            columns::add(&mut next.dead, &ends.dead);
        }
        passage
    }

    /// Residents cared for, of all ages together: `[class][state]`.
    pub fn of_all_ages(&self) -> Vec<f64> {
        on_widest(
            #[inline(always)]
            || self.cared.chunks(OLDEST_AGE).map(columns::sum).collect(),
        )
    }

    /// Adds those who come in the cycle, as far as its end counts.
    pub fn welcome(&mut self, coming: &Coming, places: Places, cycle: usize) {
        columns::add(&mut self.cared, &coming.cared);
        let rows = self.lived.chunks_mut(places.count());
        for (lived, coming) in rows.zip(coming.lived.chunks(coming.places)) {
            columns::add(&mut lived[places.first(cycle)..], coming);
        }
        for (ends, coming) in self.ends.iter_mut().zip(&coming.ends) {
            ends.add_part(coming, 1.0);
        }
    }

    /// Adds life, deaths and moves of the cycle, in which residents `of_all_ages` are cared for.
    pub fn count(&self, system: &System, of_all_ages: &[f64], expected: &mut Expectation) {
        let health = &system.health;
        let states = health.states.len();
        for (row, here) in of_all_ages.iter().enumerate() {
            let (class, state) = (row / states, row % states);
            let (_, deprivation, _) = health.parts(class);
            let group = expected.group(deprivation);
            expected.add(Count::Lived { group, state }, 2.0 * here);
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
