//! The numbers of a picture as a table: for a page, a terminal, or a spreadsheet.
//!
//! Comes in: cells. Goes out: markup, aligned text, CSV. Deliberately absent: rounding; a cell brings its text.

use maud::{Markup, html};

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// As readers see it.
    pub shown: String,
    /// In full, where it is a number.
    pub value: Option<f64>,
}

impl Cell {
    /// A number.
    pub fn number(shown: impl Into<String>, value: f64) -> Cell {
        Cell {
            shown: shown.into(),
            value: Some(value),
        }
    }

    /// Words.
    pub fn words(shown: impl Into<String>) -> Cell {
        Cell {
            shown: shown.into(),
            value: None,
        }
    }

    /// Nothing known.
    pub fn unknown() -> Cell {
        Cell::words("")
    }
}

/// A table; the first cell of a row is its name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Names of columns.
    pub head: Vec<String>,
    /// Each as wide as the head.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// For a page; the caption names it.
    pub fn html(&self, caption: &str) -> Markup {
        html! {
            table {
                caption { (caption) }
                thead { tr { @for name in &self.head { th scope="col" { (name) } } } }
                tbody { @for row in &self.rows { tr {
                    @for (index, cell) in row.iter().enumerate() {
                        @if index == 0 { th scope="row" { (cell.shown) } }
                        @else if cell.value.is_some() { td class="number" { (cell.shown) } }
                        @else { td { (cell.shown) } }
                    }
                } } }
            }
        }
    }

    /// For a terminal: numbers to the right, words to the left.
    pub fn text(&self) -> String {
        let columns = self.head.len();
        let letters = |text: &str| text.chars().count();
        let width = |index: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(index));
            let longest = cells.map(|cell| letters(&cell.shown)).max().unwrap_or(0);
            longest.max(letters(&self.head[index]))
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let is_number = |index: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(index));
            cells.clone().any(|cell| cell.value.is_some())
        };
        let line = |cells: Vec<&str>| {
            let padded = cells.iter().enumerate().map(|(index, text)| {
                let fill = " ".repeat(widths[index].saturating_sub(letters(text)));
                if is_number(index) {
                    format!("{fill}{text}")
                } else {
                    format!("{text}{fill}")
                }
            });
            padded.collect::<Vec<_>>().join("  ").trim_end().to_string() + "\n"
        };
        let mut text = line(self.head.iter().map(String::as_str).collect());
        for row in &self.rows {
            text += &line(row.iter().map(|cell| cell.shown.as_str()).collect());
        }
        text
    }

    /// For a spreadsheet: numbers in full, with a point.
    ///
    /// # Errors
    /// In words, where it cannot be written.
    pub fn csv(&self) -> Result<String, String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut write = |record: Vec<String>| {
            writer
                .write_record(record)
                .map_err(|error| error.to_string())
        };
        write(self.head.clone())?;
        for row in &self.rows {
            let full = |cell: &Cell| match cell.value {
                Some(value) => format!("{}", value + 0.0),
                None => cell.shown.clone(),
            };
            write(row.iter().map(full).collect())?;
        }
        let bytes = writer.into_inner().map_err(|error| error.to_string())?;
        String::from_utf8(bytes).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table {
            head: vec!["payer".into(), "€ million".into()],
            rows: vec![
                vec![Cell::words("a <b>"), Cell::number("+1.2", 1_234_567.0)],
                vec![Cell::words("other"), Cell::number("−10.0", -1e7)],
            ],
        }
    }

    #[test]
    fn numbers_are_aligned_to_the_right() {
        let text = table().text();
        assert_eq!(
            text,
            "payer  € million\na <b>       +1.2\nother      −10.0\n"
        );
    }

    #[test]
    fn a_spreadsheet_gets_numbers_in_full() {
        let text = table().csv().expect("text");
        assert_eq!(text, "payer,€ million\na <b>,1234567\nother,-10000000\n");
    }

    #[test]
    fn a_page_gets_names_as_text() {
        let html = table().html("x").into_string();
        assert!(html.contains(r#"<th scope="row">a &lt;b&gt;</th><td class="number">+1.2</td>"#));
    }
}
