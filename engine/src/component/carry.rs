//! What a settled year leaves to the accounts of the next.
//!
//! Comes in: an arm, a year that was settled, what is owed for it. Goes out: [`CarriedAccounts`] for the next year, what
//! pools start from, and how far the shared platform is adopted. Deliberately absent: what the residents carry over.

use crate::base::money::Cents;
use crate::counts::{Owed, Reason};
use crate::tables::Tables;
use crate::tables::platform::Adoption;

use super::accounting_year::AccountingYear;
use super::arm::Arm;
use super::arm_terms::ArmTerms;
use super::basis::Basis;
use super::carried_accounts::CarriedAccounts;
use super::contracts;
use super::partners::Partners;
use super::platform_levy::PlatformLevy;
use super::pooled_budget::paid;
use super::town_year::TownYear;

impl Arm {
    /// What the year of `accounting`, for which `owed` is owed, leaves to the next.
    pub fn carried(&self, accounting: &AccountingYear, owed: &[Owed]) -> CarriedAccounts {
        let before = accounting.carried_accounts;
        let partners = self.levy().map_or_else(
            || before.partners.clone(),
            |(index, levy)| levy.partners_after(accounting, index),
        );
        CarriedAccounts {
            historical: before.historical.clone(),
            partners,
            taken_in: contracts::taken_in(accounting),
            towns: self.towns(accounting, owed),
            per_unit_share: per_unit_share(self, owed),
        }
    }

    /// What care cost so far, where a contract over the whole town looks at it.
    fn towns(&self, accounting: &AccountingYear, owed: &[Owed]) -> Vec<TownYear> {
        let mut contracts = self
            .components()
            .filter_map(|component| component.savings());
        if !contracts.any(|savings| savings.town.is_some()) {
            return Vec::new();
        }
        let now = TownYear::new(accounting.tables, self, accounting.counts, owed);
        let before = accounting.carried_accounts.towns.iter().cloned();
        before.chain([now]).collect()
    }

    /// What each pooling payer paid for the care that each component's pool covers, given what was owed in the
    /// comparator's first year: `[component][payer of the pool]`; empty for components of other kinds.
    pub fn historical(&self, tables: &Tables, owed: &[Owed]) -> Vec<Vec<Cents>> {
        self.components()
            .map(|component| {
                let pool = component.pool();
                pool.map_or_else(Vec::new, |pool| paid(tables, pool, owed))
            })
            .collect()
    }

    /// Adoption of the shared platform in the year with index `year`, when these partners take part.
    pub fn adoption(&self, tables: &Tables, partners: &Partners, year: usize) -> Adoption {
        let is_paid = self
            .levy()
            .is_some_and(|(index, _)| self.components[index].part_in(year) > 0.0);
        match &tables.collaboration.platform {
            Some(platform) if is_paid => partners.adoption(platform),
            _ => Adoption::default(),
        }
    }

    /// The platform levy, with its place among the components.
    fn levy(&self) -> Option<(usize, PlatformLevy)> {
        let mut components = self.components().enumerate();
        components.find_map(|(index, component)| Some((index, component.levy()?)))
    }
}

/// Share of what was paid for the care of needs that was paid per unit; `None` when nothing was paid.
fn per_unit_share(arm: &ArmTerms, owed: &[Owed]) -> Option<f64> {
    let (mut units, mut all) = (0.0, 0.0);
    for owed in owed {
        let Reason::Component(index) = owed.reason else {
            continue;
        };
        let amount = owed.amount.to_eur();
        let component = &arm.components[index];
        if component.nature.is_income {
            all += amount;
            if let Basis::Units(_) = component.basis {
                units += amount;
            }
        }
    }
    (all > 0.0).then(|| units / all)
}
