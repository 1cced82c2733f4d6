//! `[unmet_care]` as written: what care that is not delivered does to health and to carers.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: how much care is not delivered, which capacity and payment decide; what unmet needs escalate to (`[[need]]`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Num;
use crate::scenario::limits::limit;

/// What care that is not delivered does. With u the share of the hours wanted that was not delivered, over the time that an
/// effect remembers, and u° the same in the observed year of the observed arm, the multiplier on a rate is
/// 1 + π·(ratio^(u − u°) − 1). Hours are not delivered where capacity is short; growth of volume that ageing does not
/// explain is taken to raise wanted hours and capacity alike.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UnmetCare {
    /// Share of the hours that providers leave out because of how they are paid, compared with the observed arm, that
    /// counts as not delivered; absent: none.
    pub withheld: Option<Num<limit::Share>>,
    /// What it does to health and to escalations.
    pub effect: Vec<UnmetEffect>,
    /// What informal carers take over.
    pub informal: Option<TakenOver>,
    /// Where the figures come from.
    pub source: String,
}

/// What not getting care does, that of some disciplines or that of hidden needs (`disciplines` or `hidden`): to moves between states (`to`), or to what needs escalate to
/// (`escalation`); give one of the two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnmetEffect {
    /// The name.
    pub name: String,
    /// The disciplines whose hours are not delivered, all together.
    #[serde(default)]
    pub disciplines: Vec<String>,
    /// Permanent needs of which some are hidden: their care is not delivered as far as nobody brings them forward, and π is
    /// the share that has one of them. Outreach, an effect on `presented`, then gains health.
    #[serde(default)]
    pub hidden: Vec<String>,
    /// Moves into these states, as a rule death and the last phase of life; moves from one of them to another are left out.
    #[serde(default)]
    pub to: Vec<String>,
    /// Only moves out of these states; absent: out of all.
    #[serde(default)]
    pub from: Vec<String>,
    /// Escalations to this service.
    #[serde(default)]
    pub escalation: Option<String>,
    /// Permanent needs for this care: only those who have one of them are harmed, and π is their share of the residents of
    /// a state, or of those whose needs escalate, at the start. Absent: everybody needs it, and π is 1.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Rate with none of the care relative to the rate with all of it.
    pub ratio: Num<limit::Ratio>,
    /// Years in which the effect follows a change of care but for 1/e of it.
    #[schemars(range(min = 0.01, max = 20.0))]
    pub lag: f64,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// Hours that informal carers take over from formal care that is not delivered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakenOver {
    /// Permanent needs whose formal hours carers take over; each asks for informal hours, too.
    #[schemars(length(min = 1))]
    pub needs: Vec<String>,
    /// Informal hours per hour that is not delivered to a resident with a carer.
    pub share: Num<limit::Share>,
    /// Logarithm of what one more hour a week multiplies the hazard of losing the carer by.
    #[serde(default)]
    pub loss_per_hour: Option<Num<limit::Any>>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}
