//! All files of a finished run, into a folder in the making.
//!
//! Comes in: the tables and the circumstances of a run. Goes out: files. Deliberately absent: where they end up.

use std::io::Write;

use super::folder::Partial;
use super::kept;
use super::manifest::{self, FileNote, Manifest};
use super::tables::{self, Row};
use crate::analysis::rows::{
    ControlVariateRow, IncrementalRow, InvestmentRow, LayerRow, LedgerRow, OutcomeRow, PayerRow,
    ProviderRow, ReplicationRow, SavingsRow, Tables, WideRow,
};

/// The resolved scenario as a scenario file, to run again as it is.
pub const SCENARIO: &str = "scenario.toml";
/// The population file of the scenario, where it has one; the copy of the scenario refers to it by this name.
pub const POPULATION: &str = "population.csv";

/// Copies of what went in.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// The resolved scenario as a scenario file.
    pub scenario_file: String,
    /// The population file.
    pub population_file: Option<Vec<u8>>,
}

/// Writes every file but that of the replications, of which it holds so many; run.json last, with the list of the others.
pub fn write(
    into: &Partial,
    tables: &Tables,
    inputs: &Inputs,
    kept: u32,
    mut manifest: Manifest,
) -> Result<(), String> {
    manifest.files = vec![
        table::<LedgerRow>(into, &tables.ledger)?,
        table::<PayerRow>(into, &tables.payers)?,
        table::<IncrementalRow>(into, &tables.incremental)?,
        table::<LayerRow>(into, &tables.layers)?,
        table::<OutcomeRow>(into, &tables.outcomes)?,
        table::<ProviderRow>(into, &tables.providers)?,
        table::<ReplicationRow>(into, &tables.replications)?,
        wide(into, &tables.wide, manifest.replications)?,
        table::<InvestmentRow>(into, &tables.investments)?,
        FileNote {
            name: kept::FILE.to_string(),
            rows: Some(kept as usize),
        },
        copy(into, SCENARIO, inputs.scenario_file.as_bytes())?,
    ];
    if !tables.savings.is_empty() {
        manifest
            .files
            .push(table::<SavingsRow>(into, &tables.savings)?);
    }
    if !tables.control_variate.is_empty() {
        let rows = &tables.control_variate;
        manifest.files.push(table::<ControlVariateRow>(into, rows)?);
    }
    if let Some(bytes) = &inputs.population_file {
        manifest.files.push(copy(into, POPULATION, bytes)?);
    }
    into.write(manifest::FILE, |file| {
        serde_json::to_writer_pretty(&mut *file, &manifest)?;
        file.write_all(b"\n")
    })
}

fn table<R: Row>(into: &Partial, rows: &[R]) -> Result<FileNote, String> {
    into.write(R::FILE, |file| tables::write(rows, file))?;
    Ok(FileNote {
        name: R::FILE.to_string(),
        rows: Some(rows.len()),
    })
}

fn wide(into: &Partial, rows: &[WideRow], replications: u32) -> Result<FileNote, String> {
    into.write(WideRow::FILE, |file| {
        tables::write_wide(rows, replications as usize, file)
    })?;
    Ok(FileNote {
        name: WideRow::FILE.to_string(),
        rows: Some(rows.len()),
    })
}

fn copy(into: &Partial, name: &str, bytes: &[u8]) -> Result<FileNote, String> {
    into.write(name, |file: &mut dyn Write| file.write_all(bytes))?;
    Ok(FileNote {
        name: name.to_string(),
        rows: None,
    })
}
