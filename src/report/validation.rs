//! validation.csv, and the same for programs.
//!
//! Comes in: the rows of `validation`. Goes out: text. Deliberately absent: the table for people, which is `terminal`'s.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::numbers::shortest;
use super::small::write_whole;
use super::tables::{self, Fields, Row};
use crate::validation::ValidationRow;

/// Columns that hold text however it looks.
const TEXT: [&str; 7] = [
    "part", "name", "sex", "per", "required", "held_out", "source",
];

impl Row for ValidationRow {
    const FILE: &'static str = "validation.csv";
    const COLUMNS: &'static [&'static str] = &[
        "part",
        "name",
        "year",
        "age_from",
        "age_below",
        "sex",
        "per",
        "published",
        "simulated",
        "mc_error",
        "expected",
        "ratio",
        "tolerance",
        "required",
        "held_out",
        "met",
        "source",
    ];

    fn fields(&self, into: &mut Fields) {
        into.text(self.part);
        into.text(&self.name);
        into.text(&self.year.map(|year| year.to_string()).unwrap_or_default());
        into.known(self.age_from, shortest);
        into.known(self.age_below, shortest);
        into.text(self.sex);
        into.text(self.per);
        into.known(self.published, shortest);
        into.number(self.simulated, shortest);
        for figure in [self.mc_error, self.expected, self.ratio, self.tolerance] {
            into.known(figure, shortest);
        }
        let [required, held_out] = self.demands;
        for answer in [required, held_out, self.is_met] {
            into.text(answer.map_or("", |yes| if yes { "yes" } else { "no" }));
        }
        into.text(&self.source);
    }
}

/// The text of validation.csv.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn csv(rows: &[ValidationRow]) -> Result<String, String> {
    let mut bytes = Vec::new();
    tables::write(rows, &mut bytes).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// One JSON object: the scenario's name, the file, and the rows.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn json(rows: &[ValidationRow], name: &str, file: &Path) -> Result<String, String> {
    let text = csv(rows)?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let records: Result<Vec<csv::StringRecord>, csv::Error> = reader.records().collect();
    let records = records.map_err(|error| error.to_string())?;
    let whole = json!({
        "scenario": name,
        "file": file.display().to_string(),
        "validation": records.iter().map(object).collect::<Vec<Value>>(),
    });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}

/// A row as an object of its columns; numbers as numbers, unknown ones as null.
fn object(record: &csv::StringRecord) -> Value {
    let value = |column: &str, text: &str| match text.parse::<f64>() {
        _ if TEXT.contains(&column) || column == "met" => Value::from(text),
        Ok(number) => Value::from(number),
        Err(_) => Value::Null,
    };
    let columns = ValidationRow::COLUMNS.iter().zip(record.iter());
    columns
        .map(|(column, text)| (column.to_string(), value(column, text)))
        .collect()
}

/// Whether something else than validation.csv stands at a path.
pub fn is_foreign(file: &Path) -> bool {
    let first = ValidationRow::COLUMNS.join(",");
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
    write_whole(file, &csv(rows)?)
}
