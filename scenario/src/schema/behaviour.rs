//! `[[incentive]]`, `[participation]` and `[layers]`, as written.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: the values drawn for them (tables/).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByName, Num};
use crate::scenario::limits::limit;

/// How payment changes what the providers of a discipline do. With π = what one more unit pays under the arm / what it
/// pays under fee-for-service, from 0 to 2, and g = the share of what a need's escalations cost that the provider side
/// bears or keeps (the rate of shared savings; the network's share of a pooled budget, for the part of that cost that the
/// budget covers):
///
/// volume of units: (1 − volume·(1 − π)) / (1 − volume·(1 − π observed)); escalations: 1 + referral·(1 − π)·(1 − g)
/// − downstream·g, over the same as observed; new temporary needs paid per episode: 1 + episodes·max(0, fee/value of the
/// units − 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Incentive {
    /// The discipline whose payment matters.
    pub discipline: String,
    /// θ: share of the units that depends on being paid per unit.
    #[serde(default)]
    pub volume: Option<Num<limit::AtMostOne>>,
    /// Other θ per class of need (acute, temporary, permanent), instead of `volume`.
    #[serde(default)]
    pub volume_by_class: ByName<Num<limit::AtMostOne>>,
    /// φ: more escalations (referrals) when units are not paid. Of each need the discipline with incentives that it asks most
    /// units of refers, be they few: φ and `downstream` move all escalations of that need, planned admissions included.
    /// So give both relative to all second-line use of a list; an effect found on a part of it is to be scaled to the whole.
    #[serde(default)]
    pub referral: Option<Num<limit::AtMostOne>>,
    /// ψ: fewer escalations when the provider side keeps or bears what they cost.
    #[serde(default)]
    pub downstream: Option<Num<limit::AtMostOne>>,
    /// ω: more episodes when the fee exceeds the value of their units.
    #[serde(default)]
    pub episodes: Option<Num<limit::NotNegative>>,
    /// σ: under capitation without risk adjustment, the odds of enrolling a resident in one of the two sickest states
    /// are multiplied by exp(−σ·(expected cost / fee − 1)).
    #[serde(default)]
    pub selection: Option<Num<limit::NotNegative>>,
    /// What a unit pays under fee-for-service, relative to the reference price; absent: 1. Where rates were observed under
    /// a mixed payment whose tariffs are low, full fee-for-service pays more per unit.
    #[serde(default)]
    pub fee_for_service_level: Option<Num<limit::AboveZero>>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// Once a year each practice with a list decides whether to take part: outside the network it joins with probability
/// logistic(join + money·ΔM + peers·share taking part + trust·integration − administration·Δhours), inside it stays with
/// the same probability with `stay` for `join`. ΔM is its margin under the network's components minus that under the
/// others', on its own last year's volumes, relative to its cost; Δhours the administrative hours that taking part adds,
/// relative to its hours. Residents of a practice that takes part are enrolled when they consent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Participation {
    /// Share of the practices that take part in the first year; absent: none.
    #[serde(default)]
    pub start: Option<Num<limit::Share>>,
    /// Log-odds of joining when nothing else counts.
    pub join: Num<limit::Any>,
    /// Log-odds of staying when nothing else counts; above `join`.
    pub stay: Num<limit::Any>,
    /// Log-odds per unit of margin relative to cost (1 = 100 %).
    #[serde(default)]
    pub money: Option<Num<limit::Any>>,
    /// Log-odds per share of practices taking part.
    #[serde(default)]
    pub peers: Option<Num<limit::Any>>,
    /// Log-odds per point of integration.
    #[serde(default)]
    pub trust: Option<Num<limit::Any>>,
    /// Log-odds lost per unit of administrative hours relative to hours.
    #[serde(default)]
    pub administration: Option<Num<limit::Any>>,
    /// Share of residents who consent when taking part saves them nothing.
    pub consent: Num<limit::Share>,
    /// Log-odds of consent per 100 EUR a year of copayments saved per resident.
    #[serde(default)]
    pub consent_saving: Option<Num<limit::Any>>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// Mechanisms that can be switched off, each by itself. With all of them off an arm only pays for the same care in
/// another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Layers {
    /// Payment changes what providers do (`[[incentive]]`).
    pub incentives: bool,
    /// Money builds capabilities, which change health and care.
    pub capabilities: bool,
    /// Capacity limits what is delivered.
    pub access: bool,
    /// Practices and residents decide whether to take part; without, all do.
    pub participation: bool,
    /// Contracts take in a change of volume in part and in time (`[[contract]]`).
    pub contracts: bool,
    /// Background care follows who lives here: remainders and ratios worked out at the mix of `[reference]`. Without, it
    /// fills the accounts up to the same cost whoever lives here.
    pub deprivation: bool,
    /// Care that is not delivered harms health and burdens carers (`[unmet_care]`).
    pub unmet_care: bool,
    /// Needs wait for disciplines (`[discipline.queue]`).
    #[serde(skip_serializing_if = "is_on")]
    pub queues: bool,
    /// Institutions have places (`places` of a `[[state]]`).
    #[serde(skip_serializing_if = "is_on")]
    pub places: bool,
    /// Payers have a budget and grant less where it is too small (`budget` of a `[[payer]]`).
    #[serde(skip_serializing_if = "is_on")]
    pub budgets: bool,
}

fn is_on(is_on: &bool) -> bool {
    *is_on
}

impl Layers {
    /// Every mechanism by its key, with its switch.
    pub fn switches(&mut self) -> [(&'static str, &mut bool); 10] {
        let Layers {
            incentives,
            capabilities,
            access,
            participation,
            contracts,
            deprivation,
            unmet_care,
            queues,
            places,
            budgets,
        } = self;
        [
            ("access", access),
            ("capabilities", capabilities),
            ("incentives", incentives),
            ("participation", participation),
            ("contracts", contracts),
            ("deprivation", deprivation),
            ("unmet_care", unmet_care),
            ("queues", queues),
            ("places", places),
            ("budgets", budgets),
        ]
    }
}

impl Default for Layers {
    fn default() -> Self {
        Layers {
            incentives: true,
            capabilities: true,
            access: true,
            participation: true,
            contracts: true,
            deprivation: true,
            unmet_care: true,
            queues: true,
            places: true,
            budgets: true,
        }
    }
}
