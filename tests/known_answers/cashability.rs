//! Care avoided frees hours before it frees money: what is not cashed is still paid.

use crate::world::{World, town};

/// A fee that builds prevention, which takes away up to 80 % of the visits; `rows` say what of that comes back.
fn prevents(rows: &str, sets: &[&str]) -> World {
    let more = format!(
        r#"
{rows}

[[capability]]
name = "prevention"
half = 15
build = 2
fade = 5

[[effect]]
capability = "prevention"
target = {{ units = "visit" }}
reduction = 0.8

[[arm]]
name = "prevents"
like = "current"

[[arm.component]]
name = "fee"
kind = "network_fee"
amount = 15
payers = {{ fund = 1 }}
earmark = {{ prevention = 1 }}
"#
    );
    let mut all = vec!["run.years=5", "run.cycles_per_year=1"];
    all.extend(sets);
    town(&more, &all)
}

/// Visits that the arm avoids of the 6,000 a year.
fn avoided(world: &World, year: usize) -> i64 {
    let visits = |arm| world.outcome(arm, "service_units", "visit", year) as i64;
    assert_eq!(visits("current"), 6_000);
    6_000 - visits("prevents")
}

fn not_cashed(world: &World, payer: &str, year: usize) -> i64 {
    world.flow("prevents", "not_cashed", payer, "nurse", year)
}

/// Fails unless `found` is within a cent of `exact` cents.
#[track_caller]
fn assert_cents(found: i64, exact: f64) {
    assert!(
        (found as f64 - exact).abs() <= 1.0,
        "{found} is not {exact}"
    );
}

#[test]
fn nothing_comes_back_before_its_time_and_then_a_share() {
    let world = prevents("[[cashability]]\nshare = 0.6\nafter_years = 3", &[]);
    for year in 0..5 {
        let visits = avoided(&world, year);
        assert!(visits > 0, "year {year}");
        // 50 EUR a visit, 0.7 and 0.3 of it; until 2027 all of it, then four tenths.
        let kept = if year < 3 { 1.0 } else { 0.4 };
        assert_cents(
            not_cashed(&world, "insurer", year),
            visits as f64 * 3_500.0 * kept,
        );
        assert_cents(
            not_cashed(&world, "municipality", year),
            visits as f64 * 1_500.0 * kept,
        );
        if year < 3 {
            assert_eq!(world.paid("prevents", "insurer", year), 21_000_000);
            assert_eq!(world.received("prevents", "nurse", year), 30_000_000);
        }
        assert_eq!(not_cashed(&world, "fund", year), 0);
    }
}

#[test]
fn without_rows_all_of_it_comes_back_at_once() {
    let world = prevents("", &[]);
    for year in 0..5 {
        assert_eq!(
            world.received("prevents", "nurse", year),
            (6_000 - avoided(&world, year)) * 5_000
        );
    }
}

#[test]
fn the_first_row_that_fits_counts() {
    let rows = "[[cashability]]\nservice = \"visit\"\npayer = \"municipality\"\nshare = 0\n[[cashability]]\nline = \"second\"\nshare = 0\n[[cashability]]\ndiscipline = \"nurse\"\nshare = 0.75\n[[cashability]]\nshare = 0";
    let world = prevents(rows, &[]);
    for year in 1..5 {
        let visits = avoided(&world, year) as f64;
        assert_cents(not_cashed(&world, "municipality", year), visits * 1_500.0);
        assert_cents(not_cashed(&world, "insurer", year), visits * 3_500.0 * 0.25);
    }
}

#[test]
fn avoided_care_is_worth_the_tariff_of_the_arm_in_the_prices_of_the_year() {
    let growth = "growth={ prices = 0.1, volume = [{ line = \"first\", per_year = 0.05 }] }";
    let world = prevents("[[cashability]]\nshare = 0", &[growth]);
    for year in 0..5 {
        // What the insurer pays is what it pays for the care of the comparator.
        let paid = |arm: &str| world.paid(arm, "insurer", year);
        assert_cents(paid("prevents"), paid("current") as f64);
    }
    let tariff = "[[cashability]]\nshare = 0\n[[arm]]\nname = \"dearer\"\nlike = \"prevents\"\n[[arm.component]]\nname = \"fees\"\nkind = \"fee_for_service\"\nfactor = 1.2";
    let world = prevents(tariff, &[]);
    for year in 0..5 {
        assert_eq!(world.paid("dearer", "insurer", year), 25_200_000);
    }
}

#[test]
fn residents_do_not_pay_for_what_they_do_not_get() {
    // 10 EUR of a visit are the resident's; of the other 40 the payers keep paying their shares.
    let arm = "[[cashability]]\nshare = 0\n[[arm]]\nname = \"own\"\nlike = \"prevents\"\n[[arm.component]]\nname = \"own\"\nkind = \"patient_share\"";
    let world = prevents(arm, &["service.visit.copayment=10"]);
    for year in 0..5 {
        let visits = world.outcome("own", "service_units", "visit", year) as i64;
        assert_eq!(world.paid("own", "resident", year), visits * 1_000);
        // 0.7 · 40 EUR of each of the comparator's 6,000 visits.
        let insurer = world.paid("own", "insurer", year);
        assert_cents(insurer, 16_800_000.0);
    }
}

#[test]
fn the_accounting_effect_avoids_nothing() {
    let world = prevents("[[cashability]]\nshare = 0.5", &[]);
    let repriced = world.result("prevents").repriced.as_ref().expect("an arm");
    // The comparator's care at the arm's prices: 210,000 and 90,000, and the fee.
    let by_payer = repriced.iter().map(|years| years.iter().map(|paid| paid.0));
    for (found, exact) in by_payer.zip([21_000_000, 9_000_000, 1_500_000]) {
        assert_eq!(found.collect::<Vec<i64>>(), [exact; 5]);
    }
}

#[test]
fn care_that_is_the_same_leaves_nothing_to_cash() {
    let twin = "[[cashability]]\nshare = 0\n[[arm]]\nname = \"twin\"\nlike = \"current\"";
    let world = prevents(twin, &[]);
    assert_eq!(world.by_year("current", "not_cashed"), [0; 5]);
    assert_eq!(world.by_year("twin", "not_cashed"), [0; 5]);
    // An arm that delivers more avoids nothing, and pays for what it delivers.
    let more = prevents("[[cashability]]\nshare = 0", &["effect.0.reduction=-0.8"]);
    assert!(avoided(&more, 4) < 0);
    assert_eq!(more.by_year("prevents", "not_cashed"), [0; 5]);
}

#[test]
fn cashability_is_a_layer_of_its_own() {
    let rows = "[[cashability]]\nshare = 0.25";
    let world = prevents(rows, &[]);
    let off = prevents(rows, &["layers.cashability=false"]);
    assert_eq!(off.by_year("prevents", "not_cashed"), [0; 5]);
    for year in 1..5 {
        let visits = avoided(&world, year);
        assert_eq!(avoided(&off, year), visits);
        assert_eq!(
            off.paid("prevents", "insurer", year),
            (6_000 - visits) * 3_500
        );
        // The last step but one is the arm without cashability; what cashability adds is what is not cashed.
        let before = world.result("prevents").steps.last().expect("steps")[0][year].0;
        assert_eq!(before, off.paid("prevents", "insurer", year));
        let added = world.paid("prevents", "insurer", year) - before;
        assert_eq!(added, not_cashed(&world, "insurer", year));
    }
}
