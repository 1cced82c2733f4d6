//! Prices that depend on what one person uses: copayments, subscriptions, the deductible, and what a unit adds to a
//! resident's totals.
//!
//! Comes in: an arm and a year. Goes out: [`PersonPrices`]. Deliberately absent: what anybody used.

use crate::component::arm::Arm;
use crate::scenario::schema::Line;
use crate::system::System;
use crate::tables::SpendingAccount;
use crate::tables::patient::cents;
use crate::tables::services::Service;

/// What a unit of a channel means for the resident's own part, and to the payers, in one year.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PersonPrice {
    /// Cents per unit that count towards the deductible, 0 where they do not; of services whose units differ in
    /// cost: the factor on a unit's cents.
    pub deductible: f64,
    /// Cents per unit of copayment, in the ordinary and the lower class.
    pub copayments: [u32; 2],
    /// The subscription, and its cents per month of use.
    pub subscription: Option<(usize, u32)>,
    /// What a unit adds to the residents' totals, where they are kept.
    pub totals: Vec<PerColumn>,
}

/// What something adds to one column of a resident's totals: the column, and EUR per unit of it. Columns to which it
/// adds nothing are left out.
pub type PerColumn = (usize, f32);

impl PersonPrice {
    /// Whether a unit costs the resident anything.
    pub fn takes_anything(&self) -> bool {
        self.deductible > 0.0 || self.copayments != [0, 0] || self.subscription.is_some()
    }
}

/// Prices that depend on what one person uses, in one year under one arm.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonPrices {
    /// Sides that the arm tells apart.
    pub sides: usize,
    /// Per side and channel.
    pub channels: [Vec<PersonPrice>; 2],
    /// Cents of deductible per person; 0 without one.
    pub deductible: u32,
    /// Factor from prices and volumes of the price year to this year's, per line of background care.
    pub background: Vec<f64>,
    /// Per line of background care: what one EUR of it adds to the residents' totals.
    pub background_totals: Vec<Vec<PerColumn>>,
    /// Whether background care counts towards the deductible.
    pub background_deductible: bool,
    /// Columns of what each resident comes to.
    pub totals: PersonColumns,
    /// Per state: what a half-cycle lived in it adds to the residents' totals.
    pub states: Vec<Vec<PerColumn>>,
    /// EUR of the year above which what a person spent does not count, by account.
    pub truncate_at: Vec<Option<f64>>,
}

/// What is kept of each resident, EUR: what they cost each payer over the whole run, discounted at reference prices,
/// and in the year so far by account of shared savings at the prices of the year; then life-years lived here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PersonColumns {
    /// Payers whose totals are kept: all or none.
    pub payers: usize,
    /// Accounts.
    pub accounts: usize,
    /// Columns in which needs that wait are kept, after all others.
    pub queues: usize,
}

impl PersonColumns {
    /// Length of a resident's row.
    #[inline(always)]
    pub fn len(&self) -> usize {
        if self.is_empty() {
            0
        } else {
            self.life_years() + 1 + self.queues
        }
    }

    /// Whether nothing is kept.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.payers + self.accounts + self.queues == 0
    }

    /// The column of life-years.
    #[inline(always)]
    pub fn life_years(&self) -> usize {
        self.payers + self.accounts
    }
}

impl PersonPrices {
    /// For the arm with index `arm` in the year with index `year`.
    pub fn new(system: &System, arm: usize, year: usize, totals: PersonColumns) -> PersonPrices {
        let arm = &system.arms[arm];
        let pricing = Pricing {
            system,
            arm,
            year,
            totals,
        };
        let channels = |side: usize| -> Vec<PersonPrice> {
            (0..system.care.channels.len())
                .map(|channel| pricing.price(side, channel))
                .collect()
        };
        let lines = system.care.background.iter();
        let prices = system.growth.prices(year);
        let truncate = |account: &SpendingAccount| account.truncate_at.map(|eur| eur * prices);
        PersonPrices {
            sides: 1 + usize::from(arm.has_network),
            channels: [
                channels(0),
                if arm.has_network {
                    channels(1)
                } else {
                    Vec::new()
                },
            ],
            deductible: if arm.has_patient_share {
                system.patient.deductible[year]
            } else {
                0
            },
            background: lines
                .map(|line| system.growth.volume(line.line, year) * prices)
                .collect(),
            background_totals: system
                .care
                .background
                .iter()
                .map(|line| pricing.columns(&line.payers, 1.0))
                .collect(),
            background_deductible: arm.has_patient_share,
            totals,
            states: pricing.states(),
            truncate_at: system.accounts.iter().map(truncate).collect(),
        }
    }

    /// These prices with both sides as residents of `side` pay.
    pub fn seen_from(mut self, side: usize) -> PersonPrices {
        if self.sides > 1 {
            self.channels[1 - side] = self.channels[side].clone();
        }
        self
    }

    /// Length of a resident's row of totals.
    #[inline(always)]
    pub fn columns(&self) -> usize {
        self.totals.len()
    }
}

/// An arm in one year.
struct Pricing<'a> {
    system: &'a System,
    arm: &'a Arm,
    year: usize,
    totals: PersonColumns,
}

impl Pricing<'_> {
    fn price(&self, side: usize, channel: usize) -> PersonPrice {
        let system = self.system;
        let service = &system.care.services[system.care.channels[channel].service];
        let level = system.growth.prices(self.year) * system.growth.volume(service.line, self.year);
        let mut price = PersonPrice {
            totals: self.columns(&service.payers, service.price * level),
            ..PersonPrice::default()
        };
        let parts = self.arm.parts(side, channel, self.year);
        if !self.arm.has_patient_share || parts.is_empty() {
            return price;
        }
        if service.deductible {
            price.deductible = self.deductible(service, channel, &parts);
        }
        let left = self.arm.unwaived(&parts);
        let volume = system.growth.volume(service.line, self.year);
        let per_unit = system.patient.copayments[self.year] * volume;
        price.copayments = service.copayments.map(|eur| cents(eur * per_unit * left));
        price.subscription = service.subscription.filter(|_| left > 0.0).map(|index| {
            let per_month = system.patient.subscriptions[index].per_month[self.year];
            (index, cents(f64::from(per_month) / 100.0 * left))
        });
        price
    }

    /// What of a unit counts towards the deductible: its unit fees. Inside an episode or a capitation no unit has a
    /// price of its own that could count.
    fn deductible(&self, service: &Service, channel: usize, parts: &[(usize, f64)]) -> f64 {
        let system = self.system;
        let volume = system.growth.volume(service.line, self.year);
        let fees = parts.iter().filter_map(|&(index, part)| {
            let component = &self.arm.components[index];
            let level = if component.is_indexed {
                system.growth.prices(self.year)
            } else {
                1.0
            };
            let factor = level * part * volume;
            component.tariff(channel).map(|tariff| {
                if service.price_cv > 0.0 {
                    factor * tariff / service.price.max(0.01)
                } else {
                    factor * tariff * 100.0
                }
            })
        });
        let sum: f64 = fees.sum();
        if service.price_cv > 0.0 {
            sum
        } else {
            libm::round(sum)
        }
    }

    /// What a half-cycle lived in each state adds; nothing where totals are not kept.
    fn states(&self) -> Vec<Vec<PerColumn>> {
        if self.totals.is_empty() {
            return Vec::new();
        }
        let level = self.system.growth.prices(self.year) * self.system.time.length / 2.0;
        let states = self.system.health.states.iter();
        states
            .map(|state| {
                let cost = state.cost.as_ref();
                cost.map_or_else(Vec::new, |cost| {
                    self.columns(&cost.payers, cost.amount * level)
                })
            })
            .collect()
    }

    /// What a unit, or a year's background care, adds to a resident's totals; `eur` at the prices of the year.
    fn columns(&self, shares: &[f64], eur: f64) -> Vec<PerColumn> {
        if self.totals.is_empty() {
            return Vec::new();
        }
        let time = &self.system.time;
        let discount = time.discount(time.discount_costs, self.year);
        let payers = shares.iter().take(self.totals.payers);
        let payers = payers.map(|share| (eur * discount * share) as f32);
        let accounts = self.system.accounts.iter().take(self.totals.accounts);
        let accounts = accounts.map(|account| (eur * counted(account, shares)) as f32);
        let columns = payers.chain(accounts).enumerate();
        columns.filter(|(_, per_unit)| *per_unit != 0.0).collect()
    }
}

/// The share of a cost that counts in an account of shared savings.
pub(super) fn counted(account: &SpendingAccount, shares: &[f64]) -> f64 {
    let pairs = account.payers.iter().zip(shares);
    pairs
        .filter(|(counts, _)| **counts)
        .map(|(_, share)| share)
        .sum()
}

/// Whether a service is delivered by informal carers, who must be there.
pub(super) fn is_informal(system: &System, service: usize) -> bool {
    system.care.services[service].line == Line::Informal
}
