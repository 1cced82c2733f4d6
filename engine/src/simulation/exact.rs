//! Whether the money of a replication can be kept to the cent.
//!
//! Comes in: a replication and its system. Goes out: what is too large, in words. Deliberately absent: keeping money.

use crate::base::money::Cents;
use crate::component::arm::Arm;
use crate::ledger::{Flow, Reason};
use crate::system::System;

use super::result::Replication;

/// What is too large to be kept to the cent, and where; `None` where all is exact.
pub(super) fn too_large(system: &System, replication: &Replication) -> Option<String> {
    let mut arms = system.arms.iter().zip(&replication.arms);
    let (arm, result) = arms.find(|(_, result)| {
        let repriced = result.repriced.iter().flatten();
        let paid = result.paid.iter().chain(repriced);
        let amounts = paid.chain(result.steps.iter().flatten()).flatten();
        let flows = result.flows.iter().map(|flow| &flow.amount);
        !amounts.chain(flows).all(|amount| amount.is_exact())
    })?;
    let largest = result
        .flows
        .iter()
        .max_by_key(|flow| flow.amount.0.unsigned_abs());
    let what = largest.map_or_else(String::new, |flow| {
        format!(", most of all {}", named(arm, flow))
    });
    Some(format!(
        "under arm `{}` amounts exceed the {:e} EUR a year that can be kept to the cent{what}: look at its prices, units and growth",
        arm.name,
        Cents::LARGEST.to_eur().round()
    ))
}

/// What a flow is paid for.
fn named(arm: &Arm, flow: &Flow) -> String {
    match flow.reason {
        Reason::Component(index) => format!("component `{}`", arm.components[index].name),
        Reason::PatientShare => "what residents pay themselves".into(),
        Reason::Background => "background care".into(),
        Reason::StateCost => "the cost of states".into(),
    }
}
