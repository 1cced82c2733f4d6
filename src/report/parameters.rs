//! The numbers of a scenario for programs: CSV, and the same as JSON.
//!
//! Comes in: rows of `analysis::parameters`. Goes out: text. Deliberately absent: the table for people, which is `terminal`'s.

use serde_json::{Map, Value, json};

use super::columns::{Column, columns};
use super::tables::{self, FileRow};
use crate::analysis::parameters::{ParameterRow, counted};

impl FileRow for ParameterRow {
    const FILE: &'static str = "parameters.csv";

    fn columns() -> Vec<Column> {
        columns::<Self>()
    }
}

/// One JSON object: the scenario's name, how many numbers have each status, and the rows.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn json(rows: &[ParameterRow], name: &str) -> Result<String, String> {
    let statuses = counted(rows).into_iter();
    let statuses: Map<String, Value> = statuses
        .map(|(status, count)| (status.word().to_string(), count.into()))
        .collect();
    let whole = json!({
        "scenario": name,
        "statuses": statuses,
        "parameters": tables::objects(rows)?,
    });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}
