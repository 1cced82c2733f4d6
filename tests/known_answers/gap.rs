//! How much of the gap between cost as it grows and a target is closed, worked out by hand.

use caremix::analysis::rows::ResultTables;

use crate::world::{assert_close, town};

/// Tables of the town with an arm `other` that has a budget with a target, and `effects`.
fn tables(effects: &str, budget: &str, sets: &[&str]) -> ResultTables {
    let arm = format!(
        r#"
[[arm]]
name = "other"
like = "current"
{effects}

[[arm.component]]
name = "budget"
kind = "transition_budget"
payers = {{ fund = 1 }}
indexed = false
{budget}
"#
    );
    let mut all = vec!["run.years=3", "run.cycles_per_year=1"];
    all.extend(sets);
    let world = town(&arm, &all);
    caremix::analysis::tables(&world.plan, &world.run).0
}

/// Means of an outcome of the arm, by year as written.
fn means(tables: &ResultTables, outcome: &str, group: &str) -> Vec<(String, f64)> {
    let rows = tables.outcomes.iter();
    rows.filter(|row| row.arm == "other" && row.outcome == outcome && row.group == group)
        .map(|row| (row.year.clone(), row.spread.mean))
        .collect()
}

#[track_caller]
fn assert_means(tables: &ResultTables, outcome: &str, group: &str, exact: &[(&str, f64)]) {
    let found = means(tables, outcome, group);
    let years: Vec<&str> = found.iter().map(|(year, _)| year.as_str()).collect();
    let expected: Vec<&str> = exact.iter().map(|(year, _)| *year).collect();
    assert_eq!(years, expected, "{outcome}");
    for ((_, found), (_, exact)) in found.iter().zip(exact) {
        assert_close(*found, *exact);
    }
}

/// Takes all visits away from 2026 on.
const ALL_GONE: &str = "[[arm.effect]]\nname = \"all\"\ntargets = [{ units = \"visit\" }]\nreduction = 1\nfrom_year = 2026\n";

#[test]
fn with_every_effect_at_100_percent_all_growth_and_all_cost_are_closed() {
    // Cost grows by 10 % a year: 300,000, 330,000, 363,000; at 2 % it would be 300,000, 306,000, 312,120. The gap is 24,000
    // and 50,880, together 74,880. The arm costs 310,000, 10,000 and nothing, 10,000 of the first two for the budget.
    let growth = "growth={ volume = [{ line = \"first\", per_year = 0.1 }] }";
    let budget = "amount = 10000\nuntil_year = 2026\ngrowth_target = 0.02";
    let tables = tables(ALL_GONE, budget, &[growth]);
    let gap = [("2026", 24_000.0), ("2027", 50_880.0), ("total", 74_880.0)];
    assert_means(&tables, "gap", "budget", &gap);
    let with = [
        ("2026", 320.0 / 24.0),
        ("2027", 363.0 / 50.88),
        ("total", 673.0 / 74.88),
    ];
    assert_means(&tables, "gap_closed", "budget", &with);
    let without = [
        ("2026", 330.0 / 24.0),
        ("2027", 363.0 / 50.88),
        ("total", 693.0 / 74.88),
    ];
    assert_means(&tables, "gap_closed_without_budget", "budget", &without);
}

#[test]
fn an_arm_that_keeps_to_the_target_closes_all_of_it_but_for_its_budget() {
    // 25,000 visits of 50 EUR grow by a quarter a year: 1,250,000, 1,562,500, 1,953,125. Twenty and sixteen of 25 remain, so
    // that the arm stays at 1,250,000; 100,000 of budget in 2026.
    let effect = |name: &str, from: i32| {
        format!(
            "[[arm.effect]]\nname = \"{name}\"\ntargets = [{{ units = \"visit\" }}]\nratio = 0.8\nfrom_year = {from}\n"
        )
    };
    let effects = effect("first", 2026) + &effect("second", 2027);
    let budget = "amount = 100000\nfrom_year = 2026\nuntil_year = 2026\ngrowth_target = 0";
    let sets = [
        "growth={ volume = [{ line = \"first\", per_year = 0.25 }] }",
        "need.help.services=[{ service = \"visit\", units = 25, spread = \"fixed\" }]",
    ];
    let tables = tables(&effects, budget, &sets);
    let without = [("2026", 1.0), ("2027", 1.0), ("total", 1.0)];
    assert_means(&tables, "gap_closed_without_budget", "budget", &without);
    let with = [
        ("2026", 0.68),
        ("2027", 1.0),
        ("total", 915_625.0 / 1_015_625.0),
    ];
    assert_means(&tables, "gap_closed", "budget", &with);
}

#[test]
fn at_constant_prices_later_years_weigh_less() {
    // Prices rise by 10 %: 300,000, 330,000, 363,000 beside a target of 300,000 each year; the arm has no cost in 2027.
    let late = ALL_GONE.replace("2026", "2027");
    let budget = "amount = 0\nuntil_year = 2026\ngrowth_target = 0";
    let tables = tables(&late, budget, &["growth={ prices = 0.1 }"]);
    let nominal = [
        ("2026", 0.0),
        ("2027", 363.0 / 63.0),
        ("total", 363.0 / 93.0),
    ];
    assert_means(&tables, "gap_closed", "budget", &nominal);
    // 30,000 / 1.1 and 63,000 / 1.21; 363,000 / 1.21.
    let gap = 30_000.0 / 1.1 + 63_000.0 / 1.21;
    assert_means(
        &tables,
        "gap_at_constant_prices",
        "budget",
        &[("total", gap)],
    );
    for outcome in [
        "gap_closed_at_constant_prices",
        "gap_closed_without_budget_at_constant_prices",
    ] {
        assert_means(&tables, outcome, "budget", &[("total", 300_000.0 / gap)]);
    }
}

#[test]
fn the_gap_in_hours_is_demand_beyond_the_hands_there_are() {
    // Four full-time nurses work 6,000 hours; 6,000, 6,600 and 7,260 are wanted beside, half of the last two in the arm.
    let half = ALL_GONE.replace("reduction = 1", "ratio = 0.5");
    let sets = [
        "growth={ volume = [{ line = \"first\", per_year = 0.1 }] }",
        "discipline.nurse.fte=4",
        "discipline.nurse.hours_per_fte=1500",
    ];
    let budget = "amount = 0\nuntil_year = 2026\ngrowth_target = 0";
    let tables = tables(&half, budget, &sets);
    let gap = [("2026", 600.0), ("2027", 1_260.0), ("total", 1_860.0)];
    let closed = [
        ("2026", 3_300.0 / 600.0),
        ("2027", 3_630.0 / 1_260.0),
        ("total", 6_930.0 / 1_860.0),
    ];
    for group in ["nurse", "all"] {
        assert_means(&tables, "gap_in_hours", group, &gap);
        assert_means(&tables, "gap_in_hours_closed", group, &closed);
    }
}
