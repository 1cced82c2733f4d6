//! The population file of Statbel (TF_SOC_POP_STRUCT): residents by municipality, sex, nationality, marital status and age.
//!
//! Comes in: a table with a row for every combination of them. Goes out: residents by age and sex of the places asked for,
//! added up over nationality and marital status. Deliberately absent: income and care, which Statbel publishes elsewhere.
//!
//! The layout (columns CD_REFNIS or CD_MUNTY_REFNIS, TX_DESCR_NL, TX_DESCR_FR, CD_SEX, CD_AGE, MS_POPULATION, in files of some
//! years CD_YEAR; bars between cells, a byte order mark) is built from public programs that read it, not from a file.

use std::collections::BTreeMap;

use super::ages::{self, AgeBand, AgeTable};
use super::place::{PlaceFilter, PlaceOfRow, RowPlace};
use super::published::Published;
use super::table::{TableFile, TableRow, of_year_in};
use crate::scenario::Faults;
use crate::scenario::nearest::quoted;

/// Whether a header is this one.
pub fn is_layout(header: &[String]) -> bool {
    StatbelColumns::of(header).is_some()
}

/// The column of the place, and what tells it.
pub fn places(header: &[String]) -> Option<(usize, PlaceOfRow)> {
    let columns = StatbelColumns::of(header)?;
    let at = columns.code;
    let of_row = move |row: &TableRow| RowPlace {
        names: columns.names.iter().map(|at| row.text(*at)).collect(),
        code: row.text(at),
    };
    Some((at, Box::new(of_row)))
}

/// Where the columns stand.
struct StatbelColumns {
    code: usize,
    names: Vec<usize>,
    sex: usize,
    age: usize,
    residents: usize,
    year: Option<usize>,
}

impl StatbelColumns {
    fn of(header: &[String]) -> Option<StatbelColumns> {
        let at = |names: &[&str]| {
            header
                .iter()
                .position(|written| names.iter().any(|name| written.eq_ignore_ascii_case(name)))
        };
        let names = [
            &["TX_DESCR_NL", "TX_MUNTY_DESCR_NL"],
            &["TX_DESCR_FR", "TX_MUNTY_DESCR_FR"],
        ];
        Some(StatbelColumns {
            code: at(&["CD_REFNIS", "CD_MUNTY_REFNIS"])?,
            names: names.iter().filter_map(|each| at(*each)).collect(),
            sex: at(&["CD_SEX"])?,
            age: at(&["CD_AGE"])?,
            residents: at(&["MS_POPULATION"])?,
            year: at(&["CD_YEAR"]),
        })
    }
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
    let Some(columns) = StatbelColumns::of(&table.header) else {
        return Err(table.unknown_layout());
    };
    let mut years: BTreeMap<Option<i32>, AgeTable> = BTreeMap::new();
    table.rows(&mut |row, faults| {
        if !filter.is_wanted(row, faults) {
            return;
        }
        let of_year = columns.year.map(|at| row.text(at));
        let of_year = of_year.and_then(|text| text.parse::<i32>().ok());
        let (sex, age) = (row.text(columns.sex), row.text(columns.age));
        let Some(band) = AgeBand::parse(&age) else {
            let message = format!("{} is no age", quoted(&age));
            return row.fault(columns.age, message, "a whole number of years", faults);
        };
        let Some(sex) = ages::sex(&sex) else {
            let message = format!("{} is no sex", quoted(&sex));
            return row.fault(columns.sex, message, "M or F", faults);
        };
        let residents = row.amount(columns.residents, faults);
        match (residents, of_year_in(&mut years, of_year)) {
            (Some(residents), Ok(table)) => table.add(band, sex, residents),
            (None, Ok(_)) => {}
            (_, Err(message)) => row.fault(columns.age, message, "", faults),
        }
    })?;
    filter.all_found(table)?;
    let (found, residents) = table.of_year(years, columns.year, asked)?;
    let year = found.or(asked).or(named);
    Ok(Published {
        names: filter.places.names(),
        year,
        residents: Some(residents),
        source: match year {
            Some(year) => format!("Statbel, population by place, age and sex on 1 January {year}"),
            None => "Statbel, population by place, age and sex".to_string(),
        },
        ..Published::default()
    })
}
