//! Who really pays: what other payers give back is theirs in the ledger, and nobody else's money moves.

use caremix::analysis;
use caremix::cohort;

use crate::world::{World, town};

/// A grant of 10,000.01 EUR in 2026 and 2027, a quarter the insurer's and the rest the municipality's.
fn grant(keys: &str) -> World {
    let arm = format!(
        "[[arm]]\nname = \"helped\"\nlike = \"current\"\n[[arm.component]]\nname = \"grant\"\nkind = \"project_grant\"\namount = 10000.01\npayers = {{ insurer = 0.25, municipality = 0.75 }}\nfrom_year = 2026\nuntil_year = 2027\n{keys}"
    );
    town(&arm, &["run.years=4"])
}

fn shares(world: &World, year: usize) -> [i64; 3] {
    ["insurer", "municipality", "fund"]
        .map(|payer| world.flow("helped", "grant", payer, "network", year))
}

/// All that a payer lays out, by year.
fn paid(world: &World, arm: &str, payer: &str) -> Vec<i64> {
    (0..4).map(|year| world.paid(arm, payer, year)).collect()
}

#[test]
fn the_part_that_is_given_back_is_paid_by_who_gives_it() {
    // 0.25, 0.75 × 0.4 = 0.3 and 0.75 × 0.6 = 0.45 of 1,000,001 cents: 250,000.25, 300,000.3 and 450,000.45; the odd cent
    // is the fund's, whose remainder is the largest.
    let world = grant("reimbursed_by = { municipality = { fund = 0.6 } }");
    for year in [1, 2] {
        assert_eq!(shares(&world, year), [250_000, 300_000, 450_001]);
    }
    for year in [0, 3] {
        assert_eq!(shares(&world, year), [0; 3]);
    }
    // Care costs the municipality 90,000 EUR a year.
    let municipality = [9_000_000, 9_300_000, 9_300_000, 9_000_000];
    assert_eq!(paid(&world, "helped", "municipality"), municipality);
    assert_eq!(paid(&world, "helped", "fund"), [0, 450_001, 450_001, 0]);
}

#[test]
fn what_is_given_back_in_full_leaves_the_municipality_its_own_money() {
    // 750,000.75 of 1,000,001 cents, and the odd cent with it.
    let world = grant("reimbursed_by = { municipality = { fund = 1 } }");
    assert_eq!(shares(&world, 1), [250_000, 0, 750_001]);
    assert_eq!(
        paid(&world, "helped", "municipality"),
        paid(&world, "current", "municipality")
    );
}

#[test]
fn who_gives_back_moves_neither_totals_nor_receipts_nor_another_arm() {
    let (with, without) = (
        grant("reimbursed_by = { municipality = { fund = 0.6 } }"),
        grant(""),
    );
    assert_eq!(shares(&without, 1), [250_000, 750_001, 0]);
    for year in 0..4 {
        assert_eq!(with.total("helped", year), without.total("helped", year));
        for recipient in ["nurse", "network"] {
            assert_eq!(
                with.received("helped", recipient, year),
                without.received("helped", recipient, year)
            );
        }
    }
    for payer in ["insurer", "municipality", "fund"] {
        let arm = "current";
        assert_eq!(paid(&with, arm, payer), paid(&without, arm, payer));
    }
    let insurer = "insurer";
    assert_eq!(
        paid(&with, "helped", insurer),
        paid(&without, "helped", insurer)
    );
}

#[test]
fn a_share_of_nothing_gives_nothing_back() {
    let world = grant("reimbursed_by = { municipality = { fund = 0 } }");
    assert_eq!(shares(&world, 1), [250_000, 750_001, 0]);
}

#[test]
fn what_comes_back_from_a_budget_comes_back_to_who_bore_it() {
    // 100,000 EUR in 2026, all of it the fund’s; a target of no growth is missed, and half comes back in 2027.
    let arm = "[[arm]]\nname = \"helped\"\nlike = \"current\"\n[[arm.component]]\nname = \"grant\"\nkind = \"transition_budget\"\namount = 100000\npayers = { municipality = 1 }\nreimbursed_by = { municipality = { fund = 1 } }\nfrom_year = 2026\nuntil_year = 2026\ngrowth_target = 0\nclaw_back = 0.5";
    let world = town(arm, &["run.years=4"]);
    assert_eq!(
        paid(&world, "helped", "fund"),
        [0, 10_000_000, -5_000_000, 0]
    );
    assert_eq!(
        paid(&world, "helped", "municipality"),
        paid(&world, "current", "municipality")
    );
}

#[test]
fn of_unit_fees_the_part_of_who_is_named_is_given_back() {
    // 300,000 EUR of visits, half of them each: the fund gives the insurer a fifth of its half back.
    let arm = "[[arm]]\nname = \"helped\"\n[[arm.component]]\nname = \"visits\"\nkind = \"fee_for_service\"\npayers = { insurer = 0.5, municipality = 0.5 }\nreimbursed_by = { insurer = { fund = 0.2 } }";
    let world = town(arm, &[]);
    let of = |payer: &str| world.flow("helped", "visits", payer, "nurse", 0);
    assert_eq!(
        [of("insurer"), of("municipality"), of("fund")],
        [12_000_000, 15_000_000, 3_000_000]
    );
}

#[test]
fn the_twin_has_it_paid_by_the_same_to_the_cent() {
    let world = grant("reimbursed_by = { municipality = { fund = 0.6 } }");
    let expected = cohort::expected(world.plan.means());
    let helped = expected
        .arms
        .iter()
        .position(|arm| arm.result.paid != expected.arms[0].result.paid)
        .expect("an arm that costs more");
    assert_eq!(
        expected.arms[helped].result.paid,
        world.result("helped").paid
    );
}

#[test]
fn an_investment_is_who_bears_it() {
    let world = grant("reimbursed_by = { municipality = { fund = 1 } }");
    let (tables, _) = analysis::tables(&world.plan, &world.run);
    let laid_out = |payer: &str| -> f64 {
        let rows = tables.investments.iter();
        let of_payer = rows.filter(|row| row.payer == payer);
        of_payer.map(|row| row.value).sum()
    };
    assert_eq!(laid_out("municipality"), 0.0);
    // Two years.
    assert_eq!(laid_out("fund"), 15_000.02);
    assert_eq!(laid_out("insurer"), 5_000.0);
}
