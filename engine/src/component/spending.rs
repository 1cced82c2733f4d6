//! What an arm's components spend on capabilities and on coordination, while a cycle lasts.
//!
//! Comes in: the residents at the start of the cycle, the arm's budget-neutral factors, and what is [`RateContext`].
//! Goes out: EUR of the price year per resident-year. Deliberately absent: who pays it, and what the money builds.

use crate::tables::Tables;

use super::arm::Arm;
use super::expected::{CountedProspect, Prospect};
use super::kind::RateContext;
use super::neutral::Neutral;

/// The money of an arm in one cycle.
pub struct Spending<'a> {
    /// The tables.
    pub tables: &'a Tables,
    /// The arm.
    pub arm: &'a Arm,
    /// Index of the year.
    pub year: usize,
    /// Residents of the whole population by side, outside the network and inside.
    pub residents: [f64; 2],
    /// The budget-neutral factors.
    pub neutral: &'a Neutral,
    /// What rates hang on.
    pub known: RateContext<'a>,
}

/// Nothing but the residents of a cycle.
struct Residents {
    by_side: [f64; 2],
    length: f64,
}

impl Prospect for Residents {
    fn resident_years(&self, side: usize) -> f64 {
        self.by_side[side] * self.length
    }

    fn state_years(&self, _: usize, _: usize) -> Option<f64> {
        None
    }

    fn presented(&self, _: usize, _: usize) -> Option<f64> {
        None
    }
}

impl Spending<'_> {
    /// Residents of the whole population.
    pub fn residents(&self) -> f64 {
        self.residents.iter().sum()
    }

    /// Earmarked spending per capability, EUR per resident-year.
    pub fn per_capability(&self) -> Vec<f64> {
        let mut spending = vec![0.0; self.tables.capabilities.len()];
        for (index, component) in self.arm.components.iter().enumerate() {
            for &(capability, share) in &component.earmark {
                spending[capability] += self.per_resident(index) * share;
            }
        }
        spending
    }

    /// What is paid for coordination, EUR per resident-year: by components that pay for it what they do not earmark,
    /// and what is earmarked for capabilities that coordinate.
    pub fn on_coordination(&self, per_capability: &[f64]) -> f64 {
        let Some(drivers) = &self.tables.collaboration.drivers else {
            return 0.0;
        };
        let components = self.arm.components.iter().enumerate();
        let free = components
            .filter(|(_, component)| component.nature.coordinates)
            .map(|(index, component)| {
                let earmarked: f64 = component.earmark.iter().map(|(_, share)| share).sum();
                self.per_resident(index) * (1.0 - earmarked)
            });
        let earmarked = drivers.coordinating.iter();
        free.sum::<f64>() + earmarked.map(|&index| per_capability[index]).sum::<f64>()
    }

    /// What the component at `index` pays, EUR of the price year per resident-year.
    fn per_resident(&self, index: usize) -> f64 {
        let years = self.residents() * self.tables.time.length;
        if years <= 0.0 {
            return 0.0;
        }
        let component = self.arm.component(index);
        let growth = &self.tables.growth;
        let paid = (index, component.recipient);
        let level =
            self.arm.level(paid, growth, self.year, self.neutral) / growth.prices(self.year);
        let residents = Residents {
            by_side: self.residents,
            length: self.tables.time.length,
        };
        let of = CountedProspect::new(self.tables, (self.arm, self.year), index, &residents);
        let counted = component.basis.count(&of).unwrap_or(0.0);
        component.method.kind().rate(&self.known) * level * (counted / years)
    }
}
