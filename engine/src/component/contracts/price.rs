//! What payers pay per unit that contracts are about.
//!
//! Comes in: the arm and the comparator in a year. Goes out: EUR per unit of a channel and payer, net of residents' own
//! part, and how much of a channel both pay per unit. Deliberately absent: how many units.
//!
//! A price is read from tariffs and not divided out of what was paid, so that it does not hang on how many units there
//! happened to be: only the own part is a share of what was paid, of all units of a service together.

use std::cell::OnceCell;

use crate::component::accounting_year::{AccountingYear, Beside};
use crate::component::neighbourhood::Neighbourhood;
use crate::component::per_unit::eur_and_own_cents;

/// Prices of the units of an arm that has a comparator.
pub(super) struct UnitPrices<'a> {
    accounting: &'a AccountingYear<'a>,
    here: Neighbourhood<'a>,
    /// The comparator's care, paid for in its own way.
    there: Neighbourhood<'a>,
    /// Shares of residents on each side, in the arm and beside.
    sides: [[f64; 2]; 2],
    /// The part of payment that residents bear themselves, by service, where it was asked for.
    own_parts: Vec<OnceCell<f64>>,
}

impl<'a> UnitPrices<'a> {
    pub fn new(accounting: &'a AccountingYear<'a>, beside: &Beside<'a>) -> UnitPrices<'a> {
        let here = Neighbourhood::of(accounting);
        let there = Neighbourhood::of(&AccountingYear {
            arm: beside.arm,
            counts: beside.counts,
            enrols_all: false,
            ..*accounting
        });
        let services = accounting.tables.care.services.len();
        UnitPrices {
            sides: [here.side_shares(), there.side_shares()],
            here,
            there,
            accounting,
            own_parts: vec![OnceCell::new(); services],
        }
    }

    /// The part of the units of a channel that the arm and the comparator both pay per unit.
    pub fn covered(&self, channel: usize) -> f64 {
        let [here, there] = [
            self.paid_per_unit(&self.here, self.sides[0], channel),
            self.paid_per_unit(&self.there, self.sides[1], channel),
        ];
        here.min(there)
    }

    fn paid_per_unit(&self, seen: &Neighbourhood, sides: [f64; 2], channel: usize) -> f64 {
        let components = seen.arm.components.iter().enumerate();
        let per_unit = components.filter(|(_, component)| component.tariff(channel).is_some());
        per_unit
            .map(|(index, _)| self.part(seen, sides, channel, index))
            .sum()
    }

    fn part(&self, seen: &Neighbourhood, sides: [f64; 2], channel: usize, index: usize) -> f64 {
        (0..2)
            .map(|side| sides[side] * seen.parts().of(side, channel, index))
            .sum()
    }

    /// EUR per unit of a channel that each payer of the arm pays, net of residents' own part, of units paid per unit.
    pub fn by_payer(&self, channel: usize) -> Vec<f64> {
        let tables = self.accounting.tables;
        let service = tables.care.channels[channel].service;
        let discipline = tables.care.services[service].discipline;
        let net = 1.0 - self.own_part(service);
        let mut prices = vec![0.0; tables.payers.len()];
        let mut paid = 0.0;
        for (index, component) in self.accounting.arm.components.iter().enumerate() {
            let Some(tariff) = component.tariff(channel) else {
                continue;
            };
            let part = self.part(&self.here, self.sides[0], channel, index);
            let level = self.accounting.level_for(index, discipline);
            let eur = part * tariff * level * net;
            let shares = component.payers.as_ref();
            let shares = shares.unwrap_or(&tables.care.services[service].payers);
            paid += part;
            for (price, share) in prices.iter_mut().zip(shares) {
                *price += eur * share;
            }
        }
        if paid > 0.0 {
            prices.iter_mut().for_each(|price| *price /= paid);
        }
        prices
    }

    /// The part of what is paid for the units of a service that residents bear, in the arm's way: of the arm's care, or of
    /// the comparator's where the arm delivers none.
    fn own_part(&self, service: usize) -> f64 {
        *self.own_parts[service].get_or_init(|| {
            let of = &self.accounting.tables.care.services[service];
            let has_copayment = of.copayments.iter().any(|eur| *eur > 0.0);
            if !has_copayment && !of.deductible && of.subscription.is_none() {
                return 0.0;
            }
            let like_here = AccountingYear {
                counts: self.there.counts,
                enrols_all: true,
                ..*self.accounting
            };
            let beside = Neighbourhood::of(&like_here);
            let found = self.own_part_of(self.accounting, &self.here, service);
            found
                .or_else(|| self.own_part_of(&like_here, &beside, service))
                .unwrap_or(0.0)
        })
    }

    fn own_part_of(
        &self,
        accounting: &AccountingYear,
        seen: &Neighbourhood,
        service: usize,
    ) -> Option<f64> {
        let channels = accounting.tables.care.channels.iter().enumerate();
        let (mut eur, mut own) = (0.0, 0.0);
        for (channel, _) in channels.filter(|(_, channel)| channel.service == service) {
            for (index, component) in accounting.arm.components.iter().enumerate() {
                if component.tariff(channel).is_some() {
                    let [paid, cents] = eur_and_own_cents(accounting, seen, index, channel);
                    eur += paid;
                    own += (cents / 100.0).min(paid);
                }
            }
        }
        (eur > 0.0).then(|| own / eur)
    }
}
