//! Places of an institution, by index.
//!
//! Comes in: `places` of a `[[state]]`. Goes out: [`InstitutionPlaces`], and what becomes of wishes for a place. Deliberately absent:
//! how those who wait move (situations.rs), and how many places are free, which differs from cycle to cycle
//! (provision/places.rs).

use crate::base::listed;
use crate::scenario::schema::Scenario;

use super::draw::Draw;
use super::names::position;
use super::time::WEEKS;

/// The state of an institution with places.
#[derive(Debug, Clone, PartialEq)]
pub struct InstitutionPlaces {
    /// The state.
    pub state: usize,
    /// Places in the first year.
    pub capacity: PlacesCapacity,
    /// Change per year.
    pub growth: f64,
    /// Years of waiting of the first year: by preference, and for want of a place.
    pub by_preference: f64,
    /// See `by_preference`.
    pub for_want: f64,
    /// Rate per year of giving up.
    pub given_up: f64,
    /// Needs that arise more often in those who wait, and how many times.
    pub needs: Vec<(usize, f64)>,
}

/// Places in the first year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PlacesCapacity {
    /// For the whole population.
    Number(f64),
    /// Those taken in the observed year, times so much.
    Observed(f64),
}

listed! {
/// What becomes of wishes for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WishMove {
    /// Somebody at home wants a place.
    Wanted,
    /// Somebody who wanted one enters.
    Entered,
    /// Somebody who waits gives up.
    GivenUp,
    /// Somebody who waits dies.
    Died,
    /// Somebody who waits wants no place any more: in another state.
    MovedOn,
}
}

/// Times that each became of one resident.
pub type WishMoves = [u8; WishMove::ALL.len()];

/// From the scenario, where some state has places and the layer is on.
pub(super) fn places(scenario: &Scenario, draw: &Draw) -> Option<InstitutionPlaces> {
    let mut states = scenario.state.iter().enumerate();
    let (state, of) = states.find(|(_, state)| state.places.is_some())?;
    let written = of.places.as_ref().filter(|_| scenario.layers.places)?;
    let path = format!("state.{}.places", of.name);
    let at = |key: &str| format!("{path}.{key}");
    let weeks = draw.or(written.weeks.as_ref(), 0.0, || at("weeks"));
    let preference = draw.or(written.by_preference.as_ref(), 1.0, || at("by_preference"));
    let slack = draw.or(written.slack.as_ref(), 0.0, || at("slack"));
    let years = weeks.max(0.0) / WEEKS;
    let by_preference = years * preference.clamp(0.0, 1.0);
    let needs = written.needs.iter().map(|(name, ratio)| {
        let need = position(&scenario.need, name, |need| &need.name);
        let ratio = draw.value(ratio, || at(&format!("needs.{name}")));
        (need, ratio.max(0.0))
    });
    Some(InstitutionPlaces {
        state,
        capacity: match &written.number {
            Some(number) => PlacesCapacity::Number(draw.value(number, || at("number")).max(0.0)),
            None => PlacesCapacity::Observed(1.0 + slack.max(0.0)),
        },
        growth: draw.or(written.growth.as_ref(), 0.0, || at("growth")),
        by_preference,
        for_want: years - by_preference,
        given_up: draw
            .or(written.given_up.as_ref(), 0.0, || at("given_up"))
            .max(0.0),
        needs: needs.collect(),
    })
}
