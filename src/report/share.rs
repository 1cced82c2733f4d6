//! share.csv, and the same for programs.
//!
//! Comes in: the rows of `sharing`. Goes out: text. Deliberately absent: the table for people, which is `terminal`'s.

use std::path::Path;

use serde_json::json;

use super::manifest::{self, Manifest};
use super::numbers::shortest;
use super::printed;
use super::tables::{self, Fields, Row, text_of, with_spread};
use crate::sharing::ShareRow;

impl Row for ShareRow {
    const FILE: &'static str = manifest::SHARE;
    const COLUMNS: &'static [&'static str] = with_spread![
        "arrangement",
        "arm",
        "comparator",
        "payer",
        "measure",
        "item",
        "confidence",
        "year",
        "unit"
    ];

    fn fields(&self, into: &mut Fields) {
        let names = [&self.arrangement, &self.arm, &self.comparator, &self.payer];
        names.iter().for_each(|name| into.text(name));
        into.text(self.measure);
        into.text(&self.item);
        into.known(self.confidence, shortest);
        into.text(&self.year);
        into.text(self.unit);
        let text = text_of(self.unit);
        let figures = &self.figures;
        for figure in [figures.mean, figures.mc_error, figures.sd]
            .iter()
            .chain(&figures.quantiles)
        {
            into.known(*figure, text);
        }
    }
}

/// The text of share.csv.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn csv(rows: &[ShareRow]) -> Result<String, String> {
    let mut bytes = Vec::new();
    tables::write(rows, &mut bytes).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// One JSON object: run.json without the resolved scenario, the folder, and the rows.
///
/// # Errors
/// In words, when a value has no form in JSON.
pub fn json(rows: &[ShareRow], manifest: &Manifest, folder: &Path) -> Result<String, String> {
    let whole = json!({
        "folder": folder.display().to_string(),
        "run": printed::circumstances(manifest)?,
        "share": printed::objects(rows)?,
    });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}

/// Puts share.csv into the folder of the run, whole or not at all.
///
/// # Errors
/// When the folder cannot be written.
pub fn write(rows: &[ShareRow], folder: &Path) -> Result<(), String> {
    manifest::add(folder, ShareRow::FILE, &csv(rows)?)
}
