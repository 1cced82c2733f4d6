//! CSV files written and read, one row type a file.
//!
//! Comes in: rows; a folder. Goes out: UTF-8 with commas and a header, in the order given; rows read back. A file must
//! have exactly the columns of its row type. The unit of money is the scenario's currency in a file, and the program's own in rows.
//! Deliberately absent: how a figure stands in a file (base/written.rs),
//! sorting, and any column of time or threads, so that the same scenario gives the same bytes.

use std::io::Write;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::columns::{Column, columns};
use crate::analysis::result_files::ResultRow;
use crate::analysis::rows::WideRow;
use crate::base::currency::{self, Currency};

/// A row of a file.
pub trait FileRow: Serialize {
    /// The name of its file.
    const FILE: &'static str;
    /// Its columns: those of the type, see [`super::columns`].
    fn columns() -> Vec<Column>;
}

/// The names of the columns of a row type.
pub fn header<R: FileRow>() -> Vec<&'static str> {
    R::columns().iter().map(|column| column.name).collect()
}

impl<R: ResultRow> FileRow for R {
    const FILE: &'static str = R::NAME;

    fn columns() -> Vec<Column> {
        columns::<R>()
    }
}

/// Writes a header and all rows that have no money of a scenario in them, or no unit.
///
/// # Errors
/// When the writer fails.
pub fn write<R: FileRow>(rows: &[R], to: impl Write) -> std::io::Result<()> {
    write_in(rows, Currency::EURO, to)
}

/// Writes a header and all rows, money in a currency.
///
/// # Errors
/// When the writer fails.
pub fn write_in<R: FileRow>(rows: &[R], currency: Currency, to: impl Write) -> std::io::Result<()> {
    let mut file = Rows::begin(&header::<R>(), currency, to)?;
    rows.iter().try_for_each(|row| file.write(row))?;
    file.finish()
}

/// A file being written row by row.
pub(super) struct Rows<W: Write> {
    writer: csv::Writer<W>,
    /// Which column names the unit, where money is not in euros.
    other: Option<(usize, Currency)>,
}

impl<W: Write> Rows<W> {
    /// Writes the header.
    pub fn begin(header: &[&str], currency: Currency, to: W) -> std::io::Result<Rows<W>> {
        // A row holds rows (a spread), which csv lays out flat where it is not to make a header of them.
        let mut builder = csv::WriterBuilder::new();
        let mut writer = builder.has_headers(false).from_writer(to);
        writer.write_record(header)?;
        let unit = header.iter().position(|name| *name == UNIT);
        let unit = unit.filter(|_| currency != Currency::EURO);
        Ok(Rows {
            writer,
            other: unit.map(|unit| (unit, currency)),
        })
    }

    /// Writes a row.
    pub fn write(&mut self, row: &impl FileRow) -> std::io::Result<()> {
        match self.other {
            None => self.writer.serialize(row)?,
            Some((unit, currency)) => {
                let record = fields(row)?;
                let told = |(at, field): (usize, &str)| match at == unit {
                    true => currency.unit(field),
                    false => field.to_string(),
                };
                self.writer
                    .write_record(record.iter().enumerate().map(told))?;
            }
        }
        Ok(())
    }

    /// Hands over what is left.
    pub fn finish(mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}

/// The column that names the unit of a row.
const UNIT: &str = "unit";

/// The fields of a row as they stand in a file.
fn fields(row: &impl FileRow) -> std::io::Result<csv::StringRecord> {
    let mut builder = csv::WriterBuilder::new();
    let mut writer = builder.has_headers(false).from_writer(Vec::new());
    writer.serialize(row)?;
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes.as_slice());
    let mut record = csv::StringRecord::new();
    reader.read_record(&mut record)?;
    Ok(record)
}

/// The header of replications_wide.csv: a column for every replication, under its number.
pub(super) fn wide_header(replications: usize) -> Vec<String> {
    let mut names: Vec<String> = header::<WideRow>()
        .into_iter()
        .map(str::to_string)
        .collect();
    names.pop();
    names.extend((0..replications).map(|number| number.to_string()));
    names
}

/// The text of a file of rows that have no money of a scenario in them, or no unit.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn text<R: FileRow>(rows: &[R]) -> Result<String, String> {
    text_in(rows, Currency::EURO)
}

/// The text of a file, money in a currency.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn text_in<R: FileRow>(rows: &[R], currency: Currency) -> Result<String, String> {
    let mut bytes = Vec::new();
    write_in(rows, currency, &mut bytes).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// Each row as an object of its columns, as it stands in a file without money of a scenario; numbers as numbers, unknown ones as
/// null.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn objects<R: FileRow>(rows: &[R]) -> Result<Vec<Value>, String> {
    objects_in(rows, Currency::EURO)
}

/// The same, money in a currency.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn objects_in<R: FileRow>(rows: &[R], currency: Currency) -> Result<Vec<Value>, String> {
    let text = text_in(rows, currency)?;
    let columns = R::columns();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let object = |record: csv::StringRecord| -> Value {
        let fields = columns.iter().zip(record.iter());
        fields
            .map(|(column, field)| {
                let number = || field.parse::<f64>().map_or(Value::Null, Value::from);
                let value = if column.is_number {
                    number()
                } else {
                    Value::from(field)
                };
                (column.name.to_string(), value)
            })
            .collect()
    };
    reader
        .records()
        .map(|record| record.map(object).map_err(|error| error.to_string()))
        .collect()
}

/// Reads all rows of a file in a folder.
///
/// # Errors
/// In words, with the file, the line and the column, when it is missing or damaged.
pub fn read<R: FileRow + DeserializeOwned>(folder: &Path) -> Result<Vec<R>, String> {
    let mut rows = Vec::new();
    each::<R>(folder, |record| {
        rows.push(record.row()?);
        Ok(())
    })?;
    Ok(rows)
}

/// One line of a file.
pub struct Record<'a> {
    record: &'a csv::StringRecord,
    header: &'a [&'a str],
}

impl<'a> Record<'a> {
    /// The row, which may borrow its text from the line.
    ///
    /// # Errors
    /// With the column that is wrong.
    pub fn row<R: Deserialize<'a>>(&self) -> Result<R, String> {
        self.record.deserialize(None).map_err(|error| {
            let field = match error.kind() {
                csv::ErrorKind::Deserialize { err, .. } => err.field(),
                _ => None,
            };
            let index = field.and_then(|field| usize::try_from(field).ok());
            let named =
                index.and_then(|index| Some((self.header.get(index)?, self.record.get(index)?)));
            match named {
                Some((column, text)) => {
                    format!("`{text}` in column `{column}` is not what belongs there")
                }
                None => error.to_string(),
            }
        })
    }
}

/// A line with another unit.
fn with(record: &csv::StringRecord, unit: usize, own: &str) -> csv::StringRecord {
    let fields = record.iter().enumerate();
    fields
        .map(|(at, field)| if at == unit { own } else { field })
        .collect()
}

/// Goes through the lines of the file of `R`, whose columns must be those of `R`.
///
/// # Errors
/// In words, with the file and the line.
pub fn each<R: FileRow>(
    folder: &Path,
    each: impl FnMut(&Record) -> Result<(), String>,
) -> Result<(), String> {
    each_line(folder, (R::FILE, &header::<R>()), each)
}

/// Goes through the lines of replications_wide.csv of a run with so many replications.
///
/// # Errors
/// In words, with the file and the line.
pub(super) fn wide(
    folder: &Path,
    replications: usize,
    mut each: impl FnMut(WideRow) -> Result<(), String>,
) -> Result<(), String> {
    let names = wide_header(replications);
    let header: Vec<&str> = names.iter().map(String::as_str).collect();
    each_line(folder, (WideRow::FILE, &header), |record| {
        each(record.row()?)
    })
}

fn each_line(
    folder: &Path,
    (file, header): (&str, &[&str]),
    mut each: impl FnMut(&Record) -> Result<(), String>,
) -> Result<(), String> {
    let in_file = |problem: String| format!("{file}: {problem}");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .buffer_capacity(1 << 18)
        .from_path(folder.join(file))
        .map_err(|error| in_file(error.to_string()))?;
    let unit = header.iter().position(|name| *name == UNIT);
    let mut record = csv::StringRecord::new();
    let mut is_header = true;
    while reader
        .read_record(&mut record)
        .map_err(|error| in_file(error.to_string()))?
    {
        if std::mem::take(&mut is_header) {
            if !record.iter().eq(header.iter().copied()) {
                let problem = format!("the columns are not {}", header.join(","));
                return Err(in_file(problem));
            }
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
        let own = |unit: usize| currency::unit_read(record.get(unit)?);
        let own = unit.and_then(|unit| Some((unit, own(unit)?)));
        if let Some((unit, own)) = own {
            record = with(&record, unit, &own);
        }
        let record = Record {
            record: &record,
            header,
        };
        each(&record).map_err(|problem| in_file(format!("line {line}: {problem}")))?;
    }
    if is_header {
        return Err(in_file("it is empty".to_string()));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
