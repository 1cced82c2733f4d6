//! Time: one cycle (`period`), one replication (`replication`), all of them ([`run()`]).
//!
//! Comes in: a `Plan`. Goes out: a [`Run`]: per replication and arm the flows, outcomes and providers. Deliberately
//! absent: statistics over replications, files, terminals. [`run`] is the only place with threads. What happens at the
//! end of a year knows a town only as a [`Life`], so that the cohort twin is paid and added up by the same code.

mod blocks;
mod exact;
mod foresight;
mod groups;
mod layers;
mod life;
mod lives;
mod participation;
mod period;
mod replication;
mod run;
mod steps;
mod town;

pub use foresight::{Foresee, limits};
pub use groups::Member;
pub use layers::STEPS;
pub use life::{Life, YearSoFar};
pub use replication::{ArmResult, OutcomeLabel, Replication, ResidentTotals, every_arm};
pub use run::{Options, Run, Source, Stopped, Watch, pool, run, run_each};
