//! The numbers of a picture as a table: for a page, a terminal, or a spreadsheet.
//!
//! Comes in: cells. Goes out: markup, aligned text, CSV. Deliberately absent: rounding; a cell brings its text.

use maud::{Markup, PreEscaped, html};

use super::words::in_full;

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
    /// For a page, named by a caption. Ends of rows and cells, and what a first row and a first column of heads are heads of,
    /// are left to the reader of HTML, who does not need them: a page has thousands.
    pub fn html(&self, caption: &str) -> Markup {
        html! { table { caption { (caption) } (self.inside()) } }
    }

    /// For a page, named by the element with this id.
    pub fn html_of(&self, id: &str) -> Markup {
        html! { table aria-labelledby=(id) { (self.inside()) } }
    }

    fn inside(&self) -> Markup {
        let text = |words: &str| html! { (words) }.into_string();
        let head: String = self
            .head
            .iter()
            .map(|name| format!("<th>{}", text(name)))
            .collect();
        let mut rows = String::new();
        for row in &self.rows {
            for (index, cell) in row.iter().enumerate() {
                rows += match cell.value {
                    _ if index == 0 => "<tr><th>",
                    Some(_) => "<td>",
                    None => "<td class=w>",
                };
                rows += &text(&cell.shown);
            }
        }
        PreEscaped(format!("<thead><tr>{head}<tbody>{rows}"))
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

    /// For a spreadsheet: numbers with a point, to the euro or to six digits.
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
        write(self.head.iter().map(|head| in_full(head)).collect())?;
        for row in &self.rows {
            let full = |cell: &Cell| match cell.value {
                Some(value) => digits(value),
                None => cell.shown.clone(),
            };
            write(row.iter().map(full).collect())?;
        }
        let bytes = writer.into_inner().map_err(|error| error.to_string())?;
        String::from_utf8(bytes).map_err(|error| error.to_string())
    }
}

/// Whole where it is large, else to six digits; nothing has no sign.
fn digits(value: f64) -> String {
    if value.abs() >= 1e5 {
        return format!("{value:.0}");
    }
    let before = libm::floor(libm::log10(value.abs().max(1e-9))) as i32 + 1;
    let decimals = usize::try_from(6 - before).unwrap_or(0);
    let text = format!("{:.decimals$}", value + 0.0);
    let shorter = text.trim_end_matches('0').trim_end_matches('.');
    if text.contains('.') && !shorter.trim_start_matches(['-', '0', '.']).is_empty() {
        shorter.to_string()
    } else {
        text.split('.')
            .next()
            .unwrap_or_default()
            .trim_start_matches('-')
            .to_string()
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
        assert_eq!(text, "payer,€\na <b>,1234567\nother,-10000000\n");
    }

    #[test]
    fn figures_for_a_spreadsheet_have_six_digits_and_nothing_has_no_sign() {
        let shown = [1_234_567.8, -0.0, 0.123_456_78, -12.5, 150.0, -99_999.94];
        let expected = ["1234568", "0", "0.123457", "-12.5", "150", "-99999.9"];
        assert_eq!(shown.map(digits), expected);
    }

    #[test]
    fn a_page_gets_names_as_text() {
        let html = table().html("x").into_string();
        assert!(html.contains("<tr><th>a &lt;b&gt;<td>+1.2"), "{html}");
    }
}
