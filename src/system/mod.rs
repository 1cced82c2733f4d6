//! One checked, immutable care system per parameter draw, as dense tables.
//!
//! Comes in: a checked scenario and a [`draw::Draw`]. Goes out: a [`System`] in which every name is an index and every
//! number a value. Deliberately absent: people (they are `population`'s), money that moves, anything that changes
//! while the simulation runs.

pub mod arm_effect;
mod background;
pub mod capability;
pub mod care;
mod carers;
pub mod cashability;
pub mod channels;
pub mod classes;
pub mod collaboration;
pub mod component;
pub mod draw;
pub mod funding;
pub mod governance;
pub mod health;
pub mod incentive;
pub mod integration;
pub mod lists;
mod names;
pub mod needs;
pub mod onsets;
pub mod panels;
pub mod participation;
pub mod patient;
pub mod people;
pub mod plan;
pub mod platform;
pub mod pool;
pub mod provider;
pub mod savings;
pub mod services;
pub mod starts;
pub mod states;
pub mod time;
mod transitions;

use std::sync::Arc;

use capability::{Capability, Effect};
use care::Care;
use collaboration::Collaboration;
use funding::Arm;
use health::Health;
use incentive::Incentives;
use lists::ListRatios;
use panels::Panels;
use participation::Participation;
use patient::Patient;
use people::People;
use provider::{Discipline, Growth};
use savings::SpendingAccount;
use time::Timeline;

use crate::scenario::schema::{Layers, NeedClass};

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
    /// What moves integration, the shared platform, cashability.
    pub collaboration: Collaboration,
    /// Discipline whose cost each payer's money is.
    pub payer_disciplines: Vec<Option<usize>>,
    /// Ways of funding.
    pub arms: Vec<Arm>,
    /// What contracts on shared savings count as spending.
    pub accounts: Vec<SpendingAccount>,
    /// How payment changes what providers do.
    pub incentives: Incentives,
    /// How practices decide to take part; `None` where no component asks for it.
    pub participation: Option<Participation>,
    /// Ratios of the lists that practices are paid for, each once.
    pub lists: Vec<ListRatios>,
    /// Practices with lists.
    pub panels: Option<Panels>,
    /// Mechanisms that are on.
    pub layers: Layers,
    /// Index of the arm under which the rates were observed.
    pub observed_under: usize,
    /// Index of the comparator.
    pub comparator: usize,
}

impl System {
    /// Sides on which care is counted: one, or two where residents can be enrolled.
    pub fn sides(&self) -> usize {
        1 + usize::from(self.arms.iter().any(|arm| arm.has_network))
    }

    /// What one count of a need comes to: a cycle's part of a year with a permanent need, one new need of the others.
    pub fn per_count(&self, need: usize) -> f64 {
        match self.care.needs[need].class {
            NeedClass::Permanent => self.time.length,
            NeedClass::Acute | NeedClass::Temporary => 1.0,
        }
    }

    /// Sets of needs that arms pay per episode, coordination included, as bits: each once, none left out but the empty one.
    pub fn coordinations(&self) -> Vec<u64> {
        let mut sets: Vec<u64> = self.arms.iter().flat_map(|arm| arm.coordinated).collect();
        sets.retain(|set| *set != 0);
        sets.sort_unstable();
        sets.dedup();
        sets
    }

    /// Whether the accounts of single practices are kept: where practices decide, where contracts look at them, or where
    /// everyone is simulated so that their spread is the true one.
    pub fn keeps_practices(&self) -> bool {
        let is_asked_for = self.sides() > 1 || !self.accounts.is_empty();
        self.panels.is_some() && (is_asked_for || self.people.weight == 1.0)
    }
}
