//! Income and cost of recipients, and of practices where they are counted one by one.
//!
//! Comes in: hours, receipts, and payers' amounts of a year. Goes out: [`Provider`]s. Deliberately absent: outcomes of
//! residents (tally.rs).

use serde::{Deserialize, Serialize};

use crate::base::money::Cents;
use crate::component::accounting_year::AccountingYear;
use crate::component::arm::Arm;
use crate::payment::practice;
use crate::system::System;
use crate::tables::Tables;

/// A recipient's year.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
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
/// `hours` are those worked with residents and on components' administration, for the whole population, and those that are
/// not worked but still cost, since contracts pay for them: none where it is empty.
pub fn providers(
    system: &System,
    year: usize,
    [hours, held]: [&[f64]; 2],
    received: impl Fn(usize) -> Cents,
    paid: &dyn Fn(usize) -> Cents,
) -> Vec<Provider> {
    let disciplines = system
        .disciplines
        .iter()
        .enumerate()
        .map(|(index, discipline)| {
            let worked = discipline.worked(hours[index]);
            let is_known = discipline.hourly_cost.is_some();
            let wages = system.growth.wages(year);
            Provider {
                income: received(index).to_eur(),
                cost: discipline
                    .hourly_cost
                    .map(|hourly| (worked * hourly + discipline.fixed_cost) * wages)
                    .map(|cost| cost + held_cost(system, index, year, held))
                    .map(|cost| cost + laid_out(system, index, paid)),
                fte: is_known.then(|| worked / discipline.hours_per_fte),
            }
        });
    let network = Provider {
        income: received(system.disciplines.len()).to_eur(),
        ..Provider::default()
    };
    disciplines.chain([network]).collect()
}

/// EUR that hours cost which are not worked, but which a discipline still has since contracts pay for them; negative where it
/// works more than contracts have taken in.
fn held_cost(tables: &Tables, index: usize, year: usize, held: &[f64]) -> f64 {
    let discipline = &tables.disciplines[index];
    let hours = held.get(index).copied().unwrap_or_default();
    let hourly = discipline.hourly_cost.unwrap_or_default();
    discipline.worked(hours) * hourly * tables.growth.wages(year)
}

/// EUR that payers of a discipline pay: a cost of that discipline.
fn laid_out(tables: &Tables, discipline: usize, paid: &dyn Fn(usize) -> Cents) -> f64 {
    let payers = tables.payer_disciplines.iter().enumerate();
    let own = payers.filter(|(_, own)| **own == Some(discipline));
    own.map(|(payer, _)| paid(payer).to_eur()).sum()
}

/// Income and cost of every practice with a list in the year that `accounting` is about; `providers` are the totals of
/// the disciplines, which are divided between the practices: fees as each earned them, other income by persons on the
/// list, cost by hours and what an hour costs, and by persons on the list what the discipline pays as a payer and what hours
/// cost that contracts leave it with. `shares` are those of the residents on the lists of the year. In the order of the practices.
pub fn practices(
    arm: &Arm,
    accounting: &AccountingYear,
    providers: &[Provider],
    held_hours: &[f64],
    (shares, paid): (&[f64], &dyn Fn(usize) -> Cents),
) -> Vec<Provider> {
    let Some(panels) = &accounting.tables.panels else {
        return Vec::new();
    };
    let all = providers[panels.discipline];
    let own = |practice: usize| -> f64 {
        (0..2)
            .map(|side| {
                let paid = if arm.has_network { side } else { 0 };
                practice::income(arm, accounting, practice, (side, paid))
            })
            .sum()
    };
    let fees: Vec<f64> = (0..accounting.counts.practices()).map(own).collect();
    let hours: Vec<f64> = (0..fees.len())
        .map(|index| practice::hours(accounting, index))
        .collect();
    let rest = all.income - fees.iter().sum::<f64>();
    let worked: f64 = hours.iter().sum();
    let of_hours = |index: usize, whole: f64| {
        if worked > 0.0 {
            whole * hours[index] / worked
        } else {
            0.0
        }
    };
    let discipline = &accounting.tables.disciplines[panels.discipline];
    let laid_out = laid_out(accounting.tables, panels.discipline, paid);
    let held = held_cost(
        accounting.tables,
        panels.discipline,
        accounting.year,
        held_hours,
    );
    (0..fees.len())
        .map(|index| {
            let fte = all.fte.map(|fte| of_hours(index, fte));
            Provider {
                income: fees[index] + rest * shares[index],
                cost: fte
                    .and_then(|fte| {
                        let hours = fte * discipline.hours_per_fte;
                        practice::cost(accounting, (index, shares[index]), hours)
                    })
                    .map(|cost| cost + (laid_out + held) * shares[index]),
                fte,
            }
        })
        .collect()
}
