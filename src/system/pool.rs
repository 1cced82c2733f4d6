//! Pooled budgets: who pools, what is covered, and how surplus and deficit are shared.
//!
//! Comes in: components that pool. Goes out: a [`Pool`] each. Deliberately absent: what the budget comes to, which payment
//! works out.

use crate::scenario::schema::{self, ComponentKind, PoolSplit, Scenario};

use super::care::Care;
use super::draw::Draw;
use super::names::{payer, position};
use super::needs::Need;

/// How a pooled budget works.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// Payers that pool, by index.
    pub payers: Vec<usize>,
    /// Recipients covered.
    pub recipients: Vec<usize>,
    /// Categories covered.
    pub categories: Vec<String>,
    /// Growth per year.
    pub growth: f64,
    /// Shares in surplus and deficit, in the order of `payers`; `None`: historical.
    pub shares: Option<Vec<f64>>,
    /// Part of surplus and deficit that the network keeps or bears.
    pub network_share: f64,
}

impl Pool {
    /// Whether the budget covers what goes to `recipient` in `category`.
    pub fn covers(&self, recipient: usize, category: Option<&str>) -> bool {
        if self.recipients.is_empty() && self.categories.is_empty() {
            return true;
        }
        let is_listed = |category| self.categories.iter().any(|listed| listed == category);
        self.recipients.contains(&recipient) || category.is_some_and(is_listed)
    }

    /// Share of what a need's escalations cost on average, at reference prices, that the payers of this budget pay by
    /// statute for care that it covers; met and unmet needs weigh alike. 0 where escalations cost nothing.
    pub fn covered_escalations(&self, care: &Care, need: &Need) -> f64 {
        let (mut covered, mut all) = (0.0, 0.0);
        for link in &need.escalations {
            let service = &care.services[link.service];
            let cost = (link.met + link.unmet) * service.price;
            all += cost;
            if self.covers(service.discipline, service.category.as_deref()) {
                let pooled: f64 = self.payers.iter().map(|&payer| service.payers[payer]).sum();
                covered += cost * pooled;
            }
        }
        if all > 0.0 { covered / all } else { 0.0 }
    }
}

/// The pooled budget of a component.
pub(super) fn pool(
    scenario: &Scenario,
    component: &schema::Component,
    draw: &Draw,
    path: &str,
) -> Option<Pool> {
    if component.kind != ComponentKind::PooledBudget {
        return None;
    }
    let payers: Vec<usize> = component
        .payers_pooled
        .iter()
        .map(|name| payer(scenario, name))
        .collect();
    let recipient = |name: &String| match name.as_str() {
        "network" => scenario.discipline.len(),
        _ => position(&scenario.discipline, name, |discipline| &discipline.name),
    };
    Some(Pool {
        shares: split_shares(scenario, component, &payers, draw, path),
        recipients: component.disciplines.iter().map(recipient).collect(),
        categories: component.categories.clone(),
        growth: draw.or(component.growth.as_ref(), 0.0, || format!("{path}.growth")),
        network_share: draw
            .or(component.network_share.as_ref(), 0.0, || {
                format!("{path}.network_share")
            })
            .clamp(0.0, 1.0),
        payers,
    })
}

/// Shares in surplus and deficit of those who pool; `None`: historical.
fn split_shares(
    scenario: &Scenario,
    component: &schema::Component,
    payers: &[usize],
    draw: &Draw,
    path: &str,
) -> Option<Vec<f64>> {
    let written = &component.split_shares;
    let share = |&payer: &usize| {
        let name = &scenario.payer[payer].name;
        let path = || format!("{path}.split_shares.{name}");
        draw.or(written.get(name), 0.0, path).max(0.0)
    };
    match component.split {
        _ if !written.is_empty() => Some(payers.iter().map(share).collect()),
        Some(PoolSplit::Equal) => Some(vec![1.0; payers.len()]),
        Some(PoolSplit::Historical) | None => None,
    }
}
