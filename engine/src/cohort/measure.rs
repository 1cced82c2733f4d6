//! One arm beside a comparator that was worked out before, and what an arm is expected to come to.
//!
//! Comes in: the comparator's accounts, and a system with another arm. Goes out: [`ExpectedArm`]. Deliberately absent: how a
//! comparator is worked out (twin.rs).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::provision::{HoursLimits, Rationing};
use crate::simulation::{ArmResult, ComparatorAccounts, History, Kept, SettledGroup};
use crate::system::System;

use super::basis::TwinBasis;
use super::expectation::Grain;
use super::life::Cohorts;

/// Expected values of one arm.
#[derive(Debug, Clone)]
pub struct ExpectedArm {
    /// Flows, payers, outcomes and providers, as one replication has them.
    pub result: ArmResult,
    /// Residents by state at the boundaries between cycles: `[cycle][state]`, from 0 (the start) to all cycles of the run,
    /// for the whole population. States of the dead hold those who died here since the start.
    pub trace: Vec<Vec<f64>>,
    /// What the years came to.
    pub history: Arc<History>,
}

/// What arms are measured by beside a comparator that was worked out once, without the people of it, which are large.
pub(super) struct TwinMeasure {
    pub limits: HoursLimits,
    pub grain: Grain,
    pub accounts: ComparatorAccounts,
}

impl TwinMeasure {
    /// One arm of a system in the same draw, on a basis that carries it, in which budgets grant so much; `None` where its counts do not fit the grain.
    pub fn arm(
        &self,
        basis: &TwinBasis,
        system: &System,
        arm: usize,
        rationing: Rationing,
    ) -> Option<ExpectedArm> {
        let is_too_fine = AtomicBool::new(false);
        let parts = self.grain.of(system);
        let limits = self.limits.with_rationing(rationing);
        let counted = (self.grain, &is_too_fine);
        let town = Cohorts::new(&parts, arm, limits, counted, basis);
        let town = Kept::new(town, parts.people.weight);
        let settled = self.accounts.beside(&parts, &[arm], town);
        let found = with_trace(system, settled).pop();
        let found = found.filter(|_| !is_too_fine.load(Ordering::Relaxed));
        found.map(|(_, found)| found)
    }
}

/// Results with residents by state, for the whole population.
pub(super) fn with_trace(
    system: &System,
    settled: SettledGroup<Kept<Cohorts>>,
) -> Vec<(usize, ExpectedArm)> {
    let weight = system.people.weight;
    let (town, history) = settled.town.into_parts();
    let rows = town.trace.iter();
    let trace: Vec<Vec<f64>> = rows
        .map(|row| row.iter().map(|here| here * weight).collect())
        .collect();
    let arms = settled.arms.into_iter();
    arms.map(|(arm, result)| {
        let expected = ExpectedArm {
            result,
            trace: trace.clone(),
            history: Arc::clone(&history),
        };
        (arm, expected)
    })
    .collect()
}
