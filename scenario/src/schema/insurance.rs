//! `[insurance]` and `[[insurer]]`, as written.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: who is insured where, resident by resident: it hangs on nothing that is simulated (analysis/insurers/).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Num;
use crate::scenario::limits::limit;

/// A payer that is several insurers, and what risk equalisation leaves them of a saving. In tables of payers they stay one;
/// insurers.csv has each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Insurance {
    /// The payer that the insurers are together.
    pub payer: String,
    /// Part of a saving on declared care that an insurer keeps in the long run; the rest goes to the equalisation fund in later
    /// years. Budgets, grants, network fees and what contracts hold are its own. Absent: it keeps all.
    #[serde(default)]
    pub kept: Option<Num<limit::Share>>,
    /// How what is not kept leaves: shares by calendar year after the saving, the first one first, adding up to 1. Absent:
    /// 0.5, 0.2, 0.2, 0.1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 20))]
    pub leaves: Vec<f64>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

impl Insurance {
    /// How what is not kept leaves where nothing is written (unverified: that it leaves is known, how fast is not).
    pub const LEAVES: [f64; 4] = [0.5, 0.2, 0.2, 0.1];

    /// Shares by calendar year after the saving.
    pub fn leaving(&self) -> &[f64] {
        match self.leaves.as_slice() {
            [] => &Self::LEAVES,
            written => written,
        }
    }
}

/// One of the insurers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Insurer {
    /// The name used in insurers.csv.
    pub name: String,
    /// What a reader sees.
    #[serde(default)]
    pub title: String,
    /// Share of the residents that it insures; the shares of all add up to 1. Shares drawn apart are scaled so that they do,
    /// which moves their means a little: each of Zoetermeer's eight betas by less than 2 % of itself.
    pub share: Num<limit::Share>,
    /// Whether it signs what arms agree beside the comparator (budgets, grants, fees that follow no care): those that sign pay
    /// the insurers' part of it, by their shares; all have what it saves on their own members.
    #[serde(default)]
    pub signs: bool,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}
