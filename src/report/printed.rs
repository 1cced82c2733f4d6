//! The printed report for programs: CSV and JSON instead of the table for people.
//!
//! Comes in: a [`Reading`]. Goes out: text. Deliberately absent: anything the files of the run do not say.

use std::path::Path;

use serde_json::{Value, json};

use super::manifest::Manifest;
use super::reading::Reading;
use super::tables::{self, FileRow};
use crate::analysis::rows::{IncrementalRow, PayerRow};

/// One CSV of the rows of payers.csv and incremental.csv: the columns of incremental.csv, which include those of
/// payers.csv, after one that tells which.
pub fn csv(reading: &Reading) -> Result<String, String> {
    let columns = tables::header::<IncrementalRow>();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |record: Vec<&str>| {
        writer
            .write_record(record)
            .map_err(|error| error.to_string())
    };
    write([&["table"], columns.as_slice()].concat())?;
    let of_payers = tables::header::<PayerRow>();
    for row in &records(&reading.payers)? {
        let cell = |column: &&str| {
            let index = of_payers.iter().position(|other| other == column);
            index.and_then(|index| row.get(index)).unwrap_or_default()
        };
        let cells: Vec<&str> = columns.iter().map(cell).collect();
        write([vec!["payers"], cells].concat())?;
    }
    for row in &records(&reading.incremental)? {
        write([vec!["incremental"], row.iter().collect()].concat())?;
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// One JSON object: run.json without the resolved scenario, the folder, and the rows of the tables.
pub fn json(reading: &Reading, folder: &Path) -> Result<String, String> {
    let run = circumstances(&reading.manifest)?;
    let currency = reading.manifest.conventions.money();
    let whole = json!({
        "folder": folder.display().to_string(),
        "run": run,
        "payers": tables::objects(&reading.payers)?,
        "incremental": tables::objects(&reading.incremental)?,
        "outcomes": tables::objects_in(&reading.outcomes, currency)?,
    });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}

/// run.json without the resolved scenario.
pub(super) fn circumstances(manifest: &Manifest) -> Result<Value, String> {
    let mut run = serde_json::to_value(manifest).map_err(|error| error.to_string())?;
    if let Some(scenario) = run.get_mut("scenario").and_then(Value::as_object_mut) {
        scenario.shift_remove("resolved");
    }
    Ok(run)
}

/// The rows as they stand in the file.
fn records<R: FileRow>(rows: &[R]) -> Result<Vec<csv::StringRecord>, String> {
    let text = tables::text(rows)?;
    csv::Reader::from_reader(text.as_bytes())
        .records()
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::reading::tests::example;

    #[test]
    fn the_csv_holds_payers_and_differences_under_one_header() {
        let text = csv(&example()).expect("text");
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("table,arm,comparator,effect,year,payer,mean,"));
        assert!(lines[1].starts_with("payers,current,,,total,insurer,244500000.00,"));
        assert!(lines.iter().any(|line| {
            line.starts_with("incremental,bundle,current,full,total,all,-4400000.00,")
        }));
        let widths: Vec<usize> = lines.iter().map(|line| line.split(',').count()).collect();
        assert!(widths.iter().all(|width| *width == widths[0]), "{widths:?}");
    }

    #[test]
    fn the_json_is_one_object_with_numbers_as_numbers() {
        let text = json(&example(), Path::new("outputs/x")).expect("text");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["payers"][0]["mean"], json!(244_500_000.0));
        assert_eq!(value["payers"][0]["year"], json!("total"));
        assert_eq!(value["run"]["run_id"], json!("0a1b2c3d"));
        assert!(value["run"]["scenario"].get("resolved").is_none());
        assert_eq!(value["outcomes"][0]["year"], json!("total"));
    }
}
