//! How far effects reach, for programs: CSV, and the same as JSON.
//!
//! Comes in: rows of `analysis::reach`. Goes out: text. Deliberately absent: the table for people, which is `terminal`'s.

use serde_json::json;

use super::columns::{Column, columns};
use super::tables::{self, FileRow};
use crate::analysis::reach::ReachRow;

impl FileRow for ReachRow {
    const FILE: &'static str = "reach.csv";

    fn columns() -> Vec<Column> {
        columns::<Self>()
    }
}

/// One JSON object: the scenario's name and the rows.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn json(rows: &[ReachRow], name: &str) -> Result<String, String> {
    let whole = json!({ "scenario": name, "reach": tables::objects(rows)? });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}
