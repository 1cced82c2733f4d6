//! Expected care of a cycle: needs, units and what residents have once, added to the counts.
//!
//! Comes in: residents cared for and how needs are answered. Goes out: expected counts. Deliberately absent: lives
//! (passage.rs) and triage (triage.rs).

use crate::provision::{Conditions, Count, PersonPrices, Single};
use crate::system::System;

use super::answer::{Answers, ChannelStep, Once};
use super::asked::Asked;
use super::expectation::Expectation;
use super::needs::{Needs, Occurrence, Occurring};
use super::onsets::ExpectedOnsets;
use super::passage::{Cared, cells};

/// Expected needs of one kind of residents of one deprivation class, with or without a carer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    presented: f64,
    hidden: f64,
    /// Of the presented, by the share of their units that is not delivered.
    lacking: f64,
}

/// Expected care of a cycle.
pub(super) struct ExpectedCare<'a> {
    pub asked: Asked<'a>,
    pub prices: &'a PersonPrices,
    pub answers: &'a Answers,
}

impl ExpectedCare<'_> {
    fn system(&self) -> &System {
        self.asked.system
    }

    fn conditions(&self) -> &Conditions {
        self.asked.conditions
    }

    /// The needs of the residents cared for under the effects of the cycle: `[need][deprivation][carer]`. `before` are
    /// those before effects, likewise.
    pub fn needs(&self, onsets: &ExpectedOnsets, before: &[f64], cared: &Cared) -> Vec<Sums> {
        let pairs = self.pairs();
        let needs = self.under();
        let mut sums: Vec<Sums> = before
            .iter()
            .enumerate()
            .map(|(index, &before)| {
                let of = needs.occurring(index / pairs, before);
                let (all, presented) = (of.all(), of.all() * of.presented);
                Sums {
                    presented,
                    hidden: all - presented,
                    lacking: 0.0,
                }
            })
            .collect();
        self.add_lacking(onsets, cared, &mut sums);
        sums
    }

    fn under(&self) -> Needs<'_> {
        Needs {
            system: self.system(),
            pressure: &self.conditions().pressure,
        }
    }

    /// Presented needs of which some units are not delivered.
    fn add_lacking(&self, onsets: &ExpectedOnsets, cared: &Cared, sums: &mut [Sums]) {
        let system = self.system();
        let is_short: Vec<[bool; 2]> = (0..system.care.needs.len())
            .map(|need| [false, true].map(|carer| self.answers.lacks(need, carer)))
            .collect();
        if is_short.iter().all(|short| *short == [false; 2]) {
            return;
        }
        let needs = self.under();
        for (index, (_, class, _), here) in cells(system, cared) {
            let (_, deprivation, carer) = system.health.parts(class);
            for &(need, before) in onsets.at(index) {
                let need = need as usize;
                if is_short[need][usize::from(carer)] {
                    let of = needs.occurring(need, before);
                    let sum = need * self.pairs() + deprivation * 2 + usize::from(carer);
                    sums[sum].lacking += here * self.lacking(need, carer, &of);
                }
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
        for (index, sums) in sums.iter().enumerate() {
            let (need, pair) = (index / pairs, index % pairs);
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
            let more = multiplier * (link.unmet - link.met) * link.part * sums.lacking;
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

    /// Adds what residents have at most once in a cycle: subscriptions, and help by an informal carer. `residents` are those
    /// who get it, by the answer that brings it.
    pub fn count_once(&self, residents: &[Firsts], expected: &mut Expectation) {
        for (once, first) in self.answers.once.iter().zip(residents) {
            self.book_once(once, first, expected);
        }
    }

    fn book_once(&self, once: &Once, first: &Firsts, expected: &mut Expectation) {
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

/// Residents by the first answer that brings them something they have at most once in a cycle: `[need][step]`.
pub(super) type Firsts = Vec<Vec<f64>>;

/// Per thing that residents have at most once in a cycle: those cared for to whom it comes.
pub(super) fn firsts(
    needs: Needs,
    onsets: &ExpectedOnsets,
    answers: &Answers,
    cared: &Cared,
) -> Vec<Firsts> {
    let all = answers.once.iter();
    all.map(|once| first(needs, onsets, once, cared)).collect()
}

fn first(needs: Needs, onsets: &ExpectedOnsets, once: &Once, cared: &Cared) -> Firsts {
    let system = needs.system;
    let steps = once.needs.iter().map(|need| vec![0.0; need.steps.len()]);
    let mut first: Firsts = steps.collect();
    let mut index_of = vec![None; system.care.needs.len()];
    for (index, need) in once.needs.iter().enumerate() {
        index_of[need.need] = Some(index);
    }
    for (cell, (_, class, _), here) in cells(system, cared) {
        let (_, _, carer) = system.health.parts(class);
        // So many times in a cycle.
        let mut none = here / once.time;
        for &(need, before) in onsets.at(cell) {
            let Some(index) = index_of[need as usize] else {
                continue;
            };
            let of = needs.occurring_in(once.time, need as usize, before);
            let mut so_far = 1.0;
            for (step, first) in once.needs[index].steps.iter().zip(&mut first[index]) {
                let chance = none_of(&of, carer, step);
                *first += none * (so_far - chance);
                so_far = chance;
            }
            none *= so_far;
        }
    }
    first
}

/// Chance that a need gives no unit through a step's channel and those before.
fn none_of(of: &Occurring, carer: bool, step: &ChannelStep) -> f64 {
    let hidden = step.hidden(carer);
    match of.occurrence {
        Occurrence::Permanent(chance) => {
            let some = of.presented * (1.0 - step.none_of_one(carer))
                + (1.0 - of.presented) * (1.0 - hidden);
            1.0 - chance * some
        }
        Occurrence::Episodic(..) => {
            let hidden = of.all() * (1.0 - of.presented) * (1.0 - hidden);
            step.mean_none(carer, of) * libm::exp(-hidden)
        }
    }
}
