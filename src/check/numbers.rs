//! Every number of a scenario: whether its keys make a possible one, and whether it lies within the limits of its key.

use super::review::{KeyPath, Review};
use crate::scenario::numbers::ReadNumbers;

/// Checks each of them, wherever it stands: the types of the keys know the limits.
pub fn check(review: &mut Review<'_>, numbers: &ReadNumbers) {
    for (path, number) in &numbers.located {
        review.number(&KeyPath(path.clone()), number, number.limits);
    }
}
