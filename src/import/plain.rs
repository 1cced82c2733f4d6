//! Any table with age, sex and number.
//!
//! Comes in: a table with a row for every age and sex (`age, sex, number`) or for every age (`age, female, male`), and
//! optionally the place and year of a row. Goes out: residents by age and sex. Deliberately absent: columns of other names.

use std::collections::BTreeMap;

use super::ages::{self, AgeBand, AgeTable};
use super::place::{PlaceFilter, PlaceOfRow, RowPlace};
use super::published::Published;
use super::table::{TableFile, TableRow, of_year_in};
use crate::scenario::Faults;
use crate::scenario::nearest::quoted;

const AGE: &[&str] = &[
    "age",
    "age_band",
    "age_group",
    "ages",
    "leeftijd",
    "leeftijdsklasse",
    "leeftijdsgroep",
    "âge",
];
const SEX: &[&str] = &["sex", "gender", "geslacht", "sexe"];
const NUMBER: &[&str] = &[
    "number",
    "count",
    "n",
    "residents",
    "population",
    "people",
    "persons",
    "aantal",
    "inwoners",
    "personen",
    "bevolking",
];
const FEMALE: &[&str] = &["female", "women", "f", "vrouw", "vrouwen", "femmes"];
const MALE: &[&str] = &["male", "men", "m", "man", "mannen", "hommes"];
const PLACE: &[&str] = &[
    "municipality",
    "place",
    "town",
    "name",
    "neighbourhood",
    "gemeente",
    "gemeentenaam",
    "wijk",
    "buurt",
    "naam",
    "commune",
];
const CODE: &[&str] = &["code", "refnis", "gemeentecode", "wijkcode", "buurtcode"];
const YEAR: &[&str] = &["year", "jaar", "période", "period"];

/// Where the columns stand.
struct PlainColumns {
    age: usize,
    /// Column and, where it is of one sex, which.
    numbers: Vec<(usize, Option<usize>)>,
    sex: Option<usize>,
    place: Option<usize>,
    code: Option<usize>,
    year: Option<usize>,
}

impl PlainColumns {
    fn of(header: &[String]) -> Option<PlainColumns> {
        let at = |names: &[&str]| {
            let is_it = |written: &String| names.contains(&written.to_lowercase().as_str());
            header.iter().position(is_it)
        };
        let age = at(AGE)?;
        let (sex, number) = (at(SEX), at(NUMBER));
        let numbers = match (sex, number, at(FEMALE), at(MALE)) {
            (Some(_), Some(number), _, _) => vec![(number, None)],
            (None, _, Some(female), Some(male)) => vec![(female, Some(0)), (male, Some(1))],
            _ => return None,
        };
        Some(PlainColumns {
            age,
            numbers,
            sex,
            place: at(PLACE),
            code: at(CODE),
            year: at(YEAR),
        })
    }
}

/// Whether a header is one of these.
pub fn is_layout(header: &[String]) -> bool {
    PlainColumns::of(header).is_some()
}

/// The column of the place, and what tells it; `None` where the rows do not say it.
pub fn places(header: &[String]) -> Option<(usize, PlaceOfRow)> {
    let columns = PlainColumns::of(header)?;
    let at = columns.place.or(columns.code)?;
    let of_row = move |row: &TableRow| RowPlace {
        names: columns.place.map(|at| row.text(at)).into_iter().collect(),
        code: columns.code.map(|at| row.text(at)).unwrap_or_default(),
    };
    Some((at, Box::new(of_row)))
}

/// Reads a table, of the year asked for, else of its newest; the year in its name holds where the table has none.
///
/// # Errors
/// What is wrong with it, or that it does not have the places or the year.
pub fn read(
    table: &mut TableFile,
    filter: &mut PlaceFilter,
    [asked, named]: [Option<i32>; 2],
) -> Result<Published, Faults> {
    let Some(columns) = PlainColumns::of(&table.header) else {
        return Err(table.unknown_layout());
    };
    let mut years: BTreeMap<Option<i32>, AgeTable> = BTreeMap::new();
    table.rows(&mut |row, faults| {
        if !filter.is_wanted(row, faults) {
            return;
        }
        let label = row.text(columns.age);
        let Some(band) = AgeBand::parse(&label) else {
            let message = format!("{} is no age or band of ages", quoted(&label));
            return row.fault(columns.age, message, "e.g. 34, 0-4 or 90+", faults);
        };
        let of_row = match columns.sex.map(|at| (at, row.text(at))) {
            Some((at, word)) => match ages::sex(&word) {
                Some(sex) => Some(sex),
                None => {
                    let message = format!("{} is no sex", quoted(&word));
                    return row.fault(at, message, "female or male", faults);
                }
            },
            None => None,
        };
        let of_year = columns.year.and_then(|at| row.text(at).parse::<i32>().ok());
        for &(column, of_column) in &columns.numbers {
            let Some(sex) = of_column.or(of_row) else {
                continue;
            };
            let residents = row.amount(column, faults);
            match (residents, of_year_in(&mut years, of_year)) {
                (Some(residents), Ok(table)) => table.add(band, sex, residents),
                (None, Ok(_)) => {}
                (_, Err(message)) => row.fault(column, message, "", faults),
            }
        }
    })?;
    filter.all_found(table)?;
    let (found, residents) = table.of_year(years, columns.year, asked)?;
    let year = found.or(asked).or(named);
    let file = table.path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Published {
        names: filter.places.names(),
        year,
        residents: Some(residents),
        source: format!("{file}; say here where it is from"),
        ..Published::default()
    })
}
