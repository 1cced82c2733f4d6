//! Expected triage: how many residents and needs are simple, multiple or complex.
//!
//! Comes in: residents cared for and effects of a cycle. Goes out: [`ExpectedTriage`]. Deliberately absent: what triage is
//! (care/triage.rs) and who is paid for it.

use crate::care::arise::Pressure;
use crate::care::{TriageLevel, triage};
use crate::provision::Count;
use crate::system::System;

use super::expectation::Expectation;
use super::needs::Needs;
use super::onsets::ExpectedOnsets;
use super::passage::{Cared, cells};

/// Chances of triage for residents of each state, class and year of age under the effects of a cycle, worked out for those
/// that occur. Needs are independent of each other given state, class and age, so that the number and the domains of those
/// open together are a convolution; how a need is sorted depends on the others, so that each is left out in turn.
#[derive(Debug)]
pub(super) struct Triages {
    pub pressure: Pressure,
    /// Sets of needs paid per episode (as bits).
    sets: Vec<u64>,
    /// Chance of each triage, 0 for none, by place in [`Cared`].
    residents: Vec<[f64; 4]>,
    /// Expected presented needs by triage, by row of [`ExpectedOnsets`].
    needs: Vec<[f64; 3]>,
    /// Chance of a complex resident with a need of a set: `[index][set]`.
    complex: Vec<f64>,
}

/// Expected triage of residents.
#[derive(Debug, Clone)]
pub(super) struct ExpectedTriage {
    /// Presented needs: `[deprivation][need][triage]`.
    needs: Vec<Vec<[f64; 3]>>,
    /// Complex residents with a need of a set: `[deprivation][set]`.
    complex: Vec<Vec<f64>>,
    /// By triage, 0 for none.
    residents: [f64; 4],
}

/// Chance of a cell's residents not worked out yet.
const UNKNOWN: [f64; 4] = [f64::NAN; 4];

impl Triages {
    /// Nothing worked out yet.
    pub fn new(system: &System, pressure: &Pressure) -> Triages {
        Triages {
            pressure: pressure.clone(),
            sets: system.coordinations.clone(),
            residents: Vec::new(),
            needs: Vec::new(),
            complex: Vec::new(),
        }
    }

    /// Triage of the residents cared for.
    pub fn of(
        &mut self,
        system: &System,
        onsets: &ExpectedOnsets,
        cared: &Cared,
    ) -> ExpectedTriage {
        self.residents.resize(cared.len(), UNKNOWN);
        self.complex.resize(cared.len() * self.sets.len(), 0.0);
        self.needs.resize(onsets.rows(), [0.0; 3]);
        let deprivations = system.health.classes.deprivation;
        let mut triaged = ExpectedTriage {
            needs: vec![vec![[0.0; 3]; system.care.needs.len()]; deprivations],
            complex: vec![vec![0.0; self.sets.len()]; deprivations],
            residents: [0.0; 4],
        };
        let mut open = OpenCounts::new(system);
        for (index, (state, class, _), here) in cells(system, cared) {
            let (_, deprivation, _) = system.health.parts(class);
            let before = onsets.at(index);
            if self.residents[index][0].is_nan() {
                self.work_out(&mut open, (state, index), before, onsets.first(index));
            }
            let first = onsets.first(index);
            let levels = &self.needs[first..first + before.len()];
            for (&(need, _), levels) in before.iter().zip(levels) {
                add(&mut triaged.needs[deprivation][need as usize], levels, here);
            }
            let sets = self.sets.len();
            let complex = &self.complex[index * sets..][..sets];
            add(&mut triaged.complex[deprivation], complex, here);
            add(&mut triaged.residents, &self.residents[index], here);
        }
        triaged
    }

    /// Works out a cell of a state whose needs before effects are these, the first of them at `first` in [`ExpectedOnsets`].
    fn work_out(
        &mut self,
        open: &mut OpenCounts,
        (state, index): (usize, usize),
        before: &[(u32, f64)],
        first: usize,
    ) {
        let needs = Needs {
            system: open.system,
            pressure: &self.pressure,
        };
        open.meet(needs, state, before);
        self.residents[index] = open.levels();
        for number in 0..before.len() {
            self.needs[first + number] = open.sorted(number);
        }
        for (number, set) in self.sets.iter().enumerate() {
            self.complex[index * self.sets.len() + number] = open.coordinated(*set);
        }
    }
}

fn add(sums: &mut [f64], parts: &[f64], residents: f64) {
    for (sum, part) in sums.iter_mut().zip(parts) {
        *sum += residents * part;
    }
}

impl ExpectedTriage {
    /// Adds it.
    pub fn count(&self, expected: &mut Expectation) {
        for (class, (needs, complex)) in self.needs.iter().zip(&self.complex).enumerate() {
            let group = expected.group(class);
            for (need, levels) in needs.iter().enumerate() {
                for (triage, &sum) in levels.iter().enumerate() {
                    let count = Count::Triaged {
                        group,
                        need,
                        triage,
                    };
                    expected.add(count, sum);
                }
            }
            for (set, &sum) in complex.iter().enumerate() {
                expected.add(Count::Coordinated { group, set }, sum);
            }
        }
        for (triage, &sum) in self.residents.iter().enumerate() {
            expected.add(Count::Residents { triage }, sum);
        }
    }
}

/// What may be open of one resident. Needs are in domains: what is told of each is the number open, up to that which triage
/// tells apart, and how the resident is triaged for every such number, given what may be open in the other domains.
struct OpenCounts<'a> {
    system: &'a System,
    is_frail: bool,
    /// Open needs that triage tells apart.
    most: usize,
    /// Triage by frailty and so many open in each domain.
    rules: [Vec<u8>; 2],
    needs: Vec<May>,
    domains: [OpenDomain; DOMAINS],
    /// Chances of so many open in one domain without one of its needs, and scratch for it.
    others: Vec<f64>,
}

/// A need that may be open.
#[derive(Debug, Clone, Copy)]
struct May {
    need: usize,
    domain: usize,
    /// Chance that it is.
    chance: f64,
    /// Expected presented needs of the kind.
    presented: f64,
    /// Its place among those of the domain.
    number: usize,
}

/// Needs of one domain that may be open.
#[derive(Debug, Clone, Default)]
struct OpenDomain {
    chances: Vec<f64>,
    /// Chances of so many open among the first needs: `[needs][open]`.
    before: Vec<f64>,
    /// The same among the last.
    after: Vec<f64>,
    /// Chance of each triage with so many open here, 0 for none: `[open]`.
    levels: Vec<[f64; 4]>,
}

const DOMAINS: usize = 3;

impl<'a> OpenCounts<'a> {
    fn new(system: &'a System) -> OpenCounts<'a> {
        let needs = system.care.needs.len().max(1);
        let most = (system.triage.multiple_needs as usize).clamp(1, needs);
        OpenCounts {
            system,
            is_frail: false,
            most,
            rules: [false, true].map(|is_frail| rules(system, most, is_frail)),
            needs: Vec::new(),
            domains: Default::default(),
            others: Vec::new(),
        }
    }

    /// Residents of a state with these needs before effects.
    fn meet(&mut self, effects: Needs, state: usize, before: &[(u32, f64)]) {
        self.is_frail = self.system.health.states[state].frail;
        self.needs.clear();
        for domain in &mut self.domains {
            domain.chances.clear();
        }
        for &(need, before) in before {
            let need = need as usize;
            let of = effects.occurring(need, before);
            let domain = self.system.care.needs[need].domain.trailing_zeros() as usize;
            let chances = &mut self.domains[domain].chances;
            self.needs.push(May {
                need,
                domain,
                chance: of.is_open(),
                presented: of.all() * of.presented,
                number: chances.len(),
            });
            chances.push(of.is_open());
        }
        for domain in &mut self.domains {
            domain.convolve(self.most);
        }
        for domain in 0..DOMAINS {
            self.find_levels(domain);
        }
    }

    /// How residents are triaged with so many open in a domain, whatever is open in the others.
    fn find_levels(&mut self, domain: usize) {
        let width = self.most + 1;
        let mut levels = std::mem::take(&mut self.domains[domain].levels);
        levels.clear();
        levels.resize(width, [0.0; 4]);
        let rules = &self.rules[usize::from(self.is_frail)];
        let [one, two] = [1, 2].map(|step| self.domains[(domain + step) % DOMAINS].all(width));
        for (here, levels) in levels.iter_mut().enumerate() {
            for (first, chance) in one.iter().enumerate() {
                let rules = &rules[(here * width + first) * width..];
                for (level, part) in rules.iter().zip(two) {
                    levels[usize::from(*level)] += chance * part;
                }
            }
        }
        self.domains[domain].levels = levels;
    }

    /// Chance of each triage, 0 for none.
    fn levels(&self) -> [f64; 4] {
        let domain = &self.domains[0];
        let mut levels = [0.0; 4];
        for (chance, of) in domain.all(self.most + 1).iter().zip(&domain.levels) {
            add(&mut levels, of, *chance);
        }
        levels
    }

    /// Expected presented needs of a kind by how they are triaged, together with whatever else is open.
    fn sorted(&mut self, index: usize) -> [f64; 3] {
        let may = self.needs[index];
        let (domain, most) = (&self.domains[may.domain], self.most);
        domain.without(may.number, most, &mut self.others);
        let mut levels = [0.0; 4];
        for (open, chance) in self.others.iter().enumerate() {
            add(&mut levels, &domain.levels[(open + 1).min(most)], *chance);
        }
        let [_, single, multiple, complex] = levels;
        [single, multiple, complex].map(|level| may.presented * level)
    }

    /// Chance of a complex resident with a need of a set (as bits) open.
    fn coordinated(&self, set: u64) -> f64 {
        let is_in = |may: &&May| set >> may.need & 1 == 1;
        let mut none_in = 1.0;
        let (mut none, mut none_but) = ([1.0; DOMAINS], [1.0; DOMAINS]);
        for may in &self.needs {
            none[may.domain] *= 1.0 - may.chance;
            if is_in(&may) {
                none_in *= 1.0 - may.chance;
            } else {
                none_but[may.domain] *= 1.0 - may.chance;
            }
        }
        self.complex(none) - none_in * self.complex(none_but)
    }

    /// Chance to be complex, for which it only matters whether anything is open in a domain, from the chances that nothing
    /// is.
    fn complex(&self, none: [f64; DOMAINS]) -> f64 {
        let of = |domains: u8| -> f64 {
            let chances = none.iter().enumerate();
            let chances = chances.map(|(domain, none)| {
                if domains >> domain & 1 == 1 {
                    1.0 - none
                } else {
                    *none
                }
            });
            chances.product()
        };
        let needs = u8::MAX;
        (1..1 << DOMAINS)
            .filter(|&domains| {
                let level = triage::level(self.system, self.is_frail, domains, needs);
                level == TriageLevel::Complex
            })
            .map(of)
            .sum()
    }
}

/// Triage by so many open in each domain, which counts alike in any order.
fn rules(system: &System, most: usize, is_frail: bool) -> Vec<u8> {
    let open = 0..=most;
    let pairs = open
        .clone()
        .flat_map(|one| (0..=most).map(move |two| (one, two)));
    let all = pairs.flat_map(|(one, two)| open.clone().map(move |three| [one, two, three]));
    all.map(|open| {
        let bits = open.iter().enumerate();
        let domains = bits.fold(0, |bits, (index, &open)| bits | u8::from(open > 0) << index);
        let needs = open.iter().sum::<usize>().min(usize::from(u8::MAX)) as u8;
        triage::level(system, is_frail, domains, needs) as u8
    })
    .collect()
}

impl OpenDomain {
    /// Adds needs one after another, from both ends.
    fn convolve(&mut self, most: usize) {
        let width = most + 1;
        let length = (self.chances.len() + 1) * width;
        for rows in [&mut self.before, &mut self.after] {
            rows.clear();
            rows.resize(length, 0.0);
            rows[0] = 1.0;
        }
        for (number, &chance) in self.chances.iter().enumerate() {
            add_need(&mut self.before, number, width, chance);
        }
        for (number, &chance) in self.chances.iter().rev().enumerate() {
            add_need(&mut self.after, number, width, chance);
        }
    }

    /// Chances of so many open.
    fn all(&self, width: usize) -> &[f64] {
        &self.before[self.chances.len() * width..]
    }

    /// Chances of so many open without one need.
    fn without(&self, number: usize, most: usize, into: &mut Vec<f64>) {
        let width = most + 1;
        let later = self.chances.len() - 1 - number;
        into.clear();
        into.resize(width, 0.0);
        let [before, after] = [(&self.before, number), (&self.after, later)]
            .map(|(rows, number)| &rows[number * width..][..width]);
        for (first, chance) in before.iter().enumerate() {
            for (second, part) in after.iter().enumerate() {
                into[(first + second).min(most)] += chance * part;
            }
        }
    }
}

/// The row after row `number`, with one more need that is open with a chance.
fn add_need(rows: &mut [f64], number: usize, width: usize, chance: f64) {
    let (known, next) = rows.split_at_mut((number + 1) * width);
    let known = &known[number * width..];
    for (open, here) in known.iter().enumerate() {
        next[open] += here * (1.0 - chance);
        next[(open + 1).min(width - 1)] += here * chance;
    }
}
