//! Cashability: what payers get back of the cost of avoided care.
//!
//! Comes in: `[[cashability]]`. Goes out: a share and a delay for each service and payer. Deliberately absent: how much
//! care is avoided, and the component under which the rest is still paid.

use crate::scenario::schema::{self, Scenario};

use super::draw::Draw;

/// What a payer gets back of the avoided cost of a service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cashed {
    /// Share that comes back.
    pub share: f64,
    /// Years of the run before it does.
    pub after_years: usize,
}

impl Cashed {
    /// The share that comes back in the year with index `year`.
    pub fn in_year(self, year: usize) -> f64 {
        if year >= self.after_years {
            self.share
        } else {
            0.0
        }
    }
}

/// The first row that fits each service and payer; empty without rows.
pub(super) fn cashability(scenario: &Scenario, draw: &Draw) -> Vec<Vec<Cashed>> {
    if scenario.cashability.is_empty() {
        return Vec::new();
    }
    let rows: Vec<(&schema::Cashability, Cashed)> = scenario
        .cashability
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let name = row.name.clone().unwrap_or_else(|| number.to_string());
            let share = draw.value(&row.share, || format!("cashability.{name}.share"));
            let cashed = Cashed {
                share: share.clamp(0.0, 1.0),
                after_years: row.after_years as usize,
            };
            (row, cashed)
        })
        .collect();
    let whole = Cashed {
        share: 1.0,
        after_years: 0,
    };
    let first = |service: &schema::Service, payer: &schema::Payer| {
        let mut fitting = rows.iter().filter(|(row, _)| fits(row, service, payer));
        fitting.next().map_or(whole, |(_, cashed)| *cashed)
    };
    scenario
        .service
        .iter()
        .map(|service| {
            let payers = scenario.payer.iter();
            payers.map(|payer| first(service, payer)).collect()
        })
        .collect()
}

fn fits(row: &schema::Cashability, service: &schema::Service, payer: &schema::Payer) -> bool {
    let is = |wanted: &Option<String>, name: &String| wanted.as_ref().is_none_or(|it| it == name);
    is(&row.service, &service.name)
        && is(&row.discipline, &service.discipline)
        && row.line.is_none_or(|line| line == service.line)
        && is(&row.payer, &payer.name)
}
