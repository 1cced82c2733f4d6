//! Lists that practices are paid for: what the amount of a person on one is multiplied by.
//!
//! Comes in: the ratios of components. Goes out: [`ListRatios`]. Deliberately absent: who is on a
//! list.

use crate::scenario::schema::{self, Scenario};

use super::draw::Draw;
use super::onsets::age_ratios;

/// Ratios of an amount per person on a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRatios {
    /// By completed year of age.
    pub age: Vec<f64>,
    /// By deprivation class.
    pub deprivation: Vec<f64>,
    /// In the lower class of copayments.
    pub lower_class: f64,
    /// By state lived in; `None` where health does not matter.
    pub state: Option<Vec<f64>>,
}

impl ListRatios {
    /// The ratio of a person by age, deprivation class and class of copayments.
    pub fn of(&self, age: usize, deprivation: usize, is_lower_class: bool) -> f64 {
        let lower = if is_lower_class {
            self.lower_class
        } else {
            1.0
        };
        self.age[age] * self.deprivation[deprivation] * lower
    }
}

/// The ratios of a component that pays for persons on a list; `path` is what its draws are keyed by.
pub fn list_ratios(
    scenario: &Scenario,
    component: &schema::Component,
    draw: &Draw,
    path: &str,
) -> ListRatios {
    let state_ratio = |state: &schema::State| {
        let ratio = component.state_ratios.get(&state.name);
        draw.or(ratio, 1.0, || format!("{path}.state_ratios.{}", state.name))
            .max(0.0)
    };
    ListRatios {
        age: age_ratios(&component.age_ratios, draw, path),
        deprivation: (0..scenario.population.deprivation.len().max(1))
            .map(|class| {
                let ratio = component.deprivation_ratios.get(class);
                draw.or(ratio, 1.0, || format!("{path}.deprivation_ratios.{class}"))
                    .max(0.0)
            })
            .collect(),
        lower_class: draw
            .or(component.lower_class_ratio.as_ref(), 1.0, || {
                format!("{path}.lower_class_ratio")
            })
            .max(0.0),
        state: (!component.state_ratios.is_empty())
            .then(|| scenario.state.iter().map(state_ratio).collect()),
    }
}
