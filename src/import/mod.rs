//! Published files of a place → a scenario of it.
//!
//! Comes in: files as publishers give them, the place and the year that somebody asks for. Goes out: the text of a scenario
//! that extends a pack, and what was left out, filled in or assumed. Deliberately absent: what a scenario means (`check`),
//! and the figures of the publications themselves, which are not the program's to give away.
//!
//! One publisher's layout is one file (vektis.rs, cbs.rs, statbel.rs; plain.rs reads any table of age, sex and number);
//! table.rs reads rows, place.rs finds the place, ages.rs brings bands together, locality.rs decides which file tells what,
//! pack.rs knows the packs, scenario_text.rs writes.

mod ages;
mod budget_text;
mod cbs;
mod classes;
mod draft;
mod key_figures;
mod locality;
mod moves;
mod pack;
mod place;
mod plain;
mod published;
mod scenario_text;
mod statbel;
mod table;
mod toml_text;

mod vektis;

use std::path::Path;

use crate::scenario::Faults;
use crate::scenario::schema::PeopleBand;

pub use draft::{Draft, draft};
pub use locality::Locality;
pub use moves::Moving;
pub use pack::Pack;
pub use place::WantedPlaces;
pub use published::Published;

use place::{PlaceFilter, PlaceOfRow};
use table::{TableFile, unreadable};

/// A layout that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileLayout {
    Vektis,
    KeyFigures,
    Statbel,
    Plain,
}

/// A published file whose layout is known.
#[derive(Debug)]
pub struct PublishedFile {
    table: TableFile,
    layout: FileLayout,
}

/// Opens a file and recognises its layout.
///
/// # Errors
/// When it cannot be read, or its header is of no known layout.
pub fn open(path: &Path) -> Result<PublishedFile, Faults> {
    let mut table = TableFile::open(path)?;
    let header = &table.header;
    let layout = if vektis::is_layout(header) {
        FileLayout::Vektis
    } else if statbel::is_layout(header) {
        FileLayout::Statbel
    } else if cbs::is_layout(header) {
        FileLayout::KeyFigures
    } else if plain::is_layout(header) {
        FileLayout::Plain
    } else {
        return Err(table.unknown_layout());
    };
    table.ends_whole = layout != FileLayout::Plain;
    Ok(PublishedFile { table, layout })
}

impl PublishedFile {
    /// The pack that files of this layout belong to; `None` where any may.
    pub fn pack(&self) -> Option<Pack> {
        match self.layout {
            FileLayout::Vektis | FileLayout::KeyFigures => Some(Pack::Nl),
            FileLayout::Statbel => Some(Pack::Be),
            FileLayout::Plain => None,
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
        let named = year_of(&table.path);
        match self.layout {
            FileLayout::Vektis => {
                let Some(of_file) = year.or(named) else {
                    let hint = "add --year with the year of the publication, e.g. --year 2023";
                    let message = "neither this file nor its name says which year it is of";
                    return Err(unreadable(&table.path, message, hint));
                };
                let mut published = vektis::read(table, &mut filter, of_file)?;
                if let Some(named) = named.filter(|named| *named != of_file) {
                    let told = format!(
                        "the name of the file says {named}, and {of_file} is asked for: the file itself does not say"
                    );
                    published.remarks.push(told);
                }
                Ok(published)
            }
            FileLayout::KeyFigures => cbs::read(table, &mut filter, [year, named], country),
            FileLayout::Statbel => statbel::read(table, &mut filter, [year, named]),
            FileLayout::Plain => plain::read(table, &mut filter, [year, named]),
        }
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
            FileLayout::Vektis => vektis::places(header),
            FileLayout::KeyFigures => cbs::places(header),
            FileLayout::Statbel => statbel::places(header),
            FileLayout::Plain => plain::places(header),
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
