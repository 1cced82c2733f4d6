//! Which unknown decides: the files of its tables, the same as JSON, and what its pictures are drawn of.
//!
//! Comes in: the rows of `analysis::sensitivity`, and the scenario they are of. Goes out: text, and the input of pictures.
//! Deliberately absent: drawing.

use serde_json::json;

use super::columns::{Column, columns};
use super::facts::chosen;
use super::manifest::Conventions;
use super::tables::{self, FileRow};
use crate::analysis::sensitivity::{GridRow, SensitivityRow, ThresholdRow, VarianceShareRow};
use crate::base::written::EUR;
use crate::chart::words::Lang;
use crate::chart::{names, phrases as say, tornado};
use crate::scenario::schema::Scenario;

macro_rules! files {
    ($($row:ident: $name:literal;)*) => { $(
        impl FileRow for $row {
            const FILE: &'static str = $name;

            fn columns() -> Vec<Column> {
                columns::<Self>()
            }
        }
    )* };
}

files! {
    SensitivityRow: "sensitivity.csv";
    ThresholdRow: "sensitivity_thresholds.csv";
    GridRow: "sensitivity_grid.csv";
    VarianceShareRow: "sensitivity_variance.csv";
}

/// One JSON object: the scenario's name, how amounts are to be read, and the rows.
///
/// # Errors
/// None that a vector in memory can cause.
pub fn json<R: FileRow>(
    rows: &[R],
    name: &str,
    conventions: &Conventions,
) -> Result<String, String> {
    let whole = json!({
        "scenario": name,
        "conventions": conventions,
        "sensitivity": tables::objects_in(rows, conventions.money())?,
    });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|error| error.to_string())
}

/// What readers call the parts of an analysis.
#[derive(Debug, Clone, Copy)]
pub struct Naming<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The reader's language.
    pub lang: Lang,
}

impl Naming<'_> {
    /// An arm.
    pub fn arm(&self, name: &str) -> String {
        let mut arms = self.scenario.arm.iter();
        let found = arms.find(|arm| arm.name == name);
        let titles = found.map_or(["", ""], |arm| [arm.title.as_str(), arm.title_nl.as_str()]);
        names::label(self.lang, name, titles)
    }

    /// A payer, all of them, or an outcome with its group.
    pub fn result(&self, name: &str) -> String {
        if name == "all" {
            return say::ALL_PAYERS.of(self.lang).to_string();
        }
        let mut payers = self.scenario.payer.iter();
        if let Some(payer) = payers.find(|payer| payer.name == name) {
            return names::label(self.lang, name, [&payer.title, &payer.title_nl]);
        }
        let parts = name.split(':');
        let parts: Vec<String> = parts
            .map(|part| names::label(self.lang, part, ["", ""]))
            .collect();
        parts.join(": ")
    }

    /// Title of the scenario, or its name.
    pub fn title(&self) -> String {
        let scenario = self.scenario;
        match chosen(self.lang, &scenario.title, &scenario.title_nl) {
            "" => scenario.name.clone().unwrap_or_default(),
            title => title.to_string(),
        }
    }

    /// What a picture comes from.
    pub fn source(&self) -> String {
        let run = &self.scenario.run;
        let years = format!(
            "{}–{}",
            run.first_year,
            run.first_year + run.years as i32 - 1
        );
        let parts = [
            ("version", env!("CARGO_PKG_VERSION")),
            (
                "scenario",
                self.scenario.name.as_deref().unwrap_or_default(),
            ),
            ("years", &years),
        ];
        say::SOURCE_EXPECTED.fill(self.lang, &parts)
    }

    /// What the tornado of one arm and result is drawn of.
    pub fn tornado(&self, rows: &[&SensitivityRow], shown: ShownNumbers) -> Option<tornado::Input> {
        let first = rows.first()?;
        let top = shown.of(&first.subject.result);
        let at_mean = first.at_mean?;
        let moving: Vec<&&SensitivityRow> = rows
            .iter()
            .filter(|row| row.swing.is_some_and(|swing| swing > 0.0))
            .collect();
        let shown = moving.iter().take(top).filter_map(|row| {
            Some(tornado::Row {
                label: row.label.clone(),
                path: row.parameter.clone(),
                unit: row.parameter_unit.clone(),
                ends: [row.q025, row.q975],
                results: [row.at_q025?, row.at_q975?],
            })
        });
        Some(tornado::Input {
            arm: self.arm(&first.subject.arm),
            result: self.result(&first.subject.result),
            unit: match first.subject.unit.as_str() {
                EUR => String::new(),
                unit => unit.to_string(),
            },
            is_difference: !first.subject.comparator.is_empty(),
            at_mean,
            rows: shown.collect(),
            others: moving.len().saturating_sub(top),
        })
    }
}

/// How many unknowns are shown of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownNumbers {
    /// So many of every one.
    Top(usize),
    /// Ten of all payers together, and the three that decide for each.
    AllThenEach,
}

impl ShownNumbers {
    /// Of a result.
    pub fn of(self, result: &str) -> usize {
        match self {
            ShownNumbers::Top(top) => top,
            ShownNumbers::AllThenEach if result == "all" => 10,
            ShownNumbers::AllThenEach => 3,
        }
    }
}

/// Rows of the same arm and result, which stand together.
pub fn by_result(rows: &[SensitivityRow]) -> Vec<Vec<&SensitivityRow>> {
    let groups = rows.chunk_by(|one, next| one.subject == next.subject);
    groups.map(|group| group.iter().collect()).collect()
}
