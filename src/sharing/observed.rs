//! What a finished run says of an arm, as the arithmetic of sharing needs it.

use std::collections::BTreeMap;

use super::Amounts;

/// What every payer laid out in every arm, replication and year, and which part was invested.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlays {
    /// Names of the payers, in report order.
    pub payers: Vec<String>,
    /// Calendar years.
    pub years: Vec<i32>,
    /// Replications.
    pub replications: usize,
    /// By arm.
    pub by_arm: BTreeMap<String, Amounts>,
    /// By arm and component.
    pub invested: BTreeMap<(String, String), Amounts>,
    /// What contracts on savings that payers receive come to, by arm and component: what a payer pays, below 0 what it receives.
    pub contracts: BTreeMap<(String, String), Amounts>,
}

/// One arm against the comparator.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// Cost of the comparator.
    pub baseline: Amounts,
    /// Cost of the arm − cost of the comparator, before any transfer.
    pub difference: Amounts,
    /// What of the cost of the arm is investment.
    pub investment: Amounts,
}

impl Outlays {
    /// Nothing laid out anywhere.
    pub fn nothing(&self) -> Amounts {
        Amounts::new(self.replications, self.payers.len(), self.years.len())
    }

    /// An arm against the comparator, with these components as its investment; `None` where one of the arms is missing.
    pub fn observed(&self, comparator: &str, arm: &str, investment: &[String]) -> Option<Observed> {
        let baseline = self.by_arm.get(comparator)?.clone();
        let difference = self.by_arm.get(arm)?.minus(&baseline);
        let of_component =
            |component: &String| self.invested.get(&(arm.to_string(), component.clone()));
        let investment = investment
            .iter()
            .filter_map(of_component)
            .fold(self.nothing(), |sum, amounts| sum.plus(amounts));
        Some(Observed {
            baseline,
            difference,
            investment,
        })
    }
}
