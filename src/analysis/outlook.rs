//! What a scenario asks for beside what it has, before anybody runs it.
//!
//! Comes in: a system at the means of its parameters. Goes out: the hours that its needs ask for and those that there are, in
//! the first and in the last year, disciplines that nothing limits, and payers who pay nothing, as the cohort twin expects
//! them. Deliberately absent: any judgement of it, and chance.

use crate::cohort;
use crate::outcome::{HOURS_AVAILABLE, HOURS_WANTED};
use crate::simulation::ArmResult;
use crate::system::System;
use crate::tables::provider::Discipline;

/// Hours and full-time equivalents of a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hours {
    /// With residents, a year.
    pub hours: f64,
    /// Who works them, administration included.
    pub fte: f64,
}

/// Hours of a discipline in a year under the comparator.
#[derive(Debug, Clone, PartialEq)]
pub struct DisciplineHours {
    /// The discipline.
    pub name: String,
    /// What needs ask for, and what there is, in the first year and in the last.
    pub years: [[Hours; 2]; 2],
}

/// What a scenario asks for and has.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// Disciplines with a limit.
    pub limited: Vec<DisciplineHours>,
    /// Disciplines whose services residents need and whose hours nothing limits.
    pub unlimited: Vec<String>,
    /// Payers who pay nothing in any year under any arm.
    pub idle_payers: Vec<String>,
}

/// Of a system.
pub fn outlook(system: &System) -> Outlook {
    let arms = cohort::expected(system).arms;
    let comparator = &arms[system.comparator].result;
    let disciplines = system.disciplines.iter();
    let limited = disciplines
        .clone()
        .filter(|discipline| discipline.capacity.is_some() && system.layers.access)
        .map(|discipline| hours(system, comparator, discipline));
    let is_asked = |index: usize| {
        system
            .care
            .services
            .iter()
            .any(|service| service.discipline == index && service.hours > 0.0)
    };
    let unlimited = disciplines
        .clone()
        .enumerate()
        .filter(|(index, discipline)| discipline.capacity.is_none() && is_asked(*index))
        .map(|(_, discipline)| discipline.name.clone());
    let pays = |payer: usize| {
        arms.iter().any(|arm| {
            arm.result.paid[payer]
                .iter()
                .any(|paid| paid.to_eur() != 0.0)
        })
    };
    let payers = system.payers.iter().enumerate();
    Outlook {
        limited: limited.collect(),
        unlimited: unlimited.collect(),
        idle_payers: payers
            .filter(|(index, _)| !pays(*index))
            .map(|(_, name)| name.clone())
            .collect(),
    }
}

fn hours(system: &System, arm: &ArmResult, discipline: &Discipline) -> DisciplineHours {
    let of = |outcome: &str, year: usize| -> Hours {
        let label = arm
            .labels
            .iter()
            .position(|label| label.outcome == outcome && label.group == discipline.name);
        let hours = label.map_or(0.0, |index| arm.outcomes[year][index]);
        Hours {
            hours,
            fte: discipline.worked(hours) / discipline.hours_per_fte,
        }
    };
    let of_year = |year: usize| [of(HOURS_WANTED.name, year), of(HOURS_AVAILABLE.name, year)];
    DisciplineHours {
        name: discipline.name.clone(),
        years: [of_year(0), of_year(system.time.years - 1)],
    }
}
