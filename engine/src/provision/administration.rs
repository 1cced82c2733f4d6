//! Hours that components cost providers in administration.
//!
//! Comes in: what the components of an arm count, or are expected to. Goes out: hours per discipline, and hours of the
//! network's own staff. Deliberately absent: what an hour costs.

use crate::component::ComponentTerms;
use crate::component::arm::Arm;
use crate::component::expected::{CountedProspect, Prospect};
use crate::component::neighbourhood::Neighbourhood;
use crate::counts::Counts;
use crate::tables::Tables;

/// Administrative hours per recipient for what `counts` holds, in simulated residents: disciplines, out of whose
/// capacity they come, then the network, whose staff does what components paid to it ask for.
pub fn hours(tables: &Tables, arm: &Arm, counts: &Counts, year: usize) -> Vec<f64> {
    let mut hours = vec![0.0; tables.disciplines.len() + 1];
    let of = Neighbourhood::simulated(tables, arm, counts, year);
    for (index, component) in with_hours(arm, year) {
        let mut add = |discipline: Option<usize>, counted: f64| {
            hours[discipline.unwrap_or(component.recipient)] += counted * component.admin_hours;
        };
        component.basis.each(&of.seen_by(index), &mut add);
    }
    hours
}

/// Administrative hours of the service's discipline for a delivered unit: `[side][channel]`, empty where there are
/// none.
pub fn per_unit(tables: &Tables, arm: &Arm, year: usize) -> Vec<Vec<f64>> {
    if with_hours(arm, year).next().is_none() {
        return Vec::new();
    }
    let of_channel = |side: usize, channel: usize| -> f64 {
        let parts = arm.parts(side, channel, year).into_iter();
        let hours = parts.filter(|(_, part)| *part > 0.0).map(|(index, _)| {
            let component = &arm.components[index];
            if component.basis.is_of_units() {
                component.admin_hours
            } else {
                // Counted by persons, not by the units that it replaces.
                0.0
            }
        });
        hours.sum()
    };
    let channels = 0..tables.care.channels.len();
    let sides = (0..tables.sides()).map(|side| {
        let channels = channels.clone();
        channels.map(|channel| of_channel(side, channel)).collect()
    });
    sides.collect()
}

/// Administrative hours per recipient for all that is not counted by units, as [`hours`] has them, in a cycle that is
/// only expected yet.
pub fn standing(tables: &Tables, arm: &Arm, prospect: &dyn Prospect, year: usize) -> Vec<f64> {
    let mut hours = vec![0.0; tables.disciplines.len() + 1];
    let persons = with_hours(arm, year).filter(|(_, component)| !component.basis.is_of_units());
    for (index, component) in persons {
        let of = CountedProspect::new(tables, (arm, year), index, prospect);
        let mut add = |discipline: Option<usize>, counted: f64| {
            hours[discipline.unwrap_or(component.recipient)] += counted * component.admin_hours;
        };
        component.basis.each(&of, &mut add);
    }
    hours
}

/// The components that cost hours in the year, with their places.
fn with_hours(arm: &Arm, year: usize) -> impl Iterator<Item = (usize, &ComponentTerms)> {
    let components = arm.components.iter().enumerate();
    components
        .filter(move |(_, component)| component.admin_hours > 0.0 && component.part_in(year) > 0.0)
}
