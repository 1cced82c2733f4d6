//! Places of an institution: who waits for one, how long, how many are taken, and what becomes of those who want one.
//!
//! Comes in: what is counted of wishes, who lives there, and how many places there are. Goes out: people, weeks, shares. Deliberately
//! absent: needs that wait for a discipline (queues.rs).

use crate::counts::{Count, PlaceItem};
use crate::tables::time::WEEKS;

use super::measure::{AccountScope, Exactness, Groups, Measure, OutcomeFamily, Sheet, Total, Year};

/// The outcomes of this file.
pub(super) const FAMILY: OutcomeFamily = OutcomeFamily {
    measures: &[
        PEOPLE_WAITING,
        WEEKS_FOR_A_PLACE,
        PLACES,
        OCCUPANCY,
        PLACE_WISHES,
    ],
    tally,
};

/// On average over the year: by preference, and for want of a place.
const PEOPLE_WAITING: Measure = Measure {
    name: "people_waiting",
    unit: "persons",
    total: Total::Mean,
    exactness: Exactness::Never,
    groups: Groups::Others,
    accounts: AccountScope::Nowhere,
};
/// People who wait over people who enter in a year, as waiting times are published.
const WEEKS_FOR_A_PLACE: Measure = Measure {
    name: "weeks_for_a_place",
    unit: "weeks",
    ..PEOPLE_WAITING
};
const PLACES: Measure = Measure {
    name: "places",
    unit: "places",
    ..PEOPLE_WAITING
};
/// Places that are taken.
const OCCUPANCY: Measure = Measure {
    name: "occupancy",
    unit: "share",
    ..PEOPLE_WAITING
};
/// People who want a place, and what becomes of them; those who wait at the end of a year are those of the year before and who wanted
/// one, less who entered, gave up, died, moved on to a state without wish or out of the town.
const PLACE_WISHES: Measure = Measure {
    name: "place_wishes",
    unit: "persons",
    total: Total::Sum,
    ..PEOPLE_WAITING
};

/// The groups of who waits.
const BY_PREFERENCE: &str = "by_preference";
const FOR_WANT: &str = "for_want_of_a_place";

fn tally(year: &Year, sheet: &mut Sheet) {
    let Some(places) = &year.system.health.places else {
        return;
    };
    let (system, weight) = (year.system, year.system.people.weight);
    let persons = |item| year.counts.get(Count::Place(item)) as f64 * weight;
    let half_cycle = system.time.length / 2.0;
    let wanted = persons(PlaceItem::Wanted);
    let by_preference = places.by_preference * wanted;
    let for_want = persons(PlaceItem::Waiting) * half_cycle;
    sheet(PEOPLE_WAITING.of(BY_PREFERENCE), by_preference);
    sheet(PEOPLE_WAITING.of(FOR_WANT), for_want);
    // Where nobody enters, as long as if one did.
    let entered = persons(PlaceItem::Entered).max(1.0);
    let weeks = (by_preference + for_want) / entered * WEEKS;
    let name = &system.health.states[places.state].name;
    sheet(WEEKS_FOR_A_PLACE.of(name), weeks);
    let state = places.state;
    let lived = year.counts.sum(|group| Count::Lived { group, state }) as f64;
    let taken = lived * half_cycle * weight;
    sheet(PLACES.of(name), year.places);
    let occupancy = if year.places > 0.0 {
        taken / year.places
    } else {
        0.0
    };
    sheet(OCCUPANCY.of(name), occupancy);
    for (group, item) in [
        ("wanted", PlaceItem::Wanted),
        ("entered", PlaceItem::Entered),
        ("given_up", PlaceItem::GivenUp),
        ("died", PlaceItem::Died),
        ("moved_on", PlaceItem::MovedOn),
        ("left", PlaceItem::Left),
        ("at_the_end", PlaceItem::AtEnd),
    ] {
        sheet(PLACE_WISHES.of(group), persons(item));
    }
}
