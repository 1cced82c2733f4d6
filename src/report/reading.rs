//! A finished run read back from its folder: run.json and the CSV files that the printed report needs.
//!
//! Comes in: a folder. Goes out: a [`Reading`]. Deliberately absent: ledger.csv and
//! replications.csv, which no printed report shows.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::manifest::{self, Manifest};
use super::tables::{self, FileRow};
use crate::analysis::disciplines::DisciplineRow;
use crate::analysis::insurers::InsurerRow;
use crate::analysis::rows::{
    IncrementalRow, LayerRow, OutcomeRow, PayerRow, ProviderRow, SavingsRow, VarianceRow,
};
use crate::analysis::society::SocietyRow;
use crate::scenario::schema::Scenario;

/// What a printed report is made of.
#[derive(Debug, Clone)]
pub struct Reading {
    /// run.json.
    pub manifest: Manifest,
    /// The resolved scenario that run.json holds.
    pub scenario: Scenario,
    /// payers.csv.
    pub payers: Vec<PayerRow>,
    /// incremental.csv.
    pub incremental: Vec<IncrementalRow>,
    /// layers.csv.
    pub layers: Vec<LayerRow>,
    /// providers.csv.
    pub providers: Vec<ProviderRow>,
    /// variance.csv; empty where the run has none.
    pub variance: Vec<VarianceRow>,
    /// insurers.csv; empty where no payer is several.
    pub insurers: Vec<InsurerRow>,
    /// savings.csv; empty where no arm shares savings.
    pub savings: Vec<SavingsRow>,
    /// disciplines.csv; empty where no arm changes anything for a discipline.
    pub disciplines: Vec<DisciplineRow>,
    /// society.csv; empty where nobody says what informal care is worth.
    pub society: Vec<SocietyRow>,
    /// outcomes.csv.
    pub outcomes: Vec<OutcomeRow>,
}

/// Reads a finished run, or says what is wrong with its folder.
pub fn read(folder: &Path) -> Result<Reading, String> {
    let manifest = manifest::read(folder)?;
    manifest.check(folder)?;
    let scenario = serde_json::from_value(manifest.scenario.resolved.clone())
        .map_err(|error| format!("{}: the scenario in it: {error}", manifest::FILE))?;
    Ok(Reading {
        scenario,
        payers: tables::read(folder)?,
        incremental: tables::read(folder)?,
        layers: tables::read(folder)?,
        providers: tables::read(folder)?,
        variance: where_written(folder, &manifest)?,
        insurers: where_written(folder, &manifest)?,
        savings: where_written(folder, &manifest)?,
        disciplines: where_written(folder, &manifest)?,
        society: where_written(folder, &manifest)?,
        outcomes: tables::read(folder)?,
        manifest,
    })
}

/// The rows of a file that not every run has.
///
/// # Errors
/// In words, when the file is damaged, or missing where run.json has it.
pub fn where_written<R: FileRow + DeserializeOwned>(
    folder: &Path,
    manifest: &Manifest,
) -> Result<Vec<R>, String> {
    match manifest.has(R::FILE) {
        true => tables::read(folder),
        false => Ok(Vec::new()),
    }
}

#[cfg(test)]
pub mod tests {
    //! Reading back, and a small run made by hand for the tests of what is printed.

    use super::*;
    use crate::analysis::rows::{ArmNotes, Ends, Spread};
    use crate::base::statistics::Chance;
    use crate::report::manifest::{FileNote, ScenarioNote, Timing};

    /// A spread around a mean; `half` is half its 95 % interval.
    pub fn spread(mean: f64, half: f64) -> Spread {
        let at = |share: f64| mean + share * half;
        Spread {
            mean,
            mc_error: Some(half / 20.0),
            sd: Some(half / 2.0),
            q025: Some(at(-1.0)),
            q250: Some(at(-0.35)),
            q500: Some(mean),
            q750: Some(at(0.35)),
            q975: Some(at(1.0)),
        }
    }

    /// Errors of the ends of that interval.
    pub fn ends(half: f64) -> Ends {
        Ends {
            q025_mc_error: Some(half / 10.0),
            q975_mc_error: Some(half / 10.0),
        }
    }

    fn scenario() -> Scenario {
        let text = r#"{"name":"example","title":"Example neighbourhood",
            "run":{"first_year":2025,"years":2,"replications":100,"sample":5000,"convention":"zin-2024","price_year":2025},
            "payer":[{"name":"insurer"},{"name":"municipality"}],"population":{},
            "state":[{"name":"well"},{"name":"dead","place":"none"}],
            "arm":[{"name":"current","title":"Paid per visit, as today"},{"name":"bundle","title":"Paid per episode"}]}"#;
        serde_json::from_str(text).expect("a scenario")
    }

    fn manifest(scenario: &Scenario) -> Manifest {
        let factor = Spread {
            mc_error: Some(0.001),
            ..spread(0.973, 0.012)
        };
        Manifest {
            program: "caremix".into(),
            version: "0.1.0".into(),
            run_id: "0a1b2c3d".into(),
            part: None,
            scenario: ScenarioNote {
                name: "example".into(),
                title: scenario.title.clone(),
                files: vec!["example.toml".into()],
                sha256: "00".into(),
                set: Vec::new(),
                arms: Vec::new(),
                resolved: manifest::resolved(scenario).expect("JSON"),
            },
            replications: 100,
            precision: None,
            seed: 1,
            residents: 20_000.0,
            sample: Some(5000),
            weight: 4.0,
            comparator: "current".into(),
            conventions: manifest::conventions(&scenario.run),
            size: manifest::size(&scenario.run, 20_000.0, 5000.0),
            intervals: manifest::intervals(&scenario.run, 20_000.0, 5000.0),
            arms: vec![ArmNotes {
                arm: "bundle".into(),
                budget_neutral_factor: Some(factor),
                not_budget_neutral: 0.0,
                neutral_disciplines: Vec::new(),
                gap_closed: None,
                gap_closed_without_budget: None,
                variance_ratio_of_shared_luck: None,
            }],
            files: vec![FileNote {
                name: "payers.csv".into(),
                rows: Some(12),
                sha256: "00".into(),
            }],
            threads: 2,
            timing: Timing {
                simulation_seconds: 1.5,
            },
            seal: String::new(),
        }
    }

    fn paid(arm: &str, year: &str, payer: &str, million: f64) -> PayerRow {
        let (spread, ends) = (spread(million * 1e6, million * 1e4), ends(million * 1e4));
        PayerRow {
            arm: arm.into(),
            year: year.into(),
            payer: payer.into(),
            spread,
            ends,
        }
    }

    fn differs(
        effect: &str,
        year: &str,
        payer: &str,
        million: f64,
        half: f64,
        p: f64,
    ) -> IncrementalRow {
        let (p_low, p_high) = Chance::from_share(p, 100).interval();
        IncrementalRow {
            arm: "bundle".into(),
            comparator: "current".into(),
            effect: effect.into(),
            year: year.into(),
            payer: payer.into(),
            spread: spread(million * 1e6, half * 1e6),
            p_no_worse_off: p,
            ends: ends(half * 1e6),
            p_low,
            p_high,
            mean_if_worse: (p < 1.0).then_some(half * 1e6),
            break_even_year: (p > 0.5).then_some(2025),
            p_never_breaks_even: (year == "total").then_some(1.0 - p),
        }
    }

    fn outcome(arm: &str, year: &str, name: &str, unit: &str, mean: f64) -> OutcomeRow {
        OutcomeRow {
            arm: arm.into(),
            year: year.into(),
            outcome: name.into(),
            group: "all".into(),
            unit: unit.into(),
            spread: spread(mean, mean * 0.02),
            ends: ends(mean * 0.02),
        }
    }

    fn outcomes(arm: &str, factor: f64) -> Vec<OutcomeRow> {
        vec![
            outcome(arm, "total", "admissions", "admissions", 3210.0 / factor),
            outcome(arm, "2025", "access", "share", 0.91 * factor),
            outcome(arm, "2026", "access", "share", 0.9 * factor),
            outcome(arm, "total", "life_years", "life-years", 39_500.0 * factor),
        ]
    }

    fn step(name: &str, mean: f64) -> LayerRow {
        LayerRow {
            arm: "bundle".into(),
            comparator: "current".into(),
            step: name.into(),
            year: "total".into(),
            payer: "all".into(),
            spread: spread(mean * 1e6, 1e5),
            ends: ends(1e5),
        }
    }

    /// Two arms, two payers, two years.
    pub fn example() -> Reading {
        let scenario = scenario();
        let payers = [("current", 1.0), ("bundle", 0.96)]
            .into_iter()
            .flat_map(|(arm, factor)| {
                [
                    paid(arm, "total", "insurer", 244.5 * factor),
                    paid(arm, "total", "municipality", 45.6 / factor),
                    paid(arm, "total", "all", 244.5 * factor + 45.6 / factor),
                    paid(arm, "discounted", "all", 280.0 * factor),
                ]
            });
        let incremental = vec![
            differs("full", "total", "insurer", -9.8, 5.4, 0.99),
            differs("full", "total", "municipality", 5.4, 2.0, 0.0),
            differs("full", "total", "all", -4.4, 6.2, 0.94),
            differs("full", "discounted", "all", -4.2, 6.0, 0.94),
            differs("accounting", "total", "insurer", 1.2, 0.1, 0.0),
            differs("accounting", "total", "all", 1.2, 0.1, 0.0),
        ];
        Reading {
            manifest: manifest(&scenario),
            payers: payers.collect(),
            incremental,
            layers: vec![
                step("accounting", 1.2),
                step("access", 0.0),
                step("capabilities", -5.6),
            ],
            providers: Vec::new(),
            variance: Vec::new(),
            insurers: Vec::new(),
            savings: Vec::new(),
            disciplines: Vec::new(),
            society: Vec::new(),
            outcomes: [outcomes("current", 1.0), outcomes("bundle", 1.01)].concat(),
            scenario,
        }
    }

    fn payer() -> PayerRow {
        PayerRow {
            arm: "current, as is".into(),
            ..paid("", "total", "insurer", 1.25)
        }
    }

    #[test]
    fn what_was_written_is_what_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut unknown = payer();
        unknown.spread.mc_error = None;
        let rows_written = vec![payer(), unknown];
        let file = std::fs::File::create(folder.path().join(PayerRow::FILE)).expect("a file");
        tables::write(&rows_written, file).expect("written");
        assert_eq!(tables::read::<PayerRow>(folder.path()), Ok(rows_written));
    }

    #[test]
    fn run_json_reads_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let written = example().manifest;
        let text = written.text().expect("JSON");
        let path = folder.path().join(manifest::FILE);
        std::fs::write(&path, &text).expect("written");
        let read = manifest::read(folder.path()).expect("as written");
        let seal = read.seal.clone();
        assert_eq!(read, Manifest { seal, ..written });
        for edited in [
            text.replace("\"seed\": 1,", "\"seed\": 2,"),
            text.replace("\"threads\"", " \"threads\""),
            format!("{text}\n"),
            text.trim_end().to_string(),
        ] {
            assert_ne!(edited, text);
            std::fs::write(&path, edited).expect("written");
            let problem = manifest::read(folder.path()).expect_err("refused");
            assert_eq!(problem, "run.json is not as it was written");
        }
    }
}
