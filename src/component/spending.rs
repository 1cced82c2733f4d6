//! What an arm's components spend on capabilities and on coordination, while a cycle lasts.
//!
//! Comes in: a neighbourhood in one cycle, the arm's budget-neutral factor, and what is [`Known`]. Goes out: EUR of the
//! price year per resident-year. Deliberately absent: what the money builds.

use super::Known;
use super::neighbourhood::Neighbourhood;

/// The money of an arm in one cycle.
pub struct Spending<'a> {
    /// Its residents in the cycle.
    pub of: Neighbourhood<'a>,
    /// The budget-neutral factor.
    pub factor: f64,
    /// What rates hang on.
    pub known: Known<'a>,
}

impl Spending<'_> {
    /// Earmarked spending per capability, EUR per resident-year.
    pub fn per_capability(&self) -> Vec<f64> {
        let mut spending = vec![0.0; self.of.tables.capabilities.len()];
        for (place, component) in self.of.arm.components.iter().enumerate() {
            for &(capability, share) in &component.earmark {
                spending[capability] += self.per_resident(place) * share;
            }
        }
        spending
    }

    /// What is paid for coordination, EUR per resident-year: by components that pay for it what they do not earmark, and
    /// what is earmarked for capabilities that coordinate.
    pub fn on_coordination(&self, per_capability: &[f64]) -> f64 {
        let Some(drivers) = &self.of.tables.collaboration.drivers else {
            return 0.0;
        };
        let components = self.of.arm.components.iter().enumerate();
        let free = components
            .filter(|(_, component)| component.nature().coordinates)
            .map(|(place, component)| {
                let earmarked: f64 = component.earmark.iter().map(|(_, share)| share).sum();
                self.per_resident(place) * (1.0 - earmarked)
            });
        let earmarked = drivers.coordinating.iter();
        free.sum::<f64>() + earmarked.map(|&place| per_capability[place]).sum::<f64>()
    }

    /// What the component at `place` pays, EUR of the price year per resident-year.
    fn per_resident(&self, place: usize) -> f64 {
        let (of, component) = (&self.of, &self.of.arm.components[place]);
        let years = of.resident_years();
        if years <= 0.0 {
            return 0.0;
        }
        let growth = &of.tables.growth;
        let level = of.arm.level(place, growth, of.year, self.factor) / growth.prices(of.year);
        let counted = component.basis().count(&of.seen_by(place)).unwrap_or(0.0);
        component.way.kind().rate(&self.known) * level * (counted / years)
    }
}
