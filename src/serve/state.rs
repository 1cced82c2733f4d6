//! What a page has been turned to, as a browser says it.
//!
//! Comes in: JSON. Goes out: [`Question`]. Deliberately absent: whether the scenario has any of it (workshop.rs).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chart::words::Lang;

/// Everything that decides the figures of a page, beside the scenario.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageState {
    /// The arm the other is compared with.
    pub comparator: String,
    /// The arm that is looked at.
    pub arm: String,
    /// Knobs that are turned, with their values as the file has them; others are as the scenario has them.
    #[serde(default)]
    pub knobs: BTreeMap<String, f64>,
    /// Beliefs that are a range: every future draws from it, all of it as likely.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ranges: BTreeMap<String, [f64; 2]>,
}

/// What a browser asks of a state.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Which question of this page it is: late answers are told by it.
    pub number: u64,
    /// The reader's language.
    pub lang: PageLang,
    /// The scenario, by its name.
    pub scenario: String,
    /// The state asked about.
    pub state: PageState,
    /// The state it comes from, where it is a change.
    #[serde(default)]
    pub before: Option<PageState>,
    /// Whether beamer and phones show what comes of it.
    #[serde(default)]
    pub leads: bool,
}

/// States that are set beside each other.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateComparison {
    /// The reader's language.
    pub lang: PageLang,
    /// The scenario, by its name.
    pub scenario: String,
    /// States with the names that the room gave them.
    pub states: Vec<NamedState>,
}

/// A state with a name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedState {
    /// What the room calls it.
    pub name: String,
    /// The state.
    pub state: PageState,
}

/// The language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageLang {
    /// English.
    En,
    /// Dutch.
    Nl,
}

impl PageLang {
    /// As pictures have it.
    pub fn lang(self) -> Lang {
        match self {
            PageLang::En => Lang::En,
            PageLang::Nl => Lang::Nl,
        }
    }
}
