//! What an outcome is: its name and unit, how its years come together, and when the twin's expectation of it is exact.
//!
//! Comes in: nothing; the file of each outcome fills it in. Goes out: a [`Measure`] an outcome, the [`Label`] of each
//! of its values, and the [`OutcomeFamily`] of outcomes of one file. Deliberately absent: a list of outcomes
//! (tally.rs).

use serde::{Deserialize, Serialize};

use crate::component::Neutral;
use crate::component::arm::Arm;
use crate::counts::{Counts, Owed};
use crate::provision::YearRationing;
use crate::system::System;

/// How the years of an outcome come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Total {
    /// They add up.
    Sum,
    /// They add up, and are discounted as effects.
    Effects,
    /// They add up, and are discounted as costs.
    Costs,
    /// Their mean is the level over the period.
    Mean,
}

/// When an outcome is linear in what happens to single residents, so that its expected value is exactly the twin's.
/// Each holds in scenarios without feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exactness {
    /// In every scenario.
    Always,
    /// In none: a score, a bound or a quotient stands between.
    Never,
    /// Where no discipline is limited, so that everything wanted is delivered.
    WithoutLimits,
    /// Where residents pay no deductible.
    WithoutDeductible,
    /// Where everything that the arm pays is linear.
    WithLinearPayments,
}

/// The groups that an outcome has a value for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Groups {
    /// One group, named here.
    One(&'static str),
    /// One a state.
    States,
    /// One a need.
    Needs,
    /// Others, which its file says.
    Others,
}

/// The group of an outcome that has no groups.
pub(super) const ALL: Groups = Groups::One("all");

/// An outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// Its name in outcomes.csv.
    pub name: &'static str,
    /// Unit; empty where each group has its own.
    pub unit: &'static str,
    /// How years come together.
    pub total: Total,
    /// When the twin's expectation is exact.
    pub exactness: Exactness,
    /// The groups that the measure has values for.
    pub groups: Groups,
    /// Which scenarios have it, and so which accounts can be of it.
    pub accounts: AccountScope,
}

/// The scenarios in which residents' outcomes are counted whatever the arm, so that an account can be of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountScope {
    /// All scenarios.
    Everywhere,
    /// Residents with informal carers.
    WithCarers,
    /// Some arms, or no residents of an account: no account is of it.
    Nowhere,
}

impl Measure {
    /// The label of its value for a group.
    pub(super) fn of<'a>(&self, group: &'a str) -> Label<'a> {
        Label {
            outcome: self.name,
            group,
            unit: self.unit,
            total: self.total,
        }
    }

    /// The label of its only value.
    pub(super) fn label(&self) -> Label<'static> {
        let Groups::One(group) = self.groups else {
            panic!("{} has groups", self.name);
        };
        self.of(group)
    }

    /// Whether this is the outcome of a name and group.
    pub(super) fn is_of(&self, name: &str, group: &str) -> bool {
        let has_group = match self.groups {
            Groups::One(only) => only == group,
            Groups::States | Groups::Needs | Groups::Others => true,
        };
        self.name == name && has_group
    }
}

/// What a value measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label<'a> {
    /// The outcome.
    pub outcome: &'a str,
    /// State, need, service, discipline, category, deprivation class …, or `all`.
    pub group: &'a str,
    /// Unit.
    pub unit: &'a str,
    /// How years come together.
    pub total: Total,
}

/// A year of one arm.
#[derive(Debug, Clone, Copy)]
pub struct Year<'a> {
    /// The system.
    pub system: &'a System,
    /// The arm.
    pub arm: &'a Arm,
    /// What happened, in simulated residents.
    pub counts: &'a Counts,
    /// Mean access per discipline over the cycles.
    pub access: &'a [f64],
    /// Mean stock per capability over the cycles.
    pub stocks: &'a [f64],
    /// Hours per discipline that residents wanted, and that there were.
    pub wanted_and_available: &'a [[f64; 2]],
    /// Places of an institution over the cycles; 0 where none has any.
    pub places: f64,
    /// Practices that closed when the year opened.
    pub closed: usize,
    /// What budgets grant; `None` where no payer has one.
    pub rationing: Option<&'a YearRationing>,
    /// Mean integration over the cycles.
    pub integration: f64,
    /// Partners of the shared platform that take part.
    pub partners: usize,
    /// Adoption of the shared platform.
    pub adoption: f64,
    /// What was owed.
    pub owed: &'a [Owed],
    /// The budget-neutral factors.
    pub neutral: &'a Neutral,
    /// Index of the year.
    pub year: usize,
    /// Share of the practices that take part in the network; `None` in arms without one.
    pub taking_part: Option<f64>,
}

/// Takes each value of a year with its label.
pub type Sheet<'s> = dyn FnMut(Label, f64) + 's;

/// The outcomes of one file, which stand together in the files of a run.
pub struct OutcomeFamily {
    /// What the outcome measures.
    pub measures: &'static [Measure],
    /// Hands the values of a year to a sheet, always in the same order for one scenario and arm.
    pub tally: fn(&Year, &mut Sheet),
}

/// The name of a deprivation class as a group.
pub(super) fn class_name(class: usize) -> String {
    format!("deprivation_{class}")
}
