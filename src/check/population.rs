//! Who lives here.

use super::room::{At, Limits, Named, Room, told};
use crate::scenario::schema::{
    CountedAt, PeopleBand, Place, Population, Prevalence, PrevalenceBand,
};

/// The rules on `population`.
pub fn check(room: &mut Room<'_>) {
    let population = &room.scenario.population;
    let at = At::top("population");
    bands_or_file(room, &at, population);
    file(room, &at, population);
    somebody(room, &at, population);
    people(room, &at.to("bands"), &population.bands);
    deprivation(room, &at, population);
    prevalence(room, &at, population);
    newborns(room, &at, population);
    newcomers(room, &at, population);
    leavers(room, &at, population);
}

fn bands_or_file(room: &mut Room<'_>, at: &At, population: &Population) {
    let hint = "give residents by age and sex in `bands`, or one by one in a CSV `file`";
    match (population.bands.is_empty(), population.file.is_some()) {
        (true, false) => room.fault(at, "the population has neither `bands` nor a `file`", hint),
        (false, true) => room.fault(
            &at.to("file"),
            "the population has both `bands` and a `file`",
            hint,
        ),
        _ => {}
    }
}

fn file(room: &mut Room<'_>, at: &At, population: &Population) {
    let Some(file) = &population.file else { return };
    if population.counted == CountedAt::MiddleOfYear {
        room.fault(
            &at.to("counted"),
            "`counted` is of `bands`: residents of a file are here at the start, with the ages it gives",
            "leave it out; take half a year off the ages where they are those of the middle of the year",
        );
    }
    let at = at.to("file");
    let path = room.places.folder(&["population", "file"]).join(file);
    if !path.is_file() {
        room.fault(
            &at,
            "there is no such file",
            "the path is relative to the scenario file it is written in",
        );
    }
}

fn somebody(room: &mut Room<'_>, at: &At, population: &Population) {
    if !population.bands.is_empty() && room.residents() <= 0.0 {
        room.fault(
            &at.to("bands"),
            "nobody lives here: the bands add up to 0",
            "give `female` and `male` per band",
        );
    }
}

fn people(room: &mut Room<'_>, at: &At, bands: &[PeopleBand]) {
    let ages: Vec<_> = bands
        .iter()
        .map(|band| (band.age_from, Some(band.age_below)))
        .collect();
    room.bands(at, &ages);
}

fn deprivation(room: &mut Room<'_>, at: &At, population: &Population) {
    let at = at.to("deprivation");
    for (index, share) in population.deprivation.iter().enumerate() {
        room.plain(&at.nth(index), *share, Limits::Share);
    }
    if !population.deprivation.is_empty() {
        room.add_up_to_one(&at, &population.deprivation);
    }
}

fn prevalence(room: &mut Room<'_>, at: &At, population: &Population) {
    let Prevalence::Table(bands) = &population.prevalence else {
        return;
    };
    let at = at.to("prevalence");
    let ages: Vec<_> = bands
        .iter()
        .map(|band| (band.age_from, band.age_below))
        .collect();
    if room.bands(&at, &ages) {
        covers(room, &at, population, &ages);
    }
    for (index, band) in bands.iter().enumerate() {
        starting_shares(room, &at.nth(index).to("shares"), band);
    }
}

fn starting_shares(room: &mut Room<'_>, at: &At, band: &PrevalenceBand) {
    for (state, share) in &band.shares {
        room.plain(&at.to(state), *share, Limits::Share);
        if room.refer(&at.to(state), Named::State, state) && *share > 0.0 {
            alive(room, &at.to(state), state);
        }
    }
    let shares: Vec<f64> = band.shares.values().copied().collect();
    room.add_up_to_one(at, &shares);
}

/// Every resident must find a band to start in.
fn covers(room: &mut Room<'_>, at: &At, population: &Population, ages: &[(f64, Option<f64>)]) {
    for band in population
        .bands
        .iter()
        .filter(|band| band.female + band.male > 0.0)
    {
        let mut reached = band.age_from;
        // Each pass reaches the end of one band; a gap ends the search.
        while let Some((_, below)) = ages
            .iter()
            .find(|(from, below)| *from <= reached && below.is_none_or(|below| below > reached))
        {
            reached = below.unwrap_or(f64::INFINITY);
            if reached >= band.age_below {
                break;
            }
        }
        if reached < band.age_below {
            let message = format!("residents aged {} have no starting state", told(reached));
            return room.fault(
                at,
                message,
                "the bands of `prevalence` must cover all ages of the population",
            );
        }
    }
}

fn newborns(room: &mut Room<'_>, at: &At, population: &Population) {
    if let Some(state) = &population.newborn_state {
        let at = at.to("newborn_state");
        if room.refer(&at, Named::State, state) {
            alive(room, &at, state);
        }
    }
}

/// Nobody starts dead.
fn alive(room: &mut Room<'_>, at: &At, name: &str) {
    let state = room.scenario.state.iter().find(|state| state.name == name);
    if state.is_some_and(|state| state.place == Place::None) {
        room.fault(
            at,
            format!("`{name}` is dead (its place is none)"),
            "residents start in a state with a place",
        );
    }
}

fn newcomers(room: &mut Room<'_>, at: &At, population: &Population) {
    let Some(newcomers) = &population.newcomers else {
        return;
    };
    let at = at.to("newcomers");
    people(room, &at.to("bands"), &newcomers.bands);
    let weight: f64 = newcomers
        .bands
        .iter()
        .map(|band| band.female + band.male)
        .sum();
    if weight <= 0.0 {
        room.fault(
            &at.to("bands"),
            "the weights of newcomers add up to 0",
            "give `female` and `male` per band",
        );
    }
}

fn leavers(room: &mut Room<'_>, at: &At, population: &Population) {
    let at = at.to("leavers");
    let ages: Vec<_> = population
        .leavers
        .iter()
        .map(|band| (band.age_from, band.age_below))
        .collect();
    room.bands(&at, &ages);
}
