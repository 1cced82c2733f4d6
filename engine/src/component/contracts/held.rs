//! What contracts hold on to of a change in volume: Z − ΔV, times the share of the price that does not follow at once.
//!
//! Comes in: the volumes of a year in the arm and the comparator, what contracts had taken in when it began, and where only
//! growth releases money, volumes expected. Goes out: [`Held`], in EUR and in providers' hours; what contracts have
//! [`TakenIn`] when it ends. Deliberately absent: who is owed what (mod.rs).
//!
//! Volumes are those of a whole year, and the equation is solved exactly within it, ΔV standing still meanwhile: the
//! figures of a year are then the same for any number of cycles. Care that changes gradually within a year is taken as
//! changed on average.

use crate::component::accounting_year::{AccountingYear, Beside, ExpectedCounts};
use crate::component::neighbourhood::Neighbourhood;
use crate::component::taken_in::TakenIn;
use crate::scenario::schema::Release;
use crate::tables::Tables;
use crate::tables::contract::Contract;

use super::price::UnitPrices;

/// What contracts have taken in at the end of the year of `accounting`.
pub fn taken_in(accounting: &AccountingYear) -> TakenIn {
    let before = &accounting.carried_accounts.taken_in;
    let Some(beside) = compared(accounting) else {
        return before.clone();
    };
    let tables = accounting.tables;
    let of_channel = |channel: usize| {
        let change = change(accounting, beside, channel);
        let contracts = of_service(tables, channel).iter().enumerate();
        contracts
            .map(|(payer, contract)| {
                let gap = before.of(channel, payer) - change;
                contract.map_or(0.0, |contract| change + gap * contract.left_after_a_year())
            })
            .collect()
    };
    TakenIn((0..tables.care.channels.len()).map(of_channel).collect())
}

/// What contracts hold in a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// EUR: `[service][payer]`; negative where volume rose.
    pub eur: Vec<Vec<f64>>,
    /// Hours with residents that providers still have cost of, by discipline, of the whole population.
    pub hours: Vec<f64>,
}

impl Held {
    /// In the year of `accounting`; `None` where there are no contracts, or nothing to compare volume with.
    pub fn of(accounting: &AccountingYear) -> Option<Held> {
        let beside = compared(accounting)?;
        let tables = accounting.tables;
        let prices = UnitPrices::new(accounting, beside);
        let absorbed = absorbed(accounting, beside, &prices);
        let mut held = Held {
            eur: vec![vec![0.0; tables.payers.len()]; tables.care.services.len()],
            hours: vec![0.0; tables.disciplines.len()],
        };
        for channel in 0..tables.care.channels.len() {
            let units = units(accounting, beside, &absorbed, channel);
            if units.iter().any(|units| *units != 0.0) {
                held.add(tables, &prices, channel, &units);
            }
        }
        Some(held)
    }

    /// Adds the units of a channel that each payer's contracts hold, of those that both arms pay per unit.
    fn add(&mut self, tables: &Tables, prices: &UnitPrices, channel: usize, units: &[f64]) {
        let covered = prices.covered(channel);
        let by_payer = prices.by_payer(channel);
        let index = tables.care.channels[channel].service;
        let service = &tables.care.services[index];
        let whole: f64 = by_payer.iter().sum();
        for (payer, (price, units)) in by_payer.iter().zip(units).enumerate() {
            self.eur[index][payer] += price * covered * units;
            if whole > 0.0 {
                self.hours[service.discipline] += price / whole * covered * units * service.hours;
            }
        }
    }
}

/// The comparator, where contracts compare an arm with it.
fn compared<'b, 'a>(accounting: &'b AccountingYear<'a>) -> Option<&'b Beside<'a>> {
    let tables = accounting.tables;
    let has_contracts = tables.layers.contracts && !tables.collaboration.contracts.is_empty();
    accounting.beside.as_ref().filter(|_| has_contracts)
}

/// The contract of each payer on the service of a channel.
fn of_service(tables: &Tables, channel: usize) -> &[Option<Contract>] {
    &tables.collaboration.contracts[tables.care.channels[channel].service]
}

/// Units of a channel that each payer's contracts hold on average over the year.
fn units(
    accounting: &AccountingYear,
    beside: &Beside,
    absorbed: &[f64],
    channel: usize,
) -> Vec<f64> {
    let contracts = of_service(accounting.tables, channel);
    if contracts.iter().all(Option::is_none) {
        return Vec::new();
    }
    let change = change(accounting, beside, channel);
    let taken_in = &accounting.carried_accounts.taken_in;
    let of_payer = |(payer, contract): (usize, &Option<Contract>)| {
        contract.map_or(0.0, |contract| {
            let free = match contract.release {
                Release::Renegotiation => {
                    (taken_in.of(channel, payer) - change) * contract.left_over_a_year()
                }
                Release::GrowthAbsorbs => absorbed[channel],
            };
            contract.fixed_share() * free
        })
    };
    contracts.iter().enumerate().map(of_payer).collect()
}

/// Units that the arm delivers through a channel in the year more than the comparator.
fn change(accounting: &AccountingYear, beside: &Beside, channel: usize) -> f64 {
    let weight = accounting.tables.people.weight;
    let [here, there] = [accounting.counts, beside.counts]
        .map(|counts| volume(&Neighbourhood::counted(accounting, counts, weight), channel));
    here - there
}

/// Units a year, of the whole population; where units differ in cost, in units of the mean cost.
fn volume(seen: &Neighbourhood, channel: usize) -> f64 {
    let tables = seen.tables;
    let line = tables.care.services[tables.care.channels[channel].service].line;
    let units = seen.units_at_price(0..seen.counts.groups(), channel, 1.0);
    units * tables.growth.volume(line, seen.year)
}

/// By channel, the units by which an arm is expected to stay below what the comparator delivered in its first year and below
/// what it delivers now: of all units of a service together, so that those that moved from one need to another count
/// against each other, and divided over channels as the comparator's are.
fn absorbed(accounting: &AccountingYear, beside: &Beside, prices: &UnitPrices) -> Vec<f64> {
    let care = &accounting.tables.care;
    let mut units = vec![0.0; care.channels.len()];
    let is_absorbed = |contract: &Contract| contract.release == Release::GrowthAbsorbs;
    let contracts = accounting.tables.collaboration.contracts.iter().enumerate();
    for (service, _) in contracts.filter(|(_, row)| row.iter().flatten().any(is_absorbed)) {
        let channels = care.channels.iter().enumerate();
        let found: Vec<(usize, f64, [f64; 3])> = channels
            .filter(|(_, channel)| channel.service == service)
            .map(|(channel, _)| {
                let covered = prices.covered(channel);
                (channel, covered, expected(accounting, beside, channel))
            })
            .collect();
        let sum = |which: usize| -> f64 {
            let volumes = found.iter();
            volumes.map(|(_, covered, of)| covered * of[which]).sum()
        };
        let [here, there, first] = [0, 1, 2].map(sum);
        let stranded = (first.min(there) - here).max(0.0);
        if stranded > 0.0 {
            for (channel, _, of) in &found {
                units[*channel] = stranded * of[1] / there;
            }
        }
    }
    units
}

/// Units a year that are expected through a channel: in the arm, beside, and beside in the first year.
fn expected(accounting: &AccountingYear, beside: &Beside, channel: usize) -> [f64; 3] {
    let own = ExpectedCounts {
        arm: accounting.counts,
        comparator: beside.counts,
        first: beside.first,
        weight: accounting.tables.people.weight,
    };
    let told = accounting.expected.unwrap_or(own);
    let now = |counts| Neighbourhood::counted(accounting, counts, told.weight);
    let mut then = now(told.first);
    then.year = 0;
    [now(told.arm), now(told.comparator), then].map(|seen| volume(&seen, channel))
}
