//! What payers laid out in every replication, read from a finished run.
//!
//! Comes in: the folder of a run. Goes out: [`Outlays`]. Deliberately absent: outcomes; of replications.csv only the
//! rows of payers by year are taken, so that a large file is passed over quickly.

use std::path::Path;

use super::manifest::Manifest;
use super::tables::Row;
use crate::analysis::rows::{InvestmentRow, ReplicationRow};
use crate::base::money::Cents;
use crate::scenario::schema::Scenario;
use crate::sharing::{Amounts, Outlays};

/// EUR that no amount of a run exceeds; more is damage, and would not add up in cents.
const LARGEST: f64 = 1e13;

/// Reads what arrangements are worked out on.
///
/// # Errors
/// In words, when a file is missing, damaged or not whole.
pub fn read(folder: &Path, manifest: &Manifest, scenario: &Scenario) -> Result<Outlays, String> {
    let names = |list: Vec<&String>| list.into_iter().cloned().collect();
    let run = &scenario.run;
    let mut outlays = Outlays {
        payers: names(scenario.payer.iter().map(|payer| &payer.name).collect()),
        years: (0..run.years as i32)
            .map(|year| run.first_year + year)
            .collect(),
        replications: manifest.replications as usize,
        by_arm: Default::default(),
        invested: Default::default(),
    };
    paid(folder, scenario, &mut outlays)?;
    invested(folder, &mut outlays)?;
    Ok(outlays)
}

fn paid(folder: &Path, scenario: &Scenario, outlays: &mut Outlays) -> Result<(), String> {
    let mut by_arm: Vec<Amounts> = scenario.arm.iter().map(|_| outlays.nothing()).collect();
    let mut found = 0;
    records::<ReplicationRow>(folder, |fields| {
        let [arm, replication, payer, year, value] = fields else {
            return Err("a row of another length".to_string());
        };
        // Only a calendar year starts with a digit.
        if !year.first().is_some_and(u8::is_ascii_digit) {
            return Ok(());
        }
        let Some(payer) = place(&outlays.payers, payer) else {
            return Ok(());
        };
        let arms = &mut scenario.arm.iter().zip(&mut by_arm);
        let (_, amounts) = arms
            .find(|(named, _)| named.name.as_bytes() == *arm)
            .ok_or_else(|| format!("an arm `{}` that run.json does not have", shown(arm)))?;
        found += 1;
        put(outlays, amounts, replication, payer, year, value)
    })?;
    let expected = by_arm.len() * outlays.replications * outlays.payers.len() * outlays.years.len();
    if found != expected {
        return Err(format!(
            "{}: {found} amounts of payers by year, but the run has {expected}",
            ReplicationRow::FILE
        ));
    }
    let names = scenario.arm.iter().map(|arm| arm.name.clone());
    outlays.by_arm = names.zip(by_arm).collect();
    Ok(())
}

fn invested(folder: &Path, outlays: &mut Outlays) -> Result<(), String> {
    let mut invested = std::collections::BTreeMap::new();
    records::<InvestmentRow>(folder, |fields| {
        let [arm, component, payer, year, replication, value] = fields else {
            return Err("a row of another length".to_string());
        };
        let payer = place(&outlays.payers, payer)
            .ok_or_else(|| format!("a payer `{}` that run.json does not have", shown(payer)))?;
        let amounts = invested
            .entry((shown(arm), shown(component)))
            .or_insert_with(|| outlays.nothing());
        put(outlays, amounts, replication, payer, year, value)
    })?;
    outlays.invested = invested;
    Ok(())
}

/// Goes through the records of a file whose columns are those of `R`.
pub(super) fn records<R: Row>(
    folder: &Path,
    mut each: impl FnMut(&[&[u8]]) -> Result<(), String>,
) -> Result<(), String> {
    let in_file = |problem: String| format!("{}: {problem}", R::FILE);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .buffer_capacity(1 << 18)
        .from_path(folder.join(R::FILE))
        .map_err(|error| in_file(error.to_string()))?;
    let mut record = csv::ByteRecord::new();
    let mut is_header = true;
    while reader
        .read_byte_record(&mut record)
        .map_err(|error| in_file(error.to_string()))?
    {
        if std::mem::take(&mut is_header) {
            if !record
                .iter()
                .eq(R::COLUMNS.iter().map(|column| column.as_bytes()))
            {
                return Err(in_file(format!(
                    "the columns are not {}",
                    R::COLUMNS.join(",")
                )));
            }
            continue;
        }
        let mut fields: [&[u8]; 8] = [&[]; 8];
        let width = record.len().min(fields.len());
        for (place, field) in fields.iter_mut().zip(record.iter()) {
            *place = field;
        }
        each(&fields[..width]).map_err(in_file)?;
    }
    Ok(())
}

/// Puts an amount in its place.
pub(super) fn put(
    outlays: &Outlays,
    amounts: &mut Amounts,
    replication: &[u8],
    payer: usize,
    year: &[u8],
    value: &[u8],
) -> Result<(), String> {
    let replication: usize = parsed(replication)?;
    let year = parsed::<i32>(year)? - outlays.years.first().copied().unwrap_or_default();
    let value: f64 = parsed(value)?;
    let is_year = usize::try_from(year).is_ok_and(|year| year < outlays.years.len());
    let is_amount = value.abs() <= LARGEST;
    if replication >= outlays.replications || !is_year || !is_amount {
        return Err("a replication, year or amount that the run does not have".to_string());
    }
    amounts.of_mut(replication, payer)[year as usize] += Cents::from_eur(value);
    Ok(())
}

/// Where a name stands in a list.
pub(super) fn place(names: &[String], name: &[u8]) -> Option<usize> {
    names.iter().position(|other| other.as_bytes() == name)
}

/// A field as text.
pub(super) fn shown(field: &[u8]) -> String {
    String::from_utf8_lossy(field).into_owned()
}

fn parsed<T: std::str::FromStr>(field: &[u8]) -> Result<T, String> {
    let text = std::str::from_utf8(field).ok();
    text.and_then(|text| text.parse().ok())
        .ok_or_else(|| format!("`{}` is not a number", shown(field)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::reading::tests::example;

    fn folder(replications: &str, investments: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).expect("written");
        };
        write(
            "replications.csv",
            &format!("arm,replication,payer_or_outcome,year,value\n{replications}"),
        );
        write(
            "investments.csv",
            &format!("arm,component,payer,year,replication,value\n{investments}"),
        );
        folder
    }

    /// One replication of the example run: two arms, two payers, two years.
    fn whole() -> String {
        let mut text = String::new();
        for (arm, more) in [("current", 0), ("bundle", 10)] {
            for (payer, amount) in [("insurer", 100), ("municipality", 50), ("all", 150)] {
                for year in ["2025", "2026", "total"] {
                    text.push_str(&format!("{arm},0,{payer},{year},{}.25\n", amount + more));
                }
            }
            text.push_str(&format!("{arm},0,qalys:all,2025,7\n"));
        }
        text
    }

    fn read_one(folder: &tempfile::TempDir) -> Result<Outlays, String> {
        let mut run = example();
        run.manifest.replications = 1;
        read(folder.path(), &run.manifest, &run.scenario)
    }

    #[test]
    fn payers_by_year_are_taken_and_the_rest_passed_over() {
        let folder = folder(&whole(), "bundle,budget,insurer,2026,0,3.10\n");
        let outlays = read_one(&folder).expect("read");
        let observed = outlays
            .observed("current", "bundle", &["budget".to_string()])
            .expect("both arms");
        assert_eq!(observed.baseline.of(0, 1), [Cents(5025), Cents(5025)]);
        assert_eq!(observed.difference.of(0, 0), [Cents(1000), Cents(1000)]);
        assert_eq!(observed.investment.of(0, 0), [Cents(0), Cents(310)]);
    }

    #[test]
    fn a_file_that_is_not_whole_is_refused() {
        let cut: String = whole()
            .lines()
            .skip(1)
            .map(|line| format!("{line}\n"))
            .collect();
        let problem = read_one(&folder(&cut, "")).expect_err("refused");
        assert!(
            problem.contains("7 amounts") && problem.contains("has 8"),
            "{problem}"
        );
    }

    #[test]
    fn a_damaged_amount_is_named() {
        let damaged = whole().replace("100.25", "much");
        let problem = read_one(&folder(&damaged, "")).expect_err("refused");
        assert!(
            problem.contains("replications.csv: `much` is not a number"),
            "{problem}"
        );
    }
}
