//! People, health, care and time of one parameter draw, as dense immutable tables.
//!
//! Comes in: a checked scenario and a [`draw::Draw`]. Goes out: [`Tables`] in which every name is an index and every
//! number a value. Deliberately absent: arms and their components (they stand on these tables), people one by one (they
//! are `population`'s), anything that changes while the simulation runs.

pub mod arm_effect;
pub mod background;
pub mod bands;
pub mod budget;
pub mod capability;
pub mod care;
mod carer_changes;
mod carers;
pub mod chain;
pub mod chains;
pub mod channels;
pub mod classes;
pub mod collaboration;
pub mod contract;
pub mod convention;
pub mod draw;
pub mod governance;
pub mod health;
pub mod incentive;
pub mod institution;
pub mod integration;
pub mod lists;
pub mod lookups;
pub mod names;
pub mod needing;
pub mod needs;
pub mod onsets;
pub mod panels;
pub mod patient;
pub mod people;
pub mod platform;
pub mod provider;
pub mod queues;
mod rates;
pub mod services;
mod situations;
pub mod starts;
pub mod states;
pub mod ties;
pub mod time;
mod town;
mod transitions;
pub mod unmet;

use std::sync::Arc;

use crate::scenario::schema::{Layers, Line, NeedClass, Release};

use budget::Budget;
use capability::{Capability, Effect};
use care::Care;
use collaboration::Collaboration;
use health::Health;
use lists::ListRatios;
use needs::Link;
use panels::{Closing, Panels};
use patient::Patient;
use people::People;
use provider::{Discipline, Growth};
use queues::{Queue, QueueLine};
use time::Timeline;
use unmet::Unmet;

/// Everything but the ways of funding, with every number drawn.
#[derive(Debug, Clone)]
pub struct Tables {
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
    /// Share of residents with multiple or complex needs who are triaged one step too low.
    pub overlooked: f64,
    /// Informal hours per cycle above which a carer is overloaded.
    pub overloaded_above: Option<f64>,
    /// Capabilities.
    pub capabilities: Vec<Capability>,
    /// Effects.
    pub effects: Vec<Effect>,
    /// What care that is not delivered does; `None` where nothing is said of it.
    pub unmet: Option<Unmet>,
    /// Disciplines for which needs wait; empty where the scenario has none, or their layer is off.
    pub queues: Vec<Queue>,
    /// Integration of care, I0.
    pub integration: f64,
    /// What moves integration, the shared platform, contracts.
    pub collaboration: Collaboration,
    /// Budgets of payers; they ration where their layer is on, see [`Tables::rationing`].
    pub budgets: Vec<Budget>,
    /// For each payer, the discipline that bears as a cost what the payer pays.
    pub payer_disciplines: Vec<Option<usize>>,
    /// Practices with lists.
    pub panels: Option<Panels>,
    /// Mechanisms that are on.
    pub layers: Layers,
    /// Whether residents enrolled with a practice that takes part are counted apart from the others, as some arm asks.
    pub has_both_sides: bool,
    /// Ratios of the lists that components pay practices for, each once.
    pub lists: Vec<ListRatios>,
    /// What contracts on shared savings count as spending, each once.
    pub accounts: Vec<SpendingAccount>,
    /// Sets of needs that arms pay per episode, coordination included, as bits: each once, without the empty one.
    pub coordinations: Vec<u64>,
}

/// Spending per person that shared-savings contracts look at.
#[derive(Debug, Clone, PartialEq)]
pub struct SpendingAccount {
    /// Payers whose spending counts, by index.
    pub payers: Vec<bool>,
    /// EUR of the price year above which a person's spending in a year does not count.
    pub truncate_at: Option<f64>,
}

/// What is counted of residents because some arm asks for it; arms of which this is the same leave each other's counts as they are.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedForArms {
    has_both_sides: bool,
    lists: Vec<ListRatios>,
    accounts: Vec<SpendingAccount>,
    coordinations: Vec<u64>,
}

impl Tables {
    /// Sides on which care is counted: one, or two where residents can be enrolled.
    pub fn sides(&self) -> usize {
        1 + usize::from(self.has_both_sides)
    }

    /// Needs that one count stands for: of a permanent need the cycle's part of a year, of other needs one.
    pub fn per_count(&self, need: usize) -> f64 {
        match self.care.needs[need].class {
            NeedClass::Permanent => self.time.length,
            NeedClass::Acute | NeedClass::Temporary => 1.0,
        }
    }

    /// Whether a need is paid for, where it is paid for as a whole, when the care of this line starts: of the care that meets
    /// it, other than of carers, all waits, and this is named first.
    pub fn pays_with(&self, line: &QueueLine) -> bool {
        let of_need = &self.care.needs[line.need];
        let is_formal = |link: &&Link| self.care.services[link.service].line != Line::Informal;
        let waits = |channel: usize| {
            let mut queues = self.queues.iter();
            queues.any(|queue| queue.line(channel).is_some())
        };
        let mut formal = of_need.links.iter().filter(is_formal);
        let first = formal.next().map(|link| link.channel);
        first == Some(line.channel) && waits(line.channel) && formal.all(|link| waits(link.channel))
    }

    /// How many recipients there are: disciplines, the network, payers.
    pub fn recipients(&self) -> usize {
        self.recipient_of(self.payers.len())
    }

    /// A payer among recipients.
    pub fn recipient_of(&self, payer: usize) -> usize {
        self.disciplines.len() + 1 + payer
    }

    /// The payer that a recipient is, if it is one: payers follow the disciplines and the network.
    pub fn payer_at(&self, recipient: usize) -> Option<usize> {
        recipient.checked_sub(self.disciplines.len() + 1)
    }

    /// Budgets that ration; none where their layer is off.
    pub fn rationing(&self) -> &[Budget] {
        if self.layers.budgets {
            &self.budgets
        } else {
            &[]
        }
    }

    /// Bytes of the tables of people, health and care, which other systems may share.
    pub fn bytes(&self) -> usize {
        self.health.bytes() + self.people.starts.bytes() + self.care.bytes()
    }

    /// All that is counted of residents because arms ask for it.
    pub fn counted_for_arms(&self) -> CountedForArms {
        CountedForArms {
            has_both_sides: self.has_both_sides,
            lists: self.lists.clone(),
            accounts: self.accounts.clone(),
            coordinations: self.coordinations.clone(),
        }
    }

    /// Whether some contract releases money by what arms are expected to deliver.
    pub fn asks_expectation(&self) -> bool {
        let mut contracts = self.collaboration.contracts.iter().flatten().flatten();
        self.layers.contracts && contracts.any(|one| one.release == Release::GrowthAbsorbs)
    }

    /// When practices with lists close; `None`: never.
    pub fn closing(&self) -> Option<&Closing> {
        let closing = self.panels.as_ref()?.closing.as_ref();
        closing.filter(|_| self.layers.participation)
    }

    /// Whether the accounts of single practices are kept: where practices decide or may close, where contracts look at them, or
    /// where everyone is simulated so that their spread is the true one.
    pub fn keeps_practices(&self) -> bool {
        let is_asked_for =
            self.sides() > 1 || !self.accounts.is_empty() || self.closing().is_some();
        self.panels.is_some() && (is_asked_for || self.people.weight == 1.0)
    }
}
