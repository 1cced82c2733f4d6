//! Who lives here.

use super::review::{FaultKind, KeyPath, Limits, Named, Review, legible};
use crate::scenario::schema::{
    CountedAt, PeopleBand, Population, Prevalence, PrevalenceBand, Residence,
};

/// The rules on `population`.
pub fn check(review: &mut Review<'_>) {
    let population = &review.scenario.population;
    let at = KeyPath::top("population");
    bands_or_file(review, &at, population);
    file(review, &at, population);
    somebody(review, &at, population);
    people(review, &at.to("bands"), &population.bands);
    deprivation(review, &at, population);
    prevalence(review, &at, population);
    newborns(review, &at, population);
    newcomers(review, &at, population);
    leavers(review, &at, population);
}

fn bands_or_file(review: &mut Review<'_>, at: &KeyPath, population: &Population) {
    let hint = "give residents by age and sex in `bands`, or one by one in a CSV `file`";
    match (population.bands.is_empty(), population.file.is_some()) {
        (true, false) => review.fault(
            FaultKind::Inhabitants,
            at,
            "the population has neither `bands` nor a `file`",
            hint,
        ),
        (false, true) => review.fault(
            FaultKind::ExclusiveKeys,
            &at.to("file"),
            "the population has both `bands` and a `file`",
            hint,
        ),
        _ => {}
    }
}

fn file(review: &mut Review<'_>, at: &KeyPath, population: &Population) {
    let Some(file) = &population.file else { return };
    if population.counted == CountedAt::MiddleOfYear {
        review.fault(FaultKind::ExclusiveKeys,
            &at.to("counted"),
            "`counted` is of `bands`: residents of a file are here at the start, with the ages it gives",
            "leave it out; take half a year off the ages where they are those of the middle of the year",
        );
    }
    let at = at.to("file");
    let path = review.locations.folder(&["population", "file"]).join(file);
    if !path.is_file() {
        review.fault(
            FaultKind::Unreadable,
            &at,
            "there is no such file",
            "the path is relative to the scenario file it is written in",
        );
    }
}

fn somebody(review: &mut Review<'_>, at: &KeyPath, population: &Population) {
    if !population.bands.is_empty() && review.residents() <= 0.0 {
        review.fault(
            FaultKind::Inhabitants,
            &at.to("bands"),
            "nobody lives here: the bands add up to 0",
            "give `female` and `male` per band",
        );
    }
}

fn people(review: &mut Review<'_>, at: &KeyPath, bands: &[PeopleBand]) {
    let ages: Vec<_> = bands
        .iter()
        .map(|band| (band.age_from, Some(band.age_below)))
        .collect();
    review.bands(at, &ages);
}

fn deprivation(review: &mut Review<'_>, at: &KeyPath, population: &Population) {
    let at = at.to("deprivation");
    for (index, share) in population.deprivation.iter().enumerate() {
        review.plain(&at.nth(index), *share, Limits::Share);
    }
    if !population.deprivation.is_empty() {
        review.add_up_to_one(&at, &population.deprivation);
    }
}

fn prevalence(review: &mut Review<'_>, at: &KeyPath, population: &Population) {
    let Prevalence::Table(bands) = &population.prevalence else {
        return;
    };
    let at = at.to("prevalence");
    let ages: Vec<_> = bands
        .iter()
        .map(|band| (band.age_from, band.age_below))
        .collect();
    if review.bands(&at, &ages) {
        covers(review, &at, population, &ages);
    }
    for (index, band) in bands.iter().enumerate() {
        starting_shares(review, &at.nth(index).to("shares"), band);
    }
}

fn starting_shares(review: &mut Review<'_>, at: &KeyPath, band: &PrevalenceBand) {
    for (state, share) in &band.shares {
        review.plain(&at.to(state), *share, Limits::Share);
        if review.refer(&at.to(state), Named::State, state) && *share > 0.0 {
            alive(review, &at.to(state), state);
        }
    }
    let shares: Vec<f64> = band.shares.values().copied().collect();
    review.add_up_to_one(at, &shares);
}

/// Every resident must find a band to start in.
fn covers(
    review: &mut Review<'_>,
    at: &KeyPath,
    population: &Population,
    ages: &[(f64, Option<f64>)],
) {
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
            let message = format!("residents aged {} have no starting state", legible(reached));
            return review.fault(
                FaultKind::StartingStates,
                at,
                message,
                "the bands of `prevalence` must cover all ages of the population",
            );
        }
    }
}

fn newborns(review: &mut Review<'_>, at: &KeyPath, population: &Population) {
    if let Some(state) = &population.newborn_state {
        let at = at.to("newborn_state");
        if review.refer(&at, Named::State, state) {
            alive(review, &at, state);
        }
    }
}

/// Nobody starts dead.
fn alive(review: &mut Review<'_>, at: &KeyPath, name: &str) {
    let state = review
        .scenario
        .state
        .iter()
        .find(|state| state.name == name);
    if state.is_some_and(|state| state.place == Residence::None) {
        review.fault(
            FaultKind::DeadState,
            at,
            format!("`{name}` is dead (its place is none)"),
            "residents start in a state with a place",
        );
    }
}

fn newcomers(review: &mut Review<'_>, at: &KeyPath, population: &Population) {
    let Some(newcomers) = &population.newcomers else {
        return;
    };
    let at = at.to("newcomers");
    people(review, &at.to("bands"), &newcomers.bands);
    let weight: f64 = newcomers
        .bands
        .iter()
        .map(|band| band.female + band.male)
        .sum();
    if weight <= 0.0 {
        review.fault(
            FaultKind::Inhabitants,
            &at.to("bands"),
            "the weights of newcomers add up to 0",
            "give `female` and `male` per band",
        );
    }
}

fn leavers(review: &mut Review<'_>, at: &KeyPath, population: &Population) {
    let at = at.to("leavers");
    let ages: Vec<_> = population
        .leavers
        .iter()
        .map(|band| (band.age_from, band.age_below))
        .collect();
    review.bands(&at, &ages);
}
