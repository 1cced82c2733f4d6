//! Rows by columns of differences, each cell a bar from a zero line with its figure; on a narrow screen one block a row.
//!
//! Comes in: cells. Goes out: marks on a scene. Deliberately absent: what the rows and columns are.

use super::frame::{self, Sign};
use super::lettering;
use super::phrases as say;
use super::scale;
use super::scene::{Dash, LEADING, NORMAL, SMALL, Scene, Text};
use super::theme::Role;
use super::words::Lang;

/// How a difference is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Filled.
    Better,
    /// Outlined.
    Worse,
    /// Grey: neither, or either by future.
    Divided,
}

/// One difference.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixCell {
    /// How long its bar is, in the unit of its column.
    pub value: f64,
    /// Its figure.
    pub shown: String,
    /// How it is drawn.
    pub manner: Manner,
}

/// The whole matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Above the names of the rows.
    pub corner: String,
    /// Names of the columns, and which share a scale.
    pub columns: Vec<(String, usize)>,
    /// Names of the rows with their cells, one a column.
    pub rows: Vec<(String, Vec<MatrixCell>)>,
}

const BAR: f64 = 11.0;
const GAP: f64 = 5.0;

impl Matrix {
    /// Draws it below `top`; gives the height below.
    pub fn draw(&self, scene: &mut Scene, top: f64, is_narrow: bool) -> f64 {
        match ColumnWidths::of(self, scene.width) {
            Some(columns) if !is_narrow => self.side_by_side(scene, top, &columns),
            _ => self.in_blocks(scene, top),
        }
    }

    fn side_by_side(&self, scene: &mut Scene, top: f64, columns: &ColumnWidths) -> f64 {
        let names = columns.names;
        let heads: Vec<Vec<String>> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, (name, _))| {
                lettering::wrap_at_most(name, 3, columns.widths[index] - 6.0, SMALL, false)
            })
            .collect();
        let corner = lettering::wrap_at_most(&self.corner, 3, names - 8.0, NORMAL, true);
        let most = heads
            .iter()
            .map(Vec::len)
            .max()
            .unwrap_or(1)
            .max(corner.len());
        let last = top + most as f64 * NORMAL * LEADING;
        let first_of = |lines: usize, size: f64| last - (lines as f64 - 1.0) * size * LEADING;
        scene.lines(
            &corner,
            Text::new(0.0, first_of(corner.len(), NORMAL), "").bold(),
        );
        for (index, head) in heads.iter().enumerate() {
            let x = columns.left(index) + columns.widths[index] / 2.0;
            let first = Text::new(x, first_of(head.len(), SMALL), "")
                .middle()
                .sized(SMALL);
            scene.lines(head, first);
        }
        let mut y = last + 8.0;
        let begin = y;
        for (number, (name, cells)) in self.rows.iter().enumerate() {
            let lines = lettering::wrap_at_most(name, 2, names - 8.0, NORMAL, false);
            let height = (lines.len() as f64 * NORMAL * LEADING + 10.0).max(27.0);
            let middle = y + height / 2.0;
            if number.is_multiple_of(2) {
                scene.filled([0.0, scene.width], [y, y + height], Role::Stripe);
            }
            frame::label(scene, &lines, middle, Text::new(4.0, 0.0, ""));
            for (index, cell) in cells.iter().enumerate() {
                let (zero, per_unit) = columns.scale(self, index);
                cell.draw(scene, zero, middle, per_unit);
            }
            y += height;
        }
        for index in 0..self.columns.len() {
            let (zero, _) = columns.scale(self, index);
            scene.upright(zero, [begin, y], Role::Ink, 1.2);
        }
        y
    }

    fn in_blocks(&self, scene: &mut Scene, top: f64) -> f64 {
        let width = scene.width;
        let longest = |size: f64, names: &mut dyn Iterator<Item = &str>| {
            names
                .map(|name| lettering::width(name, size, false))
                .fold(0.0, f64::max)
        };
        let names = longest(
            SMALL,
            &mut self.columns.iter().map(|(name, _)| name.as_str()),
        )
        .min(width * 0.48);
        let figures = self.figures();
        let bars = width - names - 2.0 * (figures + GAP) - 10.0;
        let corner = lettering::wrap(&self.corner, width, NORMAL, true);
        let mut y = scene.lines(&corner, Text::new(0.0, top + NORMAL, "").bold()) + 5.0;
        for (number, (name, cells)) in self.rows.iter().enumerate() {
            let lines = lettering::wrap_at_most(name, 2, width - 8.0, NORMAL, true);
            let begin = y - NORMAL + 1.0;
            let mut ground = Scene::new(width);
            let mut line = scene_lines_end(&lines, y);
            let first = line;
            for (index, cell) in cells.iter().enumerate() {
                let (column, group) = &self.columns[index];
                let left = names + figures + GAP + 8.0;
                let (zero, per_unit) = self.scale(*group, left, bars.max(1.0));
                let column = lettering::cut(column, names, SMALL, false);
                ground.text(Text::new(4.0, line, column).sized(SMALL));
                ground.upright(zero, [line - 12.0, line + 4.0], Role::Ink, 1.2);
                cell.draw(&mut ground, zero, line - 4.0, per_unit);
                line += SMALL * 1.45;
            }
            let end = line.max(first) - 6.0;
            if number.is_multiple_of(2) {
                scene.filled([0.0, width], [begin, end], Role::Stripe);
            }
            scene.lines(&lines, Text::new(4.0, y, "").bold());
            scene.put(ground, 0.0, 0.0);
            y = end + NORMAL + 5.0;
        }
        y - NORMAL
    }

    /// The range of the columns that share a scale, with zero in it.
    fn range(&self, group: usize) -> [f64; 2] {
        let indices = self.columns.iter().enumerate();
        let values = indices
            .filter(|(_, (_, other))| *other == group)
            .flat_map(|(index, _)| self.rows.iter().map(move |(_, cells)| cells[index].value));
        scale::with_zero(values)
    }

    /// The range of one column, with zero in it.
    fn range_of(&self, index: usize) -> [f64; 2] {
        scale::with_zero(self.rows.iter().map(|(_, cells)| cells[index].value))
    }

    /// Zero of the columns that share a scale, where its pixels begin at `left`, and pixels for one of its unit.
    fn scale(&self, group: usize, left: f64, pixels: f64) -> (f64, f64) {
        let [low, high] = self.range(group);
        if high > low {
            let per_unit = pixels / (high - low);
            (left - low * per_unit, per_unit)
        } else {
            (left + pixels / 2.0, 0.0)
        }
    }

    fn figures(&self) -> f64 {
        let cells = self.rows.iter().flat_map(|(_, cells)| cells);
        cells
            .map(|cell| lettering::width(&cell.shown, SMALL, false))
            .fold(0.0, f64::max)
    }
}

fn scene_lines_end(lines: &[String], first: f64) -> f64 {
    first + lines.len() as f64 * NORMAL * LEADING
}

/// Widths of names and columns, where they fit side by side.
struct ColumnWidths {
    names: f64,
    widths: Vec<f64>,
    /// Room of the bars of each group of columns, for one of its unit.
    per_unit: Vec<f64>,
}

impl ColumnWidths {
    fn of(matrix: &Matrix, width: f64) -> Option<ColumnWidths> {
        let rows = matrix.rows.iter().map(|(name, _)| name.as_str());
        let names = rows
            .map(|name| lettering::width(name, NORMAL, false) + 12.0)
            .fold(150.0, f64::max)
            .min(width * 0.3);
        let figures = matrix.figures();
        let count = matrix.columns.len();
        // A column is as wide as its bars need on the scale of its group, with room for figures on both sides.
        let around = 2.0 * (figures + GAP) + 6.0;
        let bars = width - names - around * count as f64;
        let groups = matrix
            .columns
            .iter()
            .map(|(_, group)| group + 1)
            .max()
            .unwrap_or(1);
        let of_group = |group: usize| {
            let members = (0..count).filter(|index| matrix.columns[*index].1 == group);
            let span: f64 = members
                .clone()
                .map(|index| span(matrix.range_of(index)))
                .sum();
            let share = members.count() as f64 / count.max(1) as f64;
            if span > 0.0 { bars * share / span } else { 0.0 }
        };
        let mut columns = ColumnWidths {
            names,
            widths: Vec::new(),
            per_unit: (0..groups).map(of_group).collect(),
        };
        if bars < 20.0 * count as f64 {
            return None;
        }
        // Columns whose name needs more than their bars leave less for the bars of all.
        for _ in 0..SHRINKS {
            let wanted = (0..count).map(|index| {
                let (name, group) = &matrix.columns[index];
                let bars = span(matrix.range_of(index)) * columns.per_unit[*group];
                (around + bars).max(longest_word(name) + 8.0)
            });
            columns.widths = wanted.collect();
            if columns.left(count) <= width + 0.01 {
                return Some(columns);
            }
            columns
                .per_unit
                .iter_mut()
                .for_each(|per_unit| *per_unit *= 0.9);
        }
        None
    }

    fn left(&self, index: usize) -> f64 {
        self.names + self.widths[..index].iter().sum::<f64>()
    }

    /// Zero of a column, and pixels for one of its unit.
    fn scale(&self, matrix: &Matrix, index: usize) -> (f64, f64) {
        let per_unit = self.per_unit[matrix.columns[index].1];
        let range = matrix.range_of(index);
        let around = self.widths[index] - span(range) * per_unit;
        (
            self.left(index) + around / 2.0 - range[0] * per_unit,
            per_unit,
        )
    }
}

/// How often bars become a tenth shorter before the columns stand below each other.
const SHRINKS: usize = 20;

fn longest_word(name: &str) -> f64 {
    let words = name.split_whitespace();
    words
        .map(|word| lettering::width(word, SMALL, false))
        .fold(0.0, f64::max)
}

fn span([low, high]: [f64; 2]) -> f64 {
    high - low
}

impl MatrixCell {
    fn draw(&self, scene: &mut Scene, zero: f64, middle: f64, per_unit: f64) {
        let end = zero + self.value * per_unit;
        let (fill, outline) = self.manner.look();
        if self.value != 0.0 {
            // A bar that is there can be seen.
            let end = if (end - zero).abs() < 2.0 {
                zero + 2.0_f64.copysign(self.value)
            } else {
                end
            };
            let y = [middle - BAR / 2.0, middle + BAR / 2.0];
            scene.outlined([zero, end], y, fill, outline);
        }
        let reach = if self.value < 0.0 {
            end.min(zero - 2.0)
        } else {
            end.max(zero + 2.0)
        };
        let text = frame::beside(reach, middle + 4.3, self.shown.clone(), self.value < 0.0);
        scene.text(text.sized(SMALL));
    }
}

impl Manner {
    /// Inside and outline.
    pub fn look(self) -> (Option<Role>, (Role, Dash)) {
        match self {
            Manner::Better => (Some(Role::Better), (Role::Better, Dash::Solid)),
            Manner::Worse => (None, (Role::Worse, Dash::Solid)),
            Manner::Divided => (Some(Role::Faint), (Role::Neutral, Dash::Solid)),
        }
    }

    /// In the key of a picture of money.
    pub fn keys_of_money(lang: Lang) -> [(Sign, &'static str); 3] {
        let sign = |manner: Manner| {
            let (fill, outline) = manner.look();
            Sign::Bar(fill, outline)
        };
        [
            (sign(Manner::Better), say::CHEAPER.of(lang)),
            (sign(Manner::Worse), say::DEARER.of(lang)),
            (sign(Manner::Divided), say::DIVIDED.of(lang)),
        ]
    }
}
