//! Key figures of Statistics Netherlands: of municipalities (70072ned) and of neighbourhoods (kerncijfers wijken en buurten).
//!
//! Comes in: a table with a row for every place (and year). Goes out: residents by age, births, moves, indicators and income
//! classes of the places asked for. Deliberately absent: residents by age and sex at once, which these tables do not have:
//! ages within a group and sexes within an age are the country's.
//!
//! Columns are named by a stem and a number that changes every year (`k_65Tot80Jaar_11`), so that the stem decides; of the same
//! stem the first is a number of people and later ones are parts of a hundred. Layout of 70072ned: tried on a download of 2018 that a
//! public project keeps; later columns, and those of the neighbourhoods, are what public programs that read them name.

use std::collections::BTreeMap;

use super::ages::AgeBand;
use super::key_figures::{KeyFigures, published};
use super::place::{PlaceFilter, PlaceOfRow, RowPlace};
use super::published::Published;
use super::table::{TableFile, TableRow, of_year_in};
use crate::scenario::Faults;
use crate::scenario::line_faults::LineFaults;
use crate::scenario::schema::PeopleBand;

/// Where the figures stand.
struct CbsColumns {
    region: usize,
    /// Code where `region` holds names, and the municipality and kind of a neighbourhood.
    coding: Option<usize>,
    municipality: Option<usize>,
    kind: Option<usize>,
    period: Option<usize>,
    residents: usize,
    sexes: [Option<usize>; 2],
    groups: Vec<(AgeBand, usize)>,
    births: Option<usize>,
    leavers: Vec<usize>,
    newcomers: Vec<usize>,
    income: Option<usize>,
    disability: Option<usize>,
    assistance: Option<usize>,
    households: Vec<usize>,
    lowest_40: Option<usize>,
    highest_20: Option<usize>,
}

/// Groups of ages by their stem.
const GROUPS: [(&str, u32, Option<u32>); 13] = [
    ("jongerdan5jaar", 0, Some(5)),
    ("k_5tot10jaar", 5, Some(10)),
    ("k_10tot15jaar", 10, Some(15)),
    ("k_15tot20jaar", 15, Some(20)),
    ("k_20tot25jaar", 20, Some(25)),
    ("k_0tot15jaar", 0, Some(15)),
    ("k_15tot25jaar", 15, Some(25)),
    ("k_25tot45jaar", 25, Some(45)),
    ("k_45tot65jaar", 45, Some(65)),
    ("k_65tot80jaar", 65, Some(80)),
    ("k_80jaarofouder", 80, None),
    ("k_65jaarofouder", 65, None),
    ("k_90jaarofouder", 90, None),
];

/// The stem of a column: without the number at its end, in small letters.
fn stem(name: &str) -> String {
    let digits = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let stem = if digits.len() < name.len() {
        digits.strip_suffix('_').unwrap_or(name)
    } else {
        name
    };
    stem.to_lowercase()
}

/// Whether a header is one of these.
pub fn is_layout(header: &[String]) -> bool {
    CbsColumns::of(header).is_some()
}

impl CbsColumns {
    fn of(header: &[String]) -> Option<CbsColumns> {
        let stems: Vec<String> = header.iter().map(|name| stem(name)).collect();
        let at = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| stems.iter().position(|stem| stem == name))
        };
        let every = |names: &[&str]| names.iter().filter_map(|name| at(&[*name])).collect();
        let groups = GROUPS
            .iter()
            .filter_map(|&(name, from, below)| Some((AgeBand { from, below }, at(&[name])?)));
        Some(CbsColumns {
            region: at(&["regios", "wijkenenbuurten"])?,
            coding: at(&["codering"]),
            municipality: at(&["gemeentenaam"]),
            kind: at(&["soortregio"]),
            period: at(&["perioden"]),
            residents: at(&["totalebevolking", "aantalinwoners"])?,
            sexes: [at(&["vrouwen"]), at(&["mannen"])],
            groups: groups.collect(),
            births: at(&["geboorte", "levendgeborenkinderen", "geboortetotaal"]),
            leavers: every(&["vertreknaaranderegemeente", "emigratie"]),
            newcomers: every(&["vestiginguitanderegemeente", "immigratie"]),
            income: income(&stems),
            disability: at(&["arbeidsongeschiktheidtotaal", "personenpersoortuitkeringao"]),
            assistance: at(&[
                "bijstandtotdeaowleeftijd",
                "personenpersoortuitkeringbijstand",
            ]),
            households: every(&[
                "eenpersoonshuishoudens",
                "huishoudenszonderkinderen",
                "huishoudensmetkinderen",
            ]),
            lowest_40: at(&["k_40personenmetlaagsteinkomen"]),
            highest_20: at(&["k_20personenmethoogsteinkomen"]),
        })
    }
}

/// Mean standardised income of households. Tables of municipalities name it by its households alone: the second of two such
/// columns (mean disposable, mean standardised) or the third of four (number, mean disposable, mean standardised, median).
fn income(stems: &[String]) -> Option<usize> {
    let all = |name: &str| -> Vec<usize> {
        let found = stems.iter().enumerate().filter(|(_, stem)| *stem == name);
        found.map(|(index, _)| index).collect()
    };
    if let [own] = all("gemgestandaardiseerdinkomenvanhuish").as_slice() {
        return Some(*own);
    }
    match (
        all("totaalparticulierehuishoudens").as_slice(),
        all("particulierehuishoudensexclstudenten").as_slice(),
    ) {
        ([_, standardised], _) | (_, [_, _, standardised, _]) => Some(*standardised),
        _ => None,
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
    country: &[PeopleBand],
) -> Result<Published, Faults> {
    let Some(columns) = CbsColumns::of(&table.header) else {
        return Err(table.unknown_layout());
    };
    let mut years: BTreeMap<Option<i32>, Vec<KeyFigures>> = BTreeMap::new();
    let mut nations: BTreeMap<Option<i32>, KeyFigures> = BTreeMap::new();
    let mut lines: BTreeMap<(String, Option<i32>), usize> = BTreeMap::new();
    table.rows(&mut |row, faults| {
        let of_year = columns.period.and_then(|at| period(&row.text(at)));
        let is_wanted = filter.is_wanted(row, faults);
        if columns.place(row).is_country() {
            nations.insert(of_year, columns.figures(row, faults));
        }
        if is_wanted {
            let figures = columns.figures(row, faults);
            // A year for which a publisher has no figures yet is no year of the table.
            if figures.residents.is_some() {
                let key = (row.text(columns.region), of_year);
                if let Some(line) = lines.insert(key, row.number) {
                    let message = format!("this place and year stand in line {line} too");
                    let hint = "are two files pasted together?";
                    return row.fault(columns.region, message, hint, faults);
                }
                match of_year_in(&mut years, of_year) {
                    Ok(rows) => rows.push(figures),
                    Err(message) => row.fault(columns.region, message, "", faults),
                }
            }
        }
    })?;
    filter.all_found(table)?;
    let (found, rows) = table.of_year(years, columns.period, asked)?;
    let nation = nations.remove(&found);
    let found = found.or(asked).or(named);
    Ok(published(
        &filter.places,
        found,
        &rows,
        nation.as_ref(),
        country,
    ))
}

/// The column of the place, and what tells it.
pub fn places(header: &[String]) -> Option<(usize, PlaceOfRow)> {
    let columns = CbsColumns::of(header)?;
    let at = columns.region;
    Some((at, Box::new(move |row: &TableRow| columns.place(row))))
}

impl RowPlace {
    fn is_country(&self) -> bool {
        self.code.starts_with("NL") || self.names.iter().any(|name| name == "Nederland")
    }
}

fn period(text: &str) -> Option<i32> {
    text.get(..4)?.parse().ok()
}

impl CbsColumns {
    /// Names and code of a row.
    fn place(&self, row: &TableRow) -> RowPlace {
        let region = row.text(self.region);
        let kind = self.kind.map(|at| row.text(at).to_lowercase());
        let is_code = region.split_at_checked(2).is_some_and(|(letters, digits)| {
            let has_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            has_digits && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        });
        let coding = self
            .coding
            .map(|at| row.text(at))
            .filter(|code| !code.is_empty());
        let mut names = Vec::new();
        if !is_code {
            names.push(region.clone());
        }
        // Neighbourhoods carry the name of their municipality too.
        if kind.is_none_or(|kind| kind == "gemeente") {
            names.extend(self.municipality.map(|at| row.text(at)));
        }
        let code = match (is_code, coding) {
            (true, _) => region,
            (false, Some(coding)) => coding,
            (false, None) => String::new(),
        };
        RowPlace { names, code }
    }

    fn figures(&self, row: &TableRow, faults: &mut LineFaults) -> KeyFigures {
        let mut of = |column: Option<usize>| -> Option<f64> {
            let column = column?;
            match row.number(column) {
                Ok(number) => number,
                Err(text) => {
                    row.no_number(column, &text, faults);
                    None
                }
            }
        };
        let mut sum = |columns: &[usize]| -> Option<f64> {
            let parts: Vec<f64> = columns.iter().filter_map(|at| of(Some(*at))).collect();
            (!parts.is_empty() && parts.len() == columns.len()).then(|| parts.iter().sum())
        };
        let leavers = sum(&self.leavers);
        let newcomers = sum(&self.newcomers);
        let households = sum(&self.households).filter(|_| self.households.len() == 3);
        let alone = self.households.first().copied();
        let groups = self.groups.iter().map(|(band, at)| (*band, of(Some(*at))));
        let groups = groups.collect();
        KeyFigures {
            groups,
            residents: of(Some(self.residents)),
            sexes: self.sexes.map(&mut of),
            births: of(self.births),
            leavers,
            newcomers,
            income: of(self.income),
            disability: of(self.disability),
            assistance: of(self.assistance),
            alone: of(alone),
            households,
            lowest_40: of(self.lowest_40),
            highest_20: of(self.highest_20),
        }
    }
}

#[cfg(test)]
#[path = "cbs_tests.rs"]
mod tests;
