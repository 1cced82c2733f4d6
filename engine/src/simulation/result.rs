//! What a replication leaves: per arm the flows of money, outcomes, providers and practices.
//!
//! Comes in: nothing but types. Goes out: [`Replication`], as it is kept in a run's folder. Deliberately absent: how it
//! came about, and statistics over replications.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::money::Cents;
use crate::component::Neutral;
use crate::counts::PanelYear;
use crate::ledger::Flow;
use crate::outcome::{Provider, Total};

/// One parameter draw with one set of people and luck: every arm's result, in scenario order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Replication {
    /// Per arm.
    pub arms: Vec<ArmResult>,
}

/// What one arm came to in one replication.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ArmResult {
    /// Who paid whom.
    pub flows: Vec<Flow>,
    /// What each payer laid out: `[payer][year]`.
    pub paid: Vec<Vec<Cents>>,
    /// What each payer would lay out for the comparator's care: `[payer][year]`; `None` for the comparator.
    pub repriced: Option<Vec<Vec<Cents>>>,
    /// Outcomes: `[year][outcome]`, in the order of `labels`.
    pub outcomes: Vec<Vec<f64>>,
    /// What the outcomes are; the same list for every replication, which therefore share one.
    pub labels: Arc<[OutcomeLabel]>,
    /// Income and cost: `[year][recipient]`.
    pub providers: Vec<Vec<Provider>>,
    /// What each payer lays out with only some mechanisms on: `[step][payer][year]`, for all of [`super::STEPS`] but
    /// the last, which is the arm itself.
    pub steps: Vec<Vec<Vec<Cents>>>,
    /// Practices with lists, where everyone is simulated: `[year][practice]`.
    pub practices: Vec<Vec<Provider>>,
    /// What lists came to, for contracts on shared savings: by year.
    pub panels: Vec<PanelYear>,
    /// Budget-neutral factors.
    pub neutral: Neutral,
    /// Spread of whole-run totals over residents, where they are kept.
    pub resident_totals: Option<ResidentTotals>,
    /// The figures that differ in a town of its real size; `None` where everyone is simulated or nobody asked.
    pub real_size: Option<Box<RealSize>>,
    /// The sample, where results at the real size have the sample's means, and so the sample's error.
    #[serde(skip)]
    pub sampled: Option<Box<Sampled>>,
}

/// What an arm came to in a sample.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sampled {
    /// Who paid whom.
    pub flows: Vec<Flow>,
    /// What each payer laid out: `[payer][year]`.
    pub paid: Vec<Vec<Cents>>,
    /// Outcomes: `[year][outcome]`.
    pub outcomes: Vec<Vec<f64>>,
}

impl ArmResult {
    /// What each payer laid out, by which the error of its mean is told.
    pub fn paid_by_error(&self) -> &Vec<Vec<Cents>> {
        self.sampled
            .as_ref()
            .map_or(&self.paid, |sampled| &sampled.paid)
    }
}

/// What an arm came to in a town of its real size with the same parameters, see real_size.rs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RealSize {
    /// Who paid whom.
    pub flows: Vec<Flow>,
    /// What each payer laid out: `[payer][year]`.
    pub paid: Vec<Vec<Cents>>,
    /// What each payer would lay out for the comparator's care: `[payer][year]`; `None` for the comparator.
    pub repriced: Option<Vec<Vec<Cents>>>,
    /// Outcomes: `[year][outcome]`.
    pub outcomes: Vec<Vec<f64>>,
    /// Income and cost: `[year][recipient]`.
    pub providers: Vec<Vec<Provider>>,
    /// Budget-neutral factors.
    pub neutral: Neutral,
    /// What was expected of it, chance left out.
    pub expected: TownFigures,
}

/// What is expected of an arm at the parameters of one replication.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TownFigures {
    /// What each payer lays out: `[payer][year]`.
    pub paid: Vec<Vec<Cents>>,
    /// Outcomes: `[year][outcome]`.
    pub outcomes: Vec<Vec<f64>>,
}

/// An owned [`Label`](crate::outcome::Label).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeLabel {
    /// The outcome.
    pub outcome: String,
    /// What part of it.
    pub group: String,
    /// Unit.
    pub unit: String,
    /// How years come together.
    pub total: Total,
}

/// What single residents cost each payer over the whole run, discounted at reference prices, and how long they lived
/// here: mean and standard deviation over residents, payers first, life-years last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResidentTotals {
    /// Means.
    pub mean: Vec<f64>,
    /// Standard deviations.
    pub sd: Vec<f64>,
}

impl Replication {
    /// What payers laid out, and nothing else.
    pub fn paid_only(self) -> Replication {
        let of = |arm: ArmResult| ArmResult {
            paid: arm.paid,
            sampled: arm.sampled.map(|sampled| {
                Box::new(Sampled {
                    paid: sampled.paid,
                    ..Sampled::default()
                })
            }),
            ..ArmResult::default()
        };
        Replication {
            arms: self.arms.into_iter().map(of).collect(),
        }
    }
}
