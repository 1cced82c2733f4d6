//! Replications as they are in a town of its real size.
//!
//! Comes in: replications of which each tells what it came to as simulated and at the real size. Goes out: the same
//! replications, in which what is otherwise at the real size stands in its place; replications without such results
//! are handed on as they are. Deliberately absent: how one replication comes to them (simulation/real_size.rs).
//!
//! What a replication comes to at the real size has the twin's mean, which is the sample's where the twin is exact. Of
//! an arm in which practices decide who takes part it is not: the twin has everybody in the network. There the mean of
//! the sample is kept, over all replications: each figure is shifted by what the sample has more on average. Kept too is
//! the error of that mean, and what hangs on sums in bends, which the sample would bend too far, is not shifted.

use std::collections::BTreeMap;

use crate::base::money::Cents;
use crate::cohort::linear::is_linear_component;
use crate::counts::Reason;
use crate::ledger::Flow;
use crate::simulation::{ArmResult, Replication, Sampled, Source};
use crate::system::System;

/// Replications of a town of its real size.
#[derive(Clone, Copy)]
pub struct AtRealSize<'a> {
    /// Of the scenario, at the means of its parameters.
    pub system: &'a System,
    /// As they were made.
    pub source: &'a dyn Source,
}

impl Source for AtRealSize<'_> {
    fn count(&self) -> usize {
        self.source.count()
    }

    fn each(&self, arms: &[usize], take: &mut dyn FnMut(Replication)) -> Result<(), String> {
        let shifts = self.shifts(arms)?;
        self.source.each(arms, &mut |mut replication| {
            for (place, arm) in replication.arms.iter_mut().enumerate() {
                put_in_place(arm, shifts.get(&place));
            }
            take(replication);
        })
    }
}

impl AtRealSize<'_> {
    /// What the sample has more, on average, of each of these arms whose mean the twin does not know.
    fn shifts(&self, arms: &[usize]) -> Result<BTreeMap<usize, Shift>, String> {
        let decided = arms
            .iter()
            .copied()
            .filter(|&arm| is_decided(self.system, arm));
        let mut shifts: BTreeMap<usize, Shift> =
            decided.map(|arm| (arm, Shift::default())).collect();
        if shifts.is_empty() {
            return Ok(shifts);
        }
        let of: Vec<usize> = shifts.keys().copied().collect();
        self.source.each(&of, &mut |replication| {
            for (&arm, shift) in &mut shifts {
                let is_linear = |reason: Reason| match reason {
                    Reason::Component(place) => is_linear_component(self.system, arm, place),
                    Reason::PatientShare | Reason::Background | Reason::StateCost => true,
                };
                shift.add(&replication.arms[arm], &is_linear);
            }
        })?;
        shifts
            .values_mut()
            .for_each(|shift| shift.divide(self.count()));
        Ok(shifts)
    }
}

/// Whether practices decide who takes part in an arm.
fn is_decided(system: &System, arm: usize) -> bool {
    system.layers.participation && system.arms[arm].has_network && system.panels.is_some()
}

/// What to add in every replication, so that means are those of the sample.
#[derive(Debug, Default)]
struct Shift {
    /// By flow without its amount, in cents.
    flows: BTreeMap<Flow, f64>,
    /// `[year][outcome]`.
    outcomes: Vec<Vec<f64>>,
}

impl Shift {
    fn add(&mut self, arm: &ArmResult, is_linear: &dyn Fn(Reason) -> bool) {
        let Some(real) = &arm.real_size else {
            return;
        };
        for (flows, sign) in [(&arm.flows, 1.0), (&real.flows, -1.0)] {
            for flow in flows.iter().filter(|flow| is_linear(flow.reason)) {
                *self.flows.entry(key(flow)).or_default() += sign * flow.amount.0 as f64;
            }
        }
        self.outcomes.resize(arm.outcomes.len(), Vec::new());
        let years = self
            .outcomes
            .iter_mut()
            .zip(arm.outcomes.iter().zip(&real.outcomes));
        for (shift, (simulated, real)) in years {
            shift.resize(simulated.len(), 0.0);
            let pairs = shift.iter_mut().zip(simulated.iter().zip(real));
            pairs.for_each(|(shift, (simulated, real))| *shift += simulated - real);
        }
    }

    fn divide(&mut self, replications: usize) {
        let by = 1.0 / replications.max(1) as f64;
        let outcomes = self.outcomes.iter_mut().flatten();
        self.flows
            .values_mut()
            .chain(outcomes)
            .for_each(|sum| *sum *= by);
    }

    fn shifted(&self, flows: Vec<Flow>) -> Vec<Flow> {
        let mut amounts: BTreeMap<Flow, Cents> = BTreeMap::new();
        let shifts = self.flows.iter();
        let shifts = shifts.map(|(flow, cents)| (*flow, Cents(libm::round(*cents) as i64)));
        let flows = flows.iter().map(|flow| (key(flow), flow.amount));
        for (flow, amount) in shifts.chain(flows) {
            *amounts.entry(flow).or_default() += amount;
        }
        let flows = amounts.into_iter();
        flows
            .map(|(flow, amount)| Flow { amount, ..flow })
            .collect()
    }
}

/// A flow without its amount.
fn key(flow: &Flow) -> Flow {
    Flow {
        amount: Cents::ZERO,
        ..*flow
    }
}

fn put_in_place(arm: &mut ArmResult, shift: Option<&Shift>) {
    let Some(real) = arm.real_size.take() else {
        return;
    };
    let flows = std::mem::replace(&mut arm.flows, real.flows);
    let paid = std::mem::replace(&mut arm.paid, real.paid);
    let outcomes = std::mem::replace(&mut arm.outcomes, real.outcomes);
    arm.repriced = real.repriced;
    arm.factor = real.factor;
    arm.is_neutral = real.is_neutral;
    let Some(shift) = shift else {
        arm.providers = real.providers;
        return;
    };
    arm.flows = shift.shifted(std::mem::take(&mut arm.flows));
    arm.paid
        .iter_mut()
        .flatten()
        .for_each(|paid| *paid = Cents::ZERO);
    for flow in &arm.flows {
        arm.paid[flow.payer][flow.year] += flow.amount;
    }
    let values = arm.outcomes.iter_mut().flatten();
    let shifts = shift.outcomes.iter().flatten();
    values
        .zip(shifts)
        .for_each(|(value, shift)| *value += shift);
    arm.sampled = Some(Box::new(Sampled {
        flows,
        paid,
        outcomes,
    }));
}
