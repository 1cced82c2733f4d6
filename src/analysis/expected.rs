//! What the cohort twin expects, as rows: payers' amounts, life and QALYs by year, in total and discounted, what an arm
//! adds to the comparator, and what it costs to gain a QALY or a life-year.
//!
//! Comes in: a system at the means of its parameters. Goes out: rows. Deliberately absent: chance, and with it spread and
//! errors; and what the twin itself leaves out (see [`crate::cohort`]).

use serde::{Deserialize, Serialize};

use crate::base::written::{EUR, known};
use crate::cohort::{self, ExpectedArm};
use crate::outcome::Total;
use crate::system::System;

use super::decision::frontier::{PlanePoint, frontier};
use super::rows::{ALL, DISCOUNTED};
use super::series::{self, SeriesColumn};

/// Outcomes that carry value, with what a unit more of them is said to cost.
const EFFECTS: [(&str, &str, &str); 2] = [
    ("qalys", "cost_per_qaly", "EUR/QALY"),
    ("life_years", "cost_per_life_year", "EUR/life-year"),
];

/// One expected figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExpectedRow {
    /// The arm.
    pub arm: String,
    /// A calendar year, `total` or `discounted`.
    pub year: String,
    /// A payer or `all`; `life_years`, `qalys`, `healthy_years`; `cost_per_qaly`, `cost_per_life_year`.
    pub measure: String,
    /// Its unit.
    pub unit: String,
    /// For the whole population; of a cost per effect, compared with the comparator.
    #[serde(serialize_with = "known")]
    pub expected: Option<f64>,
    /// Per resident at the start.
    #[serde(serialize_with = "known")]
    pub per_resident: Option<f64>,
    /// Less what the comparator has; empty for the comparator.
    #[serde(serialize_with = "known")]
    pub difference: Option<f64>,
    /// The amount per resident at the start.
    #[serde(serialize_with = "known")]
    pub difference_per_resident: Option<f64>,
    /// Of a cost per effect: compared with the arm before it on the frontier.
    #[serde(serialize_with = "known")]
    pub on_frontier: Option<f64>,
    /// Of a cost per effect: `comparator`, `dominates` (cheaper and no less effect), `dominated`, `same`, or, where there is
    /// a ratio, `gains` or `saves` (less effect at less cost).
    pub verdict: String,
}

/// All rows, arm by arm.
pub fn rows(system: &System) -> Vec<ExpectedRow> {
    let arms = cohort::expected(system).arms;
    let figures: Vec<Vec<ArmFigure>> = arms.iter().map(|arm| figures(system, arm)).collect();
    let mut rows = Vec::new();
    for arm in 0..arms.len() {
        let base = (arm != system.comparator).then(|| &figures[system.comparator]);
        for figure in &figures[arm] {
            let before = base.and_then(|base| base.iter().find(|other| other.is_same(figure)));
            rows.push(figure.row(system, arm, before));
        }
        for effect in EFFECTS {
            rows.push(cost_per_effect(system, &figures, arm, effect));
        }
    }
    rows
}

/// One figure of an arm.
struct ArmFigure {
    measure: String,
    unit: String,
    year: String,
    value: f64,
}

impl ArmFigure {
    fn is_same(&self, other: &ArmFigure) -> bool {
        self.measure == other.measure && self.year == other.year
    }

    fn row(&self, system: &System, arm: usize, before: Option<&ArmFigure>) -> ExpectedRow {
        let residents = system.people.residents;
        let per_resident = |value: f64| (residents > 0.0).then(|| value / residents);
        let difference = before.map(|before| self.value - before.value);
        ExpectedRow {
            arm: system.arms[arm].name.clone(),
            year: self.year.clone(),
            measure: self.measure.clone(),
            unit: self.unit.clone(),
            expected: Some(self.value),
            per_resident: per_resident(self.value),
            difference,
            difference_per_resident: difference.and_then(per_resident),
            on_frontier: None,
            verdict: String::new(),
        }
    }
}

/// Payers, then outcomes of everybody that carry value; by year, in total and discounted.
fn figures(system: &System, arm: &ExpectedArm) -> Vec<ArmFigure> {
    let of = |measure: &str, unit: &str, columns: Vec<SeriesColumn>| -> Vec<ArmFigure> {
        let columns = columns.into_iter();
        columns
            .map(|column| ArmFigure {
                measure: measure.to_string(),
                unit: unit.to_string(),
                value: column.values[0],
                year: column.year,
            })
            .collect()
    };
    let payers = series::payers_in(system, 1, &|_| &arm.result.paid).into_iter();
    let money = payers.flat_map(|(payer, columns)| of(&payer, EUR, columns));
    let labels = arm.result.labels.iter().enumerate();
    let effects = labels
        .filter(|(_, label)| label.total == Total::Effects && label.group == ALL)
        .flat_map(|(index, label)| {
            let columns = series::outcome_in(system, &[&arm.result], index, label.total);
            of(&label.outcome, &label.unit, columns)
        });
    money.chain(effects).collect()
}

fn discounted(figures: &[ArmFigure], measure: &str) -> f64 {
    let mut found = figures.iter();
    let figure = found.find(|figure| figure.measure == measure && figure.year == DISCOUNTED);
    figure.map_or(0.0, |figure| figure.value)
}

/// What a unit more of an effect costs all payers together, both discounted.
fn cost_per_effect(
    system: &System,
    figures: &[Vec<ArmFigure>],
    arm: usize,
    (effect, measure, unit): (&str, &str, &str),
) -> ExpectedRow {
    let points: Vec<PlanePoint> = figures
        .iter()
        .map(|figures| PlanePoint {
            cost: discounted(figures, ALL),
            effect: discounted(figures, effect),
        })
        .collect();
    let (ratio, verdict) = if arm == system.comparator {
        (None, "comparator")
    } else {
        points[arm].against(&points[system.comparator])
    };
    let frontier = frontier(&points);
    let index = frontier.iter().position(|&other| other == arm);
    let before = index.and_then(|index| frontier.get(index.checked_sub(1)?));
    ExpectedRow {
        arm: system.arms[arm].name.clone(),
        year: DISCOUNTED.to_string(),
        measure: measure.to_string(),
        unit: unit.to_string(),
        expected: ratio,
        per_resident: None,
        difference: None,
        difference_per_resident: None,
        on_frontier: before.map(|&before| points[arm].ratio(&points[before])),
        verdict: verdict.to_string(),
    }
}
