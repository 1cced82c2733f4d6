//! Marks in columns on an axis of money, with the words beside them or, on a narrow screen, above.
//!
//! Comes in: payers, reckoned. Goes out: a scene. Deliberately absent: counting.

use super::reckoned::{PayerFutures, note};
use crate::chart::frame::{self, MoneyAxis, Sign};
use crate::chart::phrases as say;
use crate::chart::scene::{LEADING, NORMAL, SMALL, Scene, Text};
use crate::chart::theme::{Role, Shape};
use crate::chart::words::{Lang, Money};
use crate::chart::{is_narrow, lettering};

/// The picture in the making.
pub(super) struct FutureDrawing<'a> {
    /// From above.
    pub rows: &'a [PayerFutures<'a>],
    /// The language of words.
    pub lang: Lang,
    /// The unit of figures.
    pub money: Money,
    /// EUR that the axis spans.
    pub range: [f64; 2],
}

/// Where the marks of a row stand: column of the mark's width from zero (0 and up: worse), and level from below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MarkPosition {
    pub column: i64,
    pub level: usize,
}

/// Marks of a row in columns that never straddle zero: what is at most 0 stands left of it.
pub(super) fn mark_positions(marks: &[f64], axis: &MoneyAxis, step: f64) -> Vec<MarkPosition> {
    let zero = axis.at(0.0);
    let mut placed: Vec<MarkPosition> = Vec::new();
    for &value in marks {
        let columns = (axis.at(value) - zero) / step;
        let column = if value > 0.0 {
            columns.floor().max(0.0) as i64
        } else {
            columns.floor().min(-1.0) as i64
        };
        let level = placed.iter().filter(|mark| mark.column == column).count();
        placed.push(MarkPosition { column, level });
    }
    placed
}

/// Half the distance of columns.
const RADIUS: f64 = 5.2;
/// The tallest that a pile may be before its marks shrink.
const TALLEST: f64 = 84.0;

impl FutureDrawing<'_> {
    /// The whole picture.
    pub fn scene(&self, width: f64) -> Scene {
        let is_narrow = is_narrow(width);
        let mut scene = Scene::new(width);
        let [left, right] = if is_narrow {
            [14.0, width - 14.0]
        } else {
            [
                self.names_width(width) + 14.0,
                width - self.words_width() - 20.0,
            ]
        };
        let axis = MoneyAxis::new(self.money, self.range, [left + 8.0, right - 8.0]);
        let lang = self.lang;
        let items = [
            (
                Sign::Symbol(Shape::Circle, Role::Better, true),
                say::NO_WORSE_KEY.of(lang),
            ),
            (
                Sign::Symbol(Shape::Square, Role::Worse, false),
                say::WORSE_KEY.of(lang),
            ),
            (
                Sign::Symbol(Shape::Triangle, Role::Ink, true),
                say::MEAN.of(lang),
            ),
        ];
        let top = frame::key(&mut scene, 0.0, 0.0, &items);
        let mut rows = Scene::new(width);
        let mut y = top;
        for row in self.rows {
            y = if is_narrow {
                let below = self.words_above(&mut rows, row, y);
                // The zero line leaves the words alone.
                let end = self.marks(&mut rows, row, &axis, below);
                axis.grid(&mut scene, [below, end]);
                end
            } else {
                let end = self.marks(&mut rows, row, &axis, y);
                self.words_beside(&mut rows, row, end, [left, width]);
                end
            };
            rows.level([0.0, width], y, Role::Faint, 1.0);
        }
        if !is_narrow {
            axis.grid(&mut scene, [top, y]);
        }
        scene.put(rows, 0.0, 0.0);
        let name = say::PER_YEAR_AXIS.fill(lang, &[("unit", self.money.unit())]);
        let below = axis.legend(&mut scene, y, &name);
        scene.height = frame::notes(&mut scene, below, &[note(self.rows, lang)]);
        scene
    }

    fn names_width(&self, width: f64) -> f64 {
        let of = |row: &PayerFutures| lettering::width(&row.row.party.label, NORMAL, true);
        self.rows
            .iter()
            .map(of)
            .fold(0.0, f64::max)
            .min(width * 0.24)
    }

    fn words_width(&self) -> f64 {
        let of = |row: &PayerFutures| {
            let otherwise = row.otherwise(self.lang, &self.money).unwrap_or_default();
            lettering::width(&row.headline(self.lang), NORMAL, true)
                .max(lettering::width(&otherwise, SMALL, false))
        };
        self.rows.iter().map(of).fold(0.0, f64::max)
    }

    /// Draws the marks of a row below `top`; gives the base line they stand on.
    fn marks(&self, scene: &mut Scene, row: &PayerFutures, axis: &MoneyAxis, top: f64) -> f64 {
        let step = 2.0 * RADIUS;
        // Words say that nothing differs; twenty marks in one place would say no more.
        let marks = if row.is_same { &[] } else { &row.marks[..] };
        let mark_positions = mark_positions(marks, axis, step);
        let tallest = mark_positions
            .iter()
            .map(|mark| mark.level + 1)
            .max()
            .unwrap_or(1);
        let rise = step.min(TALLEST / tallest as f64);
        let radius = RADIUS.min(rise / 2.0) - 0.4;
        let height = (tallest as f64 * rise).max(2.6 * NORMAL);
        let base = top + 10.0 + height + 11.0;
        for (mark, value) in mark_positions.iter().zip(marks) {
            let x = axis.at(0.0) + (mark.column as f64 + 0.5) * step;
            let y = base - 11.0 - (mark.level as f64 + 0.5) * rise;
            let (shape, role, is_filled) = if *value > 0.0 {
                (Shape::Square, Role::Worse, false)
            } else {
                (Shape::Circle, Role::Better, true)
            };
            scene.symbol((x, y), radius, shape, role, is_filled);
        }
        // The mean of wide tails may lie beyond the outermost mark, never beyond the outermost future.
        let mean = row.mean.clamp(self.range[0], self.range[1]);
        scene.symbol(
            (axis.at(mean), base - 5.5),
            4.0,
            Shape::Triangle,
            Role::Ink,
            true,
        );
        base
    }

    fn words_beside(
        &self,
        scene: &mut Scene,
        row: &PayerFutures,
        base: f64,
        [left, width]: [f64; 2],
    ) {
        let name = lettering::wrap_at_most(&row.row.party.label, 2, left - 14.0, NORMAL, true);
        let first = base - 12.0 - (name.len() - 1) as f64 * NORMAL * LEADING;
        scene.lines(&name, Text::new(0.0, first, "").bold());
        let headline = row.headline(self.lang);
        let (y, otherwise) = match row.otherwise(self.lang, &self.money) {
            Some(text) => (base - 26.0, Some(text)),
            None => (base - 12.0, None),
        };
        scene.text(Text::new(width, y, headline).bold().end());
        if let Some(text) = otherwise {
            scene.text(Text::new(width, base - 10.0, text).soft().end());
        }
    }

    fn words_above(&self, scene: &mut Scene, row: &PayerFutures, top: f64) -> f64 {
        let width = scene.width;
        let name = lettering::wrap_at_most(&row.row.party.label, 2, width, NORMAL, true);
        let y = scene.lines(&name, Text::new(0.0, top + 6.0 + NORMAL, "").bold());
        let otherwise = row.otherwise(self.lang, &self.money);
        let words: Vec<String> = [Some(row.headline(self.lang)), otherwise]
            .into_iter()
            .flatten()
            .collect();
        let lines = lettering::wrap(&words.join("; "), width, SMALL, false);
        scene.lines(&lines, Text::new(0.0, y, "").soft()) - SMALL + 2.0
    }
}
