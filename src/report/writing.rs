//! All files of a finished run, into a folder in the making.
//!
//! Comes in: the tables and the circumstances of a run. Goes out: files. Deliberately absent: where they end up.

use std::io::Write;

use super::folder::Work;
use super::manifest::{self, FileNote, Manifest};
use super::store;
use super::tables::{self, Row};
use crate::analysis::Sink;
use crate::analysis::rows::{
    ControlVariateRow, IncrementalRow, InvestmentRow, LayerRow, LedgerRow, OutcomeRow, PayerRow,
    ProviderRow, ReplicationRow, SavingsRow, Tables,
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
///
/// `make` makes the tables and the manifest; the rows of replications.csv are written while it does, for they are too many to
/// be kept.
///
/// # Errors
/// In words.
pub fn write(
    into: &Work,
    make: impl FnOnce(Sink) -> Result<(Tables, Manifest), String>,
    inputs: &Inputs,
    kept: u32,
) -> Result<(), String> {
    let (replications, (tables, manifest)) = replications(into, make)?;
    let mut files = vec![
        table::<LedgerRow>(into, &tables.ledger)?,
        table::<PayerRow>(into, &tables.payers)?,
        table::<IncrementalRow>(into, &tables.incremental)?,
        table::<LayerRow>(into, &tables.layers)?,
        table::<OutcomeRow>(into, &tables.outcomes)?,
        table::<ProviderRow>(into, &tables.providers)?,
        replications,
        table::<InvestmentRow>(into, &tables.investments)?,
        kept_replications(into, kept)?,
        copy(into, SCENARIO, inputs.scenario_file.as_bytes())?,
    ];
    if !tables.savings.is_empty() {
        files.push(table::<SavingsRow>(into, &tables.savings)?);
    }
    if !tables.control_variate.is_empty() {
        files.push(table::<ControlVariateRow>(into, &tables.control_variate)?);
    }
    if let Some(bytes) = &inputs.population_file {
        files.push(copy(into, POPULATION, bytes)?);
    }
    let text = Manifest { files, ..manifest }.text()?;
    into.write(manifest::FILE, |file| file.write_all(text.as_bytes()))?;
    Ok(())
}

/// Writes replications.csv while the tables are made.
fn replications<T>(
    into: &Work,
    make: impl FnOnce(Sink) -> Result<T, String>,
) -> Result<(FileNote, T), String> {
    let mut made = Err("no tables were made".to_string());
    let mut count = 0;
    let sha256 = into.write(ReplicationRow::FILE, |file| {
        let mut rows = tables::Rows::<ReplicationRow, _>::begin(file)?;
        let mut written = Ok(());
        made = make(&mut |some| {
            for row in some.drain(..) {
                count += 1;
                if written.is_ok() {
                    written = rows.write(&row);
                }
            }
        });
        written.and_then(|()| rows.finish())
    })?;
    let note = FileNote {
        name: ReplicationRow::FILE.to_string(),
        rows: Some(count),
        sha256,
    };
    Ok((note, made?))
}

fn kept_replications(into: &Work, kept: u32) -> Result<FileNote, String> {
    let note = FileNote {
        name: store::FILE.to_string(),
        rows: Some(kept as usize),
        sha256: String::new(),
    };
    note.hashed(into.folder())
}

fn table<R: Row>(into: &Work, rows: &[R]) -> Result<FileNote, String> {
    Ok(FileNote {
        name: R::FILE.to_string(),
        rows: Some(rows.len()),
        sha256: into.write(R::FILE, |file| tables::write(rows, file))?,
    })
}

fn copy(into: &Work, name: &str, bytes: &[u8]) -> Result<FileNote, String> {
    Ok(FileNote {
        name: name.to_string(),
        rows: None,
        sha256: into.write(name, |file: &mut dyn Write| file.write_all(bytes))?,
    })
}
