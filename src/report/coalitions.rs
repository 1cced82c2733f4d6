//! coalitions.csv: what payers laid out when only some investors took part, kept in the folder of the run.
//!
//! Comes in: coalitions that were simulated. Goes out: a file, and the coalitions in it. Rows of another run, and
//! coalitions that are not whole, are passed over: they are simulated again.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::columns::{Column, columns};
use super::manifest;
use super::outlays::{known_payer, put};
use super::tables::{self, FileRow};
use crate::base::written::eur;
use crate::sharing::{Amounts, Outlays, Programme};

/// Between the names in one field; no name has it.
const AND: &str = "+";

/// What payers laid out, by programme and the investors that took part.
pub type Coalitions = BTreeMap<Programme, BTreeMap<Vec<String>, Amounts>>;

/// Coalitions being read: how many amounts were found of each.
type FoundAmounts = BTreeMap<Programme, BTreeMap<Vec<String>, (usize, Amounts)>>;

/// One row of coalitions.csv.
#[derive(Debug, Serialize, Deserialize)]
struct CoalitionRow<'a> {
    run_id: &'a str,
    arm: &'a str,
    components: &'a str,
    members: &'a str,
    payer: &'a str,
    year: i32,
    replication: u32,
    #[serde(serialize_with = "eur")]
    value: f64,
}

impl FileRow for CoalitionRow<'_> {
    const FILE: &'static str = manifest::COALITIONS;

    fn columns() -> Vec<Column> {
        columns::<CoalitionRow<'static>>()
    }
}

/// The coalitions of a run that the folder holds whole.
///
/// # Errors
/// When the file is there and damaged.
pub fn read(folder: &Path, run_id: &str, outlays: &Outlays) -> Result<Coalitions, String> {
    let mut found = FoundAmounts::new();
    if !folder.join(manifest::COALITIONS).exists() {
        return Ok(Coalitions::new());
    }
    manifest::read(folder)?.check_added(folder, manifest::COALITIONS)?;
    tables::each::<CoalitionRow>(folder, |record| {
        let row: CoalitionRow = record.row()?;
        if row.run_id != run_id {
            return Ok(());
        }
        let payer = known_payer(outlays, row.payer)?;
        let programme = Programme {
            arm: row.arm.to_string(),
            components: names(row.components),
        };
        let (count, amounts) = found
            .entry(programme)
            .or_default()
            .entry(names(row.members))
            .or_insert_with(|| (0, outlays.nothing()));
        *count += 1;
        put(
            outlays,
            amounts,
            (row.replication, payer, row.year),
            row.value,
        )
    })?;
    let whole = outlays.replications * outlays.payers.len() * outlays.years.len();
    Ok(found
        .into_iter()
        .map(|(programme, of)| (programme, only_whole(of, whole)))
        .collect())
}

fn names(field: &str) -> Vec<String> {
    field.split(AND).map(str::to_string).collect()
}

fn only_whole(
    of: BTreeMap<Vec<String>, (usize, Amounts)>,
    whole: usize,
) -> BTreeMap<Vec<String>, Amounts> {
    of.into_iter()
        .filter(|(_, (count, _))| *count == whole)
        .map(|(members, (_, amounts))| (members, amounts))
        .collect()
}

/// Writes all coalitions of a run, whole or not at all.
///
/// # Errors
/// When the folder cannot be written.
pub fn write(
    folder: &Path,
    run_id: &str,
    outlays: &Outlays,
    coalitions: &Coalitions,
) -> Result<(), String> {
    let joined: Vec<(String, String, &Programme, &Amounts)> = coalitions
        .iter()
        .flat_map(|(programme, of)| {
            of.iter()
                .map(move |(members, amounts)| (programme, members, amounts))
        })
        .map(|(programme, members, amounts)| {
            (
                programme.components.join(AND),
                members.join(AND),
                programme,
                amounts,
            )
        })
        .collect();
    let mut rows = Vec::new();
    for (components, members, programme, amounts) in &joined {
        for (payer, name) in outlays.payers.iter().enumerate() {
            for (year, calendar) in outlays.years.iter().enumerate() {
                rows.extend((0..outlays.replications).map(|replication| CoalitionRow {
                    run_id,
                    arm: &programme.arm,
                    components,
                    members,
                    payer: name,
                    year: *calendar,
                    replication: replication as u32,
                    value: amounts.of(replication, payer)[year].to_eur(),
                }));
            }
        }
    }
    manifest::add(folder, manifest::COALITIONS, &tables::text(&rows)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::money::Cents;
    use crate::report::reading::tests::example;

    #[test]
    fn what_was_simulated_is_found_again_for_the_same_run_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let run = example().manifest.text().expect("JSON");
        std::fs::write(folder.path().join(manifest::FILE), run).expect("written");
        let outlays = Outlays {
            payers: vec!["insurer".into(), "municipality".into()],
            years: vec![2025, 2026],
            replications: 3,
            by_arm: BTreeMap::new(),
            invested: BTreeMap::new(),
            contracts: BTreeMap::new(),
        };
        let programme = Programme {
            arm: "network".into(),
            components: vec!["fee".into(), "budget".into()],
        };
        let mut amounts = outlays.nothing();
        amounts.of_mut(2, 1)[1] = Cents(-1234);
        let of_programme = BTreeMap::from([(vec!["insurer".to_string()], amounts)]);
        let coalitions = BTreeMap::from([(programme.clone(), of_programme)]);
        write(folder.path(), "0a1b2c3d", &outlays, &coalitions).expect("written");
        let found = |id: &str| read(folder.path(), id, &outlays).expect("read");
        assert_eq!(found("0a1b2c3d"), coalitions);
        assert!(found("ffffffff").is_empty());
        let more = Outlays {
            replications: 4,
            ..outlays.clone()
        };
        let of_more = read(folder.path(), "0a1b2c3d", &more).expect("read");
        assert!(of_more[&programme].is_empty());
        let path = folder.path().join(manifest::COALITIONS);
        let edited = std::fs::read_to_string(&path)
            .expect("read")
            .replace("12.34", "12.35");
        std::fs::write(path, edited).expect("written");
        let problem = read(folder.path(), "0a1b2c3d", &outlays).expect_err("refused");
        assert_eq!(problem, "coalitions.csv is not as it was written");
    }
}
