//! Uncertain numbers whose draws go together.
//!
//! Comes in: nothing; these are types. Goes out: a [`Correlation`]. Deliberately absent: what a matrix has to be
//! ([`mod@crate::scenario::correlation`]).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Uncertain numbers whose draws go together (a Gaussian copula): each keeps its own distribution, and the normal scores of their
/// quantiles have these correlations. Give `rho` for all pairs alike, or a `matrix`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correlation {
    /// The name by which later files can change it.
    pub name: String,
    /// The numbers, by their paths as `caremix parameters` lists them.
    #[schemars(length(min = 2))]
    pub parameters: Vec<String>,
    /// The correlation of every pair, above −1 and below 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = -1.0, max = 1.0))]
    pub rho: Option<f64>,
    /// A row for each number with its correlation with each, in their order: 1 with itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matrix: Vec<Vec<f64>>,
    /// Where the correlations come from; "unverified" when nobody has checked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}
