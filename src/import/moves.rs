//! Who is born, moves in and moves out of a place.
//!
//! Comes in: what files tell of it, and the residents. Goes out: births, newcomers and the hazard of moving out, with their
//! sources; what no file tells is said. Deliberately absent: how many of them there will be in a later year.

use super::published::{Published, Sourced};
use crate::report::numbers::grouped;
use crate::scenario::schema::PeopleBand;

/// Moving out by age, per person-year, where a place of it tells no level: about 4 % of residents (unverified, as in the
/// shipped towns).
const LEAVING: [(f64, f64); 6] = [
    (0.0, 0.035),
    (18.0, 0.085),
    (30.0, 0.06),
    (40.0, 0.025),
    (65.0, 0.012),
    (80.0, 0.015),
];

/// Who moves in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moving {
    /// As many at every age as move out, so that the town changes by ageing only.
    Balanced,
    /// As many as the file gives, at the ages of those who move out.
    Published,
}

/// Women and men.
pub fn both(band: &PeopleBand) -> f64 {
    band.female + band.male
}

pub fn births(
    files: &[Published],
    residents: &[PeopleBand],
    remarks: &mut Vec<String>,
) -> Sourced<f64> {
    let given = files.iter().find_map(|file| Some((file.births?, file)));
    if let Some((births, file)) = given {
        return Sourced {
            value: births,
            source: format!("{} (V)", file.source),
        };
    }
    let young = residents.iter().filter(|band| band.age_below <= 5.0);
    let young: f64 = young.map(both).sum();
    remarks.push("births are a fifth of the children of 0–4".into());
    Sourced {
        value: young / 5.0,
        source: format!("A fifth of the {} children of 0–4 (D)", grouped(young, 0)),
    }
}

/// How many of a band move out in a year.
pub fn leaving(band: &PeopleBand, profile: &[(f64, f64)]) -> f64 {
    let ends = profile.iter().skip(1).map(|(from, _)| *from);
    let steps = profile.iter().zip(ends.chain([f64::INFINITY]));
    let width = band.age_below - band.age_from;
    let rate: f64 = steps
        .map(|((from, hazard), below)| {
            let years = (band.age_below.min(below) - band.age_from.max(*from)).max(0.0);
            hazard * years / width
        })
        .sum();
    both(band) * rate
}

pub fn leavers(
    files: &[Published],
    residents: &[PeopleBand],
    remarks: &mut Vec<String>,
) -> Sourced<Vec<(f64, f64)>> {
    let all: f64 = residents.iter().map(|band| leaving(band, &LEAVING)).sum();
    let given = files.iter().find_map(|file| Some((file.leavers?, file)));
    match given.filter(|_| all > 0.0) {
        Some((level, file)) => Sourced {
            value: LEAVING
                .iter()
                .map(|(from, hazard)| (*from, hazard * level / all))
                .collect(),
            source: format!(
                "{} moved out ({}, V); the profile by age is unverified",
                grouped(level, 0),
                file.source
            ),
        },
        None => {
            remarks.push(
                "moving out is about 4 % of residents a year by an unverified profile of ages"
                    .into(),
            );
            Sourced {
                value: LEAVING.to_vec(),
                source: "unverified: about 4 % of residents a year".to_string(),
            }
        }
    }
}

pub fn balanced(residents: &[PeopleBand], profile: &[(f64, f64)]) -> Sourced<f64> {
    Sourced {
        value: residents.iter().map(|band| leaving(band, profile)).sum(),
        source: "Leavers of the first year (D)".to_string(),
    }
}

pub fn newcomers(
    files: &[Published],
    residents: &[PeopleBand],
    profile: &[(f64, f64)],
    moving: Moving,
    remarks: &mut Vec<String>,
) -> Result<Sourced<f64>, (String, String)> {
    if moving == Moving::Balanced {
        remarks.push("as many move in at every age as move out".into());
        return Ok(balanced(residents, profile));
    }
    let given = files.iter().find_map(|file| Some((file.newcomers?, file)));
    let (level, file) = given.ok_or_else(|| {
        (
            "no file tells how many moved in".to_string(),
            "add the key figures of municipalities (CBS 70072ned), or leave out --moving published"
                .to_string(),
        )
    })?;
    remarks.push("who moves in has the ages of those who move out".into());
    Ok(Sourced {
        value: level,
        source: format!("{} (V); ages as of those who move out", file.source),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_moves_out_follows_the_steps_of_the_profile() {
        let band = PeopleBand {
            age_from: 15.0,
            age_below: 20.0,
            female: 60.0,
            male: 40.0,
        };
        // Three years at 0.035 and two at 0.085.
        let all = leaving(&band, &LEAVING);
        assert!(
            (all - 100.0 * (3.0 * 0.035 + 2.0 * 0.085) / 5.0).abs() < 1e-12,
            "{all}"
        );
    }
}
