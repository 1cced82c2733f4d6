//! Key figures of a place, and what they say of it.
//!
//! Comes in: numbers as a table of key figures gives them, of the places asked for and of their country. Goes out: residents by
//! age, births, moves, indicators at the level of the regression, and shares of the income classes. Deliberately absent: where
//! the figures stand in a file.

use super::ages::{AgeBand, AgeTable, of_groups};
use super::classes::{of_fifths, tilted};
use super::place::TablePlaces;
use super::published::Published;
use crate::report::numbers::grouped;
use crate::scenario::schema::PeopleBand;

/// The country in 2015 (CBS 70072ned, V), the year of the regression's indicators: standardised household income in 1,000 EUR,
/// recipients of disability benefit and of social assistance per inhabitant, share of one-person households. Later years are
/// brought to this level, since a country that grows richer does not need less care.
const COUNTRY_2015: [f64; 4] = [
    25.4,
    757_890.0 / 16_900_726.0,
    448_730.0 / 16_900_726.0,
    0.374,
];

/// What the regression calls them.
const INDICATORS: [&str; 4] = [
    "mean_household_income",
    "disability_benefit",
    "social_assistance",
    "one_person_households",
];

/// Figures of a place by what they count; `None` where the table has no such column or the cell is empty.
#[derive(Debug, Clone, Default)]
pub struct KeyFigures {
    pub residents: Option<f64>,
    pub sexes: [Option<f64>; 2],
    pub groups: Vec<(AgeBand, Option<f64>)>,
    pub births: Option<f64>,
    pub leavers: Option<f64>,
    pub newcomers: Option<f64>,
    pub income: Option<f64>,
    pub disability: Option<f64>,
    pub assistance: Option<f64>,
    pub alone: Option<f64>,
    pub households: Option<f64>,
    /// Per cent of residents in the lowest two fifths of income, and in the highest.
    pub lowest_40: Option<f64>,
    pub highest_20: Option<f64>,
}

impl KeyFigures {
    /// Several places together: numbers are added, means weighted with what they are means of.
    fn together(rows: &[KeyFigures]) -> KeyFigures {
        let add =
            |of: &dyn Fn(&KeyFigures) -> Option<f64>| -> Option<f64> { rows.iter().map(of).sum() };
        let mean = |of: &dyn Fn(&KeyFigures) -> Option<f64>,
                    by: &dyn Fn(&KeyFigures) -> Option<f64>| {
            let sum = add(&|row| Some(of(row)? * by(row)?))?;
            Some(sum / add(by)?)
        };
        let residents = |row: &KeyFigures| row.residents;
        let groups = rows.first().map(|row| {
            let bands = row.groups.iter().enumerate();
            bands
                .map(|(index, (band, _))| (*band, add(&|row| row.groups.get(index)?.1)))
                .collect()
        });
        KeyFigures {
            residents: add(&residents),
            sexes: [add(&|row| row.sexes[0]), add(&|row| row.sexes[1])],
            groups: groups.unwrap_or_default(),
            births: add(&|row| row.births),
            leavers: add(&|row| row.leavers),
            newcomers: add(&|row| row.newcomers),
            income: mean(&|row| row.income, &|row| row.households.or(row.residents)),
            disability: add(&|row| row.disability),
            assistance: add(&|row| row.assistance),
            alone: add(&|row| row.alone),
            households: add(&|row| row.households),
            lowest_40: mean(&|row| row.lowest_40, &residents),
            highest_20: mean(&|row| row.highest_20, &residents),
        }
    }

    /// The indicators in the order of [`INDICATORS`].
    fn indicators(&self) -> [Option<f64>; 4] {
        let share = |part: Option<f64>, whole: Option<f64>| {
            Some(part? / whole.filter(|whole| *whole > 0.0)?)
        };
        [
            self.income,
            share(self.disability, self.residents),
            share(self.assistance, self.residents),
            share(self.alone, self.households),
        ]
    }
}

/// What figures of the places, of the country and of its residents say together.
pub fn published(
    places: &TablePlaces,
    year: Option<i32>,
    rows: &[KeyFigures],
    nation: Option<&KeyFigures>,
    country: &[PeopleBand],
) -> Published {
    let town = KeyFigures::together(rows);
    let mut remarks = Vec::new();
    let residents = residents(&town, country, &mut remarks);
    let level = nation.map(KeyFigures::indicators);
    let own = town.indicators();
    // Without a row of the country its level of 2015 stands in for it.
    let mut relative = [None; 4];
    let mut absent = Vec::new();
    for index in 0..INDICATORS.len() {
        let country = level.and_then(|level| level[index]).filter(|it| *it > 0.0);
        let country = country.unwrap_or(COUNTRY_2015[index]);
        relative[index] = own[index].map(|own| own / country);
        if own[index].is_none() {
            absent.push(INDICATORS[index]);
        }
    }
    if level.is_none() && absent.is_empty() {
        remarks.push("no row of the country (NL) in the file: indicators are compared with the country of 2015".into());
    }
    let indicators: Vec<(&'static str, f64)> = if absent.is_empty() {
        let of = |index: usize| Some((INDICATORS[index], relative[index]? * COUNTRY_2015[index]));
        (0..INDICATORS.len()).filter_map(of).collect()
    } else {
        remarks.push(format!(
            "no {}: the town's factor is not predicted from indicators",
            absent.join(", ")
        ));
        Vec::new()
    };
    let classes = classes(&town, relative[0]);
    if classes.is_none() {
        remarks.push("no income: the shares of the deprivation classes are the country's".into());
    }
    Published {
        names: places.names(),
        year,
        residents,
        births: town.births,
        leavers: town.leavers,
        newcomers: town.newcomers,
        indicators,
        classes,
        source: match year {
            Some(year) => format!("CBS StatLine, key figures of {year}"),
            None => "CBS StatLine, key figures".to_string(),
        },
        remarks,
        ..Published::default()
    }
}

/// Residents by age from groups of ages, the country's ages within them.
fn residents(
    town: &KeyFigures,
    country: &[PeopleBand],
    remarks: &mut Vec<String>,
) -> Option<AgeTable> {
    let [Some(female), Some(male)] = town.sexes else {
        remarks.push("no numbers of women and men: residents are left out".into());
        return None;
    };
    let groups: Option<Vec<(AgeBand, f64)>> = town
        .groups
        .iter()
        .map(|(band, number)| Some((*band, (*number)?)))
        .collect();
    let groups = groups.unwrap_or_default();
    let groups = without_parts(groups);
    let all: f64 = groups.iter().map(|(_, number)| number).sum();
    let residents = town.residents.unwrap_or_default();
    // Publishers round the groups of small places to fives.
    let is_whole = (all - residents).abs() <= 5.0 * groups.len() as f64;
    if groups.is_empty() || all <= 0.0 || !is_whole {
        remarks.push(format!(
            "groups of ages add up to {} of {} residents: residents are left out",
            grouped(all, 0),
            grouped(residents, 0)
        ));
        return None;
    }
    remarks.push("residents are given by groups of ages and by sex apart: ages within a group, and sexes at an age, are the country's (D)".into());
    Some(of_groups(&groups, [female, male], country))
}

/// Groups that are part of others, or hold others, only once: the narrower.
fn without_parts(mut groups: Vec<(AgeBand, f64)>) -> Vec<(AgeBand, f64)> {
    let all = groups.clone();
    groups.retain(|(wide, _)| {
        let is_inside = |narrow: &AgeBand| {
            narrow != wide
                && narrow.from >= wide.from
                && match (narrow.below, wide.below) {
                    (_, None) => true,
                    (None, Some(_)) => false,
                    (Some(narrow), Some(wide)) => narrow <= wide,
                }
        };
        !all.iter().any(|(other, _)| is_inside(other))
    });
    groups.sort_by_key(|(band, _)| *band);
    groups
}

/// Shares of the income classes, highest income first, and how they were found: from the per cent of residents in the
/// lowest two fifths and in the highest, else from mean income.
fn classes(town: &KeyFigures, income: Option<f64>) -> Option<([f64; 5], String)> {
    if let (Some(low), Some(high)) = (town.lowest_40, town.highest_20) {
        let how = format!(
            "{low} % of residents in the lowest two fifths of income, {high} % in the highest (CBS, V); fifths between them by a constant ratio (D)"
        );
        return of_fifths(low / 100.0, high / 100.0).map(|shares| (shares, how));
    }
    let income = income?;
    let how = format!(
        "Mean standardised household income {income:.3} of the country's (CBS, D); fifths tilted until their mean income is that (D; the fifths' incomes: lognormal, Gini 0.27)"
    );
    Some((tilted(income), how))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_lie_in_others_are_counted_once() {
        let band = |from, below| AgeBand { from, below };
        let groups = vec![
            (band(65, None), 30.0),
            (band(65, Some(80)), 20.0),
            (band(80, None), 10.0),
            (band(0, Some(65)), 70.0),
        ];
        let kept: Vec<u32> = without_parts(groups)
            .iter()
            .map(|(band, _)| band.from)
            .collect();
        assert_eq!(kept, [0, 65, 80]);
    }
}
