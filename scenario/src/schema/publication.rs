//! What the sources of a scenario name: publications, where they can be read, and on what terms.
//!
//! Comes in: nothing; these are types. Goes out: a [`Publication`]. Deliberately absent: the sources themselves, which stand
//! with their numbers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A publication that sources of this scenario name. A number whose `source` holds one of the `words` is of this
/// publication: `caremix parameters` says where it was read and on what terms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// The name by which later files can change it.
    pub name: String,
    /// What sources call it.
    #[schemars(length(min = 1))]
    pub words: Vec<String>,
    /// Its title, or what it is and whose.
    pub title: String,
    /// Where it was read.
    pub read_at: String,
    /// On what terms its figures may be used.
    pub terms: String,
}

impl Publication {
    /// Whether a source names it.
    pub fn is_named_in(&self, source: &str) -> bool {
        let mut words = self.words.iter().filter(|word| !word.is_empty());
        words.any(|word| source.contains(word.as_str()))
    }
}
