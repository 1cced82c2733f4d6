use crate::scenario::schema::{ComponentKind, Line};
use crate::system::System;
use crate::system::health::StateCost;
use crate::system::patient::cents;

/// What a unit of a channel means for the resident's own part, and to the payers, in one year.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PersonPrice {
    /// Cents per unit that count towards the deductible, 0 where they do not; of services whose units differ in
    /// cost: the factor on a unit's cents.
    pub deductible: f64,
    /// Cents per unit of copayment, in the ordinary and the lower class.
    pub copayments: [u32; 2],
    /// Cents per cycle of use of the subscription, and its index.
    pub subscription: Option<(usize, u32)>,
    /// EUR per unit for each payer, discounted, where residents' totals are kept.
    pub totals: Vec<f32>,
}

impl PersonPrice {
    /// Whether a unit costs the resident anything.
    pub fn takes_anything(&self) -> bool {
        self.deductible > 0.0 || self.copayments != [0, 0] || self.subscription.is_some()
    }
}

/// Prices that depend on what one person uses, in one year under one arm.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonPrices {
    /// Per channel.
    pub channels: Vec<PersonPrice>,
    /// Whether any unit costs the resident anything.
    pub is_any: bool,
    /// Cents of deductible per person; 0 without one.
    pub deductible: u32,
    /// Factor from prices and volumes of the price year to this year's, per line of background care.
    pub background: Vec<f64>,
    /// Whether background care counts towards the deductible.
    pub background_deductible: bool,
    /// Whether residents' totals are kept.
    pub keeps_totals: bool,
    /// EUR per half-cycle in each state for each payer, discounted, where residents' totals are kept.
    pub states: Vec<Vec<f32>>,
    /// Discount factor on life-years, where residents' totals are kept.
    pub life_years: f32,
}

impl PersonPrices {
    /// For the arm with index `arm` in the year with index `year`.
    pub fn new(system: &System, arm: usize, year: usize, keeps_totals: bool) -> PersonPrices {
        let arm = &system.arms[arm];
        let prices = system.growth.prices(year);
        let months = 12.0 * system.time.length;
        let discount = system.time.discount(system.time.discount_costs, year);
        let channels: Vec<PersonPrice> = system
            .care
            .channels
            .iter()
            .enumerate()
            .map(|(place, channel)| {
                let service = &system.care.services[channel.service];
                let volume = system.growth.volume(service.line, year);
                let mut price = PersonPrice::default();
                if keeps_totals {
                    let unit = service.price * prices * volume * discount;
                    price.totals = service
                        .payers
                        .iter()
                        .map(|share| (unit * share) as f32)
                        .collect();
                }
                let component = arm.pays_units[place].map(|component| &arm.components[component]);
                let Some(component) = component
                    .filter(|component| arm.has_patient_share && component.part_in(year) > 0.0)
                else {
                    return price;
                };
                let factor = prices * volume;
                // Inside an episode no unit has a price of its own that could count towards the deductible; what
                // residents pay per unit or month by statute stays.
                if service.deductible && component.kind != ComponentKind::EpisodeFee {
                    let tariff = component.tariffs[place];
                    let level = if component.is_indexed { prices } else { 1.0 };
                    let factor = level * component.part_in(year) * volume;
                    price.deductible = if service.price_cv > 0.0 {
                        factor * tariff / service.price.max(0.01)
                    } else {
                        libm::round(factor * tariff * 100.0)
                    };
                }
                price.copayments = service.copayments.map(|eur| cents(eur * factor));
                price.subscription = service.subscription.map(|place| {
                    let per_month = system.patient.subscriptions[place].per_month[year];
                    (place, cents(f64::from(per_month) * months / 100.0))
                });
                price
            })
            .collect();
        let background = system
            .care
            .background
            .iter()
            .map(|line| system.growth.volume(line.line, year) * prices)
            .collect();
        PersonPrices {
            is_any: channels.iter().any(PersonPrice::takes_anything),
            channels,
            deductible: if arm.has_patient_share {
                system.patient.deductible
            } else {
                0
            },
            background,
            background_deductible: arm.has_patient_share,
            keeps_totals,
            states: if keeps_totals {
                let level = prices * discount * system.time.length / 2.0;
                state_prices(system, level)
            } else {
                Vec::new()
            },
            life_years: system.time.length as f32,
        }
    }
}

/// What states cost each payer at `level` years and prices.
fn state_prices(system: &System, level: f64) -> Vec<Vec<f32>> {
    let states = system.health.states.iter();
    let per_payer = |cost: &StateCost| -> Vec<f32> {
        let shares = cost.payers.iter();
        shares
            .map(|share| (cost.amount * level * share) as f32)
            .collect()
    };
    states
        .map(|state| state.cost.as_ref().map_or_else(Vec::new, per_payer))
        .collect()
}

/// Whether a service is delivered by informal carers, who must be there.
pub(super) fn is_informal(system: &System, service: usize) -> bool {
    system.care.services[service].line == Line::Informal
}
