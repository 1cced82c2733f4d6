//! Paths of keys, as checks build them and messages call them.

use crate::scenario::nearest::quoted;

/// Tables whose keys are names: there, the name alone does not say what the number is.
const BY_NAME: [&str; 11] = [
    "payers",
    "share",
    "loss",
    "gain",
    "rates",
    "prevalence",
    "shares",
    "earmark",
    "tariffs",
    "budget_limit",
    "split_shares",
];

/// A path of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPath(pub Vec<String>);

impl KeyPath {
    /// A key at the top of the file.
    pub fn top(key: &str) -> Self {
        KeyPath(vec![key.to_string()])
    }

    /// A key, or an entry, below.
    pub fn to(&self, key: &str) -> Self {
        KeyPath(self.0.iter().cloned().chain([key.to_string()]).collect())
    }

    /// An entry of a list by its index.
    pub fn nth(&self, index: usize) -> Self {
        self.to(&index.to_string())
    }

    /// An entry of a list by its name, or by its index when it has none.
    pub fn entry(&self, index: usize, name: &str) -> Self {
        if name.is_empty() {
            self.nth(index)
        } else {
            self.to(name)
        }
    }

    /// The last key, as messages call it.
    pub fn called(&self) -> String {
        let is_index = |key: &String| key.chars().all(|each| each.is_ascii_digit());
        let Some(at) = self.0.iter().rposition(|key| !is_index(key)) else {
            return "this".to_string();
        };
        let above = at.checked_sub(1).map(|above| self.0[above].as_str());
        match above.filter(|above| BY_NAME.contains(above)) {
            Some(above) => quoted(&format!("{above}.{}", self.0[at])),
            None => quoted(&self.0[at]),
        }
    }
}
