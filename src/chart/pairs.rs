//! Rows of two values each, as now and with the arm, on one axis.
//!
//! Comes in: rows. Goes out: marks on a scene. Deliberately absent: what the values are.

use super::frame::Sign;
use super::lettering;
use super::phrases as say;
use super::scale::{self, Scale};
use super::scene::{Dash, LEADING, NORMAL, SMALL, Scene, Text};
use super::theme::{Role, Shape};
use super::words::Lang;
use super::{frame, is_narrow};

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its name.
    pub label: String,
    /// More about it; may be empty.
    pub sub: String,
    /// As now.
    pub now: f64,
    /// With the arm.
    pub then: f64,
    /// How much better it is than as now; 0 where it reads the same.
    pub gain: f64,
    /// Its figures in words.
    pub words: String,
    /// More words; may be empty.
    pub more: String,
}

/// All pairs.
pub struct Pairs<'a> {
    /// From above.
    pub rows: &'a [Row],
    /// The least range of the axis.
    pub range: [f64; 2],
    /// A figure of the axis.
    pub figure: &'a dyn Fn(f64, usize) -> String,
    /// Name of the axis.
    pub axis: &'a str,
}

impl Row {
    /// Colour, shape and filling of the mark with the arm.
    fn look(&self) -> (Shape, Role, bool) {
        if self.gain > 0.0 {
            (Shape::Square, Role::Better, true)
        } else if self.gain < 0.0 {
            (Shape::Square, Role::Worse, false)
        } else {
            (Shape::Square, Role::Neutral, true)
        }
    }
}

/// In the key of a picture of pairs: as now, better, worse.
pub fn keys<'a>(lang: Lang, better: &'a str, worse: &'a str) -> [(Sign, &'a str); 3] {
    [
        (
            Sign::Symbol(Shape::Circle, Role::Neutral, false),
            say::AS_NOW.of(lang),
        ),
        (Sign::Symbol(Shape::Square, Role::Better, true), better),
        (Sign::Symbol(Shape::Square, Role::Worse, false), worse),
    ]
}

impl Pairs<'_> {
    /// Draws them below `top`; gives the height below.
    pub fn draw(&self, scene: &mut Scene, top: f64) -> f64 {
        let width = scene.width;
        let is_narrow = is_narrow(width);
        let most = |of: &dyn Fn(&Row) -> f64| self.rows.iter().map(of).fold(0.0, f64::max);
        let names = most(&|row| lettering::width(&row.label, NORMAL, true))
            .max(most(&|row| lettering::width(&row.sub, SMALL, false)))
            .min(width * 0.3);
        let words = most(&|row| lettering::width(&row.words, NORMAL, true))
            .max(most(&|row| lettering::width(&row.more, SMALL, false)));
        let x = if is_narrow {
            [12.0, width - 12.0]
        } else {
            [names + 22.0, width - words - 22.0]
        };
        let values = self.rows.iter().flat_map(|row| [row.now, row.then]);
        let [low, high] = scale::with_zero(values.chain(self.range));
        let along = Scale::new([low, high], x);
        let ticks = along.ticks((((x[1] - x[0]) / 62.0) as usize).clamp(2, 6));
        let mut marks = Scene::new(width);
        let mut y = top;
        for row in self.rows {
            let begin = y;
            let middle = if is_narrow {
                y = words_above(&mut marks, row, y);
                let plane = [y + 1.0, y + 19.0];
                self.grid(scene, &along, &ticks.values, plane);
                y += 10.0;
                let middle = y;
                y += 14.0;
                middle
            } else {
                let height = words_beside(&mut marks, row, y, names, width);
                y += height;
                begin + height / 2.0
            };
            self.marks(&mut marks, row, &along, middle);
            marks.level([0.0, width], y, Role::Faint, 1.0);
        }
        if !is_narrow {
            self.grid(scene, &along, &ticks.values, [top, y]);
        }
        scene.put(marks, 0.0, 0.0);
        for &tick in &ticks.values {
            let text = Text::new(
                along.at(tick),
                y + 16.0,
                (self.figure)(tick, ticks.decimals),
            );
            frame::within(scene, text.middle().soft());
        }
        frame::axis_name(scene, x, y + 16.0 + SMALL * LEADING, self.axis)
    }

    fn grid(&self, scene: &mut Scene, along: &Scale, ticks: &[f64], y: [f64; 2]) {
        for &tick in ticks {
            scene.upright(along.at(tick), y, Role::Faint, 1.0);
        }
        scene.upright(along.at(0.0), y, Role::Ink, 1.5);
    }

    fn marks(&self, scene: &mut Scene, row: &Row, along: &Scale, middle: f64) {
        let (now, then) = (along.at(row.now), along.at(row.then));
        let (shape, role, is_filled) = row.look();
        scene.line(vec![(now, middle), (then, middle)], role, 2.0, Dash::Solid);
        scene.symbol((then, middle), 5.5, shape, Role::Ground, true);
        scene.symbol((then, middle), 5.5, shape, role, is_filled);
        scene.symbol((now, middle), 6.0, Shape::Circle, Role::Neutral, false);
    }
}

fn words_beside(scene: &mut Scene, row: &Row, top: f64, names: f64, width: f64) -> f64 {
    let name = lettering::wrap_at_most(&row.label, 2, names, NORMAL, true);
    let sub = lettering::wrap_at_most(&row.sub, 1, names, SMALL, false);
    let lines = name.len() + sub.len();
    let height =
        (lines as f64 * NORMAL * LEADING + 12.0).max(if row.more.is_empty() { 30.0 } else { 46.0 });
    let first = top + height / 2.0 - (lines as f64 - 1.0) * NORMAL * LEADING / 2.0 + 4.7;
    let below = scene.lines(&name, Text::new(0.0, first, "").bold());
    scene.lines(&sub, Text::new(0.0, below, "").soft());
    let at = top + height / 2.0 + 4.7;
    if row.more.is_empty() {
        scene.text(Text::new(width, at, row.words.clone()).bold().end());
    } else {
        scene.text(Text::new(width, at - 8.5, row.words.clone()).bold().end());
        scene.text(Text::new(width, at + 8.5, row.more.clone()).soft().end());
    }
    height
}

fn words_above(scene: &mut Scene, row: &Row, top: f64) -> f64 {
    let width = scene.width;
    let name = lettering::wrap_at_most(&row.label, 2, width, NORMAL, true);
    let below = scene.lines(&name, Text::new(0.0, top + 5.0 + NORMAL, "").bold());
    let words: Vec<&str> = [row.sub.as_str(), &row.words, &row.more]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect();
    let lines = lettering::wrap(&words.join("; "), width, SMALL, false);
    scene.lines(&lines, Text::new(0.0, below, "").soft()) - SMALL
}
