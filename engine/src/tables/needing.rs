//! Who needs care at the start: shares of the residents of every state.
//!
//! Comes in: who is here at the start, and what they need. Goes out: `Needing`, which tells shares. Deliberately absent: how
//! many residents are in a state later on; shares within a state stay those of the start.

use crate::base::random::to_unit;

use super::care::Care;
use super::classes::Classes;
use super::health::Health;
use super::people::People;
use super::time::{OLDEST_AGE, Timeline};

/// Something that residents of every state have so often, and how much of it is of those who need care: per resident of
/// the state.
#[derive(Debug, Clone, PartialEq)]
pub struct ByState {
    all: Vec<f64>,
    needing: Vec<f64>,
}

impl ByState {
    /// Share that is of those who need care, where so many residents are in each state; 0 of nobody.
    pub fn share(&self, residents: impl Fn(usize) -> f64) -> f64 {
        let sum = |of: &[f64]| -> f64 {
            let of = of.iter().enumerate();
            of.map(|(state, each)| each * residents(state)).sum()
        };
        let all = sum(&self.all);
        if all > 0.0 {
            sum(&self.needing) / all
        } else {
            0.0
        }
    }

    /// The same within one state.
    pub fn within(&self, state: usize) -> f64 {
        self.share(|other| f64::from(u8::from(other == state)))
    }
}

/// Residents at the start.
pub(super) struct Needing<'a> {
    health: &'a Health,
    care: &'a Care,
    kinds: Vec<ResidentKind>,
}

/// Residents of one kind at the start.
#[derive(Clone, Copy)]
pub(super) struct ResidentKind {
    class: usize,
    age: usize,
    state: usize,
    many: f64,
}

impl<'a> Needing<'a> {
    pub fn new(
        (health, people, care): (&'a Health, &People, &'a Care),
        time: &Timeline,
    ) -> Needing<'a> {
        let mut kinds = kinds(health, people, time);
        let states = (0..health.states.len()).filter(|state| health.is_alive(*state));
        let empty: Vec<usize> = states
            .filter(|state| kinds.iter().all(|kind| kind.state != *state))
            .collect();
        let here = kinds.clone();
        // Of a state that nobody is in yet, everybody speaks.
        for state in empty {
            kinds.extend(here.iter().map(|kind| ResidentKind { state, ..*kind }));
        }
        Needing {
            health,
            care,
            kinds,
        }
    }

    /// Shares of those who have one of `needs`, or 1 where there are none, of what each resident has so often.
    pub fn of(&self, needs: &[usize], how_often: impl Fn(&ResidentKind) -> f64) -> ByState {
        let states = self.health.states.len();
        let mut here = vec![0.0; states];
        let mut found = ByState {
            all: vec![0.0; states],
            needing: vec![0.0; states],
        };
        for kind in &self.kinds {
            here[kind.state] += kind.many;
            let all = kind.many * how_often(kind);
            if all > 0.0 {
                let without = needs.iter().map(|need| 1.0 - self.occurs(kind, *need));
                let without = if needs.is_empty() {
                    0.0
                } else {
                    without.product()
                };
                found.all[kind.state] += all;
                found.needing[kind.state] += all * (1.0 - without);
            }
        }
        for of in [&mut found.all, &mut found.needing] {
            let pairs = of.iter_mut().zip(&here).filter(|(_, here)| **here > 0.0);
            pairs.for_each(|(sum, here)| *sum /= here);
        }
        found
    }

    /// Share of residents of a kind with a permanent need, or new needs of it a year.
    pub fn occurs(&self, kind: &ResidentKind, need: usize) -> f64 {
        let place = |needs: &[usize]| needs.iter().position(|other| *other == need);
        let care = self.care;
        if let Some(entry) = place(&care.permanent[kind.state]) {
            return care.prevalence_share(kind.state, kind.class, kind.age, entry);
        }
        let entry = place(&care.episodic[kind.state]);
        entry.map_or(0.0, |entry| {
            care.onset_per_year(kind.state, kind.class, kind.age, entry)
        })
    }

    /// Rate per year at which residents with a permanent need come not to have it here: in a state without it, dead or gone.
    pub fn ends(&self, need: usize, time: &Timeline) -> f64 {
        self.rate_of_those_with(need, time, |kind, to| {
            let now = self.occurs(kind, need);
            let then = self.occurs(&ResidentKind { state: to, ..*kind }, need);
            (1.0 - then / now).max(0.0)
        })
    }

    /// Rate per year at which residents who have a new need of a kind die or move out.
    pub fn lost(&self, need: usize, time: &Timeline) -> f64 {
        self.rate_of_those_with(need, time, |_, _| 0.0)
    }

    /// Rate of leaving, and of moves, each by the share of it that `ending` says; all of moves to the dead.
    fn rate_of_those_with(
        &self,
        need: usize,
        time: &Timeline,
        ending: impl Fn(&ResidentKind, usize) -> f64,
    ) -> f64 {
        let health = self.health;
        let (mut all, mut sum) = (0.0, 0.0);
        for kind in &self.kinds {
            let with = kind.many * self.occurs(kind, need);
            if with <= 0.0 {
                continue;
            }
            let age = kind.age * time.per_year + time.per_year / 2;
            let stay = 1.0 - to_unit(health.leaver(age));
            let (first, to, _) = health.moves_from(kind.state);
            let hazards = health.hazards_at(health.cell(kind.class, age));
            let moves = to.iter().zip(&hazards[first..]).map(|(&to, hazard)| {
                let ends = match health.is_alive(to) {
                    true => ending(kind, to),
                    false => 1.0,
                };
                hazard * ends
            });
            all += with;
            sum += with * (moves.sum::<f64>() - libm::log(stay.max(1e-9)));
        }
        if all > 0.0 {
            sum / all / time.length
        } else {
            0.0
        }
    }

    /// 1 for residents with an informal carer, 0 for others.
    pub fn carers(&self, kind: &ResidentKind) -> f64 {
        let (_, _, has_carer) = self.health.parts(kind.class);
        f64::from(u8::from(has_carer))
    }
}

/// The residents of every sex, deprivation class, age, state and carer.
fn kinds(health: &Health, people: &People, time: &Timeline) -> Vec<ResidentKind> {
    let classes = health.classes;
    let mut kinds = Vec::new();
    for male in [false, true] {
        for (age, residents) in by_age(people, male, time).into_iter().enumerate() {
            for deprivation in 0..classes.deprivation {
                let here = residents * class_share(people, deprivation);
                if here <= 0.0 {
                    continue;
                }
                let starts = &people.starts;
                let shares = starts.shares_in_year(health, male, deprivation, age, time);
                let who = (male, deprivation, age);
                in_states(classes, who, here, &shares, &mut kinds);
            }
        }
    }
    kinds
}

fn in_states(
    classes: Classes,
    (male, deprivation, age): (bool, usize, usize),
    here: f64,
    shares: &[[f64; 2]],
    kinds: &mut Vec<ResidentKind>,
) {
    for (state, carers) in shares.iter().enumerate() {
        for (carer, share) in carers.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            kinds.push(ResidentKind {
                class: classes.index(male, deprivation, carer == 1),
                age,
                state,
                many: here * share,
            });
        }
    }
}

fn class_share(people: &People, deprivation: usize) -> f64 {
    let sums = &people.deprivation;
    let before = deprivation
        .checked_sub(1)
        .map_or(0.0, |before| sums[before]);
    sums[deprivation] - before
}

/// Residents of a sex by completed year of age.
fn by_age(people: &People, male: bool, time: &Timeline) -> Vec<f64> {
    let mut residents = vec![0.0; OLDEST_AGE];
    if let Some(persons) = &people.persons {
        for person in persons.iter().filter(|person| person.is_male == male) {
            residents[(person.age as usize).min(OLDEST_AGE - 1)] += 1.0;
        }
        return residents;
    }
    let per_year = time.per_year as f64;
    for band in &people.bands {
        let (from, below) = (band.from / per_year, band.below / per_year);
        let all = band.residents[usize::from(male)];
        for (age, here) in residents.iter_mut().enumerate() {
            let age = age as f64;
            let within = (below.min(age + 1.0) - from.max(age)).max(0.0);
            *here += all * within / (below - from);
        }
    }
    residents
}
