//! The population one by one, from the CSV file that `population.file` names.
//!
//! Comes in: a loaded scenario. Goes out: its [`Person`]s, or the faults of the file with line and column: the first
//! hundred, and how many more. Deliberately absent: guessing what a cell may have meant.
//!
//! Read is what spreadsheets and statistics programs write: separated by commas, semicolons or tabs, with decimal
//! points or commas, cells with or without quotes, any line ends, UTF-8 with or without a byte order mark or Latin-1,
//! an unnamed first column of row names, and rows and columns left empty.

use std::path::Path;

use super::fault::Faults;
use super::fault_kind::FaultKind;
use super::line_faults::LineFaults;
use super::load::Loaded;
use super::nearest::suggest;
use super::schema::{self, Scenario};
use super::separated::{LineLimits, Lines, Separated, bytes, decoded};

/// Residents a file may hold; more is a mistake.
const MOST_RESIDENTS: usize = 20_000_000;

/// How large the line of a resident may be.
const OF_A_LINE: LineLimits = LineLimits {
    bytes: 10_000,
    cells: 100,
};

/// One resident as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Person {
    /// Age in years.
    pub age: f64,
    /// Sex.
    pub is_male: bool,
    /// Deprivation class, where the file gives it.
    pub deprivation: Option<usize>,
    /// Index of the state, where the file gives it.
    pub state: Option<usize>,
}

/// The residents of a file, and its text.
#[derive(Debug, Clone, PartialEq)]
pub struct PeopleFile {
    /// In file order.
    pub persons: Vec<Person>,
    /// As read.
    pub text: Vec<u8>,
}

/// Reads the file that the scenario names; `None` where it names none.
///
/// # Errors
/// What is wrong with it, with line and column.
pub fn read(loaded: &Loaded) -> Result<Option<PeopleFile>, Faults> {
    let Some(name) = &loaded.scenario.population.file else {
        return Ok(None);
    };
    let path = loaded.locations.folder(&["population", "file"]).join(name);
    let named = |message: String| {
        let fault =
            loaded
                .locations
                .fault(FaultKind::Unreadable, &["population", "file"], message, "");
        loaded.locations.faults(vec![fault])
    };
    let text = bytes(&path).map_err(named)?;
    let persons = parse(&text, &loaded.scenario, &path, name)?;
    Ok(Some(PeopleFile { persons, text }))
}

fn parse(
    text: &[u8],
    scenario: &Scenario,
    path: &Path,
    shown: &str,
) -> Result<Vec<Person>, Faults> {
    let separated = Separated::of(text);
    let mut faults = LineFaults::of(FaultKind::PeopleFile);
    for (number, line) in separated.lines() {
        faults.refuse_what_is_too_large(number, line, separated.separator, OF_A_LINE);
    }
    let mut persons = Vec::new();
    if faults.count() == 0 {
        FileReader {
            scenario,
            separator: separated.separator,
            faults: &mut faults,
        }
        .all(separated.lines(), separated.text, &mut persons);
    }
    if persons.is_empty() && faults.count() == 0 {
        let message = "nobody lives here: the file has no residents";
        faults.fault(1, b"", 0..0, message.to_string(), "");
    }
    if faults.count() == 0 {
        Ok(persons)
    } else {
        Err(faults.faults(path.to_path_buf(), shown.to_string()))
    }
}

/// The columns that are read.
const NAMES: [&str; 4] = ["age", "sex", "deprivation", "state"];

/// Where each column stands, and which have no name.
struct HeaderColumns {
    age: usize,
    sex: usize,
    deprivation: Option<usize>,
    state: Option<usize>,
    count: usize,
    /// Spreadsheets leave such columns empty.
    nameless: Vec<usize>,
}

/// A line of the file as the csv reader sees it and as it stands there.
struct FileLine<'a> {
    number: usize,
    line: &'a [u8],
    record: &'a csv::ByteRecord,
}

struct FileReader<'a> {
    scenario: &'a Scenario,
    separator: u8,
    faults: &'a mut LineFaults,
}

impl FileReader<'_> {
    /// Every line was checked to be one record, so that lines and records go side by side.
    fn all<'t>(
        &mut self,
        lines: impl Iterator<Item = (usize, &'t [u8])>,
        text: &[u8],
        persons: &mut Vec<Person>,
    ) {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(text);
        let mut record = csv::ByteRecord::new();
        let mut columns: Option<HeaderColumns> = None;
        for (number, line) in lines {
            let is_read = reader.read_byte_record(&mut record);
            if !is_read.is_ok_and(|is_read| is_read) {
                let message = "this line cannot be read".to_string();
                self.faults.fault(number, line, 0..line.len(), message, "");
                return;
            }
            let row = FileLine {
                number,
                line,
                record: &record,
            };
            match &columns {
                None => match self.columns(&row) {
                    Some(found) => columns = Some(found),
                    None => return,
                },
                Some(columns) if persons.len() < MOST_RESIDENTS => {
                    persons.extend(self.person(columns, &row));
                }
                Some(_) => {
                    let message = format!("more than {MOST_RESIDENTS} residents");
                    self.faults.fault(number, line, 0..line.len(), message, "");
                    return;
                }
            }
        }
    }

    fn columns(&mut self, row: &FileLine) -> Option<HeaderColumns> {
        let header: Vec<String> = (0..row.record.len()).map(|index| row.text(index)).collect();
        let mut indices = [None; NAMES.len()];
        let mut nameless = Vec::new();
        for (index, name) in header.iter().enumerate() {
            match NAMES.iter().position(|known| known == name) {
                Some(known) if indices[known].is_none() => indices[known] = Some(index),
                Some(_) => self.wrong(row, index, format!("the column `{name}` stands twice"), ""),
                // Row names, as R writes them.
                None if name.is_empty() && index == 0 => {}
                None if name.is_empty() => nameless.push(index),
                None => {
                    let hint = suggest(name, &NAMES);
                    self.wrong(row, index, format!("unknown column `{name}`"), &hint);
                }
            }
        }
        let [age, sex, deprivation, state] = indices;
        for (name, found) in [("age", age), ("sex", sex)] {
            if found.is_none() {
                let hint = "the first line names the columns: age, sex, and optionally deprivation and state";
                let message = format!("there is no column `{name}`");
                self.faults
                    .fault(row.number, row.line, 0..row.line.len(), message, hint);
            }
        }
        Some(HeaderColumns {
            age: age?,
            sex: sex?,
            deprivation,
            state,
            count: header.len(),
            nameless,
        })
    }

    fn person(&mut self, columns: &HeaderColumns, row: &FileLine) -> Option<Person> {
        let count = row.record.len();
        if row.record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            return None;
        }
        if count != columns.count {
            let (message, from) = if count < columns.count {
                ("this line has too few cells", 0)
            } else {
                ("this line has too many cells", columns.count)
            };
            let hint = if self.separator == b',' && count > columns.count {
                "one cell per column; a number with a decimal comma needs quotes here, or semicolons between cells"
            } else {
                "one cell per column"
            };
            let span = row.span(from, self.separator).start..row.line.len();
            self.faults
                .fault(row.number, row.line, span, message.to_string(), hint);
            return None;
        }
        let before = self.faults.count();
        for &index in &columns.nameless {
            if !row.text(index).is_empty() {
                self.wrong(
                    row,
                    index,
                    "this cell stands in a column without a name".into(),
                    "",
                );
            }
        }
        let person = Person {
            age: self.age(row, columns.age),
            is_male: self.is_male(row, columns.sex),
            deprivation: columns.deprivation.and_then(|index| self.class(row, index)),
            state: columns.state.and_then(|index| self.state(row, index)),
        };
        (self.faults.count() == before).then_some(person)
    }

    fn age(&mut self, row: &FileLine, index: usize) -> f64 {
        let text = row.text(index);
        // Where a comma does not separate cells, it is a decimal one.
        let years = text.replacen(',', ".", 1).parse::<f64>().ok();
        let years = years.filter(|years| (0.0..120.0).contains(years));
        years.unwrap_or_else(|| {
            self.wrong(
                row,
                index,
                format!("`{text}` is no age"),
                "years from 0 to below 120",
            );
            0.0
        })
    }

    fn is_male(&mut self, row: &FileLine, index: usize) -> bool {
        match row.text(index).as_str() {
            "male" => true,
            "female" => false,
            other => {
                self.wrong(row, index, format!("`{other}` is no sex"), "female or male");
                false
            }
        }
    }

    fn class(&mut self, row: &FileLine, index: usize) -> Option<usize> {
        let classes = self.scenario.population.deprivation.len().max(1);
        let text = row.text(index);
        let class = text.parse().ok().filter(|class| *class < classes);
        if class.is_none() {
            let hint = format!("0 (least deprived) to {}", classes - 1);
            self.wrong(
                row,
                index,
                format!("`{text}` is no deprivation class"),
                &hint,
            );
        }
        class
    }

    fn state(&mut self, row: &FileLine, index: usize) -> Option<usize> {
        let alive = |state: &schema::State| state.place != schema::Residence::None;
        let states = &self.scenario.state;
        let text = row.text(index);
        let found = states
            .iter()
            .position(|state| state.name == text && alive(state));
        if found.is_none() {
            let living = states.iter().filter(|state| alive(state));
            let names: Vec<&str> = living.map(|state| state.name.as_str()).collect();
            let hint = suggest(&text, &names);
            self.wrong(
                row,
                index,
                format!("`{text}` is no state of the living"),
                &hint,
            );
        }
        found
    }

    fn wrong(&mut self, row: &FileLine, index: usize, message: String, hint: &str) {
        let span = row.span(index, self.separator);
        self.faults.fault(row.number, row.line, span, message, hint);
    }
}

impl FileLine<'_> {
    /// A cell without quotes and the spaces around it.
    fn text(&self, index: usize) -> String {
        decoded(self.record.get(index).unwrap_or_default())
            .trim()
            .to_string()
    }

    /// Where a cell stands in its line.
    fn span(&self, index: usize, separator: u8) -> std::ops::Range<usize> {
        let cell = Lines::cells(self.line, separator).nth(index);
        let cell = cell.unwrap_or(self.line.len()..self.line.len());
        let text = &self.line[cell.clone()];
        let from = cell.start + (text.len() - text.trim_ascii_start().len());
        from..(from + text.trim_ascii().len()).max(from)
    }
}

#[cfg(test)]
#[path = "people_file_tests.rs"]
mod tests;
