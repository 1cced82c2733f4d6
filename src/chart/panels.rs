//! Small multiples over years: panels side by side with the same years.
//!
//! Comes in: panels with lines of a value a year. Goes out: marks on a scene. Deliberately absent: what the lines are.

use super::lettering;
use super::scale::{Scale, Ticks};
use super::scene::{Dash, LEADING, NORMAL, SMALL, Scene, Text};
use super::theme::{Role, Shape};

/// A line over the years.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelLine {
    /// One value a year.
    pub values: Vec<f64>,
    /// Colour.
    pub role: Role,
    /// Pixels.
    pub weight: f64,
    /// Manner.
    pub dash: Dash,
}

/// One panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Its name.
    pub title: String,
    /// The mark before its name.
    pub sign: Option<(Shape, Role)>,
    /// A line of words below its name.
    pub words: String,
    /// Its lines; later ones lie on top.
    pub lines: Vec<PanelLine>,
    /// Range of its values.
    pub range: [f64; 2],
    /// Place of a mark on the zero line: index of a year.
    pub mark: Option<usize>,
}

/// All panels.
pub struct PanelChart<'a> {
    /// In reading order.
    pub panels: Vec<Panel>,
    /// Side by side.
    pub columns: usize,
    /// Calendar years; one value of a line each.
    pub years: &'a [i32],
    /// Height of the plane of a panel.
    pub height: f64,
    /// A figure of the axis.
    pub figure: &'a dyn Fn(f64, usize) -> String,
}

const GAP: f64 = 22.0;

impl PanelChart<'_> {
    /// Draws them below `top`; gives the height below.
    pub fn draw(&self, scene: &mut Scene, top: f64) -> f64 {
        let figures = self.figures_width();
        let columns = self.columns.max(1) as f64;
        let each = (scene.width - GAP * (columns - 1.0)) / columns;
        let mut y = top;
        for row in self.panels.chunks(self.columns.max(1)) {
            let lefts = (0..row.len()).map(|index| index as f64 * (each + GAP));
            let titles: Vec<Vec<String>> = row.iter().map(|panel| panel.heads(each)).collect();
            let words: Vec<Vec<String>> = row.iter().map(|panel| panel.wrapped(each)).collect();
            let most = |all: &[Vec<String>]| all.iter().map(Vec::len).max().unwrap_or(0) as f64;
            let plane =
                y + most(&titles) * NORMAL * LEADING + most(&words) * SMALL * LEADING + 10.0;
            for ((left, panel), (title, words)) in lefts.zip(row).zip(titles.iter().zip(&words)) {
                let below = panel.name(scene, title, left, y);
                scene.lines(words, Text::new(left, below, "").soft());
                let x = [left + figures + 6.0, left + each];
                self.plane(scene, panel, x, [plane, plane + self.height]);
            }
            y = plane + self.height + 34.0;
        }
        y - 12.0
    }

    fn ticks(panel: &Panel) -> Ticks {
        Scale::new(panel.range, [0.0, 1.0]).ticks(4)
    }

    fn figures_width(&self) -> f64 {
        let widths = self.panels.iter().flat_map(|panel| {
            let ticks = Self::ticks(panel);
            let of =
                |tick: &f64| lettering::width(&(self.figure)(*tick, ticks.decimals), SMALL, false);
            ticks.values.iter().map(of).collect::<Vec<_>>()
        });
        widths.fold(0.0, f64::max)
    }

    fn plane(&self, scene: &mut Scene, panel: &Panel, x: [f64; 2], y: [f64; 2]) {
        let up = Scale::new(panel.range, [y[1], y[0]]);
        let last = self.years.len().saturating_sub(1).max(1);
        let along = Scale::new([0.0, last as f64], [x[0] + 8.0, x[1] - 8.0]);
        let ticks = Self::ticks(panel);
        for &tick in &ticks.values {
            let figure = (self.figure)(tick, ticks.decimals);
            scene.text(
                Text::new(x[0] - 5.0, up.at(tick) + 4.0, figure)
                    .soft()
                    .end(),
            );
        }
        scene.inset(self.lines(panel, &ticks, x[1] - x[0]), x[0], y[0]);
        if let Some(year) = panel.mark {
            let at = (along.at(year as f64), up.at(0.0));
            scene.symbol(at, 6.0, Shape::Diamond, Role::Ground, true);
            scene.symbol(at, 6.0, Shape::Diamond, Role::Ink, false);
        }
        self.name_years(scene, &along, y[1]);
    }

    /// The lines of a plane: the same wherever it stands, so that a page writes them once.
    fn lines(&self, panel: &Panel, ticks: &Ticks, width: f64) -> Scene {
        let mut inner = Scene::new(width);
        inner.height = self.height;
        let up = Scale::new(panel.range, [self.height, 0.0]);
        let last = self.years.len().saturating_sub(1).max(1);
        let along = Scale::new([0.0, last as f64], [8.0, width - 8.0]);
        for &tick in &ticks.values {
            inner.level([0.0, width], up.at(tick), Role::Faint, 1.0);
        }
        inner.level([0.0, width], up.at(0.0), Role::Ink, 1.2);
        for line in &panel.lines {
            let points = match line.values[..] {
                // One year alone is a level, since a point has no course.
                [only] => [0.0, last as f64]
                    .map(|end| (along.at(end), up.at(only)))
                    .to_vec(),
                _ => {
                    let values = line.values.iter().enumerate();
                    let at = |(year, value): (usize, &f64)| (along.at(year as f64), up.at(*value));
                    values.map(at).collect()
                }
            };
            inner.line(points, line.role, line.weight, line.dash);
        }
        inner
    }

    fn name_years(&self, scene: &mut Scene, along: &Scale, bottom: f64) {
        let count = self.years.len();
        let mut indices: Vec<usize> = match count {
            0 => Vec::new(),
            1 => vec![0],
            2..=4 => vec![0, count - 1],
            _ => vec![0, (count - 1) / 2, count - 1],
        };
        indices.dedup();
        for index in indices {
            let x = along.at(if count == 1 { 0.5 } else { index as f64 });
            scene.upright(x, [bottom, bottom + 4.0], Role::Soft, 1.0);
            let text = Text::new(x, bottom + 17.0, self.years[index].to_string()).soft();
            let text = if index == 0 && count > 1 {
                Text { x: x - 8.0, ..text }
            } else if index + 1 == count && count > 1 {
                Text { x: x + 8.0, ..text }.end()
            } else {
                text.middle()
            };
            scene.text(text);
        }
    }
}

impl Panel {
    fn indent(&self) -> f64 {
        if self.sign.is_some() { 16.0 } else { 0.0 }
    }

    fn heads(&self, width: f64) -> Vec<String> {
        lettering::wrap_at_most(&self.title, 2, width - self.indent(), NORMAL, true)
    }

    fn wrapped(&self, width: f64) -> Vec<String> {
        lettering::wrap(&self.words, width, SMALL, false)
    }

    fn name(&self, scene: &mut Scene, lines: &[String], left: f64, top: f64) -> f64 {
        let y = top + NORMAL;
        if let Some((shape, role)) = self.sign {
            scene.symbol((left + 5.5, y - 4.5), 5.5, shape, role, true);
        }
        scene.lines(lines, Text::new(left + self.indent(), y, "").bold())
    }
}
