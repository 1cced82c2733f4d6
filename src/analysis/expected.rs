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

use super::series::{self, SeriesColumn};

/// Outcomes that carry value, with what a unit more of them is said to cost.
const EFFECTS: [(&str, &str, &str); 2] = [
    ("qalys", "cost_per_qaly", "EUR/QALY"),
    ("life_years", "cost_per_life_year", "EUR/life-year"),
];
const ALL: &str = "all";
const DISCOUNTED: &str = "discounted";

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

/// An arm in the plane of cost and effect.
#[derive(Debug, Clone, Copy, PartialEq)]
struct PlanePoint {
    cost: f64,
    effect: f64,
}

impl PlanePoint {
    fn ratio(&self, other: &PlanePoint) -> f64 {
        (self.cost - other.cost) / (self.effect - other.effect)
    }

    /// The ratio, where it is one of paying for more or saving by less, and what stands in words for it.
    fn against(&self, other: &PlanePoint) -> (Option<f64>, &'static str) {
        let (cost, effect) = (self.cost - other.cost, self.effect - other.effect);
        match () {
            () if cost == 0.0 && effect == 0.0 => (None, "same"),
            () if cost <= 0.0 && effect >= 0.0 => (None, "dominates"),
            () if cost >= 0.0 && effect <= 0.0 => (None, "dominated"),
            () if effect > 0.0 => (Some(cost / effect), "gains"),
            () => (Some(cost / effect), "saves"),
        }
    }
}

/// The arms that nothing dominates, not even a mixture of two, by effect; each ratio to the one before is above the last.
fn frontier(points: &[PlanePoint]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&one, &other| {
        let costs = points[one].cost.total_cmp(&points[other].cost);
        costs.then(points[other].effect.total_cmp(&points[one].effect))
    });
    let mut kept: Vec<usize> = Vec::new();
    for arm in order {
        let is_better = |&last: &usize| points[arm].effect > points[last].effect;
        if !kept.last().is_none_or(is_better) {
            continue;
        }
        while let [.., before, last] = kept[..] {
            let slope = points[last].ratio(&points[before]);
            if points[arm].ratio(&points[last]) > slope {
                break;
            }
            kept.pop();
        }
        kept.push(arm);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(cost: f64, effect: f64) -> PlanePoint {
        PlanePoint { cost, effect }
    }

    #[test]
    fn the_frontier_leaves_out_what_is_dominated_by_one_or_by_a_mixture() {
        // Third: dearer and worse than the second. Fourth to the first: 300/3 = 100 a unit, fifth to the fourth 50: the
        // fourth is beaten by mixing the first and the fifth (500/7 = 71).
        let points = [
            point(0.0, 10.0),
            point(700.0, 18.0),
            point(800.0, 17.5),
            point(300.0, 13.0),
            point(500.0, 17.0),
        ];
        // First to fifth 500/7 = 71.4, fifth to second 200/1.
        assert_eq!(frontier(&points), [0, 4, 1]);
        assert_eq!(points[1].ratio(&points[4]), 200.0);
    }

    #[test]
    fn a_ratio_is_told_only_where_it_means_something() {
        let now = point(100.0, 10.0);
        assert_eq!(point(150.0, 12.0).against(&now), (Some(25.0), "gains"));
        assert_eq!(point(50.0, 8.0).against(&now), (Some(25.0), "saves"));
        assert_eq!(point(50.0, 10.0).against(&now), (None, "dominates"));
        assert_eq!(point(100.0, 9.0).against(&now), (None, "dominated"));
        assert_eq!(now.against(&now), (None, "same"));
    }
}
