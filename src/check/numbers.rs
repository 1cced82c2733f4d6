//! Every number of a scenario: whether its keys make a possible one, and whether it lies within the limits of its key.

use super::review::{KeyPath, Review};
use crate::scenario::numbers::located;

/// Checks each of them, wherever it stands: the types of the keys know the limits.
pub fn check(review: &mut Review<'_>) {
    for (path, number) in located(review.scenario) {
        review.number(&KeyPath(path), &number, number.limits);
    }
}
