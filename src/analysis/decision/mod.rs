//! Decision analysis on plain tables: which option has the most net benefit, how surely, and what it is worth to know more
//! before it is chosen.
//!
//! Comes in: net benefits of options by draw of the parameters, each an expectation given its parameters; values of the
//! parameters by draw. Goes out: expected losses, chances of being best, the frontier, and the value of information of all
//! parameters, of some of them, and of a study. Deliberately absent: runs, payers and files (analysis/decide/), so that
//! published tables can be put in as they are.
//!
//! Net benefits must be free of the luck of single persons: luck within a draw would be counted as something that could be
//! known, and makes every value of information too large.

pub mod bias;
pub mod frontier;
pub mod information;
pub mod net_benefit;
pub mod study;
