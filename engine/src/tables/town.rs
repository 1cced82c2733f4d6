//! How background care of a town differs from that of the population whose accounts are published.
//!
//! Comes in: `[reference]`, and the classes, factor and indicators of `[population]`. Goes out: a factor per line and
//! class. Deliberately absent: what needs cost, which follows from who lives here by itself.

use crate::scenario::limits::Limits;
use crate::scenario::schema::{BackgroundCare, Reference, Remainder, Scenario};

use super::draw::Draw;

/// Whether background care follows who lives in the town.
fn follows_town(scenario: &Scenario) -> bool {
    scenario.layers.deprivation && scenario.reference.is_some()
}

/// What the remainder of this line is as a number, where it follows who lives in the town.
pub(super) fn written<'a>(scenario: &Scenario, line: &'a BackgroundCare) -> Option<&'a Remainder> {
    line.remainder.as_ref().filter(|_| follows_town(scenario))
}

/// How background care of a town differs from the reference's.
pub(super) struct LocalCare<'a> {
    reference: Option<&'a Reference>,
    /// Deprivation classes.
    pub classes: usize,
    /// On what belongs to the whole whose cost is known.
    on_remainders: f64,
}

impl<'a> LocalCare<'a> {
    pub fn new(scenario: &'a Scenario, draw: &Draw) -> LocalCare<'a> {
        let reference = scenario
            .reference
            .as_ref()
            .filter(|_| follows_town(scenario));
        let whole_to_remainder = reference.and_then(|reference| reference.whole_to_remainder);
        let on_remainders = whole_to_remainder.map_or(1.0, |ratio| {
            // A town's factor is of the whole and acts on a part: 1 + (f − 1)·T/R.
            (1.0 + (of_town(scenario, draw) - 1.0) * ratio).max(0.0)
        });
        LocalCare {
            reference,
            classes: scenario.population.deprivation.len().max(1),
            on_remainders,
        }
    }

    /// On one line and class.
    pub fn factor(&self, line: &BackgroundCare, class: usize, draw: &Draw, path: &str) -> f64 {
        let Some(reference) = self.reference else {
            return 1.0;
        };
        let ratio = draw.or(line.deprivation_ratios.get(class), 1.0, || {
            format!("{path}.deprivation_ratios.{class}")
        });
        let is_of_whole = line
            .category
            .as_ref()
            .is_some_and(|name| reference.whole.categories.contains(name));
        ratio.max(0.0) * if is_of_whole { self.on_remainders } else { 1.0 }
    }
}

/// What a town costs relative to what its ages, sexes and classes give. What indicators predict is of ages and sexes alone:
/// what the classes give of it already is taken out, so that nothing counts twice.
fn of_town(scenario: &Scenario, draw: &Draw) -> f64 {
    let own = draw.or(scenario.population.factor.as_ref(), 1.0, || {
        "population.factor".into()
    });
    let predicted = scenario.reference.as_ref().and_then(|reference| {
        let regression = reference.regression.as_ref()?;
        let indicators = &scenario.population.indicators;
        let term = |(name, coefficient): (&String, &f64)| Some(coefficient * indicators.get(name)?);
        let terms: Option<f64> = regression.coefficients.iter().map(term).sum();
        let by_classes = class_ratio(reference, &scenario.population.deprivation);
        Some((regression.constant + terms?) / by_classes)
    });
    Limits::Ratio.within(own * predicted.unwrap_or(1.0))
}

/// What shares of the classes cost relative to the reference's.
pub fn class_ratio(reference: &Reference, shares: &[f64]) -> f64 {
    let mean = |shares: &[f64]| -> f64 {
        let pairs = reference.whole.ratios.iter().zip(shares);
        pairs.map(|(ratio, share)| ratio * share).sum()
    };
    let own = if shares.is_empty() { &[1.0] } else { shares };
    mean(own) / mean(&reference.deprivation)
}
