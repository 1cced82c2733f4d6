//! Time: one year on one page (year.rs), one cycle on another (cycle.rs), one replication, all of them ([`run()`]).
//!
//! Comes in: a `Plan`. Goes out: a [`Run`]: per replication and arm the flows, outcomes and providers. Deliberately
//! absent: statistics over replications, files, terminals. Threads are in run.rs (replications), blocks.rs
//! and reading.rs (residents) alone. The year knows a town only as a [`Life`], so that the cohort twin is paid and added up by the
//! same code.

mod beside;
mod blocks;
mod book;
mod caring;
mod closing;
mod comparator;
mod counting;
mod cycle;
mod exact;
mod expecting;
mod findings;
mod foresight;
mod groups;
mod history;
mod known;
mod layers;
mod life;
mod life_counting;
mod lists;
mod lived_years;
mod memory;
mod open_practices;
mod participation;
mod rationing;
mod reading;
mod real_size;
mod replication;
mod result;
mod run;
mod scratch;
mod stage;
mod steps;
mod town;
mod town_cycle;
mod town_life;
mod year;

pub use beside::{know_comparator, run_beside};
pub use expecting::{DrawExpectation, Expecting, ForeseenCycle, ToldFigures, TownExpectation};
pub use foresight::limits;
pub use groups::Member;
pub use history::{History, Kept};
pub use known::{KeptSpace, KnownComparator};
pub use layers::STEPS;
pub use life::{ExpectedCycle, Life, Opening, YearSoFar};
pub use memory::town_bytes;
pub use rationing::{own_spending, rationing};
pub use replication::{ComparatorAccounts, SettledGroup};
pub use result::{
    ArmResult, OutcomeLabel, RealSize, Replication, ResidentTotals, Sampled, TownFigures,
};
pub use run::{Options, ReplicationSource, Run, Stopped, Watch, pool, run, run_each};
