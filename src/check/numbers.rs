//! Every number of a scenario: whether its keys make a possible one, and whether it lies within the limits of its key.

use super::room::{At, Room};
use crate::scenario::numbers::located;

/// Checks each of them, wherever it stands: the types of the keys know the limits.
pub fn check(room: &mut Room<'_>) {
    for (path, number) in located(room.scenario) {
        room.number(&At(path), &number, number.limits);
    }
}
