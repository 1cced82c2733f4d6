//! One checked, immutable care system per parameter draw, as dense tables.
//!
//! Comes in: a checked scenario and a [`draw::Draw`]. Goes out: a [`System`] in which every name is an index and every
//! number a value. Deliberately absent: people (they are `population`'s), money that moves, anything that changes
//! while the simulation runs.

pub mod arm_effect;
mod background;
pub mod capability;
pub mod care;
pub mod draw;
pub mod funding;
pub mod health;
mod names;
pub mod patient;
pub mod people;
pub mod plan;
pub mod provider;
pub mod time;

use std::sync::Arc;

use capability::{Capability, Effect};
use care::Care;
use funding::Arm;
use health::Health;
use patient::Patient;
use people::People;
use provider::{Discipline, Growth};
use time::Timeline;

/// A care system with every number drawn.
#[derive(Debug, Clone)]
pub struct System {
    /// Calendar.
    pub time: Timeline,
    /// Names of the payers.
    pub payers: Vec<String>,
    /// Index of the payer `resident`, who pays copayments, deductible and subscriptions.
    pub resident: Option<usize>,
    /// Hazards.
    pub health: Arc<Health>,
    /// Who is here.
    pub people: Arc<People>,
    /// Needs and services.
    pub care: Arc<Care>,
    /// Disciplines.
    pub disciplines: Vec<Discipline>,
    /// Growth.
    pub growth: Growth,
    /// The resident's part.
    pub patient: Patient,
    /// Triage.
    pub triage: crate::scenario::schema::Triage,
    /// Informal hours per cycle above which a carer is overloaded.
    pub overloaded_above: Option<f64>,
    /// Capabilities.
    pub capabilities: Vec<Capability>,
    /// Effects.
    pub effects: Vec<Effect>,
    /// Integration of care, I0.
    pub integration: f64,
    /// Ways of funding.
    pub arms: Vec<Arm>,
    /// Index of the comparator.
    pub comparator: usize,
}
