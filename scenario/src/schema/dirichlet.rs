//! Tables of shares that are drawn as a whole.
//!
//! Comes in: nothing; these are types. Goes out: a [`Dirichlet`]. Deliberately absent: what its numbers have to be.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Shares that are drawn together, so that they go on adding up to 1 (a Dirichlet distribution): their means are the shares as
/// written, and they are as sure as if so many had been observed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dirichlet {
    /// The name by which later files can change it.
    pub name: String,
    /// The shares, plain numbers that add up to 1, by their paths as `caremix parameters --all` lists them.
    #[schemars(length(min = 2))]
    pub parameters: Vec<String>,
    /// So many observations they are as sure as: the sum of the parameters of the distribution.
    #[schemars(range(min = 0.0))]
    pub observations: f64,
    /// Where that comes from; "unverified" when nobody has checked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}
