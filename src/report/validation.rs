//! validation.csv, and its rows as JSON for programs.
//!
//! Comes in: the rows of `validation`. Goes out: text. Deliberately absent: the table for people, which is
//! `terminal`'s.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::columns::{Column, columns};
use super::small::write_whole;
use super::tables::{self, FileRow};
use crate::validation::ValidationRow;

impl FileRow for ValidationRow {
    const FILE: &'static str = "validation.csv";

    fn columns() -> Vec<Column> {
        columns::<Self>()
    }
}

/// One JSON object: the scenario's name, the file, and the rows.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn json(rows: &[ValidationRow], name: &str, file: &Path) -> Result<String, String> {
    let whole = json!({
        "scenario": name,
        "file": file.display().to_string(),
        "validation": tables::objects(rows)?,
    });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}

/// Whether a path holds another file than a validation.csv.
pub fn is_foreign(file: &Path) -> bool {
    let first = tables::header::<ValidationRow>().join(",");
    match fs::read_to_string(file) {
        Ok(text) => text.lines().next() != Some(first.as_str()),
        Err(_) => file.exists(),
    }
}

/// Writes validation.csv, whole or not at all, and the folders above it.
///
/// # Errors
/// When it cannot be written.
pub fn write(rows: &[ValidationRow], file: &Path) -> Result<(), String> {
    if let Some(folder) = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder)
            .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    }
    write_whole(file, &tables::text(rows)?)
}
