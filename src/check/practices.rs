//! Practices that close: lists to hand on, and a cost to fall short of.

use super::review::{FaultKind, KeyPath, Review};
use crate::scenario::schema::Discipline;

/// The rules on `practices.closing` of a discipline.
pub fn closing(review: &mut Review<'_>, at: &KeyPath, each: &Discipline) {
    let Some(practices) = &each.practices else {
        return;
    };
    let at = at.to("practices").to("closing");
    let Some(closing) = &practices.closing else {
        return;
    };
    let mut needs = |holds: bool, at: &KeyPath, message: &str, hint: &str| {
        if !holds {
            review.key_fault(FaultKind::DependentKey, at, message, hint);
        }
    };
    needs(
        practices.panels,
        &at,
        "`closing` needs `panels`",
        "practices that close hand on lists of residents: write `panels = true`",
    );
    needs(
        each.hourly_cost.is_some(),
        &at,
        "`closing` needs `hourly_cost`",
        "a margin is what a practice is paid less what its hours cost, e.g. hourly_cost = 80",
    );
    needs(
        closing.hours_lost.is_none() || each.fte.is_some() || each.capacity.is_some(),
        &at.to("hours_lost"),
        "`hours_lost` needs hours that are limited",
        "write `fte`, or capacity = \"observed\"",
    );
}
