//! What budgets of payers grant: worked out of what every arm is expected to come to without them.
//!
//! Comes in: what arms come to without budgets. Goes out: [`TwinBudgets`], which tell the [`Rationing`] of an arm, of one that has changed
//! too. Deliberately absent: what it does to care.
//!
//! What would be spent before rationing is that of a town in which nothing has been rationed in earlier years either.

use crate::component::arm::Arm;
use crate::provision::Rationing;
use crate::simulation::{own_spending, rationing};
use crate::system::System;
use crate::tables::capability::Effect;

use super::basis::TwinBasis;
use super::measure::{ExpectedArm, TwinMeasure};

/// What budgets grant in the arms of one draw.
pub(super) struct TwinBudgets {
    /// What arms are measured by where no budget rations.
    measure: TwinMeasure,
    /// What payers with a budget spend in the observed year.
    base: Vec<f64>,
    arms: Vec<(Arm, Rationing)>,
    /// Of capabilities, which arms that build them feel.
    effects: Vec<Effect>,
    comparator: usize,
    observed_under: usize,
}

impl TwinBudgets {
    /// Of a system with budgets whose arms come to `arms` without them; others are then measured by `measure`.
    pub fn new(system: &System, arms: &[ExpectedArm], measure: TwinMeasure) -> TwinBudgets {
        let base = own_spending(system, &arms[system.observed_under].result, 0);
        let of_arm = |(arm, found): (&Arm, &ExpectedArm)| {
            let found = rationing(system, &base, (&found.result, &found.history));
            (arm.clone(), found)
        };
        let arms = system.arms.iter().zip(arms).map(of_arm).collect();
        TwinBudgets {
            measure,
            base,
            arms,
            effects: system.effects.clone(),
            comparator: system.comparator,
            observed_under: system.observed_under,
        }
    }

    /// What they grant in an arm of a system of the draw, which may differ in arms other than the comparator and the arm under which
    /// rates were observed, and in effects that the comparator does not feel; `None` where those differ, or where it has to be told in
    /// coarser parts.
    pub fn of(&self, basis: &TwinBasis, system: &System, arm: usize) -> Option<Rationing> {
        let known = |arm: usize| {
            let feels_alike = arm == self.comparator || self.effects == system.effects;
            let is_it = |(known, _): &&(Arm, Rationing)| feels_alike && *known == system.arms[arm];
            self.arms.get(arm).filter(is_it)
        };
        let is_alike = self.comparator == system.comparator
            && self.observed_under == system.observed_under
            && known(self.comparator).is_some()
            && known(self.observed_under).is_some();
        if !is_alike {
            return None;
        }
        if let Some((_, found)) = known(arm) {
            return Some(found.clone());
        }
        let free = without_budgets(system);
        let none = Rationing::default();
        let found = self.measure.arm(basis, &free, arm, none)?;
        Some(rationing(
            system,
            &self.base,
            (&found.result, &found.history),
        ))
    }
}

/// The same system, in which no budget rations.
pub(super) fn without_budgets(system: &System) -> System {
    let mut free = system.clone();
    free.layers.budgets = false;
    free
}
