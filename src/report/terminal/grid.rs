//! A table with a rule under its head and, where asked, another above its last rows.

use tabled::builder::Builder;
use tabled::settings::formatting::AlignmentStrategy;
use tabled::settings::object::Columns;
use tabled::settings::style::HorizontalLine;
use tabled::settings::{Alignment, Modify, Padding, Style, Theme};

use super::Look;

/// A table in the making.
#[derive(Debug, Default)]
pub struct Grid {
    head: Vec<String>,
    left: Vec<usize>,
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

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Draws a rule before the next row.
    pub fn rule(&mut self) {
        self.rule_before = Some(self.rows.len());
    }

    /// The table as text, with bold rows after the second rule.
    pub fn text(self, look: &Look) -> String {
        let head_lines = self
            .head
            .iter()
            .map(|cell| cell.lines().count())
            .max()
            .unwrap_or(1);
        let last_plain_line = self.rule_before.map(|row| head_lines + 1 + row);
        let drawn = self.draw();
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
        drawn.lines().enumerate().map(line).collect()
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
            .with(Padding::new(0, 2, 0, 0))
            .with(Alignment::right())
            .with(AlignmentStrategy::PerLine);
        for column in self.left {
            table.with(Modify::new(Columns::one(column)).with(Alignment::left()));
        }
        table.to_string()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_aligned_to_the_right_under_their_head() {
        let mut grid = Grid::new(&["payer", "EUR\nmillion"]);
        grid.row(vec!["insurer".into(), "1,234.5".into()]);
        grid.rule();
        grid.row(vec!["all".into(), "9.5".into()]);
        let text = grid.text(&Look::plain());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "             EUR");
        assert_eq!(lines[1], "payer    million");
        assert!(lines[2].starts_with("────"));
        assert_eq!(lines[3], "insurer  1,234.5");
        assert!(lines[4].starts_with("────"));
        assert_eq!(lines[5], "all          9.5");
    }
}
