//! Small scenarios and what they come to.
//!
//! Comes in: a scenario of tests/known with what a test adds to it. Goes out: money in whole cents and outcomes by
//! name. Deliberately absent: any arithmetic of the model.

use std::fs;

use caremix::check;
use caremix::cohort;
use caremix::ledger::Reason;
use caremix::simulation::{self, ArmResult, Options, Run, Watch};
use caremix::system::plan::Plan;

/// A thousand residents to whom nothing happens by chance.
pub const TOWN: &str = include_str!("../known/town.toml");

/// A scenario that has been run.
pub struct World {
    pub plan: Plan,
    pub run: Run,
}

/// The scenario `base` with `more` after it, and `sets` as on the command line.
pub fn plan(base: &str, more: &str, sets: &[&str]) -> Plan {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("known.toml");
    fs::write(&path, format!("{base}\n{more}")).expect("a file");
    let sets: Vec<String> = sets.iter().map(|set| set.to_string()).collect();
    let loaded = check::load(&path, &sets).unwrap_or_else(|faults| panic!("{faults}"));
    Plan::new(&loaded.scenario, None)
}

/// The same, run.
pub fn live(base: &str, more: &str, sets: &[&str]) -> World {
    let plan = plan(base, more, sets);
    let options = Options {
        replications: plan.scenario.run.replications,
        seed: plan.scenario.run.seed,
        threads: 1,
        shares_luck: true,
    };
    let run = simulation::run(&plan, options, cohort::AS_SIMULATED, Watch::NOBODY).expect("a run");
    World { plan, run }
}

/// The town with `more`, run.
pub fn town(more: &str, sets: &[&str]) -> World {
    live(TOWN, more, sets)
}

fn index<'n>(mut names: impl Iterator<Item = &'n String>, name: &str) -> usize {
    names
        .position(|other| other == name)
        .unwrap_or_else(|| panic!("there is no `{name}`"))
}

impl World {
    fn arm(&self, name: &str) -> usize {
        index(self.plan.means().arms.iter().map(|arm| &arm.name), name)
    }

    /// An arm in the first replication.
    pub fn result(&self, arm: &str) -> &ArmResult {
        &self.run.replications[0].arms[self.arm(arm)]
    }

    /// Cents that a payer laid out in a year, by index.
    pub fn paid(&self, arm: &str, payer: &str, year: usize) -> i64 {
        let payer = index(self.plan.means().payers.iter(), payer);
        self.result(arm).paid[payer][year].0
    }

    /// Cents that everybody laid out in a year.
    pub fn total(&self, arm: &str, year: usize) -> i64 {
        self.result(arm)
            .paid
            .iter()
            .map(|years| years[year].0)
            .sum()
    }

    /// Cents from a payer to a recipient for a component in a year; `own_part` is what residents pay by statute.
    pub fn flow(&self, arm: &str, component: &str, payer: &str, to: &str, year: usize) -> i64 {
        let system = self.plan.means();
        let payer = index(system.payers.iter(), payer);
        let found = self.flows(arm, component, year);
        found
            .filter(|flow| flow.payer == payer && self.recipient(flow.recipient) == to)
            .map(|flow| flow.amount.0)
            .sum()
    }

    /// Cents that a component comes to in a year, without the residents' own part.
    pub fn component(&self, arm: &str, component: &str, year: usize) -> i64 {
        let found = self.flows(arm, component, year);
        found.map(|flow| flow.amount.0).sum()
    }

    /// The same in every year.
    pub fn by_year(&self, arm: &str, component: &str) -> Vec<i64> {
        let years = 0..self.plan.means().time.years;
        years
            .map(|year| self.component(arm, component, year))
            .collect()
    }

    fn flows<'w>(
        &'w self,
        arm: &'w str,
        component: &'w str,
        year: usize,
    ) -> impl Iterator<Item = &'w caremix::ledger::Flow> {
        let components = &self.plan.means().arms[self.arm(arm)].components;
        let is_for = move |reason: Reason| match reason {
            Reason::Component(index) => components[index].name == component,
            Reason::PatientShare => component == "own_part",
            Reason::Background => component == "background",
            Reason::StateCost => component == "state_cost",
        };
        let flows = self.result(arm).flows.iter();
        flows.filter(move |flow| flow.year == year && is_for(flow.reason))
    }

    fn recipient(&self, index: usize) -> &str {
        let system = self.plan.means();
        if let Some(payer) = system.payer_at(index) {
            return &system.payers[payer];
        }
        let discipline = system.disciplines.get(index);
        discipline.map_or("network", |discipline| &discipline.name)
    }

    /// Cents that a recipient received in a year.
    pub fn received(&self, arm: &str, recipient: &str, year: usize) -> i64 {
        let flows = self.result(arm).flows.iter();
        flows
            .filter(|flow| flow.year == year && self.recipient(flow.recipient) == recipient)
            .map(|flow| flow.amount.0)
            .sum()
    }

    /// An outcome of a year in the first replication.
    pub fn outcome(&self, arm: &str, outcome: &str, group: &str, year: usize) -> f64 {
        self.outcomes(arm, outcome, group, year)[0]
    }

    /// The same in every replication.
    pub fn outcomes(&self, arm: &str, outcome: &str, group: &str, year: usize) -> Vec<f64> {
        let arm = self.arm(arm);
        let index = self.run.replications[0].arms[arm]
            .labels
            .iter()
            .position(|label| label.outcome == outcome && label.group == group)
            .unwrap_or_else(|| panic!("there is no outcome `{outcome}` of `{group}`"));
        let replications = self.run.replications.iter();
        replications
            .map(|replication| replication.arms[arm].outcomes[year][index])
            .collect()
    }
}

/// Fails unless `found` is within four standard errors of `exact`.
#[track_caller]
pub fn assert_within(found: f64, exact: f64, standard_error: f64) {
    let off = (found - exact) / standard_error;
    assert!(
        off.abs() <= 4.0,
        "{found} is {off:.1} standard errors ({standard_error}) from {exact}"
    );
}

/// Fails unless `found` is `exact` but for the rounding of floating-point numbers.
#[track_caller]
pub fn assert_close(found: f64, exact: f64) {
    assert!(
        (found - exact).abs() <= 1e-9 * exact.abs().max(1.0),
        "{found} is not {exact}"
    );
}

/// Mean over the year with this index of `end` + (`start` − `end`)·exp(−t/`years`), t from the start of year 0.
pub fn mean_of_year(start: f64, end: f64, years: f64, year: usize) -> f64 {
    let at = |time: usize| (-(time as f64) / years).exp();
    end + (start - end) * years * (at(year) - at(year + 1))
}
