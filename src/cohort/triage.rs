use std::collections::BTreeMap;

use crate::care::arise::Pressure;
use crate::care::{Triage, triage};
use crate::provision::Count;
use crate::system::System;

use super::expectation::Expectation;
use super::needs::{Needs, cells};

/// Chances of triage for residents of each state, class and year of age, worked out for those that occur. Needs are
/// independent of each other given state, class and age, so that the number and the domains of those open together are
/// a convolution; how a need is sorted depends on the others, so that each is left out in turn.
#[derive(Debug, Clone, Default)]
pub(super) struct Triages {
    /// By place in [`super::needs::Cared`].
    rows: Vec<Option<Row>>,
    /// Chance of a complex resident with a need paid per episode, likewise, by the needs that are (as bits).
    coordinated: BTreeMap<u64, Vec<Option<f64>>>,
    pressure: Pressure,
}

/// Expected counts of one resident in a cycle.
#[derive(Debug, Clone)]
struct Row {
    /// Needs and their presented events by triage.
    needs: Vec<(usize, [f64; 3])>,
    /// Chance of each triage, 0 for none.
    residents: [f64; 4],
}

/// What is open of a resident: chances by domains (as bits) and needs, as many as triage tells apart.
#[derive(Debug, Clone)]
struct Open {
    chances: Vec<f64>,
    most: usize,
}

const DOMAINS: usize = 8;

impl Open {
    fn nothing(most: usize) -> Open {
        let mut chances = vec![0.0; DOMAINS * (most + 1)];
        chances[0] = 1.0;
        Open { chances, most }
    }

    /// More needs, each open with its chance.
    fn with(&self, more: &[Chance]) -> Open {
        let mut open = self.clone();
        for (_, domain, chance) in more {
            open.add(*domain, *chance);
        }
        open
    }

    /// Another need, open with a chance.
    fn add(&mut self, domain: u8, chance: f64) {
        let domain = usize::from(domain);
        for needs in (0..=self.most).rev() {
            for domains in (0..DOMAINS).rev() {
                let here = self.chances[needs * DOMAINS + domains];
                if here == 0.0 {
                    continue;
                }
                let more = (needs + 1).min(self.most) * DOMAINS + (domains | domain);
                self.chances[needs * DOMAINS + domains] -= here * chance;
                self.chances[more] += here * chance;
            }
        }
    }

    /// Chances of each triage with `domain` open besides; 0 for none.
    fn levels(&self, system: &System, is_frail: bool, besides: u8) -> [f64; 4] {
        let mut levels = [0.0; 4];
        let more = usize::from(besides > 0);
        for (place, chance) in self.chances.iter().enumerate() {
            let (needs, domains) = (place / DOMAINS, (place % DOMAINS) as u8 | besides);
            if *chance > 0.0 {
                let needs = (needs + more).min(usize::from(u8::MAX)) as u8;
                levels[triage::level(system, is_frail, domains, needs) as usize] += chance;
            }
        }
        levels
    }
}

impl Triages {
    /// Adds triage of the residents cared for.
    pub fn count(
        &mut self,
        system: &System,
        pressure: &Pressure,
        cared: &[f64],
        expected: &mut Expectation,
    ) {
        if self.pressure != *pressure || self.rows.len() != cared.len() {
            self.rows = vec![None; cared.len()];
            self.coordinated.clear();
            self.pressure = pressure.clone();
        }
        let sets = system.coordinations();
        for &needs in &sets {
            let chances = self.coordinated.entry(needs);
            chances.or_insert_with(|| vec![None; cared.len()]);
        }
        let (states, classes) = (system.health.states.len(), system.health.classes.count());
        let needs = Needs::new(system, pressure);
        let deprivations = system.health.classes.deprivation;
        let mut by_need = vec![vec![[0.0; 3]; system.care.needs.len()]; deprivations];
        let mut complex = vec![vec![0.0; sets.len()]; deprivations];
        let mut residents = [0.0; 4];
        for ((state, class, age), here) in cells(system, cared) {
            let place = (age * classes + class) * states + state;
            let at = (state, class, age);
            let (_, deprivation, _) = system.health.parts(class);
            let row = self.rows[place].get_or_insert_with(|| row(system, &needs, at));
            for (need, levels) in &row.needs {
                for (sum, level) in by_need[deprivation][*need].iter_mut().zip(levels) {
                    *sum += here * level;
                }
            }
            for (sum, level) in residents.iter_mut().zip(row.residents) {
                *sum += here * level;
            }
            for (sum, set) in complex[deprivation].iter_mut().zip(&sets) {
                let Some(chances) = self.coordinated.get_mut(set) else {
                    continue;
                };
                let chance = chances[place].get_or_insert_with(|| {
                    row.residents[Triage::Complex as usize]
                        - complex_without(system, &needs, *set, at)
                });
                *sum += here * *chance;
            }
        }
        for (class, (by_need, complex)) in by_need.into_iter().zip(complex).enumerate() {
            let group = expected.group(class);
            for (need, levels) in by_need.into_iter().enumerate() {
                for (triage, sum) in levels.into_iter().enumerate() {
                    let count = Count::Triaged {
                        group,
                        need,
                        triage,
                    };
                    expected.add(count, sum);
                }
            }
            for (set, sum) in complex.into_iter().enumerate() {
                expected.add(Count::Coordinated { group, set }, sum);
            }
        }
        for (triage, sum) in residents.into_iter().enumerate() {
            expected.add(Count::Residents { triage }, sum);
        }
    }
}

/// A need that may be open: itself, its domain and the chance.
type Chance = (usize, u8, f64);

fn row(system: &System, needs: &Needs, at: (usize, usize, usize)) -> Row {
    let is_frail = system.health.states[at.0].frail;
    let found: Vec<(usize, f64)> = needs
        .of(at.0, at.1, at.2)
        .map(|(need, of)| (need, of.all() * of.presented))
        .collect();
    let chances = chances(system, needs, at);
    let nothing = nothing(system, chances.len());
    let mut by_need = vec![(0, [0.0; 3]); found.len()];
    leave_out_each(&chances, 0, &nothing, &mut |place, others| {
        let (need, presented) = found[place];
        let [_, single, multiple, complex] =
            others.levels(system, is_frail, system.care.needs[need].domain);
        by_need[place] = (
            need,
            [single, multiple, complex].map(|level| presented * level),
        );
    });
    Row {
        needs: by_need,
        residents: nothing.with(&chances).levels(system, is_frail, 0),
    }
}

fn chances(system: &System, needs: &Needs, at: (usize, usize, usize)) -> Vec<Chance> {
    needs
        .of(at.0, at.1, at.2)
        .map(|(need, of)| (need, system.care.needs[need].domain, of.is_open()))
        .collect()
}

/// As many needs as triage tells apart.
fn nothing(system: &System, needs: usize) -> Open {
    Open::nothing((system.triage.multiple_needs as usize).clamp(1, needs.max(1)))
}

/// Chance of a complex resident none of whose needs are among those paid per episode.
fn complex_without(
    system: &System,
    needs: &Needs,
    coordinated: u64,
    at: (usize, usize, usize),
) -> f64 {
    let is_frail = system.health.states[at.0].frail;
    let (paid, others): (Vec<Chance>, Vec<Chance>) = chances(system, needs, at)
        .into_iter()
        .partition(|(need, ..)| coordinated >> need & 1 == 1);
    let none: f64 = paid.iter().map(|(_, _, chance)| 1.0 - chance).product();
    let open = nothing(system, paid.len() + others.len()).with(&others);
    none * open.levels(system, is_frail, 0)[Triage::Complex as usize]
}

/// Hands every need with what is open of all others to `each`, by halves: n·log n convolutions for n needs.
fn leave_out_each(
    chances: &[Chance],
    first: usize,
    others: &Open,
    each: &mut dyn FnMut(usize, &Open),
) {
    match chances {
        [] => {}
        [_] => each(first, others),
        _ => {
            let (left, right) = chances.split_at(chances.len() / 2);
            leave_out_each(left, first, &others.with(right), each);
            leave_out_each(right, first + left.len(), &others.with(left), each);
        }
    }
}
