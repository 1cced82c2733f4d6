//! What contracts on savings between payers pay: within the cost of an arm, and moved by no arrangement.
//!
//! Comes in: amounts by contract. Goes out: [`ContractPaid`]. Deliberately absent: contracts that those who give care receive, which
//! are what the arm costs.

use super::observed::Outlays;
use super::position::{Series, paths, series};

/// What each payer pays under one contract on savings; below 0: receives. It is within the cost of the arm.
#[derive(Debug, Clone, PartialEq)]
pub struct ContractPaid {
    /// The component.
    pub component: String,
    /// Payers that it moves money of, with what they pay.
    pub payers: Vec<(String, Series)>,
}

/// The contracts of an arm that payers receive; `discount` and `batch` as those of positions.
pub(super) fn contracts(
    outlays: &Outlays,
    arm: &str,
    discount: &[f64],
    batch: usize,
) -> Vec<ContractPaid> {
    let of_arm = outlays.contracts.iter().filter(|((of, _), _)| of == arm);
    let paid = of_arm.map(|((_, component), amounts)| {
        let payers = outlays.payers.iter().enumerate();
        let payers = payers.filter_map(|(index, name)| {
            let paths = paths(amounts, index);
            let is_moved = paths.iter().flatten().any(|amount| amount.0 != 0);
            is_moved.then(|| (name.clone(), series(&paths, discount, batch)))
        });
        ContractPaid {
            component: component.clone(),
            payers: payers.collect(),
        }
    });
    paid.collect()
}
