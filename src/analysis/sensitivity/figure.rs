//! The results that can be asked about, by the names that the files of a run have for them.
//!
//! Comes in: names, and what arms came to. Goes out: a [`ResultFigure`] each, and its value. Deliberately absent: moving numbers.
//!
//! A figure is what an arm comes to less what the comparator does; shares of a gap closed are of the arm itself.

use crate::base::statistics;
use crate::base::written::EUR;
use crate::outcome::Provider;
use crate::scenario::nearest::{quoted, suggest};
use crate::simulation::Run;
use crate::system::System;

use crate::analysis::gap;
use crate::analysis::rows::{ALL, DISCOUNTED, TOTAL};
use crate::analysis::series::{self, SeriesColumn};

/// What a discipline keeps per full-time job.
const MARGIN: &str = "margin_per_fte";

/// A result that can be asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultFigure {
    /// A payer, `all`, an outcome (`qalys`), an outcome of a group (`access:general_practice`), or
    /// `margin_per_fte:` a discipline.
    pub name: String,
    /// Its unit.
    pub unit: String,
    kind: FigureKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum FigureKind {
    /// What a payer lays out.
    Payer,
    /// An outcome of a group.
    Outcome(String, String),
    /// A share of a gap, or the gap.
    Gap(String, String),
    /// What a discipline keeps per full-time job.
    Margin(usize),
}

/// The time that figures are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultTime(String);

impl ResultTime {
    /// The whole run, nominal.
    pub fn total() -> ResultTime {
        ResultTime(TOTAL.into())
    }

    /// `total`, `discounted` or a calendar year of the run.
    ///
    /// # Errors
    /// In words.
    pub fn of(text: &str, system: &System) -> Result<ResultTime, String> {
        let years = (0..system.time.years).map(|year| system.time.calendar(year).to_string());
        let known: Vec<String> = [TOTAL, DISCOUNTED]
            .map(str::to_string)
            .into_iter()
            .chain(years)
            .collect();
        if known.iter().any(|one| one == text) {
            return Ok(ResultTime(text.to_string()));
        }
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        Err(format!(
            "the run has no time {}: {}",
            quoted(text),
            suggest(text, &known)
        ))
    }

    /// As files write it.
    pub fn word(&self) -> &str {
        &self.0
    }
}

/// Every result there is.
pub fn figures(system: &System, run: &Run) -> Vec<ResultFigure> {
    let payers = system.payers.iter().map(String::as_str).chain([ALL]);
    let mut found: Vec<ResultFigure> = payers
        .map(|name| ResultFigure {
            name: name.into(),
            unit: EUR.into(),
            kind: FigureKind::Payer,
        })
        .collect();
    let mut add = |figure: ResultFigure| {
        if found.iter().all(|known| known.name != figure.name) {
            found.push(figure);
        }
    };
    for (arm, result) in run.replications[0].arms.iter().enumerate() {
        for label in result.labels.iter() {
            let kind = FigureKind::Outcome(label.outcome.clone(), label.group.clone());
            add(named(&label.outcome, &label.group, &label.unit, kind));
        }
        if arm == system.comparator {
            continue;
        }
        for row in gap::rows(system, run, arm) {
            let kind = FigureKind::Gap(row.outcome.into(), row.group.clone());
            add(named(row.outcome, &row.group, row.unit, kind));
        }
    }
    for (index, discipline) in system.disciplines.iter().enumerate() {
        if discipline.hourly_cost.is_some() {
            let kind = FigureKind::Margin(index);
            add(named(MARGIN, &discipline.name, "EUR/FTE", kind));
        }
    }
    found
}

fn named(outcome: &str, group: &str, unit: &str, kind: FigureKind) -> ResultFigure {
    ResultFigure {
        name: match group {
            ALL => outcome.to_string(),
            group => format!("{outcome}:{group}"),
        },
        unit: unit.to_string(),
        kind,
    }
}

/// The figures of these names; of none, all payers together and each by itself.
///
/// # Errors
/// In words, each name that there is no figure of.
pub fn wanted(known: &[ResultFigure], names: &[String]) -> Result<Vec<ResultFigure>, Vec<String>> {
    if names.is_empty() {
        let payers = known
            .iter()
            .filter(|figure| figure.kind == FigureKind::Payer);
        let (all, each): (Vec<ResultFigure>, Vec<ResultFigure>) =
            payers.cloned().partition(|figure| figure.name == ALL);
        return Ok(all.into_iter().chain(each).collect());
    }
    let mut found: Vec<ResultFigure> = Vec::new();
    let mut faults = Vec::new();
    for name in names {
        // An outcome may be named with the group `all`, as replications.csv does.
        let short = name.strip_suffix(":all").unwrap_or(name);
        match known.iter().find(|figure| figure.name == short) {
            Some(figure) if found.contains(figure) => {}
            Some(figure) => found.push(figure.clone()),
            None => faults.push(unknown(known, name)),
        }
    }
    if faults.is_empty() {
        Ok(found)
    } else {
        Err(faults)
    }
}

fn unknown(known: &[ResultFigure], name: &str) -> String {
    let of_outcome: Vec<&str> = known
        .iter()
        .filter(|figure| figure.name.split(':').next() == Some(name))
        .map(|figure| figure.name.as_str())
        .collect();
    // The outcome is there, but only by group.
    let near = match of_outcome.is_empty() {
        false => format!("it has a value for each of {}", of_outcome.join(", ")),
        true => {
            let names: Vec<&str> = known.iter().map(|figure| figure.name.as_str()).collect();
            suggest(name, &names)
        }
    };
    format!("there is no result {}: {near}", quoted(name))
}

impl ResultFigure {
    /// Whether it is what an arm comes to beyond the comparator.
    pub fn is_difference(&self) -> bool {
        !matches!(self.kind, FigureKind::Gap(..))
    }

    /// What it comes to in an arm that is not the comparator; `None` where there is nothing to tell (no gap, no such outcome).
    pub fn value(&self, system: &System, run: &Run, arm: usize, year: &ResultTime) -> Option<f64> {
        match &self.kind {
            FigureKind::Payer => {
                let of = |arm: usize| {
                    let payers = series::payers(system, run, arm).into_iter();
                    let mut payers = payers.filter(|(payer, _)| *payer == self.name);
                    column(payers.next()?.1, year)
                };
                difference(&of(system.comparator)?, &of(arm)?)
            }
            FigureKind::Outcome(outcome, group) => {
                let of = |arm: usize| {
                    let labels = &run.replications[0].arms[arm].labels;
                    let is_it = |label: &crate::simulation::OutcomeLabel| {
                        label.outcome == *outcome && label.group == *group
                    };
                    let index = labels.iter().position(is_it)?;
                    column(
                        series::outcome(system, run, arm, index, labels[index].total),
                        year,
                    )
                };
                difference(&of(system.comparator)?, &of(arm)?)
            }
            FigureKind::Gap(outcome, group) => {
                let rows = gap::rows(system, run, arm).into_iter();
                let mut rows = rows.filter(|row| row.outcome == outcome && row.group == *group);
                let row = rows.find(|row| row.column.year == year.word())?;
                row.column.values.first().copied()
            }
            FigureKind::Margin(discipline) => {
                let of = |arm: usize| margin(system, run, arm, *discipline, year);
                Some(of(arm)? - of(system.comparator)?)
            }
        }
    }
}

fn column(columns: Vec<SeriesColumn>, year: &ResultTime) -> Option<SeriesColumn> {
    let mut columns = columns.into_iter();
    columns.find(|column| column.year == year.word())
}

fn difference(now: &SeriesColumn, then: &SeriesColumn) -> Option<f64> {
    then.minus(now).values.first().copied()
}

/// EUR per full-time job, of a year or over the whole run.
fn margin(
    system: &System,
    run: &Run,
    arm: usize,
    discipline: usize,
    year: &ResultTime,
) -> Option<f64> {
    let years = &run.replications[0].arms[arm].providers;
    let meant = years.iter().enumerate().filter(|(index, _)| {
        let calendar = system.time.calendar(*index).to_string();
        year.word() == TOTAL || year.word() == calendar
    });
    let meant: Vec<&Provider> = meant.map(|(_, providers)| &providers[discipline]).collect();
    let kept: Option<Vec<f64>> = meant
        .iter()
        .map(|provider| Some(provider.income - provider.cost?))
        .collect();
    let jobs: Option<Vec<f64>> = meant.iter().map(|provider| provider.fte).collect();
    let jobs = statistics::sum(jobs?);
    (jobs > 0.0).then_some(statistics::sum(kept?) / jobs)
}
