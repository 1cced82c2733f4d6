//! What society counts beside what is paid, and the hands that it takes.

use caremix::analysis::society::SocietyRow;
use caremix::analysis::{self, ResultTables};
use caremix::cohort;

use crate::world::{World, assert_close, town};

/// Everybody has a carer, who gives four hours a year; a grant of 10,000 EUR stands beside.
const CARERS: &str = r#"
[carers]
share = { well = 1 }
hour_value = { low = 8, high = 12, dist = "uniform" }

[[discipline]]
name = "family"
sector = "informal"

[[service]]
name = "family_hour"
discipline = "family"
line = "informal"
hours = 1
price = 0

[[need]]
name = "company"
class = "permanent"
domain = "social"
prevalence = { well = 1 }
services = [{ service = "family_hour", units = 4, spread = "fixed" }]

[[arm]]
name = "helped"
like = "current"

[[arm.component]]
name = "grant"
kind = "project_grant"
amount = 10000
until_year = 2030
payers = { municipality = 1 }
"#;

fn carers(sets: &[&str]) -> World {
    let sets = [
        &["state.well.utility=0.8", "run.convention=\"zin-2024\""],
        sets,
    ]
    .concat();
    town(CARERS, &sets)
}

fn tables(world: &World) -> ResultTables {
    analysis::tables(&world.plan, &world.run).0
}

fn mean(
    rows: &[SocietyRow],
    [arm, comparator, measure, hour]: [&str; 4],
    worth: Option<f64>,
) -> f64 {
    let is_it = |row: &&SocietyRow| {
        let names = [&row.arm, &row.comparator, &row.measure, &row.hour_value];
        names == [arm, comparator, measure, hour] && row.eur_per_qaly == worth
    };
    let found = rows.iter().find(is_it);
    found
        .unwrap_or_else(|| panic!("no {measure} of {arm}"))
        .spread
        .mean
}

#[test]
fn hours_that_nobody_pays_stand_beside_the_money_and_never_inside_it() {
    let world = carers(&[]);
    let tables = tables(&world);
    let of =
        |measure: &str, hour: &str| mean(&tables.society, ["current", "", measure, hour], None);
    // 1,000 × 6 × 50 EUR are paid; 1,000 × 4 hours at 10, 8 and 12 EUR are not.
    assert_close(of("payers", ""), 300_000.0);
    for (hour, care) in [("drawn", 40_000.0), ("low", 32_000.0), ("high", 48_000.0)] {
        assert_close(of("informal_care", hour), care);
        assert_close(of("society", hour), 300_000.0 + care);
    }
    assert_eq!(world.total("current", 0), 30_000_000);
    let told = tables
        .payers
        .iter()
        .find(|row| row.arm == "current" && row.payer == "all");
    assert_close(told.expect("a row").spread.mean, 300_000.0);
}

#[test]
fn a_year_of_health_is_worth_what_the_convention_says_and_money_counts_against_it() {
    let tables = tables(&carers(&[]));
    // 1,000 years at 0.8, worth 20,000, 50,000 and 80,000 EUR each.
    for worth in [20_000.0, 50_000.0, 80_000.0] {
        let health = ["current", "", "health", ""];
        assert_close(mean(&tables.society, health, Some(worth)), 800.0 * worth);
        // The grant changes nobody's health: it costs what it costs.
        let net = ["helped", "current", "net_benefit", "drawn"];
        assert_close(mean(&tables.society, net, Some(worth)), -10_000.0);
    }
    let more = |measure: &str, hour: &str| {
        mean(&tables.society, ["helped", "current", measure, hour], None)
    };
    assert_close(more("payers", ""), 10_000.0);
    assert_close(more("informal_care", "drawn"), 0.0);
    assert_close(more("society", "drawn"), 10_000.0);
}

#[test]
fn work_that_overloaded_carers_lose_is_counted_where_the_scenario_gives_it() {
    // Four hours a year are 0.077 a week: all thousand are overloaded above 0.05, none above 1.
    let lost = |above: &str| {
        let above = format!("carers.overloaded_above_hours_per_week={above}");
        let world = carers(&[&above, "carers.friction_cost=3"]);
        let tables = tables(&world);
        let of =
            |measure: &str, hour: &str| mean(&tables.society, ["current", "", measure, hour], None);
        [of("lost_work", ""), of("society", "drawn")]
    };
    assert_eq!(lost("0.05"), [3_000.0, 343_000.0]);
    assert_eq!(lost("1"), [0.0, 340_000.0]);
    let without = tables(&carers(&[]));
    assert!(!without.society.iter().any(|row| row.measure == "lost_work"));
}

#[test]
fn hands_that_are_wanted_stand_beside_those_that_there_are() {
    // 6,000 visits of half an hour are 3,000 hours, two full-time equivalents of 1,500; there are three.
    let world = carers(&[
        "service.visit.hours=0.5",
        "discipline.nurse.hours_per_fte=1500",
        "discipline.nurse.fte=3",
    ]);
    let tables = tables(&world);
    let fte = |measure: &str| {
        let mut rows = tables.society.iter();
        let is_it = |row: &&SocietyRow| {
            row.arm == "current" && row.measure == measure && row.group == "nurse"
        };
        rows.find(is_it).expect("a row").spread.mean
    };
    assert_close(fte("fte_wanted"), 2.0);
    assert_close(fte("fte_available"), 3.0);
}

#[test]
fn nobody_counts_for_society_what_nobody_says_the_worth_of() {
    assert_eq!(tables(&town("", &[])).society, []);
}

#[test]
fn the_twin_expects_the_hours_that_society_counts() {
    let world = carers(&[]);
    let expected = cohort::expected(world.plan.means());
    let arm = &expected.arms[0].result;
    let place = arm
        .labels
        .iter()
        .position(|label| label.outcome == "informal_care_hours");
    assert_close(arm.outcomes[0][place.expect("hours")], 4_000.0);
}
