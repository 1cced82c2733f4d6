//! A town: which file tells what of it, and what its country tells where no file does.
//!
//! Comes in: what published files say. Goes out: [`Locality`], every figure with its source, and what was left out, filled in or
//! assumed. Deliberately absent: any figure that nobody can see: what is taken from the country is said.

use super::ages::AgeBand;
use super::moves::{Moving, balanced, births, both, leavers, leaving, newcomers};
use super::pack::Pack;
use super::published::{Published, PublishedAccounts, Sourced};
use super::vektis::TERMS;
use crate::report::numbers::grouped;
use crate::scenario::schema::PeopleBand;

/// Residents a place may have; more is a mistake.
const MOST_RESIDENTS: f64 = 20_000_000.0;

/// Deprivation classes of the packs.
const CLASSES: usize = 5;

/// A town as its scenario tells it.
#[derive(Debug, Clone)]
pub struct Locality {
    /// What people call it.
    pub title: String,
    /// The care system it lies in.
    pub pack: Pack,
    /// The year of its residents.
    pub year: Option<i32>,
    /// Residents by age and sex.
    pub residents: Sourced<Vec<PeopleBand>>,
    /// Whether they are averages of the year, not those of its first day.
    pub is_average: bool,
    /// Children born in a year.
    pub births: Sourced<f64>,
    /// Hazard of moving out from each age on.
    pub leavers: Sourced<Vec<(f64, f64)>>,
    /// Who moves in: persons a year.
    pub newcomers: Sourced<f64>,
    /// Shares of the deprivation classes, least deprived first.
    pub deprivation: Sourced<[f64; CLASSES]>,
    /// Indicators by the pack's names.
    pub indicators: Option<Sourced<Vec<(&'static str, f64)>>>,
    /// What care cost.
    pub accounts: Option<PublishedAccounts>,
    /// The publications.
    pub sources: Vec<String>,
    /// Terms of those that have terms.
    pub terms: Vec<&'static str>,
    /// What was left out, filled in or assumed.
    pub remarks: Vec<String>,
}

impl Locality {
    /// Puts together what files say.
    ///
    /// # Errors
    /// In words with a hint: no file tells the residents, or they cannot be right.
    pub fn of(
        title: String,
        pack: Pack,
        country: &[PeopleBand],
        files: Vec<Published>,
        moving: Moving,
    ) -> Result<Locality, (String, String)> {
        let mut remarks: Vec<String> = Vec::new();
        for file in &files {
            let told = file.remarks.iter();
            remarks.extend(told.map(|remark| format!("{}: {remark}", file.source)));
        }
        let of_residents = most_detailed(&files)?;
        for file in &files {
            if file.residents.is_some() && !std::ptr::eq(file, of_residents) {
                remarks.push(format!(
                    "{}: residents are left out; those of {} are more detailed or named first",
                    file.source, of_residents.source
                ));
            }
        }
        let residents = residents(of_residents, country, &mut remarks)?;
        for file in &files {
            possible(file, &residents.value)?;
        }
        let births = births(&files, &residents.value, &mut remarks);
        let leavers = leavers(&files, &residents.value, &mut remarks);
        let newcomers = newcomers(
            &files,
            &residents.value,
            &leavers.value,
            moving,
            &mut remarks,
        )?;
        let deprivation = deprivation(&files, pack, &mut remarks);
        let indicators = files.iter().find(|file| !file.indicators.is_empty());
        let indicators = indicators.map(|file| Sourced {
            value: file.indicators.clone(),
            source: format!("{}, brought to the level of 2015 (D)", file.source),
        });
        let accounts = files.iter().find_map(|file| file.accounts.clone());
        let year = of_residents.year;
        if let Some(year) = year.filter(|year| *year != pack.facts().year) {
            remarks.push(format!(
                "residents of {year} stand at the start of {}, the year of the pack's prices and rates; nobody is made older",
                pack.facts().year
            ));
        }
        Ok(Locality {
            title,
            pack,
            year,
            is_average: of_residents.is_average,
            residents,
            births,
            leavers,
            newcomers,
            deprivation,
            indicators,
            terms: accounts.iter().map(|_| TERMS).collect(),
            accounts,
            sources: files.iter().map(|file| file.source.clone()).collect(),
            remarks,
        })
    }

    /// A place of a number of residents with the ages of its country.
    pub fn of_country(
        title: String,
        pack: Pack,
        country: &[PeopleBand],
        residents: f64,
    ) -> Locality {
        let all: f64 = country.iter().map(both).sum();
        let scaled: Vec<PeopleBand> = country
            .iter()
            .map(|band| PeopleBand {
                female: band.female * residents / all,
                male: band.male * residents / all,
                ..band.clone()
            })
            .collect();
        let mut assumed = Vec::new();
        let leavers = leavers(&[], &scaled, &mut assumed);
        let people = Sourced {
            value: scaled,
            source: format!(
                "Ages of {}, scaled to {residents:.0} residents (D)",
                pack.facts().ages
            ),
        };
        Locality {
            title,
            pack,
            year: None,
            is_average: true,
            births: births(&[], &people.value, &mut assumed),
            newcomers: balanced(&people.value, &leavers.value),
            residents: people,
            leavers,
            deprivation: deprivation(&[], pack, &mut assumed),
            indicators: None,
            accounts: None,
            sources: Vec::new(),
            terms: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Everybody.
    pub fn population(&self) -> f64 {
        self.residents.value.iter().map(both).sum()
    }

    /// The people of a band who move out in a year.
    pub fn leaving(&self, band: &PeopleBand) -> f64 {
        leaving(band, &self.leavers.value)
    }
}

/// The file whose residents have the most bands; of several the first.
fn most_detailed(files: &[Published]) -> Result<&Published, (String, String)> {
    let mut best: Option<(&Published, usize)> = None;
    for file in files {
        let Some(table) = &file.residents else {
            continue;
        };
        if best.is_none_or(|(_, bands)| table.len() > bands) {
            best = Some((file, table.len()));
        }
    }
    best.map(|(file, _)| file).ok_or_else(|| {
        (
            "no file tells the residents by age and sex".to_string(),
            "name one more file: a table with columns age, sex, number will do".to_string(),
        )
    })
}

fn residents(
    file: &Published,
    country: &[PeopleBand],
    remarks: &mut Vec<String>,
) -> Result<Sourced<Vec<PeopleBand>>, (String, String)> {
    let table = file.residents.clone().unwrap_or_default();
    if let Some((first, second)) = table.overlapping() {
        return Err((
            format!(
                "{}: the bands of ages {} and {} overlap",
                file.source,
                first.shown(),
                second.shown()
            ),
            "every age belongs to one band".to_string(),
        ));
    }
    let total = table.total();
    if !(1.0..=MOST_RESIDENTS).contains(&total) {
        return Err((
            format!("{}: {} residents", file.source, grouped(total, 0)),
            format!(
                "from 1 to {}; is the file cut off, or of another layout?",
                grouped(MOST_RESIDENTS, 0)
            ),
        ));
    }
    let wide = table.spread(country);
    let mut source = format!("{} (V), {} residents", file.source, grouped(total, 0));
    if !wide.is_empty() {
        let bands: Vec<String> = wide.iter().map(AgeBand::shown).collect();
        let bands = bands.join(", ");
        source.push_str(&format!("; ages within {bands} as in the country (D)"));
        remarks.push(format!(
            "{}: ages within {bands} are the country's",
            file.source
        ));
    }
    gap(
        &table.bands().copied().collect::<Vec<_>>(),
        &file.source,
        remarks,
    );
    Ok(Sourced {
        value: table.on(country),
        source,
    })
}

/// No more than everybody is born, moves out or moves in.
fn possible(file: &Published, residents: &[PeopleBand]) -> Result<(), (String, String)> {
    let all: f64 = residents.iter().map(both).sum();
    let given = [
        (file.births, "births"),
        (file.leavers, "people who moved out"),
        (file.newcomers, "people who moved in"),
    ];
    match given
        .iter()
        .find(|(number, _)| number.is_some_and(|number| !(0.0..=all).contains(&number)))
    {
        Some((number, what)) => Err((
            format!(
                "{}: {} {what} among {} residents",
                file.source,
                grouped(number.unwrap_or_default(), 0),
                grouped(all, 0)
            ),
            "do the files speak of the same place, and are they whole?".to_string(),
        )),
        None => Ok(()),
    }
}

/// From this age on a place may well have nobody of an age.
const OLD: u32 = 90;

/// Gaps between bands that are named before the rest is only counted.
const MOST_GAPS: usize = 5;

/// Says which ages no band covers.
fn gap(bands: &[AgeBand], source: &str, remarks: &mut Vec<String>) {
    let mut reached = Some(0);
    let mut gaps: Vec<AgeBand> = Vec::new();
    let end = AgeBand {
        from: OLD,
        below: None,
    };
    for band in bands.iter().chain([&end]) {
        if let Some(from) = reached.filter(|age| band.from > *age && *age < OLD) {
            gaps.push(AgeBand {
                from,
                below: Some(band.from),
            });
        }
        reached = match (reached, band.below) {
            (Some(reached), Some(below)) => Some(reached.max(below)),
            _ => None,
        };
    }
    if gaps.is_empty() {
        return;
    }
    let named: Vec<String> = gaps.iter().take(MOST_GAPS).map(AgeBand::shown).collect();
    let more = match gaps.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more gaps"),
    };
    remarks.push(format!(
        "{source}: no residents of the ages {}{more}",
        named.join(", ")
    ));
}

fn deprivation(
    files: &[Published],
    pack: Pack,
    remarks: &mut Vec<String>,
) -> Sourced<[f64; CLASSES]> {
    let given = files.iter().find_map(|file| file.classes.clone());
    if let Some((shares, how)) = given {
        return Sourced {
            value: shares,
            source: how,
        };
    }
    let hint = match pack {
        Pack::Nl => {
            "; add key figures of CBS (70072ned or kerncijfers wijken en buurten) for its own"
        }
        Pack::Be => "",
    };
    remarks.push(format!("deprivation classes are the country's{hint}"));
    Sourced {
        value: [1.0 / CLASSES as f64; CLASSES],
        source: "the country's fifths; of this place nothing was given: unverified".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remarks(bands: &[(u32, Option<u32>)]) -> Vec<String> {
        let mut remarks = Vec::new();
        let bands = bands.iter().map(|&(from, below)| AgeBand { from, below });
        gap(&bands.collect::<Vec<_>>(), "file", &mut remarks);
        remarks
    }

    #[test]
    fn ages_that_no_band_covers_are_said_in_one_remark() {
        assert!(remarks(&[(0, Some(50)), (50, None)]).is_empty());
        // Nobody of 93 is no gap worth a word.
        assert!(remarks(&[(0, Some(93)), (94, Some(95))]).is_empty());
        let holes = remarks(&[(5, Some(10)), (10, Some(85)), (90, None)]);
        assert_eq!(holes, ["file: no residents of the ages 0–4, 85–89"]);
        let every_other: Vec<(u32, Option<u32>)> =
            (0..90).step_by(2).map(|age| (age, Some(age + 1))).collect();
        let holes = remarks(&every_other);
        assert_eq!(
            holes,
            ["file: no residents of the ages 1, 3, 5, 7, 9 and 40 more gaps"]
        );
    }
}
