//! The places of a published table, and which of them are asked for.
//!
//! Comes in: the names and codes that someone asks for, and those of the rows. Goes out: whether a row is meant, and in the
//! end whether every name was found exactly once. Deliberately absent: a register of municipalities and their mergers; a
//! name that a file does not have is answered with those near it.

use std::collections::{BTreeMap, BTreeSet};

use super::table::{TableFile, TableRow};
use crate::scenario::Faults;
use crate::scenario::line_faults::LineFaults;
use crate::scenario::nearest::{nearest, quoted};

/// TablePlaces a table may hold: a country has some 17,000 neighbourhoods.
const MOST_PLACES: usize = 100_000;

/// Bytes of a name, so that names take little memory.
const LONGEST_NAME: usize = 200;

/// Names near to one that is not there.
const MOST_NEAR: usize = 8;

/// The same place under a name that people use and one that registers use.
const ALSO_CALLED: [(&str, &str); 4] = [
    ("den haag", "'s gravenhage"),
    ("den bosch", "'s hertogenbosch"),
    ("friese meren", "de fryske marren"),
    ("nuenen", "nuenen gerwen en nederwetten"),
];

/// What is asked for: places that are added up.
#[derive(Debug, Clone, Default)]
pub struct WantedPlaces {
    /// Names as written, of a municipality, neighbourhood or zone.
    pub names: Vec<String>,
    /// Codes, for tables that have no names.
    pub codes: Vec<String>,
}

/// The places of one table.
#[derive(Debug)]
pub struct TablePlaces {
    wanted: WantedPlaces,
    keys: Vec<String>,
    /// Name and code of every place.
    known: BTreeMap<PlaceId, String>,
    /// By which words of the user each place was found.
    found: BTreeMap<PlaceId, Vec<usize>>,
    last: Option<(PlaceId, bool)>,
}

/// A place: its code where the table has codes, else its name.
pub type PlaceId = String;

/// How the place of a row is written.
#[derive(Debug, Clone, Default)]
pub struct RowPlace {
    /// Its name, in every language of the table.
    pub names: Vec<String>,
    /// Its code; empty where there is none.
    pub code: String,
}

/// Tells the place of a row.
pub type PlaceOfRow = Box<dyn Fn(&TableRow) -> RowPlace>;

/// The rows of the places asked for.
pub struct PlaceFilter {
    /// The places seen so far.
    pub places: TablePlaces,
    /// The column of the place, and what tells it; `None` where all rows are of one place.
    of_row: Option<(usize, PlaceOfRow)>,
}

impl PlaceFilter {
    /// Of a table that has not been read.
    pub fn new(wanted: &WantedPlaces, of_row: Option<(usize, PlaceOfRow)>) -> PlaceFilter {
        PlaceFilter {
            places: TablePlaces::new(wanted),
            of_row,
        }
    }

    /// Whether a row is of a place that is asked for.
    pub fn is_wanted(&mut self, row: &TableRow, faults: &mut LineFaults) -> bool {
        let Some((column, of_row)) = &self.of_row else {
            return true;
        };
        match self.places.is_wanted(&of_row(row)) {
            Ok(is_wanted) => is_wanted,
            Err(message) => {
                row.fault(*column, message, "", faults);
                false
            }
        }
    }

    /// Whether every place that was asked for stands in the table once.
    ///
    /// # Errors
    /// Those that do not.
    pub fn all_found(&self, table: &mut TableFile) -> Result<(), Faults> {
        let Some((column, _)) = &self.of_row else {
            return Ok(());
        };
        for (message, hint) in self.places.misses() {
            table.header_fault(Some(*column), message, &hint);
        }
        if table.faults.count() > 0 {
            return Err(table.take_faults());
        }
        Ok(())
    }
}

impl TablePlaces {
    /// Of a table that has not been read.
    pub fn new(wanted: &WantedPlaces) -> TablePlaces {
        TablePlaces {
            keys: wanted.names.iter().map(|name| key(name)).collect(),
            wanted: wanted.clone(),
            known: BTreeMap::new(),
            found: BTreeMap::new(),
            last: None,
        }
    }

    /// Takes note of the place of a row, and tells whether it is asked for.
    ///
    /// # Errors
    /// In words, when there are more places than a table may have.
    fn is_wanted(&mut self, place: &RowPlace) -> Result<bool, String> {
        let name = place.names.first().unwrap_or(&place.code);
        let id = if place.code.is_empty() {
            name
        } else {
            &place.code
        };
        if let Some((last, is_wanted)) = &self.last
            && last == id
        {
            return Ok(*is_wanted);
        }
        if place.names.iter().any(|name| name.len() > LONGEST_NAME) || id.len() > LONGEST_NAME {
            return Err(format!(
                "this name of a place has more than {LONGEST_NAME} bytes"
            ));
        }
        let words = self.words_of(place);
        let is_wanted = !words.is_empty();
        if is_wanted {
            self.found.insert(id.clone(), words);
        }
        if !self.known.contains_key(id) {
            if self.known.len() >= MOST_PLACES {
                return Err(format!("more than {MOST_PLACES} places"));
            }
            self.known.insert(id.clone(), name.clone());
        }
        self.last = Some((id.clone(), is_wanted));
        Ok(is_wanted)
    }

    /// The words by which a place is asked for, by their index: names first, then codes.
    fn words_of(&self, place: &RowPlace) -> Vec<usize> {
        let is_code = |word: &String| !place.code.is_empty() && word.trim() == place.code;
        let keys: Vec<String> = place.names.iter().map(|name| key(name)).collect();
        let names = self.wanted.names.iter().zip(&self.keys);
        let by_name = names.map(|(word, wanted)| keys.contains(wanted) || is_code(word));
        let by_code = self.wanted.codes.iter().map(is_code);
        let all = by_name.chain(by_code).enumerate();
        all.filter(|(_, is_meant)| *is_meant)
            .map(|(index, _)| index)
            .collect()
    }

    /// All places, name and code.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.known
            .iter()
            .map(|(id, name)| (name.as_str(), id.as_str()))
    }

    /// How many places the table has.
    pub fn count(&self) -> usize {
        self.known.len()
    }

    /// The places found, as the table names them.
    pub fn names(&self) -> Vec<String> {
        let names = self.found.keys().filter_map(|id| self.known.get(id));
        names.cloned().collect()
    }

    /// What is wrong with what was asked for: message and hint of each.
    pub fn misses(&self) -> Vec<(String, String)> {
        let has_both = self.known.iter().any(|(id, name)| id != name);
        let has_codes_only = !has_both && self.known.keys().all(|id| is_code_like(id));
        if has_codes_only && self.wanted.codes.is_empty() && self.found.is_empty() {
            let example = self.known.keys().next().cloned().unwrap_or_default();
            let hint = format!("add --code with the code of the place, e.g. --code {example}");
            return vec![("this file has codes of places and no names".into(), hint)];
        }
        let mut misses = Vec::new();
        let asked = self.wanted.names.iter().chain(&self.wanted.codes);
        for (index, word) in asked.enumerate() {
            let is_name = index < self.keys.len();
            // A name is for tables of names and a code for tables of codes, where both are given.
            let is_for_another = if is_name {
                has_codes_only && !self.wanted.codes.is_empty()
            } else {
                !has_both && !has_codes_only && !self.keys.is_empty()
            };
            let ids: Vec<&PlaceId> = self.ids_of(index).collect();
            match ids.as_slice() {
                [_] => {}
                [] if is_for_another => {}
                [] => misses.push(self.not_there(word)),
                several => misses.push(ambiguous(word, several)),
            }
        }
        misses
    }

    fn ids_of(&self, word: usize) -> impl Iterator<Item = &PlaceId> {
        let found = self.found.iter().filter(move |(_, by)| by.contains(&word));
        found.map(|(id, _)| id)
    }

    fn not_there(&self, word: &str) -> (String, String) {
        let message = format!("there is no place {} in this file", quoted(word));
        let near = self.near(word);
        let hint = if near.is_empty() {
            "`--list` shows all of them; a municipality that has merged stands under its new name"
                .to_string()
        } else {
            let near: Vec<String> = near.iter().map(|name| quoted(name)).collect();
            format!(
                "did you mean {}? `--list` shows all places; one that has merged stands under its new name",
                near.join(", ")
            )
        };
        (message, hint)
    }

    /// The nearest name, and those that hold the word or begin alike.
    fn near(&self, word: &str) -> Vec<String> {
        let wanted = key(word);
        let names: BTreeSet<&str> = self.known.values().map(String::as_str).collect();
        let keys: BTreeMap<String, &str> = names.iter().map(|name| (key(name), *name)).collect();
        let mut near: Vec<String> = Vec::new();
        if let Some(close) = nearest(&wanted, keys.keys().map(String::as_str)) {
            near.push(keys[close].to_string());
        }
        let start: String = wanted.chars().take(4).collect();
        let is_alike = |known: &str| {
            !wanted.is_empty()
                && (known.contains(&wanted) || wanted.contains(known) || known.starts_with(&start))
        };
        let alike = keys.iter().filter(|(known, _)| is_alike(known));
        for (_, name) in alike {
            if near.len() < MOST_NEAR && !near.iter().any(|known| known == name) {
                near.push((*name).to_string());
            }
        }
        near
    }
}

fn is_code_like(id: &str) -> bool {
    let digits = id.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
    let letters = id.len() - digits.len();
    letters <= 2 && digits.len() >= 2 && digits.chars().all(|digit| digit.is_ascii_digit())
}

fn ambiguous(word: &str, ids: &[&PlaceId]) -> (String, String) {
    let shown: Vec<String> = ids.iter().take(MOST_NEAR).map(|id| quoted(id)).collect();
    let message = format!(
        "{} places of this file are called {}",
        ids.len(),
        quoted(word)
    );
    let hint = format!("say which by its code: {}", shown.join(", "));
    (message, hint)
}

/// A name by which two ways to write it are one: case, accents, apostrophes, dots, brackets and spaces do not count.
pub fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for letter in name.to_lowercase().chars() {
        match letter {
            '\u{2018}' | '\u{2019}' | '\u{91}' | '\u{92}' | '`' | '\u{b4}' => key.push('\''),
            '.' | ',' | '(' | ')' => {}
            '-' | '+' | '/' | '\u{2013}' => key.push(' '),
            other if other.is_whitespace() => key.push(' '),
            other => key.push(without_accent(other)),
        }
    }
    let key = key.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_of = |(spoken, _): &&(&str, &str)| *spoken == key;
    let also = ALSO_CALLED.iter().find(is_of);
    also.map_or(key.clone(), |(_, written)| (*written).to_string())
}

fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(rows: &[(&str, &str)], names: &[&str], codes: &[&str]) -> TablePlaces {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_string()).collect();
        let mut places = TablePlaces::new(&WantedPlaces {
            names: owned(names),
            codes: owned(codes),
        });
        for (name, code) in rows {
            let row = RowPlace {
                names: [*name]
                    .iter()
                    .filter(|name| !name.is_empty())
                    .map(|name| name.to_string())
                    .collect(),
                code: (*code).to_string(),
            };
            places.is_wanted(&row).expect("few places");
        }
        places
    }

    #[test]
    fn case_accents_apostrophes_and_brackets_do_not_count() {
        let alike = [
            ("Súdwest-Fryslân", "SUDWEST FRYSLAN"),
            ("'s-Gravenhage", "’S-GRAVENHAGE"),
            ("'s-Gravenhage", "Den Haag"),
            ("Bergen (NH.)", "bergen nh"),
            ("  Capelle  aan den IJssel", "CAPELLE AAN DEN IJSSEL"),
        ];
        for (one, other) in alike {
            assert_eq!(key(one), key(other), "{one}");
        }
        assert_ne!(key("Bergen (NH.)"), key("Bergen (L.)"));
    }

    #[test]
    fn a_name_that_is_not_there_is_answered_with_those_near_it() {
        let rows = [("ZOETERMEER", ""), ("ZOETERWOUDE", ""), ("EDE", "")];
        let misses = places(&rows, &["Zoetermer"], &[]).misses();
        let (message, hint) = &misses[0];
        assert!(message.contains("`Zoetermer`"), "{message}");
        assert!(
            hint.contains("`ZOETERMEER`") && hint.contains("`ZOETERWOUDE`"),
            "{hint}"
        );
        assert!(!hint.contains("EDE"), "{hint}");
    }

    #[test]
    fn every_name_finds_one_place() {
        let rows = [
            ("Centrum", "WK000100"),
            ("Centrum", "WK000200"),
            ("Oost", "WK000101"),
        ];
        assert!(places(&rows, &["oost"], &[]).misses().is_empty());
        assert!(places(&rows, &[], &["WK000200"]).misses().is_empty());
        let misses = places(&rows, &["centrum"], &[]).misses();
        assert!(misses[0].1.contains("`WK000100`, `WK000200`"), "{misses:?}");
        // A zone of two.
        let both = places(&rows, &["oost"], &["WK000200"]);
        assert!(both.misses().is_empty());
        assert_eq!(both.names(), ["Oost", "Centrum"]);
    }

    #[test]
    fn a_table_of_codes_asks_for_a_code() {
        let rows = [("", "GM0001"), ("", "GM0002")];
        let misses = places(&rows, &["Ede"], &[]).misses();
        assert!(misses[0].1.contains("--code GM0001"), "{misses:?}");
        // The name is for the other file of the same place.
        assert!(places(&rows, &["Ede"], &["GM0002"]).misses().is_empty());
        assert_eq!(places(&rows, &["Ede"], &["GM0003"]).misses().len(), 1);
    }
}
