//! Who paid whom: flows of whole cents, each with one payer, one recipient, one component and one year.
//!
//! Comes in: amounts owed. Goes out: the flows of one arm in one replication, audited. Deliberately absent: chance,
//! prices, and any correction of a flow: money that comes back is a new, negative flow.

mod audit;
mod flow;

pub use crate::counts::Reason;
pub use flow::{Flow, Ledger};
