//! Time: one cycle (`period`), one replication (`replication`), all of them ([`run()`]).
//!
//! Comes in: a `Plan`. Goes out: a [`Run`]: per replication and arm the flows, outcomes and providers. Deliberately
//! absent: statistics over replications, files, terminals. [`run`] is the only place with threads.

mod groups;
mod layers;
mod participation;
mod period;
mod replication;
mod run;
mod town;

pub use layers::STEPS;
pub use replication::{ArmResult, OutcomeLabel, Replication, ResidentTotals};
pub use run::{Options, Run, Stopped, Watch, run};
