//! Residents who are charged alike: by age, sex, deprivation class and state.
//!
//! Comes in: the tables of a system. Goes out: [`Cells`], with how often needs occur in each and how soon residents leave
//! it for good. Deliberately absent: prices, effects, and how many residents there are.

use crate::system::System;
use crate::tables::chain::Chain;
use crate::tables::time::OLDEST_AGE;

use crate::cohort::arrivals::ExpectedArrivals;

/// Ages are told together while what they are charged differs by less than this share of the deductible, or of itself.
const ALIKE: f64 = 0.05;

/// At most so many ages are told together.
const MOST_AGES: usize = 10;

/// Cells of a system: `[group of ages][sex][deprivation][state]`.
#[derive(Debug)]
pub struct Cells {
    /// First age of each group, and the end of the last.
    pub ages: Vec<usize>,
    /// The group of each age.
    pub group_of: Vec<usize>,
    /// Deprivation classes.
    pub classes: usize,
    /// States.
    pub states: usize,
    /// Of residents of each completed year of age in each cycle of a year, the share to whom the deductible applies.
    pub subject: Vec<Vec<f64>>,
    /// Needs that may be charged.
    pub needs: Vec<usize>,
    /// Occurrences of each in a year, or the share with a permanent one, before effects: `[cell][need]`.
    pub rates: Vec<f64>,
    /// Residents by cell that means over classes and ages are taken over.
    pub residents: Vec<f64>,
    /// Hazard of dying or moving out, by cell.
    pub leaving: Vec<f64>,
    /// Residents who come in a year: `[group of ages][sex]`.
    pub coming: Vec<f64>,
}

impl Cells {
    /// Bytes of what is large in them.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.rates) + size_of_val(&*self.residents) + size_of_val(&*self.leaving)
    }

    /// Of a system whose needs with something under the deductible are known.
    pub fn new(system: &System) -> Cells {
        let (classes, states) = (
            system.health.classes.deprivation,
            system.health.states.len(),
        );
        let care = &system.care;
        let is_charged = |need: &usize| {
            let mut channels = care.channels.iter();
            channels
                .any(|channel| channel.need == *need && care.services[channel.service].deductible)
        };
        let needs: Vec<usize> = (0..care.needs.len()).filter(is_charged).collect();
        let ages = groups(system, &needs);
        let mut cells = Cells {
            group_of: Vec::new(),
            subject: subject(system),
            rates: Vec::new(),
            residents: Vec::new(),
            leaving: Vec::new(),
            coming: Vec::new(),
            ages,
            classes,
            states,
            needs,
        };
        for (group, ends) in cells.ages.windows(2).enumerate() {
            cells.group_of.extend((ends[0]..ends[1]).map(|_| group));
        }
        cells.fill(system);
        cells.come(system);
        cells
    }

    /// The first cell of a group of ages, sex and class; those of other states follow.
    #[inline(always)]
    pub fn first(&self, group: usize, is_male: bool, class: usize) -> usize {
        ((group * 2 + usize::from(is_male)) * self.classes + class) * self.states
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.residents.len()
    }

    /// Groups of ages.
    pub fn groups(&self) -> usize {
        self.ages.len() - 1
    }

    /// Occurrences of charged needs in a cell.
    pub fn rates(&self, cell: usize) -> &[f64] {
        &self.rates[cell * self.needs.len()..(cell + 1) * self.needs.len()]
    }

    /// The share of each class among residents of a group of ages and sex.
    pub fn class_shares(&self, group: usize, is_male: bool) -> Vec<f64> {
        let of = |class: usize| {
            let first = self.first(group, is_male, class);
            self.residents[first..first + self.states]
                .iter()
                .sum::<f64>()
        };
        let sums: Vec<f64> = (0..self.classes).map(of).collect();
        let all: f64 = sums.iter().sum();
        let even = 1.0 / self.classes as f64;
        sums.iter()
            .map(|sum| if all > 0.0 { sum / all } else { even })
            .collect()
    }

    /// Whether the deductible applies to anybody of a group.
    pub fn is_subject(&self, group: usize) -> bool {
        let ages = self.ages[group]..self.ages[group + 1];
        self.subject
            .iter()
            .any(|shares| shares[ages.clone()].iter().any(|share| *share > 0.0))
    }

    fn fill(&mut self, system: &System) {
        let (health, people) = (&system.health, &system.people);
        let survivors =
            [false, true].map(|male| people.starts.survivors(health, male, &system.time));
        let mut chain = Chain::default();
        for group in 0..self.groups() {
            let ages = self.ages[group]..self.ages[group + 1];
            for is_male in [false, true] {
                for class in 0..self.classes {
                    let mut sums = CellSums::new(self.states, self.needs.len());
                    for age in ages.clone() {
                        let here = survivors[usize::from(is_male)][age];
                        sums.add(system, &self.needs, (is_male, class, age), here);
                    }
                    let oldest = ages.end.min(100).max(ages.start + 1);
                    let age = (ages.start + oldest) * system.time.per_year / 2;
                    health.expect(
                        health.cell(health.classes.index(is_male, class, false), age),
                        None,
                        &mut chain,
                    );
                    let stays = 1.0 - health.leaver(age) as f64 / libm::exp2(64.0);
                    for state in 0..self.states {
                        let (residents, rates) = sums.of(state);
                        self.residents.push(residents);
                        self.rates.extend(rates);
                        self.leaving.push(leaving(system, &chain, state, stays));
                    }
                }
            }
        }
    }

    fn come(&mut self, system: &System) {
        self.coming = vec![0.0; self.groups() * 2];
        for row in &ExpectedArrivals::new(system).rows {
            let (is_male, ..) = system.health.parts(row.class);
            let group = self.group_of[system.health.year_of_age(row.age.half_cycles / 2)];
            self.coming[group * 2 + usize::from(is_male)] += row.many * system.time.per_year as f64;
        }
    }
}

/// Hazard per year of dying or moving out.
fn leaving(system: &System, chain: &Chain, state: usize, stays: f64) -> f64 {
    if !system.health.is_alive(state) {
        return 0.0;
    }
    let row = chain
        .row(state)
        .iter()
        .take(system.health.states.len())
        .enumerate();
    let alive = row.filter(|(to, _)| system.health.is_alive(*to));
    let here: f64 = alive.map(|(_, chance)| chance).sum();
    -libm::log((here * stays).max(1e-9)) * system.time.per_year as f64
}

/// Sums over ages and carers.
struct CellSums {
    residents: Vec<f64>,
    /// Residents of any number, where there are none of a state, and occurrences among them: `[state][need]`.
    anybody: Vec<f64>,
    rates: Vec<f64>,
}

impl CellSums {
    fn new(states: usize, needs: usize) -> CellSums {
        CellSums {
            residents: vec![0.0; states],
            anybody: vec![0.0; states],
            rates: vec![0.0; states * needs],
        }
    }

    /// Adds residents of one age.
    fn add(
        &mut self,
        system: &System,
        needs: &[usize],
        (is_male, class, age): (bool, usize, usize),
        here: f64,
    ) {
        let (health, people) = (&system.health, &system.people);
        let shares = people
            .starts
            .shares_in_year(health, is_male, class, age, &system.time);
        let here = here * class_share(system, class);
        for (state, carers) in shares.iter().enumerate() {
            for (carer, share) in carers.iter().enumerate() {
                // So few where there are none that they weigh nothing elsewhere.
                let some = here * share + 1e-12;
                self.residents[state] += here * share;
                self.anybody[state] += some;
                let of = health.classes.index(is_male, class, carer == 1);
                let rates = &mut self.rates[state * needs.len()..][..needs.len()];
                each_rate(system, (state, of, age), |need, rate| {
                    if let Ok(index) = needs.binary_search(&need) {
                        rates[index] += some * rate;
                    }
                });
            }
        }
    }

    fn of(&self, state: usize) -> (f64, impl Iterator<Item = f64> + '_) {
        let needs = self.rates.len() / self.residents.len();
        let rates = self.rates[state * needs..][..needs].iter();
        (
            self.residents[state],
            rates.map(move |rate| rate / self.anybody[state]),
        )
    }
}

/// Share of residents in a deprivation class.
fn class_share(system: &System, class: usize) -> f64 {
    let ends = &system.people.deprivation;
    let before = class.checked_sub(1).map_or(0.0, |before| ends[before]);
    (ends[class] - before) / ends.last().copied().unwrap_or(1.0)
}

/// Occurrences in a year of every need of a cell, or the share with a permanent one.
fn each_rate(
    system: &System,
    (state, class, age): (usize, usize, usize),
    mut of: impl FnMut(usize, f64),
) {
    let care = &system.care;
    for (entry, &need) in care.episodic[state].iter().enumerate() {
        of(need, care.onset_per_year(state, class, age, entry));
    }
    for (entry, &need) in care.permanent[state].iter().enumerate() {
        of(need, care.prevalence_share(state, class, age, entry));
    }
}

/// Groups of ages that are charged alike.
fn groups(system: &System, needs: &[usize]) -> Vec<usize> {
    let whole = system
        .patient
        .deductible
        .iter()
        .copied()
        .max()
        .unwrap_or(0)
        .max(1);
    let whole = f64::from(whole) / 100.0;
    let weights = weights(system, needs, whole);
    let first = system.patient.deductible_from.clamp(0.0, OLDEST_AGE as f64) as usize;
    let mut ages = vec![0];
    let mut like = charged(system, needs, &weights, whole, 0);
    for age in 1..OLDEST_AGE {
        let here = charged(system, needs, &weights, whole, age);
        let mut pairs = like.iter().zip(&here);
        let is_alike =
            pairs.all(|(one, other)| (one - other).abs() <= ALIKE * one.max(*other).max(1.0));
        // Of the first age to which it applies, it does so to a part.
        let begins = age == first || age == first + 1;
        if !is_alike || begins || age - ages[ages.len() - 1] == MOST_AGES {
            ages.push(age);
            like = here;
        }
    }
    ages.push(OLDEST_AGE);
    ages
}

/// Parts of the deductible that an occurrence of each need charges at reference prices.
fn weights(system: &System, needs: &[usize], whole: f64) -> Vec<f64> {
    let care = &system.care;
    let part = |service: usize| {
        let service = &care.services[service];
        if service.deductible {
            (service.price / whole).min(1.0)
        } else {
            0.0
        }
    };
    let of = |need: &usize| {
        let need = &care.needs[*need];
        let links = need.links.iter().map(|link| link.mean * part(link.service));
        let escalations = need
            .escalations
            .iter()
            .map(|link| link.met.max(link.unmet) * part(link.service));
        links.chain(escalations).sum::<f64>()
    };
    needs.iter().map(of).collect()
}

/// What an age is charged in a year, in parts of the deductible: by sex, background care and needs in each state.
fn charged(system: &System, needs: &[usize], weights: &[f64], whole: f64, age: usize) -> Vec<f64> {
    let care = &system.care;
    let mut found = Vec::new();
    for is_male in [false, true] {
        for class in 0..system.health.classes.deprivation {
            let means = care.background_table.means(is_male, class, age);
            let counted = care
                .background
                .iter()
                .zip(means)
                .filter(|(line, _)| line.deductible);
            let cents: f64 = counted.map(|(_, cents)| cents).sum();
            found.push(cents / 100.0 / whole);
        }
        for state in 0..system.health.states.len() {
            let mut sum = 0.0;
            each_rate(
                system,
                (state, system.health.classes.index(is_male, 0, false), age),
                |need, rate| {
                    if let Ok(index) = needs.binary_search(&need) {
                        sum += rate * weights[index];
                    }
                },
            );
            found.push(sum);
        }
    }
    found
}

/// The share of residents of a completed year of age in a cycle who were old enough when the year began.
fn subject(system: &System) -> Vec<Vec<f64>> {
    let time = &system.time;
    let from = system.patient.deductible_from;
    let cycles = 0..time.per_year;
    cycles
        .map(|cycle| {
            let since = time.in_years(time.moment(cycle) as f64 / 2.0);
            let of = |age: usize| {
                if from <= 0.0 {
                    1.0
                } else {
                    (age as f64 + 1.0 - since - from).clamp(0.0, 1.0)
                }
            };
            (0..OLDEST_AGE).map(of).collect()
        })
        .collect()
}
