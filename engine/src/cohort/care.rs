//! Expected care of a cycle: needs, units and what residents have once, added to the counts.
//!
//! Comes in: residents cared for and how needs are answered. Goes out: expected counts. Deliberately absent: lives
//! (passage.rs) and triage (triage.rs).

use crate::base::widest::on_widest;
use crate::provision::{Conditions, Count, PersonPrices, Single};
use crate::system::System;

use super::answer::{ChannelStep, LackingShares, Once, OnceNeed};
use super::asked::Asked;
use super::by_mean::ByMean;
use super::columns::sum_of_pairs;
use super::expectation::Expectation;
use super::lives::LivedCycle;
use super::needs::{Needs, Occurrence, Occurring};
use super::onsets::{ByNode, ExpectedOnsets};
use super::pmf::{Curve, poisson_mean_of};
use super::precision::TwinPrecision;

/// Expected needs of one kind of residents of one deprivation class, with or without a carer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NeedSums {
    presented: f64,
    hidden: f64,
    /// Of the presented, by the share of their units that is not delivered.
    lacking: f64,
}

/// Expected care of a cycle.
pub(super) struct ExpectedCare<'a> {
    pub asked: Asked<'a>,
    pub prices: &'a PersonPrices,
    pub lacking: &'a LackingShares,
}

impl ExpectedCare<'_> {
    fn system(&self) -> &System {
        self.asked.system
    }

    fn conditions(&self) -> &Conditions {
        self.asked.conditions
    }

    /// The needs of the residents cared for under the effects of the cycle: `[need][deprivation][carer]`.
    pub fn needs(&self, onsets: &ExpectedOnsets, lived: &LivedCycle) -> Vec<NeedSums> {
        let pairs = self.pairs();
        let needs = self.under();
        let mut sums: Vec<NeedSums> = lived
            .needs
            .iter()
            .enumerate()
            .map(|(place, &before)| {
                let of = needs.occurring(place / pairs, before);
                let (all, presented) = (of.all(), of.all() * of.presented);
                NeedSums {
                    presented,
                    hidden: all - presented,
                    lacking: 0.0,
                }
            })
            .collect();
        self.add_lacking(onsets, lived, &mut sums);
        sums
    }

    fn under(&self) -> Needs<'_> {
        Needs {
            system: self.system(),
            pressure: &self.conditions().pressure,
        }
    }

    /// Presented needs of which some units are not delivered.
    fn add_lacking(&self, onsets: &ExpectedOnsets, lived: &LivedCycle, sums: &mut [NeedSums]) {
        let system = self.system();
        for need in 0..system.care.needs.len() {
            for carer in [false, true] {
                if !self.lacking.is_of(need, carer) {
                    continue;
                }
                let places = (0..system.health.classes.deprivation)
                    .map(|class| need * self.pairs() + class * 2 + usize::from(carer));
                if ExpectedOnsets::is_permanent(system, need) {
                    let each = self.lacking.share(need, carer, 1);
                    places.for_each(|place| sums[place].lacking = sums[place].presented * each);
                } else {
                    let lacking = self.lacking_in_classes(onsets, lived, (need, carer));
                    places
                        .zip(lacking)
                        .for_each(|(place, sum)| sums[place].lacking = sum);
                }
            }
        }
    }

    /// Expected presented needs of a kind that arises anew, each by the share of units not delivered when there are so many:
    /// by deprivation class.
    fn lacking_in_classes(
        &self,
        onsets: &ExpectedOnsets,
        lived: &LivedCycle,
        (need, carer): (usize, bool),
    ) -> Vec<f64> {
        let health = &self.system().health;
        let mut sums = vec![0.0; health.classes.deprivation];
        let presented = |mean: f64| {
            let of = self.under().occurring(need, mean);
            of.all() * of.presented
        };
        let of_number = |many: usize| many as f64 * self.lacking.share(need, carer, many);
        let most = onsets.most[need];
        let lacking = match self.asked.precision {
            TwinPrecision::Exact => {
                let curve = Curve::new(presented(most), of_number);
                ByMean::Exact(Box::new(move |mean| curve.at(presented(mean))))
            }
            TwinPrecision::Fast => ByMean::new(TwinPrecision::Fast, most, |mean| {
                poisson_mean_of(presented(mean), of_number)
            }),
        };
        let by_node = lived.by_node(onsets);
        let mut each = vec![0.0; onsets.nodes.width()];
        on_widest(
            #[inline(always)]
            || {
                for rows in &onsets.alike {
                    let mut needs = onsets.of_row_at_nodes(rows[0]);
                    let Some((_, means)) = needs.find(|(other, _)| *other == need) else {
                        continue;
                    };
                    let with_carer = |row: &&usize| health.parts(onsets.class(**row)).2 == carer;
                    let mut rows = rows.iter().filter(with_carer).peekable();
                    if rows.peek().is_none() {
                        continue;
                    }
                    lacking.at(means, &mut each);
                    for &row in rows {
                        let (_, deprivation, _) = health.parts(onsets.class(row));
                        let here = &by_node[row * each.len()..][..each.len()];
                        sums[deprivation] += sum_of_pairs(here, &each);
                    }
                }
            },
        );
        sums
    }

    /// Deprivation classes with and without a carer.
    fn pairs(&self) -> usize {
        self.system().health.classes.deprivation * 2
    }

    /// Adds needs, and the units that answer them.
    pub fn count(&self, sums: &[NeedSums], expected: &mut Expectation) {
        let channels = self.system().care.channels.len();
        let mut wanted = vec![0.0; self.system().health.classes.deprivation * channels];
        for (need, sums) in sums.chunks(self.pairs()).enumerate() {
            let all = |of: fn(&NeedSums) -> f64| sums.iter().map(of).sum::<f64>();
            expected.add(Count::Need { need }, all(|of| of.presented + of.hidden));
            expected.add(Count::Hidden { need }, all(|of| of.hidden));
            for carer in [false, true] {
                let of_carer = sums.iter().skip(usize::from(carer)).step_by(2);
                let sums: Vec<NeedSums> = of_carer.copied().collect();
                self.answer((need, carer), &sums, &mut wanted);
            }
        }
        for (index, &wanted) in wanted.iter().enumerate() {
            self.book((index / channels, index % channels), wanted, expected);
        }
    }

    /// Adds the units that answer a need of residents with a carer, or without, by deprivation class, to those wanted:
    /// `[class][channel]`.
    fn answer(&self, (need, carer): (usize, bool), sums: &[NeedSums], wanted: &mut [f64]) {
        let of = &self.system().care.needs[need];
        for link in &of.links {
            if carer || !self.asked.is_informal(link.service) {
                let each = self.asked.mean_units(of.class, link);
                let units = |sums: &NeedSums| sums.presented * each;
                self.meet((link.channel, carer), sums, units, wanted);
            }
        }
        for link in &of.escalations {
            let [met, unmet] = self.asked.chances(need, link, 0.0);
            let multiplier = self.conditions().escalation[0][need];
            let lacking = multiplier * (link.unmet - link.met) * link.part;
            let units = |sums: &NeedSums| {
                met * sums.presented + lacking * sums.lacking + unmet * sums.hidden
            };
            self.meet((link.channel, carer), sums, units, wanted);
        }
    }

    /// Adds units wanted through a channel by each class, after what effects make of them and what replaces them.
    fn meet(
        &self,
        (channel, carer): (usize, bool),
        sums: &[NeedSums],
        units: impl Fn(&NeedSums) -> f64,
        wanted: &mut [f64],
    ) {
        let channels = self.system().care.channels.len();
        let mut want = |channel: usize, part: f64| {
            for (class, sums) in sums.iter().enumerate() {
                wanted[class * channels + channel] += units(sums) * part;
            }
        };
        let mut left = self.conditions().units[0][channel];
        for (replacement, ratio, share) in self.asked.replacements(channel, carer) {
            want(replacement, left * share * ratio);
            left -= left * share;
        }
        want(channel, left);
    }

    fn book(&self, (class, channel): (usize, usize), wanted: f64, expected: &mut Expectation) {
        if wanted == 0.0 {
            return;
        }
        let system = self.system();
        let service = system.care.channels[channel].service;
        let waits = self.conditions().waits(system, channel);
        let [met, _] = self.asked.met_and_lost(channel);
        let delivered = wanted * met;
        let group = expected.group(class);
        expected.deliver(group, channel, delivered);
        let unmet = waits.map_or(wanted - delivered, |found| wanted * found.lost);
        expected.add(Count::Unmet { group, channel }, unmet);
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
    pub fn count_once(&self, all: &[Once], residents: &[Firsts], expected: &mut Expectation) {
        for (once, first) in all.iter().zip(residents) {
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
    all: &[Once],
    (by_node, precision): (&ByNode, TwinPrecision),
) -> Vec<Firsts> {
    let all = all.iter();
    all.map(|once| {
        let none = StepChances::new(needs, onsets, once, precision);
        on_widest(
            #[inline(always)]
            || first(needs.system, onsets, (once, &none), by_node),
        )
    })
    .collect()
}

/// Chances that a need gives no unit through a step's channel and those before, by its mean: `[need][step][carer]`.
struct StepChances<'a>(Vec<Vec<[ByMean<'a>; 2]>>);

impl<'a> StepChances<'a> {
    fn new(
        needs: Needs<'a>,
        onsets: &ExpectedOnsets,
        once: &'a Once,
        precision: TwinPrecision,
    ) -> StepChances<'a> {
        let time = once.time;
        let of_need = |of: &'a OnceNeed| {
            let need = of.need;
            let of_step = |step: &'a ChannelStep| {
                [false, true].map(|carer| {
                    ByMean::new(precision, onsets.most[need], move |mean| {
                        none_of(&needs.occurring_in(time, need, mean), carer, step)
                    })
                })
            };
            of.steps.iter().map(of_step).collect()
        };
        StepChances(once.needs.iter().map(of_need).collect())
    }
}

#[inline(always)]
fn first(
    system: &System,
    onsets: &ExpectedOnsets,
    (once, none_of): (&Once, &StepChances),
    by_node: &ByNode,
) -> Firsts {
    let width = onsets.nodes.width();
    let steps = once.needs.iter().map(|need| vec![0.0; need.steps.len()]);
    let mut first: Firsts = steps.collect();
    let places = 0..system.care.needs.len();
    let place = |need: usize| once.needs.iter().position(|of| of.need == need);
    let places: Vec<Option<usize>> = places.map(place).collect();
    let [mut none, mut so_far, mut chances] = [(); 3].map(|()| vec![0.0; width]);
    for row in onsets.rows() {
        let (_, _, carer) = system.health.parts(onsets.class(row));
        // So many times in a cycle.
        let here = by_node[row * width..][..width].iter();
        for (none, here) in none.iter_mut().zip(here) {
            *none = here / once.time;
        }
        for (need, means) in onsets.of_row_at_nodes(row) {
            let Some(place) = places[need] else {
                continue;
            };
            so_far.fill(1.0);
            for (step, first) in none_of.0[place].iter().zip(&mut first[place]) {
                step[usize::from(carer)].at(means, &mut chances);
                *first += sum_of_pairs(&none, &so_far) - sum_of_pairs(&none, &chances);
                std::mem::swap(&mut so_far, &mut chances);
            }
            none.iter_mut()
                .zip(&so_far)
                .for_each(|(none, chance)| *none *= chance);
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
