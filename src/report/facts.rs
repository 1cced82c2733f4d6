//! A finished run as its pictures and its page read it: the names readers know, and the files that not every run has.
//!
//! Comes in: a [`Reading`] and its folder. Goes out: [`Facts`]. Deliberately absent: pictures and markup.

use std::collections::BTreeMap;
use std::path::Path;

use super::decide;
use super::manifest;
use super::outlays;
use super::reading::Reading;
use super::tables::{self, FileRow};
use crate::analysis::decide::rows::{DecisionRow, InformationRow, PlaneRow};
use crate::analysis::rows::{LedgerRow, ReplicationRow};
use crate::chart::words::{Lang, Tongue};
use crate::chart::{Party, names, phrases as say};
use crate::scenario::schema::Arm;
use crate::sharing::{Outlays, ShareRow};
use crate::validation::ValidationRow;

/// QALYs of all residents over the whole run, by arm and future.
type Qalys = BTreeMap<String, Vec<f64>>;

/// Everything of a run that a report is made of.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// What every printed report reads.
    pub reading: &'a Reading,
    /// The reader's language.
    pub lang: Lang,
    /// What payers laid out in every future.
    pub outlays: Outlays,
    /// ledger.csv.
    pub ledger: Vec<LedgerRow>,
    /// share.csv; empty where arrangements were not compared.
    pub share: Vec<ShareRow>,
    /// validation.csv of the same accounts; empty where they were not simulated.
    pub validation: Vec<ValidationRow>,
    /// QALYs in every future.
    pub qalys: Qalys,
    /// decision.csv; empty where nobody asked for a decision, as the two below.
    pub decision: Vec<DecisionRow>,
    /// cost_effectiveness_plane.csv.
    pub plane: Vec<PlaneRow>,
    /// value_of_information.csv.
    pub information: Vec<InformationRow>,
}

impl<'a> Facts<'a> {
    /// Reads what [`Reading`] leaves out.
    ///
    /// # Errors
    /// In words, with the file, where one is missing or damaged.
    pub fn open(folder: &Path, reading: &'a Reading, lang: Lang) -> Result<Facts<'a>, String> {
        let manifest = &reading.manifest;
        Ok(Facts {
            reading,
            lang: lang.of_money(manifest.conventions.money()),
            outlays: outlays::read(folder, manifest, &reading.scenario)?,
            ledger: tables::read(folder)?,
            share: share(folder, reading)?,
            validation: validation(folder, reading)?,
            qalys: qalys(folder, reading)?,
            decision: decide::read(folder, manifest)?,
            plane: decide::read(folder, manifest)?,
            information: decide::read(folder, manifest)?,
        })
    }

    /// The arm the others are compared with.
    pub fn comparator(&self) -> &'a str {
        &self.reading.manifest.comparator
    }

    /// The other arms, in the order of the scenario.
    pub fn others(&self) -> impl Iterator<Item = &'a Arm> {
        let comparator = self.comparator();
        let arms = self.reading.scenario.arm.iter();
        arms.filter(move |arm| arm.name != comparator)
    }

    /// Years of the run.
    pub fn years(&self) -> f64 {
        f64::from(self.reading.scenario.run.years)
    }

    /// The last of its years.
    pub fn last_year(&self) -> i32 {
        self.outlays.years.last().copied().unwrap_or_default()
    }

    /// A name of the field.
    pub fn named(&self, name: &str) -> String {
        names::label(self.lang, name, ["", ""])
    }

    /// What readers call an arm.
    pub fn arm_label(&self, arm: &str) -> String {
        let mut arms = self.reading.scenario.arm.iter();
        let found = arms.find(|one| one.name == arm);
        let titles = found.map_or(["", ""], |one| [one.title.as_str(), one.title_nl.as_str()]);
        names::label(self.lang, arm, titles)
    }

    /// What the scenario says of an arm, in the reader's language where it does.
    pub fn arm_description(&self, arm: &'a Arm) -> &'a str {
        chosen(self.lang, &arm.description, &arm.description_nl)
    }

    /// The payers in the order of the report.
    pub fn parties(&self) -> Vec<Party> {
        let payers = self.reading.scenario.payer.iter().enumerate();
        payers
            .map(|(index, payer)| Party {
                label: names::label(self.lang, &payer.name, [&payer.title, &payer.title_nl]),
                index: Some(index),
            })
            .collect()
    }

    /// What readers call the payer that files have by this name; `all` is all together.
    pub fn party_label(&self, name: &str) -> String {
        let payers = self.reading.scenario.payer.iter().zip(self.parties());
        let mut found = payers.filter(|(payer, _)| payer.name == name);
        found
            .next()
            .map_or_else(|| self.together().label, |(_, party)| party.label)
    }

    /// All payers as one party.
    pub fn together(&self) -> Party {
        Party {
            label: say::TOGETHER.of(self.lang).into(),
            index: None,
        }
    }

    /// The payers and then all together, by the names that files have for them.
    pub fn payer_names(&self) -> Vec<&'a str> {
        let payers = self.reading.scenario.payer.iter();
        payers
            .map(|payer| payer.name.as_str())
            .chain(["all"])
            .collect()
    }

    /// The title of the scenario, or its name.
    pub fn title(&self) -> &'a str {
        let manifest = &self.reading.manifest.scenario;
        match chosen(self.lang, &manifest.title, &self.reading.scenario.title_nl) {
            "" => &manifest.name,
            title => title,
        }
    }

    /// What the scenario says of itself.
    pub fn description(&self) -> &'a str {
        let scenario = &self.reading.scenario;
        chosen(self.lang, &scenario.description, &scenario.description_nl)
    }

    /// What a picture or page comes from.
    pub fn source(&self) -> String {
        let manifest = &self.reading.manifest;
        let years = &self.outlays.years;
        let years = match (years.first(), years.last()) {
            (Some(first), Some(last)) if first != last => format!("{first}–{last}"),
            (Some(first), _) => first.to_string(),
            (None, _) => String::new(),
        };
        let parts = [
            ("version", manifest.version.as_str()),
            ("run", &manifest.run_id),
            ("seed", &manifest.seed.to_string()),
            ("futures", &manifest.replications.to_string()),
            ("years", &years),
        ];
        say::SOURCE.fill(self.lang, &parts)
    }
}

/// A text in the reader's language, or as the scenario has it where it has no other.
pub fn chosen<'t>(lang: Lang, text: &'t str, dutch: &'t str) -> &'t str {
    match lang.tongue() {
        Tongue::Nl if !dutch.is_empty() => dutch,
        Tongue::Nl | Tongue::En => text,
    }
}

fn share(folder: &Path, reading: &Reading) -> Result<Vec<ShareRow>, String> {
    if !reading.manifest.has(manifest::SHARE) {
        return Ok(Vec::new());
    }
    reading.manifest.check_added(folder, manifest::SHARE)?;
    tables::read(folder)
}

/// validation.csv stands beside the runs of a scenario, and may be of another state of it: it is taken only where its
/// accounts are those of this run.
fn validation(folder: &Path, reading: &Reading) -> Result<Vec<ValidationRow>, String> {
    let above = folder.parent().map(Path::to_path_buf);
    let file = |folder: &Path| folder.join(ValidationRow::FILE).exists();
    let Some(found_in) = [Some(folder.to_path_buf()), above]
        .into_iter()
        .flatten()
        .find(|folder| file(folder))
    else {
        return Ok(Vec::new());
    };
    let rows: Vec<ValidationRow> = tables::read(&found_in)?;
    let found = rows.iter().filter(|row| row.part == "account");
    let found = found.map(|row| (row.name.as_str(), row.published));
    let accounts = reading.scenario.account.iter();
    let wanted = accounts.map(|account| (account.name.as_str(), Some(account.amount)));
    Ok(if found.eq(wanted) { rows } else { Vec::new() })
}

fn qalys(folder: &Path, reading: &Reading) -> Result<Qalys, String> {
    let futures = reading.manifest.replications as usize;
    let arms = reading.scenario.arm.iter();
    let mut found: Qalys = arms
        .map(|arm| (arm.name.clone(), vec![0.0; futures]))
        .collect();
    tables::each::<ReplicationRow>(folder, |record| {
        let row: ReplicationRow = record.row()?;
        if row.payer_or_outcome != "qalys:all" || row.year != "total" {
            return Ok(());
        }
        let values = found.get_mut(&*row.arm);
        let value = values.and_then(|values| values.get_mut(row.replication as usize));
        match value {
            Some(value) => *value = row.value,
            None => return Err("an arm or replication that run.json does not have".to_string()),
        }
        Ok(())
    })?;
    Ok(found)
}
