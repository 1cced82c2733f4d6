//! A table with a rule under its head and, where asked, another above its last rows.
//!
//! Comes in: cells. Goes out: text no wider than the terminal where that can be: columns that can be spared go first
//! (bars), then columns move below, each time beside the first one, then text breaks into lines. Deliberately absent:
//! numbers.

use tabled::builder::Builder;
use tabled::settings::formatting::AlignmentStrategy;
use tabled::settings::object::Columns;
use tabled::settings::style::HorizontalLine;
use tabled::settings::{Alignment, Modify, Padding, Style, Theme};

use super::Look;

/// Columns between two columns of a table.
const GAP: usize = 2;
/// Columns that text is broken into at least.
const NARROWEST: usize = 10;

/// A table in the making.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    head: Vec<String>,
    left: Vec<usize>,
    spare: Vec<usize>,
    rows: Vec<Vec<String>>,
    rule_before: Option<usize>,
}

impl Grid {
    /// Starts with column heads; a head may have several lines.
    pub fn new(head: &[&str]) -> Grid {
        Grid {
            head: head.iter().map(|text| text.to_string()).collect(),
            left: vec![0],
            ..Grid::default()
        }
    }

    /// Aligns one more column to the left; numbers stay right.
    pub fn left(mut self, column: usize) -> Grid {
        self.left.push(column);
        self
    }

    /// A column that is left out where there is no room.
    pub fn spare(mut self, column: usize) -> Grid {
        self.spare.push(column);
        self
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Draws a rule before the next row.
    pub fn rule(&mut self) {
        self.rule_before = Some(self.rows.len());
    }

    /// Lines of its rows once columns that do not fit the terminal stand below.
    pub fn height(&self, look: &Look) -> usize {
        let columns: Vec<usize> = (0..self.head.len()).collect();
        let rows: usize = self.rows.iter().map(|row| lines_of(row)).sum();
        rows * self.folded(&columns, look.width).len()
    }

    /// The table as text, with bold rows after the second rule.
    pub fn text(self, look: &Look) -> String {
        let mut columns: Vec<usize> = (0..self.head.len()).collect();
        for spare in &self.spare {
            if self.width(&columns) > look.width {
                columns.retain(|column| column != spare);
            }
        }
        let parts = self.folded(&columns, look.width).into_iter();
        let parts: Vec<String> = parts
            .map(|columns| self.part(&columns).narrowed(look.width).drawn(look))
            .collect();
        parts.join("\n")
    }

    /// Columns that stand together, the first in every part.
    fn folded(&self, columns: &[usize], width: usize) -> Vec<Vec<usize>> {
        let (first, rest) = columns.split_at(columns.len().min(1));
        let mut parts = vec![first.to_vec()];
        for &column in rest {
            let last = parts.len() - 1;
            let with = [parts[last].as_slice(), &[column]].concat();
            if parts[last].len() > 1 && self.width(&with) > width {
                parts.push([first, &[column]].concat());
            } else {
                parts[last] = with;
            }
        }
        parts
    }

    fn part(&self, columns: &[usize]) -> Grid {
        let of = |row: &Vec<String>| -> Vec<String> {
            let cells = columns.iter();
            cells
                .map(|&column| row.get(column).cloned().unwrap_or_default())
                .collect()
        };
        let is_left = |location: &usize| self.left.contains(&columns[*location]);
        Grid {
            head: of(&self.head),
            left: (0..columns.len()).filter(is_left).collect(),
            spare: Vec::new(),
            rows: self.rows.iter().map(of).collect(),
            rule_before: self.rule_before,
        }
    }

    /// With text broken into lines where the table is still too wide.
    fn narrowed(mut self, width: usize) -> Grid {
        let all: Vec<usize> = (0..self.head.len()).collect();
        for column in self.left.clone().into_iter().rev() {
            let too_wide = self.width(&all).saturating_sub(width);
            if too_wide == 0 {
                break;
            }
            let room = self.column_width(column).saturating_sub(too_wide);
            let room = room.max(NARROWEST);
            let cells = self.rows.iter_mut().filter_map(|row| row.get_mut(column));
            for cell in cells.chain(self.head.get_mut(column)) {
                *cell = in_lines(cell, room);
            }
        }
        self
    }

    fn width(&self, columns: &[usize]) -> usize {
        let cells: usize = columns
            .iter()
            .map(|&column| self.column_width(column))
            .sum();
        cells + GAP * columns.len().saturating_sub(1)
    }

    fn column_width(&self, column: usize) -> usize {
        let rows = std::iter::once(&self.head).chain(&self.rows);
        let lines = rows
            .filter_map(|row| row.get(column))
            .flat_map(|cell| cell.lines());
        lines.map(|line| line.chars().count()).max().unwrap_or(0)
    }

    fn drawn(self, look: &Look) -> String {
        let last_plain_line = self.rule_before.map(|row| {
            let above: usize = self.rows[..row].iter().map(|row| lines_of(row)).sum();
            lines_of(&self.head) + 1 + above
        });
        let line = |(number, line): (usize, &str)| {
            let line = line.trim_end();
            let stands_out = last_plain_line.is_some_and(|last| number > last);
            format!(
                "{}\n",
                if stands_out {
                    look.bold(line)
                } else {
                    line.to_string()
                }
            )
        };
        self.draw().lines().enumerate().map(line).collect()
    }

    fn draw(self) -> String {
        let mut builder = Builder::default();
        builder.push_record(bottom_aligned(&self.head));
        for row in self.rows {
            builder.push_record(row);
        }
        let mut theme = Theme::from_style(Style::empty());
        theme.insert_horizontal_line(1, HorizontalLine::new('─').into_inner());
        if let Some(row) = self.rule_before {
            theme.insert_horizontal_line(row + 1, HorizontalLine::new('─').into_inner());
        }
        let mut table = builder.build();
        table
            .with(theme)
            .with(Padding::new(0, GAP, 0, 0))
            .with(Modify::new(Columns::last()).with(Padding::zero()))
            .with(Alignment::right())
            .with(AlignmentStrategy::PerLine);
        for column in self.left {
            table.with(Modify::new(Columns::one(column)).with(Alignment::left()));
        }
        table.to_string()
    }
}

/// Text over several lines, broken after spaces and underscores, no wider than `width` where words allow.
pub fn in_lines(text: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for part in text.split_inclusive(['_', ' ', '\n']) {
        let last = lines.len() - 1;
        let is_full = lines[last].chars().count() + part.trim_end().chars().count() > width;
        if lines[last].ends_with('\n') || (!lines[last].is_empty() && is_full) {
            lines.push(part.to_string());
        } else {
            lines[last].push_str(part);
        }
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n")
}

/// Heads with fewer lines start lower, so that all end above the rule.
fn bottom_aligned(head: &[String]) -> Vec<String> {
    let most = head
        .iter()
        .map(|cell| cell.lines().count())
        .max()
        .unwrap_or(1);
    head.iter()
        .map(|cell| format!("{}{cell}", "\n".repeat(most - cell.lines().count().max(1))))
        .collect()
}

/// Lines of the highest cell of a row.
fn lines_of(row: &[String]) -> usize {
    let lines = row.iter().map(|cell| cell.lines().count());
    lines.max().unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        let mut grid = Grid::new(&["payer", "EUR\nmillion", "bar"])
            .left(2)
            .spare(2);
        grid.row(vec!["insurer".into(), "1,234.5".into(), "████".into()]);
        grid.rule();
        grid.row(vec!["all".into(), "9.5".into(), String::new()]);
        grid
    }

    fn at(width: usize) -> Look {
        Look {
            width,
            ..Look::plain()
        }
    }

    #[test]
    fn numbers_are_aligned_to_the_right_under_their_head() {
        let text = grid().text(&at(17));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "             EUR");
        assert_eq!(lines[1], "payer    million");
        assert_eq!(lines[2], "────────────────");
        assert_eq!(lines[3], "insurer  1,234.5");
        assert!(lines[4].starts_with("────"));
        assert_eq!(lines[5], "all          9.5");
    }

    #[test]
    fn columns_that_can_be_spared_go_first_and_others_move_below() {
        assert!(grid().text(&at(30)).contains("████"));
        assert!(!grid().text(&at(17)).contains("████"));
        let mut wide = Grid::new(&["payer", "one", "two"]);
        wide.row(vec!["insurer".into(), "1,111".into(), "2,222".into()]);
        assert_eq!(
            wide.text(&at(15)),
            "payer      one\n──────────────\ninsurer  1,111\n\n\
             payer      two\n──────────────\ninsurer  2,222\n"
        );
    }

    #[test]
    fn text_breaks_where_one_column_is_too_wide_by_itself() {
        let mut grid = Grid::new(&["payer", "why"]).left(1);
        grid.row(vec![
            "long_term_care_fund".into(),
            "because of a long reason".into(),
        ]);
        let text = grid.text(&at(30));
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(30), "{text}");
        assert!(text.contains("reason"), "{text}");
    }

    #[test]
    fn long_names_break_after_underscores() {
        assert_eq!(in_lines("long_term_care_fund", 12), "long_term_\ncare_fund");
        assert_eq!(in_lines("municipality", 12), "municipality");
        assert_eq!(in_lines("verylongnamewithout", 12), "verylongnamewithout");
    }
}
