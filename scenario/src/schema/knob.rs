//! `[[knob]]` as written: what a room may turn on the workshop page.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: [`Knob`]. Deliberately absent: the value it starts at;
//! that is what the scenario has at its path.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A number that may be turned on the page of `caremix serve`. It changes nothing in a run: a knob says which number is of
/// interest, between which bounds, and in which words. Turned, the number is a plain one, without its uncertainty; back at
/// the scenario's value it has it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Knob {
    /// Its name in links.
    pub name: String,
    /// A choice of the room changes one arm; a belief about the world changes all.
    pub kind: KnobKind,
    /// Dotted path of the number, as in `--set`. `{arm}` in it is each of `arms`, as in
    /// `arm.{arm}.component.budget.amount`; that of a choice begins with `arm.`, that of a belief does not.
    pub path: String,
    /// The arms it is of, where `path` has `{arm}`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arms: Vec<String>,
    /// Path of what the value leaves of 1, as the share of the other of two payers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remainder: Option<String>,
    /// What it is, in a few words.
    pub label: String,
    /// The same for Dutch readers; absent: the label.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label_nl: String,
    /// What turning it means, and which way it works, in a sentence or two.
    pub explanation: String,
    /// The same for Dutch readers; absent: the explanation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub explanation_nl: String,
    /// The least it may be turned to.
    pub low: f64,
    /// The most.
    pub high: f64,
    /// The step between.
    pub step: f64,
    /// What the value is multiplied by to be shown: 100 for percent, 1e-6 for millions.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub shown_times: f64,
    /// The unit in which it is shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The same for Dutch readers; absent: the unit.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit_nl: String,
    /// Values with a name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub level: Vec<KnobLevel>,
    /// What is known about the number, for all to read beside the knob.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// The same for Dutch readers; absent: the evidence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence_nl: String,
    /// Where that comes from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// The same for Dutch readers; absent: the source.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source_nl: String,
}

/// A value of a knob with a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnobLevel {
    /// The value, as the file has it.
    pub value: f64,
    /// Its name.
    pub label: String,
    /// The same for Dutch readers; absent: the label.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label_nl: String,
}

/// Whose a knob is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KnobKind {
    /// What the room decides: it changes one arm.
    Choice,
    /// What the room thinks is true: it changes every arm.
    Belief,
}

/// Where `{arm}` stands in a path.
const ARM: &str = "{arm}";

impl Knob {
    /// The arms it is of by name; none: every one.
    pub fn arms(&self) -> Vec<&str> {
        if self.arms.is_empty() {
            let below = self.path.strip_prefix("arm.");
            return below
                .and_then(|path| path.split('.').next())
                .into_iter()
                .collect();
        }
        self.arms.iter().map(String::as_str).collect()
    }

    /// Whether it does something under an arm.
    pub fn is_of(&self, arm: &str) -> bool {
        match self.kind {
            KnobKind::Choice => self.arms().contains(&arm),
            KnobKind::Belief => true,
        }
    }

    /// The path of its number under an arm.
    pub fn path_of(&self, arm: &str) -> String {
        self.path.replace(ARM, arm)
    }

    /// The path of what is left of 1 under an arm.
    pub fn remainder_of(&self, arm: &str) -> Option<String> {
        Some(self.remainder.as_ref()?.replace(ARM, arm))
    }

    /// Whether its path has a place for an arm.
    pub fn has_place(&self) -> bool {
        self.path.contains(ARM)
    }
}

fn one() -> f64 {
    1.0
}

fn is_one(value: &f64) -> bool {
    *value == 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knob(path: &str, arms: &[&str]) -> Knob {
        let json = serde_json::json!({
            "name": "k", "kind": "choice", "path": path, "arms": arms, "label": "K", "explanation": "What it is.",
            "low": 0, "high": 1, "step": 0.1, "remainder": "arm.{arm}.rest"
        });
        serde_json::from_value(json).expect("a knob")
    }

    #[test]
    fn a_knob_is_of_the_arms_it_names_or_of_the_one_in_its_path() {
        let of_two = knob("arm.{arm}.component.fee.amount", &["a", "b"]);
        assert_eq!(of_two.arms(), ["a", "b"]);
        assert_eq!(of_two.path_of("b"), "arm.b.component.fee.amount");
        assert_eq!(of_two.remainder_of("b").as_deref(), Some("arm.b.rest"));
        let of_one = knob("arm.only.component.fee.amount", &[]);
        assert!(of_one.is_of("only") && !of_one.is_of("other"));
    }
}
