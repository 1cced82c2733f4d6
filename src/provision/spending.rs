//! What an arm spends in a cycle on what it builds and on coordination.
//!
//! Comes in: an arm, and the residents at the start of the cycle. Goes out: EUR per resident-year in prices of the price
//! year. Deliberately absent: who pays it, and what it builds.

use crate::scenario::schema::{AppliesTo, ComponentKind};
use crate::system::System;
use crate::system::component::Component;
use crate::system::funding::Arm;

/// The money of an arm in one cycle.
#[derive(Debug, Clone, Copy)]
pub struct Spending<'a> {
    /// The system.
    pub system: &'a System,
    /// The arm.
    pub arm: &'a Arm,
    /// Index of the year.
    pub year: usize,
    /// Simulated residents by side, outside the network and inside.
    pub residents: [f64; 2],
    /// The arm's budget-neutral factor.
    pub factor: f64,
    /// Its last quality score.
    pub score: f64,
    /// Whether there is a shared platform to spend on.
    pub has_platform: bool,
}

impl Spending<'_> {
    /// Residents of the whole population.
    pub fn residents(&self) -> f64 {
        self.residents.iter().sum::<f64>() * self.system.people.weight
    }

    /// Earmarked spending per capability, EUR per resident-year.
    pub fn per_capability(&self) -> Vec<f64> {
        let mut spending = vec![0.0; self.system.capabilities.len()];
        if !self.system.layers.capabilities {
            return spending;
        }
        for (place, component) in self.arm.components.iter().enumerate() {
            for &(capability, share) in &component.earmark {
                spending[capability] += self.per_resident(place) * share;
            }
        }
        spending
    }

    /// What is paid for coordination, EUR per resident-year: network fees that are not earmarked, money for coordinating
    /// capabilities, and what a governance form costs.
    pub fn coordination(&self, per_capability: &[f64]) -> f64 {
        let Some(drivers) = &self.system.collaboration.drivers else {
            return 0.0;
        };
        let free = |(place, component): (usize, &Component)| {
            let is_free = match component.kind {
                ComponentKind::NetworkFee => true,
                ComponentKind::ProjectGrant => component.coordinates,
                _ => false,
            };
            let earmarked: f64 = component.earmark.iter().map(|(_, share)| share).sum();
            if is_free {
                self.per_resident(place) * (1.0 - earmarked)
            } else {
                0.0
            }
        };
        let components = self.arm.components.iter().enumerate();
        let coordinating = drivers.coordinating.iter();
        let earmarked = coordinating.map(|&place| per_capability[place]);
        components.map(free).sum::<f64>() + earmarked.sum::<f64>()
    }

    /// What the component at this place pays, EUR per resident-year.
    fn per_resident(&self, place: usize) -> f64 {
        let component = &self.arm.components[place];
        let deflated = if component.is_indexed {
            1.0
        } else {
            1.0 / self.system.growth.prices(self.year)
        };
        let is_scaled = self.arm.scales(place);
        component.amount
            * component.part_in(self.year)
            * deflated
            * if is_scaled { self.factor } else { 1.0 }
            * self.counted(component)
    }

    /// Amounts of a component per resident-year.
    fn counted(&self, component: &Component) -> f64 {
        match component.kind {
            ComponentKind::PlatformLevy if !self.has_platform => 0.0,
            ComponentKind::TransitionBudget
            | ComponentKind::ProjectGrant
            | ComponentKind::PlatformLevy
                if self.residents() > 0.0 =>
            {
                1.0 / self.residents()
            }
            ComponentKind::NetworkFee | ComponentKind::InnovationFee => self.covered(component),
            ComponentKind::QualityBonus => self.score * self.covered(component),
            _ => 0.0,
        }
    }

    /// Share of the residents that a component counts.
    fn covered(&self, component: &Component) -> f64 {
        let all: f64 = self.residents.iter().sum();
        if component.applies_to == AppliesTo::All || all <= 0.0 {
            return 1.0;
        }
        let sides = (0..self.system.sides()).filter(|&side| component.is_for(side));
        sides.map(|side| self.residents[side]).sum::<f64>() / all
    }
}
