//! Published accounts beside what a run and its twin come to.
//!
//! Comes in: a scenario with accounts. Goes out: [`Comparison`]s. Deliberately absent: fitting (calibration.rs).

use std::sync::Arc;

use rayon::prelude::*;

use crate::base::statistics::Summary;
use crate::cohort;
use crate::scenario::people_file::Person;
use crate::scenario::schema::{Account, Scenario};
use crate::simulation::{self, Options, Stopped, Watch};
use crate::system::System;
use crate::system::plan::Plan;

use super::account::measured;
use super::served::as_served;
use super::slice::Slice;

/// An account beside what the run and its twin come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The account.
    pub account: Account,
    /// The calendar year.
    pub year: i32,
    /// Mean over replications, in the account's unit.
    pub simulated: f64,
    /// Its Monte Carlo error; unknown with one replication.
    pub mc_error: Option<f64>,
    /// The expected value, parameters at their means.
    pub expected: f64,
    /// The same of residents of these ages and sexes with the classes of the reference population and no factor of the town;
    /// `None` without `[reference]`.
    pub by_age_and_sex: Option<f64>,
}

impl Comparison {
    /// Simulated over published.
    pub fn ratio(&self) -> f64 {
        self.simulated / self.account.amount
    }

    /// Expected over published.
    pub fn expected_ratio(&self) -> f64 {
        self.expected / self.account.amount
    }

    /// Whether the simulated mean lies within the tolerance.
    pub fn is_met(&self) -> bool {
        (self.ratio() - 1.0).abs() <= self.account.tolerance
    }
}

/// The runs that accounts need: the residents of each, once, and the years.
pub fn needed(scenario: &Scenario) -> Vec<(Slice, u32)> {
    let mut slices: Vec<(Slice, u32)> = Vec::new();
    for account in &scenario.account {
        let slice = Slice::of(account);
        let years = index(account, scenario) as u32 + 1;
        match slices.iter_mut().find(|(known, _)| *known == slice) {
            Some((_, most)) => *most = (*most).max(years),
            None => slices.push((slice, years)),
        }
    }
    slices
}

/// The index of an account's year.
fn index(account: &Account, scenario: &Scenario) -> usize {
    let first = scenario.run.first_year;
    usize::try_from(account.year.unwrap_or(first) - first).unwrap_or(0)
}

/// The scenario of everybody, and the one that some residents are taken from.
struct Bases<'a> {
    scenario: &'a Scenario,
    served: Scenario,
    persons: Option<&'a [Person]>,
}

impl<'a> Bases<'a> {
    fn new(scenario: &'a Scenario, persons: Option<&'a [Person]>) -> Bases<'a> {
        Bases {
            scenario,
            served: as_served(scenario, persons),
            persons,
        }
    }

    /// The scenario of some residents.
    fn of(&self, (slice, years): (Slice, u32)) -> Scenario {
        let whole = match slice == Slice::EVERYBODY {
            true => self.scenario,
            false => &self.served,
        };
        slice.scenario(whole, years)
    }

    /// Plans their run.
    fn plan(&self, slice: (Slice, u32)) -> Plan {
        let persons = self.persons.map(|persons| slice.0.persons(persons));
        Plan::new(&self.of(slice), persons.as_deref())
    }
}

/// What the cohort twin expects of every account, in the order of the scenario.
pub fn expected(scenario: &Scenario, persons: Option<&[Person]>) -> Vec<f64> {
    let slices = needed(scenario);
    let tables = SliceTables::new(scenario, persons, &slices);
    let of_slice = |&slice: &(Slice, u32)| -> Vec<(usize, f64)> {
        let system = tables.system(slice);
        let result = &cohort::expected(&system).arms[system.observed_under].result;
        let accounts = scenario.account.iter().enumerate();
        accounts
            .filter(|(_, account)| Slice::of(account) == slice.0)
            .map(|(position, account)| {
                let year = index(account, scenario);
                (position, measured(account, &system, result, year))
            })
            .collect()
    };
    let mut all: Vec<(usize, f64)> = slices.par_iter().flat_map(of_slice).collect();
    all.sort_by_key(|(position, _)| *position);
    all.into_iter().map(|(_, value)| value).collect()
}

/// What accounts are expected to come to by ages and sexes alone; `None` without `[reference]`.
pub fn by_age_and_sex(scenario: &Scenario, persons: Option<&[Person]>) -> Option<Vec<f64>> {
    let reference = scenario.reference.as_ref()?;
    let mut alike = scenario.clone();
    alike
        .population
        .deprivation
        .clone_from(&reference.deprivation);
    alike.population.factor = None;
    alike.population.indicators.clear();
    let of_any_class = |person: &Person| Person {
        deprivation: None,
        ..*person
    };
    let persons: Option<Vec<Person>> =
        persons.map(|persons| persons.iter().map(of_any_class).collect());
    Some(expected(&alike, persons.as_deref()))
}

/// What the residents of a table have in common whatever their ages, so that its tables are built once for all slices.
struct SliceTables<'a> {
    bases: Bases<'a>,
    of_some: Option<Plan>,
}

impl<'a> SliceTables<'a> {
    fn new(
        scenario: &'a Scenario,
        persons: Option<&'a [Person]>,
        slices: &[(Slice, u32)],
    ) -> SliceTables<'a> {
        let some = slices.iter().find(|(slice, _)| *slice != Slice::EVERYBODY);
        let years = slices.iter().map(|(_, years)| *years).max().unwrap_or(1);
        let of_some = some.filter(|_| persons.is_none());
        let bases = Bases::new(scenario, persons);
        SliceTables {
            of_some: of_some.map(|(slice, _)| bases.plan((*slice, years))),
            bases,
        }
    }

    fn system(&self, (slice, years): (Slice, u32)) -> System {
        let Some(plan) = self.of_some.as_ref().filter(|_| slice != Slice::EVERYBODY) else {
            return self.bases.plan((slice, years)).means().clone();
        };
        let base = plan.means();
        let here = self.bases.of((slice, years));
        let people = base
            .people
            .of_bands(&here.population, here.run.sample, &base.health);
        let mut system = base.clone();
        system.people = Arc::new(people);
        system
    }
}

/// Simulates what the accounts of a scenario count, and sets it beside them. In the order of the scenario. The watch is
/// told how many of the replications of all runs together are done.
///
/// # Errors
/// When the watch says to stop, or the machine gives no threads.
pub fn compare(
    scenario: &Scenario,
    persons: Option<&[Person]>,
    options: Options,
    watch: Watch,
) -> Result<Vec<Comparison>, Stopped> {
    let mut found: Vec<(usize, Comparison)> = Vec::new();
    let by_age_and_sex = by_age_and_sex(scenario, persons);
    let bases = Bases::new(scenario, persons);
    for (number, slice) in needed(scenario).into_iter().enumerate() {
        let before = number as u32 * options.replications;
        let advanced = |done: u32| (watch.advanced)(before + done);
        let watch = Watch {
            advanced: &advanced,
            is_stopped: watch.is_stopped,
        };
        let plan = bases.plan(slice);
        let run = simulation::run(&plan, options, cohort::AS_SIMULATED, watch)?;
        let expected = cohort::expected(plan.means());
        let arm = plan.means().observed_under;
        let accounts = scenario.account.iter().enumerate();
        for (position, account) in accounts.filter(|(_, each)| Slice::of(each) == slice.0) {
            let year = index(account, scenario);
            let of = |result| measured(account, plan.means(), result, year);
            let values = run.replications.iter().map(|one| of(&one.arms[arm]));
            let summary = Summary::of(&values.collect::<Vec<f64>>());
            let comparison = Comparison {
                account: account.clone(),
                year: scenario.run.first_year + year as i32,
                simulated: summary.map_or(f64::NAN, |summary| summary.mean),
                mc_error: summary.and_then(|summary| summary.mc_error),
                expected: of(&expected.arms[arm].result),
                by_age_and_sex: by_age_and_sex.as_ref().map(|values| values[position]),
            };
            found.push((position, comparison));
        }
    }
    found.sort_by_key(|(position, _)| *position);
    Ok(found
        .into_iter()
        .map(|(_, comparison)| comparison)
        .collect())
}
