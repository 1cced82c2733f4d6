//! What outcomes are counted in, and how their years come together.

use caremix::outcome::Total;

use crate::world::town;

#[test]
fn outcomes_are_in_the_units_of_what_they_count() {
    let more = r#"
[[state]]
name = "home"
place = "institution"

[[transition]]
name = "entry"
from = "well"
to = "home"
hazard = 0.1

[[need]]
name = "fall"
class = "acute"
domain = "medical"
rates = { well = 1 }
services = [{ service = "visit", units = 1 }]
"#;
    let world = town(more, &["state.home.places={ number = 100 }"]);
    // People and places are levels over the period; those who enter, needs and visits add up.
    for (outcome, group, unit, total) in [
        ("needs", "help", "person-years", Total::Sum),
        ("unmet_needs", "help", "person-years", Total::Sum),
        ("needs", "fall", "needs", Total::Sum),
        ("unmet_needs", "fall", "needs", Total::Sum),
        ("service_units", "visit", "visit", Total::Sum),
        (
            "people_waiting",
            "for_want_of_a_place",
            "persons",
            Total::Mean,
        ),
        ("weeks_for_a_place", "home", "weeks", Total::Mean),
        ("places", "home", "places", Total::Mean),
        ("occupancy", "home", "share", Total::Mean),
        ("place_wishes", "entered", "persons", Total::Sum),
    ] {
        let mut labels = world.result("current").labels.iter();
        let label = labels.find(|label| label.outcome == outcome && label.group == group);
        let label = label.unwrap_or_else(|| panic!("no {outcome} of {group}"));
        assert_eq!(
            (label.unit.as_str(), label.total),
            (unit, total),
            "{outcome} of {group}"
        );
    }
}

#[test]
fn what_services_count_as_is_an_outcome_of_their_units() {
    // Six visits each of a thousand, and there is no other service.
    let world = town("", &["service.visit.counts_as=\"contacts\""]);
    assert_eq!(world.outcome("current", "contacts", "all", 0), 6_000.0);
    let mut labels = world.result("current").labels.iter();
    let label = labels.find(|label| label.outcome == "contacts");
    let label = label.expect("an outcome");
    assert_eq!((label.unit.as_str(), label.total), ("units", Total::Sum));
}
