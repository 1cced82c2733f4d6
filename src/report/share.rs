//! share.csv, and its rows as JSON for programs.
//!
//! Comes in: the rows of `sharing`. Goes out: text. Deliberately absent: the table for people, which is `terminal`'s.

use std::path::Path;

use serde_json::json;

use super::columns::{Column, columns};
use super::manifest::{self, Manifest};
use super::printed;
use super::tables::{self, FileRow};
use crate::base::currency::Currency;
use crate::sharing::ShareRow;

impl FileRow for ShareRow {
    const FILE: &'static str = manifest::SHARE;

    fn columns() -> Vec<Column> {
        columns::<Self>()
    }
}

/// One JSON object: run.json without the resolved scenario, the folder, and the rows.
///
/// # Errors
/// In words, when a value has no form in JSON.
pub fn json(rows: &[ShareRow], manifest: &Manifest, folder: &Path) -> Result<String, String> {
    let whole = json!({
        "folder": folder.display().to_string(),
        "run": printed::circumstances(manifest)?,
        "share": tables::objects_in(rows, manifest.conventions.money())?,
    });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}

/// Puts share.csv into the folder of the run, whole or not at all.
///
/// # Errors
/// When the folder cannot be written.
pub fn write(rows: &[ShareRow], currency: Currency, folder: &Path) -> Result<(), String> {
    manifest::add(folder, ShareRow::FILE, &tables::text_in(rows, currency)?)
}
