//! What the simulation asks the cohort twin.
//!
//! Comes in: the twin, which is above the simulation and hands itself over. Goes out: [`Expecting`] and [`DrawExpectation`].
//! Deliberately absent: the answers.

use std::sync::Arc;

use crate::provision::{HoursLimits, LineAsked, PlacesFindings, Rationing, Shortfall};
use crate::system::System;

use super::history::History;
use super::result::ArmResult;

/// By arm: results, and the years behind them.
pub type TownExpectation = Vec<(ArmResult, Arc<History>)>;

/// What a cycle is expected to ask for.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeseenCycle {
    /// Hours per discipline, of the whole population, when all that is wanted is delivered.
    pub hours: Vec<f64>,
    /// Care wanted and not delivered, where what is not delivered harms.
    pub unmet: Option<Shortfall>,
    /// What waits, queue by queue.
    pub queues: Vec<Vec<LineAsked>>,
    /// Places of an institution.
    pub places: Option<PlacesFindings>,
    /// Residents of the whole population who live there, at the start and at the end.
    pub living: [f64; 2],
}

/// What is expected of systems of one parameter draw; whatever is worked out for one question serves the next.
pub trait DrawExpectation: Send + Sync {
    /// What an arm (by index) is expected to ask for in each of so many cycles from the start, under these limits of hours,
    /// or those that the scenario states.
    fn foresee(
        &self,
        system: &System,
        arm: usize,
        cycles: usize,
        limits: Option<&HoursLimits>,
    ) -> Vec<ForeseenCycle>;

    /// What budgets grant in an arm; `limits` are those of all arms, as no budget rations.
    fn rationing(&self, system: &System, arm: usize, limits: &HoursLimits) -> Rationing;

    /// What every arm is expected to come to.
    fn results(&self, system: &System) -> TownExpectation;

    /// What one arm is expected to come to in a system of the same draw that differs in this arm alone from the one whose results
    /// were asked first; `None` where it has to be told in coarser parts, or none were asked.
    fn beside(&self, system: &System, arm: usize) -> Option<(ArmResult, Arc<History>)>;

    /// Lets go of what is large and can be worked out again, but for deductibles, which are small and take long.
    fn rest(&self);

    /// Bytes that are then left, as far as they are many.
    fn bytes(&self) -> usize;
}

/// The cohort twin, as the simulation is given it.
#[derive(Debug, Clone, Copy)]
pub struct Expecting {
    /// Expects nothing of any draw yet.
    pub begin: fn() -> Arc<dyn DrawExpectation>,
    /// Whose figures replications tell.
    pub told: ToldFigures,
}

/// Whose figures replications tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldFigures {
    /// Those of the sample that is simulated.
    AsSimulated,
    /// Beside these, what the sample comes to at the town's real size.
    AtRealSize,
    /// What is expected at each draw of the parameters: nobody is simulated.
    Expected,
}
