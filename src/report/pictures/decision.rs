//! The pictures of a decision: the plane of cost and effect, chances of being best, expected losses.
//!
//! Comes in: rows that `caremix decide` found, and the scenario with the names readers know. Goes out: a [`Picture`].
//! Deliberately absent: drawing (that is `chart`'s).

use crate::analysis::decide::rows::{DecisionRow, PlaneRow};
use crate::chart::curves::{self, CurveKind};
use crate::chart::words::Lang;
use crate::chart::{Picture, names, phrases as say, plane};
use crate::scenario::schema::Scenario;

/// A picture there is of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionPicture {
    /// The plane of cost and effect, of one arm.
    Plane,
    /// Chances of being best, by what a QALY is worth.
    Acceptability,
    /// Expected losses, by what a QALY is worth.
    Losses,
}

impl DecisionPicture {
    /// Its name, and that of its file.
    pub fn name(self) -> &'static str {
        match self {
            DecisionPicture::Plane => "plane",
            DecisionPicture::Acceptability => "acceptability",
            DecisionPicture::Losses => "losses",
        }
    }
}

/// Whose side the pictures are drawn from: all payers together.
pub const ALL: &str = "all";

/// What the pictures are drawn of.
#[derive(Debug, Clone, Copy)]
pub struct DecisionRows<'a> {
    /// decision.csv.
    pub decision: &'a [DecisionRow],
    /// cost_effectiveness_plane.csv.
    pub plane: &'a [PlaneRow],
}

/// Draws a picture; the plane is of this arm. `values` are EUR that a QALY may be worth.
pub fn decision(
    found: DecisionRows,
    scenario: &Scenario,
    (kind, arm, values): (DecisionPicture, &str, &[f64]),
    lang: Lang,
    width: f64,
) -> Picture {
    match kind {
        DecisionPicture::Plane => {
            let rows = found.plane.iter();
            let rows = rows.filter(|row| row.perspective == ALL && row.arm == arm);
            let input = plane::Input {
                arm: label(scenario, arm, lang),
                draws: rows.map(|row| (row.more_qalys, row.more_cost)).collect(),
                values: values.to_vec(),
            };
            plane::draw(&input, lang, width)
        }
        DecisionPicture::Acceptability => {
            let of = |row: &DecisionRow| row.p_best;
            curves::draw(
                &curve(found, scenario, (CurveKind::Best, &of), lang),
                lang,
                width,
            )
        }
        DecisionPicture::Losses => {
            let of = |row: &DecisionRow| row.expected_loss;
            curves::draw(
                &curve(found, scenario, (CurveKind::Loss, &of), lang),
                lang,
                width,
            )
        }
    }
}

fn label(scenario: &Scenario, arm: &str, lang: Lang) -> String {
    let found = scenario.arm.iter().find(|one| one.name == arm);
    let titles = found.map_or(["", ""], |one| [one.title.as_str(), one.title_nl.as_str()]);
    names::label(lang, arm, titles)
}

fn curve(
    found: DecisionRows,
    scenario: &Scenario,
    (kind, of): (CurveKind, &dyn Fn(&DecisionRow) -> f64),
    lang: Lang,
) -> curves::Input {
    // Evenly spaced steps only: a value of one's own between them is in the table of the run.
    let is_step = |row: &&DecisionRow| row.perspective == ALL && row.willingness % 5_000.0 == 0.0;
    let is_on_curve = |row: &&DecisionRow| is_step(row) && row.willingness <= 100_000.0;
    let rows: Vec<&DecisionRow> = found.decision.iter().filter(is_on_curve).collect();
    let mut steps: Vec<i32> = rows
        .iter()
        .map(|row| (row.willingness / 1_000.0) as i32)
        .collect();
    steps.dedup();
    let arms: Vec<&str> = scenario.arm.iter().map(|arm| arm.name.as_str()).collect();
    let place = |row: &DecisionRow| arms.iter().position(|arm| *arm == row.arm);
    let best = rows.iter().filter(|row| row.is_best);
    curves::Input {
        kind,
        party: say::TOGETHER.of(lang).to_string(),
        steps,
        best: best.filter_map(|row| place(row)).collect(),
        rows: arms
            .iter()
            .map(|arm| curves::Row {
                label: label(scenario, arm, lang),
                values: rows
                    .iter()
                    .filter(|row| row.arm == *arm)
                    .map(|row| of(row))
                    .collect(),
            })
            .collect(),
    }
}
