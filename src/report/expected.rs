//! The twin's expected values for programs.
//!
//! Comes in: the rows of `analysis`. Goes out: text. Deliberately absent: a file of a run, since nothing is simulated,
//! and the table for people, which is `terminal`'s.

use serde_json::json;

use super::columns::{Column, columns};
use super::manifest::Conventions;
use super::tables::{self, FileRow};
use crate::analysis::expected::ExpectedRow;

impl FileRow for ExpectedRow {
    const FILE: &'static str = "expected.csv";

    fn columns() -> Vec<Column> {
        columns::<Self>()
    }
}

/// One JSON object: the scenario's name, its conventions, and the rows.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn json(rows: &[ExpectedRow], name: &str, conventions: &Conventions) -> Result<String, String> {
    let whole = json!({
        "scenario": name,
        "conventions": conventions,
        "expected": tables::objects_in(rows, conventions.money())?,
    });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}
