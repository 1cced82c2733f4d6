//! Residents by age and sex, from whatever bands a publisher uses to the five-year bands of scenarios.
//!
//! Comes in: labels of age bands and numbers. Goes out: [`AgeTable`] on the bands of a country, whose ages fill bands that
//! are wider. Deliberately absent: ageing from the year of the table to another.

use std::collections::BTreeMap;

use crate::scenario::schema::PeopleBand;

/// Ages from a first one up to one that does not belong to it; without it there is no upper end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AgeBand {
    /// First age.
    pub from: u32,
    /// First age after it.
    pub below: Option<u32>,
}

/// The oldest age a label may name.
const OLDEST: u32 = 130;

/// Women and men.
pub type BySex = [f64; 2];

impl AgeBand {
    /// What a label says: `34`, `0-4`, ` 0 t/m  4 jaar`, `5 tot 10 jaar`, `90+`, `85 jaar of ouder`, `under 5`.
    pub fn parse(label: &str) -> Option<AgeBand> {
        let label = label.to_lowercase();
        if !is_of_ages(&label) {
            return None;
        }
        let numbers = numbers_in(&label)?;
        let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
        let is_open = has(&["+", "ouder", "over", "older", "plus", "meer", "more", ">"]);
        let is_below = has(&["jonger", "under", "younger", "moins", "<"]);
        let excludes_end = label.contains("tot") && !label.contains("met");
        let band = match numbers.as_slice() {
            [from] if is_open => AgeBand {
                from: *from,
                below: None,
            },
            [below] if is_below => AgeBand {
                from: 0,
                below: Some(*below),
            },
            [age] => AgeBand {
                from: *age,
                below: Some(age + 1),
            },
            [from, last] => AgeBand {
                from: *from,
                below: Some(if excludes_end { *last } else { last + 1 }),
            },
            _ => return None,
        };
        let is_sound = band.below.is_none_or(|below| below > band.from);
        is_sound.then_some(band)
    }

    /// As reports write it.
    pub fn shown(&self) -> String {
        match self.below {
            Some(below) if below == self.from + 1 => self.from.to_string(),
            Some(below) => format!("{}–{}", self.from, below - 1),
            None => format!("{} and over", self.from),
        }
    }

    /// The years that two bands share.
    fn overlap(&self, from: f64, below: f64) -> f64 {
        let end = self.below.map_or(f64::INFINITY, f64::from);
        (below.min(end) - from.max(f64::from(self.from))).max(0.0)
    }
}

/// Words of labels of ages, in the languages of the publishers.
const WORDS: [&str; 27] = [
    "jaar", "jaren", "j", "t", "m", "tot", "en", "met", "of", "ouder", "meer", "jonger", "dan",
    "year", "years", "to", "and", "over", "or", "more", "older", "under", "younger", "plus", "ans",
    "et", "moins",
];

/// Whether a label has nothing but numbers, signs between them and words of ages.
fn is_of_ages(label: &str) -> bool {
    let is_sign = |letter: char| " +-–/<>=.\u{a0}".contains(letter);
    let is_known =
        |letter: char| letter.is_alphabetic() || letter.is_ascii_digit() || is_sign(letter);
    let words = label.split(|letter: char| !letter.is_alphabetic());
    let mut words = words.filter(|word| !word.is_empty());
    !label.trim().starts_with('-')
        && label.chars().all(is_known)
        && words.all(|word| WORDS.contains(&word))
}

/// The whole numbers in a label, `None` where one cannot be an age.
fn numbers_in(label: &str) -> Option<Vec<u32>> {
    let parts = label.split(|letter: char| !letter.is_ascii_digit());
    let parts = parts.filter(|part| !part.is_empty());
    let numbers: Vec<u32> = parts.map(|part| part.parse().unwrap_or(u32::MAX)).collect();
    numbers
        .iter()
        .all(|number| *number <= OLDEST)
        .then_some(numbers)
}

/// Women (or girls) are 0 and men 1.
pub fn sex(word: &str) -> Option<usize> {
    match word.to_lowercase().as_str() {
        "v" | "f" | "w" | "female" | "woman" | "women" | "vrouw" | "vrouwen" | "femme"
        | "femmes" => Some(0),
        "m" | "h" | "male" | "man" | "men" | "mannen" | "homme" | "hommes" => Some(1),
        _ => None,
    }
}

/// Residents by band and sex as a publisher gives them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AgeTable {
    rows: BTreeMap<AgeBand, BySex>,
}

impl AgeTable {
    /// Adds residents.
    pub fn add(&mut self, band: AgeBand, sex: usize, residents: f64) {
        self.rows.entry(band).or_default()[sex] += residents;
    }

    /// Everybody.
    pub fn total(&self) -> f64 {
        self.rows.values().flatten().sum()
    }

    /// The bands there are.
    pub fn bands(&self) -> impl Iterator<Item = &AgeBand> {
        self.rows.keys()
    }

    /// The number of bands.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Two bands that cover the same age, which would count residents twice.
    pub fn overlapping(&self) -> Option<(AgeBand, AgeBand)> {
        let bands: Vec<AgeBand> = self.rows.keys().copied().collect();
        let pairs = bands.windows(2).map(|pair| (pair[0], pair[1]));
        let mut pairs = pairs.filter(|(first, second)| {
            first.below.is_none_or(|below| below > second.from) || first.from == second.from
        });
        pairs.next()
    }

    /// Bands wider than those of the country: their ages are spread as in the country.
    pub fn spread(&self, country: &[PeopleBand]) -> Vec<AgeBand> {
        let cells = |band: &&AgeBand| {
            let inside = country
                .iter()
                .filter(|cell| band.overlap(cell.age_from, cell.age_below) > 0.0);
            inside.count()
        };
        let is_wide = |band: &&AgeBand| cells(band) > 1;
        self.rows.keys().filter(is_wide).copied().collect()
    }

    /// On the bands of a country: wider bands are spread by the country's ages, and who is older than its last band is in
    /// that band.
    pub fn on(&self, country: &[PeopleBand]) -> Vec<PeopleBand> {
        let empty = |cell: &PeopleBand| PeopleBand {
            female: 0.0,
            male: 0.0,
            ..cell.clone()
        };
        let mut town: Vec<PeopleBand> = country.iter().map(empty).collect();
        for (band, residents) in &self.rows {
            for (sex, residents) in residents.iter().enumerate() {
                let weights = weights(band, sex, country);
                let all: f64 = weights.iter().sum();
                for (cell, weight) in town.iter_mut().zip(&weights) {
                    let part = residents * weight / all;
                    *(if sex == 0 {
                        &mut cell.female
                    } else {
                        &mut cell.male
                    }) += part;
                }
            }
        }
        town
    }
}

/// What of a band lies in each band of the country, in proportion.
fn weights(band: &AgeBand, sex: usize, country: &[PeopleBand]) -> Vec<f64> {
    let people = |cell: &PeopleBand| if sex == 0 { cell.female } else { cell.male };
    let share = |cell: &PeopleBand| {
        let width = cell.age_below - cell.age_from;
        people(cell) * band.overlap(cell.age_from, cell.age_below) / width
    };
    let mut weights: Vec<f64> = country.iter().map(share).collect();
    if weights.iter().sum::<f64>() <= 0.0
        && let Some(last) = weights.last_mut()
    {
        *last = 1.0;
    }
    weights
}

/// Groups of ages of both sexes together, and the number of women and of men, brought to bands of each sex: the country's
/// ages and sexes, scaled to the groups and to the sexes in turn until both are met (iterative proportional fitting).
pub fn of_groups(groups: &[(AgeBand, f64)], sexes: BySex, country: &[PeopleBand]) -> AgeTable {
    let all: f64 = groups.iter().map(|(_, residents)| residents).sum();
    let both: f64 = sexes.iter().sum();
    let share = |sex: usize, band: &AgeBand| weights(band, sex, country).iter().sum::<f64>();
    let mut cells: Vec<BySex> = groups
        .iter()
        .map(|(band, _)| [share(0, band), share(1, band)])
        .collect();
    for _ in 0..ROUNDS {
        for (cell, (_, residents)) in cells.iter_mut().zip(groups) {
            let sum = cell[0] + cell[1];
            let factor = if sum > 0.0 { residents / sum } else { 0.0 };
            cell.iter_mut().for_each(|part| *part *= factor);
        }
        for sex in 0..2 {
            let sum: f64 = cells.iter().map(|cell| cell[sex]).sum();
            // The groups are rounded by their publisher; the sexes are taken as shares of them.
            let wanted = all * sexes[sex] / both;
            let factor = if sum > 0.0 { wanted / sum } else { 0.0 };
            cells.iter_mut().for_each(|cell| cell[sex] *= factor);
        }
    }
    let mut table = AgeTable::default();
    for ((band, _), cell) in groups.iter().zip(cells) {
        table.add(*band, 0, cell[0]);
        table.add(*band, 1, cell[1]);
    }
    table
}

/// Rounds of the fitting: sexes differ little between towns, so that ten are enough for whole persons.
const ROUNDS: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    fn band(from: u32, below: u32) -> AgeBand {
        AgeBand {
            from,
            below: Some(below),
        }
    }

    fn people(age_from: f64, age_below: f64, female: f64, male: f64) -> PeopleBand {
        PeopleBand {
            age_from,
            age_below,
            female,
            male,
        }
    }

    #[test]
    fn a_label_says_which_ages_it_means() {
        let open = |from| AgeBand { from, below: None };
        let labels = [
            (" 0 t/m  4 jaar", band(0, 5)),
            ("10 t/m 14 jaar", band(10, 15)),
            ("0 tot en met 4", band(0, 5)),
            ("5 tot 10 jaar", band(5, 10)),
            ("85-89", band(85, 90)),
            ("34", band(34, 35)),
            ("0 jaar", band(0, 1)),
            ("90+", open(90)),
            ("95 jaar of ouder", open(95)),
            ("80 and over", open(80)),
            ("jonger dan 5 jaar", band(0, 5)),
            ("under 20", band(0, 20)),
        ];
        for (label, meant) in labels {
            assert_eq!(AgeBand::parse(label), Some(meant), "{label}");
        }
        for label in [
            "",
            "total",
            "10-5",
            "-",
            "1 2 3",
            "999",
            "\u{1b}[2J",
            "band 7",
            "-5",
            "99999999999999999999",
        ] {
            assert_eq!(AgeBand::parse(label), None, "{label}");
        }
    }

    #[test]
    fn a_wide_band_is_spread_as_in_the_country_and_single_ages_are_added_up() {
        let country = [
            people(0.0, 5.0, 10.0, 30.0),
            people(5.0, 10.0, 30.0, 10.0),
            people(10.0, 15.0, 1.0, 1.0),
        ];
        let mut table = AgeTable::default();
        table.add(band(0, 10), 0, 100.0);
        for age in 10..15 {
            table.add(band(age, age + 1), 1, 2.0);
        }
        let town = table.on(&country);
        assert_eq!(
            town,
            [
                people(0.0, 5.0, 25.0, 0.0),
                people(5.0, 10.0, 75.0, 0.0),
                people(10.0, 15.0, 0.0, 10.0)
            ]
        );
        assert_eq!(table.spread(&country), [band(0, 10)]);
        // Who is older than the country's last band is in it.
        let mut old = AgeTable::default();
        old.add(band(15, 120), 0, 3.0);
        assert_eq!(old.on(&country)[2].female, 3.0);
    }

    #[test]
    fn bands_that_share_ages_are_found() {
        let mut table = AgeTable::default();
        table.add(band(0, 5), 0, 1.0);
        table.add(band(5, 10), 0, 1.0);
        assert_eq!(table.overlapping(), None);
        table.add(band(4, 5), 1, 1.0);
        assert_eq!(table.overlapping(), Some((band(0, 5), band(4, 5))));
    }

    #[test]
    fn groups_and_sexes_are_both_met() {
        let country = [people(0.0, 5.0, 50.0, 50.0), people(5.0, 10.0, 60.0, 40.0)];
        let groups = [(band(0, 5), 30.0), (band(5, 10), 70.0)];
        let table = of_groups(&groups, [40.0, 60.0], &country);
        let town = table.on(&country);
        let women: f64 = town.iter().map(|band| band.female).sum();
        assert!((women - 40.0).abs() < 1e-9, "{women}");
        for (band, (_, residents)) in town.iter().zip(groups) {
            assert!((band.female + band.male - residents).abs() < 1e-6);
        }
        // More men than in the country in both groups, and more women for a man in the second, as in the country:
        // the odds ratio 1.5 of the country stays.
        let odds = |band: &PeopleBand| band.female / band.male;
        assert!((odds(&town[1]) / odds(&town[0]) - 1.5).abs() < 1e-6);
    }
}
