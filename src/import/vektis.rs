//! The municipality file of Vektis: insured years and cost under the health insurance act by sex, age and municipality.
//!
//! Comes in: a table in one of its layouts. Goes out: residents and accounts of the places asked for. Deliberately absent:
//! files by postal code, whose ages are single years.
//!
//! Layouts: 2015 (capitals, `;`, `.` as decimal point, Latin-1), tried on the file as published; 2023 (small letters, names
//! cut at 32 characters, rows in any order), built from a description. Rows without sex, age or place hold records of fewer
//! than ten people and of unknown place; small municipalities lack bands.

use std::collections::BTreeMap;

use super::ages::{self, AgeBand, AgeTable};
use super::place::{PlaceFilter, PlaceOfRow, RowPlace};
use super::published::{CategoryCost, Published, PublishedAccounts};
use super::table::{TableFile, TableRow};
use crate::scenario::Faults;
use crate::scenario::line_faults::LineFaults;
use crate::scenario::nearest::quoted;

/// Databases cut the names of columns here.
const LONGEST_NAME: usize = 32;

/// Municipalities from which a file is taken to hold the whole country, so that its rates are national.
const OF_A_COUNTRY: usize = 100;

/// Bands of five years from 0 to 89, and 90 and over: what a complete municipality has of each sex.
const BANDS: u32 = 19;

/// Where every category of cost of the Dutch pack stands in the file (Vektis, columns of 2015 and of 2023).
const COSTS: [(&str, &[&str]); 11] = [
    ("dental", &["mondzorg"]),
    (
        "general_practice",
        &[
            "huisarts_inschrijftarief",
            "huisarts_consult",
            "huisarts_mdz",
            "huisarts_overig",
        ],
    ),
    (
        "maternity",
        &["kraamzorg", "verloskundige_zorg", "integrale_geboortezorg"],
    ),
    ("medical_devices", &["hulpmiddelen"]),
    ("medical_specialist", &["medisch_specialistische_zorg"]),
    (
        "mental_health",
        &[
            "specialistische_ggz",
            "generalistische_basis_ggz",
            "langdurige_ggz",
            "innovatiegelden_ggz",
            "consulten_ggz",
            "intramuraal_verblijf_ggz",
            "overige_prestaties_ggz",
        ],
    ),
    (
        "nursing_and_rehabilitation",
        &[
            "verpleging_en_verzorging",
            "geriatrische_revalidatiezorg",
            "eerstelijnsverblijf",
        ],
    ),
    (
        OTHER,
        &[
            "eerstelijns_ondersteuning",
            "grensoverschrijdende_zorg",
            "gzsp",
            "overig",
        ],
    ),
    (
        "paramedical",
        &[
            "paramedische_zorg_fysiotherapie",
            "paramedische_zorg_overig",
        ],
    ),
    (
        "patient_transport",
        &["ziekenvervoer_zittend", "ziekenvervoer_liggend"],
    ),
    ("pharmacy", &["farmacie"]),
];

/// The category of what no other names.
const OTHER: &str = "other_zvw";

const SOURCE: &str = "Vektis open data Zorgverzekeringswet";
/// What the publisher asks of those who use its data.
pub const TERMS: &str = "Vektis open data: name the source; not for resale or commercial use";

/// Where the columns stand.
struct VektisColumns {
    sex: usize,
    age: usize,
    place: usize,
    insured: usize,
    /// Column and index of its category.
    costs: Vec<(usize, usize)>,
}

/// Insured years and cost by category.
#[derive(Debug, Clone, Default)]
struct InsuredCost {
    insured: f64,
    cost: [f64; COSTS.len()],
}

impl InsuredCost {
    fn add(&mut self, other: &InsuredCost) {
        self.insured += other.insured;
        for (sum, part) in self.cost.iter_mut().zip(other.cost) {
            *sum += part;
        }
    }

    fn total(&self) -> f64 {
        self.cost.iter().sum()
    }
}

type ByBand = BTreeMap<(AgeBand, usize), InsuredCost>;

/// What was read.
struct VektisReader<'a> {
    columns: VektisColumns,
    filter: &'a mut PlaceFilter,
    country: ByBand,
    town: ByBand,
    rest: InsuredCost,
    /// Line of each row of the places asked for.
    lines: BTreeMap<(String, AgeBand, usize), usize>,
    negative: usize,
}

/// Whether a header is one of these.
pub fn is_layout(header: &[String]) -> bool {
    ["geslacht", "leeftijdsklasse", "gemeentenaam"]
        .iter()
        .all(|name| column(header, name).is_some())
        && header.iter().any(|name| is_cost(name))
}

/// The column of the place, and what tells it.
pub fn places(header: &[String]) -> Option<(usize, PlaceOfRow)> {
    let at = column(header, "gemeentenaam")?;
    let of_row = move |row: &TableRow| RowPlace {
        names: vec![row.text(at)]
            .into_iter()
            .filter(|name| !name.is_empty())
            .collect(),
        code: String::new(),
    };
    Some((at, Box::new(of_row)))
}

fn is_cost(name: &str) -> bool {
    name.to_lowercase().starts_with("kosten_")
}

/// The column of a name, in either case and cut off or not.
fn column(header: &[String], name: &str) -> Option<usize> {
    let is_it = |written: &String| cut(&written.to_lowercase()) == cut(name);
    header.iter().position(is_it)
}

fn cut(name: &str) -> &str {
    name.get(..LONGEST_NAME).unwrap_or(name)
}

/// Reads a table.
///
/// # Errors
/// What is wrong with it, or that it does not have the places or the year.
pub fn read(
    table: &mut TableFile,
    filter: &mut PlaceFilter,
    year: i32,
) -> Result<Published, Faults> {
    let mut remarks = Vec::new();
    let columns = columns(table, &mut remarks)?;
    let mut reader = VektisReader {
        columns,
        filter,
        country: ByBand::new(),
        town: ByBand::new(),
        rest: InsuredCost::default(),
        lines: BTreeMap::new(),
        negative: 0,
    };
    table.rows(&mut |row, faults| reader.row(row, faults))?;
    reader.filter.all_found(table)?;
    Ok(reader.published(year, remarks))
}

fn columns(table: &mut TableFile, remarks: &mut Vec<String>) -> Result<VektisColumns, Faults> {
    let named = |name: &str| column(&table.header, name);
    let (Some(sex), Some(age), Some(place)) = (
        named("geslacht"),
        named("leeftijdsklasse"),
        named("gemeentenaam"),
    ) else {
        return Err(table.unknown_layout());
    };
    let header = table.header.clone();
    let mut costs = Vec::new();
    let mut unknown = Vec::new();
    for (index, name) in header.iter().enumerate().filter(|(_, name)| is_cost(name)) {
        let lower = name.to_lowercase();
        let is_it = |each: &&str| cut(&format!("kosten_{each}")) == cut(&lower);
        let category = COSTS.iter().position(|(_, names)| names.iter().any(is_it));
        let other = COSTS.iter().position(|(name, _)| *name == OTHER);
        if category.is_none() {
            unknown.push(quoted(name));
        }
        costs.extend(category.or(other).map(|category| (index, category)));
    }
    if !unknown.is_empty() {
        remarks.push(format!(
            "columns of cost that this program does not know are counted as {OTHER}: {}",
            unknown.join(", ")
        ));
    }
    let silent: Vec<&str> = (0..COSTS.len())
        .filter(|each| !costs.iter().any(|(_, category)| category == each))
        .map(|each| COSTS[each].0)
        .collect();
    if !silent.is_empty() {
        table.header_fault(
            None,
            format!("no column of cost for {}", silent.join(", ")),
            "the layouts of 2015 and 2023 are known: is this the municipality file?",
        );
        return Err(table.take_faults());
    }
    let Some(insured) = column(&header, "aantal_verzekerdejaren") else {
        let hint = "insured years make the residents; the layouts of 2015 and 2023 are known";
        table.header_fault(None, "there is no column `aantal_verzekerdejaren`", hint);
        return Err(table.take_faults());
    };
    Ok(VektisColumns {
        sex,
        age,
        place,
        insured,
        costs,
    })
}

impl VektisReader<'_> {
    fn row(&mut self, row: &TableRow, faults: &mut LineFaults) {
        let before = faults.count();
        let mut all = InsuredCost {
            insured: row.amount(self.columns.insured, faults).unwrap_or_default(),
            ..InsuredCost::default()
        };
        let mut negative = 0;
        for &(column, category) in &self.columns.costs {
            match row.number(column) {
                Ok(cost) => {
                    let cost = cost.unwrap_or_default();
                    negative += usize::from(cost < 0.0);
                    all.cost[category] += cost;
                }
                Err(text) => row.no_number(column, &text, faults),
            }
        }
        let [sex, age, name] =
            [self.columns.sex, self.columns.age, self.columns.place].map(|at| row.text(at));
        if sex.is_empty() || age.is_empty() || name.is_empty() {
            return self.rest.add(&all);
        }
        let band = AgeBand::parse(&age);
        if band.is_none() {
            let message = format!("{} is no band of ages", quoted(&age));
            row.fault(
                self.columns.age,
                message,
                "e.g. 10 t/m 14 jaar or 90+",
                faults,
            );
        }
        let sex_of = ages::sex(&sex);
        if sex_of.is_none() {
            let message = format!("{} is no sex", quoted(&sex));
            row.fault(self.columns.sex, message, "M or V", faults);
        }
        let (Some(band), Some(sex)) = (band, sex_of) else {
            return;
        };
        if faults.count() > before {
            return;
        }
        self.country.entry((band, sex)).or_default().add(&all);
        if self.filter.is_wanted(row, faults) {
            self.negative += negative;
            self.of_town(row, &name, (band, sex), &all, faults);
        }
    }

    fn of_town(
        &mut self,
        row: &TableRow,
        name: &str,
        (band, sex): (AgeBand, usize),
        all: &InsuredCost,
        faults: &mut LineFaults,
    ) {
        let key = (name.to_string(), band, sex);
        if let Some(line) = self.lines.insert(key, row.number) {
            let message = format!("these residents stand in line {line} too");
            let hint = "are two files pasted together?";
            return row.fault(self.columns.age, message, hint, faults);
        }
        self.town.entry((band, sex)).or_default().add(all);
    }

    fn published(self, year: i32, mut remarks: Vec<String>) -> Published {
        let is_country = self.filter.places.count() >= OF_A_COUNTRY;
        let mut residents = AgeTable::default();
        let mut town = InsuredCost::default();
        for ((band, sex), all) in &self.town {
            residents.add(*band, *sex, all.insured);
            town.add(all);
        }
        self.told(is_country, &mut remarks);
        let expected = is_country.then(|| self.by_national_rates());
        let accounts = (town.insured > 0.0).then(|| accounts(year, &town, expected));
        Published {
            names: self.filter.places.names(),
            year: Some(year),
            residents: Some(residents),
            is_average: true,
            accounts,
            source: format!("{SOURCE} {year}"),
            remarks,
            ..Published::default()
        }
    }

    /// What the country's rates of each band give for the residents of the town.
    fn by_national_rates(&self) -> InsuredCost {
        let mut expected = InsuredCost::default();
        for (key, all) in &self.town {
            let country = &self.country[key];
            let part = if country.insured > 0.0 {
                all.insured / country.insured
            } else {
                0.0
            };
            expected.insured += all.insured;
            for (sum, cost) in expected.cost.iter_mut().zip(country.cost) {
                *sum += cost * part;
            }
        }
        expected
    }

    fn told(&self, is_country: bool, remarks: &mut Vec<String>) {
        let towns = self.filter.places.names().len().max(1) as u32;
        let has = |sex: usize| {
            self.town
                .keys()
                .filter(|(_, of)| *of == sex)
                .map(|(band, _)| band.from)
                .collect::<Vec<u32>>()
        };
        let names = ["women", "men"];
        for (sex, name) in names.iter().enumerate() {
            let there = has(sex);
            let missing: Vec<String> = (0..BANDS)
                .map(|index| index * 5)
                .filter(|from| !there.contains(from))
                .map(|from| from.to_string())
                .collect();
            if !missing.is_empty() {
                remarks.push(format!(
                    "no row for {name} of the bands from age {}: fewer than ten, left out of residents and accounts",
                    missing.join(", ")
                ));
            }
        }
        if self.lines.len() as u32 > BANDS * 2 * towns {
            remarks.push(
                "the place has more bands than the nineteen of each sex that are known".into(),
            );
        }
        if self.negative > 0 {
            remarks.push(format!(
                "{} negative cells of cost (corrections of earlier years) are taken as they are",
                self.negative
            ));
        }
        let known: f64 = self.country.values().map(InsuredCost::total).sum();
        let rest = self.rest.total();
        if rest > 0.0 {
            remarks.push(format!(
                "rows without sex, age or municipality (groups of fewer than ten, unknown place) hold {:.2} % of the file's cost; the place's part of them is unknown and left out",
                100.0 * rest / (known + rest)
            ));
        }
        if !is_country {
            remarks.push(format!(
                "the file holds {} municipalities and not the country: what national rates give cannot be worked out from it",
                self.filter.places.count()
            ));
        }
    }
}

fn accounts(year: i32, town: &InsuredCost, expected: Option<InsuredCost>) -> PublishedAccounts {
    let per_year = |cost: f64| cost / town.insured;
    let categories = (0..COSTS.len()).map(|index| {
        let cost = CategoryCost {
            published: per_year(town.cost[index]),
            expected: expected.as_ref().map(|all| per_year(all.cost[index])),
        };
        (COSTS[index].0, cost)
    });
    PublishedAccounts {
        year,
        total: CategoryCost {
            published: per_year(town.total()),
            expected: expected.as_ref().map(|all| per_year(all.total())),
        },
        categories: categories.collect(),
        insured_years: town.insured,
    }
}
