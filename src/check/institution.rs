//! Places of an institution.

use super::review::{FaultKind, KeyPath, Named, Review, means};
use crate::scenario::nearest::quoted;
use crate::scenario::schema::{InstitutionPlaces, NeedClass, Residence, State};

/// The rules on `places` of `state`.
pub fn check(review: &mut Review<'_>) {
    let states = review.scenario.state.iter().enumerate();
    let with_places: Vec<(usize, &State, &InstitutionPlaces)> = states
        .filter_map(|(index, state)| Some((index, state, state.places.as_ref()?)))
        .collect();
    for (number, (index, state, places)) in with_places.iter().enumerate() {
        let at = KeyPath::top("state").entry(*index, &state.name);
        let at = at.to("places");
        if number > 0 {
            let message = format!(
                "`{}` and `{}` both have places",
                with_places[0].1.name, state.name
            );
            let hint = "one institution can have places: take out the one that matters less";
            review.key_fault(FaultKind::ExclusiveKeys, &at, message, hint);
        }
        entered_from_home(review, &at, state);
        number_or_slack(review, &at, places);
        preference(review, &at, places);
        needs(review, &at, places);
    }
}

/// Places are waited for at home, by residents who would move in at a hazard.
fn entered_from_home(review: &mut Review<'_>, at: &KeyPath, state: &State) {
    if state.place != Residence::Institution {
        let message = format!("`{}` is no institution", state.name);
        let hint = "give the state place = \"institution\", or take its places out";
        return review.key_fault(FaultKind::Places, at, message, hint);
    }
    let scenario = review.scenario;
    let is_home = |name: &str| {
        let mut states = scenario.state.iter();
        states.any(|state| state.name == name && state.place == Residence::Home)
    };
    let rows = scenario.transition.iter();
    let entries = rows.filter(|row| row.to == state.name && is_home(&row.from));
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        let message = format!("nobody moves into `{}` from home", state.name);
        let hint = "give a `[[transition]]` into it from a state whose place is home";
        return review.key_fault(FaultKind::Places, at, message, hint);
    }
    if let Some(row) = entries.find(|row| row.probability.is_some()) {
        let message = format!(
            "the move from `{}` into `{}` is a probability per cycle",
            row.from, row.to
        );
        let hint = "who waits for a place moves on by hazards: give the moves out of that state a `hazard` per person-year";
        review.key_fault(FaultKind::Places, at, message, hint);
    }
}

fn number_or_slack(review: &mut Review<'_>, at: &KeyPath, places: &InstitutionPlaces) {
    if places.number.is_some() && places.slack.is_some() {
        review.key_fault(
            FaultKind::ExclusiveKeys,
            &at.to("slack"),
            "`number` and `slack` both say how many places there are",
            "write `number` where it is known, `slack` where as many are taken as are expected to be",
        );
    }
}

/// Who waits for want of a place does so because none is free.
fn preference(review: &mut Review<'_>, at: &KeyPath, places: &InstitutionPlaces) {
    if places.by_preference.is_some() && places.weeks.is_none() {
        review.key_fault(
            FaultKind::DependentKey,
            &at.to("by_preference"),
            "`by_preference` needs `weeks`",
            "it is a share of the list of the first year: give the weeks of waiting, e.g. 26",
        );
    }
    let is_free = means(places.slack.as_ref())
        .iter()
        .any(|slack| *slack > 0.0);
    let some_want = means(places.by_preference.as_ref())
        .iter()
        .any(|share| *share < 1.0);
    if is_free && some_want && places.number.is_none() {
        review.key_fault(
            FaultKind::Places,
            &at.to("slack"),
            "places are free, and some of the list waits for want of one",
            "with `slack` above 0 the whole list waits by preference: by_preference = 1; or slack = 0",
        );
    }
}

fn needs(review: &mut Review<'_>, at: &KeyPath, places: &InstitutionPlaces) {
    let at = at.to("needs");
    review.refer_keys(&at, Named::Need, &places.needs);
    for name in places.needs.keys() {
        let mut needs = review.scenario.need.iter();
        let is_permanent =
            needs.any(|need| need.name == *name && need.class == NeedClass::Permanent);
        if is_permanent {
            let message = format!("{} is permanent and does not arise anew", quoted(name));
            let hint = "name needs that are acute or temporary";
            review.key_fault(FaultKind::Places, &at.to(name), message, hint);
        }
    }
}
