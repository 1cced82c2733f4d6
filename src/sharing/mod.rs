//! Who carries what: arrangements between payers, worked out on the replications of a finished run.
//!
//! Comes in: an [`Arrangement`](crate::scenario::schema::Arrangement), and what every payer laid out per replication
//! and year under an arm and its comparator ([`Observed`]). Goes out: transfers in whole cents that add up to zero in
//! every replication, what they do to each payer ([`Position`]), and which shares of the investment everyone can accept
//! ([`Acceptable`]). Deliberately absent: simulating (a coalition arm is described here and run by others), files,
//! text.
//!
//! Signs: everything is a cost. A net position below 0 is a payer better off than under the comparator; a transfer
//! above 0 is paid in, below 0 is received.

mod acceptable;
mod amounts;
mod coalition;
mod compare;
mod game;
mod observed;
mod paid_by_contract;
mod pocket;
mod position;
mod rows;
mod rule;
mod rules;
mod schedule;
mod settle;
mod sheet;
mod terms;
#[cfg(test)]
mod worked;

pub use acceptable::{Acceptable, Bearable, CONFIDENCES, MissingAmounts, Region};
pub use amounts::Amounts;
pub use coalition::{Programme, coalitions};
pub use compare::{Context, Shared, compare};
pub use game::shapley;
pub use observed::{Observed, Outlays};
pub use paid_by_contract::ContractPaid;
pub use pocket::Pocket;
pub use position::{BreakEven, DeepestLoss, Estimate, Position, Series, YearsReached};
pub use rows::{Figures, ShareRow};
pub use rule::{KnownRule, Looks, RuleKey};
pub use rules::known_rule;
pub use sheet::rows;
pub use terms::{investment_of, parties_of, without_terms};
