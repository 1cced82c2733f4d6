//! The pictures of a finished run: what each is drawn of, taken from its files.
//!
//! Comes in: [`Facts`], an arm and a width. Goes out: a [`Picture`]. Deliberately absent: drawing (that is `chart`'s).

mod care;
pub mod decision;

use std::collections::BTreeMap;

use super::facts::Facts;
use crate::analysis::rows::LedgerRow;
use crate::base::money::Cents;
use crate::chart::{
    Party, Picture, access, deprivation, flows, futures, mechanisms, position, practices, split,
    states,
};
use crate::scenario::claims;
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

fn kept<T>(rows: Vec<T>, places: &[usize]) -> Vec<T> {
    let rows = rows.into_iter().enumerate();
    let kept = rows.filter(|(place, _)| places.contains(place));
    kept.map(|(_, row)| row).collect()
}

/// Draws the pictures of a run.
#[derive(Debug, Clone, Copy)]
pub struct Gallery<'a> {
    facts: &'a Facts<'a>,
}

/// By future and year.
type FuturePaths = Vec<Vec<Cents>>;

impl<'a> Gallery<'a> {
    /// Of this run.
    pub fn new(facts: &'a Facts<'a>) -> Gallery<'a> {
        Gallery { facts }
    }

    /// Draws a picture of an arm that is not the comparator; [`PictureKind::Split`] is of all arms.
    ///
    /// # Errors
    /// In words, where the files do not have what it is drawn of.
    pub fn draw(&self, kind: PictureKind, arm: &str, width: f64) -> Result<Picture, String> {
        let lang = self.facts.lang;
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

    fn split(&self) -> Result<split::Input, String> {
        let payers = &self.facts.reading.scenario.payer;
        let now = |name: &str| {
            let mut rows = self.facts.reading.payers.iter();
            let row = rows.find(|row| {
                row.arm == self.facts.comparator() && row.year == "total" && row.payer == name
            });
            row.map(|row| row.spread.mean / self.facts.years())
                .ok_or_else(|| format!("payers.csv: no total of `{name}`"))
        };
        let amounts: Result<Vec<f64>, String> =
            payers.iter().map(|payer| now(&payer.name)).collect();
        let difference = |arm: &str, name: &str| {
            let mut rows = self.facts.reading.incremental.iter();
            let row = rows.find(|row| {
                (row.arm.as_str(), row.effect.as_str(), row.year.as_str()) == (arm, "full", "total")
                    && row.payer == name
            });
            row.map(|row| split::Difference {
                mean: row.spread.mean / self.facts.years(),
                p_no_worse_off: row.p_no_worse_off,
            })
            .ok_or_else(|| format!("incremental.csv: no total of `{name}` in arm `{arm}`"))
        };
        let others = self.facts.reading.scenario.arm.iter();
        let row = |name: &str| -> Result<split::Row, String> {
            let names = payers
                .iter()
                .map(|payer| payer.name.as_str())
                .chain(["all"]);
            Ok(split::Row {
                arm: self.facts.arm_label(name),
                differences: names
                    .map(|payer| difference(name, payer))
                    .collect::<Result<_, _>>()?,
            })
        };
        Ok(split::Input {
            now: self.facts.parties().into_iter().zip(amounts?).collect(),
            rows: others
                .filter(|arm| arm.name != self.facts.comparator())
                .map(|arm| row(&arm.name))
                .collect::<Result<_, _>>()?,
        })
    }

    /// What each payer, and all together last, pays more than as now, by future and year.
    fn differences(&self, arm: &str) -> Result<Vec<(Party, FuturePaths)>, String> {
        let observed = self
            .facts
            .outlays
            .observed(self.facts.comparator(), arm, &[])
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
        let parties = self.facts.parties().into_iter().enumerate();
        Ok(parties
            .map(|(payer, party)| (party, of_payer(payer)))
            .chain([(self.facts.together(), futures.clone().map(of_all).collect())])
            .collect())
    }

    fn futures(&self, arm: &str) -> Result<futures::Input, String> {
        let years = self.facts.years();
        // Whole cents before they are divided: what comes out even is nothing, and no loss.
        let total = |path: &Vec<Cents>| path.iter().sum::<Cents>().to_eur() / years;
        let row = |(party, paths): (Party, FuturePaths)| futures::Row {
            party,
            differences: paths.iter().map(total).collect(),
        };
        Ok(futures::Input {
            arm: self.facts.arm_label(arm),
            rows: self.differences(arm)?.into_iter().map(row).collect(),
        })
    }

    /// Futures and positions of some of the parties, by their place in the tables of those pictures.
    ///
    /// # Errors
    /// As [`Gallery::draw`].
    pub fn of_parties(
        &self,
        arm: &str,
        parties: &[usize],
        width: f64,
    ) -> Result<[Picture; 2], String> {
        let (mut futures, mut position) = (self.futures(arm)?, self.position(arm)?);
        futures.rows = kept(futures.rows, parties);
        position.rows = kept(position.rows, parties);
        let lang = self.facts.lang;
        Ok([
            futures::draw(&futures, lang, width),
            position::draw(&position, lang, width),
        ])
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
            arm: self.facts.arm_label(arm),
            years: self.facts.outlays.years.clone(),
            rows: self.differences(arm)?.into_iter().map(row).collect(),
        })
    }

    fn mechanisms(&self, arm: &str) -> mechanisms::Input {
        let value = |step: &str, payer: &str| {
            let mut rows = self.facts.reading.layers.iter();
            let row = rows.find(|row| {
                (row.arm.as_str(), row.step.as_str()) == (arm, step)
                    && (row.year.as_str(), row.payer.as_str()) == ("total", payer)
            });
            row.map_or(0.0, |row| row.spread.mean / self.facts.years())
        };
        // A run of expected values is not taken apart.
        let is_told = self.facts.reading.layers.iter().any(|row| row.arm == arm);
        let steps = || ["accounting"].into_iter().chain(STEPS).filter(|_| is_told);
        let payers = self.facts.reading.scenario.payer.iter();
        let of_payer = |(party, payer): (Party, &str)| {
            let values = steps().map(|step| value(step, payer));
            (party.label, values.collect())
        };
        mechanisms::Input {
            arm: self.facts.arm_label(arm),
            payer: self.facts.together().label,
            steps: steps()
                .map(|step| (self.facts.named(step), value(step, "all")))
                .collect(),
            by_payer: self
                .facts
                .parties()
                .into_iter()
                .zip(payers.map(|payer| payer.name.as_str()))
                .map(of_payer)
                .collect(),
        }
    }

    fn flows(&self, arm: &str) -> flows::Input {
        let scenario = &self.facts.reading.scenario;
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
        let way = |component: &String| self.facts.named(kinds.get(component).unwrap_or(component));
        let flow = |paid: &LedgerRow| {
            let payer = scenario
                .payer
                .iter()
                .position(|payer| payer.name == paid.payer)?;
            Some(flows::DrawnFlow {
                payer,
                component: way(&paid.component),
                recipient: self.facts.named(&paid.recipient),
                eur: paid.spread.mean / self.facts.years(),
            })
        };
        flows::Input {
            arm: self.facts.arm_label(arm),
            payers: self.facts.parties(),
            flows: self
                .facts
                .ledger
                .iter()
                .filter(|paid| paid.arm == arm)
                .filter_map(flow)
                .collect(),
        }
    }
}
