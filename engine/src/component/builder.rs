//! A component while it is made of what was written: what its numbers are drawn as.
//!
//! Comes in: the component as written, the scenario, the draw. Goes out: values, by key. Deliberately absent: which keys a
//! kind has.

use crate::scenario::schema::{self, Number, Scenario};
use crate::tables::care::Care;
use crate::tables::draw::Draw;

/// A component being made of what was written.
#[derive(Debug, Clone, Copy)]
pub struct ComponentBuilder<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The component as written.
    pub written: &'a schema::Component,
    /// Needs and services.
    pub care: &'a Care,
    /// The draw.
    pub draw: &'a Draw,
}

impl ComponentBuilder<'_> {
    /// What the draws of the component's numbers are keyed by: its name, whatever the arm, so that a component which
    /// arms have in common, by `like` or written twice, is drawn once for all of them.
    pub fn path(&self) -> String {
        format!("arm.component.{}", self.written.name)
    }

    /// The value of one of its numbers, where it is written.
    pub fn value(&self, number: Option<&Number>, otherwise: f64, key: &str) -> f64 {
        self.draw
            .or(number, otherwise, || format!("{}.{key}", self.path()))
    }

    /// The `amount`.
    pub fn amount(&self) -> f64 {
        self.value(self.written.amount.as_deref(), 0.0, "amount")
            .max(0.0)
    }
}
