//! The scenario file as written: from a path to typed values, or to every fault with its line and a hint.
//!
//! Comes in: TOML files and the arguments of `--set`. Goes out: a [`schema::Scenario`] in which every name exists
//! and every number is possible, with the place of each value ([`Locations`]). Deliberately absent: indices, units,
//! defaults that depend on other keys, and anything drawn at random: those are `system`'s.
//!
//! The way of a scenario: [`source`] reads text, `tree` parses it, `extend` follows `extends`, `merge` puts the
//! files on top of each other, `overrides` applies `--set`, `walk` holds the result against the form that the
//! types in [`mod@schema`] generate, and what it means is
//! looked at from above, where more is known: `check` does so in a [`review`].

// The floors below call these packages `base` and `scenario`, and so do the files here.
extern crate caremix_base as base;
extern crate self as scenario;

pub mod arrangements_file;
pub mod claims;
pub mod correlation;
mod editor_schema;
mod extend;
pub mod fault;
pub mod fault_kind;
mod form;
mod key_path;
pub mod limits;
pub mod line_faults;
pub mod line_reader;
mod load;
pub mod locations;
mod merge;
mod named;
pub mod nearest;
pub mod number;
pub mod numbers;
mod overrides;
pub mod parameters;
pub mod people_file;
pub mod reimbursed;
pub mod remarks;
pub mod review;
pub mod schema;
pub mod selection;
pub mod separated;
pub mod shares;
pub mod source;
mod template;
mod tree;
mod walk;
mod way;
mod written;

pub use editor_schema::schema;
pub use fault::{Fault, Faults, Located};
pub use fault_kind::FaultKind;
pub use load::{Loaded, ScenarioCheck, load, load_among};
pub use locations::Locations;
pub use template::template;
pub use written::to_toml;
