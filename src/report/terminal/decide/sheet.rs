//! How the tables of a decision are written, and what stands above and below them.

use std::path::Path;

use crate::analysis::decide::DecisionTables;
use crate::analysis::decide::rows::{DecisionRow, InformationRow};
use crate::report::manifest::Manifest;
use crate::report::names;
use crate::report::numbers::{decimals_for, grouped, percent, signed};
use crate::report::terminal::{Look, plural, scale};
use crate::tables::convention;

/// What the tables are of.
pub struct DecisionHead<'a> {
    /// The run.
    pub manifest: &'a Manifest,
    /// Draws of the parameters.
    pub draws: usize,
    /// Whether parameters differ from draw to draw.
    pub has_drawn: bool,
    /// Whether an hour of informal care has a value.
    pub has_hour_value: bool,
    /// By what is discounted.
    pub convention: &'a str,
    /// Its yearly rates for costs and effects.
    pub rates: [f64; 2],
    /// EUR per QALY.
    pub reference_values: &'a [f64],
}

/// How the tables of a decision are written.
pub(super) struct DecisionSheet<'a> {
    pub found: &'a DecisionTables,
    pub head: &'a DecisionHead<'a>,
    pub look: &'a Look,
    unit: f64,
    pub unit_name: String,
    decimals: usize,
}

impl<'a> DecisionSheet<'a> {
    pub fn new(
        found: &'a DecisionTables,
        head: &'a DecisionHead<'a>,
        look: &'a Look,
    ) -> DecisionSheet<'a> {
        let largest = found
            .information
            .iter()
            .filter(|row| row.kind == "everything");
        let gains = found.decision.iter().filter(|row| row.is_best);
        let largest = largest
            .map(|row| row.value)
            .chain(gains.map(|row| row.more_than_comparator.abs()))
            .fold(0.0, f64::max);
        let (unit, unit_name) = scale(largest);
        DecisionSheet {
            found,
            head,
            look,
            unit,
            unit_name,
            decimals: decimals_for(largest / unit, 3, 2).max(1),
        }
    }

    pub fn amount(&self, eur: f64) -> String {
        grouped(eur / self.unit, self.decimals)
    }

    pub fn with_error(&self, eur: f64, error: Option<f64>) -> String {
        match error {
            Some(error) => {
                format!(
                    "{} {}{}",
                    self.amount(eur),
                    self.look.plus_minus(),
                    self.amount(error)
                )
            }
            None => self.amount(eur),
        }
    }

    pub fn difference(&self, eur: f64) -> String {
        signed(eur / self.unit, self.decimals)
    }

    pub fn comparator(&self) -> &str {
        &self.head.manifest.comparator
    }

    /// Who chooses, and by what.
    pub fn who(&self, perspective: &str, willingness: f64) -> String {
        let name = match perspective {
            "all" => "all payers",
            other => other,
        };
        match willingness {
            0.0 if perspective == "all" || perspective == "society" => {
                format!("{name}, money alone")
            }
            0.0 => name.to_string(),
            eur => format!("{name}, {} EUR a QALY", grouped(eur, 0)),
        }
    }

    /// Everything known, of every choice between all arms.
    pub fn everything(&self) -> impl Iterator<Item = &'a InformationRow> {
        let rows = self.found.information.iter();
        rows.filter(|row| row.kind == "everything" && row.choice == "all")
    }

    /// How the arms stand for somebody.
    pub fn arms(&self, of: &InformationRow) -> Vec<&'a DecisionRow> {
        let rows = self.found.decision.iter();
        let is_of = |row: &&DecisionRow| {
            row.perspective == of.perspective && row.willingness == of.willingness
        };
        rows.filter(is_of).collect()
    }

    pub fn headline(&self) -> String {
        let manifest = self.head.manifest;
        let [costs, effects] = self.head.rates;
        let said = [
            self.look.bold(&manifest.scenario.name),
            "who would choose which arm".to_string(),
            plural(self.head.draws as f64, "draw"),
            format!(
                "discounting {}: costs {} a year, effects {}",
                self.head.convention,
                percent(costs, 2),
                percent(effects, 2)
            ),
        ];
        let what = match self.head.has_drawn {
            true => {
                "A draw is what the cohort twin expects of one set of parameters. The luck of residents is no part of it: \
                 nobody could know it beforehand."
            }
            false => {
                "This run holds its parameters at their means: nothing is uncertain, and nothing is worth knowing. Run it with \
                 run.parameters = \"drawn\" to know more."
            }
        };
        format!(
            "{}\n{}\n",
            self.look.wrap(&said.join(" · "), ""),
            self.look.wrap(what, "")
        )
    }

    pub fn notes(&self, folder: &Path) -> String {
        let mut lines = vec![format!(
            "{} is the Monte Carlo error. Amounts are {} of the whole population over the run, discounted.",
            self.look.plus_minus(),
            self.unit_name
        )];
        lines.extend(self.bias());
        lines.extend(self.perspective());
        if !self.head.has_hour_value {
            lines.push(
                "Society: the scenario gives no value of an hour of informal care (carers.hour_value), so that none is \
                 counted; --hour-value EUR gives one."
                    .to_string(),
            );
        }
        if self.head.reference_values.is_empty() {
            lines.push(format!(
                "The convention {} has no reference value of a QALY: money alone decides here, and {} has the curve from 0 to \
                 100,000 EUR; --willingness EUR gives a value.",
                self.head.convention,
                names::DECISION
            ));
        }
        let files = [
            names::DECISION,
            names::INFORMATION,
            names::COST_EFFECTIVENESS,
            names::PLANE,
            names::CONVENTIONS,
        ];
        lines.push(format!(
            "Every figure is in {}: {}",
            folder.display(),
            files.join(", ")
        ));
        let lines = lines.iter().map(|line| self.look.wrap(line, "") + "\n");
        lines.collect()
    }

    /// Whose costs the convention asks for.
    fn perspective(&self) -> Option<String> {
        let name = self.head.convention;
        let mut known = convention::PRESCRIBED.into_iter();
        let found = known.find(|one| convention::name(*one) == name)?;
        let whose = match convention::terms(found)?.perspective {
            convention::SOCIETY => "of society",
            _ => "of all payers",
        };
        Some(format!(
            "The convention {name} asks for the costs {whose}; every perspective is told."
        ))
    }

    /// How far the largest value of information may be off.
    fn bias(&self) -> Option<String> {
        let rows = self.everything().filter(|row| row.value > 0.0);
        let row = rows.max_by(|one, other| one.value.total_cmp(&other.value))?;
        Some(format!(
            "Bias: for {}, knowing all is worth {}; so few draws make it too low by {} at most. Were the luck of residents taken \
             for something to know, it would read {}: luck can add {} at most, and adds nothing here.",
            self.who(&row.perspective, row.willingness),
            self.amount(row.value),
            self.amount(row.too_low_at_most.unwrap_or(0.0)),
            self.amount(row.with_luck.unwrap_or(0.0)),
            self.amount(row.raised_by_luck_at_most.unwrap_or(0.0)),
        ))
    }
}
