//! What `check` says beside what a scenario resolves to: hours, limits, lists, payers, and what will do nothing.

use super::desk::{Desk, said};

/// The toy town with everybody healthy for ever, nobody born, and one kind of illness twice a year.
const STEADY: [&str; 8] = [
    "transition.becoming_frail.hazard=0",
    "transition.into_nursing_home.hazard=0",
    "transition.death_healthy.hazard=0",
    "transition.death_frail.hazard=0",
    "transition.death_nursing_home.hazard=0",
    "population.births_per_year=0",
    "need.illness.rates.healthy=2",
    "run.years=3",
];

fn checked(desk: &Desk, file: &str, sets: &[&str]) -> (String, String) {
    let sets = sets.iter().flat_map(|set| ["--set", set]);
    let arguments: Vec<&str> = ["check", file].into_iter().chain(sets).collect();
    let output = desk.caremix(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    (said(&output.stdout), said(&output.stderr))
}

/// The part on hours, its words with one space between them, whatever lines they stand on.
fn hours(answer: &str) -> String {
    let (_, hours) = answer
        .split_once("Hours that needs ask for")
        .expect("hours");
    hours.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn hours_asked_for_stand_beside_those_that_there_are() {
    let desk = Desk::with_scenario();
    let (answer, _) = checked(&desk, "town.toml", &STEADY);
    // 10,000 residents · 2 illnesses · 1.4 visits · 0.25 hours = 7,000 hours, over 0.8 of 1,700 hours 5.1 FTE; there are
    // 5 · 1,700 · 0.8 = 6,800. Nobody needs help at home: 30 · 1,400 · 0.9 = 37,800 hours stand idle.
    let hours = hours(&answer);
    for told in [
        "general_practice 2025 7,000 of 6,800 hours (5.1 of 5.0 FTE); 2027 7,000 of 6,800 hours (5.1 of 5.0 FTE)",
        "home_care 2025 0 of 37,800 hours (0.0 of 30.0 FTE)",
        "without a limit none",
        "lists (panels) 3 practices of general_practice; no component needs them",
        "payers of nothing none",
    ] {
        assert!(hours.contains(told), "no {told} in {hours}");
    }
}

#[test]
fn a_payer_of_nothing_and_a_discipline_without_a_limit_are_named() {
    let desk = Desk::with_scenario();
    let more = r#"extends = ["town.toml"]
[[payer]]
name = "state"
[[discipline]]
name = "pharmacy"
sector = "other"
[[service]]
name = "advice"
discipline = "pharmacy"
unit = "talk"
hours = 0.1
line = "first"
price = 5
payers = { insurer = 1 }
"#;
    std::fs::write(desk.path("more.toml"), more).expect("a file");
    let (answer, _) = checked(&desk, "more.toml", &[]);
    let hours = hours(&answer);
    assert!(hours.contains("payers of nothing state"), "{hours}");
    assert!(hours.contains("without a limit pharmacy"), "{hours}");
}

#[test]
fn prices_of_another_year_and_what_begins_after_the_run_are_said() {
    let desk = Desk::with_scenario();
    let (_, told) = checked(
        &desk,
        "town.toml",
        &["run.price_year=2027", "growth.prices=0.03"],
    );
    // Two years back at 3 %: 1/1.0609.
    assert!(
        told.contains("`run.price_year` is 2027 and the run begins in 2025"),
        "{told}"
    );
    assert!(told.contains("multiplied by 0.94"), "{told}");
    let (_, told) = checked(&desk, "town.toml", &[]);
    assert_eq!(
        told, "",
        "nothing to say of a scenario whose prices are of its first year"
    );
    let (_, told) = checked(&desk, "town.toml", &["run.years=1"]);
    assert!(
        told.contains(
            "`network_fee` of arm `network` begins in 2026, after the run, which ends with 2025"
        ),
        "{told}"
    );
}
