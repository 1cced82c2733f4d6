//! The accounting effect: what an arm would change if everybody got the comparator's care.

use caremix::analysis::ResultTables;
use caremix::analysis::rows::IncrementalRow;

use crate::town;
use crate::{SHIPPED, SMALL};

fn rows<'a>(
    tables: &'a ResultTables,
    arm: &'a str,
    effect: &'a str,
) -> impl Iterator<Item = &'a IncrementalRow> {
    let rows = tables.incremental.iter();
    rows.filter(move |row| row.arm == arm && row.effect == effect)
}

#[test]
fn an_arm_that_leaves_care_as_it_is_has_no_effect_but_accounting() {
    let sets = [&SMALL[..], &["layers.incentives=false"]].concat();
    let scenario = town::load(&town::zoetermeer(), &sets);
    let scenario = town::few(scenario, &["current", "fee_for_service"]);
    let tables = &town::finish(&scenario).tables;
    let pairs =
        rows(tables, "fee_for_service", "full").zip(rows(tables, "fee_for_service", "accounting"));
    let mut moved = 0;
    for (full, accounting) in pairs {
        assert_eq!(
            (&full.year, &full.payer),
            (&accounting.year, &accounting.payer)
        );
        assert_eq!(
            full.spread, accounting.spread,
            "{} {}",
            full.year, full.payer
        );
        moved += usize::from(full.spread.mean != 0.0);
    }
    assert!(moved > 0, "the arm changes nothing at all");
}

#[test]
fn a_budget_on_top_of_current_care_is_its_own_accounting_effect() {
    // 3.97 million a year from 2024, nominal and not indexed or indexed as the scenario says: the ledger has it.
    let tables = &SHIPPED.tables;
    let paid: f64 = tables
        .ledger
        .iter()
        .filter(|row| row.arm == "transition_budget" && row.recipient == "network")
        .map(|row| row.spread.mean)
        .sum();
    let effect = rows(tables, "transition_budget", "accounting")
        .find(|row| row.year == "total" && row.payer == "all")
        .expect("a row");
    assert!(paid > 1e6);
    assert!(
        (effect.spread.mean - paid).abs() < 1.0,
        "{} against {paid}",
        effect.spread.mean
    );
    let full = rows(tables, "transition_budget", "full")
        .find(|row| row.year == "total" && row.payer == "all")
        .expect("a row");
    assert_ne!(
        full.spread.mean, effect.spread.mean,
        "what the budget builds changes nothing"
    );
}
