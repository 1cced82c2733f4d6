//! How far effects reach, worked by hand: a thousand residents with six visits of 50 EUR, at which effects aim, and a scan of
//! 100 EUR a year, which no effect lowers.

use caremix::analysis::reach::{ReachRow, rows};

use crate::world::{TOWN, plan};

/// The insurer pays 70 % of visits and all scans. Coaches, whom nobody pays, lower visits by a fifth, raise scans by half
/// and lower deaths, of which there are 0.1 a year, by a tenth.
const WORLD: &str = r#"
[[service]]
name = "scan"
discipline = "hospital"
line = "second"
price = 100
payers = { insurer = 1 }
category = "hospital"

[[need]]
name = "check"
class = "permanent"
domain = "medical"
prevalence = { well = 1 }
services = [{ service = "scan", units = 1 }]

[[transition]]
from = "well"
to = "dead"
hazard = 0.1

[[capability]]
name = "coach"
half = 10
build = 1
fade = 1

[[effect]]
name = "on_visits"
capability = "coach"
target = { units = "visit" }
reduction = 0.2

[[effect]]
name = "on_scans"
capability = "coach"
target = { units = "scan" }
increase = 0.5

[[effect]]
name = "on_deaths"
capability = "coach"
target = { transition = ["well", "dead"] }
reduction = 0.1
"#;

/// Years that a resident lives in a year of four quarters, from the halves of those at either end of each, at a hazard.
fn lived(hazard: f64) -> f64 {
    let alive = |quarter: i32| (-hazard * f64::from(quarter) / 4.0).exp();
    (0..4)
        .map(|quarter| (alive(quarter) + alive(quarter + 1)) / 8.0)
        .sum()
}

#[track_caller]
fn assert_row(rows: &[ReachRow], name: &str, worlds: [f64; 4]) {
    let row = rows.iter().find(|row| row.name == name).expect("a row");
    let found = [row.now, row.full_strength, row.without_care, row.most];
    for (found, wanted) in found.into_iter().zip(worlds) {
        assert!(
            (found - wanted).abs() < 1.0,
            "{name}: {found} is not {wanted}"
        );
    }
    assert!((row.out_of_reach - worlds[3] / worlds[0]).abs() < 1e-4);
}

#[test]
fn what_payers_could_save_at_most_agrees_with_a_world_worked_by_hand() {
    let sets = ["service.visit.category=\"nursing\""];
    let rows = rows(plan(TOWN, WORLD, &sets).means());
    // 300,000 EUR of visits, 100,000 of scans, of those who live; with coaches 0.8 and 1.5 of it at a hazard of 0.09; then no
    // visits; then no deaths either, so that there are more scans.
    let (now, coached) = (lived(0.1), lived(0.09));
    let insurer = [
        310_000.0 * now,
        (168_000.0 + 150_000.0) * coached,
        100_000.0 * now,
        100_000.0,
    ];
    assert_row(&rows, "insurer", insurer);
    let municipality = [90_000.0 * now, 72_000.0 * coached, 0.0, 0.0];
    assert_row(&rows, "municipality", municipality);
    let all = [0, 1, 2, 3].map(|world| insurer[world] + municipality[world]);
    assert_row(&rows, "all", all);
    let scans = [
        100_000.0 * now,
        150_000.0 * coached,
        100_000.0 * now,
        100_000.0,
    ];
    assert_row(&rows, "hospital", scans);
    let costs = |row: &&ReachRow| row.kind == "category" && row.now > 0.0;
    let untouched = rows.iter().filter(costs).filter(|row| row.is_untouched());
    let untouched: Vec<&str> = untouched.map(|row| row.name.as_str()).collect();
    assert_eq!(untouched, ["hospital"]);
}

#[test]
fn where_an_effect_aims_at_scans_too_nothing_is_untouched() {
    let sets = ["service.visit.category=\"nursing\""];
    let more = r#"
[[effect]]
name = "fewer_scans"
capability = "coach"
target = { units = "scan" }
reduction = 0.0
"#;
    let rows = rows(plan(TOWN, &format!("{WORLD}{more}"), &sets).means());
    // An effect that is known to be none on average still aims: at most, scans go too.
    assert_row(
        &rows,
        "insurer",
        [310_000.0 * lived(0.1), 318_000.0 * lived(0.09), 0.0, 0.0],
    );
    let costs = |row: &&ReachRow| row.kind == "category" && row.now > 0.0;
    assert!(!rows.iter().filter(costs).any(ReachRow::is_untouched));
}
