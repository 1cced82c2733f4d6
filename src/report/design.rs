//! design.csv, and its rows as JSON for programs.
//!
//! Comes in: what a search found. Goes out: text. Deliberately absent: the tables for people, which are `terminal`'s.

use serde_json::json;

use super::columns::{Column, columns};
use super::names;
use super::tables::{self, FileRow};
use crate::analysis::design::FoundDesigns;
use crate::analysis::design::rows::DesignRow;
use crate::base::currency::Currency;

impl FileRow for DesignRow {
    const FILE: &'static str = names::DESIGN;

    fn columns() -> Vec<Column> {
        columns::<Self>()
    }
}

/// One JSON object: the scenario's name, what was found, and the rows.
///
/// # Errors
/// In words, when a value has no form in JSON.
pub fn json(found: &FoundDesigns, name: &str, currency: Currency) -> Result<String, String> {
    let [half, four_fifths, most] = found.meeting;
    let whole = json!({
        "scenario": name,
        "tried": found.tried,
        "refused": found.refused,
        "idle": found.idle,
        "meeting": { "0.5": half, "0.8": four_fifths, "0.95": most },
        "is_met": found.is_met,
        "unjudged": found.unjudged,
        "designs": tables::objects_in(&found.rows, currency)?,
    });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}
