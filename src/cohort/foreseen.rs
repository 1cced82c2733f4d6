//! The twin as the simulation asks it: what arms will ask for, and what they come to.
//!
//! Comes in: systems of one parameter draw. Goes out: [`Foreseen`], which works out people and their lives once for all that
//! is asked. Deliberately absent: the twin of a system as others see it (twin.rs).

use std::sync::{Arc, OnceLock};

use crate::provision::HoursLimits;
use crate::simulation::{DrawExpectation, ForeseenCycle, TownExpectation};
use crate::system::System;

use super::ahead::foreseen;
use super::basis::TwinBasis;
use super::precision::TwinPrecision;
use super::twin::Twin;

/// Expectations of one parameter draw; the basis is worked out when it is first asked for.
#[derive(Default)]
pub(super) struct Foreseen(OnceLock<Arc<TwinBasis>>);

impl Foreseen {
    fn basis(&self, system: &System) -> &Arc<TwinBasis> {
        let basis = || Arc::new(TwinBasis::new(system, TwinPrecision::Fast));
        let basis = self.0.get_or_init(basis);
        assert!(basis.carries(system), "systems of different draws");
        basis
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
        let lives = &self.basis(system).lives;
        foreseen(system, (arm, cycles), limits, lives)
    }

    fn results(&self, system: &System) -> TownExpectation {
        let twin = Twin::on(Arc::clone(self.basis(system)), system);
        let arms = twin.expected().arms.into_iter();
        arms.map(|arm| (arm.result, arm.history)).collect()
    }
}
