//! How needs are answered in a cycle, as far as it is more than units per need: what a resident has once, whatever the
//! number of units.
//!
//! Comes in: what is asked of providers. Goes out: [`LackingShares`] units and what is had [`Once`]. Deliberately absent: how many residents ask (care.rs).

use crate::provision::PersonPrices;

use super::asked::{Asked, Division};
use super::needs::{Occurrence, Occurring};
use super::pmf::Pmf;

/// Share of the wanted units that is not delivered, by need, carer and presented needs; empty where all are.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LackingShares(Vec<[Vec<f64>; 2]>);

/// How units are divided over links, by need, carer and presented needs, as far as it is worked out, and by what.
#[derive(Debug, Clone, Default)]
pub(super) struct Divisions(Vec<[KnownDivisions; 2]>);

#[derive(Debug, Clone, Default)]
struct KnownDivisions {
    by: Vec<f64>,
    by_presented: Vec<Division>,
}

impl LackingShares {
    /// In one cycle; `most` are the largest means of new needs of each kind.
    pub fn new(asked: &Asked, most: &[f64], divisions: &mut Divisions) -> LackingShares {
        let needs = most.iter().enumerate();
        let shares = needs.map(|(need, most)| {
            [false, true].map(|carer| {
                if !asked.may_lack(need) {
                    return Vec::new();
                }
                let largest = asked.largest(need, *most);
                let known = divisions.of(asked, (need, carer), largest);
                asked.lacking(need, carer, known)
            })
        });
        LackingShares(shares.collect())
    }

    /// Of the units that `presented` needs ask for; 0 where none are wanted.
    pub fn share(&self, need: usize, has_carer: bool, presented: usize) -> f64 {
        let table = &self.0[need][usize::from(has_carer)];
        if table.is_empty() {
            0.0
        } else {
            at(table, presented)
        }
    }

    /// Whether any unit of a need may not be delivered and that matters to what it escalates to.
    pub fn is_of(&self, need: usize, has_carer: bool) -> bool {
        !self.0[need][usize::from(has_carer)].is_empty()
    }
}

impl Divisions {
    /// Of up to so many presented needs.
    fn of(&mut self, asked: &Asked, (need, carer): (usize, bool), largest: usize) -> &[Division] {
        let many = self.0.len().max(need + 1);
        self.0.resize_with(many, Default::default);
        let known = &mut self.0[need][usize::from(carer)];
        let by = asked.divided_by(need, carer);
        if known.by != by {
            known.by = by;
            known.by_presented.clear();
        }
        for presented in known.by_presented.len()..=largest {
            let division = asked.division(need, carer, presented);
            known.by_presented.push(division);
        }
        &known.by_presented[..=largest]
    }
}

/// Something that is counted once for a resident with any unit of some channels in a cycle, or a calendar month.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Once {
    /// Length of that time in cycles.
    pub time: f64,
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
    pub steps: Vec<ChannelStep>,
}

/// One channel of a need.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ChannelStep {
    pub channel: usize,
    /// Chance that no unit was delivered through this and earlier channels, by carer and presented needs.
    none: [NoUnit; 2],
    /// Chance that one hidden need brings no unit, by carer.
    hidden: [f64; 2],
}

impl ChannelStep {
    /// Chance that a need which occurs so often brings no unit through this and earlier channels.
    pub fn mean_none(&self, has_carer: bool, of: &Occurring) -> f64 {
        self.none[usize::from(has_carer)].mean(of)
    }

    /// Chance that one presented need brings no unit.
    pub fn none_of_one(&self, has_carer: bool) -> f64 {
        at(&self.none[usize::from(has_carer)].by_number, 1)
    }

    /// Chance that one hidden need brings no unit.
    pub fn hidden(&self, has_carer: bool) -> f64 {
        self.hidden[usize::from(has_carer)]
    }
}

/// Chances that no unit is delivered.
#[derive(Debug, Clone, PartialEq)]
struct NoUnit {
    /// By presented needs.
    by_number: Vec<f64>,
    /// Of each need, where needs are answered apart from each other.
    of_each: Option<f64>,
}

impl NoUnit {
    fn new(by_number: Vec<f64>) -> NoUnit {
        let of_each = at(&by_number, 1);
        let powers = std::iter::successors(Some(1.0), |power| Some(power * of_each));
        let mut pairs = by_number.iter().zip(powers);
        let is_power = pairs.all(|(none, power)| (none - power).abs() < ROUNDING);
        NoUnit {
            of_each: is_power.then_some(of_each),
            by_number,
        }
    }

    fn mean(&self, of: &Occurring) -> f64 {
        match (of.occurrence, self.of_each) {
            // E[c^N] of a Poisson number.
            (Occurrence::Episodic(..), Some(of_each)) => {
                libm::exp(-of.all() * of.presented * (1.0 - of_each))
            }
            _ => of.mean_of(|presented| at(&self.by_number, presented)),
        }
    }
}

/// Far above the error of a product of chances, far below what shows in a result.
const ROUNDING: f64 = 1e-14;

/// A step of residents with, or without, a carer.
struct SoFar {
    channel: usize,
    none: Vec<f64>,
    hidden: f64,
}

/// The last entry stands for all beyond it.
fn at(table: &[f64], index: usize) -> f64 {
    table[index.min(table.len() - 1)]
}

/// How needs are answered in a time, as far as it is more than a number of units per need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answers<'a> {
    pub asked: Asked<'a>,
    pub prices: &'a PersonPrices,
    pub lacking: &'a LackingShares,
    /// The largest means of new needs of each kind in a cycle.
    pub most: &'a [f64],
}

impl Answers<'_> {
    /// What a resident has at most once in a cycle or a month, however many units there are.
    pub fn once(&self) -> Vec<Once> {
        let mut found = Vec::new();
        let system = self.asked.system;
        for subscription in 0..system.patient.subscriptions.len() {
            let is_in = |channel: usize| {
                let price = &self.prices.channels[0][channel];
                price.subscription.is_some_and(|(of, _)| of == subscription)
            };
            // Months that begin in a cycle and go on are those of residents who use the service as these do.
            let month = system.time.per_year as f64 / 12.0;
            found.extend(self.in_time(month, Some(subscription), &is_in));
        }
        if system.health.has_carers {
            let is_in = |channel: usize| {
                let service = system.care.channels[channel].service;
                self.asked.is_informal(service) && system.care.services[service].hours > 0.0
            };
            found.extend(self.in_time(1.0, None, &is_in));
        }
        found
    }

    fn in_time(
        &self,
        time: f64,
        subscription: Option<usize>,
        is_in: &dyn Fn(usize) -> bool,
    ) -> Option<Once> {
        let part = Asked {
            part: time,
            ..self.asked
        };
        let needs = self.most.iter().enumerate().map(|(need, most)| OnceNeed {
            need,
            steps: self.steps(&part, need, is_in, most * time),
        });
        let needs: Vec<OnceNeed> = needs.filter(|need| !need.steps.is_empty()).collect();
        (!needs.is_empty()).then_some(Once {
            time,
            subscription,
            needs,
        })
    }

    fn steps(
        &self,
        asked: &Asked,
        need: usize,
        is_in: &dyn Fn(usize) -> bool,
        most: f64,
    ) -> Vec<ChannelStep> {
        if !asked.channels(need).into_iter().any(is_in) {
            return Vec::new();
        }
        let [without, with] =
            [false, true].map(|carer| self.none_so_far(asked, (need, carer), is_in, most));
        let pairs = without.into_iter().zip(with);
        pairs
            .map(|(without, with)| ChannelStep {
                channel: without.channel,
                none: [without.none, with.none].map(NoUnit::new),
                hidden: [without.hidden, with.hidden],
            })
            .collect()
    }

    /// Chances that no unit was delivered through the channels that are in and those of them before.
    fn none_so_far(
        &self,
        asked: &Asked,
        (need, carer): (usize, bool),
        is_in: &dyn Fn(usize) -> bool,
        most: f64,
    ) -> Vec<SoFar> {
        let chances = |presented: usize, hidden: usize| -> Vec<(usize, f64)> {
            let channels = self.none_by_channel(asked, need, carer, (presented, hidden));
            let kept = channels.into_iter().filter(|(channel, _)| is_in(*channel));
            kept.scan(1.0, |none, (channel, chance)| {
                *none *= chance;
                Some((channel, *none))
            })
            .collect()
        };
        let largest = asked.largest(need, most);
        let by_presented: Vec<_> = (0..=largest)
            .map(|presented| chances(presented, 0))
            .collect();
        let hidden = chances(0, 1).into_iter().enumerate();
        hidden
            .map(|(step, (channel, hidden))| SoFar {
                channel,
                none: by_presented.iter().map(|chances| chances[step].1).collect(),
                hidden,
            })
            .collect()
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
        let lacking = self.lacking.share(need, carer, presented);
        for link in &of.escalations {
            let [met, unmet] = asked.chances(need, link, lacking);
            let units = Pmf::binomial(presented, met).plus(&Pmf::binomial(hidden, unmet));
            asked.none(link.channel, units, carer, &mut found);
        }
        found
    }
}
