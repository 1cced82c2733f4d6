//! Ways of paying: one file a kind, holding what the program knows of it, from the keys it means to what it settles.
//!
//! Comes in: components as written, and the tables they pay on. Goes out: a [`Component`] each, what it counts
//! ([`Basis`]), and what it owes for a year ([`accounting_year::Settling`]). Deliberately absent: chance, and who ends
//! up better off.
//!
//! A new kind is a file beside these with a type for which [`Kind`] is written, and an arm here wherever the compiler
//! asks for one: no method of [`Kind`] has a default, and no match over [`PaymentMethod`] has a catch-all.
//!
//! Each kind's file opens with a worked example, which tests/worked_examples.rs runs: TOML that is added to a town of
//! 1,000 residents (tests/known/town.toml). Everybody needs six visits of 50 EUR a year by a nurse, which by statute
//! the insurer pays for 70 % and the municipality for 30 %; the arm `current` pays them fees for service. Below it
//! stands the whole ledger of the arm `worked`.

pub mod accounting_year;
pub mod arm;
pub mod basis;
pub mod capitation;
pub mod carried_accounts;
pub mod claims;
mod clause;
pub mod episode_fee;
pub mod expected;
pub mod fee_for_service;
pub mod innovation_fee;
pub mod manual;
pub mod neighbourhood;
pub mod network_fee;
pub mod not_cashed;
pub mod patient_share;
mod per_unit;
pub mod platform_levy;
pub mod pooled_budget;
pub mod practice_fee;
pub mod project_grant;
pub mod quality_bonus;
pub mod service_fee;
pub mod shared_savings;
pub mod spending;
pub mod state_fee;
pub mod transition_budget;
pub mod written;

use crate::counts::Owed;
use crate::scenario::claims::Side;
use crate::scenario::limits::limit;
use crate::scenario::schema::{self, AppliesTo, ComponentKind, Num, Number, Scenario};
use crate::tables::care::Care;
use crate::tables::draw::Draw;
use crate::tables::lists::ListRatios;
use crate::tables::names::position;
use crate::tables::needs::Need;
use crate::tables::provider::Growth;
use crate::tables::services::payer_shares;
use crate::tables::time::Timeline;

use accounting_year::Settling;
pub use basis::Basis;
use quality_bonus::Indicator;

/// A component of an arm: the terms that all kinds have, and its way of paying.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Name in the ledger.
    pub name: String,
    /// Whose care it pays for.
    pub applies_to: AppliesTo,
    /// Index of the recipient: disciplines, then the network.
    pub recipient: usize,
    /// Share per payer; `None`: statutory.
    pub payers: Option<Vec<f64>>,
    /// Years (index) in which it is paid, from and up to but not including.
    pub years: std::ops::Range<usize>,
    /// Years over which it grows to its full amount.
    pub phase_in: usize,
    /// Years of the phase-in that had passed when the run begins.
    pub phased_in: usize,
    /// Share of the full amount that is paid after the last year.
    pub afterwards: f64,
    /// Shares of the money for each capability.
    pub earmark: Vec<(usize, f64)>,
    /// Administrative hours per counted unit.
    pub admin_hours: f64,
    /// Whether it follows the price index.
    pub is_indexed: bool,
    /// What it pays for, and how much.
    pub method: PaymentMethod,
}

/// The ways of paying, one a kind.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum PaymentMethod {
    FeeForService(fee_for_service::FeeForService),
    NetworkFee(network_fee::NetworkFee),
    PracticeFee(practice_fee::PracticeFee),
    StateFee(state_fee::StateFee),
    Capitation(capitation::Capitation),
    QualityBonus(quality_bonus::QualityBonus),
    InnovationFee(innovation_fee::InnovationFee),
    ServiceFee(service_fee::ServiceFee),
    EpisodeFee(episode_fee::EpisodeFee),
    TransitionBudget(transition_budget::TransitionBudget),
    SharedSavings(shared_savings::SharedSavings),
    ProjectGrant(project_grant::ProjectGrant),
    PooledBudget(pooled_budget::PooledBudget),
    PlatformLevy(platform_levy::PlatformLevy),
    NotCashed(not_cashed::NotCashed),
    PatientShare(patient_share::PatientShare),
}

/// What the program has to know of a kind. There are no defaults: every kind says it all.
pub trait Kind {
    /// What it is.
    fn nature(&self) -> Nature;
    /// What it counts.
    fn basis(&self) -> Basis<'_>;
    /// EUR of the price year for one of what it counts, whole, before phase-in.
    fn rate(&self, known: &RateContext) -> f64;
    /// Share of what a need's escalations cost that the provider side bears or keeps by it.
    fn downstream_share(&self, care: &Care, need: &Need) -> f64;
    /// What is owed for a year.
    fn settle(&self, settling: &Settling) -> Vec<Owed>;
}

/// The nature of a kind, which no year changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nature {
    /// When in the settlement of a year it has its turn.
    pub turn: Turn,
    /// The part that it pays of the units in line for it; `None` where units do not concern it.
    pub in_line: Option<f64>,
    /// Whether residents pay no copayment or subscription for units that it pays.
    pub waives_copayments: bool,
    /// Whether the part of it that is not earmarked pays for coordination.
    pub coordinates: bool,
    /// Whether it is income for care; feedback looks at the share of such income that is paid per unit.
    pub is_income: bool,
    /// Whether what it pays is linear in counts of care and residents.
    pub linearity: Linearity,
}

/// The turns in which a year is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// First: what was done.
    Done,
    /// Then: care that was avoided and is still paid for.
    Avoided,
    /// Last: what balances all that is owed by then.
    Balance,
}

impl Turn {
    /// All of them, in order.
    pub const ALL: [Turn; 3] = [Turn::Done, Turn::Avoided, Turn::Balance];
}

/// Whether what a component pays is linear in counts of care and residents, so that its expectation follows from
/// theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linearity {
    /// It is.
    Linear,
    /// The amount is; who pays it hangs on what the replaced units were worth, where they have different payers.
    ByWorth,
    /// It is not: a score, a bound, a choice or a quotient stands between.
    Bent,
}

/// What a rate may depend on.
pub struct RateContext<'a> {
    /// The quality score by some indicators.
    pub score: &'a dyn Fn(&[Indicator]) -> f64,
    /// Whether there is a shared platform to pay for.
    pub has_platform: bool,
}

impl PaymentMethod {
    /// What the program knows of it.
    pub fn kind(&self) -> &dyn Kind {
        match self {
            PaymentMethod::FeeForService(method) => method,
            PaymentMethod::NetworkFee(method) => method,
            PaymentMethod::PracticeFee(method) => method,
            PaymentMethod::StateFee(method) => method,
            PaymentMethod::Capitation(method) => method,
            PaymentMethod::QualityBonus(method) => method,
            PaymentMethod::InnovationFee(method) => method,
            PaymentMethod::ServiceFee(method) => method,
            PaymentMethod::EpisodeFee(method) => method,
            PaymentMethod::TransitionBudget(method) => method,
            PaymentMethod::SharedSavings(method) => method,
            PaymentMethod::ProjectGrant(method) => method,
            PaymentMethod::PooledBudget(method) => method,
            PaymentMethod::PlatformLevy(method) => method,
            PaymentMethod::NotCashed(method) => method,
            PaymentMethod::PatientShare(method) => method,
        }
    }
}

impl Component {
    /// What its kind is.
    pub fn nature(&self) -> Nature {
        self.method.kind().nature()
    }

    /// What it counts.
    pub fn basis(&self) -> Basis<'_> {
        self.method.kind().basis()
    }

    /// EUR per unit of a channel, of the price year; `None` where it pays no fee per unit.
    pub fn tariff(&self, channel: usize) -> Option<f64> {
        match self.basis() {
            Basis::Units(tariffs) => Some(tariffs[channel]),
            Basis::ResidentYears
            | Basis::ListYears(_)
            | Basis::StateYears(_)
            | Basis::Episodes(..)
            | Basis::CalendarYear
            | Basis::Settlement => None,
        }
    }

    /// The part of the units in line for it that it pays in the year with index `year`.
    pub fn part_of_units(&self, year: usize) -> f64 {
        self.nature().in_line.unwrap_or(0.0) * self.part_in(year)
    }

    /// Whether it pays for the care of residents on the side with this index.
    pub fn is_for(&self, side: usize) -> bool {
        self.applies_to.holds(Side::BOTH[side])
    }

    /// Share of what a need's escalations cost that the provider side bears or keeps by this component.
    pub fn downstream_share(&self, care: &Care, need: &Need) -> f64 {
        self.method.kind().downstream_share(care, need)
    }

    /// Prices of the year with index `year` relative to those of the price year, where it follows them.
    pub fn price_level(&self, growth: &Growth, year: usize) -> f64 {
        if self.is_indexed {
            growth.prices(year)
        } else {
            1.0
        }
    }

    /// The part of the full amount that is paid in the year with index `year`: phase-in in equal steps, then 1, after
    /// the last year what goes on.
    pub fn part_in(&self, year: usize) -> f64 {
        if year < self.years.start {
            0.0
        } else if year >= self.years.end {
            self.afterwards
        } else {
            let step = self.phased_in + year - self.years.start + 1;
            (step as f64 / self.phase_in.max(1) as f64).min(1.0)
        }
    }
}

/// A component being made of what was written.
#[derive(Debug, Clone, Copy)]
pub struct ComponentBuilder<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The component as written.
    pub written: &'a schema::Component,
    /// Needs and services.
    pub care: &'a Care,
    /// The draw.
    pub draw: &'a Draw,
}

impl ComponentBuilder<'_> {
    /// What the draws of the component's numbers are keyed by: its name, whatever the arm, so that a component which
    /// arms have in common, by `like` or written twice, is drawn once for all of them.
    pub fn path(&self) -> String {
        format!("arm.component.{}", self.written.name)
    }

    /// The value of one of its numbers, where it is written.
    pub fn value(&self, number: Option<&Number>, otherwise: f64, key: &str) -> f64 {
        self.draw
            .or(number, otherwise, || format!("{}.{key}", self.path()))
    }

    /// The `amount`.
    pub fn amount(&self) -> f64 {
        self.value(self.written.amount.as_deref(), 0.0, "amount")
            .max(0.0)
    }

    fn method(&self) -> PaymentMethod {
        match self.written.kind {
            ComponentKind::FeeForService => {
                PaymentMethod::FeeForService(fee_for_service::make(self))
            }
            ComponentKind::NetworkFee => PaymentMethod::NetworkFee(network_fee::make(self)),
            ComponentKind::PracticeFee => PaymentMethod::PracticeFee(practice_fee::make(self)),
            ComponentKind::StateFee => PaymentMethod::StateFee(state_fee::make(self)),
            ComponentKind::Capitation => PaymentMethod::Capitation(capitation::make(self)),
            ComponentKind::QualityBonus => PaymentMethod::QualityBonus(quality_bonus::make(self)),
            ComponentKind::InnovationFee => {
                PaymentMethod::InnovationFee(innovation_fee::make(self))
            }
            ComponentKind::ServiceFee => PaymentMethod::ServiceFee(service_fee::make(self)),
            ComponentKind::EpisodeFee => PaymentMethod::EpisodeFee(episode_fee::make(self)),
            ComponentKind::TransitionBudget => {
                PaymentMethod::TransitionBudget(transition_budget::make(self))
            }
            ComponentKind::SharedSavings => {
                PaymentMethod::SharedSavings(shared_savings::make(self))
            }
            ComponentKind::ProjectGrant => PaymentMethod::ProjectGrant(project_grant::make(self)),
            ComponentKind::PooledBudget => PaymentMethod::PooledBudget(pooled_budget::make(self)),
            ComponentKind::PlatformLevy => PaymentMethod::PlatformLevy(platform_levy::make(self)),
            ComponentKind::NotCashed => PaymentMethod::NotCashed(not_cashed::NotCashed),
            ComponentKind::PatientShare => PaymentMethod::PatientShare(patient_share::PatientShare),
        }
    }

    /// The whole component.
    fn component(&self, time: &Timeline) -> Component {
        let ComponentBuilder {
            scenario, written, ..
        } = *self;
        let path = self.path();
        let earmark = |(name, share): (&String, &Num<limit::Share>)| {
            let capability = position(&scenario.capability, name, |capability| &capability.name);
            let share = self
                .draw
                .value(share, || format!("{path}.earmark.{name}"))
                .clamp(0.0, 1.0);
            (capability, share)
        };
        let of_platform = platform_levy::earmark(self);
        Component {
            name: written.name.clone(),
            applies_to: written.applies_to,
            recipient: recipient(scenario, written.recipient.as_ref()),
            payers: (!written.payers.is_empty())
                .then(|| payer_shares(scenario, &written.payers, self.draw, &path)),
            years: time.years_within(written.from_year, written.until_year),
            phase_in: written.phase_in_years.unwrap_or(0) as usize,
            phased_in: written
                .from_year
                .map_or(0, |from| (time.first_year - from).max(0) as usize),
            afterwards: self
                .value(written.structural_share.as_deref(), 0.0, "structural_share")
                .clamp(0.0, 1.0),
            earmark: written
                .earmark
                .iter()
                .map(earmark)
                .chain(of_platform)
                .collect(),
            admin_hours: self
                .value(written.admin_hours.as_deref(), 0.0, "admin_hours")
                .max(0.0),
            is_indexed: written.indexed.unwrap_or(true),
            method: self.method(),
        }
    }
}

/// A component that no `[[arm.component]]` wrote: it pays the network in every year, whole.
fn unwritten(name: &str, method: PaymentMethod, scenario: &Scenario, time: &Timeline) -> Component {
    Component {
        name: name.into(),
        applies_to: AppliesTo::All,
        recipient: scenario.discipline.len(),
        payers: None,
        years: 0..time.years,
        phase_in: 0,
        phased_in: 0,
        afterwards: 0.0,
        earmark: Vec::new(),
        admin_hours: 0.0,
        is_indexed: true,
        method,
    }
}

/// Index of a recipient: a discipline, or the network after the last of them.
fn recipient(scenario: &Scenario, name: Option<&String>) -> usize {
    match name {
        Some(name) if name != "network" => {
            position(&scenario.discipline, name, |discipline| &discipline.name)
        }
        _ => scenario.discipline.len(),
    }
}

/// The ratios of the lists that the components of some arms pay the practices of a discipline for, each once.
pub fn lists(arms: &[arm::Arm], discipline: usize) -> Vec<ListRatios> {
    let components = arms.iter().flat_map(|arm| &arm.components);
    let mut lists: Vec<ListRatios> = Vec::new();
    for component in components.filter(|component| component.recipient == discipline) {
        if let Basis::ListYears(ratios) = component.basis()
            && !lists.contains(ratios)
        {
            lists.push(ratios.clone());
        }
    }
    lists
}
