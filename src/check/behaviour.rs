//! What people do with payment: incentives, taking part, and the lists of practices.

use super::review::{FaultKind, KeyPath, Limits, Named, Review};
use crate::scenario::schema::{
    AppliesTo, Discipline, Incentive, Practices, SavingsContract, SavingsUnit,
};

/// A practice is counted one by one: more of them than this takes memory without telling more.
const MOST_PRACTICES: usize = 2_000;

/// The rules on `incentive`, `observed_under`, `participation` and the lists of practices.
pub fn check(review: &mut Review<'_>) {
    for (index, each) in review.scenario.incentive.iter().enumerate() {
        incentive(review, &KeyPath::top("incentive").nth(index), each);
    }
    once_per_discipline(review);
    if let Some(name) = &review.scenario.observed_under {
        review.refer(&KeyPath::top("observed_under"), Named::Arm, name);
    }
    for (index, each) in review.scenario.discipline.iter().enumerate() {
        let at = KeyPath::top("discipline")
            .entry(index, &each.name)
            .to("practices");
        if let Some(practices) = &each.practices {
            lists(review, &at, each, practices);
        }
    }
    networks(review);
}

fn incentive(review: &mut Review<'_>, at: &KeyPath, each: &Incentive) {
    review.refer(&at.to("discipline"), Named::Discipline, &each.discipline);
    for class in each.volume_by_class.keys() {
        let at = at.to("volume_by_class");
        let known = ["acute", "temporary", "permanent"];
        if !known.contains(&class.as_str()) {
            review.key_fault(
                FaultKind::UnknownName,
                &at.to(class),
                format!("there is no class of needs `{class}`"),
                "one of: acute, temporary, permanent",
            );
        }
    }
}

fn once_per_discipline(review: &mut Review<'_>) {
    let rows = &review.scenario.incentive;
    for (index, row) in rows.iter().enumerate() {
        let is_second = rows[..index]
            .iter()
            .any(|other| other.discipline == row.discipline);
        if is_second {
            review.fault(
                FaultKind::ListedTwice,
                &KeyPath::top("incentive").nth(index).to("discipline"),
                format!("`{}` already has incentives", row.discipline),
                "one row a discipline",
            );
        }
    }
}

fn lists(review: &mut Review<'_>, at: &KeyPath, discipline: &Discipline, practices: &Practices) {
    if !practices.sizes.is_empty() && practices.sizes.len() != practices.count as usize {
        let message = format!(
            "{} sizes are given, but `{}` has {} practices",
            practices.sizes.len(),
            discipline.name,
            practices.count
        );
        review.fault(
            FaultKind::CountOfEntries,
            &at.to("sizes"),
            message,
            "one relative size a practice",
        );
    }
    for (index, size) in practices.sizes.iter().enumerate() {
        review.plain(&at.to("sizes").nth(index), *size, Limits::AboveZero);
    }
    if practices.panels && practices.count as usize > MOST_PRACTICES {
        review.fault(
            FaultKind::TooLarge,
            &at.to("count"),
            format!("there are {} practices with lists", practices.count),
            format!("{MOST_PRACTICES} is the most"),
        );
    }
}

/// Components for participants or others need practices that take part, and rules by which they do.
fn networks(review: &mut Review<'_>) {
    let scenario = review.scenario;
    let has_lists = |each: &Discipline| each.practices.as_ref().is_some_and(|found| found.panels);
    let has_lists = scenario.discipline.iter().any(has_lists);
    for (index, arm) in scenario.arm.iter().enumerate() {
        let at = KeyPath::top("arm").entry(index, &arm.name).to("component");
        for (number, component) in arm.component.iter().enumerate() {
            let at = at.entry(number, &component.name);
            let is_for_some = component.applies_to != AppliesTo::All;
            if is_for_some && !has_lists {
                review.fault(
                    FaultKind::Participation,
                    &at.to("applies_to"),
                    "no discipline has practices with lists that could take part",
                    "give one discipline practices = { count = …, panels = true }",
                );
            } else if is_for_some && scenario.participation.is_none() {
                review.fault(
                    FaultKind::Participation,
                    &at.to("applies_to"),
                    "nothing says how practices decide to take part",
                    "add a table [participation]",
                );
            }
            let of_lists = |contract: &SavingsContract| contract.unit != SavingsUnit::Town;
            if component.savings.as_ref().is_some_and(of_lists) && !has_lists {
                review.fault(FaultKind::Participation,
                    &at.to("savings"),
                    "shared savings need a discipline with practices that have lists",
                    "give one discipline practices = { count = …, panels = true }; one practice will do",
                );
            }
        }
    }
}
