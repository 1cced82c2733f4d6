//! Published files of a place → a scenario of it.
//!
//! Comes in: files as publishers give them, the place and the year that somebody asks for. Goes out: the text of a scenario
//! that extends a pack, and what was left out, filled in or assumed. Deliberately absent: what a scenario means (`check`),
//! and the figures of the publications themselves, which are not the program's to give away.
//!
//! One publisher's layout is one file (vektis.rs, cbs.rs, statbel.rs; plain.rs reads any table of age, sex and number);
//! table.rs reads rows, place.rs finds the place, ages.rs brings bands together, town.rs decides which file tells what,
//! pack.rs knows the packs, scenario_text.rs writes.

mod ages;
mod cbs;
mod draft;
mod pack;
mod place;
mod plain;
mod published;
mod scenario_text;
mod statbel;
mod table;
mod town;
mod vektis;

use std::collections::BTreeMap;
use std::path::Path;

use crate::scenario::Faults;
use crate::scenario::schema::PeopleBand;

pub use draft::{Draft, draft};
pub use pack::Pack;
pub use place::WantedPlaces;
pub use published::Published;
pub use town::{Moving, Town};

use place::{PlaceFilter, PlaceOfRow};
use table::{TableFile, unreadable};

/// A layout that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Vektis,
    KeyFigures,
    Statbel,
    Plain,
}

/// A published file whose layout is known.
#[derive(Debug)]
pub struct PublishedFile {
    table: TableFile,
    layout: Layout,
}

/// Opens a file and recognises its layout.
///
/// # Errors
/// When it cannot be read, or its header is of no known layout.
pub fn open(path: &Path) -> Result<PublishedFile, Faults> {
    let mut table = TableFile::open(path)?;
    let header = &table.header;
    let layout = if vektis::is_layout(header) {
        Layout::Vektis
    } else if statbel::is_layout(header) {
        Layout::Statbel
    } else if cbs::is_layout(header) {
        Layout::KeyFigures
    } else if plain::is_layout(header) {
        Layout::Plain
    } else {
        return Err(unknown_layout(&mut table));
    };
    Ok(PublishedFile { table, layout })
}

impl PublishedFile {
    /// The pack that files of this layout belong to; `None` where any may.
    pub fn pack(&self) -> Option<Pack> {
        match self.layout {
            Layout::Vektis | Layout::KeyFigures => Some(Pack::Nl),
            Layout::Statbel => Some(Pack::Be),
            Layout::Plain => None,
        }
    }

    /// Reads what it says of the places in a year; without a year, of the newest in it or in its name.
    ///
    /// # Errors
    /// What is wrong with it, or that it does not have the places or the year.
    pub fn read(
        mut self,
        wanted: &WantedPlaces,
        year: Option<i32>,
        country: &[PeopleBand],
    ) -> Result<Published, Faults> {
        let mut filter = PlaceFilter::new(wanted, self.places());
        let table = &mut self.table;
        let of_name = year_of(&table.path);
        let either = year.or(of_name);
        let mut published = match self.layout {
            Layout::Vektis => {
                let Some(year) = either else {
                    let hint = "add --year with the year of the publication, e.g. --year 2023";
                    let message = "neither this file nor its name says which year it is of";
                    return Err(unreadable(&table.path, message, hint));
                };
                vektis::read(table, &mut filter, year)
            }
            Layout::KeyFigures => cbs::read(table, &mut filter, either, country),
            Layout::Statbel => statbel::read(table, &mut filter, either),
            Layout::Plain => plain::read(table, &mut filter, either),
        }?;
        if let (Some(asked), Some(named)) = (year, of_name)
            && asked != named
        {
            let told = format!("the name of the file says {named}, and {asked} is asked for");
            published.remarks.push(told);
        }
        Ok(published)
    }

    /// Name and code of every place in it; the code is the name where it has no codes.
    ///
    /// # Errors
    /// What is wrong with it, or that its rows do not say where they are of.
    pub fn list(mut self) -> Result<Vec<(String, String)>, Faults> {
        let of_row = self.places();
        if of_row.is_none() {
            let message = "the rows of this file do not say which place they are of";
            return Err(unreadable(&self.table.path, message, "it is of one place"));
        }
        let mut filter = PlaceFilter::new(&WantedPlaces::default(), of_row);
        self.table.rows(&mut |row, faults| {
            filter.is_wanted(row, faults);
        })?;
        let all = filter.places.all();
        Ok(all
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, code)| (name.to_string(), code.to_string()))
            .collect())
    }

    /// Whether its rows say which place they are of.
    pub fn has_places(&self) -> bool {
        self.places().is_some()
    }

    fn places(&self) -> Option<(usize, PlaceOfRow)> {
        let header = &self.table.header;
        match self.layout {
            Layout::Vektis => vektis::places(header),
            Layout::KeyFigures => cbs::places(header),
            Layout::Statbel => statbel::places(header),
            Layout::Plain => plain::places(header),
        }
    }
}

/// The year that a file's name holds, if it holds one.
fn year_of(path: &Path) -> Option<i32> {
    let name = path.file_stem()?.to_string_lossy().into_owned();
    let digits = name.split(|letter: char| !letter.is_ascii_digit());
    let years = digits.filter_map(|part| part.parse::<i32>().ok());
    let mut years: Vec<i32> = years.filter(|year| (2000..2100).contains(year)).collect();
    years.dedup();
    match years.as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

/// A header that no reader knows.
fn unknown_layout(table: &mut TableFile) -> Faults {
    let by_postcode = table
        .header
        .iter()
        .any(|name| name.to_lowercase().starts_with("postcode"));
    let hint = if by_postcode {
        "this is a file by postal code; take the one by municipality"
    } else {
        "known: the municipality file of Vektis, CBS 70072ned and kerncijfers wijken en buurten, Statbel's population by place, age and sex, and any table with columns age, sex, number (or age, female, male)"
    };
    table.header_fault(
        None,
        "these columns are of no layout that can be read",
        hint,
    );
    table.take_faults()
}

/// What a table holds of the year asked for, or of its newest, and which year that is.
fn of_year<T>(
    table: &mut TableFile,
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
    match years.remove(&key) {
        Some(found) => Ok((key, found)),
        None => {
            let asked = asked.map_or_else(String::new, |year| format!(" of {year}"));
            let message = format!("no figures{asked} for this place in this file");
            let hint = if shown.is_empty() {
                "is the file cut off? Copy it again".to_string()
            } else {
                format!("it has {}", shown.join(", "))
            };
            table.header_fault(column, message, &hint);
            Err(table.take_faults())
        }
    }
}
