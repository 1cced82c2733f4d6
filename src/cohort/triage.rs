use crate::care::{Triage, triage};
use crate::system::System;

use super::expectation::Expectation;
use super::needs::{Needs, cells};
use crate::care::arise::Pressure;
use crate::provision::{Count, Single};

/// Chances of triage for residents of each state, class and year of age, worked out for those that occur. Needs are
/// independent of each other given state, class and age, so that the number and the domains of those open together are
/// a convolution; how a need is sorted depends on the others, so that each is left out in turn.
#[derive(Debug, Clone, Default)]
pub(super) struct Triages {
    /// By place in [`super::needs::Cared`].
    rows: Vec<Option<Row>>,
    pressure: Pressure,
}

/// Expected counts of one resident in a cycle.
#[derive(Debug, Clone)]
struct Row {
    /// Needs and their presented events by triage.
    needs: Vec<(usize, [f64; 3])>,
    /// Chance of each triage, 0 for none.
    residents: [f64; 4],
    /// Chance of a complex resident with a need paid per episode.
    coordinated: f64,
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
        coordinated: u64,
        cared: &[f64],
        expected: &mut Expectation,
    ) {
        if self.pressure != *pressure || self.rows.len() != cared.len() {
            self.rows = vec![None; cared.len()];
            self.pressure = pressure.clone();
        }
        let (states, classes) = (system.health.states.len(), system.health.classes.count());
        let needs = Needs::new(system, pressure);
        let mut by_need = vec![[0.0; 3]; system.care.needs.len()];
        let (mut residents, mut complex) = ([0.0; 4], 0.0);
        for ((state, class, age), here) in cells(system, cared) {
            let place = (age * classes + class) * states + state;
            let row = self.rows[place]
                .get_or_insert_with(|| row(system, &needs, coordinated, (state, class, age)));
            for (need, levels) in &row.needs {
                for (sum, level) in by_need[*need].iter_mut().zip(levels) {
                    *sum += here * level;
                }
            }
            for (sum, level) in residents.iter_mut().zip(row.residents) {
                *sum += here * level;
            }
            complex += here * row.coordinated;
        }
        for (need, levels) in by_need.into_iter().enumerate() {
            for (triage, sum) in levels.into_iter().enumerate() {
                expected.add(Count::Triaged { need, triage }, sum);
            }
        }
        for (triage, sum) in residents.into_iter().enumerate() {
            expected.add(Count::Residents { triage }, sum);
        }
        expected.add(Count::Single(Single::ComplexCoordinated), complex);
    }
}

/// A need that may be open: itself, its domain and the chance.
type Chance = (usize, u8, f64);

fn row(system: &System, needs: &Needs, coordinated: u64, at: (usize, usize, usize)) -> Row {
    let is_frail = system.health.states[at.0].frail;
    let found: Vec<(usize, f64, f64)> = needs
        .of(at.0, at.1, at.2)
        .map(|(need, of)| (need, of.is_open(), of.all() * of.presented))
        .collect();
    let chances: Vec<Chance> = found
        .iter()
        .map(|&(need, open, _)| (need, system.care.needs[need].domain, open))
        .collect();
    let most = (system.triage.multiple_needs as usize).clamp(1, chances.len().max(1));
    let nothing = Open::nothing(most);
    let levels_of = |chosen: &dyn Fn(&Chance) -> bool| {
        let mut open = nothing.clone();
        for (_, domain, chance) in chances.iter().filter(|chance| chosen(chance)) {
            open.add(*domain, *chance);
        }
        open.levels(system, is_frail, 0)
    };
    let residents = levels_of(&|_| true);
    let complex = Triage::Complex as usize;
    let is_paid = |need: usize| coordinated >> need & 1 == 1;
    let without = levels_of(&|(need, ..)| !is_paid(*need));
    let none_paid: f64 = chances
        .iter()
        .filter(|(need, ..)| is_paid(*need))
        .map(|(_, _, chance)| 1.0 - chance)
        .product();
    let mut by_need = vec![(0, [0.0; 3]); found.len()];
    leave_out_each(&chances, 0, &nothing, &mut |place, others| {
        let (need, _, presented) = found[place];
        let [_, single, multiple, complex] =
            others.levels(system, is_frail, system.care.needs[need].domain);
        by_need[place] = (
            need,
            [single, multiple, complex].map(|level| presented * level),
        );
    });
    Row {
        needs: by_need,
        residents,
        coordinated: residents[complex] - none_paid * without[complex],
    }
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
            let with = |more: &[Chance]| {
                let mut open = others.clone();
                more.iter()
                    .for_each(|(_, domain, chance)| open.add(*domain, *chance));
                open
            };
            leave_out_each(left, first, &with(right), each);
            leave_out_each(right, first + left.len(), &with(left), each);
        }
    }
}
