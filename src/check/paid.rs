//! What an arm pays for: every unit once, and only what somebody delivers.

use super::review::{FaultKind, KeyPath, Review};
use crate::component::claims::claims;
use crate::component::written::{WrittenKind, units};
use crate::scenario::claims::{self, Side};
use crate::scenario::schema::{Arm, Component, Scenario};

/// The rules on what the components of every arm pay for.
pub fn check(review: &mut Review<'_>) {
    for (index, arm) in review.scenario.arm.iter().enumerate() {
        paid_twice(review, index, arm);
        for (number, component) in arm.component.iter().enumerate() {
            let at = KeyPath::top("arm")
                .entry(index, &arm.name)
                .to("component")
                .entry(number, &component.name);
            (WrittenKind::of(component.kind).check_paid)(review, &at, component);
        }
    }
}

/// Two components of the same rank that are paid in one and the same year for the same units. Each pair is reported
/// once, where the second is written.
fn paid_twice(review: &mut Review<'_>, index: usize, arm: &Arm) {
    let scenario = review.scenario;
    let components = claims::components(scenario, arm);
    let mut found: Vec<(usize, usize)> = Vec::new();
    for units in units(scenario) {
        for side in Side::BOTH {
            let claims = claims(&components, units, side);
            let pairs = claims.iter().enumerate().flat_map(|(index, first)| {
                let later = claims[index + 1..].iter();
                later.map(move |second| (*first, *second))
            });
            for ((rank, first), (other, second)) in pairs {
                let (one, two) = (components[first].1, components[second].1);
                if !is_double(scenario, (rank, one), (other, two))
                    || found.contains(&(first, second))
                {
                    continue;
                }
                found.push((first, second));
                let names = (one.name.as_str(), two.name.as_str());
                report(
                    review,
                    index,
                    (components[second].0, two),
                    names,
                    &units.service.name,
                );
            }
        }
    }
}

fn report(
    review: &mut Review<'_>,
    index: usize,
    (owner, second): (&str, &Component),
    (one, two): (&str, &str),
    service: &str,
) {
    let scenario = review.scenario;
    let owner = scenario
        .arm
        .iter()
        .position(|arm| arm.name == owner)
        .unwrap_or(index);
    let number = scenario.arm[owner]
        .component
        .iter()
        .position(|other| other.name == second.name);
    let at = KeyPath::top("arm")
        .entry(owner, &scenario.arm[owner].name)
        .to("component")
        .entry(number.unwrap_or_default(), &second.name);
    review.fault(
        FaultKind::PaidTwice,
        &at,
        format!(
            "in arm `{}`, `{one}` and `{two}` both pay for units of `{service}`",
            scenario.arm[index].name
        ),
        "list the services or disciplines of each, so that every unit is paid once",
    );
}

/// Whether two claims on the same units are a mistake: of one rank, or an episode fee under a capitation, which would
/// replace what is replaced already.
fn is_double(
    scenario: &Scenario,
    (rank, one): (u8, &Component),
    (other, two): (u8, &Component),
) -> bool {
    let replaces = |component: &Component| WrittenKind::of(component.kind).replaces_fees;
    let run = &scenario.run;
    let last = run.first_year + run.years as i32 - 1;
    let (from, until) = claims::years(one, run.first_year, last);
    let (other_from, other_until) = claims::years(two, run.first_year, last);
    let is_together = from <= other_until && other_from <= until;
    let is_same =
        rank == other || (replaces(one) && replaces(two) && one.applies_to == two.applies_to);
    // Two of one name are a mistake of their own.
    is_together && is_same && one.name != two.name
}
