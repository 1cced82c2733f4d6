//! One replication of one arm added up: outcomes by year, and providers' income beside their cost.
//!
//! Comes in: the counts and conditions of a year, and its ledger. Goes out: values in a fixed order, each with a
//! [`Label`]. Deliberately absent: more than one replication.
//!
//! A new outcome is a file beside these with a `OutcomeFamily`, or a [`Measure`] in one of
//! them, and a line in the list of tally.rs; a family that is not in the list is dead code, which the compiler refuses.
//! Names that no service may take, accounts that may be of an outcome and what the twin knows exactly follow from its
//! measure.

mod budget;
mod capabilities;
mod care_value;
mod carers;
mod disciplines;
mod growth;
mod integration;
mod life;
mod measure;
mod needs;
mod network;
mod neutrality;
mod own_payments;
mod persons;
mod places;
mod platform;
mod practices;
mod providers;
mod quality;
mod queues;
mod services;
mod spending;
mod tally;
mod triage;
mod waiting;

pub use disciplines::{HOURS_AVAILABLE, HOURS_WANTED};
pub use growth::UNPAID_GROWTH;
pub use life::LIFE_YEARS;
pub use measure::{Exactness, Groups, Label, Measure, Total, Year};
pub use practices::PRACTICES_CLOSED;
pub use providers::{Provider, practices, providers};
pub use tally::{exactness, measures, of_accounts, tally};
