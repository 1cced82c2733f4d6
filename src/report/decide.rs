//! The files that `caremix decide` adds to a run, read again, and as JSON for programs.
//!
//! Comes in: [`DecisionTables`]. Goes out: files, text. Deliberately absent: the tables for people, which are `terminal`'s.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::json;

use super::columns::{Column, columns};
use super::manifest::{self, Manifest};
use super::names;
use super::printed;
use super::tables::{self, FileRow};
use crate::analysis::decide::DecisionTables;
use crate::analysis::decide::rows::{
    ConventionRow, CostEffectivenessRow, DecisionRow, InformationRow, PlaneRow,
};
use crate::base::currency::Currency;

macro_rules! files {
    ($($row:ident: $name:ident;)*) => {
        $(impl FileRow for $row {
            const FILE: &'static str = names::$name;

            fn columns() -> Vec<Column> {
                columns::<Self>()
            }
        })*
    };
}

files! {
    DecisionRow: DECISION;
    CostEffectivenessRow: COST_EFFECTIVENESS;
    PlaneRow: PLANE;
    InformationRow: INFORMATION;
    ConventionRow: CONVENTIONS;
}

/// Puts all files into the folder of the run, each whole or not at all.
///
/// # Errors
/// When the folder cannot be written.
pub fn write(found: &DecisionTables, currency: Currency, folder: &Path) -> Result<(), String> {
    add(folder, &found.decision)?;
    add(folder, &found.cost_effectiveness)?;
    add(folder, &found.plane)?;
    add(folder, &found.information)?;
    let conventions = tables::text_in(&found.conventions, currency)?;
    manifest::add(folder, ConventionRow::FILE, &conventions)
}

fn add<R: FileRow>(folder: &Path, rows: &[R]) -> Result<(), String> {
    manifest::add(folder, R::FILE, &tables::text(rows)?)
}

/// One of these files of a run, where the run has it as it was written; none otherwise.
pub fn read<R: FileRow + DeserializeOwned>(
    folder: &Path,
    manifest: &Manifest,
) -> Result<Vec<R>, String> {
    if !manifest.has(R::FILE) {
        return Ok(Vec::new());
    }
    manifest.check_added(folder, R::FILE)?;
    tables::read(folder)
}

/// One JSON object: run.json without the resolved scenario, the folder, and the rows of all files but the plane.
///
/// # Errors
/// In words, when a value has no form in JSON.
pub fn json(found: &DecisionTables, manifest: &Manifest, folder: &Path) -> Result<String, String> {
    let whole = json!({
        "folder": folder.display().to_string(),
        "run": printed::circumstances(manifest)?,
        "decision": tables::objects(&found.decision)?,
        "cost_effectiveness": tables::objects(&found.cost_effectiveness)?,
        "value_of_information": tables::objects(&found.information)?,
        "conventions": tables::objects_in(&found.conventions, manifest.conventions.money())?,
    });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}
