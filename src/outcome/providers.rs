use crate::base::money::Cents;
use crate::system::System;

/// A recipient's year.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Provider {
    /// Receipts, EUR.
    pub income: f64,
    /// Cost of the hours worked and fixed cost, EUR; `None` where the scenario gives no hourly cost.
    pub cost: Option<f64>,
    /// Full-time equivalents worked.
    pub fte: Option<f64>,
}

/// Income and cost of every recipient in the year with index `year`: disciplines, then the network.
///
/// What a payer pays that belongs to a discipline is a cost of that discipline.
///
/// `hours` are those worked with residents and on components' administration, for the whole population.
pub fn providers(
    system: &System,
    year: usize,
    hours: &[f64],
    received: impl Fn(usize) -> Cents,
    paid: impl Fn(usize) -> Cents,
) -> Vec<Provider> {
    let payers = system.payer_disciplines.iter().enumerate();
    let disciplines = system
        .disciplines
        .iter()
        .enumerate()
        .map(|(place, discipline)| {
            let worked = discipline.worked(hours[place]);
            let own = payers.clone().filter(|(_, own)| **own == Some(place));
            let laid_out: f64 = own.map(|(payer, _)| paid(payer).to_eur()).sum();
            let is_known = discipline.hourly_cost.is_some();
            let wages = system.growth.wages(year);
            Provider {
                income: received(place).to_eur(),
                cost: discipline
                    .hourly_cost
                    .map(|hourly| (worked * hourly + discipline.fixed_cost) * wages + laid_out),
                fte: is_known.then(|| worked / discipline.hours_per_fte),
            }
        });
    let network = Provider {
        income: received(system.disciplines.len()).to_eur(),
        ..Provider::default()
    };
    disciplines.chain([network]).collect()
}
