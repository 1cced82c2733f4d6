//! Hours that components cost providers in administration.
//!
//! Comes in: what the components of an arm count. Goes out: hours per discipline, and those of the network's own staff.
//! Deliberately absent: what an hour costs.

use crate::component::arm::Arm;
use crate::component::neighbourhood::Neighbourhood;
use crate::counts::Counts;
use crate::tables::Tables;

/// Administrative hours per recipient for what `counts` holds, in simulated residents: disciplines, out of whose capacity
/// they come, then the network, whose staff does what components paid to it ask for.
pub fn hours(tables: &Tables, arm: &Arm, counts: &Counts, year: usize) -> Vec<f64> {
    let mut hours = vec![0.0; tables.disciplines.len() + 1];
    let of = Neighbourhood::simulated(tables, arm, counts, year);
    let components = arm.components.iter().enumerate();
    let with_hours = components
        .filter(|(_, component)| component.admin_hours > 0.0 && component.part_in(year) > 0.0);
    for (place, component) in with_hours {
        let mut add = |discipline: Option<usize>, counted: f64| {
            hours[discipline.unwrap_or(component.recipient)] += counted * component.admin_hours;
        };
        component.basis().each(&of.seen_by(place), &mut add);
    }
    hours
}
