//! All files of a finished run, into a folder in the making.
//!
//! Comes in: the tables and the circumstances of a run. Goes out: files. Deliberately absent: where they end up.

use std::io::{self, Write};

use super::folder::WorkFolder;
use super::manifest::{self, FileNote, Manifest};
use super::store;
use super::tables::{self, FileRow, Rows};
use crate::analysis::result_files::{ResultRow, TableVisitor, WrittenWhen};
use crate::analysis::rows::{ReplicationRow, WideRow};
use crate::analysis::{ResultTables, Sink};
use crate::base::currency::Currency;

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
    /// The currency of all money.
    pub currency: Currency,
}

/// Writes every file but that of the replications (`kept` are kept; the tables are made of the first `made`), and last
/// run.json, with the list of the other files.
///
/// `make` makes the tables and the manifest; the rows that hold every replication are written while it does.
///
/// # Errors
/// In words.
pub fn write(
    into: &WorkFolder,
    make: impl FnOnce(Sink) -> Result<(ResultTables, Manifest), String>,
    inputs: &Inputs,
    made: u32,
    kept: u32,
) -> Result<(), String> {
    let currency = inputs.currency;
    let made = (made as usize, currency);
    let (streamed, (tables, manifest)) = replications(into, made, make)?;
    let mut writer = TableWriter {
        into,
        currency,
        streamed,
        files: Vec::new(),
    };
    tables.each(&mut writer)?;
    let mut files = writer.files;
    files.push(kept_replications(into, kept)?);
    write_last(into, manifest, files, inputs)
}

/// Writes the files of a part of a run: what went in, and last run.json; `kept` replications are kept already.
///
/// # Errors
/// In words.
pub fn write_part(
    into: &WorkFolder,
    manifest: Manifest,
    inputs: &Inputs,
    kept: u32,
) -> Result<(), String> {
    write_last(into, manifest, vec![kept_replications(into, kept)?], inputs)
}

/// Writes the copies of what went in, and run.json with the list of all files.
fn write_last(
    into: &WorkFolder,
    manifest: Manifest,
    mut files: Vec<FileNote>,
    inputs: &Inputs,
) -> Result<(), String> {
    files.push(copy(into, SCENARIO, inputs.scenario_file.as_bytes())?);
    if let Some(bytes) = &inputs.population_file {
        files.push(copy(into, POPULATION, bytes)?);
    }
    let text = Manifest { files, ..manifest }.text()?;
    into.write(manifest::FILE, |file| file.write_all(text.as_bytes()))?;
    Ok(())
}

/// Writes every table that is kept, and notes its file.
struct TableWriter<'a> {
    into: &'a WorkFolder,
    currency: Currency,
    /// The files that were written while the tables were made.
    streamed: [FileNote; 2],
    files: Vec<FileNote>,
}

impl TableVisitor for TableWriter<'_> {
    type Error = String;

    fn table<R: ResultRow>(&mut self, rows: &[R]) -> Result<(), String> {
        match R::WRITTEN_WHEN {
            WrittenWhen::WithRows if rows.is_empty() => {}
            WrittenWhen::WithRows | WrittenWhen::Always => {
                self.files.push(table(self.into, rows, self.currency)?);
            }
            WrittenWhen::Streamed => {
                let mut streamed = self.streamed.iter();
                let note = streamed.find(|note| note.name == R::NAME);
                let note = note.ok_or_else(|| format!("{} was not written", R::NAME))?;
                self.files.push(note.clone());
            }
        }
        Ok(())
    }
}

/// Writes the files that hold every replication while the tables are made: too many rows to be kept.
fn replications<T>(
    into: &WorkFolder,
    (replications, currency): (usize, Currency),
    make: impl FnOnce(Sink) -> Result<T, String>,
) -> Result<([FileNote; 2], T), String> {
    let mut made = Err("no tables were made".to_string());
    let mut counts = [0, 0];
    let mut sha256_of_wide = Ok(String::new());
    let sha256 = into.write(ReplicationRow::FILE, |file| {
        let mut rows = Rows::begin(&tables::header::<ReplicationRow>(), currency, file)?;
        let mut written = Ok(());
        sha256_of_wide = into.write(WideRow::FILE, |file| {
            let header = tables::wide_header(replications);
            let header: Vec<&str> = header.iter().map(String::as_str).collect();
            let mut wide = Rows::begin(&header, currency, file)?;
            let mut wide_written = Ok(());
            made = make(&mut |tables| {
                counts[0] += tables.replications.len();
                counts[1] += tables.wide.len();
                write_some(&mut rows, tables.replications.drain(..), &mut written);
                write_some(&mut wide, tables.wide.drain(..), &mut wide_written);
            });
            wide_written.and_then(|()| wide.finish())
        });
        written.and_then(|()| rows.finish())
    })?;
    let note = |name: &str, rows: usize, sha256: String| FileNote {
        name: name.to_string(),
        rows: Some(rows),
        sha256,
    };
    let notes = [
        note(ReplicationRow::FILE, counts[0], sha256),
        note(WideRow::FILE, counts[1], sha256_of_wide?),
    ];
    Ok((notes, made?))
}

/// Writes rows until the first that cannot be.
fn write_some<R: FileRow>(
    file: &mut Rows<impl Write>,
    rows: impl Iterator<Item = R>,
    written: &mut io::Result<()>,
) {
    for row in rows {
        if written.is_ok() {
            *written = file.write(&row);
        }
    }
}

fn kept_replications(into: &WorkFolder, kept: u32) -> Result<FileNote, String> {
    let note = FileNote {
        name: store::FILE.to_string(),
        rows: Some(kept as usize),
        sha256: String::new(),
    };
    note.hashed(into.folder())
}

fn table<R: FileRow>(
    into: &WorkFolder,
    rows: &[R],
    currency: Currency,
) -> Result<FileNote, String> {
    Ok(FileNote {
        name: R::FILE.to_string(),
        rows: Some(rows.len()),
        sha256: into.write(R::FILE, |file| tables::write_in(rows, currency, file))?,
    })
}

fn copy(into: &WorkFolder, name: &str, bytes: &[u8]) -> Result<FileNote, String> {
    Ok(FileNote {
        name: name.to_string(),
        rows: None,
        sha256: into.write(name, |file: &mut dyn Write| file.write_all(bytes))?,
    })
}
