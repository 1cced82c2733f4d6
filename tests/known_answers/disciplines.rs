//! What an arm leaves a discipline with, beside the comparator.

use caremix::analysis;
use caremix::analysis::disciplines::DisciplineRow;

use crate::world::town;

/// Fees of the nurses fall by a tenth, from 300,000 EUR a year to 270,000; they work as before.
const CHEAPER: &str = r#"
[[arm]]
name = "cheaper"

[[arm.component]]
name = "fees"
kind = "fee_for_service"
factor = 0.9
"#;

fn rows(sets: &[&str]) -> Vec<DisciplineRow> {
    let world = town(CHEAPER, &[&["run.years=2"], sets].concat());
    analysis::tables(&world.plan, &world.run).0.disciplines
}

fn told<'r>(rows: &'r [DisciplineRow], measure: &str) -> Vec<(&'r str, f64)> {
    let of = rows
        .iter()
        .filter(|row| row.measure == measure && row.year != "discounted");
    of.map(|row| (row.year.as_str(), row.spread.mean)).collect()
}

#[test]
fn a_discipline_that_is_paid_less_for_the_same_work_is_left_with_as_much_less() {
    let rows = rows(&["discipline.nurse.hourly_cost=40"]);
    let less = [
        ("2025", -30_000.0),
        ("2026", -30_000.0),
        ("total", -60_000.0),
    ];
    assert_eq!(told(&rows, "income"), less);
    assert_eq!(
        told(&rows, "cost"),
        [("2025", 0.0), ("2026", 0.0), ("total", 0.0)]
    );
    assert_eq!(told(&rows, "result"), less);
    let chances = rows
        .iter()
        .map(|row| (row.measure == "result", row.p_no_worse_off));
    assert!(
        chances
            .into_iter()
            .all(|(is_result, chance)| chance == is_result.then_some(0.0))
    );
}

#[test]
fn without_the_cost_of_an_hour_income_alone_is_told_and_who_is_paid_as_before_has_no_row() {
    let rows = rows(&[]);
    assert!(rows.iter().all(|row| row.measure == "income"));
    assert!(rows.iter().all(|row| row.discipline == "nurse"), "{rows:?}");
    assert_eq!(told(&rows, "income").len(), 3);
}
