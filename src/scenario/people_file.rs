//! The population one by one, from the CSV file that `population.file` names.
//!
//! Comes in: a loaded scenario. Goes out: its [`Person`]s, or every fault of the file with its line. Deliberately
//! absent: guessing what a cell may have meant.

use std::path::Path;
use std::sync::Arc;

use super::fault::{Fault, Faults};
use super::load::Loaded;
use super::nearest::suggest;
use super::schema::Scenario;
use super::source::{Place, SourceFile};

/// Residents and bytes a file may hold; more is a mistake, and is seen before memory is taken.
const MOST_RESIDENTS: usize = 20_000_000;
const MOST_BYTES: u64 = 1 << 30;

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
pub struct People {
    /// In file order.
    pub persons: Vec<Person>,
    /// As read.
    pub text: Vec<u8>,
}

/// Reads the file that the scenario names; `None` where it names none.
///
/// # Errors
/// Every cell that is wrong, with its line.
pub fn read(loaded: &Loaded) -> Result<Option<People>, Faults> {
    let Some(name) = &loaded.scenario.population.file else {
        return Ok(None);
    };
    let path = loaded.places.folder(&["population", "file"]).join(name);
    let named = |message: String| {
        let fault = loaded.places.fault(&["population", "file"], message, "");
        loaded.places.faults(vec![fault])
    };
    let text = text(&path).map_err(named)?;
    let persons = parse(&text, &loaded.scenario, &path, name)?;
    Ok(Some(People {
        persons,
        text: text.into_bytes(),
    }))
}

fn text(path: &Path) -> Result<String, String> {
    let size = std::fs::metadata(path)
        .map_err(|error| format!("the file cannot be read: {error}"))?
        .len();
    if size > MOST_BYTES {
        return Err(format!(
            "the file holds {size} bytes, more than {MOST_BYTES}"
        ));
    }
    std::fs::read_to_string(path).map_err(|error| format!("the file cannot be read: {error}"))
}

fn parse(text: &str, scenario: &Scenario, path: &Path, shown: &str) -> Result<Vec<Person>, Faults> {
    let source = SourceFile::new(path.to_path_buf(), shown.to_string(), text.to_string());
    let mut faults = Vec::new();
    let mut persons = Vec::new();
    let mut lines = text.split_inclusive('\n').scan(0, |start, line| {
        let at = *start;
        *start += line.len();
        Some((at, line.trim_end_matches(['\n', '\r'])))
    });
    let header = lines.next().map_or(Vec::new(), |(_, line)| cells(0, line));
    let columns = Columns::new(&header, &mut faults);
    for (start, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        if persons.len() >= MOST_RESIDENTS {
            faults.push(fault(
                start,
                line.len(),
                format!("more than {MOST_RESIDENTS} residents"),
                "",
            ));
            break;
        }
        if let Some(columns) = &columns {
            persons.extend(columns.person(start, line, scenario, &mut faults));
        }
    }
    if persons.is_empty() && faults.is_empty() {
        faults.push(fault(
            0,
            text.len().min(1),
            "nobody lives here: the file has no residents".into(),
            "",
        ));
    }
    if faults.is_empty() {
        Ok(persons)
    } else {
        Err(Faults::new(Arc::new(vec![source]), faults))
    }
}

/// Where each column stands.
struct Columns {
    age: usize,
    sex: usize,
    deprivation: Option<usize>,
    state: Option<usize>,
}

const NAMES: [&str; 4] = ["age", "sex", "deprivation", "state"];

impl Columns {
    fn new(header: &[Cell], faults: &mut Vec<Fault>) -> Option<Columns> {
        for cell in header.iter().filter(|cell| !NAMES.contains(&cell.text)) {
            faults.push(cell.fault(
                format!("unknown column `{}`", cell.text),
                &suggest(cell.text, &NAMES),
            ));
        }
        let find = |name: &str| header.iter().position(|cell| cell.text == name);
        let (age, sex) = (find("age"), find("sex"));
        for (name, found) in [("age", age), ("sex", sex)] {
            if found.is_none() {
                let hint = "the first line names the columns: age, sex, and optionally deprivation and state";
                faults.push(fault(0, 1, format!("there is no column `{name}`"), hint));
            }
        }
        Some(Columns {
            age: age?,
            sex: sex?,
            deprivation: find("deprivation"),
            state: find("state"),
        })
    }

    fn person(
        &self,
        start: usize,
        line: &str,
        scenario: &Scenario,
        faults: &mut Vec<Fault>,
    ) -> Option<Person> {
        let cells = cells(start, line);
        let cell = |column: usize| cells.get(column);
        let (Some(age), Some(sex)) = (cell(self.age), cell(self.sex)) else {
            faults.push(fault(
                start,
                line.len(),
                "this line has too few cells".into(),
                "one cell per column",
            ));
            return None;
        };
        let before = faults.len();
        let years = age
            .text
            .parse::<f64>()
            .ok()
            .filter(|years| (0.0..120.0).contains(years));
        if years.is_none() {
            faults.push(age.fault(
                format!("`{}` is no age", age.text),
                "years from 0 to below 120",
            ));
        }
        let is_male = match sex.text {
            "male" => true,
            "female" => false,
            other => {
                faults.push(sex.fault(format!("`{other}` is no sex"), "female or male"));
                false
            }
        };
        let person = Person {
            age: years.unwrap_or(0.0),
            is_male,
            deprivation: self
                .deprivation
                .and_then(cell)
                .and_then(|cell| class(cell, scenario, faults)),
            state: self
                .state
                .and_then(cell)
                .and_then(|cell| state(cell, scenario, faults)),
        };
        (faults.len() == before).then_some(person)
    }
}

fn class(cell: &Cell, scenario: &Scenario, faults: &mut Vec<Fault>) -> Option<usize> {
    let classes = scenario.population.deprivation.len().max(1);
    let class = cell.text.parse().ok().filter(|class| *class < classes);
    if class.is_none() {
        let hint = format!("0 (least deprived) to {}", classes - 1);
        faults.push(cell.fault(format!("`{}` is no deprivation class", cell.text), &hint));
    }
    class
}

fn state(cell: &Cell, scenario: &Scenario, faults: &mut Vec<Fault>) -> Option<usize> {
    let alive = |state: &super::schema::State| state.place != super::schema::Place::None;
    let found = scenario
        .state
        .iter()
        .position(|state| state.name == cell.text && alive(state));
    if found.is_none() {
        let names: Vec<&str> = scenario
            .state
            .iter()
            .filter(|state| alive(state))
            .map(|state| state.name.as_str())
            .collect();
        faults.push(cell.fault(
            format!("`{}` is no state of the living", cell.text),
            &suggest(cell.text, &names),
        ));
    }
    found
}

/// One cell and where it starts in the file.
struct Cell<'a> {
    at: usize,
    text: &'a str,
}

impl Cell<'_> {
    fn fault(&self, message: String, hint: &str) -> Fault {
        fault(self.at, self.text.len().max(1), message, hint)
    }
}

/// The cells of a line. Ages, sexes, classes and names of states need no quotes, so a comma always separates.
fn cells(start: usize, line: &str) -> Vec<Cell<'_>> {
    line.split(',')
        .scan(start, |next, raw| {
            let at = *next + (raw.len() - raw.trim_start().len());
            *next += raw.len() + 1;
            Some(Cell {
                at,
                text: raw.trim(),
            })
        })
        .collect()
}

fn fault(at: usize, len: usize, message: String, hint: &str) -> Fault {
    Fault::new(
        Place {
            file: 0,
            span: at..at + len,
        },
        message,
        hint,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario() -> Scenario {
        let text = r#"{"payer":[{"name":"insurer"}],"population":{"deprivation":[0.5,0.5]},
            "state":[{"name":"well"},{"name":"dead","place":"none"}],"arm":[{"name":"current"}]}"#;
        serde_json::from_str(text).expect("a scenario")
    }

    fn parsed(text: &str) -> Result<Vec<Person>, Faults> {
        parse(text, &scenario(), Path::new("people.csv"), "people.csv")
    }

    #[test]
    fn columns_may_stand_in_any_order_and_some_may_be_left_out() {
        let people = parsed("sex,age\nfemale,81.5\nmale, 3\n").expect("right");
        let ages: Vec<f64> = people.iter().map(|person| person.age).collect();
        assert_eq!(ages, [81.5, 3.0]);
        assert!(people[1].is_male && people[1].state.is_none());
    }

    #[test]
    fn every_wrong_cell_is_reported_with_its_line_and_column() {
        let faults =
            parsed("age,sex,state,deprivation\nold,female,well,0\n80,x,dead,2\n81,male,well\n")
                .expect_err("wrong");
        let places: Vec<(usize, usize)> = faults
            .located()
            .iter()
            .map(|fault| (fault.line, fault.column))
            .collect();
        assert_eq!(places, [(2, 1), (3, 4), (3, 6), (3, 11)]);
    }

    #[test]
    fn an_empty_file_is_refused() {
        assert!(parsed("").is_err());
        assert!(parsed("age,sex\n").is_err());
    }
}
