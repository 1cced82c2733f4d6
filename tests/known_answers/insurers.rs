//! One payer that is two insurers: what each lays out, what it keeps after risk equalisation, and who rides free.

use caremix::analysis;
use caremix::analysis::insurers::InsurerRow;
use caremix::cohort;

use crate::world::{World, assert_close, town};

/// The insurer's 210,000 EUR a year fall by a tenth, and a grant of 8,000 EUR a year is the insurer's.
const ARMS: &str = r#"
[[insurer]]
name = "one"
share = 0.25
signs = true

[[insurer]]
name = "two"
share = 0.75

[[arm]]
name = "helped"

[[arm.component]]
name = "cheaper"
kind = "fee_for_service"
factor = 0.9

[[arm.component]]
name = "grant"
kind = "project_grant"
amount = 8000
until_year = 2040
payers = { insurer = 1 }
"#;

const KEPT: &str = r#"kept = { low = 0.2, high = 0.8, dist = "uniform" }"#;

fn insured(kept: &str, sets: &[&str]) -> World {
    let more = format!("[insurance]\npayer = \"insurer\"\n{kept}\n{ARMS}");
    town(&more, &[&["run.years=5"], sets].concat())
}

fn rows(world: &World) -> Vec<InsurerRow> {
    analysis::tables(&world.plan, &world.run).0.insurers
}

/// What is told of an arm by year and then in total (`later` before it where there is such a row).
fn told(rows: &[InsurerRow], [arm, insurer, measure, kept]: [&str; 4]) -> Vec<f64> {
    let is_it = |row: &&InsurerRow| {
        let names = [&row.arm, &row.insurer, &row.measure, &row.kept];
        names == [arm, insurer, measure, kept] && row.year != "discounted"
    };
    rows.iter()
        .filter(is_it)
        .map(|row| row.spread.mean)
        .collect()
}

#[test]
fn each_insurer_lays_out_its_share_of_declared_care_and_who_signs_the_agreement() {
    let rows = rows(&insured(KEPT, &[]));
    let paid = |arm: &str, insurer: &str| told(&rows, [arm, insurer, "paid", ""]);
    assert_eq!(
        paid("current", "one"),
        [[52_500.0; 5].as_slice(), &[262_500.0]].concat()
    );
    assert_eq!(
        paid("current", "two"),
        [[157_500.0; 5].as_slice(), &[787_500.0]].concat()
    );
    // 0.9 × 52,500 + 8,000, and 0.9 × 157,500.
    assert_eq!(
        paid("helped", "one"),
        [[55_250.0; 5].as_slice(), &[276_250.0]].concat()
    );
    assert_eq!(
        paid("helped", "two"),
        [[141_750.0; 5].as_slice(), &[708_750.0]].concat()
    );
    let more = |insurer: &str, measure: &str| told(&rows, ["helped", insurer, measure, ""])[0];
    assert_eq!(
        [more("one", "care"), more("one", "agreements")],
        [-5_250.0, 8_000.0]
    );
    assert_eq!(
        [more("two", "care"), more("two", "agreements")],
        [-15_750.0, 0.0]
    );
}

#[test]
fn a_saving_leaves_in_the_years_after_it_and_who_does_not_sign_rides_free() {
    let rows = rows(&insured(KEPT, &[]));
    let of =
        |insurer: &str, measure: &str, kept: &str| told(&rows, ["helped", insurer, measure, kept]);
    // Where 0.2 is kept, 4,200 of each year's 5,250 leave: half of it a year later, then 0.2, 0.2 and 0.1. Savings of five
    // years, of which 13,020 leave within the run and 7,980 after it.
    assert_eq!(
        of("one", "equalisation", "low"),
        [0.0, 2_100.0, 2_940.0, 3_780.0, 4_200.0, 7_980.0, 13_020.0]
    );
    assert_eq!(
        of("one", "net", "low"),
        [2_750.0, 4_850.0, 5_690.0, 6_530.0, 6_950.0, 26_770.0]
    );
    // Where 0.8 is kept, a quarter of that leaves.
    assert_eq!(of("one", "equalisation", "high")[6], 3_255.0);
    assert_eq!(of("one", "net", "high")[5], 17_005.0);
    // Three times the care and no part of the grant.
    assert_eq!(of("two", "net", "low")[5], -39_690.0);
    assert_eq!(of("not_signing", "net", "low"), of("two", "net", "low"));
    assert_eq!(of("signing", "net", "low"), of("one", "net", "low"));
    assert_eq!(of("equalisation_fund", "equalisation", "low")[6], -52_080.0);
}

#[test]
fn insurers_and_fund_together_are_the_payer_in_every_year() {
    let world = insured(KEPT, &[]);
    let rows = rows(&world);
    for kept in ["low", "high", "drawn"] {
        for year in 0..5 {
            let of = |insurer: &str, measure: &str| {
                told(&rows, ["helped", insurer, measure, kept])[year]
            };
            let more =
                world.paid("helped", "insurer", year) - world.paid("current", "insurer", year);
            let told =
                of("one", "net") + of("two", "net") + of("equalisation_fund", "equalisation");
            assert_close(told, more as f64 / 100.0);
        }
    }
    let twin = cohort::expected(world.plan.means());
    let insurer = &twin.arms[0].result.paid[0];
    let all = told(&rows, ["current", "all", "paid", ""]);
    for (year, cents) in insurer.iter().enumerate() {
        assert_close(all[year], cents.to_eur());
    }
}

#[test]
fn nothing_leaves_where_all_is_kept_and_no_payer_knows_that_it_is_several() {
    let world = insured("", &[]);
    let rows = rows(&world);
    let left = told(&rows, ["helped", "one", "equalisation", "drawn"]);
    assert_eq!(left, [0.0; 7]);
    assert!(!rows.iter().any(|row| row.kept == "low"));
    let arms = ARMS.split("[[arm]]").nth(1).expect("the arm");
    let without = town(&format!("[[arm]]{arms}"), &["run.years=5"]);
    for (arm, payer) in [
        ("current", "insurer"),
        ("helped", "insurer"),
        ("helped", "municipality"),
    ] {
        for year in 0..5 {
            assert_eq!(world.paid(arm, payer, year), without.paid(arm, payer, year));
        }
    }
    assert!(
        analysis::tables(&without.plan, &without.run)
            .0
            .insurers
            .is_empty()
    );
}

#[test]
fn what_both_arms_agree_is_everybodys() {
    // The same grant in both arms: nobody pays more for it, and each has its part.
    let world = granted("amount = 8000");
    assert_eq!(more_for_agreements(&world), [0.0, 0.0]);
    assert_eq!(
        told(&rows(&world), ["current", "two", "paid", ""])[0],
        157_500.0 + 6_000.0
    );
}

/// The town where the comparator has the grant too, with `more` in it.
fn granted(more: &str) -> World {
    let grant = format!(
        "[[arm]]\nname = \"current\"\n[[arm.component]]\nname = \"grant\"\nkind = \"project_grant\"\nuntil_year = 2040\npayers = {{ insurer = 1 }}\n{more}"
    );
    let fees = "[[arm.component]]\nname = \"fees\"\nkind = \"fee_for_service\"\n";
    let base = crate::world::TOWN.replace("[[arm]]\nname = \"current\"\n", "");
    let base = base.replace(fees, "");
    let more = format!("{grant}\n{fees}\n[insurance]\npayer = \"insurer\"\n{ARMS}");
    crate::world::live(&base, &more, &[])
}

/// What both insurers lay out more in the first year for agreements of an arm.
fn more_for_agreements(world: &World) -> [f64; 2] {
    let rows = rows(world);
    ["one", "two"].map(|insurer| told(&rows, ["helped", insurer, "agreements", ""])[0])
}

#[test]
fn of_a_changed_agreement_those_that_sign_bear_the_change_and_all_what_was_agreed() {
    // 6,000 in the comparator, 8,000 in the arm: "one" has 0.25 × 6,000 and then 2,000 more, "two" 0.75 × 6,000 in both.
    let world = granted("amount = 6000");
    assert_eq!(more_for_agreements(&world), [2_000.0, 0.0]);
    let paid = |insurer: &str| told(&rows(&world), ["helped", insurer, "paid", ""])[0];
    assert_eq!(paid("one"), 0.9 * 52_500.0 + 1_500.0 + 2_000.0);
    assert_eq!(paid("two"), 0.9 * 157_500.0 + 4_500.0);
    // 12,000 in the comparator: all pay for 4,000 less, by their shares, as where it ended altogether.
    assert_eq!(
        more_for_agreements(&granted("amount = 12000")),
        [-1_000.0, -3_000.0]
    );
}

#[test]
fn where_a_figure_comes_from_makes_no_agreement_another() {
    let world = granted("amount = 8000\nsource = \"told elsewhere\"");
    assert_eq!(more_for_agreements(&world), [0.0, 0.0]);
}

#[test]
fn what_another_payer_gives_the_insurer_is_of_those_that_sign() {
    // The municipality, which pays 81 EUR a person, is charged half of what that is below a trend of 10 %: 4,050 EUR in 2026 and 8,505
    // in 2027. "one" signs: 8,000 EUR of the grant less that.
    let contract = r#"
[[arm.component]]
name = "given"
kind = "shared_savings"
recipient = "insurer"
from_year = 2026
payers = { municipality = 1 }
savings = { rate = 0.5, unit = "town", benchmark = "trend", trend = 0.1 }
"#;
    let more = format!("[insurance]\npayer = \"insurer\"\n{KEPT}\n{ARMS}{contract}");
    let world = town(&more, &["run.years=3"]);
    let rows = rows(&world);
    let agreements = |insurer: &str| told(&rows, ["helped", insurer, "agreements", ""]);
    assert_eq!(agreements("one"), [8_000.0, 3_950.0, -505.0, 11_445.0]);
    assert_eq!(agreements("two"), [0.0; 4]);
    let paid = |insurer: &str| told(&rows, ["helped", insurer, "paid", ""]);
    for year in 0..3 {
        let all = paid("one")[year] + paid("two")[year];
        let payer = world.paid("helped", "insurer", year) as f64 / 100.0;
        assert!((all - payer).abs() < 0.005, "{all} {payer}");
    }
}
