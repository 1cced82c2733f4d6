//! Units delivered, unmet and escalated, for one resident in one cycle.

use crate::base::random::{Key, to_unit};
use crate::care::arise::Need;
use crate::population::{Purpose, Resident};
use crate::system::System;
use crate::system::care::{EscalationLink, Link, Units};

use super::counts::{Count, Counts};
use super::person_prices::is_informal;
use super::{Conditions, PersonPrices};

/// What a cycle delivers with.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// The system.
    pub system: &'a System,
    /// What the cycle finds.
    pub conditions: &'a Conditions,
    /// What units cost a person.
    pub prices: &'a PersonPrices,
    /// Index of the cycle in its year.
    pub cycle_of_year: usize,
}

/// One resident in one cycle.
#[derive(Debug)]
pub struct Visit<'a> {
    /// The resident.
    pub resident: &'a mut Resident,
    /// The key of the resident and cycle.
    pub key: Key,
    /// Deprivation class.
    pub class: usize,
    /// Whether the resident has an informal carer.
    pub has_carer: bool,
    /// Whether the deductible applies.
    pub has_deductible: bool,
    /// Informal hours delivered so far in the cycle.
    pub informal_hours: f64,
    /// Subscriptions already paid in the cycle, as bits.
    pub subscriptions: u32,
    /// EUR per payer so far, where residents' totals are kept.
    pub totals: &'a mut [f32],
}

/// Draws under the details of a need: those of links and escalations stand apart.
const LINK: u64 = 1 << 17;
const LINK_STEP: u64 = 1 << 20;
const ESCALATE: u64 = 1 << 40;
const ESCALATE_STEP: u64 = 1 << 16;
const ESCALATE_HIDDEN: u64 = 1 << 15;

impl Delivery<'_> {
    /// Delivers what one need asks for, as far as access reaches, and what it escalates to.
    #[inline(always)]
    pub fn answer(&self, visit: &mut Visit, need: Need, counts: &mut Counts) {
        let table = &self.system.care.needs[usize::from(need.need)];
        let details = visit.key.with(Purpose::NEED_DETAILS + u64::from(need.need));
        let (mut wanted, mut delivered) = (0, 0);
        if need.presented > 0 {
            for (place, link) in table.links.iter().enumerate() {
                let (asked, given) = self.answer_link(visit, details, place as u64, link, need.presented, counts);
                wanted += asked;
                delivered += given;
            }
        }
        if !table.escalations.is_empty() {
            let met = if wanted > 0 { f64::from(delivered) / f64::from(wanted) } else { 1.0 };
            for (place, link) in table.escalations.iter().enumerate() {
                self.escalate(visit, details, place as u64, link, need, met, counts);
            }
        }
    }

    #[inline(always)]
    fn answer_link(
        &self,
        visit: &mut Visit,
        details: Key,
        place: u64,
        link: &Link,
        presented: u16,
        counts: &mut Counts,
    ) -> (u32, u32) {
        let first = LINK + place * LINK_STEP;
        let mut wanted = match &link.units {
            Units::Fixed(units) => u32::from(presented) * units,
            Units::Poisson(table) => (0..u64::from(presented))
                .map(|event| self.system.care.poissons.draw(*table, details.bits(first + event)))
                .sum(),
            Units::Scheduled(cycles) => cycles[self.cycle_of_year],
        };
        if wanted == 0 || (is_informal(self.system, link.service) && !visit.has_carer) {
            return (0, 0);
        }
        let at = details.with(first);
        if !self.conditions.is_plain {
            wanted = scale(wanted, self.conditions.units[link.service], at.bits(0));
            wanted = self.substitute(visit, at, link.service, link.channel, wanted, counts);
        }
        let delivered = self.book(visit, at, link.channel, link.service, wanted, counts);
        (wanted, delivered)
    }

    /// Books `wanted` units of a service and delivers those that access allows. Each wanted unit is delivered with the
    /// chance A: floor(n·A + u) gives every unit that chance from one draw, and more access never delivers less.
    #[inline(always)]
    fn book(&self, visit: &mut Visit, at: Key, channel: usize, service: usize, wanted: u32, counts: &mut Counts) -> u32 {
        let discipline = self.system.care.services[service].discipline;
        let access = self.conditions.access[discipline];
        if wanted == 0 {
            return 0;
        }
        let delivered = if access < 1.0 { scale(wanted, access, at.bits(1)) } else { wanted };
        let class = visit.class;
        counts.add(Count::Wanted { class, channel }, i64::from(wanted));
        if delivered > 0 {
            counts.add(Count::Delivered { class, channel }, i64::from(delivered));
            self.charge(visit, at, channel, service, delivered, counts);
        }
        delivered
    }

    /// What delivered units cost, where that differs from person to person.
    #[inline(always)]
    fn charge(&self, visit: &mut Visit, at: Key, channel: usize, service: usize, units: u32, counts: &mut Counts) {
        let price = &self.prices.channels[channel];
        let mut cost_in_units = f64::from(units);
        if let Some(spread) = self.system.care.unit_spread[service] {
            let table = &self.system.care.spreads[spread];
            let cents_per_unit = self.system.care.services[service].price * 100.0;
            let cents: i64 = (0..u64::from(units))
                .map(|unit| libm::round(cents_per_unit * table.at(at.bits(16 + unit))) as i64)
                .sum();
            counts.add(Count::UnitCents { class: visit.class, channel }, cents);
            cost_in_units = cents as f64 / cents_per_unit.max(1.0);
        }
        if self.prices.keeps_totals {
            for (total, price) in visit.totals.iter_mut().zip(&price.totals) {
                *total += price * cost_in_units as f32;
            }
        }
        if self.prices.is_any {
            self.charge_person(visit, channel, service, units, cost_in_units, counts);
        }
        if is_informal(self.system, service) {
            visit.informal_hours += f64::from(units) * self.system.care.services[service].hours;
        }
    }

    /// The resident's own part: copayment and subscription, then the deductible up to what is left of it this year.
    fn charge_person(&self, visit: &mut Visit, channel: usize, service: usize, units: u32, cost_in_units: f64, counts: &mut Counts) {
        let price = &self.prices.channels[channel];
        let copayment = price.copayments[usize::from(visit.resident.is_lower_class)];
        let mut cents = i64::from(units) * i64::from(copayment);
        if let Some((subscription, per_cycle)) = price.subscription {
            let exempt = self.system.patient.subscriptions[subscription].exempt_share;
            let bit = 1 << subscription;
            if visit.subscriptions & bit == 0 && visit.resident.key.uniform(Purpose::TRAIT_EXEMPT) >= exempt {
                cents += i64::from(per_cycle);
            }
            visit.subscriptions |= bit;
        }
        if cents > 0 {
            counts.add(Count::Copayment { channel }, cents);
        }
        if price.deductible > 0.0 && visit.has_deductible {
            let per_unit = if self.system.care.unit_spread[service].is_some() {
                price.deductible * self.system.care.services[service].price * 100.0
            } else {
                price.deductible
            };
            let cost = libm::round(cost_in_units * per_unit) as u32;
            let part = cost.min(self.prices.deductible.saturating_sub(visit.resident.deductible_spent));
            visit.resident.deductible_spent += part;
            counts.add(Count::Deductible { channel }, i64::from(part));
        }
    }

    /// Moves a share of the units of a service to others: never to carers who are not there.
    fn substitute(&self, visit: &mut Visit, at: Key, service: usize, channel: usize, wanted: u32, counts: &mut Counts) -> u32 {
        let mut left = wanted;
        for (place, &(from, to, ratio, share)) in self.conditions.substitutions.iter().enumerate() {
            if from != service || (is_informal(self.system, to) && !visit.has_carer) {
                continue;
            }
            let Some(replacement) = self.system.care.replacement(channel, to) else {
                continue;
            };
            let at = at.with(1 + place as u64);
            let moved = scale(left, share, at.bits(2));
            left -= moved;
            let units = scale(moved, ratio, at.bits(3));
            if units > 0 {
                self.book(visit, at, replacement, to, units, counts);
            }
        }
        left
    }

    #[allow(clippy::too_many_arguments)]
    fn escalate(
        &self,
        visit: &mut Visit,
        details: Key,
        place: u64,
        link: &EscalationLink,
        need: Need,
        met: f64,
        counts: &mut Counts,
    ) {
        let multiplier = self.conditions.escalation[usize::from(need.need)];
        let presented = (multiplier * (link.met * met + link.unmet * (1.0 - met))).min(1.0);
        let hidden = (multiplier * link.unmet).min(1.0);
        let first = ESCALATE + place * ESCALATE_STEP;
        let below = |from: u64, events: u16, chance: f64| {
            (0..u64::from(events)).filter(|event| to_unit(details.bits(from + event)) < chance).count() as u32
        };
        let mut units = below(first, need.presented, presented) + below(first + ESCALATE_HIDDEN, need.hidden, hidden);
        if units > 0 {
            let at = details.with(first);
            if !self.conditions.is_plain {
                units = scale(units, self.conditions.units[link.service], at.bits(0));
                units = self.substitute(visit, at, link.service, link.channel, units, counts);
            }
            self.book(visit, at, link.channel, link.service, units, counts);
        }
    }
}

/// `units` times `factor` in whole units, right on average and never off by one or more: floor(n·f + u).
#[inline(always)]
fn scale(units: u32, factor: f64, bits: u64) -> u32 {
    if factor == 1.0 { units } else { libm::floor(f64::from(units) * factor + to_unit(bits)) as u32 }
}
