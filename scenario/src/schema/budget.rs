//! `budget` of a payer, as written.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: what the payer spends, which the cohort twin expects (cohort/budgets.rs).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByName, Num};
use crate::scenario::limits::limit;

/// What a payer has to spend in a year, and what it grants less of where that is not enough. With B₀ what it is expected to lay out in
/// the first year of the arm under which rates were observed (`observed_under`), in every draw: B = B₀·(1 + growth)^years, in every arm.
/// S is what it is expected to lay out in the arm and year without a budget, after queues and access; what others give back
/// (`reimbursed_by`) is none of it. Of each rationed service it grants (B/S)^elasticity, from one half to three halves, and
/// of what would have been delivered that share is, so that nobody waits shorter or longer for it. What the payer lays out beyond B
/// comes from elsewhere in its house.
///
/// `instead` is all that rationing does to hours: carers take nothing over, and needs escalate no more. What is cut counts as care
/// that is not delivered for the effects of `[unmet_care]`; what is granted beyond what is asked for does not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PayerBudget {
    /// Growth of the budget a year, prices included; 0: it stays in euros what it was.
    pub growth: Num<limit::Growth>,
    /// η: of each percent that the budget is smaller than what would be spent, the percents of a rationed service that are cut. 0: a
    /// budget that binds nothing.
    pub elasticity: Num<limit::Ratio>,
    /// Services of which less is granted, by name. The payer pays at least a part of each by statute.
    pub rationed: ByName<Rationed>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// What comes in place of a rationed service.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Rationed {
    /// Units of other services that are asked for more for each unit that is cut, by name; below 0: fewer, as of what the rationed service
    /// goes together with. Asked for by those who use the service already, each in proportion.
    pub instead: ByName<Num<limit::Any>>,
}
