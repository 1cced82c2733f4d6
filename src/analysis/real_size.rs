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
use crate::cohort::linear::is_bent_component;
use crate::counts::Reason;
use crate::ledger::Flow;
use crate::simulation::{ArmResult, Replication, ReplicationSource, Sampled};
use crate::system::System;

/// Replications of a town of its real size.
#[derive(Clone, Copy)]
pub struct AtRealSize<'a> {
    /// Of the scenario, at the means of its parameters.
    pub system: &'a System,
    /// Replications as they were made.
    pub source: &'a dyn ReplicationSource,
}

impl ReplicationSource for AtRealSize<'_> {
    fn count(&self) -> usize {
        self.source.count()
    }

    fn each(&self, arms: &[usize], take: &mut dyn FnMut(Replication)) -> Result<(), String> {
        let shifts = self.shifts(arms)?;
        let payer_at = |recipient: usize| self.system.payer_at(recipient);
        self.source.each(arms, &mut |mut replication| {
            for (index, arm) in replication.arms.iter_mut().enumerate() {
                put_in_place(arm, shifts.get(&index), &payer_at);
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
                    Reason::Component(index) => !is_bent_component(self.system, arm, index),
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

/// Whether practices decide who takes part in an arm, or may close, so that the twin does not know its mean.
pub fn is_decided(system: &System, arm: usize) -> bool {
    system.panels.is_some() && system.decides(arm)
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

fn put_in_place(
    arm: &mut ArmResult,
    shift: Option<&Shift>,
    payer_at: &dyn Fn(usize) -> Option<usize>,
) {
    let Some(real) = arm.real_size.take() else {
        return;
    };
    let flows = std::mem::replace(&mut arm.flows, real.flows);
    let paid = std::mem::replace(&mut arm.paid, real.paid);
    let outcomes = std::mem::replace(&mut arm.outcomes, real.outcomes);
    arm.repriced = real.repriced;
    arm.neutral = real.neutral;
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
        if let Some(payer) = payer_at(flow.recipient) {
            arm.paid[payer][flow.year] -= flow.amount;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::RealSize;

    fn flow(reason: Reason, eur: i64) -> Flow {
        Flow {
            year: 0,
            payer: 0,
            recipient: 0,
            reason,
            amount: Cents(eur * 100),
        }
    }

    /// A fee and a bonus, as simulated and at the real size.
    fn arm([fee, bonus]: [i64; 2], [real_fee, real_bonus]: [i64; 2]) -> ArmResult {
        let flows = |fee: i64, bonus: i64| {
            vec![
                flow(Reason::Component(0), fee),
                flow(Reason::Component(1), bonus),
            ]
        };
        let paid = |fee: i64, bonus: i64| vec![vec![Cents((fee + bonus) * 100)]];
        ArmResult {
            flows: flows(fee, bonus),
            paid: paid(fee, bonus),
            outcomes: vec![vec![fee as f64]],
            real_size: Some(Box::new(RealSize {
                flows: flows(real_fee, real_bonus),
                paid: paid(real_fee, real_bonus),
                outcomes: vec![vec![real_fee as f64]],
                ..RealSize::default()
            })),
            ..ArmResult::default()
        }
    }

    #[test]
    fn where_the_mean_of_the_sample_is_kept_lines_are_shifted_by_it_and_bends_are_not() {
        // The fee is 110 and 130 in the sample, 100 and 110 at the real size: 15 more on average. The bonus of the sample is
        // too large, and stays what it is at the real size.
        let arms = || [arm([110, 40], [100, 10]), arm([130, 60], [110, 20])];
        let mut shift = Shift::default();
        let is_linear = |reason: Reason| reason == Reason::Component(0);
        arms().iter().for_each(|arm| shift.add(arm, &is_linear));
        shift.divide(2);
        let shifted = arms().map(|mut arm| {
            put_in_place(&mut arm, Some(&shift), &|_| None);
            arm
        });
        let paid = |arm: &ArmResult| arm.paid[0][0].to_eur();
        assert_eq!(shifted.each_ref().map(paid), [125.0, 145.0]);
        let fees = |arm: &ArmResult| arm.flows[0].amount.to_eur();
        assert_eq!(shifted.each_ref().map(fees), [115.0, 125.0]);
        assert_eq!(
            shifted.each_ref().map(|arm| arm.outcomes[0][0]),
            [115.0, 125.0]
        );
        // Their mean has the error of the sample.
        let sampled = |arm: &ArmResult| arm.paid_by_error()[0][0].to_eur();
        assert_eq!(shifted.each_ref().map(sampled), [150.0, 190.0]);
    }

    #[test]
    fn otherwise_figures_are_those_at_the_real_size() {
        let mut arm = arm([110, 40], [100, 10]);
        put_in_place(&mut arm, None, &|_| None);
        assert_eq!(arm.paid[0][0].to_eur(), 110.0);
        assert_eq!((arm.real_size, arm.sampled), (None, None));
    }
}
