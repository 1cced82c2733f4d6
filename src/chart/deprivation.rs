//! Spending on care and QALYs by class of deprivation: what each class has as now, and what an arm changes.
//!
//! Comes in: care at reference prices and QALYs a class. Goes out: a [`Picture`]. Deliberately absent: people in a class;
//! a run does not tell them, so that amounts are those of the whole class.

use super::frame::{self, Sign};
use super::matrix::{self, Manner, Matrix};
use super::phrases as say;
use super::scene::{NORMAL, Scene, Text};
use super::svg::Alt;
use super::table::{Cell, Table};
use super::words::{Lang, Money};
use super::{Picture, is_narrow, lettering};

/// One class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// EUR a year of care as now, at the prices of as now.
    pub care_now: f64,
    /// EUR a year of care with the arm, at the prices of as now.
    pub care_then: f64,
    /// QALYs a year as now.
    pub qalys_now: f64,
    /// QALYs a year with the arm.
    pub qalys_then: f64,
}

/// What the picture is drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What readers call the arm.
    pub arm: String,
    /// Classes, least deprived first.
    pub rows: Vec<Row>,
}

impl Row {
    fn care(&self) -> f64 {
        self.care_then - self.care_now
    }

    fn qalys(&self) -> f64 {
        self.qalys_then - self.qalys_now
    }
}

fn class(index: usize, of: usize, lang: Lang) -> String {
    let number = (index + 1).to_string();
    let phrase = match index {
        0 => say::CLASS_LEAST,
        last if last + 1 == of => say::CLASS_MOST,
        _ => say::CLASS,
    };
    phrase.fill(lang, &[("number", &number)])
}

/// Draws it.
pub fn draw(input: &Input, lang: Lang, width: f64) -> Picture {
    let now = Money::of_all(lang, input.rows.iter().map(|row| row.care_now));
    let money = Money::of_all(lang, input.rows.iter().map(Row::care));
    let mut scene = Scene::new(width);
    let y = if input.rows.is_empty() {
        let none = lettering::wrap(say::DEPRIVATION_NONE.of(lang), width, NORMAL, false);
        scene.lines(&none, Text::new(0.0, NORMAL, ""))
    } else {
        let matrix = matrix(input, lang, &now, &money);
        let y = matrix.draw(&mut scene, 0.0, is_narrow(width));
        let sign = |manner: Manner| {
            let (fill, outline) = manner.look();
            Sign::Bar(fill, outline)
        };
        let items = [
            (sign(Manner::Divided), say::AS_NOW.of(lang)),
            (sign(Manner::Better), say::FEWER_COST_MORE_HEALTH.of(lang)),
            (sign(Manner::Worse), say::MORE_COST_FEWER_HEALTH.of(lang)),
        ];
        let y = frame::key(&mut scene, 0.0, y + 6.0, &items);
        frame::notes(&mut scene, y, &[say::DEPRIVATION_NOTE.of(lang).to_string()])
    };
    scene.height = y + 6.0;
    let table = table(input, lang, &now, &money);
    Picture {
        lang,
        alt: alt(input, lang, &money),
        scene,
        text: table.text(),
        table,
    }
}

/// Decimals of QALYs.
const TENTHS: usize = 1;

fn matrix(input: &Input, lang: Lang, now: &Money, money: &Money) -> Matrix {
    let unit = |phrase: say::Phrase, money: &Money| phrase.fill(lang, &[("unit", money.unit())]);
    let change = |value: f64, shown: String, is_better: bool| matrix::MatrixCell {
        value,
        shown,
        manner: if is_better {
            Manner::Better
        } else {
            Manner::Worse
        },
    };
    let level = |value: f64, shown: String| matrix::MatrixCell {
        value,
        shown,
        manner: Manner::Divided,
    };
    let cells = |row: &Row| {
        vec![
            level(row.care_now, now.plain(row.care_now)),
            change(row.care(), money.signed(row.care()), row.care() < 0.0),
            level(row.qalys_now, lang.number(row.qalys_now, 0)),
            change(
                row.qalys(),
                lang.signed(row.qalys(), TENTHS),
                row.qalys() > 0.0,
            ),
        ]
    };
    let rows = input.rows.iter().enumerate();
    Matrix {
        corner: say::A_YEAR.of(lang).into(),
        columns: vec![
            (unit(say::CARE_NOW, now), 0),
            (unit(say::CARE_DIFFERENCE, money), 1),
            (say::QALYS_NOW.of(lang).into(), 2),
            (say::QALYS_DIFFERENCE.of(lang).into(), 3),
        ],
        rows: rows
            .map(|(index, row)| (class(index, input.rows.len(), lang), cells(row)))
            .collect(),
    }
}

fn alt(input: &Input, lang: Lang, money: &Money) -> Alt {
    let (Some(least), Some(most)) = (input.rows.first(), input.rows.last()) else {
        let none = say::DEPRIVATION_NONE.of(lang).to_string();
        return Alt {
            title: none.clone(),
            desc: none,
        };
    };
    let qalys = |row: &Row| lang.signed(row.qalys(), TENTHS);
    let title = say::DEPRIVATION_TITLE.fill(
        lang,
        &[
            ("arm", &input.arm),
            ("qalys", &qalys(most)),
            ("other", &qalys(least)),
        ],
    );
    let rows = input.rows.iter().enumerate();
    let sentence = |(index, row): (usize, &Row)| {
        let class = class(index, input.rows.len(), lang);
        format!(
            "{class}: {} {}, {} QALY.",
            money.signed(row.care()),
            money.unit(),
            qalys(row)
        )
    };
    let desc: Vec<String> = rows.map(sentence).collect();
    Alt {
        title,
        desc: desc.join(" "),
    }
}

fn table(input: &Input, lang: Lang, now: &Money, money: &Money) -> Table {
    let matrix = matrix(input, lang, now, money);
    let head = [say::DEPRIVATION_CLASS.of(lang).to_string()];
    let columns = matrix.columns.into_iter().map(|(name, _)| name);
    let row = |(name, cells): (String, Vec<matrix::MatrixCell>)| -> Vec<Cell> {
        let cells = cells
            .into_iter()
            .map(|cell| Cell::number(cell.shown, cell.value));
        [Cell::words(name)].into_iter().chain(cells).collect()
    };
    Table {
        head: head.into_iter().chain(columns).collect(),
        rows: matrix.rows.into_iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::sound::is_sound;
    use crate::chart::{NARROW, WIDE};

    fn input(rows: &[[f64; 4]]) -> Input {
        let row = |[care_now, care_then, qalys_now, qalys_then]: &[f64; 4]| Row {
            care_now: *care_now,
            care_then: *care_then,
            qalys_now: *qalys_now,
            qalys_then: *qalys_then,
        };
        Input {
            arm: "Budget".into(),
            rows: rows.iter().map(row).collect(),
        }
    }

    #[test]
    fn the_title_sets_the_most_beside_the_least_deprived() {
        let input = input(&[[1e8, 1e8, 100.0, 101.5], [1e8, 9e7, 100.0, 104.3]]);
        let picture = draw(&input, Lang::Nl, WIDE);
        assert_eq!(
            picture.alt.title,
            "Budget: +4,3 QALY’s per jaar in de klasse met de meeste achterstand, +1,5 in die met de minste."
        );
        assert_eq!(picture.table.rows[1][2].value, Some(-1e7));
    }

    #[test]
    fn layouts_hold_with_five_classes_with_none_and_without_change() {
        let five = [[1.7e8, 1.71e8, 20_000.0, 20_012.0]; 5];
        for rows in [
            &five[..],
            &[],
            &[[0.0; 4]],
            &[[1e3, 5e8, 1.0, -1e6], [1e3, 0.0, 1.0, 1e6]],
        ] {
            for lang in [Lang::En, Lang::Nl] {
                for width in [WIDE, NARROW] {
                    is_sound(&draw(&input(rows), lang, width).scene);
                }
            }
        }
    }
}
