//! A published table read row by row, whatever program wrote it.
//!
//! Comes in: a path. Goes out: the header, and rows with their cells as text, or what is wrong with line and column.
//! Deliberately absent: what columns mean. Read are cells separated by commas, semicolons, tabs or bars, with or without
//! quotes, any line ends, UTF-8 with or without a byte order mark, or Latin-1; not both in one file.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::scenario::line_faults::LineFaults;
use crate::scenario::line_reader::{LineReader, NextLine};
use crate::scenario::separated::{LineLimits, Lines, Separated, decoded};
use crate::scenario::source::{Location, SourceFile};
use crate::scenario::{Fault, FaultKind, Faults};

/// How large the line of a published table may be: the widest known has some 320 columns and 9,000 bytes.
const OF_A_LINE: LineLimits = LineLimits {
    bytes: 40_000,
    cells: 1_000,
};

/// Rows a table may hold; a country by municipality, age, sex, nationality and marital status has half a million.
const MOST_ROWS: usize = 10_000_000;

/// Faults after which the rest of a file is not read.
const MOST_FAULTS: usize = 100;

/// A table whose header has been read.
#[derive(Debug)]
pub struct TableFile {
    /// The names of the columns as written, trimmed.
    pub header: Vec<String>,
    /// Where it is.
    pub path: PathBuf,
    /// What is wrong with it.
    pub faults: LineFaults,
    /// Number and text of the line that names the columns.
    first: (usize, Vec<u8>),
    /// Whether its publisher ends the last line too, so that one without an end is cut off.
    pub ends_whole: bool,
    lines: LineReader,
    separator: u8,
    letters: Letters,
}

/// A row of a table.
#[derive(Debug)]
pub struct TableRow<'a> {
    /// Its line, from 1.
    pub number: usize,
    line: &'a [u8],
    cells: &'a [Range<usize>],
}

/// The lines in which letters beyond ASCII were first seen in each encoding.
#[derive(Debug, Default)]
struct Letters {
    utf_8: Option<usize>,
    latin_1: Option<usize>,
}

/// Years a table may hold.
const MOST_YEARS: usize = 200;

/// What a table holds of a year, made when it is the first row of it.
///
/// # Errors
/// In words, when there are more years than a table may have.
pub fn of_year_in<T: Default>(
    years: &mut BTreeMap<Option<i32>, T>,
    year: Option<i32>,
) -> Result<&mut T, String> {
    if years.len() >= MOST_YEARS && !years.contains_key(&year) {
        return Err(format!("more than {MOST_YEARS} years"));
    }
    Ok(years.entry(year).or_default())
}

/// What is wrong with a file as a whole.
pub fn unreadable(path: &Path, message: impl Into<String>, hint: &str) -> Faults {
    let shown = path.display().to_string();
    let file = SourceFile::new(path.to_path_buf(), shown, String::new());
    let fault = Fault::new(FaultKind::PublishedFile, Location::default(), message, hint);
    Faults::new(Arc::new(vec![file]), vec![fault])
}

impl TableFile {
    /// Opens a table and reads its header.
    ///
    /// # Errors
    /// When it cannot be read, is too large or is no text.
    pub fn open(path: &Path) -> Result<TableFile, Faults> {
        let wrong = |message: String| unreadable(path, message, "name a file of separated values");
        let mut table = TableFile {
            header: Vec::new(),
            path: path.to_path_buf(),
            faults: LineFaults::of(FaultKind::PublishedFile),
            first: (1, Vec::new()),
            ends_whole: false,
            lines: LineReader::open(path, OF_A_LINE.bytes).map_err(wrong)?,
            separator: b',',
            letters: Letters::default(),
        };
        table.read_header()?;
        Ok(table)
    }

    fn read_header(&mut self) -> Result<(), Faults> {
        let mut line = Vec::new();
        let mut told = None;
        while let Some((number, _)) = self.next_line(&mut line)? {
            if line.starts_with(&[0xff, 0xfe]) || line.starts_with(&[0xfe, 0xff]) {
                let hint = "save it as CSV in UTF-8";
                return Err(unreadable(&self.path, "the file is UTF-16 text", hint));
            }
            let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).to_vec();
            if text.trim_ascii().is_empty() {
                continue;
            }
            let separated = Separated::of(&text);
            if text.starts_with(b"sep=") && told.is_none() {
                told = Some(separated.separator);
                continue;
            }
            self.separator = told.unwrap_or(separated.separator);
            self.is_fit(number, &text);
            let cells = Lines::cells(&text, self.separator);
            self.header = cells.map(|cell| content(&text[cell])).collect();
            self.first = (number, text);
            break;
        }
        if self.faults.count() > 0 {
            return Err(self.take_faults());
        }
        if self.header.is_empty() {
            let hint = "a published table has a first line that names its columns";
            return Err(unreadable(&self.path, "this file is empty", hint));
        }
        Ok(())
    }

    /// The next line and whether something ended it.
    fn next_line(&mut self, line: &mut Vec<u8>) -> Result<Option<(usize, bool)>, Faults> {
        let next = self.lines.next(line);
        match next.map_err(|message| unreadable(&self.path, message, ""))? {
            NextLine::End => Ok(None),
            NextLine::Whole(number, is_ended) => Ok(Some((number, is_ended))),
            NextLine::TooLong(number) => {
                let message = format!("this line has more than {} bytes", OF_A_LINE.bytes);
                let hint = "is this a file of separated values?";
                self.faults
                    .fault(number, line, 0..line.len(), message, hint);
                Err(self.take_faults())
            }
        }
    }

    /// Hands every row to `visit`, which tells what is wrong with it.
    ///
    /// # Errors
    /// What is wrong with the lines, and what `visit` found, at most a hundred faults of them.
    pub fn rows(
        &mut self,
        visit: &mut dyn FnMut(&TableRow, &mut LineFaults),
    ) -> Result<(), Faults> {
        let mut line = Vec::new();
        let mut cells = Vec::new();
        let mut rows = 0;
        while let Some((number, is_ended)) = self.next_line(&mut line)? {
            if self.faults.count() >= MOST_FAULTS {
                break;
            }
            let is_empty = |byte: &u8| byte.is_ascii_whitespace() || *byte == self.separator;
            if line.iter().all(is_empty) || !self.is_fit(number, &line) {
                continue;
            }
            cells.clear();
            cells.extend(Lines::cells(&line, self.separator));
            if cells.len() != self.header.len() {
                self.wrong_count(number, &line, &cells, is_ended);
                continue;
            }
            if !is_ended && self.ends_whole {
                let message = "the last line of the file has no end".to_string();
                let hint = "the file is cut off here: copy it again; if it is whole, end the line";
                self.faults
                    .fault(number, &line, line.len()..line.len(), message, hint);
                continue;
            }
            rows += 1;
            if rows > MOST_ROWS {
                let message = format!("more than {MOST_ROWS} rows");
                self.faults.fault(number, &line, 0..line.len(), message, "");
                break;
            }
            let row = TableRow {
                number,
                line: &line,
                cells: &cells,
            };
            visit(&row, &mut self.faults);
        }
        if rows == 0 && self.faults.count() == 0 {
            let message = "there are no rows below the names of the columns";
            self.header_fault(None, message, "is the file cut off? Copy it again");
        }
        if self.faults.count() > 0 {
            return Err(self.take_faults());
        }
        Ok(())
    }

    /// Whether a line can be read at all.
    fn is_fit(&mut self, number: usize, line: &[u8]) -> bool {
        let before = self.faults.count();
        if let Some(at) = line.iter().position(|byte| *byte == 0) {
            let hint = "name a file of separated values; a spreadsheet saves one as CSV";
            let message = "this is no text".to_string();
            self.faults.fault(number, line, at..at + 1, message, hint);
            return false;
        }
        if let Err(error) = std::str::from_utf8(line) {
            self.letters.latin_1.get_or_insert(number);
            if let Some(other) = self.letters.utf_8 {
                let at = error.valid_up_to();
                let message = format!("this line is Latin-1, and line {other} is UTF-8");
                self.faults
                    .fault(number, line, at..at + 1, message, TWO_ENCODINGS);
            }
        } else if let Some(at) = line.iter().position(|byte| !byte.is_ascii()) {
            self.letters.utf_8.get_or_insert(number);
            if let Some(other) = self.letters.latin_1 {
                let message = format!("this line is UTF-8, and line {other} is Latin-1");
                self.faults
                    .fault(number, line, at..at + 1, message, TWO_ENCODINGS);
            }
        }
        self.faults
            .refuse_what_is_too_large(number, line, self.separator, OF_A_LINE);
        self.faults.count() == before
    }

    fn wrong_count(&mut self, number: usize, line: &[u8], cells: &[Range<usize>], is_ended: bool) {
        let columns = self.header.len();
        let message = format!(
            "this line has {} cells, and the header names {columns}",
            cells.len()
        );
        let hint = if is_ended {
            "one cell per column; are two files pasted together?"
        } else {
            "the file is cut off in this line: copy it again"
        };
        let from = cells.get(columns).map_or(0, |cell| cell.start);
        self.faults
            .fault(number, line, from..line.len(), message, hint);
    }

    /// A fault in the line that names the columns.
    pub fn header_fault(&mut self, column: Option<usize>, message: impl Into<String>, hint: &str) {
        let (number, line) = &self.first;
        let cell = column.and_then(|at| Lines::cells(line, self.separator).nth(at));
        let span = cell.unwrap_or(0..line.len());
        self.faults.fault(*number, line, span, message.into(), hint);
    }

    /// That its header is of no layout that can be read.
    pub fn unknown_layout(&mut self) -> Faults {
        let is_by_postcode = |name: &String| name.to_lowercase().starts_with("postcode");
        let hint = if self.header.iter().any(is_by_postcode) {
            "this is a file by postal code; take the one by municipality"
        } else {
            "known: the municipality file of Vektis, CBS 70072ned and kerncijfers wijken en buurten, Statbel's population by place, age and sex, and any table with columns age, sex, number (or age, female, male)"
        };
        self.header_fault(
            None,
            "these columns are of no layout that can be read",
            hint,
        );
        self.take_faults()
    }

    /// What it holds of the year asked for, or of its newest, and which year that is.
    ///
    /// # Errors
    /// It does not hold that year.
    pub fn of_year<T>(
        &mut self,
        mut years: BTreeMap<Option<i32>, T>,
        column: Option<usize>,
        asked: Option<i32>,
    ) -> Result<(Option<i32>, T), Faults> {
        let shown: Vec<String> = years.keys().flatten().map(i32::to_string).collect();
        let key = match asked {
            // A table of one year that does not name it.
            Some(_) if years.contains_key(&None) => None,
            Some(asked) => Some(asked),
            None => years.keys().next_back().copied().flatten(),
        };
        if let Some(found) = years.remove(&key) {
            return Ok((key, found));
        }
        let asked = asked.map_or_else(String::new, |year| format!(" of {year}"));
        let message = format!("no figures{asked} for this place in this file");
        let hint = if shown.is_empty() {
            "is the file cut off? Copy it again".to_string()
        } else {
            format!("it has {}", shown.join(", "))
        };
        self.header_fault(column, message, &hint);
        Err(self.take_faults())
    }

    /// What is wrong with it, for the one who asked.
    pub fn take_faults(&mut self) -> Faults {
        let shown = self.path.display().to_string();
        let none = LineFaults::of(FaultKind::PublishedFile);
        std::mem::replace(&mut self.faults, none).faults(self.path.clone(), shown)
    }
}

const TWO_ENCODINGS: &str =
    "two files of different encodings are pasted together: save them as UTF-8 first";

/// What a cell holds, as text without spaces around it.
fn content(cell: &[u8]) -> String {
    decoded(&Lines::content(cell.trim_ascii()))
        .trim()
        .to_string()
}

impl TableRow<'_> {
    /// What a cell holds, without spaces around it.
    pub fn text(&self, column: usize) -> String {
        content(&self.line[self.cells[column].clone()])
    }

    /// The number in a cell; `None` where the publisher gives none (empty, a dot, a dash, x).
    pub fn number(&self, column: usize) -> Result<Option<f64>, String> {
        let text = self.text(column);
        if matches!(text.as_str(), "" | "." | ".." | "-" | "x" | "X" | "NA") {
            return Ok(None);
        }
        // A decimal comma; points between thousands are not read.
        let plain = if text.contains('.') {
            text.clone()
        } else {
            text.replacen(',', ".", 1)
        };
        match plain.parse::<f64>() {
            Ok(number) if number.is_finite() && number.abs() < 1e15 => Ok(Some(number)),
            _ => Err(text),
        }
    }

    /// A fault in a cell of this row.
    pub fn fault(&self, column: usize, message: String, hint: &str, faults: &mut LineFaults) {
        let span = self.cells[column].clone();
        faults.fault(self.number, self.line, span, message, hint);
    }

    /// A number that is there and not below zero, or a fault.
    pub fn amount(&self, column: usize, faults: &mut LineFaults) -> Option<f64> {
        match self.number(column) {
            Ok(Some(number)) if number >= 0.0 => return Some(number),
            Ok(None) => self.fault(column, "a number is missing here".into(), "", faults),
            Ok(Some(_)) => {
                let message = "a number of people cannot be below zero".to_string();
                self.fault(column, message, "", faults);
            }
            Err(text) => self.no_number(column, &text, faults),
        }
        None
    }

    /// A fault: this cell holds no number.
    pub fn no_number(&self, column: usize, text: &str, faults: &mut LineFaults) {
        let shown = crate::scenario::nearest::quoted(text);
        let hint = "is the file cut off or damaged? Copy it again";
        self.fault(column, format!("{shown} is no number"), hint, faults);
    }
}
