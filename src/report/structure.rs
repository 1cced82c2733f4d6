//! What hangs on each mechanism, for programs.
//!
//! Comes in: the rows of `analysis`. Goes out: text. Deliberately absent: a file of a run, since nothing is simulated,
//! and the table for people, which is `terminal`'s.

use serde_json::json;

use super::columns::{Column, columns};
use super::tables::{self, FileRow};
use crate::analysis::structure::StructureRow;

impl FileRow for StructureRow {
    const FILE: &'static str = "structure.csv";

    fn columns() -> Vec<Column> {
        columns::<Self>()
    }
}

/// One JSON object: the scenario's name, and the rows.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn json(rows: &[StructureRow], name: &str) -> Result<String, String> {
    let whole = json!({ "scenario": name, "structure": tables::objects(rows)? });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}
