//! Chances in a cycle.
//!
//! Comes in: a rate per cycle. Goes out: the chance of an event in it. Deliberately absent: rates per year
//! (base/quantity).

use crate::base::quantity::Rate;

/// Chance of an event in a cycle at a rate per cycle.
pub(super) fn in_cycle(per_cycle: f64) -> f64 {
    Rate::new(per_cycle).probability_over(1.0).get()
}
