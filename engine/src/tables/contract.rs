//! Contracts on volume: what of a payment follows the volume at once, and how fast the rest does.
//!
//! Comes in: `[[contract]]`. Goes out: a [`Contract`] for each service and payer that has one. Deliberately absent: how
//! much volume changes, and the component under which what contracts hold is paid.

use crate::scenario::schema::{self, Release, Scenario};

use super::draw::Draw;

/// What a contract makes of a change in volume.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contract {
    /// Share of the price that follows the volume at once.
    pub variable_share: f64,
    /// Share of a change in volume that is taken in within a year.
    pub renegotiated_share: f64,
    /// How money comes free.
    pub release: Release,
}

impl Contract {
    /// Share of the price that does not follow the volume at once.
    pub fn fixed_share(self) -> f64 {
        1.0 - self.variable_share
    }

    /// What is left at the end of a year of a difference between contracts and volume: e^−ν.
    pub fn left_after_a_year(self) -> f64 {
        1.0 - self.renegotiated_share
    }

    /// The mean over a year of what is left of a difference at its start: (1 − e^−ν)/ν.
    pub fn left_over_a_year(self) -> f64 {
        if self.renegotiated_share <= 0.0 {
            1.0
        } else if self.renegotiated_share >= 1.0 {
            0.0
        } else {
            -self.renegotiated_share / libm::log1p(-self.renegotiated_share)
        }
    }
}

/// The first row that fits each service and payer; empty without rows.
pub(super) fn contracts(scenario: &Scenario, draw: &Draw) -> Vec<Vec<Option<Contract>>> {
    if scenario.contract.is_empty() {
        return Vec::new();
    }
    let rows = scenario.contract.iter().enumerate();
    let rows: Vec<(&schema::Contract, Contract)> = rows
        .map(|(number, row)| (row, contract(number, row, draw)))
        .collect();
    let first = |service: &schema::Service, payer: &schema::Payer| {
        let mut fitting = rows.iter().filter(|(row, _)| fits(row, service, payer));
        fitting.next().map(|(_, contract)| *contract)
    };
    let services = scenario.service.iter();
    services
        .map(|service| {
            let payers = scenario.payer.iter();
            payers.map(|payer| first(service, payer)).collect()
        })
        .collect()
}

fn contract(number: usize, row: &schema::Contract, draw: &Draw) -> Contract {
    let name = row.name.clone().unwrap_or_else(|| number.to_string());
    let share = |number: Option<&schema::Number>, key: &str| {
        let drawn = draw.or(number, 0.0, || format!("contract.{name}.{key}"));
        drawn.clamp(0.0, 1.0)
    };
    Contract {
        variable_share: share(Some(&row.variable_share), "variable_share"),
        renegotiated_share: share(row.renegotiated_share.as_deref(), "renegotiated_share"),
        release: row.release,
    }
}

fn fits(row: &schema::Contract, service: &schema::Service, payer: &schema::Payer) -> bool {
    let is = |wanted: &Option<String>, name: &String| wanted.as_ref().is_none_or(|it| it == name);
    is(&row.service, &service.name)
        && is(&row.discipline, &service.discipline)
        && row.line.is_none_or(|line| line == service.line)
        && is(&row.payer, &payer.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renegotiated(share: f64) -> Contract {
        Contract {
            variable_share: 0.16,
            renegotiated_share: share,
            release: Release::Renegotiation,
        }
    }

    #[test]
    fn what_is_left_of_a_difference_is_the_solution_of_its_equation() {
        // Z' = ν·(ΔV − Z) in a thousand steps of Heun's method: the mean over the year and the end.
        let contract = renegotiated(0.12);
        let nu = -(0.88_f64.ln());
        let (step, mut left, mut sum) = (1e-3, 1.0, 0.0);
        for _ in 0..1_000 {
            let next = left - nu * step * (left - nu * step * left / 2.0);
            sum += (left + next) / 2.0 * step;
            left = next;
        }
        assert!((contract.left_after_a_year() - left).abs() < 1e-6, "{left}");
        assert!((contract.left_over_a_year() - sum).abs() < 1e-6, "{sum}");
    }

    #[test]
    fn contracts_that_are_never_or_at_once_renegotiated_are_the_ends_of_the_scale() {
        assert_eq!(renegotiated(0.0).left_over_a_year(), 1.0);
        assert_eq!(renegotiated(1.0).left_over_a_year(), 0.0);
        assert!((renegotiated(1e-12).left_over_a_year() - 1.0).abs() < 1e-9);
        assert!(renegotiated(1.0 - 1e-12).left_over_a_year() < 0.04);
    }

    #[test]
    fn two_years_free_35_in_the_hundred_and_five_56() {
        let contract = renegotiated(0.12);
        let free = |years: i32| {
            contract.variable_share
                + contract.fixed_share() * (1.0 - contract.left_after_a_year().powi(years))
        };
        assert!((free(2) - 0.35).abs() < 0.005, "{}", free(2));
        assert!((free(5) - 0.56).abs() < 0.005, "{}", free(5));
    }
}
