//! STAND-IN for the scenario front end and the engine, to be deleted with the seam joined. It reads a file without
//! `extends`, checks nothing beyond types, and its results are made up: the amounts are counts of residents and years.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::seam::{Input, Watch};
use super::stop::Stop;
use crate::analysis::rows::{ArmNotes, IncrementalRow, OutcomeRow, PayerRow, Spread, Tables};
use crate::report::manifest::comparator;
use crate::scenario::schema::Scenario;

pub fn load(path: &Path, sets: &[String], _is_coloured: bool) -> Result<Input, Stop> {
    let named = |problem: String| Stop::wrong(format_args!("{}: {problem}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
    let mut table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| named(error.to_string()))?;
    for set in sets {
        apply(&mut table, set)
            .ok_or_else(|| named(format!("--set {set}: not of the form run.key=value")))?;
    }
    let mut scenario: Scenario = table
        .try_into()
        .map_err(|error: toml::de::Error| named(error.to_string()))?;
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    scenario.name = scenario.name.or(stem);
    let residents = scenario
        .population
        .bands
        .iter()
        .map(|band| band.female + band.male)
        .sum();
    Ok(Input {
        scenario,
        files: vec![path.to_path_buf()],
        population_file: None,
        residents,
        warnings: Vec::new(),
    })
}

fn apply(table: &mut toml::Table, set: &str) -> Option<()> {
    let (path, value) = set.split_once('=')?;
    let (section, key) = path.split_once('.')?;
    let parsed: toml::Table = format!("value = {value}").parse().ok()?;
    let section = table
        .entry(section)
        .or_insert(toml::Value::Table(toml::Table::new()))
        .as_table_mut()?;
    section.insert(key.to_string(), parsed.get("value")?.clone());
    Some(())
}

pub fn scenario_file(scenario: &Scenario) -> Result<String, String> {
    toml::to_string(scenario).map_err(|error| error.to_string())
}

pub fn schema() -> String {
    serde_json::to_string_pretty(&schemars::schema_for!(Scenario)).unwrap_or_default()
}

pub fn template(name: &str) -> String {
    format!(
        r#"# A scenario to start from.
name = "{name}"
title = "{name}"

[run]
first_year = 2025
years = 3
replications = 20

[[payer]]
name = "insurer"
[[payer]]
name = "municipality"
[[payer]]
name = "long_term_care_fund"
[[payer]]
name = "resident"

[population]
bands = [{{ age_from = 0, age_below = 100, female = 5000, male = 5000 }}]

[[state]]
name = "well"
utility = {{ mean = 0.9, se = 0.01, dist = "beta", source = "unverified" }}
[[state]]
name = "dead"
place = "none"

[[arm]]
name = "current"
title = "Paid per visit, as today"
[[arm]]
name = "network"
title = "A fee per resident for the network"
"#
    )
}

pub fn simulate(input: &Input, watch: &Watch) -> (Tables, Vec<ArmNotes>) {
    // Nothing here is worth more than one thread.
    let _ = watch.threads;
    for done in 0..input.scenario.run.replications {
        if watch.is_interrupted.load(Ordering::Relaxed) {
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
        (watch.advanced)(done + 1);
    }
    let mut tables = Tables::default();
    for (place, arm) in input.scenario.arm.iter().enumerate() {
        fill(&mut tables, input, &arm.name, place as f64);
    }
    (tables, Vec::new())
}

fn fill(tables: &mut Tables, input: &Input, arm: &str, place: f64) {
    let base = input.residents * f64::from(input.scenario.run.years) * 1000.0;
    let names: Vec<&str> = input
        .scenario
        .payer
        .iter()
        .map(|payer| payer.name.as_str())
        .chain(["all"])
        .collect();
    for (payer, name) in names.iter().enumerate() {
        let amount = base
            * if *name == "all" {
                4.0
            } else {
                1.0 / (payer + 1) as f64
            };
        let change = amount * 0.01 * place * if payer % 2 == 0 { -1.0 } else { 1.0 };
        tables.payers.push(PayerRow {
            arm: arm.into(),
            year: "total".into(),
            payer: name.to_string(),
            spread: spread(amount + change, amount * 0.02),
        });
        if place > 0.0 {
            tables.incremental.push(IncrementalRow {
                arm: arm.into(),
                comparator: comparator(&input.scenario),
                effect: "full".into(),
                year: "total".into(),
                payer: name.to_string(),
                spread: spread(change, amount * 0.008),
                p_no_worse_off: 0.5,
            });
        }
    }
    tables.outcomes.push(OutcomeRow {
        arm: arm.into(),
        year: "total".into(),
        outcome: "life_years".into(),
        group: "all".into(),
        unit: "life-years".into(),
        spread: spread(input.residents * f64::from(input.scenario.run.years), 10.0),
    });
}

fn spread(mean: f64, half: f64) -> Spread {
    Spread {
        mean,
        mc_error: Some(half / 20.0),
        sd: Some(half / 2.0),
        q025: mean - half,
        q250: mean - half / 3.0,
        q500: mean,
        q750: mean + half / 3.0,
        q975: mean + half,
    }
}
