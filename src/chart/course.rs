//! The course of one payer since the start: what it has saved by the end of each year, provisionally or in futures, beside what
//! it would have before the last change.
//!
//! Comes in: what it has paid more than as now, by future and year, or as it is expected. Goes out: a [`Picture`] of one panel.
//! Deliberately absent: other payers; position.rs has all of them.

use super::frame::{self, Sign};
use super::panels::{Panel, PanelChart, PanelLine};
use super::phrases as say;
use super::position::{self, back};
use super::scale;
use super::scene::{Dash, Scene};
use super::svg::Alt;
use super::table::{Cell, Table};
use super::theme::{Role, shape_of_payer};
use super::words::{Lang, Money};
use super::{Party, Picture};

/// What the picture is drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Who.
    pub party: Party,
    /// Calendar years.
    pub years: Vec<i32>,
    /// EUR that it has paid more than as now since the start, by future and end of year; none where they are not known yet.
    pub futures: Vec<Vec<f64>>,
    /// The same as it is expected.
    pub expected: Vec<f64>,
    /// The same before the last change.
    pub before: Option<Vec<f64>>,
}

/// What is drawn: saved, not spent.
struct Course {
    thin: Vec<Vec<f64>>,
    thick: Vec<f64>,
    before: Option<Vec<f64>>,
    words: String,
    mark: Option<usize>,
    futures: usize,
}

fn saved(spent: &[f64]) -> Vec<f64> {
    spent.iter().map(|eur| 0.0 - eur).collect()
}

fn course(input: &Input, lang: Lang) -> Course {
    let before = input.before.as_deref().map(saved);
    if input.futures.is_empty() {
        let thick = saved(&input.expected);
        let year = back(&thick);
        let words = match input.years.get(year) {
            _ if year == 0 => say::COURSE_EXPECTED_SAFE.of(lang).to_string(),
            Some(year) => say::COURSE_EXPECTED_BACK.fill(lang, &[("year", &year.to_string())]),
            None => say::COURSE_EXPECTED_NEVER.of(lang).to_string(),
        };
        return Course {
            thin: Vec::new(),
            mark: (year > 0 && year < thick.len()).then_some(year),
            thick,
            before,
            words,
            futures: 0,
        };
    }
    let row = position::Row {
        party: input.party.clone(),
        spent: input.futures.clone(),
    };
    let reckoned = position::reckon(&row);
    Course {
        words: reckoned.words(lang, &input.years),
        mark: reckoned.back.filter(|year| *year > 0),
        thin: reckoned.sample,
        thick: reckoned.middle,
        before,
        futures: input.futures.len(),
    }
}

/// Draws it, its plane so high.
pub fn draw(input: &Input, lang: Lang, width: f64, height: f64) -> Picture {
    let course = course(input, lang);
    let drawn = || {
        let lines = course
            .thin
            .iter()
            .chain([&course.thick])
            .chain(&course.before);
        lines.flatten().copied()
    };
    let money = Money::of_all(lang, drawn());
    let range = scale::with_zero(drawn()).map(|eur| eur / money.scale());
    let title = say::COURSE_TITLE.fill(
        lang,
        &[("party", &input.party.label), ("words", &course.words)],
    );
    let table = table(input, &course, lang, &money);
    Picture {
        lang,
        alt: Alt {
            title,
            desc: table.text(),
        },
        scene: scene(input, &course, lang, &money, range, [width, height]),
        text: table.text(),
        table,
    }
}

fn scene(
    input: &Input,
    course: &Course,
    lang: Lang,
    money: &Money,
    range: [f64; 2],
    [width, height]: [f64; 2],
) -> Scene {
    let (mut scene, y) = position::headed(&input.years, lang, money, width);
    let count = course.thin.len().to_string();
    let futures = course.futures.to_string();
    let thin = say::COURSE_FUTURES.fill(lang, &[("count", &count), ("futures", &futures)]);
    let role = input.party.index.map_or(Role::Ink, Role::Payer);
    let mut items = Vec::new();
    if course.futures == 0 {
        items.push((
            Sign::Line(role, 3.0, Dash::Dashed),
            say::COURSE_PROVISIONAL.of(lang),
        ));
    } else {
        items.push((Sign::Line(role, 1.0, Dash::Solid), thin.as_str()));
        items.push((
            Sign::Line(role, 3.0, Dash::Solid),
            say::COURSE_MIDDLE.of(lang),
        ));
    }
    if course.before.is_some() {
        items.push((
            Sign::Line(Role::Neutral, 2.0, Dash::Solid),
            say::COURSE_BEFORE.of(lang),
        ));
    }
    let y = frame::key(&mut scene, 0.0, y, &items);
    let line = |values: &Vec<f64>, role, weight, dash| PanelLine {
        values: values.iter().map(|eur| eur / money.scale()).collect(),
        role,
        weight,
        dash,
    };
    let thick = if course.futures == 0 {
        Dash::Dashed
    } else {
        Dash::Solid
    };
    let lines = course
        .before
        .iter()
        .map(|path| line(path, Role::Neutral, 2.0, Dash::Solid));
    let lines = lines.chain(
        course
            .thin
            .iter()
            .map(|path| line(path, role, 1.0, Dash::Solid)),
    );
    let panel = Panel {
        title: input.party.label.clone(),
        sign: input.party.index.map(|index| (shape_of_payer(index), role)),
        words: course.words.clone(),
        lines: lines
            .chain([line(&course.thick, role, 3.0, thick)])
            .collect(),
        range,
        mark: course.mark,
    };
    let chart = PanelChart {
        panels: vec![panel],
        columns: 1,
        years: &input.years,
        height,
        figure: &|value, decimals| lang.signed(value, decimals),
    };
    scene.height = chart.draw(&mut scene, y + 6.0);
    scene
}

fn table(input: &Input, course: &Course, lang: Lang, money: &Money) -> Table {
    let head = say::COLUMN_SAVED.fill(lang, &[("unit", money.unit())]);
    let rows = input.years.iter().zip(&course.thick).enumerate();
    let rows = rows.map(|(index, (year, saved))| {
        let before = course.before.as_ref().and_then(|before| before.get(index));
        let shown = |eur: f64| Cell::number(money.signed(eur), eur);
        let cells = [
            Cell::number(year.to_string(), f64::from(*year)),
            shown(*saved),
        ];
        cells
            .into_iter()
            .chain(before.map(|eur| shown(*eur)))
            .collect()
    });
    let before = course
        .before
        .as_ref()
        .map(|_| say::COURSE_BEFORE.of(lang).to_string());
    Table {
        rows: rows.collect(),
        head: [say::YEAR.of(lang).to_string(), head]
            .into_iter()
            .chain(before)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::sound::is_sound;
    use crate::chart::{NARROW, WIDE};

    fn input(futures: usize) -> Input {
        // Two million paid in advance, then a million saved a year: back to zero by the end of the third year.
        let path = vec![2e6, 1e6, 0.0, -1e6];
        Input {
            party: Party {
                label: "Municipality".into(),
                index: Some(1),
            },
            years: (2025..2029).collect(),
            futures: vec![path.clone(); futures],
            expected: path,
            before: Some(vec![1e6, 1e6, 1e6, 1e6]),
        }
    }

    #[test]
    fn a_course_is_sound_at_both_widths_expected_and_in_futures() {
        for futures in [0, 40] {
            for lang in [Lang::En, Lang::Nl] {
                for width in [NARROW, WIDE] {
                    is_sound(&draw(&input(futures), lang, width, 150.0).scene);
                }
            }
        }
    }

    #[test]
    fn what_is_expected_is_said_to_be_and_is_drawn_otherwise_than_futures() {
        let expected = draw(&input(0), Lang::En, WIDE, 150.0);
        assert_eq!(
            expected.alt.title,
            "Municipality: expected: back to zero by 2027."
        );
        let futures = draw(&input(40), Lang::En, WIDE, 150.0);
        assert_eq!(
            futures.alt.title,
            "Municipality: half back to zero by 2027; not: 0 of 20."
        );
        assert_eq!(futures.table.rows[0][1].value, Some(-2e6));
    }
}
