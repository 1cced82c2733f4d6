//! Curves by what a QALY is held to be worth: the chance of each arm to be best (acceptability), or what each is expected to
//! lose.
//!
//! Comes in: a value an arm and step. Goes out: a [`Picture`], in which the arm that is best on average stands in the table at
//! every step. Deliberately absent: net benefits. Best on average and best most often are two things.

use super::frame::{self, Sign};
use super::panels::{Panel, PanelChart, PanelLine};
use super::phrases as say;
use super::scene::{Dash, Scene};
use super::svg::Alt;
use super::table::{Cell, Table};
use super::theme::Role;
use super::words::{Lang, Money};
use super::{Picture, is_narrow};

/// What the curves are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurveKind {
    /// Chances of being best.
    Best,
    /// Expected losses, EUR.
    Loss,
}

/// One arm.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What readers call it.
    pub label: String,
    /// By step.
    pub values: Vec<f64>,
}

/// What the picture is drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What of.
    pub kind: CurveKind,
    /// Who judges.
    pub party: String,
    /// Thousands of EUR per QALY, evenly spaced from 0.
    pub steps: Vec<i32>,
    /// In the order of the scenario.
    pub rows: Vec<Row>,
    /// The arm that is best on average, by step.
    pub best: Vec<usize>,
}

/// Draws it.
pub fn draw(input: &Input, lang: Lang, width: f64) -> Picture {
    let money = match input.kind {
        CurveKind::Best => None,
        CurveKind::Loss => {
            let amounts = input.rows.iter().flat_map(|row| row.values.iter().copied());
            Some(Money::of_all(lang, amounts))
        }
    };
    let table = table(input, lang, money.as_ref());
    let label = |place: Option<&usize>| {
        let row = place.and_then(|place| input.rows.get(*place));
        row.map_or("", |row| row.label.as_str())
    };
    let eur = f64::from(input.steps.last().copied().unwrap_or_default()) * 1_000.0;
    let is_always = input
        .best
        .iter()
        .all(|best| Some(best) == input.best.first());
    let title = match (input.kind, is_always) {
        (CurveKind::Best, true) => say::CURVE_BEST_ALWAYS_TITLE,
        (CurveKind::Best, false) => say::CURVE_BEST_TITLE,
        (CurveKind::Loss, true) => say::CURVE_LOSS_ALWAYS_TITLE,
        (CurveKind::Loss, false) => say::CURVE_LOSS_TITLE,
    };
    let parts = [
        ("first", label(input.best.first())),
        ("last", label(input.best.last())),
        ("eur", &lang.number(eur, 0)),
    ];
    Picture {
        lang,
        alt: Alt {
            title: title.fill(lang, &parts),
            desc: table.text(),
        },
        scene: scene(input, lang, width, money.as_ref()),
        text: table.text(),
        table,
    }
}

fn head(kind: CurveKind, lang: Lang, money: Option<&Money>) -> String {
    match (kind, money) {
        (CurveKind::Loss, Some(money)) => {
            say::CURVE_LOSS_HEAD.fill(lang, &[("unit", money.unit())])
        }
        _ => say::CURVE_BEST_HEAD.of(lang).to_string(),
    }
}

fn scene(input: &Input, lang: Lang, width: f64, money: Option<&Money>) -> Scene {
    let mut scene = Scene::new(width);
    let look = |arm: usize| {
        let dash = if arm.is_multiple_of(2) {
            Dash::Solid
        } else {
            Dash::Dashed
        };
        (Role::Payer(arm), 2.0 + (arm / 6) as f64, dash)
    };
    let items: Vec<(Sign, &str)> = input
        .rows
        .iter()
        .enumerate()
        .map(|(arm, row)| {
            let (role, weight, dash) = look(arm);
            (Sign::Line(role, weight, dash), row.label.as_str())
        })
        .collect();
    let top = frame::key(&mut scene, 0.0, 0.0, &items);
    let scale = money.map_or(1.0, Money::scale);
    let lines = input.rows.iter().enumerate().map(|(arm, row)| {
        let (role, weight, dash) = look(arm);
        PanelLine {
            values: row.values.iter().map(|value| value / scale).collect(),
            role,
            weight,
            dash,
        }
    });
    let lines: Vec<PanelLine> = lines.collect();
    let most = lines
        .iter()
        .flat_map(|line| line.values.iter().copied())
        .fold(0.0, f64::max);
    let panel = Panel {
        title: input.party.clone(),
        sign: None,
        words: head(input.kind, lang, money),
        range: [
            0.0,
            if input.kind == CurveKind::Best {
                1.0
            } else {
                most
            },
        ],
        lines,
        mark: None,
    };
    let chart = PanelChart {
        panels: vec![panel],
        columns: 1,
        years: &input.steps,
        height: if is_narrow(width) { 180.0 } else { 240.0 },
        figure: &|value, decimals| match input.kind {
            CurveKind::Best => lang.percent(value, 0),
            CurveKind::Loss => lang.number(value, decimals),
        },
    };
    let y = chart.draw(&mut scene, top + 6.0);
    scene.height = frame::notes(&mut scene, y, &[say::CURVE_AXIS.fill(lang, &[])]) + 4.0;
    scene
}

fn table(input: &Input, lang: Lang, money: Option<&Money>) -> Table {
    let shown = |value: f64| match money {
        Some(money) => money.plain(value),
        None => lang.percent(value, 0),
    };
    let row = |(step, thousands): (usize, &i32)| {
        let eur = f64::from(*thousands) * 1_000.0;
        let values = input.rows.iter().map(|row| {
            let value = row.values.get(step).copied().unwrap_or(0.0);
            Cell::number(shown(value), value)
        });
        let best = input.best.get(step).and_then(|best| input.rows.get(*best));
        let best = best.map_or("", |row| row.label.as_str());
        std::iter::once(Cell::number(lang.number(eur, 0), eur))
            .chain(values)
            .chain([Cell::words(best)])
            .collect()
    };
    let heads = input.rows.iter().map(|row| row.label.clone());
    Table {
        head: std::iter::once(say::CURVE_VALUE.fill(lang, &[]))
            .chain(heads)
            .chain([say::CURVE_BEST_MARK.of(lang).to_string()])
            .collect(),
        rows: input.steps.iter().enumerate().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::sound::is_sound;
    use crate::chart::{NARROW, WIDE};

    fn input(kind: CurveKind, size: f64) -> Input {
        let row = |label: &str, values: [f64; 3]| Row {
            label: label.into(),
            values: values.map(|value| value * size).to_vec(),
        };
        Input {
            kind,
            party: "All payers together".into(),
            steps: vec![0, 5, 10],
            rows: vec![
                row("As now", [0.6, 0.5, 0.3]),
                row("A budget", [0.4, 0.5, 0.7]),
            ],
            best: vec![0, 1, 1],
        }
    }

    #[test]
    fn curves_are_sound_at_both_widths_and_in_both_languages() {
        for lang in [Lang::En, Lang::Nl] {
            for width in [NARROW, WIDE] {
                is_sound(&draw(&input(CurveKind::Best, 1.0), lang, width).scene);
                is_sound(&draw(&input(CurveKind::Loss, 3e6), lang, width).scene);
                is_sound(&draw(&input(CurveKind::Loss, 0.0), lang, width).scene);
            }
        }
    }

    #[test]
    fn the_title_names_who_is_best_on_average_at_both_ends() {
        let drawn = draw(&input(CurveKind::Best, 1.0), Lang::En, WIDE);
        assert_eq!(
            drawn.alt.title,
            "As now is best on average where only money counts, A budget at 10,000 € a QALY."
        );
        let always = Input {
            best: vec![0, 0, 0],
            ..input(CurveKind::Loss, 1.0)
        };
        assert_eq!(
            draw(&always, Lang::En, WIDE).alt.title,
            "Expected loss is least for As now whatever a QALY is held to be worth, up to 10,000 €."
        );
        // Half and half at 5,000: the table says which is best on average.
        assert_eq!(drawn.table.rows[1][3].shown, "A budget");
    }
}
