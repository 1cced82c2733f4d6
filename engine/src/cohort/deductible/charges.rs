//! What needs and background care charge under the deductible at the prices of one year.
//!
//! Comes in: prices per unit, and what a need asks for when all of it is delivered. Goes out: [`NeedCharge`]s and the
//! [`ChargeLaw`] of a line of background care. Deliberately absent: how often needs occur, and effects.

use crate::base::gamma_table::GammaTable;
use crate::base::quantity::Probability;
use crate::provision::PersonPrices;
use crate::scenario::schema::NeedClass;
use crate::system::System;
use crate::tables::needs::{EscalationLink, Link, Need, UnitsPerNeed};

use super::law::{ChargeLaw, Rest};

/// Parts of the year for which laws are made: all of it, and half.
pub const PARTS: [f64; 2] = [1.0, 0.5];

/// Cents that count towards the deductible in one year.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceList {
    /// Index of the year, to which prices of background care belong.
    pub year: usize,
    /// The deductible.
    pub deductible: f64,
    /// A unit of each channel on average.
    pub per_unit: Vec<f64>,
}

impl PriceList {
    /// Those of everybody's side; `None` without a deductible.
    pub fn new(system: &System, prices: &PersonPrices, year: usize) -> Option<PriceList> {
        let care = &system.care;
        let channels = care.channels.iter().zip(&prices.channels[0]);
        let per_unit = channels.map(|(channel, price)| {
            let mean = match care.unit_spread[channel.service] {
                Some(_) => care.services[channel.service].price * 100.0,
                None => 1.0,
            };
            price.deductible * mean
        });
        (prices.deductible > 0).then(|| PriceList {
            year,
            deductible: f64::from(prices.deductible),
            per_unit: per_unit.collect(),
        })
    }
}

/// How far prices may lie from those between two others, to be told by them.
const BETWEEN: f64 = 0.002;

impl PriceList {
    /// How far this list is on the way from one to another, where every price of it lies on that way.
    pub fn between(&self, first: &PriceList, second: &PriceList) -> Option<f64> {
        let share = (self.year - first.year) as f64 / (second.year - first.year) as f64;
        let lies_between = |(here, (one, other)): (&f64, (&f64, &f64))| {
            let expected = libm::pow(*one, 1.0 - share) * libm::pow(*other, share);
            // What is charged at one end only is charged from some year on.
            let is_of_both = (*one > 0.0) == (*other > 0.0);
            is_of_both && (here - expected).abs() <= BETWEEN * here.abs()
        };
        let channels = self
            .per_unit
            .iter()
            .zip(first.per_unit.iter().zip(&second.per_unit));
        let whole = (&self.deductible, (&first.deductible, &second.deductible));
        channels.chain([whole]).all(lies_between).then_some(share)
    }
}

/// Spreads of cost as laws need them.
#[derive(Debug)]
pub struct Spreads(Vec<Spread>);

/// A factor on a mean cost, in ascending order: chances of a larger one and, of those up to it, chances times factors.
#[derive(Debug)]
struct Spread {
    factors: Vec<f64>,
    above: Vec<f64>,
    below: Vec<f64>,
}

impl Spreads {
    /// Of all services and lines.
    pub fn new(system: &System) -> Spreads {
        Spreads(system.care.spreads.iter().map(Spread::new).collect())
    }

    /// A charge of this mean, spread or not.
    pub fn charge(&self, mean: f64, spread: Option<usize>) -> ChargeLaw {
        match spread {
            _ if mean <= 0.0 => ChargeLaw::none(),
            None => ChargeLaw::of(|z| z.min(mean)),
            Some(spread) => ChargeLaw::of(|z| mean * self.0[spread].limited(z / mean)),
        }
    }

    /// E min(1, charge) of this mean and spread.
    fn limited(&self, mean: f64, spread: usize) -> f64 {
        if mean > 0.0 {
            mean * self.0[spread].limited(1.0 / mean)
        } else {
            0.0
        }
    }
}

impl Spread {
    fn new(table: &GammaTable) -> Spread {
        let (mut above, mut below) = (1.0, 0.0);
        let mut spread = Spread {
            factors: Vec::new(),
            above: vec![above],
            below: vec![below],
        };
        for (factor, chance) in table.law() {
            above -= chance;
            below += chance * factor;
            spread.factors.push(factor);
            spread.above.push(above);
            spread.below.push(below);
        }
        spread
    }

    /// E min(z, factor).
    fn limited(&self, z: f64) -> f64 {
        let up_to = self.factors.partition_point(|factor| *factor <= z);
        self.below[up_to] + z * self.above[up_to]
    }
}

/// What one kind of need charges.
#[derive(Debug, Clone)]
pub struct NeedCharge {
    /// The need.
    pub need: usize,
    /// Whether it lasts, so that its law is that of a year (or half) with it; else of one occurrence.
    pub is_permanent: bool,
    /// By part of the year.
    pub laws: [ChargeLaw; 2],
    /// What is left of the deductible after it.
    pub rest: Rest,
    /// Parts of the deductible that its units charge, each up to the whole.
    pub weight: f64,
    /// Its channels, and parts of the deductible that a unit of each charges.
    pub channels: Vec<(usize, f64)>,
}

/// Needs of a system under a price list.
pub struct Charging<'a> {
    pub system: &'a System,
    pub spreads: &'a Spreads,
    pub prices: &'a PriceList,
}

impl Charging<'_> {
    /// Every need with something that counts.
    pub fn needs(&self) -> Vec<NeedCharge> {
        let units: Vec<ChargeLaw> = (0..self.prices.per_unit.len())
            .map(|channel| self.unit(channel))
            .collect();
        let needs = 0..self.system.care.needs.len();
        needs.filter_map(|need| self.need(need, &units)).collect()
    }

    /// A line of background care over a part of the year, whose mean in the year is so many cents.
    pub fn line(&self, line: usize, cents: f64) -> ChargeLaw {
        let spread = self.system.care.background_table.spread[line];
        self.spreads
            .charge(cents / self.prices.deductible, Some(spread))
    }

    /// What it charges on average, up to the whole deductible.
    pub fn line_charge(&self, line: usize, cents: f64) -> f64 {
        let spread = self.system.care.background_table.spread[line];
        self.spreads.limited(cents / self.prices.deductible, spread)
    }

    fn unit(&self, channel: usize) -> ChargeLaw {
        let care = &self.system.care;
        let mean = self.prices.per_unit[channel] / self.prices.deductible;
        self.spreads
            .charge(mean, care.unit_spread[care.channels[channel].service])
    }

    fn need(&self, index: usize, units: &[ChargeLaw]) -> Option<NeedCharge> {
        let care = &self.system.care;
        let own = care.channels.iter().enumerate();
        let own =
            own.filter(|(channel, of)| of.need == index && self.prices.per_unit[*channel] > 0.0);
        let whole = super::law::whole();
        let channels: Vec<(usize, f64)> = own
            .map(|(channel, _)| (channel, 1.0 - units[channel].mean(&whole)))
            .collect();
        if channels.is_empty() {
            return None;
        }
        let need = &care.needs[index];
        let is_permanent = need.class == NeedClass::Permanent;
        let asking = Asking {
            need,
            units,
            cycles: self.system.time.per_year as f64,
        };
        let laws = PARTS.map(|part| asking.law(part));
        let weight = |&(channel, each): &(usize, f64)| each * asking.mean(channel);
        Some(NeedCharge {
            need: index,
            is_permanent,
            rest: laws[0].rest(),
            laws,
            weight: channels.iter().map(weight).sum(),
            channels,
        })
    }
}

/// A need that gets all it asks for.
struct Asking<'a> {
    need: &'a Need,
    units: &'a [ChargeLaw],
    cycles: f64,
}

impl Asking<'_> {
    /// Charges of one occurrence, or of a part of a year with a permanent need.
    fn law(&self, part: f64) -> ChargeLaw {
        let links = self.need.links.iter();
        let links = links.fold(ChargeLaw::none(), |sum, link| {
            sum.plus(&self.link(link, part))
        });
        let [met, unmet] = [false, true].map(|is_hidden| {
            let escalations = self.need.escalations.iter();
            escalations.fold(ChargeLaw::none(), |sum, link| {
                sum.plus(&self.escalation(link, is_hidden, part))
            })
        });
        links.plus(&met).or(self.need.presented, &unmet)
    }

    fn is_permanent(&self) -> bool {
        self.need.class == NeedClass::Permanent
    }

    fn link(&self, link: &Link, part: f64) -> ChargeLaw {
        let unit = &self.units[link.channel];
        let mean = if self.is_permanent() {
            link.mean * part
        } else {
            link.mean
        };
        match link.units {
            UnitsPerNeed::Fixed(units) => unit.times(units as usize),
            UnitsPerNeed::Spread(_) => unit.about(mean),
            UnitsPerNeed::Poisson(_) => unit.poisson(mean),
        }
    }

    fn escalation(&self, link: &EscalationLink, is_hidden: bool, part: f64) -> ChargeLaw {
        let unit = &self.units[link.channel];
        let chance = Probability::new(if is_hidden { link.unmet } else { link.met });
        let once = |chance: f64| unit.or(chance, &ChargeLaw::none());
        if self.is_permanent() {
            // In each cycle anew.
            once(chance.of_part(link.part).get()).about(self.cycles * part)
        } else {
            once(chance.get())
        }
    }

    /// UnitsPerNeed of a channel per occurrence, or per year with a permanent need.
    fn mean(&self, channel: usize) -> f64 {
        let presented = self.need.presented;
        let links = self
            .need
            .links
            .iter()
            .filter(|link| link.channel == channel);
        let links = links.map(|link| match link.units {
            UnitsPerNeed::Fixed(units) => presented * f64::from(units),
            UnitsPerNeed::Spread(_) | UnitsPerNeed::Poisson(_) => presented * link.mean,
        });
        let escalations = self
            .need
            .escalations
            .iter()
            .filter(|link| link.channel == channel);
        let escalations =
            escalations.map(|link| presented * link.met + (1.0 - presented) * link.unmet);
        links.chain(escalations).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(year: usize, per_unit: [f64; 2]) -> PriceList {
        PriceList {
            year,
            deductible: 38_500.0,
            per_unit: per_unit.to_vec(),
        }
    }

    #[test]
    fn only_prices_that_grow_evenly_lie_between_those_of_other_years() {
        let (first, second) = (list(0, [100.0, 0.0]), list(4, [144.0, 0.0]));
        // Twenty percent in two years.
        let between = list(2, [120.0, 0.0]).between(&first, &second);
        assert_eq!(between, Some(0.5));
        // All of the rise at once; and something that is charged from some year on.
        assert_eq!(list(2, [100.0, 0.0]).between(&first, &second), None);
        let (begun, not_yet) = (list(4, [144.0, 5.0]), list(2, [120.0, 0.0]));
        assert_eq!(not_yet.between(&first, &begun), None);
    }

    #[test]
    fn a_limited_factor_is_worked_out_from_its_law() {
        // E min(z, G) of an exponential G is 1 − e^(−z); its table has 1,023 cells and more in the tail.
        let spread = Spread::new(&GammaTable::new(1.0));
        for z in [0.0, 0.01, 0.5, 1.0, 4.0, 40.0] {
            let found = spread.limited(z);
            assert!((found + libm::expm1(-z)).abs() < 1e-3, "{z}: {found}");
        }
    }
}
