//! Contracts that nobody loses by: the terms of an arm under which every payer, discipline and group of residents is no worse
//! off than under the comparator with the chance that is asked.
//!
//! Comes in: a plan of two arms, terms with their ranges, and a judge of what a scenario may say. Goes out: [`FoundDesigns`] designs,
//! those that meet the chance and lie on the front first, or the nearest where none does. Deliberately absent: files, printing,
//! and rules of scenarios, which are above.
//!
//! Each design is asked of the cohort twin in the same draws of the parameters, and the luck of the real town is put on top:
//! how far simulated futures of the scenario as written lie from what the twin expects of them. What a search finds looks a
//! little better than it is, since it was chosen on those draws; so what is shown is worked out anew in other draws.

mod figures;
mod front;
mod judge;
mod luck;
pub mod rows;
mod sample;
mod search;
mod twin;

pub use figures::{PartyKind, SetAgainst};
pub use search::{AskedDesigns, DesignSearch, FoundDesigns, search, steps};
pub use twin::{Term, judge};
