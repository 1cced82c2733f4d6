//! What payers laid out in every replication, read from a finished run.
//!
//! Comes in: the folder of a run. Goes out: [`Outlays`]. Deliberately absent: outcomes; of replications.csv only the
//! rows of payers by year are taken, so that a large file is passed over quickly.

use std::collections::BTreeMap;
use std::path::Path;

use super::manifest::Manifest;
use super::tables::{self, FileRow};
use crate::analysis::rows::{InvestmentRow, ReplicationRow, WideRow};
use crate::base::money::Cents;
use crate::scenario::claims::components;
use crate::scenario::schema::{Component, ComponentKind, Scenario};
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
        contracts: Default::default(),
    };
    paid(folder, scenario, &mut outlays)?;
    invested(folder, &mut outlays)?;
    contracts(folder, scenario, &mut outlays)?;
    Ok(outlays)
}

fn paid(folder: &Path, scenario: &Scenario, outlays: &mut Outlays) -> Result<(), String> {
    let mut by_arm: Vec<Amounts> = scenario.arm.iter().map(|_| outlays.nothing()).collect();
    let mut found = 0;
    tables::each::<ReplicationRow>(folder, |record| {
        let row: ReplicationRow = record.row()?;
        // Only a calendar year starts with a digit.
        if !row.year.starts_with(|first: char| first.is_ascii_digit()) {
            return Ok(());
        }
        let Some(payer) = payer_index(&outlays.payers, &row.payer_or_outcome) else {
            return Ok(());
        };
        let arms = &mut scenario.arm.iter().zip(&mut by_arm);
        let (_, amounts) = arms
            .find(|(named, _)| named.name == row.arm)
            .ok_or_else(|| format!("an arm `{}` that run.json does not have", row.arm))?;
        found += 1;
        let year = row
            .year
            .parse()
            .map_err(|_| format!("`{}` in column `year` is not what belongs there", row.year))?;
        put(outlays, amounts, (row.replication, payer, year), row.value)
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
    let mut invested = BTreeMap::new();
    tables::each::<InvestmentRow>(folder, |record| {
        let row: InvestmentRow = record.row()?;
        let payer = known_payer(outlays, &row.payer)?;
        let amounts = invested
            .entry((row.arm, row.component))
            .or_insert_with(|| outlays.nothing());
        put(
            outlays,
            amounts,
            (row.replication, payer, row.year),
            row.value,
        )
    })?;
    outlays.invested = invested;
    Ok(())
}

/// What contracts on savings come to that a payer receives: the one row of the ledger in which it is the recipient has both.
fn contracts(folder: &Path, scenario: &Scenario, outlays: &mut Outlays) -> Result<(), String> {
    let received: Vec<(&str, &Component)> = scenario
        .arm
        .iter()
        .flat_map(|arm| {
            components(scenario, arm)
                .into_iter()
                .map(|(_, one)| (arm.name.as_str(), one))
        })
        .filter(|(_, one)| one.kind == ComponentKind::SharedSavings)
        .filter(|(_, one)| {
            one.recipient
                .as_ref()
                .is_some_and(|name| outlays.payers.contains(name))
        })
        .collect();
    if received.is_empty() {
        return Ok(());
    }
    let mut found = BTreeMap::new();
    tables::wide(folder, outlays.replications, |row| {
        let Some((payer, recipient, component)) = parties(&row) else {
            return Ok(());
        };
        let is_it = |(arm, one): &(&str, &Component)| {
            *arm == row.arm && one.name == component && one.recipient.as_deref() == Some(recipient)
        };
        if row.table != "ledger" || !received.iter().any(is_it) {
            return Ok(());
        }
        let year = row
            .year
            .parse()
            .map_err(|_| format!("`{}` is no year", row.year))?;
        let key = (row.arm.clone(), component.to_string());
        let amounts = found.entry(key).or_insert_with(|| outlays.nothing());
        let sides = [(payer, 1.0), (recipient, -1.0)];
        for (name, sign) in sides {
            let payer = known_payer(outlays, name)?;
            for (replication, value) in row.values.iter().enumerate() {
                put(
                    outlays,
                    amounts,
                    (replication as u32, payer, year),
                    sign * value,
                )?;
            }
        }
        Ok(())
    })?;
    outlays.contracts = found;
    Ok(())
}

/// Payer, recipient and component of a row of the ledger.
fn parties(row: &WideRow) -> Option<(&str, &str, &str)> {
    let (payer, rest) = row.name.split_once(':')?;
    let (recipient, component) = rest.split_once(':')?;
    Some((payer, recipient, component))
}

/// Puts an amount in its place: replication, payer (index) and calendar year.
pub(super) fn put(
    outlays: &Outlays,
    amounts: &mut Amounts,
    (replication, payer, year): (u32, usize, i32),
    value: f64,
) -> Result<(), String> {
    let first = outlays.years.first().copied().unwrap_or_default();
    let year = usize::try_from(i64::from(year) - i64::from(first)).ok();
    let year = year.filter(|year| *year < outlays.years.len());
    let replication = Some(replication as usize).filter(|number| *number < outlays.replications);
    match (replication, year) {
        (Some(replication), Some(year)) if value.abs() <= LARGEST => {
            amounts.of_mut(replication, payer)[year] += Cents::from_eur(value);
            Ok(())
        }
        _ => Err("a replication, year or amount that the run does not have".to_string()),
    }
}

/// Where a payer stands, or that there is none of this name.
pub(super) fn known_payer(outlays: &Outlays, name: &str) -> Result<usize, String> {
    payer_index(&outlays.payers, name)
        .ok_or_else(|| format!("a payer `{name}` that run.json does not have"))
}

/// Where a name stands in a list.
fn payer_index(names: &[String], name: &str) -> Option<usize> {
    names.iter().position(|other| other == name)
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
            &format!("arm,replication,payer_or_outcome,year,value,unit\n{replications}"),
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
                    text.push_str(&format!(
                        "{arm},0,{payer},{year},{}.25,EUR\n",
                        amount + more
                    ));
                }
            }
            text.push_str(&format!("{arm},0,qalys:all,2025,7,QALY\n"));
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
    fn what_a_payer_receives_of_a_contract_is_told_of_both_sides_and_by_contract() {
        let folder = folder(&whole(), "");
        let wide = "table,arm,year,name,unit,0\n\
             ledger,bundle,2026,insurer:municipality:savings,EUR,12.50\n\
             ledger,bundle,2026,insurer:gp:fees,EUR,100\n\
             ledger,current,2026,insurer:gp:fees,EUR,90\n";
        std::fs::write(folder.path().join("replications_wide.csv"), wide).expect("written");
        let mut run = example();
        run.manifest.replications = 1;
        let contract = r#"{"name":"savings","kind":"shared_savings","recipient":"municipality","payers":{"insurer":1},
            "savings":{"rate":0.5,"benchmark":"comparator","unit":"town"}}"#;
        run.scenario.arm[1].component = vec![serde_json::from_str(contract).expect("a component")];
        let outlays = read(folder.path(), &run.manifest, &run.scenario).expect("read");
        let found: Vec<_> = outlays.contracts.iter().collect();
        assert_eq!(found.len(), 1);
        let ((arm, component), amounts) = found[0];
        assert_eq!((arm.as_str(), component.as_str()), ("bundle", "savings"));
        assert_eq!(amounts.of(0, 0), [Cents(0), Cents(1250)]);
        assert_eq!(amounts.of(0, 1), [Cents(0), Cents(-1250)]);
        // Without such a contract the file is not looked at.
        assert!(read_one(&folder).expect("read").contracts.is_empty());
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
            problem.contains("replications.csv: line 2: `much` in column `value`"),
            "{problem}"
        );
    }
}
