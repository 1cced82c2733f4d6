//! The twin as the simulation asks it: what arms will ask for, and what they come to.
//!
//! Comes in: systems of one parameter draw. Goes out: [`Foreseen`], which works out people and their lives once for all that
//! is asked. Deliberately absent: the twin of a system as others see it (twin.rs).

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::provision::{HoursLimits, Rationing};
use crate::simulation::{ArmResult, DrawExpectation, ForeseenCycle, History, TownExpectation};
use crate::system::System;

use super::ahead::foreseen;
use super::basis::{RestingBasis, TwinBasis};
use super::budgets::TwinBudgets;
use super::measure::TwinMeasure;
use super::precision::TwinPrecision;
use super::twin::{Twin, budgets};

/// Expectations of one parameter draw; the basis is worked out when it is first asked for.
#[derive(Default)]
pub(super) struct Foreseen {
    basis: Mutex<Option<Arc<TwinBasis>>>,
    /// What is left of the one that was let go of last.
    left: Mutex<Option<RestingBasis>>,
    /// Of the system whose results were asked first.
    measure: OnceLock<TwinMeasure>,
    /// Of the system whose budgets were asked last.
    budgets: Mutex<Option<Arc<TwinBudgets>>>,
}

impl Foreseen {
    fn known_budgets(&self) -> Option<Arc<TwinBudgets>> {
        let known = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        known.clone()
    }

    fn keep(&self, budgets: Option<&Arc<TwinBudgets>>) {
        let mut known = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        *known = budgets.cloned();
    }

    fn left(&self) -> MutexGuard<'_, Option<RestingBasis>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn basis(&self, system: &System) -> Arc<TwinBasis> {
        let known = || self.basis.lock().unwrap_or_else(PoisonError::into_inner);
        // Runs at the same time draw tables of their own, which are equal and not the same.
        let found = known().clone().filter(|basis| basis.carries(system));
        found.unwrap_or_else(|| {
            let left = self.left().clone();
            let basis = TwinBasis::after(left.as_ref(), system, TwinPrecision::Fast);
            let basis = Arc::new(basis);
            *known() = Some(Arc::clone(&basis));
            basis
        })
    }
}

impl DrawExpectation for Foreseen {
    fn foresee(
        &self,
        system: &System,
        arm: usize,
        cycles: usize,
        limits: Option<&HoursLimits>,
    ) -> Vec<ForeseenCycle> {
        let basis = self.basis(system);
        foreseen(system, (arm, cycles), limits, &basis.lives)
    }

    fn rationing(&self, system: &System, arm: usize, limits: &HoursLimits) -> Rationing {
        let basis = self.basis(system);
        let found = self.known_budgets();
        let found = found.and_then(|known| known.of(&basis, system, arm));
        found.unwrap_or_else(|| {
            let budgets = budgets(&basis, system, limits);
            self.keep(budgets.as_ref());
            let found = budgets.and_then(|budgets| budgets.of(&basis, system, arm));
            found.unwrap_or_default()
        })
    }

    fn results(&self, system: &System) -> TownExpectation {
        let twin = Twin::on(self.basis(system), system);
        self.keep(twin.budgets());
        let arms = twin.expected().arms.into_iter();
        let results = arms.map(|arm| (arm.result, arm.history)).collect();
        self.measure.get_or_init(|| twin.measure());
        results
    }

    fn beside(&self, system: &System, arm: usize) -> Option<(ArmResult, Arc<History>)> {
        let basis = self.basis(system);
        let rationing = match system.rationing() {
            [] => Rationing::default(),
            _ => self.known_budgets()?.of(&basis, system, arm)?,
        };
        let measure = self.measure.get()?;
        let found = measure.arm(&basis, system, arm, rationing)?;
        Some((found.result, found.history))
    }

    fn rest(&self) {
        let mut basis = self.basis.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(basis) = basis.take() {
            *self.left() = Some(basis.rest());
        }
    }

    fn bytes(&self) -> usize {
        self.left().as_ref().map_or(0, RestingBasis::bytes)
    }
}
