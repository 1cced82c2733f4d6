use crate::provision::{Conditions, PersonPrices};
use crate::scenario::schema::{Line, NeedClass};
use crate::system::System;
use crate::system::care::{EscalationLink, Link, Units};

use super::pmf::Pmf;

/// Presented needs of one kind in one cycle up to which chances are kept one by one.
const MOST_NEEDS: usize = 400;

/// How needs are answered in a cycle, as far as it is more than a number of units per need.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answers {
    /// Share of the wanted units that is not delivered, by need, carer and presented needs; empty where all are.
    lacking: Vec<[Vec<f64>; 2]>,
    /// What a resident has at most once in a cycle, however many units there are.
    pub once: Vec<Once>,
}

/// Something that is counted once for a resident with any unit of some channels in a cycle.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Once {
    /// The subscription; `None` for help by an informal carer.
    pub subscription: Option<usize>,
    /// The needs behind those channels, in the order in which they are answered.
    pub needs: Vec<OnceNeed>,
}

/// A need behind it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OnceNeed {
    pub need: usize,
    /// Its channels, in the order in which they are booked.
    pub steps: Vec<Step>,
}

/// One channel of a need.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    pub channel: usize,
    /// Chance that no unit was delivered through this and earlier channels, by carer and presented needs.
    none: [Vec<f64>; 2],
    /// The same of one hidden need.
    hidden: [f64; 2],
}

impl Step {
    pub fn none(&self, has_carer: bool, presented: usize) -> f64 {
        at(&self.none[usize::from(has_carer)], presented)
    }

    pub fn hidden(&self, has_carer: bool) -> f64 {
        self.hidden[usize::from(has_carer)]
    }
}

/// The last entry stands for all beyond it.
fn at(table: &[f64], place: usize) -> f64 {
    table[place.min(table.len() - 1)]
}

/// What is asked of providers in a cycle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub system: &'a System,
    pub conditions: &'a Conditions,
    pub cycle: usize,
}

impl Answers {
    /// For one cycle; `most` are the largest means of new needs of each kind.
    pub fn new(asked: &Asked, prices: &PersonPrices, most: &[f64]) -> Answers {
        let mut answers = Answers {
            lacking: asked.lacking(most),
            once: Vec::new(),
        };
        let system = asked.system;
        for subscription in 0..system.patient.subscriptions.len() {
            let is_in = |channel: usize| {
                let price = &prices.channels[channel];
                price.subscription.is_some_and(|(of, _)| of == subscription)
            };
            answers.add_once(asked, Some(subscription), &is_in, most);
        }
        if system.health.has_carers {
            let is_in = |channel: usize| {
                let service = &system.care.services[system.care.channels[channel].service];
                service.line == Line::Informal && service.hours > 0.0
            };
            answers.add_once(asked, None, &is_in, most);
        }
        answers
    }

    /// Share of the units wanted by `presented` needs that is not delivered; 0 where none are wanted.
    pub fn lacking(&self, need: usize, has_carer: bool, presented: usize) -> f64 {
        let table = &self.lacking[need][usize::from(has_carer)];
        if table.is_empty() {
            0.0
        } else {
            at(table, presented)
        }
    }

    /// Whether any unit of a need may not be delivered and that matters to what it escalates to.
    pub fn lacks(&self, need: usize, has_carer: bool) -> bool {
        !self.lacking[need][usize::from(has_carer)].is_empty()
    }

    fn add_once(
        &mut self,
        asked: &Asked,
        subscription: Option<usize>,
        is_in: &dyn Fn(usize) -> bool,
        most: &[f64],
    ) {
        let needs: Vec<OnceNeed> = (0..most.len())
            .map(|need| OnceNeed {
                need,
                steps: self.steps(asked, need, is_in, most[need]),
            })
            .filter(|need| !need.steps.is_empty())
            .collect();
        if !needs.is_empty() {
            self.once.push(Once {
                subscription,
                needs,
            });
        }
    }

    fn steps(
        &self,
        asked: &Asked,
        need: usize,
        is_in: &dyn Fn(usize) -> bool,
        most: f64,
    ) -> Vec<Step> {
        let of = &asked.system.care.needs[need];
        let link_channels = of.links.iter().map(|link| link.channel);
        let channels = link_channels.chain(of.escalations.iter().map(|link| link.channel));
        let with_replacements = |channel: usize| {
            let replacements = &asked.system.care.replacements[channel];
            let replacements = replacements.iter().map(|(_, channel)| *channel);
            replacements.chain([channel]).collect::<Vec<_>>()
        };
        if !channels.flat_map(with_replacements).any(is_in) {
            return Vec::new();
        }
        let mut steps: Vec<Step> = Vec::new();
        for carer in [false, true] {
            let chances = |presented: usize, hidden: usize| {
                self.none_by_channel(asked, need, carer, (presented, hidden))
            };
            let by_presented: Vec<_> = (0..=largest(of.class, most))
                .map(|presented| chances(presented, 0))
                .collect();
            let hidden = chances(0, 1);
            let mut product = (vec![1.0; by_presented.len()], 1.0);
            let mut number = 0;
            for place in (0..hidden.len()).filter(|&place| is_in(hidden[place].0)) {
                for (product, chances) in product.0.iter_mut().zip(&by_presented) {
                    *product *= chances[place].1;
                }
                product.1 *= hidden[place].1;
                if steps.len() == number {
                    steps.push(Step {
                        channel: hidden[place].0,
                        none: [Vec::new(), Vec::new()],
                        hidden: [1.0; 2],
                    });
                }
                steps[number].none[usize::from(carer)] = product.0.clone();
                steps[number].hidden[usize::from(carer)] = product.1;
                number += 1;
            }
        }
        steps
    }

    /// Every channel of a need in the order in which units are booked, with the chance that none is delivered.
    fn none_by_channel(
        &self,
        asked: &Asked,
        need: usize,
        carer: bool,
        (presented, hidden): (usize, usize),
    ) -> Vec<(usize, f64)> {
        let of = &asked.system.care.needs[need];
        let mut found = Vec::new();
        for link in &of.links {
            let nobody = asked.is_informal(link.service) && !carer;
            let units = if presented == 0 || nobody {
                Pmf::certain(0)
            } else {
                asked.wanted(of.class, link, presented)
            };
            asked.none(link.channel, units, carer, &mut found);
        }
        let lacking = self.lacking(need, carer, presented);
        for link in &of.escalations {
            let [met, unmet] = asked.chances(need, link, lacking);
            let units = Pmf::binomial(presented, met).plus(&Pmf::binomial(hidden, unmet));
            asked.none(link.channel, units, carer, &mut found);
        }
        found
    }
}

fn largest(class: NeedClass, mean: f64) -> usize {
    match class {
        NeedClass::Permanent => 1,
        NeedClass::Acute | NeedClass::Temporary => {
            ((mean + 9.0 * mean.sqrt()) as usize + 12).min(MOST_NEEDS)
        }
    }
}

impl Asked<'_> {
    pub fn is_informal(&self, service: usize) -> bool {
        self.system.care.services[service].line == Line::Informal
    }

    pub fn access(&self, channel: usize) -> f64 {
        let care = &self.system.care;
        self.conditions.access[care.services[care.channels[channel].service].discipline]
    }

    /// Mean units that one presented need asks for in the cycle.
    pub fn mean_units(&self, class: NeedClass, link: &Link) -> f64 {
        match &link.units {
            Units::Fixed(units) => f64::from(*units),
            Units::Scheduled(cycles) => f64::from(cycles[self.cycle]),
            Units::Poisson(_) => {
                let length = self.system.time.length;
                let times = if class == NeedClass::Permanent { length } else { 1.0 };
                (link.mean * times).min(crate::base::poisson::Poissons::LARGEST_MEAN)
            }
        }
    }

    fn wanted(&self, class: NeedClass, link: &Link, presented: usize) -> Pmf {
        match &link.units {
            Units::Poisson(_) => Pmf::poisson(self.mean_units(class, link) * presented as f64),
            Units::Fixed(units) => Pmf::certain(*units as usize * presented),
            Units::Scheduled(cycles) => Pmf::certain(cycles[self.cycle] as usize),
        }
    }

    /// Chances of an escalation of a presented need, of whose units a share is lacking, and of a hidden one.
    pub fn chances(&self, need: usize, link: &EscalationLink, lacking: f64) -> [f64; 2] {
        let multiplier = self.conditions.escalation[need];
        let met = link.met + lacking * (link.unmet - link.met);
        [met, link.unmet].map(|chance| (chance * multiplier).min(1.0))
    }

    /// What replaces units of a channel: the replacing channel, units of it per unit, and the share moved of what is
    /// left.
    pub fn replacements(
        &self,
        channel: usize,
        has_carer: bool,
    ) -> impl Iterator<Item = (usize, f64, f64)> + '_ {
        let service = self.system.care.channels[channel].service;
        let found = self.conditions.substitutions.iter();
        found.filter_map(move |&(from, to, ratio, share)| {
            let replacement = self.system.care.replacement(channel, to)?;
            let is_there = has_carer || !self.is_informal(to);
            (from == service && is_there).then_some((replacement, ratio, share))
        })
    }

    /// Adds the chance that no unit is delivered through a channel, after those that replace it.
    fn none(&self, channel: usize, wanted: Pmf, has_carer: bool, found: &mut Vec<(usize, f64)>) {
        let service = self.system.care.channels[channel].service;
        let mut left = wanted.scaled(self.conditions.units[service]);
        // Every replacement has its place, whether or not it replaces anything now, so that lists of the same need line
        // up.
        for &(_, replacement) in &self.system.care.replacements[channel] {
            let active = self.replacements(channel, has_carer);
            let mut none = 1.0;
            for (_, ratio, share) in active.filter(|(other, ..)| *other == replacement) {
                let moved = left.scaled(share).scaled(ratio);
                none *= moved.scaled(self.access(replacement)).none();
                left = left.without(share);
            }
            found.push((replacement, none));
        }
        found.push((channel, left.scaled(self.access(channel)).none()));
    }

    /// Per need, carer and presented needs: Σ_j (1 − A_j)·E[n_j / n; n > 0] over the links of a need, n_j the units wanted
    /// through one of them.
    fn lacking(&self, most: &[f64]) -> Vec<[Vec<f64>; 2]> {
        let needs = self.system.care.needs.iter().zip(most);
        let table = |(place, carer): (usize, bool)| {
            let need = &self.system.care.needs[place];
            let is_short = need.links.iter().any(|link| self.access(link.channel) < 1.0);
            let matters = need.escalations.iter().any(|link| link.met != link.unmet);
            if !is_short || !matters {
                return Vec::new();
            }
            let presented = 0..=largest(need.class, most[place]);
            presented
                .map(|presented| self.lacking_share(place, carer, presented))
                .collect()
        };
        needs
            .enumerate()
            .map(|(place, _)| [false, true].map(|carer| table((place, carer))))
            .collect()
    }

    fn lacking_share(&self, place: usize, carer: bool, presented: usize) -> f64 {
        if presented == 0 {
            return 0.0;
        }
        let need = &self.system.care.needs[place];
        let links = need.links.iter();
        let answered = links.filter(|link| carer || !self.is_informal(link.service));
        let wanted: Vec<(f64, Pmf)> = answered
            .map(|link| {
                let units = self.wanted(need.class, link, presented);
                let mut left = units.scaled(self.conditions.units[link.service]);
                for (_, _, share) in self.replacements(link.channel, carer) {
                    left = left.without(share);
                }
                (1.0 - self.access(link.channel), left)
            })
            .collect();
        let of_link = |link: usize| {
            let (lack, own) = &wanted[link];
            if *lack <= 0.0 {
                return 0.0;
            }
            let others = wanted.iter().enumerate().filter(|(other, _)| *other != link);
            let rest = others.fold(Pmf::certain(0), |rest, (_, (_, units))| rest.plus(units));
            let own = own.iter().filter(|(units, _)| *units > 0);
            let shares = own.map(|(units, chance)| {
                let of_rest = rest
                    .iter()
                    .map(|(more, part)| part * units as f64 / (units + more) as f64);
                chance * of_rest.sum::<f64>()
            });
            lack * shares.sum::<f64>()
        };
        (0..wanted.len()).map(of_link).sum()
    }
}
