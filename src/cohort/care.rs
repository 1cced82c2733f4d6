use crate::provision::{Conditions, Count, PersonPrices, Single};
use crate::system::System;

use super::answer::{Answers, Once, Step};
use super::asked::Asked;
use super::expectation::Expectation;
use super::needs::{Needs, Occurrence, Occurring, Rates, cells};

/// Expected needs of one kind of residents of one deprivation class, with or without a carer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    presented: f64,
    hidden: f64,
    /// Of the presented, by the share of their units that is not delivered.
    lacking: f64,
}

/// Expected care of a cycle.
pub(super) struct Care<'a> {
    pub asked: Asked<'a>,
    pub prices: &'a PersonPrices,
    pub answers: &'a Answers,
}

impl Care<'_> {
    fn system(&self) -> &System {
        self.asked.system
    }

    fn conditions(&self) -> &Conditions {
        self.asked.conditions
    }

    /// The needs of the residents cared for: `[need][deprivation][carer]`.
    pub fn needs(&self, rates: &Rates, cared: &[f64]) -> Vec<Sums> {
        let system = self.system();
        let health = &system.health;
        let pairs = self.pairs();
        let mut all = vec![0.0; system.care.needs.len() * pairs];
        let (states, classes) = (health.states.len(), health.classes.count());
        for (place, &here) in cared.iter().enumerate().filter(|(_, here)| **here > 0.0) {
            let (_, deprivation, carer) = health.parts(place / states % classes);
            let pair = deprivation * 2 + usize::from(carer);
            for &(need, rate) in rates.at(place) {
                all[need as usize * pairs + pair] += here * rate;
            }
        }
        let needs = Needs::new(system, &self.conditions().pressure);
        let mut sums: Vec<Sums> = all
            .into_iter()
            .enumerate()
            .map(|(place, all)| {
                let presented = all * needs.presented(place / pairs);
                Sums {
                    presented,
                    hidden: all - presented,
                    lacking: 0.0,
                }
            })
            .collect();
        self.add_lacking(&needs, cared, &mut sums);
        sums
    }

    /// Presented needs of which some units are not delivered.
    fn add_lacking(&self, needs: &Needs, cared: &[f64], sums: &mut [Sums]) {
        let system = self.system();
        let short = 0..system.care.needs.len();
        let short = short.filter(|&need| {
            [false, true]
                .iter()
                .any(|&carer| self.answers.lacks(need, carer))
        });
        for need in short {
            for (at, here) in cells(system, cared) {
                let (_, deprivation, carer) = system.health.parts(at.1);
                let Some(of) = needs
                    .one(need, at)
                    .filter(|_| self.answers.lacks(need, carer))
                else {
                    continue;
                };
                let place = need * self.pairs() + deprivation * 2 + usize::from(carer);
                sums[place].lacking += here * self.lacking(need, carer, &of);
            }
        }
    }

    /// Deprivation classes with and without a carer.
    fn pairs(&self) -> usize {
        self.system().health.classes.deprivation * 2
    }

    /// Adds needs, and the units that answer them.
    pub fn count(&self, sums: &[Sums], expected: &mut Expectation) {
        let pairs = self.pairs();
        for (place, sums) in sums.iter().enumerate() {
            let (need, pair) = (place / pairs, place % pairs);
            expected.add(Count::Need { need }, sums.presented + sums.hidden);
            expected.add(Count::Hidden { need }, sums.hidden);
            self.answer(need, (pair / 2, pair % 2 == 1), sums, expected);
        }
    }

    /// Expected presented needs, each by the share of units not delivered when there are so many.
    fn lacking(&self, need: usize, carer: bool, of: &Occurring) -> f64 {
        let by_number = |many: usize| many as f64 * self.answers.lacking(need, carer, many);
        of.mean_of(by_number)
    }

    fn answer(
        &self,
        need: usize,
        (class, carer): (usize, bool),
        sums: &Sums,
        expected: &mut Expectation,
    ) {
        let of = &self.system().care.needs[need];
        for link in &of.links {
            if carer || !self.asked.is_informal(link.service) {
                let units = sums.presented * self.asked.mean_units(of.class, link);
                self.meet(link.channel, (class, carer), units, expected);
            }
        }
        for link in &of.escalations {
            let [met, unmet] = self.asked.chances(need, link, 0.0);
            let multiplier = self.conditions().escalation[0][need];
            let more = multiplier * (link.unmet - link.met) * sums.lacking;
            let units = met * sums.presented + more + unmet * sums.hidden;
            self.meet(link.channel, (class, carer), units, expected);
        }
    }

    /// Units wanted through a channel, after what effects make of them and what replaces them.
    fn meet(
        &self,
        channel: usize,
        (class, carer): (usize, bool),
        wanted: f64,
        expected: &mut Expectation,
    ) {
        let mut left = wanted * self.conditions().units[0][channel];
        for (replacement, ratio, share) in self.asked.replacements(channel, carer) {
            self.book(replacement, class, left * share * ratio, expected);
            left -= left * share;
        }
        self.book(channel, class, left, expected);
    }

    fn book(&self, channel: usize, class: usize, wanted: f64, expected: &mut Expectation) {
        let system = self.system();
        let service = system.care.channels[channel].service;
        let delivered = wanted * self.asked.access(channel);
        let group = expected.group(class);
        expected.add(Count::Delivered { group, channel }, delivered);
        expected.add(Count::Unmet { group, channel }, wanted - delivered);
        if system.care.unit_spread[service].is_some() {
            let cents = delivered * system.care.services[service].price * 100.0;
            expected.add(Count::UnitCents { group, channel }, cents);
        }
        let lower = system.people.lower_class[class];
        let [ordinary, reduced] = self.prices.channels[0][channel].copayments.map(f64::from);
        let each = (1.0 - lower) * ordinary + lower * reduced;
        expected.add(Count::Copayment { group, channel }, delivered * each);
    }

    /// Adds what residents have at most once in a cycle: subscriptions, and help by an informal carer.
    pub fn count_once(&self, cared: &[f64], expected: &mut Expectation) {
        let system = self.system();
        let needs = Needs::new(system, &self.conditions().pressure);
        for once in &self.answers.once {
            let mut first: Vec<Vec<f64>> = once
                .needs
                .iter()
                .map(|need| vec![0.0; need.steps.len()])
                .collect();
            for (at, here) in cells(system, cared) {
                let (_, _, carer) = system.health.parts(at.1);
                let mut none = here;
                for (need, first) in once.needs.iter().zip(&mut first) {
                    let Some(of) = needs.one(need.need, at) else {
                        continue;
                    };
                    let mut before = 1.0;
                    for (step, first) in need.steps.iter().zip(first) {
                        let chance = none_of(&of, carer, step);
                        *first += none * (before - chance);
                        before = chance;
                    }
                    none *= before;
                }
            }
            self.book_once(once, &first, expected);
        }
    }

    fn book_once(&self, once: &Once, first: &[Vec<f64>], expected: &mut Expectation) {
        let steps = once.needs.iter().zip(first);
        let steps = steps.flat_map(|(need, first)| need.steps.iter().zip(first));
        for (step, &residents) in steps {
            let Some(subscription) = once.subscription else {
                expected.add(Count::Single(Single::CarerCycles), residents);
                continue;
            };
            let price = self.prices.channels[0][step.channel].subscription;
            let cents = price.map_or(0.0, |(_, cents)| f64::from(cents));
            let exempt = self.system().patient.subscriptions[subscription].exempt_share;
            let channel = step.channel;
            let paid = residents * cents * (1.0 - exempt);
            let group = expected.group(0);
            expected.add(Count::Copayment { group, channel }, paid);
        }
    }
}

/// Chance that a need gives no unit through a step's channel and those before.
fn none_of(of: &Occurring, carer: bool, step: &Step) -> f64 {
    let hidden = step.hidden(carer);
    match of.occurrence {
        Occurrence::Permanent(chance) => {
            let some =
                of.presented * (1.0 - step.none(carer, 1)) + (1.0 - of.presented) * (1.0 - hidden);
            1.0 - chance * some
        }
        Occurrence::Episodic(..) => {
            let hidden = of.all() * (1.0 - of.presented) * (1.0 - hidden);
            of.mean_of(|presented| step.none(carer, presented)) * libm::exp(-hidden)
        }
    }
}
