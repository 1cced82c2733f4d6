//! The pictures of a finished run: what each is drawn of, taken from the files.
//!
//! Comes in: a [`Reading`], its folder for the two large files, an arm and a language. Goes out: a [`Picture`].
//! Deliberately absent: drawing (that is `chart`'s).

mod care;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::html::{Alternative, Page, Shown};
use super::outlays;
use super::reading::Reading;
use crate::base::money::Cents;
use crate::chart::names;
use crate::chart::phrases as say;
use crate::chart::words::Lang;
use crate::chart::{
    NARROW, Party, Picture, WIDE, access, deprivation, flows, futures, mechanisms, position,
    practices, split, states,
};
use crate::scenario::claims;
use crate::scenario::schema::Arm;
use crate::simulation::STEPS;

/// A picture there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKind {
    /// Who pays as now, and what every arm changes.
    Split,
    /// Twenty futures a payer.
    Futures,
    /// What is saved since the start, and when it is back to zero.
    Position,
    /// What each mechanism adds.
    Mechanisms,
    /// Who pays whom, and how.
    Flows,
    /// Providers that win and lose.
    Practices,
    /// The population by health state.
    States,
    /// Access and unmet needs.
    Access,
    /// Care and QALYs by class of deprivation.
    Deprivation,
}

impl PictureKind {
    /// Every one, in the order of a report.
    pub const ALL: [PictureKind; 9] = [
        PictureKind::Split,
        PictureKind::Futures,
        PictureKind::Position,
        PictureKind::Mechanisms,
        PictureKind::Flows,
        PictureKind::Practices,
        PictureKind::States,
        PictureKind::Access,
        PictureKind::Deprivation,
    ];

    /// Its name, and that of its file.
    pub fn name(self) -> &'static str {
        match self {
            PictureKind::Split => "split",
            PictureKind::Futures => "futures",
            PictureKind::Position => "position",
            PictureKind::Mechanisms => "mechanisms",
            PictureKind::Flows => "flows",
            PictureKind::Practices => "practices",
            PictureKind::States => "states",
            PictureKind::Access => "access",
            PictureKind::Deprivation => "deprivation",
        }
    }
}

/// Everything of a run that pictures are drawn of.
#[derive(Debug, Clone)]
pub struct Gallery<'a> {
    reading: &'a Reading,
    lang: Lang,
    outlays: crate::sharing::Outlays,
    ledger: Vec<Paid>,
}

/// By future and year.
type FuturePaths = Vec<Vec<Cents>>;

/// What a picture takes of a row of ledger.csv.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Paid {
    arm: String,
    payer: String,
    recipient: String,
    component: String,
    mean: f64,
}

impl<'a> Gallery<'a> {
    /// Reads what [`Reading`] leaves out.
    ///
    /// # Errors
    /// In words, with the file, where one is missing or damaged.
    pub fn open(folder: &Path, reading: &'a Reading, lang: Lang) -> Result<Gallery<'a>, String> {
        Ok(Gallery {
            reading,
            lang,
            outlays: outlays::read(folder, &reading.manifest, &reading.scenario)?,
            ledger: ledger(folder)?,
        })
    }

    /// Draws a picture of an arm that is not the comparator; [`PictureKind::Split`] is of all arms.
    ///
    /// # Errors
    /// In words, where the files do not have what it is drawn of.
    pub fn draw(&self, kind: PictureKind, arm: &str, width: f64) -> Result<Picture, String> {
        let lang = self.lang;
        Ok(match kind {
            PictureKind::Split => split::draw(&self.split()?, lang, width),
            PictureKind::Futures => futures::draw(&self.futures(arm)?, lang, width),
            PictureKind::Position => position::draw(&self.position(arm)?, lang, width),
            PictureKind::Mechanisms => mechanisms::draw(&self.mechanisms(arm), lang, width),
            PictureKind::Flows => flows::draw(&self.flows(arm), lang, width),
            PictureKind::Practices => practices::draw(&self.practices(arm), lang, width),
            PictureKind::States => states::draw(&self.states(arm), lang, width),
            PictureKind::Access => access::draw(&self.access(arm), lang, width),
            PictureKind::Deprivation => deprivation::draw(&self.deprivation(arm), lang, width),
        })
    }

    /// The whole report of the run that `name` finds.
    ///
    /// # Errors
    /// As with [`Gallery::draw`].
    pub fn page(&self, name: &str) -> Result<Page, String> {
        let manifest = &self.reading.manifest;
        let scenario = &self.reading.scenario;
        let others = scenario
            .arm
            .iter()
            .filter(|arm| arm.name != self.comparator());
        let alternatives = others
            .enumerate()
            .map(|(index, arm)| self.alternative(index, arm))
            .collect::<Result<_, _>>()?;
        let file = manifest.scenario.files.first().map_or("", String::as_str);
        let lang = self.lang;
        Ok(Page {
            lang,
            title: manifest.scenario.title.clone(),
            description: scenario.description.clone(),
            source: self.source(),
            split: Shown {
                id: PictureKind::Split.name().into(),
                wide: self.draw(PictureKind::Split, "", WIDE)?,
                narrow: Some(self.draw(PictureKind::Split, "", NARROW)?),
            },
            alternatives,
            again: format!(
                "caremix run {file} --seed {} --replications {}",
                manifest.seed, manifest.replications
            ),
            further: vec![
                (say::FURTHER_SHARE.of(lang), format!("caremix share {name}")),
                (
                    say::FURTHER_VALIDATE.of(lang),
                    format!("caremix validate {file}"),
                ),
                (
                    say::FURTHER_PICTURE.of(lang),
                    format!(
                        "caremix report {name} --picture futures --lang {}",
                        lang.code()
                    ),
                ),
            ],
        })
    }

    fn alternative(&self, index: usize, arm: &Arm) -> Result<Alternative, String> {
        let shown = |kind: PictureKind| {
            Ok::<Shown, String>(Shown {
                id: format!("{}-{index}", kind.name()),
                wide: self.draw(kind, &arm.name, WIDE)?,
                narrow: match kind {
                    PictureKind::Futures => Some(self.draw(kind, &arm.name, NARROW)?),
                    _ => None,
                },
            })
        };
        let is_further = |kind: &PictureKind| {
            !matches!(
                kind,
                PictureKind::Split | PictureKind::Futures | PictureKind::Position
            )
        };
        Ok(Alternative {
            label: self.arm_label(&arm.name),
            description: arm.description.clone(),
            futures: shown(PictureKind::Futures)?,
            position: shown(PictureKind::Position)?,
            more: PictureKind::ALL
                .into_iter()
                .filter(is_further)
                .map(shown)
                .collect::<Result<_, _>>()?,
        })
    }

    /// The line below a picture that stands alone: what it comes from.
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
            ("futures", &manifest.replications.to_string()),
            ("years", &years),
        ];
        say::SOURCE.fill(self.lang, &parts)
    }

    fn comparator(&self) -> &str {
        &self.reading.manifest.comparator
    }

    fn years(&self) -> f64 {
        f64::from(self.reading.scenario.run.years)
    }

    fn last_year(&self) -> i32 {
        self.outlays.years.last().copied().unwrap_or_default()
    }

    fn named(&self, name: &str) -> String {
        names::label(self.lang, name, "")
    }

    fn arm_label(&self, arm: &str) -> String {
        let arms = self.reading.scenario.arm.iter();
        let title = arms
            .filter(|one| one.name == arm)
            .map(|one| one.title.as_str())
            .next();
        names::label(self.lang, arm, title.unwrap_or_default())
    }

    fn parties(&self) -> Vec<Party> {
        let payers = self.reading.scenario.payer.iter().enumerate();
        payers
            .map(|(index, payer)| Party {
                label: names::label(self.lang, &payer.name, &payer.title),
                index: Some(index),
            })
            .collect()
    }

    fn together(&self) -> Party {
        Party {
            label: say::TOGETHER.of(self.lang).into(),
            index: None,
        }
    }

    fn split(&self) -> Result<split::Input, String> {
        let payers = &self.reading.scenario.payer;
        let now = |name: &str| {
            let mut rows = self.reading.payers.iter();
            let row = rows.find(|row| {
                row.arm == self.comparator() && row.year == "total" && row.payer == name
            });
            row.map(|row| row.spread.mean / self.years())
                .ok_or_else(|| format!("payers.csv: no total of `{name}`"))
        };
        let amounts: Result<Vec<f64>, String> =
            payers.iter().map(|payer| now(&payer.name)).collect();
        let difference = |arm: &str, name: &str| {
            let mut rows = self.reading.incremental.iter();
            let row = rows.find(|row| {
                (row.arm.as_str(), row.effect.as_str(), row.year.as_str()) == (arm, "full", "total")
                    && row.payer == name
            });
            row.map(|row| split::Difference {
                mean: row.spread.mean / self.years(),
                p_no_worse_off: row.p_no_worse_off,
            })
            .ok_or_else(|| format!("incremental.csv: no total of `{name}` in arm `{arm}`"))
        };
        let others = self.reading.scenario.arm.iter();
        let row = |name: &str| -> Result<split::Row, String> {
            let names = payers
                .iter()
                .map(|payer| payer.name.as_str())
                .chain(["all"]);
            Ok(split::Row {
                arm: self.arm_label(name),
                differences: names
                    .map(|payer| difference(name, payer))
                    .collect::<Result<_, _>>()?,
            })
        };
        Ok(split::Input {
            now: self.parties().into_iter().zip(amounts?).collect(),
            rows: others
                .filter(|arm| arm.name != self.comparator())
                .map(|arm| row(&arm.name))
                .collect::<Result<_, _>>()?,
        })
    }

    /// What each payer, and all together last, pays more than as now, by future and year.
    fn differences(&self, arm: &str) -> Result<Vec<(Party, FuturePaths)>, String> {
        let observed = self
            .outlays
            .observed(self.comparator(), arm, &[])
            .ok_or_else(|| format!("there is no arm `{arm}`"))?;
        let difference = observed.difference;
        let futures = 0..difference.replications();
        let of_payer = |payer: usize| -> FuturePaths {
            let of = |future| difference.of(future, payer).to_vec();
            futures.clone().map(of).collect()
        };
        let of_all = |future: usize| -> Vec<Cents> {
            let payers = 0..difference.payers();
            let in_year = |year: usize| {
                payers
                    .clone()
                    .map(|payer| difference.of(future, payer)[year])
                    .sum()
            };
            (0..difference.years()).map(in_year).collect()
        };
        let parties = self.parties().into_iter().enumerate();
        Ok(parties
            .map(|(payer, party)| (party, of_payer(payer)))
            .chain([(self.together(), futures.clone().map(of_all).collect())])
            .collect())
    }

    fn futures(&self, arm: &str) -> Result<futures::Input, String> {
        let years = self.years();
        // Whole cents before they are divided: what comes out even is nothing, and no loss.
        let total = |path: &Vec<Cents>| path.iter().sum::<Cents>().to_eur() / years;
        let row = |(party, paths): (Party, FuturePaths)| futures::Row {
            party,
            differences: paths.iter().map(total).collect(),
        };
        Ok(futures::Input {
            arm: self.arm_label(arm),
            rows: self.differences(arm)?.into_iter().map(row).collect(),
        })
    }

    fn position(&self, arm: &str) -> Result<position::Input, String> {
        let cumulated = |path: &Vec<Cents>| -> Vec<f64> {
            let until = |last: usize| path[..=last].iter().sum::<Cents>().to_eur();
            (0..path.len()).map(until).collect()
        };
        let row = |(party, paths): (Party, FuturePaths)| position::Row {
            party,
            spent: paths.iter().map(cumulated).collect(),
        };
        Ok(position::Input {
            arm: self.arm_label(arm),
            years: self.outlays.years.clone(),
            rows: self.differences(arm)?.into_iter().map(row).collect(),
        })
    }

    fn mechanisms(&self, arm: &str) -> mechanisms::Input {
        let value = |step: &str| {
            let mut rows = self.reading.layers.iter();
            let row = rows.find(|row| {
                (row.arm.as_str(), row.step.as_str()) == (arm, step)
                    && (row.year.as_str(), row.payer.as_str()) == ("total", "all")
            });
            row.map_or(0.0, |row| row.spread.mean / self.years())
        };
        let steps = ["accounting"].into_iter().chain(STEPS);
        mechanisms::Input {
            arm: self.arm_label(arm),
            payer: self.together().label,
            steps: steps.map(|step| (self.named(step), value(step))).collect(),
        }
    }

    fn flows(&self, arm: &str) -> flows::Input {
        let scenario = &self.reading.scenario;
        let kinds: BTreeMap<String, String> = scenario
            .arm
            .iter()
            .filter(|one| one.name == arm)
            .flat_map(|one| claims::components(scenario, one))
            .filter_map(|(_, component)| {
                let kind = serde_json::to_value(component.kind).ok()?;
                Some((component.name.clone(), kind.as_str()?.to_string()))
            })
            .collect();
        // What a run adds by itself has its own name for a kind.
        let way = |component: &String| self.named(kinds.get(component).unwrap_or(component));
        let flow = |paid: &Paid| {
            let payer = scenario
                .payer
                .iter()
                .position(|payer| payer.name == paid.payer)?;
            Some(flows::DrawnFlow {
                payer,
                component: way(&paid.component),
                recipient: self.named(&paid.recipient),
                eur: paid.mean / self.years(),
            })
        };
        flows::Input {
            arm: self.arm_label(arm),
            payers: self.parties(),
            flows: self
                .ledger
                .iter()
                .filter(|paid| paid.arm == arm)
                .filter_map(flow)
                .collect(),
        }
    }
}

fn ledger(folder: &Path) -> Result<Vec<Paid>, String> {
    let in_file = |error: csv::Error| format!("ledger.csv: {error}");
    let mut reader = csv::Reader::from_path(folder.join("ledger.csv")).map_err(in_file)?;
    reader
        .deserialize()
        .map(|row| row.map_err(in_file))
        .collect()
}
